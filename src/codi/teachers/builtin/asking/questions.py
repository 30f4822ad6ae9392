"""Every question that a passage's facts allow, with its answer and its evidence.

A candidate is made once for a passage and used by all of its conversations; what a turn says of
it (tone, pronoun, ellipsis) is decided later, in `wording`.
"""

from __future__ import annotations

from collections.abc import Iterator

from codi.teachers.builtin.asking.advice import ask_advice
from codi.teachers.builtin.asking.candidates import Asker, Candidate
from codi.teachers.builtin.asking.cases import ask_cases
from codi.teachers.builtin.asking.clauses import ask_clauses
from codi.teachers.builtin.asking.contacts import ask_contacts, ask_limits
from codi.teachers.builtin.asking.coverage import covers
from codi.teachers.builtin.asking.feelings import ask_feeling
from codi.teachers.builtin.asking.handbook import from_headings
from codi.teachers.builtin.asking.lists import from_lists
from codi.teachers.builtin.asking.mentions import ask_described, ask_mentioned, ask_unread
from codi.teachers.builtin.asking.objects import ask_objects
from codi.teachers.builtin.asking.occasions import ask_occasions
from codi.teachers.builtin.asking.onward import from_neighbours
from codi.teachers.builtin.asking.pages import on_page
from codi.teachers.builtin.asking.pairs import from_pairs
from codi.teachers.builtin.asking.parts import ask_examples, ask_years
from codi.teachers.builtin.asking.remarks import ask_no_such, ask_remarks
from codi.teachers.builtin.asking.rules import ask_rules
from codi.teachers.builtin.asking.scope import below, in_scope
from codi.teachers.builtin.asking.sides import ask_sides
from codi.teachers.builtin.asking.steps import from_steps
from codi.teachers.builtin.asking.subjects import ask_subject, ask_there
from codi.teachers.builtin.asking.truth import ask_truth
from codi.teachers.builtin.asking.whole import ask_conditional, ask_how_to, ask_whole
from codi.teachers.builtin.reading.facts import Fact, PassageFacts
from codi.teachers.builtin.reading.frames import read_frame
from codi.teachers.builtin.reading.line_scopes import line_scopes
from codi.teachers.builtin.reading.lines import Line
from codi.types import Span

_CASES = frozenset(["condition", "method"])
_CONDITIONS = frozenset(["if", "when", "unless"])


def all_questions(passage: PassageFacts, lines: list[Line], title: str = "") -> Iterator[Candidate]:
    """The candidates of a passage with these lines and title, those of its facts in order first."""
    scopes = line_scopes(lines) if passage.addressed else {}
    yield from on_page(below(_without_scope(passage, lines, title), scopes), lines)


def _without_scope(passage: PassageFacts, lines: list[Line], title: str) -> Iterator[Candidate]:
    """The candidates as each sentence alone gives them."""
    kinds: dict[int, set[str]] = {}
    whole = _cases(lines) if passage.addressed else frozenset()
    for candidate in _of_facts(passage):
        if candidate.slot in _CASES and candidate.sentence in whole:
            continue  # the frame of the sentence keeps all of its words
        kinds.setdefault(candidate.sentence, set()).update((candidate.kind, candidate.slot))
        yield candidate
    yield from from_headings(lines, passage.lower_words())
    yield from from_lists(lines)
    yield from from_steps(lines)
    yield from from_pairs(lines, title)
    if passage.addressed:
        yield from from_neighbours(lines)
    for line in lines:
        yield from _on_line(line, passage, frozenset(kinds.get(line.sentence.index, ())))


def _cases(lines: list[Line]) -> frozenset[int]:
    """The sentences whose frames tell what to do in some case."""
    frames = (read_frame(line) for line in lines)
    return frozenset(
        candidate.sentence
        for frame in frames
        if frame is not None
        for candidate in ask_advice(frame)
        if candidate.slot in _CASES
    )


def _on_line(line: Line, passage: PassageFacts, kinds: frozenset[str]) -> Iterator[Candidate]:
    """The questions on a sentence that keep its words; `kinds` and slots are those it has."""
    frame = read_frame(line)
    if frame is not None:
        if passage.addressed:
            yield from ask_contacts(frame)
            yield from ask_limits(frame)
            yield from ask_advice(frame)
            yield from ask_rules(frame)
            yield from ask_cases(frame)
            yield from ask_remarks(frame)
        yield from ask_clauses(frame, passage, kinds)
        yield from ask_occasions(frame, passage)
    if not line.example:
        yield from ask_no_such(line)
        yield from ask_examples(line)
        yield from ask_years(line)


def _of_facts(passage: PassageFacts) -> Iterator[Candidate]:
    for fact in passage.facts:
        span = Span(start=fact.sentence.start, end=fact.sentence.end)
        asker = Asker(fact, passage, span)
        made = (candidate for candidate in _on_fact(asker) if covers(candidate, fact))
        yield from in_scope(asker, made)
    yield from ask_described(passage)
    yield from ask_unread(passage)
    yield from ask_mentioned(passage)


def _on_fact(asker: Asker) -> Iterator[Candidate]:
    fact = asker.fact
    if fact.texts(fact.core) is None or _imagines(asker):
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
        yield from ask_feeling(asker)
        yield from ask_objects(asker)
        yield from ask_subject(asker)
        yield from ask_whole(asker)
    yield from ask_truth(asker)


def _imagines(asker: Asker) -> bool:
    """Whether the reader of an example is spoken of: "You have a licence and just moved"."""
    fact, group = asker.fact, asker.verb.group
    if fact.subject.kind != "you" or fact.clause.imperative:
        return False
    kinds = {piece.kind for piece in fact.clause.pieces}
    owns = group.lemma == "have" and not kinds & {"infinitive", "clause"}
    acting = bool(group.auxiliaries) and asker.verb.auxiliaries[-1] in {"are", "were"}
    alone = not asker.verb.auxiliaries
    if asker.verb.auxiliaries[:1] == ["would"]:
        return True
    return (alone and (group.tag == "VBD" or owns)) or (acting and group.tag == "VBG")


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
