"""What stands behind the part of a clause that was read: a thing of its own, or more of a list.

A clause may end before its sentence does only where the rest says no more of what was read. Lists
are the danger: cut short they look whole and say something false.
"""

from __future__ import annotations

from abc import ABC

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.clauses import INTRANSITIVE, Clause, Piece
from codi.teachers.builtin.reading.english import verb_forms, verb_lemma
from codi.teachers.builtin.reading.nominal import STOPS
from codi.teachers.builtin.reading.phrases import VerbGroup, is_plural, verb_group
from codi.teachers.builtin.reading.soundness import defines
from codi.teachers.builtin.reading.tagset import (
    ADJECTIVES,
    ADVERBS,
    DETERMINERS,
    FINITE,
    NAMES,
    NOUNS,
)
from codi.teachers.builtin.reading.tails import TailReader

_RELATIVES = frozenset(["WDT", "WP", "WRB", "WP$"])
_LICENSING = lexicon.SUBORDINATORS | {"that", "than"}
_OWN_DEEDS = frozenset("moved returned turned ran ended worked lived died served grew".split())
"""Past forms that stand before a preposition as verbs."""
_AWAY = frozenset("out up down off away back over along".split())
_CONTRASTS = frozenset("but yet so nor".split())
_EXCEPTING = frozenset("except excluding unless provided minus barring".split())
_DASHES = frozenset(["-", "--", "\N{EN DASH}", "\N{EM DASH}"])


