"""How varied texts are, measured at equal size: distinct-n, self-BLEU and compression ratio.

All three change with the amount of text, so sets are compared on as many tokens of each. Source
for that, and for the compression ratio: Shaib et al. 2024, "Standardizing the Measurement of Text
Diversity" (arXiv 2403.00553).
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import fmean

from codi.metrics import distinct_n
from codi.randomness import rng_for

MOST_CONVERSATIONS = 2_000
DRAWS = 5
BLEU_TEXTS = 200
MAX_ORDER = 4
EPSILON = 0.1
COMPRESSION_LEVEL = 9

Words = Sequence[str]
Grams = Counter[tuple[str, ...]]
Highest = dict[tuple[str, ...], tuple[int, int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diversity:
    """How varied a set's texts are; means over `draws` draws of `tokens` tokens each.

    `distinct` are distinct-1, -2 and -3 (Li et al. 2016). `self_bleu` is the mean BLEU-4 of a text
    against the others of `bleu_texts` texts drawn from all, in [0, 1] (Zhu et al. 2018, "Texygen"):
    the higher, the more alike. `compression` is bytes over zlib-compressed bytes: the
    higher, the more repetitive. None where there are too few texts.
    """

    tokens: int
    draws: int
    distinct: tuple[float, float, float] | None
    self_bleu: float | None
    bleu_texts: int
    compression: float | None


class TextSample:
    """The texts of at most `MOST_CONVERSATIONS` conversations, drawn with equal chance.

    Memory stays flat however many are added (reservoir sampling, Vitter 1985, algorithm R).
    """

    def __init__(self, *, seed: int, key: str) -> None:
        self.seed = seed
        self.key = key
        self.conversations: list[tuple[tuple[str, ...], ...]] = []
        self._rng = rng_for(seed, "analysis", "sample", key)
        self._seen = 0

    def add(self, texts: Sequence[Words]) -> None:
        """Take in the texts of one conversation, as words."""
        kept = tuple(tuple(text) for text in texts if text)
        if not kept:
            return
        self._seen += 1
        if len(self.conversations) < MOST_CONVERSATIONS:
            self.conversations.append(kept)
        elif (place := self._rng.randrange(self._seen)) < MOST_CONVERSATIONS:
            self.conversations[place] = kept

    @property
    def tokens(self) -> int:
        """How many words the sample holds."""
        return sum(len(text) for texts in self.conversations for text in texts)

    @property
    def texts(self) -> list[Words]:
        """All texts of the sample."""
        return [text for texts in self.conversations for text in texts]

    def draw(self, number: int, *, tokens: int) -> list[Words]:
        """Texts of whole conversations in random order until there are `tokens` words of them.

        The last text is cut. `number` tells one draw from another.
        """
        order = list(range(len(self.conversations)))
        rng_for(self.seed, "analysis", "draw", self.key, number).shuffle(order)
        drawn: list[Words] = []
        left = tokens
        for place in order:
            for text in self.conversations[place]:
                if left <= 0:
                    return drawn
                drawn.append(text[:left])
                left -= len(text)
        return drawn


def diversity_of(sample: TextSample, *, tokens: int, bleu_texts: int = BLEU_TEXTS) -> Diversity:
    """The figures at `tokens` tokens and `bleu_texts` texts, or at as many as the sample has."""
    size = min(tokens, sample.tokens)
    texts = sample.texts
    num_texts = min(bleu_texts, len(texts))
    if not size:
        return Diversity(
            tokens=0, draws=0, distinct=None, self_bleu=None, bleu_texts=0, compression=None
        )
    draws = [
        [" ".join(text) for text in sample.draw(number, tokens=size)] for number in range(DRAWS)
    ]
    one, two, three = (fmean(distinct_n(drawn, n=n) for drawn in draws) for n in (1, 2, 3))
    bleus = [
        self_bleu(
            rng_for(sample.seed, "analysis", "bleu", sample.key, number).sample(texts, num_texts)
        )
        for number in range(DRAWS)
    ]
    return Diversity(
        tokens=size,
        draws=DRAWS,
        distinct=(one, two, three),
        self_bleu=fmean(bleu for bleu in bleus if bleu is not None) if num_texts > 1 else None,
        bleu_texts=num_texts,
        compression=fmean(map(compression_ratio, draws)),
    )


def self_bleu(texts: Sequence[Words]) -> float | None:
    """The mean BLEU-4 of each text against all others, in [0, 1]; None for fewer than two.

    BLEU is that of Papineni et al. 2002: n-gram counts clipped by the most that one other text has,
    geometric mean, brevity penalty by the closest length. An n-gram order without a match counts
    0.1 matches (Chen and Cherry 2014, method 1), a text without any matching word 0; so in Texygen.
    In time linear in the texts, since what all but one have at most follows from the two highest
    counts.
    """
    if len(texts) < 2:
        return None
    orders = []
    for n in range(1, MAX_ORDER + 1):
        counts = [_grams(text, n) for text in texts]
        orders.append((counts, _two_highest(counts)))
    lengths = Counter(map(len, texts))
    return fmean(
        _precision(place, orders) * _brevity(len(text), lengths - Counter([len(text)]))
        for place, text in enumerate(texts)
    )


def _precision(place: int, orders: Sequence[tuple[Sequence[Grams], Highest]]) -> float:
    """The geometric mean of the clipped n-gram precisions of one text."""
    logs = 0.0
    for counts, highest in orders:
        matched = 0
        for gram, count in counts[place].items():
            first, second, owner = highest[gram]
            matched += min(count, second if owner == place else first)
        if not matched and counts is orders[0][0]:
            return 0.0
        logs += log((matched or EPSILON) / max(1, counts[place].total()))
    return exp(logs / len(orders))


def _brevity(length: int, others: Mapping[int, int]) -> float:
    """The penalty of a text shorter than the one whose length is closest; `others` by length."""
    closest = min(others, key=lambda other: (abs(other - length), other))
    return min(1.0, exp(1 - closest / length))


def _grams(text: Words, n: int) -> Grams:
    return Counter(zip(*(text[shift:] for shift in range(n)), strict=False))


def _two_highest(counts: Sequence[Grams]) -> Highest:
    """For each n-gram its highest count in a text, that in the other texts, and whose it is."""
    found: Highest = {}
    for place, own in enumerate(counts):
        for gram, count in own.items():
            first, second, owner = found.get(gram, (0, 0, -1))
            found[gram] = (
                (count, first, place) if count > first else (first, max(second, count), owner)
            )
    return found


def compression_ratio(texts: Sequence[str]) -> float:
    """Bytes of the texts, a line each, over their bytes compressed with zlib."""
    data = "\n".join(texts).encode("utf-8")
    return len(data) / len(zlib.compress(data, COMPRESSION_LEVEL))
