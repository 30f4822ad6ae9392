"""What each part of the method brings: a recipe whole, and without one part after another.

    python bench/ablations.py [--recipe grounded-qa] [--dialogs 60] [--per-passage 4]
                              [--teacher builtin] [--seed 1] [--out FOLDER]

Every variant is a run over the same passages under the same seed; what was kept is analysed. The
passages are those of people's QuAC dialogs under CODI_SHARED (default `../shared`), so that the
distance to all those dialogs can be taken; without them the documents that ship, and no distance.
Several conversations on each passage show whether they say the same there. Diversity is measured at
the same number of words for all, people included; the last table says whether each ablation lowers
what its part of the method is for.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import codi
from codi.analysis import analyze, compare, load_conversations
from codi.journal import Journal, RunFolder
from codi.metrics import distinct_n
from codi.pipeline import open_run, run_stages
from codi.recipe import ABLATIONS, Recipe, load_recipe
from codi.text import words
from codi.types import Conversation

ROOT = Path(__file__).resolve().parent.parent
PEOPLE = "benchmarks/quac-human-342.json"
WHOLE, HUMANS = "whole recipe", "people (QuAC)"
TOKENS = 3_000
MEANT = (
    ("graph", "entropy of kinds of turn"),
    ("graph", "messages said once on a passage"),
    ("augmentation", "distinct-2 on a passage"),
    ("augmentation", "messages said once on a passage"),
    ("phenomena", "phenomena asked for, a turn"),
    ("phenomena", "messages said once on a passage"),
    ("one_call", "entropy of kinds of turn"),
    ("one_call", "distinct-2 on a passage"),
    ("one_call", "messages said once on a passage"),
    ("one_call", "phenomena asked for, a turn"),
)
"""What each ablation is meant to lower."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One variant, as it came out; the entropies are in bits, None where nothing is drawn."""

    conversations: int
    turns: int
    link_entropy: float | None
    kind_entropy: float
    seed_entropy: float | None
    distinct_2: float | None
    self_bleu: float | None
    passage_distinct_2: float | None
    said_once: float | None
    phenomena: float
    asked: Mapping[str, float]
    distance: str


def entropy(counts: Mapping[str, int]) -> float:
    """Shannon entropy of a distribution, in bits."""
    total = sum(counts.values())
    shares = [count / total for count in counts.values() if count]
    return -sum(share * math.log2(share) for share in shares) + 0.0


def some_dialogs(quac: Path, number: int, to: Path) -> Path:
    """The first dialogs of a QuAC file, in a file of their own."""
    data = json.loads(quac.read_text(encoding="utf-8"))["data"][:number]
    to.write_text(json.dumps({"data": data}), encoding="utf-8")
    return to


def written(recipe: Recipe, folder: Path) -> list[Conversation]:
    """The kept conversations of a run; one that is there already is not written again."""
    with open_run(folder, recipe) as run:
        run_stages(run, until="filter")
    with Journal.open(RunFolder(folder).journal, read_only=True) as journal:
        return [conversation for conversation, _ in journal.conversations(kept=True)]


def figures(
    conversations: Sequence[Conversation],
    *,
    watched: Sequence[str],
    people: Sequence[Conversation] | None,
) -> Figures:
    """Count one set of conversations; `watched` are the phenomena that the recipe asks for."""
    found = analyze(conversations, tokens=TOKENS)
    turns = [turn for conversation in conversations for turn in conversation.turns]
    links = Counter(turn.link for turn in turns if turn.link)
    seeds = Counter(str(sorted(turn.seed_data.items())) for turn in turns if turn.link)
    messages = found.diversity["messages"]
    passages = by_passage(conversations)
    several = len(passages) < len(conversations) and conversations is not people
    return Figures(
        conversations=found.conversations,
        turns=found.turns,
        link_entropy=entropy(links) if links else None,
        kind_entropy=entropy(found.distributions["links"]),
        seed_entropy=entropy(seeds) if seeds else None,
        distinct_2=messages.distinct[1] if messages.distinct else None,
        self_bleu=messages.self_bleu,
        passage_distinct_2=distinct_on_passage(passages) if several else None,
        said_once=said_once(passages) if several else None,
        phenomena=found.means["phenomena"].value or 0.0,
        asked={name: found.phenomena[name] / found.turns for name in watched},
        distance=distance(people, conversations),
    )


def by_passage(conversations: Sequence[Conversation]) -> list[list[list[str]]]:
    """All messages, in bare words, by passage and conversation."""
    found: dict[str, list[list[str]]] = {}
    for conversation in conversations:
        messages = [" ".join(words(turn.user)) for turn in conversation.turns]
        found.setdefault(conversation.passage.id, []).append(messages)
    return list(found.values())


def said_once(passages: Sequence[Sequence[Sequence[str]]]) -> float:
    """The share of messages that no other conversation on the same passage has word for word."""
    said = [
        Counter(message for messages in talks for message in set(messages)) for talks in passages
    ]
    once = sum(count == 1 for counts in said for count in counts.values())
    return once / sum(counts.total() for counts in said)


