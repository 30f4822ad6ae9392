"""What a benchmark is once it is read, whichever file it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from codi.types import History, Passage, Span, Turn

BenchmarkFormat = Literal["coqa", "quac"]
TurnKey = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkTurn:
    """One question with its gold answers.

    `index` counts from 0, also where the file counts from 1; `id` is the turn's name in the file's
    own way, for messages and predictions. `references` are the gold answers as the file has them;
    `gold_reply` is what stands for the answer in the history of later turns. `evidence` is what the
    first gold answer rests on, by the file's own spans; empty where the file has none. `yesno` and
    `followup` are QuAC's dialog acts, empty elsewhere.
    """

    index: int
    id: str
    question: str
    references: tuple[str, ...]
    gold_reply: str
    evidence: tuple[Span, ...] = ()
    yesno: str = ""
    followup: str = ""

    def __post_init__(self) -> None:
        if not self.references:
            raise ValueError(f"turn {self.id} has no reference answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkDialog:
    """One conversation over one passage; `domain` is the kind of text, where the file says it."""

    id: str
    passage: Passage
    turns: tuple[BenchmarkTurn, ...]
    domain: str = ""

    def gold_history(self, index: int) -> History:
        """The turns before turn `index`, answered with the gold answers."""
        return tuple(
            Turn(index=turn.index, user=turn.question, assistant=turn.gold_reply)
            for turn in self.turns[:index]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """All conversations of one benchmark file. `fingerprint` is the hash of the file's bytes."""

    format: BenchmarkFormat
    source: str
    dialogs: tuple[BenchmarkDialog, ...]
    fingerprint: str = ""

    @property
    def num_turns(self) -> int:
        """How many questions there are in all."""
        return sum(len(dialog.turns) for dialog in self.dialogs)

    def turns(self) -> Iterator[tuple[BenchmarkDialog, BenchmarkTurn]]:
        """Every question with its conversation, in the file's order."""
        for dialog in self.dialogs:
            for turn in dialog.turns:
                yield dialog, turn

    def first(self, num_dialogs: int | None) -> Benchmark:
        """The benchmark cut to its first `num_dialogs` conversations; None keeps all."""
        if num_dialogs is None or num_dialogs >= len(self.dialogs):
            return self
        return Benchmark(
            format=self.format,
            source=self.source,
            dialogs=self.dialogs[:num_dialogs],
            fingerprint=self.fingerprint,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """A model's answer to one question, in the words of the benchmark.

    `yesno` (y, n or x) and `followup` (y, n or m) are QuAC's dialog acts; CoQA has none.
    """

    answer: str
    yesno: str = "x"
    followup: str = "y"


Predictions = Mapping[TurnKey, Prediction]
"""Answers by conversation id and turn index (from 0)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What a benchmark's scorer says of one set of predictions.

    `official` has the names, the nesting and (for CoQA) the rounding of the official scorer's
    output. `f1` is its headline figure in per cent, unrounded; `turn_f1` the F1 in [0, 1] of every
    counted turn, grouped by conversation, whose mean it is. `missing` names turns without a
    prediction.
    """

    official: Mapping[str, object]
    f1: float
    turn_f1: tuple[tuple[float, ...], ...]
    missing: tuple[str, ...] = field(default=())
