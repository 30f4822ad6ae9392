"""Any conversations, read, counted and compared: people's, published ones and our own."""

from codi.analysis.loading import NO_PASSAGE, load_conversations

__all__ = ["NO_PASSAGE", "load_conversations"]
