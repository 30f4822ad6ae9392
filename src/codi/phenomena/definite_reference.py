"""Definite noun phrases that stand for something already mentioned."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codi.phenomena.phenomenon import Phenomenon
from codi.phenomena.wording import stem, tokens
from codi.types import Turn

_WITHOUT_BACK_REFERENCE = frozenset({"open", "topic_shift", "topic_return", "summary", "close"})
_OPENS_ITS_OWN_REFERENT = frozenset("of that who whom which whose".split())
_UNIQUE = frozenset(
    """first second third last next same only best worst most least other others whole rest end
    beginning start past future world time times day days way article passage story text fact
    following""".split()
)
_PHRASE_ENDS = frozenset(
    """a an the of in on at by for from to with about into after before during and or but as than
    was is are were be been did do does had has have will would can could should may might who what
    when where why how that which not any also ever go get make take come say he she it
    they""".split()
)


def _possible(acts_before: Sequence[str], act: str) -> bool:
    return bool(acts_before) and act not in _WITHOUT_BACK_REFERENCE


def _detect(turn: Turn, history: Sequence[Turn], passage: str) -> bool:  # noqa: ARG001 - one signature
    if not history:
        return False
    known = {
        stem(word) for earlier in history for word in tokens(f"{earlier.user} {earlier.assistant}")
    }
    return any(stem(head.lower()) in known for head in _definite_heads(turn.user))


def _definite_heads(text: str) -> list[str]:
    """The nouns of the definite phrases that do not say themselves which thing is meant."""
    heads = []
    tokens = re.findall(r"[\w'’-]+|[^\w\s]", text)
    for position, token in enumerate(tokens):
        if token.lower() != "the":
            continue
        phrase = []
        for word in tokens[position + 1 : position + 5]:
            if not word[0].isalpha() or word.lower() in _PHRASE_ENDS:
                break
            phrase.append(word)
        after = tokens[position + 1 + len(phrase) :][:1]
        if not phrase or phrase[-1][0].isupper() or _UNIQUE & {word.lower() for word in phrase}:
            continue
        if after and after[0].lower() in _OPENS_ITS_OWN_REFERENT:
            continue
        heads.append(phrase[-1])
        heads.append(phrase[0])
    return heads


DEFINITE_REFERENCE = Phenomenon(
    name="definite_reference",
    definition=(
        "The user's message names something of the history anew by a definite description, `the "
        "album`, rather than by its name or a pronoun (definite noun phrases as anaphors, Poesio "
        "and Vieira 1998). Phrases that say themselves which thing is meant (`the name of`, `the "
        "first`) do not count."
    ),
    instruction="Refer back with 'the ...', not by name.",
    possible=_possible,
    detect=_detect,
    excludes=frozenset({"anaphora", "ellipsis"}),
)
