"""A journalled reply, and the key that says which call it answers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from codi.types import Completion, Part, Request

ReplyPlace = tuple[int, Part, int]
"""The index of a turn, the part of it that was asked for, and the attempt, from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReply:
    """A reply as journalled; it stands for a call whose `reply_key` is `key`."""

    key: bytes
    completion: Completion


MAKER_BYTES = 4
CALL_BYTES = 12


def reply_key(model: str, request: Request, *, templates: str = "") -> bytes:
    """What a reply depends on, as 16 bytes: 4 for who is asked, 12 for the call.

    The former are the model's name and `templates`, the fingerprint of the templates that the
    messages were made with; the call is its messages and its sampling.
    """
    return _maker_digest(model, templates) + _call_digest(request)


def same_call(key: bytes, other: bytes) -> bool:
    """Whether two keys stand for the same call, of whichever models."""
    return key[MAKER_BYTES:] == other[MAKER_BYTES:]


@lru_cache(maxsize=64)
def _maker_digest(model: str, templates: str) -> bytes:
    text = f"{model}\x1f{templates}"
    return hashlib.blake2b(text.encode("utf-8"), digest_size=MAKER_BYTES).digest()


@lru_cache(maxsize=128)
def _first_digest(role: str, content: str) -> bytes:
    """The first message is the long one, and the same for all calls on a passage."""
    return hashlib.blake2b(f"{role}\x1f{content}".encode(), digest_size=16).digest()


def _call_digest(request: Request) -> bytes:
    sampling = request.sampling
    head = (
        f"{sampling.temperature!r}\x1f{sampling.top_p!r}"
        f"\x1f{sampling.max_tokens}\x1f{sampling.seed}"
    )
    first, *others = request.messages
    parts = [head.encode("utf-8"), _first_digest(first.role, first.content)]
    for message in others:
        content = message.content.encode("utf-8")
        parts.append(b"%b %d %b" % (message.role.encode("ascii"), len(content), content))
    return hashlib.blake2b(b"".join(parts), digest_size=CALL_BYTES).digest()
