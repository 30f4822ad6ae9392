"""Ten thousand plans have the links and the phenomena that their recipe asks for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from codi.phenomena import PHENOMENA
from codi.planning import Faithfulness, faithfulness, plan_conversations
from codi.recipe import Recipe, load_recipe, recipe_names
from codi.types import ConversationPlan, Passage
from test_recipe import written

MOST = 0.01
PASSAGES = [
    Passage(id=f"{number}/0", document_id=str(number), text="word " * (60 + 7 * number))
    for number in range(50)
]


def planned(recipe: Recipe) -> tuple[list[ConversationPlan], Faithfulness]:
    plans = list(plan_conversations(PASSAGES, recipe=recipe, num_passages=len(PASSAGES)))
    return plans, faithfulness(plans, recipe=recipe)


@pytest.mark.parametrize("name", recipe_names())
def test_links_and_phenomena_are_planned_as_the_recipe_asks(name: str) -> None:
    recipe = load_recipe(name, overrides=["conversations.count=10_000"])
    plans, found = planned(recipe)
    assert found.plans == len(plans) == 10_000
    assert found.turns == sum(len(plan.turns) for plan in plans)
    assert found.links <= MOST
    assert set(recipe.phenomena) <= set(found.phenomena)
    for phenomenon, asked in found.phenomena.items():
        assert asked.possible > (1_000 if phenomenon in recipe.phenomena else 100), phenomenon
        assert asked.distance <= MOST, phenomenon


def test_the_shares_are_those_of_turns_where_the_precondition_holds() -> None:
    recipe = load_recipe("grounded-qa", overrides=["conversations.count=2_000"])
    links = {link.name: link for link in recipe.conversation_graph().links}
    plans, found = planned(recipe)
    possible: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for plan in plans:
        acts = [turn.act for turn in plan.turns]
        for turn in plan.turns:
            asked.update(turn.phenomena)
            before, own = acts[: turn.index], links[turn.link].phenomena
            always = [name for name in own if PHENOMENA[name].possible(before, turn.act)]
            for name in {**recipe.phenomena, **dict.fromkeys(own)}:
                holds = PHENOMENA[name].possible(before, turn.act) and not any(
                    other in PHENOMENA[name].excludes or name in PHENOMENA[other].excludes
                    for other in always
                )
                if holds and name not in links[turn.link].without:
                    possible[name] += 1
                else:
                    assert name not in turn.phenomena
    assert {name: (one.possible, one.planned) for name, one in found.phenomena.items()} == {
        name: (possible[name], asked[name]) for name in possible
    }
    for name, rate in recipe.phenomena.items():
        wanted = rate * possible[name]
        assert found.phenomena[name].wanted == pytest.approx(wanted)
        assert found.phenomena[name].distance == pytest.approx(
            abs(asked[name] - wanted) / possible[name]
        )


def test_many_rates_are_all_kept_whatever_their_order(tmp_path: Path) -> None:
    """In this order the fragment would come too late: nearly all others exclude it."""
    path = written(
        tmp_path,
        """
        extends: coqa
        conversations: {count: 10_000}
        phenomena:
          anaphora: 0.35
          definite_reference: 0.25
          ellipsis: 0.05
          informal: 0.3
          discourse_marker: 0.3
          noisy: 0.2
          paraphrase: 0.15
          bare_wh: 0.2
        """,
    )
    _, found = planned(load_recipe(path))
    for name, asked in found.phenomena.items():
        assert asked.distance <= MOST, name


def test_plans_of_another_recipe_are_found_out() -> None:
    asked = load_recipe("coqa", overrides=["conversations.count=2_000"])
    other = load_recipe(
        "coqa",
        overrides=[
            "conversations.count=2_000",
            "phenomena.anaphora=0.4",
            "graph.links.open.next.who=60",
        ],
    )
    plans, _ = planned(other)
    found = faithfulness(plans, recipe=asked)
    assert found.links > MOST
    assert found.phenomena["anaphora"].distance == pytest.approx(0.1, abs=0.02)
    assert found.phenomena["informal"].distance <= 0.02
