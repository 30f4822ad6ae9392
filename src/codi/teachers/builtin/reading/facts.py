"""The facts of a passage: clauses that were read whole and whose subject is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.assembly import VerbText, plain_words
from codi.teachers.builtin.reading.clauses import Clause, Piece
from codi.teachers.builtin.reading.entities import Entities, Entity
from codi.teachers.builtin.reading.tagset import ADJECTIVES, NOUNS
from codi.teachers.builtin.reading.tokens import Sentence, Token

_REFLEXIVE = frozenset("himself herself itself themselves".split())
_FIRST_PERSON = frozenset("i me my mine myself we us our ours ourselves".split())
_BEHIND_THOSE = frozenset("who whose whom with of in that".split())
POINTING = frozenset(
    "this these those former latter following above aforementioned such so-called".split()
)
"""Words that point out of their sentence."""
_BEHIND_OTHERS = frozenset(["this", "these", "such"])
"""Those that can be understood behind the sentence before."""
_OF_THE_WRITER = frozenset("way time times year month week day night morning evening".split())
"""What "this" stands before to tell of the writer's own time, or of a manner."""
_SPEAKING = frozenset("you your yours yourself we our us please".split())
_SHARE_OF_ADVICE, _FEWEST_OF_PROSE = 4, 4
_GENDERS = {
    word: gender
    for gender, words in {
        "m": "he him his himself",
        "f": "she her hers herself",
        "n": "it its itself",
        "p": "they them their theirs themselves",
    }.items()
    for word in words.split()
}


@dataclass(slots=True)
class Fact:
    """One clause with its subject known, ready to be asked about.

    `core` are the pieces without which the verb says too little, `sides` those that say when,
    where, why and how. `resolved` tells that the subject stands as a pronoun in the clause,
    `surface` how the subject is called in questions, `follows` that it needs the sentence before.
    """

    index: int
    clause: Clause
    subject: Entity
    verb: VerbText
    core: list[Piece]
    sides: list[Piece]
    resolved: bool = False
    surface: str = ""
    follows: bool = False

    @property
    def tokens(self) -> list[Token]:
        """The tokens of the clause's sentence."""
        return self.clause.sentence.tokens

    @property
    def sentence(self) -> Sentence:
        """The sentence that the clause stands in."""
        return self.clause.sentence

    def text(self, piece: Piece) -> str | None:
        """A piece's words, or None where a word in it points somewhere unknown."""
        known = all(self._known(index, piece) for index in range(piece.start, piece.end))
        return plain_words(self.tokens, piece.start, piece.end) if known else None

    def texts(self, pieces: Iterable[Piece]) -> str | None:
        """The words of several pieces, or None where one of them is unclear."""
        found = []
        for piece in pieces:
            text = self.text(piece)
            if text is None:
                return None
            found.append(text)
        return " ".join(found)

    def _known(self, index: int, piece: Piece) -> bool:
        """Whether a word of the piece is no pronoun, or one that can mean the subject."""
        token = self.tokens[index]
        word = token.lower
        if word in _FIRST_PERSON:
            return word == "i" and token.tag == "NNP"
        if word in POINTING:
            return self._points_within(index, piece.end)
        gender = _GENDERS.get(word)
        if gender is None or token.tag not in {"PRP", "PRP$"}:
            return True
        deed = piece.kind == "infinitive" and token.tag == "PRP$"
        first = self.clause.verb.end if piece.kind == "clause" or deed else piece.start + 1
        if any(_may_mean(other, gender) for other in self.tokens[first:index]):
            return True
        free = token.tag == "PRP$" or word in _REFLEXIVE
        own_clause = piece.kind in {"clause", "that", "participle"}
        said = piece.kind == "that" and self.subject.kind == "name" and not self.subject.plural
        meant = gender != "p" if said else agrees(self.subject, gender)
        meant = meant and not self._has_rival(gender)
        return meant and (free or own_clause)

    def _points_within(self, index: int, end: int) -> bool:
        """Whether what a word points at stands in its piece, or in the sentence before."""
        word = self.tokens[index].lower
        following = self.tokens[index + 1].lower if index + 1 < len(self.tokens) else ""
        if word == "those":
            behind = self.tokens[index + 1 : end]
            return following in _BEHIND_THOSE or any(t.tag == "WDT" for t in behind)
        if word == "such" and following in {"as", "a", "an"}:
            return True
        again = word in _BEHIND_OTHERS and self.verb.group.lemma != "call"
        return again and self._names_again(index + 1, end)

    def _has_rival(self, gender: str) -> bool:
        """As in "Jack met Ezra and asked for his advice": whose is it, behind a second verb?"""
        clause = self.clause
        if not clause.shared_subject or gender not in {"m", "f"}:
            return False
        return any(
            self.tokens[place].lower in lexicon.HUMAN_NOUNS or self._names_other(place)
            for place in range(clause.subject[1], clause.verb.start)
        )

    def _names_other(self, place: int) -> bool:
        """Whether a name that may be a person's stands there: behind a verb, "to" or "with"."""
        token, before = self.tokens[place], self.tokens[place - 1]
        governed = before.tag in {"VBD", "VBZ", "VBP", "TO", "CC"} or before.lower == "with"
        return token.tag == "NNP" and governed and token.lower not in lexicon.known_names()[1]

    def _names_again(self, index: int, end: int) -> bool:
        """Whether a noun stands behind "this", so that the sentence before tells what is meant."""
        described = self.tokens[index:end]
        noun = next((i for i, t in enumerate(described) if t.tag in NOUNS), None)
        if noun is None or described[noun].lower in _OF_THE_WRITER or self.sentence.index == 0:
            return False
        return all(token.tag in ADJECTIVES for token in described[:noun])


