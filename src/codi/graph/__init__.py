"""Conversation graphs: what kinds of turns follow one another, and how often."""

from codi.graph.chain import ACTS, END, ConversationGraph, Link
from codi.graph.drawing import to_mermaid, to_svg, to_text

__all__ = ["ACTS", "END", "ConversationGraph", "Link", "to_mermaid", "to_svg", "to_text"]
