"""Questions to one model, a bounded number of them under way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from codi.benchmarks import BenchmarkDialog, BenchmarkTurn, TurnKey
from codi.errors import ModelError
from codi.types import ChatModel, Request, Usage


@dataclass(slots=True, kw_only=True)
class Answers:
    """What one model has said so far; a turn it failed on has an empty reply."""

    replies: dict[TurnKey, str] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    failed: int = 0
    first_error: str = ""


async def ask_all(
    turns: Iterator[tuple[BenchmarkDialog, BenchmarkTurn]],
    model: ChatModel,
    *,
    ask: Callable[[BenchmarkDialog, BenchmarkTurn], Request],
    concurrency: int,
    report: Callable[[Answers], None],
) -> Answers:
    """Put each turn's request to the model; `report` is called after each answer."""
    answers = Answers()

    async def work() -> None:
        for dialog, turn in turns:
            key = (dialog.id, turn.index)
            try:
                completion = await model.complete(ask(dialog, turn))
            except ModelError as error:
                answers.replies[key] = ""
                answers.failed += 1
                answers.first_error = answers.first_error or f"{turn.id}: {error}"
            else:
                answers.replies[key] = completion.text
                answers.usage += completion.usage
            report(answers)

    workers = [asyncio.create_task(work()) for _ in range(concurrency)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
    return answers
