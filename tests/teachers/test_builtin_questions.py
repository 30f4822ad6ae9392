"""What the built-in teacher asks about a sentence, and how it answers."""

import re

import pytest

from codi.randomness import rng_for
from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.talking.wording import Manner, answer, fill, question

CURIE = (
    "Marie Curie was a Polish physicist. She moved to Paris in 1891 because she wanted to study "
    "at the Sorbonne. In 1895 she married Pierre Curie. The couple discovered polonium and radium "
    "in a small shed. Marie Curie had two daughters, and she won the Nobel Prize in 1903."
)


def asked(text: str, title: str = "") -> dict[str, str]:
    """Every plain question on a text, with its full-sentence answer."""
    rng = rng_for(1)
    found = {}
    for candidate in analyse(text, title).candidates:
        if candidate.kind == "tell":
            continue
        subject = candidate.surface
        found[question(candidate, Manner(), rng)] = answer(candidate, "sentence", subject)
    return found


def shorts(text: str) -> dict[str, str]:
    """Every plain question on a text, with its bare answer."""
    rng = rng_for(1)
    return {
        question(candidate, Manner(), rng): candidate.short
        for candidate in analyse(text).candidates
        if candidate.kind != "tell"
    }


def test_it_asks_when_where_why_who_and_how_many_of_a_life() -> None:
    questions = asked(CURIE)

    assert questions["Who was Marie Curie?"] == "Marie Curie was a Polish physicist."
    assert questions["When did Marie Curie move to Paris?"] == "Marie Curie moved to Paris in 1891."
    assert questions["Where did Marie Curie move?"] == "Marie Curie moved to Paris."
    assert questions["Why did Marie Curie move to Paris?"] == (
        "Marie Curie moved to Paris because she wanted to study at the Sorbonne."
    )
    assert questions["Who did Marie Curie marry in 1895?"] == (
        "Marie Curie married Pierre Curie in 1895."
    )
    assert questions["How many daughters did Marie Curie have?"] == (
        "Marie Curie had two daughters."
    )
    assert questions["What did the couple discover?"] == (
        "The couple discovered polonium and radium in a small shed."
    )


def test_bare_answers_are_spans_and_yes_or_no() -> None:
    answers = shorts(CURIE)

    assert answers["When did Marie Curie move to Paris?"] == "1891"
    assert answers["How many daughters did Marie Curie have?"] == "two"
    assert answers["Did Marie Curie move to Paris in 1891?"] == "Yes"


def test_a_no_is_a_false_year_and_its_answer_corrects_it() -> None:
    candidates = [c for c in analyse(CURIE).candidates if c.kind == "no" and c.wrong]

    assert candidates
    for candidate in candidates:
        text = fill(candidate.direct, candidate.surface)
        assert candidate.wrong in text
        assert candidate.right in candidate.statement
        assert candidate.short == "No"
        assert answer(candidate, "sentence", "she").startswith("No, ")


@pytest.mark.parametrize(
    ("sentence", "expected_question", "expected_answer"),
    [
        (
            "The library was founded by Anna Weber in 1904.",
            "Who founded the library?",
            "The library was founded by Anna Weber.",
        ),
        (
            "The library was founded by Anna Weber in 1904.",
            "When was the library founded by Anna Weber?",
            "The library was founded by Anna Weber in 1904.",
        ),
        (
            "The bridge consists of three steel arches.",
            "How many steel arches does the bridge consist of?",
            "The bridge consists of three steel arches.",
        ),
        (
            "The workers opened the wall to free the trapped cat.",
            "Why did the workers open the wall?",
            "The workers opened the wall to free the trapped cat.",
        ),
        (
            "The report claims that the lake is drying out.",
            "What does the report claim?",
            "The report claims that the lake is drying out.",
        ),
        (
            "The museum displays clocks, lamps and old radios.",
            "What does the museum display?",
            "The museum displays clocks, lamps and old radios.",
        ),
        (
            "The aim of the law is to protect small farms.",
            "What is the aim of the law?",
            "The aim of the law is to protect small farms.",
        ),
        (
            "The tower is taller than the church.",
            "Which is taller, the tower or the church?",
            "The tower is taller than the church.",
        ),
        (
            "There are 28 stations in the city.",
            "How many stations are there in the city?",
            "There are 28 stations in the city.",
        ),
        (
            "The prisoners escaped by digging a tunnel.",
            "How did the prisoners escape?",
            "The prisoners escaped by digging a tunnel.",
        ),
        (
            "Henry stayed in Rome for six years.",
            "How long did Henry stay in Rome?",
            "Henry stayed in Rome for six years.",
        ),
        (
            "Hedy Lamarr, an actress and inventor, was born in Vienna.",
            "Where was Hedy Lamarr born?",
            "Hedy Lamarr was born in Vienna.",
        ),
    ],
)
def test_each_kind_of_fact_has_its_question(
    sentence: str, expected_question: str, expected_answer: str
) -> None:
    assert asked(sentence)[expected_question] == expected_answer


