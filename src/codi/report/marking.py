"""Evidence marked in a passage: pieces of text between the borders of spans that may overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from codi.types import Span, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a passage; `turns` are the indices of the turns that rest on it.

    `begins` are those whose first evidence starts here, `ends` those of whose spans one ends here.
    """

    text: str
    turns: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    @property
    def numbers(self) -> list[int]:
        """The turns as people count them, from 1."""
        return [index + 1 for index in self.turns]


def mark_evidence(passage: str, turns: Sequence[Turn]) -> list[Piece]:
    """Cut `passage` at the borders of all evidence; the pieces joined are the passage.

    Spans that lie beyond the passage are cut off at its end.
    """
    spans = sorted(
        (Span(start=span.start, end=min(span.end, len(passage))), turn.index)
        for turn in turns
        for span in turn.evidence
        if span.start < min(span.end, len(passage))
    )
    first: dict[int, int] = {}
    for span, index in spans:
        first.setdefault(index, span.start)
    borders = sorted(
        {0, len(passage), *(border for span, _ in spans for border in (span.start, span.end))}
    )
    return [
        Piece(
            text=passage[start:end],
            turns=_indices(index for span, index in spans if span.start <= start < span.end),
            begins=_indices(index for index, place in first.items() if place == start),
            ends=_indices(index for span, index in spans if span.end == end),
        )
        for start, end in pairwise(borders)
    ]


def _indices(indices: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(indices)))
