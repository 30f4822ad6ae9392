"""What a prepositional phrase says: when, where, why, how, how long."""

from __future__ import annotations

from typing import Literal

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.english import is_plural_form
from codi.teachers.builtin.reading.tagset import NAMES, NOUNS
from codi.teachers.builtin.reading.tokens import Token

Role = Literal[
    "", "time", "place", "reason", "purpose", "manner", "method", "duration", "agent", "age"
]
_TIME_PREPOSITIONS = frozenset(
    "in on at by during since until after before from between around throughout within".split()
)
_PLACE_PREPOSITIONS = frozenset(
    "in at near to from on into outside inside throughout across around".split()
)
_FIXED = {
    "due to": "reason",
    "because of": "reason",
    "as a result of": "reason",
    "thanks to": "reason",
    "owing to": "reason",
    "on account of": "reason",
    "by means of": "method",
    "with the help of": "method",
}
_CARRYING = frozenset(
    "send bring take carry transport transfer ship deport relocate drag lead invite".split()
)
_DIRECTED = frozenset("to into onto from on".split())
_PERIODS = frozenset(
    """century centuries decade decades year years month months week weeks day days night morning
    afternoon evening""".split()
)
_PERIOD_STARTS = frozenset("the that this last next every each one recent".split())
_FEELINGS = frozenset(
    """excitement surprise fear anger horror wonder joy delight despair disbelief amazement shock
    pride relief disgust astonishment silence""".split()
)
_AGES = frozenset("period era age ages".split())
_REIGNS = frozenset("reign dynasty pandemic embargo".split())
_MOMENTS = lexicon.SEASONS | frozenset(
    "today present dawn noon midnight night christmas easter".split()
)
_WITH_YEARS = lexicon.MONTHS | lexicon.SEASONS | lexicon.TIME_NOUNS | {"ad", "bc"}
_DURATION_STARTS = frozenset("a several many about over more nearly almost at".split())
_NO_PLACES = (
    lexicon.ORG_WORDS
    | lexicon.MONTHS
    | frozenset("war wars act revolution bible treaty god internet".split())
)
_REGIONS = frozenset("area areas world center centre".split())
_SURE_PLACES = (
    lexicon.PLACE_NOUNS
    - _REGIONS
    - frozenset("state states field fields plain market mine".split())
)


def phrase_role(
    tokens: list[Token], preposition: str, place: tuple[int, int, int], verb: str = ""
) -> Role:
    """The role of a preposition with the noun phrase at `place`: start, end of its core, end.

    `verb` is the lemma of the verb that the phrase stands behind.
    """
    start, simple_end, end = place
    fixed = _FIXED.get(preposition)
    if fixed is not None:
        return "reason" if fixed == "reason" else "method"
    core = tokens[start:simple_end]
    if preposition == "at" and core[-1].lower == "age":
        return "age" if any(token.lower == "of" for token in tokens[start:end]) else ""
    if preposition in _TIME_PREPOSITIONS and _is_time(core, preposition):
        return "time"
    if preposition in {"in", "with"} and len(core) == 1 and core[0].lower in _FEELINGS:
        return "manner"
    if preposition == "for" and _is_duration(core):
        return "duration"
    located = preposition in _PLACE_PREPOSITIONS and _verb_goes(preposition, verb)
    return "place" if located and _is_place(core, preposition) else ""


def _verb_goes(preposition: str, verb: str) -> bool:
    """Whether "to Paris" behind this verb tells where: "moved to", but not "referred to"."""
    if preposition not in _DIRECTED or not verb:
        return True
    rests = preposition == "on" and verb in lexicon.LOCATION_VERBS
    return rests or verb in lexicon.MOTION_VERBS | _CARRYING


def _is_time(core: list[Token], preposition: str) -> bool:
    """Whether a noun phrase names a date or a period."""
    if _is_date(core):
        return True
    first, word = core[0], core[-1].lower
    if word in _AGES | _REIGNS and first.lower == "the":
        during = preposition == "during"
        return (word in _AGES or during) and len(core) > (1 if during else 2)
    if word in _PERIODS:
        exact = first.lower in _PERIOD_STARTS or first.tag in {"CD", "JJ"}
        return exact or word.startswith(("centur", "decade"))
    return word in _MOMENTS


def _is_date(core: list[Token]) -> bool:
    """Whether a noun phrase has a year, a month, or a day of the week."""
    others = {token.lower for token in core if token.tag in NOUNS}
    year = any(token.tag == "CD" and lexicon.YEAR.match(token.text) for token in core)
    month = any(
        token.tag in NAMES and token.lower in lexicon.MONTHS and not _names_more(core, index)
        for index, token in enumerate(core)
    )
    last = core[-1].lower
    era = last in {"ad", "bc", "bce", "ce"} and any(token.tag == "CD" for token in core)
    return month or era or last in lexicon.DAYS or (year and others <= _WITH_YEARS)


def _names_more(core: list[Token], index: int) -> bool:
    """Whether a month is a part of a longer name: the October Revolution."""
    following = core[index + 1] if index + 1 < len(core) else None
    return following is not None and following.tag in NAMES


def _is_duration(core: list[Token]) -> bool:
    """Whether a noun phrase tells how long something lasted."""
    first = core[0]
    measured = first.tag in {"CD", "JJ"} or first.lower in _DURATION_STARTS
    return measured and core[-1].lower in lexicon.DURATION_NOUNS


def _is_place(core: list[Token], preposition: str) -> bool:
    """Whether a noun phrase names a place, by a list, its last word, or its capitals after "in"."""
    head = core[-1]
    if head.tag in NAMES:
        return _is_named_place(core, preposition)
    if head.tag not in NOUNS:
        return False
    if head.lower in _REGIONS:
        around = preposition in {"in", "at", "throughout", "across"}
        general = head.lower != "world" and len(core) == 2
        return around and core[0].lower == "the" and not general
    return head.lower in _SURE_PLACES and preposition != "from"


def _is_named_place(core: list[Token], preposition: str) -> bool:
    _, places = lexicon.known_names()
    words = [token.lower for token in core]
    head = core[-1]
    known = {head.lower, " ".join(words), " ".join(words[-2:])}
    if head.lower in lexicon.PLACE_NAMES_SUFFIX or known & places:
        return True
    plain = head.text.isalpha() and not head.text.isupper() and len(head.text) > 2
    singular = head.tag == "NNP" and not is_plural_form(head.lower)
    named = core[0].tag in {"NNP", "JJ"} and not _NO_PLACES.intersection(words)
    return preposition in {"in", "near"} and named and plain and singular
