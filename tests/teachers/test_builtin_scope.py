"""What restricts a statement stays in its questions and answers: hedges, conditions, headings."""

import pytest

from codi.randomness import rng_for
from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.talking.wording import Manner, answer, question


def asked(text: str, title: str = "") -> dict[str, str]:
    """Every plain question on a text, with its full-sentence answer."""
    rng = rng_for(1)
    return {
        question(c, Manner(), rng): answer(c, "sentence", c.surface)
        for c in analyse(text, title).candidates
        if c.kind != "tell"
    }


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Typically, the museum opens at nine.",
            "Does the museum typically open at nine?",
        ),
        (
            "Sometimes members will bring a guest to the club.",
            "Will members sometimes bring a guest to the club?",
        ),
        (
            "The old harbour has usually been used by fishermen.",
            "Has the old harbour usually been used by fishermen?",
        ),
        (
            "Traditionally, the bakers are paid in bread.",
            "Are the bakers traditionally paid in bread?",
        ),
    ],
)
def test_a_hedge_stays_beside_the_verb(sentence: str, expected: str) -> None:
    assert expected in asked(sentence)


@pytest.mark.parametrize(
    ("sentence", "limit", "expected"),
    [
        (
            "For night shifts, the porter has a second lamp.",
            "for night shifts",
            "Does the porter have a second lamp for night shifts?",
        ),
        (
            "The club opens its doors on the first Sunday of every single month.",
            "on the first Sunday of every single month",
            "Does the club open its doors on the first Sunday of every single month?",
        ),
        (
            "You can take up to 4 hours of leave to see a dentist.",
            "to see a dentist",
            "How many hours of leave can I take to see a dentist?",
        ),
    ],
)
def test_what_a_clause_holds_for_is_asked_with_it(sentence: str, limit: str, expected: str) -> None:
    questions = asked(sentence)

    assert limit in questions[expected]
    assert all(limit in question or limit in told for question, told in questions.items())


def test_a_condition_in_front_holds_for_the_second_clause_too() -> None:
    questions = asked("If the river rises, the bridge is closed, so the mail needs two days.")

    assert not any(question.startswith(("Does the mail", "What needs")) for question in questions)


HANDBOOK = """### Creating a new team page

Open a request and wait for the answer.

**Tomcat/Jetty**

- Set up a log of all requests.

For rental bikes:

- Attach a copy of the contract to the claim.

The new kitchen will:

- Reduce the noise in the hall
- Make cooking for guests a lot easier

#### What if I am travelling for two projects?

Enter both codes in the comment field.
"""


@pytest.mark.parametrize(
    "expected",
    [
        "Should I open a request and wait for the answer when creating a new team page?",
        "Should I set up a log of all requests for Tomcat/Jetty?",
        "Should I attach a copy of the contract to the claim for rental bikes?",
    ],
)
def test_advice_is_asked_with_what_stands_above_it(expected: str) -> None:
    assert expected in asked(HANDBOOK)


def test_items_below_a_statement_are_no_advice() -> None:
    assert not any("noise" in question for question in asked(HANDBOOK))


def test_a_promise_to_the_reader_is_asked_only_with_its_case() -> None:
    bare = asked("#### Official capacity\n\nYou’ll use office money to travel to the event.")
    bound = asked("#### Booking a hall\n\nYou will receive a second key at the desk.")

    assert not bare
    assert "Will I receive a second key at the desk when booking a hall?" in bound


def test_what_follows_a_condition_is_not_asked_without_it() -> None:
    questions = asked(
        "If this is a request of the press, forward it to the desk. You can leave the building."
    )

    assert not any("leave" in question for question in questions)


def test_a_how_heading_is_asked_only_where_advice_follows() -> None:
    told = "### How can I get a parking card?\n\nVisitors may get a card for up to three days."
    advised = (
        "### How can I get a parking card?\n\nSend the form to the gate with your number plate."
    )

    assert "How can I get a parking card?" not in asked(told)
    assert "How can I get a parking card?" in asked(advised)


def test_a_heading_that_asks_for_two_things_is_not_answered_with_one() -> None:
    text = "### Who is my adviser and what is my budget?\n\nYour adviser must be a senior clerk."

    assert not any("budget" in question for question in asked(text))


def test_what_goes_without_saying_is_not_asked() -> None:
    questions = asked("Ask the front desk if you have any questions on this card.")

    assert not any(question.startswith("Should") for question in questions)


def test_what_is_taken_back_behind_a_comma_is_not_asked_without_it() -> None:
    questions = asked("The roads are closed in the hills, but mostly in winter.")

    assert all("winter" in question + told for question, told in questions.items())


def test_a_clause_that_hangs_on_when_is_no_statement() -> None:
    questions = asked(
        "The lamp is switched on when the sun sets and the guard is sent to the gate."
    )

    assert not any("guard sent" in question for question in questions)


def test_a_front_that_is_not_understood_is_kept_word_for_word() -> None:
    questions = asked("As long as you don't have any open fines, you are free to take the keys.")

    assert not any("fines" not in question for question in questions)


def test_items_to_think_about_are_no_facts() -> None:
    text = "Here are some things to think about:\n\n- Logs are kept for a year\n- Backups are safe"

    assert not any("kept" in question for question in asked(text))


def test_a_clause_whose_while_was_cut_off_is_not_asked() -> None:
    questions = asked("Guards will be paid for damage while on duty in the old harbour.")

    assert all("while on duty" in question + told for question, told in questions.items())


def test_the_reader_of_an_example_is_not_asked_about() -> None:
    assert not asked("You have a fishing licence and you just moved to a new town.")


def test_how_it_was_done_stays_in_a_question_for_yes_or_no() -> None:
    assert "Did the village grow rapidly?" in asked("The village grew rapidly.")


def test_what_one_should_not_do_has_no_aim_as_its_reason() -> None:
    questions = asked("Do not use the front gate to deliver heavy parcels.")

    assert not any(question.startswith("Why") for question in questions)


def test_one_of_several_steps_is_not_asked_without_what_they_lead_to() -> None:
    text = "To order a key, take the following steps:\n\n- Open the key page\n- Send the blue form"

    assert not any(question.startswith("Should") for question in asked(text))
