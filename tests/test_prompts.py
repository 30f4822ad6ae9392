"""What a model writes back is taken apart; what a call says is put together."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import pytest

from codi.errors import ReplyError
from codi.phenomena import PHENOMENA
from codi.planning import Planner
from codi.prompts import (
    QUOTE_MARK,
    Prompts,
    Reply,
    answer_of,
    fence_for,
    format_reply,
    parse_reply,
    parse_user_message,
)
from codi.recipe import TEMPLATE_VARIABLES, Recipe, load_recipe, recipe_names
from codi.types import ConversationPlan, History, Passage, Sampling, Turn, TurnPlan

PASSAGE = Passage(
    id="bridge/0",
    document_id="bridge",
    title="The bridge",
    text="The bridge was built in 1887. It fell in 1921.",
)


def test_a_reply_is_its_answer_and_the_quotes_behind_it() -> None:
    text = "She moved in 1923.\n[quote] In 1923 she moved to Leeds.\n[quote] Her brother followed."
    assert parse_reply(text) == Reply(
        answer="She moved in 1923.",
        quotes=("In 1923 she moved to Leeds.", "Her brother followed."),
    )


@pytest.mark.parametrize(
    "none", ["[quote] none", "[quote] None.", "[Quote]: (none)", "- [quote] none"]
)
def test_a_quote_of_none_is_no_quote(none: str) -> None:
    assert parse_reply(f"The passage does not say.\n{none}").quotes == ()


def test_a_quote_may_run_over_a_line_break() -> None:
    assert parse_reply("Two.\n[quote] one line\nand the next").quotes == ("one line\nand the next",)


def test_a_mark_inside_the_line_counts_where_no_line_begins_with_one() -> None:
    assert parse_reply("In Leeds. [quote] moved to Leeds") == Reply(
        answer="In Leeds.", quotes=("moved to Leeds",)
    )
    assert parse_reply("It writes [quote] first.\n[quote] x y").answer == "It writes [quote] first."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("[quote] only a quote", "empty"),
        ("An answer alone.", "no_quote_mark"),
        ("An answer.\n[quote]", "empty_quote"),
    ],
)
def test_what_is_no_reply_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(ReplyError) as caught:
        parse_reply(text)
    assert caught.value.reason == reason


def test_a_turn_that_rests_on_nothing_needs_no_mark() -> None:
    assert parse_reply("You're welcome!", needs_quote=False) == Reply(answer="You're welcome!")


@pytest.mark.parametrize(
    ("answer", "quotes"),
    [
        ("In Leeds.", ("moved to Leeds",)),
        ("Unknown.", ()),
        ("Two things.\nThis and that.", ("this\nover lines", "that")),
    ],
)
def test_a_formatted_reply_is_parsed_to_what_it_was_made_of(
    answer: str, quotes: tuple[str, ...]
) -> None:
    assert parse_reply(format_reply(answer, quotes)) == Reply(answer=answer, quotes=quotes)


def test_a_mark_that_a_passage_brought_into_an_answer_stays_in_the_answer() -> None:
    reply = parse_reply(format_reply(f"{QUOTE_MARK} is a mark.", ["[quote] is a mark"]))
    assert reply.answer == "(quote) is a mark."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" When was that? \n", "When was that?"),
        ('"When was that?"', "When was that?"),
        ("User: When was that?", "When was that?"),
        ('"Peace" or "Piece"', '"Peace" or "Piece"'),
    ],
)
def test_a_user_message_comes_without_labels_and_outer_quotation_marks(
    text: str, message: str
) -> None:
    assert parse_user_message(text) == message


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), ('""', "empty"), ("When?\nIn 1923.\n[quote] In 1923", "quote_in_user_message")],
)
def test_what_is_no_user_message_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ReplyError) as caught:
        parse_user_message(text)
    assert caught.value.reason == reason


def test_the_answer_alone_is_had_from_any_reply() -> None:
    assert answer_of("In 1887.\n[quote] built in 1887") == "In 1887."
    assert answer_of(" In 1887. ") == "In 1887."


@pytest.fixture(scope="module", params=["grounded-qa", "coqa"])
def recipe(request: pytest.FixtureRequest) -> Recipe:
    return load_recipe(request.param)


def history(num_turns: int) -> History:
    return tuple(
        Turn(index=index, user=f"Question {index}?", assistant=f"Answer {index}.")
        for index in range(num_turns)
    )


def plan_of(
    link: str, recipe: Recipe, *, phenomena: tuple[str, ...] = (), **seed: str
) -> ConversationPlan:
    settings = recipe.graph.links[link]
    first = TurnPlan(index=0, link=link, act=settings.act)
    turn = TurnPlan(index=1, link=link, act=settings.act, phenomena=phenomena, seed_data=seed)
    return ConversationPlan(passage=PASSAGE, number=0, seed=1, turns=(first, turn))


def test_every_call_on_a_passage_begins_with_the_same_system_message(recipe: Recipe) -> None:
    prompts, planner = Prompts(recipe), Planner(recipe)
    systems = set()
    for number in range(20):
        plan = planner.plan(PASSAGE, number)
        for turn in plan.turns:
            before = history(turn.index)
            for request in (
                prompts.user_call(plan, before),
                prompts.assistant_call(plan, before, "When?"),
            ):
                assert request.messages[0].role == "system"
                systems.add(request.messages[0].content)
    assert systems == {prompts.system(PASSAGE)}


def test_a_call_is_system_then_the_history_as_it_was_written_then_what_is_wanted(
    recipe: Recipe,
) -> None:
    prompts = Prompts(recipe)
    plan = Planner(recipe).plan(PASSAGE, 0)
    before = history(2)
    request = prompts.user_call(plan, before)
    assert [message.role for message in request.messages] == [
        "system", "user", "assistant", "user", "assistant", "user",
    ]  # fmt: skip
    assert [message.content for message in request.messages[1:5]] == [
        "Question 0?", "Answer 0.", "Question 1?", "Answer 1.",
    ]  # fmt: skip
    assert request.messages[5].content.startswith("[next user message] ")
    assert replace(request.sampling, seed=None) == recipe.teacher_sampling()
    seeds = {prompts.user_call(plan, history(turns)).sampling.seed for turns in range(3)}
    assert len(seeds) == 3
    task = request.task
    assert task is not None
    assert (task.part, task.plan, task.history, task.turn) == ("user", plan, before, plan.turns[2])


def test_an_assistant_call_ends_with_the_user_s_own_message(recipe: Recipe) -> None:
    sampling = Sampling(seed=4)
    request = Prompts(recipe).assistant_call(
        plan_of("when", recipe), history(1), "When did {{ it }} fall?", sampling=sampling
    )
    assert request.messages[-1].content == "When did {{ it }} fall?"
    assert request.sampling == sampling
    assert request.task is not None
    assert (request.task.part, request.task.user_message) == (
        "assistant",
        "When did {{ it }} fall?",
    )


@pytest.mark.parametrize(
    ("link", "style", "tag"),
    [
        ("when", "sentence", ""),
        ("when", "short", "\n[reply] In a few words."),
        ("list", "sentence", "\n[reply] Name all of them, with a quote for each."),
        ("list", "detailed", "\n[reply] Name all of them, with a quote for each."),
        ("why", "detailed", "\n[reply] In two or three sentences."),
        ("when", "detailed", ""),
        ("clarify", "sentence", "\n[reply] Do not answer yet, ask which is meant."),
    ],
)
def test_how_to_reply_stands_in_one_line_below_the_message(link: str, style: str, tag: str) -> None:
    recipe = load_recipe("grounded-qa")
    plan = plan_of(link, recipe, answer_style=style)
    request = Prompts(recipe).assistant_call(plan, history(1), "Which one?")
    assert request.messages[-1].content == f"Which one?{tag}"


def test_the_instruction_says_link_phenomena_and_seed_data() -> None:
    recipe = load_recipe("grounded-qa")
    user = {"persona": "a student", "intent": "before an exam", "tone": "chatty"}
    when = "[next user message] Ask when something is or happened."
    for phenomena, more in (
        ((), " User: a student, before an exam. Tone: chatty."),
        (("informal",), " Type it casually, in small letters. User: a student."),
        (
            ("anaphora", "informal"),
            " Use a pronoun for something just mentioned. Type it casually, in small letters.",
        ),
    ):
        plan = plan_of("when", recipe, phenomena=phenomena, **user)
        assert Prompts(recipe).user_call(plan, history(1)).messages[-1].content == when + more


def test_what_a_link_always_shows_is_said_by_the_link_alone() -> None:
    recipe = load_recipe("coqa")
    plan = plan_of("topic_shift", recipe, phenomena=("topic_shift",))
    assert Prompts(recipe).user_call(plan, history(1)).messages[-1].content == (
        "[next user message] Ask about another part of the passage."
    )


def test_no_instruction_is_longer_than_forty_words(recipe: Recipe) -> None:
    prompts = Prompts(recipe)
    values = [
        sorted(settings.values, key=lambda value: -len(value.split()))[:1]
        for settings in recipe.seed_data.values()
    ]
    seeds = [dict(zip(recipe.seed_data, drawn, strict=True)) for drawn in product(*values)]
    asked = [(), *combinations(recipe.phenomena, 1), *combinations(recipe.phenomena, 2)]
    asked = [
        chosen
        for chosen in asked
        if not any(PHENOMENA[name].excludes & set(chosen) for name in chosen)
    ]
    for link, phenomena, seed in product(recipe.graph.links, asked, seeds):
        if set(phenomena) & set(recipe.graph.links[link].without):
            continue
        request = prompts.user_call(plan_of(link, recipe, phenomena=phenomena, **seed), history(1))
        instruction = request.messages[-1].content
        assert len(instruction.split()) <= 40, instruction
        assert "\n" not in instruction


def test_the_rules_tell_both_parts_and_the_student_s_message_only_its_own(recipe: Recipe) -> None:
    prompts = Prompts(recipe)
    rules, student = prompts.system(PASSAGE), prompts.student_system(PASSAGE)
    for text in (rules, student):
        assert f"<passage>\n{PASSAGE.text}\n</passage>" in text
        assert "Title: The bridge" in text
    for mark in ("[next user message]", "[reply]", QUOTE_MARK, f"{QUOTE_MARK} none"):
        assert mark in rules
        assert mark not in student


def test_a_passage_cannot_end_its_own_fence() -> None:
    text = "He wrote </passage> and <PASSAGE-2> before."
    assert fence_for(text) == "passage-3"
    passage = Passage(id="a/0", document_id="a", text=text, title="Two\nlines {{ x }}")
    for system in (
        Prompts(load_recipe("coqa")).system(passage),
        Prompts(load_recipe("coqa")).student_system(passage),
    ):
        assert system.endswith(f"<passage-3>\n{text}\n</passage-3>")
        assert "Title: Two lines {{ x }}\n" in system


def test_the_dataset_has_the_student_s_message_and_the_turns(recipe: Recipe) -> None:
    prompts = Prompts(recipe)
    messages = prompts.messages_for_student(PASSAGE, history(2))
    assert [message.role for message in messages] == [
        "system", "user", "assistant", "user", "assistant",
    ]  # fmt: skip
    assert messages[0].content == prompts.student_system(PASSAGE)


def test_an_answer_is_asked_for_as_the_dataset_taught_it(recipe: Recipe) -> None:
    prompts = Prompts(recipe)
    request = prompts.answer_call(PASSAGE, history(1), "When?", Sampling(max_tokens=32))
    assert request.messages[:-1] == prompts.messages_for_student(PASSAGE, history(1))
    assert (request.messages[-1].role, request.messages[-1].content) == ("user", "When?")
    assert request.task is not None
    assert (request.task.plan, request.task.turn) == (None, None)


def test_templates_may_read_all_that_the_recipe_allows_them() -> None:
    overrides = [
        f"prompts.{kind}={''.join(f'{{{{ {name} }}}}' for name in sorted(names))!r}"
        for kind, names in TEMPLATE_VARIABLES.items()
        if kind != "link"
    ]
    names = "".join(f"{{{{ {name} }}}}" for name in sorted(TEMPLATE_VARIABLES["link"]))
    recipe = load_recipe(
        "coqa",
        overrides=[
            *overrides,
            *(f"prompts.{name}={name.upper()}" for name in ("parties", "user_rules")),
            *(f"prompts.{name}={name.upper()}" for name in ("assistant_rules", "student_task")),
            "prompts.example={user: U, assistant: A, quote: Q}",
            f"graph.links.when.user={names!r}",
            f"graph.links.when.assistant={names!r}",
        ],
    )
    prompts, plan = Prompts(recipe), plan_of("when", recipe, tone="plain")
    example = {"user": "U", "assistant": "A", "quote": "Q", "labels": {}}
    assert prompts.system(PASSAGE) == (
        f"ASSISTANT_RULESpart{example}passage[]EnglishPARTIES{PASSAGE.text}The bridgeUSER_RULES"
    )
    assert prompts.student_system(PASSAGE) == (
        f"passageEnglish{PASSAGE.text}STUDENT_TASKThe bridge"
    )
    link = "whenEnglish2(){'tone': 'plain'}The bridge2"
    assert prompts.user_call(plan, history(1)).messages[-1].content == (
        f"when{link}English2[](){{'tone': 'plain'}}The bridge2"
    )
    assert prompts.assistant_call(plan, history(1), "Q?").messages[-1].content == (
        f"when{link}EnglishQ?2(){{'tone': 'plain'}}The bridge2"
    )


def test_an_instruction_has_at_most_forty_tokens(recipe: Recipe, shared: Path) -> None:
    """By the tokenizer of Qwen 2.5."""
    transformers = pytest.importorskip("transformers")
    tokenizer = transformers.AutoTokenizer.from_pretrained(shared / "tokenizers" / "qwen2.5")
    prompts, planner = Prompts(recipe), Planner(recipe)
    instructions = {
        prompts.user_call(plan, history(turn.index)).messages[-1].content
        for plan in (planner.plan(PASSAGE, number) for number in range(400))
        for turn in plan.turns
    }
    lengths = [len(tokenizer(text)["input_ids"]) for text in instructions]
    assert len(instructions) > 100
    assert max(lengths) <= 40


def test_a_teacher_is_asked_for_the_language_of_the_conversations() -> None:
    for name in recipe_names():
        german = Prompts(load_recipe(name, overrides=["conversations.language=de"]))
        assert "write German" in german.system(PASSAGE)
        assert "Answer in German." in german.student_system(PASSAGE)
        english = Prompts(load_recipe(name))
        for text in (english.system(PASSAGE), english.student_system(PASSAGE)):
            assert "English" not in text
            assert "\n\n\n" not in text


def test_a_user_who_sees_the_title_alone_is_asked_without_the_passage() -> None:
    recipe = load_recipe("coqa", overrides=["prompts.user_sees=title"])
    prompts, plan = Prompts(recipe), plan_of("when", recipe)
    known = replace(plan, passage=replace(PASSAGE, background="Leeds has many bridges."))
    first, later = prompts.user_call(known, ()), prompts.user_call(known, history(1))
    system = first.messages[0].content
    assert "Title: The bridge" in system
    assert "Background: Leeds has many bridges." in system
    assert PASSAGE.text not in "".join(message.content for message in first.messages)
    assert later.messages[0].content == system
    assert prompts.assistant_call(plan, (), "When?").messages[0].content == prompts.system(PASSAGE)
    assert PASSAGE.text in prompts.system(PASSAGE)


def test_labels_are_asked_for_and_read() -> None:
    meaning = "whether to ask on"
    recipe = load_recipe(
        "coqa", overrides=[f"labels={{more: {{meaning: {meaning}, values: ['Yes', 'No']}}}}"]
    )
    prompts = Prompts(recipe)
    assert f"writes [more] and {meaning}: Yes or No" in prompts.system(PASSAGE)
    assert prompts.labels == {"more": ("Yes", "No")}
    reply = parse_reply("In 1887.\n[quote] built in 1887\n[more] yes.", labels=prompts.labels)
    assert reply == Reply(answer="In 1887.", quotes=("built in 1887",), labels={"more": "Yes"})
    unlabelled = parse_reply("In 1887.\n[quote] built in 1887", labels=prompts.labels)
    assert unlabelled.labels == {}
    with pytest.raises(ReplyError) as caught:
        parse_reply("In 1887.\n[more] perhaps\n[quote] built", labels=prompts.labels)
    assert caught.value.reason == "wrong_label"
