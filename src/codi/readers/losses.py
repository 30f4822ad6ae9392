"""What could not be read is reported and counted, never silent."""

from __future__ import annotations

from collections.abc import Callable

from codi.types import Loss

OnLoss = Callable[[Loss], None]
EXCERPT_CHARACTERS = 300


def beginning(text: str) -> str:
    """What a loss keeps of a text: its first 300 characters, each run of blanks as one space."""
    line = " ".join(text[: 2 * EXCERPT_CHARACTERS].split())
    cut = len(line) > EXCERPT_CHARACTERS
    return f"{line[: EXCERPT_CHARACTERS - 1]}…" if cut else line


def ignore(_: Loss) -> None:
    """Pass over without a word: for callers that keep no list."""
