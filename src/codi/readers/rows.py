"""One document a row: JSON lines, CSV and Parquet; the text stands in one of the usual columns."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import orjson

from codi.errors import InputError
from codi.readers.files import InputFile
from codi.readers.losses import OnLoss
from codi.readers.plain import clean_text
from codi.types import Document, Loss

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
DELIMITERS = ",;\t|"
LONGEST_CSV_FIELD = 1 << 24
LONGEST_ID = 200
PARQUET_ROWS_AT_ONCE = 256
NO_TEXT_COLUMN = f"none of the columns {', '.join(TEXT_COLUMNS)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row as read; `place` says where it stands, for people, and `number` counts from 1."""

    values: Mapping[str, object]
    place: str
    number: int


def read_json_lines(file: InputFile, *, on_loss: OnLoss) -> Iterator[Document]:
    """A document for each line of a JSON lines file; a broken line is reported and skipped."""
    return documents_of(_json_lines(file, on_loss=on_loss), file=file, on_loss=on_loss)


def read_csv(file: InputFile, *, on_loss: OnLoss) -> Iterator[Document]:
    """A document for each row of a CSV file with a header line; `,`, `;`, tab or `|` separates."""
    return documents_of(_csv_rows(file), file=file, on_loss=on_loss)


def read_parquet(file: InputFile, *, on_loss: OnLoss) -> Iterator[Document]:
    """A document for each row of a Parquet file, of which a few hundred are read at a time."""
    return documents_of(_parquet_rows(file), file=file, on_loss=on_loss)


def documents_of(rows: Iterable[Row], *, file: InputFile, on_loss: OnLoss) -> Iterator[Document]:
    """The documents of rows, with text, id, title and background from the usual columns.

    A row without an id is known by its number. A row without text is reported and skipped.
    """
    for row in rows:
        source = file.at(row.place)
        values = {name.strip().lower(): value for name, value in row.values.items() if name}
        text = _first_text(values, TEXT_COLUMNS)
        row_id = _row_id(values) or str(row.number)
        title = plain_title(_first_text(values, TITLE_COLUMNS))
        background = _first_text(values, BACKGROUND_COLUMNS)
        if not text:
            on_loss(Loss(source=source, reason=_why_no_text(values)))
        elif not _is_unicode(text + row_id + title + background):
            on_loss(Loss(source=source, reason="not UTF-8 (convert the file to UTF-8)"))
        else:
            yield Document(
                id=f"{file.name}:{row_id}",
                text=text,
                title=title,
                source=source,
                background=background,
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


def _why_no_text(values: Mapping[str, object]) -> str:
    known = [name for name in TEXT_COLUMNS if name in values]
    return f"no text in {', '.join(known)}" if known else NO_TEXT_COLUMN


def _is_unicode(text: str) -> bool:
    """Whether no byte had to be carried along undecoded."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _json_lines(file: InputFile, *, on_loss: OnLoss) -> Iterator[Row]:
    with file.path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
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


def _csv_rows(file: InputFile) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CSV_FIELD)
    with file.path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
        delimiter = _delimiter(lines.readline())
        lines.seek(0)
        reader = csv.reader(lines, delimiter=delimiter)
        header = next(reader)
        line, number = reader.line_num + 1, 0
        try:
            for number, cells in enumerate(reader, start=1):
                if cells:
                    values = dict(zip(header, cells, strict=False))
                    yield Row(values=values, place=f"line {line}", number=number)
                line = reader.line_num + 1
        except csv.Error as error:
            raise InputError(f"broken CSV after row {number}, at line {line}: {error}") from error


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
        raise InputError(f"its header line has {NO_TEXT_COLUMN}")
    return best


def _parquet_rows(file: InputFile) -> Iterator[Row]:
    from pyarrow import lib, parquet

    wanted = {*TEXT_COLUMNS, *ID_COLUMNS, *TITLE_COLUMNS, *BACKGROUND_COLUMNS}
    try:
        with parquet.ParquetFile(file.path) as table:
            columns = [name for name in table.schema_arrow.names if name.strip().lower() in wanted]
            if not {name.strip().lower() for name in columns} & set(TEXT_COLUMNS):
                raise InputError(NO_TEXT_COLUMN)
            number = 0
            for batch in table.iter_batches(batch_size=PARQUET_ROWS_AT_ONCE, columns=columns):
                for values in batch.to_pylist():
                    number += 1
                    yield Row(values=values, place=f"row {number}", number=number)
    except lib.ArrowException as error:
        raise InputError(f"broken Parquet: {' '.join(str(error).split())}") from error
