"""How the built-in teacher leads a conversation: acts kept, few fillers, facts asked in steps."""

import itertools
import re
from dataclasses import replace

import pytest
from test_builtin_conversations import many, plan, talk

from codi.phenomena import question_type, realised
from codi.types import Passage

FARM = Passage(
    id="farm/0",
    document_id="farm",
    title="Two farms",
    text=(
        "Ada Brandt bought the Linden farm in 1901. Her neighbour Otto Keller bought the Hollow "
        "farm in 1912. Otto Keller kept forty cows because the dairy paid well. Ada Brandt planted "
        "an orchard in 1920. The Linden farm has 300 trees. The Hollow farm has 80 trees. Otto "
        "Keller sold the Hollow farm in 1931. The barn was built by a carpenter from Trier in 1934."
    ),
)


@pytest.mark.parametrize("act", ["who", "when", "why", "how_many", "yes_no"])
def test_a_turn_asks_with_the_word_of_its_act_where_the_passage_allows(act: str) -> None:
    kept = [question_type(turns[1].user) == act for turns in many(["open", act], count=30)]

    assert sum(kept) >= 27


def test_an_open_turn_leaves_the_only_why_for_the_turn_that_needs_it() -> None:
    asked = [
        talk(plan(["open", "follow_up", "why"], seed=seed, passage=FARM)) for seed in range(20)
    ]
    whys = [question_type(turns[2].user) == "why" for turns in asked if len(turns) == 3]

    assert sum(whys) >= 18


def test_the_user_never_speaks_of_the_passage() -> None:
    acts = ["open", "what", "follow_up", "why", "drill_down", "what", "who", "topic_shift", "list"]
    for turns in (*many(acts), *many(acts, passage=FARM), *many(acts, tone="polite")):
        for turn in turns:
            assert not re.search(r"\b(?:passage|text|section)\b", turn.user.lower()), turn.user


def test_anything_else_is_asked_once_at_most_and_never_for_a_short_answer() -> None:
    acts = ["open", *["what", "follow_up"] * 8]
    filler = re.compile(r"anything else|what else should|tell me more", re.IGNORECASE)
    for turns in many(acts, passage=FARM):
        assert sum(bool(filler.search(turn.user)) for turn in turns) <= 3
        assert len(turns) >= 3
    for turns in many(acts, passage=FARM, style="short"):
        assert not any(filler.search(turn.user) for turn in turns[1:])
        assert not any(turn.assistant.endswith(".") for turn in turns[1:])


def test_a_talk_ends_when_all_was_asked() -> None:
    for turns in many(["open", *["what"] * 25], count=8):
        assert 3 <= len(turns) < 20


def test_a_fact_is_asked_without_its_time_and_then_for_it() -> None:
    one = Passage(id="o/0", document_id="o", text="Otto Lang moved the mill to Trier in 1781.")
    turns = talk(plan(["what", "when"], passage=one, phenomena=("ellipsis",), seed=3))

    assert "1781" not in turns[0].user + turns[0].assistant
    assert turns[1].user in {"When?", "And when?"}
    assert "1781" in turns[1].assistant
    assert "ellipsis" in realised(turns[1], turns[:1], one.text)


def test_a_question_that_fits_two_people_is_asked_back() -> None:
    back = [
        turns[1].assistant
        for seed in range(20)
        if len(turns := talk(plan(["open", "clarify", "clarified"], seed=seed, passage=FARM))) == 3
    ]

    assert any("farm or the" in text or "Hollow farm" in text for text in back)
    assert all(text.endswith("?") for text in back if " or " in text)


def test_two_numbers_of_one_kind_are_compared() -> None:
    asked = [talk(plan(["open", "compare"], seed=seed, passage=FARM)) for seed in range(20)]
    questions = {turns[1].user: turns[1].assistant for turns in asked}

    more = [q for q in questions if "more trees" in q]
    assert more
    assert all("300" in questions[q] and "80" in questions[q] for q in more)


def test_what_a_clause_leaves_unsaid_is_asked_but_not_answered() -> None:
    for seed in range(15):
        turns = talk(plan(["open", "unanswerable"], seed=seed, passage=FARM))

        assert not turns[1].evidence
        assert "unanswerable" in realised(turns[1], turns[:1], FARM.text)


def test_a_denied_fact_or_another_name_is_what_the_user_takes_for_granted() -> None:
    for turns in many(["open", "correct"], passage=FARM, count=20):
        assert turns[1].evidence
        assert not turns[1].assistant.startswith("Yes")


def test_a_casual_question_has_one_lead_in() -> None:
    two = re.compile(
        r"^(?:hey|um|uh|btw|hmm|ok|so|oh|wait|alright)\b.*"
        r"\b(?:oh, interesting|i see, thanks|good to know)",
        re.IGNORECASE,
    )
    for turns in many(["open", "what", "when"], tone="chatty", phenomena=("informal",)):
        assert not any(two.search(turn.user) for turn in turns)


def test_thanks_are_not_doubled_either() -> None:
    for turns in many(["open", "close"], phenomena=("informal",)):
        assert re.match(r"(?:thank|great|perfect)", turns[1].user)


