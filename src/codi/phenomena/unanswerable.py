"""Questions that the passage does not answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codi.phenomena.phenomenon import Phenomenon
from codi.types import Turn

_UNKNOWN = re.compile(
    r"""
    ^\W*(?:unknown|unanswerable|cannotanswer|not\
    (?:known|stated|mentioned|given|specified|said))\W*$ |
    \b(?:does|do|is|are|was|were)(?:n['’]t|\ not)\ (?:\w+\ )?
        (?:say|mention|state|specif|tell|give|given|mentioned|stated|said|provid|includ|cover|discuss|clear\
        from|indicate|contain|explain|address)
    | \b(?:can(?:not|['’]t|\ not)|could(?:n['’]t|\ not))\ (?:\w+\ )?(?:answer|tell|say|find|be\
    answered|be\ determined) | \b(?:i|we)\ (?:do\ not|don['’]t)\ know\b | \bno\
    (?:information|mention|details?)\b | \bnothing\ (?:is\ said\ |in\ (?:the|this)\ passage\
    )?about\b
    """,
    flags=re.VERBOSE | re.IGNORECASE,
)


def _possible(acts_before: Sequence[str], act: str) -> bool:  # noqa: ARG001 - one signature
    return act == "unanswerable"


def _detect(turn: Turn, history: Sequence[Turn], passage: str) -> bool:  # noqa: ARG001 - one signature
    return not turn.evidence and bool(_UNKNOWN.search(turn.assistant))


UNANSWERABLE = Phenomenon(
    name="unanswerable",
    definition=(
        "The passage does not answer the user's question, and the assistant says so without "
        "evidence (`unknown` in CoQA, CANNOTANSWER in QuAC; Rajpurkar et al. 2018)."
    ),
    instruction="Ask for something plausible that the passage does not tell.",
    possible=_possible,
    detect=_detect,
)
