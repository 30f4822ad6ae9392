"""A weighted choice that is made many times."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Choice(Generic[T]):
    """One of several values, each with a weight, drawn with one random number."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        positive = {value: weight for value, weight in weights.items() if weight > 0}
        self._values = tuple(positive)
        self._cumulative = tuple(accumulate(positive.values()))

    def draw(self, rng: Random) -> T:
        """A value, in proportion to its weight."""
        position = bisect_right(self._cumulative, rng.random() * self._cumulative[-1])
        return self._values[min(position, len(self._values) - 1)]
