"""`codi gates`: every gate of a recipe with its setting, its source and its cost."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from codi.cli import options
from codi.cli.terminal import print_json, print_table

if TYPE_CHECKING:
    from codi.filters import Change, Gate
    from codi.recipe import Recipe

LEVELS = ("document", "passage", "conversation")


def gates(
    recipe: Annotated[
        str, typer.Argument(help="A recipe that ships (see `codi recipes`) or a YAML file.")
    ] = "grounded-qa",
    settings: options.SetOption = None,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print one Markdown table instead.")
    ] = False,
    as_json: options.JsonOption = False,
) -> None:
    """List the gates that documents, passages and conversations have to pass, and what sets them.

    Example: `codi gates grounded-qa --set filters.min_turns=4`
    """
    from codi.filters import CHANGES, GATES
    from codi.recipe import load_recipe

    loaded = load_recipe(recipe, overrides=settings or [])
    if as_json:
        print_json(
            {
                "gates": [_value(gate, loaded, drops=gate.drops) for gate in GATES],
                "changes": [_value(change, loaded, does=change.does) for change in CHANGES],
            }
        )
        return
    if as_markdown:
        sys.stdout.write(_markdown(loaded))
        return
    for level in LEVELS:
        changes = [_row(one, one.does, loaded) for one in CHANGES if one.level == level]
        _print(f"done to every {level} before", "does", changes)
        checks = [_row(one, one.drops, loaded) for one in GATES if one.level == level]
        _print(f"gates of {level}s", "drops", checks)


def _print(title: str, what: str, rows: list[list[str]]) -> None:
    names = ("name", "setting", "value", what, "source of the threshold")
    if rows:
        print_table(title, {**dict.fromkeys(names, "left"), "µs each": "right"}, rows)


def _markdown(recipe: Recipe) -> str:
    from codi.filters import CHANGES, GATES

    head = ("name", "of", "setting", "value", "what it does or drops", "threshold from", "µs")
    rows = [head, ("---",) * len(head)]
    for level in LEVELS:
        found = [
            *(_row(one, one.does, recipe) for one in CHANGES if one.level == level),
            *(_row(one, one.drops, recipe) for one in GATES if one.level == level),
        ]
        for name, setting, *others in found:
            rows.append((f"`{name}`", level, f"`{setting}`", *others))
    lines = ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |\n" for row in rows]
    return "".join(lines)


def _row(one: Gate[Any] | Change[Any], phrase: str, recipe: Recipe) -> list[str]:
    value = setting_words(one.value(recipe))
    return [one.name, one.setting, value, phrase, one.source, f"{one.microseconds:,g}"]


def _value(one: Gate[Any] | Change[Any], recipe: Recipe, **phrase: str) -> dict[str, Any]:
    value = one.value(recipe)
    return {
        "name": one.name,
        "level": one.level,
        "setting": one.setting,
        "value": value.model_dump(mode="json") if hasattr(value, "model_dump") else value,
        **phrase,
        "source": one.source,
        "microseconds": one.microseconds,
    }


def setting_words(value: object) -> str:
    """`on`, `off`, or the threshold as it stands in a recipe."""
    if value is True:
        return "on"
    if value is False or value is None:
        return "off"
    if isinstance(value, float):
        return f"{value:,g}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def add_to(app: typer.Typer) -> None:
    """Put this file's verb on the command line."""
    app.command()(gates)
