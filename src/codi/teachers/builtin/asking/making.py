"""Candidates on a line: what the makers of questions from frames and lists have in common."""

from __future__ import annotations

from dataclasses import dataclass

from codi.teachers.builtin.asking.candidates import Candidate, tidy
from codi.teachers.builtin.reading.english import capitalised
from codi.teachers.builtin.reading.entities import Entity
from codi.teachers.builtin.reading.lines import Line
from codi.types import Span

READER = Entity("you", "you", "you", plural=True, proper=False)
"""Whom a handbook speaks to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer: its bare words, which may be none, and the sentence without its full stop."""

    short: str
    statement: str


def on_lines(
    lines: list[Line],
    kind: str,
    slot: str,
    asked: tuple[str, str],
    said: Said,
    *,
    fact: int,
    score: float,
    entity: Entity = READER,
    surface: str = "you",
) -> Candidate:
    """A candidate whose evidence is these lines, the first of which is its place."""
    spans = [Span(start=line.sentence.start, end=line.sentence.end) for line in lines]
    return Candidate(
        kind=kind,
        direct=tidy(asked[0] if asked[0].startswith("are {S}") else capitalised(asked[0])),
        indirect=tidy(asked[1]),
        short=tidy(said.short),
        statement=tidy(said.statement),
        entity=entity,
        fact=fact,
        sentence=lines[0].sentence.index,
        slot=slot,
        evidence=tuple(spans),
        score=score,
        surface=surface,
    )


def topic(text: str) -> Entity:
    """An entity for what a heading or a title names."""
    return Entity(text.lower(), text, "thing", plural=False, proper=False)
