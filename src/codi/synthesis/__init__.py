"""Plans become conversations: scheduled, journalled, within a budget."""

from codi.synthesis.budget import Budget
from codi.synthesis.conversing import locate_evidence
from codi.synthesis.counts import SynthesisCounts
from codi.synthesis.running import synthesize

__all__ = ["Budget", "SynthesisCounts", "locate_evidence", "synthesize"]
