"""What an answer says, word by word, and how well evidence and passage support it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from codi.grounding.lists import LIGHT, stem
from codi.grounding.quantities import may_have_quantities, quantities
from codi.grounding.reading import Kind, Reading, Token
from codi.grounding.source import Range, Source, initials, within

_SUPPORT = {
    Kind.WORD: (1.0, 1.0, 0.8, 0.6, 0.4, 0.0),
    Kind.NAME: (1.0, 0.8, 0.7, 0.5, 0.2, 0.0),
    Kind.NUMBER: (1.0, 0.8, 0.6, 0.4, 0.1, 0.0),
}
"""How much it counts that a word stands in the quote, in its sentence, in one of the sentences
beside it, elsewhere in the passage, only in the history, nowhere. Names and numbers have many
rivals in a passage, so that it counts for little that one stands somewhere."""
_QUOTE, _SENTENCE, _PASSAGE, _HISTORY, _NOWHERE = 0, 1, 3, 4, 5
_WEIGHT = {Kind.WORD: 1.0, Kind.NAME: 2.0, Kind.NUMBER: 2.0}
_LACKING = {Kind.WORD: 0.3, Kind.NAME: 0.6, Kind.NUMBER: 0.6}
"""Support below which a word is named as missing."""
_RIVAL = 0.3
"""What is left of a name or number outside the quote that may stand in another one's place."""
_ASKED = 0.8
"""The least support of a name or number that the question has."""
_PART = 0.9
"""The support of a name that the passage writes beside one of the quote."""
_MISPLACED = 0.8
"""What is left of a name or number that stands beside other words in the evidence."""
_DERIVED = 0.75
"""The support of a number that may be counted or worked out."""
_MOST_COUNTED = 12
_SHORT = 6
"""Tokens up to which an answer is little more than a name or a number."""
_LONGEST = 400
"""Tokens of a quote that are looked at."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The located quotes of an answer: their tokens, those of their sentences, and one more."""

    source: Source
    quotes: tuple[Range, ...]
    sentences: tuple[Range, ...]
    near: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """How an answer's words are supported: on average (`mean`), and its worst name or number.

    `weight` counts the words, names and numbers twice; `missing` are tokens without support.
    """

    mean: float
    worst: float
    weight: float
    missing: tuple[Token, ...]


