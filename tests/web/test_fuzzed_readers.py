"""Broken and hostile files of every format: each is read or reported, none breaks or hangs a run.

CODI_FUZZ_CASES=10000 pytest -s tests/web/test_fuzzed_readers.py runs more of them, and says what
became of them.
"""

from __future__ import annotations

import gzip
import json
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from making import Placed, docx_parts, epub_parts, paragraph, pdf, zipped
from pyarrow import lib, parquet

from codi.errors import InputError
from codi.readers import READERS, read_documents, split_into_passages
from codi.readers.limits import Limits
from codi.types import Document, Loss

Parts = dict[str, str | bytes]
Pack = Callable[[Mapping[str, str | bytes]], bytes]

CASES = int(os.environ.get("CODI_FUZZ_CASES", "1000"))
COPIES = 3
LIMITS = Limits(max_record_mb=1, max_file_mb=4, seconds_per_document=3, memory_mb=1024)
SECONDS_FOR_ALL = 60
TEXT = (
    "The ferry leaves the harbour at nine in the morning. It reaches the island before noon, and "
    "twelve passengers were on board that day. Nobody had expected the storm to come so early."
)


@dataclass(frozen=True, slots=True)
class Seed:
    """A good file: its parts, and what makes one file of them."""

    ending: str
    parts: Parts
    pack: Pack = field(default=lambda parts: b"".join(map(_bytes, parts.values())))


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _gzip(parts: Mapping[str, str | bytes]) -> bytes:
    return b"".join(gzip.compress(_bytes(part), mtime=0) for part in parts.values())


def _zstd(parts: Mapping[str, str | bytes]) -> bytes:
    sink = lib.BufferOutputStream()
    with lib.CompressedOutputStream(sink, "zstd") as stream:
        stream.write(b"".join(map(_bytes, parts.values())))
    return bytes(sink.getvalue())


def _parquet(rows: list[dict[str, object]]) -> bytes:
    buffer = BytesIO()
    parquet.write_table(lib.Table.from_pylist(rows), buffer, row_group_size=2)
    return buffer.getvalue()


def _warc_record(number: int, kind: str, body: str) -> str:
    headers = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-0000-0000-00000000000{number}>",
        "WARC-Target-URI": f"http://example.org/{number}",
        "WARC-Date": "2024-02-03T10:00:00Z",
        "Content-Type": "application/http; msgtype=response"
        if kind == "response"
        else "text/plain",
        "Content-Length": str(len(body.encode())),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"WARC/1.0\r\n{lines}\r\n{body}\r\n\r\n"


