"""The first stage: documents in, passages into the journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from importlib.resources import files
from itertools import islice

from codi.errors import RunError, UserError
from codi.filters import (
    DOCUMENT_CHANGES,
    DOCUMENT_GATES,
    PASSAGE_CHANGES,
    PASSAGE_GATES,
    Context,
    OpenChanges,
    OpenGates,
)
from codi.personal_data import num_masked
from codi.pipeline.held_out import held_out
from codi.pipeline.run import Run, fingerprint_of
from codi.readers import read_documents, split_into_passages
from codi.readers.limits import Limits
from codi.readers.losses import beginning
from codi.readers.passages import NO_SENTENCE
from codi.readers.sources import contents_hash
from codi.types import Document, Level, Loss, Passage, Progress, Verdict

LISTED_NOTES = 100
RECORDS_BETWEEN_SIGNS = 250


def read_documents_stage(run: Run) -> None:
    """Read the documents, cut them into passages and journal these, and what falls away on the way.

    A recipe that names no documents reads the sample documents that ship with codi. The counts add
    up: `records` are the documents and the records lost, `documents` those kept and those lost,
    `passages cut` those kept and those lost; `LEVELs lost: GATE` says to which gate.

    Raises:
        InputError: nothing readable was found, or a path does not exist.
        RunError: the documents are not those that the run began with.
    """
    settings = run.recipe.documents
    paths = list(settings.paths) or [str(files("codi").joinpath("samples", "documents"))]
    fingerprint = fingerprint_of(settings.model_dump_json(), contents_hash(paths))
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
        record.counts = reading.counts()
        record.notes = reading.notes
    reading.show(total=reading.num_passages)
    if reading.notes:
        run.on_notice(
            f"{reading.losses.total():,} skipped, the first: {reading.notes[0]}; "
            f"`codi show {run.folder.path} --losses` lists them"
        )


class _Reading:
    """The way from input files to passages; counts what comes by and what falls away."""

    def __init__(self, run: Run) -> None:
        context = Context(recipe=run.recipe, held_out=partial(held_out, run.recipe))
        self.run = run
        self.num_records = 0
        self.num_documents = 0
        self.num_cut = 0
        self.num_passages = 0
        self.losses: Counter[tuple[Level, str]] = Counter()
        self.masked: Counter[str] = Counter()
        self.notes: list[str] = []
        self._document_changes = OpenChanges(DOCUMENT_CHANGES, context)
        self._document_gates = OpenGates(DOCUMENT_GATES, context)
        self._passage_changes = OpenChanges(PASSAGE_CHANGES, context)
        self._passage_gates = OpenGates(PASSAGE_GATES, context)

    def passages(self, paths: list[str]) -> Iterator[Passage]:
        """The passages that stay; raises `UserError` at the end where there is none.

        For `Journal.add_passages`, which takes back what was lost where this raises.
        """
        settings = self.run.recipe.documents
        for passage in split_into_passages(
            self._documents(paths),
            min_words=settings.min_words,
            max_words=settings.max_words,
            spanning=settings.spanning,
            on_loss=self._lose,
            keep=self._keep,
        ):
            self.num_passages += 1
            yield passage
        if not self.num_passages:
            raise UserError(
                f"no passage in {', '.join(paths)}: {self.losses.total()} skipped, the first: "
                f"{next(iter(self.notes), 'none')}",
                hint="lower documents.min_words, or name other documents",
            )

    def _documents(self, paths: list[str]) -> Iterator[Document]:
        settings = self.run.recipe.documents
        limits = Limits(**settings.limits.model_dump())
        documents = read_documents(paths, on_loss=self._lose, limits=limits)
        for found in islice(documents, settings.max_documents):
            self.num_documents += 1
            self._count_record()
            document = self._document_changes.applied(found)
            verdict = self._document_gates.judge(document)
            if verdict.kept:
                if self.run.recipe.documents.mask_personal_data:
                    self.masked += num_masked(document.text)
                yield document
            else:
                self._drop("document", document.source or document.id, verdict, document.text)

    def _keep(self, found: Passage) -> Passage | None:
        self.num_cut += 1
        passage = self._passage_changes.applied(found)
        verdict = self._passage_gates.judge(passage)
        if verdict.kept:
            return passage
        self._drop("passage", passage.id, verdict, passage.text)
        return None

    def _drop(self, level: Level, source: str, verdict: Verdict, text: str) -> None:
        reason = verdict.detail or verdict.reason.replace("_", " ")
        excerpt = beginning(text)
        self._lose(
            Loss(source=source, reason=reason, gate=verdict.reason, level=level, excerpt=excerpt)
        )

    def _lose(self, loss: Loss) -> None:
        self.num_cut += (loss.level, loss.gate) == ("passage", NO_SENTENCE)
        self.losses[loss.level, loss.gate] += 1
        if loss.level == "record":
            self._count_record()
        self.run.journal.add_loss(loss)
        if len(self.notes) < LISTED_NOTES:
            self.notes.append(f"skipped {loss}")

    def _count_record(self) -> None:
        self.num_records += 1
        if self.num_records % RECORDS_BETWEEN_SIGNS == 0:
            self.show(total=None)

    def counts(self) -> dict[str, int]:
        """What came by, what each gate took, and the placeholders in documents that were kept."""
        lost = Counter[Level]()
        for (level, _), count in self.losses.items():
            lost[level] += count
        return {
            "records": self.num_records,
            "documents": self.num_documents,
            "documents kept": self.num_documents - lost["document"],
            "passages cut": self.num_cut,
            "passages": self.num_passages,
            **{
                f"{level}s lost: {gate}": count
                for (level, gate), count in sorted(self.losses.items())
            },
            **{f"masked {name}": count for name, count in sorted(self.masked.items())},
        }

    def show(self, *, total: int | None) -> None:
        """Tell how far reading has come."""
        note = f"passages of {self.num_records:,} records"
        self.run.on_progress(
            Progress(stage="documents", done=self.num_passages, total=total, note=note)
        )