@dataclass(frozen=True)
class Answer:
    """An answer's text and tokens, with the question, the messages before it, and the evidence."""

    text: str
    tokens: Sequence[Token]
    asked: Reading
    before: Sequence[Reading]
    evidence: Evidence

    def claims(self) -> Claims:
        """Look up each word; those that only repeat the question claim nothing."""
        total = gained = 0.0
        worst = 1.0
        missing = []
        for index, token in enumerate(self.tokens):
            if token.kind < Kind.WORD:
                continue
            level = self._level(index)
            if level == _NOWHERE and (token.key in self.asked.keys or token.key in LIGHT):
                continue
            kind = _kind(token, self.evidence.source)
            support = _SUPPORT[kind][level]
            if kind is not Kind.WORD:
                support = self._of_name_or_number(index, kind, level)
                worst = min(worst, support)
            if support < _LACKING[kind]:
                missing.append(token)
            total += _WEIGHT[kind]
            gained += _WEIGHT[kind] * support
        return Claims(gained / total if total else 1.0, worst, total, tuple(missing))

    def _level(self, index: int) -> int:
        """Where a token, or a quantity that it belongs to, stands at best."""
        level = self._level_of_word(index)
        if level > _QUOTE and index in self._equal:
            return min(level, self._nearest(self._equal[index]))
        return level

    def _level_of_word(self, index: int) -> int:
        """Where a token stands at best: an index into the rows of `_SUPPORT`."""
        token, source = self.tokens[index], self.evidence.source
        places = source.places_of(token.key)
        if not places and token.capital:
            around = initials(self.tokens[max(index - 6, 0) : index + 7])
            places = next((source.places[run] for _, run in around if run in source.places), ())
        if not places:
            heard = any(token.key in message.keys for message in self.before)
            return _HISTORY if heard and token.key not in self.asked.keys else _NOWHERE
        return self._nearest(places)

    def _nearest(self, places: Sequence[int]) -> int:
        """How near to the evidence the nearest of some places of the passage is."""
        found = self.evidence
        for level, ranges in enumerate((found.quotes, found.sentences, found.near)):
            for first, after in ranges:
                at = bisect_left(places, first)
                if at < len(places) and places[at] < after:
                    return level
        return _PASSAGE

    @cached_property
    def _equal(self) -> dict[int, Sequence[int]]:
        """By token of a quantity, where the passage says as much in whatever words."""
        if not may_have_quantities(self.tokens):
            return {}
        source, found = self.evidence.source, {}
        for index, token in enumerate(self.tokens):
            if token.kind is Kind.NUMBER and (places := source.places_of_quantity(token.key)):
                found[index] = places
        for said in quantities(self.tokens, self.text):
            places = source.places_of_quantity(said.name) or source.places.get(said.name, ())
            if places:
                found |= dict.fromkeys(range(said.first, said.after), places)
        return found

    def _of_name_or_number(self, index: int, kind: Kind, level: int) -> float:
        token = self.tokens[index]
        support = _SUPPORT[kind][level]
        if level != _QUOTE:
            if token.key in self.asked.keys:
                support = max(support, _ASKED)
            elif kind is Kind.NAME and self._is_part_of_name(index):
                support = max(support, _PART)
            elif kind is Kind.NUMBER and (
                self._may_count(token) or (level >= _HISTORY and self._is_derived(token))
            ):
                support = max(support, _DERIVED)
            elif self._has_rival(index, kind) and not self._touches_quote(token):
                support *= _RIVAL
        if level <= _SENTENCE and not self._is_placed(index):
            support *= _MISPLACED
        return support

    @cached_property
    def _unused(self) -> tuple[tuple[int, Kind], ...]:
        """Where the quotes have names or numbers that neither answer nor question uses."""
        own = {token.key for token in self.tokens} | self.asked.keys
        source = self.evidence.source
        return tuple(
            (place, kind)
            for first, after in self.evidence.quotes
            for place in range(first, min(after, first + _LONGEST))
            if source.tokens[place].key not in own
            and (kind := _kind(source.tokens[place], source)) > Kind.WORD
        )

    def _has_rival(self, index: int, kind: Kind) -> bool:
        """Whether a token may have been put in the place of one of the quote.

        That is, whether the quote has one of its kind that the answer does not use, after or before
        the same word; of a short answer, at any place.
        """
        rivals = [place for place, other in self._unused if other is kind]
        if not rivals or len(self.tokens) <= _SHORT:
            return bool(rivals)
        around = self.evidence.source.tokens
        before = self.tokens[index - 1].key if index else ""
        after = self.tokens[index + 1].key if index + 1 < len(self.tokens) else ""
        return any(
            (place > 0 and around[place - 1].key == before)
            or (place + 1 < len(around) and around[place + 1].key == after)
            for place in rivals
        )

    def _is_part_of_name(self, index: int) -> bool:
        """Whether the passage writes a word beside one of the quote's, and the answer does too."""
        source = self.evidence.source
        places = source.places.get(self.tokens[index].key, ())
        for step in (-1, 1):
            beside = self.tokens[index + step] if 0 <= index + step < len(self.tokens) else None
            if (
                beside is not None
                and beside.capital
                and self._level(index + step) <= _SENTENCE
                and any(place + step in source.places.get(beside.key, ()) for place in places)
            ):
                return True
        return False

    def _touches_quote(self, token: Token) -> bool:
        """Whether a token stands right beside a quote, as where that cuts through a name."""
        places = self.evidence.source.places_of(token.key)
        return any(within(places, first - 1, after + 1) for first, after in self.evidence.quotes)

    def _is_placed(self, index: int) -> bool:
        """Whether a token has a neighbour in the answer that it has in the evidence too."""
        if index == 0 or index + 1 == len(self.tokens):
            return True
        before, after = self.tokens[index - 1].key, self.tokens[index + 1].key
        around = self.evidence.source.tokens
        places = self.evidence.source.places.get(self.tokens[index].key, ())
        return not places or any(
            (place > 0 and around[place - 1].key == before)
            or (place + 1 < len(around) and around[place + 1].key == after)
            for first, end in self.evidence.sentences
            for place in within(places, first, end)
        )

    def _may_count(self, token: Token) -> bool:
        """Whether a number may count what the quotes list, which state no other number."""
        return (
            float(token.key[1:]) <= _MOST_COUNTED
            and any(word.key in _COUNTING for word in self.asked.tokens)
            and all(kind is not Kind.NUMBER for _, kind in self._unused)
        )

    def _is_derived(self, token: Token) -> bool:
        """Whether a number is a sum, a difference or the rounding of numbers near the evidence.

        Where the quotes speak of multiples or shares, it may be a product or a quotient as well.
        """
        value = float(token.key[1:])
        tokens, found = self.evidence.source.tokens, self.evidence
        stated = _numbers(tokens, found.near)
        if len(stated) > _MOST_COUNTED:
            return False
        if any(
            value - one in stated or one - value in stated or _rounded(one, value) for one in stated
        ):
            return True
        quoted = _numbers(tokens, found.quotes)
        multiplied = any(
            token.key in _MULTIPLYING
            for first, after in found.quotes
            for token in tokens[first : min(after, first + _LONGEST)]
        )
        return multiplied and any(
            value in {one * other, one / other, one * other / 100}
            for one in quoted
            for other in quoted - {0.0}
        )


def _numbers(tokens: Sequence[Token], ranges: Sequence[Range]) -> set[float]:
    return {
        float(token.key[1:])
        for first, after in ranges
        for token in tokens[first:after]
        if token.kind is Kind.NUMBER
    }


def _rounded(number: float, value: float) -> bool:
    """Whether a value of 100 or more has at most two digits that are not 0, and is near enough."""
    digits = f"{value:.15g}".rstrip("0")
    return value >= 100 and len(digits) <= 2 and abs(value - number) <= _NEAR_ENOUGH * number


_NEAR_ENOUGH = 0.05
_COUNTING = frozenset({"many", "number"})
_MULTIPLYING = frozenset(map(stem, ("time", "percent", "each", "every", "twice", "per", "fold")))


def _kind(token: Token, source: Source) -> Kind:
    """A word is a name where the passage, or else the answer, writes it with a capital.

    "One", "first" and "once" are hardly ever numbers that matter.
    """
    if token.kind is Kind.WORD and (
        token.key in source.names
        or (token.capital and not token.first and token.key not in source.places)
    ):
        return Kind.NAME
    if token.key == "#1" and not token.in_digits:
        return Kind.WORD
    return token.kind