class RemainsReader(TailReader, ABC):
    """Tells whether the words behind the end of a clause can be left out of it."""

    def stands_apart(self, clause: Clause) -> bool:
        """Whether what a comma at the end of a clause begins can be left out."""
        first = clause.end + 1
        if self.tag(first) == "CC":
            return self.clause_behind(first, clause.verb)
        if self.word(first) in _EXCEPTING or self._one_of_several(clause):
            return False
        if self.tag(first) in _RELATIVES or self.word(first) in lexicon.SUBORDINATORS - {"as"}:
            phrase = self.tag(first) == "IN" and self.phrase(first + 1) > first + 1
            if not phrase or self.clause_at(first + 1):
                return True
        joint = self._joint(first, clause.verb)
        return joint is None or not self._joins(first, joint)

    def open_clause(self, clause: Clause) -> bool:
        """Whether a clause of its own behind "and" may go on with the last clause within this one.

        As in "if the park has declared a danger and the site is not covered".
        """
        last = clause.pieces[-1] if clause.pieces else None
        within = last is not None and last.kind in {"clause", "that"}
        return within and verb_group(self.tokens, clause.end + 1) is None

    def add(self, clause: Clause, piece: Piece) -> None:
        """Add a piece, or make it a part of the one before where it describes its last noun.

        A name or a year needs no "that ..." to tell which one is meant.
        """
        last = clause.pieces[-1] if clause.pieces else None
        described = piece.kind == "participle" or (piece.kind == "pp" and not piece.role)
        caused = last is not None and last.role in {"reason", "method"}
        sided = last is not None and bool(last.role) and piece.kind == "participle"
        if last is not None and self.word(piece.start) == "that":
            sided = sided and self.tag(last.end - 1) not in NAMES | {"CD"}
        alone = piece.kind == "adv" and self.word(piece.start) == "alone"  # "in Paris alone"
        if last is not None and last.kind == "pp" and (alone or (described and (caused or sided))):
            last.end = piece.end
        else:
            clause.pieces.append(piece)
        clause.end = piece.end

    def ends_well(self, clause: Clause) -> bool:
        """Whether the mark behind what was read, if there is one, begins no more of it."""
        if self.token(clause.end).text == ";" and self.word(clause.end + 1) in {"and", "or"}:
            behind = clause.end + 2
            return self.subject_at(behind) or self.finite_at(behind)
        if self.tag(clause.end) == ":":
            return self.dashes_apart(clause.end)
        return self.tag(clause.end) != "," or self.stands_apart(clause)

    def dashes_apart(self, i: int) -> bool:
        """Whether a dash at `i` ends the clause, and no second dash goes on with it."""
        if self.token(i).text not in _DASHES:
            return True
        closing = next((p for p in range(i + 1, self.size) if self.token(p).text in _DASHES), None)
        if closing is None or self.tag(closing + 1) in STOPS:
            return True
        return self.clause_at(closing + 1) or self.tag(closing + 1) in {"CC", ","}

    def clause_behind(self, i: int, verb: VerbGroup) -> bool:
        """Whether the conjunction at `i` joins a clause or a verb, and no part of the clause."""
        comma = self.tag(i - 1) == ","
        if comma and self.word(i) in _CONTRASTS:
            words = [self.word(place) for place in (verb.start - 1, verb.start)]
            allowed = self.word(i) == "but" and words in (["you", "can"], ["you", "may"])
            limited = self.word(i + 1) in {"you", "only", "not"} or self.tag(i + 1) in FINITE
            return not (allowed and limited)
        start = i + 1
        while self.tag(start) in ADVERBS:
            start += 1
        if self.tag(start) in {",", "IN"}:
            start = next((p + 1 for p in range(start + 1, self.size) if self.tag(p) == ","), start)
        group = verb_group(self.tokens, start)
        if group is not None:
            same = group.tag == verb.tag and group.tag in {"VBN", "VB"}
            return self.word(i) != "or" and (group.finite or same)
        if self.tag(start) == "VBG" and any(self.tag(p) == "VBG" for p in range(verb.end, i)):
            return False  # "such as being exempt, and having immunity"
        end = self.noun(start, subject=True)
        described = self.tag(end - 1) in NOUNS and self._describes(end)
        stated = end > start and self.finite_at(end) and not described
        return stated or (comma and self._own_verb(start))

    def _describes(self, i: int) -> bool:
        """As in "or other groups involved in it": a past form behind a noun that it describes."""
        either = self.tag(i) == "VBD" and "VBN" in verb_forms(self.word(i))
        deed = self.word(i) in _OWN_DEEDS or verb_lemma(self.word(i)) in INTRANSITIVE
        return either and self.tag(i + 1) == "IN" and not deed and self.word(i + 1) not in _AWAY

    def _own_verb(self, i: int) -> bool:
        """Whether a finite verb behind `i` stands in no clause with a conjunction of its own."""
        licensed = 0
        for place in range(i, self.size):
            tag = self.tag(place)
            if tag in STOPS:
                return False
            if self._licenses(place):
                licensed += 1
            elif self.tag(place - 1) in NOUNS and self._describes(place):
                continue
            elif self._seems_verb(place) and self.tag(place - 1) not in FINITE:
                if not licensed:
                    return True
                licensed -= 1
        return False

    def _licenses(self, i: int) -> bool:
        """Whether the word at `i` opens a clause within the clause."""
        opens = self.word(i) in _LICENSING and self.tag(i) != "DT"
        return opens or self.tag(i) in _RELATIVES

    def _seems_verb(self, i: int) -> bool:
        """Whether a finite verb stands at `i`, or a word that can be one and fits its subject."""
        if self.tag(i) in FINITE:
            return True
        before, forms = self.tag(i - 1), verb_forms(self.word(i))
        if before not in NOUNS | {"CD", "PRP"} or not forms or self.token(i).text[:1].isupper():
            return False
        if self.tag(i) == "VBN":
            return "VBD" in forms and self.tag(i + 1) in NOUNS | DETERMINERS | {"CD"}
        several = before in {"NNS", "NNPS", "CD", "PRP"}
        return ("VBP" if several else "VBZ") in forms and self.tag(i + 1) not in {",", ".", "CC"}

    def _joint(self, i: int, verb: VerbGroup) -> int | None:
        """The conjunction that ends the list behind `i`, if no verb stands before it."""
        licensed = False
        for place in range(i, self.size):
            tag = self.tag(place)
            if tag in STOPS or (tag in FINITE and not licensed):
                return None
            if tag == "CC" and self.word(place) in {"and", "or", "&", "nor", "and/or"}:
                return None if self.clause_behind(place, verb) else place
            if (self.word(place), self.word(place + 1)) == ("as", "well"):
                return place + 2 if self.word(place + 2) == "as" else None
            licensed = licensed or self._licenses(place)
        return None

    def _joins(self, first: int, joint: int) -> bool:
        """Whether the list that ends with the conjunction at `joint` goes on with what was read."""
        serial = self.tag(joint - 1) == ","
        commas = sum(self.tag(place) == "," for place in range(first, joint))
        begins, follows = self.tag(first), self.tag(joint + 1)
        if begins in {"IN", "TO"}:
            return follows in {"IN", "TO"}
        if begins in {"VBG", "VBN", *ADVERBS}:
            return serial and commas == 1
        described = self.word(first) in {"a", "an"} and not commas
        floating = self.word(first) in {"each", "all", "both", "most", "some"}
        named = begins == "CD" and self.phrase(joint + 1) > joint + 1
        named = named or self.word(joint + 1) == "other"  # "a contract, permit, or other document"
        like = named or follows not in ADVERBS | ADJECTIVES or begins in ADJECTIVES
        return like and not described and not floating

    def reduced(self, clause: Clause) -> bool:
        """As in "Rooms filled with smoke are ...": a past form that only describes its noun."""
        group, first = clause.verb, clause.pieces[0] if clause.pieces else None
        plain = group.tag == "VBD" and not group.auxiliaries
        if first is None or first.kind != "pp" or not plain:
            return False
        if "VBN" not in verb_forms(self.word(group.main)) or self.tag(clause.subject[0]) == "PRP":
            return False
        if defines(clause.sentence):
            return True
        if first.role:
            return any(self._second_past(piece) for piece in clause.pieces[1:])
        behind = range(clause.end, self.size)
        relative = any(self._licenses(place) for place in behind)
        return not relative and any(self.tag(place) in {"VBP", "VBZ"} for place in behind)

    def _second_past(self, piece: Piece) -> bool:
        """As in "The report published in May | featured a graph"."""
        forms = verb_forms(self.word(piece.start))
        participle = piece.kind in {"adj", "participle"}
        return participle and "VBD" in forms and self.tag(piece.start + 1) in DETERMINERS

    def _one_of_several(self, clause: Clause) -> bool:
        """As in "The best are the oak, ...": one is named where the verb asks for several."""
        if clause.verb.lemma != "be" or clause.verb.auxiliaries or not clause.pieces:
            return False
        first = clause.pieces[0]
        many = self.word(clause.verb.main) in {"are", "were"}
        return many and first.kind == "np" and not is_plural(self.tokens, first.start, first.end)
