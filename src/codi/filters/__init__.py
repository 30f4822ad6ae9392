"""Filters: named checks of documents, passages and conversations that keep, or drop with a reason.

All stand in one table, `GATES`. Its order within a level is that in which they are asked; the first
that drops something gives the reason. `CHANGES` are what is done to a document or passage before.
"""

from typing import Any

from codi.filters.conversations import CONVERSATION_GATES, JUDGE_GATES
from codi.filters.documents import DOCUMENT_CHANGES, DOCUMENT_GATES
from codi.filters.examining import examined
from codi.filters.gates import Change, Check, Context, Gate, HeldOut, OpenChanges, OpenGates
from codi.filters.passages import PASSAGE_CHANGES, PASSAGE_GATES

__all__ = [
    "CHANGES",
    "CONVERSATION_GATES",
    "DOCUMENT_CHANGES",
    "DOCUMENT_GATES",
    "GATES",
    "JUDGE_GATES",
    "PASSAGE_CHANGES",
    "PASSAGE_GATES",
    "Change",
    "Check",
    "Context",
    "Gate",
    "HeldOut",
    "OpenChanges",
    "OpenGates",
    "examined",
]

GATES: tuple[Gate[Any], ...] = (
    *DOCUMENT_GATES,
    *PASSAGE_GATES,
    *CONVERSATION_GATES,
    *JUDGE_GATES,
)
"""Every gate, those of documents first."""

CHANGES: tuple[Change[Any], ...] = (*DOCUMENT_CHANGES, *PASSAGE_CHANGES)
"""Every change, those of documents first."""
