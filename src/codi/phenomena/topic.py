"""Turning to another part of the passage, and back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codi.phenomena.ellipsis import ELLIPSIS
from codi.phenomena.phenomenon import Phenomenon
from codi.phenomena.wording import content
from codi.types import Turn

FAR = 200
"""Characters between two pieces of evidence that lie in different parts of a passage."""
NEAR = 60
_STAYS = frozenset(
    "open follow_up drill_down clarify clarified correct summary close topic_return".split()
)
_LEAVES_NOTHING = frozenset(
    "open follow_up drill_down clarify clarified summary close topic_shift".split()
)
_BACK = re.compile(
    r"\b(?:(?:going|coming|getting|go|come|back|returning|return)\s+(?:back\s+)?to\b"
    r"|earlier\b|you\s+(?:mentioned|said)\b|as\s+for\b.*\bagain\b|before\s+that,)",
    flags=re.IGNORECASE,
)


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
    return len(content(turn.user) & (content(other.user) | content(other.assistant)))


def _moves_away(turn: Turn, last: Turn) -> bool:
    distance = _distance(turn, last)
    if distance is not None:
        return distance >= FAR and _shared(turn, last) <= 1
    return _shared(turn, last) == 0 and len(content(turn.user)) >= 2


def _is_near(turn: Turn, earlier: Turn) -> bool:
    distance = _distance(turn, earlier)
    shared = _shared(turn, earlier)
    return shared >= 2 or (distance is not None and distance <= NEAR and shared >= 1)


def _detect_shift(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    if not history or ELLIPSIS.detect(turn, history, passage):
        return False
    return _moves_away(turn, history[-1]) and not _detect_return(turn, history, passage)


def _detect_return(turn: Turn, history: Sequence[Turn], passage: str) -> bool:  # noqa: ARG001 - one signature
    if len(history) < 2:
        return False
    near = any(_is_near(turn, earlier) for earlier in history[:-1])
    if _BACK.search(turn.user):
        return near or any(_shared(turn, earlier) for earlier in history[:-1])
    return near and _moves_away(turn, history[-1])


TOPIC_SHIFT = Phenomenon(
    name="topic_shift",
    definition=(
        "The turn leaves what the last turn was about for something not yet spoken of: its "
        "evidence lies elsewhere in the passage and its words are others (topic shift after "
        "Adlakha et al. 2022, TopiOCQA)."
    ),
    instruction="Turn to another part of the passage.",
    possible=_shift_possible,
    detect=_detect_shift,
    excludes=frozenset({"anaphora", "definite_reference", "ellipsis", "topic_return"}),
)
TOPIC_RETURN = Phenomenon(
    name="topic_return",
    definition=(
        "The turn leaves what the last turn was about for something spoken of before it (topic "
        "return in Adlakha et al. 2022, TopiOCQA)."
    ),
    instruction="Go back to something from before the last change of topic.",
    possible=_return_possible,
    detect=_detect_return,
    excludes=frozenset({"anaphora", "ellipsis"}),
)
