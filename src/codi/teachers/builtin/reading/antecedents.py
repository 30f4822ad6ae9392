"""Whether it is sure what a pronoun means, and that nothing is missing where it stands."""

from __future__ import annotations

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.clauses import Clause
from codi.teachers.builtin.reading.english import noun_lemma
from codi.teachers.builtin.reading.entities import Entity, keeps_capital
from codi.teachers.builtin.reading.facts import PassageFacts
from codi.teachers.builtin.reading.tokens import Token, is_gap

_NEAR_PLACES = frozenset("the in at to from near of on through into".split())
_TALKING = frozenset("you your me my we our".split())
"""In stories and news, where people talk, few others are about, and the last one is meant."""
_WELL_KNOWN = 3
"""Mentions, the pronoun's among them, of what "it" may mean though it was no subject."""
_NEAR, _FAR = 3, 8
"""Words behind a clause in which none may be missing; more where "and" stands there."""


def is_sure(found: PassageFacts, clause: Clause, subject: Entity) -> bool:
    """Whether a pronoun means a subject of this sentence or the one before.

    Or else the only person, or a thing that was spoken of again and again.
    """
    place = clause.sentence.index
    first = clause.sentence.tokens[clause.subject[0]].lower
    if first == "it" and ("'s " in subject.text or found.entities.names_since(subject, place)):
        return False  # "its aim was ..., and it failed", "the empire took Warsaw and it became"
    if subject.kind == "you" or found.entities.was_subject(subject, place):
        return True
    if first == "it" and subject.mentions >= _WELL_KNOWN:
        return True
    if first in {"he", "she"} and not _other_names(found, clause, subject):
        return True
    return any(token.lower in _TALKING for one in found.sentences for token in one.tokens)


def _other_names(found: PassageFacts, clause: Clause, subject: Entity) -> bool:
    """Whether other names that may be a person's stand in the sentences back to the person's."""
    own = {word.strip("'").lower() for word in subject.text.split()}
    last, place = subject.text.split()[-1], clause.sentence.index
    for sentence in reversed(found.sentences[max(0, place - 3) : place + 1]):
        here = sentence.index == place
        tokens = sentence.tokens[: clause.subject[0]] if here else sentence.tokens
        if any(_may_name_other(tokens, index, own) for index in range(len(tokens))):
            return True
        if any(token.text == last for token in tokens):
            return False
    return False


def _may_name_other(tokens: list[Token], index: int, own: set[str]) -> bool:
    """Whether a name begins there that is no place, by what stands before it, and not `own`."""
    token = tokens[index]
    before = tokens[index - 1] if index else None
    if token.tag != "NNP" or token.lower in own | lexicon.MONTHS | lexicon.known_names()[1]:
        return False
    placed = before is not None and (before.tag == "NNP" or before.lower in _NEAR_PLACES)
    return not placed and not keeps_capital(token.text)


def may_mean_gap(found: PassageFacts, clause: Clause, subject: Entity) -> bool:
    """Whether a pronoun may mean a name that is missing, or what its clause names anew."""
    place = clause.sentence.index
    near = found.sentences[max(0, place - 1) : place + 1]
    lacking = any(word.startswith("<") for sentence in near for word in sentence.words)
    noun = noun_lemma(subject.text.split()[-1].lower())
    behind = clause.sentence.tokens[clause.verb.end : clause.end]
    named = not subject.proper and any(noun_lemma(token.lower) == noun for token in behind)
    return lacking or named


def has_gap(clause: Clause, subject: Entity) -> bool:
    """Whether a word is missing in a clause, in what stands in front of it, or right behind it."""
    tokens = clause.sentence.tokens
    start = min([clause.subject[0], *(piece.start for piece in clause.fronted)])
    joined = clause.end < len(tokens) and tokens[clause.end].tag == "CC"
    end = clause.end + (_FAR if joined else _NEAR)
    return "<" in subject.text or any(map(is_gap, tokens[start:end]))
