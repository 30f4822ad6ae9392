"""The messages of one call, and what comes back of it."""

from codi.prompts.messages import Prompts, fence_for
from codi.prompts.replies import (
    QUOTE_MARK,
    Reply,
    answer_of,
    format_reply,
    parse_reply,
    parse_user_message,
)

__all__ = [
    "QUOTE_MARK",
    "Prompts",
    "Reply",
    "answer_of",
    "fence_for",
    "format_reply",
    "parse_reply",
    "parse_user_message",
]
