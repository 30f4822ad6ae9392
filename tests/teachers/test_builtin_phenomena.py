"""The built-in teacher words its turns as the plan asks, by the detectors' own word."""

from collections import Counter
from pathlib import Path

import pytest
from test_builtin_conversations import MILL, plan
from test_builtin_dialogue import FARM
from test_builtin_obeying import FERRY, told

import codi
from codi.phenomena import PHENOMENA, question_type, realised
from codi.planning import plan_conversations
from codi.readers import read_documents, split_into_passages
from codi.recipe import load_recipe
from codi.types import Passage, Turn

LAMP = Passage(
    id="lamp/0",
    document_id="lamp",
    title="The Harl lamp",
    text=(
        "The Harl lamp was invented by Tilda Ferrow in 1871. Tilda Ferrow was born in Dorn in "
        "1840. She studied chemistry in Prague and opened a workshop in 1868. The workshop "
        "had twelve workers. The lamp burned for nine hours on one filling. The Bressau lamp "
        "burned for five hours. Miners carried the lamp because it did not explode. Anton "
        "Gruber was born in Dorn in 1852. He bought the workshop's patents in 1890 and moved "
        "to Vienna in 1893. The workshop closed in 1902. The lamp is shown in the museum of "
        "Dorn."
    ),
)
ACTS = ["open", "follow_up", "what", "yes_no", "when", "drill_down", "correct", "unanswerable"]
OVER = ("polite", "informal", "disfluent", "noisy", "discourse_marker")
OWN_ACTS = {
    "comparison": ["open", "compare", "what", "compare"],
    "aggregation": ["open", "list", "what", "list"],
    "presupposition_failure": ["open", "correct", "what", "correct"],
    "clarification": ["open", "what", "clarify", "clarified"],
    "one_substitution": ["open", "what", "clarify", "clarified"],
    "out_of_scope": ["open", "unanswerable", "what", "unanswerable"],
    "bare_wh": ["open", "when", "why", "where", "how", "when"],
}
DONE = sorted(set(PHENOMENA) - {"bridging", "paraphrase", "topic_return"})


def done(turns: tuple[Turn, ...], passage: Passage, name: str) -> list[Turn]:
    """The turns that were asked for the phenomenon and did not decline it; it occurs in each."""
    kept = [turn for turn in turns[1:] if name in turn.requested and name not in turn.declined]
    assert all(name in realised(t, turns[: t.index], passage.text) for t in kept), (name, kept)
    return kept


@pytest.mark.parametrize("name", DONE)
def test_a_phenomenon_occurs_where_the_passage_has_matter_for_it(name: str) -> None:
    acts = OWN_ACTS.get(name, [*ACTS[:2], "topic_shift", *ACTS[2:]])
    found = [
        turn
        for passage in (LAMP, MILL, FARM)
        for seed in range(4)
        for turn in done(
            told(plan(acts, seed=seed, passage=passage, phenomena=(name,))), passage, name
        )
    ]
    assert len(found) >= 2


@pytest.mark.parametrize("name", OVER)
def test_what_is_put_over_a_message_is_hardly_ever_declined(name: str) -> None:
    asked = kept = 0
    for passage in (LAMP, MILL, FARM, FERRY):
        for seed in range(3):
            turns = told(plan(ACTS, seed=seed, passage=passage, phenomena=(name,)))
            asked += len(turns) - 1
            kept += len(done(turns, passage, name))
    assert kept >= 0.95 * asked > 40


@pytest.mark.parametrize(
    "pair",
    [
        ("informal", "noisy"),
        ("polite", "repair"),
        ("disfluent", "discourse_marker"),
        ("anaphora", "confirmation"),
        ("confirmation", "informal"),
        ("negation", "noisy"),
        ("multi_part", "polite"),
        ("discourse_marker", "repair"),
        ("demonstrative_anaphora", "informal"),
    ],
)
def test_two_phenomena_come_together_and_neither_breaks_the_other(pair: tuple[str, str]) -> None:
    both = 0
    for passage in (LAMP, MILL, FARM):
        for seed in range(4):
            turns = told(plan(ACTS, seed=seed, passage=passage, phenomena=pair))
            kept = [{turn.index for turn in done(turns, passage, name)} for name in pair]
            both += len(kept[0] & kept[1])
    assert both >= 3


