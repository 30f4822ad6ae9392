"""Whether "yes" or "no" goes with what the evidence says of the question's words."""

from __future__ import annotations

from collections.abc import Sequence

from codi.grounding.claims import Evidence
from codi.grounding.lists import OPPOSITES
from codi.grounding.polarity import negated
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

    Looked at is the sentence with most of the question's words among the evidence's sentences and
    those beside them. It speaks for a no where it negates one of these words that the question does
    not negate (or the other way), where it has the opposite of one, and, weakly, where the passage
    lacks many of them.
    """
    keys = asked.keys
    if not keys:
        return 0.5
    source = evidence.source
    said = {token.key for first, after in evidence.near for token in source.tokens[first:after]}
    opposed = any(
        key not in said and not said.isdisjoint(OPPOSITES.get(key, ()))
        for key in {token.key for token in asked.tokens}
    )
    negated_there = any(
        source.tokens[place].key in keys
        for sentence in evidence.sentences
        for reached in negated(source.tokens, *sentence)
        for place in reached[:2]
    )
    negated_here = any(token.kind is Kind.NEGATION for token in asked.tokens)
    lacking = sum(not source.places_of(key) for key in keys) / len(keys)
    for_no = opposed != (negated_there and not negated_here)
    towards_yes = 0.15 if for_no else 0.5 + 0.6 * (0.4 - lacking)
    towards_yes = min(0.85, max(0.15, towards_yes))
    return towards_yes if yes else 1.0 - towards_yes
