"""Web archives come in record by record; what is no page is counted, what is broken named."""

from __future__ import annotations

import gzip
import random
import zlib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import zstandard

from codi.errors import InputError, MissingExtraError
from codi.readers import READERS, read_documents
from codi.readers.limits import Limits
from codi.types import Document, Loss

SENTENCE = b"The tide mill grinds its corn twice a day, whenever the pond behind the dam is full. "
PAGE = b"<html><body><article><p>" + SENTENCE * 8 + b"</p></article></body></html>"
QUIET = Limits(max_record_mb=1)


def record(
    body: bytes = PAGE,
    *,
    kind: str = "response",
    status: str = "HTTP/1.1 200 OK",
    headers: str = "Content-Type: text/html",
    number: int = 1,
    length: int | None = None,
    extra: str = "",
) -> bytes:
    block = body
    if kind == "response":
        block = f"{status}\r\n{headers}\r\n\r\n".encode() + body
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012d}>",
        f"WARC-Target-URI: https://museum.example/{number}",
        "WARC-Date: 2023-05-06T07:08:09Z",
        *([extra] if extra else []),
        f"Content-Length: {len(block) if length is None else length}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def members(*records: bytes) -> bytes:
    return b"".join(gzip.compress(each) for each in records)


def read_file(path: Path, *, limits: Limits = QUIET) -> tuple[list[Document], list[Loss]]:
    losses: list[Loss] = []
    return list(read_documents([str(path)], on_loss=losses.append, limits=limits)), losses


def read(
    tmp_path: Path, data: bytes, *, name: str = "crawl.warc.gz", limits: Limits = QUIET
) -> tuple[list[Document], list[Loss]]:
    path = tmp_path / name
    path.write_bytes(data)
    return read_file(path, limits=limits)


def places(losses: list[Loss]) -> list[tuple[str, str]]:
    return [(loss.source.rsplit(", ", 1)[-1], loss.gate) for loss in losses]


def test_every_record_of_real_crawls_is_a_document_or_a_loss(shared: Path) -> None:
    expected = {
        "dolma_sample-0000.warc.gz": (22, {"not_a_response": 26}),
        "resiliparse_warcfile.warc.gz": (14, {"not_a_response": 34, "no_main_text": 2}),
        "whirlwind.warc.gz": (1, {"not_a_response": 3}),
    }
    for name, (num_documents, gates) in expected.items():
        documents, losses = read_file(shared / "web" / name, limits=Limits())
        assert len(documents) == num_documents
        assert Counter(loss.gate for loss in losses) == gates
        assert len({document.id for document in documents}) == num_documents
        assert all(document.origin.crawled for document in documents)
        assert all(document.origin.url.startswith("http") for document in documents)
        assert all(loss.level == "record" for loss in losses)


def test_real_pages_keep_what_they_say_of_themselves(shared: Path) -> None:
    (document,), _ = read_file(shared / "web" / "whirlwind.warc.gz", limits=Limits())
    assert document.title == "Escopete"
    assert document.text.startswith("# Escopete\n\nEscopete ye un municipio")
    assert "[1]" not in document.text
    assert "## Historia\n" in document.text
    assert document.origin.language == "an"
    assert document.origin.url == "https://an.wikipedia.org/wiki/Escopete"
    assert document.origin.licence.startswith("https://creativecommons.org/licenses/by-sa/4.0/")


def test_a_crawl_reads_the_same_however_it_is_packed(shared: Path, tmp_path: Path) -> None:
    packed = (shared / "web" / "resiliparse_warcfile.warc.gz").read_bytes()
    plain = gzip.decompress(packed)
    ways = {
        "a.warc": plain,
        "a.warc.gz": packed,
        "b.warc.gz": gzip.compress(plain),
        "a.warc.zst": zstandard.compress(plain),
    }
    texts = []
    for name, data in ways.items():
        documents, losses = read(tmp_path, data, name=name, limits=Limits())
        texts.append([(document.text, document.origin) for document in documents])
        assert len(losses) == 36
    assert all(each == texts[0] for each in texts)


def test_a_document_is_named_after_its_record_and_dated_by_its_crawl(tmp_path: Path) -> None:
    (document,), losses = read(tmp_path, members(record(number=7)))
    assert not losses
    assert document.id == "crawl.warc.gz:00000000-0000-0000-0000-000000000007"
    assert document.source == f"{tmp_path}/crawl.warc.gz, record 1"
    assert document.origin.url == "https://museum.example/7"
    assert document.origin.date == "2023-05-06"


