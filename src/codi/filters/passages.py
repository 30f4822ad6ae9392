"""The gates that passages pass, in their order, and what is noted of passages before."""

from __future__ import annotations

from codi.filters.contamination import CONTAMINATED_PASSAGE_GATES
from codi.filters.gates import Change, Gate
from codi.filters.injection import INJECTION_CHANGE, INJECTION_GATE
from codi.filters.passage_rules import WORTH_GATES
from codi.types import Passage

PASSAGE_CHANGES: tuple[Change[Passage], ...] = (INJECTION_CHANGE,)

PASSAGE_GATES: tuple[Gate[Passage], ...] = (
    *WORTH_GATES,
    INJECTION_GATE,
    *CONTAMINATED_PASSAGE_GATES,
)
