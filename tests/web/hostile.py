"""A reader of a format whose records do to their process what hostile input does to parsers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

from codi.readers.files import InputFile
from codi.readers.limits import Watch
from codi.readers.losses import OnLoss
from codi.types import Document, Loss, Origin


def read_hostile(file: InputFile, *, on_loss: OnLoss, watch: Watch) -> Iterator[Document]:
    """A document for each line, but for those whose word is one of the ways to go wrong."""
    for number, line in enumerate(file.path.read_text().splitlines(), start=1):
        place = f"record {number}"
        if not watch.begin(place):
            continue
        text = WAYS[line]() if line in WAYS else line
        if text:
            yield Document(
                id=f"{file.name}:{number}",
                text=text,
                source=file.at(place),
                origin=Origin(url=f"https://example.org/{number}", crawled=True),
            )
        else:
            on_loss(Loss(source=file.at(place), reason="nothing in it", gate="empty"))


def read_endlessly(file: InputFile, *, on_loss: OnLoss, watch: Watch) -> Iterator[Document]:
    """Hangs before it comes to any record."""
    del file, on_loss, watch
    time.sleep(3600)
    yield Document(id="never", text="never")


def _loop() -> str:
    while True:
        pass


def _sleep() -> str:
    time.sleep(3600)
    return "awake"


def _loop_in_c() -> str:
    return str(10 ** (10**9))


def _die_of(name: str) -> Callable[[], str]:
    def die() -> str:
        os.kill(os.getpid(), getattr(signal, name))
        return name

    return die


def _raise() -> str:
    raise RuntimeError("the parser\nis broken")


def _print() -> str:
    os.write(1, b"\xff" * 1000)
    os.write(2, b"noise")
    sys.stdout.write("more noise")
    sys.stdout.flush()
    return "noise"


def _asking(action: Callable[[], object]) -> Callable[[], str]:
    def ask() -> str:
        try:
            action()
        except PermissionError as error:
            return f"refused: {error}"
        return "allowed"

    return ask


WAYS: dict[str, Callable[[], str]] = {
    "loop": _loop,
    "loop in C": _loop_in_c,
    "sleep": _sleep,
    "SIGSEGV": _die_of("SIGSEGV"),
    "SIGKILL": _die_of("SIGKILL"),
    "SIGABRT": _die_of("SIGABRT"),
    "memory": lambda: str(len(bytes(4 << 30))),
    "error": _raise,
    "exit": lambda: sys.exit(3),
    "noise": _print,
    "socket": _asking(socket.socket),
    "look-up": _asking(lambda: socket.getaddrinfo("localhost", 80)),
    "process": _asking(lambda: subprocess.run([sys.executable, "--version"], check=False)),
    "surrogate": lambda: "half \ud800 a character",
}
