"""Questions that compare two things: which came first, which is larger, which has more."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.analysis import Analysis
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading.english import capitalised
from codi.teachers.builtin.talking.reference import is_past
from codi.teachers.builtin.talking.wording import fill

_YEAR = re.compile(r"\b(?:1[0-9]{3}|20[0-9]{2})\b")
_AMOUNT = re.compile(r"(?:about |over |some |around |nearly |almost |more than )?(\d[\d,.]*)$")
_COUNTED = re.compile(r"How many (?P<things>.+?) (?P<verb>do|does|did) \{S\} (?P<deed>.+)$")
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve".split()
_LONGEST, _LONGEST_NAME = 11, 6
_BASE = 1000


def comparison(
    analysis: Analysis, asked: Sequence[Candidate], rng: random.Random
) -> Candidate | None:
    """A comparison that the passage makes, or that two of its dates or numbers allow."""
    used = {candidate.identity for candidate in asked}
    families = (
        analysis.by_kind.get("compare", ()),
        [*_orders(analysis)],
        [*_amounts(analysis)],
        [*_differences(analysis)],
        [*_definitions(analysis)],
    )
    unused = [[c for c in family if c.identity not in used] for family in families]
    options = [family for family in unused if family]
    return rng.choice(rng.choice(options)) if options else None


def compares(candidate: Candidate) -> bool:
    """Whether the candidate's own question is one of more, less or as much."""
    return _COMPARES.search(fill(candidate.direct, candidate.surface).lower()) is not None


_COMPARES = re.compile(
    r"\b(?:\w+er|more|less|fewer|worse|better)\b[^,]* than (?!\d|one\b|two\b|once\b|half\b)"
    r"|\bas \w+ as (?!a\b|the\b)|\bdiffer"
)


# -- dates --------------------------------------------------------------------------------------


def _orders(analysis: Analysis) -> Iterator[Candidate]:
    """As in "Did A move to Trier earlier than B died?" from two dated facts."""
    dated: list[tuple[int, Candidate]] = []
    for candidate in analysis.by_kind.get("when", ()):
        years = _YEAR.findall(candidate.short)
        short = len(candidate.direct.split()) <= _LONGEST and candidate.direct.startswith("When ")
        short = short and "{S}" in candidate.direct
        if len(years) == 1 and is_past(candidate) and short and not candidate.follows:
            dated.append((int(years[0]), candidate))
    for place, (year, first) in enumerate(dated):
        for other_year, second in dated[place + 1 :]:
            if year != other_year and first.fact != second.fact and not _of_a_life(first, second):
                yield _order(first, second, earlier=year < other_year)
                yield _order(second, first, earlier=other_year < year)


def _of_a_life(first: Candidate, second: Candidate) -> bool:
    """Whether everybody knows the order: nobody does anything before being born."""
    same = first.entity.key == second.entity.key
    return same and bool(_BORN.search(f"{first.direct} {second.direct}"))


_BORN = re.compile(r"\b(?:born|die|died|buried|found|founded|built|established)\b")


def _order(first: Candidate, second: Candidate, *, earlier: bool) -> Candidate:
    """As in "Did A ... earlier than B ...?" with both dates in the answer."""
    clause = first.direct.split(" ", 1)[1]
    event = second.indirect.split(" ", 1)[1]
    same = first.entity.key == second.entity.key and bool(first.entity.pronoun)
    second_subject = first.entity.pronoun if same else second.surface
    link = "and" if same else "while"
    statement = f"{first.statement}, {link} {fill(second.statement, second_subject)}"
    return replace(
        first,
        kind="compare",
        slot="order",
        fact=_pair(first, second),
        direct=f"{capitalised(clause)} earlier than {fill(event, second_subject)}",
        indirect=f"whether {first.indirect.split(' ', 1)[1]} earlier than "
        f"{fill(event, second_subject)}",
        short="Yes" if earlier else "No",
        statement=statement,
        evidence=tuple(sorted({*first.evidence, *second.evidence})),
    )


def _pair(first: Candidate, second: Candidate) -> int:
    """One number for a comparison of two facts, whichever comes first."""
    low, high = sorted((first.fact, second.fact))
    return (low + 1) * _BASE * _BASE + high


# -- numbers ------------------------------------------------------------------------------------


