"""What a prepositional phrase says: when, where, why, how, how long."""

from __future__ import annotations

from typing import Literal

from codi.teachers.builtin import lexicon
from codi.teachers.builtin.english import is_plural_form
from codi.teachers.builtin.tagset import NOUNS
from codi.teachers.builtin.tokens import Token

Role = Literal[
    "", "time", "place", "reason", "purpose", "manner", "method", "duration", "agent", "age"
]
_TIME_PREPOSITIONS = frozenset(
    "in on at by during since until after before from between around throughout within".split()
)
_PLACE_PREPOSITIONS = frozenset(
    "in at near to from on into outside inside throughout across around".split()
)
_REASON_PREPOSITIONS = frozenset(
    ["due to", "because of", "as a result of", "thanks to", "owing to", "on account of"]
)
_CARRYING = frozenset(
    "send bring take carry transport transfer ship deport relocate drag lead invite".split()
)
_PERIODS = frozenset(
    "century centuries decade decades year years month months week weeks day days night morning afternoon evening".split()
)


def phrase_role(
    tokens: list[Token], preposition: str, place: tuple[int, int, int], verb: str = ""
) -> Role:
    """The role of a preposition with a noun phrase at `place`: start, end of the simple phrase, end.

    `verb` is the lemma of the verb that the phrase stands behind.
    """
    start, simple_end, end = place
    if preposition in _REASON_PREPOSITIONS:
        return "reason"
    head = tokens[simple_end - 1]
    if preposition == "at" and head.lower == "age" and "of" in (t.lower for t in tokens[start:end]):
        return "age"
    if preposition in _TIME_PREPOSITIONS and is_time(tokens, start, simple_end, preposition):
        return "time"
    if preposition == "for" and is_duration(tokens, start, simple_end):
        return "duration"
    if preposition in {"by means of", "with the help of"}:
        return "method"
    if (
        preposition in {"to", "into", "onto", "from", "on"}
        and verb
        and verb
        not in lexicon.MOTION_VERBS
        | _CARRYING
        | (lexicon.LOCATION_VERBS if preposition == "on" else set())
    ):
        return ""
    if preposition in _PLACE_PREPOSITIONS and is_place(tokens, preposition, start, simple_end):
        return "place"
    return ""


def is_time(tokens: list[Token], start: int, end: int, preposition: str = "") -> bool:
    """Whether a noun phrase names a date or a period."""
    for token in tokens[start:end]:
        word = token.lower
        if lexicon.YEAR.match(token.text) and token.tag == "CD":
            rest = [t for t in tokens[start:end] if t is not token and t.tag in NOUNS]
            if all(
                t.lower in lexicon.MONTHS | lexicon.SEASONS | lexicon.TIME_NOUNS | {"ad", "bc"}
                for t in rest
            ):
                return True
        if word in lexicon.MONTHS and token.tag in {"NNP", "NNPS"}:
            return True
        if word in lexicon.DAYS and token is tokens[end - 1]:
            return True
    head = tokens[end - 1]
    word = head.lower
    if word in {"ad", "bc", "bce", "ce"} and any(t.tag == "CD" for t in tokens[start:end]):
        return True
    if (
        word in {"period", "era", "age", "ages", "reign", "dynasty", "pandemic", "embargo"}
        and tokens[start].lower == "the"
        and end - start > (1 if preposition == "during" else 2)
    ):
        return word in {"period", "era", "age", "ages"} or preposition == "during"
    if word in _PERIODS:
        first = tokens[start].lower
        if word.startswith(("centur", "decade")):
            return True
        return first in {
            "the",
            "that",
            "this",
            "last",
            "next",
            "every",
            "each",
            "one",
            "1920s",
            "recent",
        } or tokens[start].tag in {"CD", "JJ"}
    return (
        word
        in {"today", "present", "dawn", "noon", "midnight", "night", "christmas", "easter"}
        | lexicon.SEASONS
    )


def is_duration(tokens: list[Token], start: int, end: int) -> bool:
    """Whether a noun phrase tells how long something lasted."""
    return tokens[end - 1].lower in lexicon.DURATION_NOUNS and (
        tokens[start].tag in {"CD", "JJ"}
        or tokens[start].lower
        in {"a", "several", "many", "about", "over", "more", "nearly", "almost", "at"}
    )


def is_place(tokens: list[Token], preposition: str, start: int, end: int) -> bool:
    """Whether a noun phrase names a place, by a list, its last word, or its capitals after "in"."""
    head = tokens[end - 1]
    _, places = lexicon.known_names()
    if head.tag in {"NNP", "NNPS"}:
        word = head.lower
        if word in lexicon.PLACE_NAMES_SUFFIX or word in places:
            return True
        if " ".join(t.lower for t in tokens[start:end]) in places or (
            end - start > 1 and " ".join(t.lower for t in tokens[end - 2 : end]) in places
        ):
            return True
        words = [t.lower for t in tokens[start:end]]
        named = not any(
            w in lexicon.ORG_WORDS
            or w in lexicon.MONTHS
            or w in {"war", "wars", "act", "revolution", "bible", "treaty", "god", "internet"}
            for w in words
        )
        return (
            preposition in {"in", "near"}
            and named
            and tokens[start].tag in {"NNP", "JJ"}
            and head.tag == "NNP"
            and len(head.text) > 2
            and head.text.isalpha()
            and not head.text.isupper()
            and not is_plural_form(word)
        )
    return (
        head.lower in lexicon.PLACE_NOUNS
        and head.tag in NOUNS
        and preposition not in {"from"}
        and head.lower
        not in {
            "state",
            "states",
            "field",
            "fields",
            "center",
            "centre",
            "area",
            "areas",
            "world",
            "plain",
            "market",
            "union",
            "mine",
            "town hall",
        }
    ) or (
        head.lower in {"area", "areas", "world", "center", "centre"}
        and preposition in {"in", "at", "throughout", "across"}
        and tokens[start].lower == "the"
        and not (head.lower in {"center", "centre", "area"} and end - start == 2)
    )
