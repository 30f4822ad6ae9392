"""What could not be read is reported and counted, never silent."""

from __future__ import annotations

from collections.abc import Callable

from codi.types import Loss

OnLoss = Callable[[Loss], None]


def ignore(_: Loss) -> None:
    """Pass over without a word: for callers that keep no list."""