ROWS: list[dict[str, object]] = [
    {"id": "1", "text": TEXT, "url": "http://example.org", "date": "2024-01-01", "language": "en"},
    {"id": "2", "text": TEXT[:90], "title": "Ferries", "metadata": {"url": "http://example.org/2"}},
    {"text": "Short.", "meta": '{"url": "http://example.org/3", "language": "de"}'},
]
LINES: Parts = {str(number): json.dumps(row) + "\n" for number, row in enumerate(ROWS)}
MARKDOWN = (
    f"---\ntitle: Ferries\n---\n\n# Ferries\n\n{TEXT}\n\n- one\n  1. two\n\n| a | b |\n|---|---|\n"
    "| c | d |\n\n<table><tr><td>cell</td></tr></table>\n\n```\ncode\n```\n\n[^1]: A note.\n"
)
PLAIN = (
    "*** START OF THIS PROJECT GUTENBERG EBOOK ***\n\nCHAPTER I\n\n = Heading = \n\n"
    f"{TEXT}\n\nIt was wrapped here and\nthere.\n"
)
HTML = (
    "<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>Ferries</title></head><body>"
    f"<nav><a href='/'>Home</a></nav><article><h1>Ferries</h1><p>{TEXT}</p><p>{TEXT[::-1]}</p>"
    "<ul><li>One</li></ul><table><tr><td>1</td><td>2</td></tr></table></article></body></html>"
)
HTTP = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{HTML}"
COQA = {"data": [{"id": "a", "story": TEXT, "questions": []}]}
SQUAD = {"data": [{"title": "T", "paragraphs": [{"context": TEXT, "qas": [], "id": "b"}]}]}
CSV = f'id,text,title\n1,"{TEXT}",One\n2,"Two, ""quoted""\nlines",Two\n'
PAGES: list[list[Placed]] = [
    [(72, 800, 9, "Header"), (72, 740, 11, f"{n} {TEXT[:80]}"), (72, 727, 11, f"{n} {TEXT[80:]}")]
    for n in "abcd"
]
CHAPTER = f"<html><body><h1>One</h1><p>{TEXT}</p><table><tr><td>a</td></tr></table></body></html>"
BOOK = epub_parts({"1.xhtml": CHAPTER, "2.xhtml": CHAPTER}, about="<dc:date>2019-01-01</dc:date>")
WORDS = docx_parts(paragraph("Ferries", style="Heading1") + paragraph(TEXT))
WET: Parts = {str(number): _warc_record(number, "conversion", TEXT) for number in (1, 2)}
CRAWLED: Parts = {str(number): _warc_record(number, "response", HTTP) for number in (1, 2)}
SEEDS = (
    Seed(".txt", {"a": PLAIN}),
    Seed(".txt.gz", {"a": PLAIN}, _gzip),
    Seed(".md", {"a": MARKDOWN}),
    Seed(".csv", {"a": CSV}),
    Seed(".csv.zst", {"a": CSV}, _zstd),
    Seed(".tsv", {"a": CSV.replace(",", "\t")}),
    Seed(".json", {"a": json.dumps(COQA)}),
    Seed(".json", {"a": json.dumps(SQUAD)}),
    Seed(".json.gz", {"a": json.dumps(ROWS)}, _gzip),
    Seed(".jsonl", LINES),
    Seed(".jsonl.gz", LINES, _gzip),
    Seed(".jsonl.zst", LINES, _zstd),
    Seed(".parquet", {"a": _parquet(ROWS)}),
    Seed(".pdf", {"a": pdf(PAGES, info="/Title (Ferries)")}),
    Seed(".docx", WORDS, zipped),
    Seed(".epub", BOOK, zipped),
    Seed(".html", {"a": HTML}),
    Seed(".html.gz", {"a": HTML}, _gzip),
    Seed(".warc", CRAWLED),
    Seed(".warc.gz", CRAWLED, _gzip),
    Seed(".wet", WET),
    Seed(".wet.gz", WET, _gzip),
)
HOSTILE = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r", b"\x1a",
    b"[" * 3000, b'{"a":' * 1500, b"<div>" * 2000, b"<a " * 3000, b"</" * 5000, b"<!--", b"%s",
    b"<![CDATA[", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>&b;", b'"' * 999,
    b"|" * 2000, b">" * 999, b"\n" * 3000, b"(" * 2000, b"*_" * 2000, b"`" * 3000, b"- " * 1500,
    b"#" * 500, b"\\ud800", b"1e999", b"9" * 5000, b"a" * 70_000, b"NaN", b"{{" * 999, b"-1",
    b"Content-Length: 99999999999\r\n", "\u202e\u2028\x85".encode(), b"&#x110000;", b"<script>",
    b"<table><tr><td>" * 500, b"<pre>", b"[^1]" * 500, b"<w:p>" * 1500, b"endobj", b"/Length -1",
    b"/Kids [2 0 R]", b"<<" * 2000, b"PK\x05\x06", b"=" * 999, b"A " * 3000, b"\xc2\xad" * 99,
)  # fmt: skip

mutation_kinds = st.sampled_from(("flip", "cut", "drop", "swap", "repeat", "hostile", "random"))


@st.composite
def mutated(draw: st.DrawFn, data: bytes) -> bytes:
    """`data` with a few changes, or something else altogether."""
    if draw(st.integers(0, 19)) == 0:
        return draw(st.binary(max_size=100))
    for _ in range(draw(st.integers(0, 4))):
        one, two = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        kind = draw(mutation_kinds)
        if kind == "flip" and one < len(data):
            data = data[:one] + bytes([data[one] ^ draw(st.integers(1, 255))]) + data[one + 1 :]
        elif kind == "cut":
            data = data[:two]
        elif kind == "drop":
            data = data[:one] + data[two:]
        elif kind == "swap":
            data = data[two:] + data[one:two] + data[:one]
        elif kind == "repeat":
            data = data[:one] + data[one : one + 200] * draw(st.integers(2, 50)) + data[one:]
        elif kind == "hostile":
            data = data[:one] + draw(st.sampled_from(HOSTILE)) + data[one:]
        else:
            data = data[:one] + draw(st.binary(max_size=12)) + data[two if two - one < 9 else one :]
    return data


