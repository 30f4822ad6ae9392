"""The stage that measures: the student, the baselines and other models on the benchmarks."""

from __future__ import annotations

from functools import partial

from codi.benchmarks import Benchmark, load_benchmark
from codi.evaluation import (
    BenchmarkResult,
    System,
    baselines,
    evaluate,
    read_results,
    training_answers,
)
from codi.pipeline.event_loop import run_coroutine
from codi.pipeline.run import Run, fingerprint_of
from codi.prompts import Prompts
from codi.recipe import BenchmarkSettings
from codi.students import trained_student, untrained_student
from codi.teachers import open_model


def evaluate_stage(run: Run) -> list[BenchmarkResult]:
    """Ask the student, the baselines and the recipe's other models every question.

    Returns the results of the recipe's benchmarks. The baselines and the other models are measured
    also where no student was trained.

    Raises:
        InputError: a benchmark's file cannot be used.
        UserError: a model cannot be had.
    """
    settings = run.recipe.evaluation
    loaded = [(each, load_benchmark(each.format, each.data)) for each in settings.benchmarks]
    fingerprint = fingerprint_of(
        settings.model_dump_json(),
        run.recipe.prompts.student,
        run.manifest.stage("train").fingerprint,
        *(benchmark.fingerprint for _, benchmark in loaded),
    )
    names = {each.name for each in settings.benchmarks}
    if not run.is_done("evaluate", fingerprint=fingerprint):
        with run.stage("evaluate", fingerprint=fingerprint) as record:
            results = [_measure(run, each, benchmark) for each, benchmark in loaded]
            record.counts = {f"turns of {each.benchmark}": each.turns for each in results}
    return [each for each in read_results(run.folder.evaluation) if each.benchmark in names]


def _measure(run: Run, chosen: BenchmarkSettings, benchmark: Benchmark) -> BenchmarkResult:
    settings = run.recipe.evaluation
    return run_coroutine(
        evaluate(
            benchmark,
            _systems(run, benchmark),
            name=chosen.name,
            prompts=Prompts(run.recipe),
            folder=run.folder.evaluation,
            max_conversations=chosen.max_conversations,
            max_new_tokens=settings.max_new_tokens,
            concurrency=2 * settings.batch_size,
            seed=run.recipe.seed,
            on_progress=run.on_progress,
        )
    )


def _systems(run: Run, benchmark: Benchmark) -> list[System]:
    size = run.recipe.evaluation.batch_size
    folder = run.folder.student
    systems = []
    if run.manifest.stage("train").complete:
        systems = [
            System(
                name="student",
                kind="student",
                open=partial(trained_student, folder, batch_size=size),
            ),
            System(
                name="untrained student",
                kind="untrained",
                open=partial(untrained_student, folder, batch_size=size),
            ),
        ]
    others = [
        System(
            name=name,
            open=partial(open_model, name, batch_size=size, settings=run.recipe.teacher),
        )
        for name in run.recipe.evaluation.models
    ]
    simple = baselines(benchmark, training_answers=training_answers(run.folder.dataset))
    return [*systems, *others, *simple]
