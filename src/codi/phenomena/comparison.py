"""Questions that compare, and questions that deny."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codi.phenomena.phenomenon import Phenomenon, example
from codi.phenomena.preconditions import except_on, only_on
from codi.phenomena.wording import last_wording
from codi.types import Turn

_COMPARING_WORDS = frozenset(
    """compare compares compared comparing comparison comparable differ differs differed difference
    differences different differently alike similar similarly similarity similarities versus vs
    common unlike resemble as same than better worse longer larger bigger smaller older younger
    earlier later higher lower stronger faster closer taller which most least opposed""".split()
)
_COMPARING = re.compile(
    r"""
    \b(?:compar(?:e|es|ed|ing|ison|able)|differ(?:s|ed|ence|ences|ent|ently)?|alike|versus|vs
        |similar(?:ly|ity|ities)?|in\ common|unlike|resemble)\b
    | \bas\ (?!well\b|soon\b|long\b|part\b|a\b|the\b)\w+\ as\b
    | \bthe\ same\ (?:\w+\ )?(?:as|way|thing)\b | ^(?:and\ )?the\ same\b
    | (?<!\bother\ )(?<!\brather\ )(?<!\bmore\ )(?<!\bless\ )\bthan\b(?!\ (?:\d|one\b|two\b|once\b))
    | \b(?:more|less|fewer)\ (?:\w+\ ){1,3}than\b
    | \b(?:better|worse|longer|larger|bigger|smaller|older|younger|higher|lower
        |stronger|faster|closer|taller)\b(?:\W*$|\ (?:in|at|for|or)\b)
    | \bas\ opposed\ to\b
    | ^(?:and\ |so\ )?(?:is|was|are|were)\ (?:\w+\ ){1,3}?the
        \ (?:most|least|(?!west|rest|guest)\w+est)\b
    | \bwhich\ (?:one\ |of\ \w+\ )?(?:is|was|are|were)\ (?:the\ )?(?:\w+(?:er|est)|more|most)\b
    """,
    flags=re.VERBOSE,
)


def detect_comparison(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the user's message asks how things compare."""
    said = last_wording(turn.user)
    if _COMPARING_WORDS.isdisjoint(said.words) and "est " not in said.plain:
        return False
    return _COMPARING.search(said.plain) is not None


_NEGATIVES = frozenset(
    """not never nobody nothing nowhere none without neither nor cannot no isnt arent wasnt werent
    dont doesnt didnt hasnt havent hadnt wont wouldnt cant couldnt shouldnt""".split()
)
_NEGATED = re.compile(
    r"""
    \w+n't\b(?!\ (?:he|she|it|they|that|there|you|we|i)\W*$)
    | \b(?:is|are|was|were|do|does|did|has|have|had|wo|would|ca|could|should)nt\b
    | \b(?<!or\ )(?<!if\ )not\b(?!\ only\b)
    | \b(?:never(?!\ mind)|nobody|nothing|nowhere|none|without|neither|nor|cannot)\b
    | \bno\b(?!\s*[,.!?-]|\W*$|\ (?:\d|i\ mean|wait)\b)
    """,
    flags=re.VERBOSE,
)


def detect_negation(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the user's message denies; a tag (`isn't it?`) or an answering `no` does not."""
    said = last_wording(turn.user)
    if "n't" not in said.plain and _NEGATIVES.isdisjoint(said.words):
        return False
    return _NEGATED.search(said.plain) is not None


COMPARISON = Phenomenon(
    name="comparison",
    definition=(
        "The user asks how things compare: what differs or is alike, more, less or the same as, "
        "or which of those spoken of is the most so."
    ),
    source="comparison questions, Yang et al. 2018 (HotpotQA)",
    instruction="Ask how two things that were mentioned compare.",
    example=example(
        ("When did the railway come?", "In 1862."),
        ("Was that earlier than the fire?", "No, the fire was in 1848."),
    ),
    possible=only_on("compare", "yes_no"),
    detect=detect_comparison,
    excludes=frozenset({"bare_wh", "ellipsis"}),
)
NEGATION = Phenomenon(
    name="negation",
    definition="The question itself holds a negation: not, never, no, nobody, without, neither.",
    source="clausal negation, Huddleston and Pullum 2002, chapter 9",
    instruction="Ask in the negative, with not, never or without.",
    example=example(("Which of the Langs did not see the fire?", "The passage does not say.")),
    possible=except_on("open", "clarify", "clarified", "summary", "close", "list"),
    detect=detect_negation,
    excludes=frozenset({"bare_wh", "ellipsis"}),
)
