"""What the built-in teacher must not ask: no English, or a false version that is not denied."""

import pytest

from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.talking.wording import fill


def asked(text: str) -> dict[str, str]:
    """Question -> bare answer, for every candidate of a passage."""
    return {
        f"{fill(c.direct, c.surface or c.entity.text)}?": c.short for c in analyse(text).candidates
    }


@pytest.mark.parametrize(
    "text",
    [
        "The bill is the last stage of the reform and is debated in the upper house.",
        "The regiment slipped away and led the attack on the fort at Renholm.",
        "High and Critical must be resolved before the bridge is opened.",
    ],
)
def test_a_second_verb_or_a_lost_noun_makes_no_question(text: str) -> None:
    """A second verb keeps its tense behind an inverted one; two adjectives are no subject."""
    assert not [q for q in asked(text) if " and is " in q or " and led " in q or "high and" in q]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The council meetings are open to the public.", "private"),
        ("The clubs of the valley organise rural festivals.", "urban"),
        ("The ferry was not in service until May.", "until"),
        ("The roof lets in 97 percent of the light.", "194"),
        ("The mill had lost half of its workers by 1911. It closed in 1950.", "by 1950"),
    ],
)
def test_a_false_version_is_denied_by_the_passage(text: str, wrong: str) -> None:
    """Another word must make the sentence false, and leave it possible and grammatical."""
    assert not [q for q, short in asked(text).items() if short == "No" and wrong in q]
