"""Groundedness of answers without a model: words, names, numbers, negation, yes and no."""

from codi.grounding.scoring import THRESHOLD, Grounding, ground

__all__ = ["THRESHOLD", "Grounding", "ground"]
