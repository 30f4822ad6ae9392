"""Noun phrases with all that belongs to them: "of", coordination, what describes a subject."""

from __future__ import annotations

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.english import verb_forms
from codi.teachers.builtin.reading.phrases import noun_phrase, verb_group
from codi.teachers.builtin.reading.roles import phrase_role
from codi.teachers.builtin.reading.tagset import (
    ADJECTIVES,
    ADVERBS,
    DETERMINERS,
    EDGE,
    FINITE,
    NAMES,
    NOUNS,
)
from codi.teachers.builtin.reading.tokens import Sentence, Token

SUBJECT_PRONOUNS = frozenset("he she they we i you".split())
STOPS = frozenset([".", ":"])
_RELATIVES = frozenset(["WDT", "WP", "WRB"])
_BREAKS = frozenset("because although though while when if whereas unless".split())
_BEHIND_COMMA = frozenset(["CC", "WDT", "WP", "WRB", "VBG", "IN", "RB", "VBN", "VBD", "TO"])
_FARTHEST = 16
_LONGEST_GERUND = 14
_PLURAL_VERBS = frozenset("are were have do".split())
_LONGEST_OPAQUE = 26
_OPENS_CLAUSE = lexicon.SUBORDINATORS | {"but", "then", "so"}
_LONGEST_LIST = 12
_ADDING = frozenset(["and", "or", "&", "and/or"])


