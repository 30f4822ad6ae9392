"""The verbs about sets of conversations, whoever held them: `analyze` and `compare`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from codi.cli import options
from codi.cli.terminal import print_json, progress_display, say
from codi.types import Conversation, Progress

CONVERSATIONS_BETWEEN = 50

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

    with progress_display() as show:
        sets = [load_conversations(path) for path in paths]
        conversations = _shown(chain.from_iterable(sets), stage="analyze", show=show)
        found = count(conversations, tokens=tokens, seed=seed)
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

    names = (f"one half of {_short(first)}", "the other half")
    sides: tuple[Iterable[Conversation], Iterable[Conversation]]
    with progress_display() as show:
        if second is None:
            sides = random_halves(load_conversations(first), seed=seed)
        else:
            names = (_short(first), _short(second))
            sides = (load_conversations(first), load_conversations(second))
        found = measure(
            _shown(sides[0], stage="first", show=show),
            _shown(sides[1], stage="second", show=show),
            seed=seed,
        )
    if page is not None:
        from codi.report.sets import write_comparison_page

        write_comparison_page(found, names=names, path=page)
        say(f"wrote {page}")
    if as_json:
        print_json(comparison_value(found))
    else:
        print_comparison(found, names=names)


def _shown(
    conversations: Iterable[Conversation], *, stage: str, show: Callable[[Progress], None]
) -> Iterator[Conversation]:
    """The same conversations; how many have been read is shown now and then."""
    done = 0
    for done, conversation in enumerate(conversations, start=1):
        yield conversation
        if done % CONVERSATIONS_BETWEEN == 0:
            show(Progress(stage=stage, done=done))
    show(Progress(stage=stage, done=done, total=done))


def _short(path: Path) -> str:
    """A name for tables and pages: the path as given, without the folders of an absolute one."""
    return path.name if path.is_absolute() else str(path)


def add_to(app: typer.Typer) -> None:
    """Put this file's verbs on the command line."""
    app.command()(analyze)
    app.command()(compare)
