"""The built-in teacher does what its plan asks, or says what of it the passage does not offer."""

import itertools
from dataclasses import replace

import pytest
from test_builtin_conversations import MILL, complete, plan, request
from test_builtin_dialogue import FARM

from codi.phenomena import PHENOMENA, realised
from codi.prompts import parse_reply
from codi.teachers.builtin import BuiltinTeacher
from codi.teachers.builtin.talking.obeying import NEVER
from codi.text import locate_quote
from codi.types import ConversationPlan, Passage, Turn

FERRY = Passage(
    id="ferry/0",
    document_id="ferry",
    title="The Oster ferry",
    text=(
        "The Oster ferry crossed the sound for eighty years. In 1931 the harbour board sold the "
        "ferry. Hedda Moll wrote to the harbour board. The ferry was moved to Lund in 1932. "
        "Several fishermen bought shares. The ferry took coal, cattle and post to the island of "
        "Oster. The pier on the island was rebuilt in 1950."
    ),
)


def told(conversation: ConversationPlan) -> tuple[Turn, ...]:
    """The turns with what the teacher declined of each."""
    teacher = BuiltinTeacher()
    turns: tuple[Turn, ...] = ()
    for turn in conversation.turns:
        message = complete(teacher, request(conversation, turns))
        if message.finish_reason == "exhausted":
            break
        answer = complete(teacher, request(conversation, turns, message.text))
        assert answer.declined == message.declined
        reply = parse_reply(answer.text)
        spans = [locate_quote(conversation.passage.text, quote) for quote in reply.quotes]
        turns += (
            Turn(
                index=turn.index,
                user=message.text,
                assistant=reply.answer,
                act=turn.act,
                requested=turn.phenomena,
                declined=message.declined[0],
                evidence=tuple(span for span in spans if span),
            ),
        )
    return turns


@pytest.mark.parametrize("phenomenon", sorted(set(PHENOMENA) - NEVER))
def test_a_phenomenon_is_done_or_declined(phenomenon: str) -> None:
    acts = ["open", "follow_up", "what", "when", "yes_no", "topic_shift", "unanswerable"]
    for passage, seed in itertools.product((MILL, FARM), range(3)):
        turns = told(plan(acts, seed=seed, passage=passage, phenomena=(phenomenon,)))
        for turn in turns[1:]:
            shown = realised(turn, turns[: turn.index], passage.text)
            assert (phenomenon in shown) != (phenomenon in turn.declined), (turn, shown)


@pytest.mark.parametrize("phenomenon", sorted(NEVER))
def test_what_it_never_does_on_purpose_is_always_declined(phenomenon: str) -> None:
    for seed in range(3):
        for turn in told(plan(["open", "what", "who"], seed=seed, phenomena=(phenomenon,)))[1:]:
            assert phenomenon in turn.declined


def test_what_a_passage_offers_no_question_for_is_declined_and_the_rest_is_not() -> None:
    undated = replace(FERRY, text=FERRY.text.replace("in 19", "in the spring, by berth "))
    acts = ["open", "compare", "what", "summary", "close"]
    for seed in range(8):
        turns = told(plan(acts, seed=seed, passage=undated))
        assert [turn.act for turn in turns if turn.act in turn.declined] == ["compare"]


def test_a_later_turn_gets_what_only_it_can_use() -> None:
    """The one fact with a date is not used up by the turns before the one that asks when."""
    dated = replace(
        FERRY,
        text=(
            "Hedda Moll owned the Oster ferry. Hedda Moll sold the Oster ferry in 1931. Hedda Moll "
            "lived on the island of Oster. Hedda Moll liked coal, cattle and post."
        ),
    )
    talks = [told(plan(["open", "what", "when"], seed=s, passage=dated)) for s in range(20)]
    kept = [turns[2].declined == () for turns in talks if len(turns) == 3]

    assert sum(kept) >= 0.9 * len(kept) > 9


def test_unanswered_questions_neither_follow_each_other_nor_abound() -> None:
    acts = ["open", *["why", "how", "who", "where"] * 3]
    for seed in range(12):
        turns = told(plan(acts, seed=seed, passage=FERRY))
        unknown = ["unanswerable" in realised(turn, (), FERRY.text) for turn in turns]
        assert sum(unknown) <= len(acts) // 4
        assert not any(one and other for one, other in itertools.pairwise(unknown))
