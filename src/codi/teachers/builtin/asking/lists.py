"""Questions on lists: a sentence that ends in a colon, and all of the items below it.

The items are named all or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.following import ask_following, ask_included, below_step
from codi.teachers.builtin.asking.making import READER, Said, on_lines, topic
from codi.teachers.builtin.asking.steps import instruction
from codi.teachers.builtin.reading.assembly import VerbText
from codi.teachers.builtin.reading.clauses import Clause
from codi.teachers.builtin.reading.english import is_plural_form, verb_forms
from codi.teachers.builtin.reading.lines import Line, items_behind, siblings
from codi.teachers.builtin.reading.phrases import noun_phrase, verb_group
from codi.teachers.builtin.reading.tagset import at

LISTS = 50_000
_LONGEST_LIST, _MOST_ITEMS, _LONGEST_ITEM = 60, 8, 16
_MUSED = re.compile(
    r"(?:(?P<front>(?:If|When|For|Before)\b[^,:]*), )?(?:here are |there are )?"
    r"(?:some |a few |other )?(?:things|points|questions|ideas) "
    r"(?:to|you (?:can|might|may|should|could)) "
    r"(?P<verb>think about|consider|discuss|ask yourself)(?: are| include)?$",
    re.IGNORECASE,
)
_OFFERED = re.compile(
    r"(?:(?P<front>(?:For|In|On|At|If|When|To|Before|After)\b[^,:]*), )?you "
    r"(?P<modal>can|may|must|should|need to|will need to) (?P<verb>[a-z]+)"
    r"(?P<rest>.*?)(?:,? (?:(?:by )?(?:doing |any of |one of |all of )?the following"
    r"(?: \w+)?|any of these))?$",
    re.IGNORECASE,
)
_NEEDED = re.compile(r"(?:To (?P<goal>[^,:]+), )?you(?:['’]ll| will)? need$", re.IGNORECASE)
_KINDS = re.compile(
    r"there are (?P<number>two|three|four|five|six|seven|several|\d+) (?:main |basic )?"
    r"(?P<what>.+)$",
    re.IGNORECASE,
)
_FOLLOWING = re.compile(r"the following (?P<what>(?:[a-z]+ ){0,2}[a-z]+s) \w.+$", re.IGNORECASE)
_INCLUDE = re.compile(
    r"(?P<what>.+?) (?:(?:must|should|can|may|will) )?"
    r"(?P<verb>includes?|is|are|involves?|requires?|consists? of|covers?|contains?)"
    r"(?:,? but (?:is|are) not limited to,?)?(?: the following(?: \w+)?)?$",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:this|(?<!provided )that|it|they|them|we|us|our|here|below|above|following|he|she|such)"
    r"\b(?! is\b)",
    re.IGNORECASE,
)
_TO_DO = re.compile(
    r"(?:in order )?to (?P<goal>[a-z][^,:]+?)"
    r"(?:, (?:please )?(?:you (?:will |['’]ll )?(?:need to|must|should|can|have to)|follow|do|"
    r"take|use)(?: (?:do|take|follow|use))?(?: the following| these)?"
    r"(?: steps?| things?| actions?)?)?$",
    re.IGNORECASE,
)
_CASE = re.compile(
    r"(?P<when>(?:if|when|before|after|once) [^:]+?), (?:please |there are [a-z ]+ that )?(?:you "
    r"(?:should|must|need to|will need to|can) )?(?:follow|take|do|use|try)"
    r"(?: these| the following)?(?: simple)?(?: steps?| actions?| instructions| things?)?$",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"(?:some |other |the )?(?P<what>(?:[a-z-]+ )?(?:ways|things|variations|reasons|rules|tips|"
    r"options|types|kinds|benefits|principles|guidelines|methods)\b \S+ .+)$",
    re.IGNORECASE,
)
_TYPES = re.compile(
    r"(?P<before>.*?)(?P<what>(?:two|three|four|five|six|seven|several|a variety of|different) "
    r"(?:[a-z-]+ ){0,2}[a-z-]+s)$"
)
_MAY = re.compile(
    r"What (?P<modal>can|may) \{S\} (?P<verb>[a-z]+)(?P<rest>(?: [\w’'-]+)*? (?:for|in|on|with)|)"
    r"(?P<tail> (?:for|if|when|to|in) .+)?$"
)
_NOT_IN_NAMES = (":", "?", " - ", " \N{EN DASH} ", " \N{EM DASH} ")
"""Marks behind which an item says something of what it names."""
_HANGING = frozenset(["if", "because", "when", "so"])
_TAKES_NOUNS = frozenset("for of with from on in about include by as".split())
_OPEN_END = re.compile(r"(?:such as|like|example|e\.g\.|including)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question on a list and how its answer begins; `of_reader` where it is on "you"."""

    direct: str
    indirect: str
    begin: str
    of_reader: bool = False


