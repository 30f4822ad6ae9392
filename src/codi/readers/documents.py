"""All formats behind one function: files, folders and globs in, documents with unique ids out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec

from codi.errors import InputError, MissingExtraError
from codi.readers.archives import read_archive
from codi.readers.docx import read_docx
from codi.readers.epub import read_epub
from codi.readers.files import InputFile, input_files
from codi.readers.html import read_html
from codi.readers.hub import HubDataset, read_hub
from codi.readers.isolation import Isolation
from codi.readers.limits import Limits, RefusedError, Watch
from codi.readers.losses import OnLoss
from codi.readers.markdown import read_markdown
from codi.readers.pdf import read_pdf
from codi.readers.plain import read_plain
from codi.readers.question_sets import read_json
from codi.readers.rows import read_csv, read_json_lines, read_parquet
from codi.readers.sources import sources_of
from codi.readers.streams import check_readable
from codi.types import Document, Loss


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderEntry:
    """How files of one ending are read.

    The function is `read(file, *, on_loss, watch)`; where it is `isolated`, it leans on a parser of
    somebody else's, and runs in a worker process. `binary`
    files need not look like text, `needs` are the packages of the extra `[web]` that it imports.
    `unpacks` tells whether it also reads files of this ending that are compressed, whose names then
    end in `.gz` or `.zst` after it.
    """

    read: Callable[..., Iterator[Document]]
    isolated: bool = False
    binary: bool = False
    needs: tuple[str, ...] = ()
    unpacks: bool = False


HTML = ReaderEntry(read=read_html, isolated=True, binary=True, needs=("trafilatura",), unpacks=True)
ARCHIVE = ReaderEntry(
    read=read_archive, isolated=True, binary=True, needs=("fastwarc", "trafilatura"), unpacks=True
)
READERS: dict[str, ReaderEntry] = {
    ".csv": ReaderEntry(read=read_csv, unpacks=True),
    ".docx": ReaderEntry(read=read_docx, isolated=True, binary=True, needs=("mammoth", "lxml")),
    ".epub": ReaderEntry(read=read_epub, isolated=True, binary=True, needs=("lxml",)),
    ".htm": HTML,
    ".html": HTML,
    ".json": ReaderEntry(read=read_json, unpacks=True),
    ".jsonl": ReaderEntry(read=read_json_lines, unpacks=True),
    ".markdown": ReaderEntry(read=read_markdown, unpacks=True),
    ".md": ReaderEntry(read=read_markdown, unpacks=True),
    ".ndjson": ReaderEntry(read=read_json_lines, unpacks=True),
    ".parquet": ReaderEntry(read=read_parquet, isolated=True, binary=True),
    ".pdf": ReaderEntry(read=read_pdf, isolated=True, binary=True, needs=("pypdfium2",)),
    ".text": ReaderEntry(read=read_plain, unpacks=True),
    ".tsv": ReaderEntry(read=read_csv, unpacks=True),
    ".txt": ReaderEntry(read=read_plain, unpacks=True),
    ".warc": ARCHIVE,
    ".wet": ARCHIVE,
    ".xhtml": HTML,
}
"""By the ending of a file's name in small letters; the longest that fits holds (`.warc.gz`)."""
NAMED_PATHS = 5


def read_documents(
    paths: Sequence[str], *, on_loss: OnLoss, limits: Limits | None = None
) -> Iterator[Document]:
    """The documents under `paths` (files, folders, globs), sorted, one in memory at a time.

    A path may also be a `file:` URL; datasets of the hub, `hf:OWNER/NAME`, are streamed after all
    paths.

    The ending of a file's name chooses its reader. What cannot be read is told to `on_loss` with
    its reason and passed over. A document's id is the file's path relative to the folder named,
    then `:` and the row's id in files that hold several; an id that came before gets `~2`, `~3`,
    ...  Foreign formats are read by a worker process within `limits`; it ends with the iterator.

    Raises:
        InputError: At once where a path does not exist; where a dataset of the hub cannot be
            opened; at the end where nothing was readable.
        MissingExtraError: A file or dataset needs a package that is not installed.
    """
    local, datasets = sources_of(paths)
    return _documents(local, datasets, on_loss=on_loss, limits=limits or Limits())


def _documents(
    paths: Sequence[str], datasets: Sequence[HubDataset], *, on_loss: OnLoss, limits: Limits
) -> Iterator[Document]:
    ids = _Ids()
    num_documents = num_skipped = 0

    def report(skipped: Loss) -> None:
        nonlocal num_skipped
        num_skipped += 1
        on_loss(skipped)

    with Isolation(limits) as isolation:
        for file in input_files(paths, on_loss=report):
            for document in _read(file, on_loss=report, isolation=isolation):
                num_documents += 1
                yield ids.unique(document)
    for dataset in datasets:
        for document in read_hub(dataset, on_loss=report):
            num_documents += 1
            yield ids.unique(document)
    if not num_documents:
        names = [*paths, *map(str, datasets)]
        more = f" and {len(names) - NAMED_PATHS} more" if len(names) > NAMED_PATHS else ""
        raise InputError(
            f"nothing readable in {', '.join(names[:NAMED_PATHS])}{more}: {num_skipped} skipped",
            hint=f"codi reads {', '.join(READERS)}",
        )


def _read(file: InputFile, *, on_loss: OnLoss, isolation: Isolation) -> Iterator[Document]:
    """The documents of one file; a file that cannot be read, or not to its end, is reported."""
    is_empty = True

    def report(loss: Loss) -> None:
        nonlocal is_empty
        is_empty = False
        on_loss(loss)

    try:
        entry = _entry_for(file)
        if entry.isolated:
            documents = isolation.read(entry.read, file, on_loss=report)
        else:
            documents = entry.read(file, on_loss=report, watch=Watch(limits=isolation.limits))
        for document in documents:
            if document.text.strip():
                is_empty = False
                yield document
            else:
                report(Loss(source=document.source, reason="no text but markup"))
        if is_empty:
            on_loss(Loss(source=str(file.path), reason="nothing in it"))
    except RefusedError as error:
        on_loss(Loss(source=str(file.path), reason=str(error), gate=error.gate))
    except InputError as error:
        on_loss(Loss(source=str(file.path), reason=str(error)))
    except OSError as error:
        on_loss(Loss(source=str(file.path), reason=f"cannot be read: {error.strerror}"))


def _entry_for(file: InputFile) -> ReaderEntry:
    suffixes = file.path.suffixes
    endings = ["".join(suffixes[start:]).lower() for start in range(len(suffixes))]
    known = next((READERS[ending] for ending in endings if ending in READERS), None)
    entry = known or READERS.get(file.ending)
    if entry is None:
        ending = file.ending + file.compression
        raise InputError(f"unknown ending {ending}" if ending else "no ending in its name")
    if not known and not entry.unpacks:
        raise InputError(f"a compressed {file.ending} file", hint="unpack it first")
    check_readable(file, binary=entry.binary)
    for package in entry.needs:
        if find_spec(package) is None:
            raise MissingExtraError(package, extra="web", purpose=f"reading {endings[-1]} files")
    return entry


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
