"""Filters: named functions of one conversation that say keep, or drop with a reason.

The table's order is that in which they are asked; the first that drops a conversation gives the
reason.
"""

from collections.abc import Callable

from codi.filters.answers import empty_answer, teacher_refused, truncated_answer
from codi.filters.evidence import no_evidence
from codi.filters.examining import examined
from codi.filters.length import failed_turn, too_short
from codi.filters.questions import repeated_question
from codi.recipe import FiltersSettings
from codi.types import KEEP, Conversation, Verdict

__all__ = ["FILTERS", "Filter", "examined", "judge"]

Filter = Callable[[Conversation, FiltersSettings], Verdict]

FILTERS: dict[str, Filter] = {
    "too_short": too_short,
    "empty_answer": empty_answer,
    "teacher_refused": teacher_refused,
    "truncated_answer": truncated_answer,
    "repeated_question": repeated_question,
    "no_evidence": no_evidence,
    "failed_turn": failed_turn,
}


def judge(conversation: Conversation, settings: FiltersSettings) -> Verdict:
    """What the filters that `settings` turns on say of a conversation."""
    for name, drops in FILTERS.items():
        if not getattr(settings, name, True):
            continue
        verdict = drops(conversation, settings)
        if not verdict.kept:
            return verdict
    return KEEP
