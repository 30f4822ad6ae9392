"""The verbs about sets of conversations, whoever held them: `analyze` and `compare`."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from codi.cli import options
from codi.cli.terminal import print_json, say

SetArgument = Annotated[
    Path,
    typer.Argument(
        metavar="FILE|RUN",
        help="CoQA, QuAC, JSON lines with `messages`, Parquet or its folder, or a run folder.",
    ),
]
PageOption = Annotated[
    Path | None,
    typer.Option("--page", metavar="FILE.html", help="Write a page that opens offline, too."),
]
SeedOption = Annotated[
    int, typer.Option("--seed", metavar="N", help="Seed of samples, resamples and folds.")
]


def analyze(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE|RUN...",
            help="CoQA, QuAC, JSON lines with `messages`, Parquet or its folder, or a run folder; "
            "several count as one set.",
        ),
    ],
    tokens: Annotated[
        int,
        typer.Option(
            "--tokens", metavar="N", min=1, help="Measure diversity on so many words of each."
        ),
    ] = 5_000,
    seed: SeedOption = 0,
    page: PageOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """Count what conversations are like: links, phenomena, questions, answers, evidence, diversity.

    Example: `codi analyze coqa-dev.json --page coqa.html`
    """
    from codi.analysis import analysis_value, load_conversations
    from codi.analysis import analyze as count
    from codi.cli.sets_tables import print_analysis

    sets = [load_conversations(path) for path in paths]
    found = count(chain.from_iterable(sets), tokens=tokens, seed=seed)
    names = ", ".join(map(_short, paths))
    if page is not None:
        from codi.report.sets import write_analysis_page

        write_analysis_page(found, name=names, path=page)
        say(f"wrote {page}")
    if as_json:
        print_json(analysis_value(found))
    else:
        print_analysis(found, name=names)


def compare(
    first: SetArgument,
    second: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE|RUN]",
            help="The second set; without it random halves of the first are compared.",
        ),
    ] = None,
    seed: SeedOption = 0,
    page: PageOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """Tell how far two sets of conversations lie apart, in what, and whether one can tell.

    Example: `codi compare quac-dev.json runs/mine`
    """
    from codi.analysis import compare as measure
    from codi.analysis import comparison_value, load_conversations, random_halves
    from codi.cli.sets_tables import print_comparison

    if second is None:
        sides = random_halves(load_conversations(first), seed=seed)
        names = (f"one half of {_short(first)}", "the other half")
        found = measure(*sides, seed=seed)
    else:
        names = (_short(first), _short(second))
        found = measure(load_conversations(first), load_conversations(second), seed=seed)
    if page is not None:
        from codi.report.sets import write_comparison_page

        write_comparison_page(found, names=names, path=page)
        say(f"wrote {page}")
    if as_json:
        print_json(comparison_value(found))
    else:
        print_comparison(found, names=names)


def _short(path: Path) -> str:
    """A name for tables and pages: the path as given, without the folders of an absolute one."""
    return path.name if path.is_absolute() else str(path)


def add_to(app: typer.Typer) -> None:
    """Put this file's verbs on the command line."""
    app.command()(analyze)
    app.command()(compare)
