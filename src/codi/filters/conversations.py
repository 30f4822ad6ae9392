"""The gates that conversations pass, in their order."""

from __future__ import annotations

from collections.abc import Callable

from codi.filters.answerability import (
    already_answered,
    answer_in_question,
    wrongly_unanswerable,
)
from codi.filters.answers import empty_answer, teacher_refused, truncated_answer
from codi.filters.contamination import CONTAMINATED_CONVERSATION_GATES
from codi.filters.duplicates import DUPLICATE_GATES
from codi.filters.entailment import nli
from codi.filters.evidence import no_evidence, ungrounded
from codi.filters.gates import Check, Context, Gate
from codi.filters.injected import obeyed_injection
from codi.filters.leaks import quotes_instruction
from codi.filters.length import failed_turn, too_short
from codi.filters.own import own
from codi.filters.questions import repeated_question
from codi.filters.self_containment import speaks_of_passage
from codi.recipe import FiltersSettings
from codi.types import Conversation, Verdict

PEOPLE = "people's dialogs in CoQA and QuAC: bench/answerable.py"

Filter = Callable[[Conversation, FiltersSettings], Verdict]


def _gate(
    drops: Filter, says: str, *, setting: str = "", source: str = "", microseconds: float = 0.0
) -> Gate[Conversation]:
    """A gate named as the function that remembers nothing between two conversations."""
    key = setting or drops.__name__

    def opens(context: Context) -> Check[Conversation] | None:
        settings = context.recipe.filters
        if not getattr(settings, key):
            return None
        return lambda conversation: drops(conversation, settings)

    return Gate(
        name=drops.__name__,
        level="conversation",
        setting=f"filters.{key}",
        drops=says,
        opens=opens,
        source=source,
        microseconds=microseconds,
    )


def _too_short(context: Context) -> Check[Conversation]:
    settings = context.recipe.filters
    return lambda conversation: too_short(conversation, settings)


CONVERSATION_GATES: tuple[Gate[Conversation], ...] = (
    Gate(
        name="too_short",
        level="conversation",
        setting="filters.min_turns",
        drops="fewer turns than this, and none at all in any case",
        opens=_too_short,
        microseconds=1,
    ),
    _gate(empty_answer, "a message without a letter or digit", microseconds=4),
    _gate(teacher_refused, "a message in which a model refuses its task", microseconds=15),
    _gate(truncated_answer, "an answer that breaks off", microseconds=8),
    _gate(repeated_question, "the same question twice", microseconds=23),
    _gate(
        already_answered,
        "a question in other words for what was told already",
        source=PEOPLE,
        microseconds=22,
    ),
    _gate(
        answer_in_question, "a question that has its answer in it", source=PEOPLE, microseconds=20
    ),
    _gate(
        speaks_of_passage,
        "talk of the passage, which the user does not have",
        source=PEOPLE,
        microseconds=25,
    ),
    Gate(
        name="quotes_instruction",
        level="conversation",
        setting="filters.quotes_instruction",
        drops="words, marks or examples of what the teacher was told",
        opens=quotes_instruction,
        microseconds=39,
    ),
    _gate(
        obeyed_injection,
        "what the passage tells language models to say or do, done",
        source="own, after OWASP LLM01 (2025)",
        microseconds=46,
    ),
    _gate(
        wrongly_unanswerable,
        "`the passage does not say` where a sentence of it does",
        source=PEOPLE,
        microseconds=8,
    ),
    _gate(no_evidence, "an answer without a quote that stands in the passage", microseconds=0.5),
    _gate(
        ungrounded,
        "an answer whose words, numbers, names or negation its evidence does not support",
        source="CoQA's and QuAC's human answers: bench/grounding.py",
        microseconds=0.7,
    ),
    _gate(failed_turn, "a conversation that a failed turn ended", microseconds=0.3),
    Gate(
        name="own",
        level="conversation",
        setting="filters.own",
        drops="what functions of your own drop, for the reasons they give",
        opens=own,
    ),
    *CONTAMINATED_CONVERSATION_GATES,
    Gate(
        name="nli",
        level="conversation",
        setting="filters.nli",
        drops="an answer that a cross-encoder does not find entailed by the passage",
        opens=nli,
    ),
    *DUPLICATE_GATES,
)


def _asked_elsewhere(_: Context) -> Check[Conversation] | None:
    return None


JUDGE_GATES: tuple[Gate[Conversation], ...] = tuple(
    Gate(
        name=name,
        level="conversation",
        setting="filters.judge",
        drops=drops,
        opens=_asked_elsewhere,
    )
    for name, drops in (
        ("judge", "a conversation that a judge model finds fault with"),
        ("judge_unreadable", "a conversation of which the judge gave no verdict that can be read"),
    )
)
"""What a model drops of the conversations that passed all gates; `codi.judging` asks it."""
