"""Books in EPUB: the chapters in the order of the spine, as one document."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from codi.errors import InputError
from codi.readers.files import InputFile
from codi.readers.limits import RefusedError, TooLargeError, Watch
from codi.readers.losses import OnLoss
from codi.readers.markup import html_to_blocks
from codi.readers.origins import clean_value, day_of, language_of
from codi.readers.plain import clean_text, without_gutenberg_frame
from codi.readers.zipped import Archive, texts
from codi.types import Document, Loss, Origin

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
CHAPTER_TYPES = frozenset(("application/xhtml+xml", "text/html", "application/x-dtbook+xml"))
DECLARED_ENCODING = re.compile(rb"""\A.{0,80}?encoding=["']([\w-]{1,20})["']""", re.DOTALL)
ENCODINGS = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "windows-1252": "cp1252",
    "utf-16": "utf-16",
}
MOST_CHAPTERS = 5000


def read_epub(file: InputFile, *, on_loss: OnLoss, watch: Watch) -> Iterator[Document]:
    """The one document of a book; a chapter that cannot be read is reported and left out."""
    if not watch.begin(""):
        return
    archive = Archive(file, limits=watch.limits)
    package = _package_name(archive)
    root = archive.xml(package)
    encrypted = _encrypted(archive)
    blocks: list[str] = []
    for name in _spine(root, folder=posixpath.dirname(package)):
        try:
            blocks += html_to_blocks(_chapter(archive, name, encrypted=encrypted))
        except RefusedError as error:
            on_loss(Loss(source=file.at(name), reason=str(error), gate=error.gate))
        except InputError as error:
            on_loss(Loss(source=file.at(name), reason=str(error)))
    title = next(iter(texts(root, "title")), "")
    text, _ = without_gutenberg_frame(clean_text("\n\n".join(blocks)))
    yield Document(
        id=file.name,
        text=text,
        title=clean_value(title) or file.title,
        source=str(file.path),
        origin=Origin(
            date=next(filter(None, map(day_of, texts(root, "date"))), ""),
            language=next(filter(None, map(language_of, texts(root, "language"))), ""),
            licence=clean_value("; ".join(texts(root, "rights"))),
        ),
    )


def _package_name(archive: Archive) -> str:
    """The part that lists the chapters: named by the container, else the first that could be it."""
    if CONTAINER in archive:
        for rootfile in archive.xml(CONTAINER).iter("{*}rootfile"):
            named: str = rootfile.get("full-path", "")
            if named in archive:
                return named
    name = next((name for name in archive.sizes if name.endswith(".opf")), "")
    if not name:
        raise InputError("not an EPUB: it lists no chapters")
    return name


def _spine(root: _Element, *, folder: str) -> Iterator[str]:
    """The names of the chapters in reading order, each once, without tables of contents."""
    items = {item.get("id"): item for item in root.iter("{*}item")}
    seen = {
        _part_name(folder, reference.get("href", ""))
        for reference in root.iter("{*}reference")
        if reference.get("type") in {"toc", "cover"}
    }
    count = 0
    for reference in root.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no":
            continue
        name = _part_name(folder, item.get("href", ""))
        is_chapter = item.get("media-type") in CHAPTER_TYPES
        if name in seen or not is_chapter or "nav" in item.get("properties", "").split():
            continue
        seen.add(name)
        count += 1
        if count > MOST_CHAPTERS:
            raise TooLargeError(f"more than {MOST_CHAPTERS} chapters")
        yield name


def _part_name(folder: str, reference: str) -> str:
    """The part that a reference in a file of `folder` means; one outside the book is no part."""
    try:
        path = urlsplit(reference).path
    except ValueError:
        return ""
    return posixpath.normpath(posixpath.join(folder, unquote(path)))


def _encrypted(archive: Archive) -> frozenset[str]:
    if ENCRYPTION not in archive:
        return frozenset()
    references = archive.xml(ENCRYPTION).iter("{*}CipherReference")
    return frozenset(_part_name("", reference.get("URI", "")) for reference in references)


def _chapter(archive: Archive, name: str, *, encrypted: frozenset[str]) -> str:
    if name in encrypted:
        raise RefusedError("encrypted", gate="encrypted")
    data = archive.read(name)
    declared = DECLARED_ENCODING.match(data)
    charset = declared[1].decode("ascii").lower() if declared else ""
    is_wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    encoding = "utf-16" if is_wide else ENCODINGS.get(charset, "utf-8-sig")
    try:
        return data.decode(encoding, "replace" if encoding == "cp1252" else "strict")
    except UnicodeDecodeError as error:
        raise InputError(f"not {charset or 'utf-8'}") from error
