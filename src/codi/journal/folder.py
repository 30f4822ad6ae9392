"""The run folder: where everything of one run lies, for one process at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from codi.errors import RunError
from codi.journal.manifest import Manifest


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The paths of one run; made on disk when it is locked for the first time."""

    path: Path

    @property
    def recipe(self) -> Path:
        """The recipe as resolved, every default written out."""
        return self.path / "recipe.yaml"

    @property
    def manifest(self) -> Path:
        """Versions, fingerprints, seed, counts, tokens, timings."""
        return self.path / "manifest.json"

    @property
    def journal(self) -> Path:
        """Passages, replies, finished conversations and verdicts."""
        return self.path / "journal.sqlite"

    @property
    def dataset(self) -> Path:
        """The folder of the exported dataset."""
        return self.path / "dataset"

    @property
    def student(self) -> Path:
        """The folder of the trained student."""
        return self.path / "student"

    @property
    def evaluation(self) -> Path:
        """The folder of scores and predictions."""
        return self.path / "evaluation"

    @property
    def report(self) -> Path:
        """The report, one file."""
        return self.path / "report.html"

    @property
    def lock_file(self) -> Path:
        """Holds the process id of whoever writes to the folder."""
        return self.path / ".lock"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep the folder, made where it is not there, to this process until the block ends.

        The lock is the kernel's, so it falls with its process, however that ends.

        Raises:
            RunError: another process holds it, named by its id, or the folder cannot be made.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.lock_file, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise RunError(
                f"{self.path} cannot be used as a run folder: {error.strerror}",
                hint="name another with --out",
            ) from error
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pid = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
                raise RunError(
                    f"{self.path} is in use by process {pid}",
                    hint="wait until it ends, stop it, or name another folder with --out",
                ) from None
            os.ftruncate(descriptor, 0)
            os.write(descriptor, f"{os.getpid()}\n".encode("ascii"))
            yield
            os.ftruncate(descriptor, 0)
        finally:
            os.close(descriptor)

    def read_manifest(self) -> Manifest:
        """The manifest as last written; an empty one where none is yet.

        Raises:
            RunError: the file is not a manifest that this version reads.
        """
        try:
            text = self.manifest.read_bytes()
        except FileNotFoundError:
            return Manifest()
        try:
            return Manifest.model_validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            raise RunError(
                f"{self.manifest} is not a manifest of this version of codi: "
                f"{key + ': ' if key else ''}{first['msg']}",
                hint="use the codi that made this run, or another folder",
            ) from error

    def write_manifest(self, manifest: Manifest) -> None:
        """Write the manifest whole: whoever reads it finds the former or this one, never a part."""
        partial = self.manifest.with_name(".manifest.json.partial")
        with partial.open("wb") as file:
            file.write(manifest.model_dump_json(indent=2).encode("utf-8") + b"\n")
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self.manifest)
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
