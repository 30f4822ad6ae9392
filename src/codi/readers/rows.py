"""One document a row: JSON lines, CSV and Parquet; the text stands in one of the usual columns."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import orjson

from codi.errors import InputError
from codi.readers.files import InputFile
from codi.readers.limits import Limits, Watch
from codi.readers.losses import OnLoss
from codi.readers.origins import (
    METADATA_COLUMNS,
    ORIGIN_COLUMNS,
    is_unicode,
    origin_of,
    with_metadata,
)
from codi.readers.plain import clean_text
from codi.readers.streams import lines_of
from codi.types import Document, Loss

if TYPE_CHECKING:
    from pyarrow import Field, RecordBatch

TEXT_COLUMNS = (
    "text",
    "content",
    "body",
    "document",
    "passage",
    "context",
    "article",
    "story",
    "paragraph",
    "page_content",
    "raw_content",
    "markdown",
)
ID_COLUMNS = (
    "id",
    "_id",
    "doc_id",
    "docid",
    "document_id",
    "passage_id",
    "uuid",
    "url",
    "uri",
    "key",
)
TITLE_COLUMNS = ("title", "headline", "heading", "name", "subject")
BACKGROUND_COLUMNS = ("background",)
WANTED_COLUMNS = frozenset(
    (
        *TEXT_COLUMNS,
        *ID_COLUMNS,
        *TITLE_COLUMNS,
        *BACKGROUND_COLUMNS,
        *ORIGIN_COLUMNS,
        *METADATA_COLUMNS,
    )
)
NOT_UTF8 = "not UTF-8 (convert the file to UTF-8)"
DELIMITERS = ",;\t|"
LONGEST_ID = 200
PARQUET_ROWS_AT_ONCE = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row as read; `place` says where it stands, for people, and `number` counts from 1."""

    values: Mapping[str, object]
    place: str
    number: int


def read_json_lines(file: InputFile, *, on_loss: OnLoss, watch: Watch) -> Iterator[Document]:
    """A document for each line of a JSON lines file; a broken line is reported and skipped."""
    return documents_of(
        _json_lines(file, on_loss=on_loss, limits=watch.limits), file=file, on_loss=on_loss
    )


def read_csv(file: InputFile, *, on_loss: OnLoss, watch: Watch) -> Iterator[Document]:
    """A document for each row of a CSV file with a header line; `,`, `;`, tab or `|` separates."""
    return documents_of(
        _csv_rows(file, on_loss=on_loss, limits=watch.limits), file=file, on_loss=on_loss
    )


def read_parquet(file: InputFile, *, on_loss: OnLoss, watch: Watch) -> Iterator[Document]:
    """A document for each row of a Parquet file, of which a few hundred are read at a time."""
    return documents_of(
        _parquet_rows(file, on_loss=on_loss, watch=watch), file=file, on_loss=on_loss
    )


def documents_of(
    rows: Iterable[Row],
    *,
    file: InputFile,
    on_loss: OnLoss,
    text_columns: tuple[str, ...] = TEXT_COLUMNS,
) -> Iterator[Document]:
    """The documents of rows, with text, id, title, background and origin from the usual columns.

    A row without an id is known by its number. A row without text is reported and skipped.
    """
    for row in rows:
        source = file.at(row.place)
        values = {name.strip().lower(): value for name, value in row.values.items() if name}
        text = _first_text(values, text_columns)
        row_id = _row_id(values) or str(row.number)
        about = with_metadata(values)
        title = plain_title(_first_text(about, TITLE_COLUMNS))
        background = _first_text(values, BACKGROUND_COLUMNS)
        if not text:
            on_loss(Loss(source=source, reason=_why_no_text(values, text_columns)))
        elif not is_unicode(text + row_id + title + background):
            on_loss(Loss(source=source, reason=NOT_UTF8))
        else:
            yield Document(
                id=f"{file.name}:{row_id}",
                text=text,
                title=title,
                source=source,
                background=background,
                origin=origin_of(about),
            )


def plain_title(title: str) -> str:
    """A title on one line; one written as an identifier (`Oil_crisis`) gets its spaces back."""
    title = " ".join(title.split())
    return title if " " in title else title.replace("_", " ").strip()


def _first_text(values: Mapping[str, object], names: tuple[str, ...]) -> str:
    """The first of the named columns that holds text, cleaned; else an empty string."""
    for name in names:
        value = values.get(name)
        if isinstance(value, str) and (text := clean_text(value).strip()):
            return text
    return ""


def _row_id(values: Mapping[str, object]) -> str:
    for name in ID_COLUMNS:
        value = values.get(name)
        if isinstance(value, int) or (isinstance(value, str) and value.strip()):
            return " ".join(str(value).split())[:LONGEST_ID]
    return ""


