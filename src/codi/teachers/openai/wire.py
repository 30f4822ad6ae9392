"""One HTTP/1.1 connection: the bytes of a request out, those of its answer in.

aiohttp's client takes 60 µs of a processor for a call, this 10; thousands of short calls to one
server need little of what it can do. Framing is that of RFC 9112; what breaks it ends the
connection, and is never an answer.
"""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Callable
from typing import cast

from codi.teachers.openai.answers import Answer, TransportError, too_large

MAX_HEAD_BYTES = 64 * 1024
STATUS_LINE = re.compile(rb"HTTP/1\.([01]) ([1-9]\d\d)(?: [^\r\n]*)?\Z")
HEADER = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*\Z", re.DOTALL)
CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\Z")
NO_BODY = frozenset({204, 304})
GZIP_OR_ZLIB = 47
"""The window bits that let zlib tell the two formats by their first bytes."""

Framing = Callable[[], bytes | None]


class Connection(asyncio.Protocol):
    """Carries one request at a time; `usable` says whether it can carry another one."""

    def __init__(self, max_body_bytes: int) -> None:
        self.usable = False
        self.idle_since = 0.0
        self._max_body_bytes = max_body_bytes
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._received = bytearray()
        self._body_of: Framing | None = None
        self._ended = False
        self._keeps_alive = False
        self._status = 0
        self._headers: dict[str, str] = {}
        self._length = 0
        self._chunks: list[bytes] = []
        self._size = 0

    async def send(self, request: bytes, *, timeout_seconds: float) -> Answer:
        """The answer to the bytes of a request.

        Raises:
            TransportError: there is no whole answer; the connection is of no further use.
        """
        if self._transport is None:
            raise TransportError("cut", "the connection ended: closed before the request")
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[Answer] = loop.create_future()
        self._waiting = waiting
        self.usable = False
        self._transport.write(request)
        timer = loop.call_later(timeout_seconds, self._expire)
        try:
            return await waiting
        except asyncio.CancelledError:
            self.close()
            raise
        finally:
            timer.cancel()

    def close(self) -> None:
        """End the connection at once."""
        self.usable = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the event loop."""
        self._transport = cast("asyncio.Transport", transport)
        self.usable = True

    def data_received(self, data: bytes) -> None:
        """Called by the event loop: take in what came, and hand on the answer once it is whole."""
        if self._waiting is None:  # nothing was asked
            self.close()
            return
        self._received += data
        self._go_on()

    def eof_received(self) -> bool:
        """Called by the event loop: an answer without a length is whole where the bytes end."""
        self._ended = True
        self._go_on()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the event loop."""
        self.usable = False
        self._transport = None
        reason = (exc.strerror if isinstance(exc, OSError) else None) or "closed before the end"
        self._fail(TransportError("cut", f"the connection ended: {reason}"))

    def _expire(self) -> None:
        self._fail(TransportError("timeout", "no answer in time"))

    def _fail(self, error: TransportError) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(error)
        self.close()

    def _go_on(self) -> None:
        if self._waiting is None:
            return
        try:
            if self._body_of is None:
                self._read_head()
            body = self._body_of() if self._body_of is not None else None
            if body is None:
                return
            answer = Answer(self._status, self._headers, self._decoded(body))
        except TransportError as error:
            self._fail(error)
            return
        waiting, self._waiting = self._waiting, None
        self._body_of = None
        if self._keeps_alive and not self._received and not self._ended:
            self.usable = True
        else:
            self.close()
        if not waiting.done():
            waiting.set_result(answer)

    def _read_head(self) -> None:
        while True:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                if len(self._received) > MAX_HEAD_BYTES:
                    raise _no_http()
                return
            first, *lines = bytes(self._received[:end]).split(b"\r\n")
            del self._received[: end + 4]
            found = STATUS_LINE.match(first)
            if found is None:
                raise _no_http()
            self._status = int(found[2])
            self._headers = _headers_of(lines)
            if self._status == 101:
                raise _no_http()
            if self._status >= 200:
                break  # those before are announcements
        said = self._headers.get("connection")
        options = [option.strip() for option in said.lower().split(",")] if said else []
        self._keeps_alive = "close" not in options and (found[1] == b"1" or "keep-alive" in options)
        self._body_of = self._framing()

    def _framing(self) -> Framing:
        """How the end of the body is found."""
        self._chunks, self._size = [], 0
        coding = self._headers.get("transfer-encoding")
        length = self._headers.get("content-length")
        if self._status in NO_BODY:
            self._length = 0
        elif coding is not None:
            if coding.lower() != "chunked":
                raise _no_http()
            return self._chunked
        elif length is None:
            self._keeps_alive = False
            return self._until_the_end
        elif not (length.isascii() and length.isdigit()) or len(length) > 15:
            raise _no_http()
        else:
            self._length = int(length)
        self._check_size(self._length)
        return self._of_known_length

    def _of_known_length(self) -> bytes | None:
        if len(self._received) < self._length:
            return None
        body = bytes(self._received[: self._length])
        del self._received[: self._length]
        return body

    def _until_the_end(self) -> bytes | None:
        self._check_size(len(self._received))
        if not self._ended:
            return None
        body = bytes(self._received)
        self._received.clear()
        return body

    def _chunked(self) -> bytes | None:
        received = self._received
        while True:
            end = received.find(b"\r\n")
            if end < 0:
                if len(received) > MAX_HEAD_BYTES:
                    raise _no_http()
                return None
            found = CHUNK_SIZE.match(bytes(received[:end]))
            if found is None:
                raise _no_http()
            size = int(found[1], 16)
            if not size:
                return self._trailed(end)
            self._check_size(self._size + size)
            start = end + 2
            if len(received) < start + size + 2:
                return None
            if received[start + size : start + size + 2] != b"\r\n":
                raise _no_http()
            self._chunks.append(bytes(received[start : start + size]))
            self._size += size
            del received[: start + size + 2]

    def _trailed(self, last: int) -> bytes | None:
        """The body once what follows its last chunk, whose line ends at `last`, is there too."""
        end = self._received.find(b"\r\n\r\n", last)
        if end < 0:
            if len(self._received) > MAX_HEAD_BYTES:
                raise _no_http()
            return None
        del self._received[: end + 4]
        return b"".join(self._chunks)

    def _check_size(self, size: int) -> None:
        if size > self._max_body_bytes:
            raise too_large(self._max_body_bytes)

    def _decoded(self, body: bytes) -> bytes:
        coding = self._headers.get("content-encoding", "identity").lower()
        if coding == "identity" or not body:
            return body
        if coding not in {"gzip", "x-gzip", "deflate"}:
            raise TransportError("cut", f"an answer in the coding {coding[:20]} came back")
        unpacking = zlib.decompressobj(GZIP_OR_ZLIB)
        try:
            plain = unpacking.decompress(body, self._max_body_bytes + 1)
        except zlib.error:
            raise TransportError("cut", "a compressed answer is broken") from None
        self._check_size(len(plain))
        if not unpacking.eof:
            raise TransportError("cut", "a compressed answer is not whole")
        return plain


def _headers_of(lines: list[bytes]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in lines:
        found = HEADER.match(line)
        if found is None:
            raise _no_http()
        name = found[1].lower().decode("ascii")
        value = found[2].decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def _no_http() -> TransportError:
    return TransportError("cut", "something else than HTTP came back")
