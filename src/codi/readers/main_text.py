"""The main text of a web page, block by block; menus, comments, tables and code around it go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from codi.readers.plain import clean_text

if TYPE_CHECKING:
    from lxml.etree import XPath, _Element
    from lxml.html import HtmlElement
    from trafilatura.settings import Extractor

NO_WORDS = frozenset("#-*•·|–—.,:;/ 0123456789\n")
EDITORIAL_MARKS = ".//span[@class='mw-editsection'] | .//sup[@class='reference']"
"""Links to edit a section, and numbers of footnotes, as MediaWiki writes them."""
LEFT_OUT = frozenset(("table", "script", "graphic", "formula", "col", "colgroup"))
DEEPEST_HEADING = 6


def main_text(tree: HtmlElement, *, url: str = "") -> str:
    """The blocks of the page's main text with blank lines between; empty where there is none.

    Headings stand as `## Heading`, items as `- item` or `2. item`. The extraction is trafilatura's,
    comments and tables left out. Its last resort, the text of the whole page, is left out too: what
    it finds on pages without a main text are menus.
    """
    from trafilatura import bare_extraction

    for mark in _editorial_marks()(tree):
        mark.drop_tree()
    found = bare_extraction(tree, url=url or None, options=options())
    body = getattr(found, "body", None)
    if body is None:
        return ""
    blocks = (block for block in _blocks(body) if not NO_WORDS.issuperset(block))
    return clean_text("\n\n".join(blocks)).strip()


@lru_cache(maxsize=1)
def _editorial_marks() -> XPath:
    from lxml.etree import XPath

    return XPath(EDITORIAL_MARKS)


@lru_cache(maxsize=1)
def options() -> Extractor:
    """How trafilatura is asked for a main text."""
    from trafilatura.settings import DEFAULT_CONFIG, Extractor

    config = type(DEFAULT_CONFIG)()
    config.read_dict(DEFAULT_CONFIG)
    config["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "0"
    return Extractor(config=config, output_format="xml", comments=False, tables=False)


def _blocks(parent: _Element) -> Iterator[str]:
    """The blocks below an element; text and inline elements between two blocks are one."""
    inline: list[str] = [parent.text or ""]
    for child in parent:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in {"p", "head", "list", "quote", "item", "div", "ab"}:
            yield from _paragraphs(inline)
            inline = []
            yield from _block(child, tag)
        elif tag == "code" and "\n" in "".join(child.itertext()):
            pass  # a listing
        elif tag and tag not in LEFT_OUT:
            inline.append(_inline(child))
        inline.append(child.tail or "")
    yield from _paragraphs(inline)


def _block(element: _Element, tag: str) -> Iterator[str]:
    if tag == "head":
        level = element.get("rend", "h2")[1:]
        title = " ".join("".join(element.itertext()).split())
        if title:
            yield f"{'#' * min(int(level), DEEPEST_HEADING) if level.isdigit() else '##'} {title}"
    elif tag == "list":
        yield from _items(element)
    else:
        yield from _blocks(element)


def _items(element: _Element) -> Iterator[str]:
    """The items of a list, those of a list in an item after it."""
    ordered = element.get("rend") == "ol"
    for number, item in enumerate(element, start=1):
        mark = f"{number}." if ordered else "-"
        for index, block in enumerate(_blocks(item)):
            own = index == 0 and not block.startswith(("- ", "#"))
            yield f"{mark} {block}" if own else block


def _inline(element: _Element) -> str:
    """The text of an element inside a paragraph; a line break stays one."""
    if element.tag == "lb":
        return "\v"
    pieces = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and child.tag not in LEFT_OUT:
            pieces.append(_inline(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _paragraphs(pieces: list[str]) -> Iterator[str]:
    """The paragraphs of inline text: white space is a space, two line breaks begin a new one."""
    text = "".join(pieces)
    for paragraph in re.split(r"\v\s*\v\s*", text):
        lines = (" ".join(line.split()) for line in paragraph.split("\v"))
        block = "\n".join(line for line in lines if line)
        if block:
            yield block
