"""Explicit linguistic phenomena: each with an instruction, a precondition and a detector."""

from collections.abc import Sequence

from codi.phenomena.acts import act_of
from codi.phenomena.anaphora import ANAPHORA, DEMONSTRATIVE_ANAPHORA, POSSESSIVE_ANAPHORA
from codi.phenomena.comparison import COMPARISON, NEGATION
from codi.phenomena.composition import AGGREGATION, MULTI_PART, PARAPHRASE
from codi.phenomena.coreference import Coreference, coreference
from codi.phenomena.definite_reference import BRIDGING, DEFINITE_REFERENCE
from codi.phenomena.discourse import DISCOURSE_MARKER
from codi.phenomena.ellipsis import BARE_WH, ELLIPSIS
from codi.phenomena.negotiation import (
    CLARIFICATION,
    CONFIRMATION,
    PRESUPPOSITION_FAILURE,
    REPAIR,
)
from codi.phenomena.phenomenon import EXAMPLE_PASSAGE, Example, Phenomenon
from codi.phenomena.questions import is_question, question_type
from codi.phenomena.register import INFORMAL, POLITE
from codi.phenomena.slips import DISFLUENT, NOISY
from codi.phenomena.substitution import ONE_SUBSTITUTION
from codi.phenomena.topic import TOPIC_RETURN, TOPIC_SHIFT
from codi.phenomena.unanswerable import OUT_OF_SCOPE, UNANSWERABLE
from codi.phenomena.yes_no import detect_yes_no
from codi.types import Turn

__all__ = [
    "EXAMPLE_PASSAGE",
    "PHENOMENA",
    "Coreference",
    "Example",
    "Phenomenon",
    "act_of",
    "checkable",
    "coreference",
    "detect_yes_no",
    "is_question",
    "question_type",
    "realised",
]

PHENOMENA: dict[str, Phenomenon] = {
    phenomenon.name: phenomenon
    for phenomenon in (
        ANAPHORA,
        POSSESSIVE_ANAPHORA,
        DEMONSTRATIVE_ANAPHORA,
        DEFINITE_REFERENCE,
        BRIDGING,
        ELLIPSIS,
        BARE_WH,
        ONE_SUBSTITUTION,
        TOPIC_SHIFT,
        TOPIC_RETURN,
        DISCOURSE_MARKER,
        CLARIFICATION,
        REPAIR,
        PRESUPPOSITION_FAILURE,
        CONFIRMATION,
        COMPARISON,
        NEGATION,
        AGGREGATION,
        MULTI_PART,
        PARAPHRASE,
        POLITE,
        INFORMAL,
        DISFLUENT,
        NOISY,
        UNANSWERABLE,
        OUT_OF_SCOPE,
    )
}
_OF_LANGUAGE = {
    language: tuple(found for found in PHENOMENA.values() if language in found.languages)
    for language in sorted({one for found in PHENOMENA.values() for one in found.languages})
}


def checkable(language: str) -> tuple[str, ...]:
    """The names of the phenomena that a detector reads in a language (ISO 639-1)."""
    return tuple(phenomenon.name for phenomenon in _OF_LANGUAGE.get(language, ()))


def realised(
    turn: Turn, history: Sequence[Turn], passage: str, language: str = "en"
) -> tuple[str, ...]:
    """The names of all phenomena that occur in `turn` after `history`, requested or not.

    Nothing in a language that no detector reads; `checkable` tells which those are.
    """
    return tuple(
        phenomenon.name
        for phenomenon in _OF_LANGUAGE.get(language, ())
        if phenomenon.detect(turn, history, passage)
    )
