"""What one `synthesize` did, and how it is told while it works."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from codi.types import Usage


@dataclass(slots=True, kw_only=True)
class SynthesisCounts:
    """What one `synthesize` did.

    `finished` conversations ended now; `failed` of them have no turn because the teacher gave none,
    `unasked` because it found nothing to ask; `skipped` were finished before. `calls` were made,
    `replayed` replies came from the journal; `usage` is that of the calls. `repairs` counts replies
    that were asked for once more, `ended_early` conversations, both by reason; `first_error` is
    what the first `ModelError` said.
    """

    finished: int = 0
    failed: int = 0
    unasked: int = 0
    skipped: int = 0
    turns: int = 0
    calls: int = 0
    replayed: int = 0
    usage: Usage = field(default_factory=Usage)
    repairs: Counter[str] = field(default_factory=Counter)
    ended_early: Counter[str] = field(default_factory=Counter)
    first_error: str = ""
