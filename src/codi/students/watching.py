"""What looks on while a student trains: progress, the loss curve, learning rate and time limit."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from transformers import TrainerCallback

from codi.students.records import LossPoint, Stopped
from codi.types import Progress

if TYPE_CHECKING:
    from transformers import TrainerControl, TrainerState, TrainingArguments

STAGE = "train"
WARMUP_FRACTION = 0.05


class TrainingWatch(TrainerCallback):
    """Passes progress on, keeps the loss curve, and stops at the time limit."""

    def __init__(
        self,
        planned_steps: int,
        *,
        limit_seconds: float | None,
        on_progress: Callable[[Progress], None],
        clock: Callable[[], float],
    ) -> None:
        self.planned_steps = planned_steps
        self.points: list[LossPoint] = []
        self.stopped: Stopped = "finished"
        self.trained_tokens = 0
        self._limit_seconds = limit_seconds
        self._on_progress = on_progress
        self._clock = clock
        self._started = clock()

    def learning_rate_factor(self, step: int) -> float:
        """The share of the learning rate at `step`: a short linear warm-up, then half a cosine.

        Under a time limit the time used counts where it is further on than the steps, so that a
        training cut short by the clock has come down all the same.
        """
        warmup = math.ceil(WARMUP_FRACTION * self.planned_steps)
        done = step / self.planned_steps
        if self._limit_seconds is not None:
            done = max(done, (self._clock() - self._started) / self._limit_seconds)
        down = (1 + math.cos(math.pi * min(done, 1.0))) / 2
        return min(1.0, (step + 1) / (warmup + 1)) * down

    def on_train_begin(self, *_: object, **__: object) -> None:
        """Start the clock of the time limit."""
        self._started = self._clock()

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: object
    ) -> None:
        """Stop where the time is used up."""
        del args
        loss = f"loss {self.points[-1].loss:.3f}" if self.points else ""
        self._on_progress(
            Progress(
                stage=STAGE,
                done=state.global_step,
                total=self.planned_steps,
                tokens=self.trained_tokens,
                note=loss,
            )
        )
        elapsed = self._clock() - self._started
        if (
            self._limit_seconds is not None
            and elapsed >= self._limit_seconds
            and state.global_step < self.planned_steps
        ):
            self.stopped = "max_minutes"
            control.should_training_stop = True

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **_: object,
    ) -> None:
        """Keep one point of the loss curve."""
        del args, control
        logs = logs or {}
        self.trained_tokens = int(logs.get("num_tokens", self.trained_tokens))
        if "loss" in logs:
            self.points.append(
                LossPoint(
                    step=state.global_step,
                    loss=float(logs["loss"]),
                    learning_rate=float(logs["learning_rate"]),
                )
            )
