"""Questions that bring something new, can be told, and need no passage before one's eyes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from codi.analysis import load_conversations
from codi.filters import CONVERSATION_GATES, Context, OpenGates, examined
from codi.phenomena import PHENOMENA
from codi.recipe import FiltersSettings, Recipe, load_recipe
from codi.types import KEEP, Conversation, Passage, Span, Turn, Verdict

RECIPE = load_recipe("grounded-qa")
TEXT = (
    "Otto Lang built the mill at Ashby in 1781. It ground wheat and rye for three villages. "
    "In 1848 the mill burned down, and his granddaughter Clara rebuilt it in brick. "
    "The railway reached Ashby in 1862. Today the mill is a museum that sells rye bread."
)
PASSAGE = Passage(id="mill/0", document_id="mill", text=TEXT)
BUILT = "Otto Lang built the mill at Ashby in 1781."
BURNED = "In 1848 the mill burned down, and his granddaughter Clara rebuilt it in brick."
MUSEUM = "Today the mill is a museum that sells rye bread."
UNKNOWN = "The passage does not say."
GATES = (
    "already_answered",
    "answer_in_question",
    "speaks_of_passage",
    "quotes_instruction",
    "wrongly_unanswerable",
)


def conversation(
    *exchanges: tuple[str, str, str], passage: Passage = PASSAGE, acts: tuple[str, ...] = ()
) -> Conversation:
    """Turns of the user's message, the reply, and what it quotes; examined as by the stage."""
    turns = []
    for index, (user, assistant, quote) in enumerate(exchanges):
        start = passage.text.index(quote)
        turns.append(
            Turn(
                index=index,
                user=user,
                assistant=assistant,
                evidence=(Span(start=start, end=start + len(quote)),) if quote else (),
                act=acts[index] if acts else "",
            )
        )
    made = Conversation(
        id=f"{passage.id}#0", passage=passage, turns=tuple(turns), planned_turns=len(turns)
    )
    return examined(made)


def verdict(*exchanges: tuple[str, str, str], acts: tuple[str, ...] = ()) -> Verdict:
    return judged(conversation(*exchanges, acts=acts))


def judged(found: Conversation, *, recipe: Recipe = RECIPE) -> Verdict:
    gates = (gate for gate in CONVERSATION_GATES if gate.name in GATES)
    return OpenGates(gates, Context(recipe=recipe)).judge(found)


FIRST = ("Who built the mill?", "Otto Lang built it.", BUILT)


@pytest.mark.parametrize(
    ("again", "reply"),
    [
        ("Who was it that built this mill?", "Otto Lang built it."),
        ("And by whom was the mill built?", "It was built by Otto Lang."),
    ],
)
def test_what_was_told_is_not_asked_again_in_other_words(again: str, reply: str) -> None:
    found = verdict(FIRST, ("What is it today?", "A museum.", MUSEUM), (again, reply, BUILT))
    assert found.reason == "already_answered"
    assert found.detail == "turn 3 asks for what turn 1 told"


def test_a_statement_made_twice_answers_questions_of_two_kinds() -> None:
    whole = "Clara rebuilt the burned mill in brick."
    asked = ("What did Clara do with the burned mill?", whole, BURNED)
    assert (
        verdict(asked, ("How was the burned mill rebuilt?", whole, BURNED)).reason
        == "already_answered"
    )
    other = ("Did anybody miss the wheat of those villages?", whole, BURNED)
    assert verdict(asked, other) == KEEP


@pytest.mark.parametrize(
    ("second", "act"),
    [
        (("Who owned the bread shop?", "Otto Lang built it.", MUSEUM), "who"),
        (("Sum up who built the mill.", "Otto Lang built it.", BUILT), "summary"),
        (("So Otto Lang built the mill, right?", "Otto Lang built it.", BUILT), "yes_no"),
        (("Sorry, I mean who built the mill?", "Otto Lang built it.", BUILT), "who"),
    ],
)
def test_what_is_repeated_on_purpose_or_by_chance_stays(
    second: tuple[str, str, str], act: str
) -> None:
    assert verdict(FIRST, second, acts=("who", act)) == KEEP


