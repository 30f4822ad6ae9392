"""How near plans come to what their recipe asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from codi.planning.phenomena import inherent_phenomena, possible_phenomena
from codi.planning.planner import Planner
from codi.recipe import Recipe
from codi.types import ConversationPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One phenomenon: on how many turns it was `possible`, `wanted` by the rates, and `planned`."""

    possible: int
    wanted: float
    planned: int

    @property
    def distance(self) -> float:
        """Total variation between wanted and planned: the difference of their shares, in [0, 1]."""
        return abs(self.planned - self.wanted) / self.possible


@dataclass(frozen=True, slots=True, kw_only=True)
class Faithfulness:
    """What was planned beside what was asked for.

    `links` is the total variation distance between the shares of the links among all planned turns
    and those that the graph leads to, for lengths as the passages allow them: half the sum of the
    differences, in [0, 1].
    """

    plans: int
    turns: int
    links: float
    phenomena: Mapping[str, Asked]


def faithfulness(plans: Iterable[ConversationPlan], *, recipe: Recipe) -> Faithfulness:
    """Compare plans with the recipe they were made by, which ablates neither graph nor phenomena.

    A phenomenon counts where its precondition holds and the link does not rule it out: there its
    rate is wanted, or all of it where the link always has it.
    """
    graph, planner = recipe.conversation_graph(), Planner(recipe)
    links: Counter[str] = Counter()
    lengths: Counter[int] = Counter()
    possible: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    planned: Counter[str] = Counter()
    for plan in plans:
        lengths[planner.most_turns(plan.passage)] += 1
        acts = [turn.act for turn in plan.turns]
        for turn in plan.turns:
            link = graph.by_name[turn.link]
            links[turn.link] += 1
            before = acts[: turn.index]
            asked = dict.fromkeys(inherent_phenomena(link, before), 1.0)
            asked |= dict(possible_phenomena(link, before, recipe.phenomena))
            possible.update(asked.keys())
            planned.update(turn.phenomena)
            for name, rate in asked.items():
                wanted[name] += rate  # type: ignore[assignment]  # a Counter adds up any number
    return Faithfulness(
        plans=lengths.total(),
        turns=links.total(),
        links=_distance(links, _expected(recipe, lengths)),
        phenomena={
            name: Asked(possible=possible[name], wanted=wanted[name], planned=planned[name])
            for name in possible
        },
    )


def _expected(recipe: Recipe, lengths: Mapping[int, int]) -> dict[str, float]:
    """How often the graph visits each link in so many plans of each greatest length."""
    graph, visits = recipe.conversation_graph(), Counter[str]()
    for most, plans in lengths.items():
        found = graph.expected_visits(min_turns=recipe.conversations.min_turns, max_turns=most)
        for name, times in found.items():
            visits[name] += times * plans  # type: ignore[assignment]  # as above
    return dict(visits)


def _distance(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    totals = sum(one.values()), sum(other.values())
    names = {*one, *other}
    return 0.5 * sum(
        abs(one.get(name, 0) / totals[0] - other.get(name, 0) / totals[1]) for name in names
    )
