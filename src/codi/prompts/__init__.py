"""The messages of one call, and what comes back of it."""

from codi.prompts.defects import refusal_in
from codi.prompts.fencing import fenced
from codi.prompts.messages import SEEDS, Prompts, call_seed, fence_for
from codi.prompts.repairs import REPAIRS
from codi.prompts.replies import (
    QUOTE_MARK,
    Reply,
    answer_of,
    before_last_turn,
    format_reply,
    format_turns,
    parse_reply,
    parse_turns,
    parse_user_message,
)

__all__ = [
    "QUOTE_MARK",
    "REPAIRS",
    "SEEDS",
    "Prompts",
    "Reply",
    "answer_of",
    "before_last_turn",
    "call_seed",
    "fence_for",
    "fenced",
    "format_reply",
    "format_turns",
    "parse_reply",
    "parse_turns",
    "parse_user_message",
    "refusal_in",
]
