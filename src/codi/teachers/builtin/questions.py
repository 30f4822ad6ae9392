"""Every question that a passage's facts allow, with its answer and its evidence.

A candidate is made once for a passage and used by all of its conversations; what a turn says of
it (tone, pronoun, ellipsis) is decided later, in `wording`.
"""

from __future__ import annotations

from collections.abc import Iterator

from codi.teachers.builtin.ask_mentions import ask_described, ask_mentioned, ask_unread
from codi.teachers.builtin.ask_objects import ask_objects
from codi.teachers.builtin.ask_sides import ask_sides
from codi.teachers.builtin.ask_subjects import ask_subject, ask_there
from codi.teachers.builtin.ask_truth import ask_truth
from codi.teachers.builtin.ask_whole import ask_conditional, ask_how_to, ask_whole
from codi.teachers.builtin.candidates import Asker, Candidate
from codi.teachers.builtin.facts import Fact, PassageFacts
from codi.teachers.builtin.handbook import from_headings, from_lists
from codi.types import Span

_CONDITIONS = frozenset(["if", "when", "unless"])


def all_questions(passage: PassageFacts, text: str) -> Iterator[Candidate]:
    """The candidates of a passage with this text, those of its facts in order first."""
    for fact in passage.facts:
        span = Span(start=fact.sentence.start, end=fact.sentence.end)
        yield from _on_fact(Asker(fact, passage, span))
    yield from ask_described(passage)
    yield from ask_unread(passage)
    yield from ask_mentioned(passage)
    yield from from_headings(passage)
    yield from from_lists(passage, text)


def _on_fact(asker: Asker) -> Iterator[Candidate]:
    fact = asker.fact
    if fact.texts(fact.core) is None:
        return
    special = _special(asker, fact)
    if special is not None:
        yield from special
        return
    if fact.subject.key == "there":
        yield from ask_there(asker)
        return
    if not asker.verb.negative and not asker.verb.never:
        yield from ask_sides(asker)
        yield from ask_objects(asker)
        yield from ask_subject(asker)
        yield from ask_whole(asker)
    yield from ask_truth(asker)


def _special(asker: Asker, fact: Fact) -> Iterator[Candidate] | None:
    """Advice with a condition or a goal, and what happens under a condition."""
    clause = fact.clause
    if fact.subject.kind == "you":
        for piece in clause.pieces:
            if piece.kind == "clause" and piece.preposition in _CONDITIONS:
                return ask_conditional(asker, piece)
        for piece in clause.fronted:
            if piece.kind == "infinitive":
                return ask_how_to(asker, piece)
    return ask_conditional(asker, clause.condition) if clause.condition is not None else None
