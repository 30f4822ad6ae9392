"""What every conversation shall be, before any word of it is written and without a teacher."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

from codi.graph import Link
from codi.phenomena import PHENOMENA
from codi.randomness import rng_for
from codi.recipe import Recipe, SeedDataSettings
from codi.text import num_words
from codi.types import ConversationPlan, Passage, TurnPlan

T = TypeVar("T")
MAX_PHENOMENA_BY_RATE = 2
"""How many phenomena one turn is asked for beyond those of its link; more make stilted messages."""


def allocate(
    num_passages: int, *, count: int | None = None, per_passage: int | None = None
) -> Iterator[int]:
    """How many conversations each of `num_passages` passages gets, in order.

    Either `count` in all, spread evenly (passage i of P gets floor((i + 1) count / P) - floor(i
    count / P)), or `per_passage` on each; one on each where neither is given.
    """
    for index in range(num_passages):
        if count is not None:
            yield (index + 1) * count // num_passages - index * count // num_passages
        else:
            yield 1 if per_passage is None else per_passage


def plan_conversations(
    passages: Iterable[Passage], *, recipe: Recipe, num_passages: int
) -> Iterator[ConversationPlan]:
    """The plans of all conversations, those on one passage together; nothing is held in memory.

    `num_passages` is how many `passages` holds; another number is a `ValueError` at the end.
    """
    planner = Planner(recipe)
    counts = allocate(
        num_passages,
        count=recipe.conversations.count,
        per_passage=recipe.conversations.per_passage,
    )
    for passage, num_conversations in zip(passages, counts, strict=True):
        for number in range(num_conversations):
            yield planner.plan(passage, number)


class Planner:
    """Makes single plans, each a pure function of the recipe, the passage and the number."""

    def __init__(self, recipe: Recipe) -> None:
        self._seed = recipe.seed
        self._graph = recipe.conversation_graph()
        self._min_turns = recipe.conversations.min_turns
        self._max_turns = recipe.conversations.max_turns
        self._words_per_turn = recipe.conversations.words_per_turn
        self._rates = {name: rate for name, rate in recipe.phenomena.items() if rate > 0}
        self._by_conversation = _drawers(recipe.seed_data, per="conversation")
        self._by_turn = _drawers(recipe.seed_data, per="turn")

    def plan(self, passage: Passage, number: int) -> ConversationPlan:
        """The plan of the conversation with this number on `passage`."""
        rng = rng_for(self._seed, "plan", passage.id, number)
        path = self._graph.sample(
            rng, min_turns=self._min_turns, max_turns=self.most_turns(passage)
        )
        acts = [link.act for link in path]
        shared = {kind: drawer.draw(rng) for kind, drawer in self._by_conversation.items()}
        turns = []
        for index, link in enumerate(path):
            own = {kind: drawer.draw(rng) for kind, drawer in self._by_turn.items()}
            turns.append(
                TurnPlan(
                    index=index,
                    link=link.name,
                    act=link.act,
                    needs_evidence=link.needs_evidence,
                    phenomena=self._phenomena(rng, link, acts[:index]),
                    seed_data={**shared, **own},
                )
            )
        return ConversationPlan(passage=passage, number=number, seed=self._seed, turns=tuple(turns))

    def most_turns(self, passage: Passage) -> int:
        """How many turns a conversation on `passage` may have."""
        if self._words_per_turn is None:
            return self._max_turns
        room = num_words(passage.text) // self._words_per_turn
        return max(self._min_turns, min(self._max_turns, room))

    def _phenomena(self, rng: Random, link: Link, acts_before: Sequence[str]) -> tuple[str, ...]:
        """Those of the link that are possible, then some of the others by their rates."""
        inherent = tuple(
            name for name in link.phenomena if PHENOMENA[name].possible(acts_before, link.act)
        )
        possible = tuple(
            (name, rate)
            for name, rate in self._rates.items()
            if name not in link.without
            and name not in link.phenomena
            and PHENOMENA[name].possible(acts_before, link.act)
        )
        return inherent + _choice_by_rates(inherent, possible).draw(rng)


class _Choice(Generic[T]):
    """One of several values, each with a weight, drawn with one random number."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        positive = {value: weight for value, weight in weights.items() if weight > 0}
        self._values = tuple(positive)
        self._cumulative = tuple(accumulate(positive.values()))

    def draw(self, rng: Random) -> T:
        position = bisect_right(self._cumulative, rng.random() * self._cumulative[-1])
        return self._values[min(position, len(self._values) - 1)]


def _drawers(seed_data: Mapping[str, SeedDataSettings], *, per: str) -> dict[str, _Choice[str]]:
    return {
        kind: _Choice(settings.values)
        for kind, settings in seed_data.items()
        if settings.per == per
    }


@lru_cache(maxsize=4096)
def _choice_by_rates(
    inherent: tuple[str, ...], rates: tuple[tuple[str, float], ...]
) -> _Choice[tuple[str, ...]]:
    """The sets of phenomena that one turn may be asked for, with their probabilities.

    Phenomena that exclude each other never stand in one set, nor more than `MAX_PHENOMENA_BY_RATE`.
    Sets are built up phenomenon by phenomenon, and each is added with the probability rate / P(it
    may still be added), so that its share of the turns is its rate exactly, as long as that
    quotient is no more than 1.
    """
    shares: dict[tuple[str, ...], float] = {(): 1.0}
    for name, rate in rates:
        room = sum(share for chosen, share in shares.items() if _fits(name, chosen, inherent))
        take = min(1.0, rate / room) if room > 0 else 0.0
        following: dict[tuple[str, ...], float] = {}
        for chosen, share in shares.items():
            taken = share * take if _fits(name, chosen, inherent) else 0.0
            following[chosen] = share - taken
            following[(*chosen, name)] = taken
        shares = following
    return _Choice(shares)


def _fits(name: str, chosen: tuple[str, ...], inherent: tuple[str, ...]) -> bool:
    return len(chosen) < MAX_PHENOMENA_BY_RATE and not any(
        name in PHENOMENA[other].excludes or other in PHENOMENA[name].excludes
        for other in (*chosen, *inherent)
    )
