"""QuAC: its file, its predictions and its scoring as the official scorer counts.

A question's references are either all spans or one CANNOTANSWER, by majority (a tie is
CANNOTANSWER). F1 is the leave-one-out average of the best overlap, the human F1 of a question that
of its references among each other, and questions below `MIN_HUMAN_F1` are left out of all figures
but `unfiltered_f1`. HEQ is the share of questions on which the system reaches the human F1, DHEQ
that of dialogs in which it does on every question. Source: Choi et al. 2018, "QuAC: Question
Answering in Context", section on evaluation (arXiv 1808.07036). Held by golden scores in the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter

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
from codi.metrics import normalize_answer, token_f1
from codi.text import locate_quote
from codi.types import Passage, Span

CANNOT_ANSWER = "CANNOTANSWER"
MIN_HUMAN_F1 = 0.4
GOLD_REPLY_WITHOUT_ANSWER = "The passage does not say."


class _Answer(StrictRow):
    text: str
    answer_start: int


class _Question(StrictRow):
    id: str
    question: str
    answers: list[_Answer]
    yesno: str
    followup: str
    orig_answer: _Answer | None = None


class _Paragraph(StrictRow):
    id: str
    context: str
    qas: list[_Question]


class _Section(StrictRow):
    paragraphs: list[_Paragraph]
    title: str = ""
    section_title: str = ""
    background: str = ""
    # Some published subsets carry a note per section on how they were cut out.
    split_evidence: object = None


class _File(StrictRow):
    data: list[_Section]
    version: str | float | None = None
    note: str | None = None


class _PredictionRow(StrictRow):
    best_span_str: list[str]
    qid: list[str]
    yesno: list[str]
    followup: list[str]


_FILE = TypeAdapter(_File)
_PREDICTIONS = TypeAdapter(_PredictionRow)


def load(path: Path, source: str) -> Benchmark:
    """Read a file in QuAC's own schema; `source` is what people know it as.

    The `CANNOTANSWER` behind each context is cut off.

    Raises:
        InputError: naming the file and the key, or the dialog and the question.
    """
    content = read_bytes(path)
    sections = parse_file(_FILE, content.data, path=path).data
    dialogs = tuple(
        _dialog(section, paragraph, path)
        for section in sections
        for paragraph in section.paragraphs
    )
    names = [dialog.id for dialog in dialogs]
    names += [turn.id for dialog in dialogs for turn in dialog.turns]
    if len(set(names)) < len(names):
        repeated = next(name for index, name in enumerate(names) if name in names[:index])
        raise InputError(f"{path}: the id {repeated} stands twice")
    if not dialogs:
        raise InputError(f"{path}: no dialog in it", hint="`data` has no paragraphs")
    return Benchmark(
        format="quac",
        source=source,
        dialogs=dialogs,
        fingerprint=content.fingerprint,
    )


def _dialog(section: _Section, paragraph: _Paragraph, path: Path) -> BenchmarkDialog:
    text = paragraph.context.removesuffix(CANNOT_ANSWER).rstrip()
    if not paragraph.id or not text:
        raise InputError(f"{path}: dialog {paragraph.id}: an empty id or context")
    for row in paragraph.qas:
        if not row.answers:
            raise InputError(f"{path}: question {row.id}: `answers` is empty")
    if not paragraph.qas:
        raise InputError(f"{path}: dialog {paragraph.id}: no questions")
    title = " - ".join(part for part in (section.title, section.section_title) if part)
    return BenchmarkDialog(
        id=paragraph.id,
        passage=Passage(id=paragraph.id, document_id=paragraph.id, text=text, title=title),
        turns=tuple(_turn(index, row, text) for index, row in enumerate(paragraph.qas)),
    )


def _turn(index: int, row: _Question, context: str) -> BenchmarkTurn:
    answer = row.orig_answer or row.answers[0]
    gold = answer.text
    return BenchmarkTurn(
        index=index,
        id=row.id,
        question=row.question,
        references=tuple(answer.text for answer in row.answers),
        gold_reply=GOLD_REPLY_WITHOUT_ANSWER if gold == CANNOT_ANSWER else gold,
        evidence=_evidence(answer, context),
        yesno=row.yesno,
        followup=row.followup,
    )


def _evidence(answer: _Answer, context: str) -> tuple[Span, ...]:
    """Where the answer stands; looked for where the file's offset does not point to its words."""
    if answer.text == CANNOT_ANSWER or not answer.text.strip():
        return ()
    start, end = answer.answer_start, answer.answer_start + len(answer.text)
    if start >= 0 and context[start:end].casefold() == answer.text.casefold():
        return (Span(start=start, end=end),)
    found = locate_quote(context, answer.text)
    return (found,) if found else ()


