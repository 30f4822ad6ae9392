"""Explicit linguistic phenomena: each with an instruction, a precondition and a detector."""

from collections.abc import Sequence

from codi.phenomena.anaphora import ANAPHORA
from codi.phenomena.definite_reference import DEFINITE_REFERENCE
from codi.phenomena.ellipsis import ELLIPSIS
from codi.phenomena.informal import INFORMAL
from codi.phenomena.phenomenon import Phenomenon
from codi.phenomena.questions import is_question, question_type
from codi.phenomena.topic import TOPIC_RETURN, TOPIC_SHIFT
from codi.phenomena.unanswerable import UNANSWERABLE
from codi.types import Turn

__all__ = ["PHENOMENA", "Phenomenon", "is_question", "question_type", "realised"]

PHENOMENA: dict[str, Phenomenon] = {
    phenomenon.name: phenomenon
    for phenomenon in (
        ANAPHORA,
        DEFINITE_REFERENCE,
        ELLIPSIS,
        TOPIC_SHIFT,
        TOPIC_RETURN,
        UNANSWERABLE,
        INFORMAL,
    )
}


def realised(turn: Turn, history: Sequence[Turn], passage: str) -> tuple[str, ...]:
    """The names of all phenomena that occur in `turn` after `history`, requested or not."""
    return tuple(
        name for name, phenomenon in PHENOMENA.items() if phenomenon.detect(turn, history, passage)
    )
