"""From a model's reply to a benchmark's prediction, by the same rules for every system."""

from __future__ import annotations

import re

from codi.benchmarks import BenchmarkFormat, Prediction
from codi.errors import ReplyError
from codi.prompts import parse_reply

UNANSWERABLE: dict[BenchmarkFormat, str] = {"coqa": "unknown", "quac": "CANNOTANSWER"}
"""How each benchmark writes that the passage does not answer."""
FOLLOWUP = "y"
"""QuAC's follow-up act is not asked for; this is the most frequent one of its validation set."""

_SAYS = "say|state|tell|mention|specify|give|provide|include|cover|discuss|indicate|contain|explain"
_SAID = (
    "known|said|stated|told|mentioned|specified|given|provided|included|covered|discussed|indicated"
    "|answered"
)
_UNANSWERED = re.compile(
    rf"""
    \W*(?:(?:i[’']m\ |i\ am\ )?(?:sorry|unfortunately)\W+(?:but\ )?)?
    (?:
        (?:unknown|unanswerable|cannot\s?answer|no\ answer)(?:\W*$|[.:;!])
      | not\ (?:{_SAID})(?:\W*$|[.:;!]|\ (?:in|by|here)\b)
      | i\ (?:do\ not|don[’']t|cannot|can[’']t)\ (?:know|tell|say|answer)\b
      | (?:the|this)\ (?:passage|text|story|article|document|section|page)
        \ (?:does\ not|doesn[’']t|did\ not|didn[’']t)\ (?:\w+\ )?(?:{_SAYS})\b
      | (?:that|this|it)(?:[’']s|\ is|\ was)(?:\ not|n[’']t)\ (?:{_SAID})\b
    )
    """,
    flags=re.VERBOSE | re.IGNORECASE,
)
_YES_OR_NO = re.compile(r"\W*(yes|no)\b", flags=re.IGNORECASE)


def says_unanswerable(answer: str) -> bool:
    """Whether an answer begins by saying that the passage does not tell or that one cannot know."""
    return _UNANSWERED.match(answer) is not None


def prediction_of(reply: str, *, format: BenchmarkFormat) -> Prediction:  # noqa: A002 - its word
    """What the scorer gets for a model's reply.

    Quotes behind `[quote]` are cut off; an answer that says it cannot be known becomes the
    benchmark's word for that; an empty reply stays empty. For QuAC `yesno` is y or n where the
    answer begins with yes or no, else x, and `followup` is always `FOLLOWUP`.
    """
    try:
        answer = parse_reply(reply, needs_quote=False).answer
    except ReplyError:
        return Prediction(answer="", followup=FOLLOWUP)
    if says_unanswerable(answer):
        return Prediction(answer=UNANSWERABLE[format], followup=FOLLOWUP)
    yes_or_no = _YES_OR_NO.match(answer)
    return Prediction(
        answer=answer,
        yesno=yes_or_no.group(1)[0].lower() if yes_or_no else "x",
        followup=FOLLOWUP,
    )
