"""What a conversation's turns show by themselves: phenomena, and how far evidence carries them."""

from __future__ import annotations

from dataclasses import replace

from codi.phenomena import checkable, realised
from codi.text import grounding_score
from codi.types import Conversation, Turn

_RESTS_ON_NOTHING = frozenset({"unanswerable", "out_of_scope", "clarification"})
"""What the passage does not say has no quote in it, whatever the plan asked for; nor has a question
of the assistant's own, as after a message that could mean anything."""


def examined(conversation: Conversation, *, language: str = "en") -> Conversation:
    """The conversation with `realised`, `unchecked` and `grounding` of its turns filled in.

    The loop that keeps a teacher busy leaves this for later: it takes as long as parsing a reply.
    """
    passage, read = conversation.passage.text, checkable(language)
    turns: list[Turn] = []
    for turn in conversation.turns:
        shown = realised(turn, tuple(turns), passage, language)
        needs_evidence = turn.needs_evidence and _RESTS_ON_NOTHING.isdisjoint(shown)
        evidence = [span.of(passage) for span in turn.evidence]
        turns.append(
            replace(
                turn,
                needs_evidence=needs_evidence,
                realised=shown,
                unchecked=tuple(name for name in turn.requested if name not in read),
                grounding=grounding_score(turn.assistant, evidence) if needs_evidence else None,
            )
        )
    return replace(conversation, turns=tuple(turns))
