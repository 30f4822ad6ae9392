"""Questions to be answered with yes or no."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codi.phenomena.negotiation import detect_confirmation
from codi.phenomena.questions import question_type
from codi.phenomena.wording import wording
from codi.types import Turn

_INDIRECT = re.compile(
    r"""
    \b(?:(?:can|could|would|will)\ (?:you|u)|do\ you\ (?:know|remember|happen)|(?:may|can)\ i)\b
        .*\b(?:who|whom|whose|what|which|when|where|why|how|tell|name|list|give|describe
            |explain|elaborate|summari[sz]e|share|show|provide|recommend|think\ of)\b
    | \bdo\ (?:we|they)\ know\ (?:who|whom|whose|what|which|when|where|why|how)\b
    """,
    flags=re.VERBOSE,
)
_EITHER_OR = re.compile(r"\bor\b(?!\s+(?:not|so|something|anything|any|more)\b)")
_ANY = re.compile(r"(?:and |or |so )?any(?:thing|one|body|where|\b)")
_WHAT_ABOUT = re.compile(r"(?:and |so |ok )?(?:what|how) about\b")
_TRUE_OR_FALSE = re.compile(r"^(?:true\s*(?:or|/)\s*false|t\s*/\s*f|yes\s+or\s+no)\b")
_YES_OR_NO = re.compile(r"\W*(?:yes|no|yeah|yep|nope)\b(?!\s+(?:one|more|longer)\b)", re.IGNORECASE)


def detect_yes_no(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the user's message asks for yes or no, by its form or, in a fragment, by its answer.

    Tags, echoes and `Did he?` do; `Do you know who ...?` asks who.
    """
    asked = wording(turn.user).plain
    if _TRUE_OR_FALSE.match(asked) or detect_confirmation(turn, history, passage):
        return True
    kind = question_type(turn.user)
    if kind == "yes_no":
        return _INDIRECT.search(asked) is None
    if kind == "other" and _ANY.match(asked):
        return True
    return (kind == "other" or _WHAT_ABOUT.match(asked) is not None) and _YES_OR_NO.match(
        turn.assistant
    ) is not None
