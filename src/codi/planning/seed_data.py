"""Draws the seed data of conversations and turns: by weight, or without repetition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from random import Random
from typing import Protocol

from codi.planning.choice import Choice
from codi.randomness import permuted
from codi.recipe import SeedDataSettings

Key = tuple[str | int, ...]


class SeedData:
    """The kinds of seed data that are drawn at the same time, `per` conversation or turn."""

    def __init__(self, kinds: Mapping[str, SeedDataSettings], *, per: str, seed: int) -> None:
        wanted = {kind: settings for kind, settings in kinds.items() if settings.per == per}
        self._kinds = tuple(wanted)
        self._joined = {
            kind: (settings.combine, settings.join)
            for kind, settings in wanted.items()
            if settings.combine
        }
        self._draws = tuple(_draws(wanted, seed=seed))

    def draw(self, rng: Random, *, place: int, key: Key = ()) -> dict[str, str]:
        """A value of each kind, for the unit of work at `place` among those that share `key`."""
        drawn: dict[str, str] = {}
        for draw in self._draws:
            drawn |= draw.at(rng, place, key)
        for kind, (parts, join) in self._joined.items():
            drawn[kind] = join.join(drawn[part] for part in parts)
        return {kind: drawn[kind] for kind in self._kinds}


class _Draw(Protocol):
    def at(self, rng: Random, place: int, key: Key) -> dict[str, str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _ByWeight:
    """One kind, drawn whatever came before."""

    kind: str
    choice: Choice[str]

    def at(self, rng: Random, place: int, key: Key) -> dict[str, str]:  # noqa: ARG002 - as a `_Draw`
        return {self.kind: self.choice.draw(rng)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _InTurn:
    """One kind without repetition, or several of which no combination comes again.

    The first kind goes through its values in rounds, each shuffled anew. At every round each of its
    values stands beside another combination of the rest, until there is none left.
    """

    kinds: tuple[str, ...]
    values: tuple[tuple[str, ...], ...]
    seed: int

    def at(self, rng: Random, place: int, key: Key) -> dict[str, str]:  # noqa: ARG002 - as a `_Draw`
        size, *others = map(len, self.values)
        rounds, step = divmod(place, size)
        name = ("seed_data", *self.kinds, *key)
        index = permuted(step, size, self.seed, *name, rounds)
        drawn = {self.kinds[0]: self.values[0][index]}
        if not others:
            return drawn
        num_others = prod(others)
        exhausted, rounds = divmod(rounds, num_others)
        rest = (index * num_others // size + rounds) % num_others
        rest = permuted(rest, num_others, self.seed, *name, "others", exhausted)
        for kind, values in zip(self.kinds[1:], self.values[1:], strict=True):
            rest, index = divmod(rest, len(values))
            drawn[kind] = values[index]
        return drawn


def _draws(kinds: Mapping[str, SeedDataSettings], *, seed: int) -> Iterable[_Draw]:
    """What draws the kinds, in their order; those of one combination together where they can be."""
    together = {
        part: settings.combine
        for settings in kinds.values()
        for part in settings.combine
        if all(kinds[other].without_repetition for other in settings.combine)
    }
    for kind, settings in kinds.items():
        group = together.get(kind, (kind,))
        if settings.combine or group[0] != kind:
            continue
        if settings.without_repetition:
            yield _InTurn(kinds=group, values=_values_of(kinds, group), seed=seed)
        else:
            yield _ByWeight(kind=kind, choice=Choice(settings.values))


def _values_of(
    kinds: Mapping[str, SeedDataSettings], group: Sequence[str]
) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(value for value, weight in kinds[kind].values.items() if weight > 0) for kind in group
    )