def from_lists(lines: list[Line]) -> Iterator[Candidate]:
    """As in "What can I use for vacation?" for "For vacation, you can use:" and its items."""
    for place, intro in enumerate(lines):
        if not intro.shown.rstrip("*_ ").endswith(":") or intro.example:
            continue
        items = items_behind(lines, place)
        if not items and _MUSED.match(intro.shown.rstrip(" :*_")):
            items = siblings(lines, place)[1:]  # a list within a list that lost its indent
        yield from ask_following(intro, items)
        yield from ask_included(intro, items or below_step(lines, place))
        asked = _asked(intro, items) if 2 <= len(items) <= _MOST_ITEMS else None
        listed = enumerated(items) if asked is not None else ""
        if asked is None or not listed or _POINTING.search(asked.direct):
            continue
        subject = intro.words(0, max(noun_phrase(intro.tokens, 0), 1))
        yield on_lines(
            [intro, *items],
            "why" if asked.direct.startswith("Why") else "list",
            "list",
            (asked.direct, asked.indirect),
            Said(short=listed, statement=f"{asked.begin} {listed}"),
            fact=LISTS + intro.sentence.index,
            score=1.4,
            entity=READER if asked.of_reader else topic(subject),
            surface="you" if asked.of_reader else subject,
        )
        yield from _each(intro, items, asked)


def _each(intro: Line, items: list[Line], asked: _Asked) -> Iterator[Candidate]:
    """As in "Can I use sick leave for mental health care?", for each item of what one may do."""
    match = _MAY.match(asked.direct)
    if match is None or not asked.of_reader:
        return
    for number, item in enumerate(items):
        name = item.whole().removesuffix(" and").rstrip(" ,")
        modal, verb, rest, tail = match["modal"], match["verb"], match["rest"], match["tail"] or ""
        if not _thing_or_doing(item):
            continue
        yield on_lines(
            [intro, item],
            "yes",
            "truth",
            (
                f"{modal} {{S}} {verb}{rest} {name}{tail}",
                f"whether {{S}} {modal} {verb}{rest} {name}{tail}",
            ),
            Said(short="Yes", statement=f"{{S}} {modal} {verb}{rest} {name}{tail}"),
            fact=LISTS + 3_000 + 20 * intro.sentence.index + number,
            score=0.8,
        )


def enumerated(items: list[Line]) -> str:
    """All items in a row; nothing where one of them cannot stand in a row."""
    advice = [instruction(item) for item in items]
    told = all(advice) and not all(_noun_item(item) for item in items)
    names = advice if told else [item.whole() for item in items]
    total = sum(len(name.split()) for name in names)
    if total > _LONGEST_LIST or not all(_nameable(item) for item in items):
        return ""
    long = any("," in name or len(name.split()) > 5 for name in names)
    mark = ";" if long else ","
    last = mark if long or len(names) > 2 else ""
    return f"{f'{mark} '.join(names[:-1])}{last} and {names[-1].removeprefix('and ')}"


def _nameable(item: Line) -> bool:
    name = item.whole()
    clean = item.clear(0, item.length) and not any(mark in name for mark in _NOT_IN_NAMES)
    return clean and 1 <= len(name.split()) <= _LONGEST_ITEM and not name.endswith((" and", " or"))


def _asked(intro: Line, items: list[Line]) -> _Asked | None:
    """The question that an introduction and its items answer."""
    words = intro.shown.rstrip(" :*_").strip()
    if _OPEN_END.search(words):
        return None
    for shape in _SHAPES:
        asked = shape(intro, words, items)
        if asked is not None:
            return asked
    return None


def _noun_item(item: Line) -> bool:
    first = item.tokens[0]
    advice = first.tag == "VB" or (first.tag != "NNP" and at(item.tokens, 1).tag in {"DT", "PRP$"})
    return noun_phrase(item.tokens, 0) > 0 and not (advice and "VB" in verb_forms(first.lower))


