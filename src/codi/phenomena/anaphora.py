"""Pronouns, possessives and demonstratives of the third person that point back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codi.phenomena.phenomenon import Phenomenon
from codi.types import Turn

_WITHOUT_BACK_REFERENCE = frozenset({"open", "topic_shift", "topic_return", "summary", "close"})
_PERSON = re.compile(
    r"\b(?:he|him|his|she|her|hers|they|them|their|theirs|himself|herself|itself|themselves)\b"
)
_IT = re.compile(r"\bits?\b")
_EMPTY_IT = re.compile(
    r"""\b(?:
        (?:is|was|isn't|wasn't|'s)\s+it\s+(?:true|possible|likely|important|necessary|hard|easy|difficult
            |ever|rain\w*|snow\w*|cold|hot|dark|late|early|night|day(?:time)?|because|common|okay|ok)\b
      | it\s+(?:is|was|'s|be|seems?|seemed|appears?|appeared)\s+(?:\w+\s+)?(?:that|to)\b
      | it\s+(?:takes?|took|taken?)\b(?=.*\bto\b)
      | it\s+(?:rain|snow)\w*
      | what\s+(?:time|day|year|season|month)\s+(?:is|was)\s+it\b
    )""",
    flags=re.VERBOSE,
)
_THIS = re.compile(
    r"\b(?:this|these|those)\b"
    r"(?!\s+(?:article|passage|story|text|section|page|paragraph|conversation|interview)s?\b)"
    r"(?!\s+(?:who|whom|which|that|with|in|of|from|whose)\b)"
)
_THAT = re.compile(
    r"""
    (?:^|[,;:]\s*|\b(?:of|after|before|about|like|for|with|by|from|to|than|in|on|at|during|since|until|over
        |besides|beyond|into|despite|under|and|but|or
        |is|was|are|were|'s|did|does|do|has|had|have|would|could|will|should|can|might
        |why|when|where|how|who|what|if|because|besides)\s+)
    that\b(?!\s+(?:he|she|they|it|there|i|you|we)\b)
    | \bthat\s*(?:[?.,!;]|$)
    """,
    flags=re.VERBOSE,
)


def _possible(acts_before: Sequence[str], act: str) -> bool:
    return bool(acts_before) and act not in _WITHOUT_BACK_REFERENCE


def _detect(turn: Turn, history: Sequence[Turn], passage: str) -> bool:  # noqa: ARG001 - one signature
    if not history:
        return False
    text = turn.user.lower().replace("’", "'")
    if _PERSON.search(text) or _THIS.search(text) or _THAT.search(text):
        return True
    return bool(_IT.search(_EMPTY_IT.sub(" ", text)))


ANAPHORA = Phenomenon(
    name="anaphora",
    definition=(
        "The user's message has a third-person pronoun, possessive or demonstrative that stands "
        "for something said before (explicit coreference in Reddy et al. 2019, CoQA, section 4.2). "
        "An empty `it` and a `that` which opens a clause do not count, nor does anything in a "
        "first message."
    ),
    instruction="Use a pronoun for what was just mentioned.",
    possible=_possible,
    detect=_detect,
)
