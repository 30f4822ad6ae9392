"""Mends part-of-speech tags: the lexicon knows each word's most frequent tag only.

Three passes over a sentence: by the word itself, by its neighbours, and by the clause, which needs
one finite verb. A rule returns the tag it is sure of, or nothing.
"""

from __future__ import annotations

import re

from codi.teachers.builtin.reading import lexicon, valency
from codi.teachers.builtin.reading.english import (
    MODALS,
    is_plural_form,
    verb_forms,
    verb_lemma,
    word_classes,
)
from codi.teachers.builtin.reading.entities import keeps_capital
from codi.teachers.builtin.reading.tag_context import by_neighbours, owns_noun
from codi.teachers.builtin.reading.tag_only import find_only_verb
from codi.teachers.builtin.reading.tag_verbs import find_finite_verbs
from codi.teachers.builtin.reading.tagset import ADJECTIVES, CLOSED_CLASSES, NAMES, NOUNS, Spot
from codi.teachers.builtin.reading.tokens import Token, is_gap

_FUNCTION_TAGS = frozenset(["IN", "DT", "RB", "CC", "WRB", "WP", "WDT", "EX", "PRP", "PRP$", "PDT"])
_MARKS = {",": ",", ".": ".", "!": ".", "?": ".", ";": ":", ":": ":", "%": "%", "&": "CC"}
_NUMBERED = frozenset("class type phase stage part chapter volume grade level group".split())
_NEVER_LOWER = frozenset(["NNP", "NNPS", "SYM", "FW", "LS", "UH", "POS"])
_NAMED_MODALS = frozenset(["may", "us", "it", "will", "like"])
_CLITIC_SUBJECTS = frozenset("he she it that what who there here where how".split())
_BEFORE_NOUNS = frozenset("the a his her their its free".split())
_PLAIN_ADJECTIVES = frozenset(
    """significant important major recent additional various early late former modern main famous
    influential prominent notable ancient medieval early several numerous traditional typical
    individual contemporary""".split()
)
_ADJECTIVE_ENDS = ("ese", "ish", "ian", "ean", "can", "ench", "eek", "man")
_PLURAL_RATIO = re.compile(r"\d+:\d+s")
"""As in "weekly 1:1s", meetings of one with one."""


def mend(
    tokens: list[Token],
    names: frozenset[str] = frozenset(),
    small: frozenset[str] = frozenset(),
) -> None:
    """Correct the tags of one sentence in place.

    `names` are words that are names elsewhere, `small` those that stand there without a capital.
    """
    for index, token in enumerate(tokens):
        token.tag = _by_word(Spot(tokens, index))
    if tokens and tokens[0].text in names and _may_be_name(tokens, small):
        tokens[0].tag = "NNP"
    for index in range(len(tokens)):
        by_neighbours(Spot(tokens, index))
    find_finite_verbs(tokens)
    find_only_verb(tokens)


def _may_be_name(tokens: list[Token], small: frozenset[str]) -> bool:
    """Whether a first word, a name elsewhere, can be one here: not in "Talking points are"."""
    first = tokens[0]
    if first.tag in _FUNCTION_TAGS:
        return False
    described = len(tokens) > 1 and tokens[1].text.islower() and tokens[1].tag in NOUNS | {"VBG"}
    word = first.lower
    if lexicon.is_name(word) or keeps_capital(first.text):
        return True
    plain = "VBG" in verb_forms(word) or word_classes(word) == {"ADJ"}
    several = word in small and is_plural_form(word)
    return not several and not (described and (plain or word in small))


def _by_word(spot: Spot) -> str:
    """Closed classes, names and numbers, which need no context but capitals."""
    if is_gap(spot.token):
        return "NNP"
    return _function_word(spot) or _number_or_mark(spot) or _open_class(spot)


def _function_word(spot: Spot) -> str:
    word = spot.word
    if _is_numeral_i(spot) or spot.token.text == "US":
        return "NNP"
    if word in MODALS:
        return _modal(spot)
    known = CLOSED_CLASSES.get(word)
    if known and not (spot.capital and spot.index and word in _NAMED_MODALS):
        return known
    if word in {"more", "less", "most", "least"} and spot.following.tag in {"JJ", "RB", "VBN"}:
        return "RBR"
    possessive = spot.following.tag in NOUNS | ADJECTIVES | {"CD"} or owns_noun(spot)
    special = {"to": "TO", "that": "IN", "her": "PRP$" if possessive else "PRP"}
    return _clitic(spot) if word in {"'s", "'"} else special.get(word, "")


