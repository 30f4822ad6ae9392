"""The first stage: documents in, passages into the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import islice

from codi.errors import RunError, UserError
from codi.pipeline.run import Run, fingerprint_of
from codi.readers import read_documents, split_into_passages
from codi.readers.files import check_paths, input_files
from codi.readers.losses import ignore
from codi.types import Document, Loss, Passage, Progress

LISTED_NOTES = 100
PASSAGES_BETWEEN_SIGNS = 500


def read_documents_stage(run: Run) -> None:
    """Read the documents, cut them into passages and journal these.

    A recipe that names no documents reads the sample documents that ship with codi.

    Raises:
        InputError: nothing readable was found, or a path does not exist.
        RunError: the documents are not those that the run began with.
    """
    settings = run.recipe.documents
    paths = list(settings.paths) or [str(files("codi").joinpath("samples", "documents"))]
    fingerprint = fingerprint_of(settings.model_dump_json(), _contents_hash(paths))
    if run.is_done("documents", fingerprint=fingerprint):
        return
    if run.journal.num_passages:
        raise RunError(
            f"the documents of {run.folder.path} are not those it began with",
            hint="name another folder with --out, or remove this one",
        )
    if not settings.paths:
        run.on_notice("no documents named: reading the sample documents that ship with codi")
    reading = _Reading(run)
    with run.stage("documents", fingerprint=fingerprint) as record:
        run.journal.add_passages(reading.passages(paths))
        if not reading.num_passages:
            raise UserError(
                f"no passage in {', '.join(paths)}: {reading.num_skipped} skipped, the first: "
                f"{next(iter(reading.notes), 'none')}",
                hint="lower documents.min_words, or name other documents",
            )
        record.counts = {
            "documents": reading.num_documents,
            "passages": reading.num_passages,
            "skipped": reading.num_skipped,
        }
        record.notes = reading.notes
    reading.show(total=reading.num_passages)
    if reading.num_skipped:
        run.on_notice(f"{reading.num_skipped} skipped, the first: {reading.notes[0]}")


@dataclass(slots=True)
class _Reading:
    """Counts what is read and what is skipped, as it streams by."""

    run: Run
    num_documents: int = 0
    num_passages: int = 0
    num_skipped: int = 0
    notes: list[str] = field(default_factory=list)

    def passages(self, paths: list[str]) -> Iterator[Passage]:
        settings = self.run.recipe.documents
        for passage in split_into_passages(
            self._documents(paths),
            min_words=settings.min_words,
            max_words=settings.max_words,
            on_loss=self._skip,
        ):
            self.num_passages += 1
            if self.num_passages % PASSAGES_BETWEEN_SIGNS == 0:
                self.show(total=None)
            yield passage

    def _documents(self, paths: list[str]) -> Iterator[Document]:
        documents = read_documents(paths, on_loss=self._skip)
        for document in islice(documents, self.run.recipe.documents.max_documents):
            self.num_documents += 1
            yield document

    def _skip(self, skipped: Loss) -> None:
        self.num_skipped += 1
        if len(self.notes) < LISTED_NOTES:
            self.notes.append(f"skipped {skipped}")

    def show(self, *, total: int | None) -> None:
        self.run.on_progress(
            Progress(stage="documents", done=self.num_passages, total=total, note="passages")
        )


def _contents_hash(paths: list[str]) -> str:
    """A hash over names and bytes of all input files."""
    check_paths(paths)
    whole = hashlib.blake2b(digest_size=16)
    for file in input_files(paths, on_loss=ignore):
        whole.update(file.name.encode("utf-8") + b"\0")
        try:
            with file.path.open("rb") as stream:
                whole.update(hashlib.file_digest(stream, "blake2b").digest())
        except OSError:  # reading it reports why
            whole.update(b"unreadable")
    return whole.hexdigest()
