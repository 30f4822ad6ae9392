"""What "the" takes for known: "the fort" of a sentence before, "the squeeze" nobody was told of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from codi.teachers.builtin.reading.english import noun_lemma
from codi.teachers.builtin.reading.entities import keeps_capital, phrase_text
from codi.teachers.builtin.reading.lexicon import DURATION_NOUNS, HUMAN_NOUNS
from codi.teachers.builtin.reading.tagset import ADJECTIVES, EDGE, NAMES, NOUNS, at
from codi.teachers.builtin.reading.tokens import Sentence, Token

_TELLING = frozenset(["IN", "WDT", "WP", "WP$", "WRB", "VBG", "VBN", "CD"])
"""Behind a noun, what tells which is meant: "the fort at the lake", "the exodus of"."""
OCCASIONS = frozenset(
    """news decision announcement move deal proposal incident accident event idea problem situation
    suggestion question issue agreement discovery result results occasion""".split()
)
"""What was told in a sentence before, unless "of" or "that" tells it here."""
_PREDICATING = frozenset("is are was were be been become became as called".split())
"""Before a phrase that says what something is: "became the capital"."""
_SAYS_LITTLE = frozenset(
    """current new old original main remaining actual different whole major final entire other
    existing primary principal chief key overall biggest greatest basic particular real""".split()
)
_OF_OTHERS = frozenset(
    """difference reason cause effect result purpose aim goal advantage disadvantage benefit
    drawback exception solution alternative consequence outcome conclusion objection
    argument""".split()
)
"""What is always one of something: however it is described, that must be known."""
_SINGLED_OUT = frozenset("only same first last next whole entire late early former".split())
_INNER = ADJECTIVES | NOUNS | {"VBG", "VBN", "CD", "RB"}
_PLACES = frozenset(
    """city town region area territory state country county province island river valley
    district site place building complex matter""".split()
)
"""What is called so in an answer, too, is some certain one."""
_GENERAL = frozenset(
    """government population public majority minority wind weather climate environment economy
    atmosphere body brain mind planet capital decade century decades law church nation people ground
    water air land coast countryside poor rich media press police army military navy
    reader user truth house family throne crown floor cloud table door road""".split()
)
"""What there is one of wherever people live."""
_PLACING = frozenset(
    """outset end beginning start rest bottom top middle mouth heart opposite front back left right
    side corner edge inside outside north south east west northwest northeast
    southwest southeast future past present day night morning evening era other others world sun
    moon sea sky internet web pound dollar hour mile""".split()
)
"""What only places or measures something, or what all know."""


@dataclass(frozen=True, slots=True)
class Definite:
    """As in "the old fort" (`words`): its noun, and whether a sentence before has the noun.

    `several` tells that more than one was brought in: only the one told of last is meant.
    """

    words: str
    noun: str
    plural: bool
    told: bool
    bare: bool
    several: bool = False

    @property
    def points(self) -> bool:
        """Whether a question with it can be understood by those only who know what is meant."""
        general = self.noun in _GENERAL | DURATION_NOUNS
        return self.told or (self.bare and not general)

    @property
    def points_in_answers(self) -> bool:
        """Whether a part of an answer with it can, either."""
        return self.told or (self.bare and self.noun in _PLACES)


def definites(sentences: Iterable[Sentence]) -> dict[int, tuple[Definite, ...]]:
    """Of each sentence by its number: nouns behind "the" that nothing beside them tells apart."""
    found: dict[int, tuple[Definite, ...]] = {}
    told: set[str] = set()
    brought: dict[str, set[str]] = {}
    for sentence in sentences:
        found[sentence.index] = tuple(
            replace(one, several=True) if len(brought.get(one.noun, ())) > 1 and one.bare else one
            for one in _definites(sentence.tokens, told)
        )
        for noun, how in _brought_in(sentence):
            brought.setdefault(noun, set()).add(how)
        for before, token in pairwise([EDGE, *sentence.tokens]):
            if token.tag in {"NN", "NNS"}:
                noun = noun_lemma(token.lower)
                told.update([noun, f"{before.lower} {noun}"])
    return found


def _brought_in(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Nouns with what brings in another one of their kind: "a law", "Italian law"."""
    tokens = sentence.tokens
    for index, token in enumerate(tokens):
        if token.lower in {"a", "an", "another"}:
            end = _end(tokens, index + 1)
            before = at(tokens, index - 1).lower
            if end > index + 1 and before not in _PREDICATING | {"as", "like"}:
                yield noun_lemma(tokens[end - 1].lower), f"{sentence.index} {index}"
        named = token.tag in NAMES or keeps_capital(token.text)
        if (
            named
            and at(tokens, index + 1).tag in {"NN", "NNS"}
            and at(tokens, index - 1).lower != "a"
        ):
            yield noun_lemma(tokens[index + 1].lower), token.lower


def _definites(tokens: list[Token], told: set[str]) -> Iterator[Definite]:
    for index, token in enumerate(tokens):
        end = _end(tokens, index + 1) if token.lower == "the" else index
        inner = tokens[index + 1 : end]
        if not inner or at(tokens, index - 1).lower in _PREDICATING:
            continue
        noun = noun_lemma(inner[-1].lower)
        following, known = at(tokens, end), _as_known(inner)
        joined = following.tag == "CC" and at(tokens, _end(tokens, end + 1)).lower == "of"
        telling = following.tag in _TELLING
        if following.tag == "IN" and (noun in OCCASIONS or known in told):
            telling = following.lower in _WHICH_ONE
        elif following.tag == "IN" and at(tokens, end + 1).tag == "CD":
            telling = following.lower == "of"
        told_which = telling or joined or any(map(_tells_which, inner))
        aimed = following.tag == "TO" and noun not in HUMAN_NOUNS
        if told_which or aimed or noun in _PLACING:
            continue
        yield Definite(
            words=phrase_text(tokens, index, end).lower(),
            noun=noun,
            plural=inner[-1].tag == "NNS",
            told=known in told,
            bare=all(
                word.lower in _SAYS_LITTLE or (noun in _OF_OTHERS and word.tag in ADJECTIVES)
                for word in inner[:-1]
            ),
        )


_WHICH_ONE = frozenset(["of", "that", "whether", "between"])


def _as_known(inner: list[Token]) -> str:
    """What a sentence before must have: the noun, with the noun before it in a compound."""
    noun = noun_lemma(inner[-1].lower) if inner else ""
    compound = len(inner) > 1 and inner[-2].tag not in ADJECTIVES
    return f"{inner[-2].lower} {noun}" if compound else noun


def _end(tokens: list[Token], start: int) -> int:
    """Behind the last noun of the phrase that goes on here."""
    end = start
    while at(tokens, end).tag in _INNER:
        end += 1
    while end > start and tokens[end - 1].tag not in NOUNS:
        end -= 1
    return end


def _tells_which(token: Token) -> bool:
    named = token.tag in NAMES | {"CD", "JJS", "RBS"} or not token.text.islower()
    return named or token.lower in _SINGLED_OUT or any(mark.isdigit() for mark in token.text)
