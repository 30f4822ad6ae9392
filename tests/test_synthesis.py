"""Synthesis: plans become conversations, and nothing is asked for twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from codi.errors import BudgetReachedError, ModelError
from codi.filters import examined
from codi.journal import Journal
from codi.planning import plan_conversations
from codi.prompts import Prompts, format_reply, format_turns
from codi.prompts.replies import ASKING_ACTS
from codi.recipe import BudgetSettings, PriceSettings, Recipe, load_recipe
from codi.synthesis import Budget, Lengths, SynthesisCounts, estimate_run, synthesize
from codi.text import sentences
from codi.types import (
    ChatModel,
    Completion,
    Conversation,
    ConversationPlan,
    Passage,
    Progress,
    Request,
    Usage,
)

PASSAGES = [
    Passage(
        id=f"harbour/{number}",
        document_id="harbour",
        text=(
            f"The harbour of Port {name} was built in 18{40 + number}. "
            "Ships brought coffee and tin. "
            f"A storm broke the “long” pier, and {number + 3} men repaired it within a year. "
            "The lighthouse stands on the northern rock. Its keeper plays the violin at night."
        ),
    )
    for number, name in enumerate(["Ann", "Bell", "Clare", "Dorn", "Elm"])
]
USAGE = Usage(prompt_tokens=50, completion_tokens=7)
Reply = Callable[[Request], str | Completion]


class Scripted:
    """A ChatModel that replies as a function of the request, and counts the requests."""

    def __init__(self, reply: Reply, *, name: str = "scripted", seconds: float = 0.0) -> None:
        self.reply = reply
        self.name = name
        self.seconds = seconds
        self.asked: Counter[tuple[str, int, str]] = Counter()
        self.requests: list[Request] = []
        self.in_flight = 0
        self.most_in_flight = 0

    async def complete(self, request: Request) -> Completion:
        task = request.task
        assert task
        assert task.plan
        self.asked[task.plan.id, len(task.history), task.part] += 1
        self.requests.append(request)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.in_flight -= 1
        reply = self.reply(request)
        return reply if isinstance(reply, Completion) else Completion(text=reply, usage=USAGE)

    async def close(self) -> None:
        """Hold nothing."""


def read_aloud(request: Request) -> str:
    """Ask about each sentence of the passage in turn, and answer with it."""
    task = request.task
    assert task
    index = len(task.history)
    if task.part == "user":
        return f"What does sentence {index + 1} say?"
    found = sentences(task.passage.text)
    sentence = found[index % len(found)]
    return format_reply(sentence, [sentence])


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return load_recipe("grounded-qa", overrides=["conversations.per_passage=3"])


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(tmp_path / "journal.sqlite") as journal:
        journal.add_passages(PASSAGES)
        yield journal


def plans(recipe: Recipe) -> Iterator[ConversationPlan]:
    return plan_conversations(PASSAGES, recipe=recipe, num_passages=len(PASSAGES))


def run(
    recipe: Recipe, journal: Journal, teacher: ChatModel, *, concurrency: int = 4
) -> SynthesisCounts:
    return asyncio.run(
        synthesize(
            plans(recipe),
            prompts=Prompts(recipe),
            teacher=teacher,
            journal=journal,
            concurrency=concurrency,
        )
    )


def written(journal: Journal) -> list[Conversation]:
    return [conversation for conversation, _ in journal.conversations()]


def test_every_plan_becomes_a_conversation(recipe: Recipe, journal: Journal) -> None:
    teacher = Scripted(read_aloud)
    counts = run(recipe, journal, teacher)
    conversations = written(journal)
    expected = list(plans(recipe))
    assert [conversation.id for conversation in conversations] == [plan.id for plan in expected]
    for plan, conversation in zip(expected, conversations, strict=True):
        assert [turn.link for turn in conversation.turns] == [turn.link for turn in plan.turns]
        assert [turn.requested for turn in conversation.turns] == [
            turn.phenomena for turn in plan.turns
        ]
        assert conversation.planned_turns == len(plan.turns)
        assert (conversation.ended_early, conversation.teacher) == ("", "scripted")
        assert conversation.usage == Usage(
            prompt_tokens=100 * len(plan.turns), completion_tokens=14 * len(plan.turns)
        )
    turns = sum(len(plan.turns) for plan in expected)
    assert (counts.finished, counts.turns, counts.calls, counts.failed) == (15, turns, 2 * turns, 0)
    assert counts.usage == Usage(prompt_tokens=100 * turns, completion_tokens=14 * turns)


def test_quotes_become_evidence_in_the_passage(recipe: Recipe, journal: Journal) -> None:
    def reply(request: Request) -> str:
        assert request.task
        if request.task.part == "user":
            return f"What broke in the storm? ({len(request.task.history)})"
        quotes = ["Its keeper plays the violin", 'broke the "long" pier', "never said"]
        return format_reply("The pier broke, and the violin.", [*quotes, quotes[0]])

    run(recipe, journal, Scripted(reply))
    turn = next(turn for turn in examined(written(journal)[0]).turns if turn.needs_evidence)
    text = PASSAGES[0].text
    assert [span.of(text) for span in turn.evidence] == [
        "broke the “long” pier",
        "Its keeper plays the violin",
    ]
    assert turn.grounding == 1.0


def test_phenomena_are_looked_for_in_what_was_written(recipe: Recipe, journal: Journal) -> None:
    def reply(request: Request) -> str:
        assert request.task
        if request.task.part == "assistant":
            return read_aloud(request)
        return "When did they repair it?" if request.task.history else "What broke the long pier?"

    run(recipe, journal, Scripted(reply))
    turns = examined(written(journal)[0]).turns
    assert "anaphora" not in turns[0].realised
    assert "anaphora" in turns[1].realised


def test_the_history_stands_in_later_calls_as_it_was_written(
    recipe: Recipe, journal: Journal
) -> None:
    teacher = Scripted(read_aloud)
    run(recipe, journal, teacher, concurrency=1)
    conversation = written(journal)[0]
    last = [
        request
        for request in teacher.requests
        if request.task and request.task.plan and request.task.plan.id == conversation.id
    ][-1]
    said = [message.content for message in last.messages[1:-1]]
    before = conversation.turns[:-1]
    assert said == [text for turn in before for text in (turn.user, turn.assistant)]


def test_nothing_is_asked_for_again(recipe: Recipe, journal: Journal) -> None:
    run(recipe, journal, Scripted(read_aloud))
    before = written(journal)
    again = Scripted(read_aloud)
    counts = run(recipe, journal, again)
    assert (counts.skipped, counts.finished, counts.calls) == (15, 0, 0)
    assert not again.asked
    assert written(journal) == before


class Stop(BaseException):
    """What a test throws into the middle of a run."""


@pytest.mark.parametrize("calls", [1, 40, 133])
def test_an_unfinished_conversation_goes_on_from_its_last_reply(
    recipe: Recipe, tmp_path: Path, calls: int
) -> None:
    answered: Counter[tuple[str, int, str]] = Counter()

    def stop_after(request: Request) -> str:
        if answered.total() == calls:
            raise Stop
        assert request.task
        assert request.task.plan
        answered[request.task.plan.id, len(request.task.history), request.task.part] += 1
        return read_aloud(request)

    results = []
    for name in ("unbroken", "broken"):
        with Journal.open(tmp_path / name) as journal:
            journal.add_passages(PASSAGES)
            if name == "broken":
                with pytest.raises(Stop):
                    run(recipe, journal, Scripted(stop_after))
            teacher = Scripted(read_aloud)
            counts = run(recipe, journal, teacher)
            results.append(written(journal))
    assert results[0] == results[1]
    # A reply that was under way to its commit when all stopped may be asked for again.
    repeated = sum((answered & teacher.asked).values())
    assert repeated <= 5
    assert counts.calls == teacher.asked.total()
    assert counts.replayed <= calls
    unbroken_calls = 2 * sum(len(conversation.turns) for conversation in results[0])
    assert calls + counts.calls - repeated == unbroken_calls


def test_a_changed_call_is_made_again_and_the_rest_replayed(
    recipe: Recipe, journal: Journal
) -> None:
    def fail_late(request: Request) -> str:
        assert request.task
        if len(request.task.history) == 3:
            raise ModelError("the engine is down")
        return read_aloud(request)

    counts = run(recipe, journal, Scripted(fail_late))
    assert counts.ended_early == {"model_error": 15}
    same = Scripted(read_aloud)
    assert run(recipe, journal, same).replayed == 15 * 6
    assert min(index for _, index, _ in same.asked) == 3


def test_another_teacher_or_sampling_replays_nothing(recipe: Recipe, journal: Journal) -> None:
    def never(request: Request) -> str:
        raise ModelError(f"no {request.sampling.max_tokens} tokens for you")

    run(recipe, journal, Scripted(never))

    def one_turn(request: Request) -> str:
        assert request.task
        if request.task.history:
            raise ModelError("enough")
        return read_aloud(request)

    assert run(recipe, journal, Scripted(one_turn)).replayed == 0
    assert run(recipe, journal, Scripted(one_turn)).replayed == 30
    assert run(recipe, journal, Scripted(one_turn, name="another")).replayed == 0
    warmer = recipe.model_copy(
        update={"teacher": recipe.teacher.model_copy(update={"temperature": 1.5})}
    )
    assert run(warmer, journal, Scripted(one_turn, name="another")).replayed == 0


@pytest.mark.parametrize(
    ("part", "bad", "reason"),
    [
        ("user", "  ", "empty"),
        ("user", Completion(text="", finish_reason="exhausted"), "exhausted"),
        ("user", Completion(text="What is the", finish_reason="length"), "length"),
        ("assistant", "[quote] coffee", "empty"),
        ("assistant", "Coffee, of course.", "no_quote_mark"),
        ("assistant", Completion(text="Coffee [quote] cof", finish_reason="length"), "length"),
        ("user", "I'm sorry, but I can't help with that.", "refused"),
        ("user", "What is it? " * 60, "repetition"),
        ("user", "What is it?\n[quote] coffee", "quote_in_user_message"),
        ("assistant", "<!DOCTYPE html><html><body>502</body></html>", "wrong_format"),
        ("assistant", "Tea.\n[quote] Ships brought tea from China.", "quote_not_found"),
        ("assistant", "As an AI language model I have no view.\n[quote] none", "refused"),
        ("assistant", "It was long. " * 60 + "\n[quote] coffee", "repetition"),
    ],
)
def test_a_bad_reply_ends_the_conversation_at_its_last_good_turn(
    recipe: Recipe, journal: Journal, part: str, bad: str | Completion, reason: str
) -> None:
    def reply(request: Request) -> str | Completion:
        task = request.task
        assert task
        if task.part == part and len(task.history) >= 2 and task.turn and task.turn.needs_evidence:
            return bad
        return read_aloud(request)

    counts = run(recipe, journal, Scripted(reply))
    ended = [found for found in written(journal) if found.ended_early]
    assert counts.ended_early == {reason: len(ended)}
    assert ended
    assert counts.failed == 0
    for conversation in ended:
        assert 2 <= len(conversation.turns) < conversation.planned_turns
    again = Scripted(read_aloud)
    assert run(recipe, journal, again).skipped == 15


def test_a_conversation_without_a_turn_is_recorded_as_failed(
    recipe: Recipe, journal: Journal
) -> None:
    counts = run(recipe, journal, Scripted(lambda _: ""))
    assert (counts.failed, counts.finished) == (15, 15)
    assert journal.counts().failed == 15
    assert {found.ended_early for found in written(journal)} == {"empty"}


def test_a_conversation_with_nothing_to_ask_about_is_no_failure(
    recipe: Recipe, journal: Journal
) -> None:
    nothing = Completion(text="", finish_reason="exhausted")
    counts = run(recipe, journal, Scripted(lambda _: nothing))
    assert (counts.failed, counts.unasked, counts.finished) == (0, 15, 15)
    assert (journal.counts().failed, journal.counts().unasked) == (0, 15)


def test_a_teacher_that_failed_is_tried_again(recipe: Recipe, journal: Journal) -> None:
    def down(_: Request) -> str:
        raise ModelError("the endpoint is down", hint="start it")

    counts = run(recipe, journal, Scripted(down))
    assert counts.first_error == "harbour/0#0: the endpoint is down (start it)"
    assert counts.failed == 15
    assert run(recipe, journal, Scripted(read_aloud)).finished == 15
    assert all(not found.ended_early for found in written(journal))
    assert journal.counts().conversations == 15


def test_a_bug_stops_the_run_and_keeps_what_was_committed(recipe: Recipe, journal: Journal) -> None:
    def buggy(request: Request) -> str:
        assert request.task
        if request.task.passage is PASSAGES[2]:
            raise ZeroDivisionError("a bug")
        return read_aloud(request)

    with pytest.raises(ZeroDivisionError, match="a bug"):
        run(recipe, journal, Scripted(buggy))
    assert {found.passage.id for found in written(journal)} >= {"harbour/0"}


def test_a_cancelled_run_can_go_on(recipe: Recipe, journal: Journal) -> None:
    async def cancel_in_the_middle() -> None:
        enough = asyncio.Event()

        def reply(request: Request) -> str:
            if teacher.asked.total() >= 50:
                enough.set()
            return read_aloud(request)

        teacher = Scripted(reply, seconds=0.001)
        task = asyncio.create_task(
            synthesize(
                plans(recipe),
                prompts=Prompts(recipe),
                teacher=teacher,
                journal=journal,
                concurrency=3,
            )
        )
        await enough.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel_in_the_middle())
    replies = journal.counts().replies
    assert 40 <= replies <= 60
    counts = run(recipe, journal, Scripted(read_aloud))
    assert counts.skipped + counts.finished == 15
    assert counts.calls + replies == 2 * journal.counts().turns
    assert all(len(found.turns) == found.planned_turns for found in written(journal))


def test_calls_in_flight_are_bounded_and_plans_are_drawn_late(
    recipe: Recipe, journal: Journal
) -> None:
    drawn = 0
    most_open = 0

    def counted() -> Iterator[ConversationPlan]:
        nonlocal drawn
        for plan in plans(recipe):
            drawn += 1
            yield plan

    def on_progress(progress: Progress) -> None:
        nonlocal most_open
        most_open = max(most_open, drawn - progress.done)

    teacher = Scripted(read_aloud, seconds=0.0005)
    asyncio.run(
        synthesize(
            counted(),
            prompts=Prompts(recipe),
            teacher=teacher,
            journal=journal,
            concurrency=3,
            on_progress=on_progress,
        )
    )
    assert teacher.most_in_flight == 3
    assert most_open <= 4


def test_no_calls_at_all_are_a_mistake(recipe: Recipe, journal: Journal) -> None:
    with pytest.raises(ValueError, match="concurrency must be at least 1, got 0"):
        run(recipe, journal, Scripted(read_aloud), concurrency=0)


def test_progress_tells_how_far_it_is(recipe: Recipe, journal: Journal) -> None:
    seen: list[Progress] = []
    asyncio.run(
        synthesize(
            plans(recipe),
            prompts=Prompts(recipe),
            teacher=Scripted(read_aloud),
            journal=journal,
            concurrency=2,
            total=15,
            on_progress=seen.append,
        )
    )
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert done[-1] == 15
    assert {(progress.stage, progress.total) for progress in seen} == {("synthesize", 15)}
    usage = journal.counts().usage
    assert seen[-1].tokens == usage.prompt_tokens + usage.completion_tokens


def test_text_that_no_file_can_hold_is_made_so_that_one_can(
    recipe: Recipe, journal: Journal
) -> None:
    def reply(request: Request) -> str:
        return read_aloud(request).replace("What", "Wh\udcffat").replace("keeper", "kée\ud800per")

    run(recipe, journal, Scripted(reply))
    assert "Wh?at does" in written(journal)[0].turns[0].user


@pytest.mark.parametrize("way", ["part", "turn", "conversation"])
def test_three_ways_of_calling_bring_the_same_turns(journal: Journal, way: str) -> None:
    changed = load_recipe(
        "grounded-qa", overrides=["conversations.per_passage=3", f"teacher.calls={way}"]
    )

    def told(request: Request) -> Completion:
        """Every turn declines its own link, the user's part of it ellipsis too."""
        task = request.task
        assert task
        assert task.plan
        text = whole(request)
        if task.part == "assistant":
            return Completion(text=text, declined=((task.plan.turns[len(task.history)].link,),))
        turns = task.plan.turns[len(task.history) :]
        return Completion(text=text, declined=tuple(("ellipsis", turn.link) for turn in turns))

    def whole(request: Request) -> str:
        task = request.task
        assert task
        assert task.plan
        if task.part in {"user", "assistant"}:
            return read_aloud(request)
        first = len(task.history)
        last = first + 1 if task.part == "turn" else len(task.plan.turns)
        found = sentences(task.passage.text)
        return format_turns(
            [
                (
                    f"What does sentence {index + 1} say?",
                    format_reply(found[index % len(found)], [found[index % len(found)]]),
                )
                for index in range(first, last)
            ]
        )

    counts = asyncio.run(
        synthesize(
            plans(changed),
            prompts=Prompts(changed),
            teacher=Scripted(told),
            journal=journal,
            concurrency=4,
            way=way,
        )
    )
    turns = counts.turns
    assert counts.calls == {"part": 2 * turns, "turn": turns, "conversation": 15}[way]
    for conversation, plan in zip(written(journal), plans(changed), strict=True):
        assert conversation.ended_early == ""
        assert [turn.link for turn in conversation.turns] == [turn.link for turn in plan.turns]
        assert [turn.user for turn in conversation.turns] == [
            f"What does sentence {index + 1} say?" for index in range(len(plan.turns))
        ]
        assert [turn.declined for turn in conversation.turns] == [
            ("ellipsis", turn.link) for turn in plan.turns
        ]
    assert counts.replayed == 0


