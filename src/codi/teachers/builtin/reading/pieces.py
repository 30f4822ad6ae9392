"""The pieces that stand behind a verb, each read by what it begins with."""

from __future__ import annotations

from abc import ABC, abstractmethod

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.clauses import Clause, Piece
from codi.teachers.builtin.reading.english import HAVE, noun_lemma
from codi.teachers.builtin.reading.nominal import SUBJECT_PRONOUNS, NounReader
from codi.teachers.builtin.reading.phrases import VerbGroup
from codi.teachers.builtin.reading.roles import Role, phrase_role
from codi.teachers.builtin.reading.tagset import ADJECTIVES, ADVERBS, NAMES

_BEFORE_YEARS = frozenset("in by since until from after before to".split())
_INNER_PREPOSITIONS = frozenset("about around over under at between before after".split())
_INNER_ADVERBS = frozenset("as early late approximately only".split())
_PARTICLES = frozenset("up out off over down on back in away around".split())
_QUESTIONS = frozenset(["whether", "how", "what", "which", "that"])
_BEHIND_PARTICLE = frozenset(["IN", "TO", ".", ",", "CC", "RB"])
_TIME_ADVERBS = frozenset("ago today yesterday annually daily weekly".split())
_TIME_HEADS = frozenset("today yesterday tomorrow tonight".split()) | lexicon.DAYS
_AS_VERBS = frozenset(
    """know regard see serve act describe refer define consider function work use identify recognize
    designate treat establish view appoint employ name begin start classify list accept""".split()
)
INFINITIVE_NOUNS = frozenset(
    """ability attempt right power effort decision plan way opportunity need tendency failure desire
    chance time responsibility duty permission refusal willingness means authority order intention
    pressure reason freedom proposal promise agreement option choice capacity potential incentive
    invitation request demand requirement obligation commitment license instruction
    temptation urge instinct motivation ambition campaign mission race struggle
    offer privilege mandate wish energy courage strength patience tool tools""".split()
)
_MADE_FOR = frozenset(
    """build establish create found form introduce set construct install launch add adopt convene
    hold organize organise open close move transfer rename appoint dig erect pass enact develop
    invent reorganize stop""".split()
)
"""What is done for a purpose: "was built to house the guards"."""
_WITH_TO = frozenset(["due", "prior", "according"])
_LONG_PREPOSITIONS = frozenset(
    text.strip()
    for text in """due to, because of, as a result of, in response to, in addition to, according to,
    such as, instead of, out of, prior to, up to, along with, together with, in front of, next to,
    close to, thanks to, owing to, on account of, as well as, in spite of, by means of,
    with the help of""".split(",")
)
TELLING = lexicon.SPEECH_VERBS | {"guess"}
_OPAQUE = frozenset("because since when after before until once if unless".split())
_WHEN_WORDS = frozenset("when after before until once".split())