def test_records_that_are_no_pages_are_counted_by_their_kind(tmp_path: Path) -> None:
    data = members(
        record(b"software: none", kind="warcinfo"),
        record(b"GET / HTTP/1.1", kind="request"),
        record(),
        record(status="HTTP/1.1 404 Not Found"),
        record(status="HTTP/1.1 301 Moved"),
        record(headers="Content-Type: image/png"),
        record(headers="X-Nothing: at all"),
        record(b"a: b", kind="metadata"),
        record(b"", kind="revisit"),
        record(SENTENCE * 3, headers="Content-Type: Text/Plain; charset=utf-8"),
        record(status="HTTP/2 200"),
    )
    documents, losses = read(tmp_path, data)
    assert len(documents) == 3
    assert documents[1].text == (SENTENCE * 3).decode().strip()
    assert places(losses) == [
        ("record 1", "not_a_response"),
        ("record 2", "not_a_response"),
        ("record 4", "http_status"),
        ("record 5", "http_status"),
        ("record 6", "media_type"),
        ("record 7", "media_type"),
        ("record 8", "not_a_response"),
        ("record 9", "not_a_response"),
    ]
    assert losses[2].reason == "HTTP status 404 (https://museum.example/1)"
    assert losses[4].reason == "media type image/png (https://museum.example/1)"


@pytest.mark.parametrize("name", ["c.warc.wet", "c.wet", "c.warc.wet.gz", "c.wet.gz", "c.wet.zst"])
def test_records_of_text_are_documents_as_they_are(tmp_path: Path, name: str) -> None:
    text = "The tide mill\nHome\nThe mill grinds.\n\nIt stands at the dam.\r\n"
    data = record(b"x: y", kind="warcinfo") + record(
        text.encode(), kind="conversion", extra="WARC-Identified-Content-Language: deu,eng"
    )
    packed = gzip.compress(data) if name.endswith("gz") else data
    packed = zstandard.compress(data) if name.endswith("zst") else packed
    (document,), losses = read(tmp_path, packed, name=name)
    assert document.text == "The tide mill\n\nHome\n\nThe mill grinds.\n\nIt stands at the dam."
    assert document.title == "The tide mill"
    assert document.origin.language == "de"
    assert document.origin.crawled
    assert places(losses) == [("record 1", "not_a_response")]


def chunked(data: bytes) -> bytes:
    half = len(data) // 2
    pieces = (data[:half], data[half:], b"")
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("Content-Encoding: gzip", gzip.compress(PAGE)),
        ("Content-Encoding: x-gzip", gzip.compress(PAGE)),
        ("Content-Encoding: deflate", zlib.compress(PAGE)),
        ("Content-Encoding: zstd", zstandard.compress(PAGE)),
        ("Content-Encoding: br", None),
        ("Transfer-Encoding: chunked", chunked(PAGE)),
        ("Transfer-Encoding: chunked\r\nContent-Encoding: gzip", chunked(gzip.compress(PAGE))),
        ("Transfer-Encoding: chunked", PAGE),  # undone by the crawler, the header left
        ("Content-Encoding: gzip", PAGE),
        ("Content-Encoding: identity", PAGE),
    ],
)
def test_bodies_are_decoded_as_their_headers_say(
    tmp_path: Path, header: str, body: bytes | None
) -> None:
    if body is None:
        body = pytest.importorskip("brotli").compress(PAGE)
    assert body is not None
    headers = f"Content-Type: text/html\r\n{header}"
    (document,), losses = read(tmp_path, members(record(body, headers=headers)))
    assert not losses
    assert document.text == (SENTENCE * 8).decode().strip()


@pytest.mark.parametrize(
    ("header", "body", "gate"),
    [
        ("Content-Encoding: gzip", gzip.compress(bytes(200 << 20)), "too_large"),
        ("Content-Encoding: zstd", zstandard.compress(bytes(200 << 20)), "too_large"),
        ("Content-Encoding: gzip", b"\x1f\x8bnot gzip at all", "unreadable"),
        ("Content-Encoding: br", b"\xff" * 99, "unreadable"),
        ("Content-Encoding: secret", PAGE, "unreadable"),
        ("X: y", b"<div>" * 5000, "too_deep"),
        ("X: y", bytes(2 << 20), "too_large"),
        ("X: y", b"", "no_main_text"),
    ],
)
def test_a_hostile_record_is_a_loss_and_the_next_is_read(
    tmp_path: Path, header: str, body: bytes, gate: str
) -> None:
    headers = f"Content-Type: text/html\r\n{header}"
    data = members(record(number=1), record(body, headers=headers, number=2), record(number=3))
    documents, losses = read(tmp_path, data)
    assert [document.origin.url[-1] for document in documents] == ["1", "3"]
    assert places(losses) == [("record 2", gate)]


