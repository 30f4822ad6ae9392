"""Puts the words of a clause together again: as a question, as a statement, in parts.

`{S}` stands for the subject in every text made here; `wording` fills it with a name, a pronoun or
a description.
"""

from __future__ import annotations

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.clauses import Clause, Piece
from codi.teachers.builtin.reading.english import BE, DO, HAVE, IRREGULAR_AUX, inflect
from codi.teachers.builtin.reading.entities import phrase_text
from codi.teachers.builtin.reading.hedging import HEDGES, leading_hedges
from codi.teachers.builtin.reading.tokens import Token

_NOT = frozenset(["not", "n't", "never"])
_DROPPED = lexicon.DROPPED_ADVERBS - HEDGES
_LINKING = frozenset("also however therefore thus then".split())
_LIMITING = frozenset(
    """only hardly rarely seldom barely scarcely too entirely wholly partly partially solely
    exclusively""".split()
)
_PLACED = frozenset("present active common popular prevalent available abundant native".split())
"""Adjectives that say too little without the place behind them."""
_BEFORE_BEEN = frozenset("since long recently often".split())
"""Adverbs of time that stand right behind the first auxiliary: "has since been used"."""
_MEANING = frozenset("refer describe denote mean represent serve date".split())
_DIRECTIONS = frozenset(
    """up out down off away back over together apart forward home abroad east west north south
    around along in on badly well differently there far ahead aside""".split()
)


