"""What the built-in teacher asks about rules that are said in a roundabout way."""

import pytest

from codi.randomness import rng_for
from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.talking.wording import Manner, answer, question


def answers(text: str) -> dict[str, str]:
    """Every plain question on a text with its full answer."""
    rng = rng_for(1)
    return {
        question(c, Manner(), rng): answer(c, "sentence", c.surface)
        for c in analyse(text).candidates
    }


@pytest.mark.parametrize(
    ("rule", "expected_question", "expected_answer"),
    [
        (
            "No extra approval is needed to borrow a projector for one day.",
            "Is any extra approval needed to borrow a projector for one day?",
            "No, no extra approval is needed to borrow a projector for one day.",
        ),
        (
            "Not all rooms are open to visitors during the summer.",
            "Are all rooms open to visitors during the summer?",
            "No, not all rooms are open to visitors during the summer.",
        ),
        (
            "There is no upper limit on study leave for teachers.",
            "Is there any upper limit on study leave for teachers?",
            "No, there is no upper limit on study leave for teachers.",
        ),
        (
            "Anyone in the library can get a key to the bicycle cellar.",
            "Who can get a key to the bicycle cellar?",
            "Anyone in the library can get a key to the bicycle cellar.",
        ),
        (
            "Forms for new members can be found in the Welcome folder.",
            "Where can I find forms for new members?",
            "Forms for new members can be found in the Welcome folder.",
        ),
        (
            "For more information on night parking, see the Fleet page.",
            "Where can I find more information on night parking?",
            "For more information on night parking, see the Fleet page.",
        ),
        (
            "For large groups, it is recommended to book the hall a month ahead.",
            "What is recommended to do for large groups?",
            "For large groups, it is recommended to book the hall a month ahead.",
        ),
        (
            "Note: If you lose a library book, aim to report it on the same day.",
            "What should I do if I lose a library book?",
            "If you lose a library book, aim to report it on the same day.",
        ),
        (
            "Be aware that tools borrowed from the workshop must be cleaned after use.",
            "Must tools borrowed from the workshop be cleaned after use?",
            "Yes, tools borrowed from the workshop must be cleaned after use.",
        ),
        (
            "Instead of sending letters, you must use the contact form on the intranet.",
            "What must I do instead of sending letters?",
            "Instead of sending letters, you must use the contact form on the intranet.",
        ),
    ],
)
def test_a_roundabout_rule_is_asked_about_in_plain_words(
    rule: str, expected_question: str, expected_answer: str
) -> None:
    found = answers(rule)

    assert expected_question in found, sorted(found)
    assert found[expected_question] == expected_answer


def test_a_sentence_ends_behind_the_name_of_a_site() -> None:
    found = answers("If you build a form, deploy it to forms.gov. You must test it at home first.")

    assert found["What should I do if I build a form?"].endswith("deploy it to forms.gov.")


def follow_ups(text: str) -> dict[str, str]:
    """Every question that is understood only behind the sentence before, with its answer."""
    rng = rng_for(1)
    return {
        question(c, Manner(), rng): answer(c, "sentence", c.surface)
        for c in analyse(text).candidates
        if c.follows
    }


def test_what_else_one_may_do_is_asked_behind_what_one_may_do() -> None:
    found = follow_ups(
        "You can renew your card at the front desk. You can also print a new card at the kiosk."
    )

    assert found["What else can I do?"] == "You can also print a new card at the kiosk."


def test_the_next_step_is_asked_for_behind_the_step_before() -> None:
    found = follow_ups(
        "## How to renew a library card\n\nOpen the account page. Click the red Renew button.\n"
    )

    assert found["What do I do after that?"] == "Click the red Renew button."


def test_a_case_that_the_sentence_before_led_to_is_asked_about_behind_it() -> None:
    found = follow_ups(
        "Your keys must never be left in a door. If you lose them in town, tell the guard at once."
    )

    assert found["What should I do if I lose them in town?"].endswith("tell the guard at once.")


