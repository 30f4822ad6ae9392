"""What the built-in teacher reads out of a sentence: facts that stay true, and those it refuses."""

import subprocess
import sys

import pytest

from codi.teachers.builtin.reading.passage import understand
from codi.teachers.builtin.reading.tokens import read_sentences


def said(text: str) -> list[str]:
    """Each fact of a text as a statement: its subject, its verb, and what belongs to the verb."""
    return [
        " ".join(f"{fact.surface} {fact.verb.statement()} {fact.texts(fact.core) or ''}".split())
        for fact in understand(text).facts
    ]


def beside(text: str) -> dict[str, str]:
    """The role and the words of what a text's first fact says of when, where, why and how."""
    fact = understand(text).facts[0]
    return {piece.role: fact.text(piece) or "" for piece in [*fact.sides, *fact.core] if piece.role}


@pytest.mark.parametrize(
    ("sentence", "statement"),
    [
        (
            "A worker gathers a lump of glass on the end of a pipe, turns it and blows.",
            "a worker gathers a lump of glass on the end of a pipe",
        ),
        (
            "Kovell wanted to buy a new pipe, whereas Aurich preferred to repair the road.",
            "Kovell wanted to buy a new pipe",
        ),
        (
            "The two people could be pulling against each other as in tug of war.",
            "the two people could be pulling against each other as in tug of war",
        ),
        (
            "Users can see the first place you check.",
            "users can see the first place you check",
        ),
        (
            "Older papers include a definition (1960), a study of sets, as well as a proof (1962).",
            "older papers include a definition, a study of sets, as well as a proof",
        ),
    ],
)
def test_a_tail_is_kept_word_for_word_or_cut_where_that_stays_true(
    sentence: str, statement: str
) -> None:
    assert [text.replace(" ,", ",") for text in said(sentence)][:1] == [
        statement.replace(" ,", ",")
    ]


@pytest.mark.parametrize(
    ("sentence", "statement"),
    [
        ("The shape of the coast matters as well.", "the shape of the coast matters as well"),
        (
            "Identical particles split into two classes.",
            "identical particles split into two classes",
        ),
        ("Ryan and Adam love the sea.", "Ryan and Adam love the sea"),
        (
            "In 1976, Leila Marsh worked as a nurse and a cook.",
            "Leila Marsh worked as a nurse and a cook",
        ),
        (
            "Algorithms that use random bits are called randomized algorithms.",
            "algorithms that use random bits are called randomized algorithms",
        ),
        (
            "Talks stopped, and the letter carriers walked out on Monday.",
            "the letter carriers walked out",
        ),
        ("US prices were significantly higher.", "US prices were significantly higher"),
    ],
)
def test_a_verb_that_the_lexicon_takes_for_a_noun_is_found(sentence: str, statement: str) -> None:
    assert statement in said(sentence)


@pytest.mark.parametrize(
    ("sentence", "statement"),
    [
        (
            "Making a fork creates a copy of the repository.",
            "making a fork creates a copy of the repository",
        ),
        (
            "Materials readily available in the area generally dictate the design.",
            "materials readily available in the area generally dictate the design",
        ),
        (
            "The effect of growth \N{EN DASH} the elasticity \N{EN DASH} can depend on the price.",
            "the effect of growth can depend on the price",
        ),
        ("Linde himself had stayed in the hut.", "Linde had stayed in the hut"),
        (
            "On August 15, 1971, the United States left the accord.",
            "the United States left the accord",
        ),
        ("In total there are 352 votes.", "there are 352 votes"),
        ("First, the clerk signs the form.", "the clerk signs the form"),
    ],
)
def test_subjects_of_many_shapes_are_read(sentence: str, statement: str) -> None:
    assert statement in said(sentence)


def test_reasons_and_purposes_behind_a_clause_are_kept_word_for_word() -> None:
    reason = "The snow is judged by eye, because a person can tell blown snow from new snow better."
    purpose = "Rowe turned the lens by hand so that its flash would keep the right rhythm."

    assert beside(reason)["reason"] == ("because a person can tell blown snow from new snow better")
    assert beside(purpose)["purpose"] == "so that its flash would keep the right rhythm"


def test_what_happens_only_under_a_condition_is_not_said_without_it() -> None:
    facts = understand("Drinks are allowed if the cup has a lid.").facts
    condition = facts[0].clause.condition

    assert condition is not None
    assert facts[0].sentence.text(condition.start, condition.end) == "if the cup has a lid"
    assert said("In most species the young live in the sea.") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "No problem in the class is harder than this one.",
        "Nobody came to the meeting.",
        "Not every plant puts up with salt.",
        "It is hard for a stranger to find the door.",
        "It was shown that the tower leans.",
    ],
)
def test_negated_subjects_and_empty_subjects_make_no_fact(sentence: str) -> None:
    assert said(sentence) == []


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Clara Reed met Owen Hart. Owen Hart left the town. She sold the house.", "Clara Reed"),
        ("Anton Reiss and his men came late. Bao's lawyer called Zimmerman. He was angry.", ""),
        (
            "A copy was made. If the repository is no longer in use, it should be archived.",
            "the repository",
        ),
    ],
)
def test_a_pronoun_is_resolved_only_where_one_thing_can_be_meant(text: str, subject: str) -> None:
    last = understand(text).facts[-1:]

    assert [fact.subject.text for fact in last if fact.resolved] == ([subject] if subject else [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Follow up with a mail to FEHB@opm.gov.", ["FEHB@opm.gov", "."]),
        ("The company is known today as Visa Inc.", ["Inc.", "."]),
        ("The machine runs in time f(n) on tape.", ["f(n)"]),
    ],
)
def test_an_address_and_an_abbreviation_leave_the_full_stop(text: str, words: list[str]) -> None:
    sentence = read_sentences(text)[0][0]

    assert sentence.usable
    found = [token.text for token in sentence.tokens]
    assert set(words) <= set(found)


