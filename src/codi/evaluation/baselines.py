"""What any model has to beat: one answer for everything, and a sentence of the passage.

They are ChatModels, so they go the way of every other system.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from codi.benchmarks import Benchmark
from codi.errors import ModelError
from codi.evaluation.systems import System
from codi.metrics import normalize_answer
from codi.text import content_words, sentences
from codi.types import Completion, Request, Usage


class FixedAnswer:
    """A ChatModel that always says the same."""

    def __init__(self, answer: str) -> None:
        self._answer = answer

    @property
    def name(self) -> str:
        """The answer, after what it is."""
        return f"fixed answer: {self._answer}"

    async def complete(self, request: Request) -> Completion:
        """The answer."""
        del request
        return Completion(text=self._answer, usage=_words(self._answer))

    async def close(self) -> None:
        """Nothing to free."""


class BestSentence:
    """A ChatModel that copies the sentence of the passage that shares most with the question.

    Counted are different content words; of equal sentences the first is taken, also where none
    shares anything. It reads the request's task, not its messages.
    """

    @property
    def name(self) -> str:
        """What it does."""
        return "best passage sentence"

    async def complete(self, request: Request) -> Completion:
        """The sentence; raises `ModelError` for a request without a task."""
        if request.task is None:
            raise ModelError("the sentence baseline needs the passage as a task")
        asked = set(content_words(request.task.user_message))
        best = max(
            sentences(request.task.passage.text),
            key=lambda sentence: len(asked & set(content_words(sentence))),
        )
        return Completion(text=best, usage=_words(best))

    async def close(self) -> None:
        """Nothing to free."""


def _words(text: str) -> Usage:
    return Usage(completion_tokens=len(text.split()))


def most_frequent(answers: Iterable[str]) -> str:
    """The answer given most often, compared as scorers do, in its most frequent spelling.

    Of equals the one met first; raises `ValueError` without an answer.
    """
    spellings: dict[str, Counter[str]] = {}
    for answer in answers:
        spellings.setdefault(normalize_answer(answer), Counter())[answer] += 1
    if not spellings:
        raise ValueError("no answers to count")
    return max(spellings.values(), key=Counter.total).most_common(1)[0][0]


def baselines(
    benchmark: Benchmark, *, training_answers: Iterable[str] | None = None
) -> tuple[System, ...]:
    """The two baselines for `benchmark`.

    The fixed answer is the most frequent one in training where `training_answers` has any; else it
    is that of the benchmark's own references, which no system may know, and its name says so.
    """
    known = iter(training_answers or ())
    first = next(known, None)
    if first is not None:
        answer = most_frequent(_again(first, known))
        name = "most frequent answer in training"
    else:
        answer = most_frequent(
            reference for _, turn in benchmark.turns() for reference in turn.references
        )
        name = "most frequent answer of this benchmark (knows the references)"
    return (
        System(name=name, kind="baseline", open=lambda: FixedAnswer(answer)),
        System(name="best passage sentence", kind="baseline", open=BestSentence),
    )


def _again(first: str, others: Iterator[str]) -> Iterator[str]:
    yield first
    yield from others


def training_answers(dataset_folder: Path) -> Iterator[str]:
    """What the assistant says in the train split of a dataset; nothing where there is none."""
    from pyarrow import parquet

    for file in sorted(dataset_folder.glob("train-*.parquet")):
        table = parquet.ParquetFile(file)
        for batch in table.iter_batches(columns=["messages"]):
            for row in batch.to_pylist():
                for message in row["messages"]:
                    if message["role"] == "assistant":
                        yield message["content"]
