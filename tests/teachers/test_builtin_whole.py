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


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "The clinic treats people who are infected with the virus (and their families).",
            "and their families",
        ),
        ("Visitors can reach the ranger at (877) 472-6716 on weekdays.", "at (877) 472-6716"),
        ("The conjecture says that a prime lies between n2 and (n + 1)2.", "never"),
        ("Residents pay no fee (if they are over sixty).", "if they are over sixty"),
    ],
)
def test_a_bracket_that_its_sentence_needs_is_never_lost(text: str, kept: str) -> None:
    assert all(kept in answer for answer in said(text).values())


@pytest.mark.parametrize(
    ("text", "question", "whole"),
    [
        (
            "In 1989, members of the league were given the option to leave it at once.",
            "When were members of the league given the option to leave it at once",
            "in 1989, members of the league were given the option to leave it at once",
        ),
        (
            "Anna Berg opened a small school in 1891 so that the girls of the valley could read.",
            "When did Anna Berg open a small school so that the girls of the valley could read",
            "Anna Berg opened a small school in 1891 so that the girls of the valley could read",
        ),
        (
            "Parliament sits on Mondays from early May to late June.",
            "When does Parliament sit",
            "Parliament sits on Mondays from early May to late June",
        ),
    ],
)
def test_what_was_meant_by_it_stays_in_the_question(text: str, question: str, whole: str) -> None:
    assert said(text)[question] == whole


def test_who_did_it_is_answered_only_with_all_that_did_it() -> None:
    found = said("The price of bread is determined by a race between demand and supply.")

    assert found["What determines the price of bread"] == (
        "the price of bread is determined by a race between demand and supply"
    )


def test_a_time_within_a_description_is_not_when_it_was_done() -> None:
    found = said("The firm was spun off into a company known today as Norcard.")

    assert not any(question.startswith("When") for question in found)


@pytest.mark.parametrize(
    "text",
    [
        "The pier is home to the Long Walk, the fourth-longest in the world.",
        "Fay Island is the southernmost part of both the county and the state.",
    ],
)
def test_a_rank_or_a_part_without_its_noun_defines_nothing(text: str) -> None:
    defined = [question for question in said(text) if question.startswith("What is")]

    assert not any("there to know" not in question for question in defined)


def test_a_note_to_the_reader_is_no_advice_to_note_something() -> None:
    found = said("Note that your booking will not be confirmed until you pay the deposit.")

    assert not any("note" in answer.lower() for answer in found.values())


@pytest.mark.parametrize(
    ("text", "never"),
    [
        (
            "The museum stays shut if the river has risen and the bridge is not covered by sand.",
            "Is the bridge",
        ),
        (
            "Ozone takes in rays and the upper layer protects life, but is bad near the ground.",
            "What is the upper layer",
        ),
        ("Workers tried to save the dam with <unk>, and the town was warned.", "Did workers"),
        ("They hold molecules in organisms, such as proteins, fats and acids.", "examples"),
        ("Use cash for anything paid for using your own card.", "How should"),
    ],
)
def test_nothing_is_asked_where_a_part_may_belong_to_another(text: str, never: str) -> None:
    assert not any(never in question for question in said(text))


def test_an_item_that_goes_on_with_the_words_before_its_list_is_no_advice() -> None:
    text = (
        "For most teams, moving the records to the new server will:\n\n"
        "- Reduce the work of the records office, since it is fully automatic.\n"
        "- Make it easier for teams to find old letters.\n"
    )

    assert not any("should you" in question for question in said(text))


def test_a_row_of_names_is_not_told_with_a_remark_on_one_of_them() -> None:
    text = (
        "The following groups use the archive:\n\n"
        "- teachers\n- readers - they will be asked for a card at the door\n- farmers\n"
    )

    assert not any(question.startswith("Which groups") for question in said(text))


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Letters loaded with long words and errors confuse the readers.", "did letters"),
        ("You are wholly and solely responsible for the keys of the tower.", "you and solely"),
        ("Resist the temptation to put the whole story in one sentence.", "resist to put"),
        (
            "The ward is housed in a wing with 70 beds, ten theatres, a kitchen as well as a hall.",
            "with 70 beds?",
        ),
        ("You can sell tickets from the office, but must first ask the warden.", "Can you sell"),
    ],
)
def test_no_half_of_what_goes_together_is_asked_about(text: str, never: str) -> None:
    assert not any(never in f"{question}?" for question in said(text))


def test_a_clause_on_the_last_noun_of_a_reason_stays_with_the_reason() -> None:
    found = said("The harbour was less busy due to the tax that the town had raised.")

    assert found["Why was the harbour less busy"].endswith("that the town had raised")
    assert not any(answer.startswith("the harbour was less busy that") for answer in found.values())
