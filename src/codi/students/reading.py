"""The dataset as training reads it: `messages` and `passage` of each row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from codi.errors import InputError, RunError
from codi.students.examples import ChatRow
from codi.types import Message

ROWS_AT_A_TIME = 256


def read_rows(folder: Path, split: Literal["train", "validation"]) -> Iterator[ChatRow]:
    """The rows of `SPLIT-*.parquet` in the folder, in order; validation may have none.

    Raises:
        RunError: no training file is there.
        InputError: a file is no Parquet file, lacks a column, or a row is no conversation.
    """
    from pyarrow import parquet
    from pyarrow.lib import ArrowInvalid

    files = sorted(folder.glob(f"{split}-*.parquet"))
    if not files and split == "train":
        raise RunError(f"no train-*.parquet in {folder}", hint="`codi export` writes the dataset")
    for file in files:
        try:
            reader = parquet.ParquetFile(file)
            missing = {"messages", "passage"} - set(reader.schema_arrow.names)
        except (OSError, ArrowInvalid) as error:
            raise InputError(f"{file}: {error}") from None
        if missing:
            raise InputError(f"{file}: no column {' and '.join(sorted(missing))}")
        number = 0
        columns = ["messages", "passage"]
        for batch in reader.iter_batches(ROWS_AT_A_TIME, columns=columns):
            for row in batch.to_pylist():
                yield _row(row, where=f"{file}, row {number}")
                number += 1


def _row(row: dict[str, object], *, where: str) -> ChatRow:
    messages, passage = row["messages"], row["passage"]
    if not isinstance(messages, list) or not isinstance(passage, str):
        raise InputError(f"{where}: messages is no list, or passage no text")
    try:
        return ChatRow(
            messages=tuple(Message(role=m["role"], content=m["content"]) for m in messages),
            passage=passage,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"{where}: messages: {error}") from None
