"""Whole conversations of the built-in teacher: acts, phenomena, styles, determinism."""

import asyncio
import itertools

import pytest

from codi.errors import ModelError
from codi.phenomena import realised
from codi.prompts import parse_reply
from codi.randomness import rng_for
from codi.teachers.builtin import BuiltinTeacher
from codi.text import locate_quote
from codi.types import (
    ChatModel,
    Completion,
    ConversationPlan,
    Passage,
    Request,
    Sampling,
    Turn,
    TurnPlan,
    TurnTask,
)

MILL = Passage(
    id="mill/0",
    document_id="mill",
    title="The mill",
    text=(
        "The Weidach mill is a museum in the valley of the Lahr. It was built in 1781 by Jakob "
        "Stern because the village needed flour. Jakob Stern was a carpenter. He had four sons, "
        "and in 1802 he moved to Trier. The mill burned down in 1848. Two years later, in 1850, "
        "the village rebuilt it with stone from a nearby quarry. Today the museum employs nine "
        "people. It shows tools, ovens and old flour sacks. About 12,000 visitors come every "
        "year, and most of them arrive in June to see the bread festival. Clara Winter became the "
        "director in 2011. She wrote a book about the mill in 2016. The museum does not open in "
        "January."
    ),
    nearby=(
        "The chapel of Saint Ursula was painted by Hugo Brandt in 1655. The painter spent seven "
        "winters in the village because the council paid him in wine."
    ),
)
ASKING = ("who", "what", "when", "where", "why", "how", "how_many", "yes_no", "list")


def plan(
    acts: list[str],
    *,
    seed: int = 1,
    phenomena: tuple[str, ...] = (),
    style: str = "sentence",
    tone: str = "plain",
    passage: Passage = MILL,
    number: int = 0,
) -> ConversationPlan:
    """A plan with these acts; phenomena from the second turn on."""
    bare = {"close", "clarify", "unanswerable"}
    turns = tuple(
        TurnPlan(
            index=index,
            link=act,
            act=act,
            needs_evidence=act not in bare,
            phenomena=phenomena if index else (),
            seed_data={"answer_style": style, "tone": tone},
        )
        for index, act in enumerate(acts)
    )
    return ConversationPlan(passage=passage, number=number, seed=seed, turns=turns)


def request(
    conversation: ConversationPlan, history: tuple[Turn, ...], message: str = ""
) -> Request:
    """The user call, or with a message the assistant call."""
    task = TurnTask(
        part="assistant" if message else "user",
        passage=conversation.passage,
        history=history,
        user_message=message,
        plan=conversation,
    )
    return Request(messages=(), sampling=Sampling(), task=task)


def complete(teacher: ChatModel, call: Request) -> Completion:
    return asyncio.run(teacher.complete(call))


def talk(conversation: ConversationPlan, *, fresh: bool = False) -> tuple[Turn, ...]:
    """The turns of a conversation; `fresh` asks a new teacher for every call."""
    teacher = BuiltinTeacher()
    turns: tuple[Turn, ...] = ()
    for turn in conversation.turns:
        teacher = BuiltinTeacher() if fresh else teacher
        message = complete(teacher, request(conversation, turns))
        if message.finish_reason == "exhausted":
            break
        teacher = BuiltinTeacher() if fresh else teacher
        reply = parse_reply(complete(teacher, request(conversation, turns, message.text)).text)
        spans = [locate_quote(conversation.passage.text, quote) for quote in reply.quotes]
        assert all(quote in conversation.passage.text for quote in reply.quotes)
        turns += (
            Turn(
                index=turn.index,
                user=message.text,
                assistant=reply.answer,
                act=turn.act,
                needs_evidence=turn.needs_evidence,
                evidence=tuple(span for span in spans if span is not None),
            ),
        )
    return turns


def many(acts: list[str], count: int = 25, **options: object) -> list[tuple[Turn, ...]]:
    return [talk(plan(acts, seed=seed, **options)) for seed in range(count)]  # type: ignore[arg-type]


def test_it_is_a_chat_model_named_builtin() -> None:
    teacher = BuiltinTeacher()

    assert isinstance(teacher, ChatModel)
    assert teacher.name == "builtin"
    asyncio.run(teacher.close())


