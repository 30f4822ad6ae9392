"""The response of a web server as an archive holds it: status, media type, body, decoded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

from codi.readers.limits import Limits, RefusedError, TooLargeError

HEADERS_END = re.compile(rb"\r?\n\r?\n")
CHUNK_SIZE = re.compile(rb"[0-9a-fA-F]{1,8}[ \t]*(?:;[^\r\n]{0,200})?\r?\n")
CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
LONGEST_HEADERS = 1 << 18
PLAIN = frozenset(("identity", "none", ""))
MAGIC = {"gzip": b"\x1f\x8b", "x-gzip": b"\x1f\x8b", "zstd": b"\x28\xb5\x2f\xfd"}
"""How these begin; bodies of many archives are decoded already while their headers still say so."""


class _Reader(Protocol):
    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """`media_type` in small letters without parameters, `charset` its parameter, where given."""

    status: str
    media_type: str
    charset: str
    headers: Mapping[str, str]
    payload: bytes

    def body(self, *, limits: Limits) -> bytes:
        """The payload without its transfer and content encodings, undone within the size limit.

        Raises:
            RefusedError: An encoding is unknown or broken, or the body too large.
        """
        most = limits.max_record_bytes
        encodings = [*self._names("content-encoding"), *self._names("transfer-encoding")]
        data = self.payload
        for name in reversed(encodings):
            data = _without(name, data, most=most + 1)
            if len(data) > most:
                raise TooLargeError(f"larger than {limits.max_record_mb:g} MB once decoded")
        return data

    def _names(self, header: str) -> list[str]:
        given = self.headers.get(header, "").lower().split(",")
        return [name for name in map(str.strip, given) if name not in PLAIN]


def response_of(block: bytes) -> Response:
    """The response that a block of an archive is, header lines first."""
    border = HEADERS_END.search(block, 0, LONGEST_HEADERS)
    if not border or not block.startswith(b"HTTP/"):
        raise RefusedError("not an HTTP response", gate="not_a_response")
    first, *lines = block[: border.start()].decode("latin-1").splitlines()
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    media_type, _, parameters = headers.get("content-type", "").partition(";")
    charset = CHARSET.search(parameters)
    return Response(
        status=first.partition(" ")[2].strip().partition(" ")[0],
        media_type=media_type.strip().lower(),
        charset=charset[1] if charset else "",
        headers=headers,
        payload=block[border.end() :],
    )


def _without(encoding: str, data: bytes, *, most: int) -> bytes:
    """At most `most` bytes of `data`, decoded."""
    from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader

    packed = BytesIO(data)
    reader: _Reader
    if not data.startswith(MAGIC.get(encoding, b"")):
        return data
    if encoding in {"gzip", "x-gzip"}:
        reader = GzipReader(packed)
    elif encoding == "deflate":
        reader = GzipReader(packed, zlib=True)
    elif encoding == "br":
        reader = BrotliReader(packed)
    elif encoding == "zstd":
        reader = ZstdReader(packed)
    elif encoding == "chunked":
        if not CHUNK_SIZE.match(data):
            return data
        reader = ChunkedReader(packed)
    else:
        raise RefusedError(f"its encoding {encoding[:40]} is unknown", gate="unreadable")
    return _read(reader, encoding, most=most)


def _read(reader: _Reader, encoding: str, *, most: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    try:
        while size < most and (piece := reader.read(most - size)):
            pieces.append(piece)
            size += len(piece)
    except OSError as error:
        if not pieces:
            reason = " ".join(str(error).split())
            raise RefusedError(
                f"broken {encoding} encoding: {reason}", gate="unreadable"
            ) from error
    return b"".join(pieces)
