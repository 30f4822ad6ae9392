"""Benchmarks of conversational question answering: read, and scored as officially."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from codi.benchmarks import coqa, quac
from codi.benchmarks.values import (
    Benchmark,
    BenchmarkDialog,
    BenchmarkFormat,
    BenchmarkTurn,
    Prediction,
    Predictions,
    Scores,
    TurnKey,
)
from codi.errors import InputError

__all__ = [
    "FORMATS",
    "Benchmark",
    "BenchmarkDialog",
    "BenchmarkFormat",
    "BenchmarkTurn",
    "Prediction",
    "Predictions",
    "Scores",
    "TurnKey",
    "human_performance",
    "load_benchmark",
    "read_predictions",
    "score",
    "score_files",
]

OWN_BENCHMARK = "codi's own small benchmark"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """How one kind of benchmark is read and scored."""

    load: Callable[[Path, str], Benchmark]
    read_predictions: Callable[[Path, Benchmark], dict[TurnKey, Prediction]]
    score: Callable[[Benchmark, Predictions], Scores]
    human_performance: Callable[[Benchmark], Scores | None]


FORMATS: Mapping[str, Format] = {
    "coqa": Format(
        load=coqa.load,
        read_predictions=coqa.read_predictions,
        score=coqa.score,
        human_performance=coqa.human_performance,
    ),
    "quac": Format(
        load=quac.load,
        read_predictions=quac.read_predictions,
        score=quac.score,
        human_performance=quac.human_performance,
    ),
}


def load_benchmark(name: str, path: str | Path | None = None) -> Benchmark:
    """Read a benchmark file of the format `name` ("coqa" or "quac").

    Without a path this is the project's own small benchmark, which is in CoQA's format.

    Raises:
        InputError: an unknown format, a file that cannot be read or breaks the format.
    """
    if name not in FORMATS:
        raise InputError(f"no benchmark format {name!r}", hint=f"one of {', '.join(FORMATS)}")
    if path is not None:
        return FORMATS[name].load(Path(path), str(path))
    if name != "coqa":
        raise InputError(
            f"no {name} benchmark ships with codi", hint="name a file; only coqa has a small one"
        )
    own = files("codi").joinpath("samples", "benchmark.json")
    return coqa.load(Path(str(own)), OWN_BENCHMARK)


def read_predictions(path: str | Path, benchmark: Benchmark) -> dict[TurnKey, Prediction]:
    """Read predictions in the benchmark's official format; a turn may lack one.

    Raises:
        InputError: naming the id and turn of a prediction that is unknown or stands twice.
    """
    return FORMATS[benchmark.format].read_predictions(Path(path), benchmark)


def score(benchmark: Benchmark, predictions: Predictions) -> Scores:
    """Score predictions as the benchmark's official scorer does; a missing one counts 0."""
    return FORMATS[benchmark.format].score(benchmark, predictions)


def human_performance(benchmark: Benchmark) -> Scores | None:
    """What the references reach among each other; None where there are too few of them."""
    return FORMATS[benchmark.format].human_performance(benchmark)


def score_files(name: str, *, data: str | Path, predictions: str | Path) -> Scores:
    """Score a predictions file against a benchmark file; `codi score` prints the `.official`."""
    benchmark = load_benchmark(name, data)
    return score(benchmark, read_predictions(predictions, benchmark))
