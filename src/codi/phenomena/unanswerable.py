"""Questions that the passage does not answer, and those that are no business of its."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codi.phenomena.phenomenon import Phenomenon, example
from codi.phenomena.preconditions import only_on
from codi.phenomena.wording import wording
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


_DECLINES = re.compile(
    r"""
    \bnothing\ to\ do\ with\b
    | (?:\b(?:is|are|lies?|falls?|goes)|['’]s)\ (?:\w+\ )?(?:outside|beyond|off[-\ ]topic)\b
    | \bnot\ (?:related|relevant|what\ (?:this|the)\ (?:passage|text|article)\ is\ about)\b
    | \b(?:only|just)\ (?:help|answer|talk|speak|discuss|tell|say)\b
        [^.]*\b(?:passage|text|article|page|document|about)\b
    | \bstick\ to\ (?:the|this)\b | \bunrelated\b
    | \bi(?:['’]m|\ am)\ (?:just\ |only\ )?an?\ (?:ai|assistant|language\ model|program)\b
    """,
    flags=re.VERBOSE | re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"""
    \b(?:weather|forecast|joke|poem|recipe|horoscope|lottery|stock\ price|translate
        |your\ (?:name|favou?rite|opinion)|how\ are\ you|what\ time\ is\ it|python\ code
        |are\ you\ (?:an?\ )?(?:ai|human|robot|bot|real|married|happy|ok)
        |do\ you\ (?:like|love|have|feel|dream|sleep|eat)|who\ (?:made|created|programmed)\ you)\b
    """,
    flags=re.VERBOSE,
)


def detect_unanswerable(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the assistant says, without evidence, that the passage does not tell."""
    return not turn.evidence and bool(_UNKNOWN.search(turn.assistant))


def detect_out_of_scope(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the assistant declines a question that is no business of the passage's.

    It says so itself; or it knows no answer to a question for one of the things that people try
    such assistants with.
    """
    if turn.evidence:
        return False
    if _DECLINES.search(turn.assistant):
        return True
    unknown = detect_unanswerable(turn, history, passage)
    asked = _ELSEWHERE.search(wording(turn.user).plain) if unknown else None
    return asked is not None and asked.group(0) not in passage.lower()


UNANSWERABLE = Phenomenon(
    name="unanswerable",
    definition=(
        "The passage does not answer the user's question, and the assistant says so without "
        "evidence (`unknown` in CoQA, CANNOTANSWER in QuAC)."
    ),
    source="unanswerable questions, Rajpurkar, Jia and Liang 2018 (SQuAD 2.0)",
    instruction="Ask for something plausible that the passage does not tell.",
    example=example(("How much did the mill cost?", "The passage does not say.")),
    possible=only_on("unanswerable"),
    detect=detect_unanswerable,
)
OUT_OF_SCOPE = Phenomenon(
    name="out_of_scope",
    definition=(
        "The user's question has nothing to do with the passage or the task (the weather, the "
        "assistant itself), and the assistant declines."
    ),
    source="out-of-scope queries, Larson et al. 2019 (CLINC150)",
    instruction="Ask something that has nothing to do with the passage.",
    example=example(
        ("Will it rain tomorrow?", "The weather is beyond what this page can tell."),
    ),
    possible=only_on("unanswerable"),
    detect=detect_out_of_scope,
    excludes=frozenset(
        """anaphora possessive_anaphora demonstrative_anaphora definite_reference bridging ellipsis
        bare_wh one_substitution comparison aggregation paraphrase topic_return""".split()
    ),
)
