"""The end of a clause that is not understood: kept word for word, or cut where that stays true."""

from __future__ import annotations

from abc import ABC

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.clauses import INTRANSITIVE, Clause, Piece
from codi.teachers.builtin.reading.english import verb_forms
from codi.teachers.builtin.reading.fronting import FrontReader
from codi.teachers.builtin.reading.nominal import STOPS, SUBJECT_PRONOUNS
from codi.teachers.builtin.reading.tagset import ADVERBS

_ADDING = frozenset("although though while whilst whereas because since".split())
_LONGEST_ASIDE = 20
_LIMITING = frozenset("if unless until when".split())
_OPEN_ENDS = frozenset(["IN", "DT", "TO", "CC", "PRP$", "WDT", "WP", "WRB", ","])


class TailReader(FrontReader, ABC):
    """Decides what becomes of the words behind the last piece that was understood."""

    def keep_rest(self, clause: Clause) -> bool:
        """Keep a tail word for word, as a part of what stands before it; false where it cannot."""
        i = clause.end
        joined = self.tag(i) in {",", "CC"}
        first = i + 1 if joined else i
        if self.word(i) in _ADDING or (joined and not clause.pieces):
            return False
        if self.tag(i) in {"IN", "TO"} and self.tag(i + 1) == "CC":
            return False
        if self.tag(i) == "TO" and self.tag(i + 1) == "IN":
            return False
        unlike = self.tag(first) in {"CC", ":", "CD"} and joined
        last = self.tag(first) in {"JJ", "NN"} and self.tag(first + 1) in {".", ","}
        verb = joined and "VB" in verb_forms(self.word(first)) and not last
        if unlike or verb or self.tag(first) == ":" or self.word(first) == "then":
            return False
        end = self.opaque_end(i)
        stranded = self.tag(end - 1) == "IN" and self.word(i) in SUBJECT_PRONOUNS
        behind_adverb = self.tag(i) == "CC" and clause.pieces[-1].kind == "adv"
        if end == i or behind_adverb or (self.tag(end - 1) in _OPEN_ENDS and not stranded):
            return False
        last_piece = clause.pieces[-1] if joined else None
        if last_piece is not None and last_piece.kind in {"np", "pp"}:
            self._take_in(last_piece, first, end)
        else:
            clause.pieces.append(Piece("participle", i, end))
        clause.end = end
        return True

    def _take_in(self, piece: Piece, i: int, end: int) -> None:
        """Make what a comma or conjunction joins, from `i` on, a part of the piece before it."""
        while self.tag(i) == "CC" or self.tag(i) in ADVERBS:
            i += 1
        twin = self.prepositional(i) if self.tag(i) in {"IN", "TO"} else None
        if twin is not None and twin.role != piece.role:
            piece.role = ""  # "by car in summer and on skis in winter"
        piece.end = end

    def behind_aside(self, i: int) -> int | None:
        """Where the main verb stands behind ", which nobody saw," or ", such as A, B and C,"."""
        relative = self.tag(i + 1) in {"WDT", "WP", "WRB"}
        found = None
        for place in range(i + 2, min(self.size, i + _LONGEST_ASIDE)):
            closed = self.has_finite(i + 2, place) if relative else True
            if self.tag(place) in STOPS or (found is not None and relative):
                break
            if self.tag(place) == "," and closed and self.finite_at(place + 1):
                found = place + 1
        sure = found is not None and not relative and self._sure_verb(found)
        listed = (
            found is not None
            and not sure
            and any(self.tag(p) == "," for p in range(found, found + 8))
        )
        return None if listed and not relative else found

    def _sure_verb(self, i: int) -> bool:
        """Whether what stands at `i`, behind adverbs, can only be a verb in the past or a modal."""
        while self.tag(i) in ADVERBS:
            i += 1
        return self.tag(i) in {"VBD", "MD"} and self.tag(i + 1) != ","

    def behind_dashes(self, i: int) -> int | None:
        """Where the verb stands behind "- the growth elasticity -"."""
        mark = self.token(i)
        if self.tag(i) != ":" or not mark.gap:
            return None
        for place in range(i + 2, min(self.size, i + _LONGEST_ASIDE)):
            if self.tag(place) == ":":
                closed = self.token(place).text == mark.text and self.finite_at(place + 1)
                return place + 1 if closed else None
        return None

    def hang_on_condition(self, clause: Clause) -> None:
        """Take "if ..." behind a statement for its condition; advice keeps it as a piece."""
        last = clause.pieces[-1] if clause.pieces else None
        if last is None or last.preposition not in {"if", "unless"} or clause.condition:
            return
        start = clause.subject[0]
        if start < clause.verb.start and self.word(start) != "you":
            clause.condition = clause.pieces.pop()

    def within_word(self, i: int) -> bool:
        """Whether a dash joins two words there, as in "post-World War II", and ends nothing."""
        if self.tag(i) != ":" or i + 1 >= self.size:
            return False
        halved = self.token(i).text == "-" and not self.tokens[i].gap  # "English- and German-"
        return halved or not self.tokens[i + 1].gap

    def safe_cut(self, clause: Clause) -> bool:
        """Whether what was read before an unclear preposition or conjunction stands by itself."""
        i, group, pieces = clause.end, clause.verb, clause.pieces
        word = self.word(i)
        if word in _ADDING or (word == "when" and group.tag in {"VBD", "VBN"}):
            return bool(pieces) or group.passive or group.lemma in INTRANSITIVE
        opens = word in lexicon.SUBORDINATORS - _LIMITING and self.has_finite(i, self.size)
        if not pieces or not opens or group.lemma in lexicon.LINKING_VERBS:
            return False
        complete = pieces[-1].kind in {"np", "pp", "infinitive"}
        return complete and word not in {"than", "as", "that"}
