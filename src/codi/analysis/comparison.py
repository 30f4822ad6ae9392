"""Two sets of conversations side by side: how far apart, in what, and whether they can be told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from math import log2
from statistics import fmean
from typing import TYPE_CHECKING

from codi.analysis.counting import (
    DISTRIBUTIONS,
    OPEN,
    TEXTS,
    Analysis,
    Samples,
    add,
    distributions_of,
    new_samples,
)
from codi.analysis.distances import Distance, Resampled, Resampler, interval_of, mean_distances
from codi.analysis.diversity import BLEU_TEXTS, diversity_of
from codi.analysis.facts import facts_of
from codi.analysis.features import as_rows, means_of, turn_features
from codi.analysis.rows import NO_PASSAGE
from codi.analysis.telling import ToldApart, require_classifier, tell_apart
from codi.errors import InputError, MissingExtraError
from codi.randomness import rng_for
from codi.types import Conversation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_CONVERSATIONS = 5_000
FEWEST_CONVERSATIONS = 4
"""A distribution that fewer conversations of a set have says nothing of it."""
DIFFERENCES = 6
MOST_TOKENS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One category's share in either set, in [0, 1]."""

    category: str
    share_a: float
    share_b: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionComparison:
    """One distribution in both sets, with the categories that add most to the distance."""

    name: str
    distance: Distance
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How far B lies from A.

    `summary` is the mean over the distributions of their distances: each counts the same, so none
    rules by the number of its categories. `distributions` begin with what differs most beyond
    chance; `left_out` tells why a distribution could not be compared. `told_apart` is empty without
    scikit-learn, and `missing` says then what to install. `a` and `b` hold the diversity measured
    at equal size.
    """

    a: Analysis
    b: Analysis
    summary: Distance
    distributions: tuple[DistributionComparison, ...]
    left_out: dict[str, str] = field(default_factory=dict)
    told_apart: tuple[ToldApart, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What is kept of one conversation."""

    counts: dict[str, Counter[str]]
    turns: NDArray[np.float32]
    group: str


@dataclass(slots=True, kw_only=True)
class _Side:
    """One set, read: counted whole, with at most `MOST_CONVERSATIONS` kept one by one."""

    analysis: Analysis
    samples: Samples
    drawn: list[_Read]
    names: tuple[str, ...] = ()
    """Of the features of a turn."""


def compare(
    a: Iterable[Conversation], b: Iterable[Conversation], *, seed: int = 0, classify: bool = True
) -> Comparison:
    """Compare two sets of conversations; those without a turn count as none.

    At most `MOST_CONVERSATIONS` of each are compared, drawn with equal chance by `seed`. Without
    `classify`, or without scikit-learn, the distances are all there is.

    Raises:
        InputError: fewer than `FEWEST_CONVERSATIONS` conversations in one of them.
    """
    sides = [_read(side, key=key, seed=seed) for key, side in (("a", a), ("b", b))]
    one, other = sides
    for name in TEXTS:
        samples = [side.samples[name] for side in sides]
        tokens = min(MOST_TOKENS, *(sample.tokens for sample in samples))
        texts = min(BLEU_TEXTS, *(len(sample.texts) for sample in samples))
        for side in sides:
            side.analysis.diversity[name] = diversity_of(
                side.samples[name], tokens=tokens, bleu_texts=texts
            )
    summary, distributions, left_out = _distances(one.drawn, other.drawn, seed=seed)
    told_apart: list[ToldApart] = []
    missing = ""
    if classify:
        try:
            require_classifier()
            told_apart = _told_apart(one, other, seed=seed)
        except MissingExtraError as error:
            missing = str(error)
    return Comparison(
        a=one.analysis,
        b=other.analysis,
        summary=summary,
        distributions=tuple(distributions),
        left_out=left_out,
        told_apart=tuple(told_apart),
        missing=missing,
    )