def _why_no_text(values: Mapping[str, object], text_columns: tuple[str, ...]) -> str:
    known = [name for name in text_columns if name in values]
    return f"no text in {', '.join(known)}" if known else no_column(text_columns)


def no_column(text_columns: tuple[str, ...]) -> str:
    """What is said where none of the columns is there."""
    return f"none of the columns {', '.join(text_columns)}"


def _json_lines(file: InputFile, *, on_loss: OnLoss, limits: Limits) -> Iterator[Row]:
    for number, line in lines_of(file, on_loss=on_loss, limits=limits):
        if not (line := line.removeprefix(codecs.BOM_UTF8).strip()):
            continue
        place = f"line {number}"
        try:
            values = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            reason = f"broken JSON: {error.msg}"
            on_loss(Loss(source=file.at(place), reason=reason))
            continue
        if isinstance(values, dict):
            yield Row(values=values, place=place, number=number)
        else:
            on_loss(Loss(source=file.at(place), reason="not a JSON object"))


def _csv_rows(file: InputFile, *, on_loss: OnLoss, limits: Limits) -> Iterator[Row]:
    csv.field_size_limit(limits.max_record_bytes)
    lines = _CsvLines(file, on_loss=on_loss, limits=limits)
    first = next(lines, "")
    reader = csv.reader(chain((first,), lines), delimiter=_delimiter(first))
    header = next(reader)
    line, number = reader.line_num + 1, 0
    try:
        for number, cells in enumerate(reader, start=1):
            lines.size = 0
            if cells:
                values = dict(zip(header, cells, strict=False))
                yield Row(values=values, place=f"line {line}", number=number)
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"broken CSV after row {number}, at line {line}: {error}") from error


class _CsvLines:
    """The lines of a CSV file as text; `size` counts what came since it was last set to nought."""

    def __init__(self, file: InputFile, *, on_loss: OnLoss, limits: Limits) -> None:
        self.size = 0
        self._limits = limits
        self._lines = (
            line
            for number, ended in lines_of(file, on_loss=on_loss, limits=limits)
            for line in (ended.removeprefix(codecs.BOM_UTF8) if number == 1 else ended).splitlines(
                keepends=True
            )
        )

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.size += len(line)
        if self.size > self._limits.max_record_bytes:
            raise csv.Error(f"a row longer than {self._limits.max_record_mb:g} MB")
        return line.decode("utf-8", errors="surrogateescape")


def _delimiter(header: str) -> str:
    """The separator with which the header line names a text column, and the most columns."""
    best, most = "", 0
    for delimiter in DELIMITERS:
        names = [
            name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter), [])
        ]
        if len(names) > most and not set(names).isdisjoint(TEXT_COLUMNS):
            best, most = delimiter, len(names)
    if not best:
        raise InputError(f"its header line has {no_column(TEXT_COLUMNS)}")
    return best


def _parquet_rows(file: InputFile, *, on_loss: OnLoss, watch: Watch) -> Iterator[Row]:
    from pyarrow import lib, parquet

    try:
        with parquet.ParquetFile(file.path) as table:
            columns = list(_wanted_columns(table.schema_arrow))
            if not {name.strip().lower() for name in columns} & set(TEXT_COLUMNS):
                raise InputError(no_column(TEXT_COLUMNS))
            number = 0
            for group in range(table.num_row_groups):
                num_rows = table.metadata.row_group(group).num_rows
                if not watch.begin(f"rows from {number + 1}"):
                    number += num_rows
                    continue
                for batch in table.iter_batches(
                    batch_size=PARQUET_ROWS_AT_ONCE, row_groups=[group], columns=columns
                ):
                    for values in _values_of(batch):
                        number += 1
                        place = f"row {number}"
                        if values is None:
                            on_loss(Loss(source=file.at(place), reason=NOT_UTF8))
                        else:
                            yield Row(values=values, place=place, number=number)
    except (lib.ArrowException, OSError) as error:
        raise InputError(f"broken Parquet: {' '.join(str(error).split())[:500]}") from error


def _values_of(batch: RecordBatch) -> Iterator[dict[str, object] | None]:
    """The rows of a batch; None in the place of one whose text is not UTF-8."""
    try:
        yield from batch.to_pylist()
    except UnicodeDecodeError:
        for index in range(batch.num_rows):
            try:
                yield batch.slice(index, 1).to_pylist()[0]
            except UnicodeDecodeError:
                yield None


def _wanted_columns(schema: Iterable[Field]) -> Iterator[str]:
    """The paths of the columns that a document is made of; of a struct only what is wanted."""
    from pyarrow.types import is_struct

    for column in schema:
        name = column.name.strip().lower()
        if name in METADATA_COLUMNS and is_struct(column.type):
            yield from (
                f"{column.name}.{part.name}"
                for part in column.type
                if part.name.strip().lower() in WANTED_COLUMNS
            )
        elif name in WANTED_COLUMNS:
            yield column.name
