"""Web pages as documents: the bytes of a page in, its main text and what it says of itself out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from codi.readers.charsets import decode
from codi.readers.files import InputFile
from codi.readers.limits import Limits, RefusedError, TooLargeError, Watch
from codi.readers.losses import OnLoss
from codi.readers.streams import chunks_of
from codi.types import Document, Origin

if TYPE_CHECKING:
    from lxml.etree import XPath
    from lxml.html import HtmlElement

UNSEEN_BYTES = bytes(range(9)) + bytes((11, *range(14, 32), 127))
DOCTYPE = re.compile(rb"\s*(?:<\?xml[^>]{0,200}>\s*)?<!doctype[^>\[]{0,1000}>", re.IGNORECASE)
SELF_CLOSED_ROOT = re.compile(rb"(<html\b[^>]{0,1000})/>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as read; its text has blocks as `codi.readers.blocks` finds them."""

    text: str
    title: str
    origin: Origin


def read_html(file: InputFile, *, on_loss: OnLoss, watch: Watch) -> Iterator[Document]:
    """The one document of a page, titled by its metadata, else by the file's name.

    A page without main text is a loss, `no_main_text`; one nested deeper than the limit, or larger,
    `too_deep` or `too_large`.
    """
    del on_loss  # a page is read whole or refused whole
    load_parsers()
    if not watch.begin(""):
        return
    data = bytearray()
    for chunk in chunks_of(file):
        data += chunk
        if len(data) > watch.limits.max_record_bytes:
            break
    page = page_of(bytes(data), limits=watch.limits)
    yield Document(
        id=file.name,
        text=page.text,
        title=page.title or file.title,
        source=str(file.path),
        origin=page.origin,
    )


def load_parsers() -> None:
    """Load what `page_of` needs, before the clock of a first page runs."""
    import trafilatura  # noqa: F401
    from lxml import html  # noqa: F401


def page_of(
    data: bytes, *, limits: Limits, charset: str = "", url: str = "", crawled_on: str = ""
) -> Page:
    """The page whose HTML `data` is, within `limits`.

    `charset` is what came with it, for instance in an HTTP header; `url` where it was found, and
    `crawled_on` the day of that, as `2024-05-31`.

    Raises:
        RefusedError: It has no main text, or exceeds a limit.
    """
    if len(data) > limits.max_record_bytes:
        raise TooLargeError(f"larger than {limits.max_record_mb:g} MB")
    tree = _tree(data, charset=charset, max_depth=limits.max_depth)
    if tree is None:
        raise RefusedError("no main text: no HTML in it", gate="no_main_text")
    from codi.readers.main_text import main_text
    from codi.readers.page_facts import facts_of

    title, origin = facts_of(tree, url=url, crawled_on=crawled_on)
    text = main_text(tree, url=origin.url)
    if not text:
        raise RefusedError("no main text", gate="no_main_text")
    return Page(text=text, title=title, origin=origin)


def _tree(data: bytes, *, charset: str, max_depth: int) -> HtmlElement | None:
    """The parsed page; None where there is no element in it."""
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring

    data = decode(data, declared=charset).encode("utf-8", "replace").translate(None, UNSEEN_BYTES)
    start = DOCTYPE.match(data)
    data = SELF_CLOSED_ROOT.sub(rb"\1>", data[start.end() if start else 0 :], count=1)
    parser = HTMLParser(
        encoding="utf-8",
        huge_tree=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        default_doctype=False,
    )
    try:
        tree: HtmlElement = document_fromstring(data, parser=parser)
    except ParserError:  # nothing but white space and comments
        return None
    for error in parser.error_log:
        if error.type_name == "ERR_RESOURCE_LIMIT":  # of 256 levels, or of ten million characters
            reason = error.message.split(",")[0].lower()
            raise RefusedError(f"refused by its parser: {reason}", gate="too_deep")
    if _deeper_than(max_depth)(tree):
        raise RefusedError(f"nested deeper than {max_depth} elements", gate="too_deep")
    return tree


@lru_cache(maxsize=1)
def _deeper_than(max_depth: int) -> XPath:
    from lxml.etree import XPath

    return XPath(f"boolean(.{'/*' * max_depth})")
