"""Messages over a pipe: a length of four bytes, then a kind and a value as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import BinaryIO, cast

import orjson

from codi.types import Document, Loss, Origin

LENGTH_BYTES = 4

Message = tuple[str, object]


def frame(kind: str, value: object) -> bytes:
    """A message as bytes; half characters (lone surrogates), which no text has, become `?`."""
    try:
        data = orjson.dumps((kind, value))
    except TypeError:
        data = orjson.dumps((kind, _whole(value)))
    return len(data).to_bytes(LENGTH_BYTES, "little") + data


def _whole(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, (Document, Loss)):
        value = asdict(value)
    if isinstance(value, dict):
        return {name: _whole(inner) for name, inner in value.items()}
    return value


def read_frame(stream: BinaryIO) -> Message | None:
    """The next message, or None where the stream has ended."""
    head = stream.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        return None
    return message_of(stream.read(int.from_bytes(head, "little")))


def message_of(data: bytes | bytearray | memoryview) -> Message:
    """The message in the bytes that follow a length."""
    kind, value = orjson.loads(data)
    return kind, value


def document_of(value: object) -> Document:
    """The document that a message of that kind carries."""
    fields = cast("dict[str, str]", value)
    origin = cast("dict[str, str]", fields.pop("origin"))
    return Document(**fields, origin=Origin(**origin))  # type: ignore[arg-type]


def loss_of(value: object) -> Loss:
    """The loss that a message of that kind carries."""
    return Loss(**cast("dict[str, str]", value))  # type: ignore[arg-type]
