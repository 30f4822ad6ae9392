"""What each gate costs: microseconds for one document, passage or conversation, on real data.

    python bench/gates.py [--out FILE.md] [--conversations N] [--set KEY=VALUE ...]

Documents and passages are those of the handbook and the first 600 SQuAD paragraphs, taken for pages
of the open web; conversations are the built-in teacher's on these paragraphs. Needs the shared
documents under CODI_SHARED (default `../shared`). Everything is on that a recipe can turn on
without naming a model. Gates are asked one after the other, as in a run, so what several need, such
as the language of a page, counts for the first of them; unlike in a run all are asked of
everything. The least of three rounds counts. The last column is what `codi gates` says.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import codi
from codi.filters import (
    CONVERSATION_GATES,
    DOCUMENT_CHANGES,
    DOCUMENT_GATES,
    PASSAGE_CHANGES,
    PASSAGE_GATES,
    Change,
    Context,
    Gate,
    examined,
)
from codi.filters.gates import Remembers
from codi.recipe import Recipe, load_recipe
from codi.types import Document, Origin

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = Path(os.environ.get("CODI_SHARED", ROOT.parent / "shared")) / "data" / "documents"
PARAGRAPHS = DOCUMENTS / "squad-paragraphs.jsonl"
EVERYTHING_ON = ("filters.failed_turn=true", "documents.mask_personal_data=true")
ROUNDS = 3
HEAD = "| gate | of | µs each | in the table |\n|---|---|---|---|"


def documents() -> list[Document]:
    """The handbook's pages and SQuAD's paragraphs, as if crawled."""
    found = [
        *codi.read_documents([str(DOCUMENTS / "handbook")], on_loss=lambda _: None),
        *islice(codi.read_documents([str(PARAGRAPHS)], on_loss=lambda _: None), 600),
    ]
    crawled = Origin(url="https://pages.example/", crawled=True)
    return [replace(document, origin=crawled) for document in found]


def conversations(recipe: Recipe, *, folder: Path) -> list[codi.Conversation]:
    """What the built-in teacher writes, before any gate."""
    with codi.open_run(folder, recipe) as run:
        codi.run_stages(run, until="synthesize")
        return [examined(found) for found, _ in run.journal.conversations()]


Timed = tuple[Gate[Any] | Change[Any], Callable[[Any], object]]


def opened(these: Iterable[Gate[Any] | Change[Any]], recipe: Recipe) -> list[Timed]:
    """What is on, with the function that does its work on one thing."""
    context = Context(recipe=recipe)
    found: list[Timed] = []
    for one in these:
        check = one.opens(context)
        if check is not None:
            found.append((one, _with_memory(check)))
    return found


def _with_memory(check: Any) -> Callable[[Any], object]:  # noqa: ANN401 - a check or a change
    """A check that remembers takes up what it keeps, as it does in a run."""
    if not isinstance(check, Remembers):
        return check  # type: ignore[no-any-return]

    def both(thing: object) -> None:
        if check(thing).kept:  # type: ignore[operator]
            check.accept(thing)

    return both


def costs(
    these: Sequence[Gate[Any] | Change[Any]], things: Sequence[object], recipe: Recipe
) -> dict[str, float]:
    """Microseconds of each, the least of `ROUNDS` rounds over all things."""
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        timed = opened(these, recipe)
        spent = dict.fromkeys((one.name for one, _ in timed), 0)
        clock = 0
        for thing in things:
            for one, check in timed:
                started = time.perf_counter_ns()
                check(thing)
                spent[one.name] += time.perf_counter_ns() - started
                started = time.perf_counter_ns()
                clock += time.perf_counter_ns() - started
        own = clock / max(1, len(timed))
        for name, nanoseconds in spent.items():
            each = max(0.0, nanoseconds - own) / len(things) / 1000
            best[name] = min(each, best.get(name, each))
    return best


def lines(
    these: Sequence[Gate[Any] | Change[Any]], things: Sequence[object], recipe: Recipe
) -> list[str]:
    """The rows of one level, its sum last."""
    found = costs(these, things, recipe)
    level = these[0].level if these else ""
    rows = [
        f"| {one.name} | {level} | {found[one.name]:,.1f} | {one.microseconds:,g} |"
        for one in these
        if one.name in found
    ]
    if rows:
        rows.append(f"| all of these | {level} | {sum(found.values()):,.1f} | |")
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, help="write the table to this file too")
    parser.add_argument("--conversations", type=int, default=300)
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    arguments = parser.parse_args()
    if not PARAGRAPHS.exists():
        sys.exit(f"{PARAGRAPHS} is not there: set CODI_SHARED")
    overrides = [
        f'documents.paths=["{PARAGRAPHS}"]',
        f"conversations.count={arguments.conversations}",
        *EVERYTHING_ON,
        *arguments.set,
    ]
    recipe = load_recipe("grounded-qa", overrides=overrides)
    read = documents()
    settings = recipe.documents
    cut = list(
        codi.split_into_passages(read, min_words=settings.min_words, max_words=settings.max_words)
    )
    with tempfile.TemporaryDirectory() as folder:
        written = conversations(recipe, folder=Path(folder) / "run")
    text = "\n".join(
        [
            f"{len(read):,} documents, {len(cut):,} passages, {len(written):,} conversations",
            "",
            HEAD,
            *lines((*DOCUMENT_CHANGES, *DOCUMENT_GATES), read, recipe),
            *lines((*PASSAGE_CHANGES, *PASSAGE_GATES), cut, recipe),
            *lines(CONVERSATION_GATES, written, recipe),
        ]
    )
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
