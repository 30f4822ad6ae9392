"""What a run may spend, and what it has spent."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from codi.errors import BudgetReachedError
from codi.recipe import BudgetSettings, PriceSettings
from codi.types import Request, Usage

MILLION = 1_000_000
CHARACTERS_PER_TOKEN = 4
"""Of English text under the usual tokenizers; see docs/measurements.md."""


def cost_of(usage: Usage, prices: PriceSettings) -> float:
    """What these tokens cost, in the currency of `prices`."""
    cached_price = prices.prompt if prices.cached is None else prices.cached
    fresh = usage.prompt_tokens - usage.cached_tokens
    cost = fresh * prices.prompt + usage.cached_tokens * cached_price
    return (cost + usage.completion_tokens * prices.completion) / MILLION


@dataclass(slots=True, kw_only=True)
class Budget:
    """Counts what calls use against what a run may use; its minutes run from its making on.

    Calls in flight count with the dearest of those that came back, for a conversation's calls grow,
    the first ones with the most they can use, so that a limit is kept and not just noticed once it
    is broken. `former` is what earlier sessions of the run spent on this model; `others` and
    `others_cost` are what the run spent on models with other prices.
    """

    settings: BudgetSettings
    prices: PriceSettings
    former: Usage = field(default_factory=Usage)
    others: Usage = field(default_factory=Usage)
    others_cost: float = 0.0
    spent: Usage = field(default_factory=Usage)
    dearest: Usage | None = None
    in_flight: int = 0
    started: float = field(default_factory=time.monotonic)

    @property
    def total(self) -> Usage:
        """What all sessions spent."""
        return self.former + self.spent

    @property
    def cost(self) -> float:
        """What all sessions spent, on all models, in the currency of the prices."""
        return cost_of(self.total, self.prices) + self.others_cost

    @property
    def session_cost(self) -> float:
        """What this session spent."""
        return cost_of(self.spent, self.prices)

    def open_call(self, request: Request) -> None:
        """Count a call that is about to go out.

        Raises:
            BudgetReachedError: it may not.
        """
        self._check(request)
        self.in_flight += 1

    def close_call(self, usage: Usage | None) -> None:
        """Count a call that came back with this usage, or with none at all."""
        self.in_flight -= 1
        if usage is not None:
            self.spent += usage
            self.dearest = Usage.most(self.dearest or usage, usage)

    def _check(self, request: Request) -> None:
        limits = self.settings
        if limits.max_minutes is not None:
            minutes = (time.monotonic() - self.started) / 60
            if minutes >= limits.max_minutes:
                raise _reached("max_minutes", f"{minutes:.1f} minutes", limits.max_minutes)
        if limits.max_tokens is None and limits.max_cost is None:
            return
        one = self.dearest or _largest(request)
        open_calls = self.in_flight + 1
        if limits.max_tokens is not None:
            spent = self.total + self.others
            used = spent.prompt_tokens + spent.completion_tokens
            expected = (one.prompt_tokens + one.completion_tokens) * open_calls
            if used + expected > limits.max_tokens:
                raise _reached("max_tokens", f"{used:,} tokens", limits.max_tokens)
        if limits.max_cost is not None:
            expected_cost = cost_of(one, self.prices) * open_calls
            if self.cost + expected_cost > limits.max_cost:
                raise _reached("max_cost", f"a cost of {self.cost:.4f}", limits.max_cost)


def _largest(request: Request) -> Usage:
    """The most a call can use, its prompt by the length of its text."""
    characters = sum(len(message.content) for message in request.messages)
    return Usage(
        prompt_tokens=characters // CHARACTERS_PER_TOKEN + 1,
        completion_tokens=request.sampling.max_tokens,
    )


def _reached(name: str, spent: str, limit: float) -> BudgetReachedError:
    option = f"--{name.replace('_', '-')}"
    return BudgetReachedError(
        f"stopped at {spent}: budget.{name} is {limit:g}",
        hint=f"the same command with a larger {option} goes on",
    )
