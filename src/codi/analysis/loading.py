"""Conversations of any kind of file that holds some, one at a time.

CoQA and QuAC files come with the evidence they name. JSON lines and Parquet hold a conversation a
row: codi's own rows whole, others by their `messages`. A run folder gives what its journal keeps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

import orjson

from codi.analysis.rows import NO_PASSAGE, read_row
from codi.benchmarks import Benchmark, BenchmarkTurn, load_benchmark
from codi.errors import InputError, RunError
from codi.journal import Journal, RunFolder
from codi.recipe import load_recipe
from codi.types import Conversation, Turn

__all__ = ["NO_PASSAGE", "load_conversations"]

READABLE = (
    "a CoQA or QuAC file, JSON lines with `messages`, codi's Parquet files or their folder, "
    "or a run folder"
)
PARQUET_MARK = b"PAR1"
ROWS_AT_ONCE = 256


def load_conversations(path: str | Path) -> Iterator[Conversation]:
    """The conversations of a file or folder, in its order; only CoQA and QuAC are read whole.

    `passage.text` is `NO_PASSAGE` where the file tells no passage. A turn's `evidence` is that of
    the file: CoQA's rationale, the place of a QuAC answer, a codi row's spans; elsewhere empty.
    A QuAC reply CANNOTANSWER reads "The passage does not say.", its dialog acts are `labels`.

    Raises:
        InputError: at once, or while rows are read: one line with the file, the line, row or
            conversation, the key, and the remedy.
        RunError: a run folder without a conversation that is kept.
    """
    path = Path(path)
    if path.is_dir():
        return _not_empty(_folder(path), path)
    if not path.exists():
        raise InputError(f"{path} does not exist", hint=f"name {READABLE}")
    try:
        with path.open("rb") as file:
            start = file.read(len(PARQUET_MARK))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    if path.suffix == ".parquet" or start == PARQUET_MARK:
        return _not_empty(_parquet(path), path)
    if path.suffix in {".jsonl", ".ndjson"}:
        return _not_empty(_json_lines(path), path)
    return _not_empty(_json(path), path)


def _not_empty(conversations: Iterator[Conversation], path: Path) -> Iterator[Conversation]:
    """The same, with an error in place of nothing; the first one is read at once."""
    first = next(conversations, None)
    if first is None:
        raise InputError(f"{path}: no conversation in it", hint=f"codi reads {READABLE}")
    return chain((first,), conversations)


def _folder(path: Path) -> Iterator[Conversation]:
    run = RunFolder(path)
    if run.journal.exists():
        return _run(run)
    files = sorted(path.glob("*.parquet"))
    if files:
        return chain.from_iterable(map(_parquet, files))
    files = sorted(path.glob("*.jsonl"))
    if files:
        return chain.from_iterable(map(_json_lines, files))
    raise InputError(
        f"{path} holds no journal.sqlite, no *.parquet and no *.jsonl", hint=f"name {READABLE}"
    )


def _run(run: RunFolder) -> Iterator[Conversation]:
    language = load_recipe(str(run.recipe)).conversations.language if run.recipe.exists() else ""
    with Journal.open(run.journal, read_only=True) as journal:
        counts = journal.counts()
        if not counts.kept:
            raise RunError(
                f"{run.path}: none of its {counts.conversations} conversations is kept",
                hint="`codi filter --out RUN` judges them, `codi show RUN --dropped` tells why",
            )
        for conversation, _ in journal.conversations(kept=True):
            if conversation.turns:
                yield replace(conversation, language=language) if language else conversation


def _parquet(path: Path) -> Iterator[Conversation]:
    from pyarrow.lib import ArrowException
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as file:
            names = set(file.schema_arrow.names)
            if "messages" not in names and not {"turns", "passage"} <= names:
                raise InputError(
                    f"{path}: the columns are {', '.join(sorted(names)) or 'none'}",
                    hint="codi reads a column `messages`, or the dataset that `codi export` writes",
                )
            number = 0
            for batch in file.iter_batches(batch_size=ROWS_AT_ONCE):
                for row in batch.to_pylist():
                    number += 1
                    yield read_row(row, path=path, place=f"row {number}")
    except (ArrowException, OSError) as error:
        what = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(
            f"{path}: not a Parquet file that can be read: {what}",
            hint="make it again, or take the file from where it came once more",
        ) from None


def _json_lines(path: Path) -> Iterator[Conversation]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                row = orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise InputError(
                    f"{path}, line {number}: broken JSON: {error.msg}",
                    hint="JSON lines have one whole object a line",
                ) from None
            yield read_row(row, path=path, place=f"line {number}")


def _json(path: Path) -> Iterator[Conversation]:
    """By shape: a benchmark, a list of rows, or JSON lines under another name."""
    try:
        content = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        if _first_line_is_object(path):
            return _json_lines(path)
        raise InputError(
            f"{path}: broken JSON at line {error.lineno}: {error.msg}",
            hint=f"codi reads {READABLE}",
        ) from None
    if isinstance(content, list):
        rows = enumerate(content, start=1)
        return (read_row(row, path=path, place=f"item {number}") for number, row in rows)
    entries = content.get("data") if isinstance(content, dict) else None
    if isinstance(entries, list):
        first = entries[0] if entries and isinstance(entries[0], dict) else {}
        if "story" in first:
            return _benchmark(load_benchmark("coqa", path))
        if "paragraphs" in first:
            _refuse_squad(first, path)
            return _benchmark(load_benchmark("quac", path))
    elif isinstance(content, dict) and {"messages", "turns"} & set(content):
        return iter((read_row(content, path=path, place="line 1"),))
    raise InputError(
        f"{path}: not conversations in a shape that codi knows", hint=f"codi reads {READABLE}"
    )


def _first_line_is_object(path: Path) -> bool:
    with path.open("rb") as file:
        line = next((line for line in file if line.strip()), b"")
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def _refuse_squad(section: dict[str, object], path: Path) -> None:
    """SQuAD has QuAC's shape, and questions that do not follow each other."""
    paragraphs = section["paragraphs"]
    paragraph = paragraphs[0] if isinstance(paragraphs, list) and paragraphs else {}
    questions = paragraph.get("qas") if isinstance(paragraph, dict) else None
    question = questions[0] if isinstance(questions, list) and questions else {}
    if isinstance(question, dict) and "question" in question and "yesno" not in question:
        raise InputError(
            f"{path}: data.0.paragraphs.0.qas.0.yesno: missing, this is SQuAD's schema",
            hint=f"its questions stand alone; codi reads {READABLE}",
        )


def _labels(turn: BenchmarkTurn) -> dict[str, str]:
    """QuAC's dialog acts in the words of the recipe `quac`."""
    acts = {
        "followup": {"y": "should", "m": "could", "n": "should not"}.get(turn.followup, ""),
        "yesno": {"y": "yes", "n": "no", "x": "neither"}.get(turn.yesno, ""),
    }
    return {name: act for name, act in acts.items() if act}


def _benchmark(benchmark: Benchmark) -> Iterator[Conversation]:
    for dialog in benchmark.dialogs:
        yield Conversation(
            id=dialog.id,
            passage=dialog.passage,
            turns=tuple(
                Turn(
                    index=turn.index,
                    user=turn.question,
                    assistant=turn.gold_reply,
                    needs_evidence=bool(turn.evidence),
                    evidence=turn.evidence,
                    labels=_labels(turn),
                )
                for turn in dialog.turns
            ),
            planned_turns=len(dialog.turns),
        )
