"""What a run holds, at its end and in a few lines."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from codi.cli.terminal import print_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from codi.evaluation import BenchmarkResult
    from codi.pipeline import Run


LOST = " lost: "


def print_summary(run: Run) -> None:
    """Counts, what was dropped and why, scores, and where the results lie."""
    from codi.evaluation import read_results

    rows = []
    for name, record in run.manifest.stages.items():
        rows.append([name, _counts_words(record.counts), f"{record.seconds:.1f} s"])
    print_table("", {"stage": "left", "counts": "left", "time": "right"}, rows)
    print_scores(read_results(run.folder.evaluation))
    for path in (run.folder.dataset, run.folder.student, run.folder.report):
        if path.exists():
            sys.stdout.write(f"{path.name.split('.')[0]}: {path}\n")


def _counts_words(counts: Mapping[str, int]) -> str:
    """What a stage counted; what it lost comes last, level by level, the most first."""
    words = [", ".join(f"{count:,} {what}" for what, count in counts.items() if LOST not in what)]
    lost: dict[str, list[tuple[int, str]]] = {}
    for what, count in counts.items():
        level, sign, gate = what.partition(LOST)
        if sign:
            lost.setdefault(level, []).append((count, gate))
    for level, found in lost.items():
        most_first = sorted(found, key=lambda one: (-one[0], one[1]))
        gates = ", ".join(f"{gate} {count:,}" for count, gate in most_first)
        words.append(f"{level} lost: {gates}")
    return "; ".join(words)


def print_scores(results: Iterable[BenchmarkResult]) -> None:
    """A table for each benchmark: every system beside the baselines."""
    for result in results:
        names = list(result.systems[0].scores)
        columns: dict[str, str] = {"system": "left", "F1": "right", "95 % interval": "right"}
        columns |= {name: "right" for name in names if name != "f1"}
        rows = [
            [
                system.name,
                f"{system.f1:.1f}",
                "" if system.f1_low is None else f"{system.f1_low:.1f} to {system.f1_high:.1f}",
                *(f"{system.scores[name]:.1f}" for name in names if name != "f1"),
            ]
            for system in result.systems
        ]
        if result.human:
            figures = [f"{result.human[name]:.1f}" for name in names if name != "f1"]
            rows.append(["people, among each other", f"{result.human['f1']:.1f}", "", *figures])
        title = f"{result.benchmark} ({result.format}, {result.turns} turns, gold history)"
        print_table(title, columns, rows)
