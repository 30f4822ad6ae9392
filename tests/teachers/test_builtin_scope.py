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
