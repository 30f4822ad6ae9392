"""How a question hangs on its conversation: explicitly, implicitly or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from codi.phenomena.anaphora import detect_anaphora, pointers
from codi.phenomena.definite_reference import detect_bridging, detect_definite_reference
from codi.phenomena.ellipsis import detect_ellipsis
from codi.phenomena.substitution import detect_substitution
from codi.phenomena.wording import wording
from codi.types import Turn

Coreference = Literal["explicit", "implicit", "none"]
_UNDERSTOOD = frozenset("else next another other others instead then afterwards too either".split())
_LACKS_AN_ARGUMENT = re.compile(
    r"""
    (?:\b(?:who|what)\ (?:says|said|won|lost|did|happened|happens|is\ \w+ing)
        |\b(?:before|after|elaborate|explain|more))\W*$
    """,
    flags=re.VERBOSE,
)


def coreference(turn: Turn, history: Sequence[Turn], passage: str) -> Coreference:
    """How the user's message refers to the conversation, as the CoQA paper counts it.

    `explicit`: a pronoun, a demonstrative or a definite phrase points back. `implicit`: nothing
    points back in so many words, but without the history the message cannot be understood. `none`:
    it can. A pronoun in a first message points to what the passage is about. Source: Reddy et al.
    2019, section 4.2, who found 49.7, 19.8 and 30.5% in CoQA.
    """
    if not history:
        return "explicit" if pointers(turn.user) else "none"
    if detect_anaphora(turn, history, passage) or detect_definite_reference(turn, history, passage):
        return "explicit"
    if detect_ellipsis(turn, history, passage) or detect_substitution(turn, history, passage):
        return "implicit"
    if detect_bridging(turn, history, passage):
        return "implicit"
    said = wording(turn.user)
    if not _UNDERSTOOD.isdisjoint(said.words) or _LACKS_AN_ARGUMENT.search(said.plain):
        return "implicit"
    return "none"