def random_halves(
    conversations: Iterable[Conversation], *, seed: int = 0
) -> tuple[list[Conversation], list[Conversation]]:
    """Two sets of equal size, or nearly, drawn at random."""
    drawn = list(conversations)
    rng_for(seed, "analysis", "two halves").shuffle(drawn)
    return drawn[: len(drawn) // 2], drawn[len(drawn) // 2 :]


def _read(conversations: Iterable[Conversation], *, key: str, seed: int) -> _Side:
    side = _Side(analysis=Analysis(), samples=new_samples(seed), drawn=[])
    rng = rng_for(seed, "analysis", "compared", key)
    for conversation in conversations:
        if not conversation.turns:
            continue
        facts = tuple(facts_of(conversation))
        add(side.analysis, facts, samples=side.samples)
        place = len(side.drawn)
        if place == MOST_CONVERSATIONS:  # reservoir sampling (Vitter 1985, algorithm R)
            place = rng.randrange(side.analysis.conversations)
        if place < MOST_CONVERSATIONS:
            features = list(turn_features(conversation, facts))
            side.names = tuple(features[0])
            side.drawn[place : place + 1] = [
                _Read(
                    counts=distributions_of(facts),
                    turns=as_rows(features),
                    group=_group(conversation, key),
                )
            ]
    if len(side.drawn) < FEWEST_CONVERSATIONS:
        raise InputError(
            f"the {'first' if key == 'a' else 'second'} set has {len(side.drawn)} conversations",
            hint=f"a comparison needs {FEWEST_CONVERSATIONS} of each at least",
        )
    return side


def _group(conversation: Conversation, key: str) -> str:
    """What must not stand on both sides of a fold: conversations on one passage."""
    text = conversation.passage.text
    if text == NO_PASSAGE:
        return f"{key}:{conversation.id}"
    return blake2b(text.encode("utf-8"), digest_size=16).hexdigest()


def _distances(
    a: Sequence[_Read], b: Sequence[_Read], *, seed: int
) -> tuple[Distance, list[DistributionComparison], dict[str, str]]:
    resampler = Resampler((len(a), len(b)), seed=seed)
    compared: list[DistributionComparison] = []
    resampled: list[Resampled] = []
    left_out = {}
    for name in DISTRIBUTIONS:
        sides = [[one.counts[name] for one in side] for side in (a, b)]
        known = [sum(map(bool, side)) for side in sides]
        if min(known) < FEWEST_CONVERSATIONS:
            few, which = min(zip(known, ("first", "second"), strict=True))
            left_out[name] = f"known of {few} conversations of the {which} set"
            continue
        distance, drawn = resampler.distance(*sides, collapse=name in OPEN)
        resampled.append(drawn)
        compared.append(
            DistributionComparison(name=name, distance=distance, differences=_differences(*sides))
        )
    low, high = interval_of(mean_distances(resampled))
    distances = [one.distance for one in compared]
    summary = Distance(
        distance=fmean(one.distance for one in distances),
        low=low,
        high=high,
        floor_a=fmean(one.floor_a for one in distances),
        floor_b=fmean(one.floor_b for one in distances),
        beyond_chance=fmean(one.beyond_chance for one in distances),
    )
    compared.sort(key=lambda one: (-one.distance.beyond_chance, -one.distance.distance, one.name))
    return summary, compared, left_out


def _differences(a: Sequence[Counter[str]], b: Sequence[Counter[str]]) -> tuple[Difference, ...]:
    """The categories that add most to the divergence, with their shares."""
    totals: list[Counter[str]] = [Counter(), Counter()]
    for total, side in zip(totals, (a, b), strict=True):
        for counts in side:
            total.update(counts)
    shares = [
        Difference(
            category=category,
            share_a=totals[0][category] / totals[0].total(),
            share_b=totals[1][category] / totals[1].total(),
        )
        for category in sorted({*totals[0], *totals[1]})
    ]
    shares.sort(key=lambda one: -_part(one.share_a, one.share_b))
    return tuple(shares[:DIFFERENCES])


def _part(p: float, q: float) -> float:
    """What one category adds to the divergence."""
    middle = (p + q) / 2
    return sum(share * log2(share / middle) for share in (p, q) if share)


def _told_apart(a: _Side, b: _Side, *, seed: int) -> list[ToldApart]:
    import numpy as np

    sides = (a.drawn, b.drawn)
    turns = [np.concatenate([one.turns for one in side]) for side in sides]
    turn_groups = [[one.group for one in side for _ in one.turns] for side in sides]
    wholes = [np.array([means_of(one.turns) for one in side]) for side in sides]
    groups = [[one.group for one in side] for side in sides]
    by_turn = tell_apart(
        *turns,
        names=a.names,
        groups_a=turn_groups[0],
        groups_b=turn_groups[1],
        unit="turn",
        seed=seed,
    )
    by_conversation = tell_apart(
        *wholes,
        names=("turns", *a.names),
        groups_a=groups[0],
        groups_b=groups[1],
        unit="conversation",
        seed=seed,
    )
    return [told for told in (by_turn, by_conversation) if told is not None]
