"""Definite noun phrases that stand for something already mentioned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from codi.phenomena.phenomenon import Phenomenon
from codi.phenomena.wording import content, stem
from codi.types import Turn

_WITHOUT_BACK_REFERENCE = frozenset({"open", "topic_shift", "topic_return", "summary", "close"})
_TOKEN = re.compile(r"[\w'’-]+|[^\w\s]")
_LONGEST_PHRASE = 4
_OPENS_ITS_OWN_REFERENT = frozenset("of that who whom which whose".split())
_UNIQUE = frozenset(
    """first second third last next same only best worst most least other others whole rest end
    beginning start past future world time times day days way article passage story text fact
    following meantime internet""".split()
)
_PHRASE_ENDS = frozenset(
    """a an the of in on at by for from to with about into after before during and or but as than is
    are was were be been did do does had has have will would can could should may might who what
    when where why how that which not any also ever go get make take come say he she it they
    regarding still so if because""".split()
)
KINDS = frozenset(
    """group band show film movie book song album company team couple conflict war battle event
    incident episode game match tour country city town village person man woman boy girl kid child
    children family author singer artist writer actor actress president king queen animal area
    place building school university organization party law trial crime accident discovery treaty
    project study experiment festival holiday award prize""".split()
)
"""Nouns that name the kind of something mentioned by another word: `the band` for its name."""
_IDENTIFYING = frozenset("is was are were".split())


def _possible(acts_before: Sequence[str], act: str) -> bool:
    return bool(acts_before) and act not in _WITHOUT_BACK_REFERENCE


def _detect(turn: Turn, history: Sequence[Turn], passage: str) -> bool:  # noqa: ARG001 - one signature
    if not history:
        return False
    tokens = _TOKEN.findall(turn.user)
    for position, token in enumerate(tokens):
        if token.lower() == "the" and (phrase := _phrase(tokens[position + 1 :])):
            if _is_mentioned({stem(word) for word in phrase}, history):
                return True
            if not KINDS.isdisjoint(phrase) and not _identifies(tokens[:position]):
                return True
    return False


def _is_mentioned(stems: AbstractSet[str], history: Sequence[Turn]) -> bool:
    return any(
        not stems.isdisjoint(content(earlier.assistant))
        or not stems.isdisjoint(content(earlier.user))
        for earlier in history
    )


def _phrase(rest: Sequence[str]) -> list[str]:
    """The words of a definite phrase behind its article, in lower case.

    Empty where the phrase is a name or says itself which thing is meant.
    """
    phrase: list[str] = []
    for word in rest[:_LONGEST_PHRASE]:
        if not word[0].isalpha() or word.lower() in _PHRASE_ENDS:
            break
        phrase.append(word)
    after = rest[len(phrase)].lower() if len(rest) > len(phrase) else ""
    lowered = [word.lower() for word in phrase]
    if not phrase or phrase[0][0].isupper() or phrase[-1][0].isupper():
        return []
    if after in _OPENS_ITS_OWN_REFERENT:
        return []
    if _UNIQUE.intersection(lowered) or re.search(r"\w(?:est|most)$", lowered[0]):
        return []
    return lowered


def _identifies(before: Sequence[str]) -> bool:
    """Whether the phrase is what a question asks for, as in `Who was the author?`."""
    return len(before) == 2 and before[1].lower() in _IDENTIFYING


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
