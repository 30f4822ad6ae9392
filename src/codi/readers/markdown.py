"""Markdown as prose: headings stay as borders, paragraphs and items as text, other markup goes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import yaml

from codi.readers.files import InputFile
from codi.readers.limits import Watch
from codi.readers.losses import OnLoss
from codi.readers.markup import html_to_blocks, row_item
from codi.readers.plain import clean_text
from codi.readers.streams import read_utf8
from codi.types import Document

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

FRONT_MATTER = re.compile(
    r"\A(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
COMMENT = re.compile(
    r"<!--.*?(?:-->|\Z)|\{%-?\s*comment\b.*?(?:\bendcomment\s*-?%\}|\Z)", re.DOTALL
)
TEMPLATE_TAG = re.compile(r"\{%.{0,2000}?%\}|\{\{.{0,2000}?\}\}", re.DOTALL)
ATTRIBUTES = re.compile(r"\{:[^}\n]{0,200}\}|[ \t]?\{#[\w:.-]{1,200}\}")
FOOTNOTE_MARK = re.compile(r"\[\^[^\]\s]+\]:?")
ALERT_MARK = re.compile(r"^\[!\w+\]\s*")
SPACES = re.compile(r"[ \t]+")


def read_markdown(file: InputFile, *, on_loss: OnLoss, watch: Watch) -> Iterator[Document]:
    """The one document of a Markdown file, titled by its front matter, else its first heading."""
    del on_loss  # a Markdown file is read whole or refused whole
    title, body = split_front_matter(clean_text(read_utf8(file, limits=watch.limits)))
    text = markdown_to_prose(body)
    heading = re.match(r"#{1,2} (.+)", text)
    title = title or (heading.group(1) if heading else file.title)
    yield Document(id=file.name, text=text, title=title, source=str(file.path))


def split_front_matter(text: str) -> tuple[str, str]:
    """The title that YAML (`---`) or TOML (`+++`) front matter gives, and the text after it."""
    match = FRONT_MATTER.match(text)
    if not match:
        return "", text
    try:
        values = (
            tomllib.loads(match[2])
            if match[1] == "+++"
            else yaml.BaseLoader(match[2]).get_single_data()
        )
    except (tomllib.TOMLDecodeError, yaml.YAMLError, RecursionError):
        values = None
    title = values.get("title") if isinstance(values, dict) else None
    return " ".join(str(title or "").split()), text[match.end() :]


def markdown_to_prose(markdown: str) -> str:
    """The text that a reader of the rendered page sees, block by block with a blank line between.

    Headings stay as `## Heading`, list items as `- item` or `2. item`; a table's row becomes an
    item that names its columns. Images, code blocks, comments, template tags, link targets and HTML
    tags go.
    """
    from markdown_it.tree import SyntaxTreeNode

    for noise in (COMMENT, TEMPLATE_TAG, ATTRIBUTES):
        markdown = noise.sub("", markdown)
    root = SyntaxTreeNode(_parser().parse(markdown))
    return "\n\n".join(block for block in _blocks(root) if block.strip("#-. 0123456789"))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def _blocks(node: SyntaxTreeNode) -> Iterator[str]:
    for child in node.children:
        if child.type == "heading":
            yield f"{'#' * int(child.tag[1])} {_inline(child)}".replace("\n", " ")
        elif child.type == "paragraph":
            yield ALERT_MARK.sub("", _inline(child))
        elif child.type in {"bullet_list", "ordered_list"}:
            yield from _items(child)
        elif child.type == "table":
            yield from _rows(child)
        elif child.type == "html_block":
            yield from html_to_blocks(child.content)
        elif child.type == "blockquote":
            yield from _blocks(child)


def _items(node: SyntaxTreeNode) -> Iterator[str]:
    """The items of a list, the nested ones after the one that holds them."""
    number = int(node.attrs.get("start", 1))
    for offset, item in enumerate(node.children):
        mark = f"{number + offset}." if node.type == "ordered_list" else "-"
        for index, block in enumerate(_blocks(item)):
            own = index == 0 and not block.startswith(("- ", "#"))
            yield f"{mark} {block}" if own else block


def _rows(node: SyntaxTreeNode) -> Iterator[str]:
    """The rows of a table as items: `first cell: second`, or with column names where several."""
    rows = [
        [_inline(cell) for cell in row.children] for part in node.children for row in part.children
    ]
    head, *body = rows
    for cells in body:
        yield row_item(head, cells)


def _inline(node: SyntaxTreeNode) -> str:
    """The visible text of a block's inline content."""
    text = FOOTNOTE_MARK.sub("", "".join(_visible(node)))
    lines = (SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _visible(node: SyntaxTreeNode) -> Iterator[str]:
    for child in node.children:
        if child.type in {"text", "code_inline"}:
            yield child.content
        elif child.type == "softbreak":
            yield " "
        elif child.type == "hardbreak" or (
            child.type == "html_inline" and re.match(r"<br\b", child.content)
        ):
            yield "\n"
        elif child.type != "image":
            yield from _visible(child)
