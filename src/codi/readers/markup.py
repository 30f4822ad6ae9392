"""HTML as prose, block by block: what an honest page, a chapter or a text document holds.

Nothing is guessed away, as it must be on pages of the open web. The tags are found by one regular
expression that reads each character once, whatever it is fed with, and nothing outside the text is
ever looked up: entities are those of HTML alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hr li main ol p section summary table tbody td tfoot th "
    "thead tr ul".split()
)
HEADINGS = {f"h{level}": "#" * level + " " for level in range(1, 7)}
UNSEEN_TAGS = frozenset(
    "head math nav noscript object pre rp rt script select style svg template textarea "
    "title".split()
)
NOTE_TYPES = re.compile(r"""\b(?:noteref|backlink|pagebreak)\b|["']#(?:foot|end)note-""")
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
SCRIPT = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
DECLARATION = re.compile(r"<!\[CDATA\[|\]\]>|<[!?][^<>]*+>")
TAG = re.compile(
    r"""<(/?)([a-zA-Z][\w:.-]*+)((?:(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+(?=>))|[^<>]*+)>"""
)
LINE_BREAKS = re.compile(r"\n\s*\n")
MOST_TABLES_INSIDE = 8
ENDED = (".", "!", "?", ":", ";")
"""A cell that ends so needs no colon before the next one."""


def html_to_blocks(page: str) -> list[str]:
    """The visible text of a piece of HTML, a string for each paragraph, item or table row.

    Headings are `## Heading`, items `- item` or `2. item`. A row of a table that has several
    columns is an item: `- first cell: second`, with the names of the columns where the table has
    them. Code, scripts, navigation and the marks of footnotes go.
    """
    for unseen in (COMMENT, SCRIPT, DECLARATION):
        page = unseen.sub("", page)
    collector = _Collector()
    end = 0
    for tag in TAG.finditer(page):
        collector.text(page[end : tag.start()])
        end = tag.end()
        name = tag[2].lower().rpartition(":")[2]
        if tag[1]:
            collector.end(name)
        else:
            collector.start(name, tag[3])
            if tag[3].endswith("/"):
                collector.end(name)
    collector.text(page[end:])
    return collector.blocks()


def row_item(head: Iterable[str], cells: Iterable[str]) -> str:
    """A table's row as an item: `first cell: second`, or with column names where several.

    A first cell that is a sentence, or ends with a colon of its own, stands before a space.
    """
    first, *others = cells
    named = [
        f"{name} {cell}" if name and len(others) > 1 else cell
        for name, cell in zip([*head][1:] or [""] * len(others), others, strict=False)
        if cell
    ]
    row = "; ".join(named)
    if not first or not row:
        return f"- {first or row}"
    return f"- {first} {row}" if first.endswith(ENDED) else f"- {first}: {row}"


@dataclass(slots=True)
class _Row:
    cells: list[list[str]] = field(default_factory=list)
    is_head: bool = True


@dataclass(slots=True)
class _Table:
    """A table as it is read: rows of cells, each a list of blocks."""

    outer: list[str]
    rows: list[_Row] = field(default_factory=list)

    def blocks(self) -> Iterator[str]:
        """Items of a table that holds data; what stands in its cells where it only lays out."""
        rows = [row for row in self.rows if any(row.cells)]
        if any(len(row.cells) < 2 or any(len(cell) > 1 for cell in row.cells) for row in rows):
            yield from (block for row in rows for cell in row.cells for block in cell)
            return
        head: list[str] = []
        for row in rows:
            cells = ["".join(cell).replace("\n", " ") for cell in row.cells]
            if row.is_head and not head:
                head = cells
            else:
                yield row_item(head, cells)


class _Collector:
    """Takes tags and text in their order and makes blocks of them."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._pieces: list[str] = []
        self._mark = ""
        self._unseen: list[str] = []
        self._in_note = False
        self._lists: list[int | None] = []
        self._tables: list[_Table] = []

    def text(self, text: str) -> None:
        """Characters between two tags."""
        if text and not self._unseen and not self._in_note:
            self._pieces.append(html.unescape(text).replace("\n", " ").replace("\r", " "))

    def start(self, name: str, attributes: str) -> None:
        """A tag that opens an element."""
        if name in UNSEEN_TAGS:
            self._unseen.append(name)
        elif name == "br":
            self._pieces.append("\n")
        elif name in {"a", "sup", "span"} and NOTE_TYPES.search(attributes):
            self._in_note = True
        elif name in BLOCK_TAGS:
            self._flush()
            self._open_block(name, attributes)

    def _open_block(self, name: str, attributes: str) -> None:
        if name in HEADINGS:
            self._mark = HEADINGS[name]
        elif name in {"ol", "ul"}:
            first = re.search(r"\bstart=.?(\d{1,6})\b", attributes)
            self._lists.append((int(first[1]) if first else 1) if name == "ol" else None)
        elif name == "li":
            number = self._lists[-1] if self._lists else None
            self._mark = "- " if number is None else f"{number}. "
            if number is not None:
                self._lists[-1] = number + 1
        elif name == "table" and len(self._tables) < MOST_TABLES_INSIDE:
            self._tables.append(_Table(outer=self._out))
            self._out = []
        elif name == "tr" and self._tables:
            self._tables[-1].rows.append(_Row())
        elif name in {"td", "th"} and self._tables and self._tables[-1].rows:
            row = self._tables[-1].rows[-1]
            row.is_head = row.is_head and name == "th"
            self._out = []
            row.cells.append(self._out)

    def end(self, name: str) -> None:
        """A tag that closes an element; one that was never opened is passed over."""
        if name in UNSEEN_TAGS:
            if name in self._unseen:
                while self._unseen.pop() != name:
                    pass
        elif name in {"a", "sup", "span"}:
            self._in_note = False
        elif name in BLOCK_TAGS:
            self._flush()
            if name in HEADINGS or name == "li":
                self._mark = ""
            elif name in {"ol", "ul"} and self._lists:
                self._lists.pop()
            elif name == "table" and self._tables:
                self._close_table()

    def _close_table(self) -> None:
        table = self._tables.pop()
        self._out = table.outer
        self._out += table.blocks()

    def _flush(self) -> None:
        self._in_note = False
        if not self._pieces:
            return
        text = "".join(self._pieces)
        self._pieces.clear()
        for part in LINE_BREAKS.split(text):
            lines = (" ".join(line.split()) for line in part.split("\n"))
            block = ("\n" if not self._mark.startswith("#") else " ").join(filter(None, lines))
            if block:
                self._out.append(self._mark + block)
                self._mark = ""

    def blocks(self) -> list[str]:
        """All blocks; what was left open is closed."""
        self._flush()
        while self._tables:
            self._close_table()
        return self._out
