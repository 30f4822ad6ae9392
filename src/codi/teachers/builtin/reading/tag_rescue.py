"""A finite verb that the tags hide: tried where no clause was found, kept where one comes of it."""

from __future__ import annotations

from codi.teachers.builtin.reading import lexicon, valency
from codi.teachers.builtin.reading.clauses import Clause
from codi.teachers.builtin.reading.english import verb_forms, verb_lemma
from codi.teachers.builtin.reading.parsing import Parser, parse_sentence
from codi.teachers.builtin.reading.phrases import is_plural
from codi.teachers.builtin.reading.tag_verbs import WITH_PREPOSITION
from codi.teachers.builtin.reading.tagset import NAMES, at
from codi.teachers.builtin.reading.tokens import Sentence, Token

SAME_PAST = frozenset("put set let cut hit read cost spread hurt shut split".split())
_HIDING = frozenset(["NN", "NNS", "JJ", "VB", "VBN"])
_BEHIND = frozenset(
    ["DT", "PRP$", "PRP", "TO", "IN", "RB", "NNP", "NNS", "JJ", "JJR", "NN", "VBG", "."]
)
_SURE_BEHIND = frozenset(["DT", "PRP$", "PRP", "TO", "CD"])
_GOVERNING = frozenset(["IN", "TO", "CC", "PRP$", "MD"])
_PRESENT = ("VBZ", "VBP")
_PEOPLE = frozenset(
    "everybody everyone somebody someone nobody everything something nothing anyone".split()
)
_LATEST, _MOST = 14, 4


def parse_with_rescue(sentence: Sentence) -> tuple[list[Clause], Parser]:
    """As `parse_sentence`; where no clause is found, with a noun or adjective read as a verb."""
    clauses, parser = parse_sentence(sentence)
    last = sentence.tokens[-1]
    if clauses or last.start == last.end:
        return clauses, parser
    tried = 0
    for index in range(1, min(len(sentence.tokens) - 1, _LATEST)):
        for tag in _readings(sentence, index):
            tried += 1
            found = _try(sentence, index, tag)
            if found is not None:
                return found
            if tried >= _MOST:
                return clauses, parser
    return clauses, parser


def _readings(sentence: Sentence, index: int) -> list[str]:
    """The finite tags that the token could have where it stands."""
    token, before, behind = (at(sentence.tokens, place) for place in (index, index - 1, index + 1))
    forms = verb_forms(token.lower)
    if not forms or not _could_be_verb(token, before, behind):
        return []
    if token.tag == "VBN" or (token.tag == "JJ" and token.lower.endswith("ed")):
        return ["VBD"] if "VBD" in forms else []
    past = ["VBD"] if token.lower in SAME_PAST else []
    return past + [tag for tag in _PRESENT if tag in forms]


def _could_be_verb(token: Token, before: Token, behind: Token) -> bool:
    """Whether a verb may stand between these two words."""
    if token.tag not in _HIDING or token.text[:1].isupper() or behind.tag not in _BEHIND:
        return False
    governed = before.tag in _GOVERNING or before.lower in {"a", "an", "the"}
    if governed or behind.lower == "of" or token.lower in lexicon.TIME_NOUNS:
        return False
    if token.tag in {"NN", "JJ"} and behind.tag in {"NN", "NNS", "JJ"} and before.tag == "JJ":
        return False
    tight = WITH_PREPOSITION | valency.TIGHT_VERBS.get(behind.lower, frozenset())
    return behind.tag != "IN" or verb_lemma(token.lower) in tight


def _try(sentence: Sentence, index: int, tag: str) -> tuple[list[Clause], Parser] | None:
    """The parse with the token's tag changed, if its first clause has this verb and agrees."""
    token = sentence.tokens[index]
    former, token.tag = token.tag, tag
    clauses, parser = parse_sentence(sentence)
    own = [clause for clause in clauses if clause.verb.main == index]
    if own and own[0].whole and not own[0].imperative and _agrees(own[0], tag):
        return clauses, parser
    token.tag = former
    return None


def _agrees(clause: Clause, tag: str) -> bool:
    """Whether the subject goes with the verb, and the verb with what stands behind it."""
    tokens = clause.sentence.tokens
    start, end = clause.subject
    if clause.verb.auxiliaries or tokens[end - 1].tag in {"IN", "CC"}:
        return False
    if not clause.pieces and tokens[clause.verb.end].tag != ".":
        return False
    if tag == "VBD":
        return tokens[clause.verb.end].tag in _SURE_BEHIND | {"NN", "NNS", "IN"}
    one = tokens[start].tag == "VBG" or tokens[start].lower in _PEOPLE
    plural = not one and is_plural(tokens, start, end)
    name = tokens[end - 1].tag in NAMES and end - start == 1
    return plural == (tag == "VBP") or (name and tag == "VBZ")
