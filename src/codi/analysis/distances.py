"""How far two sets' distributions lie apart, how sure that is, and what chance alone makes of it.

The distance is Jensen and Shannon's: the square root of the divergence in bits, in [0, 1], 0 for
equal distributions and 1 for those without a common category (Lin 1991; Endres and Schindelin
2003). Two samples of one population lie apart too, the more so the smaller they are. So each
distance stands beside those of random halves of either set, and `beyond_chance` takes off what
chance adds: to first order that is, on the scale of the divergence, proportional to 1/nA + 1/nB,
while halves have 4/n; the mean of both halves' divergences over 4 estimates it, whatever the
conversations have in common within themselves. Conversations are drawn, never single turns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codi.randomness import rng_for

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

RARE = 0.005
RESAMPLES = 1_000
SPLITS = 50
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """How far one distribution of A lies from B's.

    `distance` is as measured; `low` and `high` its interval over conversations drawn with
    replacement. `floor_a` and `floor_b` are what two random halves of A, and of B, give on average.
    `beyond_chance` is the distance without what samples of these sizes show by chance.
    """

    distance: float
    low: float
    high: float
    floor_a: float
    floor_b: float
    beyond_chance: float


def jensen_shannon_distance(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """The distance of two distributions, given as weights by category, in [0, 1].

    Raises:
        ValueError: one of them has no weight.
    """
    import numpy as np

    names = sorted({*a, *b})
    rows = np.array([[float(side.get(name, 0.0)) for name in names] for side in (a, b)])
    if not names or not rows.sum(axis=1).all():
        raise ValueError("a distance needs two distributions with some weight")
    return float(np.sqrt(_divergence(rows[:1], rows[1:])[0]))


class Resampler:
    """The distances of two sets of conversations, under the same draws for every distribution.

    `sizes` are the numbers of conversations of A and B.
    """

    def __init__(self, sizes: tuple[int, int], *, seed: int, resamples: int = RESAMPLES) -> None:
        self._weights = [
            _drawn(size, resamples, seed=seed, key=key)
            for size, key in zip(sizes, "ab", strict=True)
        ]
        self._halves = [
            _halved(size, seed=seed, key=key) for size, key in zip(sizes, "ab", strict=True)
        ]

    def distance(
        self, a: Sequence[Counter[str]], b: Sequence[Counter[str]], *, collapse: bool = False
    ) -> tuple[Distance, Resampled]:
        """The distance of one distribution, given each conversation's counts.

        With `collapse` categories with less than `RARE` of both sets' counts are one.
        """
        import numpy as np

        names = _categories([a, b], collapse=collapse)
        tables = [_table(side, names) for side in (a, b)]
        totals = [table.sum(axis=0, keepdims=True) for table in tables]
        measured = float(_divergence(*totals)[0])
        floors = [
            _divergence(first @ table, second @ table)
            for table, (first, second) in zip(tables, self._halves, strict=True)
        ]
        floor_squares = [float(np.nanmean(floor)) for floor in floors]
        chance = sum(floor_squares) / 4
        drawn = _divergence(
            *(weights @ table for weights, table in zip(self._weights, tables, strict=True))
        )
        resampled = Resampled(squares=drawn - chance)
        low, high = interval_of(resampled.distances())
        floor_a, floor_b = (float(np.nanmean(np.sqrt(floor))) for floor in floors)
        return (
            Distance(
                distance=measured**0.5,
                low=low,
                high=high,
                floor_a=floor_a,
                floor_b=floor_b,
                beyond_chance=max(0.0, measured - chance) ** 0.5,
            ),
            resampled,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampled:
    """Squared distances of resampled sets, without what drawing again adds to them."""

    squares: Numbers

    def distances(self) -> Numbers:
        """The distances, one a resample."""
        import numpy as np

        distances: Numbers = np.sqrt(np.maximum(0.0, self.squares))
        return distances


def interval_of(values: Numbers) -> tuple[float, float]:
    """The percentile interval of resampled values, those that could not be had left out."""
    import numpy as np

    tail = 50 * (1 - CONFIDENCE)
    low, high = np.nanpercentile(values, [tail, 100 - tail])
    return float(low), float(high)


def mean_distances(resampled: Sequence[Resampled]) -> Numbers:
    """The mean of several distributions' distances, resample by resample."""
    import numpy as np

    means: Numbers = np.mean([one.distances() for one in resampled], axis=0)
    return means


def _divergence(a: Numbers, b: Numbers) -> Numbers:
    """Jensen-Shannon divergence in bits, row by row; nan where a row has no weight."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        p = a / a.sum(axis=1, keepdims=True)
        q = b / b.sum(axis=1, keepdims=True)
        middle = (p + q) / 2
        parts = [np.where(side > 0, side * np.log2(side / middle), 0.0 * side) for side in (p, q)]
    divergence: Numbers = np.maximum(0.0, (parts[0].sum(axis=1) + parts[1].sum(axis=1)) / 2)
    return divergence


def _categories(sides: Sequence[Sequence[Counter[str]]], *, collapse: bool) -> dict[str, int]:
    """Each category's column; rare ones share one where `collapse` asks for it."""
    shares: Counter[str] = Counter()
    for side in sides:
        total: Counter[str] = Counter()
        for counts in side:
            total.update(counts)
        for name, count in total.items():
            shares[name] += count / total.total()  # type: ignore[assignment]
    kept = [name for name in sorted(shares) if not collapse or shares[name] >= 2 * RARE]
    columns = {name: place for place, name in enumerate(kept)}
    return columns | {name: len(kept) for name in shares if name not in columns}


def _table(side: Sequence[Counter[str]], columns: Mapping[str, int]) -> Numbers:
    """Conversations by categories."""
    import numpy as np

    table = np.zeros((len(side), max(columns.values()) + 1))
    for row, counts in enumerate(side):
        for name, count in counts.items():
            table[row, columns[name]] += count
    return table


def _drawn(size: int, resamples: int, *, seed: int, key: str) -> Numbers:
    """How often each conversation is drawn in each resample."""
    generator = _generator(seed, "resample", key)
    drawn: Numbers = generator.multinomial(size, [1 / size] * size, size=resamples).astype(float)
    return drawn


def _halved(size: int, *, seed: int, key: str) -> tuple[Numbers, Numbers]:
    """Which conversations are in either half, for each split."""
    import numpy as np

    generator = _generator(seed, "halves", key)
    first = np.zeros((SPLITS, size))
    for row in first:
        row[generator.permutation(size)[: size // 2]] = 1.0
    return first, 1.0 - first


def _generator(seed: int, *key: str) -> np.random.Generator:
    import numpy as np

    return np.random.default_rng(rng_for(seed, "analysis", *key).getrandbits(128))
