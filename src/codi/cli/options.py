"""The arguments and options that several verbs share, said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

RecipeArgument = Annotated[
    str, typer.Argument(help="A recipe that ships (see `codi recipes`) or a YAML file.")
]
DocumentsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--documents",
        metavar="PATH",
        help="A file, folder or glob to read, or hf:OWNER/NAME; may be repeated. "
        "Default: the recipe's, else the sample documents.",
    ),
]
CountOption = Annotated[
    int | None, typer.Option("--count", metavar="N", min=1, help="Conversations in all.")
]
PerPassageOption = Annotated[
    int | None,
    typer.Option(
        "--per-passage",
        metavar="N",
        min=1,
        help="Conversations on each passage, instead of --count.",
    ),
]
TeacherOption = Annotated[
    str | None,
    typer.Option(
        "--teacher",
        metavar="MODEL",
        help="`builtin`, `openai:NAME`, `hf:PATH_OR_NAME`, `replay:RUN` or `module:attribute`.",
    ),
]
StudentOption = Annotated[
    str | None,
    typer.Option(
        "--student",
        metavar="MODEL",
        help="A path, a hub name or `scratch:tiny`; trains and evaluates it.",
    ),
]
SeedOption = Annotated[
    int | None, typer.Option("--seed", metavar="N", help="Seed of every random choice.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=VALUE",
        help="Override a key of the recipe, e.g. `phenomena.anaphora=0.5`.",
    ),
]
ConcurrencyOption = Annotated[
    int | None,
    typer.Option("--concurrency", metavar="N", min=1, help="Calls to the teacher in flight."),
]
BaseUrlOption = Annotated[
    list[str] | None,
    typer.Option(
        "--base-url",
        metavar="URL",
        help="Endpoint of an `openai:` teacher; may be repeated. Default: OPENAI_BASE_URL.",
    ),
]
PricesOption = Annotated[
    str | None,
    typer.Option(
        "--prices",
        metavar="PROMPT,COMPLETION[,CACHED]",
        help="What a million tokens cost, e.g. `0.15,0.60,0.075`.",
    ),
]
MaxCostOption = Annotated[
    float | None,
    typer.Option("--max-cost", metavar="X", min=0, help="Stop before this cost, resumable."),
]
MaxTokensOption = Annotated[
    int | None,
    typer.Option("--max-tokens", metavar="N", min=1, help="Stop before so many tokens, resumable."),
]
MaxMinutesOption = Annotated[
    float | None,
    typer.Option(
        "--max-minutes", metavar="X", min=0, help="Stop after so many minutes, resumable."
    ),
]
OutOption = Annotated[Path, typer.Option("--out", metavar="RUN", help="The run folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON on stdout.")]


def overrides(
    settings: list[str] | None,
    *,
    documents: list[str] | None = None,
    count: int | None = None,
    per_passage: int | None = None,
    teacher: str | None = None,
    student: str | None = None,
    seed: int | None = None,
    concurrency: int | None = None,
    jsonl: bool = False,
    base_url: list[str] | None = None,
    prices: str | None = None,
    max_cost: float | None = None,
    max_tokens: int | None = None,
    max_minutes: float | None = None,
) -> list[str]:
    """The `--set` list that says what the other options say, so that one path changes a recipe."""
    import json

    found = list(settings or [])
    if count is not None and per_passage is not None:
        raise typer.BadParameter("--count and --per-passage exclude each other")
    if count is not None:
        found += [f"conversations.count={count}", "conversations.per_passage=null"]
    if per_passage is not None:
        found += [f"conversations.per_passage={per_passage}", "conversations.count=null"]
    if documents:
        found.append(f"documents.paths={json.dumps(documents)}")
    for key, value in (
        ("teacher.model", teacher),
        ("student.model", student),
        ("seed", seed),
        ("teacher.concurrency", concurrency),
        ("dataset.jsonl", jsonl or None),
        ("teacher.base_urls", base_url or None),
        ("budget.max_cost", max_cost),
        ("budget.max_tokens", max_tokens),
        ("budget.max_minutes", max_minutes),
    ):
        if value is not None:
            found.append(f"{key}={json.dumps(value)}")
    return found + _prices(prices)


def _prices(text: str | None) -> list[str]:
    """The overrides that `--prices` stands for."""
    if text is None:
        return []
    parts = text.split(",")
    names = ("prompt", "completion", "cached")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    if not 2 <= len(numbers) <= len(names):
        raise typer.BadParameter("--prices needs two or three numbers, e.g. 0.15,0.60,0.075")
    return [
        f"teacher.prices.{name}={number!r}" for name, number in zip(names, numbers, strict=False)
    ]