def test_names_of_things_are_no_persons() -> None:
    entities = understand(
        "The Barack Obama Presidential Center opened in 2021. The Nobel Prize was given in 1903."
    ).entities.by_key.values()

    assert {entity.kind for entity in entities} <= {"thing", "place", "group"}


def test_who_does_the_second_thing_is_not_guessed_behind_what_is_told() -> None:
    facts = said(
        "Several governments submitted that care is no service, and should not fall within the law."
    )

    assert all("fall within" not in fact for fact in facts)


def test_a_time_that_describes_the_subject_stays_with_it() -> None:
    facts = said("A study of counties between 1960 and 2000 found a positive impact on growth.")

    assert facts == ["a study of counties between 1960 and 2000 found a positive impact on growth"]


def test_a_not_behind_the_verb_is_never_lost() -> None:
    assert said("The problem has been shown not to be easy.") == [
        "the problem has been shown not to be easy"
    ]


def test_an_aside_between_subject_and_verb_is_passed_over() -> None:
    statement = "the harbour was closed to ships"

    assert statement in said(
        "The harbour, which nobody had dredged since the war, was closed to ships in 1931."
    )


def test_text_that_was_cut_into_words_is_read_as_it_was_written() -> None:
    """Spaces around each mark, and marks such as "@-@" within words, are no part of a text."""
    text = "The ships ' crews did n't like the half @-@ built port , which cost 3 @,@ 000 marks ."
    found = understand(text).sentences[0]
    assert found.usable
    assert found.text().startswith(
        "The ships' crews didn't like the half-built port, which cost 3,000"
    )


def test_of_a_sentence_with_words_missing_only_what_is_whole_is_read() -> None:
    """A clause without <unk>, well apart from it, is a fact; one with it is none."""
    text = "The harbour opened in 1931 ; a mill was built by <unk> . Ada moved to <unk> in 1940 ."
    assert [fact.surface for fact in understand(text).facts] == ["the harbour"]
    assert not understand("Holm moved to <unk> in 1940 . He was born in Oslo .").facts


@pytest.mark.parametrize(
    ("sentence", "statement"),
    [
        (
            "Private schooling in Norway has been debated by teachers.",
            "private schooling in Norway has been debated by teachers",
        ),
        (
            "The report has since been used to justify the dam.",
            "the report has since been used to justify the dam",
        ),
        (
            "The practice of medicine spread to other towns.",
            "the practice of medicine spread to other towns",
        ),
        (
            "The highest tide recorded was six metres in Holm.",
            "the highest tide recorded was six metres in Holm",
        ),
        (
            "Holm's forces, including companies of scouts, swiftly removed guards, killing two.",
            "Holm's forces swiftly removed guards",
        ),
    ],
)
def test_the_verb_is_found_where_a_word_could_be_another_kind(
    sentence: str, statement: str
) -> None:
    """Participles, nouns and conjunctions that look like something else, and asides."""
    assert statement in said(sentence)


def test_a_report_published_in_a_year_does_not_publish() -> None:
    assert not said("The Holm report published in 2007 featured a graph of the tides.")


def test_what_is_told_after_that_goes_on_behind_and() -> None:
    """Whoever surmised it did not do what the second verb tells."""
    found = said("Philo surmised that parts of the air were burnt and thus were able to escape.")
    assert not any(statement.startswith("Philo were") for statement in found)


def test_what_goes_on_behind_a_clause_makes_it_unsound() -> None:
    """A list of adverbs is not cut, and "however" without a mark begins another clause."""
    assert not said("The work was praised widely, loudly, and often by the men of Holm.")
    assert not said("The main use is in heating however the new mills need more steam.")


def test_a_semicolon_ends_a_sentence_unless_and_goes_on_behind_it() -> None:
    """What follows "; and" may be more of a list, which would be cut there."""
    assert said("The first mill of Holm was built in 1901; it burned down.")
    assert not said("Examples include the old mill in Holm and the bridge; and the ferry in Oslo.")


def test_reading_does_not_take_along_what_else_is_installed() -> None:
    """Nltk would: 150 MB of packages that tagging has no use for."""
    code = (
        "import sys; from codi.teachers.builtin.reading.lexicon import pattern; pattern(); "
        "assert not {'sklearn', 'scipy', 'pandas'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
