"""Text documents in DOCX: read by mammoth, which knows headings, lists and tables by their styles.

Pictures are never opened: one may be linked to any file or address.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile

from codi.errors import InputError
from codi.readers.files import InputFile
from codi.readers.limits import TooLargeError, Watch
from codi.readers.losses import OnLoss
from codi.readers.markup import html_to_blocks
from codi.readers.origins import clean_value, day_of, language_of
from codi.readers.plain import clean_text
from codi.readers.zipped import Archive, texts
from codi.types import Document, Origin

PROPERTIES = "docProps/core.xml"
XML_ENDINGS = (".xml", ".rels")
STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
"""
TRIPPED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BadZipFile,
    EOFError,
    ExpatError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What mammoth stumbles with over a broken file; it has no error of its own for that."""


def read_docx(file: InputFile, *, on_loss: OnLoss, watch: Watch) -> Iterator[Document]:
    """The one document of a text document."""
    del on_loss  # it is read whole or refused whole
    if not watch.begin(""):
        return
    archive = Archive(file, limits=watch.limits)
    _check_size(archive, watch=watch)
    title, origin = _properties(archive)
    blocks = html_to_blocks(_html(archive.data))
    heading = next((block[2:] for block in blocks[:3] if block.startswith("# ")), "")
    yield Document(
        id=file.name,
        text=clean_text("\n\n".join(blocks)),
        title=title or heading or file.title,
        source=str(file.path),
        origin=origin,
    )


def _check_size(archive: Archive, *, watch: Watch) -> None:
    """Refuse parts that mammoth would unpack and that are larger than the limits allow."""
    if "word/document.xml" not in archive and "[Content_Types].xml" not in archive:
        raise InputError("not a DOCX: it has no text part")
    sizes = [size for name, size in archive.sizes.items() if name.endswith(XML_ENDINGS)]
    if max(sizes, default=0) > watch.limits.max_record_bytes:
        raise TooLargeError(f"a part is larger than {watch.limits.max_record_mb:g} MB")
    if sum(sizes) > watch.limits.max_file_bytes:
        raise TooLargeError(f"its parts are larger than {watch.limits.max_file_mb:g} MB")


def _html(data: bytes) -> str:
    import mammoth

    try:
        html: str = mammoth.convert_to_html(
            BytesIO(data),
            convert_image=mammoth.images.img_element(lambda _: {}),
            style_map=STYLES,
            external_file_access=False,
            include_embedded_style_map=False,
        ).value
    except TRIPPED as error:
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise InputError(f"broken: {reason}") from error
    return html


def _properties(archive: Archive) -> tuple[str, Origin]:
    """Title and origin, as the file's properties tell them."""
    if PROPERTIES not in archive:
        return "", Origin()
    root = archive.xml(PROPERTIES)
    return (
        clean_value(next(iter(texts(root, "title")), "")),
        Origin(
            date=next(filter(None, map(day_of, texts(root, "created"))), ""),
            language=next(filter(None, map(language_of, texts(root, "language"))), ""),
        ),
    )
