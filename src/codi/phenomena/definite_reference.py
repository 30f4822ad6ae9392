"""Definite noun phrases for something mentioned, or for what goes with something mentioned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import pairwise

from codi.phenomena.anaphora import DEMONSTRATIVE, POSSESSIVE, pointers
from codi.phenomena.phenomenon import Phenomenon, example
from codi.phenomena.preconditions import referring_back
from codi.phenomena.wording import content, stem, wording
from codi.types import Turn

_TOKEN = re.compile(r"[\w'’-]+|[^\w\s]")
_LONGEST_PHRASE = 4
_OPENS_ITS_OWN_REFERENT = frozenset("of that who whom which whose".split())
_UNIQUE = frozenset(
    """first second third last next same only best worst most least other others whole rest
    beginning start past future world time times day days way article passage story text fact
    following meantime internet""".split()
)
_PHRASE_ENDS = frozenset(
    """a an the of in on at by for from to with about into after before during and or but as than is
    are was were be been did do does had has have will would can could should may might who what
    when where why how that which not any also ever go get make take come say he she it they
    regarding still so if because while until since without i i'm i've you you're we we're end these
    ends ended""".split()
)
KINDS = frozenset(
    """group band show film movie book song album company team couple conflict war battle event
    incident episode game match tour country city town village person man woman boy girl kid child
    children family author singer artist writer actor actress president king queen animal area
    place building school university organization party law trial crime accident discovery treaty
    project study experiment festival holiday award prize situation colour color""".split()
)
"""Nouns that name the kind of something mentioned by another word: `the band` for its name."""
_GENERAL = frozenset(
    """thing mystery affair matter tragedy disaster vessel vehicle machine device gadget creature
    fellow gentleman lady lad lass guy chap bloke youngster pair duo trio institution organisation
    firm invention illness voyage expedition service contraption scheme undertaking substance
    ceremony""".split()
)
"""Nouns that by themselves say so little that they take up what was said (general nouns, Halliday
and Hasan 1976, chapter 6)."""
_ADVERBS = frozenset(
    "actually really finally eventually originally usually exactly probably ever just".split()
)
_PLAIN_VERBS = frozenset("get go make take come say have be end do".split())
"""Verbs of an inverted question that end the phrase before them already."""
_DEMONSTRATIVES = frozenset("this that these those".split())
_NO_POSSESSED = frozenset("anything something money own start opinion deaths death way".split())
_POSSESSIVES = frozenset("his her its their".split())
_TIMES = frozenset("day week month year time point age morning".split())
_NO_NOUNS = frozenset(
    """happen happened mean meant work worked take took affect change cause caused lead led help
    stand include sound look last all one ones really so come came sold go went get got occur
    occurred make made have had resolve start end effect influence""".split()
)
"""Verbs and others that follow a demonstrative pronoun, which then is no determiner."""
_NUMBERS = frozenset("two three four five six seven".split())
"""`The two` are two that were spoken of."""
_GENERIC = frozenset(
    """media charts polls critics public press government east west north south road distance
    mean morning evening night years police way sky ground sea""".split()
)
"""Nouns of definite phrases that hang on nothing that was said."""
_IDENTIFYING = frozenset("is was are were".split())


def detect_definite_reference(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the user's message names something of the history anew by a definite phrase."""
    if not history:
        return False
    for phrase, before in _definite_phrases(turn.user):
        if _is_mentioned({stem(word) for word in phrase}, history):
            return True
        if phrase[0] in _NUMBERS or (_is_of_a_kind(phrase) and not _identifies(before)):
            return True
    return _has_demonstrative_noun(turn.user)


