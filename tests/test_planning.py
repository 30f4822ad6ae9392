"""Plans are deterministic, evenly spread, and ask for phenomena at the recipe's rates."""

from __future__ import annotations

import gc
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import pytest

from codi.graph import Link
from codi.phenomena import PHENOMENA
from codi.planning import MAX_PHENOMENA_BY_RATE, Planner, Spread, plan_conversations
from codi.recipe import Recipe, load_recipe
from codi.types import ConversationPlan, Passage

MOODS = "{per: conversation, values: [calm, cheerful, tired, eager, sceptical, moved, amused]}"


def passage(number: int) -> Passage:
    return Passage(id=f"d{number}/0", document_id=f"d{number}", text="A short text.")


def passages(count: int) -> Iterator[Passage]:
    return (passage(number) for number in range(count))


def links_of(recipe: Recipe) -> dict[str, Link]:
    return {link.name: link for link in recipe.conversation_graph().links}


@pytest.fixture(scope="module", params=["grounded-qa", "coqa"])
def recipe(request: pytest.FixtureRequest) -> Recipe:
    return load_recipe(request.param, overrides=["conversations.count=3_000"])


@pytest.fixture(scope="module")
def plans(recipe: Recipe) -> list[ConversationPlan]:
    return list(plan_conversations(passages(40), recipe=recipe, num_passages=40))


@pytest.mark.parametrize(
    ("num_passages", "count"), [(1, 7), (3, 7), (7, 3), (10, 0), (1204, 5000), (5000, 1204)]
)
def test_a_count_is_spread_evenly_and_in_full(num_passages: int, count: int) -> None:
    spread = Spread(num_passages=num_passages, seed=1, count=count)
    counts = [spread.num_on(position) for position in range(num_passages)]
    assert sum(counts) == spread.total == count
    assert max(counts) - min(counts) <= 1
    places = [
        spread.ordinal(position, number)
        for position, wanted in enumerate(counts)
        for number in range(wanted)
    ]
    assert sorted(places) == list(range(count))


def test_each_passage_gets_its_own_number() -> None:
    two, one = Spread(num_passages=3, seed=1, per_passage=2), Spread(num_passages=3, seed=1)
    assert [two.num_on(position) for position in range(3)] == [2, 2, 2]
    assert [one.num_on(position) for position in range(3)] == [1, 1, 1]
    assert (two.total, one.total, Spread(num_passages=0, seed=1, count=5).total) == (6, 3, 0)


def test_a_raised_count_adds_conversations_and_changes_none() -> None:
    few, more = (
        {
            plan.id: plan
            for plan in plan_conversations(
                passages(40),
                recipe=load_recipe(
                    "coqa",
                    overrides=[f"conversations.count={count}", "seed_data.mood=" + MOODS],
                ),
                num_passages=40,
            )
        }
        for count in (17, 66)
    )
    assert (len(few), len(more)) == (17, 66)
    assert {identifier: more[identifier] for identifier in few} == few


def test_plans_are_numbered_by_passage_and_those_on_one_passage_stand_together() -> None:
    recipe = load_recipe("coqa", overrides=["conversations.per_passage=2"])
    found = [plan.id for plan in plan_conversations(passages(2), recipe=recipe, num_passages=2)]
    assert found == ["d0/0#0", "d0/0#1", "d1/0#0", "d1/0#1"]


def test_a_plan_is_the_same_whatever_was_planned_before_it(recipe: Recipe) -> None:
    planner = Planner(recipe)
    planner.plan(passage(3), 5)
    assert planner.plan(passage(8), 2) == Planner(recipe).plan(passage(8), 2)


def test_another_seed_passage_or_number_makes_another_plan() -> None:
    one, other = (load_recipe("coqa", overrides=[f"seed={seed}"]) for seed in (1, 2))
    made = [
        Planner(one).plan(passage(1), 0),
        Planner(other).plan(passage(1), 0),
        Planner(one).plan(passage(2), 0),
        Planner(one).plan(passage(1), 1),
    ]
    turns = {tuple((turn.link, turn.phenomena) for turn in plan.turns) for plan in made}
    assert len(turns) == 4


def test_another_number_of_passages_than_said_is_an_error() -> None:
    recipe = load_recipe("coqa")
    with pytest.raises(ValueError, match="longer"):
        list(plan_conversations(passages(2), recipe=recipe, num_passages=3))


