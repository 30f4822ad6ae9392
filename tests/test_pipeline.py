"""All stages over one run folder, offline, on the built-in teacher."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import codi
from codi.errors import RunError, UserError
from codi.journal import Journal, RunFolder
from codi.pipeline import STAGES

SAMPLES = Path(codi.__file__).parent / "samples" / "documents"
CODI = str(Path(sys.executable).with_name("codi"))


def recipe(*overrides: str) -> codi.Recipe:
    return codi.load_recipe(
        "grounded-qa",
        overrides=[f'documents.paths=["{SAMPLES}"]', "conversations.count=24", *overrides],
    )


def dataset_bytes(run: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((run / "dataset").iterdir())}


def test_documents_become_a_dataset_and_a_report(tmp_path: Path) -> None:
    from pyarrow import parquet

    with codi.open_run(tmp_path / "run", recipe()) as run:
        codi.run_stages(run)
        codi.write_report(run.folder)
        kept = list(run.journal.conversations(kept=True))
    files = sorted((tmp_path / "run" / "dataset").glob("*.parquet"))
    rows = [row for file in files for row in parquet.read_table(file).to_pylist()]
    assert len(rows) == len(kept) >= 20
    for row in rows:
        roles = [message["role"] for message in row["messages"]]
        assert roles == ["system"] + ["user", "assistant"] * len(row["turns"])
        assert row["passage"] in row["messages"][0]["content"]
        for turn in row["turns"]:
            for span in turn["evidence"]:
                assert row["passage"][span["start"] : span["end"]].strip()
    assert (tmp_path / "run" / "report.html").stat().st_size > 10_000
    assert not (tmp_path / "run" / "student").exists()


def test_reading_stops_after_max_documents(tmp_path: Path) -> None:
    with codi.open_run(tmp_path / "run", recipe("documents.max_documents=3")) as run:
        codi.run_stage(run, "documents")
        assert run.manifest.stage("documents").counts["documents"] == 3
        assert len({passage.document_id for passage in run.journal.passages()}) == 3


def test_every_kept_answer_that_needs_evidence_has_it_in_its_passage(tmp_path: Path) -> None:
    with codi.open_run(tmp_path / "run", recipe()) as run:
        codi.run_stages(run, until="filter")
        for conversation, _ in run.journal.conversations(kept=True):
            for turn in conversation.turns:
                assert turn.evidence or not turn.needs_evidence
                assert all(span.end <= len(conversation.passage.text) for span in turn.evidence)


def test_one_stage_at_a_time_gives_the_same_dataset_as_all_at_once(tmp_path: Path) -> None:
    with codi.open_run(tmp_path / "whole", recipe()) as run:
        codi.run_stages(run, until="export")
    with codi.open_run(tmp_path / "parts", recipe()) as run:
        codi.run_stage(run, "documents")
    for stage in ("synthesize", "filter", "export"):
        with codi.open_run(tmp_path / "parts") as run:
            codi.run_stage(run, stage)
    assert dataset_bytes(tmp_path / "whole") == dataset_bytes(tmp_path / "parts")


def test_more_conversations_are_added_to_those_that_are_there(tmp_path: Path) -> None:
    with codi.open_run(tmp_path / "run", recipe("conversations.count=10")) as run:
        codi.run_stages(run, until="export")
    with codi.open_run(tmp_path / "run", recipe("conversations.count=24")) as run:
        codi.run_stages(run, until="export")
    with codi.open_run(tmp_path / "fresh", recipe("conversations.count=24")) as run:
        codi.run_stages(run, until="export")
        wanted = {each.id for each, _ in run.journal.conversations()}
    with Journal.open(tmp_path / "run" / "journal.sqlite", read_only=True) as journal:
        assert wanted <= {each.id for each, _ in journal.conversations()}


def test_fewer_conversations_give_the_dataset_of_a_run_that_never_had_more(tmp_path: Path) -> None:
    for count in (40, 24):
        with codi.open_run(tmp_path / "run", recipe(f"conversations.count={count}")) as run:
            codi.run_stages(run, until="export")
            num_conversations = run.journal.counts().conversations
    with codi.open_run(tmp_path / "fresh", recipe("conversations.count=24")) as run:
        codi.run_stages(run, until="export")
    assert num_conversations > 24
    parquet = [name for name in dataset_bytes(tmp_path / "fresh") if name.endswith(".parquet")]
    for name in parquet:
        assert dataset_bytes(tmp_path / "run")[name] == dataset_bytes(tmp_path / "fresh")[name]


@pytest.mark.parametrize(
    "change", ["phenomena.anaphora=0.9", "seed=5", "teacher.temperature=0.1", "graph.start.open=2"]
)
def test_a_run_goes_on_only_under_the_settings_that_made_it(tmp_path: Path, change: str) -> None:
    with codi.open_run(tmp_path / "run", recipe()) as run:
        codi.run_stages(run, until="synthesize")
    with (
        pytest.raises(RunError, match=f"other settings of {re.split('[.=]', change)[0]}"),
        codi.open_run(tmp_path / "run", recipe(change)),
    ):
        pass


def test_before_any_reply_other_settings_are_welcome(tmp_path: Path) -> None:
    with codi.open_run(tmp_path / "run", recipe()) as run:
        codi.run_stage(run, "documents")
    with codi.open_run(tmp_path / "run", recipe("phenomena.anaphora=0.9")) as run:
        codi.run_stage(run, "synthesize")


def test_documents_that_changed_are_refused(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    shutil.copytree(SAMPLES, documents)
    changed = recipe(f'documents.paths=["{documents}"]')
    with codi.open_run(tmp_path / "run", changed) as run:
        codi.run_stages(run, until="synthesize")
    next(documents.iterdir()).write_text("# Other\n\n" + "Something else stands here now. " * 30)
    with (
        codi.open_run(tmp_path / "run", changed) as run,
        pytest.raises(RunError, match="not those it began with"),
    ):
        codi.run_stages(run)


@pytest.mark.parametrize(
    "stage", [name for name in STAGES if name not in {"documents", "evaluate"}]
)
def test_a_stage_without_its_input_says_what_comes_first(tmp_path: Path, stage: str) -> None:
    with (
        codi.open_run(tmp_path / "run", recipe()) as run,
        pytest.raises(RunError, match=r"`codi \w+ --out"),
    ):
        codi.run_stage(run, stage)


def test_an_unknown_stage_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    with (
        codi.open_run(tmp_path / "run", recipe()) as run,
        pytest.raises(UserError, match="no stage"),
    ):
        codi.run_stages(run, until="polish")
    assert not RunFolder(tmp_path / "run").read_manifest().stages


def test_a_run_killed_at_any_moment_ends_in_the_same_bytes(tmp_path: Path) -> None:
    command = [CODI, "run", "grounded-qa", "--documents", str(SAMPLES), "--count", "300"]
    command += ["--until", "export", "--out"]
    subprocess.run([*command, str(tmp_path / "unbroken")], check=True, capture_output=True)
    rng = random.Random(11)
    kills = 0
    for _ in range(4):
        process = subprocess.Popen(
            [*command, str(tmp_path / "killed")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(rng.uniform(0.4, 1.6))
        kills += process.poll() is None
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    subprocess.run([*command, str(tmp_path / "killed")], check=True, capture_output=True)
    assert kills >= 2
    assert dataset_bytes(tmp_path / "unbroken") == dataset_bytes(tmp_path / "killed")


def test_the_builtin_teacher_refuses_other_languages_than_its_own(tmp_path: Path) -> None:
    with (
        codi.open_run(tmp_path / "run", recipe("conversations.language=de")) as run,
        pytest.raises(UserError, match="builtin does not write German, only English"),
    ):
        codi.run_stages(run)


def test_a_task_is_a_yaml_file_and_no_code(tmp_path: Path) -> None:
    """The one that docs/your-own-task.md writes, from documents to a dataset."""
    from pyarrow import parquet

    page = (Path(__file__).parent.parent / "docs" / "your-own-task.md").read_text(encoding="utf-8")
    block = page.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "factcheck.yaml").write_text(block, encoding="utf-8")
    task = codi.load_recipe(
        tmp_path / "factcheck.yaml",
        overrides=[f'documents.paths=["{SAMPLES}"]', "conversations.count=24"],
    )
    with codi.open_run(tmp_path / "run", task) as run:
        codi.run_stages(run)
    (file,) = (tmp_path / "run" / "dataset").glob("train-*.parquet")
    rows = parquet.read_table(file).to_pylist()
    assert len(rows) >= 15
    for row in rows:
        assert row["messages"][0]["content"].startswith("The user wants to know whether statements")
        assert {turn["link"] for turn in row["turns"]} <= {"check", "wrong", "why"}
        assert row["provenance"]["recipe"] == "factcheck"


def mixed_documents(folder: Path) -> Path:
    """Documents that stay, and one loss at least of every kind that reading alone finds."""
    folder.mkdir()
    for path in sorted(SAMPLES.rglob("*.md"))[:3]:
        shutil.copy(path, folder / path.name)
    (folder / "short.txt").write_text("Four words stand here.", encoding="utf-8")
    (folder / "list.txt").write_text("\n\n".join(f"Item {n}" for n in range(90)), encoding="utf-8")
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n")
    (folder / "broken.jsonl").write_text('{"text": 5}\n{"text"\n', encoding="utf-8")
    return folder


def test_what_is_read_adds_up_and_every_loss_is_journalled_once(tmp_path: Path) -> None:
    folder = mixed_documents(tmp_path / "documents")
    chosen = recipe(f'documents.paths=["{folder}"]')
    for _ in range(2):  # the second time there is nothing to do
        with codi.open_run(tmp_path / "run", chosen) as run:
            codi.run_stage(run, "documents")
            losses = list(run.journal.losses())
            by_gate = run.journal.loss_counts()
            counts = run.manifest.stage("documents").counts
            num_passages = run.journal.num_passages
        assert len(losses) == sum(by_gate.values())
        assert {key: count for key, count in counts.items() if " lost: " in key} == {
            f"{level}s lost: {gate}": count for (level, gate), count in by_gate.items()
        }
        lost = dict.fromkeys(("record", "document", "passage"), 0)
        for (level, _), count in by_gate.items():
            lost[level] += count
        assert lost["record"] >= 3
        assert by_gate["document", "short_document"] == 1
        assert by_gate["passage", "no_sentence"] >= 1
        assert counts["records"] == counts["documents"] + lost["record"]
        assert counts["documents"] == counts["documents kept"] + lost["document"] == 5
        assert counts["passages cut"] == counts["passages"] + lost["passage"]
        assert counts["passages"] == num_passages
        assert any(loss.excerpt == "Four words stand here." for loss in losses)


def test_a_reading_that_finds_no_passage_leaves_no_losses_behind(tmp_path: Path) -> None:
    (tmp_path / "short.txt").write_text("Four words stand here.", encoding="utf-8")
    chosen = recipe(f'documents.paths=["{tmp_path / "short.txt"}"]')
    for _ in range(2):
        with (
            codi.open_run(tmp_path / "run", chosen) as run,
            pytest.raises(UserError, match=r"1 skipped, the first: .*too short for a passage"),
        ):
            codi.run_stage(run, "documents")
    with Journal.open(tmp_path / "run" / "journal.sqlite", read_only=True) as journal:
        assert list(journal.losses()) == []