def _is_numeral_i(spot: Spot) -> bool:
    """Whether "I" is the numeral of a name: World War I, Elizabeth I of England."""
    before = spot.previous
    named = before.text[:1].isupper() or spot.following.text[:1].isupper()
    named = named or before.lower in _NUMBERED
    joined = before.text[:1].isalpha() and before.tag not in {"IN", "CC", "RB"}
    return spot.token.text == "I" and named and joined


def _modal(spot: Spot) -> str:
    if spot.token.text == "May" and (spot.index or spot.following.text[:1].isdigit()):
        return "NNP"
    noun = spot.word in {"will", "may", "might", "can"} and spot.previous.lower in _BEFORE_NOUNS
    return "NN" if noun else "MD"


def _clitic(spot: Spot) -> str:
    """Possessive, or the verb "is" after a pronoun."""
    if spot.previous.lower in _CLITIC_SUBJECTS:
        return "VBZ"
    return "PRP" if spot.previous.lower == "let" else "POS"


def _number_or_mark(spot: Spot) -> str:
    word, text = spot.word, spot.token.text
    if _PLURAL_RATIO.fullmatch(text):
        return "NNS"
    if text[0].isdigit() or lexicon.MONEY.match(text):
        dated = spot.previous.lower in lexicon.MONTHS
        described = "-" in text and text[-1].isalpha()
        return "JJ" if described or (lexicon.ORDINAL.match(text) and not dated) else "CD"
    if word in lexicon.NUMBER_WORDS or word in lexicon.BIG_NUMBERS:
        return "NNS" if word.endswith(("ds", "ns")) else "CD"
    if text[0] == "°":
        return "NN"
    return "" if text[0].isalnum() or text[0] in "'’" else _MARKS.get(text, ":")


def _open_class(spot: Spot) -> str:
    """Nouns, verbs, adjectives and adverbs that the dictionary knows better than the lexicon."""
    if spot.capital:
        return _capital(spot)
    tag, word, classes = spot.tag, spot.word, spot.classes
    of_verb = verb_lemma(word) in valency.TIGHT_VERBS["of"]
    followed = tag == "VBZ" and spot.following.lower == "of" and not of_verb
    plural = "NNS" if followed or is_plural_form(word) else "NN"
    if (
        followed
        or tag in _NEVER_LOWER
        or (tag == "NN" and "NOUN" not in classes and plural == "NNS")
    ):
        return plural
    if tag == "JJ" and not word.endswith("ed") and "ADJ" not in classes and "VBD" in spot.forms:
        return "VBD"
    if tag in {"NN", "NNS"} and classes == {"VERB"}:
        order = ("VBZ", "VBD", "VBG", "VBN", "VBP")
        return next((form for form in order if form in spot.forms), tag)
    if tag in {"NN", "JJ"} and word.endswith("ly") and classes == {"ADV"}:
        return "RB"
    return tag


def _capital(spot: Spot) -> str:
    """A capitalised word is a name, but at the start of a sentence it may be any word."""
    tag, word = spot.tag, spot.word
    if spot.index == 0:
        return tag if tag in _FUNCTION_TAGS else _first_word(spot)
    if tag == "JJ" and (spot.following.text[:1].islower() or word.endswith(_ADJECTIVE_ENDS)):
        return tag
    plural = tag in {"NNS", "NNPS"} or (
        "NOUN" in spot.classes and is_plural_form(word) and not lexicon.is_name(word)
    )
    return "NNPS" if plural else "NNP"


def _first_word(spot: Spot) -> str:
    tag, word, known = spot.tag, spot.word, spot.classes
    name_follows = spot.following.text[:1].isupper() and spot.following.text != "I"
    if name_follows and word in _PLAIN_ADJECTIVES:
        return "JJ"
    if word == "following":
        return "VBG"
    if name_follows and tag in NOUNS | {"JJ", "VBG", "VBN"} and "ADV" not in known:
        return "NNP"
    if tag not in NAMES or not known or lexicon.is_name(word):
        return tag
    if "NOUN" in known:
        return "NNS" if is_plural_form(word) else "NN"
    return "JJ" if "ADJ" in known else "RB" if "ADV" in known else "NNP"
