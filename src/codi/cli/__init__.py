"""The command line: one verb a stage, and what one needs to look at what came out.

Exit status: 0 done; 2 the user must mend something; 3 stopped at a budget, resumable; 4 done, but
more of the work failed than the recipe allows; 130 interrupted, the same command goes on.
"""

from __future__ import annotations

import sys

import typer

from codi import __version__
from codi.cli import gates, look, scoring, sets, stages
from codi.errors import CodiError

app = typer.Typer(
    name="codi",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Distil conversational skill into small language models: documents in, grounded "
    "multi-turn conversations, a dataset, a student and its scores out.",
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"codi {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_show_version, is_eager=True, help="Print the version."
    ),
) -> None:
    pass


stages.add_to(app)
look.add_to(app)
gates.add_to(app)
scoring.add_to(app)
sets.add_to(app)


def main() -> None:
    """Run the command line; the user's mistakes are one line and exit status 2."""
    try:
        app()
    except CodiError as error:
        typer.echo(f"codi: {error}", err=True)
        sys.exit(2)