def _thing_or_doing(item: Line) -> bool:
    return _noun_item(item) or item.tokens[0].tag == "VBG"


def _to_do(intro: Line, words: str, items: list[Line]) -> _Asked | None:
    """As in "How do I reduce ambiguity?" for "To reduce ambiguity:" and advice."""
    match = _TO_DO.match(words)
    if match is None or not all(instruction(item) for item in items) or intro.example:
        return None
    goal = match["goal"]
    return _Asked(f"How do {{S}} {goal}", f"how {{S}} {goal}", f"to {goal},", of_reader=True)


def _in_case(intro: Line, words: str, items: list[Line]) -> _Asked | None:
    """As in "What should I do if I lose it?" for "If you lose it, follow these steps:"."""
    match = _CASE.match(words)
    if match is None or not all(instruction(item) for item in items) or intro.example:
        return None
    when = f"{match['when'][:1].lower()}{match['when'][1:]}"
    asked = f"What should {{S}} do {when}", f"what {{S}} should do {when}"
    return _Asked(*asked, f"{match['when']},", of_reader=True)


def _phrase(intro: Line, words: str, items: list[Line]) -> _Asked | None:
    """As in "What are the ways to alert the team?" for "Ways to alert the team:"."""
    match = _PHRASE.match(words)
    if match is None or len(items) < 2:
        return None
    what = f"{match['what'][:1].lower()}{match['what'][1:]}"
    return _Asked(f"What are the {what}", "", f"{intro.words(0, intro.length)} are:")


def _mused(_: Line, words: str, items: list[Line]) -> _Asked | None:
    """As in "What should I think about when not using a proxy?" for a list that says so."""
    match = _MUSED.match(words)
    if match is None or len(items) < 2:
        return None
    front, verb = match["front"] or "", match["verb"].lower()
    if not front:
        return None
    when = f"{front[:1].lower()}{front[1:]}"
    asked = f"What should {{S}} {verb} {when}", f"what {{S}} should {verb} {when}"
    return _Asked(*asked, f"{front}, {{S}} should {verb} these things:", of_reader=True)


def _needed(_: Line, words: str, items: list[Line]) -> _Asked | None:
    """As in "What do I need to fill out the form?"."""
    match = _NEEDED.match(words)
    if match is None or not match["goal"] or not all(_noun_item(item) for item in items):
        return None
    goal = match["goal"]
    asked = f"What do {{S}} need to {goal}", f"what {{S}} need to {goal}"
    return _Asked(*asked, f"to {goal}, {{S}} need", of_reader=True)


def _offered(_: Line, words: str, items: list[Line]) -> _Asked | None:
    """As in "What can I use sick leave for?" for "You can use sick leave for:"."""
    match = _OFFERED.match(words)
    if match is None:
        return None
    front, rest, verb = match["front"] or "", match["rest"] or "", match["verb"]
    modal = match["modal"].lower()
    last = (rest.split() or [verb.lower()])[-1].lower()
    scoped = (rest or front) and last not in _HANGING | {"that"}
    if not scoped or (rest and last not in _TAKES_NOUNS) or not all(map(_thing_or_doing, items)):
        return None
    tail = f" {front[:1].lower()}{front[1:]}" if front else ""
    first, _unused, second = modal.partition(" ")
    helper = f"do {{S}} {modal}" if first == "need" else f"{first} {{S}} {second}".strip()
    begin = f"{front}, {{S}} {modal} {verb}{rest}" if front else f"{{S}} {modal} {verb}{rest}"
    direct = f"What {helper} {verb}{rest}{tail}"
    return _Asked(direct, f"what {{S}} {modal} {verb}{rest}{tail}", begin, of_reader=True)


def _kinds(_: Line, words: str, items: list[Line]) -> _Asked | None:
    """As in "What are the three types of headings?"."""
    match = _KINDS.match(words)
    if match is None or len(items) < 2:
        return None
    what, number = match["what"].rstrip(" ,"), match["number"].lower()
    ends = (what.split()[0].lower(), what.split()[-1].lower())
    if not any(map(is_plural_form, ends)) or any(f" {w} " in what for w in ("that", "which", "to")):
        return None
    name = f"the {number} {what}"
    return _Asked(f"What are {name}", f"what {name} are", f"{name} are")