def test_a_reply_that_cannot_be_used_is_asked_for_once_more(
    recipe: Recipe, journal: Journal
) -> None:
    def forgetful(request: Request) -> str:
        text = read_aloud(request)
        if "last try" in request.messages[-1].content:
            return text
        return f"{text}\n[quote] and so on" if "What" in text else text.replace("[quote]", "")

    teacher = Scripted(forgetful)
    counts = run(recipe, journal, teacher)
    grounded = sum(turn.needs_evidence for found in written(journal) for turn in found.turns)
    assert counts.repairs == {
        "quote_in_user_message": counts.turns,
        "no_quote_mark": grounded,
    }
    assert counts.calls == 3 * counts.turns + grounded
    assert all(found.ended_early == "" for found in written(journal))
    again = Scripted(forgetful)
    journal.add_conversation(written(journal)[0], retry=True)
    journal.flush()
    resumed = run(recipe, journal, again)
    assert (resumed.calls, again.asked) == (0, Counter())
    assert resumed.replayed > 3 * len(written(journal)[0].turns)


def test_a_budget_stops_the_run_before_it_is_broken(recipe: Recipe, journal: Journal) -> None:
    def spend(limit: int) -> Budget:
        return Budget(
            settings=BudgetSettings(max_tokens=limit),
            prices=PriceSettings(),
            former=journal.counts().usage,
        )

    async def work(budget: Budget) -> SynthesisCounts:
        return await synthesize(
            plans(recipe),
            prompts=Prompts(recipe),
            teacher=Scripted(read_aloud, seconds=0.0002),
            journal=journal,
            concurrency=4,
            budget=budget,
        )

    budget = spend(5000)
    with pytest.raises(BudgetReachedError, match=r"budget.max_tokens is 5000 \(the same command"):
        asyncio.run(work(budget))
    used = journal.counts().usage
    assert 4700 <= used.prompt_tokens + used.completion_tokens <= 5000
    assert budget.in_flight == 0
    before = journal.counts().replies
    counts = asyncio.run(work(spend(10**9)))
    assert before + counts.calls == 2 * journal.counts().turns
    assert len(written(journal)) == 15


