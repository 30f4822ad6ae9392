"""The verbs that work: `run`, and one verb for each stage."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from codi.cli import options
from codi.cli.terminal import print_json, progress_display, say
from codi.errors import BudgetReachedError, UserError

if TYPE_CHECKING:
    from codi.pipeline import Run

EXIT_BUDGET = 3
EXIT_SHARE_FAILED = 4
EXIT_INTERRUPTED = 130
REPORT = "report"


@contextmanager
def opened_run(out: Path, recipe: str | None, overrides: list[str]) -> Iterator[Run]:
    """The run folder, open, with progress on the terminal until the block ends."""
    from codi.pipeline import open_run

    try:
        with (
            progress_display() as show,
            open_run(out, recipe, overrides=overrides, on_progress=show, on_notice=say) as run,
        ):
            yield run
    except BudgetReachedError as error:
        say(f"codi: {error}")
        raise typer.Exit(EXIT_BUDGET) from None
    except KeyboardInterrupt:
        say("codi: interrupted; the same command goes on where it stood")
        raise typer.Exit(EXIT_INTERRUPTED) from None


def _finish(run: Run, *, as_json: bool) -> None:
    """Print what the run holds; exit 4 where more failed than the recipe allows."""
    from codi.cli.summary import print_summary
    from codi.pipeline import failed_fraction

    if as_json:
        print_json(run.manifest.model_dump(mode="json"))
    else:
        print_summary(run)
    share, limit = failed_fraction(run), run.recipe.conversations.max_failed_fraction
    if share > limit:
        say(
            f"codi: {share:.0%} of the conversations failed, more than the recipe's "
            f"conversations.max_failed_fraction of {limit:.0%}; "
            f"{_first_note(run)}"
        )
        raise typer.Exit(EXIT_SHARE_FAILED)


def _first_note(run: Run) -> str:
    """What the first failure said, of the teacher or the judge."""
    notes = (run.manifest.stage(name).notes for name in ("synthesize", "filter"))
    return next((note for found in notes for note in found), "")


def run(
    recipe: options.RecipeArgument,
    documents: options.DocumentsOption = None,
    count: options.CountOption = None,
    per_passage: options.PerPassageOption = None,
    teacher: options.TeacherOption = None,
    student: options.StudentOption = None,
    seed: options.SeedOption = None,
    settings: options.SetOption = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="STAGE", help="Stop after this stage.")
    ] = None,
    concurrency: options.ConcurrencyOption = None,
    base_url: options.BaseUrlOption = None,
    prices: options.PricesOption = None,
    max_cost: options.MaxCostOption = None,
    max_tokens: options.MaxTokensOption = None,
    max_minutes: options.MaxMinutesOption = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Write the dataset as JSON lines too.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="RUN", help="The run folder; default runs/RECIPE."),
    ] = None,
    as_json: options.JsonOption = False,
) -> None:
    """Run all stages; a run that was stopped goes on where it stood.

    Trains and evaluates where a student is named. Example:

    `codi run grounded-qa --documents docs/ --count 200 --out runs/mine`
    """
    from codi.pipeline import STAGES, run_stages
    from codi.report import write_report

    if until is not None and until not in {*STAGES, REPORT}:
        raise UserError(f"there is no stage {until}", hint=f"one of {', '.join(STAGES)}, {REPORT}")
    folder = out or Path("runs") / Path(recipe).stem
    changes = options.overrides(
        settings,
        documents=documents,
        count=count,
        per_passage=per_passage,
        teacher=teacher,
        student=student,
        seed=seed,
        concurrency=concurrency,
        jsonl=jsonl,
        base_url=base_url,
        prices=prices,
        max_cost=max_cost,
        max_tokens=max_tokens,
        max_minutes=max_minutes,
    )
    with opened_run(folder, recipe, changes) as opened:
        run_stages(opened, until=None if until == REPORT else until)
    if until in {None, REPORT}:
        write_report(opened.folder)
    _finish(opened, as_json=as_json)


def documents(
    recipe: options.RecipeArgument,
    out: options.OutOption,
    documents: options.DocumentsOption = None,
    settings: options.SetOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """Read documents and cut them into the passages of a new run.

    Example: `codi documents grounded-qa --documents docs/ --out runs/mine`
    """
    from codi.pipeline import read_documents_stage

    with opened_run(out, recipe, options.overrides(settings, documents=documents)) as opened:
        read_documents_stage(opened)
    _finish(opened, as_json=as_json)


def _run_one(stage: str, out: Path, settings: list[str], *, as_json: bool) -> None:
    """One stage of a run that exists, with its own recipe."""
    from codi.pipeline import run_stage

    with opened_run(out, None, settings) as opened:
        run_stage(opened, stage)
    _finish(opened, as_json=as_json)


def synthesize(
    out: options.OutOption,
    teacher: options.TeacherOption = None,
    count: options.CountOption = None,
    per_passage: options.PerPassageOption = None,
    concurrency: options.ConcurrencyOption = None,
    base_url: options.BaseUrlOption = None,
    prices: options.PricesOption = None,
    max_cost: options.MaxCostOption = None,
    max_tokens: options.MaxTokensOption = None,
    max_minutes: options.MaxMinutesOption = None,
    settings: options.SetOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """Write the conversations with the teacher; what is in the journal is not asked for again.

    Example: `codi synthesize --out runs/mine`
    """
    changes = options.overrides(
        settings,
        teacher=teacher,
        count=count,
        per_passage=per_passage,
        concurrency=concurrency,
        base_url=base_url,
        prices=prices,
        max_cost=max_cost,
        max_tokens=max_tokens,
        max_minutes=max_minutes,
    )
    _run_one("synthesize", out, changes, as_json=as_json)


def filter_(
    out: options.OutOption,
    settings: options.SetOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """Judge the conversations anew; dropped ones stay in the run with their reason.

    Example: `codi filter --out runs/mine --set filters.min_turns=4`
    """
    _run_one("filter", out, options.overrides(settings), as_json=as_json)


def export(
    out: options.OutOption,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Write the dataset as JSON lines too.")
    ] = False,
    settings: options.SetOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """Write the kept conversations as a dataset, split by document.

    Example: `codi export --out runs/mine --jsonl`
    """
    _run_one("export", out, options.overrides(settings, jsonl=jsonl), as_json=as_json)


def train(
    out: options.OutOption,
    student: options.StudentOption = None,
    settings: options.SetOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """Train the student on the dataset, loss on the assistant's turns only.

    Example: `codi train --out runs/mine --student scratch:tiny`
    """
    _run_one("train", out, options.overrides(settings, student=student), as_json=as_json)


def report(out: options.OutOption, as_json: options.JsonOption = False) -> None:
    """Write report.html: one file that opens offline.

    Example: `codi report --out runs/mine`
    """
    from codi.journal import RunFolder
    from codi.report import write_report

    path = write_report(RunFolder(out))
    if as_json:
        print_json({"report": str(path)})
    else:
        say(f"wrote {path}")


def add_to(app: typer.Typer) -> None:
    """Put this file's verbs on the command line."""
    app.command()(run)
    app.command()(documents)
    app.command()(synthesize)
    app.command(name="filter")(filter_)
    app.command()(export)
    app.command()(train)
    app.command()(report)