class PieceReader(NounReader, ABC):
    """Reads pieces; clauses within pieces are read by the parser that this is a part of."""

    @abstractmethod
    def inner_clause(self, i: int, *, fronted: bool = False) -> Clause | None:
        """The clause that begins at `i` inside a piece, with a second verb if it has one."""

    def piece(self, i: int, pieces: list[Piece], group: VerbGroup) -> Piece | None:
        """The piece that begins at `i`, or None where it is not understood."""
        telling = not pieces and not group.passive and group.lemma in TELLING
        return (
            (self._told(i) if telling else None)
            or self._by_first_word(i, pieces, group)
            or self._by_preposition(i, pieces, group)
            or self._by_tag(i, pieces, group)
        )

    def _by_first_word(self, i: int, pieces: list[Piece], group: VerbGroup) -> Piece | None:
        """Amounts, infinitives, and clauses with a conjunction or a relative pronoun."""
        tag, word = self.tag(i), self.word(i)
        amount = tag in {"IN", "JJR", "RBR"} and "CD" in {self.tag(i + 1), self.tag(i + 2)}
        if amount and self.phrase(i) > i + 2:
            return self._object(i)
        if tag == "TO" or self._in_order(i):
            return self._infinitive(i, pieces, group)
        if word == "that" and tag == "IN":
            return self._that(i)
        if tag in {"WDT", "WP", "WRB"}:
            return self._wh_clause(i, has_before=bool(pieces))
        if word in lexicon.SUBORDINATORS and not (word == "as" and group.lemma in _AS_VERBS):
            return self.subordinate(i)
        return None

    def _by_preposition(self, i: int, pieces: list[Piece], group: VerbGroup) -> Piece | None:
        tag, word, following = self.tag(i), self.word(i), self.word(i + 1)
        if tag in {"WDT", "WP", "WRB"} or (word == "that" and tag == "IN"):
            return None
        if word == "so" and following == "that":
            return self._so_that(i)
        if tag in {"IN", "TO"} and following == "as" and not pieces:
            phrase = self.prepositional(i + 1)
            return Piece("participle", i, phrase.end) if phrase is not None else None
        free = not pieces or pieces[-1].kind == "np"
        apart = self.tag(i + 1) in _BEHIND_PARTICLE and following not in _QUESTIONS
        if word in _PARTICLES and free and apart:
            return Piece("adv", i, i + 1)
        if tag == "IN" or (word in _WITH_TO and following == "to"):
            return self.prepositional(i, group.lemma)
        return None

    def _by_tag(self, i: int, pieces: list[Piece], group: VerbGroup) -> Piece | None:
        """Adverbs, noun phrases, adjectives and participles."""
        tag = self.tag(i)
        linking = group.lemma in lexicon.LINKING_VERBS
        nominal = self.phrase(i) > i
        if tag in {"IN", "WDT", "WP", "WRB"}:
            return None
        if tag in ADVERBS:
            described = self.tag(i + 1) in ADJECTIVES | {"VBN"}
            if described and (linking or not nominal):
                return self._adjective(i)
            return self._object(i) if nominal else self._adverb(i)
        if nominal:
            return self._object(i)
        if tag in ADJECTIVES | {"VBN"} and (linking or pieces):
            return self._adjective(i)
        return Piece("ing", i, self.boundary(i)) if tag == "VBG" else None

    def _in_order(self, i: int) -> bool:
        return self.word(i) == "in" and self.word(i + 1) == "order" and self.tag(i + 2) == "TO"

    def _adverb(self, i: int) -> Piece:
        word = self.word(i)
        role: Role = "manner" if word.endswith("ly") and word not in lexicon.MANNER_STOP else ""
        return Piece("adv", i, i + 1, "time" if word in _TIME_ADVERBS else role)

    def _object(self, i: int) -> Piece:
        simple = self.phrase(i)
        end = self.noun(i, subject=False)
        head = self.token(simple - 1).lower
        ago = self.word(end) == "ago"
        dated = head in lexicon.TIME_NOUNS and self.word(i) in {
            "last", "next", "this", "that", "every", "each",
        }  # fmt: skip
        role: Role = "time" if ago or dated or head in _TIME_HEADS else ""
        return Piece("np", i, end + ago, role, simple_end=simple)

    def _adjective(self, i: int) -> Piece:
        """An adjective or participle with its adverbs, its twin, and the phrases it governs."""
        end = i
        while self.tag(end) in ADVERBS:
            end += 1
        end += 1
        while self.tag(end) == "CC" and self.tag(end + 1) in ADJECTIVES | {"VBN"}:
            if self.phrase(end + 1) > end + 1:
                break
            end += 2
        while self.tag(end) == "IN" and self.word(end) not in lexicon.SUBORDINATORS:
            phrase = self.prepositional(end)
            beside = phrase is not None and phrase.role in {"time", "place"}
            if phrase is None or (beside and self.tag(i) != "VBN"):
                break
            end = phrase.end
        if self.tag(end) == "TO":
            end = self.boundary(end)
        return Piece("adj", i, end)

    def _infinitive(self, i: int, pieces: list[Piece], group: VerbGroup) -> Piece:
        """A purpose after a whole action; else a part of the verb's or the noun's meaning."""
        end = self.boundary(i)
        has_object = any(piece.kind in {"np", "pp"} for piece in pieces)
        complete = has_object or group.lemma in lexicon.MOTION_VERBS
        bare = all(piece.kind == "adv" for piece in pieces)
        complete = complete or (group.passive and bare and group.lemma in _MADE_FOR)
        governed = group.lemma in lexicon.CONTROL_VERBS | lexicon.LINKING_VERBS | HAVE
        claimed = any(self._takes_infinitive(piece) for piece in pieces)
        agent = bool(pieces) and pieces[-1].preposition == "for"
        purpose = self._in_order(i) or (complete and not governed and not claimed and not agent)
        return Piece("infinitive", i, end, "purpose" if purpose else "")

    def _takes_infinitive(self, piece: Piece) -> bool:
        words = self.tokens[piece.start : piece.end]
        return any(noun_lemma(token.lower) in INFINITIVE_NOUNS for token in words)

    # -- clauses within clauses ----------------------------------------------------------------

    def _that(self, i: int) -> Piece | None:
        """A that-clause; where its end is not understood it runs to the end of the sentence."""
        inner = self.inner_clause(i + 1, fronted=True)
        if inner is None:
            end = self.opaque_end(i)
            return Piece("that", i, end) if self.has_finite(i, end) else None
        if inner.whole:
            return Piece("that", i, inner.end)
        end = self.size
        while end > i and self.tag(end - 1) in {".", ":", ","}:
            end -= 1
        split = any(self.tag(place) == ":" for place in range(i, end))
        return None if split else Piece("that", i, end)

    def _told(self, i: int) -> Piece | None:
        """As in "held the Commission had no right": what is told, without "that"."""
        end = self.core(i) if self.tag(i) != "IN" else i
        if end == i or not self.finite_at(end):
            return None
        inner = self.inner_clause(i)
        return Piece("that", i, inner.end) if inner is not None and inner.whole else None

    def _wh_clause(self, i: int, *, has_before: bool) -> Piece | None:
        """A relative clause that belongs to the piece before, or a question as object."""
        word = self.word(i)
        relative = self.tag(i) == "WDT" or word in {"who", "where", "whose", "when"}
        if has_before and relative:
            if word == "when":
                return self.subordinate(i)
            end = self.boundary(i + 1, through_clauses=True)
            return Piece("participle", i, end) if end > i + 2 else None
        if word in {"what", "how", "why", "where"}:
            return Piece("that", i, self.boundary(i + 1, through_clauses=True))
        return None

    def subordinate(self, i: int) -> Piece | None:
        """A clause with a conjunction: because, when, after, if."""
        word = self.word(i)
        if word == "as" and self.word(i + 1) in {"well", "such"}:
            return None
        inner = self.inner_clause(i + 1)
        if inner is None or not inner.whole:
            end = self.opaque_end(i)
            unclear = inner is None and word != "because"
            if unclear or end == i or word not in _OPAQUE or not self.has_finite(i, end):
                return None
            return Piece("clause", i, end, self.conjunction_role(i, end), preposition=word)
        role: Role = "time" if word in _WHEN_WORDS else ""
        if word == "because" or (word == "since" and inner.verb.tag != "VBD"):
            role = "reason"
        return Piece("clause", i, inner.end, role, preposition=word)

    def _so_that(self, i: int) -> Piece | None:
        end = self.opaque_end(i + 1)
        if not self.has_finite(i, end):
            return None
        return Piece("clause", i, end, "purpose", preposition="so that")

    def conjunction_role(self, i: int, end: int) -> Role:
        """What a clause `[i, end)` that is kept as it stands says, by its conjunction and tense."""
        word = self.word(i)
        past = any(self.tag(place) == "VBD" for place in range(i, end))
        if word == "because" or (word == "since" and not past):
            return "reason"
        return "time" if word in _WHEN_WORDS and (past or word != "when") else ""

    # -- prepositional phrases -----------------------------------------------------------------

    def prepositional(self, i: int, verb: str = "") -> Piece | None:
        """A preposition and its noun phrase, or a preposition and a verb in -ing."""
        name, after = self._preposition(i)
        if self.tag(after) == "VBG" and self.phrase(after) == after:
            method: Role = "method" if name == "by" else ""
            return Piece("pp", i, self.boundary(after), method, preposition=name)
        that = self.word(after) == "that" and self.tag(after) != "DT"
        clause = self.word(after) in SUBJECT_PRONOUNS and self.finite_at(after + 1)
        if that or clause or self.tag(after) in {"WDT", "WP", "WRB", "WP$"}:
            return None
        if self.tag(after) == "IN" and self.word(after) in _INNER_PREPOSITIONS:
            after += 1
        if self.tag(after) in ADVERBS and self.word(after) in _INNER_ADVERBS:
            after += 1
        simple = self.phrase(after)
        if simple == after:
            return None
        year = name in _BEFORE_YEARS and lexicon.YEAR.match(self.token(after).text)
        if year and after + 1 < simple:
            return Piece("pp", i, after + 1, "time", preposition=name, simple_end=after + 1)
        if self._is_day(simple - 1) and lexicon.YEAR.match(self.token(simple + 1).text):
            end = simple + 2
            return Piece("pp", i, end, "time", preposition=name, simple_end=end)
        end = self._second_bound(name, self.noun(after, subject=False))
        role = phrase_role(self.tokens, name, (after, simple, end), verb)
        if role == "place" and self.tag(end - 1) in NAMES:
            end = self._wider_place(end)
        return Piece("pp", i, end, role, preposition=name, simple_end=simple)

    def _is_day(self, i: int) -> bool:
        """Whether a day of a month stands at `i` with a comma behind: April 15, 1947."""
        return (
            self.tag(i) == "CD"
            and i > 0
            and self.word(i - 1) in lexicon.MONTHS
            and self.tag(i + 1) == ","
        )

    def _wider_place(self, end: int) -> int:
        """Take in ", New York" behind "in Brooklyn", with a mark behind it."""
        stop = self.phrase(end + 1) if self.tag(end) == "," else end
        name = " ".join(self.word(place) for place in range(end + 1, stop))
        known = stop > end + 1 and name in lexicon.known_names()[1]
        return stop if known and self.tag(stop) in {",", "."} else end

    def _preposition(self, i: int) -> tuple[str, int]:
        """(the preposition, where its noun phrase begins); some have two to four words."""
        for length in (4, 3, 2):
            name = " ".join(self.word(place) for place in range(i, i + length))
            if name in _LONG_PREPOSITIONS:
                return name, i + length
        return self.word(i), i + 1

    def _second_bound(self, name: str, end: int) -> int:
        """Take in "to 2000" behind "from 1990", "and 2000" behind "between 1990"."""
        goes_on = (name == "from" and self.word(end) in {"to", "until", "through"}) or (
            name == "between" and self.word(end) == "and"
        )
        return max(end, self.phrase(end + 1)) if goes_on else end
