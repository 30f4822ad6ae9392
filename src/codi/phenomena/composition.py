"""Questions with more than one part, and answers from more than one place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from codi.phenomena.negotiation import detect_presupposition_failure
from codi.phenomena.phenomenon import Phenomenon, example
from codi.phenomena.preconditions import except_on, only_on
from codi.phenomena.wording import content, last_wording, message_sentences, wording
from codi.types import Turn

_SENTENCE_END = re.compile(
    r"[.!?\n](?:(?:(?<=[^\W\d_]{2}[.!?])|(?<=\d\d[.!?]))[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])"
    r"|(?<=\n)\s*\n)"
)


@lru_cache(maxsize=128)
def _sentence_starts(passage: str) -> tuple[int, ...]:
    """Where the sentences of a passage begin, by its marks alone."""
    return (0, *(match.end() for match in _SENTENCE_END.finditer(passage)))


def evidence_sentences(turn: Turn, passage: str) -> tuple[str, ...]:
    """The sentences of the passage that the turn's evidence touches, in order."""
    if not turn.evidence:
        return ()
    starts = _sentence_starts(passage)
    touched: set[int] = set()
    for span in turn.evidence:
        last = max(span.start, span.end - 1)
        touched.update(range(bisect_right(starts, span.start) - 1, bisect_right(starts, last)))
    ends = (*starts[1:], len(passage))
    return tuple(passage[starts[number] : ends[number]] for number in sorted(touched))


_GATHERS = re.compile(
    r"""
    \b(?:all|altogether|total|each|every|list|how\ many)\b
    | \bname\ (?:\w+\ )?(?:two|three|four|five|\d|some|all)\b
    | \b(?:what|which)\ (?:are|were)\ (?:the|some|his|her|its|their|those|these|other)\b
    | \b(?:what|which)\ (?:other\ |(?:kind|type|sort)s?\ of\ )?(?:\w+\ ){0,2}\w{2,}(?<!s)s
        \ (?:are|were|do|did|have|does|can|could|would|will|is|was)\b
    | \bwho\ (?:are|were)\ (?:the|some|his|her|its|their)\b | \bsome\ of\b
    """,
    flags=re.VERBOSE,
)
_GATHERS_ALL = re.compile(r"\b(?:all\ of|all\ the|in\ total|altogether|list\ (?:all|the))\b")