def test_a_member_that_unpacks_to_a_thousand_times_its_size_fills_no_memory(
    tmp_path: Path,
) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = record(b"", number=2)[:-4]
    block = len(head.split(b"\r\n\r\n", 1)[1])
    size = 300 << 20
    head = head.replace(b"Length: %d" % block, b"Length: %d" % (block + size))
    bomb = [packer.compress(head), *(packer.compress(bytes(1 << 20)) for _ in range(300))]
    bomb += [packer.compress(b"\r\n\r\n"), packer.flush()]
    data = members(record(number=1)) + b"".join(bomb) + members(record(number=3))
    assert len(data) < 1 << 20
    documents, losses = read(tmp_path, data, limits=Limits(max_record_mb=1, memory_mb=256))
    assert len(documents) == 2
    assert places(losses) == [("record 2", "too_large")]


def test_of_a_file_cut_off_at_any_place_the_whole_records_are_read(tmp_path: Path) -> None:
    whole = members(record(number=1), record(number=2), record(b"x" * 99, kind="metadata"))
    first = len(gzip.compress(record(number=1)))
    for cut in range(first + 150, len(whole) - 150, 97):
        documents, losses = read(tmp_path, whole[:cut])
        assert documents[0].origin.url == "https://museum.example/1"
        assert len(documents) + len(losses) in {1, 2, 3}
        if len(documents) < 2:
            assert losses, cut
            assert "record" in losses[-1].source


def test_of_a_file_damaged_in_its_middle_only_what_is_damaged_is_lost(
    shared: Path, tmp_path: Path
) -> None:
    data = bytearray((shared / "web" / "resiliparse_warcfile.warc.gz").read_bytes())
    whole, _ = read(tmp_path, bytes(data), limits=Limits())
    data[20_000:20_100] = bytes(100)
    documents, losses = read(tmp_path, bytes(data), limits=Limits())
    gone = {document.origin.url for document in whole} - {
        document.origin.url for document in documents
    }
    assert gone == {"http://01spb.ru/company/"}
    named = [loss for loss in losses if loss.gate == "unreadable"]
    assert [loss.source.rsplit(", ")[-1] for loss in named] == ["after record 5"]
    assert named[0].reason.startswith("damaged after byte 12,265: ")
    assert named[0].reason.endswith("; reading goes on at byte 31,493")


@pytest.mark.parametrize("place", range(0, 4000, 331))
def test_one_broken_member_costs_no_other(tmp_path: Path, place: int) -> None:
    noise = random.Random(place).randbytes(9_000)
    one, two, three = (gzip.compress(record(PAGE + noise, number=number)) for number in (1, 2, 3))
    broken = two[: 40 + place] + b"\0\xff" * 50 + two[40 + place + 100 :]
    documents, losses = read(tmp_path, one + broken + three)
    assert [document.origin.url[-1] for document in documents] == ["1", "3"]
    assert [loss.gate for loss in losses] == ["unreadable"] * len(losses)
    assert losses


def test_of_a_damaged_file_that_is_one_stream_what_came_before_stays(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(200_000)
    data = bytearray(gzip.compress(record() + record(noise, kind="metadata") + record()))
    data[100_000:100_100] = bytes(100)
    documents, losses = read(tmp_path, bytes(data))
    assert len(documents) == 1
    assert "record" in losses[-1].source
    assert losses[-1].gate == "unreadable"


@pytest.mark.parametrize(
    "data",
    [b"", gzip.compress(b""), b"no WARC at all " * 99, gzip.compress(PAGE * 9), b"\x1f\x8b\x08"],
)
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    losses: list[Loss] = []
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(data)
    with pytest.raises(InputError, match="nothing readable"):
        list(read_documents([str(path)], on_loss=losses.append))
    assert [loss.gate for loss in losses] == ["unreadable"]


def test_without_its_packages_a_format_names_the_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needing = replace(READERS[".warc"], needs=("fastwarc", "a_package_nobody_has"))
    monkeypatch.setitem(READERS, ".warc", needing)
    path = tmp_path / "crawl.warc"
    path.write_bytes(record())
    with pytest.raises(MissingExtraError, match=r"needs a_package.*pip install 'codi\[web\]'"):
        read_file(path)