@st.composite
def broken_file(draw: st.DrawFn, seed: Seed) -> bytes:
    """A file of a format, broken inside one of its parts or as a whole."""
    if draw(st.booleans()):
        return draw(mutated(seed.pack(seed.parts)))
    name = draw(st.sampled_from(sorted(seed.parts)))
    return seed.pack(seed.parts | {name: draw(mutated(_bytes(seed.parts[name])))})


class Broken:
    """Broken files of each seed; too long to be shown."""

    def __init__(self, files: tuple[bytes, ...]) -> None:
        self.files = files

    def __repr__(self) -> str:
        return f"{len(self.files)} files"


@st.composite
def broken_files(draw: st.DrawFn) -> Broken:
    """A few broken files of each seed."""
    return Broken(tuple(draw(broken_file(seed)) for seed in SEEDS * COPIES))


@dataclass(slots=True)
class Tally:
    """What became of all cases."""

    cases: int = 0
    read: int = 0
    documents: int = 0
    losses: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0


@pytest.fixture(scope="module")
def tally() -> Iterator[Tally]:
    """Counts over the module, told at the end where more than the usual cases were asked for."""
    counts = Tally()
    yield counts
    if "CODI_FUZZ_CASES" in os.environ:
        print(f"\n{counts.cases} files, {counts.read} of them read at least in part")
        print(f"{counts.documents} documents; losses: {dict(counts.losses.most_common())}")
        print(f"the slowest {COPIES * len(SEEDS)} files together took {counts.slowest:.1f} s")


def test_every_format_is_fuzzed() -> None:
    endings = {seed.ending.removesuffix(".gz").removesuffix(".zst") for seed in SEEDS}
    same = {".htm": ".html", ".xhtml": ".html", ".markdown": ".md", ".ndjson": ".jsonl"}
    assert {same.get(ending, ending) for ending in READERS} - {".text"} == endings


def test_unbroken_all_seeds_are_read(tmp_path: Path) -> None:
    files = [seed.pack(seed.parts) for seed in SEEDS]
    documents, losses = read_all(tmp_path, files)
    assert losses == []
    assert len({document.source.partition(", ")[0] for document in documents}) == len(SEEDS)


@settings(
    max_examples=-(-CASES // (COPIES * len(SEEDS))),
    deadline=timedelta(seconds=SECONDS_FOR_ALL),
    derandomize=True,
    database=None,
    phases=(Phase.generate,),  # a failure names its file; shrinking them all takes minutes
    suppress_health_check=list(HealthCheck),
)
@given(broken=broken_files())
def test_a_broken_file_is_read_or_reported(tally: Tally, broken: Broken) -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        documents, losses = read_all(Path(folder), broken.files)
        for document in documents:
            assert document.text.strip()
            document.text.encode("utf-8")
        ids = [document.id for document in documents]
        assert len(ids) == len(set(ids))
        read_from = {document.source.partition(", ")[0] for document in documents}
        told_of = read_from | {loss.source.partition(", ")[0] for loss in losses}
        assert {str(path) for path in Path(folder).iterdir()} <= told_of
    assert [str(loss) for loss in losses if "its parser failed" in loss.reason] == []
    short = [document for document in documents if len(document.text) < 2000]
    for _ in split_into_passages(short, min_words=5, max_words=60, on_loss=lambda _: None):
        pass
    tally.cases += len(broken.files)
    tally.read += len(read_from)
    tally.documents += len(documents)
    tally.losses.update(loss.gate for loss in losses)
    tally.slowest = max(tally.slowest, time.monotonic() - began)


def read_all(
    folder: Path, files: tuple[bytes, ...] | list[bytes]
) -> tuple[list[Document], list[Loss]]:
    """What `read_documents` finds in a folder of files, one for each seed in turn."""
    for number, (seed, data) in enumerate(zip(cycle(SEEDS), files, strict=False)):
        (folder / f"{number:03}{seed.ending}").write_bytes(data)
    losses: list[Loss] = []
    documents: list[Document] = []
    try:
        documents.extend(read_documents([str(folder)], on_loss=losses.append, limits=LIMITS))
    except InputError as error:
        assert str(error).startswith("nothing readable in")  # noqa: PT017 - all were reported
    return documents, losses
