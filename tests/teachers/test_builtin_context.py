"""What the built-in teacher takes for known: nothing that was not said in the conversation."""

import itertools
import re

import pytest
from test_builtin_conversations import many
from test_builtin_questions import asked

from codi.teachers.builtin.asking.analysis import analyse
from codi.teachers.builtin.reading.leaning import points_out
from codi.teachers.builtin.reading.passage import understand
from codi.types import Passage


@pytest.mark.parametrize(
    "sentence",
    [
        "Brandt's rule is a stronger form of that rule.",
        "A third kind of wells supplies the lower town.",
        "The two mills ground rye for the army.",
        "Other large towns were Trier and Metz.",
        "Most farms were sold in the meantime.",
        "Use the linked list to order new tools.",
        "The weaver was born here in 1745.",
        "The predominant ones are made of oak.",
    ],
)
def test_a_sentence_that_points_at_something_unsaid_is_known_by_it(sentence: str) -> None:
    tokens = understand(f"Ada Brandt bought a farm. {sentence}").sentences[-1].tokens

    assert points_out(tokens)


@pytest.mark.parametrize(
    "sentence",
    [
        "Those who come late should ring twice.",
        "The sponge differs from other animals in its shape.",
        "Small towns such as Trier and Metz kept their walls.",
        "The farm has a well, and that well never runs dry.",
        "The report says that water was scarce.",
        "Three of the five bridges across the river were lost.",
    ],
)
def test_a_sentence_that_tells_what_it_points_at_stands_alone(sentence: str) -> None:
    tokens = understand(sentence).sentences[0].tokens

    assert points_out(tokens) == []


def test_a_question_on_this_thing_needs_its_noun_just_said() -> None:
    text = "Ada Brandt built a weir in 1901. This weir saved the mill in 1920."
    (found, *_) = [c for c in analyse(text).candidates if c.direct.startswith("When did {S} save")]

    assert found.follows
    assert found.needs == {"weir"}


def test_a_bare_definite_is_no_opener() -> None:
    leases = Passage(
        id="lease/0",
        document_id="lease",
        title="Linden farm",
        text=(
            "Ada Brandt bought Linden farm in 1901. Otto Keller leased the south field from her. "
            "The agreement ended in 1931. Ada Brandt planted an orchard in 1920."
        ),
    )
    openers = [turns[0] for turns in many(["open"], passage=leases, count=40) if turns]

    assert len(openers) >= 30
    assert not any("the agreement" in turn.user for turn in openers)


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("Ada Brandt sold the mill. The twins had three goats. They sold some hay.", "goats sell"),
        ("The hens are allowed to eat the grain given to them.", "What is|What are"),
        ("Otto Lang told of the flood in his speech on the dam in 1960.", "What happened in his"),
    ],
)
def test_a_pronoun_of_a_question_has_its_noun_in_the_question(text: str, never: str) -> None:
    assert not any(re.search(never, found) for found in asked(text))


def test_whoever_a_pronoun_means_that_was_not_found_out_is_meant_by_the_next_one() -> None:
    facts = understand(
        "Clara Reed and Ida Moss met Mona Lake. She had made Butter Biscuits. She packed a bottle."
    ).facts

    assert not any(fact.resolved for fact in facts)


TWO_WOMEN = Passage(
    id="women/0",
    document_id="women",
    title="The race",
    text=(
        "Rika Moss, a reporter, thinks that Lena Hart is too young. Lena Hart loves medicine. She "
        "was born in Trier in 1991. Rika Moss moved to Metz in 2004. Lena Hart won the race in "
        "2006. Rika Moss wrote a book on Lena Hart in 2010."
    ),
)


def test_she_is_not_said_where_two_women_were_just_named() -> None:
    acts = ["open", "what", "when", "where", "what", "follow_up"]
    for turns in many(acts, passage=TWO_WOMEN, phenomena=("anaphora",), count=40):
        for before, turn in itertools.pairwise(turns):
            both = all(name in f"{before.user} {before.assistant}" for name in ("Rika", "Lena"))
            assert not (both and re.search(r"\bshe\b", turn.user)), (before, turn)


def test_a_word_inside_of_a_longer_name_is_no_pronoun() -> None:
    mill = Passage(
        id="hall/0",
        document_id="hall",
        title="Parliament",
        text=(
            "Parliament sits in the old hall on Mondays. Meetings are broadcast on the channel "
            "Linden Parliament. Parliament was opened in 1901 by Ada Brandt."
        ),
    )
    for turns in many(["open", "what", "yes_no"], passage=mill, phenomena=("anaphora",), count=30):
        assert not any("Linden it" in turn.user for turn in turns)


@pytest.mark.parametrize(
    ("told", "noun"),
    [
        ("Ada Brandt destroyed the fort in 1920.", "fort"),
        ("Otto Keller saw the fort's walls in 1920.", "fort"),
        ("Several farms were caught in the squeeze.", "squeez"),
        ("Some weavers were a third of the population of the city.", "city"),
    ],
)
def test_what_a_question_or_answer_calls_the_fort_must_have_been_said(told: str, noun: str) -> None:
    found = analyse(f"Jakob Stern built a fort in 1901. {told}").candidates
    second = [candidate for candidate in found if candidate.sentence == 1]

    assert any(candidate.kind == "yes" for candidate in second)
    assert all(noun in candidate.known for candidate in second if candidate.kind == "yes")


def test_what_is_told_apart_beside_the_noun_needs_no_word_before() -> None:
    text = "Jakob Stern built a fort in 1901. Ada Brandt sold the fort of the Kellers in 1920."

    assert not any(candidate.known for candidate in analyse(text).candidates)


@pytest.mark.parametrize(
    "told",
    [
        "Weavers were thought by smiths neighbours against—what were then called—strangers.",
        "Water is clear, and about twice as much dissolves at noon.",
    ],
)
def test_no_yes_no_question_stops_within_a_phrase_or_runs_into_another_clause(told: str) -> None:
    found = [c for c in analyse(f"Ada Brandt built a mill. {told}").candidates if c.sentence == 1]

    assert not any(candidate.kind in {"yes", "no"} for candidate in found)


def test_prose_has_no_advice() -> None:
    text = (
        "Ada Brandt drew maps of the valley. Otto Keller read them in 1901. The maps showed hills. "
        "Clara Winter sold them to a museum. Nobody has seen them since then. "
        "Transform boundaries, such as the Lahr system, resulted in widespread floods."
    )

    assert not any(candidate.entity.kind == "you" for candidate in analyse(text).candidates)


@pytest.mark.parametrize(
    ("told", "lost"),
    [
        ("The Linden farm runs a number of shops apart from its mills.", "run apart"),
        ("Some chemists employ helpers and give advice.", "employs"),
        ("The treaty on the founding of Weidach never came into force.", "Weidach never"),
        ("The cells include grains that feed the root; hairs that drink; and bark.", "include"),
    ],
)
def test_no_question_takes_half_of_a_phrase(told: str, lost: str) -> None:
    found = [c for c in analyse(f"Ada Brandt built a mill. {told}").candidates if c.sentence == 1]

    assert not any(lost in c.direct.replace("{S}", c.surface) for c in found if c.kind != "tell")


def test_a_word_of_a_name_is_no_verb_and_a_condition_is_not_dropped() -> None:
    text = (
        "Ada Brandt built a mill at Weidach. The gorge between Holm am Lahr and Trier is listed as "
        "a site. Some schools board pupils and the fees may then rise to 900 marks."
    )

    said = [c.direct for c in analyse(text).candidates if c.sentence]

    assert not any(" am " in words or "rise" in words for words in said)
