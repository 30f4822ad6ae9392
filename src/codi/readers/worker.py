"""The process in which parsers of foreign formats run: `python -m codi.readers.worker`.

It takes one task after another from its standard input (a reader, a file, the limits) and hands
back documents and losses as they come; `codi.readers.isolation` is the other end. It guards the
machine against what it parses:

- a timer of the kernel ends it where a record takes too long, even inside a loop of C code and
  even where its parent is gone; it ends by itself when its pipes close;
- its memory is bounded, so that a parser cannot drive the machine into swapping;
- sockets, name look-ups and further processes are refused to every parser (an audit hook: Python's
  own way to them; the parsers' own ways are off by their settings);
- what a parser prints goes nowhere.

An error that a reader does not expect ends the process too, after a last message that names it.
"""

from __future__ import annotations

import gc
import importlib
import io
import os
import resource
import signal
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from codi.errors import InputError
from codi.readers.files import InputFile
from codi.readers.frames import frame, read_frame
from codi.readers.limits import MEGABYTE, Limits, RefusedError, Watch
from codi.types import Document, Loss

REFUSED_EVENTS = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn")
UNREADABLE = "unreadable"
GARBAGE_THRESHOLDS = (50_000, 20, 100)
"""Trees of pages go with their last reference: looking for cycles in them takes 3% of the time."""
MOST_BUFFERED_BYTES = 1 << 16
SECONDS_TO_START = 5.0
"""Given to a reader beyond the limit before its first record, to load its libraries."""
SECONDS_BETWEEN_SIGNS = 0.25


class Sender:
    """The way back to the parent; keeps the clock of the record that is being read.

    Messages are gathered and sent when a record begins, so that the parent knows which record it
    was if the process dies. The clock stands still while the pipe is full: a slow parent is no
    fault of the record's.
    """

    def __init__(self, out: io.FileIO) -> None:
        self._out = out
        self._buffer = bytearray()
        self._seconds = 0.0
        self._skip = 0
        self._number = 0
        self._sent_at = 0.0

    def start(self, *, seconds: float, skip: int) -> None:
        """A new file, whose first `skip` records are passed over."""
        self._seconds, self._skip, self._number = seconds, skip, 0
        signal.setitimer(signal.ITIMER_REAL, seconds + SECONDS_TO_START)

    def begin(self, place: str, *, quick: bool = False) -> bool:
        """A record begins at `place`; whether it is to be read."""
        self._number += 1
        wanted = self._number > self._skip
        if wanted:
            self._buffer += frame("begin", place)
            if not quick:
                self.flush()
        self._arm()
        return wanted

    def hand_over(self, kind: str, value: Document | Loss) -> None:
        """Send a document or a loss, soon; those of records that are passed over are left out."""
        if self._number >= self._skip:
            self._buffer += frame(kind, value)
            late = time.monotonic() - self._sent_at > SECONDS_BETWEEN_SIGNS
            if late or len(self._buffer) > MOST_BUFFERED_BYTES:
                self.flush()
        self._arm()

    def end(self, kind: str, *values: str) -> None:
        """Send the last message of a file, and stop the clock."""
        self._buffer += frame(kind, values)
        self.flush()

    def flush(self) -> None:
        """Send all that was gathered; the clock stands."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        view = memoryview(self._buffer)
        sent = 0
        while sent < len(view):
            sent += self._out.write(view[sent:]) or 0
        view.release()
        self._buffer.clear()
        self._sent_at = time.monotonic()

    def _arm(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, self._seconds)

    def report_failure(
        self, kind: type[BaseException], error: BaseException, _: TracebackType | None
    ) -> None:
        """Name the error that ends this process (`sys.excepthook`)."""
        if issubclass(kind, BrokenPipeError):
            return  # the parent is gone
        reason = "memory" if issubclass(kind, MemoryError) else f"{kind.__name__}: {error}"
        self.end("failed", " ".join(reason.split()))


def serve(task: dict[str, Any], sender: Sender) -> None:
    """Read one file, from its first record that is not to be passed over."""
    limits = Limits(**task["limits"])
    sender.start(seconds=limits.seconds_per_document, skip=task["skip"])
    reader = _function(task["reader"])
    file = InputFile(path=Path(_text(task["path"])), name=_text(task["name"]))

    def lose(loss: Loss) -> None:
        sender.hand_over("loss", loss)

    try:
        for document in reader(file, on_loss=lose, watch=Watch(limits=limits, begin=sender.begin)):
            sender.hand_over("document", document)
    except RefusedError as error:
        sender.end("refused", str(error), error.gate)
    except InputError as error:
        sender.end("refused", str(error), UNREADABLE)
    except OSError as error:
        sender.end("refused", f"cannot be read: {error.strerror or error}", UNREADABLE)
    else:
        sender.end("end")


def _function(name: str) -> Callable[..., Iterator[Document]]:
    module, _, attribute = name.partition(":")
    return cast(
        "Callable[..., Iterator[Document]]", getattr(importlib.import_module(module), attribute)
    )


def _text(path: str) -> str:
    """A path as the parent has it; it travels as Latin-1, for names may be no UTF-8."""
    return os.fsdecode(path.encode("latin-1"))


def refuse_network(event: str, _: tuple[object, ...]) -> None:
    """An audit hook that lets no parser out of its process."""
    if event.startswith(REFUSED_EVENTS):
        raise PermissionError(f"{event} is refused to parsers")


def bound_memory(megabytes: int) -> None:
    """Let the process take `megabytes` of address space beyond what it has now."""
    statm = Path("/proc/self/statm")
    pages = int(statm.read_text().split()[0]) if statm.exists() else 0
    most = pages * resource.getpagesize() + megabytes * MEGABYTE
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def main() -> None:
    """Serve tasks until standard input ends."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = io.FileIO(os.dup(1), "wb")
    with Path(os.devnull).open("wb") as nowhere:  # what a parser prints is no message
        os.dup2(nowhere.fileno(), 1)
    warnings.simplefilter("ignore")
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    sys.addaudithook(refuse_network)
    sender = Sender(out)
    sys.excepthook = sender.report_failure
    bounded = False
    while message := read_frame(sys.stdin.buffer):
        task = cast("dict[str, Any]", message[1])
        if not bounded:
            bound_memory(task["limits"]["memory_mb"])
            bounded = True
        serve(task, sender)


if __name__ == "__main__":
    main()
