"""CoQA: its file, its predictions and its scoring as the official scorer counts.

With several references a turn's score is the leave-one-out average: each reference is left out
once, the best score against the others counts, and the mean is taken, so that people and systems
face as many references. Source: Reddy et al. 2019, "CoQA: A Conversational Question Answering
Challenge", section on evaluation (TACL 7, arXiv 1808.07042). Held by golden scores in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pydantic import Field, TypeAdapter

from codi.benchmarks.edge import StrictRow, parse_file, read_bytes
from codi.benchmarks.values import (
    Benchmark,
    BenchmarkDialog,
    BenchmarkTurn,
    Prediction,
    Predictions,
    Scores,
    TurnKey,
)
from codi.errors import InputError
from codi.metrics import exact_match, token_f1
from codi.types import Passage, Span

IN_DOMAIN = {
    "mctest": "children_stories",
    "gutenberg": "literature",
    "race": "mid-high_school",
    "cnn": "news",
    "wikipedia": "wikipedia",
}
OUT_DOMAIN = {"reddit": "reddit", "science": "science"}
UNANSWERABLE = "unknown"


class _Question(StrictRow):
    input_text: str
    turn_id: int
    bad_turn: str | bool | None = None


class _Answer(StrictRow):
    input_text: str
    turn_id: int
    span_start: int = -1
    span_end: int = -1
    span_text: str = ""
    bad_turn: str | bool | None = None


class _Story(StrictRow):
    id: str
    story: str
    questions: list[_Question]
    answers: list[_Answer]
    additional_answers: dict[str, list[_Answer]] = Field(default_factory=dict)
    source: str = ""
    filename: str = ""
    name: str = ""


class _File(StrictRow):
    data: list[_Story]
    version: str | float | None = None
    note: str | None = None


class _PredictionRow(StrictRow):
    id: str
    turn_id: int
    answer: str


_FILE = TypeAdapter(_File)
_PREDICTIONS = TypeAdapter(list[_PredictionRow])


def load(path: Path, source: str) -> Benchmark:
    """Read a file in CoQA's own schema; `source` is what people know it as.

    Raises:
        InputError: naming the file and the key, or the conversation and the turn.
    """
    content = read_bytes(path)
    stories = parse_file(_FILE, content.data, path=path).data
    dialogs = tuple(_dialog(story, path) for story in stories)
    _refuse_repeats(dialogs, path)
    return Benchmark(
        format="coqa",
        source=source,
        dialogs=dialogs,
        fingerprint=content.fingerprint,
    )


def _refuse_repeats(dialogs: Sequence[BenchmarkDialog], path: Path) -> None:
    seen: set[str] = set()
    for dialog in dialogs:
        if dialog.id in seen:
            raise InputError(f"{path}: two conversations have the id {dialog.id}")
        seen.add(dialog.id)
    if not dialogs:
        raise InputError(f"{path}: no conversation in it", hint="`data` is an empty list")


def _dialog(story: _Story, path: Path) -> BenchmarkDialog:
    where = f"{path}: conversation {story.id}"
    if not story.id or not story.story.strip():
        raise InputError(f"{where}: an empty id or story")
    if not story.questions:
        raise InputError(f"{where}: no questions")
    columns = {"answers": story.answers}
    for name, answers in story.additional_answers.items():
        columns[f"additional_answers.{name}"] = answers
    expected = list(range(1, len(story.questions) + 1))
    turn_ids_of = {"questions": [question.turn_id for question in story.questions]}
    for name, answers in columns.items():
        turn_ids_of[name] = [answer.turn_id for answer in answers]
    for name, turn_ids in turn_ids_of.items():
        if turn_ids != expected:
            raise InputError(
                f"{where}: `{name}` has the turn ids {_shortened(turn_ids)} instead of "
                f"1 to {len(expected)} in order",
                hint="every question needs an answer in every column, with the same turn_id",
            )
    turns = tuple(
        BenchmarkTurn(
            index=index,
            id=f"{story.id} turn {question.turn_id}",
            question=question.input_text,
            references=tuple(answers[index].input_text for answers in columns.values()),
            gold_reply=story.answers[index].input_text,
            evidence=_evidence(story.answers[index], story.story),
        )
        for index, question in enumerate(story.questions)
    )
    return BenchmarkDialog(
        id=story.id,
        passage=Passage(id=story.id, document_id=story.id, text=story.story),
        turns=turns,
        domain=(IN_DOMAIN | OUT_DOMAIN).get(story.source, story.source or "unnamed"),
    )


def _evidence(answer: _Answer, story: str) -> tuple[Span, ...]:
    """The answer's rationale without white space around it; none where the span is no span."""
    if not 0 <= answer.span_start < answer.span_end <= len(story):
        return ()
    piece = story[answer.span_start : answer.span_end]
    start = answer.span_start + len(piece) - len(piece.lstrip())
    end = answer.span_end - len(piece) + len(piece.rstrip())
    return (Span(start=start, end=end),) if start < end else ()