def test_a_name_of_the_passage_can_be_wrong_in_a_question_that_is_denied() -> None:
    asked = {turns[1].user: turns[1].assistant for turns in many(["open", "yes_no"], passage=FARM)}

    assert any(answer.startswith("No, ") for answer in asked.values())
    assert any(answer.startswith("Yes, ") for answer in asked.values()) or len(asked) < 5


def test_a_question_back_to_an_earlier_topic_says_so_by_name() -> None:
    acts = ["open", "follow_up", "topic_shift", "follow_up", "topic_return"]
    last = [turns[-1].user for turns in many(acts, passage=FARM, count=30) if len(turns) == 5]

    back = [user for user in last if re.search(r"back to|eturning to", user)]
    assert len(back) >= 10
    assert all(re.search(r"Ada|Otto|farm|orchard|barn|Keller|Brandt", user) for user in back)


SPARSE = Passage(
    id="sparse/0",
    document_id="sparse",
    title="Inns",
    text=(
        "However, where the old road, long since lost to the heath, had crossed the river, there "
        "grew, as some believe, the first of the inns. Note: Whoever comes late should ring twice. "
        "They also, on some nights, if the cook is there and sober, have a warm supper for all."
    ),
)


@pytest.mark.parametrize("style", ["sentence", "short"])
def test_a_talk_ends_rather_than_be_filled_with_sentences_on_something_else(style: str) -> None:
    for turns in many(["open", *["what"] * 5], passage=SPARSE, style=style, count=10):
        told = [turn for turn in turns if turn.evidence]
        assert all(turn.user.startswith(("What", "Anything")) for turn in told)
        assert not any("what else" in turn.user.lower() for turn in turns)
        assert not any("old road" in turn.assistant or "late" in turn.assistant for turn in turns)


def test_an_open_question_is_answered_by_a_sentence_that_opens_with_its_topic() -> None:
    inns = Passage(
        id="inns/0",
        document_id="inns",
        title="The inns",
        text=(
            "While the road, long since lost, had its merits, many a poet thought of the inns. "
            "The inns, as some believe, grew where the road had long since crossed the river."
        ),
    )
    for turns in many(["open", "what"], passage=inns, count=10):
        assert not any("While" in turn.assistant for turn in turns)


def test_who_did_it_is_not_asked_of_the_one_just_spoken_of() -> None:
    for turns in many(["open", *["who"] * 6], passage=FARM, count=20):
        for before, turn in itertools.pairwise(turns):
            named = re.fullmatch(r"Who (?:bought|kept|sold|planted) .*\?", turn.user)
            said = before.user + before.assistant
            name = "Ada" if "Ada" in turn.assistant else "Otto"
            assert not (named and name in said), (said, turn.user, turn.assistant)


def test_since_when_a_rule_holds_is_not_asked() -> None:
    page = Passage(
        id="p/0",
        document_id="p",
        title="Badges",
        text=(
            "You should wear your badge on a blue lanyard. You may return your badge at the "
            "front desk. You can collect your badge in the lobby. Lost badges are replaced."
        ),
    )
    asked = {t.user for ts in many(["open", "unanswerable"], passage=page) for t in ts[1:]}

    assert any(question.startswith("Why should I") for question in asked)
    assert not any("ince when" in question for question in asked)


@pytest.mark.parametrize(
    "item",
    [
        "SSLMate through ##acquisition, via an approved purchase request.",
        "OMB Max - requires an agreement with the other agency first.",
        "Safari Books: automated weekly emails with suggested topics for all.",
        "TTS only, shared with partners of the other agency on request.",
    ],
)
def test_an_item_that_is_no_whole_sentence_is_no_answer(item: str) -> None:
    passage = Passage(id="i/0", document_id="i", title="Tools", text=item)
    for turns in many(["open", "what", "what"], passage=passage, count=5):
        assert not any(turn.assistant.startswith(item[:7]) for turn in turns)


def test_what_was_just_answered_is_not_asked_again_as_yes_or_no() -> None:
    one = Passage(
        id="o/0", document_id="o", text="Otto Keller sold the mill in 1931. It rained in 1960."
    )
    for turns in many(["when", "yes_no"], passage=one, count=20):
        if "1931" in turns[0].assistant:
            assert not any(re.match(r"Did .* sell", turn.user) for turn in turns[1:])


CARS = Passage(
    id="cars/0",
    document_id="cars",
    title="Travel guide \u203a How to book a rental car",
    text=(
        "You should choose a small car in the tool. The rest, as far as anything is left of it, "
        "follows from the tool."
    ),
)


def test_a_thin_talk_goes_on_with_what_the_page_leaves_open() -> None:
    talks = list(many(["open", *["follow_up"] * 7], passage=CARS, count=20))
    wondered = [[turn.user for turn in turns if not turn.evidence] for turns in talks]

    assert any("booking a rental car" in user for users in wondered for user in users)
    assert all(len(users) == len(set(users)) <= 2 for users in wondered)


def test_what_the_page_tells_is_not_wondered_about() -> None:
    told = "It takes ten minutes to book a car. Ask the desk for help, or read the guide."
    page = replace(CARS, text=f"{CARS.text} {told}")
    for turns in many(["open", *["follow_up"] * 7], passage=page, count=20):
        assert all(turn.evidence for turn in turns)
