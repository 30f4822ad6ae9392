"""Any conversations, read, counted and compared: people's, published ones and our own."""

from codi.analysis.comparison import Comparison, compare, random_halves
from codi.analysis.counting import DISTRIBUTIONS, MEANS, Analysis, analyze, distributions_of
from codi.analysis.distances import Distance, jensen_shannon_distance
from codi.analysis.diversity import Diversity, compression_ratio, self_bleu
from codi.analysis.facts import TurnFacts, facts_of
from codi.analysis.loading import NO_PASSAGE, load_conversations
from codi.analysis.telling import FeatureWeight, ToldApart
from codi.analysis.values import analysis_value, comparison_value, ordered

__all__ = [
    "DISTRIBUTIONS",
    "MEANS",
    "NO_PASSAGE",
    "Analysis",
    "Comparison",
    "Distance",
    "Diversity",
    "FeatureWeight",
    "ToldApart",
    "TurnFacts",
    "analysis_value",
    "analyze",
    "compare",
    "comparison_value",
    "compression_ratio",
    "distributions_of",
    "facts_of",
    "jensen_shannon_distance",
    "load_conversations",
    "ordered",
    "random_halves",
    "self_bleu",
]
