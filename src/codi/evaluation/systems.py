"""What is measured: a name, what kind of system it is, and how to get it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from codi.types import ChatModel

SystemKind = Literal["student", "untrained", "model", "baseline"]


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One row of a table of scores; `open` makes the model when its turn has come.

    So no two models lie in memory at the same time.
    """

    name: str
    open: Callable[[], ChatModel]
    kind: SystemKind = "model"


@runtime_checkable
class CountsTruncation(Protocol):
    """A model that counts the prompts it had to cut to its context."""

    truncated_prompts: int
