"""Whether "yes" or "no" goes with what the evidence says of the question's words."""

from __future__ import annotations

from collections.abc import Sequence

from codi.grounding.claims import Evidence
from codi.grounding.polarity import negation_differs, opposites_said
from codi.grounding.reading import Kind, Reading, Token

_YES = frozenset({"yes", "yeah", "yep", "yup"})
_NO = frozenset({"no", "nope", "nah"})


def said_yes(tokens: Sequence[Token]) -> bool | None:
    """True for an answer that starts with a yes, False for a no, None for any other.

    "No one" and "No money" are not a no: a pause, a function word or nothing has to follow.
    """
    if not tokens or tokens[0].key not in _YES | _NO:
        return None
    if tokens[0].key in _YES:
        return True
    after = tokens[1] if len(tokens) > 1 else None
    if after is None or after.kind in {Kind.PAUSE, Kind.NEGATION}:
        return None if tokens[0].kind is Kind.FUNCTION else False
    goes_on = after.kind is Kind.FUNCTION and after.key not in {"more", "other"}
    return False if goes_on else None


def agreement(asked: Reading, evidence: Evidence, *, yes: bool) -> float:
    """How well a yes or a no goes with the evidence, in [0, 1]; 0.5 where it does not tell.

    It speaks for a no where it negates a word that the question does not negate (or the other way),
    or has the opposite of one, and, weakly, where the passage lacks many of the question's words.
    """
    keys = asked.keys
    if not keys:
        return 0.5
    source, ranges = evidence.source, evidence.sentences
    denied = bool(
        negation_differs(asked.tokens, (), source, sentences=ranges, quotes=ranges)
        or opposites_said(asked.tokens, source, ranges)
    )
    lacking = sum(not source.places_of(key) for key in keys) / len(keys)
    towards_yes = 0.15 if denied else min(0.8, max(0.25, 0.5 + 0.6 * (0.4 - lacking)))
    return towards_yes if yes else 1.0 - towards_yes