def read_predictions(path: Path, benchmark: Benchmark) -> dict[TurnKey, Prediction]:
    """Read predictions in the official format: a JSON object a line, with lists of equal length.

    The lists are `best_span_str`, `qid`, `yesno` and `followup`, one entry a question. A question
    without a prediction is left out here and scored as 0, as officially.

    Raises:
        InputError: naming the line, and the qid that stands twice or that the benchmark lacks.
    """
    keys = {turn.id: (dialog.id, turn.index) for dialog, turn in benchmark.turns()}
    found: dict[TurnKey, Prediction] = {}
    for number, line in enumerate(read_bytes(path).data.splitlines(), start=1):
        if not line.strip():
            continue
        row = parse_file(_PREDICTIONS, line, path=path, line=number)
        where = f"{path}, line {number}"
        lengths = {len(row.qid), len(row.best_span_str), len(row.yesno), len(row.followup)}
        if len(lengths) > 1:
            raise InputError(
                f"{where}: {len(row.qid)} qid, {len(row.best_span_str)} best_span_str, "
                f"{len(row.yesno)} yesno, {len(row.followup)} followup",
                hint="the four lists need one entry for each question",
            )
        for qid, answer, yesno, followup in zip(
            row.qid, row.best_span_str, row.yesno, row.followup, strict=True
        ):
            if qid not in keys:
                raise InputError(
                    f"{where}: the qid {qid} is not in {benchmark.source}",
                    hint="predictions and data have to be of the same file",
                )
            if keys[qid] in found:
                raise InputError(f"{where}: two predictions for {qid}")
            found[keys[qid]] = Prediction(answer=answer, yesno=yesno, followup=followup)
    return found


def score(benchmark: Benchmark, predictions: Predictions) -> Scores:
    """The official figures in per cent, unrounded, under the official names.

    A question without a prediction counts 0 in `f1` and spoils its dialog, and stands in none of
    the other figures, as officially.
    """
    f1s: list[tuple[float, ...]] = []
    unfiltered: list[float] = []
    unanswerable: list[float] = []
    reached: list[bool] = []
    yesno: list[bool] = []
    followup: list[bool] = []
    good_dialogs = 0
    missing = []
    for dialog in benchmark.dialogs:
        scored: list[float] = []
        good = True
        for turn in dialog.turns:
            prediction = predictions.get((dialog.id, turn.index))
            if prediction is None:
                missing.append(turn.id)
                scored.append(0.0)
                good = False
                continue
            references = by_majority(turn.references)
            human_f1 = _human_f1(references)
            f1 = _leave_one_out_f1(prediction.answer, references)
            unfiltered.append(f1)
            if human_f1 < MIN_HUMAN_F1:
                continue
            scored.append(f1)
            yesno.append(prediction.yesno == turn.yesno)
            followup.append(prediction.followup == turn.followup)
            reached.append(f1 >= human_f1)
            good = good and f1 >= human_f1
            if references[0] == CANNOT_ANSWER:
                unanswerable.append(f1)
        f1s.append(tuple(scored))
        good_dialogs += good
    overall = _percent([f1 for group in f1s for f1 in group])
    official = {
        "unfiltered_f1": _percent(unfiltered),
        "f1": overall,
        "HEQ": _percent(reached),
        "DHEQ": 100.0 * good_dialogs / len(benchmark.dialogs),
        "yes/no": _percent(yesno),
        "followup": _percent(followup),
        "unanswerable_acc": _percent(unanswerable),
    }
    return Scores(official=official, f1=overall, turn_f1=tuple(f1s), missing=tuple(missing))


def human_performance(benchmark: Benchmark) -> Scores | None:
    """The references' F1 among each other; None unless some question has two or more.

    Only F1 is known of people: what they reach on HEQ is 100 by definition.
    """
    if all(len(by_majority(turn.references)) < 2 for _, turn in benchmark.turns()):
        return None
    unfiltered = []
    groups = []
    for dialog in benchmark.dialogs:
        values = [_human_f1(by_majority(turn.references)) for turn in dialog.turns]
        unfiltered += values
        groups.append(tuple(value for value in values if value >= MIN_HUMAN_F1))
    f1 = _percent([value for group in groups for value in group])
    return Scores(
        official={"unfiltered_f1": _percent(unfiltered), "f1": f1},
        f1=f1,
        turn_f1=tuple(groups),
    )


def by_majority(references: Sequence[str]) -> tuple[str, ...]:
    """The references that count: the spans where they outnumber CANNOTANSWER, else that alone."""
    spans = tuple(reference for reference in references if reference != CANNOT_ANSWER)
    return spans if len(spans) > len(references) - len(spans) else (CANNOT_ANSWER,)


def _overlap(prediction: str, reference: str) -> float:
    """Token F1, where CANNOTANSWER matches itself alone and texts without a word match nothing."""
    if CANNOT_ANSWER in (prediction, reference):
        return float(prediction == reference)
    return token_f1(prediction, reference) if normalize_answer(prediction) else 0.0


def _leave_one_out_f1(prediction: str, references: Sequence[str]) -> float:
    values = [_overlap(prediction, reference) for reference in references]
    if len(values) == 1:
        return values[0]
    return sum(max(values[:i] + values[i + 1 :]) for i in range(len(values))) / len(values)


def _human_f1(references: Sequence[str]) -> float:
    if len(references) == 1:
        return 1.0
    best = [
        max(_overlap(one, other) for j, other in enumerate(references) if j != i)
        for i, one in enumerate(references)
    ]
    return sum(best) / len(best)


def _percent(values: Sequence[float]) -> float:
    return 100.0 * sum(values) / len(values) if values else 0.0
