"""The detectors of phenomena beside labels set by hand, and what they cost.

    python bench/detectors.py [--shared FOLDER] [--json | --docs]

Two labellers went through questions of CoQA and QuAC (`coqa-dev-48.json`, `quac-100.json` under
CODI_SHARED, default `../shared`) by hand, with the phenomena's definitions and without their code.
The labels are in `tests/labels`, keyed by the question's id; of questions that both have, the first
one's count. `--docs` prints the table of docs/phenomena.md.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from codi.analysis import load_conversations
from codi.graph import ACTS
from codi.phenomena import PHENOMENA, Phenomenon, coreference, detect_yes_no, realised
from codi.types import Turn

ROOT = Path(__file__).resolve().parent.parent
LABELS = [ROOT / "tests" / "labels" / f"phenomena-{who}.jsonl" for who in "ab"]
FILES = {"coqa": "coqa-dev-48.json", "quac": "quac-100.json"}
KINDS = ("explicit", "implicit", "none")
PAPER = {"explicit": 0.497, "implicit": 0.198, "none": 0.305}
"""Reddy et al. 2019, section 4.2, on 150 questions of CoQA's development set."""
RUNS = 9


@dataclass(frozen=True, slots=True)
class Question:
    """One labelled question or not: its id in the file's own way, and what the detectors get."""

    id: str
    turn: Turn
    history: tuple[Turn, ...]
    passage: str

    def shows(self) -> frozenset[str]:
        """The phenomena that the detectors find, and `yes_no`."""
        found = frozenset(realised(self.turn, self.history, self.passage))
        asks = detect_yes_no(self.turn, self.history, self.passage)
        return found | {"yes_no"} if asks else found


@dataclass(frozen=True, slots=True)
class Label:
    """What one labeller said of a question; `yes_no` stands among the phenomena."""

    phenomena: frozenset[str]
    coreference: str


