"""What reading web pages costs beside what trafilatura costs alone on the same bytes.

    python bench/reading.py [--pages 1000] [--rounds 3]

The pages are those of the WARC files in `shared/data/web`, over and over; in each copy the longer
words of a page change places, so that neither a cache of the parser's nor the gate of duplicates
knows it. They are written into one archive, compressed record by record as crawlers do, with a
request and a metadata record for each. Every row is a process of its own; CPU time is that of the
process and its worker together, which are held on one core. What they take for a small archive, a
copy of each page, is taken off: what is left is the time of the other pages, without that of a
start. The rounds go through all rows in turn, and the least disturbed run of each row counts.
"""

from __future__ import annotations

import argparse
import gzip
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from codi.filters import Context, OpenChanges, OpenGates
from codi.filters.documents import DOCUMENT_CHANGES, DOCUMENT_GATES
from codi.filters.passages import PASSAGE_CHANGES, PASSAGE_GATES
from codi.readers import read_documents, split_into_passages
from codi.recipe import load_recipe
from codi.types import Document, Loss

TEXT = re.compile(rb">[^<]{2,}<")
WORD = re.compile(rb"[A-Za-z]{5,}")
ROWS = {
    "trafilatura": "trafilatura alone, same options",
    "documents": "documents from the archive",
    "passages": "documents, gates of documents, passages, gates of passages",
}
MOST_SHARE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What a row took; `found` is what it says of itself."""

    cpu_seconds: float
    found: str


def pages_of(folder: Path) -> list[bytes]:
    """The bodies of all pages in the archives of a folder."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    bodies = []
    for path in sorted(folder.glob("*.warc.gz")):
        with path.open("rb") as stream:
            records = ArchiveIterator(
                stream, record_types=WarcRecordType.response, auto_decode="all"
            )
            bodies += [record.reader.read() for record in records]
    return bodies


def fresh(page: bytes, *, copy: int) -> bytes:
    """The page with its longer words in other places, others in each copy."""
    words = sorted({word for text in TEXT.findall(page) for word in WORD.findall(text)})
    moved = words[:]
    random.Random(copy).shuffle(moved)
    place = dict(zip(words, moved, strict=True)) if copy else {}

    def change(text: re.Match[bytes]) -> bytes:
        return WORD.sub(lambda word: place.get(word[0], word[0]), text[0])

    return TEXT.sub(change, page)


def record(kind: str, block: bytes, *, number: int) -> bytes:
    """A record of an archive, compressed by itself."""
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2023-05-06T07:08:09Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{kind}-{number}>\r\n"
        f"WARC-Target-URI: https://example.org/{number}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + block + b"\r\n\r\n", compresslevel=6)


def write(pages: list[bytes], folder: Path) -> None:
    """The archive that is read, and the bare bodies for trafilatura alone."""
    with (folder / "crawl.warc.gz").open("wb") as archive, (folder / "bodies").open("wb") as bodies:
        for number, page in enumerate(pages):
            answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
            archive.write(record("request", b"GET / HTTP/1.1\r\n\r\n", number=number))
            archive.write(record("response", answer, number=number))
            archive.write(record("metadata", b"fetchTimeMs: 655\r\n", number=number))
            bodies.write(len(page).to_bytes(8, "little") + page)


def alone(folder: Path) -> str:
    """What trafilatura finds in all bodies, with the options that codi gives it."""
    from trafilatura import bare_extraction

    from codi.readers.main_text import options

    found = 0
    with (folder / "bodies").open("rb") as bodies:
        while size := bodies.read(8):
            page = bodies.read(int.from_bytes(size, "little"))
            found += bare_extraction(page, options=options()) is not None
    return f"{found} main texts"


def read(folder: Path) -> Iterator[Document]:
    """The documents of the archive; fails where a worker died, for its time would be missing."""
    losses: list[Loss] = []
    yield from read_documents([str(folder / "crawl.warc.gz")], on_loss=losses.append)
    died = [loss for loss in losses if loss.gate in {"timeout", "crashed", "out_of_memory"}]
    assert not died, died


def documents(folder: Path) -> str:
    """The documents of the archive, as `codi documents` reads them."""
    return f"{sum(1 for _ in read(folder))} documents"


