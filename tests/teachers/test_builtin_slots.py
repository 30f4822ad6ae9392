"""Which slots of a sentence that was read the built-in teacher asks for."""

from codi.phenomena import question_type
from codi.teachers.builtin.asking.analysis import Analysis, analyse
from codi.teachers.builtin.talking.dialogue import advance, new_talk
from codi.teachers.builtin.talking.wording import fill
from codi.types import ConversationPlan, Passage, TurnPlan


def shorts(text: str) -> dict[str, str]:
    """Every direct question on a text without its mark, with its bare answer."""
    return {fill(c.direct, c.surface): c.short for c in analyse(text).candidates}


def kinds(read: Analysis, slot: str) -> set[tuple[str, str]]:
    """(kind of the candidate, type of its words) of those that ask for a slot."""
    found = [c for c in read.candidates if c.slot == slot]
    return {(c.kind, question_type(fill(c.direct, c.surface) + "?")) for c in found}


def test_whoever_is_called_she_can_be_the_answer() -> None:
    questions = shorts(
        "Agnes Rowe kept the light at Gannet Head. She mended the lamp with a silver spoon."
    )

    assert questions["Who mended the lamp with a silver spoon"] == "Agnes Rowe"


def test_a_bare_name_is_a_person_by_what_only_persons_do() -> None:
    questions = shorts("Varley invented a silent loom. Brennan obtained his licence in 1802.")

    assert questions["Who invented a silent loom"] == "Varley"
    assert questions["When did Brennan obtain his licence"] == "1802"


def test_a_verb_of_place_tells_where() -> None:
    questions = shorts("Brill hid the small bottles behind an oak. The lion stood on a huge rock.")

    assert questions["Where did Brill hide the small bottles"] == "behind an oak"
    assert questions["Where did the lion stand"] == "on a huge rock"
    assert not any(
        question.startswith("Where")
        for question in shorts("The lion stood on principle. Brill put the plan into the mind.")
    )


def test_a_case_and_the_scope_of_a_rank_are_no_places() -> None:
    questions = shorts(
        "The council reviewed the ban in Ward v Harbour. "
        "Penhale contains the oldest street in England."
    )

    assert not any(question.startswith("Where") for question in questions)


def test_a_year_is_not_told_apart_by_what_follows() -> None:
    questions = shorts("Mara Lind presented evidence in 2009 that the old kiln was safe.")

    assert questions["When did Mara Lind present evidence that the old kiln was safe"] == "2009"


def test_durations_and_frequencies_are_of_the_kind_that_their_words_are() -> None:
    read = analyse("The keeper stayed for nineteen years. The bus stops at Penhale every Friday.")

    assert kinds(read, "duration") == {("how_many", "how_many")}
    assert kinds(read, "time") == {("how_many", "how_many")}


def test_a_mood_tells_how_somebody_felt() -> None:
    questions = shorts("The new waiter was very proud of his trays.")

    assert questions["How did the new waiter feel"] == "very proud of his trays"


def test_what_was_built_for_a_purpose_tells_why() -> None:
    questions = shorts("The chapel was built to serve the weavers of the valley.")

    assert questions["Why was the chapel built"] == "to serve the weavers of the valley"


def test_what_there_was_and_what_somebody_was_made_to_do() -> None:
    questions = shorts(
        "There was a stone bridge over the Alder. The flood forced the miller to move uphill."
    )

    assert questions["Was there a stone bridge over the Alder"] == "Yes"
    assert questions["What did the flood force the miller to do"] == "to move uphill"


def test_one_of_several_is_asked_for_by_what_it_is_one_of() -> None:
    questions = shorts("One of the oldest mills in the valley is the Weidach mill.")

    assert questions["What is one of the oldest mills in the valley"] == "the Weidach mill"
    assert not any(question.startswith("Is one of") for question in questions)


def test_what_somebody_is_bound_to_do_is_asked_for() -> None:
    questions = shorts("Visitors to the mill are asked to leave their boots at the door.")

    assert questions["What are visitors to the mill asked to do"] == (
        "to leave their boots at the door"
    )


