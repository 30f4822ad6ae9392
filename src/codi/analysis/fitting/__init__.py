"""Recipes fitted to people's conversations: `codi graph fit`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from codi.analysis.fitting.fitted import Fit, fit
from codi.analysis.fitting.writing import recipe_text
from codi.recipe import Recipe
from codi.recipe.merging import merge_recipe
from codi.recipe.yaml_files import parse_yaml
from codi.types import Conversation

__all__ = ["MIN_COUNT", "Fit", "FittedRecipe", "fit_recipe"]

MIN_COUNT = 5
"""How often a kind of turn or a phenomenon has to occur to stand in a recipe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedRecipe:
    """A recipe as YAML (`text`) and as what it says, with the fit that it comes from."""

    text: str
    recipe: Recipe
    fit: Fit

    @property
    def link_shares(self) -> dict[str, tuple[float, float]]:
        """The share of each link among people's turns, and among those of sampled paths."""
        bounds = self.recipe.conversations
        visits = self.recipe.conversation_graph().expected_visits(
            min_turns=bounds.min_turns, max_turns=bounds.max_turns
        )
        seen, mean = self.fit.counts.turns, sum(visits.values())
        total = sum(seen.values())
        return {name: (seen[name] / total, visits[name] / mean) for name in visits}

    def figures(self) -> dict[str, Any]:
        """Counts, and how well the recipe gives them back, as JSON would have them."""
        found = self.fit
        shares = self.link_shares
        return {
            "name": self.recipe.name,
            "base": found.base,
            "conversations": found.num_conversations,
            "turns": found.num_turns,
            "acts": dict(found.acts),
            "merged": {act: link for act, (link, _) in found.merged.items()},
            "passed_over": list(found.passed_over),
            "start": dict(found.counts.start),
            "next": {link: dict(counts) for link, counts in found.counts.onward.items()},
            "held_out": asdict(found.held_out),
            "lengths": asdict(found.lengths),
            "links": {
                name: {"human": human, "expected": expected}
                for name, (human, expected) in shares.items()
            },
            "link_distance": sum(abs(one - other) for one, other in shares.values()) / 2,
            "phenomena": {
                name: {**asdict(rate), "human": rate.human} for name, rate in found.rates.items()
            },
            "answers": asdict(found.answers),
        }


def fit_recipe(
    conversations: Iterable[Conversation],
    *,
    base: str | Path = "coqa",
    name: str = "fitted",
    extends: str | None = None,
    source: str = "conversations",
    command: str = "",
    min_count: int = MIN_COUNT,
) -> FittedRecipe:
    """A recipe whose turns, lengths, phenomena and answer styles are those of `conversations`.

    Words, and all else that cannot be counted, are those of the recipe `base`, a name or a path;
    `extends` is how the file shall call it, by default the same. Its header names the `source` of
    the conversations and the `command`. What fewer than `min_count` turns show is merged into its
    like, or left out.

    Raises:
        InputError: on too little data.
        RecipeError: where there is no recipe `base`.
    """
    found = fit(conversations, base=base, min_count=min_count)
    text = recipe_text(
        found,
        name=name,
        extends=str(base) if extends is None else extends,
        source=source,
        command=command,
    )
    settings: Mapping[str, Any] = parse_yaml(text, source=name)
    merged = merge_recipe(
        found.base_recipe.model_dump(mode="json"),
        {key: value for key, value in settings.items() if key != "extends"},
        origins={},
        origin=name,
    )
    return FittedRecipe(text=text, recipe=Recipe.model_validate(merged), fit=found)
