"""What a run with a teacher behind an endpoint costs, keeps and loses, beside what it should.

    python bench/calls.py [--only NAME ...] [--quick] [--out FILE.md]

The teacher is `openai:bench` at the mock endpoint of `endpoint.py`, in a process of its own; the
client is the real whole loop over the recipe `grounded-qa`, in another (`whole_loop.py`). A
figure is a ratio within one run where it can be. `--quick` takes smaller runs.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from harness import Bench, Figure, table
from journalled import fewest_prefilled, journalled_codes, slowest_conversation
from kills import kill_figures
from whole_loop import Took

MICRO = 1_000_000
SPIN_SECONDS = 0.5
HEADINGS = ["figure", "measured", "must", "stretch", "kept", "beside it"]
IDEAL_SHARES = {64: (0.97, 0.98), 256: (0.92, 0.95), 1024: (0.70, 0.90)}
LOGNORMAL_BOUNDS = {64: (1.20, 1.11), 256: (1.05, 1.02)}
CACHES = {"unlimited": (None, 1.3, 0.9), "100k-token": (100_000, 1.6, 1.1)}
LONG_ANSWER = 33  # words of about 5 bytes and the frame: 60 tokens, and 20 of a question
LONG_QUESTION = 8


def cpu(bench: Bench, *, quick: bool) -> list[Figure]:
    """CPU per call and calls a second, without latency; beside them a bare post of that size."""
    count = 125 if quick else 625
    runs, bares = [], []
    for number in range(2 if quick else 5):
        bench.reset()
        asked = bench.asked(f"cpu-{number}", conversations=count, passages=count // 4)
        runs.append(bench.run(asked))
        bench.reset()
        bares.append(bench.run(replace(asked, bare=True)))
    microseconds = min(took.cpu / took.calls * MICRO for took in runs)
    floor = min(took.cpu / took.calls * MICRO for took in bares)
    best = min(runs, key=lambda took: took.wall)
    calls = f"{best.calls:,} calls, the least disturbed of {len(runs)} runs"
    return [
        Figure(
            name="CPU per call, whole loop, µs",
            value=microseconds,
            shown=f"{microseconds:.0f} µs",
            must=140,
            stretch=80,
            note=f"{calls}; {microseconds / floor:.1f} times a bare aiohttp post ({floor:.0f} µs)",
        ),
        Figure(
            name="calls/s on one core, no latency",
            value=best.calls / best.wall,
            shown=f"{best.calls / best.wall:,.0f}",
            must=5000,
            stretch=12000,
            larger_is_better=True,
            note=f"64 in flight; the process had {best.cpu / best.wall:.0%} of a core",
        ),
    ]


def ideal(bench: Bench, *, quick: bool) -> list[Figure]:
    """The share of calls x latency / in flight that a run at 200 ms reaches."""
    figures = []
    for in_flight, (must, stretch) in IDEAL_SHARES.items():
        count = in_flight * (2 if quick else 4)
        bench.reset(latency_seconds=0.2)
        asked = bench.asked(
            f"ideal-{in_flight}",
            conversations=count,
            passages=count // 4,
            concurrency=in_flight,
        )
        took = bench.run(asked)
        share = took.calls * 0.2 / in_flight / took.wall
        seen = bench.stats()
        figures.append(
            Figure(
                name=f"share of ideal at 200 ms, {in_flight:,} in flight",
                value=share,
                shown=f"{share:.1%}",
                must=must,
                stretch=stretch,
                larger_is_better=True,
                note=f"{took.calls:,} calls in {took.wall:.1f} s, {took.cpu / took.wall:.0%} of a "
                f"core, at most {seen['most_in_flight']:,} in flight",
            )
        )
    return figures


def lognormal(bench: Bench, *, quick: bool) -> list[Figure]:
    """200 conversations of 8 turns: wall over max(sum of latencies / c, slowest conversation)."""
    count = 100 if quick else 200
    figures = []
    for in_flight, (must, stretch) in LOGNORMAL_BOUNDS.items():
        bench.reset(latency_seconds=0.2, sigma=0.6, log=True)
        asked = bench.asked(
            f"lognormal-{in_flight}",
            conversations=count,
            passages=count // 2,
            concurrency=in_flight,
        )
        took = bench.run(asked)
        codes = journalled_codes(Path(asked.out) / "journal.sqlite")
        slowest = slowest_conversation(codes, bench.log())
        spread = bench.stats()["latency_sum"] / in_flight
        bound = max(spread, slowest)
        figures.append(
            Figure(
                name=f"{count} conversations × 8 turns, lognormal, c = {in_flight}: wall / bound",
                value=took.wall / bound,
                shown=f"{took.wall / bound:.3f}",
                must=must,
                stretch=stretch,
                note=f"{took.wall:.2f} s; Σ latency / c {spread:.2f} s, slowest {slowest:.2f} s",
            )
        )
    return figures


def memory(bench: Bench, *, quick: bool) -> list[Figure]:
    """Peak memory of the client at 256 in flight, and what ten times the conversations add."""
    count = 256 if quick else 512
    peaks = []
    for times in (1, 10):
        bench.reset(latency_seconds=0.05)
        asked = bench.asked(
            f"memory-{times}",
            conversations=count * times,
            passages=count * times,
            concurrency=256,
            turns=5,
        )
        peaks.append(bench.run(asked))
    small, large = peaks
    growth = large.peak_memory / small.peak_memory - 1
    return [
        Figure(
            name="peak memory at 256 in flight, MiB",
            value=small.peak_memory,
            shown=f"{small.peak_memory:.0f} MiB",
            must=120,
            stretch=70,
            note=f"{small.conversations:,} conversations; {small.memory_before:.0f} MiB when the "
            "documents were read",
        ),
        Figure(
            name="growth at ten times the conversations",
            value=growth,
            shown=f"{growth:.1%}",
            must=0.05,
            note=f"{large.conversations:,} conversations: {large.peak_memory:.0f} MiB",
        ),
    ]


def prefix(bench: Bench, *, quick: bool) -> list[Figure]:
    """Tokens that a prefix cache does not serve, over the fewest there can be."""
    count = 64 if quick else 256
    figures = []
    for name, (cache_tokens, must, stretch) in CACHES.items():
        for answer_words, on_passage in ((LONG_ANSWER, 1), (14, 1), (14, 4)):
            bench.reset(
                latency_seconds=0.02,
                sigma=0.6,
                cache_tokens=cache_tokens,
                question_words=LONG_QUESTION,
                answer_words=answer_words,
            )
            asked = bench.asked(
                f"prefix-{name}-{answer_words}-{on_passage}",
                conversations=count,
                passages=count // on_passage,
            )
            took = bench.run(asked)
            seen = bench.stats()
            bound = fewest_prefilled(Path(asked.out) / "journal.sqlite")
            prefilled = seen["prompt_tokens"] - seen["cached_tokens"]
            ratio = prefilled / bound
            counts = answer_words == LONG_ANSWER
            answer = seen["completion_tokens"] / took.calls
            figures.append(
                Figure(
                    name=f"prefilled tokens over the bound, {name} cache"
                    + ("" if counts else f", short answers, {on_passage} on a passage"),
                    value=ratio,
                    shown=f"{ratio:.2f}",
                    must=must if counts else None,
                    stretch=stretch if counts else None,
                    note=f"{prefilled / count:,.0f} of {bound / count:,.0f} a conversation; "
                    f"{seen['cached_tokens'] / seen['prompt_tokens']:.1%} of the prompts cached; "
                    f"{answer:.0f} tokens a reply",
                )
            )
    return figures


def errors(bench: Bench, *, quick: bool) -> list[Figure]:
    """5% 429 and 5% 500 over 1,000 calls of 200 ms, against the same without; rows lost."""
    count = 25 if quick else 100
    walls, lost, seen = [], 0, {}
    for name, share in (("clean", 0.0), ("faulty", 0.05)):
        bench.reset(
            latency_seconds=0.2, share_429=share / 2, share_429_told=share / 2, share_500=share
        )
        asked = bench.asked(f"errors-{name}", conversations=count, passages=count, turns=5)
        took = bench.run(asked)
        walls.append(took.wall)
        lost = took.planned - took.conversations + sum(took.ended_early.values())
        seen = bench.stats()
    ratio = walls[1] / walls[0]
    return [
        Figure(
            name=f"5% 429 + 5% 500, {count * 10:,} calls: wall over a clean run",
            value=ratio,
            shown=f"{ratio:.2f}",
            must=2,
            stretch=1.3,
            note=f"{walls[1]:.2f} s and {walls[0]:.2f} s; half of the 429 with Retry-After 1 s; "
            f"{told(seen['statuses'])}",
        ),
        Figure(
            name="rows lost",
            value=lost,
            shown=f"{lost}",
            must=0,
            stretch=0,
            note=f"of {count} conversations, each with all of its 5 turns",
        ),
    ]


def storm(bench: Bench, *, quick: bool) -> list[Figure]:
    """All faults at once: every plan ends in a conversation or a recorded reason."""
    count = 25 if quick else 100
    bench.reset(
        latency_seconds=0.1,
        sigma=0.6,
        share_429=0.15,
        share_429_told=0.15,
        share_500=0.05,
        share_hang=0.02,
        share_garbage=0.01,
        share_html=0.01,
        share_cut=0.01,
    )
    asked = bench.asked("storm", conversations=count, passages=count, turns=5, timeout_seconds=2.0)
    took = bench.run(asked)
    lacking = unaccounted(took)
    seen = bench.stats()
    whole = took.conversations - sum(took.ended_early.values())
    return [
        Figure(
            name="30% 429, 5% 500, 2% hangs, 2% garbage, 1% cut: plans without an end or a reason",
            value=lacking,
            shown=f"{lacking}",
            must=0,
            stretch=0,
            note=f"{whole} of {took.planned} whole, else {told(took.ended_early) or 'none'}; "
            f"{took.wall:.1f} s; {told(seen['statuses'])}",
        )
    ]


def unaccounted(took: Took) -> int:
    """Plans that have no conversation, and turns missing from one without a reason."""
    return took.planned - took.conversations + max(0, took.short - sum(took.ended_early.values()))


def told(counts: dict[str, int]) -> str:
    """Counts in words, the largest first."""
    ordered = sorted(counts.items(), key=lambda item: -item[1])
    return ", ".join(f"{name} {count:,}" for name, count in ordered)


def kill(bench: Bench, *, quick: bool) -> list[Figure]:
    """`kill -9` at random moments under 256 in flight."""
    if quick:
        return kill_figures(bench, kills=4, conversations=800)
    return kill_figures(bench, kills=20, conversations=3200)


def free_share() -> float:
    """The share of a core that a process gets which wants all of it; less where others work too."""
    wall, used = time.perf_counter(), time.process_time()
    while time.perf_counter() - wall < SPIN_SECONDS:
        pass
    return (time.process_time() - used) / (time.perf_counter() - wall)


ROWS: dict[str, Callable[..., list[Figure]]] = {
    "cpu": cpu,
    "ideal": ideal,
    "lognormal": lognormal,
    "memory": memory,
    "prefix": prefix,
    "errors": errors,
    "storm": storm,
    "kill": kill,
}


def main() -> None:
    """Measure the rows asked for, print each as it comes, then the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=list(ROWS), default=list(ROWS))
    parser.add_argument("--quick", action="store_true", help="smaller runs")
    parser.add_argument("--out", type=Path, help="write the table here too")
    parser.add_argument("--teacher", default="openai:bench", help="another client to measure")
    asked = parser.parse_args()
    figures: list[Figure] = []
    shares: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench.start(Path(folder), teacher=asked.teacher)
        try:
            for name in asked.only:
                shares.append(free_share())
                started = time.monotonic()
                measured = ROWS[name](bench, quick=asked.quick)
                for figure in measured:
                    print(" | ".join(figure.cells()), file=sys.stderr)
                print(f"({name}: {time.monotonic() - started:.0f} s)", file=sys.stderr)
                figures += measured
        finally:
            bench.stop()
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    title = f"A teacher behind an endpoint ({asked.teacher})"
    printed = table(title, [HEADINGS, *(figure.cells() for figure in figures)])
    busy = f"before the rows a busy loop got {min(shares):.0%} to {max(shares):.0%} of a core"
    printed = f"{machine}; {busy}\n\n{printed}"
    print(printed)
    if asked.out:
        asked.out.write_text(printed, encoding="utf-8")


if __name__ == "__main__":
    main()