def test_a_negative_fact_is_asked_without_its_not() -> None:
    questions = asked("The old clock does not work.")

    assert questions["Does the old clock work?"] == "No, the old clock does not work."


def test_a_handbook_is_asked_in_the_first_person_and_answers_in_the_second() -> None:
    text = (
        "You can take 240 hours of leave. If you lose your badge, you must call the desk. "
        "To amend a voucher, open the Vouchers page. Submit your form within five days."
    )
    questions = asked(text)

    assert questions["How many hours of leave can I take?"] == ("You can take 240 hours of leave.")
    assert questions["What must I do if I lose my badge?"] == (
        "If you lose your badge, you must call the desk."
    )
    assert questions["How do I amend a voucher?"] == ("To amend a voucher, open the Vouchers page.")
    assert questions["How soon should I submit my form?"] == (
        "You should submit your form within five days."
    )


def test_headings_and_lists_of_a_page_are_asked_about() -> None:
    text = (
        "# How to book a room\n\nSend the booking form to the front desk.\n\n"
        "For *longer stays*, you can use:\n\n"
        "- the [guest house](https://example.org/a)\n- the annex\n"
    )
    questions = asked(text)

    assert questions["How do I book a room?"] == "Send the booking form to the front desk."
    assert questions["What can I use for longer stays?"] == (
        "For longer stays, you can use the guest house and the annex."
    )


def test_pronouns_are_resolved_only_where_they_are_clear() -> None:
    clear = asked("Otto Lang built the mill. He sold it in 1920.")
    unclear = asked("Otto Lang met Karl Braun. The next day his brother left. It rained in 1920.")

    assert not any("sell it" in text for text in clear)
    assert not any("rain" in text for text in unclear)


def test_debris_never_reaches_a_text() -> None:
    text = (
        "See [the form](https://example.org/x). The **team** reviews [every request]"
        "(https://example.org/y) in March. | a | b |\n\n```\nrun()\n```\n"
    )
    for candidate in analyse(text).candidates:
        whole = f"{candidate.direct} {candidate.statement} {candidate.short}"
        assert "http" not in whole
        assert not set("[]*|`") & set(whole)


@pytest.mark.parametrize(
    ("text", "wanted", "answered"),
    [
        (
            "Taxes were low. Income inequality did fall in Sweden.",
            "Where did income inequality fall?",
            "Income inequality fell in Sweden.",
        ),
        (
            "You can email the adviser listed in the Contacts for New Staff form if you have pets.",
            "Who can I email if I have pets?",
            "You can email the adviser listed in the Contacts for New Staff form if you have pets.",
        ),
    ],
)
def test_a_statement_has_its_verb_in_plain_form_and_its_names_whole(
    text: str, wanted: str, answered: str
) -> None:
    assert asked(text)[wanted] == answered


def test_a_subject_that_looks_plural_is_it_where_its_verb_is_singular() -> None:
    text = "Stage 3 is the final stage of the bill. Recent data shows that prices fell in 1990."
    entities = {c.surface: c.entity for c in analyse(text).candidates}

    assert entities
    assert not any(entity.plural for entity in entities.values())


def test_what_only_looks_like_a_verb_is_not_asked_about() -> None:
    texts = (
        "Heat sources such as solar power or nuclear power may be used.",
        "Holden's announcement, followed by Ford's decision, ended the year.",
        "Some teams may choose to amend, reorder, or squash commits.",
    )
    questions = [question for text in texts for question in asked(text)]

    assert not any(question.startswith("What sources") for question in questions)
    assert not any("follow by" in question for question in questions)
    assert "What may some teams choose to do?" not in questions


def test_what_limits_a_verb_stays_with_it() -> None:
    answers = asked("Triplet oxygen reacts only slowly with most organic molecules.").values()

    assert answers
    assert all("only slowly" in answer for answer in answers)


def test_an_occupation_before_a_name_has_its_article() -> None:
    questions = asked("In 1984 zoologist Graham Twigg produced a major work.")

    assert any("the zoologist Graham Twigg" in question for question in questions)
    assert not any(re.search(r"(?<!the )zoologist", question) for question in questions)


def test_not_all_is_never_taken_for_all() -> None:
    questions = asked("Not all services are approved by the agency for production use.")

    assert not any(re.match(r"(What|Which|How)\b", question) for question in questions)
    assert "Are services approved by the agency for production use?" not in questions
