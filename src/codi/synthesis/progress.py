"""What a person reads while conversations are written: pace, cost, and what is left."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field

from codi.budget import Budget
from codi.synthesis.counts import SynthesisCounts
from codi.types import Progress, Traffic

STAGE = "synthesize"
PACE_SECONDS = 30.0
"""Pace is that of the last so many seconds."""
MOST_CAUSES = 3


@dataclass(slots=True, kw_only=True)
class Meter:
    """Makes the `Progress` of a synthesis.

    `traffic` is None for a model without a server, `total` where it cannot be known.
    """

    counts: SynthesisCounts
    traffic: Traffic | None
    budget: Budget | None
    total: int | None
    _marks: deque[tuple[float, int, int, int]] = field(default_factory=deque)

    def progress(self) -> Progress:
        """Where the work stands now."""
        counts = self.counts
        return Progress(
            stage=STAGE,
            done=counts.finished + counts.skipped,
            total=self.total,
            failed=counts.failed,
            tokens=counts.usage.prompt_tokens + counts.usage.completion_tokens,
            note=", ".join(self._words()),
        )

    def _words(self) -> list[str]:
        counts = self.counts
        words = [f"{counts.turns:,} turns"]
        words += self._pace()
        traffic = self.traffic
        if traffic is not None:
            words.append(f"{traffic.in_flight} in flight of {traffic.limit}")
            causes = traffic.retries.most_common(MOST_CAUSES)
            if causes:
                words.append("again: " + " ".join(f"{cause} x{n:,}" for cause, n in causes))
        usage = counts.usage
        if usage.cached_tokens:
            words.append(f"{usage.cached_tokens / usage.prompt_tokens:.0%} cached")
        return words + self._cost()

    def _pace(self) -> list[str]:
        """Calls and tokens a second, and the time left at the pace of finished conversations."""
        counts = self.counts
        now = time.monotonic()
        tokens = counts.usage.prompt_tokens + counts.usage.completion_tokens
        self._marks.append((now, counts.calls, tokens, counts.finished))
        while now - self._marks[0][0] > PACE_SECONDS and len(self._marks) > 2:
            self._marks.popleft()
        then, calls, former_tokens, finished = self._marks[0]
        seconds = now - then
        if seconds <= 0 or counts.calls == calls:
            return []
        words = [
            f"{(counts.calls - calls) / seconds:,.1f} calls/s",
            f"{(tokens - former_tokens) / seconds:,.0f} tokens/s",
        ]
        left = None if self.total is None else self.total - counts.finished - counts.skipped
        if left and counts.finished > finished:
            words.append(f"{_duration(left * seconds / (counts.finished - finished))} left")
        return words

    def _cost(self) -> list[str]:
        """Cost so far and what it will be, where there are prices."""
        budget, counts = self.budget, self.counts
        if budget is None or not budget.cost:
            return []
        words = f"cost {budget.cost:.2f}"
        if self.total and counts.finished:
            left = self.total - counts.finished - counts.skipped
            each = budget.session_cost / counts.finished
            words += f" of about {budget.cost + left * each:.2f}"
        return [words]


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
