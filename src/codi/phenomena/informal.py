"""Disfluent or informal wording."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codi.phenomena.phenomenon import Phenomenon
from codi.types import Turn

_CONTRACTION = re.compile(
    r"\b(?:what|who|where|when|how|why|that|it|there|here|let|he|she)'s\b"
    r"|\b\w+'(?:re|ve|ll|d|m|t)\b",
    flags=re.IGNORECASE,
)
_OPENING = re.compile(
    r"""
    (?:oh|um+|uh+|er+|hm+|huh|wow|hey|hi|yeah|yep|alright|so|hang\s+on|wait|ok|okay)\b
    | (?:and|but)?\s*(?:well|right|cool|nice|great|interesting)\s*[,!.]
    | \s*like,
    """,
    flags=re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_SLANG = frozenset(
    """whats whos wheres hows didnt doesnt dont wasnt isnt cant couldnt wont im ive gonna wanna
    gotta kinda sorta dunno yeah nope guy guys stuff btw pls thx lol ur cos cuz""".split()
)
_SAYINGS = (
    "you know,", "i mean", "by the way", "how come", "or something", "or anything", "and stuff",
)  # fmt: skip
_SAYING = re.compile(rf"\b(?:{'|'.join(_SAYINGS)})")
_LONE_U = re.compile(r"(?<![.\w])u(?![.\w])")
_PUNCTUATION = re.compile(
    r",\s*like,|\.\.\.|…|\?\?|!!|\?!|,\s*(?:um+|uh+|er+|right|huh)\b", flags=re.IGNORECASE
)
_REPEATED_WORD = re.compile(r"\b(?!that\b|had\b)([a-z]+)[\s,]+\1\b")
_LOWER_CASE_START = re.compile(r"^[a-z](?![A-Z])")


def _possible(acts_before: Sequence[str], act: str) -> bool:  # noqa: ARG001 - one signature
    return True


def _detect(turn: Turn, history: Sequence[Turn], passage: str) -> bool:  # noqa: ARG001 - one signature
    text = turn.user.strip().replace("’", "'")
    return bool(
        _LOWER_CASE_START.match(text)
        or _OPENING.match(text)
        or ("'" in text and _CONTRACTION.search(text))
        or _has_slang(text.lower())
        or _PUNCTUATION.search(text)
        or _REPEATED_WORD.search(text)
    )


def _has_slang(text: str) -> bool:
    words = set(_WORD.findall(text))
    if not _SLANG.isdisjoint(words) or ("u" in words and _LONE_U.search(text)):
        return True
    return any(saying in text for saying in _SAYINGS) and bool(_SAYING.search(text))


INFORMAL = Phenomenon(
    name="informal",
    definition=(
        "The user's message is worded as people type or speak: contractions, interjections, "
        "fillers, repeated words, slang, or no capital at the start (disfluencies after Shriberg "
        "1994; register after Biber 1988)."
    ),
    instruction="Word it casually.",
    possible=_possible,
    detect=_detect,
)
