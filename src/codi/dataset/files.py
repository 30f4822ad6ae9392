"""The files of a dataset: rows in, Parquet and JSON lines out, the folder replaced at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import orjson

from codi.dataset.rows import Row, arrow_schema
from codi.dataset.splits import Split
from codi.errors import RunError

ROWS_PER_GROUP = 500
BYTES_PER_GROUP = 1 << 20
ROWS_PER_FILE = 50_000
OUR_FILES = ("README.md", "*.parquet", "*.jsonl")


class SplitWriter:
    """Writes the rows of one split to `SPLIT-00000.parquet` and so on.

    No more than a row group is in memory. A split without rows has no file. With `jsonl` the same
    rows stand in `SPLIT.jsonl`.
    """

    def __init__(
        self, folder: Path, split: Split, *, jsonl: bool, rows_per_file: int = ROWS_PER_FILE
    ) -> None:
        self.num_rows = 0
        self._folder = folder
        self._split = split
        self._jsonl = jsonl
        self._rows_per_file = rows_per_file
        self._schema = arrow_schema()
        self._group: list[bytes] = []
        self._group_bytes = 0
        self._parquet: Any = None
        self._lines: IO[bytes] | None = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._write_group()
        finally:
            self._open.close()
            if self._parquet:
                self._parquet.close()

    def add(self, row: Row) -> None:
        """Append one row."""
        if self.num_rows and self.num_rows % self._rows_per_file == 0:
            self._write_group()
            if self._parquet:
                self._parquet.close()
                self._parquet = None
        line = orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
        self._group.append(line)
        self._group_bytes += len(line)
        self.num_rows += 1
        if len(self._group) == ROWS_PER_GROUP or self._group_bytes > BYTES_PER_GROUP:
            self._write_group()

    def _write_group(self) -> None:
        if not self._group:
            return
        from pyarrow.parquet import ParquetWriter

        if self._parquet is None:
            number = (self.num_rows - 1) // self._rows_per_file
            path = self._folder / f"{self._split}-{number:05d}.parquet"
            self._parquet = ParquetWriter(path, self._schema, compression="zstd")
        data = b"".join(self._group)
        self._parquet.write_table(_table(data, self._schema))
        if self._jsonl:
            if self._lines is None:
                path = self._folder / f"{self._split}.jsonl"
                self._lines = self._open.enter_context(path.open("wb"))
            self._lines.write(data)
        self._group = []
        self._group_bytes = 0


def _table(json_lines: bytes, schema: Any) -> Any:  # noqa: ANN401  # pyarrow has no types
    """The rows as an Arrow table.

    By way of JSON, since pyarrow's conversion of Python objects takes eight times as long and loads
    pandas, where that is installed, with its 50 MB. The system's allocator gives the memory back.
    """
    from pyarrow import json
    from pyarrow.lib import BufferReader, system_memory_pool

    return json.read_json(
        BufferReader(json_lines),
        memory_pool=system_memory_pool(),
        read_options=json.ReadOptions(use_threads=False, block_size=len(json_lines) + 1),
        parse_options=json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="error"),
    )


@contextmanager
def replaced_folder(folder: Path) -> Iterator[Path]:
    """An empty folder to write to, which takes the place of `folder` when the block ends well.

    Raises:
        RunError: `folder` holds something that is not of a dataset, which would be lost.
    """
    if folder.exists() and not folder.is_dir():
        raise RunError(f"{folder} is a file", hint="move it away, or name another folder")
    for entry in sorted(folder.iterdir()) if folder.exists() else ():
        if not entry.is_file() or not any(entry.match(pattern) for pattern in OUR_FILES):
            raise RunError(
                f"{folder} holds {entry.name}, which is not of a dataset",
                hint="move it away, or name another folder",
            )
    partial = folder.with_name(f".{folder.name}.partial")
    former = folder.with_name(f".{folder.name}.former")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        yield partial
        for path in (*partial.iterdir(), partial):
            _sync(path)
        shutil.rmtree(former, ignore_errors=True)
        if folder.exists():
            folder.rename(former)
        partial.rename(folder)
        _sync(folder.parent)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        shutil.rmtree(former, ignore_errors=True)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
