"""What an answer says, word by word, and how well evidence and passage support it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from codi.grounding.reading import Kind, Reading, Token
from codi.grounding.source import Range, Source, initials

_SUPPORT = {
    Kind.WORD: (1.0, 1.0, 0.8, 0.6, 0.4, 0.0),
    Kind.NAME: (1.0, 0.8, 0.7, 0.4, 0.2, 0.0),
    Kind.NUMBER: (1.0, 0.8, 0.4, 0.25, 0.1, 0.0),
}
"""How much it counts that a word stands in the quote, in its sentence, in one of the sentences
beside it, elsewhere in the passage, only in the history, nowhere. Names and numbers have many
rivals in a passage, so that it counts for little that one stands somewhere."""
_QUOTE, _SENTENCE, _PASSAGE, _HISTORY, _NOWHERE = 0, 1, 3, 4, 5
_WEIGHT = {Kind.WORD: 1.0, Kind.NAME: 2.0, Kind.NUMBER: 2.0}
_LACKING = {Kind.WORD: 0.3, Kind.NAME: 0.5, Kind.NUMBER: 0.5}
"""Support below which a word is named as missing."""
_RIVAL = 0.6
"""What is left of a name or number of the quote's sentence where the quote has another one."""
_MISPLACED = 0.8
"""What is left of a name or number that stands beside other words in the evidence."""
_COUNTED = 0.75
"""The support of a small number that answers "how many" and may count what is listed."""
_MOST_COUNTED = 12


@dataclass(frozen=True, slots=True)
class Evidence:
    """The located quotes of an answer: their tokens, those of their sentences, and one more."""

    source: Source
    quotes: tuple[Range, ...]
    sentences: tuple[Range, ...]
    near: tuple[Range, ...]

    def kinds_quoted(self) -> frozenset[Kind]:
        """Whether the quotes have names and numbers of their own."""
        source = self.source
        return frozenset(
            Kind.NAME if token.key in source.names else token.kind
            for first, after in self.quotes
            for token in source.tokens[first:after]
        )


@dataclass(frozen=True, slots=True)
class Claims:
    """How an answer's words are supported: on average (`mean`), and its worst name or number.

    `weight` counts the words, names and numbers twice; `missing` are tokens without support.
    """

    mean: float
    worst: float
    weight: float
    missing: tuple[Token, ...]


def claims(
    tokens: Sequence[Token], asked: Reading, before: Sequence[Reading], evidence: Evidence
) -> Claims:
    """Look up each word of an answer; words that only repeat the question claim nothing."""
    total = gained = 0.0
    worst = 1.0
    missing: list[Token] = []
    source = evidence.source
    quoted: frozenset[Kind] | None = None
    for index, token in enumerate(tokens):
        if token.kind < Kind.WORD:
            continue
        kind = _kind(token, source)
        level = _level(token, index, tokens, evidence)
        if level == _NOWHERE:
            if token.key in asked.keys:
                continue
            if any(token.key in message.keys for message in before):
                level = _HISTORY
        support = _SUPPORT[kind][level]
        if kind is not Kind.WORD and level <= _SENTENCE:
            if level == _SENTENCE:
                quoted = evidence.kinds_quoted() if quoted is None else quoted
                beside = kind in quoted and not _goes_on(token, evidence)
                support *= _RIVAL if beside else 1.0
            support *= 1.0 if _placed(tokens, index, evidence) else _MISPLACED
        if kind is Kind.NUMBER and support < _COUNTED and _may_count(token, asked, evidence):
            support = _COUNTED
        if support < _LACKING[kind]:
            missing.append(token)
        total += _WEIGHT[kind]
        gained += _WEIGHT[kind] * support
        if kind is not Kind.WORD:
            worst = min(worst, support)
    return Claims(gained / total if total else 1.0, worst, total, tuple(missing))


def _kind(token: Token, source: Source) -> Kind:
    """A word is a name where the passage, or else the answer, writes it with a capital."""
    if token.kind is Kind.WORD and (
        token.key in source.names
        or (token.capital and not token.first and token.key not in source.places)
    ):
        return Kind.NAME
    return token.kind


def _level(token: Token, index: int, tokens: Sequence[Token], evidence: Evidence) -> int:
    """Where a token stands at best: an index into the rows of `_SUPPORT`."""
    source = evidence.source
    places = source.places_of(token.key)
    if not places and token.capital:
        around = initials(tokens[max(index - 6, 0) : index + 7])
        places = next((source.places[run] for _, run in around if run in source.places), ())
    if not places:
        return _NOWHERE
    for level, ranges in enumerate((evidence.quotes, evidence.sentences, evidence.near)):
        for first, after in ranges:
            at = bisect_left(places, first)
            if at < len(places) and places[at] < after:
                return level
    return _PASSAGE


def _goes_on(token: Token, evidence: Evidence) -> bool:
    """Whether a token stands right beside a quote, as where that cuts through a name."""
    places = evidence.source.places_of(token.key)
    return any(_within(places, first - 1, after + 1) for first, after in evidence.quotes)


def _placed(tokens: Sequence[Token], index: int, evidence: Evidence) -> bool:
    """Whether a token has a neighbour in the answer that it has in the evidence too."""
    if index == 0 or index + 1 == len(tokens):
        return True
    before, after = tokens[index - 1].key, tokens[index + 1].key
    around, places = evidence.source.tokens, evidence.source.places.get(tokens[index].key, ())
    return not places or any(
        (place > 0 and around[place - 1].key == before)
        or (place + 1 < len(around) and around[place + 1].key == after)
        for first, end in evidence.sentences
        for place in _within(places, first, end)
    )


def _within(places: Sequence[int], first: int, after: int) -> Sequence[int]:
    return places[bisect_left(places, first) : bisect_left(places, after)]


def _may_count(token: Token, asked: Reading, evidence: Evidence) -> bool:
    """Whether a number may count what the evidence lists, which states no number itself."""
    return (
        float(token.key[1:]) <= _MOST_COUNTED
        and "many" in {other.key for other in asked.tokens}
        and Kind.NUMBER not in evidence.kinds_quoted()
    )
