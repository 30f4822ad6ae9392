"""What a gate is: a named check of one document, passage or conversation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeAlias, TypeVar, cast, runtime_checkable

from codi.recipe import Recipe
from codi.types import KEEP, Conversation, Document, Level, Passage, Verdict

Thing = TypeVar("Thing", Document, Passage, Conversation)
Check: TypeAlias = Callable[[Thing], Verdict]
Made = TypeVar("Made")


@runtime_checkable
class Remembers(Protocol):
    """A check with a memory, such as one that compares a conversation with those before it.

    It may not take up what it is asked about, for a gate behind it may still drop that:
    `OpenGates.judge` calls `accept` straight after the last check, where all of them kept it.
    """

    def accept(self, thing: Any) -> None:  # noqa: ANN401 - what the check was asked about
        """Take up what was last checked: it stays."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldOut:
    """One text of a benchmark and what is asked about it: what a student must not learn from.

    `benchmark` names the file or benchmark, `id` the text in it.
    """

    benchmark: str
    id: str
    text: str
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a gate may look at when it is opened.

    `held_out` reads what `HeldOut` stands for anew at every call.
    """

    recipe: Recipe
    held_out: Callable[[], Iterable[HeldOut]] = tuple
    made: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What `make` gives, made for the first gate that asks for it and handed to the others."""
        if name not in self.made:
            self.made[name] = make()
        return cast("Made", self.made[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate(Generic[Thing]):
    """A named check; `name` is also what a loss is counted under.

    `setting` is the key of the recipe that turns it on or off, or holds its threshold. `opens`
    makes the check for one run of a stage, which may remember what was kept (see `Remembers`), or
    returns None where the recipe has it off. `drops` says in a phrase what does not pass, `source`
    where the threshold comes from. `microseconds` are what a check takes, measured by
    `bench/gates.py`.
    """

    name: str
    level: Level
    setting: str
    drops: str
    opens: Callable[[Context], Check[Thing] | None] = field(repr=False)
    source: str = ""
    microseconds: float = 0.0

    def value(self, recipe: Recipe) -> Any:  # noqa: ANN401 - any setting
        """What the recipe says of this gate: true or false, or its threshold; null is off."""
        return setting_value(recipe, self.setting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Generic[Thing]):
    """What is noted of a document or passage, or masked in it, before gates look at it.

    `setting` is the key of the recipe that turns it on or off, `does` says in a phrase what it
    does. `opens` makes the function for one run of a stage, or returns None where the recipe has
    it off. `microseconds` are what one takes, measured by `bench/gates.py`.
    """

    name: str
    level: Level
    setting: str
    does: str
    opens: Callable[[Context], Callable[[Thing], Thing] | None] = field(repr=False)
    source: str = ""
    microseconds: float = 0.0

    def value(self, recipe: Recipe) -> Any:  # noqa: ANN401 - any setting
        """What the recipe says of it; false and null are off."""
        return setting_value(recipe, self.setting)


def setting_value(recipe: Recipe, key: str) -> Any:  # noqa: ANN401 - any setting
    """What a recipe says at a key such as `filters.min_turns`."""
    found: Any = recipe
    for name in key.split("."):
        found = found[name] if isinstance(found, dict) else getattr(found, name)
    return found


class OpenChanges(Generic[Thing]):
    """The changes of one level that a recipe has on, opened for one run of a stage, in order."""

    def __init__(self, changes: Iterable[Change[Thing]], context: Context) -> None:
        opened = (change.opens(context) for change in changes)
        self._changes: list[Callable[[Thing], Thing]] = [
            change for change in opened if change is not None
        ]

    def applied(self, thing: Thing) -> Thing:
        """The thing as all changes leave it."""
        for change in self._changes:
            thing = change(thing)
        return thing


class OpenGates(Generic[Thing]):
    """The gates of one level that a recipe has on, opened for one run of a stage, in order."""

    def __init__(self, gates: Iterable[Gate[Thing]], context: Context) -> None:
        opened = ((gate.name, gate.opens(context)) for gate in gates)
        self._checks: list[tuple[str, Check[Thing]]] = [
            (name, check) for name, check in opened if check is not None
        ]
        self._remembering: list[Remembers] = []
        for _, check in self._checks:
            if isinstance(check, Remembers):
                self._remembering.append(check)

    def judge(self, thing: Thing) -> Verdict:
        """The verdict of the first gate that drops `thing`, else to keep it.

        Checks that remember take up what is kept, and nothing else.
        """
        for _, check in self._checks:
            verdict = check(thing)
            if not verdict.kept:
                return verdict
        for remembering in self._remembering:
            remembering.accept(thing)
        return KEEP

    def names(self) -> Iterator[str]:
        """The gates that are on."""
        return (name for name, _ in self._checks)
