"""What stands before the subject of a sentence: adverbs, phrases, clauses with their comma."""

from __future__ import annotations

from abc import ABC
from dataclasses import dataclass, field

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.clauses import Piece
from codi.teachers.builtin.reading.english import verb_forms
from codi.teachers.builtin.reading.nominal import SUBJECT_PRONOUNS
from codi.teachers.builtin.reading.pieces import PieceReader
from codi.teachers.builtin.reading.tagset import ADVERBS

_BEFORE_PHRASES = frozenset("even only just soon shortly long".split())
_TIME_STARTS = frozenset(
    """this that last next every each one two three four five ten the some many several a""".split()
)
_TIME_HEADS = lexicon.TIME_NOUNS - {"war", "reign"}
_IN_ALL = frozenset("total general particular short addition fact contrast turn essence".split())
_ORDER = frozenset("first second third fourth next last".split())
_PERIODS = frozenset("century centuries decade mid-1990s ages era year years".split())
_MOST = 4


@dataclass(slots=True)
class Front:
    """What was read before the subject, and where the subject begins."""

    end: int
    pieces: list[Piece] = field(default_factory=list)
    condition: Piece | None = None


class FrontReader(PieceReader, ABC):
    """Reads on until a subject can begin; what it does not understand it skips to the comma."""

    def front(self, i: int) -> Front:
        """All that stands before the subject of the clause that begins at `i`."""
        front = Front(i + 1 if self.tag(i) == "CC" else i)
        for _ in range(_MOST):
            start = front.end
            self._step(front)
            if front.end == start:
                break
        return front

    def _step(self, front: Front) -> None:
        """Read one thing, or leave the front as it is."""
        i = front.end
        tag, word = self.tag(i), self.word(i)
        if tag in ADVERBS and self.tag(i + 1) == ",":
            front.end = i + 2
        elif tag in ADVERBS and self.tag(i + 1) in ADVERBS and self.tag(i + 2) == ",":
            front.end = i + 3
        elif tag in ADVERBS and self._leads_on(i):
            front.end = i + 1
        elif word in lexicon.SUBORDINATORS:
            self._clause_before(front)
        elif tag == "TO" or (word == "in" and self.word(i + 1) == "order"):
            self._goal(front)
        elif tag in {"VBG", "VBN"}:
            self._skip(front)
            if front.end == i and (behind := self.comma_behind_clause(i)) is not None:
                front.end = behind + 1
        elif word == "in" and self.word(i + 1) in _IN_ALL and self.tag(i + 2) != "IN":
            front.end = i + 2 + (self.tag(i + 2) == ",")
        elif word in _ORDER and self.tag(i + 1) == ",":
            front.end = i + 2
        elif tag == "IN" or (tag == "JJ" and word in {"due", "such", "prior"}):
            self._phrase_before(front)
        else:
            self._time_before(front)

    def _leads_on(self, i: int) -> bool:
        """Whether an adverb only leads to a subject or to a phrase: "Later the king"."""
        word = self.word(i)
        if word in lexicon.DISCOURSE and self.phrase(i + 1) > i + 1:
            return True
        modifies = word.endswith("ly") or word in _BEFORE_PHRASES
        return modifies and self.tag(i + 1) in {"IN", "WRB"}

    def _skip(self, front: Front) -> None:
        """Leave out what is not understood; a phrase or a clause is kept word for word."""
        i = front.end
        comma = self.comma_before_subject(i)
        if comma is None:
            return
        if self.tag(i) == "IN":
            front.pieces.append(Piece("clause", i, comma, preposition=self._conjunction(i)))
        front.end = comma + 1

    def _conjunction(self, i: int) -> str:
        first = " ".join(self.word(place) for place in range(i, i + 3))
        return first if first == "as long as" else self.word(i)

    def _goal(self, front: Front) -> None:
        comma = self.comma_before_subject(front.end)
        if comma is None:
            comma = self._comma_before_imperative(front.end)
        if comma is not None:
            front.pieces.append(Piece("infinitive", front.end, comma, "purpose"))
            front.end = comma + 1

    def _comma_before_imperative(self, i: int) -> int | None:
        """The comma of "To amend a voucher, go to ..."."""
        place = next((p for p in range(i, self.size) if self.tag(p) in {",", "."}), i)
        verb = self.tag(place + 1) in {"VB", "VBP"} or (
            "VB" in verb_forms(self.word(place + 1)) and self.tag(place + 2) in {"DT", "PRP$"}
        )
        return place if self.tag(place) == "," and verb else None

    def _clause_before(self, front: Front) -> None:
        i = front.end
        if self.word(i) == "since" and self.word(i + 1) == "then":
            front.end = i + 2 + (self.tag(i + 2) == ",")
            return
        piece = self.subordinate(i)
        spoken = piece is not None and self.word(piece.end) in SUBJECT_PRONOUNS | {"it"}
        if piece is not None and (self.tag(piece.end) == "," or spoken):
            addressed = piece.preposition == "when" and self.word(i + 1) == "you"
            if piece.preposition in {"if", "unless"} or addressed:
                front.condition = piece
            else:
                front.pieces.append(piece)
            front.end = piece.end + (not spoken)
            return
        phrase = self.prepositional(i)
        comma = phrase is not None and self.tag(phrase.end) == ","
        if phrase is not None and (comma or self._determined_subject(phrase.end)):
            front.pieces.append(phrase)
            front.end = phrase.end + comma
        else:
            self._opaque_before(front)

    def _opaque_before(self, front: Front) -> None:
        """A clause before the subject that is not understood: its words as they are."""
        i, word = front.end, self.word(front.end)
        comma = self.comma_behind_clause(i)
        if comma is None:
            if word not in {"if", "unless"}:
                self._skip(front)
            return
        role = self.conjunction_role(i, comma)
        linked = self.tag(comma - 1) in ADVERBS and self.tag(comma - 2) == ","
        name = self._conjunction(i)
        piece = Piece("clause", i, comma - 2 * linked, role, preposition=name)
        if word in {"if", "unless"} or (word == "when" and role == ""):
            front.condition = piece
        else:
            front.pieces.append(piece)
        front.end = comma + 1

    def _phrase_before(self, front: Front) -> None:
        phrase = self.prepositional(front.end)
        if phrase is None:
            self._skip(front)
            return
        while self.tag(phrase.end) == "IN":
            more = self.prepositional(phrase.end)
            if more is None:
                break
            phrase.end = more.end
            phrase.role = phrase.role or ("time" if more.role == "time" else "")
        comma = self.tag(phrase.end) == ","
        short_time = phrase.role == "time" and phrase.end - phrase.start <= 3
        lasting = phrase.role == "time" or phrase.preposition in {"over", "throughout"}
        period = lasting and self.word(phrase.end - 1) in _PERIODS
        follows = (short_time or period) and self.subject_at(phrase.end)
        if comma or follows or self._determined_subject(phrase.end):
            front.pieces.append(phrase)
            front.end = phrase.end + comma
        else:
            self._skip(front)

    def _determined_subject(self, i: int) -> bool:
        """Whether a subject begins that cannot belong to the noun before it."""
        return self.tag(i) in {"DT", "PRP", "PRP$", "EX", "JJS", "CD"} and self.subject_at(i)

    def _time_before(self, front: Front) -> None:
        """As in "That year, ..." and "Three years later, in 1917, ..."."""
        i = front.end
        end = self.phrase(i)
        if self.tag(i) == "CD" and self.word(end) in {"later", "earlier"}:
            phrase = self.prepositional(end + 1) if self.tag(end + 1) == "IN" else None
            stop = phrase.end if phrase is not None else end + 1
            front.end = stop + 1 if self.tag(stop) == "," else i
            return
        first = self.word(i)
        timed = end > i and self.token(end - 1).lower in _TIME_HEADS and first in _TIME_STARTS
        comma = self.tag(end) == ","
        if timed and (comma or (self.tag(end) in {"PRP", "EX"} and self.finite_at(end + 1))):
            front.pieces.append(Piece("np", i, end, "time"))
            front.end = end + comma
