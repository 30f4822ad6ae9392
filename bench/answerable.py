"""What the gates of answerability drop: of people, of two models that talk, and of codi's own.

    python bench/answerable.py [--shared FOLDER] [--json]

For each gate alone the share of dialogs that it drops of `coqa-dev-48.json` and
`quac-human-342.json` (people), `quac-simulated-334.json` (two models, published), and of what
the built-in teacher and the recorded model wrote, before any gate: all under CODI_SHARED (default
`../shared`). Then what `wrongly_unanswerable` finds: turns that people answered are given the
reply that the passage does not tell, and real ones stand beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import codi
from codi.analysis import load_conversations
from codi.filters import CONVERSATION_GATES, Check, Context, examined
from codi.recipe import load_recipe
from codi.types import Conversation

ROOT = Path(__file__).resolve().parent.parent
NAMES = (
    "already_answered",
    "answer_in_question",
    "speaks_of_passage",
    "quotes_instruction",
    "wrongly_unanswerable",
)
FILES = {
    "people (CoQA)": "coqa-dev-48.json",
    "people (QuAC)": "quac-human-342.json",
    "two models (SimQUAC)": "quac-simulated-334.json",
}
RUNS = {
    "built-in, handbook": ("grounded-qa", "handbook", 200),
    "built-in, SQuAD": ("grounded-qa", "squad-paragraphs.jsonl", 600),
    "built-in, SQuAD, `coqa`": ("coqa", "squad-paragraphs.jsonl", 400),
}
UNKNOWN = "The passage does not say."


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many conversations of one kind there are, and how many each gate drops by itself."""

    of: str
    conversations: int
    by_gate: dict[str, int]


def checks() -> dict[str, Check[Conversation]]:
    """The gates by name, as `grounded-qa` opens them."""
    context = Context(recipe=load_recipe("grounded-qa"))
    opened = {gate.name: gate.opens(context) for gate in CONVERSATION_GATES if gate.name in NAMES}
    return {name: check for name, check in opened.items() if check is not None}


def dropped(of: str, conversations: Iterable[Conversation]) -> Dropped:
    """What each gate drops."""
    gates, count = checks(), 0
    by_gate = dict.fromkeys(NAMES, 0)
    for conversation in conversations:
        count += 1
        for name, check in gates.items():
            by_gate[name] += not check(conversation).kept
    return Dropped(of, count, by_gate)


def written(recipe: str, documents: Path, *, count: int) -> list[Conversation]:
    """What the built-in teacher writes."""
    settings = [f"documents.paths=['{documents}']", f"conversations.count={count}"]
    return _run(recipe, settings)


def recorded() -> list[Conversation]:
    """What the recorded model wrote on the sample documents."""
    return _run("grounded-qa", ["teacher.model=replay:showcase"])


def _run(recipe: str, settings: list[str]) -> list[Conversation]:
    with (
        tempfile.TemporaryDirectory() as folder,
        codi.open_run(folder, load_recipe(recipe, overrides=settings)) as run,
    ):
        codi.run_stages(run, until="synthesize")
        return [examined(found) for found, _ in run.journal.conversations() if found.turns]


def unanswerable(conversations: Iterable[Conversation]) -> dict[str, int]:
    """Turns without an answer that the gate finds wrong: real ones, and answered ones made so."""
    check = checks()["wrongly_unanswerable"]
    counts = dict.fromkeys(("real", "real, flagged", "made", "made, flagged"), 0)
    for conversation in conversations:
        for turn in conversation.turns:
            kind = "real"
            if turn.evidence:
                turn = replace(turn, assistant=UNKNOWN, evidence=(), realised=("unanswerable",))  # noqa: PLW2901 - the same turn, made unanswerable
                kind = "made"
            elif "unanswerable" not in turn.realised:
                continue
            turns = (*conversation.turns[: turn.index], turn)
            alone = replace(conversation, turns=tuple(replace(one, realised=()) for one in turns))
            last = replace(alone.turns[-1], realised=turn.realised)
            counts[kind] += 1
            found = check(replace(alone, turns=(*alone.turns[:-1], last)))
            counts[f"{kind}, flagged"] += not found.kept
    return counts


def tables(found: list[Dropped], open_turns: dict[str, dict[str, int]]) -> str:
    """Both tables in Markdown."""
    lines = [f"| dialogs of | dialogs | {' | '.join(f'`{name}`' for name in NAMES)} |"]
    lines.append("|---|---|" + "---|" * len(NAMES))
    for one in found:
        shares = " | ".join(f"{one.by_gate[name] / one.conversations:.1%}" for name in NAMES)
        lines.append(f"| {one.of} | {one.conversations} | {shares} |")
    lines += ["", "| turns of | unanswerable, flagged | answered, made unanswerable, flagged |"]
    lines.append("|---|---|---|")
    for of, counts in open_turns.items():
        real = f"{counts['real, flagged']} of {counts['real']}"
        lines.append(f"| {of} | {real} | {counts['made, flagged']} of {counts['made']} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    shared = Path(os.environ.get("CODI_SHARED", ROOT.parent / "shared"))
    parser.add_argument("--shared", type=Path, default=shared)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    data = options.shared / "data"
    sources = {
        of: [examined(one) for one in load_conversations(data / "benchmarks" / file)]
        for of, file in FILES.items()
    }
    for of, (recipe, documents, count) in RUNS.items():
        sources[of] = written(recipe, data / "documents" / documents, count=count)
    sources["a model, recorded (showcase)"] = recorded()
    found = [dropped(of, conversations) for of, conversations in sources.items()]
    open_turns = {of: unanswerable(conversations) for of, conversations in sources.items()}
    if options.json:
        rows = [{"of": o.of, "conversations": o.conversations, **o.by_gate} for o in found]
        print(json.dumps({"dropped": rows, "unanswerable": open_turns}, indent=2))
    else:
        print(tables(found, open_turns))


if __name__ == "__main__":
    main()
