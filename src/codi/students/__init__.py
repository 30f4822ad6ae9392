"""Students: small models fine-tuned on a dataset of conversations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from codi.errors import MissingExtraError
from codi.students.records import LossPoint, SplitCounts, TrainingSummary, read_record
from codi.types import ChatModel, Progress

if TYPE_CHECKING:
    from codi.recipe import StudentSettings

__all__ = [
    "LossPoint",
    "SplitCounts",
    "TrainingSummary",
    "read_record",
    "train_student",
    "trained_student",
    "untrained_student",
]


def ignore_progress(_: Progress) -> None:
    """Show nothing."""


def train_student(
    dataset_folder: Path,
    *,
    settings: StudentSettings,
    out: Path,
    seed: int,
    on_progress: Callable[[Progress], None] = ignore_progress,
) -> TrainingSummary:
    """Train the student that `settings.model` names on the dataset in `dataset_folder`.

    Writes weights (safetensors), tokenizer with chat template and, last, training.json into `out`.
    `seed` decides the order of the examples and, from scratch, the first weights; with the same
    versions on the same machine the student is the same, unless the time limit cut it short.

    Raises:
        RunError: no student is named, there is no dataset, or nothing of it fits.
        UserError: there is no such student.
        MissingExtraError: the train extra is not installed.
    """
    try:
        from codi.students.training import train
    except ModuleNotFoundError as error:
        raise _missing(error) from None
    return train(dataset_folder, settings=settings, out=out, seed=seed, on_progress=on_progress)


def trained_student(folder: Path, *, batch_size: int = 16) -> ChatModel:
    """The student in `folder`, named `student`.

    Raises:
        RunError: the folder holds no student whose training ended.
    """
    read_record(folder)
    try:
        from codi.teachers.hf import HfModel, load_pretrained
    except ModuleNotFoundError as error:
        raise _missing(error) from None
    model, tokenizer = load_pretrained(str(folder))
    return HfModel(name="student", model=model, tokenizer=tokenizer, batch_size=batch_size)


def untrained_student(folder: Path, *, batch_size: int = 16) -> ChatModel:
    """What the student in `folder` was before its training, named `untrained student`.

    A pretrained one is loaded from where it came; one from scratch gets its first weights again,
    from its seed.

    Raises:
        RunError: the folder holds no student whose training ended.
        UserError: the pretrained model is no longer where it was.
    """
    record = read_record(folder)
    try:
        from codi.students import scratch
        from codi.teachers.hf import HfModel, load_pretrained
    except ModuleNotFoundError as error:
        raise _missing(error) from None
    if scratch.is_scratch(record.model):
        trained, tokenizer = load_pretrained(str(folder))
        model = scratch.initial_model(trained.config, seed=record.seed)
    else:
        model, tokenizer = load_pretrained(record.model)
    return HfModel(
        name="untrained student", model=model, tokenizer=tokenizer, batch_size=batch_size
    )


def _missing(error: ModuleNotFoundError) -> Exception:
    if (error.name or "").partition(".")[0] == "codi":
        return error
    return MissingExtraError(str(error.name), extra="train", purpose="a student")
