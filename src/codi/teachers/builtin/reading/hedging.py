"""Adverbs that take something back: without "usually" or "sometimes" a statement says too much."""

from __future__ import annotations

from collections.abc import Sequence

from codi.teachers.builtin.reading.tagset import FINITE
from codi.teachers.builtin.reading.tokens import Token

HEDGES = frozenset(
    """generally usually often typically largely mainly primarily mostly normally commonly
    frequently sometimes occasionally traditionally historically reportedly allegedly supposedly
    rarely seldom nearly almost partly formerly ideally perhaps probably possibly apparently
    presumably arguably""".split()
)
"""They stand beside the verb in questions and answers, wherever the sentence has them."""
_LINKS = frozenset("and but so also please then however though".split())


def leading_hedges(tokens: Sequence[Token], subject: int) -> list[str]:
    """The hedges before a subject that hold for its verb: "Sometimes, people will ..."."""
    found: list[str] = []
    place = subject - 1
    while place >= 0 and (_is_hedge(tokens, place) or _links(tokens[place])):
        if _is_hedge(tokens, place):
            found.insert(0, tokens[place].lower)
        place -= 1
    first = next((i for i in range(place + 1) if not _links(tokens[i])), place + 1)
    opens = first < place and _is_hedge(tokens, first) and tokens[first + 1].text == ","
    if opens and not any(token.tag in FINITE for token in tokens[first : place + 1]):
        found.insert(0, tokens[first].lower)
    return found


def _is_hedge(tokens: Sequence[Token], place: int) -> bool:
    return tokens[place].lower in HEDGES and tokens[place].lower != "formerly"


def _links(token: Token) -> bool:
    return token.lower in _LINKS or token.text == ","
