"""What a recipe may say of its gates: each on, off, or a threshold."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from codi.recipe.fields import Settings, Whole


class FiltersSettings(Settings):
    """Which conversations are dropped; each name but `min_turns` is the reason it is dropped for.

    A conversation with fewer than `min_turns` turns is dropped as `too_short`. One whose teacher
    gave a reply that could not be used ends at its last good turn; `failed_turn` drops it whole.
    """

    no_evidence: bool = True
    repeated_question: bool = True
    min_turns: Annotated[Whole, Field(ge=0)] = 2
    empty_answer: bool = True
    truncated_answer: bool = True
    teacher_refused: bool = True
    failed_turn: bool = False
    already_answered: bool = True
    answer_in_question: bool = True
    speaks_of_passage: bool = True
    quotes_instruction: bool = True
    wrongly_unanswerable: bool = True
