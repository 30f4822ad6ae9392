"""What one source may cost: its size, its depth, its time and memory; and how a reader tells of it.

A reader of a foreign format has the signature

    read_epub(file: InputFile, *, on_loss: OnLoss, watch: Watch) -> Iterator[Document]

and runs in a worker process, see `codi.readers.isolation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from codi.errors import InputError

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds against hostile input; what exceeds one is reported and passed over.

    `max_record_mb` is the size of one page, row or entry once it is decompressed, `max_file_mb`
    that of a file which has to be read whole, such as a book; `max_depth` how deep elements may be
    nested; `seconds_per_document` the time from the beginning of a record to its document;
    `memory_mb` what a worker may take beyond what it starts with.
    """

    max_record_mb: float = 16.0
    max_file_mb: float = 256.0
    max_depth: int = 255
    seconds_per_document: float = 10.0
    memory_mb: int = 2048

    @property
    def max_record_bytes(self) -> int:
        """`max_record_mb` in bytes."""
        return round(self.max_record_mb * MEGABYTE)

    @property
    def max_file_bytes(self) -> int:
        """`max_file_mb` in bytes."""
        return round(self.max_file_mb * MEGABYTE)


class RefusedError(InputError):
    """A file or a record that is no document for a reason with a name, counted as `gate`."""

    def __init__(self, message: str, *, gate: str) -> None:
        super().__init__(message)
        self.gate = gate


class TooLargeError(RefusedError):
    """A file or a part of it exceeds a limit of size."""

    def __init__(self, message: str) -> None:
        super().__init__(message, gate="too_large")


class Begin(Protocol):
    """How a reader says that a record begins; see `Watch`."""

    def __call__(self, place: str, *, quick: bool = False) -> bool:
        """Whether the record is to be read; `quick` where no parser of its content will run."""
        ...


def always(place: str, *, quick: bool = False) -> bool:
    """Begin every record: for readers that nobody watches."""
    del place, quick
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What a reader of a foreign format is told, and tells.

    It calls `begin(place)` before it converts a record (a page, a row, an entry; "" where the file
    is one record), in the same order at every reading, and passes over the record where the answer
    is False. The clock of `limits.seconds_per_document` starts at each call, and anew whenever a
    document or a loss is handed over. A `quick` record, which is only counted, is told of together
    with a later one. Where the worker dies over a record, the file is read again
    from its beginning: `begin` is False up to that record, and what the reader hands over before
    it is left out.
    """

    limits: Limits = Limits()
    begin: Begin = always
