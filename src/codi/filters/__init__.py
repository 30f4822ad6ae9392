"""Filters: named checks of documents, passages and conversations that keep, or drop with a reason.

All stand in one table, `GATES`. Its order within a level is that in which they are asked; the first
that drops something gives the reason.
"""

from codi.filters.conversations import CONVERSATION_GATES
from codi.filters.examining import examined
from codi.filters.gates import Check, Context, Gate, HeldOut, OpenGates

__all__ = [
    "CONVERSATION_GATES",
    "GATES",
    "Check",
    "Context",
    "Gate",
    "HeldOut",
    "OpenGates",
    "examined",
]

GATES = CONVERSATION_GATES
"""Every gate, those of documents first."""
