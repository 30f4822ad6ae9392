"""The client under test, a process of its own: the whole loop over made passages, measured.

    python bench/whole_loop.py '{"url": "http://127.0.0.1:8000/v1", "out": "run", ...}'

It opens a run as `codi run` does, reads the documents, then times the stage `synthesize`, which
plans, prompts, calls, parses and journals. What it measured goes to stdout as one JSON object.
With `bare` it posts as many requests of the same size and does nothing else: the floor.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import resource
import sys
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

MEBIBYTE = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the process shall do; the same run folder twice goes on where the first one stood."""

    url: str
    out: str
    documents: str
    conversations: int
    turns: int = 8
    concurrency: int = 64
    timeout_seconds: float = 60.0
    way: str = "part"
    teacher: str = "openai:bench"
    bare: bool = False
    profile: str = ""
    more: tuple[str, ...] = ()

    def overrides(self) -> tuple[str, ...]:
        """The settings as `--set` would take them."""
        return (
            f"documents.paths=[{self.documents}]",
            "documents.max_words=450",
            "conversations.per_passage=null",
            f"conversations.count={self.conversations}",
            f"conversations.min_turns={self.turns}",
            f"conversations.max_turns={self.turns}",
            f"teacher.model={self.teacher}",
            f"teacher.base_urls=[{self.url}]",
            f"teacher.calls={self.way}",
            f"teacher.concurrency={self.concurrency}",
            f"teacher.timeout_seconds={self.timeout_seconds}",
            *self.more,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What the stage took: seconds, MiB at the process's peak, and what the journal then held.

    `short` conversations have fewer turns than planned, for whatever reason.
    """

    wall: float
    cpu: float
    peak_memory: float
    memory_before: float
    calls: int
    conversations: int = 0
    turns: int = 0
    failed: int = 0
    planned: int = 0
    short: int = 0
    ended_early: dict[str, int] = field(default_factory=dict)


def peak_memory() -> float:
    """The process's largest resident memory so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE


def run_whole_loop(asked: Asked) -> Took:
    """Read the documents, then write the conversations."""
    from codi.pipeline import open_run, run_stage

    # Imported now, so that the time of the stage has no imports.
    for room in ("planning", "prompts", "synthesis", "teachers.openai.model"):
        importlib.import_module(f"codi.{room}")

    with open_run(asked.out, "grounded-qa", overrides=asked.overrides()) as run:
        run_stage(run, "documents")
        before = run.journal.counts()
        memory_before = peak_memory()
        wall, cpu = time.perf_counter(), time.process_time()
        run_stage(run, "synthesize")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        peak = peak_memory()
        counts = run.journal.counts()
        short = sum(
            len(conversation.turns) < asked.turns for conversation, _ in run.journal.conversations()
        )
    return Took(
        wall=wall,
        cpu=cpu,
        peak_memory=peak,
        memory_before=memory_before,
        calls=counts.replies - before.replies,
        conversations=counts.conversations,
        turns=counts.turns,
        failed=counts.failed,
        planned=asked.conversations,
        short=short,
        ended_early=counts.ended_early,
    )


def run_bare(asked: Asked) -> Took:
    """As many posts through aiohttp, each reply parsed, nothing else."""
    import aiohttp
    import orjson

    passages = [
        json.loads(line)["text"]
        for line in Path(asked.documents).read_text(encoding="utf-8").splitlines()
    ]
    num_calls = asked.conversations * asked.turns * 2
    numbers = iter(range(num_calls))

    async def post(session: aiohttp.ClientSession) -> None:
        for number in numbers:
            system = f"{'x' * 3000}<passage>\n{passages[number % len(passages)]}\n</passage>"
            messages = [
                {"role": "system", "content": system},
                {"role": "user", "content": f"[next user message] {number}"},
            ]
            body = orjson.dumps({"model": "bench", "messages": messages, "seed": number})
            kind = {"Content-Type": "application/json"}
            url = f"{asked.url}/chat/completions"
            async with session.post(url, data=body, headers=kind) as response:
                reply = orjson.loads(await response.read())
            if not reply["choices"][0]["message"]["content"]:
                raise SystemExit("the endpoint sent an empty reply")

    async def work() -> None:
        connector = aiohttp.TCPConnector(limit=asked.concurrency)
        async with aiohttp.ClientSession(connector=connector) as session:
            await asyncio.gather(*(post(session) for _ in range(asked.concurrency)))

    gc.freeze()
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        import uvloop
    except ImportError:
        asyncio.run(work())
    else:
        uvloop.run(work())
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Took(wall=wall, cpu=cpu, peak_memory=peak_memory(), memory_before=0.0, calls=num_calls)


def main() -> None:
    """Do what the argument asks, and print what it took."""
    asked = Asked(**json.loads(sys.argv[1]))
    if asked.profile:
        import cProfile

        profile = cProfile.Profile(builtins=False)
        took = profile.runcall(run_whole_loop, asked)
        profile.dump_stats(asked.profile)
    else:
        took = run_bare(asked) if asked.bare else run_whole_loop(asked)
    print(json.dumps(asdict(took)))


if __name__ == "__main__":
    main()
