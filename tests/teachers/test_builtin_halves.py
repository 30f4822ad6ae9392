"""What the built-in teacher leaves alone: halves of statements, and pronouns of two readings."""

import pytest
from test_builtin_questions import asked

from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.reading.passage import understand


@pytest.mark.parametrize(
    "text",
    [
        "Johnson's men outran Shirley's, to the joy of Vaudreuil. He had sent a colonel north.",
        "Chemists of the town provide lab monitoring. It is now the fastest growing trade here.",
        "The kingdom of Tarn annexed Renholm in 1820 and it became part of the Northern League.",
    ],
)
def test_a_pronoun_of_two_readings_is_left_alone(text: str) -> None:
    """Whoever only owned something, or was named since, is not who the pronoun surely means."""
    assert not [fact for fact in understand(text).facts if fact.resolved]


def test_a_pronoun_for_the_subject_before_or_the_only_person_is_understood() -> None:
    text = (
        "Ada Brandt's farm stood in Renholm. She sold the farm in 1920. Later she moved to Tarn, "
        "where she opened a shop."
    )
    facts = [fact for fact in understand(text).facts if fact.resolved]

    assert facts
    assert {fact.subject.text for fact in facts} == {"Ada Brandt"}


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("Economists found a link between lower wages and long periods of growth.", "link"),
        ("Critics argue in the paper that this drought, coupled with fires, hurts the wood.", ""),
        ("When rocks are placed under pressure, they shorten and become thicker.", "thicker"),
        ("The king named his eldest son, Tarn, as the Crown Prince.", "Who named"),
        ("The crust is made of oxides of silicon, iron, and calcium.", "made"),
        ("Workers have four weeks of paid leave, but most towns require 28 days in law.", "days"),
    ],
)
def test_half_of_a_statement_is_not_told_as_the_whole(text: str, lost: str) -> None:
    halves = {
        "link": lambda said: "between" in said and " and " not in said,
        "thicker": lambda said: "thicker" in said and "pressure" not in said,
        "made": lambda said: "silicon" in said and "calcium" not in said,
        "Who named": lambda said: "named" in said and "Crown" not in said,
        "days": lambda said: "28 days" in said,
        "": lambda said: "drought" in said and "hurts" not in said,
    }
    told = [c.statement for c in analyse(f"{text} The mill at Renholm burned in 1911.").candidates]

    assert not [said for said in told if halves[lost](said)]


def test_what_only_the_sentence_before_tells_is_not_asked_out_of_the_blue() -> None:
    """Exceptions to what, which of two laws, and one of two houses that somebody built."""
    questions = asked(
        "Ada Brandt built a mill in Renholm. Later she built a church. A Norse law banned the "
        "trade. A Danish law allowed it. The council refused, but there are five large exceptions."
    )

    assert not [q for q in questions if "exceptions" in q or q == "What did Ada Brandt build?"]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The Governor-General of New Tarn died in Renholm in 1752.", "What died"),
        ("The plague returned to haunt the valley.", "Why"),
        ("The conflict is known by multiple names.", "knows"),
        ("Contacts with the West brought the introduction to Tarn of a new crop.", "Where"),
        ("Sponges have a kind of muscle that, in other animals, grows late.", "Do sponges"),
        ("Tarn helped trade by guarding roads, lending money and building inns.", "How"),
        ("The hall serves both as a pool and as a gym for the town.", "What does the hall serve?"),
        ("The town fell from 76% in 1970 to 55% by 2010.", "1970"),
        ("Victoria was created a colony in 1851, and achieved self-rule in 1855.", "Was Victoria"),
        ("Acts of the house begin with a phrase that reads: all men are free.", "begin with"),
    ],
)
def test_a_reading_that_lost_a_word_asks_nothing(text: str, wrong: str) -> None:
    assert not [q for q in asked(f"{text} The mill burned in 1911.") if wrong in q]
