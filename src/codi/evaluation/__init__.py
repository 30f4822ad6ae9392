"""Any ChatModel on a benchmark: every turn, gold history, official scoring, beside baselines."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from codi.benchmarks import (
    Benchmark,
    Prediction,
    Scores,
    TurnKey,
    human_performance,
    score,
)
from codi.evaluation.asking import Answers, ask_all
from codi.evaluation.baselines import BestSentence, FixedAnswer, baselines, training_answers
from codi.evaluation.replies import FOLLOWUP, UNANSWERABLE, prediction_of, says_unanswerable
from codi.evaluation.results import (
    BenchmarkResult,
    SystemResult,
    check_name,
    read_results,
    write_results,
)
from codi.evaluation.systems import CountsTruncation, System
from codi.metrics import bootstrap_interval
from codi.prompts import Prompts
from codi.randomness import rng_for
from codi.types import Progress, Sampling

__all__ = [
    "BenchmarkResult",
    "BestSentence",
    "FixedAnswer",
    "System",
    "SystemResult",
    "baselines",
    "evaluate",
    "prediction_of",
    "read_results",
    "says_unanswerable",
    "training_answers",
]

STAGE = "evaluate"
NUM_RESAMPLES = 1000


def ignore_progress(_: Progress) -> None:
    """Show nothing."""


async def evaluate(
    benchmark: Benchmark,
    systems: Sequence[System],
    *,
    name: str,
    prompts: Prompts,
    folder: Path | None = None,
    max_conversations: int | None = None,
    max_new_tokens: int = 32,
    concurrency: int = 32,
    seed: int = 1,
    on_progress: Callable[[Progress], None] = ignore_progress,
    clock: Callable[[], float] = time.monotonic,
) -> BenchmarkResult:
    """Ask every system every question, one system after the other, and score the answers.

    A question is asked with the student's system message, the questions before it with their gold
    answers, and greedy decoding; at most `concurrency` questions are under way. A question that a
    model fails on counts as an empty answer. `folder` gets `NAME.json` and
    `NAME.predictions.jsonl`; None writes nothing. `seed` is for the confidence interval alone.

    Raises:
        UserError: a system cannot be opened, or `name` cannot name a file.
    """
    check_name(name)
    if not systems:
        raise ValueError("nothing to evaluate")
    part = benchmark.first(max_conversations)
    sampling = Sampling(temperature=0.0, max_tokens=max_new_tokens)
    results: list[SystemResult] = []
    rows: list[dict[str, object]] = []
    for number, system in enumerate(systems):
        model = system.open()
        started = clock()
        report = _reporter(part, system, number, len(systems), on_progress)
        try:
            answers = await ask_all(
                part.turns(),
                model,
                ask=lambda dialog, turn: prompts.answer_call(
                    dialog.passage, dialog.gold_history(turn.index), turn.question, sampling
                ),
                concurrency=concurrency,
                report=report,
            )
        finally:
            await model.close()
        predictions = {
            key: prediction_of(reply, format=part.format) for key, reply in answers.replies.items()
        }
        truncated = model.truncated_prompts if isinstance(model, CountsTruncation) else 0
        results.append(
            _system_result(
                system,
                score(part, predictions),
                answers,
                seconds=round(clock() - started, 3),
                truncated=truncated,
                seed=seed,
            )
        )
        rows += _prediction_rows(part, system, answers, predictions)
    people = human_performance(part)
    result = BenchmarkResult(
        benchmark=name,
        format=part.format,
        data=part.source,
        fingerprint=part.fingerprint,
        conversations=len(part.dialogs),
        turns=part.num_turns,
        conversations_in_file=len(benchmark.dialogs),
        protocol=_protocol(part, max_new_tokens=max_new_tokens),
        systems=tuple(results),
        human=_headline(people) if people else None,
    )
    if folder is not None:
        write_results(result, rows, folder=folder)
    return result


def _reporter(
    benchmark: Benchmark,
    system: System,
    number: int,
    num_systems: int,
    on_progress: Callable[[Progress], None],
) -> Callable[[Answers], None]:
    """A function that tells how far all systems together have come."""
    num_turns = benchmark.num_turns

    def report(answers: Answers) -> None:
        on_progress(
            Progress(
                stage=STAGE,
                done=number * num_turns + len(answers.replies),
                total=num_systems * num_turns,
                failed=answers.failed,
                tokens=answers.usage.completion_tokens,
                note=system.name,
            )
        )

    return report


def _system_result(
    system: System,
    scores: Scores,
    answers: Answers,
    *,
    seconds: float,
    truncated: int,
    seed: int,
) -> SystemResult:
    low, high = bootstrap_interval(
        scores.turn_f1,
        rng=rng_for(seed, "bootstrap", system.name),
        num_resamples=NUM_RESAMPLES,
    )
    return SystemResult(
        name=system.name,
        kind=system.kind,
        f1=scores.f1,
        f1_low=None if math.isnan(low) else 100 * low,
        f1_high=None if math.isnan(high) else 100 * high,
        scores=_headline(scores),
        domains=_domains(scores),
        seconds=seconds,
        prompt_tokens=answers.usage.prompt_tokens,
        completion_tokens=answers.usage.completion_tokens,
        failed_turns=answers.failed,
        truncated_prompts=truncated,
        first_error=answers.first_error,
    )


def _headline(scores: Scores) -> dict[str, float]:
    """The official figures over all turns."""
    overall = scores.official.get("overall")
    if isinstance(overall, Mapping):
        return {"em": overall["em"], "f1": overall["f1"]}
    return {name: value for name, value in scores.official.items() if isinstance(value, float)}


def _domains(scores: Scores) -> dict[str, dict[str, float]]:
    """CoQA's figures by domain, those alone that have turns."""
    return {
        name: dict(figures)
        for name, figures in scores.official.items()
        if isinstance(figures, Mapping)
        and figures["turns"]
        and name not in {"overall", "in_domain", "out_domain"}
    }


def _prediction_rows(
    benchmark: Benchmark,
    system: System,
    answers: Answers,
    predictions: Mapping[TurnKey, Prediction],
) -> Iterator[dict[str, object]]:
    for dialog, turn in benchmark.turns():
        key = (dialog.id, turn.index)
        row: dict[str, object] = {
            "system": system.name,
            "conversation": dialog.id,
            "turn": turn.index,
            "question": turn.question,
            "references": list(turn.references),
            "reply": answers.replies[key],
            "answer": predictions[key].answer,
        }
        if benchmark.format == "quac":
            row |= {"yesno": predictions[key].yesno, "followup": predictions[key].followup}
        yield row


def _protocol(benchmark: Benchmark, *, max_new_tokens: int) -> dict[str, str | int]:
    """How it was measured, in words and numbers for the reader of a table."""
    counts = sorted({len(turn.references) for _, turn in benchmark.turns()})
    references = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    protocol: dict[str, str | int] = {
        "turns": "every turn",
        "history": "gold",
        "decoding": "greedy",
        "max_new_tokens": max_new_tokens,
        "references_per_turn": references,
        "scoring": {
            "coqa": "official CoQA: leave-one-out average over references",
            "quac": "official QuAC: references by majority, questions below human F1 0.4 left out",
        }[benchmark.format],
        "unanswerable": (
            f"a reply that says it cannot be known counts as {UNANSWERABLE[benchmark.format]}"
        ),
        "f1_interval": f"95 %, {NUM_RESAMPLES} bootstrap resamples of conversations",
    }
    if benchmark.format == "quac":
        protocol["yesno"] = "y or n where the reply begins with yes or no, else x"
        protocol["followup"] = f"always {FOLLOWUP}"
    return protocol
