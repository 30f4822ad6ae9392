"""The bytes of an input file, unpacked where it is compressed, never more of them than is asked."""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import BinaryIO

from codi.errors import InputError
from codi.readers.files import InputFile, why_no_file
from codi.readers.limits import Limits, TooLargeError
from codi.readers.losses import OnLoss
from codi.types import Loss

CHUNK_BYTES = 1 << 20
UNPACKED_CHUNK_BYTES = 1 << 16
"""As much is lost before the place where a stream breaks."""
SNIFFED_BYTES = 8192
MOST_TIMES_UNPACKED = 200
"""Text shrinks three- to tenfold; what unpacks to more than this is made to fill a memory."""
ALWAYS_UNPACKED_BYTES = 1 << 23


def chunks_of(file: InputFile) -> Iterator[bytes]:
    """The file's bytes in order, a piece at a time, unpacked where its name ends in .gz or .zst.

    Raises:
        InputError: the compressed stream is broken or ends too early.
        TooLargeError: it unpacks to more than `MOST_TIMES_UNPACKED` times its size.
        OSError: the file cannot be read.
    """
    with ExitStack() as stack:
        packed = stack.enter_context(file.path.open("rb"))
        if not file.compression:
            while chunk := packed.read(CHUNK_BYTES):
                yield chunk
            return
        read = _unpacking(packed, file.compression, stack)
        total = 0
        while chunk := _next(read, file.compression):
            total += len(chunk)
            if total > max(ALWAYS_UNPACKED_BYTES, MOST_TIMES_UNPACKED * packed.tell()):
                raise TooLargeError(f"unpacks to more than {MOST_TIMES_UNPACKED} times its size")
            yield chunk


def _unpacking(packed: BinaryIO, compression: str, stack: ExitStack) -> Callable[[int], bytes]:
    if compression == ".gz":
        return stack.enter_context(gzip.GzipFile(fileobj=packed)).read1
    from pyarrow import lib

    read: Callable[[int], bytes] = stack.enter_context(
        lib.CompressedInputStream(packed, "zstd")
    ).read
    return read


def _next(read: Callable[[int], bytes], compression: str) -> bytes:
    try:
        return read(UNPACKED_CHUNK_BYTES)
    except (EOFError, OSError, zlib.error) as error:
        reason = " ".join(str(error).split())
        raise InputError(f"broken {compression[1:]} stream: {reason}") from error


def check_readable(file: InputFile, *, binary: bool) -> None:
    """Raise `InputError` where there is no file, or none that begins as its format does."""
    if not file.path.is_file():
        raise InputError(why_no_file(file.path))
    head = next(chunks_of(file), b"")[:SNIFFED_BYTES]
    if not head:
        raise InputError("empty")
    if binary:
        return
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InputError("UTF-16", hint="convert it to UTF-8")
    if b"\0" in head:
        raise InputError("binary")


def read_utf8(file: InputFile, *, limits: Limits) -> str:
    """The whole text of a file without its byte order mark.

    Raises:
        InputError: it is not UTF-8, or `whole_of` raises.
    """
    data = whole_of(file, limits=limits)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"not UTF-8 at line {line}", hint="convert it to UTF-8") from error
    if not text.strip():
        raise InputError("empty")
    return text


def whole_of(file: InputFile, *, limits: Limits) -> bytes:
    """All bytes of a file, unpacked; raises as `chunks_of`, and `TooLargeError` past the limit."""
    chunks, total = [], 0
    for chunk in chunks_of(file):
        total += len(chunk)
        if total > limits.max_file_bytes:
            raise TooLargeError(f"larger than {limits.max_file_mb:g} MB")
        chunks.append(chunk)
    return b"".join(chunks)


def lines_of(file: InputFile, *, on_loss: OnLoss, limits: Limits) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their numbers from 1, each with its line end.

    A line longer than a record may be is reported and passed over.

    Raises:
        InputError: a compressed stream breaks (see `chunks_of`); names the line it happened in.
    """
    most = limits.max_record_bytes
    number, size, pieces = 1, 0, list[bytes]()

    def report_long() -> None:
        reason = f"longer than {limits.max_record_mb:g} MB"
        on_loss(Loss(source=file.at(f"line {number}"), reason=reason, gate="too_large"))

    try:
        for chunk in chunks_of(file):
            *ended, rest = chunk.split(b"\n")
            for line in ended:
                if not size and len(line) <= most:
                    yield number, line + b"\n"
                elif size + len(line) <= most:
                    yield number, b"".join((*pieces, line, b"\n"))
                else:
                    report_long()
                pieces.clear()
                number, size = number + 1, 0
            size += len(rest)
            if size <= most:
                pieces.append(rest)
            else:
                pieces.clear()
    except InputError as error:
        raise type(error)(f"from line {number} on not read: {error}") from error
    if size > most:
        report_long()
    elif size:
        yield number, b"".join(pieces)
