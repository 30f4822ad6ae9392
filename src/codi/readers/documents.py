"""All formats behind one function: files, folders and globs in, documents with unique ids out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from codi.errors import InputError
from codi.readers.files import InputFile, check_paths, check_readable, input_files
from codi.readers.losses import OnLoss
from codi.readers.markdown import read_markdown
from codi.readers.plain import read_plain
from codi.readers.question_sets import read_json
from codi.readers.rows import read_csv, read_json_lines, read_parquet
from codi.types import Document, Loss

Reader = Callable[..., Iterator[Document]]

READERS: dict[str, Reader] = {
    ".csv": read_csv,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".markdown": read_markdown,
    ".md": read_markdown,
    ".ndjson": read_json_lines,
    ".parquet": read_parquet,
    ".text": read_plain,
    ".tsv": read_csv,
    ".txt": read_plain,
}
BINARY_ENDINGS = frozenset((".parquet",))
NAMED_PATHS = 5


def read_documents(paths: Sequence[str], *, on_loss: OnLoss) -> Iterator[Document]:
    """The documents under `paths` (files, folders, globs), sorted, one in memory at a time.

    The ending of a file's name chooses its reader. What cannot be read is told to `on_loss` with
    its reason and passed over. A document's id is the file's path relative to the folder named,
    then `:` and the row's id in files that hold several; an id that came before gets `~2`, `~3`,
    ...

    Raises:
        InputError: At once where a path does not exist; at the end where nothing was readable.
    """
    check_paths(paths)
    return _documents(paths, on_loss=on_loss)


def _documents(paths: Sequence[str], *, on_loss: OnLoss) -> Iterator[Document]:
    ids = _Ids()
    num_documents = num_skipped = 0

    def report(skipped: Loss) -> None:
        nonlocal num_skipped
        num_skipped += 1
        on_loss(skipped)

    for file in input_files(paths, on_loss=report):
        for document in _read(file, on_loss=report):
            num_documents += 1
            yield ids.unique(document)
    if not num_documents:
        more = f" and {len(paths) - NAMED_PATHS} more" if len(paths) > NAMED_PATHS else ""
        raise InputError(
            f"nothing readable in {', '.join(paths[:NAMED_PATHS])}{more}: {num_skipped} skipped",
            hint=f"codi reads {', '.join(READERS)}",
        )


def _read(file: InputFile, *, on_loss: OnLoss) -> Iterator[Document]:
    """The documents of one file; a file that cannot be read, or not to its end, is reported."""
    try:
        for document in _reader_for(file)(file, on_loss=on_loss):
            if document.text.strip():
                yield document
            else:
                on_loss(Loss(source=document.source, reason="no text but markup"))
    except InputError as error:
        on_loss(Loss(source=str(file.path), reason=str(error)))
    except OSError as error:
        on_loss(Loss(source=str(file.path), reason=f"cannot be read: {error.strerror}"))


def _reader_for(file: InputFile) -> Reader:
    ending = file.path.suffix.lower()
    reader = READERS.get(ending)
    if reader is None:
        raise InputError(f"unknown ending {ending}" if ending else "no ending in its name")
    check_readable(file.path, binary=ending in BINARY_ENDINGS)
    return reader


class _Ids:
    """Keeps ids unique; remembers eight bytes of each, and how often those came that came again."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()
        self._repeats: dict[str, int] = {}

    def unique(self, document: Document) -> Document:
        """The document, its id with a number after it where another had the same."""
        unique_id = document.id
        while not self._is_new(unique_id):
            count = self._repeats.get(document.id, 1) + 1
            self._repeats[document.id] = count
            unique_id = f"{document.id}~{count}"
        return document if unique_id == document.id else replace(document, id=unique_id)

    def _is_new(self, name: str) -> bool:
        digest = hashlib.blake2b(name.encode("utf-8"), digest_size=8).digest()
        known = digest in self._seen
        self._seen.add(digest)
        return not known
