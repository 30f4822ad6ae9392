"""Bounds and end weights under which a chain's conversations are as long as people's.

A chain that may end at each turn with some chance has lengths that fall off geometrically, and
people's do not: they have a middle. Between bounds, and with other chances to end, the same chain
can have their mean and their spread, though not the peak.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from codi.analysis.fitting.chain import Rows
from codi.graph import END

SCALES = tuple(10 ** (step / 30) for step in range(-60, 61))
"""What the odds of ending may be multiplied by: a hundredth to a hundred times."""
BELOW = 2
BEYOND = 0.25
"""How far the bounds may lie below the shortest and beyond the longest conversation seen: turns
below it, a share of it beyond."""
NEAR = 0.06
"""How far mean and spread may together lie from people's, as a share of their spread, for the
shape of the distribution to decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """The number of turns of people's conversations, and of those that the bounded chain makes.

    `end_scale` multiplies every link's odds of ending. `human` counts conversations by length;
    `distance` is the total variation distance between the two distributions.
    """

    min_turns: int
    max_turns: int
    end_scale: float
    human: Mapping[int, int]
    human_mean: float
    human_sd: float
    mean: float
    sd: float
    distance: float

    @property
    def error(self) -> float:
        """How far mean and spread lie from people's, as a share of their spread."""
        off = math.hypot(self.mean - self.human_mean, self.sd - self.human_sd)
        return off / (self.human_sd or 1.0)


def fit_lengths(lengths: Sequence[int], *, start: Mapping[str, float], rows: Rows) -> Lengths:
    """The bounds and the scale of the end weights that suit `lengths` best.

    Of those whose mean and spread are `NEAR` people's, the ones with the nearest distribution;
    where there are none, the ones with the nearest mean and spread.
    """
    found = list(_candidates(lengths, start=start, rows=rows))
    near = [one for one in found if one.error <= NEAR]
    if near:
        return min(near, key=lambda one: (one.distance, one.error))
    return min(found, key=lambda one: (one.error, one.distance))


def _candidates(
    lengths: Sequence[int], *, start: Mapping[str, float], rows: Rows
) -> Iterator[Lengths]:
    human = dict(sorted(Counter(lengths).items()))
    mean, sd = fmean(lengths), pstdev(lengths)
    shortest, longest, middle = min(lengths), max(lengths), round(mean)
    most = math.ceil(longest * (1 + BEYOND))
    for scale in SCALES:
        law = length_law(start=start, rows=rows, end_scale=scale, max_turns=most)
        for low in range(max(1, shortest - BELOW), middle + 1):
            for high in range(middle, most + 1):
                shares = _bounded(law, low, high)
                if not shares:
                    continue
                own_mean = sum(turns * share for turns, share in shares.items())
                square = sum((turns - own_mean) ** 2 * share for turns, share in shares.items())
                yield Lengths(
                    min_turns=low,
                    max_turns=high,
                    end_scale=scale,
                    human=human,
                    human_mean=mean,
                    human_sd=sd,
                    mean=own_mean,
                    sd=math.sqrt(square),
                    distance=_distance(shares, human, len(lengths)),
                )


def _bounded(law: Sequence[float], low: int, high: int) -> dict[int, float]:
    """The distribution on `low` to `high` turns; empty where the chain never has such a length."""
    mass = sum(law[low : high + 1])
    return {turns: law[turns] / mass for turns in range(low, high + 1)} if mass > 0 else {}


def _distance(shares: Mapping[int, float], human: Mapping[int, int], number: int) -> float:
    turns = shares.keys() | human.keys()
    return sum(abs(shares.get(one, 0.0) - human.get(one, 0) / number) for one in turns) / 2


def length_law(
    *, start: Mapping[str, float], rows: Rows, end_scale: float, max_turns: int
) -> list[float]:
    """The chance that the unbounded chain has exactly so many turns, by that number from 0."""
    scaled = {link: scale_end(row, end_scale) for link, row in rows.items()}
    total = sum(start.values())
    here = {link: weight / total for link, weight in start.items()}
    law = [0.0]
    for _ in range(max_turns):
        law.append(sum(mass * scaled[link].get(END, 0.0) for link, mass in here.items()))
        following: dict[str, float] = {}
        for link, mass in here.items():
            for name, share in scaled[link].items():
                if name != END:
                    following[name] = following.get(name, 0.0) + mass * share
        here = following
    return law


def scale_end(row: Mapping[str, float], end_scale: float) -> dict[str, float]:
    """The row with its odds of ending multiplied by `end_scale`."""
    weights = {name: share * (end_scale if name == END else 1.0) for name, share in row.items()}
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}
