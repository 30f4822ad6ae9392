"""What the built-in teacher leaves unasked on a page of lists, cases and examples."""

from codi.randomness import rng_for
from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.talking.beyond import main_topic
from codi.teachers.builtin.talking.wording import Manner, answer, question


def answers(text: str, title: str = "") -> dict[str, str]:
    """Every plain question on a text with its full answer."""
    rng = rng_for(1)
    found = analyse(text, title).candidates
    return {question(c, Manner(), rng): answer(c, "sentence", c.surface) for c in found}


def asked(text: str) -> str:
    """All questions on a text in one string."""
    return " ".join(answers(text))


def test_statements_of_a_checklist_are_no_facts() -> None:
    page = "## Backups\n\n- Recovery is documented\n- Snapshots are taken every night\n"
    assert "napshots" not in asked(page)


def test_a_list_of_things_to_think_about_is_asked_as_the_list_it_is() -> None:
    page = (
        "## Notes\n\n- If not using the shared cluster, here are some things to think about:\n"
        "- Logs are kept for thirty days\n- Alerts are sent to the team\n"
    )
    assert answers(page) == {
        "What should I think about if not using the shared cluster?": "If not using the shared"
        " cluster, you should think about these things: logs are kept for thirty days; and alerts"
        " are sent to the team."
    }


def test_what_holds_in_the_case_of_a_heading_is_not_asked_without_it() -> None:
    page = (
        "## Official capacity\n\nYou will prepare your talk during work time.\n\n"
        "## Personal capacity\n\nYou will prepare your talk on your own time.\n"
    )
    assert answers(page) == {}


def test_advice_without_its_aim_is_not_asked() -> None:
    page = "## Pension plan\n\nVisit the Move Money page for details. You must click the link.\n"
    assert "details" not in asked(page)
    assert "link" not in asked(page)


def test_a_fact_keeps_what_its_sentence_takes_back() -> None:
    page = (
        "## Security\n\nYou should read both guides. The Rails guide is not directly related, but "
        "contains useful descriptions of common holes.\n"
    )
    assert "contain" not in asked(page)
    page = "You can book trains yourself, but flights must be booked by the office.\n"
    assert "Must flights be booked by the office?" in answers(f"## Travel\n\n{page}")


def test_an_example_is_no_general_fact() -> None:
    page = (
        "## Allowances\n\nYou receive an allowance for meals.\n\n"
        "- For example: Consider a trip to Oulanda. The allowance is 69 euros per day.\n"
    )
    assert "69" not in " ".join(answers(page).values())


def test_nobody_asks_whether_a_good_thing_is_good() -> None:
    page = "## Meetings\n\nYou should meet every week. Consistency is good.\n"
    assert "onsistency" not in asked(page)


def test_one_of_several_sections_is_not_what_a_page_is_about() -> None:
    page = (
        "## Logging\n\nThings you log are kept. The team reads the files every day. Old files are "
        "moved to the archive.\n\n## Decommissioning\n\nTo prepare a decommissioning, create an "
        "issue.\n"
    )
    topic = main_topic(analyse(page, ""), "")
    assert topic is None or "decommissioning" not in topic.name.lower()


def test_what_is_counted_keeps_its_own_words_together() -> None:
    page = "You can request up to 240 hours of advanced sick leave.\n"
    assert "How many hours of advanced sick leave can I request?" in answers(page)


def test_the_need_to_do_a_thing_stands_in_the_question() -> None:
    page = "## Release\n\nYour team will need to set up a scanner before the launch of the site.\n"
    assert all("What will your team do" not in question for question in answers(page))


def test_a_limit_waits_until_what_it_limits_was_named() -> None:
    page = "## Military leave\n\nYou can carry over a maximum of 15 days into the next year.\n"
    carried = [c for c in analyse(page, "").candidates if "carry over" in c.direct]
    assert all({"leav", "military"} & {stem[:8] for stem in c.known} for c in carried)


def test_the_process_is_not_spoken_of_where_nothing_names_it() -> None:
    page = "## Leave\n\nIf you have your last pay slip, you can send it to speed up the process.\n"
    assert not any("process" in answer for answer in answers(page).values())


def test_what_follows_a_bare_question_holds_for_those_who_have_it() -> None:
    page = "## Health\n\nPlans start in May. Questions? Contact the Benefits Desk upstairs.\n"
    assert "Benefits Desk" not in asked(page)