def test_a_forecast_comes_near_to_what_is_used(recipe: Recipe, journal: Journal) -> None:
    """Prompt tokens are reckoned at four characters each, and a few for each message."""
    sent: list[int] = []

    def counted(request: Request) -> str:
        sent.append(sum(len(message.content) for message in request.messages))
        return read_aloud(request)

    run(recipe, journal, Scripted(counted))
    turns = [turn for found in written(journal) for turn in found.turns]
    forecast = estimate_run(
        plans(recipe),
        prompts=Prompts(recipe),
        way="part",
        total=15,
        every=2,
        lengths=Lengths(
            user=sum(len(turn.user) for turn in turns) / len(turns),
            reply=sum(len(turn.assistant) for turn in turns) / len(turns),
            measured=True,
        ),
        prices=PriceSettings(prompt=1.0),
        concurrency=4,
        tokens_per_second=40,
    )
    assert forecast.sampled == 8
    assert forecast.calls == pytest.approx(len(sent), rel=0.15)
    mean = forecast.usage.prompt_tokens / forecast.calls
    assert mean == pytest.approx(sum(sent) / len(sent) / 4, rel=0.1)
    assert forecast.cost == pytest.approx(forecast.usage.prompt_tokens / 1_000_000)


def test_a_turn_that_asks_when_has_a_question(recipe: Recipe, journal: Journal) -> None:
    def states(request: Request) -> str:
        task = request.task
        assert task
        return "It was long ago." if task.part == "user" else read_aloud(request)

    run(recipe, journal, Scripted(states))
    for conversation, plan in zip(written(journal), plans(recipe), strict=True):
        asking = [index for index, turn in enumerate(plan.turns) if turn.act in ASKING_ACTS]
        assert conversation.ended_early == ("not_a_question" if asking else "")
        assert len(conversation.turns) == (asking or [len(plan.turns)])[0]


@pytest.mark.parametrize("cut", [False, True])
def test_of_a_whole_conversation_the_turns_before_a_bad_one_stay(
    journal: Journal, cut: bool
) -> None:
    changed = load_recipe(
        "grounded-qa", overrides=["conversations.per_passage=3", "teacher.calls=conversation"]
    )

    def two_turns(request: Request) -> Completion:
        found = sentences(request.task.passage.text if request.task else "")
        turns = [
            (f"What does sentence {n + 1} say?", format_reply(found[n], [found[n]]))
            for n in range(2)
        ]
        text = format_turns(turns) + "\n[user] And"
        return Completion(text=text, finish_reason="length" if cut else "stop")

    counts = asyncio.run(
        synthesize(
            plans(changed),
            prompts=Prompts(changed),
            teacher=Scripted(two_turns),
            journal=journal,
            concurrency=4,
            way="conversation",
        )
    )
    assert counts.ended_early == {"length" if cut else "wrong_format": 15}
    assert {len(found.turns) for found in written(journal)} == ({2} if cut else {0})
    assert counts.calls == 30
