"""Whether answer and evidence say the opposite: negation, and pairs of opposites."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from codi.grounding.lists import OPPOSITES
from codi.grounding.reading import Kind, Token
from codi.grounding.source import Range, Source

_REACH = 6
"""Tokens that a negation reaches to its right."""
_LONGEST_SENTENCE = 400
"""Tokens of a sentence that are looked at."""
_BACK = 3
"""Tokens to the left within which what it negates may stand, as in "he knew nothing"."""


def negated(tokens: Sequence[Token], first: int, after: int) -> Iterator[list[int]]:
    """For each negation in a range the tokens that it may be about, the likeliest first.

    They are the ones that say something, up to the next pause; where none follows, those before.
    """
    for index in range(first, after):
        if tokens[index].kind is Kind.NEGATION:
            goes_on = index + 1 + (index + 1 < after and tokens[index + 1].kind is Kind.PAUSE)
            yield _reached(tokens, range(goes_on, min(goes_on + _REACH, after))) or _reached(
                tokens, range(index - 1, max(index - 1 - _BACK, first - 1), -1)
            )


def _reached(tokens: Sequence[Token], indexes: Iterator[int] | range) -> list[int]:
    found = []
    for at in indexes:
        if tokens[at].kind is Kind.PAUSE:
            break
        if tokens[at].kind >= Kind.WORD:
            found.append(at)
    return found


def is_negated(tokens: Sequence[Token], at: int) -> bool:
    """Whether a negation stands near enough before a token, or right after it, to be about it."""
    for index in range(at - 1, max(at - 1 - _REACH, -1), -1):
        kind = tokens[index].kind
        if kind is Kind.NEGATION:
            return True
        if kind is Kind.PAUSE:
            break
    for index in range(at + 1, min(at + 1 + _BACK, len(tokens))):
        kind = tokens[index].kind
        if kind is Kind.NEGATION:
            return True
        if kind is Kind.PAUSE or kind >= Kind.WORD:
            break
    return False


def negation_differs(
    answer: Sequence[Token], asked: Collection[str], source: Source, near: Range
) -> Token | None:
    """The first word that only one of answer and evidence negates, as it stands in the answer.

    `near` is the range of the evidence's sentences. Where the question uses a word, a negation of
    the evidence's is not missed in the answer: it goes without saying there.
    """
    near = near[0], min(near[1], near[0] + _LONGEST_SENTENCE)
    for reached in negated(answer, 0, len(answer)):
        for at in reached[:2]:
            stands = _alike(answer, at, source, near)
            if stands:
                if not any(is_negated(source.tokens, place) for place in stands):
                    return answer[at]
                break
    own = {token.key: at for at, token in enumerate(answer) if token.kind >= Kind.WORD}
    for reached in negated(source.tokens, *near):
        for place in reached[:1]:
            found = own.get(source.tokens[place].key)
            if found is None or answer[found].key in asked or is_negated(answer, found):
                continue
            if all(is_negated(source.tokens, p) for p in _alike(answer, found, source, near)):
                return answer[found]
    return None


def _alike(answer: Sequence[Token], at: int, source: Source, near: Range) -> list[int]:
    """Where the evidence has a word of the answer, in the most similar surroundings."""
    places = [p for p in source.places.get(answer[at].key, ()) if near[0] <= p < near[1]]
    if len(places) < 2:
        return places
    around = _neighbours(answer, at)
    alike = [len(around & _neighbours(source.tokens, place)) for place in places]
    return [place for place, count in zip(places, alike, strict=True) if count == max(alike)]


def _neighbours(tokens: Sequence[Token], at: int) -> set[str]:
    return {
        token.key
        for token in tokens[max(at - 4, 0) : at + 5]
        if token.kind is not Kind.NEGATION and token.kind is not Kind.PAUSE
    } - {tokens[at].key}


def opposite_said(answer: Sequence[Token], source: Source, near: Range) -> Token | None:
    """A word of the answer that the evidence lacks while it has the word's opposite."""
    if not any(token.key in OPPOSITES for token in answer):
        return None
    said = {token.key for token in source.tokens[near[0] : near[1]]}
    own = {token.key for token in answer}
    for token in answer:
        opposites = OPPOSITES.get(token.key)
        if opposites and token.key not in said and (opposites & said) - own:
            return token
    return None
