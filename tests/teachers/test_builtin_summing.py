"""Summaries of a passage, and answers that are pieces of it."""

from __future__ import annotations

from codi.randomness import rng_for
from codi.teachers.builtin.talking.dialogue import whole_talk
from codi.teachers.builtin.talking.spans import span_of
from codi.types import ConversationPlan, Passage, TurnPlan

LIGHTHOUSE = Passage(
    id="light/0",
    document_id="light",
    title="The lighthouse of Arn",
    text=(
        "The lighthouse of Arn stands on a cliff above the bay. Ida Holm built the lighthouse in "
        "1871. The lighthouse has a spiral staircase with 212 steps. The lamp was electrified in "
        "1930, and the last keeper left the lighthouse in 1984. Today the lighthouse is a small "
        "hotel with four rooms. The owners repainted the tower in 2019 because salt had damaged "
        "the plaster."
    ),
)


def plan(*acts: str, style: str) -> ConversationPlan:
    turns = tuple(
        TurnPlan(index=index, link=act, act=act, seed_data={"answer_style": style})
        for index, act in enumerate(acts)
    )
    return ConversationPlan(passage=LIGHTHOUSE, number=0, seed=1, turns=turns)


def test_a_passage_is_summed_up_and_then_in_fewer_of_the_same_sentences() -> None:
    whole, shorter, shortest = whole_talk(
        plan("summary", "summary", "summary", style="detailed")
    ).exchanges
    assert [len(exchange.quotes) for exchange in (whole, shorter, shortest)] == [3, 2, 1]
    assert set(shortest.quotes) < set(shorter.quotes) < set(whole.quotes)
    assert all(quote in LIGHTHOUSE.text for quote in whole.quotes)
    assert "shorter" in shorter.user or "fewer" in shorter.user
    assert not any(exchange.declined for exchange in (whole, shorter, shortest))


def test_a_summary_that_cannot_be_shorter_is_declined() -> None:
    first, second = whole_talk(plan("summary", "summary", style="short")).exchanges
    assert len(first.quotes) == 1
    assert second.declined == ("summary",)


def test_answers_in_spans_are_pieces_of_the_passage_with_the_answer_in_them() -> None:
    acts = ("when", "who", "how_many", "why")
    for exchange in whole_talk(plan(*acts, style="span")).exchanges:
        if exchange.quotes:
            assert exchange.quotes == (exchange.assistant,)
            assert exchange.assistant in LIGHTHOUSE.text
        else:
            assert exchange.assistant == "I don't know"


def test_a_span_is_a_clause_around_the_answer_or_the_sentence() -> None:
    sentence = "The lamp was electrified in 1930, and the last keeper left the lighthouse in 1984."
    spans = {
        span_of(sentence, "in 1984", "he left in 1984", rng_for(seed, "span")) for seed in range(20)
    }
    assert spans == {sentence, "the last keeper left the lighthouse in 1984."}
    told = "the last keeper left the lighthouse in 1984"
    kept = {span_of(sentence, "Yes", told, rng_for(seed, "span")) for seed in range(20)}
    assert kept == spans