def distinct_on_passage(passages: Sequence[Sequence[Sequence[str]]]) -> float:
    """Distinct-2 of the messages on one passage, on average over passages."""
    return fmean(
        distinct_n([message for messages in talks for message in messages], n=2)
        for talks in passages
    )


def distance(people: Sequence[Conversation] | None, ours: Sequence[Conversation]) -> str:
    """The summary distance to people's dialogs, with its interval."""
    if people is None or people is ours:
        return ""
    summary = compare(people, ours, classify=False).summary
    return f"{summary.distance:.3f} ({summary.low:.3f} to {summary.high:.3f})"


def table(rows: Mapping[str, Figures], watched: Sequence[str]) -> None:
    """Print everything as Markdown."""
    columns = (
        "conversations",
        "turns",
        "entropy of links",
        "of kinds of turn",
        "of seed data",
        "distinct-2",
        "self-BLEU",
        "distinct-2 on a passage",
        "said once on a passage",
        "phenomena a turn",
        "asked for",
        "distance to people",
    )
    print(f"| | {' | '.join(columns)} |\n|{'---|' * (len(columns) + 1)}")
    for name, row in rows.items():
        cells = [
            f"{row.conversations:,}",
            f"{row.turns:,}",
            *map(number, (row.link_entropy, row.kind_entropy, row.seed_entropy)),
            number(row.distinct_2, 3),
            number(row.self_bleu, 3),
            number(row.passage_distinct_2, 3),
            "" if row.said_once is None else f"{row.said_once:.1%}",
            number(row.phenomena),
            f"{sum(row.asked.values()):.1%}",
            row.distance,
        ]
        print(f"| {name} | {' | '.join(cells)} |")
    print(f"\nShare of turns that show each: {', '.join(watched)}\n")
    for name, row in rows.items():
        print(f"- {name}: {', '.join(f'{share:.1%}' for share in row.asked.values())}")


def number(value: float | None, places: int = 2) -> str:
    """A figure for a cell; nothing where there is none."""
    return "" if value is None else f"{value:.{places}f}"


def verdicts(rows: Mapping[str, Figures]) -> None:
    """Print whether each ablation lowers what its part of the method is for."""
    whole = rows[WHOLE]
    print("\n| ablation | lowers | whole recipe | without | lowered |\n|---|---|---|---|---|")
    figures_of: dict[str, Callable[[Figures], float | None]] = {
        "entropy of kinds of turn": lambda row: row.kind_entropy,
        "distinct-2 on a passage": lambda row: row.passage_distinct_2,
        "messages said once on a passage": lambda row: row.said_once,
        "phenomena asked for, a turn": lambda row: sum(row.asked.values()),
    }
    for ablation, figure in MEANT:
        before, after = figures_of[figure](whole), figures_of[figure](rows[ablation])
        lowered = before is not None and after is not None and after < before
        print(
            f"| {ablation} | {figure} | {number(before, 3)} | {number(after, 3)} "
            f"| {'yes' if lowered else 'no'} |"
        )


def main() -> None:
    """Run all variants and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--recipe", default="grounded-qa")
    parser.add_argument("--dialogs", type=int, default=60, help="so many of QuAC's dialogs")
    parser.add_argument("--per-passage", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--teacher", default="builtin")
    parser.add_argument("--out", type=Path, help="keep the runs here, and go on with them")
    chosen = parser.parse_args()
    shared = Path(os.environ.get("CODI_SHARED", ROOT.parent / "shared")) / "data" / PEOPLE
    documents = shared if shared.exists() else Path(codi.__file__).parent / "samples" / "documents"
    people = list(load_conversations(shared)) if shared.exists() else None
    rows: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.out or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        if people is not None:
            documents = some_dialogs(shared, chosen.dialogs, folder / "quac.json")
        for name in (WHOLE, *ABLATIONS):
            recipe = load_recipe(
                chosen.recipe,
                overrides=[
                    f"ablate=[{'' if name == WHOLE else name}]",
                    f"documents.paths=[{documents}]",
                    f"conversations.per_passage={chosen.per_passage}",
                    f"seed={chosen.seed}",
                    f"teacher.model='{chosen.teacher}'",
                ],
            )
            watched = [phenomenon for phenomenon, rate in recipe.phenomena.items() if rate > 0]
            kept = written(recipe, folder / name.replace(" ", "-"))
            rows[name] = figures(kept, watched=watched, people=people)
            print(f"{name}: {rows[name].conversations} conversations", file=sys.stderr)
    if people is not None:
        rows[HUMANS] = figures(people, watched=watched, people=people)
    print(
        f"Recipe {chosen.recipe}, teacher {chosen.teacher}, seed {chosen.seed}, "
        f"{chosen.per_passage} conversations on each passage; diversity of the user's messages at "
        f"{TOKENS:,} words\n"
    )
    table(rows, watched)
    verdicts(rows)


if __name__ == "__main__":
    main()
