"""A question with its answer and evidence, and what is common to the making of all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.clauses import Piece
from codi.teachers.builtin.reading.english import is_plural_form
from codi.teachers.builtin.reading.entities import Entity, phrase_text
from codi.teachers.builtin.reading.facts import Fact, PassageFacts
from codi.teachers.builtin.reading.tagset import NOUNS
from codi.teachers.builtin.reading.tokens import Token
from codi.types import Span

_POINTED = frozenset("the these those his her its their this that".split())
LONGEST_PHRASE = 8
"""Words of the longest bare answer."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question and its answer. `{S}` and `{O}` in the texts stand for the subject entity.

    `direct` is the question without its mark, `indirect` the same after "could you tell me",
    `statement` the answer as a sentence without its full stop, `short` the bare answer. For yes/no
    questions `short` is Yes or No; where a false value is asked about, `wrong` is that value,
    `right` the true one, and `assertion` the false sentence. `surface` is how the passage calls the
    entity here; `follows` tells that this is understood only behind the sentence before, `needs`
    holds the stems that must just have been said for it, `known` those that must have been said at
    some time, unless the sentence before was just told.
    """

    kind: str
    direct: str
    indirect: str
    short: str
    statement: str
    entity: Entity
    fact: int
    sentence: int
    slot: str
    evidence: tuple[Span, ...]
    score: float = 1.0
    wrong: str = ""
    right: str = ""
    assertion: str = ""
    surface: str = ""
    follows: bool = False
    needs: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()

    @property
    def can_be_short(self) -> bool:
        """Whether it has a bare answer: a phrase as people give one, not half a sentence."""
        return 0 < len(self.short.split()) <= LONGEST_PHRASE

    @property
    def identity(self) -> tuple[int, str]:
        """What may be asked once: the fact and the slot."""
        return self.fact, self.slot


class Asker:
    """Asks about one fact: puts its words in the order of questions and answers."""

    def __init__(self, fact: Fact, passage: PassageFacts, span: Span) -> None:
        self.fact = fact
        self.passage = passage
        self.span = span
        self.verb = fact.verb
        self.lemma = fact.verb.group.lemma

    def statement(self, text: str | None) -> str:
        """The subject, the verb and these words."""
        return f"{{S}} {self.verb.statement()} {text or ''}"

    def candidate(
        self,
        kind: str,
        slot: str,
        asked: tuple[str, str],
        *,
        short: str,
        statement: str,
        score: float,
        wrong: str = "",
        right: str = "",
        assertion: str = "",
    ) -> Candidate:
        """A candidate on the fact; `asked` is the question, direct and indirect."""
        fact = self.fact
        return Candidate(
            kind=kind,
            direct=tidy(asked[0]),
            indirect=tidy(asked[1]),
            short=tidy(short),
            statement=tidy(statement),
            entity=fact.subject,
            fact=fact.index,
            sentence=fact.sentence.index,
            slot=slot,
            evidence=(self.span,),
            surface=fact.surface,
            follows=fact.follows,
            score=score - (0.15 if fact.resolved else 0.0),
            wrong=wrong,
            right=right,
            assertion=assertion,
        )

    def ask(self, wh: str, pieces: Sequence[Piece], tail: str = "") -> tuple[str, str] | None:
        """(direct, indirect) of the question with these pieces kept; None where one is unclear."""
        kept = self.fact.texts(pieces)
        if kept is None:
            return None
        if self.fact.subject.kind == "you":
            tail = f"{tail} {self.scope()}"
        auxiliary, rest = self.verb.inverted()
        direct = f"{wh} {auxiliary} {{S}} {rest} {kept} {tail}"
        indirect = f"{wh[:1].lower()}{wh[1:]} {{S}} {self.verb.statement()} {kept} {tail}"
        return direct, indirect

    def scope(self) -> str:
        """What a rule is for, as in "For bereavement, you can use ..."."""
        for piece in self.fact.clause.fronted:
            text = self.fact.text(piece)
            scope = piece.preposition in {"for", "in", "on"} and not piece.role
            if scope and text and len(text.split()) <= 9:
                return text[:1].lower() + text[1:]
        return ""

    def sides(self, *roles: str) -> list[Piece]:
        """The pieces beside the core that play one of these roles."""
        return [side for side in self.fact.sides if side.role in roles]

    def arranged(self, core: Sequence[Piece], sides: Sequence[Piece]) -> list[Piece]:
        """Core and sides as they stood behind the verb; what stood in front before a clause."""
        behind = [side for side in sides if side.start >= self.verb.group.end]
        front = [side for side in sides if side.start < self.verb.group.end]
        placed = sorted([*core, *behind], key=lambda piece: piece.start)
        clauses = {"that", "infinitive", "participle", "ing"}
        place = next((i for i, piece in enumerate(placed) if piece.kind in clauses), len(placed))
        if place == 0 and placed and placed[0].kind == "participle":
            place = 1  # "went bankrupt with debts in 1931"
        moved = len(placed) > 1 and placed[0].kind == "np" and placed[1].kind == "infinitive"
        if moved or any(piece.kind == "clause" for piece in front):
            place = len(placed)  # "caused the snow to melt in May"
        return [*placed[:place], *front, *placed[place:]]

    def in_order(self, pieces: Sequence[Piece]) -> list[Piece]:
        """Pieces as they stood behind the verb, and then what stood in front."""
        end = self.verb.group.end
        return sorted(pieces, key=lambda piece: (piece.start < end, piece.start))

    def attached(self, start: int) -> list[Piece]:
        """The core pieces from `start` on that describe a noun phrase before them."""
        kinds = {"pp", "participle", "adj", "ing"}
        return [
            piece
            for piece in self.fact.core[start:]
            if piece.kind in kinds or (piece.kind == "infinitive" and piece.role)
        ]

    def governs_clause(self) -> bool:
        """Whether an infinitive or a that-clause follows the first core piece."""
        return any(
            piece.kind in {"infinitive", "that"} and not piece.role for piece in self.fact.core[1:]
        )

    def listed(self, start: int, end: int) -> bool:
        """Whether a comma or a conjunction stands within these tokens."""
        return any(token.tag in {"CC", ","} for token in self.fact.tokens[start:end])


@dataclass(frozen=True, slots=True)
class Counted:
    """As in "about 30 ships": question word, the number's text, where the counted thing starts."""

    wh: str
    number: str
    thing: int


