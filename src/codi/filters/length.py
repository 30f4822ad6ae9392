"""A conversation has to be one."""

from codi.recipe import FiltersSettings
from codi.types import KEEP, Conversation, Verdict, drop


def too_short(conversation: Conversation, settings: FiltersSettings) -> Verdict:
    """Drop what has fewer than `min_turns` turns, and what has none."""
    num_turns = len(conversation.turns)
    if num_turns >= max(settings.min_turns, 1):
        return KEEP
    ended = f", ended by {conversation.ended_early}" if conversation.ended_early else ""
    return drop("too_short", f"{num_turns} of {conversation.planned_turns} turns{ended}")


def failed_turn(conversation: Conversation, settings: FiltersSettings) -> Verdict:  # noqa: ARG001  # a Filter
    """Drop what ended before its plan did, unless the teacher had nothing left to ask."""
    reason = conversation.ended_early
    if reason in {"", "exhausted"}:
        return KEEP
    return drop("failed_turn", f"turn {len(conversation.turns) + 1}: {reason}")