class NounReader:
    """Reads noun phrases of one sentence; every method takes and gives places in its tokens."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens = sentence.tokens
        self.size = len(self.tokens)

    def token(self, i: int) -> Token:
        """The token at a place, or the edge."""
        return self.tokens[i] if i < self.size else EDGE

    def tag(self, i: int) -> str:
        """The tag at a place; behind the end stands a full stop."""
        return self.tokens[i].tag if i < self.size else "."

    def word(self, i: int) -> str:
        """The lower-case word at a place."""
        return self.tokens[i].lower if i < self.size else ""

    def phrase(self, i: int) -> int:
        """The end of the simple noun phrase that begins at `i`; `i` where there is none."""
        return noun_phrase(self.tokens, i)

    def finite_at(self, i: int) -> bool:
        """Whether a finite verb group begins at `i`."""
        group = verb_group(self.tokens, i)
        return group is not None and group.finite

    def clause_at(self, i: int) -> bool:
        """Whether a simple noun phrase with a finite verb, or such a verb alone, begins at `i`."""
        end = self.phrase(i)
        return self.finite_at(i) or (end > i and self.finite_at(end))

    def noun(self, i: int, *, subject: bool) -> int:
        """The end of a noun phrase with its "of" and its coordination.

        As a subject it takes in whatever stands before its verb; as an object it leaves phrases
        with other prepositions to the clause.
        """
        end = self.phrase(i)
        if end == i:
            return i
        end = self._with_of(end)
        if subject and self.tag(i) in {"PRP", "EX"}:
            return end
        end = self._coordinated(end, subject=subject)
        return self._described(self._with_prepositions(end)) if subject else end

    def core(self, i: int) -> int:
        """The end of a simple noun phrase with its "of"."""
        return self._with_of(self.phrase(i))

    def gerund(self, i: int) -> int:
        """The end of a subject such as "Choosing a basis"; `i` where its verb is unclear."""
        licensed = False
        for place in range(i + 1, min(self.size, i + _LONGEST_GERUND)):
            tag = self.tag(place)
            if tag in {",", ".", ":", "WP", "WRB", "PRP"}:
                return i
            if tag == "WDT" or (self.word(place) == "that" and tag == "IN"):
                licensed = True
            elif tag in FINITE and licensed:
                licensed = False
            elif tag in FINITE:
                start = place
                while self.tag(start - 1) in ADVERBS:
                    start -= 1
                plural = self.word(place) in _PLURAL_VERBS or tag == "VBP"
                return start if self.finite_at(start) and not plural else i
        return i

    def _with_of(self, end: int) -> int:
        """Take "of ..." phrases in."""
        while self.word(end) == "of":
            stop = self.phrase(end + 1)
            if stop == end + 1:
                break
            end = stop
        return end

    def _with_prepositions(self, end: int) -> int:
        """Take phrases with any preposition in, but not those that tell when."""
        while self.tag(end) == "IN" and self.word(end) not in lexicon.SUBORDINATORS - {"as"}:
            stop = self.phrase(end + 1)
            timed = stop > end + 1 and (
                phrase_role(self.tokens, self.word(end), (end + 1, stop, stop)) == "time"
            )
            if stop == end + 1 or timed:
                break
            end = self._coordinated(self._with_of(stop), subject=True)
        return end

    def _described(self, end: int) -> int:
        """Take in what describes a subject: "problems that lack a solution", "laws made then"."""
        if self.word(end) in {"named", "called"} and self.tag(end + 1) in NAMES:
            return self.phrase(end + 1)
        start = self._description(end)
        if start is None:
            return end
        for place in range(start, min(self.size, end + _FARTHEST)):
            tag = self.tag(place)
            if tag in FINITE and self.tag(place - 1) != "TO":
                manner = self.tag(place - 1) == "RB" and self.word(place - 1).endswith("ly")
                return place - (manner and place - 1 > end) if self.finite_at(place) else end
            joins = self.tag(place + 1) in NOUNS | ADJECTIVES | DETERMINERS
            if tag in {",", ".", ":"} | _RELATIVES or (tag == "CC" and not joins):
                return end
            if self.word(place) in lexicon.SUBORDINATORS | {"so"}:
                return end
        return end

    def _description(self, end: int) -> int | None:
        """Where to look for the main verb behind a description that begins at `end`."""
        tag, following = self.tag(end), self.tag(end + 1)
        if self.word(end) in {"that", "which", "who"} and tag in {"WDT", "WP"}:
            group = verb_group(self.tokens, end + 1)
            if group is None:
                group = verb_group(self.tokens, self.phrase(end + 1))
            return group.end if group is not None and group.finite else None
        may_follow = {
            "VBN": {"IN", "TO", "RB"} | (FINITE - {"VBP"}),
            "VBG": DETERMINERS | NOUNS | ADJECTIVES | {"IN"},
            "TO": {"VB"},
            "JJ": {"IN", "TO"},
        }.get(tag, frozenset())
        if tag == "IN" and following == "VBG":
            return end + 2
        if tag == "RB" and following == "JJ" and self.tag(end + 2) == "IN":
            return end + 2
        return end + 1 if following in may_follow else None

    # -- coordination --------------------------------------------------------------------------

    def _coordinated(self, end: int, *, subject: bool) -> int:
        """Take ", B and C" in where they are noun phrases too and no new clause begins."""
        place = end
        while self.tag(place) == "," and self.tag(place + 1) != "CC":
            stop = self._item(place + 1)
            if stop is None or not self._list_goes_on(stop):
                return end
            place = stop
        comma = self.tag(place) == ","
        if comma and place == end:
            return end
        conjunction = place + comma
        if self.tag(conjunction) != "CC" or self.word(conjunction) not in {
            "and",
            "or",
            "&",
            "and/or",
        }:
            return end
        last = self._item(conjunction + 1)
        lone = self.tag(conjunction + 1) == "CD" and last == conjunction + 2
        if last is None or (lone and self.tag(last) == "IN"):
            return end
        if not subject and self.finite_at(last):
            return end
        return last

    def _item(self, i: int) -> int | None:
        """The end of one item of a list."""
        end = self.phrase(i)
        return self._with_of(end) if end > i else None

    def _list_goes_on(self, i: int) -> bool:
        """Whether ", B" is followed by another item or by "and C"."""
        for _ in range(_LONGEST_LIST):
            if self.tag(i) == "CC":
                return self.word(i) in _ADDING and self.phrase(i + 1) > i + 1
            if self.tag(i) != ",":
                return False
            if self.tag(i + 1) == "CC":
                return self.phrase(i + 2) > i + 2
            stop = self._item(i + 1)
            if stop is None:
                return False
            i = stop
        return False

    # -- stretches that are taken as they are --------------------------------------------------

    def boundary(self, i: int, *, through_clauses: bool = False) -> int:
        """The end of a stretch up to the next mark or clause, never behind a conjunction."""
        end = i
        while end < self.size and not self._ends_stretch(end, i, through_clauses=through_clauses):
            end += 1
        stranded = (
            any(self.tag(p) in _RELATIVES for p in range(i - 1, end)) and self.tag(end) in STOPS
        )
        loose = {"CC", "DT", "TO"} | _RELATIVES | (frozenset() if stranded else {"IN"})
        while end > i + 1 and self.tag(end - 1) in loose:
            end -= 1
        return end

    def _ends_stretch(self, place: int, start: int, *, through_clauses: bool) -> bool:
        tag = self.tag(place)
        if tag in STOPS:
            return True
        if tag == ",":
            return self.tag(place + 1) in _BEHIND_COMMA or not self._list_goes_on(place)
        if place == start:
            return False
        if tag == "CC":
            early = not self.has_finite(start, place)
            joined = through_clauses and (early or self.tag(place + 1) == "VBP")
            opened = next((p for p in range(place, start, -1) if self.tag(p) in _RELATIVES), None)
            joined = joined or (opened is not None and not self.has_finite(opened, place))
            own = self.finite_at(self.noun(place + 1, subject=True))
            return (self.clause_at(place + 1) or own) and not joined
        return self.word(place) in _BREAKS and not through_clauses

    def opaque_end(self, i: int) -> int:
        """The end of a stretch that is kept word for word; `i` where it hides a clause of its own.

        A verb within needs a conjunction or a relative pronoun before it.
        """
        licensed, inside = self.word(i) in SUBJECT_PRONOUNS, False
        for place in range(i, min(self.size, i + _LONGEST_OPAQUE)):
            tag, word = self.tag(place), self.word(place)
            if tag in STOPS:
                return i if tag == ":" else place
            if inside and tag == "CC" and self.finite_at(place + 1):
                licensed = True  # "the cat that ran and hid": one stretch
            elif tag in {",", "CC"} and place > i and self._clause_behind(place):
                unclear = (inside or licensed) and tag == "CC" and self.tag(place - 1) != ","
                return i if unclear else place
            elif word == "but" and place > i:
                return place - (self.tag(place - 1) == ",")
            elif tag in FINITE:
                if not licensed:
                    return i
                licensed, inside = False, True
            elif tag in _RELATIVES or word in lexicon.SUBORDINATORS | {"that", "than"}:
                licensed = True
        return i

    def _clause_behind(self, place: int) -> bool:
        """Whether a comma or a conjunction begins a clause or a verb of its own."""
        after = place + 1
        if self.tag(place) == "," and self.word(after) in _OPENS_CLAUSE:
            return (self.word(after), self.word(after + 1)) != ("as", "well")
        if self.tag(place) == "," and self.tag(after) == "CC":
            if self.in_list(place):
                return False
            after += 1
        while self.tag(after) in {"RB", "RBR"}:
            after += 1
        return self.clause_at(after) or self.subject_at(after)

    def in_list(self, place: int) -> bool:
        """Whether ", and weather" ends a list, as in "war, famine, and weather contributed"."""
        if self.tag(place) != "," or self.tag(place + 1) != "CC":
            return False
        before = next((p for p in range(place - 1, 0, -1) if self.tag(p) == ","), None)
        return before is not None and self.phrase(before + 1) == place

    def has_finite(self, start: int, end: int) -> bool:
        """Whether a finite verb stands within."""
        return any(self.tag(place) in FINITE for place in range(start, end))

    def comma_behind_clause(self, i: int) -> int | None:
        """The first comma behind a finite verb that has a subject and its verb behind it."""
        seen = False
        for place in range(i + 1, self.size):
            tag = self.tag(place)
            if tag == "," and seen and self.advice_at(place + 1):
                return place
            if tag == "," and seen and self.subject_at(place + 1):
                end = self.noun(place + 1, subject=True)
                return place if self.finite_at(end) else None
            if tag in STOPS:
                return None
            seen = seen or tag in FINITE
        return None

    def advice_at(self, i: int) -> bool:
        """Whether an imperative surely begins at `i`: "please", "do not", a verb and its object."""
        if self.word(i) == "please" or (self.word(i) == "do" and self.tag(i + 1) == "RB"):
            return True
        verb = "VB" in verb_forms(self.word(i)) and self.tag(i) in {"VB", "VBP", "NN"}
        return verb and self.tag(i + 1) in {"DT", "PRP$", "PRP"}

    def comma_before_subject(self, i: int) -> int | None:
        """The next comma with a subject behind it, if no verb is open before it."""
        for place in range(i, self.size):
            tag = self.tag(place)
            if tag == "," and self.subject_at(place + 1):
                return place
            if tag in FINITE or tag in {".", ":", "WDT", "WP"}:
                return None
        return None

    def subject_at(self, i: int) -> bool:
        """Whether a subject and its verb begin at `i`."""
        end = self.gerund(i) if self.tag(i) == "VBG" else self.noun(i, subject=True)
        return end > i and verb_group(self.tokens, end) is not None
