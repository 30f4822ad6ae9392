"""Makes the plans of a run, each by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from random import Random

from codi.graph import Link
from codi.planning.phenomena import choice_by_rates, inherent_phenomena, possible_phenomena
from codi.planning.seed_data import SeedData
from codi.planning.spread import Spread
from codi.randomness import rng_for
from codi.recipe import Recipe
from codi.text import num_words
from codi.types import ConversationPlan, Passage, TurnPlan


def plan_conversations(
    passages: Iterable[Passage], *, recipe: Recipe, num_passages: int
) -> Iterator[ConversationPlan]:
    """The plans of all conversations, those on one passage together; nothing is held in memory.

    `num_passages` is how many `passages` holds; another number is a `ValueError` at the end.
    """
    planner = Planner(recipe)
    spread = Spread.of(recipe, num_passages=num_passages)
    for passage, position in zip(passages, range(num_passages), strict=True):
        for number in range(spread.num_on(position)):
            yield planner.plan(passage, number, ordinal=spread.ordinal(position, number))


class Planner:
    """Makes single plans: pure functions of the recipe, the passage and the conversation's place.

    What is ablated is drawn all the same and then left out, so that under one seed the recipes that
    an ablation compares have the same passages, lengths, and all else that they share.
    """

    def __init__(self, recipe: Recipe) -> None:
        self._seed = recipe.seed
        self._left_out = recipe.left_out
        self._links = recipe.turn_links()
        self._graph = recipe.conversation_graph()
        self._min_turns = recipe.conversations.min_turns
        self._max_turns = recipe.conversations.max_turns
        self._words_per_turn = recipe.conversations.words_per_turn
        self._rates = {name: rate for name, rate in recipe.phenomena.items() if rate > 0}
        kinds, seed = recipe.seed_data, recipe.seed
        self._of_conversation = SeedData(kinds, per="conversation", seed=seed)
        self._of_turn = SeedData(kinds, per="turn", seed=seed)

    def plan(
        self, passage: Passage, number: int, *, ordinal: int | None = None
    ) -> ConversationPlan:
        """The plan of the conversation with this number on `passage`.

        `ordinal` is its place among all conversations of the run (`Spread.ordinal`), which decides
        on seed data that is drawn without repetition; by default that of a run on this passage
        alone.
        """
        rng = rng_for(self._seed, "plan", passage.id, number)
        path = self._graph.sample(
            rng, min_turns=self._min_turns, max_turns=self.most_turns(passage)
        )
        if "graph" in self._left_out:
            opening, going_on = self._links
            path = (opening, *[going_on] * (len(path) - 1))
        acts = [link.act for link in path]
        place = number if ordinal is None else ordinal
        shared = self._of_conversation.draw(rng, place=place)
        turns = []
        for index, link in enumerate(path):
            own = self._of_turn.draw(rng, place=index, key=(passage.id, number))
            turns.append(
                TurnPlan(
                    index=index,
                    link=link.name,
                    act=link.act,
                    needs_evidence=link.needs_evidence,
                    phenomena=self._phenomena(rng, link, acts[:index]),
                    seed_data={} if "augmentation" in self._left_out else {**shared, **own},
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
        possible = possible_phenomena(link, acts_before, self._rates)
        drawn = inherent_phenomena(link, acts_before) + choice_by_rates(possible).draw(rng)
        return () if "phenomena" in self._left_out else drawn
