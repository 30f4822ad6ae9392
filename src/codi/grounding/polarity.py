"""Whether answer and evidence say the opposite: negation, and pairs of opposites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codi.grounding.lists import IMPLIED_NEGATIONS, OPPOSITES, TAKEN_BACK
from codi.grounding.reading import Kind, Reading, Token
from codi.grounding.source import Range, Source, within

_REACH = 6
"""Tokens that a negation reaches to its right."""
_BACK = 3
"""Tokens to the left within which what it negates may stand, as in "he knew nothing"."""
_NEAR = 9
"""Tokens within which a negation is near enough to be about a word, list or aside between them."""
_AROUND = 4
_ALIKE = 0.55
"""The share of the words around two places that must agree, for them to say the same thing."""
_LONGEST = 400
"""Tokens of the evidence that are looked at."""


def negated(tokens: Sequence[Token], ranges: Sequence[Range]) -> Iterator[int]:
    """For each negation in the ranges, the token that it is most likely about.

    That is the next one that says something, up to a pause; where there is none, the one before.
    """
    for first, after in ranges:
        for index in range(first, after):
            if tokens[index].kind is not Kind.NEGATION:
                continue
            found = _next(tokens, range(index + 1, min(index + 1 + _REACH, after)))
            if found is None and tokens[index - 1].key not in {"and", "or", "but"}:
                found = _next(tokens, range(index - 1, max(index - 1 - _BACK, first - 1), -1))
            if found is not None:
                yield found


def _next(tokens: Sequence[Token], indexes: range) -> int | None:
    for at in indexes:
        kind = tokens[at].kind
        if kind >= Kind.WORD:
            return at
        if kind is Kind.PAUSE and not _is_aside(tokens, at):
            return None
    return None


def _is_aside(tokens: Sequence[Token], at: int) -> bool:
    """Whether a comma opens or ends a single word put in, as in "did not, however, win"."""
    word = at + 1 if tokens[at - 1].key not in _PUT_IN else at - 1
    return tokens[at].key == "," and word < len(tokens) and tokens[word].key in _PUT_IN


_PUT_IN = frozenset("however though indeed therefore".split())


def is_negated(tokens: Sequence[Token], at: int, *, implied: bool = False) -> bool:
    """Whether a negation stands near before a token in its sentence, or right after it.

    With `implied`, one in other words counts too ("lacks", "refused", "no other").
    """
    also = IMPLIED_NEGATIONS if implied else frozenset()
    for index in range(at - 1, max(at - 1 - _NEAR, -1), -1):
        if tokens[index].kind is Kind.NEGATION or tokens[index].key in also:
            return True
        if tokens[index].key in _ENDS:
            break
    for index in range(at + 1, min(at + 1 + _BACK, len(tokens))):
        kind = tokens[index].kind
        if kind is Kind.NEGATION or tokens[index].key in also & TAKEN_BACK:
            return True
        if kind is Kind.PAUSE or kind >= Kind.WORD:
            break
    return False


_ENDS = frozenset({".", "!", "?", ";", ":", "but"})


def negation_differs(
    said: Sequence[Token],
    asked: Sequence[Token],
    source: Source,
    *,
    sentences: Sequence[Range],
    quotes: Sequence[Range],
) -> list[Token]:
    """The words that only one of a statement and the evidence negates, as they stand in the former.

    Words are compared only where those around them agree too. What the statement negates, the
    `sentences` of the evidence have to; what the `quotes` negate, the statement has to, unless the
    question does, or uses the word: there it goes without saying.
    """
    sentences = [(first, min(after, first + _LONGEST)) for first, after in sentences]
    found = []
    for at in negated(said, [(0, len(said))]):
        alike = _alike(said, at, said[at].key, source, sentences)
        if alike and not any(is_negated(source.tokens, place, implied=True) for place in alike):
            found.append(said[at])
    if denies(asked):
        return found
    used = {token.key for token in asked}
    own = {token.key: at for at, token in enumerate(said) if token.kind >= Kind.WORD}
    for place in negated(source.tokens, [(a, min(b, a + _LONGEST)) for a, b in quotes]):
        at = own.get(source.tokens[place].key, -1)
        if at < 0 or said[at].key in used or is_negated(said, at):
            continue
        alike = _alike(said, at, said[at].key, source, sentences)
        if place in alike and all(is_negated(source.tokens, other) for other in alike):
            found.append(said[at])
    return found


def denied_freely(
    said: Sequence[Token], asked: Reading, source: Source, sentences: Sequence[Range]
) -> list[Token]:
    """The words that a statement denies and the evidence has, nowhere denied, in any surroundings.

    Words of the question are left out, which an answer may deny to set it right, and all are where
    the question denies something.
    """
    if denies(asked.tokens):
        return []
    found = []
    for at in negated(said, [(0, len(said))]):
        if said[at].key in asked.keys:
            continue
        there = source.places_of(said[at].key)
        places = [
            place
            for first, after in sentences
            for place in within(there, first, min(after, first + _LONGEST))
        ]
        if places and not any(is_negated(source.tokens, place, implied=True) for place in places):
            found.append(said[at])
    return found


def denies(tokens: Sequence[Token]) -> bool:
    """Whether anything is negated."""
    return any(token.kind is Kind.NEGATION for token in tokens)


def _alike(
    said: Sequence[Token], at: int, key: str, source: Source, ranges: Sequence[Range]
) -> list[int]:
    """Where the evidence has `key` in surroundings like those of a place, those most like them."""
    places = [
        place
        for first, after in ranges
        for place in within(source.places.get(key, ()), first, after)
    ]
    if not places:
        return []
    around = _neighbours(said, at)
    alike = [len(around & _neighbours(source.tokens, place)) for place in places]
    most = max(alike)
    if most < _ALIKE * len(around):
        return []
    return [place for place, count in zip(places, alike, strict=True) if count == most]


def _neighbours(tokens: Sequence[Token], at: int) -> set[str]:
    return {
        token.key
        for token in tokens[max(at - _AROUND, 0) : at + _AROUND + 1]
        if token.kind is not Kind.NEGATION and token.kind is not Kind.PAUSE
    } - {tokens[at].key}


def opposites_said(said: Sequence[Token], source: Source, ranges: Sequence[Range]) -> list[Token]:
    """The words of a statement that the evidence lacks while it has their opposite in the place."""
    if not any(token.key in OPPOSITES for token in said):
        return []
    there = {token.key for first, after in ranges for token in source.tokens[first:after]}
    own = {token.key for token in said}
    return [
        token
        for at, token in enumerate(said)
        if token.key in OPPOSITES
        and token.key not in there
        and not is_negated(said, at)
        and any(_alike(said, at, key, source, ranges) for key in OPPOSITES[token.key] - own)
    ]