def detect_bridging(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether a definite phrase or a possessed noun names what was not spoken of before."""
    if not history:
        return False
    for phrase, _ in _definite_phrases(turn.user):
        if _is_of_a_kind(phrase) or not _GENERIC.isdisjoint(phrase):
            continue
        if not _is_mentioned({stem(word) for word in phrase}, history):
            return True
    if POSSESSIVE not in pointers(turn.user):
        return False
    return any(not _is_mentioned({owned}, history) for owned in _owned(turn.user))


@lru_cache(maxsize=512)
def _definite_phrases(message: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The definite phrases of a message, each with the words before its article."""
    if "the" not in wording(message).words:
        return ()
    tokens = _TOKEN.findall(message)
    return tuple(
        (tuple(phrase), tuple(tokens[:position]))
        for position, token in enumerate(tokens)
        if token.lower() == "the"
        and (phrase := _phrase(tokens[position + 1 :], inverted=_is_inverted(tokens, position)))
    )


def _has_demonstrative_noun(message: str) -> bool:
    """Whether a demonstrative that points back stands before a noun, as in `this album`."""
    if _DEMONSTRATIVES.isdisjoint(wording(message).words) or DEMONSTRATIVE not in pointers(message):
        return False
    tokens = wording(message).tokens
    return any(
        word in _DEMONSTRATIVES
        and following not in _PHRASE_ENDS
        and following not in _NO_NOUNS
        and following not in _DEMONSTRATIVES
        and not (word == "this" and following in _TIMES)
        for word, following in pairwise(tokens)
    )


@lru_cache(maxsize=256)
def _owned(message: str) -> tuple[str, ...]:
    """The stem of the word behind each possessive."""
    tokens = [word for word in wording(message).tokens if word != "other"]
    return tuple(
        stem(following)
        for word, following in pairwise(tokens)
        if word in _POSSESSIVES and following not in _PHRASE_ENDS and following not in _NO_POSSESSED
    )


def _is_of_a_kind(phrase: Sequence[str]) -> bool:
    return not KINDS.isdisjoint(phrase) or (len(phrase) == 1 and phrase[0] in _GENERAL)


def _is_mentioned(stems: AbstractSet[str], history: Sequence[Turn]) -> bool:
    return any(
        not stems.isdisjoint(content(earlier.assistant))
        or not stems.isdisjoint(content(earlier.user))
        for earlier in history
    )


def _is_inverted(tokens: Sequence[str], position: int) -> bool:
    return position > 0 and tokens[position - 1].lower() in {"did", "does", "do"}


def _phrase(rest: Sequence[str], *, inverted: bool) -> list[str]:
    """The words of a definite phrase behind its article, in lower case.

    Empty where the phrase is a name or says itself which thing is meant. The phrase of an
    `inverted` question ends before its verb, of which `of` may be a part (`did the feud consist
    of`).
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
    if inverted and len(lowered) > 1:
        lowered = lowered if after in _PLAIN_VERBS else lowered[:-1]
    elif after in _OPENS_ITS_OWN_REFERENT:
        return []
    if len(lowered) > 1 and lowered[-1] in _ADVERBS:
        lowered.pop()
    if lowered[0] == "whole" and lowered[-1] in _GENERAL:
        return lowered[1:]
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
        "album` or `this album`, rather than by its name or a pronoun. Phrases that say themselves "
        "which thing is meant (`the name of`, `the first`) do not count."
    ),
    source="direct and coreferential definites, Poesio and Vieira 1998",
    instruction="Name something again with 'the', as in 'the town'.",
    example=example(
        ("What did Clara rebuild?", "The mill."), ("What did the building become?", "A museum.")
    ),
    possible=referring_back,
    detect=detect_definite_reference,
    excludes=frozenset({"anaphora", "ellipsis"}),
)
BRIDGING = Phenomenon(
    name="bridging",
    definition=(
        "A definite or possessed noun for something that was not mentioned, but is known through "
        "what was: a part, a role, an attribute (`the roof` after a house, `the director` after a "
        "film, `her sister`)."
    ),
    source="bridging, Clark 1975; bridging descriptions, Poesio and Vieira 1998",
    instruction="Name a part or role of something mentioned as 'the ...'.",
    example=example(
        ("What is the mill today?", "A museum."), ("What does the bakery sell?", "Rye bread.")
    ),
    possible=referring_back,
    detect=detect_bridging,
    excludes=frozenset({"ellipsis", "topic_shift", "topic_return", "definite_reference"}),
)
