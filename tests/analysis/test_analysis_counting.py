"""What a turn is, and what a set of conversations is like: cases that one can count by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from conversing import STORY, crowd, talk

from codi.analysis import NO_PASSAGE, TurnFacts, analyze, facts_of, load_conversations
from codi.analysis.counting import JUMPS, SHARES, TURNS, WORDS


def one(user: str, assistant: str, *, evidence: str = "") -> TurnFacts:
    return next(facts_of(talk((user, assistant), evidence=[evidence])))


@pytest.mark.parametrize(
    ("user", "assistant", "kind"),
    [
        ("What does Mia have?", "A red kite.", "span"),
        ("What does Mia have?", "She has got a kite.", "free"),
        ("Did she fly it?", "Yes", "yes"),
        ("Did she fly it?", "yes she did", "yes"),
        ("Did Tom fly it?", "No, Mia did.", "no"),
        ("Who flew it on Monday?", "No one did.", "free"),
        ("And Tom?", "Yes.", "yes"),
        ("Why?", "unknown", "none"),
        ("Why?", "The passage does not say.", "none"),
    ],
)
def test_a_reply_is_a_span_yes_no_free_or_none(user: str, assistant: str, kind: str) -> None:
    assert one(user, assistant).answer_type == kind


def test_overlap_is_the_share_of_content_words_without_their_endings() -> None:
    facts = one("Which kites did Mia buy?", "two red kites")
    assert facts.question_overlap == pytest.approx(2 / 3)  # kites, Mia; not buy
    assert facts.answer_overlap == pytest.approx(2 / 3)  # red, kites; not two
    assert one("Why?", "She did.").question_overlap is None


def test_evidence_has_a_place_and_moves() -> None:
    conversation = talk(
        ("What does Mia have?", "a red kite"),
        ("Why?", "unknown"),
        ("Where does Tom live?", "Lyon"),
        ("Where again?", "in Lyon"),
        ("Who?", "Mia"),
        evidence=["Mia has a red kite.", "", "Tom lives in Lyon.", "in Lyon", "Mia"],
    )
    length = len(STORY)
    facts = list(facts_of(conversation))
    assert [turn.evidence is not None for turn in facts] == [True, False, True, True, True]
    assert facts[0].place == pytest.approx(19 / 2 / length)  # the whole first sentence
    assert facts[2].jump == pytest.approx((52 + 70 - 19) / 2 / length)
    assert [turn.stays for turn in facts] == [False, False, False, True, False]
    assert facts[4].jump is not None
    assert facts[4].jump < -0.3


def test_a_conversation_is_counted_by_hand() -> None:
    conversation = talk(
        ("What does Mia have?", "a red kite"),
        ("When did she fly it?", "on Sunday"),
        ("Why?", "unknown"),
        evidence=["Mia has a red kite.", "on Sunday"],
    )
    analysis = analyze([conversation, conversation])
    assert (analysis.conversations, analysis.turns, analysis.with_passage) == (2, 6, 2)
    assert (analysis.with_evidence, analysis.unchecked) == (4, 0)
    found = {name: dict(counts) for name, counts in analysis.distributions.items()}
    assert found["turns"] == {"3": 2}
    assert found["question_types"] == {"what": 2, "when": 2, "why": 2}
    assert found["first_word"] == {"what": 2, "when": 2, "why": 2}
    assert found["first_two_words"] == {"what does": 2, "when did": 2, "why": 2}
    assert found["question_length"] == {"4": 2, "5": 2, "1": 2}
    assert found["answer_types"] == {"span": 4, "none": 2}
    assert found["answer_length"] == {"3": 2, "2": 2}
    assert found["answer_overlap"] == {"all": 4}
    assert found["question_overlap"] == {"all": 2, "none": 2}
    assert found["coreference"] == {"none": 2, "explicit": 2, "implicit": 2}
    assert found["links"]["open"] == 2
    assert found["links"]["unanswerable"] == 2
    assert sum(found["transitions"].values()) == 6
    assert found["transitions"]["unanswerable > end"] == 2
    assert found["evidence_position"] == {"early: first fifth": 2, "middle: third fifth": 2}
    assert analysis.phenomena["anaphora"] == 2
    assert analysis.phenomena["bare_wh"] == 2
    assert analysis.means["turns"].value == 3
    assert analysis.means["question_words"].value == pytest.approx(10 / 3)
    assert analysis.means["answer_words"].value == pytest.approx(5 / 2)


def test_bins_hold_what_their_names_say() -> None:
    assert [TURNS.of(number) for number in (1, 12, 13, 14, 20, 21, 90)] == [
        "1",
        "12",
        "13-14",
        "13-14",
        "18-20",
        "21+",
        "21+",
    ]
    assert [WORDS.of(number) for number in (0, 10, 12, 15, 51)] == [
        "0",
        "10",
        "11-12",
        "13-15",
        "51+",
    ]
    assert [SHARES.of(share) for share in (0.0, 0.2, 0.25, 0.99, 1.0)] == [
        "none",
        "under 25 %",
        "25-50 %",
        "75-100 %",
        "all",
    ]
    assert [JUMPS.of(jump) for jump in (-0.9, -0.05, 0.0, 0.3)] == [
        "back over 30 %",
        "back under 10 %",
        "on under 10 %",
        "on over 30 %",
    ]


def test_a_language_that_codi_does_not_read_is_not_checked_and_never_counted_as_zero() -> None:
    german = talk(
        ("Was hat Mia?", "einen Drachen"), passage="Mia hat einen Drachen.", language="de"
    )
    analysis = analyze([german])
    assert analysis.unchecked == 1
    assert analysis.distributions["question_length"] == {"3": 1}
    for name in ("links", "transitions", "phenomena", "question_types", "answer_types"):
        assert not analysis.distributions[name]
    assert analysis.means["phenomena"].value is None


def test_without_a_passage_nothing_is_said_of_it() -> None:
    analysis = analyze([talk(("What does Mia have?", "a kite"), passage=NO_PASSAGE)])
    assert analysis.with_passage == 0
    assert not analysis.distributions["question_overlap"]
    assert analysis.distributions["answer_types"] == {"free": 1}


def test_conversations_are_read_as_a_stream() -> None:
    analysis = analyze(iter(crowd(1, 30)))
    assert analysis.conversations == 30
    assert analysis.turns == sum(analysis.distributions["links"].values())


def test_real_conversations_are_counted_whole(shared: Path) -> None:
    analysis = analyze(load_conversations(shared / "benchmarks/coqa-dev-48.json"))
    assert (analysis.conversations, analysis.turns, analysis.with_evidence) == (48, 760, 755)
    assert analysis.distributions["answer_types"]["none"] == 4
    assert analysis.distributions["answer_types"]["span"] > 450
    assert sum(analysis.distributions["transitions"].values()) == 760