def test_not_knowing_twice_is_no_repeated_answer() -> None:
    costs = ("What did the first mill cost?", UNKNOWN, "")
    assert verdict(FIRST, costs, ("What did the second mill cost?", UNKNOWN, "")) == KEEP


@pytest.mark.parametrize(
    ("user", "assistant"),
    [
        ("When in 1848 did the mill burn down?", "In 1848."),
        ("How was the mill rebuilt in brick by Clara?", "Clara rebuilt it in brick."),
    ],
)
def test_a_question_does_not_bring_its_answer_along(user: str, assistant: str) -> None:
    assert verdict(FIRST, (user, assistant, BURNED)).reason == "answer_in_question"


@pytest.mark.parametrize(
    ("user", "assistant"),
    [
        ("Did Clara rebuild it in brick?", "In brick."),
        ("What did Clara take, brick or wood?", "Brick."),
        ("Clara rebuilt it in brick, right?", "Yes, in brick."),
        ("What does brick: stand for?", "brick: some"),
        ("Who rebuilt it?", "She did."),
    ],
)
def test_questions_that_are_meant_to_name_their_answer_stay(user: str, assistant: str) -> None:
    assert verdict(FIRST, (user, assistant, BURNED)) == KEEP


@pytest.mark.parametrize(
    "message",
    [
        "What does the passage say about the mill?",
        "According to the text, who rebuilt it?",
        "Are there any other interesting aspects about this article?",
        "Who is mentioned in the document above?",
        "Based on the provided context, what happened?",
        "What else does the context mention?",
        "What does the page say about the mill?",
    ],
)
def test_a_user_does_not_speak_of_the_passage(message: str) -> None:
    assert verdict(FIRST, (message, "It burned down.", BURNED)).reason == "speaks_of_passage"


@pytest.mark.parametrize(
    "message",
    [
        "What happened in the context of the fire?",
        "According to the text of the treaty, who owned it?",
        "What happened in this context?",
        "Should I click on the page or wait?",
        "How did the passage of time change it?",
    ],
)
def test_things_of_the_same_name_are_spoken_of(message: str) -> None:
    assert verdict(FIRST, (message, "It burned down.", BURNED)) == KEEP


def test_a_passage_about_an_article_is_asked_about_the_article() -> None:
    passage = Passage(
        id="law/0", document_id="law", text="The first article of the law forbids hunting."
    )
    asked = ("What does the article say?", "It forbids hunting.", passage.text)
    assert judged(conversation(asked, passage=passage)) == KEEP


def test_an_assistant_may_say_that_the_passage_does_not_tell_and_no_more_of_it() -> None:
    assert verdict(FIRST, ("What did it cost?", UNKNOWN, "")) == KEEP
    partly = "The passage doesn't say why, only that Clara rebuilt it."
    assert verdict(FIRST, ("Why was it rebuilt?", partly, BURNED)) == KEEP
    found = verdict(FIRST, ("What became of it?", "The passage says it burned down.", BURNED))
    assert found.detail == "turn 2: the assistant says “The passage”"


def test_whose_user_has_the_text_speaks_of_it() -> None:
    found = conversation(("Can you sum up this article?", "A mill became a museum.", MUSEUM))
    assert judged(found).reason == "speaks_of_passage"
    assert judged(found, recipe=load_recipe("summarize")) == KEEP


@pytest.mark.parametrize(
    "leak",
    [
        "Follow up on the last answer.",
        "[next user message] Who rebuilt it?",
        "Who rebuilt it? [quote] none",
        "User: Who rebuilt it?",
        "**Question:** Who rebuilt it?",
        "Says one thing at a time, in one or two short sentences. Who rebuilt it?",
        "When could people travel on it?",
        f"{PHENOMENA['bridging'].instruction} Who rebuilt it?",
        "</passage> Who rebuilt it?",
    ],
)
def test_what_the_teacher_was_told_is_not_said(leak: str) -> None:
    found = verdict(FIRST, (leak, "Clara rebuilt it.", BURNED))
    assert found.reason == "quotes_instruction"
    assert found.detail.startswith("turn 2: the user says “")
    told = verdict(FIRST, ("Who?", leak, BURNED))
    assert told.detail.startswith("turn 2: the assistant says “")


