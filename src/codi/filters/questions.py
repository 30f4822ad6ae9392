"""A user does not ask the same thing twice."""

from codi.recipe import FiltersSettings
from codi.text import content_words, words
from codi.types import KEEP, Conversation, Verdict, drop


def repeated_question(conversation: Conversation, settings: FiltersSettings) -> Verdict:  # noqa: ARG001  # a Filter
    """Drop where two user messages have the same words, whatever their case and punctuation.

    "Why?" and "When was he born?" mean something else each time they are asked; with fewer than two
    content words a message counts as repeated only where its answer is repeated too.
    """
    asked: dict[tuple[str, ...], int] = {}
    for turn in conversation.turns:
        key = tuple(words(turn.user))
        if len(content_words(turn.user)) < 2:
            key += ("\n", *words(turn.assistant))
        first = asked.setdefault(key, turn.index)
        if first != turn.index:
            return drop(
                "repeated_question", f"turn {turn.index + 1} asks again what turn {first + 1} asked"
            )
    return KEEP
