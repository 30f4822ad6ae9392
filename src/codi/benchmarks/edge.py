"""Bytes of a benchmark or predictions file, parsed once and strictly; errors name file and key."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from codi.errors import InputError

T = TypeVar("T")


class StrictRow(BaseModel):
    """Base of what stands in a file: a key that the format does not have is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A file's bytes and their hash (BLAKE2b, 16 bytes, hexadecimal)."""

    data: bytes
    fingerprint: str


def read_bytes(path: Path) -> Content:
    """The file's content; raises `InputError` where it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from None
    return Content(data=data, fingerprint=hashlib.blake2b(data, digest_size=16).hexdigest())


def parse_file(adapter: TypeAdapter[T], data: bytes, *, path: Path, line: int | None = None) -> T:
    """Parse JSON strictly.

    Raises:
        InputError: one line with the file, the line where there are lines, the key and what is
            wrong with it.
    """
    try:
        return adapter.validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        key = ".".join(map(str, first["loc"]))
        where = f"{path}" + (f", line {line}" if line is not None else "")
        more = f", and {error.error_count() - 1} more" if error.error_count() > 1 else ""
        raise InputError(f"{where}: {key + ': ' if key else ''}{first['msg']}{more}") from None
