"""What a recipe may say of its gates: each on, off, or a threshold."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from codi.grounding import THRESHOLD
from codi.recipe.fields import CountOrOff, Settings, ShareOrOff, Whole
from codi.recipe.judge_settings import JudgeSettings, NliSettings


class FiltersSettings(Settings):
    """Which conversations are dropped; each name but `min_turns` is the reason it is dropped for.

    A conversation with fewer than `min_turns` turns is dropped as `too_short`. One whose teacher
    gave a reply that could not be used ends at its last good turn; `failed_turn` drops it whole.
    `ungrounded` is the score below which an answer counts as such; false turns it off.

    Four compare a conversation with those kept before it, and drop the later one: with a share of
    `near_duplicate` of its words and pairs of words in one of them; with a share of
    `duplicate_questions` of what it asks asked before of the same document; beyond
    `max_per_document`; with an opening of three words that more than a share of `question_opening`
    of all questions would begin with. False and null turn each off.

    `own` names functions from a conversation to a verdict as `module:function`.
    """

    no_evidence: bool = True
    ungrounded: ShareOrOff = THRESHOLD
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
    obeyed_injection: bool = True
    wrongly_unanswerable: bool = True
    nli: NliSettings | None = None
    judge: JudgeSettings | None = None
    near_duplicate: ShareOrOff = 0.95
    duplicate_questions: ShareOrOff = None
    max_per_document: CountOrOff = None
    question_opening: ShareOrOff = None
    own: tuple[str, ...] = ()


class DecontaminateSettings(Settings):
    """What no conversation may be made of, since students are measured on it.

    That is what the benchmarks under `evaluation` hold, and each of `files`: CoQA, QuAC or SQuAD,
    or any text, JSON lines or other documents. A passage falls where a share of `passages` of the
    shorter text stands in runs of 13 words that both have; a conversation also where `questions`
    of a benchmark are asked in it. False and null turn either off.
    """

    benchmarks: bool = True
    files: tuple[str, ...] = ()
    passages: ShareOrOff = 0.2
    questions: bool = True
