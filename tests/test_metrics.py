"""Figures over answers: what the scorers of SQuAD, CoQA and QuAC share, diversity, uncertainty."""

from __future__ import annotations

import math

import pytest

from codi.metrics import bootstrap_interval, distinct_n, exact_match, normalize_answer, token_f1
from codi.randomness import rng_for


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The  Cat's   A hat.", "cats hat"),
        ("U.S.", "us"),
        ("an anthem", "anthem"),
        ("1,200 years—ago", "1200 years—ago"),
        ("the", ""),
    ],
)
def test_an_answer_is_compared_without_case_articles_and_punctuation(
    text: str, normal: str
) -> None:
    assert normalize_answer(text) == normal


def test_exact_match_looks_past_articles_and_punctuation_only() -> None:
    assert exact_match("The Nile.", "nile") == 1.0
    assert exact_match("Nile river", "Nile") == 0.0


@pytest.mark.parametrize(
    ("prediction", "reference", "f1"),
    [
        ("in the old town", "the old town", 2 * 2 / 5),
        ("new new new", "new york", 2 * 1 / 5),
        ("new new york", "new new", 2 * 2 / 5),
        ("blue", "red", 0.0),
        ("the", "a", 1.0),
        ("", "red", 0.0),
    ],
)
def test_token_f1_counts_a_repeated_token_as_often_as_it_occurs(
    prediction: str, reference: str, f1: float
) -> None:
    assert token_f1(prediction, reference) == pytest.approx(f1, abs=1e-15)
    assert token_f1(reference, prediction) == token_f1(prediction, reference)


def test_distinct_n_is_the_share_of_different_n_grams_within_texts() -> None:
    assert distinct_n(["a b a b", "A b"], n=2) == 2 / 4
    assert distinct_n(["a b a b", "A b"], n=1) == 2 / 6
    assert distinct_n(["one"], n=2) == 0.0
    with pytest.raises(ValueError, match="at least 1"):
        distinct_n(["one"], n=0)


def test_a_bootstrap_interval_holds_the_mean_and_narrows_with_more_conversations() -> None:
    few = [[0.0, 1.0], [1.0], [0.0, 0.0, 1.0], []]
    low, high = bootstrap_interval(few, rng=rng_for(7, "few"))
    assert 0.0 <= low < 0.5 < high <= 1.0
    narrow_low, narrow_high = bootstrap_interval(few * 50, rng=rng_for(7, "many"))
    assert narrow_high - narrow_low < (high - low) / 4


def test_a_bootstrap_interval_is_the_same_for_the_same_seed() -> None:
    groups = [[0.1, 0.9], [0.4], [1.0, 0.0, 0.3]]
    assert bootstrap_interval(groups, rng=rng_for(1, "x")) == bootstrap_interval(
        groups, rng=rng_for(1, "x")
    )


def test_a_bootstrap_interval_without_values_is_not_a_number() -> None:
    assert all(map(math.isnan, bootstrap_interval([[], []], rng=rng_for(1, "x"))))
