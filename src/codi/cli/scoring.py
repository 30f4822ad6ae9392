"""The verbs about benchmarks: `evaluate` models, `score` predictions that exist."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from codi.cli import options
from codi.cli.terminal import print_json


def score(
    benchmark: Annotated[
        str, typer.Option("--benchmark", metavar="coqa|quac", help="The benchmark's rules.")
    ],
    data: Annotated[
        Path, typer.Option("--data", metavar="FILE", help="The benchmark, in its official format.")
    ],
    predictions: Annotated[
        Path,
        typer.Option("--predictions", metavar="FILE", help="Answers, in the official format."),
    ],
) -> None:
    """Score predictions as the official scorer does; JSON on stdout.

    Example: `codi score --benchmark coqa --data coqa-dev.json --predictions mine.json`
    """
    from codi.benchmarks import score_files

    print_json(score_files(benchmark, data=data, predictions=predictions).official)


def evaluate(
    out: options.OutOption,
    benchmark: Annotated[
        str | None,
        typer.Option("--benchmark", metavar="coqa|quac", help="The rules of --data."),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            metavar="FILE",
            help="A benchmark in its official format; without it those of the recipe.",
        ),
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option("--model", metavar="MODEL", help="A model to set beside the student."),
    ] = None,
    max_conversations: Annotated[
        int | None,
        typer.Option("--max-conversations", metavar="N", min=1, help="Only the first N of --data."),
    ] = None,
    settings: options.SetOption = None,
    as_json: options.JsonOption = False,
) -> None:
    """Evaluate the run's student, the baselines and other models on a benchmark, every turn.

    Example: `codi evaluate --out runs/mine --benchmark coqa --data coqa-dev.json`
    """
    import json

    from codi.cli.stages import opened_run
    from codi.cli.summary import print_scores
    from codi.pipeline import evaluate_stage

    if (benchmark is None) != (data is None):
        raise typer.BadParameter("--benchmark and --data go together")
    changes = options.overrides(settings)
    if data is not None:
        chosen = {
            "name": data.stem,
            "format": benchmark,
            "data": str(data),
            "max_conversations": max_conversations,
        }
        changes.append(f"evaluation.benchmarks={json.dumps([chosen])}")
    if model:
        changes.append(f"evaluation.models={json.dumps(model)}")
    with opened_run(out, None, changes) as opened:
        results = evaluate_stage(opened)
    if as_json:
        print_json([asdict(result) for result in results])
    else:
        print_scores(results)


def add_to(app: typer.Typer) -> None:
    """Put this file's verbs on the command line."""
    app.command()(score)
    app.command()(evaluate)
