"""Puts the words of a clause together again: as a question, as a statement, in parts.

`{S}` stands for the subject in every text made here; `wording` fills it with a name, a pronoun or
a description.
"""

from __future__ import annotations

from codi.teachers.builtin import lexicon
from codi.teachers.builtin.clauses import Clause, Piece
from codi.teachers.builtin.english import BE, DO, HAVE, IRREGULAR_AUX, inflect
from codi.teachers.builtin.entities import phrase_text
from codi.teachers.builtin.phrases import is_plural
from codi.teachers.builtin.tokens import Token

_NOT = frozenset(["not", "n't", "never"])
_DROPPED = lexicon.DROPPED_ADVERBS


def plain_words(tokens: list[Token], start: int, end: int) -> str:
    """Tokens `[start, end)` as text, adverbs of discourse left out."""
    kept = [
        token
        for token in tokens[start:end]
        if not (
            token.tag == "RB" and token.lower in {"also", "however", "therefore", "thus", "then"}
        )
    ]
    if not kept:
        return ""
    if kept[0] is not tokens[start]:
        return phrase_text(kept, 0, len(kept))
    return (
        phrase_text(tokens, start, end)
        if len(kept) == end - start
        else phrase_text(kept, 0, len(kept))
    )


class VerbText:
    """The verb group of a clause in the orders that questions and statements need."""

    def __init__(self, clause: Clause) -> None:
        self.clause = clause
        tokens = clause.sentence.tokens
        group = clause.verb
        self.tokens = tokens
        self.group = group
        self.auxiliaries = [_spelled(tokens, index) for index in group.auxiliaries]
        self.main = _spelled(tokens, group.main)
        if clause.imperative:
            self.auxiliaries = ["should"]
            self.main = group.lemma
        self.adverbs = [
            tokens[index].lower
            for index in group.adverbs
            if tokens[index].lower not in _DROPPED | _NOT
            and not (index > 0 and tokens[index].lower in {"much", "more"})
        ]
        self.never = any(tokens[index].lower == "never" for index in group.adverbs)
        self.negative = group.negative and not self.never

    @property
    def copula(self) -> bool:
        """Whether the main verb is a form of be without an auxiliary."""
        return self.main in BE and not self.auxiliaries

    def inverted(self) -> tuple[str, str]:
        """(auxiliary, the rest of the verb) for a question: "did", "move"."""
        adverbs = [*self.adverbs, "never"] if self.never else self.adverbs
        negation = ["not"] if self.negative else []
        if self.auxiliaries:
            return self.auxiliaries[0], " ".join(
                [*negation, *self.auxiliaries[1:], *adverbs, self.main]
            )
        if self.copula:
            return self.main, " ".join([*negation, *adverbs])
        helper = {"VBD": "did", "VBZ": "does"}.get(self.group.tag, "do")
        return helper, " ".join([*negation, *adverbs, self.group.lemma])

    def statement(self) -> str:
        """The verb group after its subject, without adverbs that only link sentences."""
        adverbs = [*self.adverbs, "never"] if self.never else self.adverbs
        if self.auxiliaries:
            first, *more = self.auxiliaries
            negation = ["not"] if self.negative else []
            return " ".join([first, *negation, *more, *adverbs, self.main])
        if self.copula:
            return " ".join([self.main, *(["not"] if self.negative else []), *adverbs])
        if self.negative:
            helper, rest = self.inverted()
            return f"{helper} {rest}"
        return " ".join([*adverbs, self.main])

    def for_who(self) -> str:
        """The verb group after "who" or "what" as subject, which are singular."""
        text = self.statement()
        first, _, rest = text.partition(" ")
        singular = {"are": "is", "were": "was", "have": "has", "do": "does", "am": "is"}.get(first)
        if singular and not (first == "have" and not self.auxiliaries and self.group.tag == "VB"):
            return f"{singular} {rest}".strip()
        if self.group.tag == "VBP" and not self.auxiliaries and not self.copula:
            adverbs = " ".join(self.adverbs)
            return f"{adverbs} {inflect(self.group.lemma, 'VBZ')}".strip()
        return text

    def active_past(self) -> str:
        """The past tense of a passive's verb: "was founded" -> "founded"; nothing where unsure."""
        if not self.group.passive or self.negative or self.never:
            return ""
        if self.auxiliaries in (["was"], ["were"]):
            return " ".join([*self.adverbs, inflect(self.group.lemma, "VBD")])
        if self.auxiliaries in (["is"], ["are"]):
            return " ".join([*self.adverbs, inflect(self.group.lemma, "VBZ")])
        return ""


def _spelled(tokens: list[Token], index: int) -> str:
    """A verb's word, contractions written out."""
    word = tokens[index].lower
    if word in {"'s", "’s"}:
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        return "has" if following is not None and following.lower == "been" else "is"
    if word in {"'d", "’d"}:
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        return "had" if following is not None and following.tag == "VBN" else "would"
    if word in BE | HAVE | DO or word in IRREGULAR_AUX:
        return IRREGULAR_AUX.get(word, word)
    return tokens[index].text if tokens[index].text[:1].islower() else word


def core_pieces(clause: Clause) -> list[Piece]:
    """The pieces without which the verb says too little, in order."""
    core: list[Piece] = []
    for position, piece in enumerate(clause.pieces):
        if piece.kind == "adv":
            word = clause.sentence.tokens[piece.start].lower
            particle = word in {
                "up",
                "out",
                "down",
                "off",
                "away",
                "back",
                "over",
                "together",
                "apart",
                "forward",
                "home",
                "abroad",
                "east",
                "west",
                "north",
                "south",
                "around",
                "along",
                "in",
                "on",
                "badly",
                "well",
                "differently",
                "there",
                "far",
                "ahead",
                "aside",
            }
            loose = piece.role or word in _DROPPED or word.endswith("ly")
            if (particle and position <= 1) or (not loose and word not in _NOT):
                core.append(piece)
            continue
        if piece.role:
            near = piece.role == "place" and position == len(core) and piece.kind == "pp"
            lemma = clause.verb.lemma
            described = (
                position > 0
                and clause.pieces[position - 1] in core
                and _needs_place(clause, clause.pieces[position - 1])
            )
            if (
                (described and piece.kind == "pp")
                or (
                    near
                    and (lemma in lexicon.MOTION_VERBS | lexicon.LOCATION_VERBS | {"be"})
                    and not core
                )
                or (near and piece.preposition in {"to", "into", "onto", "from"})
            ):
                core.append(piece)
            continue
        if piece.kind == "clause":
            continue
        core.append(piece)
    return core


def _needs_place(clause: Clause, before: Piece) -> bool:
    """Whether "in France" belongs to the phrase before: "the largest city", "one of the rivers"."""
    tokens = clause.sentence.tokens
    if before.kind == "pp" and not before.role:
        return True
    if before.kind != "np":
        return False
    first = tokens[before.start].lower
    copula = clause.verb.lemma in lexicon.LINKING_VERBS
    return copula or first in {"the", "one", "many", "some", "most", "all", "several"}


def side_pieces(clause: Clause) -> list[Piece]:
    """Pieces that say when, where, why and how, fronted ones first."""
    core = {id(piece) for piece in core_pieces(clause)}
    own = [*clause.fronted, *clause.pieces]
    return [piece for piece in own if piece.role and id(piece) not in core]


def subject_is_plural(clause: Clause) -> bool:
    """Whether the clause's own subject words are plural."""
    return is_plural(clause.sentence.tokens, *clause.subject)