def detect_aggregation(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the answer is gathered from several sentences.

    The reply takes words from several spans of evidence that are some way apart; or the question
    asks for several things or their number, and the evidence touches two sentences or more. A
    correction rests on the passage without gathering from it. In a conversation without evidence
    the question has to say that it wants all of them.
    """
    asked = wording(turn.user).plain
    if not turn.evidence:
        return _GATHERS_ALL.search(asked) is not None
    if len(turn.evidence) > 1 and _is_gathered(turn, passage):
        return not detect_presupposition_failure(turn, history, passage)
    if _GATHERS.search(asked) is None:
        return False
    return len(evidence_sentences(turn, passage)) > 1


_MANY_PLACES = 3


def _is_gathered(turn: Turn, passage: str) -> bool:
    """Whether the reply takes words from spans that whole sentences part, or from three spans.

    They have to be words that the question does not have, and none of the other spans.
    """
    told = content(turn.assistant) - content(turn.user)
    taken = [told & content(passage[span.start : span.end]) for span in turn.evidence]
    starts = _sentence_starts(passage)
    giving = sorted(
        bisect_right(starts, span.start)
        for place, span in enumerate(turn.evidence)
        if taken[place].difference(*taken[:place], *taken[place + 1 :])
    )
    if not giving or giving[0] == giving[-1]:
        return False
    return len(giving) >= _MANY_PLACES or giving[-1] - giving[0] > 1


_WH = r"(?:who|whom|whose|what|which|when|where|why|how)"
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should)"
_JOINED = re.compile(
    rf"""
    \b{_WH}\b(?!\ or\b).*\b(?:and|or)\b,?\s+(?:(?:for|in|to|at|by|with|from|of|on)\ )?{_WH}\b
    | ^(?:\w+\s+)?{_AUXILIARY}\b.*\b(?:and|or),?\ (?:(?:if|for|in|to|by|with)\ )?(?:so,?\ )?{_WH}\b
    | .{{12}}\band,?\ {_AUXILIARY}\ (?:he|she|it|they|there|the|his|her|its|their|that|this|we)\b
    | \bif\ so\b,?\ (?:\w+\ )?{_WH}
    """,
    flags=re.VERBOSE,
)
_RHETORICAL = frozenset("what wait really huh right hm hmm oh".split())


def detect_multi_part(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether one message asks two things or more."""
    if turn.user.count("?") > 1:
        asked = [
            sentence
            for sentence in message_sentences(turn.user)
            if "?" in sentence and not _RHETORICAL.issuperset(wording(sentence).words)
        ]
        if len(asked) > 1:
            return True
    said = last_wording(turn.user)
    if "and" not in said.words and "or" not in said.words and "so" not in said.words:
        return False
    return _JOINED.search(said.plain) is not None


MIN_CONTENT_WORDS = 2
MAX_SHARED = 0.5
STEM_LENGTH = 5
_LIGHT = frozenset("happen going sort kind type time mention ever anyway right".split())
_SAYS_ONLY_YES_OR_NO = re.compile(r"\W*(?:yes|no|true|false)\W*", flags=re.IGNORECASE)


def detect_paraphrase(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether fewer than half of the question's content words stand where its answer does.

    The evidence of a bare yes or no is often beside the point, so then they have to be missing in
    every sentence of the passage.
    """
    if not turn.evidence:
        return False
    asked = _carrying(turn.user)
    if len(asked) < MIN_CONTENT_WORDS:
        return False
    there: set[str] = set()
    for sentence in evidence_sentences(turn, passage):
        there |= _carrying(sentence)
    if len(asked & there) >= MAX_SHARED * len(asked):
        return False
    if not _SAYS_ONLY_YES_OR_NO.fullmatch(turn.assistant):
        return True
    starts = _sentence_starts(passage)
    return all(
        len(asked & _carrying(passage[start:end])) < MAX_SHARED * len(asked)
        for start, end in pairwise((*starts, len(passage)))
    )


@lru_cache(maxsize=4096)
def _carrying(text: str) -> frozenset[str]:
    """The content words of `text`, cut so that `schooled` and `school` agree."""
    return frozenset(word[:STEM_LENGTH] for word in content(text) if word not in _LIGHT)


AGGREGATION = Phenomenon(
    name="aggregation",
    definition=(
        "The answer has to gather several places of the passage (a list from several sentences, a "
        "count or a sum over them): its evidence lies in two sentences or more."
    ),
    source="discrete reasoning over paragraphs, Dua et al. 2019 (DROP)",
    instruction="Ask for all of several things that different sentences tell.",
    example=example(
        (
            "In what years was the mill built and burned?",
            "In 1781 and 1848.",
            "Otto Lang built the mill at Ashby in 1781",
            "In 1848 the mill burned down",
        ),
    ),
    possible=only_on("list", "how_many", "what"),
    detect=detect_aggregation,
    excludes=frozenset({"bare_wh", "ellipsis", "one_substitution"}),
)
MULTI_PART = Phenomenon(
    name="multi_part",
    definition=(
        "One message asks two things or more: `When and where ...`, `Who was he and what did he "
        "do?`, or two questions one after the other."
    ),
    source="coordinate interrogatives, Huddleston and Pullum 2002, chapter 15",
    instruction="Ask two things in one message.",
    example=example(
        ("Who built the mill, and when?", "Otto Lang, in 1781."),
    ),
    possible=except_on("clarify", "clarified", "summary", "close", "unanswerable"),
    detect=detect_multi_part,
    excludes=frozenset({"bare_wh", "ellipsis"}),
)
PARAPHRASE = Phenomenon(
    name="paraphrase",
    definition=(
        "The question asks in other words than the passage's: it has two content words or more, "
        "and fewer than half of them occur, as stems, in the sentences that its answer rests on."
    ),
    source="paraphrasing against lexical match, Reddy et al. 2019 (CoQA), section 4.2",
    instruction="Use other words than the passage does.",
    example=example(
        (
            "What occupation did locals once use the stone building for?",
            "Grinding wheat and rye.",
            "ground wheat and rye for three villages",
        ),
    ),
    possible=except_on("unanswerable", "clarify", "clarified", "summary", "close"),
    detect=detect_paraphrase,
    excludes=frozenset({"bare_wh", "ellipsis"}),
)
