"""How far the built-in teacher's conversations lie from people's, beside people and a simulation.

    python bench/sets.py [--out FILE.md] [--work FOLDER] [--quac RECIPE ...] [--coqa RECIPE ...]

Sets over the same passages: the human dialogs of `quac-human-342.json`, the published simulation
of `quac-simulated-334.json`, and recipes on those passages, left whole; the same for
`coqa-dev-48.json`. Needs the shared benchmarks under CODI_SHARED (default `../shared`) and the
extra `analysis`. Prints Markdown tables; every figure depends on the seed 0 alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from codi.analysis import Comparison, analyze, compare, load_conversations, random_halves

ROOT = Path(__file__).resolve().parent.parent
BENCHMARKS = Path(os.environ.get("CODI_SHARED", ROOT.parent / "shared")) / "data" / "benchmarks"
WHOLE = ("documents.min_words=1", "documents.max_words=5000")
TOKENS = {"messages": 3_500, "answers": 1_000}
HEAD = (
    "| A | B | distance | 95% interval | halves of A | beyond chance | AUC, one turn "
    "| AUC, one conversation | differs most |\n|---|---|---|---|---|---|---|---|---|"
)
DIVERSITY_HEAD = (
    "| set | conversations | distinct-2, messages | self-BLEU, messages | distinct-2, answers "
    "| self-BLEU, answers | compression, messages |\n|---|---|---|---|---|---|---|"
)


def made(recipe: str, documents: Path, *, count: int, work: Path) -> Path:
    """A run of the built-in teacher over the passages of a benchmark."""
    run = work / f"{recipe}-{documents.stem}"
    settings = [argument for one in WHOLE for argument in ("--set", one)]
    command = [sys.executable, "-m", "codi", "run", recipe, "--documents", str(documents)]
    command += ["--count", str(count), "--until", "filter", "--out", str(run), *settings]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return run


def row(a: str, b: str, found: Comparison) -> str:
    """One comparison as a line of the first table."""
    summary = found.summary
    aucs = {
        told.unit: f"{told.auc:.3f} ({told.low:.3f} to {told.high:.3f})"
        for told in found.told_apart
    }
    most = ", ".join(
        f"{one.name.replace('_', ' ')} {one.distance.distance:.2f}"
        for one in found.distributions[:3]
    )
    figures = [
        f"{summary.distance:.3f}",
        f"{summary.low:.3f} to {summary.high:.3f}",
        f"{summary.floor_a:.3f}",
        f"{summary.beyond_chance:.3f}",
        aucs.get("turn", "-"),
        aucs.get("conversation", "-"),
        most,
    ]
    return f"| {a} | {b} | {' | '.join(figures)} |"


def diversity_row(name: str, path: Path) -> str:
    """One set's diversity at the sizes of `TOKENS`."""
    found = {
        texts: analyze(load_conversations(path), tokens=tokens) for texts, tokens in TOKENS.items()
    }
    figures = []
    for texts, analysis in found.items():
        one = analysis.diversity[texts]
        if one.distinct is None or one.self_bleu is None or one.tokens < TOKENS[texts]:
            figures += ["too small", "too small"]
        else:
            figures += [f"{one.distinct[1]:.3f}", f"{one.self_bleu:.3f}"]
    compression = found["messages"].diversity["messages"].compression
    size = f"{found['messages'].conversations:,}"
    return f"| {name} | {size} | {' | '.join(figures)} | {compression or 0:.2f} |"


def tables(work: Path, *, quac: Iterable[str], coqa: Iterable[str]) -> str:
    """Both tables, as Markdown."""
    human, simulated, stories = (
        BENCHMARKS / name
        for name in ("quac-human-342.json", "quac-simulated-334.json", "coqa-dev-48.json")
    )
    groups = [
        (
            "people, QuAC",
            human,
            {
                "published simulation": simulated,
                **{f"built-in, {one}": made(one, human, count=342, work=work) for one in quac},
            },
        ),
        (
            "people, CoQA",
            stories,
            {f"built-in, {one}": made(one, stories, count=144, work=work) for one in coqa},
        ),
    ]
    rows, diversity = [], []
    for name, people, others in groups:
        halves = random_halves(load_conversations(people))
        rows.append(row(f"half of {name}", "the other half", compare(*halves)))
        diversity.append(diversity_row(name, people))
        for other, path in others.items():
            found = compare(load_conversations(people), load_conversations(path))
            rows.append(row(name, other, found))
            diversity.append(diversity_row(f"{other}, on the passages of {name[8:]}", path))
    return "\n".join([HEAD, *rows, "", DIVERSITY_HEAD, *diversity, ""])


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, help="write the tables there, too")
    parser.add_argument("--work", type=Path, help="keep the runs there; they are gone on with")
    parser.add_argument("--quac", nargs="*", default=["grounded-qa", "quac", "quac-fitted"])
    parser.add_argument("--coqa", nargs="*", default=["coqa", "coqa-fitted"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = tables(asked.work or Path(folder), quac=asked.quac, coqa=asked.coqa)
    print(found)
    if asked.out:
        asked.out.write_text(found, encoding="utf-8")


if __name__ == "__main__":
    main()
