"""Near-duplicates among many texts: MinHash by rensa, and a table of bands kept small.

Texts are compared as sets of their words and pairs of neighbouring words, so that neither case,
punctuation nor the order of larger pieces matters: light edits stay above 0.94, where the estimate
is precise, and other conversations on the same text below 0.7 (see docs/measurements.md). Two are
as alike as the share of the shorter one's pieces that the longer one has: a copy with something
left out is a copy. rensa's own table takes 900 bytes a text and does not keep what candidates are
verified by; this one takes 450, that included.

Sources: Broder 1997, "On the resemblance and containment of documents" (MinHash); Leskovec,
Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3 (bands).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from codi.similarity.bands import SHORTENED, BandTable
from codi.similarity.tokens import mixed, odd_multipliers, token_hashes, tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from codi.similarity.tokens import Hashes

    Sketch = NDArray[np.uint16]

NUM_PERMUTATIONS = 128
SEED = 1
AT_ONCE = 1024
SURELY = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """An earlier text that a text is nearly alike, by its id, and how alike, in [0, 1]."""

    id: str
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketched:
    """What is kept of a text: 128 hashes, of which alike texts share many, and its length."""

    hashes: Sketch
    num_words: int


class NearDuplicates:
    """Finds texts that are nearly alike an earlier one.

    How alike two texts are is the share of the shorter one's words and pairs of words that stand in
    the other, estimated from 128 hashes (standard error 0.03 at 0.8, 0.015 at 0.95). What reaches
    `threshold` is a duplicate. Of the pairs just there, the shorter having four fifths of the
    longer one's words, 99% are looked at; of more alike ones more; of much shorter ones fewer.
    The same texts in the same order give the same duplicates, in any process and on any machine.

    Raises:
        ValueError: `threshold` does not lie in (0, 1].
    """

    def __init__(self, threshold: float = 0.95) -> None:
        if not 0 < threshold <= 1:
            raise ValueError(f"threshold must lie in (0, 1], got {threshold}")
        self.threshold = threshold
        self._table = BandTable(width=NUM_PERMUTATIONS, rows=band_rows(threshold))

    def __len__(self) -> int:
        return len(self._table)

    def add(self, name: str, text: str) -> Duplicate | None:
        """The earlier text that `text` is nearly alike; None where there is none.

        Only in the latter case is it remembered: the first of several copies stands for all.
        """
        sketched = sketch_of(text)
        found = self.find(sketched)
        if found is None:
            self.remember(name, sketched)
        return found

    def add_all(self, named: Iterable[tuple[str, str]]) -> Iterator[Duplicate | None]:
        """What `add` says of each id and text in turn, many at once and so several times faster.

        But for pairs that have no band in common: of recent texts `add` finds those too.
        """
        texts = iter(named)
        while chunk := list(islice(texts, AT_ONCE)):
            hashes, sizes = sketches_of([text for _, text in chunk])
            suspicious = self._table.may_find(hashes)
            for (name, _), row, size, suspect in zip(chunk, hashes, sizes, suspicious, strict=True):
                sketched = Sketched(hashes=row, num_words=size)
                found = self.find(sketched) if suspect else None
                if found is None:
                    self.remember(name, sketched)
                yield found

    def find(self, sketched: Sketched) -> Duplicate | None:
        """The remembered text that is most alike, the earliest of equals, if alike enough."""
        nearest = self._table.nearest(sketched.hashes, sketched.num_words)
        if nearest is None or nearest[1] < self.threshold:
            return None
        return Duplicate(id=self._table.name(nearest[0]), similarity=nearest[1])

    def remember(self, name: str, sketched: Sketched) -> None:
        """Take a text up, that later ones are compared with it."""
        self._table.add(name, sketched.hashes, sketched.num_words)


def band_rows(threshold: float) -> int:
    """How many hashes make a band: the most with which pairs at the threshold are surely seen."""
    common = threshold * SHORTENED
    jaccard = common / (1 + SHORTENED - common)
    fitting = [
        rows
        for rows in range(1, 17)
        if 1 - (1 - jaccard**rows) ** (NUM_PERMUTATIONS // rows) >= SURELY
    ]
    return max(fitting, default=1)


def sketch_of(text: str) -> Sketched:
    """What is kept of a text."""
    hashes, sizes = sketches_of([text])
    return Sketched(hashes=hashes[0], num_words=sizes[0])


def sketches_of(texts: Sequence[str]) -> tuple[Sketch, list[int]]:
    """A row of 128 hashes for each text, and how many words each has, its end counted as one.

    16 bits of each hash are kept: two that differ agree in those once in 65,536 times.
    """
    import numpy as np
    from rensa.rensa import RMinHash

    pieces, starts = _pieces(texts)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(
        pieces, starts.astype(np.uint64), NUM_PERMUTATIONS, SEED
    )
    hashes: Sketch = np.array(matrix.to_rows(), dtype=np.uint32).astype(np.uint16)
    return hashes, (np.diff(starts) // 2).tolist()


def _pieces(texts: Sequence[str]) -> tuple[Hashes, NDArray[np.int64]]:
    """The hashes of all words and pairs of words of each text, and where each text's begin.

    After each text stands an end of its own, so that the last word makes a pair and a text without
    a word is alike none but such.
    """
    import numpy as np

    words, starts = token_hashes([[*tokens(text), ""] for text in texts])
    words = mixed(words)
    one, other = odd_multipliers(2)
    pairs = words * one
    pairs[:-1] += words[1:] * other
    pairs[starts[1:] - 1] = words[starts[1:] - 1]  # an end makes no pair with the next text
    pieces = np.empty(2 * len(words), dtype=np.uint64)
    pieces[0::2] = words
    pieces[1::2] = mixed(pairs)
    return pieces, 2 * starts
