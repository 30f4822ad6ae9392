"""What `manifest.json` holds: where a run's data come from, and how far its stages have come."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class StageRecord(BaseModel):
    """One stage of a run.

    `fingerprint` is that of the inputs and settings the stage worked from; a stage is up to date
    where it is `complete` and its fingerprint is the present one. `seconds` add up over the
    sessions of a run that was interrupted. Tokens are those the stage asked its models for,
    `cached_tokens` the part of the prompts that a prefix cache served; `cost` is by the recipe's
    prices. `retries` counts calls that were made again, by cause.
    `notes` are for the reader, such as an input that was skipped and why.
    """

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    fingerprint: str = ""
    complete: bool = False
    seconds: float = 0.0
    counts: dict[str, int] = Field(default_factory=dict)
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cost: float = 0.0
    retries: dict[str, int] = Field(default_factory=dict)
    notes: list[str] = Field(default_factory=list)


class Manifest(BaseModel):
    """The manifest of a run: versions, fingerprints, seed, counts, tokens and timings."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    format_version: Literal[1] = 1
    recipe: str = ""
    seed: int = 0
    teacher: str = ""
    student: str = ""
    versions: dict[str, str] = Field(default_factory=dict)
    fingerprints: dict[str, str] = Field(default_factory=dict)
    stages: dict[str, StageRecord] = Field(default_factory=dict)

    def stage(self, name: str) -> StageRecord:
        """The record of a stage, made where there is none yet."""
        return self.stages.setdefault(name, StageRecord())
