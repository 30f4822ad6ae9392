"""`kill -9` at random moments: what the journal held is not asked for again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from harness import Bench, Figure, wait_for
from journalled import journalled_codes

IN_FLIGHT = 256
LONGEST_SECONDS = 1.0
STARTING_SECONDS = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """One kill: when, after which former one, and the codes the journal held after it."""

    before: float
    moment: float
    in_flight: int
    held: frozenset[str]


def kill_figures(bench: Bench, *, kills: int, conversations: int) -> list[Figure]:
    """Kill a run so often, finish it, and compare."""
    bench.reset(latency_seconds=0.2, sigma=0.6, log=True)
    asked = bench.asked(
        "kill", conversations=conversations, passages=conversations // 2, concurrency=IN_FLIGHT
    )
    journal = Path(asked.out) / "journal.sqlite"
    rng = random.Random(9)
    done: list[Kill] = []
    for _ in range(kills):
        client = bench.launch(asked)
        full = wait_for(
            STARTING_SECONDS,
            partial(_is_full_or_gone, bench, client),
        )
        time.sleep(rng.uniform(0, LONGEST_SECONDS))
        if client.poll() is not None:
            raise SystemExit(f"the run ended before kill {len(done) + 1}: {client.communicate()}")
        in_flight = bench.stats()["in_flight"] if full else 0
        moment = time.monotonic()
        os.kill(client.pid, signal.SIGKILL)
        client.communicate()
        done.append(
            Kill(
                before=done[-1].moment if done else 0.0,
                moment=moment,
                in_flight=in_flight,
                held=frozenset(journalled_codes(journal)),
            )
        )
    took = bench.run(asked)
    log = bench.log()
    sent_again = sum(
        any(call["received"] > kill.moment and call["code"] in kill.held for kill in done)
        for call in log
    )
    ages = [age for kill in done for age in ages_of_lost(kill, log)]
    ages.sort()
    oldest = max(ages, default=0.0) * 1000
    middle = ages[len(ages) // 2] * 1000 if ages else 0.0
    in_flights = sorted(kill.in_flight for kill in done)
    lacking = took.planned - took.conversations
    return [
        Figure(
            name=f"`kill -9` at {kills} moments: journalled calls sent again",
            value=sent_again,
            shown=f"{sent_again}",
            must=0,
            stretch=0,
            note=f"{len(log):,} requests; {in_flights[0]} to {in_flights[-1]} in flight",
        ),
        Figure(
            name="replies that had arrived and were lost: age of the oldest, ms",
            value=oldest,
            shown=f"{oldest:.1f} ms",
            must=10,
            stretch=5,
            note=f"{len(ages)} lost in all, half of them younger than {middle:.1f} ms; "
            f"in the end {lacking} of {took.planned} plans lacking",
        ),
    ]


def _is_full_or_gone(bench: Bench, client: subprocess.Popen[str]) -> bool:
    return bench.stats()["in_flight"] >= 0.9 * IN_FLIGHT or client.poll() is not None


def ages_of_lost(kill: Kill, log: list[dict[str, Any]]) -> list[float]:
    """How many seconds before the kill each reply was sent that the journal then did not hold.

    Replies to the process killed before, sent when the endpoint did not know it yet, do not count.
    """
    return [
        kill.moment - call["answered"]
        for call in log
        if kill.before < call["received"] < call["answered"] < kill.moment
        and not call["fault"]
        and call["code"] not in kill.held
    ]
