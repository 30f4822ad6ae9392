"""What may be named as documents beside paths: URLs of files, datasets of the hub."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyarrow import lib, parquet

from codi.errors import InputError
from codi.readers import read_documents
from codi.readers.hub import HubDataset
from codi.readers.sources import contents_hash
from codi.types import Document, Loss

TEXT = "The ferry leaves the harbour at nine in the morning."


def read(*names: str) -> tuple[list[Document], list[Loss]]:
    losses: list[Loss] = []
    return list(read_documents(names, on_loss=losses.append)), losses


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A folder in the form of a dataset on the hub: two splits, in JSON lines and Parquet."""
    folder = tmp_path / "ferries"
    folder.mkdir()
    rows = [
        {"id": str(number), "text": f"{TEXT} {number}", "url": f"http://a.org/{number}", "n": 1}
        for number in range(3)
    ]
    (folder / "train.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (folder / "test.jsonl").write_text(json.dumps({**rows[0], "text": "Held out."}))
    return folder


# URLs


@pytest.mark.parametrize("form", ["file://{}", "file://localhost{}", "FILE://{}"])
def test_the_url_of_a_local_file_is_its_path(tmp_path: Path, form: str) -> None:
    path = tmp_path / "a page.txt"
    path.write_text(TEXT)
    [document], losses = read(form.format(str(path).replace(" ", "%20")))
    assert losses == []
    assert document.id == "a page.txt"


@pytest.mark.parametrize("name", ["https://example.org/a.html", "http://a.org", "ftp://a.org/b"])
def test_pages_are_not_fetched(name: str) -> None:
    with pytest.raises(InputError, match=r"codi does not fetch .* \(download it first, as a page"):
        read(name)


def test_a_file_of_another_machine_is_refused() -> None:
    with pytest.raises(InputError, match="is on another machine"):
        read("file://example.org/a.txt")


# Datasets


def test_a_dataset_is_streamed_as_rows_with_their_origins(dataset: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    documents, losses = read(f"hf:{dataset}", str(path))
    assert losses == []
    assert [document.id for document in documents] == [
        "a.txt",
        "hf:ferries:0",
        "hf:ferries:1",
        "hf:ferries:2",
    ]
    assert documents[1].origin.url == "http://a.org/0"
    assert documents[1].origin.crawled
    assert documents[3].source == f"hf:{dataset}, row 3"


def test_split_and_column_are_chosen_in_the_name(dataset: Path) -> None:
    documents, _ = read(f"hf:{dataset}?split=test&column=URL")
    assert [document.text for document in documents] == ["http://a.org/0"]


def test_a_single_data_file_may_be_named(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    parquet.write_table(lib.table({"content": [TEXT, None]}), path)
    documents, losses = read(f"hf:{path}")
    assert [document.text for document in documents] == [TEXT]
    assert [str(loss) for loss in losses] == [f"hf:{path}, row 2: no text in content"]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("?split=nowhere", "cannot be opened: Bad split: nowhere"),
        ("?config=nothing", "cannot be opened: BuilderConfig 'nothing' not found"),
        ("?column=body", "has none of the columns body: it has id, text, url, n"),
        ("?columns=body", "names no dataset: what does columns mean"),
        ("?split", "names no dataset: what does split mean"),
        ("/nothing", "does not exist"),
    ],
)
def test_a_name_that_fits_no_dataset_is_an_error_of_one_line(
    dataset: Path, query: str, message: str
) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read(f"hf:{dataset}{query}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["hf:", "hf:a/b/c", "hf:a b", "hf:?split=train"])
def test_a_name_that_no_dataset_can_have_is_refused_at_once(name: str) -> None:
    with pytest.raises(InputError, match="names no dataset"):
        read_documents([name], on_loss=print)


def test_a_stream_that_breaks_is_reported_with_its_place(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    table = lib.table({"text": [f"{TEXT} {number}" for number in range(100)]})
    for name in ("train-00000-of-00002", "train-00001-of-00002"):
        parquet.write_table(table, tmp_path / f"{name}.parquet", compression="none")
    path = tmp_path / "train-00001-of-00002.parquet"
    data = path.read_bytes()
    start = data.index(f"{TEXT} 0".encode())
    path.write_bytes(data[: start - 4] + b"\xff\xff\xff\x7f" + data[start:])  # its length
    documents, [loss] = read(f"hf:{tmp_path}")
    assert [document.text for document in documents] == table.column("text").to_pylist()
    assert loss.source == f"hf:{tmp_path}?split=train, row 101"
    assert loss.reason.startswith("not read from here on: ")
    assert capfd.readouterr() == ("", "")


def test_a_hub_that_cannot_be_reached_is_an_error_of_one_line() -> None:
    code = (
        "from codi.readers import read_documents\n"
        "from codi.errors import InputError\n"
        "try:\n    list(read_documents(['hf:owner/name'], on_loss=print))\n"
        "except InputError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("hf:owner/name?split=train cannot be opened: ")
    assert done.stdout.count("\n") == 1
    assert "check the name, the split and the network" in done.stdout


def test_the_hash_of_a_dataset_changes_with_its_name_and_its_files(dataset: Path) -> None:
    names = ["hf:a/b", "hf:a/b?revision=main", "hf:a/b?split=test", f"hf:{dataset}"]
    hashes = [contents_hash([name]) for name in names]
    assert len(set(hashes)) == 4
    assert hashes == [contents_hash([name]) for name in names]
    assert contents_hash(["hf:a/b?split=train"]) == hashes[0]
    (dataset / "test.jsonl").write_text("{}")
    assert contents_hash(names[3:]) != hashes[3]


def test_a_name_is_told_as_it_is_understood() -> None:
    dataset = HubDataset.named("hf:a/b?revision=v 1&split=test")
    assert str(dataset) == "hf:a/b?split=test&revision=v%201"
