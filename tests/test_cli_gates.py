"""`codi gates` and `codi show --losses`: what may fall away, and what did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from codi.cli import app
from codi.cli.terminal import shown
from codi.filters import CHANGES, GATES
from codi.journal import Journal
from codi.recipe import load_recipe, recipe_names

HOSTILE = "\x1b[2Jgone \u202edlrow"


def codi(*arguments: str) -> str:
    """What a command prints on standard output; it has to succeed."""
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run that lost something at every level; one of the things lost would steer a terminal."""
    folder = tmp_path_factory.mktemp("gates")
    (folder / "docs").mkdir()
    (folder / "docs" / "short.txt").write_text(f"{HOSTILE} short.", encoding="utf-8")
    (folder / "docs" / "list.txt").write_text("\n\n".join(["Item"] * 90), encoding="utf-8")
    (folder / "docs" / "lines.jsonl").write_text(f'{{"text": 5}}\n"{HOSTILE[1:]}"\n', "utf-8")
    samples = Path(__file__).parent.parent / "src" / "codi" / "samples" / "documents"
    for arguments in (
        ("documents", "grounded-qa", "--documents", f"{folder}/docs", "--documents", f"{samples}"),
        ("synthesize", "--count", "6"),
        ("filter", "--set", "filters.min_turns=9"),
    ):
        codi(*arguments, "--out", str(folder / "run"))
    return folder / "run"


def test_every_gate_stands_in_the_table_with_what_the_recipe_says_of_it() -> None:
    found = json.loads(codi("gates", "grounded-qa", "--set", "filters.min_turns=4", "--json"))
    assert [gate["name"] for gate in found["gates"]] == [gate.name for gate in GATES]
    assert [change["name"] for change in found["changes"]] == [change.name for change in CHANGES]
    values = {gate["name"]: gate["value"] for gate in found["gates"]}
    assert (values["too_short"], values["failed_turn"], values["no_evidence"]) == (4, False, True)
    printed = " ".join(codi("gates", "--set", "filters.no_evidence=false").split())
    assert "gates of conversations" in printed
    assert "filters.no_evidence off" in printed


def test_a_gate_has_a_name_of_its_own_and_a_setting_in_every_recipe() -> None:
    names = [(gate.level, gate.name) for gate in GATES]
    assert len(set(names)) == len(names)
    for recipe in map(load_recipe, recipe_names()):
        for gate in GATES:
            gate.value(recipe)
        for change in CHANGES:
            change.value(recipe)
    assert all(gate.drops for gate in GATES)
    assert all(change.does for change in CHANGES)


def test_losses_are_listed_from_input_files_to_conversations(run: Path) -> None:
    found = json.loads(codi("show", str(run), "--losses", "--limit", "1000", "--json"))
    with Journal.open(run / "journal.sqlite", read_only=True) as journal:
        expected = {
            **journal.loss_counts(),
            **{("conversation", gate): n for gate, n in journal.counts().dropped.items()},
        }
    counts = {(one["level"], one["gate"]): one["count"] for one in found["counts"]}
    assert counts == expected
    assert {level for level, _ in counts} == {"record", "document", "passage", "conversation"}
    assert len(found["losses"]) == sum(counts.values())


def test_the_losses_of_one_gate_are_listed_alone(run: Path) -> None:
    found = json.loads(codi("show", str(run), "--gate", "short_document", "--json"))
    assert [loss["gate"] for loss in found["losses"]] == ["short_document"]
    done = CliRunner().invoke(app, ["show", str(run), "--gate", "nonsense"])
    assert done.exit_code != 0
    assert "there is no gate nonsense" in str(done.exception)
    none = json.loads(codi("show", str(run), "--gate", "failed_turn", "--json"))
    assert none == {"counts": [], "losses": []}


def test_what_a_page_says_cannot_steer_the_terminal(run: Path) -> None:
    printed = codi("show", str(run), "--losses", "--limit", "1000")
    assert "short_document" in printed
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert shown(f"a\tb\n{HOSTILE}") == "a\tb\n\ufffd[2Jgone \ufffddlrow"
