"""Near-duplicates among many texts: MinHash by rensa, and a table of bands kept small.

Texts are compared as sets of their words and pairs of neighbouring words, so that neither case,
punctuation nor the order of larger pieces matters. Of several kinds of pieces these set lightly
edited copies furthest apart from other texts on the same subject (see docs/measurements.md).
rensa's own table takes 900 bytes a text and does not keep what candidates are verified by; this
one takes 450, that included.

Sources: Broder 1997, "On the resemblance and containment of documents" (MinHash); Leskovec,
Rajaraman and Ullman, "Mining of Massive Datasets", chapter 3 (bands).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from codi.similarity.bands import BandTable
from codi.similarity.tokens import mixed, odd_multipliers, token_hashes, tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from codi.similarity.tokens import Hashes

    Sketch = NDArray[np.uint16]

NUM_PERMUTATIONS = 128
SEED = 1
AT_ONCE = 1024
SURELY = 0.999


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """An earlier text that a text is nearly alike, by its id, and how alike, in [0, 1]."""

    id: str
    similarity: float


class NearDuplicates:
    """Finds texts that are nearly alike an earlier one.

    Similarity is the Jaccard coefficient of two texts' words and pairs of words, estimated from
    128 hashes (standard error at most 0.045; at 0.8 it is 0.035). What reaches `threshold` is a
    duplicate; a pair exactly there is looked at with a chance of 99.9%, and one above more surely.
    The same texts in the same order give the same duplicates, in any process and on any machine.

    Raises:
        ValueError: `threshold` does not lie in (0, 1].
    """

    def __init__(self, threshold: float = 0.8) -> None:
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
        sketch = sketch_of(text)
        found = self.find(sketch)
        if found is None:
            self.remember(name, sketch)
        return found

    def add_all(self, named: Iterable[tuple[str, str]]) -> Iterator[Duplicate | None]:
        """What `add` says of each id and text in turn, many at once and so several times faster."""
        texts = iter(named)
        while chunk := list(islice(texts, AT_ONCE)):
            sketches = sketches_of([text for _, text in chunk])
            suspicious = self._table.may_find(sketches)
            for (name, _), sketch, suspect in zip(chunk, sketches, suspicious, strict=True):
                found = self.find(sketch) if suspect else None
                if found is None:
                    self.remember(name, sketch)
                yield found

    def find(self, sketch: Sketch) -> Duplicate | None:
        """The remembered text that is most alike, the earliest of equals, if alike enough."""
        nearest = self._table.nearest(sketch)
        if nearest is None or nearest[1] < self.threshold:
            return None
        return Duplicate(id=self._table.name(nearest[0]), similarity=nearest[1])

    def remember(self, name: str, sketch: Sketch) -> None:
        """Take a text up, that later ones are compared with it."""
        self._table.add(name, sketch)


def band_rows(threshold: float) -> int:
    """How many hashes make a band: the most with which a pair at the threshold is surely seen."""
    fitting = [
        rows
        for rows in range(1, 17)
        if 1 - (1 - threshold**rows) ** (NUM_PERMUTATIONS // rows) >= SURELY
    ]
    return max(fitting, default=1)


def sketch_of(text: str) -> Sketch:
    """The 128 hashes of a text, of which two alike texts have many in common."""
    sketch: Sketch = sketches_of([text])[0]
    return sketch


def sketches_of(texts: Sequence[str]) -> Sketch:
    """A row of 128 hashes for each text.

    16 bits of each are kept: two that differ agree in those once in 65,536 times.
    """
    import numpy as np
    from rensa.rensa import RMinHash

    pieces, ends = _pieces(texts)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(pieces, ends, NUM_PERMUTATIONS, SEED)
    sketches: Sketch = np.array(matrix.to_rows(), dtype=np.uint32).astype(np.uint16)
    return sketches


def _pieces(texts: Sequence[str]) -> tuple[Hashes, NDArray[np.uint64]]:
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
    return pieces, (2 * starts).astype(np.uint64)
