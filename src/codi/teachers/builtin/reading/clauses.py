"""The values of the parser: a clause, and the pieces it is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from codi.teachers.builtin.reading.phrases import VerbGroup
from codi.teachers.builtin.reading.roles import Role
from codi.teachers.builtin.reading.tokens import Sentence

Kind = Literal["np", "adj", "pp", "adv", "infinitive", "that", "clause", "ing", "participle"]
INTRANSITIVE = frozenset(
    """die bear begin end start happen occur open close marry retire graduate arrive win fall
    collapse disappear emerge evolve explode appear erupt resign surrender sink melt freeze vanish
    rise grow increase decrease exist work live""".split()
)
"""Verbs that say something without an object."""


@dataclass(slots=True)
class Piece:
    """One constituent after (or before) the verb: tokens `[start, end)`, what it is, what it says.

    `simple_end` is where the simple noun phrase within it ends, or 0.
    """

    kind: Kind
    start: int
    end: int
    role: Role = ""
    preposition: str = ""
    simple_end: int = 0

    @property
    def noun_start(self) -> int:
        """Where the noun phrase begins, behind the preposition if there is one."""
        return self.start + (len(self.preposition.split()) if self.kind == "pp" else 0)


@dataclass(slots=True)
class Clause:
    """Subject, verb and pieces of one finite clause of a sentence.

    `fronted` stands before the subject, `between` between subject and verb. `whole` tells whether
    all of it was understood, or it could be cut where it still says something true. `condition` is
    the clause with "if" that it hangs on.
    """

    sentence: Sentence
    subject: tuple[int, int]
    verb: VerbGroup
    pieces: list[Piece]
    fronted: list[Piece] = field(default_factory=list)
    between: list[Piece] = field(default_factory=list)
    whole: bool = True
    condition: Piece | None = None
    shared_subject: bool = False
    relative: bool = False
    imperative: bool = False
    appositive: tuple[int, int] | None = None
    end: int = 0
