"""Where a main clause begins: behind its subject, and behind a front that no comma closes."""

from __future__ import annotations

from codi.teachers.builtin.reading.english import noun_lemma
from codi.teachers.builtin.reading.phrases import noun_phrase, verb_group
from codi.teachers.builtin.reading.tagset import NOUNS, at
from codi.teachers.builtin.reading.tokens import Token

_LINKS = frozenset("of for in on with to from about at between within by".split())
_SUBJECTS = frozenset(["he", "she", "they"])
_DAYS = frozenset("day night morning afternoon evening week weekend month year".split())


def subject_end(tokens: list[Token], start: int, end: int) -> int:
    """Where the subject that begins here ends and its verb follows; `start` where none does."""
    place = noun_phrase(tokens, start)
    while start < place < end:
        group = verb_group(tokens, place)
        if group is not None and group.finite:
            return place
        joined = tokens[place].lower in _LINKS or (
            tokens[place].lower in {"and", "or"} and at(tokens, place + 1).tag in NOUNS | {"DT"}
        )
        further = noun_phrase(tokens, place + 1) if joined else place
        if further <= place + 1:
            return start
        place = further
    return start


def unmarked_front(tokens: list[Token], start: int, end: int, *, condition: bool) -> int | None:
    """Where the main clause begins behind a front without a comma: "On the bus he sat with her"."""
    if not condition:
        place = noun_phrase(tokens, start + 1)
        named = at(tokens, place).tag in {"PRP", "NNP"} or at(tokens, place).lower == "the"
        clause = start + 1 < place < end and named and subject_end(tokens, place, end) > place
        return place if clause else None
    for place in range(start + 4, end - 1):
        behind = tokens[place - 1].tag in NOUNS | {"VBN", "RB", "VBG"}
        group = verb_group(tokens, place + 1) if tokens[place].lower in _SUBJECTS else None
        if behind and group is not None and group.finite:
            return place
    return None


def time_in_front(tokens: list[Token], start: int, end: int) -> int | None:
    """The place behind a time in front: "One day", "The next morning", "Last year"."""
    place = noun_phrase(tokens, start)
    if not start + 1 < place < end or noun_lemma(tokens[place - 1].lower) not in _DAYS:
        return None
    if tokens[place].tag in {"RB", "RBR", "IN", "JJR"}:
        return None  # "a week later", "a year ago"
    begin = place + (tokens[place].text == ",")
    return place if subject_end(tokens, begin, end) > begin else None
