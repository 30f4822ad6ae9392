"""Words that tie a message to the last turn."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codi.phenomena.phenomenon import Phenomenon, example
from codi.phenomena.preconditions import after_a_turn_except_on
from codi.phenomena.wording import wording
from codi.types import Turn

_FIRST = frozenset(
    """and so but then also well ok okay oh now anyway anyways by besides plus alright right
    however""".split()
)
_MARKER = re.compile(
    r"""
    (?:and|but|besides|plus|anyways?|however|oh|ok|okay|alright|also)\b
    | so\b(?!\ (?:many|much|far|called)\b|-)
    | then\b
    | (?:well|right)\s*[,.!]
    | now\b(?!\ that\b)
    | by\ the\ way\b
    """,
    flags=re.VERBOSE,
)


def detect_discourse_marker(turn: Turn, history: Sequence[Turn], passage: str) -> bool:
    """Whether the user's message opens with a marker and goes on."""
    if not history:
        return False
    said = wording(turn.user)
    if len(said.tokens) < 2 or said.tokens[0] not in _FIRST:
        return False
    return _MARKER.match(said.plain) is not None


DISCOURSE_MARKER = Phenomenon(
    name="discourse_marker",
    definition=(
        "The user's message opens with a marker that ties it to the last turn: and, so, but, then, "
        "also, well, okay, oh, now, anyway, by the way."
    ),
    source="discourse markers, Schiffrin 1987",
    instruction="Open with and, so, but, then or well.",
    example=example(
        ("What did the mill grind?", "Wheat and rye."), ("So who bought the flour?", "unknown")
    ),
    possible=after_a_turn_except_on("open", "close"),
    detect=detect_discourse_marker,
)
