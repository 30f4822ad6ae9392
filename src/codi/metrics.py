"""Figures over answers and messages: word overlap, diversity, uncertainty. Pure functions."""

from __future__ import annotations

import random
import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLE = re.compile(r"\b(?:a|an|the)\b")


def normalize_answer(text: str) -> str:
    """Lower case, without ASCII punctuation, without a/an/the, single spaces.

    Source: the SQuAD scorer's order of steps, which those of CoQA and QuAC share.
    """
    return " ".join(_ARTICLE.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(prediction: str, reference: str) -> float:
    """1.0 where both are the same after `normalize_answer`, else 0.0."""
    return float(normalize_answer(prediction) == normalize_answer(reference))


def token_f1(prediction: str, reference: str) -> float:
    """Harmonic mean of token precision and recall, in [0, 1].

    A repeated token counts as often as it occurs; two texts without any token agree. Source: the
    CoQA and SQuAD scorers (multisets, not sets).
    """
    predicted = Counter(normalize_answer(prediction).split())
    expected = Counter(normalize_answer(reference).split())
    if not predicted or not expected:
        return float(predicted == expected)
    overlap = (predicted & expected).total()
    return 2 * overlap / (predicted.total() + expected.total())


def distinct_n(texts: Iterable[str], *, n: int) -> float:
    """The share of all n-grams of `texts` that are different, in [0, 1]; 0 where there are none.

    n-grams are of lower-cased runs of non-space characters and do not cross from one text to the
    next. Source: Li et al. 2016, arXiv 1510.03055 (distinct-1 and distinct-2).
    """
    if n < 1:
        raise ValueError(f"an n-gram needs n of at least 1, got {n}")
    seen: set[tuple[str, ...]] = set()
    total = 0
    for text in texts:
        tokens = text.lower().split()
        grams = list(zip(*(tokens[shift:] for shift in range(n)), strict=False))
        total += len(grams)
        seen.update(grams)
    return len(seen) / total if total else 0.0


def bootstrap_interval(
    groups: Sequence[Sequence[float]],
    *,
    rng: random.Random,
    num_resamples: int = 1000,
    confidence: float = 0.95,
) -> tuple[float, float]:
    """Percentile interval of the mean of all values, where whole groups are drawn with replacement.

    Turns of one conversation hang together, so the conversation is the unit that is drawn. Empty
    groups count as conversations without a scored turn. Returns (nan, nan) without any value.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"a confidence lies in (0, 1), got {confidence}")
    sums = [(sum(group), len(group)) for group in groups]
    if not any(length for _, length in sums):
        return float("nan"), float("nan")
    means: list[float] = []
    while len(means) < num_resamples:
        drawn = rng.choices(sums, k=len(sums))
        length = sum(length for _, length in drawn)
        if length:
            means.append(sum(total for total, _ in drawn) / length)
    means.sort()
    below = int((1 - confidence) / 2 * num_resamples)
    return means[below], means[num_resamples - 1 - below]
