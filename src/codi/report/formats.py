"""Numbers as a reader wants them."""

from __future__ import annotations

import re

DASH = "\N{EN DASH}"
SPACE = "\N{NARROW NO-BREAK SPACE}"
BACK_TICKS = re.compile(r"`([^`]*)`")
LIST_GAP = re.compile(r"\n\n(?=[-*•] |\d+[.)] )")
MINUTE, HOUR = 60, 3600


def whole(number: float) -> str:
    """`12,345`."""
    return f"{number:,.0f}"


def percent(share: float | None, digits: int = 1) -> str:
    """`12.3 %` of a share in [0, 1]; a dash where there is none."""
    return DASH if share is None else f"{100 * share:.{digits}f}{SPACE}%"


def width(share: float | None) -> str:
    """A share as a length in CSS; at most the whole."""
    return f"{100 * min(1.0, max(0.0, share or 0.0)):.2f}%"


def decimal(number: float | None, digits: int = 1) -> str:
    """`12.3`; a dash where there is no number."""
    return DASH if number is None else f"{number:,.{digits}f}"


def duration(seconds: float) -> str:
    """`0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`."""
    if seconds < 10:
        return f"{seconds:.1f}{SPACE}s"
    if seconds < MINUTE:
        return f"{seconds:.0f}{SPACE}s"
    minutes, left = divmod(round(seconds), MINUTE)
    if seconds < HOUR:
        return f"{minutes}{SPACE}min {left}{SPACE}s"
    return f"{minutes // 60}{SPACE}h {minutes % 60}{SPACE}min"


def words(name: str) -> str:
    """An identifier as words: `how_many` as `how many`."""
    return name.replace("_", " ")


def quoted(text: str) -> str:
    """A text in which what stands between back-ticks stands between quotation marks."""
    return BACK_TICKS.sub("\N{LEFT DOUBLE QUOTATION MARK}\\1\N{RIGHT DOUBLE QUOTATION MARK}", text)


def tight(text: str) -> str:
    """A passage for the eye: list items on lines of their own without blank lines between."""
    return LIST_GAP.sub("\n", text)
