"""Near-duplicates among many conversations: time, memory, copies found, others taken for copies.

    python bench/duplicates.py [--shared FOLDER] [--count 100000] [--json]

The conversations are made of turns that people wrote (CoQA, QuAC, XQuAD), drawn anew for each, so
that all differ. One in ten is a light edit of an earlier one: a name changed throughout, a turn
left out, other case and punctuation, or three words changed. One in ten shares half its turns with
an earlier one, as conversations on one passage do, and is no copy. Beside ours stand the exact hash
of the words, and rensa's own deduplicator on the same words, which tells that and not of which.

The second table says how far light edits of dialogs over sections of QuAC stand from other dialogs
over the same section, by people and by two models, for several kinds of pieces to compare by.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from codi.benchmarks import load_benchmark
from codi.similarity import NearDuplicates, normal_key, tokens

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "coqa-dev-48.json": "coqa",
    "quac-100.json": "quac",
    "quac-human-342.json": "quac",
}
EDITS = ("name", "turn", "case", "words")
THRESHOLDS = (0.94, 0.95, 0.96)
NAME = re.compile(r"\b[A-Z][a-z]{2,}\b")
TURNS = (8, 16)
Turns = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Made:
    """One conversation; `kind` is how it was edited, `half` or empty, `of` the one it is like."""

    id: str
    text: str
    kind: str = ""
    of: str = ""


def turns_of_people(folder: Path) -> list[tuple[str, str]]:
    """Every question and answer, in the files' order, each once."""
    found: dict[tuple[str, str], None] = {}
    for name, kind in FILES.items():
        for _, turn in load_benchmark(kind, folder / name).turns():
            found[turn.question, turn.gold_reply] = None
    for article in json.loads((folder / "xquad-en.json").read_text("utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            for asked in paragraph["qas"]:
                found[asked["question"], asked["answers"][0]["text"]] = None
    return list(found)


def made(pool: Sequence[tuple[str, str]], count: int, *, seed: int = 1) -> Iterator[Made]:
    """So many conversations, the same every time."""
    rng = random.Random(seed)
    originals: list[tuple[str, Turns]] = []
    for number in range(count):
        name, kind, of = f"c{number}", "", ""
        draw = rng.random() if originals else 1.0
        if draw < 0.1:
            of, turns = rng.choice(originals)
            kind, turns = edited(turns, rng)
        else:
            turns = tuple(rng.sample(pool, rng.randint(*TURNS)))
            if draw < 0.2:
                of, other = rng.choice(originals)
                kind, turns = "half", other[: len(other) // 2] + turns[: len(other) // 2]
            else:
                originals.append((name, turns))
        yield Made(name, "\n".join(f"{user}\n{reply}" for user, reply in turns), kind, of)


def edited(turns: Turns, rng: random.Random) -> tuple[str, Turns]:
    """A light edit of a conversation, and its kind."""
    kind = rng.choice(EDITS)
    names = NAME.findall(" ".join(reply for _, reply in turns))
    if kind == "name" and names:
        name = Counter(names).most_common(1)[0][0]
        return kind, tuple((q.replace(name, "Zobel"), a.replace(name, "Zobel")) for q, a in turns)
    if kind == "turn":
        gone = rng.randrange(len(turns))
        return kind, turns[:gone] + turns[gone + 1 :]
    if kind == "case":
        return kind, tuple((q.upper().rstrip("?"), f"{a.lower()}!") for q, a in turns)
    words = "\n".join(f"{q}\t{a}" for q, a in turns).split(" ")
    for place in rng.sample(range(len(words)), 3):
        words[place] = rng.choice(("really", "something", "mostly"))
    rows = " ".join(words).split("\n")
    return "words", tuple((q, a) for q, _, a in (row.partition("\t") for row in rows))


def dialogs_of_people(folder: Path) -> dict[str, list[Turns]]:
    """Dialogs over sections of QuAC by the section, people's first, each dialog once."""
    found: dict[str, dict[Turns, None]] = {}
    for name in ("quac-human-342.json", "quac-simulated-334.json"):
        for dialog in load_benchmark("quac", folder / name).dialogs:
            turns = tuple((turn.question, turn.gold_reply) for turn in dialog.turns)
            found.setdefault(dialog.passage.text, {})[turns] = None
    return {section: list(dialogs) for section, dialogs in found.items()}


def pieces(turns: Turns, kind: str) -> set[object]:
    """What a dialog is taken for: a set of words, of runs of words, or of characters."""
    words = tokens("\n".join(f"{user}\n{reply}" for user, reply in turns))
    if kind == "5 characters":
        text = " ".join(words)
        return {text[start : start + 5] for start in range(len(text) - 4)}
    lengths = {"words": (1,), "pairs": (2,), "triples": (3,), "words and pairs": (1, 2)}[kind]
    runs = (zip(*(words[start:] for start in range(n)), strict=False) for n in lengths)
    return {run for each in runs for run in each}


def share(one: set[object], other: set[object]) -> float:
    """How much of the smaller set is in the larger, as in `codi.similarity`."""
    smaller, larger = sorted((len(one), len(other)))
    return len(one & other) / max(1.0, smaller, 0.8 * larger)


def by_pieces(folder: Path) -> Iterator[str]:
    """The table of kinds of pieces, in Markdown."""
    sections = dialogs_of_people(folder)
    yield "| compared by | light edits, lowest 1% | dialogs on one section, highest |"
    yield "|---|---|---|"
    for kind in ("words", "pairs", "triples", "words and pairs", "5 characters"):
        rng = random.Random(1)
        edits, others = [], []
        for dialogs in sections.values():
            made_of = [pieces(turns, kind) for turns in dialogs]
            others += [share(made_of[0], other) for other in made_of[1:]]
            for turns, whole in zip(dialogs, made_of, strict=True):
                if len(turns) >= TURNS[0]:
                    edits += [share(whole, pieces(edited(turns, rng)[1], kind)) for _ in range(4)]
        lowest = sorted(edits)[len(edits) // 100]
        yield f"| {kind} | {lowest:.2f} | {max(others):.2f} |"


def exact(all_made: Sequence[Made]) -> list[str | None]:
    """The id of an earlier conversation of the same words, by an exact hash."""
    seen: dict[bytes, str] = {}
    found: list[str | None] = []
    for each in all_made:
        first = seen.setdefault(normal_key(each.text), each.id)
        found.append(None if first == each.id else first)
    return found


def by_rensa(all_made: Sequence[Made]) -> list[str | None]:
    """Whether rensa's deduplicator, with bands, takes each for a copy; it does not say of which."""
    from rensa.rensa import RMinHashDeduplicator

    index = RMinHashDeduplicator(threshold=0.8, num_perm=128, use_lsh=True)
    kept = index.add_pairs((each.id, tokens(each.text)) for each in all_made)
    return [None if new else "?" for new in kept]


def ours(all_made: Sequence[Made], *, threshold: float) -> list[str | None]:
    """The id of the earlier conversation that ours finds."""
    index = NearDuplicates(threshold)
    found = index.add_all((each.id, each.text) for each in all_made)
    return [each.id if each else None for each in found]


def one_by_one(all_made: Sequence[Made], *, threshold: float) -> list[str | None]:
    """The same, each asked about by itself, as the gate does."""
    index = NearDuplicates(threshold)
    found = [index.add(each.id, each.text) for each in all_made]
    return [each.id if each else None for each in found]


def resident_mib() -> float:
    """What the process holds now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def measured(
    name: str, find: Callable[[Sequence[Made]], list[str | None]], all_made: Sequence[Made]
) -> dict[str, object]:
    """One row: how long it took, the memory beyond the texts, and what was found."""
    before = resident_mib()
    started, used = time.perf_counter(), time.process_time()
    found = find(all_made)
    seconds, used = time.perf_counter() - started, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    planted = Counter(each.kind for each in all_made if each.kind in EDITS)
    right = Counter(
        each.kind
        for each, of in zip(all_made, found, strict=True)
        if each.kind in EDITS and of in {each.of, "?"}
    )
    wrong = sum(
        of is not None and each.kind not in EDITS for each, of in zip(all_made, found, strict=True)
    )
    return {
        "name": name,
        "seconds": seconds,
        "cpu_seconds": used,
        "mib": max(0.0, peak - before),
        "found": right.total() / planted.total(),
        "by_kind": {kind: right[kind] / planted[kind] for kind in EDITS},
        "wrong": wrong,
        "others": len(all_made) - planted.total(),
    }


def report(rows: Sequence[dict[str, object]], all_made: Sequence[Made]) -> Iterator[str]:
    """The table, in Markdown."""
    mib = sum(len(each.text.encode("utf-8")) for each in all_made) / 2**20
    yield f"{len(all_made):,} conversations, {mib:.0f} MiB of text, {os.cpu_count()} cores\n"
    kinds = " | ".join(EDITS)
    yield f"| | seconds | of CPU | MiB beyond the texts | copies found | {kinds} | wrongly found |"
    yield f"|{'---|' * (len(EDITS) + 6)}"
    for row in rows:
        by_kind = row["by_kind"]
        assert isinstance(by_kind, dict)
        kinds = " | ".join(f"{by_kind[kind]:.1%}" for kind in EDITS)
        took = f"{row['seconds']:.1f} | {row['cpu_seconds']:.1f} | {row['mib']:.0f}"
        wrong = f"{row['wrong']} of {row['others']:,}"
        yield f"| {row['name']} | {took} | {row['found']:.2%} | {kinds} | {wrong} |"


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = Path(os.environ.get("CODI_SHARED", ROOT.parent / "shared"))
    parser.add_argument("--shared", type=Path, default=default)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    pool = turns_of_people(chosen.shared / "data" / "benchmarks")
    all_made = list(made(pool, chosen.count))
    ours(all_made[:100], threshold=0.8)  # imports are not measured
    rows = [
        *(
            measured(f"ours, {t}", lambda each, t=t: ours(each, threshold=t), all_made)  # type: ignore[misc]
            for t in THRESHOLDS
        ),
        measured("ours, 0.95, one by one", lambda each: one_by_one(each, threshold=0.95), all_made),
        measured("exact hash", exact, all_made),
        measured("rensa's deduplicator, 0.8", by_rensa, all_made),
    ]
    if chosen.json:
        print(json.dumps(rows))
        return
    print("\n".join(report(rows, all_made)))
    print()
    print("\n".join(by_pieces(chosen.shared / "data" / "benchmarks")))


if __name__ == "__main__":
    main()
