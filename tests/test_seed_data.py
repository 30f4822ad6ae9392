"""Seed data comes from lists, files, libraries, facts and combinations, each value in its turn."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from difflib import SequenceMatcher
from itertools import combinations, islice, product
from pathlib import Path

import pytest

from codi.pipeline import open_run, run_stages
from codi.planning import Planner, Spread, plan_conversations
from codi.randomness import permuted, rng_for
from codi.recipe import Recipe, dump_recipe, library_names, load_recipe
from codi.text import content_words
from codi.types import ConversationPlan
from test_planning import passage, passages
from test_recipe import complaint, written


def recipe_with(folder: Path, seed_data: str, *overrides: str) -> Recipe:
    text = f"extends: coqa\nseed_data:\n  answer_style: null\n  tone: null\n{seed_data}"
    return load_recipe(written(folder, text), overrides=overrides)


def plans_of(recipe: Recipe, *, num_passages: int) -> list[ConversationPlan]:
    return list(
        plan_conversations(passages(num_passages), recipe=recipe, num_passages=num_passages)
    )


def in_order(recipe: Recipe, kind: str, count: int) -> list[str]:
    """What conversations draw, in the order of their places in the run."""
    planner = Planner(recipe)
    return [
        planner.plan(passage(0), 0, ordinal=place).turns[0].seed_data[kind]
        for place in range(count)
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 9, 220, 1000])
def test_a_permutation_takes_every_index_to_a_place_of_its_own(size: int) -> None:
    orders = {
        tuple(permuted(index, size, 1, "key", number) for index in range(size))
        for number in range(20)
    }
    assert all(sorted(order) == list(range(size)) for order in orders)
    assert len(orders) >= min(20, size)


@pytest.mark.parametrize(("size", "keys"), [(6, 15_000), (70, 100_000)])
def test_permutations_of_other_keys_put_all_pairs_alike(size: int, keys: int) -> None:
    pairs = Counter(
        (permuted(0, size, 1, "a", key), permuted(1, size, 1, "a", key)) for key in range(keys)
    )
    num_pairs = size * (size - 1)
    expected = keys / num_pairs
    chi_square = sum(
        (pairs[one, other] - expected) ** 2 / expected
        for one in range(size)
        for other in range(size)
        if one != other
    )
    assert chi_square / (num_pairs - 1) == pytest.approx(1, abs=4 * (2 / num_pairs) ** 0.5)


def test_there_is_no_place_outside_the_range() -> None:
    with pytest.raises(ValueError, match="below 7"):
        permuted(7, 7, 1)


def test_values_of_equal_weight_come_again_only_when_all_were_drawn(tmp_path: Path) -> None:
    values = [f"reader {number}" for number in range(13)]
    recipe = recipe_with(tmp_path, f"  persona: {{per: conversation, values: {values}}}\n")
    drawn = in_order(recipe, "persona", 39)
    rounds = [drawn[:13], drawn[13:26], drawn[26:]]
    assert all(sorted(one) == sorted(values) for one in rounds)
    assert len({tuple(one) for one in rounds}) == 3


@pytest.mark.parametrize("amount", ["count: 29", "count: 120", "per_passage: 2, count: null"])
def test_the_conversations_of_a_run_use_all_values_alike(tmp_path: Path, amount: str) -> None:
    values = [f"reader {number}" for number in range(13)]
    recipe = recipe_with(
        tmp_path,
        f"  persona: {{per: conversation, values: {values}}}\nconversations: {{{amount}}}\n",
    )
    used = Counter(plan.turns[0].seed_data["persona"] for plan in plans_of(recipe, num_passages=40))
    assert len(used) == 13
    assert max(used.values()) - min(used.values()) <= 1


def test_a_turn_s_values_come_again_only_when_the_conversation_has_had_them_all(
    tmp_path: Path,
) -> None:
    recipe = recipe_with(tmp_path, "  mood: {per: turn, values: [calm, eager, tired, moved]}\n")
    orders = set()
    for plan in (Planner(recipe).plan(passage(0), number) for number in range(60)):
        moods = [turn.seed_data["mood"] for turn in plan.turns]
        assert len(moods) >= 8
        assert set(moods[:4]) == set(moods[4:8]) == {"calm", "eager", "tired", "moved"}
        orders.add(tuple(moods[:4]))
    assert len(orders) > 15


def test_weighted_and_repeating_values_are_drawn_by_weight(tmp_path: Path) -> None:
    recipe = recipe_with(
        tmp_path,
        "  mood: {per: conversation, values: {calm: 3, eager: 1}}\n"
        "  place: {per: conversation, repeat: true, values: [here, there]}\n",
    )
    plans = [Planner(recipe).plan(passage(0), number) for number in range(2000)]
    moods = Counter(plan.turns[0].seed_data["mood"] for plan in plans)
    places = [plan.turns[0].seed_data["place"] for plan in plans]
    assert moods["calm"] / 2000 == pytest.approx(0.75, abs=0.03)
    assert any(one == other for one, other in zip(places[::2], places[1::2], strict=True))


def test_a_combination_joins_what_its_kinds_drew_and_repeats_none(tmp_path: Path) -> None:
    recipe = recipe_with(
        tmp_path,
        "  persona: {per: conversation, values: [a nurse, a pilot, a cook, a judge, a clerk]}\n"
        "  mood: {per: conversation, values: [calm, eager, tired]}\n"
        "  hour: {per: conversation, values: [early, late]}\n"
        "  user: {per: conversation, combine: [persona, mood, hour]}\n"
        "  short: {per: turn, values: [here, there]}\n",
    )
    seeds = [
        Planner(recipe).plan(passage(0), 0, ordinal=place).turns[0].seed_data for place in range(60)
    ]
    for seed in seeds:
        assert seed["user"] == f"{seed['persona']}, {seed['mood']}, {seed['hour']}"
        assert list(seed) == ["persona", "mood", "hour", "user", "short"]
    for half in (seeds[:30], seeds[30:]):
        assert len({seed["user"] for seed in half}) == 30
    for fifth in zip(*[iter(seed["persona"] for seed in seeds)] * 5, strict=True):
        assert len(set(fifth)) == 5
    assert [s["user"] for s in seeds[:30]] != [s["user"] for s in seeds[30:]]


def test_a_combination_with_a_weighted_kind_joins_what_each_drew(tmp_path: Path) -> None:
    recipe = recipe_with(
        tmp_path,
        "  persona: {per: conversation, values: [a nurse, a pilot]}\n"
        "  mood: {per: conversation, values: {calm: 2, eager: 1}}\n"
        "  user: {per: conversation, combine: [persona, mood], join: ' and '}\n",
    )
    users = in_order(recipe, "user", 4)
    assert sorted(user.partition(" and ")[0] for user in users) == ["a nurse"] * 2 + ["a pilot"] * 2
    assert set(users) <= {
        f"{one} and {other}" for one, other in product(("a nurse", "a pilot"), ("calm", "eager"))
    }


def test_values_may_stand_in_files_beside_the_recipe(tmp_path: Path) -> None:
    (tmp_path / "who.txt").write_text("# who asks\na nurse\n\n  a pilot \n", encoding="utf-8")
    (tmp_path / "mood.jsonl").write_text(
        '{"value": "calm", "weight": 3}\n\n{"value": "eager"}\n', encoding="utf-8"
    )
    recipe = recipe_with(
        tmp_path,
        "  persona: {per: conversation, file: who.txt}\n"
        "  mood: {per: conversation, file: mood.jsonl}\n",
    )
    assert recipe.seed_data["persona"].values == {"a nurse": 1, "a pilot": 1}
    assert recipe.seed_data["mood"].values == {"calm": 3, "eager": 1}
    whole = dump_recipe(recipe)
    for file in ("who.txt", "mood.jsonl", "mine.yaml"):
        (tmp_path / file).unlink()
    assert load_recipe(written(tmp_path, whole)) == recipe


def test_facts_of_other_documents_are_their_plain_sentences(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "a.md").write_text(
        "# The bridge\n\nThe bridge was built in 1887. Who built it?\n\n"
        "- It carries trains to this day.\n- and more\n\n| a | b |\n\nSee [here](x) for more.",
        encoding="utf-8",
    )
    (tmp_path / "facts" / "b.txt").write_text("Its towers are of red brick.\nShort one.\n")
    (tmp_path / "facts" / "c.csv").write_text("Nobody reads this file at all.\n")
    recipe = recipe_with(tmp_path, "  fact: {per: turn, facts: facts}\n")
    assert list(recipe.seed_data["fact"].values) == [
        "The bridge was built in 1887.",
        "It carries trains to this day.",
        "Its towers are of red brick.",
    ]
    only = recipe_with(tmp_path, "  fact: {per: turn, facts: [facts/b.txt]}\n")
    assert list(only.seed_data["fact"].values) == ["Its towers are of red brick."]


def test_another_source_takes_the_place_of_the_one_in_the_recipe_extended(tmp_path: Path) -> None:
    (tmp_path / "who.txt").write_text("a nurse\na pilot\n", encoding="utf-8")
    base = written(
        tmp_path,
        "extends: coqa\nseed_data:\n  tone: {values: {plain: 1, odd: 1}}\n"
        "  who: {per: conversation, values: [a cook, a judge]}\n"
        "  both: {per: conversation, combine: [who, tone]}\n",
        "base.yaml",
    )
    assert set(load_recipe(base).seed_data["tone"].values) == {"plain", "brief", "odd"}
    recipe = load_recipe(
        written(tmp_path, "extends: base.yaml\nseed_data: {who: {file: who.txt}}\n"),
        overrides=["seed_data.both.values=[one, other]", "seed_data.tone.library=persona"],
    )
    assert set(recipe.seed_data["who"].values) == {"a nurse", "a pilot"}
    assert (recipe.seed_data["both"].combine, set(recipe.seed_data["both"].values)) == (
        (),
        {"one", "other"},
    )
    assert len(recipe.seed_data["tone"].values) >= 200


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("file: no.txt", "mine.yaml: seed_data.who.file: cannot read no.txt: No such file"),
        ("file: empty.txt", "mine.yaml: seed_data.who.file: empty.txt holds no values"),
        ("file: bad.jsonl", "seed_data.who.file: line 2 of bad.jsonl is not JSON: Expecting"),
        ("file: odd.jsonl", "seed_data.who.file: line 1 of odd.jsonl: an object has a text as"),
        ("file: twice.txt", "seed_data.who.values: the value 'a' stands twice"),
        ("file: latin.txt", "seed_data.who.file: cannot read latin.txt: it is no UTF-8 text"),
        ("file: [a]", "seed_data.who.file: a path is needed, got ['a']"),
        ("file: a.txt, values: [b]", "seed_data.who: values and file are given (a kind has one"),
        ("combine: [a, b], values: [b]", "seed_data.who: values and combine are given"),
        ("library: personas", "there is no library personas (did you mean persona? those that"),
        ("facts: twice.txt", "seed_data.who.facts: no facts were found in twice.txt (whole"),
        ("facts: bad.jsonl", "no facts are read from bad.jsonl (give files that end in .md or"),
        ("values: []", "seed_data.who: one of values, file, library, facts, combine is needed"),
        ("values: [{value: a, wait: 2}]", "an object has a text as `value` and, if wanted, a `we"),
        ("fill: a", "seed_data.who.fill: unknown key (did you mean seed_data.who.file?)"),
        ("combine: [tone, mood]", "seed_data: who combines mood, which is no kind with values"),
        ("combine: [tone]", "seed_data.who: combine names two kinds or more"),
        ("combine: [tone, tone]", "seed_data: tone stands in two combinations"),
    ],
)
def test_a_wrong_source_gets_one_line_that_names_it(
    tmp_path: Path, source: str, message: str
) -> None:
    (tmp_path / "empty.txt").write_text("# nothing\n\n")
    (tmp_path / "bad.jsonl").write_text('{"value": "a"}\n{"value": \n')
    (tmp_path / "odd.jsonl").write_text('{"valu": "a"}\n')
    (tmp_path / "twice.txt").write_text("a\na\n")
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9\n")
    path = written(
        tmp_path, f"extends: coqa\nseed_data: {{who: {{per: conversation, {source}}}}}\n"
    )
    assert message in complaint(path)


def test_parts_of_a_combination_are_drawn_when_it_is(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "extends: coqa\nseed_data:\n  mood: {per: turn, values: [calm, eager]}\n"
        "  who: {per: conversation, combine: [tone, mood]}\n",
    )
    assert "who is drawn per conversation, its part mood is not" in complaint(path)


def test_a_file_named_on_the_command_line_is_looked_up_where_codi_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tones.txt").write_text("plain\nbrief\nwarm\n", encoding="utf-8")
    recipe = load_recipe("coqa", overrides=["seed_data.tone.file=tones.txt"])
    assert set(recipe.seed_data["tone"].values) == {"plain", "brief", "warm"}
    assert complaint("coqa", "seed_data.tone.file=none.txt").startswith(
        "--set seed_data.tone.file: cannot read none.txt"
    )


LIVELY = (
    "  persona: {per: conversation, library: persona}\n"
    "  intent: {per: conversation, library: intent}\n"
    "  user: {per: conversation, combine: [persona, intent]}\n"
    "  mood: {per: turn, values: [calm, eager, tired]}\n"
)


def test_plans_made_one_by_one_in_any_order_are_those_of_the_stream(tmp_path: Path) -> None:
    recipe = recipe_with(tmp_path, LIVELY, "conversations.count=70")
    streamed = plans_of(recipe, num_passages=40)
    spread = Spread.of(recipe, num_passages=40)
    places = [(at, number) for at in range(40) for number in range(spread.num_on(at))]
    rng_for(5, "any order").shuffle(places)
    single = {
        plan.id: plan
        for at, number in places
        for plan in [Planner(recipe).plan(passage(at), number, ordinal=spread.ordinal(at, number))]
    }
    assert len(single) == 70
    assert single == {plan.id: plan for plan in streamed}
    assert len({plan.turns[0].seed_data["persona"] for plan in streamed}) == 70


def test_a_million_plans_without_repetition_stream_in_flat_memory(tmp_path: Path) -> None:
    recipe = recipe_with(tmp_path, LIVELY, "conversations.count=1_000_000")
    stream = plan_conversations(passages(100_000), recipe=recipe, num_passages=100_000)
    for _ in islice(stream, 500):
        pass
    tracemalloc.start()
    for _ in islice(stream, 2000):
        pass
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert grown < 200_000


@pytest.mark.parametrize("name", ["intent", "persona"])
def test_the_libraries_are_large_short_and_without_near_duplicates(name: str) -> None:
    recipe = load_recipe("coqa", overrides=[f"seed_data.x={{per: turn, library: {name}}}"])
    values = list(recipe.seed_data["x"].values)
    assert name in library_names()
    assert len(values) >= 220
    for value in values:
        assert 2 <= len(value.split()) <= 7, value
        assert value == value.strip(" .,;:!?")
    for one, other in combinations(values, 2):
        first, second = set(content_words(one)), set(content_words(other))
        assert len(first & second) < 0.5 * len(first | second), (one, other)
        alike = SequenceMatcher(None, one, other, autojunk=False)
        assert alike.quick_ratio() < 0.85 or alike.ratio() < 0.85, (one, other)


def test_a_conversation_s_row_says_which_seed_data_each_of_its_turns_got(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    document = tmp_path / "bridge.md"
    document.write_text(
        "# The bridge\n\nThe bridge was built in 1887 by Anna Berg. It crosses the river Olma. "
        "Its towers are forty metres high and of red brick. Trains have used it since 1890. "
        "In 1924 a storm damaged the northern tower, and it was closed for two years.\n"
    )
    recipe = recipe_with(
        tmp_path,
        "  persona: {per: conversation, library: persona}\n"
        "  intent: {per: conversation, library: intent}\n"
        "  user: {per: conversation, combine: [persona, intent]}\n"
        "  mood: {per: turn, values: [calm, eager, tired]}\n",
        f"documents.paths=[{document}]",
        "documents.min_words=10",
        "conversations.per_passage=4",
        "dataset.validation_fraction=0",
    )
    with open_run(tmp_path / "run", recipe) as run:
        run_stages(run, until="export")
        plans = {
            plan.id: plan
            for plan in plan_conversations(run.journal.passages(), recipe=recipe, num_passages=1)
        }
    files = sorted((tmp_path / "run" / "dataset").glob("train-*.parquet"))
    rows = [row for file in files for row in pq.read_table(file).to_pylist()]
    assert rows
    for row in rows:
        for turn, planned in zip(row["turns"], plans[row["id"]].turns, strict=False):
            got = {entry["kind"]: entry["value"] for entry in turn["seed_data"]}
            assert got == planned.seed_data
            assert got["user"] == f"{got['persona']}, {got['intent']}"
    assert len({row["turns"][0]["seed_data"][0]["value"] for row in rows}) == len(rows)
