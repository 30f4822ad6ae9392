"""Plans become conversations: scheduled, journalled, within a budget."""

from codi.budget import Budget, cost_of
from codi.synthesis.conversing import locate_evidence
from codi.synthesis.counts import SynthesisCounts
from codi.synthesis.estimate import Estimate, Lengths, estimate_run, expected_calls
from codi.synthesis.running import synthesize

__all__ = [
    "Budget",
    "Estimate",
    "Lengths",
    "SynthesisCounts",
    "cost_of",
    "estimate_run",
    "expected_calls",
    "locate_evidence",
    "synthesize",
]
