"""Distances of known distributions, what chance makes of them, and what tells two sets apart."""

from __future__ import annotations

import builtins
from collections import Counter
from math import log2, sqrt
from pathlib import Path
from typing import Any

import pytest
from conversing import crowd, talk

from codi.analysis import compare, jensen_shannon_distance, load_conversations, random_halves
from codi.analysis.distances import Resampler
from codi.errors import InputError


def test_the_distance_of_known_distributions() -> None:
    assert jensen_shannon_distance({"a": 1}, {"b": 1}) == pytest.approx(1.0)
    assert jensen_shannon_distance({"a": 2, "b": 6}, {"a": 1, "b": 3}) == pytest.approx(0.0)
    by_hand = (0.5 * log2(0.5 / 0.75) + 0.5 * log2(0.5 / 0.25)) / 2 + log2(1 / 0.75) / 2
    assert jensen_shannon_distance({"a": 1, "b": 1}, {"a": 1}) == pytest.approx(sqrt(by_hand))
    with pytest.raises(ValueError, match="some weight"):
        jensen_shannon_distance({"a": 1}, {})


def drawn(counts: dict[str, int], size: int) -> list[Counter[str]]:
    """As many one-word conversations as `counts` say, `size` times over."""
    return [Counter([name]) for name, count in counts.items() for _ in range(count * size)]


def test_an_interval_holds_the_distance_and_shrinks_with_the_number_of_conversations() -> None:
    widths = []
    for size in (2, 40):
        a, b = drawn({"x": 5, "y": 5}, size), drawn({"x": 2, "y": 8}, size)
        distance, _ = Resampler((len(a), len(b)), seed=1).distance(a, b)
        expected = jensen_shannon_distance({"x": 5, "y": 5}, {"x": 2, "y": 8})
        assert distance.distance == pytest.approx(expected)
        assert distance.low <= distance.distance <= distance.high
        widths.append(distance.high - distance.low)
    assert widths[1] < widths[0] / 3


def test_what_chance_adds_is_taken_off() -> None:
    import random

    rng = random.Random(5)
    names = [f"c{number}" for number in range(30)]

    def side() -> list[Counter[str]]:
        return [Counter(rng.choices(names, k=5)) for _ in range(60)]

    beyond = []
    for seed in range(8):
        distance, _ = Resampler((60, 60), seed=seed).distance(side(), side())
        assert distance.distance > 0.1  # 30 categories, 300 draws a side: chance alone
        assert distance.floor_a > distance.distance / 1.3
        beyond.append(distance.beyond_chance**2)
    assert sum(beyond) / len(beyond) < 0.25 * 0.1**2


def test_rare_categories_count_as_one_where_asked() -> None:
    a = [Counter({"common": 199, "rare": 1})] * 20
    b = [Counter({"common": 199, "seldom": 1})] * 20
    resampler = Resampler((20, 20), seed=0)
    assert resampler.distance(a, b)[0].distance == pytest.approx(sqrt(0.005))
    assert resampler.distance(a, b, collapse=True)[0].distance == 0


def test_a_planted_difference_ranks_first_and_the_classifier_finds_it() -> None:
    pytest.importorskip("sklearn")
    compared = compare(crowd(1, 60), crowd(2, 60, polite=0.6))
    names = [one.name for one in compared.distributions]
    assert set(names[:4]) & {
        "phenomena",
        "first_word",
        "first_two_words",
        "question_length",
    } == set(names[:4])
    (first,) = (one for one in compared.distributions if one.name == "first_word")
    assert first.differences[0].category == "please"
    assert first.differences[0].share_a == 0
    assert first.differences[0].share_b == pytest.approx(0.6, abs=0.1)
    turn, conversation = compared.told_apart
    assert (turn.unit, conversation.unit) == ("turn", "conversation")
    assert 0.7 < turn.low <= turn.auc <= turn.high
    assert conversation.auc > 0.95
    telling = {feature.name: feature for feature in turn.features[:6]}
    assert telling["shows polite"].weight > 0
    assert (telling["shows polite"].mean_a, telling["shows polite"].auc > 0.7) == (0.0, True)


def test_halves_cannot_be_told_apart() -> None:
    pytest.importorskip("sklearn")
    compared = compare(*random_halves(crowd(3, 120), seed=4))
    summary = compared.summary
    assert summary.distance < summary.floor_a
    assert summary.beyond_chance < summary.distance / 2
    for told in compared.told_apart:
        assert told.low <= 0.5 <= told.high


def test_comparing_twice_gives_the_same_and_another_seed_nearly() -> None:
    a, b = crowd(1, 20), crowd(2, 20, polite=0.5)
    first, again = (compare(a, b, seed=1, classify=False) for _ in range(2))
    other = compare(a, b, seed=2, classify=False)
    assert first == again
    assert other.summary.distance == first.summary.distance
    assert other.summary.low == pytest.approx(first.summary.low, abs=0.02)


def test_diversity_is_compared_at_equal_size() -> None:
    compared = compare(crowd(1, 10), crowd(2, 40), classify=False)
    for name in ("messages", "answers"):
        a, b = compared.a.diversity[name], compared.b.diversity[name]
        assert (a.tokens, a.bleu_texts) == (b.tokens, b.bleu_texts)
        assert a.tokens > 0


def test_what_one_file_cannot_tell_is_left_out_with_a_reason() -> None:
    compared = compare(
        crowd(1, 10),
        [talk(("Hi there?", "Hello."), ("Why?", "So."), passage="–", number=n) for n in range(10)],
        classify=False,
    )
    assert compared.left_out["question_overlap"] == "known of 0 conversations of the second set"
    assert "evidence_jump" in compared.left_out
    assert "question_overlap" not in [one.name for one in compared.distributions]


def test_too_few_conversations_are_refused() -> None:
    with pytest.raises(
        InputError, match=r"the second set has 3 conversations .a comparison needs 4"
    ):
        compare(crowd(1, 10), crowd(2, 3))


def test_without_scikit_learn_the_distances_stand_and_the_rest_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.partition(".")[0] == "sklearn":
            raise ModuleNotFoundError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    compared = compare(crowd(1, 10), crowd(2, 10))
    assert compared.distributions
    assert not compared.told_apart
    assert "pip install 'codi[analysis]'" in compared.missing


def test_people_are_nearer_to_people_than_a_simulation_is(shared: Path) -> None:
    people = list(load_conversations(shared / "benchmarks/quac-human-342.json"))[:120]
    simulated = list(load_conversations(shared / "benchmarks/quac-simulated-334.json"))[:60]
    halves = compare(*random_halves(people), classify=False)
    beside = compare(people, simulated, classify=False)
    assert halves.summary.high < beside.summary.low
    assert halves.summary.beyond_chance < 0.06
    assert beside.summary.beyond_chance > 0.25
    assert beside.distributions[0].name == "turns"