def counted(tokens: list[Token], start: int, end: int) -> Counted | None:
    """The amount that a simple noun phrase names, or None where it counts nothing."""
    first = next((index for index in range(start, end) if tokens[index].tag == "CD"), None)
    if first is None or tokens[start].lower in _POINTED or _has_noun(tokens[start:first]):
        return None
    last = first
    while last + 1 < end and _number(tokens[last + 1]):
        last += 1
    unit = tokens[last + 1].lower if last + 1 < end else ""
    number = tokens[first]
    if lexicon.MONEY.match(number.text) or unit in lexicon.MONEY_NOUNS:
        return Counted("How much", phrase_text(tokens, start, end), end)
    if number.text.endswith("%") or unit in {"percent", "%"}:
        after = last + 1 if number.text.endswith("%") else last + 2
        return Counted("What percentage", phrase_text(tokens, start, after), after)
    rest = last + 1
    head = tokens[end - 1]
    plural = head.tag == "NNS" or (head.tag != "NNPS" and is_plural_form(head.lower))
    single = lexicon.YEAR.match(number.text) or number.lower in {"one", "1"}
    if rest >= end or single or not plural or tokens[rest].tag == "POS":
        return None
    return Counted("How many", phrase_text(tokens, start, rest), rest)


def _has_noun(tokens: Sequence[Token]) -> bool:
    return any(token.tag in NOUNS for token in tokens)


def _number(token: Token) -> bool:
    return token.tag == "CD" or token.lower in lexicon.BIG_NUMBERS


def tidy(text: str) -> str:
    """Single spaces, none before a comma or a genitive; "cannot" in one word."""
    joined = _GENITIVE.sub(r"\1", " ".join(text.split()))
    return joined.replace(" ,", ",").replace("can not ", "cannot ").strip(" ,")


_GENITIVE = re.compile(r"(?<=\w) (['\u2019]s)(?![\w])")
