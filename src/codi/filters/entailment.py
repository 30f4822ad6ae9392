"""Whether the passage entails what a turn states, by a model for natural language inference.

The premise is the sentences that the evidence stands in, then the passage in windows; the
hypothesis is the question and its answer as one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from codi.filters.gates import Check, Context
from codi.filters.statements import statement
from codi.text import num_words, sentence_spans
from codi.types import KEEP, Conversation, Span, Turn, Verdict, drop

Pairs = Sequence[tuple[str, str]]
Entailment = Callable[[Pairs], list[float]]
"""From pairs of premise and hypothesis to the probability that the one entails the other."""

WINDOW_WORDS = 160
"""About 210 tokens: with a hypothesis well within the 512 that cross-encoders read."""


def nli(context: Context) -> Check[Conversation] | None:
    """Drops where the model of `filters.nli` finds an answer entailed too little.

    Only turns that rest on the passage are asked about. An answer has the highest probability that
    its evidence, or else a window of the passage, entails it.
    """
    settings = context.recipe.filters.nli
    if settings is None:
        return None
    from codi.filters.cross_encoder import load_cross_encoder

    entailment = load_cross_encoder(settings.model, batch_size=settings.batch_size)

    def check(conversation: Conversation) -> Verdict:
        resting = [turn for turn in conversation.turns if turn.needs_evidence and turn.evidence]
        scores = entailed(resting, conversation.passage.text, entailment, settings.threshold)
        for turn, score in zip(resting, scores, strict=True):
            if score < settings.threshold:
                where = f"turn {turn.index + 1}: entailed with {score:.2f}"
                return drop("nli", f"{where}, {settings.threshold:.2f} is needed")
        return KEEP

    return check


def entailed(
    turns: Sequence[Turn], passage: str, entailment: Entailment, enough: float
) -> list[float]:
    """How probably the passage entails each turn's statement, in [0, 1].

    Windows of the whole passage are asked only about turns whose evidence gives less than `enough`.
    """
    statements = [statement(turn.user, turn.assistant) for turn in turns]
    premises = [evidence_sentences(turn, passage) for turn in turns]
    scores = entailment(list(zip(premises, statements, strict=True)))
    open_turns = [index for index, score in enumerate(scores) if score < enough]
    if not open_turns:
        return scores
    pieces = list(windows(passage))
    pairs = [(piece, statements[index]) for index in open_turns for piece in pieces]
    found = iter(entailment(pairs))
    for index in open_turns:
        scores[index] = max(scores[index], *(next(found) for _ in pieces))
    return scores


def evidence_sentences(turn: Turn, passage: str) -> str:
    """The sentences of the passage that a turn's evidence stands in, or the evidence itself."""
    touched = [
        span
        for span in sentence_spans(passage)
        if any(span.start < found.end and found.start < span.end for found in turn.evidence)
    ]
    return " ".join(span.of(passage) for span in touched or turn.evidence)


def windows(passage: str) -> Iterator[str]:
    """The passage in runs of whole sentences of about `WINDOW_WORDS`, each begun with the last one.

    A sentence that is longer stands alone.
    """
    spans = sentence_spans(passage) or (Span(start=0, end=len(passage)),)
    first = 0
    while first < len(spans):
        last = first + 1
        while last < len(spans) and _num_words(passage, spans[first], spans[last]) <= WINDOW_WORDS:
            last += 1
        yield passage[spans[first].start : spans[last - 1].end]
        if last == len(spans):
            return
        first = max(last - 1, first + 1)


def _num_words(passage: str, first: Span, last: Span) -> int:
    return num_words(passage[first.start : last.end])
