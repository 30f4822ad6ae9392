"""What the built-in teacher asks about rules, lists and steps, and how it answers."""

import pytest

from codi.randomness import rng_for
from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.talking.wording import Manner, answer, question


def made(text: str, title: str = "") -> dict[str, Candidate]:
    """Every plain question on a text with its candidate."""
    rng = rng_for(1)
    return {question(c, Manner(), rng): c for c in analyse(text, title).candidates}


def answers(text: str, title: str = "") -> dict[str, str]:
    """Every plain question on a text with its full answer."""
    found = made(text, title)
    return {asked: answer(c, "sentence", c.surface) for asked, c in found.items()}


@pytest.mark.parametrize(
    ("rule", "expected_question", "expected_answer"),
    [
        (
            "If you lose your badge, call the security desk at once.",
            "What should I do if I lose my badge?",
            "If you lose your badge, call the security desk at once.",
        ),
        (
            "Contact the payroll office if you find a mistake in your pay slip.",
            "Who should I contact if I find a mistake in my pay slip?",
            "Contact the payroll office if you find a mistake in your pay slip.",
        ),
        (
            "Refer to the travel guide for more information about hotel prices.",
            "Where can I find more information about hotel prices?",
            "Refer to the travel guide for more information about hotel prices.",
        ),
        (
            "You can carry over up to 30 vacation days into the next calendar year.",
            "How many vacation days can I carry over into the next calendar year?",
            "You can carry over up to 30 vacation days into the next calendar year.",
        ),
        (
            "You must submit the travel report within 10 days of the end of your trip.",
            "How soon after the end of my trip must I submit the travel report?",
            "You must submit the travel report within 10 days of the end of your trip.",
        ),
        (
            "Use short headings to help readers find their topic.",
            "Why should I use short headings?",
            "Use short headings to help readers find their topic.",
        ),
        (
            "Avoid mixing serif fonts in one document.",
            "Should I mix serif fonts in one document?",
            "No, avoid mixing serif fonts in one document.",
        ),
        (
            "Do not share office keys with visitors unless your manager agrees.",
            "Should I share office keys with visitors unless my manager agrees?",
            "No, do not share office keys with visitors unless your manager agrees.",
        ),
        (
            "You are entitled to 5 days of special leave after a long mission.",
            "Am I entitled to 5 days of special leave after a long mission?",
            "Yes, you are entitled to 5 days of special leave after a long mission.",
        ),
    ],
)
def test_a_rule_is_asked_about_with_all_of_its_conditions(
    rule: str, expected_question: str, expected_answer: str
) -> None:
    found = answers(rule)

    assert expected_question in found, sorted(found)
    assert found[expected_question] == expected_answer


STEPS = """## How to borrow a bike

1. Open the rental app.
2. Scan the code on the bike frame.
3. Pull the lock towards the saddle.

Return bikes before midnight.
"""


def test_steps_are_asked_for_as_a_whole_and_one_after_the_other() -> None:
    found = answers(STEPS)

    assert found["What are the steps to borrow a bike?"] == (
        "To borrow a bike, first, open the rental app; then scan the code on the bike frame; "
        "then pull the lock towards the saddle."
    )
    assert found["What's the first step to borrow a bike?"] == "First, open the rental app."
    assert found["What do I do after scanning the code on the bike frame?"] == (
        "After scanning the code on the bike frame, pull the lock towards the saddle."
    )


def test_a_list_is_answered_with_all_of_its_items() -> None:
    text = (
        "You can use sick leave for:\n\n- Medical appointments\n- Mental health care\n- Surgery\n"
    )
    found = made(text)
    candidate = found["What can I use sick leave for?"]

    assert candidate.kind == "list"
    assert candidate.short == "medical appointments, mental health care, and surgery"
    assert len(candidate.evidence) == 4
    assert found["Can I use sick leave for mental health care?"].short == "Yes"


def test_a_list_with_a_subject_of_its_own() -> None:
    text = "Acoustic testing includes:\n\n- Echo measurements\n- Noise maps\n"

    assert answers(text)["What does acoustic testing include?"] == (
        "Acoustic testing includes echo measurements and noise maps."
    )


def test_wordings_in_pairs_are_asked_for() -> None:
    text = "## Use simple words\n\n- commence: begin, start\n- in the event of: if\n"

    assert answers(text)['What can I write instead of "commence"?'] == (
        'Instead of "commence", you can write "begin" or "start".'
    )


def test_too_much_is_answered_with_no_and_the_limit() -> None:
    found = made("You can borrow up to 4 books per week from the staff library.")
    candidate = found["Can I borrow 8 books per week from the staff library?"]

    assert (candidate.short, candidate.right) == ("No", "up to 4 books")


@pytest.mark.parametrize(
    ("sentence", "expected_question", "short"),
    [
        (
            "Harbour pilots must renew their licence after a serious accident at sea.",
            "Who must renew their licence after a serious accident at sea?",
            "Harbour pilots",
        ),
        (
            "Boat builders on the coast prefer soft metals, such as copper, tin and zinc.",
            "What are some examples of soft metals?",
            "copper, tin and zinc",
        ),
        (
            "Two cranes fell into the harbour in 1931, and nobody lifted them out again.",
            "What happened in 1931?",
            "two cranes fell into the harbour",
        ),
    ],
)
def test_parts_of_a_sentence_are_asked_about(
    sentence: str, expected_question: str, short: str
) -> None:
    found = made(sentence)

    assert expected_question in found, sorted(found)
    assert found[expected_question].short.lower() == short.lower()


def test_a_candidate_without_a_short_phrase_says_so() -> None:
    found = made(STEPS)

    assert not found["What are the steps to borrow a bike?"].can_be_short
    assert found["What's the first step to borrow a bike?"].can_be_short


@pytest.mark.parametrize(
    "text",
    [
        "Click the button. Choose it. Select the box next to this.",
        "## Example\n\nApplicants must return the blue form to the office within 30 days.",
        "As described above, those must be sent to us before the next meeting.",
    ],
)
def test_advice_that_means_nothing_by_itself_is_not_asked_about(text: str) -> None:
    assert [q for q, c in made(text).items() if c.fact >= 50_000] == []


def test_quotes_stay_exact_and_questions_differ() -> None:
    text = f"{STEPS}\nIf you lose the key, **call** the [help desk](https://x.org/a) at once.\n"
    candidates = analyse(text).candidates
    questions = [(c.direct, c.surface, c.wrong) for c in candidates]

    assert len(questions) == len(set(questions))
    assert any("call the help desk" in c.statement for c in candidates)
    for candidate in candidates:
        for span in candidate.evidence:
            assert text[span.start : span.end].strip()


@pytest.mark.parametrize(
    ("rule", "expected_question", "short"),
    [
        ("Avoid italics in long headings.", "What should I avoid in long headings?", "italics"),
        ("Use italics for emphasis.", "What should I use for emphasis?", "italics"),
        (
            "Submit your leave request in the staff portal.",
            "Where should I submit my leave request?",
            "in the staff portal",
        ),
        (
            "Use the staff portal to request sick leave.",
            "How do I request sick leave?",
            "use the staff portal",
        ),
    ],
)
def test_the_parts_of_a_rule_are_asked_for(rule: str, expected_question: str, short: str) -> None:
    found = made(rule)

    assert expected_question in found, sorted(found)
    assert found[expected_question].short == short


def test_what_you_choose_is_not_asked_where_nothing_says_for_what() -> None:
    found = made("You should select a payment card. You must enter a travel code.")

    assert "What should I select?" not in found
    assert "What must I enter?" not in found