def test_a_request_without_a_task_is_refused() -> None:
    with pytest.raises(ModelError, match="structured task"):
        complete(BuiltinTeacher(), Request(messages=(), sampling=Sampling()))


def test_every_answer_that_needs_evidence_quotes_the_passage() -> None:
    for turns in many(["open", *ASKING]):
        assert len(turns) >= 8
        for turn in turns:
            assert turn.evidence, turn.user
            assert turn.assistant


def test_no_question_comes_twice_in_a_conversation() -> None:
    for turns in many(["open", *ASKING, "follow_up", "drill_down"]):
        questions = [turn.user.lower() for turn in turns]
        assert len(set(questions)) == len(questions)


def test_the_same_plan_gives_the_same_words_and_another_seed_gives_others() -> None:
    acts = ["open", "follow_up", "clarify", "clarified", "correct", "topic_shift", "summary"]

    assert talk(plan(acts)) == talk(plan(acts))
    assert len({tuple(t.user for t in talk(plan(acts, seed=seed))) for seed in range(10)}) > 5


def test_a_lost_state_is_made_again_at_every_call() -> None:
    acts = ["open", "clarify", "clarified", "yes_no", "topic_shift", "topic_return", "summary"]

    assert talk(plan(acts), fresh=True) == talk(plan(acts))


def test_usage_counts_words() -> None:
    done = complete(BuiltinTeacher(), request(plan(["open"]), ()))

    assert done.usage.completion_tokens == len(done.text.split())


def test_both_yes_and_no_are_answered() -> None:
    answers = {
        turns[1].assistant.split(",")[0]
        for turns in many(["open", "yes_no"], count=40)
        if len(turns) == 2
    }

    assert {"Yes", "No"} <= answers


def test_short_answers_are_spans() -> None:
    for turns in many(["open", "when", "how_many", "yes_no"], style="short"):
        for turn in turns[1:]:
            assert len(turn.assistant.split()) <= 30
            if turn.user.startswith(("Did", "Does", "Was", "Is ")):
                assert turn.assistant in {"Yes", "No"}


def test_polite_questions_keep_the_order_of_an_indirect_question() -> None:
    for turns in many(["open", "when"], tone="polite"):
        for turn in turns:
            assert not any(f" when {verb} " in turn.user for verb in ("did", "was", "does"))


def test_a_question_beyond_the_passage_is_not_answered() -> None:
    for turns in many(["open", "unanswerable"]):
        turn = turns[1]
        assert not turn.evidence
        assert "unanswerable" in realised(turn, turns[:1], MILL.text)


def test_a_clarifying_question_offers_two_readings_and_the_chosen_one_is_answered() -> None:
    clarifying = [
        turns for turns in many(["open", "clarify", "clarified"]) if not turns[1].evidence
    ]

    assert len(clarifying) > 15
    for _, asking, settled in clarifying:
        assert asking.assistant.endswith("?")
        assert " or " in asking.assistant
        assert settled.evidence
        chosen = settled.user.rstrip(".").partition("mean ")[2]
        chosen = chosen or settled.user.rstrip(".").partition("know ")[2]
        chosen = chosen or settled.user.rstrip(".").partition("asking ")[2]
        assert chosen.removeprefix("about ") in asking.assistant


def test_a_false_assumption_is_corrected_with_the_truth() -> None:
    corrected = [turns[1] for turns in many(["open", "correct"])]

    assert all(turn.evidence for turn in corrected)
    assert any(
        turn.assistant.startswith(("Actually, ", "No, ", "Not quite: ")) for turn in corrected
    )


def test_a_summary_repeats_what_was_answered() -> None:
    for turns in many(["open", "when", "who", "summary"]):
        assert turns[3].user.rstrip("?").endswith(("so far", "covered so far"))
        assert len(turns[3].evidence) >= 1
        told = turns[3].assistant.split(". ")
        assert len(set(told)) == len(told) >= 1


def test_a_close_is_short_and_rests_on_nothing() -> None:
    for turns in many(["open", "close"], count=5):
        assert not turns[1].evidence
        assert not turns[1].user.endswith("?")


