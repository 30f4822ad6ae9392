"""What could not be read, and why: reported and counted, never silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A file, a row of one, or a document that was passed over.

    `source` is the path, with the line or row where there is one; `reason` one line that says what
    is wrong and, where the user can mend it, how.
    """

    source: str
    reason: str

    def __str__(self) -> str:
        """Source and reason as one line."""
        return f"{self.source}: {self.reason}"


OnSkip = Callable[[Skipped], None]


def ignore(_: Skipped) -> None:
    """Pass over without a word: for callers that keep no list."""
