"""Whether every pronoun of a question has its noun in the question itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.english import noun_lemma
from codi.teachers.builtin.reading.entities import Entity

_SUBJECT = "\N{OBJECT REPLACEMENT CHARACTER}"
_OWNING = frozenset("its their his her".split())
_MANY = frozenset("they them their theirs themselves".split())
_THING = frozenset("it its itself".split())
_PERSON = frozenset("he him his himself she her hers herself".split())
_OBJECTS = frozenset("it them him her".split())
_NOUN_TAGS = frozenset(["NN", "JJ", "VB", "CD"])
_NEW_CLAUSE = frozenset(
    """that if when whenever where wherever who which what how whether because while until before
    after as once so to and or since""".split()
)
_IMPERSONAL = re.compile(
    r"(?:is|was|does|did|will|would|can|that|if|because|as|make|makes|find|how long|and|when) it "
    r"(?:is|was|be|take|takes|seem|seems|help|helps|comes|expected|possible|significantly|easier"
    r"|easy|hard|harder|difficult|clear|important)\b"
)
_OWNER_WITHIN = re.compile(r" (?:of|in|to|from|for|by) (?:the )?[A-Z]")
"""As in "the change of control in Florida": whose it is, only the answer tells."""
_WORD = re.compile(rf"[\w'’-]+|{_SUBJECT}|,")


def pronouns_known(candidate: Candidate, tags: Mapping[str, str]) -> bool:
    """Whether nobody has to look into the passage for what a pronoun means.

    `tags` are those of the words of the candidate's sentence.
    """
    if candidate.slot == "heading" or candidate.surface.lower() in _MANY | _THING | _PERSON:
        return True
    direct = candidate.direct.replace("{S}", _SUBJECT).replace("{O}", _SUBJECT)
    if candidate.kind == "tell" or _IMPERSONAL.search(direct.lower()):
        return True
    words = _WORD.findall(direct)
    return all(
        _known(candidate, words, place, tags)
        for place, word in enumerate(words)
        if word.lower() in _MANY | _THING | _PERSON
    )


def _known(candidate: Candidate, words: list[str], place: int, tags: Mapping[str, str]) -> bool:
    word, before = words[place].lower(), words[:place]
    behind = words[place + 1] if place + 1 < len(words) else ""
    owning = word in _OWNING and (word != "her" or tags.get(behind.lower(), "")[:2] in _NOUN_TAGS)
    asked_for = candidate.slot in {"subject", "number"} and _SUBJECT not in words
    if asked_for and not owning and _agrees(word, candidate.entity):
        return False  # whoever is asked for may be meant
    nouns = [w for w in before[1:] if w != _SUBJECT]
    if any(_may_mean(word, noun, tags) for noun in nouns):
        return True
    if _SUBJECT not in before:
        nested = candidate.kind != "who" and _OWNER_WITHIN.search(candidate.short)
        return owning and asked_for and not nested
    own = owning or word not in _OBJECTS or bool(_NEW_CLAUSE & {w.lower() for w in nouns})
    own = own or any(tags.get(w.lower()) in {"VBG", "VBN"} for w in nouns)
    return own and _agrees(word, candidate.entity)


def _may_mean(pronoun: str, noun: str, tags: Mapping[str, str]) -> bool:
    tag = tags.get(noun.lower(), "")
    human = noun_lemma(noun.lower()) in lexicon.HUMAN_NOUNS
    if pronoun in _MANY:
        return tag in {"NNS", "NNPS"}
    if pronoun in _THING:
        return tag in {"NN", "NNP"} and not human
    return tag == "NNP" or (tag == "NN" and human)


def _agrees(pronoun: str, entity: Entity) -> bool:
    """Whether the pronoun can mean the subject: of unknown number or gender, whoever it is."""
    if entity.kind == "you":
        return False
    if pronoun in _MANY:
        return entity.plural or entity.kind in {"group", "person", "name"}
    if pronoun in _THING:
        return entity.kind != "person"
    return entity.kind in {"person", "name"}
