"""Speed and memory of the main job, each beside a baseline measured in the same run.

    python bench/run.py [--count 5000] [--out FILE.md]

Whole commands are timed from outside, as a user would see them, with the operating system's own
account of CPU time and memory. Documents: the 1,204 SQuAD paragraphs under CODI_SHARED (default
`../shared`), else the samples that ship.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
CODI = str(Path(PYTHON).with_name("codi"))
TAGGING_ALONE = """
import sys
# what nltk would take along where it is installed, and codi's own reading leaves out
sys.modules.update(dict.fromkeys(("sklearn", "scipy", "pandas", "matplotlib")))
from codi.readers import read_documents
from textblob.en.taggers import PatternTagger
tagger = PatternTagger()
for document in read_documents([sys.argv[1]], on_loss=print):
    tagger.tag(document.text)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one command took: wall and CPU seconds, peak resident memory in MiB."""

    wall: float
    cpu: float
    memory: float


def measure(command: list[str]) -> Cost:
    """Run a command to its end; raises where it fails. Memory is that of its largest process."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit {process.returncode}\n{said.decode()}")
    return Cost(wall=wall, cpu=used.ru_utime + used.ru_stime, memory=used.ru_maxrss / 1024)


def median_of(command: list[str], *, runs: int) -> Cost:
    """The median of several runs after one that warms the caches up."""
    measure(command)
    costs = [measure(command) for _ in range(runs)]
    return Cost(
        wall=statistics.median(cost.wall for cost in costs),
        cpu=statistics.median(cost.cpu for cost in costs),
        memory=statistics.median(cost.memory for cost in costs),
    )


def start_up_rows() -> list[list[str]]:
    """How long it takes until a command does anything."""
    bare = median_of([PYTHON, "-c", "pass"], runs=7)
    rows = []
    for name, command in (
        ("python -c pass", [PYTHON, "-c", "pass"]),
        ("import codi", [PYTHON, "-c", "import codi"]),
        ("codi --help", [CODI, "--help"]),
    ):
        cost = median_of(command, runs=7)
        ratio = cost.wall / bare.wall
        rows.append([name, f"{cost.wall:.3f} s", f"{cost.memory:.0f} MiB", f"{ratio:.1f}"])
    return rows


def conversation_rows(documents: Path, count: int, folder: Path) -> list[list[str]]:
    """The main job without training, beside the tagger alone over the same documents."""
    tagging = median_of([PYTHON, "-c", TAGGING_ALONE, str(documents)], runs=3)
    rows = [_row("tagging the documents once", tagging, tagging, "")]
    for number, share in ((count // 10, "a tenth"), (count, "all")):
        out = folder / f"run-{share.replace(' ', '-')}"
        asked = ["--documents", str(documents), "--count", str(number), "--out", str(out)]
        run = measure([CODI, "run", "coqa", *asked])
        speed = f"{number / run.wall:.0f} conversations/s"
        rows.append(_row(f"codi run coqa --count {number}", run, tagging, speed))
    return rows


def _row(name: str, cost: Cost, baseline: Cost, speed: str) -> list[str]:
    return [
        name,
        f"{cost.wall:.2f} s",
        f"{cost.cpu:.2f} s",
        f"{cost.memory:.0f} MiB",
        f"{cost.wall / baseline.wall:.1f}",
        speed,
    ]


def table(title: str, headings: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [f"### {title}", "", f"| {' | '.join(headings)} |", f"|{'---|' * len(headings)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=5000, help="conversations of the large run")
    parser.add_argument("--out", type=Path, help="write the tables here too")
    asked = parser.parse_args()
    shared = Path(os.environ.get("CODI_SHARED", ROOT.parent / "shared"))
    documents = shared / "data" / "documents" / "squad-paragraphs.jsonl"
    if not documents.exists():
        documents = ROOT / "src" / "codi" / "samples" / "documents"
    with tempfile.TemporaryDirectory() as folder:
        machine = (
            f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
        )
        start_up = table("Start", ["command", "wall", "memory", "ratio"], start_up_rows())
        conversations = table(
            "Built-in teacher, documents to dataset and report",
            ["command", "wall", "CPU", "peak memory", "ratio", "speed"],
            conversation_rows(documents, asked.count, Path(folder)),
        )
    printed = "\n".join([f"{machine}; documents: {documents.name}\n", start_up, conversations])
    print(printed)
    if asked.out:
        asked.out.write_text(printed, encoding="utf-8")


if __name__ == "__main__":
    main()
