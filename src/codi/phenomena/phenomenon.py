"""What every phenomenon is made of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from codi.types import Turn

Possible = Callable[[Sequence[str], str], bool]
Detector = Callable[[Turn, Sequence[Turn], str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phenomenon:
    """A linguistic phenomenon that ties a turn to the history.

    `definition` says when it occurs, with its source. `instruction` asks a teacher for it in a few
    words. `possible(acts_before, act)` is the precondition: whether a turn with this act, after
    turns with those, can show it. `detect(turn, history, passage)` tells whether the turn's own
    words show it; it is pure, and reads people's conversations as well as a teacher's. `excludes`
    names phenomena that are not asked for on the same turn; it is enough that one of two excludes
    the other.
    """

    name: str
    definition: str
    instruction: str
    possible: Possible
    detect: Detector
    excludes: frozenset[str] = frozenset()
