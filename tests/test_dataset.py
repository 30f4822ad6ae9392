"""The dataset: rows, splits, files and card; and the same bytes however often a run was killed."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from pyarrow import parquet

from codi.dataset import DatasetCounts, export_dataset, split_documents
from codi.errors import RunError
from codi.journal import Journal
from codi.prompts import Prompts
from codi.recipe import Recipe, load_recipe
from codi.types import KEEP, Conversation, Loss, Origin, Passage, Span, Turn, Usage, drop

PASSAGES = [
    Passage(
        id=f"town{number // 2}/{number % 2}",
        document_id=f"town{number // 2}",
        text=f"Town number {number} has a bridge. It was built in 19{number:02}.",
        title="Towns | rivers",
        origin=Origin(
            url=f"https://towns.example/{number // 2}",
            date="2024-05-31",
            language="en",
            licence="CC BY | 4.0" if number % 4 else "",
        ),
        flags=("injection",) if number % 2 else (),
    )
    for number in range(24)
]


def conversation(passage: Passage, number: int = 0) -> Conversation:
    year = passage.text[-5:-1]
    start = passage.text.index("It was")
    return Conversation(
        id=f"{passage.id}#{number}",
        passage=passage,
        turns=(
            Turn(
                index=0,
                user="When was the bridge built?",
                assistant=f"In {year}.",
                link="when|link",
                act="when",
                seed_data={"persona": "a mayor", "tone": "plain"},
                requested=("informal",),
                evidence=(Span(start=start, end=len(passage.text)),),
                labels={"yesno": "no"},
                grounding=1.0,
                unsupported=(year,),
            ),
            Turn(
                index=1,
                user="And who built it?",
                assistant="The passage does not say.",
                link="unanswerable",
                act="unanswerable",
                needs_evidence=False,
                requested=("unanswerable", "anaphora"),
                realised=("unanswerable",),
            ),
        ),
        planned_turns=2,
        teacher="builtin",
        usage=Usage(prompt_tokens=100, completion_tokens=20),
    )


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return load_recipe("grounded-qa", overrides=["dataset.validation_fraction=0.25"])


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal.open(tmp_path / "journal.sqlite") as journal:
        journal.add_passages(PASSAGES)
        for passage in PASSAGES:
            for number in range(2):
                journal.add_conversation(conversation(passage, number))
        journal.set_verdicts(
            (found.id, drop("too_short") if found.id == "town3/1#1" else KEEP)
            for found, _ in journal.conversations()
        )
        yield journal


def export(journal: Journal, folder: Path, recipe: Recipe, **options: Any) -> DatasetCounts:
    return export_dataset(journal, folder=folder, prompts=Prompts(recipe), recipe=recipe, **options)


def rows(folder: Path, split: str) -> list[dict[str, Any]]:
    files = sorted(folder.glob(f"{split}-*.parquet"))
    found = [parquet.read_table(file).to_pylist() for file in files]
    return [row for file in found for row in file]


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_a_row_holds_the_conversation_and_where_it_comes_from(
    journal: Journal, tmp_path: Path, recipe: Recipe
) -> None:
    export(journal, tmp_path / "dataset", recipe)
    found = {
        row["id"]: row
        for split in ("train", "validation")
        for row in rows(tmp_path / "dataset", split)
    }
    row = found["town4/1#0"]
    passage = PASSAGES[9]
    assert (row["document_id"], row["passage_id"], row["passage"]) == (
        "town4",
        "town4/1",
        passage.text,
    )
    system, *talk = row["messages"]
    assert system["role"] == "system"
    assert passage.text in system["content"]
    assert talk == [
        {"role": "user", "content": "When was the bridge built?"},
        {"role": "assistant", "content": "In 1909."},
        {"role": "user", "content": "And who built it?"},
        {"role": "assistant", "content": "The passage does not say."},
    ]
    first, second = row["turns"]
    (span,) = first.pop("evidence")
    assert row["passage"][span["start"] : span["end"]] == "It was built in 1909."
    assert first == {
        "user": "When was the bridge built?",
        "assistant": "In 1909.",
        "link": "when|link",
        "seed_data": [
            {"kind": "persona", "value": "a mayor"},
            {"kind": "tone", "value": "plain"},
        ],
        "requested": ["informal"],
        "declined": [],
        "realised": [],
        "unchecked": [],
        "labels": [{"name": "yesno", "value": "no"}],
        "grounding": 1.0,
        "unsupported": ["1909"],
    }
    assert row["source"] == {
        "url": "https://towns.example/4",
        "title": "Towns | rivers",
        "date": "2024-05-31",
        "language": "en",
        "licence": "CC BY | 4.0",
    }
    assert row["flags"] == ["injection"]
    assert (second["evidence"], second["grounding"], second["seed_data"]) == ([], None, [])
    assert row["provenance"] == {
        "recipe": "grounded-qa",
        "recipe_fingerprint": recipe.data_fingerprint(),
        "seed": recipe.seed,
        "teacher": "builtin",
        "prompt_tokens": 100,
        "completion_tokens": 20,
    }


def test_only_kept_conversations_stand_in_the_dataset_in_order(
    journal: Journal, tmp_path: Path, recipe: Recipe
) -> None:
    counts = export(journal, tmp_path / "dataset", recipe)
    order = {f"{passage.id}#{number}": None for passage in PASSAGES for number in range(2)}
    del order["town3/1#1"]
    seen = [
        row["id"] for split in ("train", "validation") for row in rows(tmp_path / "dataset", split)
    ]
    assert sorted(seen) == sorted(order)
    for split in ("train", "validation"):
        ids = [row["id"] for row in rows(tmp_path / "dataset", split)]
        assert ids == [id_ for id_ in order if id_ in set(ids)]
        assert {row["split"] for row in rows(tmp_path / "dataset", split)} == {split}
    assert counts.train + counts.validation == 47
    assert (counts.documents, counts.passages, counts.turns) == (12, 24, 94)


def test_no_document_stands_in_both_splits(
    journal: Journal, tmp_path: Path, recipe: Recipe
) -> None:
    export(journal, tmp_path / "dataset", recipe)
    documents = [
        {row["document_id"] for row in rows(tmp_path / "dataset", split)}
        for split in ("train", "validation")
    ]
    assert documents[0] & documents[1] == set()
    assert len(documents[0] | documents[1]) == 12
    assert min(map(len, documents)) >= 1


def test_documents_keep_their_split_when_others_come() -> None:
    few = [f"doc{number}" for number in range(100)]
    many = [f"doc{number}" for number in range(2000)]
    before = split_documents(few, seed=3, validation_fraction=0.2)
    after = split_documents(many, seed=3, validation_fraction=0.2)
    assert [before.of(name) for name in few] == [after.of(name) for name in few]
    share = sum(after.of(name) == "validation" for name in many) / len(many)
    assert 0.17 < share < 0.23
    other = split_documents(many, seed=4, validation_fraction=0.2)
    assert [other.of(name) for name in few] != [after.of(name) for name in few]


@pytest.mark.parametrize("fraction", [0.001, 0.5, 0.999])
def test_neither_split_is_empty_with_two_documents(fraction: float) -> None:
    for seed in range(20):
        splits = split_documents(["a", "a", "b", "b"], seed=seed, validation_fraction=fraction)
        assert {splits.of("a"), splits.of("b")} == {"train", "validation"}


def test_a_single_document_is_for_training() -> None:
    for fraction in (0.0, 0.5, 0.999):
        assert split_documents(["a"], seed=1, validation_fraction=fraction).of("a") == "train"
    none = split_documents(["a", "b"], seed=1, validation_fraction=0.0)
    assert {none.of("a"), none.of("b")} == {"train"}


def test_the_same_conversations_give_the_same_bytes(
    journal: Journal, tmp_path: Path, recipe: Recipe
) -> None:
    export(journal, tmp_path / "one", recipe)
    export(journal, tmp_path / "two", recipe)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    assert sorted(bytes_of(tmp_path / "one")) == [
        "README.md",
        "train-00000.parquet",
        "validation-00000.parquet",
    ]


def test_any_text_and_number_comes_back_exactly(
    journal: Journal, tmp_path: Path, recipe: Recipe
) -> None:
    odd = 'NUL \x00, “quotes” "and" \\, lines \r\n\u2028\u0085, 😀, e\u0301'
    found = conversation(PASSAGES[0])
    turns = tuple(
        replace(found.turns[0], index=index, user=text, assistant=odd, grounding=grounding)
        for index, (text, grounding) in enumerate(
            [("2024-01-01T00:00:00", 1 / 3), ("17", 0.1 + 0.2), ("null", 0.0), ("true", None)]
        )
    )
    journal.add_conversation(replace(found, turns=turns))
    journal.set_verdicts([(found.id, KEEP)])
    export(journal, tmp_path / "dataset", recipe)
    every = rows(tmp_path / "dataset", "train") + rows(tmp_path / "dataset", "validation")
    (row,) = [row for row in every if row["id"] == found.id]
    assert [(turn["user"], turn["assistant"], turn["grounding"]) for turn in row["turns"]] == [
        (turn.user, odd, turn.grounding) for turn in turns
    ]
    assert row["messages"][2]["content"] == odd


def test_files_hold_a_bounded_number_of_rows(
    journal: Journal, tmp_path: Path, recipe: Recipe
) -> None:
    export(journal, tmp_path / "whole", recipe)
    export(journal, tmp_path / "parts", recipe, rows_per_file=10)
    names = [file.name for file in sorted((tmp_path / "parts").glob("train-*.parquet"))]
    assert names == [f"train-{number:05d}.parquet" for number in range(len(names))]
    assert len(names) >= 3
    files = [parquet.ParquetFile(tmp_path / "parts" / name) for name in names]
    assert [file.metadata.num_rows for file in files[:-1]] == [10] * (len(names) - 1)
    assert files[0].metadata.row_group(0).column(0).compression == "ZSTD"
    assert rows(tmp_path / "parts", "train") == rows(tmp_path / "whole", "train")


def test_json_lines_hold_the_same_rows(journal: Journal, tmp_path: Path, recipe: Recipe) -> None:
    settings = recipe.dataset.model_copy(update={"jsonl": True})
    with_lines = recipe.model_copy(update={"dataset": settings})
    export(journal, tmp_path / "dataset", with_lines, rows_per_file=10)
    for split in ("train", "validation"):
        lines = (tmp_path / "dataset" / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line) for line in lines] == rows(tmp_path / "dataset", split)


def test_an_export_takes_the_place_of_the_former(
    journal: Journal, tmp_path: Path, recipe: Recipe
) -> None:
    folder = tmp_path / "dataset"
    export(journal, folder, recipe, rows_per_file=10)
    journal.set_verdicts(
        (found.id, KEEP if found.id.startswith("town1/") else drop("too_short"))
        for found, _ in journal.conversations()
    )
    counts = export(journal, folder, recipe)
    assert (counts.train, counts.validation) == (4, 0)
    assert sorted(bytes_of(folder)) == ["README.md", "train-00000.parquet"]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_failed_export_leaves_the_former(
    journal: Journal, tmp_path: Path, recipe: Recipe
) -> None:
    folder = tmp_path / "dataset"
    export(journal, folder, recipe)
    before = bytes_of(folder)
    journal.set_verdicts((found.id, drop("too_short")) for found, _ in journal.conversations())
    with pytest.raises(RunError, match=r"no conversation was kept \(`codi show RUN --dropped`"):
        export(journal, folder, recipe)
    assert bytes_of(folder) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_what_a_killed_export_left_behind_is_swept_away(
    journal: Journal, tmp_path: Path, recipe: Recipe
) -> None:
    for name in (".dataset.partial", ".dataset.former"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "train-00007.parquet").write_bytes(b"half a file")
    export(journal, tmp_path / "dataset", recipe)
    assert "train-00007.parquet" not in bytes_of(tmp_path / "dataset")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_folder_with_other_things_is_left_alone(
    journal: Journal, tmp_path: Path, recipe: Recipe
) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "thesis.tex").write_text("years of work")
    with pytest.raises(RunError, match=r"home holds thesis\.tex, which is not of a dataset"):
        export(journal, folder, recipe)
    with pytest.raises(RunError, match=r"thesis\.tex is a file"):
        export(journal, folder / "thesis.tex", recipe)
    assert (folder / "thesis.tex").read_text() == "years of work"


def test_the_card_counts_what_the_files_hold(
    journal: Journal, tmp_path: Path, recipe: Recipe
) -> None:
    journal.add_loss(Loss(source="a`|b", reason="no text"))
    journal.add_loss(Loss(source="c", reason="r", gate="dull|`", level="passage"))
    counts = export(journal, tmp_path / "dataset", recipe)
    _, header, card = (tmp_path / "dataset" / "README.md").read_text("utf-8").split("---\n", 2)
    assert yaml.safe_load(header)["configs"] == [
        {
            "config_name": "default",
            "data_files": [
                {"split": "train", "path": "train-*.parquet"},
                {"split": "validation", "path": "validation-*.parquet"},
            ],
        }
    ]
    assert yaml.safe_load(header)["size_categories"] == ["n<1K"]
    for line in (
        f"| conversations in train | {counts.train} |",
        "| turns in a conversation, on average | 2.00 |",
        "| tokens read by the teacher | 4700 |",
        "| `too_short` | 1 |",
        "| records | `unreadable` | 1 |",
        "| passages | `dull/'` | 1 |",
        "| `CC BY / 4.0` | 6 |",
        "| `not stated` | 6 |",
        "| `towns.example` | 12 |",
        "Passages that carry a flag: `injection` 12.",
        "| `when/link` | 47 | 50.0% | 0 |",
        "| `unanswerable` | 47 | 0 | 100.0% | 47 (50.0%) |",
        "| `anaphora` | 47 | 0 | 0.0% | 0 (0.0%) |",
    ):
        assert line in card.splitlines()
    assert "48 conversations were written,\n47 were kept" in card
    assert recipe.data_fingerprint() in card
    assert "The built-in teacher works by rules" in card


def test_a_card_without_validation_names_no_such_files(
    journal: Journal, tmp_path: Path, recipe: Recipe
) -> None:
    settings = recipe.dataset.model_copy(update={"validation_fraction": 0.0})
    for found, _ in list(journal.conversations()):
        journal.add_conversation(replace(found, teacher="hf:a|b"))
    journal.set_verdicts((found.id, KEEP) for found, _ in journal.conversations())
    export(journal, tmp_path / "dataset", recipe.model_copy(update={"dataset": settings}))
    card = (tmp_path / "dataset" / "README.md").read_text("utf-8")
    assert "validation-*" not in card
    assert "No filter dropped any." in card
    assert "teacher `hf:a/b`." in card
    assert "built-in" not in card


def test_datasets_loads_the_folder(
    journal: Journal, tmp_path: Path, recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "cache"))
    datasets = pytest.importorskip("datasets")
    folder = tmp_path / "dataset"
    counts = export(journal, folder, recipe, rows_per_file=10)
    cache = str(tmp_path / "cache")
    by_card = datasets.load_dataset(str(folder), cache_dir=cache)
    by_files = datasets.load_dataset(
        "parquet",
        data_files={split: str(folder / f"{split}-*.parquet") for split in ("train", "validation")},
        cache_dir=cache,
    )
    for loaded in (by_card, by_files):
        assert {split: len(loaded[split]) for split in loaded} == {
            "train": counts.train,
            "validation": counts.validation,
        }
        assert loaded["train"][0] == rows(folder, "train")[0]
        assert [message["role"] for message in loaded["validation"][0]["messages"]] == [
            "system",
            *["user", "assistant"] * 2,
        ]


KILLED_RUN = """
    import asyncio, os, sys
    from pathlib import Path
    from codi.dataset import export_dataset
    from codi.filters import CONVERSATION_GATES, Context, OpenGates
    from codi.journal import Journal, RunFolder
    from codi.planning import plan_conversations
    from codi.prompts import Prompts, format_reply
    from codi.recipe import load_recipe
    from codi.synthesis import synthesize
    from codi.text import sentences
    from codi.types import Completion, Passage, Usage

    class Toy:
        name = "toy"

        async def complete(self, request):
            task = request.task
            index = len(task.history)
            os.write(1, f"{task.plan.id} {index} {task.part}\\n".encode())
            await asyncio.sleep(0.002)
            found = sentences(task.passage.text)
            sentence = found[index % len(found)]
            if task.part == "user":
                text = f"What is meant by “{sentence[:20]}”, and by {index}?"
            else:
                text = format_reply(sentence, [sentence])
            usage = Usage(prompt_tokens=len(request.messages), completion_tokens=len(text))
            return Completion(text=text, usage=usage)

    run = RunFolder(Path(sys.argv[1]))
    recipe = load_recipe("grounded-qa", overrides=["conversations.per_passage=3"])
    prompts = Prompts(recipe)
    with run.lock(), Journal.open(run.journal) as journal:
        if not journal.num_passages:
            journal.add_passages(
                Passage(
                    id=f"{number // 3}/{number % 3}",
                    document_id=f"{number // 3}",
                    text=f"Tale {number} began in winter. A fox came by. It ate {number} hens.",
                )
                for number in range(30)
            )
        plans = plan_conversations(journal.passages(), recipe=recipe, num_passages=30)
        asyncio.run(
            synthesize(plans, prompts=prompts, teacher=Toy(), journal=journal, concurrency=8)
        )
        gates = OpenGates(CONVERSATION_GATES, Context(recipe=recipe))
        journal.set_verdicts((c.id, gates.judge(c)) for c, _ in journal.conversations())
        export_dataset(journal, folder=run.dataset, prompts=prompts, recipe=recipe)
"""


def start(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", textwrap.dedent(KILLED_RUN), str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE)


def test_a_run_killed_at_random_moments_ends_with_the_same_bytes(tmp_path: Path) -> None:
    with start(tmp_path / "unbroken") as unbroken:
        assert unbroken.stdout
        whole = unbroken.stdout.read().splitlines()
    assert unbroken.returncode == 0
    assert len(set(whole)) == len(whole)

    asked: list[bytes] = []
    kills = 0
    while True:
        with start(tmp_path / "broken") as broken:
            assert broken.stdout
            if kills < 4:
                asked += broken.stdout.readlines(1)
                time.sleep(random.uniform(0.0, 0.05))
                broken.kill()
            asked += [line for line in broken.stdout.readlines() if line.endswith(b"\n")]
        if broken.returncode == 0:
            break
        assert broken.returncode == -signal.SIGKILL
        kills += 1
    assert kills >= 2
    expected = bytes_of(tmp_path / "unbroken" / "dataset")
    assert bytes_of(tmp_path / "broken" / "dataset") == expected
    assert len(expected) == 3
    lines = [line.strip() for line in asked]
    assert set(lines) == set(whole)
    assert len(lines) - len(set(lines)) <= 9 * kills  # a call under way in each open conversation
