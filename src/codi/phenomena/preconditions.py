"""On which kinds of turns a phenomenon can occur."""

from __future__ import annotations

from collections.abc import Sequence

from codi.phenomena.phenomenon import Possible

WITHOUT_BACK_REFERENCE = frozenset({"open", "topic_shift", "topic_return", "summary", "close"})
"""Acts whose message names what it is about."""
FRAGMENT_ACTS = frozenset(
    """follow_up drill_down who what when where why how how_many yes_no compare list
    unanswerable""".split()
)
ABOUT_THE_TALK = frozenset({"summary", "close"})


def always(acts_before: Sequence[str], act: str) -> bool:
    """Any turn will do."""
    return True


def referring_back(acts_before: Sequence[str], act: str) -> bool:
    """There is something to refer back to, and the act does not forbid it."""
    return bool(acts_before) and act not in WITHOUT_BACK_REFERENCE


def fragment(acts_before: Sequence[str], act: str) -> bool:
    """The history supplies what a fragment leaves out."""
    return bool(acts_before) and act in FRAGMENT_ACTS


def only_on(*acts: str) -> Possible:
    """Turns with one of these acts, wherever they stand."""
    return lambda _acts_before, act: act in acts


def after_a_turn_on(*acts: str) -> Possible:
    """Turns with one of these acts, but not the first one."""
    return lambda acts_before, act: bool(acts_before) and act in acts


def except_on(*acts: str) -> Possible:
    """Turns with any other act, wherever they stand."""
    return lambda _acts_before, act: act not in acts


def after_a_turn_except_on(*acts: str) -> Possible:
    """Turns with any other act, but not the first one."""
    return lambda acts_before, act: bool(acts_before) and act not in acts
