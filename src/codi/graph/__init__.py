"""Conversation graphs: what kinds of turns follow one another, and how often."""

from codi.graph.chain import ACTS, END, ConversationGraph, Link

__all__ = ["ACTS", "END", "ConversationGraph", "Link"]
