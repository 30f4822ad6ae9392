"""What a person sees while and after a verb works: progress on stderr, results on stdout."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from codi.types import Progress

SECONDS_BETWEEN_LINES = 5.0
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys instead of showing it."""


@contextmanager
def progress_display() -> Iterator[Callable[[Progress], None]]:
    """A function that shows progress: a live bar on a terminal, else a plain line now and then."""
    if sys.stderr.isatty():
        with _live() as show:
            yield show
    else:
        yield _plain()


def _plain() -> Callable[[Progress], None]:
    last: dict[str, float] = {}

    def show(progress: Progress) -> None:
        now = time.monotonic()
        finished = progress.done == progress.total
        if (
            not finished
            and now - last.get(progress.stage, -SECONDS_BETWEEN_LINES) < SECONDS_BETWEEN_LINES
        ):
            return
        last[progress.stage] = now
        sys.stderr.write(_line(progress) + "\n")
        sys.stderr.flush()

    return show


def _line(progress: Progress) -> str:
    total = "" if progress.total is None else f"/{progress.total:,}"
    parts = [f"{progress.stage}: {progress.done:,}{total}"]
    if progress.failed:
        parts.append(f"{progress.failed:,} failed")
    if progress.tokens:
        parts.append(f"{progress.tokens:,} tokens")
    if progress.note:
        parts.append(progress.note)
    return ", ".join(parts)


@contextmanager
def _live() -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    bars = Bars(
        TextColumn("{task.description:<11}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        TextColumn("{task.fields[note]}"),
        TimeRemainingColumn(elapsed_when_finished=True),
        console=Console(stderr=True),
    )
    tasks: dict[str, int] = {}

    def show(progress: Progress) -> None:
        words = [f"{progress.failed:,} failed"] if progress.failed else []
        words += [f"{progress.tokens:,} tokens"] if progress.tokens else []
        words += [progress.note] if progress.note else []
        note = ", ".join(words)
        if progress.stage not in tasks:
            tasks[progress.stage] = bars.add_task(progress.stage, total=progress.total, note=note)
        bars.update(
            tasks[progress.stage],  # type: ignore[arg-type]
            completed=progress.done,
            total=progress.total,
            note=note,
        )

    with bars:
        yield show


def shown(text: str) -> str:
    """A text from outside as a terminal may have it: nothing in it can steer the terminal."""
    return _COMMANDS.sub("\N{REPLACEMENT CHARACTER}", text)


def say(text: str) -> None:
    """A line for the person at the terminal; results that programs read go to stdout instead."""
    sys.stderr.write(shown(text) + "\n")


def print_json(value: object) -> None:
    """A result on stdout as indented JSON."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def print_table(title: str, columns: Mapping[str, str], rows: list[list[str]]) -> None:
    """A table on stdout; `columns` maps each heading to its justification, `left` or `right`."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD)
    for heading, justify in columns.items():
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*(Text(shown(cell)) for cell in row))
    Console(width=None if sys.stdout.isatty() else 120).print(table)
