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
