"""How alike texts are: near-duplicates among many, and runs of words that two texts share."""

from codi.similarity.near import Duplicate, NearDuplicates
from codi.similarity.ngrams import NGramIndex, Overlap
from codi.similarity.tokens import normal_key, tokens

__all__ = ["Duplicate", "NGramIndex", "NearDuplicates", "Overlap", "normal_key", "tokens"]
