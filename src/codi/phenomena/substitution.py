"""Words that stand for a noun said before: one, ones, the other, both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from codi.phenomena.phenomenon import Phenomenon, example
from codi.phenomena.preconditions import after_a_turn_on
from codi.phenomena.wording import wording
from codi.types import Turn

_CUES = frozenset(
    """one ones another other others both neither either first second third last former latter
    next""".split()
)
_SUBSTITUTE = re.compile(
    r"""
    \b(?:which|what|this|that|any|each|every|another|other|no|the|(?:the|a|an|any)\ [\w-]+)
        \ ones?\b(?!\ another)
        (?!\ (?:who|that|of|thing|day|time|way|person|which)\b)
    | \b(?:which|what|these|those|the|any|some|other|more)\ (?:[\w-]+\ )?ones\b(?!\ (?:who|that)\b)
    | \b(?:name|list|say|give|mention)\ (?:another|one|two|three|\d+)\W*$
    | (?<!one\ )\banother(?:\W*$|\ one\b)
    | \b(?:(?:the|any|some|many|no|were\ there|are\ there)\ others|the\ other)
        (?:\W*$|\ (?:was|were|is|are|did|do|does|have|had|has|go|die|win|called|do)\b)
    | \b(?:is|was|are|were)\ [\w\ ]+(?<!one\ or\ )\bone\W*$
    | ^others\b | \bones?\ like\ (?:that|this|it|them|these|those)\b
    | \b(?:both|neither|either)
        (?:\W*$|\ (?:of\ (?:them|these|those)|were|are|have|had|did|do|in|at|from|as|go)\b)
    | \b(?:did|do|were|are|have|had|can|could|will|would)\ both\b(?!\ \w+s\b)
    | \bthe\ (?:first|second|third|last|former|latter|next)
        (?:\W*$|\ (?:was|is|did|called|come|do|released)\b)
    """,
    flags=re.VERBOSE,
)


def detect_substitution(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether a word of the user's message stands for a noun of the history."""
    return bool(history) and _substitutes(turn.user)


@lru_cache(maxsize=256)
def _substitutes(message: str) -> bool:
    said = wording(message)
    return not _CUES.isdisjoint(said.words) and bool(_SUBSTITUTE.search(said.plain))


ONE_SUBSTITUTION = Phenomenon(
    name="one_substitution",
    definition=(
        "`One` or `ones`, `another`, `the other`, `both`, `neither` or `the first` stands for a "
        "noun said before: `Which one?`, `the red ones`."
    ),
    source="nominal substitution, Halliday and Hasan 1976, chapter 3",
    instruction="Put 'one' or 'ones' for a noun mentioned.",
    example=example(
        ("Was there a bakery?", "Yes, in the yard."), ("Is there another one?", "unknown")
    ),
    possible=after_a_turn_on(
        "follow_up", "drill_down", "what", "how_many", "yes_no", "compare", "list", "clarified"
    ),
    detect=detect_substitution,
    excludes=frozenset({"bare_wh", "topic_shift", "topic_return"}),
)
