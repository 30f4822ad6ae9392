"""What kind of thing a noun phrase names, and of what gender: by lists, titles and capitals."""

from __future__ import annotations

from typing import Literal

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.english import is_plural_form, noun_lemma, word_classes
from codi.teachers.builtin.reading.phrases import head_of, is_plural, noun_phrase
from codi.teachers.builtin.reading.tagset import NAMES, NOUNS
from codi.teachers.builtin.reading.tokens import Token

EntityKind = Literal["person", "place", "group", "thing", "name", "you"]
_THINGS = frozenset(
    """center centre act prize award medal law treaty bill code plan program programme project
    theory theorem theater cup bowl festival war battle company bridge trophy line model method
    system street day week month report review times post journal magazine book bible constitution
    revolution movement language effect curve principle test game games series show ship line fund
    building memorial monument room gate""".split()
)
_NO_KINDS = frozenset("way lot part example one rest same half majority result reason".split())
_ARTICLES = frozenset(["the", "a", "an"])
_PEOPLES = (
    "ans", "ists", "ites", "ots", "ants", "ese", "ics", "ers", "ards", "ews", "lims", "indus",
)  # fmt: skip


def tells_kind(head: Token) -> bool:
    """Whether a head noun tells what a thing is; "a part", "the fourth-longest" does not."""
    ranked = "-" in head.lower and head.lower.endswith("est")
    return head.tag in NOUNS and head.lower not in _NO_KINDS and not ranked


_PARTS = frozenset("all most many some both several each none".split())
"""As in "all of the citizens", who are citizens."""


def np_kind(tokens: list[Token], start: int, end: int) -> EntityKind:
    """The kind of the noun phrase `[start, end)`; "name" where there are only capitals to go by."""
    if end > start + 2 and tokens[start].lower in _PARTS and tokens[start + 1].lower == "of":
        return np_kind(tokens, start + 2, end)
    head_index = head_of(tokens, start, end)
    head = tokens[head_index]
    if head.lower == "you":
        return "you"
    if head.tag not in NAMES:
        return _common(head)
    return _named(tokens, start, end, head_index)


def _named(tokens: list[Token], start: int, end: int, head_index: int) -> EntityKind:
    """The kind of a name."""
    head = tokens[head_index]
    owner = next((i for i in range(head_index - 1, start, -1) if tokens[i].tag == "POS"), start - 1)
    start = owner + 1  # "Rupert's Land" is no Rupert
    simple_end = max(noun_phrase(tokens, start), start + 1)
    words = [token.lower for token in tokens[start : min(end, simple_end)]]
    names = [word for word in words if word not in _ARTICLES]
    if _is_place(names, head.lower):
        return "place"
    if lexicon.ORG_WORDS.intersection(names):
        return "group"
    titled = words[0] == "the" and len(words) > 2 and words[1] in lexicon.TITLES
    person = titled or _is_people(tokens, start, end, head) or _is_titled(names, head)
    thing = head.lower in _THINGS and len(names) > 1
    if person and not thing:
        return "person"
    if thing or words[0] == "the" or (head.text.isupper() and len(head.text) > 1):
        return "thing"
    if any(
        token.tag not in NAMES and token.lower in lexicon.HUMAN_NOUNS
        for token in tokens[start:head_index]
    ):
        return "person"
    placed = tokens[simple_end].lower == "of" if end > simple_end else True
    return "thing" if head.tag == "NNPS" or not placed else "name"


def _common(head: Token) -> EntityKind:
    """The kind of a noun that is no name."""
    last = head.lower.rpartition("-")[2]  # the daughter in "great-granddaughter"
    words = {head.lower, noun_lemma(head.lower), noun_lemma(last)}
    if words & lexicon.HUMAN_NOUNS:
        return "person"
    if words & lexicon.GROUP_NOUNS:
        return "group"
    return "place" if words & lexicon.PLACE_NOUNS else "thing"


def acts_like_people(lemma: str) -> bool:
    """Whether a noun may name who does something: players, cyclists, and also boilers."""
    stem = lemma[:-2]
    verbal = bool({"VERB"} & (word_classes(stem) | word_classes(lemma[:-1])))
    return lemma.endswith(("ist", "ian", "eer")) or (verbal and lemma.endswith(("er", "or", "ee")))


def _is_place(names: list[str], head: str) -> bool:
    first_names, places = lexicon.known_names()
    if head in lexicon.PLACE_NAMES_SUFFIX:
        surname = len(names) > 2 and names[0] in lexicon.MALE_NAMES | lexicon.FEMALE_NAMES
        return not surname  # "Julia Butterfly Hill"
    person = len(names) > 1 and names[0] in first_names
    return not person and (head in places or " ".join(names) in places)


def _is_people(tokens: list[Token], start: int, end: int, head: Token) -> bool:
    """Whether a name is that of a people or a movement: the Normans, Huguenots, the British."""
    word = head.lower
    if word.endswith(_PEOPLES) and (is_plural_form(word) or word.endswith("ots")):
        return True
    the_plural = tokens[start].lower == "the" and end - start == 2 and is_plural(tokens, start, end)
    return the_plural and (word.endswith("s") or head.tag == "NNPS")


def _is_titled(names: list[str], head: Token) -> bool:
    """Whether a name begins with a title, a profession or a first name, or ends with a human."""
    if not names:
        return False
    first_names, _ = lexicon.known_names()
    parts = head.lower.split("-")  # "Governor-General"
    human = {*parts, noun_lemma(head.lower)} & lexicon.HUMAN_NOUNS
    profession = len(names) > 1 and names[0] in lexicon.HUMAN_NOUNS
    return bool(human) or profession or names[0] in lexicon.TITLES or names[0] in first_names


def gender_of(tokens: list[Token], start: int, end: int) -> str:
    """The gender, m or f, of a person by title, first name or noun; empty where none tells."""
    head = tokens[head_of(tokens, start, end)]
    if head.tag not in NAMES:
        return noun_gender(noun_lemma(head.lower))
    words = [token.lower for token in tokens[start : min(end, start + 3)]]
    for male, female in (
        (lexicon.MALE_TITLES, lexicon.FEMALE_TITLES),
        (lexicon.MALE_NAMES, lexicon.FEMALE_NAMES),
    ):
        for word in words:
            if word in male:
                return "m"
            if word in female:
                return "f"
    return ""


def noun_gender(lemma: str) -> str:
    """The gender, m or f, of nouns such as "king" and "queen"."""
    lemma = lemma.rpartition("-")[2].removeprefix("grand")
    if lemma in lexicon.MALE_NOUNS:
        return "m"
    return "f" if lemma in lexicon.FEMALE_NOUNS else ""
