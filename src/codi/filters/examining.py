"""What a conversation's turns show by themselves: phenomena, and how far evidence carries them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from codi.grounding import Grounding, ground
from codi.phenomena import checkable, realised
from codi.types import Conversation, Turn

_RESTS_ON_NOTHING = frozenset({"unanswerable", "out_of_scope", "clarification"})
"""What the passage does not say has no quote in it, whatever the plan asked for; nor has a question
of the assistant's own, as after a message that could mean anything."""


def examined(conversation: Conversation, *, language: str = "en") -> Conversation:
    """The conversation with what can be told of its turns filled in.

    That is `realised` and `unchecked`, and `grounding` and `unsupported` where evidence is needed.
    The loop that keeps a teacher busy leaves this for later: it takes as long as parsing a reply.
    """
    passage, read = conversation.passage.text, checkable(language)
    turns: list[Turn] = []
    for turn in conversation.turns:
        shown = realised(turn, tuple(turns), passage, language)
        needs_evidence = turn.needs_evidence and _RESTS_ON_NOTHING.isdisjoint(shown)
        found = _grounding(turn, turns, passage) if needs_evidence else None
        turns.append(
            replace(
                turn,
                needs_evidence=needs_evidence,
                realised=shown,
                unchecked=tuple(name for name in turn.requested if name not in read),
                grounding=found.score if found else None,
                unsupported=found.unsupported if found else (),
            )
        )
    return replace(conversation, turns=tuple(turns))


def _grounding(turn: Turn, before: Sequence[Turn], passage: str) -> Grounding:
    """How a turn's answer is supported; a summary rests on what the turns before rested on, too."""
    summed_up = before if turn.act == "summary" and turn.evidence else ()
    return ground(
        turn.assistant,
        passage=passage,
        evidence=(*turn.evidence, *(span for other in summed_up for span in other.evidence)),
        question=turn.user,
        history=[text for other in before[-2:] for text in (other.user, other.assistant)],
    )