def test_a_plan_walks_the_graph_within_the_bounds(
    recipe: Recipe, plans: list[ConversationPlan]
) -> None:
    links = links_of(recipe)
    for plan in plans:
        assert recipe.conversations.min_turns <= len(plan.turns) <= recipe.conversations.max_turns
        assert recipe.graph.start[plan.turns[0].link] > 0
        for turn, following in zip(plan.turns, plan.turns[1:], strict=False):
            assert links[turn.link].next[following.link] > 0
        for index, turn in enumerate(plan.turns):
            assert turn.index == index
            assert (turn.act, turn.needs_evidence) == (
                links[turn.link].act,
                links[turn.link].needs_evidence,
            )


def test_conversations_of_grounded_qa_go_a_natural_way() -> None:
    recipe = load_recipe("grounded-qa")
    for number in range(2000):
        acts = [turn.act for turn in Planner(recipe).plan(passage(0), number).turns]
        assert acts[0] == "open"
        assert acts.count("open") == 1
        assert "close" not in acts[:-1]
        assert acts[-1] != "clarify"
        for index, act in enumerate(acts):
            assert (act == "clarified") == (index > 0 and acts[index - 1] == "clarify")
            if act == "topic_return":
                assert "topic_shift" in acts[:index]
            if act == "summary":
                assert index >= 2


def test_a_turn_is_asked_for_few_phenomena_and_none_that_exclude_each_other(
    recipe: Recipe, plans: list[ConversationPlan]
) -> None:
    links = links_of(recipe)
    for plan in plans:
        for turn in plan.turns:
            own = links[turn.link].phenomena
            assert turn.phenomena[: len(own)] == own
            assert len(turn.phenomena) - len(own) <= MAX_PHENOMENA_BY_RATE
            for name in turn.phenomena:
                assert not PHENOMENA[name].excludes & set(turn.phenomena)


def test_rates_that_cannot_all_be_met_come_as_near_as_they_can() -> None:
    recipe = load_recipe(
        "coqa",
        overrides=["phenomena={anaphora: 1, definite_reference: 1, ellipsis: 1, informal: 1}"],
    )
    planner = Planner(recipe)
    asked = {
        turn.phenomena
        for number in range(200)
        for turn in planner.plan(passage(0), number).turns
        if turn.act == "when" and turn.index
    }
    assert asked == {("anaphora", "informal")}


def test_seed_data_is_drawn_once_a_conversation_or_once_a_turn() -> None:
    recipe = load_recipe(
        "grounded-qa",
        overrides=["seed_data.answer_style.values={sentence: 3, detailed: 1, short: 0}"],
    )
    plans = [Planner(recipe).plan(passage(0), number) for number in range(3000)]
    styles: Counter[str] = Counter()
    tones: Counter[str] = Counter()
    for plan in plans:
        assert len({turn.seed_data["persona"] for turn in plan.turns}) == 1
        tones[plan.turns[0].seed_data["tone"]] += 1
        styles.update(turn.seed_data["answer_style"] for turn in plan.turns)
    assert any(len({turn.seed_data["answer_style"] for turn in plan.turns}) == 2 for plan in plans)
    assert styles["sentence"] / styles.total() == pytest.approx(0.75, abs=0.01)
    assert set(styles) == {"sentence", "detailed"}
    assert tones["plain"] / tones.total() == pytest.approx(5 / 11, abs=0.03)


def test_planning_streams_in_flat_memory() -> None:
    recipe = load_recipe("grounded-qa", overrides=["conversations.count=1_000_000"])
    stream = plan_conversations(passages(100_000), recipe=recipe, num_passages=100_000)
    for _ in islice(stream, 1000):
        pass
    tracemalloc.start()
    for _ in islice(stream, 3000):
        pass
    gc.collect()  # Python keeps the room of freed tuples until then
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 200_000


def test_a_short_passage_gets_short_plans() -> None:
    recipe = load_recipe("coqa", overrides=["conversations.words_per_turn=20"])
    short, long = (
        Passage(id=f"{words}/0", document_id=str(words), text="word " * words)
        for words in (100, 1000)
    )
    planner = Planner(recipe)
    lengths = {
        passage.id: {len(planner.plan(passage, number).turns) for number in range(200)}
        for passage in (short, long)
    }
    assert lengths == {"100/0": {8}, "1000/0": {8, 9, 10, 11, 12}}
    unbound = Planner(load_recipe("coqa", overrides=["conversations.words_per_turn=null"]))
    assert max(len(unbound.plan(short, number).turns) for number in range(200)) == 12
