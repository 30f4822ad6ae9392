"""What kind of question a message asks."""

from __future__ import annotations

import re

from codi.phenomena.wording import asking_sentence

_HOW_MANY = re.compile(r"\bhow\s+(?:many|much|old|long|far|tall|big|often|large|high|deep|wide)\b")
_WH = re.compile(r"\b(who|whom|whose|what|which|when|where|why|how)(?:['’]?(?:s|re|d|ll))?\b")
_YES_NO = re.compile(
    r"^(?:(?:and|but|so|or|also|then|now|oh|ah|ok|okay|well|wait|right|alright|hey|hi|actually|btw"
    r"|by the way|anyway|um+|uh+|hm+|(?:besides|apart from|aside from) (?:that|this))\b[,\s]*)*"
    r"(?:am|is|are|was|were|do|does|did|has|have|had|will|would|can|could|shall|should|may|might|must)(?:n['’]?t)?\b"
)
_WHERE_FOR_WERE = re.compile(r"where (?:there|they|these|those) (?:any|other|some|more|no|\w+ed)\b")


def question_type(message: str) -> str:
    """One of who, what, when, where, why, how, how_many, which, yes_no and other.

    The last sentence that asks decides. A question that opens with an auxiliary is `yes_no` even
    where a wh-word follows; `whom` and `whose` count as who, and every question for a number or a
    measure as how_many.
    """
    text = asking_sentence(message).lower()
    if _YES_NO.match(text) or _WHERE_FOR_WERE.match(text):
        return "yes_no"
    if _HOW_MANY.search(text):
        return "how_many"
    match = _WH.search(text)
    if not match:
        return "other"
    word = match.group(1)
    return "who" if word in {"whom", "whose"} else word


_REQUEST = re.compile(
    r"\b(?:tell|explain|describe|compare|list|name|give|show|remind|help|elaborate|curious|wonder|"
    r"wondering|know|understand|more|about)\b",
    re.IGNORECASE,
)


def is_question(message: str) -> bool:
    """Whether a message asks for something: a question, or a request such as "tell me more"."""
    return "?" in message or question_type(message) != "other" or bool(_REQUEST.search(message))