def _amounts(analysis: Analysis) -> Iterator[Candidate]:
    """As in "Does the Globe have more seats than the Rose?" from two counted facts."""
    counted: list[tuple[float, str, str, Candidate]] = []
    for candidate in analysis.by_kind.get("how_many", ()):
        match, amount = _COUNTED.match(candidate.direct), _value(candidate.short)
        short = len(candidate.surface.split()) <= _LONGEST_NAME and not candidate.follows
        if match and amount is not None and short and candidate.entity.kind != "you":
            counted.append((amount, match["things"], match["deed"], candidate))
    for place, (amount, things, deed, first) in enumerate(counted):
        for other, other_things, other_deed, second in counted[place + 1 :]:
            alike = things == other_things and deed.split()[0] == other_deed.split()[0]
            if alike and amount != other and first.entity.key != second.entity.key:
                yield _more(first, second, things, more=amount > other)


def _value(text: str) -> float | None:
    match = _AMOUNT.match(text)
    if match:
        digits = match[1].replace(",", "").rstrip(".")
        return float(digits) if digits.count(".") <= 1 else None
    return float(_SMALL.index(text.lower())) if text.lower() in _SMALL else None


def _more(first: Candidate, second: Candidate, things: str, *, more: bool) -> Candidate:
    match = _COUNTED.match(first.direct)
    helper, deed = (match["verb"], match["deed"]) if match else ("", "")
    verb = first.statement.removeprefix("{S} ").split()[0]
    than = f"more {things} than {second.surface}"
    return replace(
        first,
        kind="compare",
        slot="more",
        fact=_pair(first, second),
        direct=f"{helper.capitalize()} {{S}} {deed.split()[0]} {than}",
        indirect=f"whether {{S}} {verb} {than}",
        short="Yes" if more else "No",
        statement=f"{first.statement}, while {fill(second.statement, second.surface)}",
        evidence=tuple(sorted({*first.evidence, *second.evidence})),
    )


# -- what sets two things apart -----------------------------------------------------------------


def _differences(analysis: Analysis) -> Iterator[Candidate]:
    """As in "How do A and B differ?" where one verb says different things of the two."""
    told: dict[tuple[str, str], list[Candidate]] = {}
    for candidate in analysis.by_kind.get("yes", ()):
        fact = analysis.facts.facts[candidate.fact] if _of_a_fact(candidate, analysis) else None
        if fact is None or candidate.follows or not _clear(candidate):
            continue
        verb, first = fact.verb, fact.core[0].kind if fact.core else ""
        head = candidate.surface.split()[-1].lower()
        if not candidate.entity.proper and len(candidate.surface.split()) > 1:
            told.setdefault(("", head), []).append(candidate)
        if verb.negative or (verb.copula and first != "adj") or verb.group.lemma in _COLOURLESS:
            continue
        told.setdefault((verb.statement(), candidate.entity.kind), []).append(candidate)
    for alike in told.values():
        for place, first_told in enumerate(alike):
            for second_told in alike[place + 1 :]:
                if not _overlapping(first_told.surface, second_told.surface):
                    yield _difference(first_told, second_told)


def _definitions(analysis: Analysis) -> Iterator[Candidate]:
    """As in "How do a burn and a scald differ?" where the passage says what each of them is."""
    found = [c for c in analysis.by_kind.get("define", ()) if not c.follows and _brief(c)]
    for place, first in enumerate(found):
        for second in found[place + 1 :]:
            alike = first.entity.kind == second.entity.kind != "person"
            if alike and not _overlapping(first.surface, second.surface):
                yield _difference(first, second)


def _brief(candidate: Candidate) -> bool:
    return (
        candidate.statement.startswith("{S} ") and len(candidate.surface.split()) <= _LONGEST_NAME
    )


def _overlapping(one: str, other: str) -> bool:
    """Whether one name may mean the other's thing too: the empire, the vast empire."""
    first, second = content(one), content(other)
    return first <= second or second <= first


_COLOURLESS = frozenset("have do make get take say include become use need want".split())
_LONGEST_STATEMENT = 16


def _of_a_fact(candidate: Candidate, analysis: Analysis) -> bool:
    return 0 <= candidate.fact < len(analysis.facts.facts)


def _clear(candidate: Candidate) -> bool:
    """Whether the thing is named well enough to be set beside another."""
    surface, entity = candidate.surface, candidate.entity
    named = entity.proper or entity.plural or surface.startswith("the ")
    short = len(surface.split()) <= _LONGEST_NAME
    brief = len(candidate.statement.split()) <= _LONGEST_STATEMENT
    return named and short and brief and entity.kind not in {"you", "name"}


def _difference(first: Candidate, second: Candidate) -> Candidate:
    statement = f"{first.statement}, while {fill(second.statement, second.surface)}"
    return replace(
        first,
        kind="compare",
        slot="difference",
        fact=_pair(first, second),
        direct=f"How do {{S}} and {second.surface} differ",
        indirect=f"how {{S}} and {second.surface} differ",
        short=fill(statement, first.surface),
        statement=statement,
        evidence=tuple(sorted({*first.evidence, *second.evidence})),
    )
