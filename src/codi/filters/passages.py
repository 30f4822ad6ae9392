"""The gates that passages pass, in their order, and what is noted of passages before."""

from __future__ import annotations

from codi.filters.contamination import CONTAMINATED_PASSAGE_GATES
from codi.filters.gates import Change, Gate
from codi.filters.passage_rules import WORTH_GATES
from codi.types import Passage

PASSAGE_CHANGES: tuple[Change[Passage], ...] = ()

PASSAGE_GATES: tuple[Gate[Passage], ...] = (*WORTH_GATES, *CONTAMINATED_PASSAGE_GATES)