def _shortened(turn_ids: Sequence[int]) -> str:
    shown = ", ".join(map(str, turn_ids[:30])) or "none"
    return shown + (", ..." if len(turn_ids) > 30 else "")


def read_predictions(path: Path, benchmark: Benchmark) -> dict[TurnKey, Prediction]:
    """Read predictions in the official format, a JSON list of `{id, turn_id, answer}`.

    A turn without a prediction is left out here and scored as 0, as officially.

    Raises:
        InputError: naming the id and turn of a prediction that stands twice or that no question
            of the benchmark asks for.
    """
    rows = parse_file(_PREDICTIONS, read_bytes(path).data, path=path)
    known = {(dialog.id, turn.index) for dialog, turn in benchmark.turns()}
    found: dict[TurnKey, Prediction] = {}
    for row in rows:
        key = (row.id, row.turn_id - 1)
        if key in found:
            raise InputError(f"{path}: two predictions for {row.id} turn {row.turn_id}")
        if key not in known:
            raise InputError(
                f"{path}: a prediction for {row.id} turn {row.turn_id}, which is not in "
                f"{benchmark.source}",
                hint="predictions and data have to be of the same file; turn_id starts at 1",
            )
        found[key] = Prediction(answer=row.answer)
    return found


def score(benchmark: Benchmark, predictions: Predictions) -> Scores:
    """EM and F1 per domain and overall, in per cent rounded to 0.1 as officially."""
    turns: dict[TurnKey, tuple[float, float]] = {}
    missing = []
    for dialog, turn in benchmark.turns():
        key = (dialog.id, turn.index)
        if key not in predictions:
            missing.append(turn.id)
            turns[key] = (0.0, 0.0)
            continue
        answer = predictions[key].answer
        turns[key] = (
            _against_references(exact_match, answer, turn.references),
            _against_references(token_f1, answer, turn.references),
        )
    return _scores(benchmark, turns, missing=tuple(missing))


def human_performance(benchmark: Benchmark) -> Scores | None:
    """Each reference scored against the others; None unless every turn has at least two."""
    if any(len(turn.references) < 2 for _, turn in benchmark.turns()):
        return None
    turns = {
        (dialog.id, turn.index): (
            _among_references(exact_match, turn.references),
            _among_references(token_f1, turn.references),
        )
        for dialog, turn in benchmark.turns()
    }
    return _scores(benchmark, turns)


def _others(references: Sequence[str], index: int) -> Sequence[str]:
    return [*references[:index], *references[index + 1 :]]


def _against_references(
    metric: Callable[[str, str], float], answer: str, references: Sequence[str]
) -> float:
    if len(references) == 1:
        return metric(answer, references[0])
    values = [metric(answer, reference) for reference in references]
    best = [max(values[:i] + values[i + 1 :]) for i in range(len(values))]
    return sum(best) / len(best)


def _among_references(metric: Callable[[str, str], float], references: Sequence[str]) -> float:
    best = [
        max(metric(left_out, other) for other in _others(references, i))
        for i, left_out in enumerate(references)
    ]
    return sum(best) / len(best)


def _scores(
    benchmark: Benchmark,
    turns: Mapping[TurnKey, tuple[float, float]],
    *,
    missing: tuple[str, ...] = (),
) -> Scores:
    by_domain: dict[str, list[tuple[float, float]]] = {
        domain: [] for domain in [*IN_DOMAIN.values(), *OUT_DOMAIN.values()]
    }
    for dialog in benchmark.dialogs:
        rows = [turns[dialog.id, turn.index] for turn in dialog.turns]
        by_domain.setdefault(dialog.domain, []).extend(rows)
    groups = {
        "in_domain": [row for domain in IN_DOMAIN.values() for row in by_domain[domain]],
        "out_domain": [row for domain in OUT_DOMAIN.values() for row in by_domain[domain]],
        "overall": list(turns.values()),
    }
    official = {name: _rounded(rows) for name, rows in {**by_domain, **groups}.items()}
    overall = [f1 for _, f1 in turns.values()]
    return Scores(
        official=official,
        f1=100 * sum(overall) / len(overall),
        turn_f1=tuple(
            tuple(turns[dialog.id, turn.index][1] for turn in dialog.turns)
            for dialog in benchmark.dialogs
        ),
        missing=missing,
    )


def _rounded(rows: Sequence[tuple[float, float]]) -> dict[str, float]:
    count = max(1, len(rows))
    return {
        "em": round(sum(em for em, _ in rows) / count * 100, 1),
        "f1": round(sum(f1 for _, f1 in rows) / count * 100, 1),
        "turns": len(rows),
    }
