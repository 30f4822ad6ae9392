"""What a model writes back is taken apart; what a call says is put together."""

from __future__ import annotations

import pytest

from codi.errors import ReplyError
from codi.prompts import QUOTE_MARK, Reply, format_reply, parse_reply, parse_user_message


def test_a_reply_is_its_answer_and_the_quotes_behind_it() -> None:
    text = "She moved in 1923.\n[quote] In 1923 she moved to Leeds.\n[quote] Her brother followed."
    assert parse_reply(text) == Reply(
        answer="She moved in 1923.",
        quotes=("In 1923 she moved to Leeds.", "Her brother followed."),
    )


@pytest.mark.parametrize(
    "none", ["[quote] none", "[quote] None.", "[Quote]: (none)", "- [quote] none"]
)
def test_a_quote_of_none_is_no_quote(none: str) -> None:
    assert parse_reply(f"The passage does not say.\n{none}").quotes == ()


def test_a_quote_may_run_over_a_line_break() -> None:
    assert parse_reply("Two.\n[quote] one line\nand the next").quotes == ("one line\nand the next",)


def test_a_mark_inside_the_line_counts_where_no_line_begins_with_one() -> None:
    assert parse_reply("In Leeds. [quote] moved to Leeds") == Reply(
        answer="In Leeds.", quotes=("moved to Leeds",)
    )
    assert parse_reply("It writes [quote] first.\n[quote] x y").answer == "It writes [quote] first."


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("[quote] only a quote", "empty"),
        ("An answer alone.", "no_quote_mark"),
        ("An answer.\n[quote]", "empty_quote"),
    ],
)
def test_what_is_no_reply_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(ReplyError) as caught:
        parse_reply(text)
    assert caught.value.reason == reason


def test_a_turn_that_rests_on_nothing_needs_no_mark() -> None:
    assert parse_reply("You're welcome!", needs_quote=False) == Reply(answer="You're welcome!")


@pytest.mark.parametrize(
    ("answer", "quotes"),
    [
        ("In Leeds.", ("moved to Leeds",)),
        ("Unknown.", ()),
        ("Two things.\nThis and that.", ("this\nover lines", "that")),
    ],
)
def test_a_formatted_reply_is_parsed_to_what_it_was_made_of(
    answer: str, quotes: tuple[str, ...]
) -> None:
    assert parse_reply(format_reply(answer, quotes)) == Reply(answer=answer, quotes=quotes)


def test_a_mark_that_a_passage_brought_into_an_answer_stays_in_the_answer() -> None:
    reply = parse_reply(format_reply(f"{QUOTE_MARK} is a mark.", ["[quote] is a mark"]))
    assert reply.answer == "(quote) is a mark."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" When was that? \n", "When was that?"),
        ('"When was that?"', "When was that?"),
        ("User: When was that?", "When was that?"),
        ('"Peace" or "Piece"', '"Peace" or "Piece"'),
    ],
)
def test_a_user_message_comes_without_labels_and_outer_quotation_marks(
    text: str, message: str
) -> None:
    assert parse_user_message(text) == message


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "empty"), ('""', "empty"), ("When?\nIn 1923.\n[quote] In 1923", "quote_in_user_message")],
)
def test_what_is_no_user_message_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ReplyError) as caught:
        parse_user_message(text)
    assert caught.value.reason == reason
