"""How many conversations each passage gets, and the place of each among all of a run."""

from __future__ import annotations

from dataclasses import dataclass

from codi.randomness import permuted
from codi.recipe import Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The conversations of a run over its `num_passages` passages.

    Either `count` in all, or `per_passage` on each; one on each where neither is given. Every
    passage has a rank, its place in an order that the seed shuffles, and the conversations are
    numbered round by round: those numbered 0 on each passage in the order of ranks, then those
    numbered 1, and so on. A count takes the first of them, so no passage gets two more than
    another, and a count that is raised later only adds.
    """

    num_passages: int
    seed: int
    count: int | None = None
    per_passage: int | None = None

    @classmethod
    def of(cls, recipe: Recipe, *, num_passages: int) -> Spread:
        """The spread that a recipe asks for."""
        wanted = recipe.conversations
        return cls(
            num_passages=num_passages,
            seed=recipe.seed,
            count=wanted.count,
            per_passage=wanted.per_passage,
        )

    @property
    def total(self) -> int:
        """How many conversations there are."""
        if self.count is not None:
            return self.count if self.num_passages else 0
        return self.num_passages * (1 if self.per_passage is None else self.per_passage)

    def num_on(self, position: int) -> int:
        """How many conversations the passage at `position`, counted from 0, gets."""
        rounds, rest = divmod(self.total, self.num_passages)
        return rounds + (rest > 0 and self.rank(position) < rest)

    def rank(self, position: int) -> int:
        """The passage's place in the shuffled order."""
        return permuted(position, self.num_passages, self.seed, "passages")

    def ordinal(self, position: int, number: int) -> int:
        """The place of a passage's conversation among all; 0 to `total` - 1, each once."""
        return number * self.num_passages + self.rank(position)
