"""What is known of a training afterwards: written beside the weights as training.json."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError

from codi.errors import RunError

RECORD = "training.json"
Stopped = Literal["finished", "max_minutes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LossPoint:
    """The mean loss per assistant token over the steps up to `step` since the point before."""

    step: int
    loss: float
    learning_rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitCounts:
    """How a split became examples; see `examples.ExampleCounts`."""

    conversations: int
    examples: int
    tokens: int
    assistant_tokens: int
    dropped_turns: int
    cut_passages: int
    skipped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSummary:
    """One training of one student.

    `model` is what the student was made from. Losses are natural logarithms per assistant token;
    `validation_loss_before` is that of the untrained student, None without validation data.
    `trained_tokens` counts all tokens that went through the model, padding left out. `stopped` is
    "max_minutes" where the time ran out before the last step.
    """

    model: str
    seed: int
    parameters: int
    device: str
    precision: str
    max_length: int
    epochs: float
    batch_size: int
    learning_rate: float
    steps: int
    planned_steps: int
    stopped: Stopped
    train: SplitCounts
    validation: SplitCounts
    trained_tokens: int
    seconds: float
    loss: tuple[LossPoint, ...]
    validation_loss_before: float | None
    validation_loss_after: float | None
    versions: dict[str, str]

    # A TypeAdapter on a dataclass forbids unknown keys only where the class says so.
    __pydantic_config__ = ConfigDict(extra="forbid", ser_json_inf_nan="constants")


_SUMMARY = TypeAdapter(TrainingSummary)


def write_record(summary: TrainingSummary, folder: Path) -> None:
    """Write training.json; it stands last in a student's folder, as the mark of a whole student."""
    (folder / RECORD).write_bytes(_SUMMARY.dump_json(summary, indent=2) + b"\n")


def read_record(folder: Path) -> TrainingSummary:
    """Read training.json back.

    Raises:
        RunError: the folder holds no student, or one whose training did not end.
    """
    path = folder / RECORD
    try:
        return _SUMMARY.validate_json(path.read_bytes())
    except FileNotFoundError:
        raise RunError(f"{folder} holds no trained student", hint="codi train --out RUN") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(map(str, first["loc"]))
        raise RunError(f"{path}: {key}: {first['msg']}", hint="train the student anew") from None
