"""Questions that make sense: they say what they ask for, and the answer tells something."""

import re

import pytest

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.asking.sense import stands_first
from codi.teachers.builtin.talking.wording import fill


def asked(text: str) -> set[str]:
    """Every question of a passage."""
    return {fill(c.direct, c.surface or c.entity.text) for c in analyse(text).candidates}


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Otto Keller closed the north gate.", "What did Otto Keller do"),
        ("You can refer to the yellow guide.", "What can you refer to"),
        ("People think about their gardens in spring.", "Who thinks about their gardens in spring"),
        ("Otto Keller changed his mind.", "What did Otto Keller change"),
        ("The Lahr was very deep.", "Was the Lahr very deep"),
        ("The great flood began.", "Did the great flood begin"),
        ("The guide is not directly related.", "Is the guide directly related"),
        ("Two festivals are a big part of the year.", "What are two festivals"),
        ("Otto Keller met other farmers as well.", "Did Otto Keller meet other farmers as well"),
    ],
)
def test_a_question_that_asks_for_nothing_is_not_asked(text: str, question: str) -> None:
    assert question not in asked(text)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Otto Keller closed the north gate.", "What did Otto Keller close"),
        ("Otto Keller was a carpenter.", "Who was Otto Keller"),
        ("The Lahr was deep.", "Was the Lahr deep"),
        ("The old mill was sold in 1920.", "When was the old mill sold"),
    ],
)
def test_a_short_question_that_says_enough_is_asked(text: str, question: str) -> None:
    assert question in asked(text)


def test_what_somebody_did_is_asked_with_its_occasion() -> None:
    text = "Otto Keller left the village after the great flood destroyed his mill."

    assert "What did Otto Keller do after the great flood destroyed his mill" in asked(text)


def test_a_first_question_says_what_it_is_about() -> None:
    topic = content("The Lahr valley")
    found = {c.direct: c for c in analyse(TOLD).candidates}

    assert not stands_first(found["What is used in several workshops"], topic)
    assert stands_first(found["Who was {S}"], topic)


TOLD = "Wooden spoons are used in several workshops. Otto Keller was a painter of chapel gates."


def test_an_open_question_about_a_name_needs_a_sentence_that_tells_of_it() -> None:
    text = (
        "To protest against the harbour, where ships had waited long, Otto Keller, who never "
        "slept, so they say, threw his hat at the statue of Ada Brandt."
    )
    told = [c for c in analyse(text).candidates if c.kind == "tell"]

    assert not any("Ada Brandt" in c.surface for c in told)


def test_nobody_asks_what_he_will_find() -> None:
    text = "You will probably find a good place for your tent. You must park behind the mill."

    assert "Will you probably find a good place for your tent" not in asked(text)
    assert "Must you park behind the mill" in asked(text)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("An additional step is required to open the gate.", "What is required to open the gate"),
        ("Wages depend on many factors.", "What do wages depend on"),
    ],
)
def test_an_answer_that_names_nothing_is_not_asked_for(text: str, question: str) -> None:
    assert question not in asked(text)


def test_who_she_was_rests_also_on_the_sentence_that_names_her() -> None:
    text = "Ada Brandt lived in Trier. She wrote a letter to the mayor."
    found = next(c for c in analyse(text).candidates if c.direct.startswith("Who wrote a letter"))

    assert found.short == "Ada Brandt"
    assert {span.of(text) for span in found.evidence} == set(re.findall(r"[A-Z][^.]*\.", text))
