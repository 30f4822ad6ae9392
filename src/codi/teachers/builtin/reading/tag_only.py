"""The verb of a sentence that seems to have none: a word read as one of another kind."""

from __future__ import annotations

from codi.teachers.builtin.reading.english import verb_lemma
from codi.teachers.builtin.reading.tag_verbs import WITH_PREPOSITION
from codi.teachers.builtin.reading.tagset import FINITE, OBJECT_STARTS, Spot
from codi.teachers.builtin.reading.tokens import Token

_FEWEST_WITH_VERB, _EARLY = 5, 2
_EITHER_NUMBER = frozenset("species series people sheep fish aircraft".split())


def find_only_verb(tokens: list[Token]) -> None:
    """Find the verb of a sentence that seems to have none: "Such species lack wings"."""
    if any(token.tag in FINITE for token in tokens):
        return
    if len(tokens) < _FEWEST_WITH_VERB or tokens[-1].tag != "." or tokens[0].tag == "VB":
        return
    for index in range(1, len(tokens) - 1):
        spot = Spot(tokens, index)
        if spot.capital or spot.tag not in {"NN", "NNS", "JJ", "VB", "VBN"}:
            continue
        tag = _only_form(spot)
        bound = verb_lemma(spot.word) in WITH_PREPOSITION or spot.before is not spot.previous
        goes_on = spot.following.tag in OBJECT_STARTS | {"JJ", "RB", "NNS"} or (
            spot.following.tag in {"IN", "TO"} and (bound or tag == "VBD")
        )
        if tag and goes_on and spot.following.lower != "of":
            spot.token.tag = tag
            return


def _only_form(spot: Spot) -> str:
    """The finite form that a word can be behind its subject; nothing where it can be none."""
    before = spot.before
    species = before.tag == "NNP" and before.lower.endswith("s") and spot.index <= _EARLY
    paired = before.tag == "NN" and spot.tokens[0].lower in {"both", "many", "all", "several"}
    several = paired or before.tag in {"NNS", "NNPS"} or before.lower in _EITHER_NUMBER or species
    single = before.tag in {"NN", "NNP"}
    if "VBD" in spot.forms and spot.word.endswith("ed") and (several or single):
        return "VBD"
    if single and not several and "VBD" in spot.forms and "VB" in spot.forms:
        return "VBD"  # "the practice spread to other towns"
    form = "VBP" if several else "VBZ" if single else ""
    return form if form in spot.forms else ""
