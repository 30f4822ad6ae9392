"""The endpoints that serve one model: which of them a call goes to, and when they are given up."""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from codi.errors import EndpointError
from codi.teachers.openai.limits import Slots
from codi.teachers.openai.rates import RateLimit

FAILURES_IN_A_ROW = 12
DOWN_SECONDS = 30.0
NEVER_UP_SECONDS = 10.0
"""An endpoint is down where so many calls failed and none was answered for so long."""
REMEMBERED_PASSAGES = 4096

Clock = Callable[[], float]


class Breaker:
    """Tells when an endpoint is plainly down: it has answered nothing for a while, call after call.

    A single answer clears what failed before. `down` holds the reason once it is given up.
    """

    def __init__(self, url: str, *, clock: Clock = time.monotonic) -> None:
        self.url = url
        self.down = ""
        self._clock = clock
        self._answered = False
        self._failures = 0
        self._since = 0.0

    def succeeded(self) -> None:
        """Note that a call was answered."""
        self._answered = True
        self._failures = 0

    def failed(self, message: str) -> None:
        """Note that a call was not answered, and why."""
        if not self._failures:
            self._since = self._clock()
        self._failures += 1
        seconds = self._clock() - self._since
        patience = DOWN_SECONDS if self._answered else NEVER_UP_SECONDS
        if self._failures >= FAILURES_IN_A_ROW and seconds >= patience:
            self.down = (
                f"{self.url} has answered none of {self._failures} calls in {seconds:.0f} seconds; "
                f"the last one: {message}"
            )

    def refused(self, message: str) -> None:
        """Note that the endpoint refuses all calls of this kind: the key, or the model's name."""
        self.down = f"{self.url} refuses: {message}"


@dataclass(slots=True, kw_only=True)
class Endpoint:
    """One server: its address, and what it takes."""

    url: str
    slots: Slots
    rates: RateLimit
    breaker: Breaker

    @property
    def load(self) -> float:
        """Calls in flight and waiting, per place."""
        return (self.slots.in_flight + self.slots.waiting) / max(self.slots.limit, 1)


class Pool:
    """Spreads passages over endpoints: the least loaded gets a new one, and keeps it.

    A passage stays with its endpoint, whose prefix cache then serves it, until that one is down.
    """

    def __init__(self, endpoints: Sequence[Endpoint]) -> None:
        if not endpoints:
            raise ValueError("a pool needs at least one endpoint")
        self.endpoints = tuple(endpoints)
        self._of_passage: OrderedDict[str, Endpoint] = OrderedDict()
        self._given: Counter[str] = Counter()

    def choose(self, passage_id: str) -> Endpoint:
        """The endpoint for a call on this passage.

        Raises:
            EndpointError: all of them are down.
        """
        if len(self.endpoints) == 1:
            endpoint = self.endpoints[0]
            if endpoint.breaker.down:
                raise self._all_down()
            return endpoint
        chosen = self._of_passage.get(passage_id)
        if chosen is None or chosen.breaker.down:
            up = [endpoint for endpoint in self.endpoints if not endpoint.breaker.down]
            if not up:
                raise self._all_down()
            # At the start of a run nothing is loaded yet, and all passages come at once.
            chosen = min(up, key=lambda endpoint: (endpoint.load, self._given[endpoint.url]))
            self._given[chosen.url] += 1
            self._of_passage[passage_id] = chosen
        self._of_passage.move_to_end(passage_id)
        if len(self._of_passage) > REMEMBERED_PASSAGES:
            self._of_passage.popitem(last=False)
        return chosen

    def _all_down(self) -> EndpointError:
        reasons = "; ".join(endpoint.breaker.down for endpoint in self.endpoints)
        return EndpointError(
            reasons, hint="all that was written is kept; mend it and run the same command again"
        )
