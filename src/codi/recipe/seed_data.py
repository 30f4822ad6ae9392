"""The kinds of seed data that a recipe may name, checked at birth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from codi.recipe.fields import Settings, Weight
from codi.recipe.seed_sources import SEED_SOURCES, weighted_values


class SeedDataSettings(Settings):
    """Outside material of one kind: one of `values` is drawn for each conversation or each turn.

    In a recipe file `values` may also be a list, of texts, which then weigh the same, or of objects
    with `value` and `weight`. Values of equal weight are drawn without repetition until all have
    been used, unless `repeat` lets each draw be made whatever came before. Instead of values a kind
    may `combine` others, whose values of the same turn it puts together with `join` between them.
    """

    per: Literal["conversation", "turn"]
    values: dict[str, Weight] = Field(default_factory=dict)
    repeat: bool = False
    combine: tuple[str, ...] = ()
    join: str = ", "

    @field_validator("values", mode="before")
    @classmethod
    def _from_list(cls, values: Any) -> Any:  # noqa: ANN401 - any YAML value
        return weighted_values(values) if isinstance(values, list | tuple) else values

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if bool(self.combine) == bool(self.values):
            raise ValueError(f"one of {', '.join(SEED_SOURCES)} is needed")
        if self.combine and (self.repeat or len(self.combine) < 2):
            raise ValueError("combine names two kinds or more, and draws as they are drawn")
        if self.values and not any(self.values.values()):
            raise ValueError("at least one value needs a weight above zero")
        return self

    @property
    def without_repetition(self) -> bool:
        """Whether values weigh the same, so that none is drawn again before all have been."""
        weights = [weight for weight in self.values.values() if weight > 0]
        return len(weights) > 1 and len(set(weights)) == 1 and not self.repeat


def check_combinations(kinds: Mapping[str, SeedDataSettings]) -> None:
    """Raise `ValueError` where a kind combines what cannot be combined."""
    combined: set[str] = set()
    for kind, settings in kinds.items():
        for part in settings.combine:
            if part not in kinds or kinds[part].combine:
                raise ValueError(f"{kind} combines {part}, which is no kind with values")
            if part in combined:
                raise ValueError(f"{part} stands in two combinations")
            if kinds[part].per != settings.per:
                raise ValueError(f"{kind} is drawn per {settings.per}, its part {part} is not")
            combined.add(part)
