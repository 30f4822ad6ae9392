"""Sentences, quotes; values that refuse what cannot be; keyed randomness."""

from __future__ import annotations

import pytest

from codi.errors import InputError, MissingExtraError
from codi.randomness import rng_for, weighted_choice
from codi.text import content_words, locate_quote, num_words, sentences
from codi.types import (
    ConversationPlan,
    Document,
    Passage,
    Sampling,
    Span,
    TurnPlan,
    Usage,
    drop,
)

PASSAGE = "Mr. Itemu moved to the U.S. in 1998.  He said: “It’s a long—and cold—way.” He stayed."


def test_sentences_end_where_people_end_them() -> None:
    assert sentences(PASSAGE)[0] == "Mr. Itemu moved to the U.S. in 1998."
    assert sentences("# Leave\n\nAsk first. Then go.") == ["# Leave", "Ask first.", "Then go."]
    assert sentences("") == []


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("moved to the U.S. in 1998", "moved to the U.S. in 1998"),
        ('"It\'s a long-and cold-way."', "It’s a long—and cold—way"),
        ("in 1998. He said", "in 1998.  He said"),
        ("HE STAYED", "He stayed"),
        ("He stayed.", "He stayed."),
    ],
)
def test_a_quote_is_found_however_a_model_retypes_it(quote: str, found: str) -> None:
    span = locate_quote(PASSAGE, quote)
    assert span is not None
    assert span.of(PASSAGE) == found


@pytest.mark.parametrize("quote", ["", "   ", '"."', "he left in 1999", "moved (to the U.S."])
def test_what_the_passage_does_not_say_is_not_found(quote: str) -> None:
    assert locate_quote(PASSAGE, quote) is None


def test_content_words_leave_out_what_every_text_has() -> None:
    assert content_words("The dog’s and the cat's 3.5 well-known aims") == [
        "dog",
        "cat",
        "3.5",
        "well-known",
        "aims",
    ]
    assert num_words(" a b\n c ") == 3


def test_a_generator_depends_on_its_key_and_on_nothing_else() -> None:
    assert rng_for(1, "a", 2).random() == rng_for(1, "a", 2).random()
    assert rng_for(1, "a", 2).random() != rng_for(1, "a", 3).random()
    assert rng_for(1, "a", "b").random() != rng_for(1, "ab").random()
    # To the digit: a run goes on under a later version only if plans stay what they were.
    assert rng_for(7, "plan", "tides.md/0", 3).random() == 0.8727016894521806


def test_a_weighted_choice_follows_its_weights() -> None:
    rng = rng_for(3, "weights")
    drawn = [weighted_choice(rng, {"a": 3, "b": 1, "never": 0}) for _ in range(4000)]
    assert abs(drawn.count("a") / 4000 - 0.75) < 0.03
    assert "never" not in drawn
    with pytest.raises(ValueError, match="above zero"):
        weighted_choice(rng, {"a": 0})


def test_values_refuse_what_cannot_be() -> None:
    passage = Passage(id="d/0", document_id="d", text="It rains.")
    with pytest.raises(ValueError, match="0 <= start <= end"):
        Span(start=4, end=2)
    with pytest.raises(ValueError, match="no turns"):
        ConversationPlan(passage=passage, number=0, seed=1, turns=())
    with pytest.raises(ValueError, match="needs an id"):
        Document(id="", text="It rains.")
    with pytest.raises(ValueError, match="has no text"):
        Passage(id="d/0", document_id="d", text=" \n")
    with pytest.raises(ValueError, match="document"):
        Passage(id="d/0", document_id="", text="It rains.")
    for wrong in ({"temperature": -1.0}, {"top_p": 0.0}, {"max_tokens": 0}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            Sampling(**wrong)
    with pytest.raises(ValueError, match="reason"):
        drop("")


def test_small_values_know_their_sums_and_names() -> None:
    turn = TurnPlan(index=0, link="open", act="open")
    passage = Passage(id="d/0", document_id="d", text="It rains.")
    assert ConversationPlan(passage=passage, number=2, seed=1, turns=(turn,)).id == "d/0#2"
    total = Usage(prompt_tokens=2, completion_tokens=1) + Usage(prompt_tokens=3)
    assert total == Usage(prompt_tokens=5, completion_tokens=1)


def test_an_error_is_one_line_with_its_remedy() -> None:
    assert str(InputError("no file", hint="name one")) == "no file (name one)"
    missing = MissingExtraError("torch", extra="train", purpose="a student")
    assert str(missing) == (
        "a student needs torch, which is not installed (pip install 'codi[train]')"
    )