def passages(folder: Path) -> str:
    """The passages of the archive, through all gates, as `codi documents` makes them."""
    recipe = load_recipe("grounded-qa")
    context = Context(recipe=recipe)
    changes = OpenChanges(DOCUMENT_CHANGES, context)
    gates = OpenGates(DOCUMENT_GATES, context)
    passage_changes = OpenChanges(PASSAGE_CHANGES, context)
    passage_gates = OpenGates(PASSAGE_GATES, context)
    kept = 0

    def through() -> Iterator[Document]:
        nonlocal kept
        for document in map(changes.applied, read(folder)):
            if gates.judge(document).kept:
                kept += 1
                yield document

    settings = recipe.documents
    cut = split_into_passages(through(), min_words=settings.min_words, max_words=settings.max_words)
    found = sum(passage_gates.judge(passage_changes.applied(passage)).kept for passage in cut)
    return f"{found} passages of {kept} documents kept"


def measured(row: str, folder: Path) -> Took:
    """Run a row in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        (sys.executable, __file__, "--row", row, "--folder", str(folder)),
        check=True,
        capture_output=True,
        text=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Took(cpu_seconds=cpu, found=done.stdout.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The least that a row took for all pages, and for the first ones, which pay for the start."""

    all_pages: Took
    first_pages: Took

    @property
    def seconds(self) -> float:
        """CPU time of the pages after the first ones."""
        return self.all_pages.cpu_seconds - self.first_pages.cpu_seconds


def measure(rounds: int, *, all_pages: Path, first_pages: Path) -> dict[str, Row]:
    """The least disturbed run of each row over the rounds."""
    took = [
        {
            (row, folder): measured(row, folder)
            for row in ROWS
            for folder in (all_pages, first_pages)
        }
        for _ in range(rounds)
    ]
    best = {
        key: min((each[key] for each in took), key=lambda one: one.cpu_seconds) for key in took[0]
    }
    return {
        row: Row(all_pages=best[row, all_pages], first_pages=best[row, first_pages]) for row in ROWS
    }


def share(rows: dict[str, Row], name: str) -> float:
    """The part of a row's time that trafilatura alone would not take."""
    return 1 - rows["trafilatura"].seconds / rows[name].seconds


def table(rows: dict[str, Row], *, num_pages: int, num_bytes: int) -> Iterator[str]:
    """The rows in Markdown; the pages and bytes are those after the first ones."""
    yield "| on one core | CPU per page | pages/s | MB/s | our share | found |"
    yield "|---|---|---|---|---|---|"
    for name, row in rows.items():
        ours = "" if name == "trafilatura" else f"{share(rows, name):.1%}"
        yield (
            f"| {ROWS[name]} | {row.seconds / num_pages * 1000:.2f} ms "
            f"| {num_pages / row.seconds:.0f} | {num_bytes / row.seconds / 1e6:.2f} "
            f"| {ours} | {row.all_pages.found} |"
        )


def main() -> None:
    """Print the table; exit with 1 where our share is too large."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--row", choices=ROWS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.row:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        rows = {"trafilatura": alone, "documents": documents, "passages": passages}
        print(rows[asked.row](asked.folder))
        return
    shared = Path(os.environ.get("CODI_SHARED", "../shared")) / "data" / "web"
    originals = pages_of(shared)
    count = len(originals)
    pages = [
        fresh(originals[number % count], copy=number // count)
        for number in range(max(asked.pages, 2 * count))
    ]
    with tempfile.TemporaryDirectory() as name:
        all_pages, first_pages = Path(name, "all"), Path(name, "first")
        for folder, chosen in ((all_pages, pages), (first_pages, pages[:count])):
            folder.mkdir()
            write(chosen, folder)
        found = measure(max(1, asked.rounds), all_pages=all_pages, first_pages=first_pages)
    num_bytes = sum(map(len, pages))
    print(f"{len(pages):,} pages, {num_bytes / 1e6:.1f} MB of HTML, {count} originals\n")
    later = num_bytes - sum(map(len, pages[:count]))
    print("\n".join(table(found, num_pages=len(pages) - count, num_bytes=later)))
    sys.exit(share(found, "passages") > MOST_SHARE)


if __name__ == "__main__":
    main()
