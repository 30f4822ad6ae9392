"""What each gate costs: microseconds for one document, passage or conversation, on real data.

    python bench/gates.py [--out FILE.md] [--conversations N] [--set KEY=VALUE ...]

Documents and passages are those of the handbook and the first 600 SQuAD paragraphs, taken for pages
of the open web; conversations are the built-in teacher's on these paragraphs. Needs the shared data
under CODI_SHARED (default `../shared`). Everything is on that a recipe can turn on without naming a
model; CoQA's 48 stories are held out. Gates are asked one after the other, as in a run, so what
several need, such as the language of a page, counts for the first of them; unlike in a run all are
asked of everything. Of each thing the least of three rounds counts. The last column is what `codi
gates` says.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
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
from codi.pipeline.held_out import held_out
from codi.recipe import Recipe, load_recipe
from codi.text import num_words
from codi.types import Conversation, Document, Origin, Passage

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = Path(os.environ.get("CODI_SHARED", ROOT.parent / "shared")) / "data" / "documents"
PARAGRAPHS = DOCUMENTS / "squad-paragraphs.jsonl"
STORIES = DOCUMENTS.parent / "benchmarks" / "coqa-dev-48.json"
EVERYTHING_ON = (
    "filters.failed_turn=true",
    "filters.duplicate_questions=0.9",
    "filters.max_per_document=1000",
    "filters.question_opening=0.9",
    "documents.mask_personal_data=true",
    f'decontaminate.files=["{STORIES}"]',
)
ROUNDS = 3
EXAMINING: Change[Conversation] = Change(
    name="looking for phenomena and grounding",
    level="conversation",
    setting="filters",
    does="what no gate can do without",
    opens=lambda _: examined,
)
HEAD = "| gate | of | µs each | in the table |\n|---|---|---|---|"


def documents() -> list[Document]:
    """The handbook's pages and SQuAD's paragraphs, as if crawled."""
    found = [
        *codi.read_documents([str(DOCUMENTS / "handbook")], on_loss=lambda _: None),
        *islice(codi.read_documents([str(PARAGRAPHS)], on_loss=lambda _: None), 600),
    ]
    crawled = Origin(url="https://pages.example/", crawled=True)
    return [replace(document, origin=crawled) for document in found]


def conversations(recipe: Recipe, *, folder: Path) -> list[Conversation]:
    """What the built-in teacher writes, before it is examined and asked about."""
    with codi.open_run(folder, recipe) as run:
        codi.run_stages(run, until="synthesize")
        return [found for found, _ in run.journal.conversations()]


def opened(
    these: Iterable[Gate[Any] | Change[Any]], recipe: Recipe
) -> list[tuple[int, Callable[[Any], object]]]:
    """What is on, by its place, with the function that does its work on one thing."""
    context = Context(recipe=recipe, held_out=partial(held_out, recipe))
    checks = ((place, one.opens(context)) for place, one in enumerate(these))
    return [(place, _with_memory(check)) for place, check in checks if check is not None]


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
) -> dict[int, float]:
    """Microseconds of each by its place; of each thing the least of `ROUNDS` rounds counts."""
    best: dict[int, list[int]] = {}
    for _ in range(ROUNDS):
        timed = opened(these, recipe)
        for number, thing in enumerate(things):
            for place, check in timed:
                taken = nanoseconds(check, thing)
                found = best.setdefault(place, [])
                if number < len(found):
                    found[number] = min(found[number], taken)
                else:
                    found.append(taken)
    clock = min(nanoseconds(lambda _: None, None) for _ in range(1000))
    return {
        place: max(0.0, sum(found) / len(found) - clock) / 1000 for place, found in best.items()
    }


def nanoseconds(function: Callable[[Any], object], thing: object) -> int:
    """How long one call takes."""
    started = time.perf_counter_ns()
    function(thing)
    return time.perf_counter_ns() - started


def lines(
    these: Sequence[Gate[Any] | Change[Any]], things: Sequence[object], recipe: Recipe
) -> list[str]:
    """The rows of one level, its sum last."""
    found = costs(these, things, recipe)
    level = these[0].level if these else ""
    rows = [
        f"| {one.name} | {level} | {found[place]:,.1f} | {one.microseconds:,g} |"
        for place, one in enumerate(these)
        if place in found
    ]
    if len(rows) > 1:
        rows.append(f"| all of these | {level} | {sum(found.values()):,.1f} | |")
    return rows


def words(texts: Sequence[Document | Passage]) -> float:
    """How many words they have on average."""
    return sum(num_words(one.text) for one in texts) / len(texts)


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
    looked_at = [examined(found) for found in written]
    text = "\n".join(
        [
            (
                f"{len(read):,} documents ({words(read):.0f} words on average), "
                f"{len(cut):,} passages ({words(cut):.0f}), {len(written):,} conversations "
                f"({sum(len(one.turns) for one in written) / len(written):.1f} turns)"
            ),
            "",
            HEAD,
            *lines((*DOCUMENT_CHANGES, *DOCUMENT_GATES), read, recipe),
            *lines((*PASSAGE_CHANGES, *PASSAGE_GATES), cut, recipe),
            *lines((EXAMINING,), written, recipe),
            *lines(CONVERSATION_GATES, looked_at, recipe),
        ]
    )
    print(text)
    if arguments.out:
        arguments.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
