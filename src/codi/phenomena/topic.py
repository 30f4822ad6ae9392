"""Turning to another part of the passage, and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from codi.phenomena.anaphora import detect_anaphora
from codi.phenomena.ellipsis import detect_ellipsis
from codi.phenomena.phenomenon import Phenomenon, example
from codi.phenomena.wording import asking_sentence, content, is_about_the_talk, plain, wording
from codi.types import Turn

NEAR, FAR, VERY_FAR = 30, 150, 400
"""Characters between two pieces of evidence: how far apart those of different topics lie, where
the message refers back to nobody, where it does, and where it takes up a word of the last turn."""
CLOSE = 200
"""Characters between two pieces of evidence of one topic."""
_STAYS = frozenset(
    "open follow_up drill_down clarify clarified correct summary close topic_return".split()
)
_LEAVES_NOTHING = frozenset(
    "open follow_up drill_down clarify clarified summary close topic_shift".split()
)
_STAYS_WITH_IT = re.compile(
    r"\bits?\b|\b(?:this|these|those)\b(?! (?:article|passage|story|text|days|years))"
    r"|\bthat\s*(?:[?.,]|$)"
)
_BACK = re.compile(
    r"""
    ^(?:(?:so|and|but|ok|okay|well|now)\b,?\s*)?
        (?:(?:let's|can\ we|may\ i)\ )?(?:(?:go|going|come|coming|get|getting)\ )?back\ to\b
    | ^(?:to\ return|returning|to\ go\ back|to\ come\ back)\ to\b
    | \b(?:you\ (?:mentioned|said|told\ me)|we\ (?:talked|spoke)|earlier\ you)\b
    """,
    flags=re.VERBOSE,
)


_ELSEWHERE = re.compile(
    r"""
    \b(?:changing|change|switch(?:ing)?)\ (?:of\ )?(?:the\ )?(?:subject|topics?|gears|tack)\b
    | \bmoving\ on\b | \blet's\ (?:turn|move|switch|go\ to|leave|talk\ about)\b(?!\ back\b)
    | \b(?:may|might|can|could)\ (?:i|we)\ (?:now\ |just\ )?(?:turn|move\ on|switch)\ to\b
    | \bleaving\ (?:[\w'-]+\ ){1,5}(?:aside|for\ (?:a\ moment|now))\b
    | \bon\ (?:another|an?\ (?:(?:\w+ly|quite)\ )?(?:different|separate|unrelated|new))
        \ (?:note|topic|subject|matter|point)\b
    | \b(?:talk|speak|ask)\ (?:\w+\ ){0,2}about\ something\ (?:else|different)\b
    | (?:^|[.!?]\ )(?:(?:and|so|but|now|ok|okay|right|well|oh|um|uh)\b,?\ )*
        (?:(?:a|an|on\ to|off\ to|onto|now\ for|here's)\ )?(?:an?\ )?
        (?:(?:\w+ly|quite)\ )?(?:different|another|new|next|unrelated|separate|other)
        \ (?:thing|topic|subject|question|matter|point|one)\s*(?:[,:.;!–—]|\s-)
    | (?:^|[.!?]\ )(?:(?:and|so|but|now|ok|okay|right|well|oh|um|uh)\b,?\ )*
        (?:for\ )?something\ (?:(?:\w+ly|quite)\ )?(?:else|different|unrelated)(?:\ \w+ly)?
        \s*(?:[,:.;!–—]|\s-)
    | ^(?:(?:and|so|but|now|ok|okay|right|well|oh|um|uh)\b,?\ )*
        (?:unrelated\s*[,:]|(?:turning|moving|leaving|setting|putting)
        \ (?:(?:now|on|that|this|it|all\ that)\ )?(?:to|aside)\b)
    """,
    flags=re.VERBOSE,
)


_IT_WORDS = frozenset("it its it's it'd it'll this these those that".split())
_ELSEWHERE_WORDS = frozenset(
    """change changing switch switching moving let's different another new next
    unrelated separate other something turn turning leaving setting putting""".split()
)
_BACK_WORDS = frozenset("back return returning mentioned said told talked spoke earlier".split())


def _shift_possible(acts_before: Sequence[str], act: str) -> bool:
    return bool(acts_before) and act not in _STAYS


def _return_possible(acts_before: Sequence[str], act: str) -> bool:
    """Whether the last change of topic was a shift, with something to return to before it."""
    if act in _LEAVES_NOTHING:
        return False
    for position in range(len(acts_before) - 1, 0, -1):
        if acts_before[position] == "topic_return":
            return False
        if acts_before[position] == "topic_shift":
            return True
    return False


def _distance(turn: Turn, other: Turn) -> int | None:
    """Characters between the nearest evidence of two turns; None where one has none."""
    gaps = [
        max(0, first.start - second.end, second.start - first.end)
        for first in turn.evidence
        for second in other.evidence
    ]
    return min(gaps, default=None)


def _shared(turn: Turn, other: Turn) -> int:
    """How many content words of the user's message the other turn has as well."""
    said = content(turn.user)
    return len((said & content(other.user)) | (said & content(other.assistant)))


@lru_cache(maxsize=256)
def _stays_with_it(message: str) -> bool:
    if _IT_WORDS.isdisjoint(wording(message).words):
        return False
    return _STAYS_WITH_IT.search(plain(asking_sentence(message))) is not None


def _moves_away(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the turn leaves the last one: by its evidence, or, without any, by its words alone.

    `It` and `that` stand for what was just spoken of, so a message with one of them stays; `he` and
    `she` may stand for whom the whole conversation is about, so that far evidence outweighs them.
    """
    if _stays_with_it(turn.user) or is_about_the_talk(turn.user):
        return False
    distance, shared = _distance(turn, history[-1]), _shared(turn, history[-1])
    if shared > 1:
        return False
    if distance is None:
        tied = shared or detect_anaphora(turn, history, passage)
        return not tied and len(content(turn.user)) >= 2
    if shared:
        return distance >= VERY_FAR
    return distance >= (FAR if detect_anaphora(turn, history, passage) else NEAR)


def _goes_back(turn: Turn, history: Sequence[Turn]) -> bool:
    """Whether the message takes up a word of an earlier one that the last turn had not."""
    if _says_that_it_goes_back(turn.user):
        return True
    last = history[-1]
    said = content(turn.user) - content(last.user) - content(last.assistant)
    return bool(said) and any(
        not said.isdisjoint(content(earlier.user)) and _is_close(turn, earlier)
        for earlier in history[:-1]
    )


def _is_close(turn: Turn, other: Turn) -> bool:
    distance = _distance(turn, other)
    return distance is None or distance <= CLOSE


def detect_topic_shift(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the turn leaves the last one for something not spoken of yet."""
    if not history:
        return False
    said = wording(turn.user)
    if not _ELSEWHERE_WORDS.isdisjoint(said.words) and _ELSEWHERE.search(said.plain):
        return True
    if detect_ellipsis(turn, history, passage):
        return False
    return _moves_away(turn, history, passage) and not _goes_back(turn, history)


def detect_topic_return(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the turn leaves the last one for something spoken of before it."""
    if len(history) < 2:
        return False
    if _says_that_it_goes_back(turn.user):
        return any(_shared(turn, earlier) for earlier in history[:-1])
    return (
        _goes_back(turn, history)
        and not detect_ellipsis(turn, history, passage)
        and _moves_away(turn, history, passage)
    )


def _says_that_it_goes_back(message: str) -> bool:
    said = wording(message)
    return not _BACK_WORDS.isdisjoint(said.words) and _BACK.search(said.plain) is not None


TOPIC_SHIFT = Phenomenon(
    name="topic_shift",
    definition=(
        "The turn leaves what the last turn was about for something not yet spoken of: its "
        "evidence lies elsewhere in the passage and its words are others."
    ),
    source="topic shift, Adlakha et al. 2022 (TopiOCQA)",
    instruction="Turn to something quite different, and name it.",
    example=example(
        ("Who built the mill?", "Otto Lang.", "Otto Lang built the mill"),
        ("When did the railway come?", "In 1862.", "The railway reached Ashby in 1862."),
    ),
    possible=_shift_possible,
    detect=detect_topic_shift,
    excludes=frozenset({"anaphora", "definite_reference", "ellipsis", "topic_return"}),
)
TOPIC_RETURN = Phenomenon(
    name="topic_return",
    definition=("The turn leaves what the last turn was about for something spoken of before it."),
    source="topic return, Adlakha et al. 2022 (TopiOCQA)",
    instruction="Go back to something from before the last change of topic.",
    example=example(
        ("Who built the mill?", "Otto Lang.", "Otto Lang built the mill"),
        ("When did the railway come?", "In 1862.", "The railway reached Ashby in 1862."),
        ("Back to the mill, when did Lang build it?", "In 1781.", "at Ashby in 1781"),
    ),
    possible=_return_possible,
    detect=detect_topic_return,
    excludes=frozenset({"anaphora", "ellipsis"}),
)
