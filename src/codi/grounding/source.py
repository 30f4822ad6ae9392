"""A passage made ready for many questions: where each key stands, and in which sentence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter

from codi.grounding.lists import OPPOSITES
from codi.grounding.numbers import number_key
from codi.grounding.quantities import quantities
from codi.grounding.reading import Kind, Token, tokens_of
from codi.types import Span

Range = tuple[int, int]
"""Tokens `[first, after)` of a source."""
_BEGINNING = 5
"""Letters that two words have to share at least to count as forms of one."""
_SHARED = 0.7
"""The share of the longer word that they have to make up."""
_MOST_FORMS = 64
_START = attrgetter("start")
_BETWEEN_CAPITALS = frozenset({"of", "the", "and", "for"})


_SAME_NUMBER = {"century": 100, "fortnight": 2, "decad": 10, "singl": 1, "first": 1}
"""Words that say a number which an answer may put in other words ("two weeks")."""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A passage, read once: its tokens, where each key stands, and where sentences begin.

    `places` leaves out words without meaning and negations, but for those that have an opposite.
    `names` are the keys that have a capital where a sentence goes on, and nowhere a small letter.
    """

    text: str
    tokens: tuple[Token, ...]
    places: dict[str, list[int]]
    sentence_starts: tuple[int, ...]
    names: frozenset[str]
    _others: dict[str, list[int]] = field(default_factory=dict, repr=False)
    _beginnings: dict[str, list[str]] = field(default_factory=dict, repr=False)
    _acronyms: dict[str, list[int]] = field(default_factory=dict, repr=False)
    _quantities: dict[str, list[int]] = field(default_factory=dict, repr=False)

    def range_of(self, span: Span) -> Range:
        """The tokens within a span, one that is cut through included."""
        first = bisect_left(self.tokens, span.start, key=_START)
        if first and self.tokens[first - 1].end > span.start:
            first -= 1
        return first, max(first, bisect_left(self.tokens, span.end, key=_START))

    def sentences_around(self, found: Range, *, also: int = 0) -> Range:
        """The tokens of the sentences that a range touches, and of `also` more on both sides."""
        starts = self.sentence_starts
        first = max(bisect_left(starts, found[0] + 1) - 1 - also, 0)
        after = bisect_left(starts, max(found[1], found[0] + 1)) + also
        return starts[first], starts[after] if after < len(starts) else len(self.tokens)

    def places_of(self, key: str) -> Sequence[int]:
        """Where a key stands; else a form of the same word, or what it abbreviates."""
        found = self.places.get(key)
        if found is None:
            found = self._others.get(key)
            if found is None:
                found = self._others[key] = self._similar(key) or self._abbreviated(key)
        return found

    def places_of_quantity(self, name: str) -> Sequence[int]:
        """Where a quantity is said, in whatever words (`quantities.Quantity.name`)."""
        if not self._quantities:
            self._quantities[""] = []
            for said in quantities(self.tokens, self.text):
                self._quantities.setdefault(said.name, []).append(said.first)
        return self._quantities.get(name, ())

    def _similar(self, key: str) -> list[int]:
        """Where words stand that share a long beginning with `key` ("australian", "australia")."""
        if len(key) < _BEGINNING or key[0] == "#":
            return []
        if not self._beginnings:
            for other in self.places:
                self._beginnings.setdefault(other[:_BEGINNING], []).append(other)
        return sorted(
            place
            for other in self._beginnings.get(key[:_BEGINNING], ())[:_MOST_FORMS]
            if _shared_letters(key, other) >= _SHARED * max(len(key), len(other))
            for place in self.places[other]
        )

    def _abbreviated(self, key: str) -> list[int]:
        """Where words with capitals stand whose first letters are `key` ("nba")."""
        if not 2 <= len(key) <= 6:
            return []
        if not self._acronyms:
            self._acronyms[""] = []
            for place, letters in initials(self.tokens):
                self._acronyms.setdefault(letters, []).append(place)
        return self._acronyms.get(key, [])


def initials(tokens: Sequence[Token]) -> list[tuple[int, str]]:
    """The first letters of each run of capitalised words, with the token that starts the run.

    Small words may stand between ("Association of American Universities": "aau").
    """
    found: list[tuple[int, str]] = []
    letters, start = "", 0
    for index, token in enumerate(tokens):
        if token.capital and token.kind >= Kind.WORD:
            start = start if letters else index
            letters += token.key[0]
        elif token.key not in _BETWEEN_CAPITALS:
            if len(letters) > 1:
                found.append((start, letters))
            letters = ""
    return [*found, (start, letters)] if len(letters) > 1 else found


def within(places: Sequence[int], first: int, after: int) -> Sequence[int]:
    """Those of places in order that lie in `[first, after)`."""
    return places[bisect_left(places, first) : bisect_left(places, after)]


def _shared_letters(one: str, other: str) -> int:
    for index, (letter, against) in enumerate(zip(one, other, strict=False)):
        if letter != against:
            return index
    return min(len(one), len(other))


@lru_cache(maxsize=8)
def source_of(text: str) -> Source:
    """Read a passage; the last few are remembered, as a passage serves many answers."""
    tokens = tuple(tokens_of(text))
    places: dict[str, list[int]] = {}
    capitals: set[str] = set()
    small: set[str] = set()
    sentence_starts = [0]
    word, pause = Kind.WORD, Kind.PAUSE
    opened = ""  # by a capitalised word, which is a name where another one follows
    for index, (key, kind, _, _, first, capital) in enumerate(tokens):
        if kind is pause:
            continue
        if first and index:
            sentence_starts.append(index)
        if kind < word and key not in OPPOSITES:
            opened = ""
            continue
        if key in places:
            places[key].append(index)
        else:
            places[key] = [index]
        if kind is word:
            if not capital:
                small.add(key)
            elif not first:
                capitals.add(key)
                if opened:
                    capitals.add(opened)
        opened = key if first and capital and kind is word else ""
    _add_same_numbers(places, tokens)
    return Source(
        text=text,
        tokens=tokens,
        places=places,
        sentence_starts=tuple(sentence_starts),
        names=frozenset(capitals - small),
    )


def _add_same_numbers(places: dict[str, list[int]], tokens: Sequence[Token]) -> None:
    """Let "two centuries" stand for 200 as well."""
    added: dict[str, list[int]] = {}
    for key, value in _SAME_NUMBER.items():
        for index in places.get(key, ()):
            before = tokens[index - 1] if index else None
            times = float(before.key[1:]) if before and before.kind is Kind.NUMBER else 1
            added.setdefault(number_key(value * times), []).append(index)
    for key, indexes in added.items():
        places[key] = sorted([*places.get(key, ()), *indexes])
