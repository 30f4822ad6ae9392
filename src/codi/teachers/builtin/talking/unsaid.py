"""Why: what a clause leaves unsaid and a reader may wonder about.

When something happened is told by the order of events, so that is not asked.
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
    r"\b(?:because|since|due|reason|result|cause|therefore|thus|so|order|help|aim|purpose|why|as|for|to)\b",
    re.IGNORECASE,
)
_REASONS = frozenset(["reason", "purpose"])
_BECAUSE = re.compile(
    r"\b(?:because|since|due|reasons?|cause[sd]?|therefore|thus|so|order|purpose|aim|why)\b",
    re.IGNORECASE,
)
_LONGEST_ASKED, _FEWEST_ASKED = 14, 1


def missing(analysis: Analysis) -> Iterator[Candidate]:
    """What a clause leaves unsaid, where nothing that could tell it stands near it or its words."""
    texts = [analysis.text[s.start : s.end] for s in analysis.facts.sentences]
    words = [content(text) for text in texts]
    for fact in analysis.facts.facts:
        core = fact.texts(fact.core)
        if not core or not _wondered_at(fact) or len(content(core)) < _FEWEST_ASKED:
            continue
        place = fact.sentence.index
        near = " ".join(
            text
            for number, text in enumerate(texts)
            if abs(number - place) <= 1 or len(words[number] & words[place]) > 2
        )
        span = Span(start=fact.sentence.start, end=fact.sentence.end)
        asker = Asker(fact, analysis.facts, span)
        asked = asker.ask("Why", fact.core) if _no_reason(fact, texts[place], near) else None
        if asked is not None and len(asked[0].split()) <= _LONGEST_ASKED:
            yield asker.candidate(
                "why", "reason", asked, short="unknown", statement="unknown", score=0
            )


def _wondered_at(fact: Fact) -> bool:
    """Whether a reader may wonder when or why: a deed of somebody known, an event, or a duty."""
    verb, lemma = fact.verb, fact.verb.group.lemma
    if verb.copula or verb.negative or verb.never or fact.follows or fact.clause.relative:
        return False
    if fact.clause.condition is not None or lemma in _STATES:
        return False
    if fact.subject.kind == "you":
        return verb.inverted()[0] in {"must", "should"}
    past = verb.group.tag == "VBD" and not verb.auxiliaries
    known = fact.subject.proper or fact.surface.startswith("the ")
    return known and fact.subject.kind in {"person", "group"} and past


_STATES = lexicon.LIGHT_VERBS | frozenset(
    """know like love want need believe think live contain include consist belong own mean hear
    find feel say try hope wish use serve own depend refer""".split()
)


def _no_reason(fact: Fact, own: str, near: str) -> bool:
    """Whether neither the clause nor the text near it tells a reason."""
    roles = {side.role for side in fact.sides} | {piece.role for piece in fact.core}
    return not roles & _REASONS and not _CAUSED.search(own) and not _BECAUSE.search(near)
