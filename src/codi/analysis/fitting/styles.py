"""How people answer: what kind of answer, how long, in which of the recipes' styles."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from codi.analysis.fitting.reading import ReadConversation

SHORT_WORDS = 6
SENTENCE_WORDS = 25
"""The most words of a `short` answer, and of one that is a `sentence`; longer ones are detailed."""
STYLES = ("short", "sentence", "detailed")
SPAN = "span"
"""The style of a base recipe whose answers are pieces of the passage, however long."""
RARE = 0.02
"""A style of a smaller share of the answers is left out."""
CHARACTERS_PER_TOKEN = 3.2
"""Fewer than the usual four, since a message that is cut off is worth nothing."""
TOKENS_AT_A_STEP = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The replies: how many of each type and style, and how long.

    `styles` and `mean_words` leave out replies that there is no answer. `max_tokens` holds the
    longest message, together with the words of the passage that it rests on.
    """

    types: Mapping[str, int]
    styles: Mapping[str, int]
    mean_words: float
    max_tokens: int


def read_answers(read: Sequence[ReadConversation], *, base_styles: Collection[str]) -> Answers:
    """Count the replies of all conversations; `base_styles` are those that the base recipe has."""
    turns = [turn for conversation in read for turn in conversation]
    answers = [turn for turn in turns if turn.answer_type != "none"]
    styles = Counter(
        SPAN if SPAN in base_styles and turn.answer_type == SPAN else _style(turn.reply_words)
        for turn in answers
    )
    tokens = max(turn.longest for turn in turns) / CHARACTERS_PER_TOKEN
    return Answers(
        types=dict(Counter(turn.answer_type for turn in turns).most_common()),
        styles={
            style: styles[style]
            for style in (SPAN, *STYLES)
            if styles[style] >= max(1, RARE * len(answers))
        },
        mean_words=fmean(turn.reply_words for turn in answers) if answers else 0.0,
        max_tokens=TOKENS_AT_A_STEP * math.ceil(tokens / TOKENS_AT_A_STEP),
    )


def _style(words: int) -> str:
    return STYLES[(words > SHORT_WORDS) + (words > SENTENCE_WORDS)]
