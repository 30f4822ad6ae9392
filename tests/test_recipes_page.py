"""The page on recipes names every key that a recipe may have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from codi.recipe import Recipe

DOCS = Path(__file__).resolve().parent.parent / "docs"
OF_EVERY_RECIPE = {"name", "description"}


def keys(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """Every key of a section and of the sections in it, by its full name."""
    for name, field in model.model_fields.items():
        yield f"{path}{name}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from keys(field.annotation, f"{path}{name}.")


def test_every_key_of_a_recipe_is_explained() -> None:
    recipes = (DOCS / "recipes.md").read_text(encoding="utf-8")
    quality = (DOCS / "quality.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w.]+)`", recipes))
    gates = set(re.findall(r"`([\w.]+)`", quality))
    missing = [
        key
        for key in keys(Recipe)
        if key not in OF_EVERY_RECIPE
        and key not in named | gates
        and key.rpartition(".")[2] not in named
    ]
    assert not missing, f"docs/recipes.md says nothing of {', '.join(missing)}"
