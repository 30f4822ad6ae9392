"""A recorded run as a teacher: the same calls bring the same replies, without the model."""

from __future__ import annotations

import gzip
import shutil
import tempfile
from importlib import resources
from pathlib import Path

from codi.errors import ModelError, RunError, UserError
from codi.journal import Journal, RunFolder, reply_key, same_call
from codi.types import Completion, Request

RECORDINGS = "recordings"
ENDING = ".sqlite.gz"


class ReplayModel:
    """Gives each call the reply that a journal holds for it.

    A call is known by its messages and sampling, so documents, recipe and seed have to be those of
    the recorded run; how it was filtered, and what for, may differ.
    """

    def __init__(self, name: str, journal: Journal, *, unpacked: Path | None = None) -> None:
        self._name = name
        self._journal = journal
        self._unpacked = unpacked

    @classmethod
    def open(cls, file: str) -> ReplayModel:
        """Open a run folder, a journal, a packed journal, or a recording that ships by its name.

        Raises:
            UserError: there is no such file or recording.
            RunError: the file is no journal.
        """
        path = _find(file)
        unpacked = None
        if path.name.endswith(".gz"):
            unpacked = Path(tempfile.mkdtemp(prefix="codi-replay-"))
            path = _unpack(path, unpacked)
        try:
            journal = Journal.open(path, read_only=True)
        except BaseException:
            if unpacked is not None:
                shutil.rmtree(unpacked)
            raise
        return cls(f"replay:{file}", journal, unpacked=unpacked)

    @property
    def name(self) -> str:
        """`replay:` and what was opened."""
        return self._name

    async def complete(self, request: Request) -> Completion:
        """The recorded reply to this very call.

        Raises:
            ModelError: the recording holds none.
        """
        task = request.task
        if task is None or task.plan is None:
            raise ModelError(
                f"{self._name} holds conversations only", hint="give another model for free text"
            )
        key = reply_key("", request)
        try:
            stored = self._journal.replies(task.plan.id)
        except LookupError:
            stored = {}
        for (turn, part, _), reply in stored.items():
            here = turn == len(task.history) and part == task.part
            if here and same_call(reply.key, key):
                return reply.completion
        raise ModelError(
            f"{self._name} holds no reply to this call",
            hint="documents, recipe and seed have to be those it was recorded with",
        )

    async def close(self) -> None:
        """Close the journal, and remove what was unpacked."""
        self._journal.close()
        if self._unpacked is not None:
            shutil.rmtree(self._unpacked)


def recording_names() -> tuple[str, ...]:
    """The recordings that ship with codi."""
    folder = resources.files("codi") / RECORDINGS
    if not folder.is_dir():
        return ()
    return tuple(
        sorted(
            file.name.removesuffix(ENDING)
            for file in folder.iterdir()
            if file.name.endswith(ENDING)
        )
    )


def pack_journal(journal: Path, packed: Path) -> None:
    """Write a journal as one small file that `replay:` reads; its run must not be at work.

    Raises:
        RunError: the journal cannot be read.
    """
    import sqlite3

    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "journal.sqlite"
        with Journal.open(journal, read_only=True):
            pass  # it is one
        source, target = sqlite3.connect(journal), sqlite3.connect(copy)
        try:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            target.execute("VACUUM")
        finally:
            source.close()
            target.close()
        # No time of packing and no name inside, so that the same journal packs to the same bytes.
        with packed.open("wb") as stream, gzip.GzipFile("", "wb", 9, stream, mtime=0) as out:
            out.write(copy.read_bytes())


def _find(file: str) -> Path:
    path = Path(file)
    if path.is_dir():
        return RunFolder(path).journal
    if path.is_file():
        return path
    shipped = resources.files("codi") / RECORDINGS / f"{file}{ENDING}"
    if isinstance(shipped, Path) and shipped.is_file():
        return shipped
    names = ", ".join(recording_names())
    raise UserError(
        f"replay: there is no recording {file}",
        hint="a run folder, its journal.sqlite" + (f", or one that ships: {names}" * bool(names)),
    )


def _unpack(path: Path, folder: Path) -> Path:
    """The journal inside a packed one."""
    journal = folder / "journal.sqlite"
    try:
        with gzip.open(path, "rb") as packed, journal.open("wb") as out:
            shutil.copyfileobj(packed, out)
    except (OSError, EOFError) as error:
        shutil.rmtree(folder)
        raise RunError(f"{path} cannot be unpacked: {error}", hint="pack it again") from None
    return journal
