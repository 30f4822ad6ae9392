"""What a clause leaves unsaid and a reader may wonder about: why, when, by whom, how, how many.

Asked only where nothing that could tell it stands in the clause, near it, or near its words: the
signs are many rather than few, since a passage that does tell would make the answer wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.analysis import Analysis
from codi.teachers.builtin.asking.candidates import Asker, Candidate
from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.facts import Fact
from codi.types import Span

_CAUSED = re.compile(
    r"\b(?:because|since|due|reason|result|cause|therefore|thus|so|order|help|aim|purpose|why"
    r"|after|when|while|following|given|with|having|in (?:response|protest|return|exchange|honou?r)"
    r"|as (?:an?|it|he|she|they|the|his|her|its|their|part)|for (?:\w+ing|his|her|its|their|fear)"
    r"|to [a-z]+)\b|,[^,]*\w+ing\b",
    re.IGNORECASE,
)
_REASONS = frozenset(["reason", "purpose"])
_BECAUSE = re.compile(
    r"\b(?:because|since|due|reasons?|cause[sd]?|therefore|thus|so|order|purpose|aim|why)\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\d|\b(?:when|while|after\w*|before|during|then|later|earlier|once|until|till|since|ago|by|now|"
    r"centur\w+|decades?|years?|months?|weeks?|days?|hours?|today|tonight|yesterday|tomorrow|early|"
    r"late|latter|former\w*|first|last|next|again|soon|already|recent\w*|previous\w*|original\w*|"
    r"eventual\w*|final\w*|immediate\w*|spring|summer|autumn|fall|winter|morning|evening|night|noon|"
    r"midnight|war|wars|reign|age|era|period|time|times|january|february|march|april|june|july|"
    r"august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|"
    r"sunday|christmas|easter)\b",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"\b(?:by|through|using|used?|with|without|via|thanks|because|means?|way|ways|method\w*|how|"
    r"when|after|from|under|into|as|help\w*|enabl\w*|allow\w*|support\w*)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b1\d{3}\b|\b20\d{2}\b")
_VAGUE = re.compile(r"(?:some|many|several|a number of) (?P<things>[a-z]+s)$", re.IGNORECASE)
_ONCE = frozenset(
    """build found establish create open close publish write invent discover design introduce
    sign adopt approve ban abolish conquer defeat capture destroy win elect appoint name
    marry die resign move leave arrive join order launch release sell buy purchase""".split()
)
"""Deeds of one day, of which people ask when they were done."""
_MADE = frozenset(
    """build found establish create write invent discover design introduce compose paint draw
    publish develop propose organise organize produce direct construct steal destroy""".split()
)
"""Deeds of which people ask who did them."""
_ACHIEVED = frozenset(
    """win defeat capture escape survive solve achieve manage convince persuade die gain obtain
    acquire reach prevent destroy conquer discover overcome recover rescue save""".split()
)
"""Deeds of which people ask how they came about."""
_LONGEST_ASKED = 14


def missing(analysis: Analysis) -> tuple[Candidate, ...]:
    """What the clauses of a passage leave unsaid; found once."""
    if analysis.unsaid is None:
        analysis.unsaid = tuple(_missing(analysis))
    return analysis.unsaid


def _missing(analysis: Analysis) -> Iterator[Candidate]:
    texts = [analysis.text[s.start : s.end] for s in analysis.facts.sentences]
    words = [content(text) for text in texts]
    for fact in analysis.facts.facts:
        core = fact.texts(fact.core)
        if core is None or not _plain(fact):
            continue
        place = fact.sentence.index
        near = " ".join(
            text
            for number, text in enumerate(texts)
            if abs(number - place) <= 1 or len(words[number] & words[place]) > 2
        )
        known = fact.subject.proper or fact.surface.startswith("the ")
        if known or fact.subject.kind == "you":
            yield from _of_known(analysis, fact, near, texts[place], has_more=bool(content(core)))
        yield from _how_many(analysis, fact, core)


def _of_known(
    analysis: Analysis, fact: Fact, near: str, own: str, *, has_more: bool
) -> Iterator[Candidate]:
    """Of a deed of somebody or something known: why, how, when and by whom."""
    lemma = fact.verb.group.lemma
    if has_more and _wondered_at(fact) and _no_reason(fact, own, near):
        yield from _asked(analysis, fact, "why", "Why")
    if not _past(fact):
        return
    if has_more and lemma in _ACHIEVED and not _MEANS.search(near):
        yield from _asked(analysis, fact, "how", "How")
    if lemma in _ONCE and not _DATED.search(near) and _YEAR.search(analysis.text):
        yield from _asked(analysis, fact, "when", "When")
    made = fact.verb.group.passive and lemma in _MADE and not _BY.search(near)
    if made and not _names_somebody(analysis, near):
        yield from _asked(analysis, fact, "who", "By whom", slot="agent")


_BY = re.compile(r"\bby\b", re.IGNORECASE)


def _asked(
    analysis: Analysis, fact: Fact, kind: str, wh: str, slot: str = "reason"
) -> Iterator[Candidate]:
    asker = Asker(fact, analysis.facts, _span(fact))
    asked = asker.ask(wh, fact.core)
    if asked is not None and len(asked[0].split()) <= _LONGEST_ASKED:
        yield _unknown(asker, kind, asked, slot=slot)


def _how_many(analysis: Analysis, fact: Fact, core: str) -> Iterator[Candidate]:
    """As in "How many Normans joined the Turkish forces?" where the passage says "some"."""
    things = _VAGUE.match(fact.surface)
    if things is None or _counts(analysis, things["things"]):
        return
    asker = Asker(fact, analysis.facts, _span(fact))
    rest = f"{things['things']} {fact.verb.statement()} {core}"
    asked = f"How many {rest}", f"how many {rest}"
    if len(asked[0].split()) <= _LONGEST_ASKED:
        yield _unknown(asker, "how_many", asked)


def _counts(analysis: Analysis, things: str) -> bool:
    """Whether a number stands before these things anywhere."""
    number = r"\d|hundred|thousand|million|dozen|two|three|four|five|six|seven|eight|nine|ten"
    return re.search(rf"(?:{number})\S* (?:\w+ ){{0,3}}{things}", analysis.text) is not None


def _unknown(asker: Asker, kind: str, asked: tuple[str, str], *, slot: str = "reason") -> Candidate:
    return asker.candidate(kind, slot, asked, short="unknown", statement="unknown", score=0)


def _span(fact: Fact) -> Span:
    return Span(start=fact.sentence.start, end=fact.sentence.end)


def _plain(fact: Fact) -> bool:
    """Whether the clause simply says something, of which more could be told."""
    verb = fact.verb
    if verb.copula or verb.negative or verb.never or fact.follows or fact.clause.relative:
        return False
    return fact.clause.condition is None and verb.group.lemma not in _STATES


def _past(fact: Fact) -> bool:
    """Whether it happened, once or often: no "had done", no "would"."""
    verb = fact.verb
    if verb.group.passive:
        return set(verb.auxiliaries) <= {"was", "were"}
    return verb.group.tag == "VBD" and not verb.auxiliaries


def _wondered_at(fact: Fact) -> bool:
    """Whether a reader may wonder why: a deed of somebody known, or a duty."""
    if fact.subject.kind == "you":
        return fact.verb.inverted()[0] in {"must", "should"}
    acting = fact.subject.kind in _ACTING and not fact.verb.group.passive
    return _past(fact) and (acting or (fact.verb.group.passive and fact.verb.group.lemma in _DONE))


_ACTING = frozenset(["person", "group", "name", "place"])
_DONE = (
    _ONCE
    | _MADE
    | frozenset(
        """arrest attack banish block burn cancel change choose close cut delay demolish deport
    dismiss divide evacuate execute exile expel fire force give hide imprison kill lock move murder
    open oppose postpone refuse reject relocate remove rename replace restore reverse send separate
    split suspend transfer""".split()
    )
)
"""What is done to somebody or something, so that people ask why."""
_STATES = lexicon.LIGHT_VERBS | frozenset(
    """know like love want need believe think live contain include consist belong own mean hear
    find feel say try hope wish use serve own depend refer""".split()
)


def _names_somebody(analysis: Analysis, near: str) -> bool:
    """Whether the text names a person or a body that may have done it."""
    entities = analysis.facts.entities.by_key.values()
    acting = [e for e in entities if e.proper and e.kind in {"person", "group", "name"}]
    return any(entity.text in near for entity in acting if entity.text)


def _no_reason(fact: Fact, own: str, near: str) -> bool:
    """Whether neither the clause nor the text near it tells a reason."""
    roles = {side.role for side in fact.sides} | {piece.role for piece in fact.core}
    return not roles & _REASONS and not _CAUSED.search(own) and not _BECAUSE.search(near)