def plain_words(tokens: list[Token], start: int, end: int) -> str:
    """Tokens `[start, end)` as text, adverbs of discourse left out."""
    kept = [
        token
        for index, token in enumerate(tokens[start:end], start=start)
        if not (token.tag == "RB" and token.lower in _LINKING and not _bound(tokens[index - 1]))
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


def _bound(before: Token) -> bool:
    """Whether an adverb means something behind this word: "since then", "but also"."""
    return before.tag == "IN" or before.lower in {"but", "only"}


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
        own = [
            tokens[index].lower
            for index in group.adverbs
            if tokens[index].lower not in _DROPPED | _NOT
            and not (index > 0 and tokens[index].lower in {"much", "more"})
        ]
        leading = leading_hedges(tokens, min(clause.subject[0], group.start))
        self.adverbs = [*(word for word in leading if word not in own), *own]
        self.never = any(tokens[index].lower == "never" for index in group.adverbs)
        self.negative = group.negative and not self.never

    @property
    def copula(self) -> bool:
        """Whether the main verb is a form of be without an auxiliary."""
        return self.main in BE and not self.auxiliaries

    @property
    def emphatic(self) -> bool:
        """Whether "do" stands before the verb although nothing is denied."""
        does = len(self.auxiliaries) == 1 and self.auxiliaries[0] in DO
        return does and not (self.negative or self.never)

    def inverted(self) -> tuple[str, str]:
        """(auxiliary, the rest of the verb) for a question: "did", "move"."""
        adverbs = [*self.adverbs, "never"] if self.never else self.adverbs
        negation = ["not"] if self.negative else []
        if self.auxiliaries:
            return self.auxiliaries[0], " ".join([*negation, *self._further(adverbs), self.main])
        if self.copula:
            return self.main, " ".join([*negation, *adverbs])
        helper = {"VBD": "did", "VBZ": "does"}.get(self.group.tag, "do")
        return helper, " ".join([*negation, *adverbs, self.group.lemma])

    def statement(self) -> str:
        """The verb group after its subject, without adverbs that only link sentences.

        "Income did fall" is "fell" here: without its contrast the emphasis means nothing.
        """
        if self.emphatic:
            form = {"did": "VBD", "does": "VBZ"}.get(self.auxiliaries[0], "VB")
            return " ".join([*self.adverbs, inflect(self.group.lemma, form)])
        if self.auxiliaries:
            first = self.auxiliaries[0]
            negation = ["not"] * self.negative + ["never"] * self.never
            return " ".join([first, *negation, *self._further(self.adverbs), self.main])
        adverbs = [*self.adverbs, "never"] if self.never else self.adverbs
        if self.copula:
            return " ".join([self.main, *(["not"] if self.negative else []), *adverbs])
        if self.negative:
            helper, rest = self.inverted()
            return f"{helper} {rest}"
        return " ".join([*adverbs, self.main])

    def _further(self, adverbs: list[str]) -> list[str]:
        """Auxiliaries but the first, with the adverbs: "has usually been", "has been well"."""
        hedges = [word for word in adverbs if word in HEDGES | _BEFORE_BEEN]
        others = [word for word in adverbs if word not in HEDGES | _BEFORE_BEEN]
        return [*hedges, *self.auxiliaries[1:], *others]

    def for_who(self) -> str:
        """The verb group after "who" or "what" as subject, which are singular."""
        text = self.statement()
        first, _, rest = text.partition(" ")
        singular = {"are": "is", "were": "was", "have": "has", "do": "does", "am": "is"}.get(first)
        if singular and not (first == "have" and not self.auxiliaries and self.group.tag == "VB"):
            return f"{singular} {rest}".strip()
        plural = self.auxiliaries == ["do"] if self.emphatic else self.group.tag == "VBP"
        if plural and not self.copula and (self.emphatic or not self.auxiliaries):
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
        if self.auxiliaries in (["has", "been"], ["have", "been"]):
            return " ".join(["has", *self.adverbs, self.main])
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
            needed = _adverb_needed(clause, piece, position)
        elif piece.role == "purpose":
            needed = True
        elif piece.role:
            before = clause.pieces[position - 1] if position else None
            needed = (
                _place_needed(clause, piece, before, core)
                if piece.role == "place"
                else piece.role == "time" and _time_needed(clause, piece, before, core)
            )
        else:
            needed = piece.kind != "clause"
        if needed:
            core.append(piece)
    return core


def _adverb_needed(clause: Clause, piece: Piece, position: int) -> bool:
    """Whether an adverb belongs to the verb, as in "grew up", or is no mere addition."""
    word = clause.sentence.tokens[piece.start].lower
    before = clause.sentence.tokens[piece.start - 1].lower
    if word in _NOT | _LIMITING | HEDGES or before in _LIMITING:
        return True
    addition = piece.role or word in _DROPPED or word.endswith("ly")
    return not addition or (word in _DIRECTIONS and position <= 1)


def _place_needed(clause: Clause, piece: Piece, before: Piece | None, core: list[Piece]) -> bool:
    """Whether a place belongs to the verb, "moved to Paris", or to the phrase before it."""
    if piece.kind != "pp":
        return False
    if before is not None and before in core and _describes(clause, before):
        return True
    first = not core and before is None
    located = clause.verb.lemma in lexicon.MOTION_VERBS | lexicon.LOCATION_VERBS | {"be"}
    goal = piece.preposition in {"to", "into", "onto", "from"}
    behind_core = (before is None and not core) or (before is not None and before in core)
    return (first and located) or (goal and behind_core)


def _time_needed(clause: Clause, piece: Piece, before: Piece | None, core: list[Piece]) -> bool:
    """Whether a time belongs to the phrase before it: "a gramophone from 1926"."""
    if before is None or before not in core or piece.kind != "pp":
        return False
    made = clause.verb.lemma in lexicon.LINKING_VERBS and piece.preposition == "from"
    return made or clause.verb.lemma in _MEANING


def _describes(clause: Clause, before: Piece) -> bool:
    """Whether "in France" describes the phrase before: "the largest city", "one of the rivers"."""
    if before.kind == "pp":
        return not before.role
    if before.kind == "adj":
        return clause.sentence.tokens[before.end - 1].lower in _PLACED
    if before.kind != "np":
        return False
    linking = clause.verb.lemma in lexicon.LINKING_VERBS
    first = clause.sentence.tokens[before.start].lower
    return linking or first in {"the", "one", "many", "some", "most", "all", "several"}


def side_pieces(clause: Clause) -> list[Piece]:
    """Pieces that say when, where, why and how, fronted ones first."""
    core = {id(piece) for piece in core_pieces(clause)}
    own = [*clause.fronted, *clause.pieces]
    return [piece for piece in own if piece.role and id(piece) not in core]
