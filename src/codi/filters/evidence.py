"""An answer has to rest on the passage."""

from codi.recipe import FiltersSettings
from codi.types import KEEP, Conversation, Verdict, drop

CALIBRATED = frozenset({"en"})
"""Languages whose function words, numbers and negations `codi.grounding` knows."""


def no_evidence(conversation: Conversation, settings: FiltersSettings) -> Verdict:  # noqa: ARG001  # a Filter
    """Drop where a turn that needs evidence has no quote that stands in the passage."""
    for turn in conversation.turns:
        if turn.needs_evidence and not turn.evidence:
            return drop(
                "no_evidence", f"turn {turn.index + 1}: no quote that stands in the passage"
            )
    return KEEP


def ungrounded(conversation: Conversation, settings: FiltersSettings) -> Verdict:
    """Drop where the evidence of a turn supports its answer too little.

    A turn without evidence is left to `no_evidence`, other languages than English alone: their
    scores are not calibrated.
    """
    threshold = settings.ungrounded
    if not threshold or conversation.language not in CALIBRATED:
        return KEEP
    for turn in conversation.turns:
        if turn.grounding is not None and turn.evidence and turn.grounding < threshold:
            words = f", nothing supports: {', '.join(turn.unsupported)}" if turn.unsupported else ""
            return drop(
                "ungrounded",
                f"turn {turn.index + 1}: groundedness {turn.grounding:.2f}, "
                f"{threshold:.2f} is needed{words}",
            )
    return KEEP