def test_words_that_an_instruction_asks_for_are_no_quote_of_it() -> None:
    close = (
        "Could you sum up the conversation so far, in two or three sentences?",
        "Otto Lang built the mill, and it is a museum today.",
        BUILT,
    )
    unknown = ("How much was it?", "The passage does not hold the answer, so I cannot say.", "")
    assert verdict(FIRST, unknown, close, acts=("who", "unanswerable", "summary")) == KEEP


def test_what_the_passage_says_itself_is_no_leak() -> None:
    passage = Passage(
        id="manual/0",
        document_id="manual",
        text="Teachers are told: follow up on the last answer. Write [reply] before each.",
    )
    asked = (
        "What goes before each? Is it [reply]?",
        "Follow up on the last answer, and write [reply].",
        passage.text,
    )
    assert judged(conversation(asked, passage=passage)) == KEEP


@pytest.mark.parametrize(
    "question",
    [
        "Was the mill at Ashby built by Otto Lang?",
        "When was the mill at Ashby built by Otto Lang?",
        "Who rebuilt the burned mill in brick?",
    ],
)
def test_a_reply_that_the_passage_does_not_tell_is_checked(question: str) -> None:
    assert verdict(FIRST, (question, UNKNOWN, "")).reason == "wrongly_unanswerable"


@pytest.mark.parametrize(
    "question",
    [
        "Why was the mill at Ashby built by Otto Lang?",
        "What did the mill at Ashby cost Otto Lang?",
        "Was anybody else with Otto Lang when he built the mill at Ashby?",
        "When was the mill museum to sell rye bread?",
        "When did the railway reach Ashby?",
    ],
)
def test_a_question_whose_words_all_stand_there_may_be_open(question: str) -> None:
    assert verdict(FIRST, (question, UNKNOWN, "")) == KEEP


@pytest.mark.parametrize("gate", GATES)
def test_each_gate_can_be_switched_off(gate: str) -> None:
    bad = {
        "already_answered": ("Who was it that built this mill?", "Otto Lang built it.", BUILT),
        "answer_in_question": ("When in 1848 did the mill burn down?", "In 1848.", BURNED),
        "speaks_of_passage": ("What is in the document?", "A mill burned down.", BURNED),
        "quotes_instruction": ("User: What happened?", "It burned down.", BURNED),
        "wrongly_unanswerable": ("Was the mill at Ashby built by Otto Lang?", UNKNOWN, ""),
    }[gate]
    found = conversation(FIRST, bad)
    assert judged(found).reason == gate
    off = FiltersSettings.model_validate({gate: False})
    assert judged(found, recipe=RECIPE.model_copy(update={"filters": off})) == KEEP


@pytest.mark.parametrize("file", ["coqa-dev-48.json", "quac-human-342.json"])
def test_hardly_a_conversation_of_people_falls_but_those_about_this_article(
    shared: Path, file: str
) -> None:
    dropped: dict[str, int] = {}
    found = [examined(each) for each in load_conversations(shared / "benchmarks" / file)]
    for gate in GATES:
        only = FiltersSettings.model_validate({name: name == gate for name in GATES})
        recipe = RECIPE.model_copy(update={"filters": only})
        dropped[gate] = sum(not judged(each, recipe=recipe).kept for each in found)
    # Crowd workers of QuAC were offered this very question for when they had no other.
    assert dropped.pop("speaks_of_passage") / len(found) < 0.35
    assert max(dropped.values()) / len(found) <= 0.005


def test_answers_taken_away_are_missed_by_few_kinds_of_question(shared: Path) -> None:
    """Unanswerable turns of people are left alone; those made so are found where words suffice."""
    path = shared / "benchmarks" / "quac-human-342.json"
    open_turns = flagged = 0
    for each in map(examined, load_conversations(path)):
        unknown = [turn for turn in each.turns if "unanswerable" in turn.realised]
        open_turns += len(unknown)
        for turn in unknown:
            alone = replace(each, turns=(replace(turn, index=0),))
            flagged += judged(alone).reason == "wrongly_unanswerable"
    assert open_turns > 400
    assert flagged <= 2
