"""Runs of words that a text shares with any of many others."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codi.similarity.tokens import mixed, odd_multipliers, token_hashes, tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from codi.similarity.tokens import Hashes

NGRAM_WORDS = 13
"""The length of a run that two texts hardly share by chance. Source: Brown et al. 2020 (GPT-3,
arXiv 2005.14165), appendix C, who look for what test sets share with a web corpus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What a text shares with one of an index: its number there, and how much.

    `share` is how many words of the text stand in shared runs, as a share of the words of the
    shorter of the two: 1 where one is a part of the other. `runs` is how many runs are shared.
    """

    number: int
    share: float
    runs: int


class NGramIndex:
    """All runs of `size` words of many texts, as hashes: 12 bytes a run.

    Texts are numbered from 0 in the order in which they are added; a text with fewer words than a
    run has is never found. Texts are looked up after all are added.
    """

    def __init__(self, size: int = NGRAM_WORDS) -> None:
        self.size = size
        self._num_words = array("I")
        self._hashes = array("Q")
        self._owners = array("I")
        self._in_order = True

    def __len__(self) -> int:
        return len(self._num_words)

    def add(self, text: str) -> int:
        """Take a text up; returns its number."""
        import numpy as np

        number = len(self._num_words)
        runs, num_words = self._runs(text)
        unique = np.unique(runs)
        self._num_words.append(num_words)
        self._hashes.frombytes(unique.tobytes())
        self._owners.frombytes(np.full(len(unique), number, dtype=np.uint32).tobytes())
        self._in_order = False
        return number

    def overlap(self, text: str) -> Overlap | None:
        """What `text` shares with the text that it shares most with, the first of equals."""
        return max(self.overlaps(text), key=lambda each: (each.share, -each.number), default=None)

    def overlaps(self, text: str) -> list[Overlap]:
        """What `text` shares with each text that has a run in common with it."""
        import numpy as np

        runs, num_words = self._runs(text)
        if not len(runs) or not self._hashes:
            return []
        hashes, owners = self._sorted()
        left = np.searchsorted(hashes, runs, side="left")
        counts = np.searchsorted(hashes, runs, side="right") - left
        places = np.repeat(np.arange(len(runs)), counts)
        if not len(places):
            return []
        before = np.repeat(np.cumsum(counts) - counts, counts)
        found = owners[np.repeat(left, counts) + np.arange(len(places)) - before]
        return [
            self._overlap_with(int(number), places[found == number], num_words)
            for number in np.unique(found)
        ]

    def _overlap_with(self, number: int, places: Hashes, num_words: int) -> Overlap:
        """`places` are where shared runs begin in the text, ascending."""
        import numpy as np

        covered = self.size + int(np.minimum(np.diff(places), self.size).sum())
        shorter = min(num_words, self._num_words[number])
        return Overlap(number=number, share=min(1.0, covered / shorter), runs=len(places))

    def _runs(self, text: str) -> tuple[Hashes, int]:
        """The hashes of all runs of a text in order, and how many words it has."""
        import numpy as np

        flat, _ = token_hashes([tokens(text)])
        count = max(0, len(flat) - self.size + 1)
        runs = np.zeros(count, dtype=np.uint64)
        flat = mixed(flat)
        for place, odd in enumerate(odd_multipliers(self.size)):
            runs += flat[place : place + count] * odd
        return mixed(runs), len(flat)

    def _sorted(self) -> tuple[Hashes, NDArray[np.uint32]]:
        """The hashes in ascending order, and whose each is."""
        import numpy as np

        hashes = np.frombuffer(self._hashes, dtype=np.uint64)
        owners = np.frombuffer(self._owners, dtype=np.uint32)
        if not self._in_order:
            order = np.argsort(hashes, kind="stable")
            hashes, owners = hashes[order], owners[order]
            self._hashes, self._owners = array("Q", hashes.tobytes()), array("I", owners.tobytes())
            self._in_order = True
        return hashes, owners