def _which(intro: Line, words: str, items: list[Line]) -> _Asked | None:
    """As in "Which expenses require receipts?" for "The following expenses require receipts:"."""
    place = noun_phrase(intro.tokens, 1)
    verb = verb_group(intro.tokens, place)
    if not _FOLLOWING.match(words) or verb is None or not verb.finite or not items:
        return None
    what, rest = intro.words(2, place), intro.words(place, intro.length)
    if not what or rest.split()[-1].lower() in _HANGING:
        return None
    asked = rest.partition(", provided ")[0]
    return _Asked(f"Which {what} {asked}", f"which {what} {asked}", f"the {what} that {rest} are")


@dataclass(frozen=True, slots=True)
class _Spoken:
    """An introduction with a subject of its own: its words, and its verb as a question has it."""

    intro: Line
    what: str
    auxiliary: str
    plain: str
    start: int
    rest: int
    copula: bool

    def words(self, start: int, end: int | None = None) -> str:
        """The words of the introduction from one place to another, or to its end."""
        return self.intro.words(start, self.intro.length if end is None else end)


def _of_subject(intro: Line, words: str, items: list[Line]) -> _Asked | None:
    """For an introduction with a subject of its own: what it includes, why it is so."""
    tokens, end = intro.tokens, intro.length
    start = noun_phrase(tokens, 0)
    while 0 < start < end and tokens[start].lower in {"of", "for", "in", "to", "on"}:
        further = noun_phrase(tokens, start + 1)
        if further == start + 1:
            break
        start = further
    group = verb_group(tokens, start) if 0 < start < end else None
    if group is None or not group.finite or group.negative or tokens[0].tag in {"PRP", "EX"}:
        return None
    said = VerbText(Clause(intro.sentence, (0, start), group, []))
    spoken = _Spoken(intro, intro.words(0, start), *said.inverted(), start, group.end, said.copula)
    if _INCLUDE.match(words):
        return _including(spoken, items)
    return _divided(spoken) or _hanging(spoken, items)


def _including(spoken: _Spoken, items: list[Line]) -> _Asked | None:
    """As in "What does greybox testing include?"."""
    what = spoken.what
    match = _INCLUDE.match(spoken.words(0))
    if match is None or match["what"] != what or not all(map(_thing_or_doing, items)):
        return None
    verb = match["verb"].lower()
    if spoken.copula:
        return _Asked(f"What {verb} {what}", f"what {what} {verb}", f"{what} {verb}")
    of = " of" if verb.endswith(" of") else ""
    direct = f"What {spoken.auxiliary} {what} {spoken.plain}{of}"
    return _Asked(direct, f"what {what} {verb}", f"{what} {verb}")


def _divided(spoken: _Spoken) -> _Asked | None:
    """As in "What three types does Garner divide transition words into?"."""
    match = _TYPES.match(spoken.words(spoken.rest))
    if match is None:
        return None
    kinds = match["what"].removeprefix("a variety of ")
    direct = f"What {kinds} {spoken.auxiliary} {spoken.what} {spoken.plain} {match['before']}"
    return _Asked(direct, "", f"{spoken.words(0)}:")


def _hanging(spoken: _Spoken, items: list[Line]) -> _Asked | None:
    """For an introduction that the items go on: "Lists are useful because they:"."""
    tokens, end, what = spoken.intro.tokens, spoken.intro.length, spoken.what
    before, last = at(tokens, end - 2).lower, tokens[end - 1].lower
    asked = f"{spoken.auxiliary} {what} {spoken.plain}"
    if before in {"if", "when"} and last == "you":
        return _Asked(f"When {asked} {spoken.words(spoken.rest, end - 2)}", "", spoken.words(0))
    if before == "because" and last in {"they", "it"}:
        rest = spoken.words(spoken.rest, end - 2)
        return _Asked(f"Why {asked} {rest}", "", spoken.words(0))
    nouns = all(map(_thing_or_doing, items))
    tight = last in {"for", "of", "with", "on", "about", "in"} or spoken.rest == end
    if not nouns or not tight or (spoken.copula and spoken.rest == end):
        return None
    said = spoken.words(spoken.start)
    direct = f"What {asked} {spoken.words(spoken.rest)}"
    return _Asked(direct, f"what {what} {said}", spoken.words(0))


_SHAPES: tuple[Callable[[Line, str, list[Line]], _Asked | None], ...] = (
    _to_do,
    _in_case,
    _phrase,
    _mused,
    _needed,
    _offered,
    _kinds,
    _which,
    _of_subject,
)
