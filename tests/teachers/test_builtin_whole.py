"""What the built-in teacher may leave out of a sentence: nothing that its answer needs."""

import pytest

from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.talking.wording import fill


def said(text: str) -> dict[str, str]:
    """Every question on a text, without its mark, with its answer as a sentence."""
    return {
        fill(candidate.direct, candidate.surface): fill(candidate.statement, candidate.surface)
        for candidate in analyse(text).candidates
    }


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (
            "The dialect is spoken in the upper Tarn valley, and some distant hamlets.",
            "and some distant hamlets",
        ),
        (
            "The oldest tools are the axe of the Vell family, drills made of flint and a hammer.",
            "and a hammer",
        ),
        (
            "Members must be a citizen of Norland, the island of Fay, or an heir of a founder.",
            "or an heir of a founder",
        ),
        (
            "The council must approve the plan, building drawings, and cost estimates.",
            "and cost estimates",
        ),
        (
            "The valley is cut off from Norland by the Skell, and from the coast by the moor.",
            "and from the coast by the moor",
        ),
        (
            "Fevers are illnesses that strike people who are old, or are otherwise weak.",
            "or are otherwise weak",
        ),
        (
            "The abbey was the seat of a bishop – but no longer a court – of the old diocese.",
            "of the old diocese",
        ),
    ],
)
def test_a_list_is_said_to_its_end_or_not_at_all(text: str, whole: str) -> None:
    assert all(answer.endswith(whole) for answer in said(text).values())


def test_a_clause_of_its_own_behind_a_comma_is_no_part_of_a_list() -> None:
    found = said("A day ticket costs nine crowns, and the rest comes from the town.")

    assert found["How many crowns does a day ticket cost"] == "a day ticket costs nine crowns"


def test_a_second_phrase_that_belongs_to_a_time_is_part_of_the_answer() -> None:
    found = said("The cables were replaced in 1969 and again in 2014.")

    assert found["When were the cables replaced"] == (
        "the cables were replaced in 1969 and again in 2014"
    )
