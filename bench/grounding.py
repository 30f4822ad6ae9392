"""The groundedness of human answers and of the same answers spoiled: ROC AUC, threshold, cost.

    python bench/grounding.py [--half report|develop] [--every N] [--untimed] [--json]

Human answers of CoQA, QuAC and XQuAD with the spans that they rest on, from the shared benchmarks
(CODI_SHARED, default `../shared`), and the replies of the recorded model that ships. Every
second dialog (of XQuAD paragraph) was developed on, the others are reported; the recorded replies
were looked at whole. A spoiled answer is set against all answers of its set, and against
those that it was made from. Exits with 1 where a bound is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from codi.grounding import THRESHOLD, ground
from codi.grounding.reading import read
from codi.grounding.source import source_of
from spoiling import MODEL, PEOPLE, Answered, answers, showcase, spoiled

SHARED = Path(os.environ.get("CODI_SHARED", Path(__file__).resolve().parents[2] / "shared"))
LEAST_AUC = {"wrong passage": 0.95, "wrong number": 0.9, "wrong name": 0.9, "negated": 0.85}
LEAST_PASSING = 0.95
MOST_MICROSECONDS = 200.0
UNQUOTED = "wrong passage, both without a quote"
HALVES = ("develop", "report")
ROUNDS = 3


def score(answer: Answered, *, located: bool = True) -> float:
    """What the filter stage would compute, or the same without a quote."""
    return ground(
        answer.answer,
        passage=answer.passage,
        evidence=answer.evidence if located else (),
        question=answer.question,
        history=answer.history,
    ).score


def auc(good: Sequence[float], bad: Sequence[float]) -> float:
    """The area under the ROC curve: how often a good one is higher, ties counted half."""
    ranked = sorted([(value, True) for value in good] + [(value, False) for value in bad])
    ranks, at = 0.0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        ranks += sum(is_good for _, is_good in ranked[at:end]) * (at + end + 1) / 2
        at = end
    return (ranks - len(good) * (len(good) + 1) / 2) / (len(good) * len(bad))


class Kind:
    """The scores of one kind of spoiled answer, with those of the answers they were made from."""

    def __init__(self) -> None:
        self.bad: dict[str, list[float]] = {}
        self.own: dict[str, list[float]] = {}

    def add(self, source: str, *, bad: float, own: float) -> None:
        """One spoiled answer."""
        self.bad.setdefault(source, []).append(bad)
        self.own.setdefault(source, []).append(own)

    def row(self, good: dict[str, list[float]]) -> dict[str, Any]:
        """Its figures; `good` are the scores of all answers by their set."""
        people = [source for source in PEOPLE if source in self.bad]
        bad = _all(self.bad, people)
        return {
            "answers": len(bad),
            "auc": auc(_all(good, people), bad),
            "auc_own": auc(_all(self.own, people), bad),
            "caught": sum(value < THRESHOLD for value in bad) / len(bad),
            "by_set": {
                source: (len(values), auc(self.own[source], values))
                for source, values in self.bad.items()
            },
        }


def _all(scores: dict[str, list[float]], sources: Iterable[str]) -> list[float]:
    return [value for source in sources for value in scores[source]]


def measured(found: Sequence[Answered]) -> dict[str, Any]:
    """All figures but those of time."""
    scores = {id(answer): score(answer) for answer in found}
    bare = {id(answer): score(answer, located=False) for answer in found}
    good: dict[str, list[float]] = {}
    dialogs: dict[str, dict[str, bool]] = {}
    for answer in found:
        value = scores[id(answer)]
        good.setdefault(answer.source, []).append(value)
        whole = dialogs.setdefault(answer.source, {})
        whole[answer.dialog] = whole.get(answer.dialog, True) and value >= THRESHOLD
    kinds: dict[str, Kind] = {}
    for one in spoiled(found):
        own, bad = scores[id(one.original)], score(one.made)
        for kind in {one.kind, "negated"} if one.kind.startswith("negated") else {one.kind}:
            kinds.setdefault(kind, Kind()).add(one.made.source, bad=bad, own=own)
        if one.kind == "wrong passage":
            alone = kinds.setdefault(UNQUOTED, Kind())
            alone.add(one.made.source, bad=bad, own=bare[id(one.original)])
    unlocated: dict[str, list[float]] = {}
    for answer in found:
        unlocated.setdefault(answer.source, []).append(bare[id(answer)])
    rows = {
        kind: kinds[kind].row(unlocated if kind == UNQUOTED else good) for kind in sorted(kinds)
    }
    return {
        "threshold": THRESHOLD,
        "passing": {
            source: {
                "answers": len(values),
                "passing": sum(value >= THRESHOLD for value in values) / len(values),
                "dialogs": len(dialogs[source]),
                "dialogs_passing": sum(dialogs[source].values()) / len(dialogs[source]),
            }
            for source, values in good.items()
        },
        "kinds": rows,
    }


def microseconds(found: Sequence[Answered], *, cold: bool) -> dict[str, float]:
    """Processor time of one answer by set, least of some rounds; cold: every text read anew."""
    by_set: dict[str, list[Answered]] = {}
    for answer in found:
        by_set.setdefault(answer.source, []).append(answer)
    return {
        source: min(_round(of_set, cold=cold) for _ in range(ROUNDS))
        for source, of_set in by_set.items()
    }


def _round(found: Sequence[Answered], *, cold: bool) -> float:
    source_of.cache_clear()
    read.cache_clear()
    began = time.process_time()
    for answer in found:
        if cold:
            source_of.cache_clear()
            read.cache_clear()
        score(answer)
    return (time.process_time() - began) / len(found) * 1e6


def missed(figures: dict[str, Any]) -> list[str]:
    """The bounds that the figures do not keep."""
    found = []
    kinds, passing = figures["kinds"], figures["passing"]
    for kind, least in LEAST_AUC.items():
        for key in ("auc", "auc_own"):
            if kinds[kind][key] < least:
                found.append(f"{kind}: {key} {kinds[kind][key]:.3f}, {least} is needed")
    for source, row in passing.items():
        if row["passing"] < LEAST_PASSING:
            found.append(f"{source}: {row['passing']:.3f} of the answers pass")
    cost = figures.get("microseconds", {})
    mean = sum(cost.values()) / max(len(cost), 1)
    if mean >= MOST_MICROSECONDS:
        found.append(f"{mean:.0f} µs an answer")
    return found


def tables(figures: dict[str, Any]) -> str:
    """The figures as Markdown."""
    lines = [
        "| answers of | answers | pass | whole dialogs that pass | µs an answer | µs, all cold |",
        "|---|---|---|---|---|---|",
    ]
    costs = [figures.get(key, {}) for key in ("microseconds", "microseconds_cold")]
    for source, row in figures["passing"].items():
        lines.append(
            f"| {source} | {row['answers']:,} | {row['passing']:.1%} "
            f"| {row['dialogs_passing']:.1%} of {row['dialogs']} |"
            + "".join(f" {cost.get(source, 0):.0f} |" for cost in costs)
        )
    sources = [*PEOPLE, MODEL]
    lines += [
        "",
        f"| spoiled | answers | AUC | AUC, own | caught | {' | '.join(sources)} |",
        "|---" * (5 + len(sources)) + "|",
    ]
    for kind, row in figures["kinds"].items():
        of_sets = (row["by_set"].get(source) for source in sources)
        cells = (f"{found[1]:.3f} ({found[0]:,})" if found else "" for found in of_sets)
        lines.append(
            f"| {kind} | {row['answers']:,} | {row['auc']:.3f} | {row['auc_own']:.3f} "
            f"| {row['caught']:.0%} | {' | '.join(cells)} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Print the figures; 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--half", choices=HALVES, default="report")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="each Nth dialog alone")
    parser.add_argument("--untimed", action="store_true", help="leave out what answers cost")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = [*answers(SHARED / "data" / "benchmarks", half=HALVES.index(options.half)), *showcase()]
    dialogs = list(dict.fromkeys(answer.dialog for answer in found))
    chosen = set(dialogs[:: options.every])
    found = [answer for answer in found if answer.dialog in chosen]
    figures = measured(found)
    if not options.untimed:
        figures["microseconds"] = microseconds(found, cold=False)
        figures["microseconds_cold"] = microseconds(found, cold=True)
    print(json.dumps(figures, indent=1) if options.json else tables(figures))
    problems = missed(figures)
    print(*problems, sep="\n", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
