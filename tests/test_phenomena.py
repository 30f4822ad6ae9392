"""Phenomena: what plans may ask for, and what the detectors see in people's words."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from codi.graph import ACTS
from codi.phenomena import (
    EXAMPLE_PASSAGE,
    PHENOMENA,
    act_of,
    checkable,
    question_type,
    realised,
)
from codi.types import Span, Turn

MARIE = (
    Turn(index=0, user="Who was Marie Curie?", assistant="She was a physicist from Warsaw."),
    Turn(
        index=1,
        user="What did Marie Curie discover?",
        assistant="She discovered two elements, in a laboratory in Paris.",
    ),
)


def occurs(name: str, message: str, history: tuple[Turn, ...] = MARIE, reply: str = "Yes.") -> bool:
    turn = Turn(index=len(history), user=message, assistant=reply)
    return PHENOMENA[name].detect(turn, history, "")


def test_every_phenomenon_is_defined_and_asked_for_in_few_words() -> None:
    assert list(PHENOMENA) == [
        "anaphora", "possessive_anaphora", "demonstrative_anaphora", "definite_reference",
        "bridging", "ellipsis", "bare_wh", "one_substitution", "topic_shift", "topic_return",
        "discourse_marker", "clarification", "repair", "presupposition_failure", "confirmation",
        "comparison", "negation", "aggregation", "multi_part", "paraphrase", "polite", "informal",
        "disfluent", "noisy", "unanswerable", "out_of_scope",
    ]  # fmt: skip
    for name, phenomenon in PHENOMENA.items():
        assert phenomenon.name == name
        assert len(phenomenon.instruction.split()) <= 12
        assert re.search(r"\b(?:19|20)\d\d\b", phenomenon.source), name
        assert phenomenon.excludes <= set(PHENOMENA) - {name}


@pytest.mark.parametrize("name", PHENOMENA)
def test_a_phenomenon_is_seen_in_its_own_example(name: str) -> None:
    *history, turn = PHENOMENA[name].example.turns
    assert name in realised(turn, tuple(history), EXAMPLE_PASSAGE)


def test_languages_without_a_detector_are_not_read() -> None:
    turn = Turn(index=2, user="Why did she do it?", assistant="unknown")
    assert checkable("en") == tuple(PHENOMENA)
    assert checkable("de") == ()
    assert realised(turn, MARIE, "") == ("anaphora", "unanswerable")
    assert realised(turn, MARIE, "", language="de") == ()


@pytest.mark.parametrize(
    "message",
    [
        "When did she move there?",
        "What was her laboratory like?",
        "Who helped them?",
        "Did it win a prize?",
        "What is its name?",
        "And after that?",
        "What does that mean?",
        "Who spoke this language?",
        "Is that why she left?",
        "How many of those are left?",
        "What year did that happen?",
        "Did Simon help her?",
        "How did Ludwig deal with their deaths?",
        "Who is given that nickname?",
        "How long did it take them to get there?",
        "Is the album he made in Paris known?",
        "What was the next instrument he learned to play?",
    ],
)
def test_a_pronoun_or_demonstrative_that_points_back_is_anaphora(message: str) -> None:
    assert occurs("anaphora", message)


@pytest.mark.parametrize(
    "message",
    [
        "Where is Warsaw?",
        "Is it true that radium glows?",
        "Was it raining?",
        "How long did it take to find radium?",
        "Is there a movie that was made about radium?",
        "Who said that radium is safe?",
        "Are there other interesting aspects about this article?",
        "Is there anything else interesting in this document?",
        "Did Mr. Curie have a chair when he died?",
        "What impact did Pierre have on his country?",
        "Do those who handle radium fall ill?",
        "Who wrote If There Is Light It Will Find You?",
        "Did the workers say they were ill?",
    ],
)
def test_empty_pronouns_clauses_and_references_inside_the_message_are_no_anaphora(
    message: str,
) -> None:
    assert not occurs("anaphora", message)


def test_a_first_message_refers_to_nothing_before_it() -> None:
    for name in ("anaphora", "definite_reference", "ellipsis", "topic_shift", "topic_return"):
        assert not occurs(name, "Why did she leave the laboratory?", ())
        assert not occurs(name, "Why?", ())


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Where was the laboratory?", True),
        ("What are the elements called?", True),
        ("When did the famous physicist die?", True),
        ("Did the woman have children?", True),
        ("How do the two differ?", True),
        ("Who was the woman?", False),
        ("Who was the first physicist in Paris?", False),
        ("What is the name of radium in Polish?", False),
        ("What did the passage say?", False),
        ("Who was the mayor?", False),
        ("Was the Curie Institute large?", False),
        ("Was she the youngest physicist?", False),
        ("Where did Marie Curie live?", False),
    ],
)
def test_a_definite_phrase_for_something_mentioned_is_a_definite_reference(
    message: str, expected: bool
) -> None:
    assert occurs("definite_reference", message) is expected


@pytest.mark.parametrize(
    "message",
    [
        "Why?", "Why not?", "And in 1998?", "When?", "For how long?", "With whom?", "Who else?",
        "How many?", "And her sister?", "What about radium?", "How about Pierre", "Did she?",
        "When did it?", "What was?", "Anything else?", "And then what?", "Which one?", "How so?",
        "The first one.", "Any other prizes in those years?", "She left. Why?", "Is she really?",
        "At what age?", "In which year, then?", "From 1990 to 1999?", "Recorded since when?",
    ],
)  # fmt: skip
def test_a_fragment_is_ellipsis(message: str) -> None:
    assert occurs("ellipsis", message)


@pytest.mark.parametrize(
    "message",
    [
        "Who won?", "What happened?", "Who sparked it?", "What's her name?", "Was she ill?",
        "And who loves Poland?", "Name another element.", "Thanks, that helps!", "Tell me more.",
        "What separates it from polonium?", "How many people attended?", "Can you elaborate?",
        "What about radium did she find useful?", "Who rescued him and how?",
        "Had they seen Mr. Wright?", "Who was she?",
        "How many people in the world speak Polish as their first language?",
    ],
)  # fmt: skip
def test_a_message_with_its_verb_is_no_ellipsis(message: str) -> None:
    assert not occurs("ellipsis", message)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("what was the reason", True),
        ("uh, where was that?", True),
        ("Oh, and where was that?", True),
        ("So what's that about?", True),
        ("Wait, what?!", True),
        ("Do you know u can see it?", True),
        ("Where did the guy live?", True),
        ("Where was was she walking?", False),
        ("Well, who paid?", False),
        ("Where was she born in the U.S.?", False),
        ("When was the well dug?", False),
        ("Who invented the right angle?", False),
        ("What had had an effect?", False),
        ("iPhone sales rose in which year?", False),
        ("What is the laboratory's name?", False),
    ],
)
def test_wording_as_people_type_it_is_informal(message: str, expected: bool) -> None:
    assert occurs("informal", message) is expected


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("unknown", True),
        ("CANNOTANSWER", True),
        ("The passage does not say.", True),
        ("That isn't mentioned in the passage.", True),
        ("I don't know, the text gives no information about her pay.", True),
        ("It doesn’t say when.", True),
        ("She did not tell anyone.", False),
        ("Her father is unknown to most.", False),
        ("No.", False),
    ],
)
def test_a_reply_that_the_passage_lacks_the_answer_marks_the_question(
    reply: str, expected: bool
) -> None:
    assert occurs("unanswerable", "What was she paid?", reply=reply) is expected


def test_a_reply_with_evidence_is_an_answer_whatever_it_says() -> None:
    turn = Turn(index=0, user="Who?", assistant="unknown", evidence=(Span(start=0, end=3),))
    assert not PHENOMENA["unanswerable"].detect(turn, (), "")


PLACES = (
    Turn(
        index=0,
        user="When was the bridge built?",
        assistant="The bridge was built in 1887.",
        evidence=(Span(start=0, end=40),),
    ),
    Turn(
        index=1,
        user="What did the railway carry?",
        assistant="The railway carried coal.",
        evidence=(Span(start=900, end=940),),
    ),
)


@pytest.mark.parametrize(
    ("message", "start", "expected"),
    [
        ("Who was the mayor?", 500, ("topic_shift",)),
        ("Who was the mayor?", 960, ()),
        ("Why was it closed?", 500, ()),
        ("Why?", 500, ()),
        ("Who paid for the bridge?", 60, ("topic_return",)),
        ("Back to the bridge, who paid for it?", 500, ("topic_return",)),
        ("Did she go back to the railway?", 920, ()),
        ("Where did the railway get its coal?", 100, ()),
    ],
)
def test_topics_are_told_apart_by_evidence_and_words(
    message: str, start: int, expected: tuple[str, ...]
) -> None:
    turn = Turn(
        index=2, user=message, assistant="Yes.", evidence=(Span(start=start, end=start + 30),)
    )
    found = realised(turn, PLACES, "")
    assert tuple(name for name in found if name.startswith("topic")) == expected


def test_without_evidence_words_alone_tell_a_change_of_topic() -> None:
    assert occurs("topic_shift", "Which prize did Einstein win?")
    assert not occurs("topic_shift", "Which prize did she win?")
    assert not occurs("topic_shift", "Was the laboratory cold?")


@pytest.mark.parametrize(
    "message",
    [
        "Great, thanks for your help!",
        "Okay.",
        "Can you summarise the main points so far?",
        "So, what have we learned so far?",
        "Okay, that answers my questions. Thanks!",
        "Perfect, thank you. That is everything.",
    ],
)
def test_thanks_and_summaries_show_neither_a_topic_nor_a_fragment(message: str) -> None:
    for name in ("topic_shift", "topic_return", "ellipsis", "anaphora"):
        assert not occurs(name, message)


def test_what_follows_a_word_of_thanks_is_looked_at() -> None:
    assert occurs("ellipsis", "I see, thanks. And where?")
    assert occurs("anaphora", "Oh, I see. Where did she study?")


@pytest.mark.parametrize(
    ("name", "before", "act", "expected"),
    [
        ("anaphora", (), "open", False),
        ("anaphora", ("open",), "when", True),
        ("anaphora", ("open", "when"), "topic_shift", False),
        ("ellipsis", ("open",), "when", True),
        ("ellipsis", ("open",), "close", False),
        ("definite_reference", ("open",), "summary", False),
        ("topic_shift", (), "open", False),
        ("topic_shift", ("open",), "topic_shift", True),
        ("topic_shift", ("open",), "follow_up", False),
        ("topic_return", ("open", "topic_shift"), "topic_return", True),
        ("topic_return", ("open", "when"), "topic_return", False),
        ("topic_return", ("open", "topic_shift", "topic_return"), "topic_return", False),
        ("unanswerable", ("open",), "unanswerable", True),
        ("unanswerable", ("open",), "when", False),
        ("informal", (), "open", True),
    ],
)
def test_a_phenomenon_is_asked_for_only_where_it_can_occur(
    name: str, before: tuple[str, ...], act: str, expected: bool
) -> None:
    assert act in ACTS
    assert PHENOMENA[name].possible(before, act) is expected


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("Who was she?", "who"),
        ("Whose idea was it?", "who"),
        ("To whom did she write?", "who"),
        ("What's that?", "what"),
        ("Which one?", "which"),
        ("when was it", "when"),
        ("Where's the bridge?", "where"),
        ("Why not?", "why"),
        ("How did it fall?", "how"),
        ("How old was he?", "how_many"),
        ("And how many came?", "how_many"),
        ("Did she say why?", "yes_no"),
        ("Oh, wasn't he ill?", "yes_no"),
        ("ok so did she win", "yes_no"),
        ("btw, besides that, is he old", "yes_no"),
        ("hm, and who won", "who"),
        ("In what year?", "what"),
        ("She was ill. Why?", "why"),
        ("Tell me more.", "other"),
        ("And her sister?", "other"),
    ],
)
def test_the_kind_of_a_question(message: str, kind: str) -> None:
    assert question_type(message) == kind


def coqa_turns(path: Path) -> Iterator[tuple[Turn, tuple[Turn, ...], str]]:
    for story in json.loads(path.read_text(encoding="utf-8"))["data"]:
        history: tuple[Turn, ...] = ()
        for index, (question, answer) in enumerate(
            zip(story["questions"], story["answers"], strict=True)
        ):
            start, end = answer["span_start"], answer["span_end"]
            turn = Turn(
                index=index,
                user=question["input_text"],
                assistant=answer["input_text"],
                evidence=(Span(start=start, end=end),) if start >= 0 else (),
            )
            yield turn, history, story["story"]
            history = (*history, turn)


def test_people_s_coqa_questions_show_phenomena_about_as_often_as_its_authors_counted(
    shared: Path,
) -> None:
    """Reddy et al. 2019, section 4: explicit coreference in 49.7% of the questions."""
    counts: Counter[str] = Counter()
    turns = list(coqa_turns(shared / "benchmarks" / "coqa-dev-48.json"))
    for turn, history, passage in turns:
        counts.update(realised(turn, history, passage))
    assert counts["anaphora"] / len(turns) == pytest.approx(0.497, abs=0.03)
    assert counts["unanswerable"] == 4
    assert 0.12 < counts["ellipsis"] / len(turns) < 0.2
    assert 0.05 < counts["definite_reference"] / len(turns) < 0.12
    assert 0.2 < counts["topic_shift"] / len(turns) < 0.3
    assert counts["topic_return"] < counts["topic_shift"]


ASKED_BACK = (
    *MARIE,
    Turn(index=2, user="When did she get it?", assistant="Do you mean the prize or the chair?"),
)


@pytest.mark.parametrize(
    ("message", "reply", "act"),
    [
        ("Who helped her?", "Pierre.", "who"),
        ("What did her husband do?", "He was a physicist.", "what"),
        ("Which elements were they?", "Polonium and radium.", "drill_down"),
        ("When?", "In 1898.", "when"),
        ("In what year was that?", "In 1898.", "when"),
        ("Where was her laboratory?", "In Paris.", "where"),
        ("Why there?", "Her husband taught there.", "why"),
        ("How did they find radium?", "In pitchblende.", "how"),
        ("How many years did it take?", "Four.", "how_many"),
        ("Did she win a prize?", "Yes, two.", "yes_no"),
        ("Did she?", "Yes.", "yes_no"),
        ("Was radium rarer than polonium?", "No.", "compare"),
        ("What are the names of those elements?", "Polonium and radium.", "list"),
        ("What else did she find?", "Nothing.", "follow_up"),
        ("Can you tell me more about her?", "She taught in Paris.", "follow_up"),
        ("Are there any other interesting aspects?", "She won twice.", "follow_up"),
        ("Which prize did Einstein win in 1921?", "That in physics.", "topic_shift"),
        ("Was Einstein ever in that laboratory?", "unknown", "unanswerable"),
        ("When did she move to Rome?", "Actually, she never lived in Rome.", "correct"),
        ("When did she get it?", "Do you mean the prize or the chair?", "clarify"),
        ("Can you sum up what she did?", "She found two elements.", "summary"),
        ("Thanks, that is all!", "You are welcome.", "close"),
    ],
)
def test_any_turn_is_of_some_kind(message: str, reply: str, act: str) -> None:
    assert act in ACTS
    turn = Turn(index=2, user=message, assistant=reply)
    assert act_of(turn, MARIE, "") == act


def test_a_first_turn_opens_and_an_answer_to_the_assistant_says_what_was_meant() -> None:
    assert act_of(MARIE[0], (), "") == "open"
    assert act_of(Turn(index=0, user="Who?", assistant="unknown"), (), "") == "unanswerable"
    meant = Turn(index=3, user="The prize.", assistant="In 1903.")
    assert act_of(meant, ASKED_BACK, "") == "clarified"


def test_every_act_of_peoples_turns_is_one_of_the_graph(shared: Path) -> None:
    turns = coqa_turns(shared / "benchmarks" / "coqa-dev-48.json")
    acts = Counter(act_of(turn, history, passage) for turn, history, passage in turns)
    assert set(acts) <= set(ACTS)
    assert acts["open"] >= 46
    assert len(acts) > 14
