"""Sketches by their bands, in sorted arrays: small, and exact about what has a band in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codi.similarity.tokens import mixed, odd_multipliers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sketch = NDArray[np.uint16]

_LOWER, _UPPER = 0xFFFF_FFFF, 0xFFFF_FFFF_0000_0000
BLOCK = 256
GROWTH = 1.25
JOIN = "\0"
SHORTENED = 0.8


class BandTable:
    """Sketches of `width` hashes, `rows` of which make a band, with the lengths of their texts.

    The newest ones are an open block, and all compared. Of a full block the keys of its bands, each
    with its sketch's number in the lower half of 64 bits, are sorted into a segment, and segments
    of one size are merged into one of twice the size, so that there are few to look into.
    """

    def __init__(self, *, width: int, rows: int) -> None:
        import numpy as np

        self._rows = rows
        self._num_bands = width // rows
        self._count = 0
        self._sketches = np.empty((BLOCK, width), dtype=np.uint16)
        self._sizes = np.empty(BLOCK, dtype=np.uint32)
        self._segments: list[NDArray[np.uint64]] = []
        self._open_names: list[str] = []
        self._closed_names: list[str] = []

    def __len__(self) -> int:
        return self._count

    def add(self, name: str, sketch: Sketch, size: int) -> None:
        """Take up the sketch of a text of so many words; it is numbered from 0."""
        if self._count == len(self._sizes):
            self._grow()
        self._sketches[self._count] = sketch
        self._sizes[self._count] = size
        self._open_names.append(name)
        self._count += 1
        if len(self._open_names) == BLOCK:
            self._close()

    def name(self, number: int) -> str:
        """What the sketch of this number was called."""
        block, place = divmod(number, BLOCK)
        if block == len(self._closed_names):
            return self._open_names[place]
        return self._closed_names[block].split(JOIN)[place]

    def nearest(self, sketch: Sketch, size: int) -> tuple[int, float] | None:
        """The number of the most alike text, the lowest of equals, and how alike it is.

        Of the sketches of closed blocks only those with a band in common are looked at.
        """
        import numpy as np

        numbers = np.concatenate([self._candidates(sketch), np.arange(self._num_closed, len(self))])
        if not len(numbers):
            return None
        agreeing = (self._sketches[numbers] == sketch).mean(axis=1)
        alike = contained(agreeing, size, self._sizes[numbers])
        best = int(np.argmax(alike))
        return int(numbers[best]), float(alike[best])

    def may_find(self, sketches: Sketch) -> NDArray[np.bool_]:
        """For each of many sketches in order, whether one before it may have a band in common.

        Before it are those of the table and those that stand further up; "no" is always true.
        """
        import numpy as np

        numbers = np.repeat(np.arange(len(sketches), dtype=np.uint64), self._num_bands)
        keyed = np.sort(self._keys(sketches).ravel() | numbers)  # neighbours look in one place
        keys, rows = keyed & _UPPER, (keyed & _LOWER).astype(np.int64)
        opened = self._keys(self._sketches[self._num_closed : self._count])
        found = np.zeros(len(sketches), dtype=bool)
        for segment in (*self._segments, np.sort(opened.ravel())):
            if len(segment):
                places = segment.searchsorted(keys)
                places[places == len(segment)] = 0
                found[rows[(segment[places] & _UPPER) == keys]] = True
        found[rows[1:][keys[1:] == keys[:-1]]] = True
        return found

    @property
    def _num_closed(self) -> int:
        return len(self._closed_names) * BLOCK

    def _candidates(self, sketch: Sketch) -> NDArray[np.int64]:
        """The numbers of closed sketches with a band in common, ascending."""
        import numpy as np

        found: set[int] = set()
        keys = self._keys(sketch[None])[0]
        for segment in self._segments:
            places = segment.searchsorted(keys)
            places[places == len(segment)] = 0
            hits = (segment[places] & _UPPER) == keys
            if hits.any():
                ends = segment.searchsorted(keys[hits] | _LOWER, side="right")
                for first, end in zip(places[hits].tolist(), ends.tolist(), strict=True):
                    found.update((segment[first:end] & _LOWER).tolist())
        return np.array(sorted(found), dtype=np.int64)

    def _keys(self, sketches: Sketch) -> NDArray[np.uint64]:
        """32 bits for each band of each sketch, as the upper half of a number.

        Equal bands at one place have equal ones.
        """
        import numpy as np

        used = sketches[:, : self._num_bands * self._rows].astype(np.uint64)
        bands = used.reshape(len(sketches), self._num_bands, self._rows)
        odd = odd_multipliers(self._rows + self._num_bands)
        sums = (bands * odd[: self._rows]).sum(axis=2, dtype=np.uint64) + odd[self._rows :]
        return mixed(sums) & np.uint64(_UPPER)

    def _close(self) -> None:
        """Sort the keys of the open block into a segment."""
        import numpy as np

        numbers = np.arange(self._count - BLOCK, self._count, dtype=np.uint64)
        keys = self._keys(self._sketches[numbers]).ravel()
        segment: NDArray[np.uint64] = np.sort(keys | np.repeat(numbers, self._num_bands))
        self._closed_names.append(JOIN.join(self._open_names))
        self._open_names.clear()
        while self._segments and len(self._segments[-1]) == len(segment):
            segment = np.sort(np.concatenate([self._segments.pop(), segment]))
        self._segments.append(segment)

    def _grow(self) -> None:
        import numpy as np

        more = max(BLOCK, int((GROWTH - 1) * self._count))
        width = self._sketches.shape[1]
        self._sketches = np.concatenate([self._sketches, np.empty((more, width), dtype=np.uint16)])
        self._sizes = np.concatenate([self._sizes, np.empty(more, dtype=np.uint32)])


def contained(
    jaccard: NDArray[np.float64], size: int, sizes: NDArray[np.uint32]
) -> NDArray[np.float64]:
    """Of a text and each of several others, the share of the shorter that stands in the longer.

    `jaccard` is what they have in common as a share of all they have, `size` and `sizes` their
    lengths, at least 1: of A and B in all, J (A + B) / (1 + J) are in common. A text with less than
    four fifths of the other's words counts as having so many.
    """
    import numpy as np

    common = jaccard * (size + sizes.astype(np.float64)) / (1 + jaccard)
    smaller = np.maximum(np.minimum(size, sizes), SHORTENED * np.maximum(size, sizes))
    shares: NDArray[np.float64] = np.minimum(1.0, common / smaller)
    return shares