@pytest.mark.parametrize("name", ["disfluent", "noisy", "discourse_marker"])
def test_what_is_put_over_a_question_leaves_its_kind(name: str) -> None:
    for act in ("who", "when", "yes_no"):
        acts = ["open", act, act]
        for seed in range(6):
            for turn in told(plan(acts, seed=seed, passage=LAMP, phenomena=(name,)))[1:]:
                if act not in turn.declined:
                    assert question_type(turn.user) in {act, "how_many"}, turn.user


def test_a_denial_is_corrected_and_a_question_off_the_topic_declined() -> None:
    for seed in range(6):
        acts = ["open", "correct", "unanswerable"]
        wanted = ("presupposition_failure", "out_of_scope")
        turns = told(plan(acts, seed=seed, passage=LAMP, phenomena=wanted))
        assert turns[1].evidence
        assert turns[1].declined == ("out_of_scope",)
        assert not turns[2].evidence
        assert "presupposition_failure" in turns[2].declined


def test_two_questions_in_one_message_are_both_answered_with_their_quotes() -> None:
    found = []
    for seed in range(12):
        turns = told(
            plan(["open", "what", "when"], seed=seed, passage=LAMP, phenomena=("multi_part",))
        )
        found += done(turns, LAMP, "multi_part")
    assert found
    for turn in found:
        assert turn.user.count("?") == 1
        assert " and " in turn.user
        assert turn.assistant.count(".") >= 2 or len(turn.evidence) == 1


@pytest.fixture(scope="module")
def on_samples(tmp_path_factory: pytest.TempPathFactory) -> tuple[Counter[str], ...]:
    """Requested, declined and realised phenomena of plans over the samples."""
    recipe_file = tmp_path_factory.mktemp("recipe") / "all.yaml"
    rates = "".join(
        f"  {name}: 0.12\n" for name in sorted(set(PHENOMENA) - {"topic_shift", "topic_return"})
    )
    own = {"list": "aggregation", "clarify": "clarification", "compare": "comparison"}
    own["correct"] = "presupposition_failure"
    links = "".join(f"    {link}: {{phenomena: [{name}]}}\n" for link, name in own.items())
    recipe_file.write_text(
        f"name: all\nextends: grounded-qa\ngraph:\n  links:\n{links}phenomena:\n{rates}"
    )
    recipe = load_recipe(recipe_file, overrides=["conversations.count=100"])
    samples = Path(codi.__file__).parent / "samples" / "documents"
    documents = read_documents([str(samples)], on_loss=lambda _: None)
    passages = list(split_into_passages(documents, min_words=60, max_words=400))
    requested, declined, shown = Counter[str](), Counter[str](), Counter[str]()
    for one in plan_conversations(iter(passages), recipe=recipe, num_passages=len(passages)):
        turns = told(one)
        for turn in turns:
            found = realised(turn, turns[: turn.index], one.passage.text)
            requested.update(turn.requested)
            declined.update(set(turn.requested) & set(turn.declined))
            shown.update((set(turn.requested) - set(turn.declined)) & set(found))
    return requested, declined, shown


def test_of_what_is_not_declined_nineteen_in_twenty_occur(
    on_samples: tuple[Counter[str], ...],
) -> None:
    requested, declined, shown = on_samples
    often = [name for name, count in requested.items() if count >= 20]
    assert len(often) >= 18
    for name in often:
        kept = requested[name] - declined[name]
        assert shown[name] >= 0.95 * kept, (name, requested[name], declined[name], shown[name])
    for name in OVER:
        assert declined[name] <= 0.05 * requested[name], name
