"""Supervised fine-tuning with TRL's SFTTrainer, with the loss on the assistant's turns only.

Sequences and labels are made by `codi.students.examples` before TRL sees them, so what has a loss
is the same for every chat template and every version of TRL, and a test can look at it.
"""

from __future__ import annotations

import math
import shutil
import time
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from datasets.arrow_dataset import Dataset
from pyarrow.lib import LargeListArray
from pyarrow.lib import array as arrow_array
from pyarrow.lib import table as arrow_table
from transformers import PrinterCallback
from transformers.utils import logging as transformers_logging
from trl.trainer.sft_config import SFTConfig
from trl.trainer.sft_trainer import SFTTrainer

from codi.errors import RunError
from codi.recipe import StudentSettings
from codi.students import scratch
from codi.students.examples import IGNORED, ChatRow, Example, ExampleCounts, make_examples
from codi.students.reading import read_rows
from codi.students.records import (
    RECORD,
    SplitCounts,
    TrainingSummary,
    write_record,
)
from codi.students.watching import TrainingWatch
from codi.teachers.hf import context_length, load_pretrained
from codi.types import Progress

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

PRETRAINED_EPOCHS, PRETRAINED_LEARNING_RATE = 1.0, 2e-5
SCRATCH_EPOCHS, SCRATCH_LEARNING_RATE = 3.0, 3e-3
LOSS_POINTS = 50
# Above this size activations, not weights, fill a GPU, and computing them twice pays.
CHECKPOINTED_PARAMETERS = 500_000_000
MAX_VALIDATION_EXAMPLES = 256
RECORDED_PACKAGES = ("torch", "transformers", "trl", "tokenizers", "datasets")


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """A model before training, with its tokenizer and how long a sequence it takes."""

    model: PreTrainedModel
    tokenizer: PreTrainedTokenizerBase
    max_length: int
    epochs: float
    learning_rate: float


def train(
    dataset_folder: Path,
    *,
    settings: StudentSettings,
    out: Path,
    seed: int,
    on_progress: Callable[[Progress], None],
    clock: Callable[[], float] = time.monotonic,
) -> TrainingSummary:
    """See `codi.students.train_student`."""
    if settings.model is None:
        raise RunError("no student is named", hint="--student PATH, a hub name, or scratch:tiny")
    if out.exists() and not (out / RECORD).is_file() and any(out.iterdir()):
        raise RunError(f"{out} holds something that is no student", hint="name another folder")
    started = clock()
    # codi shows the progress itself.
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    rows = list(read_rows(dataset_folder, "train"))
    student = make_student(settings, rows, seed=seed)
    train_counts, validation_counts = ExampleCounts(), ExampleCounts()
    examples = tokenized(student, rows, train_counts)
    validation_rows = read_rows(dataset_folder, "validation")
    held_out = tokenized(
        student, validation_rows, validation_counts, at_most=MAX_VALIDATION_EXAMPLES
    )
    if not len(examples):
        raise RunError(
            f"no conversation of {dataset_folder} fits into {student.max_length} tokens",
            hint="a larger student.max_length, or shorter passages",
        )
    trainer, watch = make_trainer(
        student, settings, examples, out=out, seed=seed, on_progress=on_progress, clock=clock
    )

    def validation_loss() -> float | None:
        return _validation_loss(trainer, student.model, held_out, batch_size=settings.batch_size)

    before = validation_loss()
    trainer.train()
    after = validation_loss()
    summary = TrainingSummary(
        model=settings.model,
        seed=seed,
        parameters=sum(weights.numel() for weights in student.model.parameters()),
        device=str(student.model.device.type),
        precision="bfloat16"
        if trainer.args.bf16
        else str(student.model.dtype).removeprefix("torch."),
        max_length=student.max_length,
        epochs=student.epochs,
        batch_size=settings.batch_size,
        learning_rate=student.learning_rate,
        steps=trainer.state.global_step,
        planned_steps=watch.planned_steps,
        stopped=watch.stopped,
        train=SplitCounts(**asdict(train_counts)),
        validation=SplitCounts(**asdict(validation_counts)),
        trained_tokens=watch.trained_tokens,
        seconds=round(clock() - started, 3),
        loss=tuple(watch.points),
        validation_loss_before=before,
        validation_loss_after=after,
        versions={package: version(package) for package in RECORDED_PACKAGES},
    )
    _save(student, summary, out)
    return summary


