"""One fact, asked in steps: first its core alone, then when, where, why and by whom.

"What did she discover in 1898?" leaves nothing to ask; "What did she discover?" leaves "When?".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from codi.teachers.builtin.asking.analysis import Analysis
from codi.teachers.builtin.asking.candidates import Asker, Candidate
from codi.teachers.builtin.asking.objects import ask_objects
from codi.teachers.builtin.asking.scope import in_scope
from codi.teachers.builtin.asking.sides import ask_sides
from codi.teachers.builtin.asking.subjects import ask_subject
from codi.teachers.builtin.asking.truth import ask_truth
from codi.teachers.builtin.reading.clauses import Piece
from codi.teachers.builtin.reading.facts import Fact
from codi.types import Span

_SIDE_KINDS = frozenset("when where why how".split())
_OBJECTS = frozenset("object content number".split())
_FEWEST_WORDS = 4


def bare(analysis: Analysis, candidate: Candidate) -> Candidate | None:
    """The same question without what later questions can still ask for; None where it is bare.

    Only where the passage has one of these later questions, so that nothing is lost.
    """
    if not 0 <= candidate.fact < len(analysis.facts.facts) or candidate.slot == "heading":
        return None
    about = candidate.fact, candidate.slot, candidate.kind, candidate.evidence[0]
    for made in analysis.once(_shorter, *about):
        changed = made.direct != candidate.direct or made.statement != candidate.statement
        if changed and made.wrong == candidate.wrong:
            return made
    return None


def _shorter(
    analysis: Analysis, number: int, slot: str, kind: str, span: Span
) -> tuple[Candidate, ...]:
    """The questions of one kind on a fact without what other questions can still ask for."""
    fact = analysis.facts.facts[number]
    if fact.subject.kind == "you":
        return ()
    others = [c for c in analysis.candidates if c.fact == number and c.slot != slot]
    core = _without_agent(fact, others)
    sides = [] if any(c.kind in _SIDE_KINDS for c in others) else list(fact.sides)
    if kind in _SIDE_KINDS:
        core = core if slot != "agent" else list(fact.core)
        sides = list(fact.sides)
    if len(core) == len(fact.core) and len(sides) == len(fact.sides):
        return ()
    asker = Asker(replace(fact, core=core, sides=sides), analysis.facts, span)
    made = in_scope(asker, _again(asker, slot, kind))
    same = (one for one in made if one.slot == slot and one.kind == kind)
    return tuple(one for one in same if len(one.direct.split()) >= _FEWEST_WORDS)


def _without_agent(fact: Fact, others: list[Candidate]) -> list[Piece]:
    """The core without "by somebody", where that can be asked for."""
    if not fact.verb.group.passive or not any(c.slot == "agent" for c in others):
        return list(fact.core)
    return [piece for piece in fact.core if piece.preposition != "by"]


def _again(asker: Asker, slot: str, kind: str) -> Iterator[Candidate]:
    """The questions of this kind on the shorter fact."""
    if slot == "truth":
        yield from ask_truth(asker)
    elif slot == "subject":
        yield from ask_subject(asker)
    elif kind in _SIDE_KINDS:
        yield from ask_sides(asker)
    elif slot in _OBJECTS:
        yield from ask_objects(asker)
        yield from ask_subject(asker)
