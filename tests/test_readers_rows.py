"""Rows of web corpora: what they say of their source, and compressed or hostile streams of them."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyarrow import lib, parquet

from codi.readers import read_documents
from codi.readers.limits import Limits
from codi.readers.origins import day_of, language_of
from codi.types import Document, Loss, Origin

TEXT = "The ferry leaves the harbour at nine in the morning."


def zstd(data: bytes) -> bytes:
    sink = lib.BufferOutputStream()
    with lib.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(data)
    return bytes(sink.getvalue())


PACKERS: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".zst": zstd}


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(*paths: Path | str, limits: Limits | None = None) -> tuple[list[Document], list[Loss]]:
    losses: list[Loss] = []
    names = [str(path) for path in paths]
    return list(read_documents(names, on_loss=losses.append, limits=limits)), losses


# What a row says of its source

SHAPES: dict[str, tuple[dict[str, object], Origin]] = {
    "FineWeb": (
        {"text": TEXT, "id": "<urn:uuid:1>", "dump": "CC-MAIN-2013-20", "url": "http://a.org/x",
         "date": "2013-05-18T05:45:00Z", "file_path": "s3://x", "language": "en",
         "language_score": 0.9},
        Origin(url="http://a.org/x", date="2013-05-18", language="en", crawled=True),
    ),
    "C4": (
        {"text": TEXT, "timestamp": "2019-04-25T12:57:54Z", "url": "https://b.org"},
        Origin(url="https://b.org", date="2019-04-25", crawled=True),
    ),
    "Dolma": (
        {"id": "1", "text": TEXT, "source": "common-crawl", "added": "2023-04-07T15:24:38.7+00:00",
         "created": "2020-03-29T09:04:10Z",
         "metadata": {"url": "http://c.org", "title": "Ferries", "language": "en", "length": 9}},
        Origin(url="http://c.org", date="2020-03-29", language="en", crawled=True),
    ),
    "RefinedWeb": (
        {"content": TEXT, "url": "http://d.org", "timestamp": "2013-05-18T10:42:00", "dump": "x"},
        Origin(url="http://d.org", date="2013-05-18", crawled=True),
    ),
    "RedPajama": (
        {"raw_content": TEXT, "doc_id": "2023/en/1",
         "meta": json.dumps({"url": "http://e.org", "language": "de", "date_download":
                             "2023-01-30T12:00:00Z", "title": "Fähren"})},
        Origin(url="http://e.org", date="2023-01-30", language="de", crawled=True),
    ),
    "DCLM": (
        {"text": TEXT, "metadata": {"WARC-Target-URI": "http://f.org", "WARC-Date": "2013-05-21T0"},
         "language_id_whole_page_fasttext": {"de": 0.1, "en": 0.9}},
        Origin(url="http://f.org", date="2013-05-21", language="en", crawled=True),
    ),
    "Nemotron-CC": (
        {"warc_record_id": "<urn:uuid:2>", "text": TEXT, "language": "eng_Latn"},
        Origin(language="en", crawled=True),
    ),
    "licensed": (
        {"text": TEXT, "license": ["CC BY 4.0", "MIT"], "lang": "English"},
        Origin(licence="CC BY 4.0, MIT", language="en"),
    ),
    "plain": ({"text": TEXT, "title": "Ferries"}, Origin()),
    "broken": (
        {"text": TEXT, "url": "not an address", "date": "2024-13-40", "language": 7, "meta": "{a",
         "metadata": [1], "license": {"a": 1}, "timestamp": True},
        Origin(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_a_row_of_a_known_corpus_says_where_it_is_from(tmp_path: Path, shape: str) -> None:
    row, origin = SHAPES[shape]
    [document], losses = read(write(tmp_path / "rows.jsonl", json.dumps(row)))
    assert losses == []
    assert document.origin == origin
    assert document.text == TEXT


@pytest.mark.parametrize("shape", ["FineWeb", "Dolma", "RedPajama", "DCLM", "Nemotron-CC"])
def test_the_same_row_in_parquet_says_the_same(tmp_path: Path, shape: str) -> None:
    row, origin = SHAPES[shape]
    path = tmp_path / "rows.parquet"
    parquet.write_table(lib.Table.from_pylist([row, {**row, "id": "2"}]), path)
    documents, losses = read(path)
    assert [document.origin for document in documents] == [origin, origin]
    assert losses == []


def test_a_row_of_parquet_that_is_not_utf8_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    parquet.write_table(lib.table({"text": [TEXT, "na!ve", "Third."]}), path, compression="none")
    path.write_bytes(path.read_bytes().replace(b"na!ve", b"na\xefve"))
    documents, [loss] = read(path)
    assert [document.text for document in documents] == [TEXT, "Third."]
    assert str(loss) == f"{path}, row 2: not UTF-8 (convert the file to UTF-8)"


def test_a_file_without_rows_is_reported(tmp_path: Path) -> None:
    write(tmp_path / "good.txt", TEXT)
    write(tmp_path / "rows.csv", "id,text\n")
    write(tmp_path / "rows.jsonl", "\n\n")
    _, losses = read(tmp_path)
    assert [loss.reason for loss in losses] == ["nothing in it"] * 2


def test_the_title_may_stand_in_the_metadata(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(SHAPES[name][0]) for name in ("Dolma", "RedPajama"))
    documents, _ = read(write(tmp_path / "rows.jsonl", lines))
    assert [document.title for document in documents] == ["Ferries", "Fähren"]


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("20240531120000", "2024-05-31"),
        ("2024/05/31", "2024-05-31"),
        (1717113600, "2024-05-31"),
        (1717113600123, "2024-05-31"),
        (datetime(2024, 5, 31, 23, tzinfo=UTC), "2024-05-31"),
        (20240531, ""),
        ("31 May 2024", ""),
        ("2024-02-30", ""),
        (True, ""),
        (10**30, ""),
        (None, ""),
    ],
)
def test_a_day_is_read_from_what_corpora_write(value: object, day: str) -> None:
    assert day_of(value) == day


@pytest.mark.parametrize(
    ("value", "code"),
    [("en-US", "en"), ("EN_gb", "en"), ("deu_Latn", "de"), ("French", "fr"), ("zz", ""), (3, "")],
)
def test_a_language_is_known_by_the_names_corpora_give_it(value: object, code: str) -> None:
    assert language_of(value) == code


def test_the_web_files_are_read_with_their_origins(shared: Path) -> None:
    documents, losses = read(
        shared / "web" / "dolma_cc_en_head-0091.jsonl.gz",
        shared / "web" / "nemo_curator_nemotron_cc_example.parquet",
    )
    assert losses == []
    assert len(documents) == 30
    assert all(document.origin.crawled for document in documents)
    assert all(document.origin.url.startswith("http") for document in documents[:10])
    assert {document.origin.language for document in documents[:10]} == {"en"}
    assert documents[0].origin.date == "2020-03-29"
    assert documents[0].title.startswith("First Teleconference Calls for Invoice Factoring")


# Compressed streams


@pytest.mark.parametrize("compression", PACKERS)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rows.jsonl", json.dumps({"text": TEXT})),
        ("rows.json", json.dumps([{"text": TEXT}])),
        ("rows.csv", f"id,text\n1,{TEXT}\n"),
        ("page.txt", TEXT),
        ("page.md", TEXT),
    ],
)
def test_a_compressed_file_is_read_as_what_it_holds(
    tmp_path: Path, compression: str, name: str, content: str
) -> None:
    packed = PACKERS[compression](content.encode())
    [document], losses = read(write(tmp_path / f"{name}{compression}", packed))
    assert losses == []
    assert document.text == TEXT
    assert document.id.startswith(f"{name}{compression}")
    assert document.title in {"", "page"}


@pytest.mark.parametrize("compression", PACKERS)
def test_of_a_stream_cut_short_the_lines_before_stand_and_the_place_is_told(
    tmp_path: Path, compression: str
) -> None:
    rows = [{"text": f"{TEXT} {number * 7919 % 10007}"} for number in range(30_000)]
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    half = len(lines) // 2
    packed = PACKERS[compression](lines[:half]) + PACKERS[compression](lines[half:])
    path = write(tmp_path / f"rows.jsonl{compression}", packed[: len(packed) * 3 // 4])
    documents, [loss] = read(path)
    assert [document.text for document in documents] == [
        row["text"] for row in rows[: len(documents)]
    ]
    assert len(documents) > 18_000
    assert loss.source == str(path)
    place = f"from line {len(documents) + 1} on not read: broken {compression[1:]} stream: "
    assert loss.reason.startswith(place)


@pytest.mark.parametrize("compression", PACKERS)
@pytest.mark.parametrize(
    ("name", "start", "unit"),
    [
        ("blank.jsonl", b"", b"\n"),
        ("long.jsonl", b"", b"a"),
        ("quoted.csv", b"text,id\n", b'"\n",'),
        ("whole.json", b"", b" "),
        ("whole.txt", b"", b"a"),
    ],
)
def test_a_bomb_is_reported_and_never_held(
    tmp_path: Path, compression: str, name: str, start: bytes, unit: bytes
) -> None:
    packed = PACKERS[compression](start + unit * ((48 << 20) // len(unit)))
    write(tmp_path / f"{name}{compression}", packed)
    write(tmp_path / "good.txt", TEXT)
    documents, [loss] = read(tmp_path)
    assert [document.id for document in documents] == ["good.txt"]
    assert loss.reason.endswith("unpacks to more than 200 times its size")


def test_an_endless_line_is_never_held(tmp_path: Path) -> None:
    write(tmp_path / "rows.jsonl", b"a" * (200 << 20))
    write(tmp_path / "good.txt", TEXT)
    tracemalloc.start()
    documents, losses = read(tmp_path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [document.id for document in documents] == ["good.txt"]
    assert [loss.reason for loss in losses] == ["longer than 16 MB"]
    assert most < 40 << 20


def test_a_line_longer_than_a_record_may_be_is_passed_over(tmp_path: Path) -> None:
    long = json.dumps({"text": "a" * (17 << 20)})
    short = json.dumps({"text": TEXT})
    path = write(tmp_path / "rows.jsonl", "\n".join((short, long, short, long)))
    documents, losses = read(path)
    assert [document.id for document in documents] == ["rows.jsonl:1", "rows.jsonl:3"]
    assert [str(loss) for loss in losses] == [
        f"{path}, line 2: longer than 16 MB",
        f"{path}, line 4: longer than 16 MB",
    ]


def test_a_csv_row_of_many_lines_is_bounded(tmp_path: Path) -> None:
    path = write(tmp_path / "rows.csv", f"id,text\n1,{TEXT}\n" + '"a\nb",' * 200_000)
    documents, [loss] = read(path, limits=Limits(max_record_mb=1))
    assert [document.text for document in documents] == [TEXT]
    assert loss.reason == "broken CSV after row 1, at line 3: a row longer than 1 MB"


def test_json_nested_too_deep_is_a_broken_line(tmp_path: Path) -> None:
    deep = '{"text": ' + "[" * 100_000 + "]" * 100_000 + "}"
    path = write(tmp_path / "rows.jsonl", deep + "\n" + json.dumps({"text": TEXT}))
    [document], [loss] = read(path)
    assert document.id == "rows.jsonl:2"
    assert str(loss).startswith(f"{path}, line 1: broken JSON: ")


def test_a_format_that_is_compressed_itself_is_not_unpacked_twice(tmp_path: Path) -> None:
    write(tmp_path / "rows.parquet.gz", gzip.compress(b"PAR1"))
    write(tmp_path / "picture.png.gz", gzip.compress(b"PNG"))
    write(tmp_path / "good.txt", TEXT)
    _, losses = read(tmp_path)
    assert [loss.reason for loss in losses] == [
        "unknown ending .png.gz",
        "a compressed .parquet file (unpack it first)",
    ]
