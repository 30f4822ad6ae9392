"""The tags that the rules speak of, and a token seen among its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

from codi.teachers.builtin.reading.english import verb_forms, word_classes
from codi.teachers.builtin.reading.tokens import Token

NOUNS = frozenset(["NN", "NNS", "NNP", "NNPS"])
NAMES = frozenset(["NNP", "NNPS"])
FINITE = frozenset(["VBD", "VBZ", "VBP", "MD"])
ADJECTIVES = frozenset(["JJ", "JJR", "JJS"])
ADVERBS = frozenset(["RB", "RBR", "RBS"])
DETERMINERS = frozenset(["DT", "PDT", "PRP$"])
OBJECT_STARTS = frozenset(["DT", "PRP$", "PRP"])
EDGE = Token("", "", "", -1, -1, gap=False)
"""Stands for the word before the first and behind the last."""

CLOSED_CLASSES = {
    word: tag
    for tag, words in {
        "DT": "the a an this these those no some any every each all both either neither another",
        "PRP": "i he she it they we you me him them us himself herself itself themselves",
        "PRP$": "his its their my your our",
        "WP": "who whom what",
        "WP$": "whose",
        "WDT": "which",
        "WRB": "where when why how",
        "CC": "and or but nor and/or",
        "RB": "not n't also today yesterday tomorrow nowadays later only",
        "EX": "there",
        "IN": """because since while whilst although though unless until whereas if as than of with
            from by for at into onto during between among through against without within toward
            towards upon under after before despite via per throughout across behind beyond
            including like near in on""",
        "JJ": "such many few several other own same first last prior",
        "VBG": "according being",
        "VBZ": "is has does",
        "VBD": "was were had did said became went",
        "VBP": "are am",
        "VB": "be",
        "VBN": "been known",
        "NN": "% percent",
    }.items()
    for word in words.split()
}


def at(tokens: list[Token], index: int) -> Token:
    """The token at `index`, or the edge."""
    return tokens[index] if 0 <= index < len(tokens) else EDGE


@dataclass
class Spot:
    """A token among its neighbours; beyond the sentence lies the edge, which has no tag."""

    tokens: list[Token]
    index: int

    def __post_init__(self) -> None:
        self.token = self.tokens[self.index]
        self.word = self.token.lower
        self.previous = at(self.tokens, self.index - 1)
        self.following = at(self.tokens, self.index + 1)

    @property
    def tag(self) -> str:
        """The token's tag as it stands now."""
        return self.token.tag

    @property
    def capital(self) -> bool:
        """Whether the token is written with a capital."""
        return self.token.text[:1].isupper()

    @property
    def before(self) -> Token:
        """The token before, adverbs skipped."""
        index = self.index - 1
        while index >= 0 and self.tokens[index].tag in ADVERBS:
            index -= 1
        return at(self.tokens, index)

    @property
    def forms(self) -> frozenset[str]:
        """The verb forms that the token can be."""
        return verb_forms(self.word)

    @property
    def classes(self) -> frozenset[str]:
        """The token's classes in the dictionary."""
        return word_classes(self.word)
