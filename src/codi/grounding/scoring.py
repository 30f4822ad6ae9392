"""How far a passage, and the evidence located in it, support an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codi.grounding.claims import Answer, Evidence
from codi.grounding.polarity import denied_freely, denies, negation_differs, opposites_said
from codi.grounding.reading import Reading, Token, read
from codi.grounding.source import Source, source_of
from codi.grounding.yes_no import agreement, said_yes
from codi.types import Span

THRESHOLD = 0.5
"""Below it an answer counts as ungrounded; calibrated by `bench/grounding.py`."""
_HEARD = 4
"""Messages before the question that are looked at: two turns."""
_LONGEST_ANSWER = 500
_MOST_QUOTES = 32
_LENIENCE = 0.5
"""Exponent of the words' mean support: whoever says a thing in other words shares half of them."""
_WORST = 0.75
"""How much of the score hangs on the name or number with the least support."""
_CONTRADICTED = 0.2
"""What is left where the evidence says the opposite."""
_DENIED_FREELY = 0.4
"""What is left where the answer denies a word that the evidence has affirmed in other words."""
_DENIED_ALONE = 0.75
"""What is left where the answer denies something and nothing near the evidence does."""
_UNLOCATED = 0.5
"""What is left without a located quote."""
_STRANGE = 0.75
"""What a passage takes away that has no word of the question and the turns before."""
_BARE = 2.0
"""Weight of claims up to which an answer says little beyond its yes or no."""
_YES_NO_TOLD = 0.2
"""An agreement of yes or no up to which the evidence itself speaks against it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounding:
    """What `ground` says of an answer.

    `score` lies in [0, 1]. `unsupported` are the words of the answer, as written and in order, that
    its evidence does not carry: words that stand nowhere in the passage, names and numbers that at
    best stand far from the evidence or in the place of others, and words about which the evidence
    says the opposite.
    """

    score: float
    unsupported: tuple[str, ...] = ()


def ground(
    answer: str,
    *,
    passage: str,
    evidence: Sequence[Span] = (),
    question: str = "",
    history: Sequence[str] = (),
) -> Grounding:
    """Score an answer against what it rests on.

    `evidence` are spans of `passage`, `history` the messages before the question. The score is the
    square root of the mean support of the answer's words (content words by their stems; names and
    numbers, which count twice, by their value): 1 in the quote, less in its sentence, less again
    beside it or elsewhere in the passage, 0 nowhere. Words that only repeat the question claim
    nothing. It is multiplied down by the least supported name or number, by a negation or an
    opposite that only one of answer and evidence has, by a bare yes or no that the evidence does
    not bear out, by a missing quote (the score is at most 0.5 then), and, the shorter the answer,
    by a passage that lacks the words of the question and of the two turns before.

    Pure; the last passages and messages are remembered. Of an answer the first 500 words are read.
    """
    source = source_of(passage)
    said, asked = read(answer), read(question)
    before = [read(message) for message in history[-_HEARD:]]
    found = _located(source, evidence)
    yes = said_yes(said.tokens)
    tokens = said.tokens[yes is not None : _LONGEST_ANSWER]
    made = Answer(answer, tokens, asked, before, found).claims()
    lacking = {token.start: token for token in made.missing}
    score = made.mean**_LENIENCE * (1.0 - _WORST + _WORST * made.worst)
    contradicted = _contradicted(tokens, asked, found)
    if contradicted:
        score *= _CONTRADICTED
        lacking |= {token.start: token for token in contradicted}
    elif denied := denied_freely(tokens, asked, source, found.sentences):
        score *= _DENIED_FREELY
        lacking |= {token.start: token for token in denied}
    elif _denies_alone(tokens, asked, found):
        score *= _DENIED_ALONE
    if yes is not None and made.weight < _BARE:
        agrees = agreement(asked, found, yes=yes)
        if agrees <= _YES_NO_TOLD:
            score *= _CONTRADICTED
            lacking[said.tokens[0].start] = said.tokens[0]
        else:
            score *= 0.55 + 0.45 * agrees
    score *= 1.0 - _STRANGE * _strangeness(asked, before, source) * 2.0 / (2.0 + made.weight)
    if not found.quotes:
        score *= _UNLOCATED
    words = tuple(answer[token.start : token.end] for _, token in sorted(lacking.items()))
    return Grounding(score=score, unsupported=words)


def _located(source: Source, evidence: Sequence[Span]) -> Evidence:
    """The tokens of the quotes, of their sentences, and of those beside them."""
    ranges = (source.range_of(span) for span in evidence[:_MOST_QUOTES])
    quotes = tuple(found for found in ranges if found[0] < found[1])
    return Evidence(
        source=source,
        quotes=quotes,
        sentences=tuple(source.sentences_around(quote) for quote in quotes),
        near=tuple(source.sentences_around(quote, also=1) for quote in quotes),
    )


def _contradicted(tokens: Sequence[Token], asked: Reading, evidence: Evidence) -> list[Token]:
    """The words of an answer about which the evidence says the opposite."""
    source, sentences = evidence.source, evidence.sentences
    return [
        *negation_differs(
            tokens, asked.tokens, source, sentences=sentences, quotes=evidence.quotes
        ),
        *opposites_said(tokens, source, sentences),
    ]


def _denies_alone(tokens: Sequence[Token], asked: Reading, evidence: Evidence) -> bool:
    """Whether an answer has a negation, and neither the question nor what is near the evidence."""
    around = (evidence.source.tokens[first:after] for first, after in evidence.near)
    return denies(tokens) and not denies(asked.tokens) and not any(map(denies, around))


def _strangeness(asked: Reading, before: Sequence[Reading], source: Source) -> float:
    """1 where a passage has none of the words of question and history, 0 where it has half.

    Names and numbers count twice, the words of the history half.
    """
    known, total = 0.6, 1.0  # so that a question without such words is nearly at home anywhere
    for weight, reading in ((1.0, asked), *((0.5, message) for message in before)):
        for key, worth in reading.worths:
            total += weight * worth
            if source.places_of(key):
                known += weight * worth
    return max(0.0, 1.0 - 2.0 * known / total)
