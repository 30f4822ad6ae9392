"""What a request over HTTP comes to: an answer, whatever its status, or an error with its cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from codi.errors import ModelError

Cause = Literal["connect", "timeout", "cut", "tls", "certificate", "too_large"]
CONNECT_SECONDS = 10.0
IDLE_SECONDS = 4.0
"""Most servers close an idle connection after 5 seconds; sending on one that just closed fails."""


class TransportError(ModelError):
    """No answer, or none that is whole; `cause` says in one word what happened.

    `connect`: no connection came about. `tls`: it could not be secured; `certificate`: the server's
    certificate is not trusted. `timeout`: no whole answer in time. `cut`: the connection ended, or
    something else than HTTP came. `too_large`: more bytes than an answer may have.
    """

    def __init__(self, cause: Cause, message: str) -> None:
        super().__init__(message)
        self.cause: Cause = cause


class Answer(NamedTuple):
    """What a server answered, whatever its status; the names of the headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def too_large(max_body_bytes: int) -> TransportError:
    """The error where an answer has more bytes than it may."""
    return TransportError("too_large", f"an answer of more than {max_body_bytes:,} bytes")
