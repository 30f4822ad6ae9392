"""A journalled reply, and the key that says which call it answers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from codi.types import Completion, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReply:
    """A reply as journalled; it stands for a call whose `reply_key` is `key`."""

    key: bytes
    completion: Completion


def reply_key(model: str, request: Request) -> bytes:
    """What a reply depends on, as 16 bytes: the model's name, the messages and the sampling."""
    sampling = request.sampling
    head = (
        f"{model}\x1f{sampling.temperature!r}\x1f{sampling.top_p!r}"
        f"\x1f{sampling.max_tokens}\x1f{sampling.seed}"
    )
    digest = hashlib.blake2b(head.encode("utf-8"), digest_size=16)
    first, *others = request.messages
    digest.update(_message_digest(first.role, first.content))
    for message in others:
        content = message.content.encode("utf-8")
        digest.update(b"%s %d " % (message.role.encode("ascii"), len(content)) + content)
    return digest.digest()


@lru_cache(maxsize=1024)
def _message_digest(role: str, content: str) -> bytes:
    """The first message is the long one, and the same for every call on a passage."""
    return hashlib.blake2b(f"{role}\x1f{content}".encode(), digest_size=16).digest()
