"""Web archives: WARC files of crawled responses, WET files of their text, record by record."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from codi.errors import InputError
from codi.readers.charsets import decode
from codi.readers.files import InputFile
from codi.readers.html import Page, load_parsers, page_of
from codi.readers.http import response_of
from codi.readers.limits import Limits, RefusedError, TooLargeError, Watch
from codi.readers.losses import OnLoss
from codi.readers.origins import language_of
from codi.readers.plain import clean_text
from codi.types import Document, Loss, Origin

if TYPE_CHECKING:
    from fastwarc.warc import WarcRecord

HTML_TYPES = frozenset(("text/html", "application/xhtml+xml"))
PAGE_KINDS = frozenset(("conversion", "response"))
TEXT_TYPE = "text/plain"
GZIP_MAGIC = b"\x1f\x8b\x08"
WARC_MAGIC = b"WARC/"
SEARCHED_BYTES = 1 << 20
SNIFFED_BYTES = 1 << 12
RECORD_ID = re.compile(r"<?(?:urn:uuid:)?([^<>\s]+)>?")
LONGEST_TITLE_LINE = 150


def read_archive(file: InputFile, *, on_loss: OnLoss, watch: Watch) -> Iterator[Document]:
    """A document for each page of a WARC file, and for each conversion record of a WET file.

    Pages are responses with status 200 and HTML or plain text. Every other record is a loss of its
    kind: `not_a_response`, `http_status`, `media_type`, or what `page_of` refuses. Ids are those of
    the records. Where the file is cut off or damaged, the place is told; what came before stays,
    and in a file compressed record by record so does what comes after.
    """
    load_parsers()
    number = 0
    for number, record in enumerate(_records(file, on_loss=on_loss), start=1):
        place = f"record {number}"
        kind = str(record.record_type).rpartition(".")[2]
        if not watch.begin(place, quick=kind not in PAGE_KINDS):
            continue
        try:
            page = _page(record, kind, limits=watch.limits)
        except RefusedError as refusal:
            url = _header(record, "WARC-Target-URI").strip("<>")
            reason = f"{refusal} ({url})" if url else str(refusal)
            on_loss(Loss(source=file.at(place), reason=reason, gate=refusal.gate))
            continue
        yield Document(
            id=f"{file.name}:{_name(record) or number}",
            text=page.text,
            title=page.title,
            source=file.at(place),
            origin=page.origin,
        )
    if not number:
        raise InputError("no record in it: not a WARC file")


def _records(file: InputFile, *, on_loss: OnLoss) -> Iterator[WarcRecord]:
    """The records of a file; where it is damaged, reading goes on at the next one that is whole."""
    from fastwarc.warc import ArchiveIterator

    number, start, damage = 0, 0, ""
    with file.path.open("rb") as stream:
        while True:
            stream.seek(start)
            try:
                for record in ArchiveIterator(stream, parse_http=False):
                    if damage:
                        reason = f"{damage}; reading goes on at byte {record.stream_pos:,}"
                        on_loss(Loss(source=file.at(f"after record {number}"), reason=reason))
                    number, start, damage = number + 1, record.stream_pos, ""
                    yield record
                break
            except OSError as error:
                if not number:
                    raise InputError(f"not a WARC file: {_line(error)}") from error
                damage = damage or f"damaged after byte {start:,}: {_line(error)}"
            found = next_member(stream, start + 1) if file.compression == ".gz" else None
            if found is None:
                break
            start = found
    if damage:
        reason = f"{damage}; the rest of the file cannot be read"
        on_loss(Loss(source=file.at(f"after record {number}"), reason=reason))


def _line(error: OSError) -> str:
    return " ".join(str(error).split())


def next_member(stream: BinaryIO, start: int) -> int | None:
    """Where, from byte `start` on, the next gzip member begins that holds a record."""
    while True:
        stream.seek(start)
        chunk = stream.read(SEARCHED_BYTES)
        place = chunk.find(GZIP_MAGIC)
        if place < 0:
            if len(chunk) < SEARCHED_BYTES:
                return None
            start += len(chunk) - len(GZIP_MAGIC) + 1
            continue
        start += place
        stream.seek(start)
        try:
            head = zlib.decompressobj(31).decompress(stream.read(SNIFFED_BYTES), len(WARC_MAGIC))
        except zlib.error:
            head = b""
        if head == WARC_MAGIC:
            return start
        start += 1


def _page(record: WarcRecord, kind: str, *, limits: Limits) -> Page:
    """The page in a record; `RefusedError` where there is none."""
    if kind not in PAGE_KINDS:
        _check_length(record, _consumed(record))
        raise RefusedError(f"a record of type {kind}", gate="not_a_response")
    if record.content_length > limits.max_record_bytes:
        raise TooLargeError(f"larger than {limits.max_record_mb:g} MB")
    block = _whole(record)
    url = _header(record, "WARC-Target-URI").strip("<>")
    crawled_on = _header(record, "WARC-Date")[:10]
    if kind == "conversion":
        language = language_of(_header(record, "WARC-Identified-Content-Language").split(",")[0])
        return _text_page(block, charset="", url=url, date=crawled_on, language=language)
    response = response_of(block)
    if response.status != "200":
        raise RefusedError(f"HTTP status {response.status[:40]}", gate="http_status")
    if response.media_type in HTML_TYPES:
        body = response.body(limits=limits)
        return page_of(
            body, limits=limits, charset=response.charset, url=url, crawled_on=crawled_on
        )
    if response.media_type == TEXT_TYPE:
        body = response.body(limits=limits)
        return _text_page(body, charset=response.charset, url=url, date=crawled_on)
    media_type = response.media_type[:80] or "none"
    raise RefusedError(f"media type {media_type}", gate="media_type")


def _whole(record: WarcRecord) -> bytes:
    try:
        block = record.reader.read(record.content_length)
    except OSError as error:
        raise RefusedError(f"damaged: {_line(error)}", gate="unreadable") from error
    _check_length(record, len(block))
    return block


def _consumed(record: WarcRecord) -> int:
    try:
        return record.consume()
    except OSError as error:
        raise RefusedError(f"damaged: {_line(error)}", gate="unreadable") from error


def _check_length(record: WarcRecord, length: int) -> None:
    if length < record.content_length:
        message = f"cut off after {length:,} of {record.content_length:,} bytes"
        raise RefusedError(message, gate="unreadable")


def _text_page(block: bytes, *, charset: str, url: str, date: str, language: str = "") -> Page:
    """A page as text, a block for each line; the first line is its title where it is short."""
    lines = [line.strip() for line in clean_text(decode(block, declared=charset)).split("\n")]
    lines = [line for line in lines if line]
    if not lines:
        raise RefusedError("no main text", gate="no_main_text")
    return Page(
        text="\n\n".join(lines),
        title=lines[0] if len(lines) > 1 and len(lines[0]) <= LONGEST_TITLE_LINE else "",
        origin=Origin(url=url, date=date, language=language, crawled=True),
    )


def _name(record: WarcRecord) -> str:
    """What the record is called: its id, else the address of its page."""
    found = RECORD_ID.fullmatch(_header(record, "WARC-Record-ID"))
    return found[1] if found else _header(record, "WARC-Target-URI").strip("<>")


def _header(record: WarcRecord, name: str) -> str:
    return " ".join((record.headers.get(name) or "").split())
