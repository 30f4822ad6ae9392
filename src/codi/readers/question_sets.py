"""JSON files: the passages of CoQA, QuAC and SQuAD, never their questions; or a list of rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import cast

import orjson

from codi.errors import InputError
from codi.readers.files import InputFile
from codi.readers.limits import Watch
from codi.readers.losses import OnLoss
from codi.readers.plain import TITLE_JOIN, clean_text
from codi.readers.rows import Row, documents_of, plain_title, read_json_lines
from codi.readers.streams import read_utf8
from codi.types import Document, Loss

NO_ANSWER_MARK = "CANNOTANSWER"
SHAPES = "a CoQA, QuAC or SQuAD file, or a list of rows"


def read_json(file: InputFile, *, on_loss: OnLoss, watch: Watch) -> Iterator[Document]:
    """The documents of a JSON file, by its shape.

    `{"data": [{"story": ...}]}` is CoQA, `{"data": [{"paragraphs": [{"context": ...}]}]}` QuAC or
    SQuAD; a list is read as rows, and a file of one object a line as JSON lines. A passage that
    stands in the file twice is taken once.
    """
    text = read_utf8(file, limits=watch.limits)
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if _is_object(text.lstrip().split("\n", 1)[0]):
            yield from read_json_lines(file, on_loss=on_loss, watch=watch)
            return
        raise InputError(f"broken JSON at line {error.lineno}: {error.msg}") from error
    if isinstance(content, list):
        rows = (
            Row(
                values=item if isinstance(item, dict) else {}, place=f"item {number}", number=number
            )
            for number, item in enumerate(content, start=1)
        )
        yield from documents_of(rows, file=file, on_loss=on_loss)
    elif isinstance(content, dict) and isinstance(content.get("data"), list):
        yield from _once(_entries(content["data"], file=file, on_loss=on_loss))
    else:
        raise InputError(f"not {SHAPES}")


def _is_object(line: str) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False


def _once(documents: Iterator[Document]) -> Iterator[Document]:
    """The documents without those whose text came before; several dialogs share a passage."""
    seen: set[bytes] = set()
    for document in documents:
        digest = hashlib.blake2b(document.text.encode("utf-8"), digest_size=16).digest()
        if digest not in seen:
            seen.add(digest)
            yield document


def _entries(entries: list[object], *, file: InputFile, on_loss: OnLoss) -> Iterator[Document]:
    for number, entry in enumerate(entries, start=1):
        values = entry if isinstance(entry, dict) else {}
        if isinstance(values.get("story"), str):
            found = _coqa(values, number=number, file=file)
        elif isinstance(values.get("paragraphs"), list):
            found = _paragraphs(values, number=number, file=file)
        else:
            found = []
        found = [document for document in found if document.text]
        if not found:
            reason = "no story and no paragraphs with a context"
            on_loss(Loss(source=file.at(f"entry {number}"), reason=reason))
        yield from found


def _coqa(entry: dict[str, object], *, number: int, file: InputFile) -> list[Document]:
    return [
        Document(
            id=f"{file.name}:{entry.get('id') or number}",
            text=clean_text(cast("str", entry["story"])).strip(),
            source=file.at(f"entry {number}"),
        )
    ]


def _paragraphs(entry: dict[str, object], *, number: int, file: InputFile) -> list[Document]:
    """The contexts of a QuAC section (which have ids) or a SQuAD article (counted from 0)."""
    title = plain_title(str(entry.get("title") or ""))
    section = plain_title(str(entry.get("section_title") or ""))
    background = clean_text(str(entry.get("background") or "")).strip()
    documents = []
    for index, paragraph in enumerate(cast("list[object]", entry["paragraphs"])):
        values = paragraph if isinstance(paragraph, dict) else {}
        context = values.get("context")
        if not isinstance(context, str):
            continue
        paragraph_id = values.get("id") or f"{title or number}/{index}"
        text = clean_text(context).strip().removesuffix(NO_ANSWER_MARK).rstrip()
        documents.append(
            Document(
                id=f"{file.name}:{paragraph_id}",
                text=text,
                title=TITLE_JOIN.join(part for part in (title, section) if part),
                source=file.at(f"entry {number}, paragraph {index + 1}"),
                background=background,
            )
        )
    return documents
