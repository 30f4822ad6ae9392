"""Any conversations, read, counted and compared: people's, published ones and our own."""

from codi.analysis.comparison import Comparison, compare, random_halves
from codi.analysis.counting import Analysis, analyze, distributions_of
from codi.analysis.distances import Distance, jensen_shannon_distance
from codi.analysis.diversity import Diversity, compression_ratio, self_bleu
from codi.analysis.facts import TurnFacts, facts_of
from codi.analysis.loading import NO_PASSAGE, load_conversations
from codi.analysis.telling import ToldApart

__all__ = [
    "NO_PASSAGE",
    "Analysis",
    "Comparison",
    "Distance",
    "Diversity",
    "ToldApart",
    "TurnFacts",
    "analyze",
    "compare",
    "compression_ratio",
    "distributions_of",
    "facts_of",
    "jensen_shannon_distance",
    "load_conversations",
    "random_halves",
    "self_bleu",
]