def make_student(settings: StudentSettings, rows: Sequence[ChatRow], *, seed: int) -> Student:
    """The student to be trained: loaded, or made from scratch with a tokenizer learned from `rows`.

    Weights are in 32 bits whatever the file has: small steps would round to nothing in fewer.
    """
    name = settings.model or ""
    if not scratch.is_scratch(name):
        model, tokenizer = load_pretrained(name, dtype=torch.float32)
        return Student(
            model=model,
            tokenizer=tokenizer,
            max_length=min(settings.max_length, context_length(model)),
            epochs=settings.epochs or PRETRAINED_EPOCHS,
            learning_rate=settings.learning_rate or PRETRAINED_LEARNING_RATE,
        )
    size = scratch.size_of(name)
    texts = (message.content for row in rows for message in row.messages)
    tokenizer = scratch.train_tokenizer(texts, size=size)
    config = scratch.configuration(tokenizer, size=size, max_length=settings.max_length)
    return Student(
        model=scratch.initial_model(config, seed=seed),
        tokenizer=tokenizer,
        max_length=settings.max_length,
        epochs=settings.epochs or SCRATCH_EPOCHS,
        learning_rate=settings.learning_rate or SCRATCH_LEARNING_RATE,
    )


def tokenized(
    student: Student, rows: Iterable[ChatRow], counts: ExampleCounts, *, at_most: int | None = None
) -> Dataset:
    """The examples of `rows`, the first `at_most` of them, in memory at 8 bytes a token."""
    ids, labels, lengths = array("i"), array("i"), array("q", [0])
    made = make_examples(student.tokenizer, rows, max_length=student.max_length, counts=counts)
    for example in made:
        _append(example, ids, labels, lengths)
        if at_most is not None and len(lengths) > at_most:
            break
    offsets = arrow_array(np.frombuffer(lengths, dtype=np.int64))
    columns = {
        name: LargeListArray.from_arrays(
            offsets, arrow_array(np.frombuffer(values, dtype=np.int32))
        )
        for name, values in (("input_ids", ids), ("labels", labels))
    }
    return Dataset(arrow_table(columns))


def _append(example: Example, ids: array[int], labels: array[int], lengths: array[int]) -> None:
    ids.extend(example.input_ids)
    labels.extend(example.labels)
    lengths.append(len(ids))


def make_trainer(
    student: Student,
    settings: StudentSettings,
    examples: Dataset,
    *,
    out: Path,
    seed: int,
    on_progress: Callable[[Progress], None],
    clock: Callable[[], float],
) -> tuple[SFTTrainer, TrainingWatch]:
    """TRL's trainer, ready to train on sequences that have their labels, and what looks on."""
    cuda = torch.cuda.is_available()
    parameters = sum(weights.numel() for weights in student.model.parameters())
    planned_steps = max(1, math.ceil(len(examples) / settings.batch_size * student.epochs))
    limit = None if settings.max_minutes is None else 60 * settings.max_minutes
    watch = TrainingWatch(planned_steps, limit_seconds=limit, on_progress=on_progress, clock=clock)
    arguments = SFTConfig(
        output_dir=str(out),
        max_steps=planned_steps,
        per_device_train_batch_size=settings.batch_size,
        per_device_eval_batch_size=settings.batch_size,
        learning_rate=student.learning_rate,
        logging_steps=max(1, planned_steps // LOSS_POINTS),
        train_sampling_strategy="group_by_length",
        seed=seed % 2**32,
        bf16=cuda and torch.cuda.is_bf16_supported(),
        use_cpu=not cuda,
        activation_checkpointing=parameters > CHECKPOINTED_PARAMETERS,
        dataloader_pin_memory=cuda,
        max_length=None,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        log_level="error",
    )
    optimizer = torch.optim.AdamW(
        student.model.parameters(), lr=student.learning_rate, weight_decay=0.0
    )
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, watch.learning_rate_factor)
    trainer = SFTTrainer(
        model=student.model,
        args=arguments,
        train_dataset=examples,
        processing_class=student.tokenizer,
        callbacks=[watch],
        optimizers=(optimizer, scheduler),
    )
    trainer.remove_callback(PrinterCallback)
    return trainer, watch


def _validation_loss(
    trainer: SFTTrainer, model: PreTrainedModel, examples: Dataset, *, batch_size: int
) -> float | None:
    """The mean loss per assistant token over all examples; None without any."""
    if not len(examples):
        return None
    total, tokens = 0.0, 0
    model.train(mode=False)
    with torch.inference_mode():
        for start in range(0, len(examples), batch_size):
            rows = [examples[i] for i in range(start, min(start + batch_size, len(examples)))]
            batch = {
                name: values.to(model.device)
                for name, values in trainer.data_collator(rows).items()
            }
            labelled = int((batch["labels"][:, 1:] != IGNORED).sum())
            total += float(model(**batch).loss) * labelled
            tokens += labelled
    return total / tokens


def _save(student: Student, summary: TrainingSummary, out: Path) -> None:
    """Write the student beside its place and put it there whole, instead of the one before."""
    unfinished = out.with_name(f".{out.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    student.model.save_pretrained(unfinished)
    student.tokenizer.save_pretrained(unfinished)
    write_record(summary, unfinished)
    if out.exists():
        shutil.rmtree(out)
    unfinished.rename(out)
