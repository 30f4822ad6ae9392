"""Rules about a passage: whether it has something to talk about, and what it is where not."""

from codi.filters.passage_rules.density import Density, density
from codi.filters.passage_rules.gates import WORTH_GATES

__all__ = ["WORTH_GATES", "Density", "density"]
