"""Requests and tokens a minute, as a provider allows them."""

from __future__ import annotations

import asyncio
import time

SECONDS = 60.0
BURST = 5.0
"""Seconds' worth of a rate that may go out at once after a pause."""


class RateLimit:
    """Spreads requests over time so that neither rate is broken; no rate, no waiting.

    The tokens of a request are reckoned before it goes out and set right once they are known.
    """

    def __init__(
        self,
        *,
        requests_per_minute: float | None = None,
        tokens_per_minute: float | None = None,
    ) -> None:
        self._requests = _Bucket(requests_per_minute)
        self._tokens = _Bucket(tokens_per_minute)

    @property
    def free(self) -> bool:
        """Whether no rate is set."""
        return self._requests.per_second is None and self._tokens.per_second is None

    async def admit(self, tokens: int) -> None:
        """Return once one more request of about so many tokens may go out, in order of asking."""
        if self.free:
            return
        # The place in the queue is taken before the waiting, so that nobody overtakes.
        seconds = max(self._requests.take(1), self._tokens.take(tokens))
        if seconds > 0:
            await asyncio.sleep(seconds)

    def settle(self, expected: int, used: int) -> None:
        """Set right what a request of `expected` tokens has really used."""
        self._tokens.take(used - expected)


class _Bucket:
    """A leaky bucket: what is taken beyond its burst has to be waited for."""

    def __init__(self, per_minute: float | None) -> None:
        self.per_second = None if per_minute is None else per_minute / SECONDS
        self._level = 0.0
        self._at = time.monotonic()

    def take(self, amount: float) -> float:
        """Take so much, and return the seconds to wait before it may be used."""
        if self.per_second is None:
            return 0.0
        now = time.monotonic()
        self._level = max(0.0, self._level - (now - self._at) * self.per_second) + amount
        self._at = now
        return max(0.0, self._level / self.per_second - BURST)
