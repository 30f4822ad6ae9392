"""What the built-in teacher must not ask: no English, or a false version that is not denied."""

import pytest

from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.talking.wording import fill, first_person


def asked(text: str) -> dict[str, str]:
    """Question -> bare answer, for every candidate of a passage."""
    return {
        f"{fill(c.direct, c.surface or c.entity.text)}?": c.short for c in analyse(text).candidates
    }


@pytest.mark.parametrize(
    "text",
    [
        "The bill is the last stage of the reform and is debated in the upper house.",
        "The regiment slipped away and led the attack on the fort at Renholm.",
        "High and Critical must be resolved before the bridge is opened.",
        "The frigate of the northern fleet were sent to the harbour in May.",
        "High prices prevent not just a quick recovery, but also new houses.",
        "Pupils need only run the small engine to see the effect.",
    ],
)
def test_a_second_verb_or_a_lost_noun_makes_no_question(text: str) -> None:
    """A second verb keeps its tense, adjectives are no subject, half a contrast is no statement."""
    wrong = (
        " and is ",
        " and led ",
        "high and",
        "Were the frigate",
        "quick recovery?",
        "need only",
    )
    assert not [q for q in asked(text) if any(words in q for words in wrong)]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The council meetings are open to the public.", "private"),
        ("The clubs of the valley organise rural festivals.", "urban"),
        ("The ferry was not in service until May.", "until"),
        ("The roof lets in 97 percent of the light.", "194"),
        ("The mill had lost half of its workers by 1911. It closed in 1950.", "by 1950"),
    ],
)
def test_a_false_version_is_denied_by_the_passage(text: str, wrong: str) -> None:
    """Another word must make the sentence false, and leave it possible and grammatical."""
    assert not [q for q, short in asked(text).items() if short == "No" and wrong in q]


@pytest.mark.parametrize(
    ("text", "wanted", "answered"),
    [
        (
            "Some village singers are worried that the hall isn't ready for the feast.",
            "Who is worried that the hall isn't ready for the feast?",
            "some village singers",
        ),
        (
            "The feast was interrupted by angry survivors.",
            "Who interrupted the feast?",
            "angry survivors",
        ),
        ("Lena Orban opened the parcel in excitement.", "What did Lena Orban open?", "the parcel"),
        (
            "The island is called the quiet stone by people who fish near Vardal.",
            "What is the island called by people who fish near Vardal?",
            "the quiet stone",
        ),
        (
            "Mara Venn, the main host of the show, is known as the Owl.",
            "Who is Mara Venn?",
            "the main host of the show",
        ),
        (
            "T cells recognize a foreign body.",
            "What do T cells recognize?",
            "a foreign body",
        ),
    ],
)
def test_the_question_word_and_the_answer_fit(text: str, wanted: str, answered: str) -> None:
    """Who for people, the tense of the clause, and no word that belongs to the verb."""
    assert asked(text)[wanted] == answered


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("The law asserts the ratio of speed to force and the square of the mass.", "Why"),
        ("The office gave them the option to convert to a small school.", "Why"),
        ("Olga Brandt is a teacher at Renholm College in Vardal.", "Where is"),
        ("The state had its roots in the November Uprising of 1830.", "When did"),
        ("The boats are strongest in Renholm's North Western and Eastern rural bays.", "strongest"),
        ("Projects should arrange staff for the night.", "What should arrange"),
        ("The fires began to spread over the plain.", "begin to do"),
    ],
)
def test_a_question_word_that_does_not_fit_is_not_used(text: str, never: str) -> None:
    """A noun behind "to" is no purpose, a second place asks for no first, a name is no date."""
    assert not [question for question in asked(text) if never in question]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The doctors cared for the sick and wounded northern soldiers.", "Who wounded"),
        ("Letters loaded with long words and asides confuse the clerks.", "load with"),
        ("The fees may rise up to 250 crowns a year.", "What may"),
        ("Resist the temptation to put all in one letter.", "resist to put"),
        ("Unpaid carers are counted. The Unpaid Carers Act came, and unpaid work fell.", "Unpaid"),
        ("The old inn is run by a religious order.", "What run"),
    ],
)
def test_words_are_read_as_what_they_are(text: str, wrong: str) -> None:
    """Twin adjectives, participles behind nouns, amounts and first words with a capital."""
    assert not [question for question in asked(text) if wrong in question]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Fighting between the towns came within two miles of the bridge.", "Who"),
        ("The first crossing of the strait was a disaster.", "What was"),
        ("Jack explains to Ezra in the evening.", "explain"),
    ],
)
def test_what_something_is_and_does_is_asked_of_what_can_be_and_do_it(
    text: str, wrong: str
) -> None:
    """An action is nobody, a judgement is no definition, and to explain is to explain something."""
    assert not [question for question in asked(text) if wrong in question]


def test_what_is_quoted_stays_as_it_is_where_a_question_speaks_for_its_reader() -> None:
    said = "Can you watch 'A Beginner's Guide to Your Pay,' when you get your first check"
    asked = "Can I watch 'A Beginner's Guide to Your Pay,' when I get my first check"
    assert first_person(said) == asked
    assert first_person('Should you press "Save your work"') == 'Should I press "Save your work"'
    assert first_person("Is your team's page yours") == "Is my team's page mine"
