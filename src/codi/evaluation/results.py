"""Scores as they are written down: one JSON file a benchmark, read back by the report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from codi.benchmarks import BenchmarkFormat
from codi.errors import RunError, UserError
from codi.evaluation.systems import SystemKind

PREDICTIONS_SUFFIX = ".predictions.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemResult:
    """How one system did.

    `scores` are in per cent under the scorer's names: em and f1 for CoQA (rounded to 0.1 by its
    scorer), all official figures for QuAC. `domains` has CoQA's, by domain with turns in it.
    `f1_low` and `f1_high` bound 95 % of bootstrap resamples of conversations. `failed_turns` got no
    reply and count 0; `truncated_prompts` did not fit into the model whole.
    """

    name: str
    kind: SystemKind
    f1: float
    f1_low: float | None
    f1_high: float | None
    scores: Mapping[str, float]
    domains: Mapping[str, Mapping[str, float]]
    seconds: float
    prompt_tokens: int
    completion_tokens: int
    failed_turns: int
    truncated_prompts: int
    first_error: str

    __pydantic_config__ = ConfigDict(extra="forbid", ser_json_inf_nan="constants")


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkResult:
    """All systems on one benchmark; `protocol` says in words how it was measured.

    `conversations` and `turns` were measured, of `conversations_in_file`. `human` is what the
    references reach among each other, None where there are too few.
    """

    benchmark: str
    format: BenchmarkFormat
    data: str
    fingerprint: str
    conversations: int
    turns: int
    conversations_in_file: int
    protocol: Mapping[str, str | int]
    systems: tuple[SystemResult, ...]
    human: Mapping[str, float] | None

    __pydantic_config__ = ConfigDict(extra="forbid", ser_json_inf_nan="constants")


_RESULT = TypeAdapter(BenchmarkResult)


def check_name(name: str) -> str:
    """A benchmark's name, if it can be part of a file's name; else `UserError`."""
    if not name or name != Path(name).name or name.startswith("."):
        raise UserError(f"{name!r} cannot name a file", hint="a benchmark's name is one word")
    return name


def write_results(
    result: BenchmarkResult, rows: Iterable[Mapping[str, object]], *, folder: Path
) -> None:
    """Write BENCHMARK.predictions.jsonl, then BENCHMARK.json, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    name = check_name(result.benchmark)
    _replace(folder / f"{name}{PREDICTIONS_SUFFIX}", lines.encode("utf-8"))
    _replace(folder / f"{name}.json", _RESULT.dump_json(result, indent=2) + b"\n")


def _replace(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def read_results(folder: Path) -> tuple[BenchmarkResult, ...]:
    """The results in an evaluation folder by the benchmarks' names; none where there is no folder.

    Raises:
        RunError: a file is not what `write_results` writes.
    """
    results = []
    for path in sorted(folder.glob("*.json")):
        try:
            results.append(_RESULT.validate_json(path.read_bytes()))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            key = ".".join(map(str, first["loc"]))
            raise RunError(f"{path}: {key}: {first['msg']}", hint="evaluate anew") from None
    return tuple(results)
