"""Answers that are pieces of the passage, word for word."""

from __future__ import annotations

import random
import re

from codi.phenomena.wording import content

_MOST_WORDS = 30
_FEWEST_WORDS = 6
_WHOLE_SENTENCE = 0.5
"""About half of the spans that QuAC's workers chose begin where a sentence does; hardly any has
more than thirty words, most have ten to twenty."""
_BORDER = re.compile(
    r"[,;:]\s+|\s+(?=(?:and|but|which|who|whose|where|when|while|because|after|before|although|"
    r"until|so|as)\s)"
)
_LEADING = re.compile(r"(?:and|but|so)\s+", re.IGNORECASE)


def span_of(sentence: str, answer: str, told: str, rng: random.Random) -> str:
    """The sentence, or the clauses of it around `answer`: six to thirty words where that is there.

    Where `answer` is not in it, the clause that has most of what is `told`.
    """
    if len(sentence.split()) <= _MOST_WORDS and rng.random() < _WHOLE_SENTENCE:
        return sentence
    borders = [match.end() for match in _BORDER.finditer(sentence)]
    starts, ends = [0, *borders], [*borders, len(sentence)]
    place = sentence.lower().find(answer.lower())
    if place >= 0:
        first = max(index for index, start in enumerate(starts) if start <= place)
        end = place + len(answer)
        last = min(index for index, border in enumerate(ends) if border >= end)
    else:
        wanted = content(told)
        shared = [len(wanted & content(sentence[a:b])) for a, b in zip(starts, ends, strict=True)]
        first = last = shared.index(max(shared))
    span = sentence[starts[first] : ends[last]]
    while len(span.split()) < _FEWEST_WORDS and (first > 0 or last < len(ends) - 1):
        first, last = (first - 1, last) if first > 0 else (first, last + 1)
        span = sentence[starts[first] : ends[last]]
    if len(span.split()) > _MOST_WORDS and place >= 0:
        return sentence[place : place + len(answer)]
    span = span.strip().strip(",;:")
    leading = _LEADING.match(span) if first > 0 else None
    return span[leading.end() :] if leading else span
