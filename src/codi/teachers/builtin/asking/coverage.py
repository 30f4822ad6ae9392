"""Whether a question and its answer keep what their clause cannot do without."""

from __future__ import annotations

from codi.teachers.builtin.asking.candidates import Candidate, tidy
from codi.teachers.builtin.reading.clauses import Piece
from codi.teachers.builtin.reading.facts import Fact

_WHOLE = frozenset(["tell", "yes", "no", "compare"])


def covers(candidate: Candidate, fact: Fact) -> bool:
    """Whether no piece that the verb needs is lost between question and answer.

    What the question leaves out its answer must say, also where it is only a few words; what is
    said to be so must be all of it.
    """
    asked = f" {candidate.direct} "
    bare = candidate.short if candidate.kind not in _WHOLE else candidate.statement
    for piece in fact.core:
        text = tidy(fact.text(piece) or "")
        if text in asked:
            continue
        if text not in candidate.statement or not _within(text, piece, f"{bare} {asked}"):
            return False
    return True


def _within(text: str, piece: Piece, kept: str) -> bool:
    """Whether a piece is in the answer, or split between question and answer as a number is.

    "By" and other prepositions may stay behind: who founded it, what does it depend on.
    """
    words = text.split()[len(piece.preposition.split()) :]
    return " ".join(words) in kept or set(words) <= set(kept.split())
