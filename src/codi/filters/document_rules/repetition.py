"""How much of a text is said more than once: shares of characters in n-grams of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import pairwise

TOP = range(2, 5)
REPEATED = range(5, 11)


STRETCH_WORDS = 1000
"""About how many words are looked at together: the length of a page, for which Gopher's thresholds
were set. In a book, and in a standard that says "shall" in one way, set phrases pile up."""


def ngram_shares(words: Sequence[str]) -> tuple[dict[int, float], dict[int, float]]:
    """For n of 2 to 4 the share of the most frequent n-gram, for 5 to 10 that of repeated ones.

    Shares of the characters of all words, in [0, 1]; of a text longer than 1,500 words the mean
    over stretches of about 1,000. A repeated n-gram is one that stood before; a character within
    several of them counts once. What stands once is not repeated and is the most frequent n-gram of
    nothing.

    Source: Gopher (Rae et al. 2021, appendix A.1.1).
    """
    num_stretches = max(1, round(len(words) / STRETCH_WORDS))
    size = -(-len(words) // num_stretches)
    shares = [_shares(words[start : start + size]) for start in range(0, len(words), size or 1)]
    return (
        {n: sum(top[n] for top, _ in shares) / num_stretches for n in TOP},
        {n: sum(repeated[n] for _, repeated in shares) / num_stretches for n in REPEATED},
    )


def _shares(words: Sequence[str]) -> tuple[dict[int, float], dict[int, float]]:
    lengths = list(map(len, words))
    whole = sum(lengths)
    top, repeated = dict.fromkeys(TOP, 0.0), dict.fromkeys(REPEATED, 0.0)
    twice = _twice(range(len(words)), list(pairwise(words)))
    for n in range(2, REPEATED.stop):
        if not twice:
            break
        if n in TOP:
            top[n] = min(1.0, _most_frequent(twice, lengths, n) / whole)
        else:
            repeated[n] = _said_before(twice, lengths, n) / whole
        # an n-gram stands twice only where both (n-1)-grams in it do
        places = [at for at in twice if at + 1 in twice]
        twice = _twice(places, [(twice[at], twice[at + 1]) for at in places])
    return top, repeated


def _twice(places: Sequence[int], grams: Sequence[Hashable]) -> dict[int, int]:
    """Where n-grams stand that stand twice or more, each known by a number."""
    numbers: dict[Hashable, int] = {}
    for gram, times in Counter(grams).items():
        if times > 1:
            numbers[gram] = len(numbers)
    if not numbers:
        return {}
    return {at: numbers[gram] for at, gram in zip(places, grams, strict=False) if gram in numbers}


def _most_frequent(twice: dict[int, int], lengths: Sequence[int], n: int) -> int:
    """The characters of the n-gram that stands most often, the longest of several."""
    counts = Counter(twice.values())
    most = max(counts.values())
    longest = max(sum(lengths[at : at + n]) for at, gram in twice.items() if counts[gram] == most)
    return most * longest


def _said_before(twice: dict[int, int], lengths: Sequence[int], n: int) -> int:
    seen: set[int] = set()
    covered: set[int] = set()
    for at, gram in twice.items():
        if gram in seen:
            covered.update(range(at, at + n))
        seen.add(gram)
    return sum(lengths[at] for at in covered)
