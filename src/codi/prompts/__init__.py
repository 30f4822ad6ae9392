"""The messages of one call, and what comes back of it."""

from codi.prompts.replies import (
    QUOTE_MARK,
    Reply,
    format_reply,
    parse_reply,
    parse_user_message,
)

__all__ = ["QUOTE_MARK", "Reply", "format_reply", "parse_reply", "parse_user_message"]
