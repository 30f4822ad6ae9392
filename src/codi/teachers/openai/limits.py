"""How many calls one endpoint gets at once: as many as it answers well, found while it works.

The limit doubles until the endpoint pushes back or stops getting faster, and goes on in small steps
from there. What counts is what came back within one window, about as many calls as are let through
at once: a single 429 among hundreds costs nothing, a third of them a third of the limit.
"""

from __future__ import annotations

import asyncio
import heapq
import math
from typing import Literal

Outcome = Literal["ok", "busy", "failed"]
"""`busy`: 429, 503 or a timeout; `failed`: other failures, which say nothing of the load."""
TOLERATED_BUSY = 0.05
"""Share of busy calls that is put up with: a stray 429 must not shrink the limit."""
CHANCE = 2.0
"""So many standard deviations above that share may be chance: 2 busy calls of 16, 6 of 64."""
LEAST_WINDOW = 16
START = 256
"""Engines queue what they cannot serve at once, and hosted models say 429 within a second."""
KEPT_SECONDS = 0.25
"""Longer than a conversation takes from a reply to its next call while a thousand do the same."""
STEP = 0.1
"""Growth in one window once the endpoint has pushed back for the first time."""
LEAST_GAIN = 0.3
"""Of the throughput that a larger limit promised, the share that must come for it to grow on."""
WINDOWS_AT_REST = 8


class Slots:
    """Places for calls in flight, given to those with the lowest order first.

    `most` is never exceeded; the present `limit` begins at `start` and stays at `floor` or above.
    """

    def __init__(self, *, most: int, start: int = START, floor: int = 4) -> None:
        self.most = most
        self.floor = min(floor, most)
        self.in_flight = 0
        self._limit = float(min(start, most))
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._num_asked = 0
        self._kept: dict[str, float] = {}
        self._keeping: asyncio.TimerHandle | None = None
        self._doubling = True
        self._at_rest = 0
        self._window = _Window()
        self._former: tuple[float, float] | None = None

    @property
    def limit(self) -> int:
        """How many calls may be in flight now."""
        return int(self._limit)

    @property
    def waiting(self) -> int:
        """How many calls wait for a place."""
        return len(self._waiting)

    async def acquire(self, order: int, *, holder: str = "") -> None:
        """Return once the call has a place; `release` gives it back.

        A place that was kept for `holder` is taken at once.
        """
        kept = self._kept.pop(holder, None) is not None
        if self.in_flight + len(self._kept) < self.limit and (kept or not self._waiting):
            self.in_flight += 1
            return
        future = asyncio.get_running_loop().create_future()
        self._num_asked += 1
        heapq.heappush(self._waiting, (order, self._num_asked, future))
        self._let_in()
        try:
            await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():  # it had a place already
                self.in_flight -= 1
                self._let_in()
            raise

    def release(self, outcome: Outcome, seconds: float, *, keep_for: str = "") -> None:
        """Give a place back; `seconds` is how long the call took.

        With `keep_for` it is kept for a moment for the next call of that holder. Otherwise places
        would go round among all conversations that are open, which would end late and together.
        """
        self.in_flight -= 1
        window = self._window
        window.calls += 1
        window.busy += outcome == "busy"
        if outcome == "ok":
            window.answered += 1
            window.seconds += seconds
        if window.calls >= LEAST_WINDOW and window.calls >= self._limit:
            self._limit = self._next_limit(window)
            self._window = _Window()
        if not self._waiting:
            return
        if keep_for:
            loop = asyncio.get_running_loop()
            self._kept[keep_for] = loop.time() + KEPT_SECONDS
            if self._keeping is None:
                self._keeping = loop.call_later(KEPT_SECONDS, self._end_keeping)
        self._let_in()

    def _end_keeping(self) -> None:
        """Let others have the places that were kept in vain."""
        loop = asyncio.get_running_loop()
        self._keeping = None
        while self._kept:
            holder, until = next(iter(self._kept.items()))
            if until > loop.time():
                self._keeping = loop.call_at(until, self._end_keeping)
                break
            del self._kept[holder]
        self._let_in()

    def _let_in(self) -> None:
        while self._waiting and self.in_flight + len(self._kept) < self.limit:
            _, _, future = heapq.heappop(self._waiting)
            if not future.done():  # it is where its call was cancelled
                self.in_flight += 1
                future.set_result(None)

    def _next_limit(self, window: _Window) -> float:
        """The limit after a window: smaller by the share of busy calls, or a step larger."""
        share = window.busy / window.calls
        tolerated = TOLERATED_BUSY * window.calls
        if window.busy > tolerated + CHANCE * math.sqrt(tolerated):
            self._doubling = False
            self._former = None
            self._at_rest = 1
            return max(self.floor, self._limit * (1 - min(share, 0.5)))
        if self._at_rest:
            self._at_rest -= 1
            return self._limit
        if not window.answered or self._limit >= self.most or not self._waiting:
            return self._limit
        # By Little's law, at this limit the endpoint answers so many calls a second.
        throughput = self._limit * window.answered / window.seconds
        former, self._former = self._former, (self._limit, throughput)
        if former is not None and self._limit > former[0]:
            promised = self._limit / former[0] - 1
            gained = throughput / former[1] - 1
            if gained < LEAST_GAIN * promised:
                # More calls at once only wait longer inside: go back, and try again later.
                self._doubling = False
                self._former = None
                self._at_rest = WINDOWS_AT_REST
                return max(self.floor, former[0])
        grown = self._limit * 2 if self._doubling else self._limit * (1 + STEP) + 1
        return min(self.most, grown)


class _Window:
    """What came back since the limit was last looked at."""

    __slots__ = ("answered", "busy", "calls", "seconds")

    def __init__(self) -> None:
        self.calls = 0
        self.busy = 0
        self.answered = 0
        self.seconds = 0.0