def test_a_clause_joined_on_is_no_part_of_a_yes_no_question() -> None:
    text = "The canteen runs until noon and entry to the kitchen is closed to all visitors."

    assert not any("entry to the kitchen is closed" in asked for asked in answers(text))


def test_a_page_that_says_we_is_asked_about_us() -> None:
    found = answers("You must lock the gate. We should park all bikes behind the main hall.")

    assert "Should we park all bikes behind the main hall?" in found, sorted(found)


@pytest.mark.parametrize(
    ("text", "never_asked"),
    [
        ("If using a van, obtain through the fleet office in town.", "What should I do if using"),
        ("Most repairs will take two weeks to complete.", "Why will most repairs take"),
        ("You must pay each fee in time or you risk a loss of your card.", "Do I risk"),
        ("Note that your request has been sent to the front desk.", "Has my request been sent"),
        ("Ideally very small rooms do not share windows.", "Do ideally"),
    ],
)
def test_what_a_clause_does_not_say_by_itself_is_not_asked(text: str, never_asked: str) -> None:
    assert not [asked for asked in answers(text) if asked.startswith(never_asked)]


def test_what_one_should_receive_is_what_happens_and_no_deed() -> None:
    found = answers("Once the office has approved your trip, you should receive a letter.")

    assert "What happens once the office has approved my trip?" in found, sorted(found)
    assert "What should I do once the office has approved my trip?" not in found


@pytest.mark.parametrize(
    ("text", "expected_question", "expected_answer"),
    [
        (
            "If a poster is out of date, it should be taken down within a week.",
            "What should happen if a poster is out of date?",
            "If a poster is out of date, it should be taken down within a week.",
        ),
        (
            "If your card was lost abroad, you'll need to call the desk within a day.",
            "What will I need to do if my card was lost abroad?",
            "If your card was lost abroad, you'll need to call the desk within a day.",
        ),
        (
            "In order to join the town choir, you must write to the parish office.",
            "How do I join the town choir?",
            "In order to join the town choir, you must write to the parish office.",
        ),
        (
            "If a reader faints, follow these steps:\n\n- Call the nurse.\n- Open a window.\n",
            "What should I do if a reader faints?",
            "If a reader faints, call the nurse and open a window.",
        ),
    ],
)
def test_a_case_is_asked_about_in_the_way_it_is_told(
    text: str, expected_question: str, expected_answer: str
) -> None:
    found = answers(text)

    assert expected_question in found, sorted(found)
    assert found[expected_question] == expected_answer


@pytest.mark.parametrize(
    ("text", "never_asked"),
    [
        ("Keeping count of all costs is a big deal for us.", "What is keeping"),
        ("At the club, 1:1s help coaches plan the year ahead.", "How many"),
        ("You would be 96 hours over the yearly cap of the office.", "How many hours would I be"),
        ("If not, please correct any other gaps in the form.", "Should I correct"),
        ("Read a short summary of the old case at.", "Should I read"),
        ("Panel talks are public, so have a short text ready.", "Do panel talks have"),
        ("Use or Lose is the number of days you would give up in May.", "What should I"),
    ],
)
def test_a_reading_that_says_nothing_gives_no_question(text: str, never_asked: str) -> None:
    assert not [asked for asked in answers(text) if asked.startswith(never_asked)]


def test_a_bare_list_below_a_heading_is_asked_for_as_a_whole() -> None:
    found = answers("## Night drills\n\n- Two drills in each term\n- One drill at night\n")

    assert found["What does the section on night drills list?"] == (
        "The section on night drills lists: two drills in each term and one drill at night."
    )


def test_a_reader_who_is_shown_something_is_an_object() -> None:
    found = answers("The second page of the form will show you your results.")

    assert "Will the second page of the form show me my results?" in found, sorted(found)
