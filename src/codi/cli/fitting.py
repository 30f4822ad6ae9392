"""`codi graph fit`: a recipe out of people's conversations."""

from __future__ import annotations

import os
import shlex
import sys
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codi.cli import options
from codi.cli.terminal import print_json, say
from codi.errors import UserError

if TYPE_CHECKING:
    from codi.analysis.fitting import FittedRecipe


def graph_fit(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Conversations: CoQA, QuAC, JSON lines with messages, Parquet, run folders.",
        ),
    ],
    base: Annotated[
        str,
        typer.Option(
            "--base", metavar="RECIPE", help="The recipe whose words it has, a name or a file."
        ),
    ] = "coqa",
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="NAME", help="The new recipe's name; default the file's."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="A file; default standard output.")
    ] = None,
    min_count: Annotated[
        int,
        typer.Option(
            "--min-count",
            metavar="N",
            min=1,
            help="Merge or leave out what fewer turns show.",
        ),
    ] = 5,
    as_json: options.JsonOption = False,
) -> None:
    """Fit a recipe's graph, lengths, phenomena and answer styles to conversations.

    Example: `codi graph fit coqa-dev.json --out mine.yaml`
    """
    from codi.analysis import load_conversations
    from codi.analysis.fitting import MIN_COUNT, fit_recipe

    chosen = name or (out.stem if out else "fitted")
    command = ["codi", "graph", "fit", *(file.name for file in files), "--base", Path(base).name]
    command += ["--name", chosen]
    command += [] if min_count == MIN_COUNT else ["--min-count", str(min_count)]
    fitted = fit_recipe(
        chain.from_iterable(map(load_conversations, files)),
        base=base,
        name=chosen,
        extends=_as_seen_from(out, base),
        source=", ".join(file.name for file in files),
        command=shlex.join(command),
        min_count=min_count,
    )
    if out is not None:
        try:
            out.write_text(fitted.text, encoding="utf-8")
        except OSError as error:
            raise UserError(
                f"--out {out}: {error.strerror or error}", hint="name a file in a folder there is"
            ) from None
    if as_json:
        more = {"recipe": fitted.text} if out is None else {}
        print_json({**fitted.figures(), **more})
    elif out is None:
        sys.stdout.write(fitted.text)
    if out is not None:
        say(f"wrote {out}: {_summary(fitted)}")


def _as_seen_from(out: Path | None, base: str) -> str:
    """The base recipe as a file at `out` has to name it: a path is relative to that file."""
    from codi.recipe import recipe_names

    if out is None or base in recipe_names():
        return base
    return os.path.relpath(base, start=out.parent)


def _summary(fitted: FittedRecipe) -> str:
    found, bounds = fitted.fit, fitted.recipe.conversations
    return (
        f"{len(found.links)} links from {found.num_turns:,} turns of "
        f"{found.num_conversations:,} conversations, {bounds.min_turns} to {bounds.max_turns} "
        f"turns, {len(found.rates)} phenomena; {found.held_out.bits:.2f} bits a turn held out"
    )