def test_a_story_without_names_is_opened_all_the_same() -> None:
    passage = Passage(
        id="hen/0",
        document_id="hen",
        title="hen",
        text="The fox slept. The boy washed a kettle. He carried the kettle home in a cart.",
    )
    turns = tuple(TurnPlan(index=i, link="what", act="what") for i in range(2))
    talk = new_talk(ConversationPlan(passage=passage, number=0, seed=1, turns=turns))

    assert not advance(talk).exhausted


def test_what_a_thing_is_called_used_for_or_marked_by_is_asked_in_the_passive() -> None:
    """Names, uses and lasting states are told of a thing; nobody asks who did them."""
    questions = shorts(
        "The tallest cranes are referred to as gantries. The Holm tower is used to measure wind. "
        "Sandby is marked by a wet climate."
    )

    assert questions["What are the tallest cranes referred to as"] == "gantries"
    assert questions["What is the Holm tower used for"] == "to measure wind"
    assert questions["What is Sandby marked by"] == "a wet climate"


def test_a_list_or_a_long_answer_is_told_to_its_end() -> None:
    questions = shorts(
        "The works of Brill include a long poem on the sea and on its storms, two plays for the "
        "children of the town, and a book of letters to his brother in Norway."
    )

    answer = questions["What do the works of Brill include"]
    assert answer.startswith("a long poem")
    assert answer.endswith("Norway")


def test_what_happened_when_is_asked_where_both_clauses_name_what_they_tell_of() -> None:
    questions = shorts(
        "When the mill burned down, the owners built a bridge. When he left, it broke."
    )

    assert questions["What happened when the mill burned down"] == "the owners built a bridge"
    assert not any("he left" in question for question in questions)


def test_this_behind_a_verb_is_understood_after_the_sentence_that_names_it() -> None:
    """It may be asked who showed "this effect", but never what was shown."""
    found = analyse("Crystals bend light. Varley demonstrated this effect using a lamp.").candidates
    made = {fill(c.direct, c.surface): c for c in found}

    assert made["Who demonstrated this effect using a lamp"].follows
    assert "What did Varley demonstrate" not in made


def test_his_behind_a_second_verb_may_be_somebody_else() -> None:
    questions = shorts("Jack Holm met Ezra Dunn in Oslo and asked for his advice.")

    assert questions["Where did Jack Holm meet Ezra Dunn"] == "in Oslo"
    assert not any("advice" in question for question in questions)


def test_who_has_done_it_and_why_it_was_set_up_is_asked_of_perfect_passives() -> None:
    questions = shorts(
        "The harbour has been endorsed by Ann Brill. Two boards have been set up to run the ferry. "
        "One of the most famous painters of Holm was Ada Dunn."
    )

    assert questions["Who has endorsed the harbour"] == "Ann Brill"
    assert questions["Why have two boards been set up"] == "to run the ferry"
    assert questions["Who was one of the most famous painters of Holm"] == "Ada Dunn"


def test_a_clause_of_its_own_is_no_part_of_a_yes_no_question() -> None:
    questions = shorts(
        "Four of the clubs are members of the Holm League, and ten of the crews form a council. "
        "When expanded through pistons, the steam turns the wheel of the mill."
    )

    assert not any("and ten" in question for question in questions)
    assert not any("when expanded" in question for question in questions)


def test_a_time_belongs_to_what_happened_since_where_that_stands_before_it() -> None:
    questions = shorts(
        "Relations had decayed since the arrival of troops in 1969. The club has been active in "
        "Norway since 1970. Holm was eliminated by Ohio State in 1931."
    )

    assert not any(question.startswith("When had relations") for question in questions)
    assert "Since when has the club been active in Norway" in questions
    assert questions["Who eliminated Holm"] == "Ohio State"


def test_alone_belongs_to_its_place_and_links_are_no_limits() -> None:
    questions = shorts(
        "Almost 900 boats were lost in Holm alone. In contrast, decay results from damp air."
    )

    assert questions["Where were almost 900 boats lost"] == "in Holm alone"
    assert questions["What does decay result from"] == "damp air"
