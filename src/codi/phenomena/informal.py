"""Disfluent or informal wording."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codi.phenomena.phenomenon import Phenomenon
from codi.types import Turn

_INFORMAL = re.compile(
    r"""
    \b\w+['’](?:s(?=\s+(?:the|a|an|that|this|it|he|she|up|going|his|her|their|your|my)\b)|re|ve|ll|d|m|t)\b
    | \b(?:what|who|where|when|how|why|that|it|there|let)['’]s\b |
    \b(?:whats|whos|wheres|hows|didnt|doesnt|dont|wasnt|isnt|cant|couldnt|wont|im|ive)\b |
    ^(?:oh|um+|uh+|er+|hm+|huh|wow|hey|hi|well|ok|okay|cool|nice|yeah|yep|alright|so|right|hang\s+on|wait)\b
    |
    \b(?:gonna|wanna|gotta|kinda|sorta|dunno|yeah|nope|guys?|stuff|btw|pls|thx|lol|u|ur|cos|cuz|til)\b
    | \b(?:you\ know|i\ mean|by\ the\ way|like,|how\ come|or\ something|and\ stuff)\b |
    (?:\.\.\.|…|\?\?|!!|\?!) | ,\s*(?:um+|uh+|er+|right)\b | \b(\w+)[\s,]+\1\b(?<!\bthat\
    that)(?<!\bhad\ had)
    """,
    flags=re.VERBOSE | re.IGNORECASE,
)
_LOWER_CASE_START = re.compile(r"^[a-z]")


def _possible(acts_before: Sequence[str], act: str) -> bool:  # noqa: ARG001 - one signature
    return True


def _detect(turn: Turn, history: Sequence[Turn], passage: str) -> bool:  # noqa: ARG001 - one signature
    text = turn.user.strip()
    return bool(_LOWER_CASE_START.match(text) or _INFORMAL.search(text))


INFORMAL = Phenomenon(
    name="informal",
    definition=(
        "The user's message is worded as people type or speak: contractions, interjections, "
        "fillers, repeated words, slang, or no capital at the start (disfluencies after Shriberg "
        "1994; register after Biber 1988)."
    ),
    instruction="Word it casually, as in a chat.",
    possible=_possible,
    detect=_detect,
)
