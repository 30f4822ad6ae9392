"""A recipe can be written without a part of the method, and all else stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

import codi
from codi.errors import RunError
from codi.journal import RunFolder
from codi.pipeline import open_run, run_stages
from codi.planning import plan_conversations
from codi.prompts import Prompts
from codi.recipe import ABLATIONS, ANY_LINK, dump_recipe, load_recipe
from codi.report import write_report
from codi.types import Conversation, ConversationPlan, Passage
from test_recipe import complaint, written

SAMPLES = Path(codi.__file__).parent / "samples" / "documents"
TEXT = "The bridge was built in 1887. It is of red brick and crosses the river. " * 20
PASSAGES = [
    Passage(id=f"d{number}/0", document_id=f"d{number}", text=TEXT[: 300 + 60 * number])
    for number in range(20)
]


def plans(*ablate: str) -> list[ConversationPlan]:
    recipe = load_recipe("grounded-qa", overrides=[f"ablate={list(ablate)}"])
    return list(plan_conversations(PASSAGES, recipe=recipe, num_passages=len(PASSAGES)))


@pytest.mark.parametrize("name", ABLATIONS)
def test_an_ablation_leaves_passages_and_lengths_as_they_are(name: str) -> None:
    whole, without = plans(), plans(name)
    assert [(plan.id, len(plan.turns)) for plan in whole] == [
        (plan.id, len(plan.turns)) for plan in without
    ]
    assert len({len(plan.turns) for plan in whole}) > 3


def test_without_the_graph_every_turn_is_of_one_kind() -> None:
    for plan, whole in zip(plans("graph"), plans(), strict=True):
        assert {turn.link for turn in plan.turns} == {ANY_LINK}
        assert [turn.act for turn in plan.turns] == ["open"] + ["follow_up"] * (len(plan.turns) - 1)
        assert all(turn.needs_evidence for turn in plan.turns)
        assert [turn.seed_data for turn in plan.turns] == [turn.seed_data for turn in whole.turns]
        assert any(turn.phenomena for turn in plan.turns)


def test_without_augmentation_there_is_no_seed_data_and_all_else_stays() -> None:
    for plan, whole in zip(plans("augmentation"), plans(), strict=True):
        assert all(turn.seed_data == {} for turn in plan.turns)
        assert [(turn.link, turn.phenomena) for turn in plan.turns] == [
            (turn.link, turn.phenomena) for turn in whole.turns
        ]


def test_without_phenomena_none_is_asked_for_and_all_else_stays() -> None:
    for plan, whole in zip(plans("phenomena"), plans(), strict=True):
        assert all(turn.phenomena == () for turn in plan.turns)
        assert [(turn.link, turn.seed_data) for turn in plan.turns] == [
            (turn.link, turn.seed_data) for turn in whole.turns
        ]


def test_several_parts_may_be_left_out_at_once() -> None:
    for plan in plans("phenomena", "graph", "augmentation"):
        for turn in plan.turns:
            assert (turn.link, turn.phenomena, turn.seed_data) == (ANY_LINK, (), {})
    assert plans("one_call") == plans("graph", "augmentation", "phenomena")


def test_the_teacher_reads_the_same_words_at_every_turn_without_the_graph() -> None:
    recipe = load_recipe("grounded-qa", overrides=["ablate=[graph, augmentation, phenomena]"])
    (plan,) = plan_conversations(PASSAGES[:1], recipe=recipe, num_passages=1)
    call = Prompts(recipe).user_call(plan, ())
    assert call.messages[-1].content == "[next user message] Say whatever comes next."


def test_one_call_asks_for_the_whole_conversation_in_a_plain_sentence() -> None:
    recipe = load_recipe("grounded-qa", overrides=["ablate=[one_call]", "teacher.calls=turn"])
    assert recipe.teacher.calls == "conversation"
    (plan,) = plan_conversations(PASSAGES[:1], recipe=recipe, num_passages=1)
    system, last = Prompts(recipe).conversation_call(plan).messages
    assert last.content == (
        f"[next turns] Write a conversation of {len(plan.turns)} turns about the passage."
    )
    assert "[user]" in system.content
    other = load_recipe("grounded-qa", overrides=["teacher.calls=conversation"])
    assert Prompts(recipe).fingerprint != Prompts(other).fingerprint


def test_a_recipe_says_what_is_ablated_and_its_fingerprint_tells() -> None:
    recipe = load_recipe("coqa", overrides=["ablate=[phenomena, graph, graph]"])
    assert recipe.ablate == ("graph", "phenomena")
    fingerprints = {
        load_recipe("coqa", overrides=[f"ablate=[{name}]"]).data_fingerprint()
        for name in ("", *ABLATIONS)
    }
    assert len(fingerprints) == 5


def test_an_ablated_recipe_written_out_loads_again(tmp_path: Path) -> None:
    recipe = load_recipe("coqa", overrides=["ablate=[one_call]"])
    assert load_recipe(written(tmp_path, dump_recipe(recipe))) == recipe


def test_an_unknown_ablation_is_named() -> None:
    assert "--set ablate: ablate[0]: input should be 'graph', 'augmentation'" in complaint(
        "coqa", "ablate=[grap]"
    )
    assert "ablate: input should be a valid" in complaint("coqa", "ablate=graph")


def run_ablated(folder: Path, *ablate: str) -> list[Conversation]:
    overrides = [f"documents.paths=[{SAMPLES}]", "conversations.count=12", f"ablate={list(ablate)}"]
    with open_run(folder, "coqa", overrides=overrides) as run:
        run_stages(run, until="export")
        if "one_call" in ablate:
            assert (
                12 <= run.journal.counts().replies <= 24
            )  # one call each, or one more to repair it
        return [conversation for conversation, _ in run.journal.conversations(kept=True)]


@pytest.mark.parametrize("name", ["graph", "one_call"])
def test_a_run_without_the_graph_goes_the_whole_way(tmp_path: Path, name: str) -> None:
    found = run_ablated(tmp_path, name)
    assert len(found) >= 6
    assert {turn.link for conversation in found for turn in conversation.turns} == {ANY_LINK}
    page = write_report(RunFolder(tmp_path)).read_text(encoding="utf-8")
    assert f"<dt>ablated</dt><dd>{name.replace('_', ' ')}</dd>" in page
    assert "the conversation graph: links" not in page
    card = (tmp_path / "dataset" / "README.md").read_text(encoding="utf-8")
    assert f"was used without: `{name}`" in card


def test_a_run_does_not_go_on_with_another_ablation(tmp_path: Path) -> None:
    run_ablated(tmp_path, "phenomena")
    with pytest.raises(RunError, match="made with other settings of ablate"):
        run_ablated(tmp_path)
