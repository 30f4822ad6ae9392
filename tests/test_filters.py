"""Filters: what is dropped, and for which reason."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from codi.filters import CONVERSATION_GATES, JUDGE_GATES, Context, Gate, OpenGates, examined
from codi.recipe import FiltersSettings, load_recipe
from codi.types import KEEP, Conversation, Passage, Span, Turn, Verdict, drop

PASSAGE = Passage(
    id="tower/0",
    document_id="tower",
    text="The tower was finished in 1889 by Gustave Eiffel. It is 330 metres tall.",
)
WHOLE = Span(start=0, end=len(PASSAGE.text))
DEFAULTS = FiltersSettings()
RECIPE = load_recipe("grounded-qa")
SENTENCES = (
    ("How tall is it?", "The tower is 330 metres tall, as everybody says."),
    ("Where does it stand?", "It stands on the bank of a river in France."),
)


def turn(
    user: str,
    assistant: str,
    *,
    evidence: tuple[Span, ...] = (WHOLE,),
    needs_evidence: bool = True,
    grounding: float | None = 1.0,
) -> Turn:
    return Turn(
        index=0,
        user=user,
        assistant=assistant,
        evidence=evidence,
        needs_evidence=needs_evidence,
        grounding=grounding,
    )


def conversation(*turns: Turn | tuple[str, str], ended_early: str = "") -> Conversation:
    made = [each if isinstance(each, Turn) else turn(*each) for each in turns]
    numbered = tuple(
        Turn(
            index=index,
            user=each.user,
            assistant=each.assistant,
            evidence=each.evidence,
            needs_evidence=each.needs_evidence,
            grounding=each.grounding,
        )
        for index, each in enumerate(made)
    )
    return Conversation(
        id="tower/0#0",
        passage=PASSAGE,
        turns=numbered,
        planned_turns=6,
        ended_early=ended_early,
    )


def judge(found: Conversation, settings: FiltersSettings) -> Verdict:
    recipe = RECIPE.model_copy(update={"filters": settings})
    return OpenGates(CONVERSATION_GATES, Context(recipe=recipe)).judge(found)


def verdict(*turns: Turn | tuple[str, str]) -> Verdict:
    return judge(conversation(*turns), DEFAULTS)


def test_a_sound_conversation_is_kept() -> None:
    assert (
        verdict(
            ("Who finished the tower?", "Gustave Eiffel"),
            ("When?", "It was finished in 1889."),
            ("And how tall is it?", "330 metres"),
            turn("Does it have a lift?", "unknown", evidence=(), needs_evidence=False),
        )
        == KEEP
    )


def test_a_turn_without_evidence_drops_its_conversation() -> None:
    found = verdict(
        ("Who finished it?", "Gustave Eiffel"), turn("When was that?", "In 1889.", evidence=())
    )
    assert found.reason == "no_evidence"
    assert found.detail == "turn 2: no quote that stands in the passage"


@pytest.mark.parametrize(
    "reply", ["The passage doesn't say.", "Do you mean the tower or its builder?"]
)
def test_a_reply_that_tells_nothing_of_the_passage_needs_no_evidence(reply: str) -> None:
    first = turn(*SENTENCES[0])
    found = examined(conversation(first, turn("Who?", reply, evidence=())))
    assert [each.needs_evidence for each in found.turns] == [True, False]
    assert found.turns[1].grounding is None
    assert judge(found, DEFAULTS) == KEEP


def test_an_answer_that_its_evidence_does_not_carry_drops_its_conversation() -> None:
    asked = turn("Who finished it?", "The Swedish navy.")
    found = judge(examined(conversation(turn(*SENTENCES[0]), asked)), DEFAULTS)
    assert found.reason == "ungrounded"
    assert found.detail == (
        "turn 2: groundedness 0.00, 0.50 is needed, nothing supports: Swedish, navy"
    )
    right = turn("Who finished it?", "It was Gustave Eiffel, and that in 1889.")
    assert judge(examined(conversation(turn(*SENTENCES[0]), right)), DEFAULTS) == KEEP


def test_the_threshold_of_groundedness_is_a_setting() -> None:
    weak = conversation(turn(*SENTENCES[0], grounding=0.6), turn("Why?", "It is.", grounding=0.4))
    assert judge(weak, DEFAULTS).detail == "turn 2: groundedness 0.40, 0.50 is needed"
    assert judge(weak, FiltersSettings(ungrounded=0.7)).detail.startswith("turn 1:")
    assert judge(weak, FiltersSettings(ungrounded=0.3)) == KEEP
    assert judge(weak, FiltersSettings(ungrounded=False)) == KEEP


def test_groundedness_is_not_judged_where_it_is_not_calibrated() -> None:
    german = replace(conversation(turn("Wer?", "Der Turm.", grounding=0.1)), language="de")
    assert judge(german, FiltersSettings(min_turns=1)) == KEEP
    unlocated = conversation(turn("Who?", "Eiffel.", evidence=(), grounding=0.1))
    assert judge(unlocated, FiltersSettings(min_turns=1)).reason == "no_evidence"
    assert judge(unlocated, FiltersSettings(min_turns=1, no_evidence=False)) == KEEP


def test_a_conversation_below_the_limit_is_too_short() -> None:
    one = conversation(("Who?", "Eiffel"), ended_early="exhausted")
    found = judge(one, DEFAULTS)
    assert (found.reason, found.detail) == ("too_short", "1 of 6 turns, ended by exhausted")
    assert judge(one, FiltersSettings(min_turns=1)) == KEEP


def test_a_conversation_without_turns_is_never_kept() -> None:
    off = FiltersSettings(
        min_turns=0,
        no_evidence=False,
        repeated_question=False,
        empty_answer=False,
        truncated_answer=False,
        teacher_refused=False,
    )
    assert judge(conversation(), off).reason == "too_short"


@pytest.mark.parametrize(
    "second", ["When was it finished?", "when was it “finished”", "When was it finished ?!"]
)
def test_a_question_asked_twice_is_dropped(second: str) -> None:
    first = ("When was it finished?", "In 1889.")
    long = "Who finished the tower?"
    assert verdict(first, (long, "Eiffel"), (long.upper(), "He did.")).reason == "repeated_question"
    assert verdict(first, (second, "in 1889")).detail == "turn 2 asks again what turn 1 asked"


def test_a_short_question_may_come_again_where_its_answer_does_not() -> None:
    assert verdict(("Why?", "For the fair."), ("Why?", "To draw visitors.")) == KEEP
    assert verdict(("When was he born?", "1832"), ("When was he born?", "1850")) == KEEP
    assert (
        verdict(("Why?", "For the fair."), ("Why?", "for the fair")).reason == "repeated_question"
    )


@pytest.mark.parametrize("text", ["...", " – ", "?", "\n"])
def test_a_message_without_a_letter_or_digit_is_empty(text: str) -> None:
    assert verdict(("Who?", "Eiffel"), ("And when?", text)).reason == "empty_answer"
    assert verdict(("Who?", "Eiffel"), (text, "1889")).detail == "turn 2: the user says nothing"


@pytest.mark.parametrize(
    "cut",
    [
        "It was finished in 1889 by the engineer Gustave",
        "The tower stands on the",
        "He built it (with help from",
        "It is made of iron –",
        "It was finished after two years, and",
        "It is tall.\nIt was finished in 1889 by a French engineer named",
    ],
)
def test_an_answer_that_breaks_off_is_dropped(cut: str) -> None:
    found = verdict(*SENTENCES, ("And who finished it?", cut))
    assert found.reason == "truncated_answer"
    assert found.detail.startswith("turn 3 breaks off: …")


@pytest.mark.parametrize(
    "whole",
    [
        "in 1889",
        "Gustave Eiffel, a French engineer",
        "the house he lived in",
        "because it was too heavy to be moved by hand",
        "an A",
        "It is 330 metres tall!",
        'He called it "my tower."',
        "There are two:\n- the tower that stands in Paris and is made of iron\n- its copy",
        "He said (and he was right) that it would stand.",
        "He spoke of “a tower”",
    ],
)
def test_an_answer_that_is_whole_is_kept(whole: str) -> None:
    assert verdict(*SENTENCES, ("And who finished it?", whole)) == KEEP


def test_answers_cut_from_the_passage_need_no_full_stop() -> None:
    assert (
        verdict(
            ("Who finished it?", "It was finished by an engineer of the name of Eiffel"),
            ("When?", "in 1889 after more than two years of work in Paris"),
        )
        == KEEP
    )


@pytest.mark.parametrize(
    "refusal",
    [
        "I'm sorry, but I can't help with that.",
        "I cannot assist with this request.",
        "As an AI language model, I have no opinion.",
        "Sorry, I am unable to create that question.",
        "I’m not able to comply.",
        "Unfortunately, I can not generate such content.",
    ],
)
def test_a_refusal_of_either_part_is_dropped(refusal: str) -> None:
    assert verdict(("Who?", "Eiffel"), ("And when?", refusal)).reason == "teacher_refused"
    assert verdict(("Who?", "Eiffel"), (refusal, "In 1889.")).reason == "teacher_refused"


@pytest.mark.parametrize(
    "answer",
    [
        "I'm sorry, the passage does not say.",
        "I can't tell from the text.",
        "He said that he could not help with the tower.",
        "I cannot answer that, the passage does not mention it.",
        "He was known as an aide of the minister.",
    ],
)
def test_not_to_know_is_no_refusal(answer: str) -> None:
    assert verdict(("Who?", "Eiffel"), ("And when?", answer)) == KEEP


@pytest.mark.parametrize(
    ("reason", "bad"),
    [
        ("no_evidence", turn("When was that?", "In 1889.", evidence=())),
        ("repeated_question", turn("Who finished the tower?", "Gustave did.")),
        ("empty_answer", turn("When was that?", "...")),
        ("truncated_answer", turn("When was that?", "It was in the")),
        ("teacher_refused", turn("When was that?", "I cannot help with that.")),
    ],
)
def test_each_filter_can_be_turned_off(reason: str, bad: Turn) -> None:
    found = conversation(("Who finished the tower?", "Eiffel"), bad)
    assert judge(found, DEFAULTS).reason == reason
    assert judge(found, DEFAULTS.model_copy(update={reason: False})) == KEEP


def test_every_filter_is_named_for_its_reason_and_its_switch() -> None:
    switches = {f"filters.{name}" for name in FiltersSettings.model_fields}
    settings = {gate.setting for gate in (*CONVERSATION_GATES, *JUDGE_GATES)}
    assert {name for name in settings if not name.startswith("decontaminate.")} == switches
    assert all(
        gate.setting == f"filters.{gate.name}"
        for gate in CONVERSATION_GATES
        if gate.name != "too_short" and gate.setting in switches
    )


def test_conversations_between_people_are_mostly_kept(shared: Path) -> None:
    """CoQA's answers are free-form and short, without evidence spans of ours."""
    stories = json.loads((shared / "benchmarks" / "coqa-dev-48.json").read_text())["data"]
    settings = DEFAULTS.model_copy(update={"no_evidence": False, "speaks_of_passage": False})
    reasons = [
        judge(
            conversation(
                *(
                    (question["input_text"], answer["input_text"])
                    for question, answer in zip(story["questions"], story["answers"], strict=True)
                )
            ),
            settings,
        ).reason
        for story in stories
    ]
    assert reasons.count("") >= 45
    assert set(reasons) <= {"", "truncated_answer"}


class Twice:
    """A check that drops what has an id that came before."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __call__(self, found: Conversation) -> Verdict:
        return drop("twice") if found.id in self.seen else KEEP

    def accept(self, found: Conversation) -> None:
        self.seen.add(found.id)


def test_a_gate_remembers_only_what_all_gates_keep() -> None:
    twice = Twice()
    gates = OpenGates(
        [
            Gate(name="twice", level="conversation", setting="", drops="", opens=lambda _: twice),
            *CONVERSATION_GATES,
        ],
        Context(recipe=RECIPE),
    )
    too_short, whole = conversation(SENTENCES[0]), conversation(*SENTENCES)
    assert [gates.judge(found).reason for found in (too_short, too_short, whole, whole)] == [
        "too_short",
        "too_short",
        "",
        "twice",
    ]