def read_labels(path: Path) -> dict[str, Label]:
    """The labels of one labeller by question."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yes_no = {"yes_no"} if row["yes_no"] else set()
        found[row["id"]] = Label(frozenset({*row["phenomena"], *yes_no}), row["coreference"])
    return found


def questions(benchmark: str, path: Path) -> Iterator[Question]:
    """Every question of a file, with the turns before it as people had them."""
    for conversation in load_conversations(path):
        for index, turn in enumerate(conversation.turns):
            own = f"_{index + 1}" if benchmark == "coqa" else f"_q#{index}"
            yield Question(
                conversation.id + own, turn, conversation.turns[:index], conversation.passage.text
            )


def scores(asked: Iterable[Question], labels: Mapping[str, Label]) -> dict[str, dict[str, object]]:
    """Precision and recall of every detector; None where nothing was found or labelled."""
    right: Counter[str] = Counter()
    found: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for question in asked:
        shown, labelled = question.shows(), labels[question.id].phenomena
        right.update(shown & labelled)
        found.update(shown)
        there.update(labelled)
    return {
        name: {
            "precision": right[name] / found[name] if found[name] else None,
            "recall": right[name] / there[name] if there[name] else None,
            "labelled": there[name],
            "found": found[name],
        }
        for name in (*PHENOMENA, "yes_no")
    }


def agreement(first: Mapping[str, Label], second: Mapping[str, Label]) -> dict[str, object]:
    """Where two labellers differ on the questions that both labelled."""
    both = sorted(first.keys() & second.keys())
    differing: Counter[str] = Counter()
    for key in both:
        differing.update(first[key].phenomena ^ second[key].phenomena)
        differing.update(
            ["coreference"] if first[key].coreference != second[key].coreference else []
        )
    return {"questions": len(both), "differing": dict(differing.most_common())}


def shares(kinds: Iterable[str]) -> dict[str, float]:
    """The share of each kind of coreference."""
    counts = Counter(kinds)
    return {kind: counts[kind] / counts.total() for kind in KINDS}


def detected(asked: Iterable[Question]) -> dict[str, float]:
    """The shares of coreference that the detectors see."""
    return shares(coreference(one.turn, one.history, one.passage) for one in asked)


def microseconds(asked: Sequence[Question]) -> float:
    """CPU time of all detectors together on one turn, the least disturbed of several runs."""
    best = float("inf")
    for _ in range(RUNS):
        started = time.process_time()
        for one in asked:
            realised(one.turn, one.history, one.passage)
        best = min(best, time.process_time() - started)
    return best / len(asked) * 1e6


def measured(folder: Path) -> dict[str, object]:
    """Everything that this bench measures."""
    first, second = map(read_labels, LABELS)
    labels = {**second, **first}
    by_file = {name: list(questions(name, folder / file)) for name, file in FILES.items()}
    everything = [one for asked in by_file.values() for one in asked]
    labelled = {name: [one for one in asked if one.id in labels] for name, asked in by_file.items()}
    known = [one for asked in labelled.values() for one in asked]
    if len(known) != len(labels):
        raise SystemExit(f"{len(labels) - len(known)} labels name no question of {folder}")
    return {
        "labelled": {name: len(asked) for name, asked in labelled.items()},
        "agreement": agreement(first, second),
        "scores": scores(known, labels),
        "coreference": {
            name: {
                "by_hand": shares(labels[one.id].coreference for one in labelled[name]),
                "detected": detected(labelled[name]),
                "detected_whole": detected(by_file[name]),
                "whole": len(by_file[name]),
            }
            for name in FILES
        },
        "microseconds": microseconds(everything),
    }


def precondition(phenomenon: Phenomenon) -> str:
    """On which turns a phenomenon can be asked for, in words."""
    before = ("open", "topic_shift")
    later = [act for act in ACTS if act != "open" and phenomenon.possible(before, act)]
    lacking = [act for act in ACTS if act != "open" and act not in later]
    if not lacking:
        kinds = "any"
    elif len(later) <= len(lacking):
        kinds = ", ".join(later)
    else:
        kinds = f"any but {', '.join(lacking)}"
    first = phenomenon.possible((), "open") or any(phenomenon.possible((), act) for act in later)
    return kinds if first else f"{kinds}; not the first turn"


def docs_row(phenomenon: Phenomenon, score: Mapping[str, object]) -> str:
    """The row of docs/phenomena.md."""
    cells = (
        f"`{phenomenon.name}`",
        f"{phenomenon.definition} *{phenomenon.source}*",
        str(phenomenon.example),
        phenomenon.instruction,
        precondition(phenomenon),
        f"{_figure(score['precision'])} / {_figure(score['recall'])} ({score['labelled']})",
    )
    return f"| {' | '.join(cells)} |"


def _figure(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else "–"


def report(found: Mapping[str, object]) -> Iterator[str]:
    """The tables, in Markdown."""
    scored = found["scores"]
    references = found["coreference"]
    assert isinstance(scored, dict)
    assert isinstance(references, dict)
    yield f"labelled questions: {found['labelled']}; by both: {found['agreement']}"
    yield "\n| phenomenon | precision | recall | labelled | found |\n|---|---|---|---|---|"
    for name, score in scored.items():
        figures = f"{_figure(score['precision'])} | {_figure(score['recall'])}"
        yield f"| {name} | {figures} | {score['labelled']} | {score['found']} |"
    yield "\n| coreference | explicit | implicit | none |\n|---|---|---|---|"
    yield _share_row("CoQA, the paper's count", PAPER)
    for name, of_file in references.items():
        for kind in ("by_hand", "detected", "detected_whole"):
            whole = f" file ({of_file['whole']})" if kind == "detected_whole" else ""
            yield _share_row(f"{name} {kind.replace('_', ' ')}{whole}", of_file[kind])
    yield f"\nall detectors on one turn: {found['microseconds']:.0f} µs"


def _share_row(name: str, of_kinds: Mapping[str, float]) -> str:
    return f"| {name} | " + " | ".join(f"{of_kinds[kind]:.1%}" for kind in KINDS) + " |"


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = Path(os.environ.get("CODI_SHARED", ROOT.parent / "shared"))
    parser.add_argument("--shared", type=Path, default=default)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--docs", action="store_true")
    chosen = parser.parse_args()
    found = measured(chosen.shared / "data" / "benchmarks")
    if chosen.json:
        print(json.dumps(found))
    elif chosen.docs:
        scored = found["scores"]
        assert isinstance(scored, dict)
        for name, phenomenon in PHENOMENA.items():
            print(docs_row(phenomenon, scored[name]))
    else:
        print("\n".join(report(found)))


if __name__ == "__main__":
    main()
