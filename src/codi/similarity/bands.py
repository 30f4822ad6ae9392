"""Sketches by their bands, in sorted arrays: small, and exact about what has a band in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codi.similarity.tokens import mixed, odd_multipliers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sketch = NDArray[np.uint16]
    Segment = tuple[NDArray[np.uint32], NDArray[np.uint32]]

BLOCK = 512
JOIN = "\0"


class BandTable:
    """Sketches of `width` hashes, `rows` of which make a band.

    The newest sketches stand in an open block and are all compared. A full block is closed: the
    keys of its bands are sorted, and segments of one size are merged into one of twice the size,
    so that there are few to look into.
    """

    def __init__(self, *, width: int, rows: int) -> None:
        import numpy as np

        self._rows = rows
        self._num_bands = width // rows
        self._open = np.empty((BLOCK, width), dtype=np.uint16)
        self._num_open = 0
        self._closed: list[Sketch] = []
        self._segments: list[Segment] = []
        self._open_names: list[str] = []
        self._closed_names: list[str] = []

    def __len__(self) -> int:
        return len(self._closed) * BLOCK + self._num_open

    def add(self, name: str, sketch: Sketch) -> None:
        """Take a sketch up; it is numbered from 0."""
        self._open[self._num_open] = sketch
        self._open_names.append(name)
        self._num_open += 1
        if self._num_open == BLOCK:
            self._close()

    def name(self, number: int) -> str:
        """What the sketch of this number was called."""
        block, place = divmod(number, BLOCK)
        if block == len(self._closed):
            return self._open_names[place]
        return self._closed_names[block].split(JOIN)[place]

    def nearest(self, sketch: Sketch) -> tuple[int, float] | None:
        """The number of the most alike sketch, the lowest of equals, and how alike it is.

        Of the sketches of closed blocks only those with a band in common are looked at.
        """
        import numpy as np

        best = (0, -1.0)
        for number in self._candidates(sketch):
            block, place = divmod(number, BLOCK)
            alike = float((self._closed[block][place] == sketch).mean())
            if alike > best[1]:
                best = (number, alike)
        if self._num_open:
            agreeing = (self._open[: self._num_open] == sketch).sum(axis=1)
            place = int(np.argmax(agreeing))
            alike = float(agreeing[place]) / len(sketch)
            if alike > best[1]:
                best = (len(self._closed) * BLOCK + place, alike)
        return best if best[1] >= 0 else None

    def may_find(self, sketches: Sketch) -> NDArray[np.bool_]:
        """For each of many sketches in order, whether one before it may have a band in common.

        Before it are those of the table and those that stand further up; "no" is always true.
        """
        import numpy as np

        keys = self._keys(sketches)
        held = [keys_held for keys_held, _ in self._segments]
        if self._num_open:
            held.append(np.sort(self._keys(self._open[: self._num_open]).ravel()))
        found = np.zeros(len(sketches), dtype=bool)
        for sorted_keys in held:
            places = np.searchsorted(sorted_keys, keys)
            places[places == len(sorted_keys)] = 0
            found |= (sorted_keys[places] == keys).any(axis=1)
        order = np.argsort(keys.ravel(), kind="stable")
        repeated = np.flatnonzero(np.diff(keys.ravel()[order]) == 0) + 1
        found[order[repeated] // self._num_bands] = True
        return found

    def _candidates(self, sketch: Sketch) -> list[int]:
        """The numbers of closed sketches with a band in common, ascending."""
        import numpy as np

        found: set[int] = set()
        if not self._segments:
            return []
        keys = self._keys(sketch[None])[0]
        for sorted_keys, numbers in self._segments:
            left = np.searchsorted(sorted_keys, keys, side="left")
            right = np.searchsorted(sorted_keys, keys, side="right")
            for band in np.flatnonzero(right > left):
                found.update(numbers[left[band] : right[band]].tolist())
        return sorted(found)

    def _keys(self, sketches: Sketch) -> NDArray[np.uint32]:
        """A number for each band of each sketch; equal bands at one place have equal numbers."""
        import numpy as np

        used = sketches[:, : self._num_bands * self._rows].astype(np.uint64)
        bands = used.reshape(len(sketches), self._num_bands, self._rows)
        odd = odd_multipliers(self._rows + self._num_bands)
        sums = (bands * odd[: self._rows]).sum(axis=2, dtype=np.uint64) + odd[self._rows :]
        return (mixed(sums) >> np.uint64(32)).astype(np.uint32)

    def _close(self) -> None:
        import numpy as np

        first = len(self._closed) * BLOCK
        keys = self._keys(self._open).ravel()
        numbers = np.repeat(np.arange(first, first + BLOCK, dtype=np.uint32), self._num_bands)
        self._closed.append(self._open.copy())
        self._closed_names.append(JOIN.join(self._open_names))
        self._open_names.clear()
        self._num_open = 0
        segment = _in_order(keys, numbers)
        while self._segments and len(self._segments[-1][0]) == len(segment[0]):
            older = self._segments.pop()
            segment = _in_order(
                np.concatenate([older[0], segment[0]]), np.concatenate([older[1], segment[1]])
            )
        self._segments.append(segment)


def _in_order(keys: NDArray[np.uint32], numbers: NDArray[np.uint32]) -> Segment:
    import numpy as np

    order = np.argsort(keys, kind="stable")
    return keys[order], numbers[order]
