"""An answer has to rest on the passage."""

from codi.recipe import FiltersSettings
from codi.text import content_words
from codi.types import KEEP, Conversation, Verdict, drop


def no_evidence(conversation: Conversation, settings: FiltersSettings) -> Verdict:  # noqa: ARG001  # a Filter
    """Drop where a turn that needs evidence has none, or evidence without a word of the answer.

    A single content word is left alone: "Two." may count what the evidence lists, and "Happiness."
    name what it describes.
    """
    for turn in conversation.turns:
        if not turn.needs_evidence:
            continue
        if not turn.evidence:
            return drop(
                "no_evidence", f"turn {turn.index + 1}: no quote that stands in the passage"
            )
        if turn.grounding == 0 and len(content_words(turn.assistant)) > 1:
            return drop(
                "no_evidence", f"turn {turn.index + 1}: no word of the answer in its evidence"
            )
    return KEEP
