"""Readers of foreign formats run in a process of their own, which is cut off where it must be.

`Isolation.read` runs a reader in a worker (`codi.readers.worker`) and hands on what it finds, in
its order. Where the worker dies over a record, because that took too long, needed too much memory
or broke the parser, the record is reported and a new worker goes on after it: one hostile page
never costs the rest of an archive. The worker starts with the first file that needs it and serves
all that follow; it reads ahead, as far as the pipe holds, while the caller works.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from codi.readers.files import InputFile
from codi.readers.frames import LENGTH_BYTES, Message, document_of, frame, loss_of, message_of
from codi.readers.limits import Limits, RefusedError
from codi.readers.losses import OnLoss
from codi.types import Document, Loss

PIPE_BYTES = 1 << 20
READ_BYTES = 1 << 18
SECONDS_OF_GRACE = 30.0
"""A silent worker that its own timer has not ended, for it hangs elsewhere, is ended after this."""
MOST_DEATHS = 20
"""Workers that may die one after the other over a file, without a document between."""
QUIET = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # the others reserve a gigabyte of addresses at once
    "MALLOC_ARENA_MAX": "2",  # as does malloc for each thread
    "OMP_NUM_THREADS": "1",
    "PYTHONWARNINGS": "ignore",
}


@dataclass(slots=True)
class _Reading:
    """How far a file has been read: records begun, and workers lost since the last document."""

    begun: int = 0
    place: str = ""
    deaths: int = 0


@dataclass(frozen=True, slots=True)
class _Death:
    gate: str
    reason: str


class Isolation:
    """A context in which files are read by a worker, started when it is first needed."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._worker: _Worker | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the worker, whatever it does."""
        if self._worker:
            self._worker.end()
            self._worker = None

    def read(
        self, reader: Callable[..., Iterator[Document]], file: InputFile, *, on_loss: OnLoss
    ) -> Iterator[Document]:
        """The documents that `reader` finds in `file`; it is a function of a module.

        Losses are counted under `timeout`, `out_of_memory` or `crashed` where the worker died.

        Raises:
            RefusedError: The reader refuses the file, or what is left of it; an `InputError`.
        """
        reading = _Reading()
        while True:
            before = reading.begun
            death = yield from self._attempt(reader, file, reading, on_loss=on_loss)
            if death is None:
                return
            reading.deaths += 1
            source = file.at(reading.place) if reading.place else str(file.path)
            stuck = reading.begun == before and before
            if stuck or reading.deaths > MOST_DEATHS:
                reason = f"the rest of the file after it is left out: {death.reason}"
                on_loss(Loss(source=source, reason=reason, gate=death.gate))
                return
            on_loss(Loss(source=source, reason=death.reason, gate=death.gate))
            if not reading.begun:
                return

    def _attempt(
        self,
        reader: Callable[..., Iterator[Document]],
        file: InputFile,
        reading: _Reading,
        *,
        on_loss: OnLoss,
    ) -> Generator[Document, None, _Death | None]:
        """Read on after the records begun; returns how the worker died, or None at the end."""
        worker = self._living_worker()
        idle = False
        try:
            worker.ask(self._task(reader, file, skip=reading.begun))
            for kind, value in worker.messages():
                if kind == "begin":
                    reading.begun, reading.place = reading.begun + 1, str(value)
                elif kind == "document":
                    reading.deaths = 0
                    yield document_of(value)
                elif kind == "loss":
                    on_loss(loss_of(value))
                elif kind == "failed":
                    worker.failure = " ".join(cast("list[str]", value))
                else:
                    idle = True
                    if kind == "refused":
                        reason, gate = cast("list[str]", value)
                        raise RefusedError(reason, gate=gate)
                    return None
            return worker.death(self.limits)
        finally:
            if not idle:
                self.close()

    def _living_worker(self) -> _Worker:
        if self._worker and not self._worker.is_alive():
            self.close()
        if not self._worker:
            self._worker = _Worker(patience=self.limits.seconds_per_document + SECONDS_OF_GRACE)
        return self._worker

    def _task(
        self, reader: Callable[..., Iterator[Document]], file: InputFile, *, skip: int
    ) -> bytes:
        task = {
            "reader": f"{reader.__module__}:{reader.__qualname__}",
            "path": os.fsencode(file.path).decode("latin-1"),
            "name": os.fsencode(file.name).decode("latin-1"),
            "limits": self.limits,
            "skip": skip,
        }
        return frame("read", task)


class _Worker:
    """One worker process and the pipes to it."""

    def __init__(self, *, patience: float) -> None:
        self.failure = ""
        self._silent = False
        self._patience = patience
        folders = [folder or str(Path.cwd()) for folder in sys.path]
        self._process = subprocess.Popen(
            (sys.executable, "-P", "-m", "codi.readers.worker"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=os.environ | QUIET | {"PYTHONPATH": os.pathsep.join(folders)},
            start_new_session=True,  # an interrupt from the terminal is for the parent to handle
        )
        self._tasks = cast("IO[bytes]", self._process.stdin)
        self._found = cast("IO[bytes]", self._process.stdout).fileno()
        if hasattr(fcntl, "F_SETPIPE_SZ"):
            with suppress(OSError):  # more than this user may have
                fcntl.fcntl(self._found, fcntl.F_SETPIPE_SZ, PIPE_BYTES)

    def is_alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def ask(self, task: bytes) -> None:
        """Send a task; a worker that has died meanwhile shows as one without messages."""
        with suppress(BrokenPipeError):
            self._tasks.write(task)

    def messages(self) -> Iterator[Message]:
        """What the worker sends, until it dies or falls silent."""
        waiting = select.poll()
        waiting.register(self._found, select.POLLIN)
        buffer = bytearray()
        while data := self._read(waiting):
            buffer += data
            start = 0
            while (end := _end_of_frame(buffer, start)) <= len(buffer):
                yield message_of(buffer[start + LENGTH_BYTES : end])
                start = end
            del buffer[:start]

    def _read(self, waiting: select.poll) -> bytes:
        self._silent = not waiting.poll(self._patience * 1000)
        return b"" if self._silent else os.read(self._found, READ_BYTES)

    def death(self, limits: Limits) -> _Death:
        """How the worker died; one that only fell silent is ended."""
        if not self._silent:
            with suppress(subprocess.TimeoutExpired):  # its pipe has closed: it is ending
                self._process.wait(timeout=SECONDS_OF_GRACE)
        self.end()
        status = self._process.returncode
        if self._silent or status == -signal.SIGALRM:
            seconds = limits.seconds_per_document
            return _Death("timeout", f"not read within {seconds:g} s")
        if self.failure == "memory":
            return _Death("out_of_memory", f"needs more than {limits.memory_mb} MB")
        if self.failure:
            return _Death("crashed", f"its parser failed: {self.failure}")
        how = signal.Signals(-status).name if status < 0 else f"status {status}"
        return _Death("crashed", f"its parser died ({how})")

    def end(self) -> None:
        """End the process and close the pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()


def _end_of_frame(buffer: bytearray, start: int) -> int:
    """Where the message ends that begins at `start`; beyond the buffer where it is not whole."""
    head = buffer[start : start + LENGTH_BYTES]
    size = int.from_bytes(head, "little") if len(head) == LENGTH_BYTES else 0
    return start + LENGTH_BYTES + size
