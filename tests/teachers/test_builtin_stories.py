"""Stories: what is told in order, direct speech, and times in front of a clause."""

from codi.planning import Planner
from codi.recipe import load_recipe
from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.talking.dialogue import advance, new_talk
from codi.teachers.builtin.talking.stories import next_events
from codi.teachers.builtin.talking.talk import Now
from codi.types import Passage

WALK = (
    "Paula Brandt took her brother to the lake. She put her basket under a tree. "
    "''Look at that boat,'' she said. Then she rowed across the lake and waved at him. "
    "The boy saw a heron. That evening he told his mother about it."
)


def asked(text: str) -> list[str]:
    return [c.direct.replace("{S}", c.surface) for c in analyse(text).candidates]


def test_the_events_of_a_story_are_known_in_order_and_what_is_said_is_none() -> None:
    events = analyse(WALK).events
    assert [(e.surface, e.deed) for e in events.values()][:3] == [
        ("Paula Brandt", "took her brother to the lake"),
        ("Paula Brandt", "put her basket under a tree"),
        ("Paula Brandt", "rowed across the lake and waved at him"),
    ]


def test_what_happened_then_is_asked_where_the_story_goes_on_at_once() -> None:
    passage = Passage(id="walk/0", document_id="walk", title="", text=WALK)
    talk = new_talk(Planner(load_recipe("grounded-qa")).plan(passage, 0))
    assert not advance(talk).exhausted
    turn = talk.plan.turns[1]
    following = list(next_events(Now(talk, turn, [])))
    last = talk.previous
    assert last is not None
    assert all(c.sentence > last.sentence and "{S}" in c.statement for c in following)


def test_a_text_that_reports_with_years_tells_no_story() -> None:
    report = "Ada took the office in 1891. She left it in 1902. She sold the house. She moved away."
    assert not analyse(report).events


def test_a_sentence_behind_a_quotation_is_read_by_itself() -> None:
    text = "''I wonder why it is so quiet.'' Clara Winter opened the old mill in June."
    assert "Who opened the old mill in June" in asked(text)


def test_what_somebody_says_is_not_asked_as_if_it_were_so() -> None:
    text = "''The ferry lost a wheel in the storm,'' Otto Keller said. He left the harbour at noon."
    assert not any("ferry" in question for question in asked(text))


def test_whoever_the_narrator_owns_is_what_he_means() -> None:
    text = "Halloween is a holiday in October. My little brother is a dinosaur. He chews on nuts."
    assert not any("chew" in question for question in asked(text))


def test_a_headline_that_runs_into_a_sentence_is_left_alone() -> None:
    assert (
        asked("Newtown chooses faith and hope But on Thursday, Ada Brandt joined the school.") == []
    )


def test_what_came_with_something_else_is_asked() -> None:
    found = asked("Clara went home. When Clara entered the hall, she was greeted by her friends.")
    assert "What happened when Clara entered the hall" in found


def test_a_time_that_is_told_by_another_is_not_cut_short() -> None:
    text = "Otto Lang learned many lessons in the season of the year before and he kept them all."
    assert not any(question.endswith("the year") for question in asked(text))


def test_a_front_without_a_comma_is_no_subject() -> None:
    text = "Ada Brandt was a baker. On the bus she found a small silver key in June."
    found = [c for c in analyse(text).candidates if "key" in c.statement]
    assert found
    assert all(c.entity.text == "Ada Brandt" for c in found)


def test_each_of_many_is_nobody_that_he_means() -> None:
    text = "Mr. Lang has a bell. Each child brings a book. He keeps the books on the shelf."
    assert not any("each child keep" in question for question in asked(text))


def test_a_second_verb_behind_did_is_plain() -> None:
    text = "Ada Brandt fed the geese and locked the old gate of the yard in the evening."
    found = [question for question in asked(text) if question.startswith("Did ")]
    assert not any("locked" in question for question in found)


def test_who_goes_on_in_a_story_is_asked_about_by_pronoun_behind_the_sentence_before() -> None:
    text = (
        "''Hush,'' he said. Ada and Ruth Brandt love long walks. They dream of living by a lake. "
        "He laughed. He is old. He left."
    )
    found = [c for c in analyse(text).candidates if "dream" in c.direct]
    assert found
    assert all(c.follows or c.entity.plural for c in found)


def test_nobody_is_what_things_are_done_by_eye_or_train() -> None:
    text = "The snow and the clouds are judged by eye. The old mill was bought by Ada Brandt."
    assert not any("judges" in question for question in asked(text))
    assert any(c.slot == "agent" for c in analyse(text).candidates)


def test_right_away_is_not_torn_apart() -> None:
    found = asked("Otto Lang was a boy. Otto caught his first fish right away.")
    assert "What did Otto catch right away" in found
    assert "What did Otto catch away" not in found


def test_which_that_means_a_whole_clause_is_no_subject() -> None:
    found = asked("A tenth of the people speaks Lettic, which amounts to two million speakers.")
    assert not any("amount" in question for question in found)


def test_a_town_is_nobody_that_misread_his_notes() -> None:
    text = (
        "Harrowgate owes its place on the map to a mistake. In 1412 a surveyor named Walter Thorne "
        "was sent to build a bridge at the narrowest point. He misread his notes."
    )
    assert not any("Harrowgate misread" in question for question in asked(text))
    owner = next(f.subject for f in analyse(text).facts.facts if f.surface == "Harrowgate")
    assert owner.pronoun == "it"


def test_what_somebody_owns_is_what_it_means_after_it() -> None:
    text = (
        "Leonora Hatch was a sailor. Her party left the port of San Aurel in February. "
        "It consisted of seven people."
    )
    assert not any("the port consist" in question for question in asked(text))


def test_what_somebody_was_is_no_rival_of_his() -> None:
    facts = analyse("Leonora Hatch was a sailor. She lived in Trier for nine years.").facts.facts
    assert [fact.surface for fact in facts] == ["Leonora Hatch", "Leonora Hatch"]
