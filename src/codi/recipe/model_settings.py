"""What a recipe may say of a model that it calls: how it decodes, how it is reached, its prices."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from codi.recipe.fields import AboveZero, AtLeastOne, NotNegative, Real, Settings, Whole


class PriceSettings(Settings):
    """What a million tokens cost, in any one currency; `cached` defaults to the price of others."""

    prompt: NotNegative = 0.0
    completion: NotNegative = 0.0
    cached: NotNegative | None = None


class TeacherSettings(Settings):
    """The model that writes the conversations, its decoding, and how it is called.

    `calls` says what one call brings: a `part` (the user's message or the reply, two calls a
    turn), a `turn`, or the whole `conversation`; the latter may go through a server's `batch`
    endpoint, for less and within a day. `max_tokens` is the bound of one message. What stands from
    `base_urls` on concerns `openai:` models alone: `server` is the kind of server where it cannot
    be told by asking it, `retries` how often a call is made again that failed in passing, the rates
    are those that the provider allows.
    """

    model: str = "builtin"
    calls: Literal["part", "turn", "conversation"] = "part"
    temperature: Annotated[Real, Field(ge=0)] = 0.8
    top_p: Annotated[AboveZero, Field(le=1)] = 0.95
    max_tokens: AtLeastOne = 256
    concurrency: AtLeastOne = 64
    repair: bool = True
    base_urls: tuple[str, ...] = ()
    server: str = "auto"
    batch: bool = False
    timeout_seconds: AboveZero = 300.0
    retries: Annotated[Whole, Field(ge=0)] = 6
    requests_per_minute: AboveZero | None = None
    tokens_per_minute: AboveZero | None = None
    prices: PriceSettings = PriceSettings()

    @model_validator(mode="after")
    def _batches_hold_conversations(self) -> Self:
        if self.batch and self.calls != "conversation":
            raise ValueError("batch needs calls: conversation, or each turn would take a day")
        return self
