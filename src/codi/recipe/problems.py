"""One line for each mistake in a recipe: who said it, where, what is wrong, how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from codi.errors import RecipeError
from codi.recipe.seed_data import SeedDataSettings
from codi.recipe.seed_sources import SEED_SOURCES
from codi.recipe.settings import Recipe


def recipe_error(
    error: ValidationError, *, origins: Mapping[tuple[str, ...], str], label: str
) -> RecipeError:
    """The first problem that pydantic found, an unknown key before all others, as one line.

    `origins` says which file or override brought a value; `label` is the file that was asked for.
    """
    problems = error.errors(include_url=False)
    first = min(problems, key=lambda problem: problem["type"] != "extra_forbidden")
    place = _place(first)
    where = located(_dotted(place), origin_of(place, origins=origins, label=label))
    if first["type"] == "extra_forbidden":
        return RecipeError(f"{where}: unknown key", hint=_nearest_key(place))
    if first["type"] == "missing":
        return RecipeError(f"{where}: the key is missing", hint="give it a value")
    message = first["msg"].removeprefix("Value error, ")
    given = "" if isinstance(first["input"], dict) else f", got {_short(first['input'])}"
    return RecipeError(f"{where}: {message[0].lower()}{message[1:]}{given}", hint=_remedy(place))


def origin_of(
    place: tuple[str | int, ...], *, origins: Mapping[tuple[str, ...], str], label: str
) -> str:
    """Which file or override brought the value at `place`, or the nearest one around it."""
    keys = tuple(str(part) for part in place)
    for length in range(len(keys), 0, -1):
        if keys[:length] in origins:
            return origins[keys[:length]]
    return label


def located(key: str, origin: str) -> str:
    """The file and the key; an override that names the key itself stands alone."""
    return origin if origin == f"--set {key}" else f"{origin}: {key}"


def _place(problem: ErrorDetails) -> tuple[str | int, ...]:
    return tuple(part for part in problem["loc"] if part != "[key]")


def _dotted(place: tuple[str | int, ...]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".") or "recipe"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _remedy(place: tuple[str | int, ...]) -> str:
    """What the section around a value allows, or how to look the value up."""
    section = _section_at(place[:-1])
    if section is not None and place and str(place[-1]) in section.model_fields:
        default = section.model_fields[str(place[-1])].get_default(call_default_factory=False)
        if isinstance(default, bool | int | float | str):
            return f"the default is {default}"
    return "codi recipes grounded-qa shows a recipe that is right"


def _nearest_key(place: tuple[str | int, ...]) -> str:
    """A like key of the same section, else a like key anywhere, else the section's keys."""
    wrong = str(place[-1])
    section = _section_at(place[:-1])
    keys = list(section.model_fields) if section is not None else []
    if section is SeedDataSettings:
        keys = list(dict.fromkeys(["per", *SEED_SOURCES, *keys]))
    if close := get_close_matches(wrong, keys, n=1):
        return f"did you mean {_dotted((*place[:-1], close[0]))}?"
    everywhere = dict(reversed(list(_all_keys(Recipe))))  # of two alike the first counts
    if close := get_close_matches(wrong, everywhere, n=1):
        return f"did you mean {everywhere[close[0]]}?"
    return f"known keys: {', '.join(keys)}"


def _all_keys(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, field in model.model_fields.items():
        yield name, f"{prefix}{name}"
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _all_keys(field.annotation, f"{prefix}{name}.")


def _section_at(place: tuple[str | int, ...]) -> type[BaseModel] | None:
    """The settings class at a path into the recipe; None where there is none."""
    annotation: Any = Recipe
    for part in place:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            field = annotation.model_fields.get(str(part))
            annotation = field.annotation if field else None
        elif get_origin(annotation) in {dict, tuple}:
            arguments = get_args(annotation)
            annotation = arguments[1] if get_origin(annotation) is dict else arguments[0]
        else:
            return None
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return None