def _may_mean(token: Token, gender: str) -> bool:
    """Whether a pronoun of this gender may mean the noun, so that both stand in one piece."""
    if gender == "p":
        return token.tag in {"NNS", "NNPS"}
    if gender == "n":
        return token.tag in {"NN", "NNP"} and token.lower not in lexicon.HUMAN_NOUNS
    return token.tag == "NNP" or token.lower in lexicon.HUMAN_NOUNS


def agrees(entity: Entity, gender: str) -> bool:
    """Whether a pronoun of this gender (m, f, n, p for plural) can mean the entity."""
    if gender == "p":
        return entity.plural or entity.kind == "group"
    if entity.plural:
        return False
    if gender == "n":
        return entity.kind not in {"person", "name"}
    return entity.kind == "person" and entity.gender == gender


@dataclass(slots=True)
class PassageFacts:
    """What was understood of a passage.

    `appositions` are (entity, sentence, place of the description, tense), `unread` clauses of which
    only the subject was understood, `orphans` sentences of which only a name was. `addressed` tells
    whether "you" is the reader, `years`, `places` and `people` are material for wrong alternatives.
    """

    sentences: list[Sentence]
    headings: list[str]
    entities: Entities
    facts: list[Fact] = field(default_factory=list)
    appositions: list[tuple[Entity, Sentence, tuple[int, int], str]] = field(default_factory=list)
    unread: list[tuple[Entity, Clause, bool]] = field(default_factory=list)
    orphans: list[tuple[Entity, Sentence]] = field(default_factory=list)
    addressed: bool = True
    years: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)

    def is_prose(self) -> bool:
        """Whether it speaks to nobody: no "you", no heading, no list, hardly any advice."""
        if self.headings or len(self.sentences) < _FEWEST_OF_PROSE:
            return False
        for sentence in self.sentences:
            if sentence.kind == "item" or any(t.lower in _SPEAKING for t in sentence.tokens):
                return False
        advised = sum(s.tokens[:1] != [] and s.tokens[0].tag == "VB" for s in self.sentences)
        return _SHARE_OF_ADVICE * advised < len(self.sentences)

    def lower_words(self) -> frozenset[str]:
        """Words that the passage writes without a capital."""
        return frozenset(
            token.text
            for sentence in self.sentences
            for token in sentence.tokens
            if token.text.islower()
        )