def test_a_passage_with_one_fact_is_soon_exhausted_but_asked_about() -> None:
    small = Passage(id="s/0", document_id="s", text="Otto Lang built the mill in 1781.")
    turns = talk(plan(["open", *["what"] * 30], passage=small))

    assert 1 <= len(turns) < 31


def test_a_passage_without_a_sentence_is_exhausted_at_once() -> None:
    rubble = Passage(id="r/0", document_id="r", text="| a | b |\n|---|---|\n| 1 | 2 |")

    assert talk(plan(["open", "what"], passage=rubble)) == ()


@pytest.mark.parametrize("phenomenon", ["anaphora", "definite_reference", "ellipsis", "informal"])
def test_a_requested_phenomenon_is_seen_by_its_detector(phenomenon: str) -> None:
    acts = ["open", "follow_up", "drill_down", "what", "follow_up"]
    turns = many(acts, count=30, phenomena=(phenomenon,))
    hits = [
        phenomenon in realised(talk_[i], talk_[:i], MILL.text)
        for talk_ in turns
        for i in range(1, len(talk_))
    ]
    wanted = {"anaphora": 0.5, "definite_reference": 0.35, "ellipsis": 0.25, "informal": 0.99}

    assert sum(hits) / len(hits) >= wanted[phenomenon]


def test_a_topic_shift_leaves_and_a_return_comes_back_by_name() -> None:
    acts = ["open", "follow_up", "topic_shift", "follow_up", "topic_return"]
    returned = 0
    for turns in many(acts):
        returned += any(
            mark in turns[-1].user for mark in ("oing back", "oming back", "eturning", "go back")
        )

    assert returned > 8


def test_conversations_on_one_passage_differ() -> None:
    acts = ["open", *ASKING]
    texts = [tuple(t.user for t in talk(plan(acts, number=number))) for number in range(6)]

    assert all(one != other for one, other in itertools.combinations(texts, 2))


def test_without_a_plan_it_answers_by_retrieval() -> None:
    def answer(question: str) -> tuple[str, tuple[str, ...]]:
        task = TurnTask(part="assistant", passage=MILL, user_message=question)
        reply = complete(BuiltinTeacher(), Request(messages=(), sampling=Sampling(), task=task))
        parsed = parse_reply(reply.text)
        return parsed.answer, parsed.quotes

    assert answer("When did the mill burn down?") == ("1848", ("The mill burned down in 1848.",))
    assert answer("How many people does the museum employ?")[0] == "nine"
    assert answer("Does the museum open in January?")[0] == "No"
    assert answer("xyzzy plugh?") == ("unknown", ())


def test_random_passages_never_break_it() -> None:
    rng = rng_for(7)
    words = (
        "the of and Paris 1900 , . was built ( ) [x](y) ** - # he who that to & % \" ' ; :".split()
    )
    for number in range(60):
        text = " ".join(rng.choice(words) for _ in range(rng.randint(1, 80)))
        passage = Passage(id=f"n/{number}", document_id="n", text=text, nearby=text[::-1])
        talk(plan(["open", *ASKING, "unanswerable", "summary"], passage=passage))


CHECKLIST = Passage(
    id="ops/0",
    document_id="ops",
    title="Operations",
    text=(
        "## Backups\n\n"
        "- All storage is on redundant disks\n"
        "- Snapshots are taken each night\n"
        "- Recovery is written down and tested\n\n"
        "## Handover\n\n"
        "Before a launch, the old crew walks the new one through every alert of the last month."
    ),
)


def test_a_list_below_a_heading_is_told_as_the_list_that_it_is() -> None:
    talks = [talk(plan(["open", "what", "why"], passage=CHECKLIST, seed=seed)) for seed in range(8)]
    told = {(turn.user, turn.assistant) for turns in talks for turn in turns}
    answers = {answer for question, answer in told if 'listed under "backups"' in question.lower()}

    items = ["All storage is on redundant disks", "Snapshots are taken each night"]
    assert answers == {f"There are these: {'; '.join(items)}; Recovery is written down and tested."}
    assert not any(question.startswith("Is ") for question, _ in told)


def test_a_thin_page_is_asked_for_what_stands_under_its_heading() -> None:
    turns = talk(plan(["open", "what", "why"], passage=CHECKLIST))

    assert len(turns) >= 2
    for turn in turns:
        assert turn.evidence, turn
