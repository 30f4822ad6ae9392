"""A recipe fitted to people's conversations says what they do, loads, walks, and can be edited."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import fmean, pstdev

import pytest
from typer.testing import CliRunner

from codi.analysis import load_conversations
from codi.analysis.fitting import FittedRecipe, fit_recipe
from codi.analysis.fitting.chain import (
    Smoothing,
    choose_smoothing,
    count_links,
    may_follow,
    probabilities,
)
from codi.analysis.fitting.lengths import fit_lengths, length_law
from codi.analysis.fitting.rates import INCLUDED_IN
from codi.analysis.fitting.reading import links_for
from codi.cli import app
from codi.errors import InputError, RecipeError
from codi.graph import END, ConversationGraph, Link
from codi.planning import Planner, possible_phenomena
from codi.randomness import rng_for
from codi.recipe import Recipe, load_recipe, recipe_names
from codi.types import Passage, TurnPlan

ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLE = ROOT / "src" / "codi" / "samples" / "benchmark.json"
PASSAGE = Passage(id="p", document_id="p", text="A short passage.")
SHIPPED = {"coqa-fitted": "coqa-dev-48.json", "quac-fitted": "quac-human-342.json"}


@cache
def fitted(path: Path, base: str = "coqa") -> FittedRecipe:
    return fit_recipe(load_conversations(path), base=base, source=path.name)


@pytest.fixture(scope="module", params=SHIPPED)
def people(request: pytest.FixtureRequest, shared: Path) -> FittedRecipe:
    """What the data say of which a recipe ships."""
    name = str(request.param)
    base = name.removesuffix("-fitted")
    found = fitted(shared / "benchmarks" / SHIPPED[name], base)
    return replace(found, recipe=found.recipe.model_copy(update={"name": name}))


def drawn(rows: dict[str, dict[str, float]], *, number: int) -> list[list[str]]:
    """Sequences of the chain that starts with `open` and has these rows."""
    rng = rng_for(7, "drawn")
    found = []
    for _ in range(number):
        sequence = ["open"]
        while True:
            row = rows[sequence[-1]]
            following = rng.choices(list(row), weights=list(row.values()))[0]
            if following == END:
                break
            sequence.append(following)
        found.append(sequence)
    return found


def test_counts_are_smoothed_towards_what_follows_all_turns_together() -> None:
    sequences = [["open", "what", "what", "who"], ["open", "who", "what", "what"]]
    counts = count_links(sequences, links=("open", "who", "what"))
    assert counts.start == {"open": 2}
    assert counts.onward["what"] == {"what": 2, "who": 1, END: 1}
    added = probabilities(counts, Smoothing(method="additive", strength=1.0))
    assert added["what"] == pytest.approx({"who": 2 / 7, "what": 3 / 7, END: 2 / 7})
    marginal = {"who": 2.5, "what": 4.5, END: 2.5}  # seen 2, 4 and 2 times, and a half each
    backed = probabilities(counts, Smoothing(method="marginal", strength=2.0))
    assert backed["what"] == pytest.approx(
        {
            name: (counts.onward["what"][name] + 2 * weight / 9.5) / 6
            for name, weight in marginal.items()
        }
    )


def test_what_cannot_follow_gets_no_weight_by_smoothing() -> None:
    sequences = [
        ["open", "what", "clarify", "clarified", "topic_shift", "topic_return", "unanswerable"],
        ["open", "drill_down", "what", "clarify", "clarified", "what", "close"],
    ]
    links = sorted({link for sequence in sequences for link in sequence})
    rows = probabilities(
        count_links(sequences, links=links), Smoothing(method="additive", strength=1.0)
    )
    assert not any("open" in row for row in rows.values())
    assert [link for link, row in rows.items() if "clarified" in row] == ["clarify"]
    assert rows["clarify"] == {"clarified": 1.0}
    assert rows["close"] == {END: 1.0}
    assert "topic_return" not in rows["open"]
    assert "drill_down" not in rows["unanswerable"]
    assert "drill_down" in rows["topic_shift"]
    assert not may_follow("what", "clarified")


def test_the_turn_before_counts_for_as_much_as_it_foretells() -> None:
    alike = {"who": 0.4, "what": 0.4, END: 0.2}
    idle = drawn({"open": alike, "who": alike, "what": alike}, number=200)
    told = drawn(
        {
            "open": {"who": 1.0},
            "who": {"what": 0.9, "who": 0.05, END: 0.05},
            "what": {"who": 0.7, "what": 0.05, END: 0.25},
        },
        number=200,
    )
    links = ("open", "who", "what")
    without, with_it = (choose_smoothing(one, links=links) for one in (idle, told))
    assert without.smoothing.method == "marginal"
    assert without.smoothing.strength >= 100
    assert without.bits == pytest.approx(without.marginal_bits, abs=0.03)
    assert with_it.bits < with_it.marginal_bits - 0.3
    assert with_it.marginal_bits < with_it.uniform_bits + 0.01
    assert min(bits for _, bits in with_it.by_method.values()) == with_it.bits


@pytest.mark.parametrize("spread", [1, 2, 4])
def test_bounds_and_end_weights_give_back_mean_and_spread(spread: int) -> None:
    rng = rng_for(3, "lengths", spread)
    lengths = [max(2, round(rng.gauss(12, spread))) for _ in range(300)]
    rows = {"open": {"what": 0.9, END: 0.1}, "what": {"what": 0.8, END: 0.2}}
    found = fit_lengths(lengths, start={"open": 1}, rows=rows)
    assert found.human_mean == pytest.approx(fmean(lengths))
    assert found.error <= 0.06
    graph = ConversationGraph(
        start={"open": 1},
        links=tuple(
            Link(
                name=name,
                act=name,
                user="Ask.",
                assistant="",
                next={**row, END: row[END] * found.end_scale},
            )
            for name, row in rows.items()
        ),
    )
    bounds = {"min_turns": found.min_turns, "max_turns": found.max_turns}
    sampled = [len(graph.sample(rng, **bounds)) for _ in range(10_000)]
    assert fmean(sampled) == pytest.approx(found.mean, abs=0.15)
    assert pstdev(sampled) == pytest.approx(found.sd, abs=0.15)


def test_the_law_of_lengths_is_that_of_the_chain() -> None:
    rows = {"open": {"what": 0.75, END: 0.25}, "what": {"what": 0.5, END: 0.5}}
    law = length_law(start={"open": 3}, rows=rows, end_scale=1.0, max_turns=4)
    assert law == pytest.approx([0, 0.25, 0.375, 0.1875, 0.09375])
    less = length_law(start={"open": 3}, rows=rows, end_scale=0.5, max_turns=1)
    assert less == pytest.approx([0, 0.125 / 0.875])


def test_rare_kinds_of_turns_are_merged_into_their_like_or_passed_over() -> None:
    acts = {"open": 20, "what": 30, "how": 3, "how_many": 2, "why": 1, "clarify": 1, "close": 4}
    stands = links_for(acts, min_count=5)
    assert stands == {
        "open": "open", "what": "what", "how": "how", "how_many": "how", "why": "how",
        "clarify": "", "close": "",
    }  # fmt: skip
    assert links_for(acts, min_count=7)["why"] == "what"
    assert links_for({"what": 2, "who": 9}, min_count=3) == {"what": "who", "who": "who"}
    assert links_for({"topic_return": 2, "topic_shift": 9}, min_count=3)["topic_return"] == (
        "topic_shift"
    )


def test_a_recipe_is_fitted_written_loaded_and_walked(tmp_path: Path) -> None:
    out = tmp_path / "mine.yaml"
    done = CliRunner().invoke(app, ["graph", "fit", str(SAMPLE), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "wrote" in done.output
    recipe = load_recipe(out)
    text = out.read_text()
    assert (recipe.name, recipe.prompts) == ("mine", load_recipe("coqa").prompts)
    assert "by `codi graph fit benchmark.json --base coqa --name mine`" in " ".join(
        text.replace("\n#", "").split()
    )
    found = fitted(SAMPLE)
    assert recipe.graph == found.recipe.graph
    seen = found.fit.counts
    for name, link in recipe.graph.links.items():
        assert sum(link.next.values()) == pytest.approx(100, abs=0.3)
        row = text.split(f"\n    {name}:  # {seen.turns[name]} turn")[1].split("\n    ")[0]
        assert row is not None
        for following in link.next:
            if link.next[following]:
                assert re.search(
                    rf"\n        {following}: [\d.]+  # {seen.onward[name][following]}\n", text
                )
    planner = Planner(recipe)
    for number in range(300):
        turns = planner.plan(PASSAGE, number).turns
        assert recipe.conversations.min_turns <= len(turns) <= recipe.conversations.max_turns


def test_the_fit_as_json_has_counts_and_figures() -> None:
    done = CliRunner().invoke(app, ["graph", "fit", str(SAMPLE), str(SAMPLE), "--json"])
    assert done.exit_code == 0, done.output
    value = json.loads(done.stdout)
    one = fitted(SAMPLE).figures()
    assert value["turns"] == 2 * one["turns"] == 2 * sum(one["acts"].values())
    assert value["acts"] == {act: 2 * number for act, number in one["acts"].items()}
    assert value["recipe"].startswith("# Fitted to benchmark.json, benchmark.json, 24 ")
    assert value["held_out"]["bits"] < value["held_out"]["uniform_bits"]
    assert sum(value["lengths"]["human"].values()) == 24
    assert value["link_distance"] < 0.1


@pytest.mark.parametrize("base", ["grounded-qa", "quac", "summarize"])
def test_any_recipe_can_lend_its_words(base: str) -> None:
    found = fitted(SAMPLE, base)
    own = load_recipe(base)
    assert found.recipe.prompts == own.prompts
    assert set(found.recipe.graph.links) == set(found.fit.links)
    for name, link in found.recipe.graph.links.items():
        if name in found.fit.borrowed:
            assert name not in own.graph.links or own.graph.links[name].act != name
        else:
            assert link.user == own.graph.links[name].user


def test_a_base_of_ones_own_is_named_as_the_new_file_sees_it(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("extends: coqa\nprompts: {parties: two friends}\n")
    (tmp_path / "fits").mkdir()
    out = tmp_path / "fits" / "new.yaml"
    base = str(tmp_path / "base.yaml")
    arguments = ["graph", "fit", str(SAMPLE), "--base", base, "--out", str(out)]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    assert "extends: ../base.yaml\n" in out.read_text()
    assert load_recipe(out).prompts.parties == "two friends"


def test_too_little_data_is_told(tmp_path: Path) -> None:
    few = list(load_conversations(SAMPLE))[:4]
    with pytest.raises(InputError, match=r"4 conversations with .* are too few to fit a graph to"):
        fit_recipe(few)
    with pytest.raises(InputError, match=r"only \d kinds of turns occur 150 times or more: "):
        fit_recipe(load_conversations(SAMPLE), min_count=150)
    with pytest.raises(RecipeError, match="there is no recipe coka"):
        fit_recipe(load_conversations(SAMPLE), base="coka")
    with pytest.raises(InputError, match=r"absent\.json does not exist"):
        load_conversations(tmp_path / "absent.json")
    german = [replace(one, language="de") for one in load_conversations(SAMPLE)]
    with pytest.raises(InputError, match="cannot tell what turns in de do"):
        fit_recipe(german)


def test_the_shipped_recipes_have_the_numbers_of_the_data(people: FittedRecipe) -> None:
    """Weights may differ by what a detector has learnt since; made anew they are the same again."""
    shipped = load_recipe(people.recipe.name)
    anew = people.recipe
    assert shipped.conversations == anew.conversations
    assert shipped.graph.links.keys() == anew.graph.links.keys()
    for name, link in shipped.graph.links.items():
        if people.fit.counts.turns[name] >= 20:
            assert link.next == pytest.approx(anew.graph.links[name].next, abs=2.5)
    for name in shipped.phenomena.keys() & anew.phenomena.keys():
        assert shipped.phenomena[name] == pytest.approx(anew.phenomena[name], abs=0.05)
    assert shipped.seed_data["answer_style"].per == "turn"
    assert shipped.seed_data["answer_style"].values == pytest.approx(
        anew.seed_data["answer_style"].values, abs=2
    )
    assert shipped.teacher == anew.teacher


def test_the_shipped_recipes_hold_numbers_and_no_words_of_the_data(
    people: FittedRecipe, shared: Path
) -> None:
    name = people.recipe.name
    text = (ROOT / "src" / "codi" / "recipes" / name / "recipe.yaml").read_text().lower()
    for conversation in load_conversations(shared / "benchmarks" / SHIPPED[name]):
        for turn in conversation.turns:
            for said in (turn.user, turn.assistant):
                assert len(said.split()) < 3 or said.lower() not in text


def test_plans_have_people_s_links_lengths_and_phenomena(people: FittedRecipe) -> None:
    recipe = people.recipe
    planner = Planner(recipe)
    plans = [planner.plan(PASSAGE, number).turns for number in range(10_000)]
    lengths = list(map(len, plans))
    found = people.fit.lengths
    assert fmean(lengths) == pytest.approx(found.human_mean, abs=0.06 * found.human_sd + 0.1)
    assert pstdev(lengths) == pytest.approx(found.human_sd, rel=0.08)
    number, seen = sum(lengths), people.fit.counts.turns
    links = Counter(turn.link for turns in plans for turn in turns)
    distance = sum(
        abs(links[name] / number - seen[name] / sum(seen.values())) for name in seen
    ) / 2  # fmt: skip
    assert distance < 0.03
    asked, possible = asked_for(recipe, plans)
    for name, rate in people.fit.rates.items():
        if rate.possible >= 100:
            assert asked[name] / possible[name] == pytest.approx(rate.human, abs=0.02), name


def asked_for(
    recipe: Recipe, plans: Sequence[Sequence[TurnPlan]]
) -> tuple[Counter[str], Counter[str]]:
    """On how many turns each phenomenon, or a kind of it, is asked for, and could be."""
    links = recipe.conversation_graph().by_name
    asked: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    for turns in plans:
        acts = [turn.act for turn in turns]
        for index, turn in enumerate(turns):
            shown = set(turn.phenomena)
            shown |= {INCLUDED_IN.get(name, name) for name in shown}
            link = links[turn.link]
            by_rate = possible_phenomena(link, acts[:index], recipe.phenomena)
            possible.update(name for name, _ in by_rate)
            asked.update(name for name, _ in by_rate if name in shown)
    return asked, possible


def test_fitted_recipes_ship() -> None:
    assert set(SHIPPED) <= set(recipe_names())
