"""In what case a rule holds, what a list says of each thing, and what works are described as."""

import pytest

from codi.filters.self_containment import speaks_of_passage
from codi.recipe import FiltersSettings
from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.talking.choosing import part_of
from codi.teachers.builtin.talking.dialogue import whole_talk
from codi.types import Conversation, ConversationPlan, Passage, TurnPlan

LIST = (
    "The following expenses can be claimed without a receipt, provided that each is under $75:\n\n"
    "- Airplane wifi\n\n- Laundry costs, if the trip is at least 4 nights\n\n- Tolls\n\n"
    "You should keep your own notes."
)
READING = (
    "Here are some works that others have found useful:\n\n"
    "- Safari Books Better Meetings (O'Hara) — automated weekly emails with suggested topics.\n\n"
    "- Rands on Vents — and we like this one.\n\nYou can ask your manager for more of them."
)
CLAIMS = (
    "If you're having difficulty with your insurer, follow these steps:\n\n"
    "1. Email claims@example.org and make sure to include:\n\n- Name of the insurer\n\n"
    "- Issue that you need resolved\n\n- A thanks to the team that handles these complaints\n\n"
    "2. If you do not hear back within a week, follow up with the office."
)


def answers(text: str, title: str = "") -> dict[str, str]:
    """Every question on a text as the passage would ask it, with its bare answer."""
    candidates = analyse(text, title).candidates
    return {c.direct.replace("{S}", c.surface): c.short for c in candidates}


@pytest.mark.parametrize(
    ("rule", "question", "short"),
    [
        (
            "If you are called to active duty, you must contact the benefits desk of your region.",
            "When must you contact the benefits desk of your region",
            "if you are called to active duty",
        ),
        (
            "The press office will give consent to be recorded only if that recording is not sold.",
            "When will the press office give consent to be recorded",
            "only if that recording is not sold",
        ),
        (
            "The threshold for a large team gathering is over 6 employees in your own group.",
            "What is the threshold for a large team gathering",
            "over 6 employees in your own group",
        ),
        (
            "If you can't find your travel card in the safe, it may be because an auditor has it.",
            "What may be the reason if you can't find your travel card in the safe",
            "an auditor has it",
        ),
    ],
)
def test_the_case_the_limit_and_the_reason_of_a_rule_are_asked_for(
    rule: str, question: str, short: str
) -> None:
    found = answers(f"You can read your handbook. {rule}")

    assert question in found, sorted(found)
    assert found[question] == short


@pytest.mark.parametrize(
    "rule",
    [
        "When in doubt, ask the outreach team of your office.",
        "If a link refers to brief material, you should repeat that material on your page.",
        "If you want help, you should email the travel desk of your office.",
        "The limit for the number of elements is bigger now than it was in your old tool.",
    ],
)
def test_what_is_no_case_and_no_limit_is_not_asked_for(rule: str) -> None:
    found = answers(f"You can read your handbook. {rule}")

    assert not any(asked.startswith(("When ", "What is the limit")) for asked in found), found


def test_what_happens_is_not_asked_where_something_happens_only_if() -> None:
    found = answers("You can ask. The office will pay only if the travel desk approves the trip.")

    assert not any(asked.startswith("What happens") for asked in found)


def test_a_list_of_what_a_rule_holds_for_is_asked_for_whole_and_by_its_items() -> None:
    found = answers(LIST)
    rule = "be claimed without a receipt, provided that each is under $75"

    assert found[f"Can airplane wifi {rule}"] == "Yes"
    assert found["When can laundry costs be claimed without a receipt"] == (
        "if the trip is at least 4 nights, provided that each is under $75"
    )
    assert found["Which expenses can be claimed without a receipt"].startswith("airplane wifi;")


def test_what_is_to_be_included_names_the_act_and_its_aim() -> None:
    found = answers(f"# Filing an insurance complaint\n\n{CLAIMS}")
    to_whom = "email claims@example.org to file an insurance complaint"

    assert found[f"What should you include when you {to_whom}"] == (
        "name of the insurer; issue that you need resolved; "
        "and a thanks to the team that handles these complaints"
    )


def test_a_work_is_what_the_page_describes_it_as() -> None:
    found = answers(READING)

    assert found['What is "Safari Books Better Meetings"'] == (
        "automated weekly emails with suggested topics"
    )
    assert not any("Rands on Vents" in asked for asked in found)


def test_conversations_on_a_passage_begin_far_apart() -> None:
    assert [part_of(number) for number in range(5)] == [0, 0.5, 0.25, 0.75, 0.125]


def test_no_message_speaks_of_the_passage() -> None:
    text = (
        "The Weidach mill is a museum in the valley of the Lahr. The Stern family of Trier and "
        "several of its neighbours took part in the rebuilding of the mill."
    )
    passage = Passage(id="mill/0", document_id="mill", title="The mill", text=text)
    acts = ("open", "what", "follow_up", "drill_down")
    turns = tuple(
        TurnPlan(index=index, link=act, act=act, needs_evidence=True)
        for index, act in enumerate(acts)
    )
    for number in range(6):
        plan = ConversationPlan(passage=passage, number=number, seed=number, turns=turns)
        made = [one for one in whole_talk(plan).exchanges if not one.exhausted]
        said = tuple(one.as_turn(index, text) for index, one in enumerate(made))
        told = Conversation(
            id=plan.id, passage=passage, turns=said, planned_turns=len(acts), teacher="builtin"
        )
        assert speaks_of_passage(told, FiltersSettings()).reason == ""
