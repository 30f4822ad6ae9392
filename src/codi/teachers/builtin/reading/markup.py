"""What a reader sees of a passage: the text without Markdown, with the way back to each character.

A passage is split into blocks (paragraphs, list items, headings). Sentences are looked for inside
one block only, and every visible character knows where it stands in the passage, so that quotes
stay exact substrings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ELEMENTS = """a|abbr|article|aside|b|big|blockquote|br|button|caption|center|cite|code|col|dd|del|
    details|div|dl|dt|em|figure|figcaption|font|footer|form|h[1-6]|header|hr|i|iframe|img|input|ins|
    kbd|label|li|main|mark|nav|ol|p|path|picture|pre|q|s|samp|script|section|small|source|span|
    strike|strong|style|sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|time|tr|tt|u|ul|var|
    video|wbr"""
"""Names of HTML elements; other words in angle brackets stand for words: <unk>, <your name>."""
_NOTHING = re.compile(
    r"""\{%.*?%\}|\{\{.*?\}\}            # template tags
    |!\[[^\]]*\]\([^)]*\)                # images
    |<!--.*?-->|</?(?:"""
    + _ELEMENTS
    + r""")\b[^<>\n]*>     # HTML
    |\[(?:\d{1,3}|[a-z]|citation\ needed|note\ \d+|clarification\ needed|[a-z\ ]+\?)\](?!\()
    |\{:[^}\n]*\}
    |\*{2,3}|__|`+|~~|\\(?=[^\w\s])
    |(?<![\w*])[*_](?=[^\s*_])|(?<=[^\s*_])[*_](?![\w*])
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_LINK = re.compile(r"\[([^\[\]]*)\]\s?\((?:[^()]|\([^()]*\))*\)|\[([^\[\]]+)\]\[[^\[\]]*\]")
_LINE = re.compile(r"[^\n]*\n?")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+|\s*(=+)\s(?=.*=\s*$)")
_BULLET = re.compile(r"\s*(?:[-*+•–]|\d{1,2}[.)]|[a-z][.)])\s+(?=\S)")
_SKIPPED = re.compile(r"\s*(?:\||>|```|~~~|:::|---+\s*$|===+\s*$|\w[\w-]*:\s*$|\d+\s*$)|.*\|.*\|")
_MARKS = re.compile(r"[#*_`\[\]<>{}|\\~]|^\s*(?:[-+•–]|\d{1,2}[.)])\s|^ =", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or heading: its visible text and each character's passage offset."""

    text: str
    offsets: tuple[int, ...] | range
    kind: str = "paragraph"

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the visible characters `[start, end)` stand in the passage."""
        return self.offsets[start], self.offsets[end - 1] + 1


def visible_blocks(text: str) -> list[Block]:
    """The blocks of a passage, without markup, in order."""
    if not _MARKS.search(text):
        return [
            Block(match.group(), range(match.start(), match.end()))
            for match in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text)
        ]
    blocks: list[Block] = []
    pieces: list[tuple[int, int]] = []
    kind = "paragraph"
    fenced = False

    def flush() -> None:
        nonlocal pieces, kind
        if pieces:
            block = _visible(text, pieces, kind)
            if block:
                blocks.append(block)
        pieces, kind = [], "paragraph"

    for line in _LINE.finditer(text):
        start, end = line.span()
        content = line.group()
        if content.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
            flush()
        elif fenced or not content.strip() or _SKIPPED.match(content):
            flush()
        elif heading := _HEADING.match(content):
            flush()
            pieces, kind = [(start + heading.end(), end)], "heading"
            flush()
        elif bullet := _BULLET.match(content):
            flush()
            pieces, kind = [(start + bullet.end(), end)], "item"
        else:
            indent = len(content) - len(content.lstrip(" >\t"))
            pieces.append((start + indent, end))
    flush()
    return blocks


def _visible(text: str, pieces: list[tuple[int, int]], kind: str) -> Block | None:
    """One block out of pieces of `text`: markup cut out, white space made single."""
    characters: list[str] = []
    offsets: list[int] = []
    first = pieces[0][0]
    keep = _kept(text[first : pieces[-1][1]])
    for start, end in pieces:
        for index in range(start, end):
            if not keep[index - first]:
                continue
            character = text[index]
            if character.isspace():
                if not characters or characters[-1] == " ":
                    continue
                character = " "
            characters.append(character)
            offsets.append(index)
    while characters and (characters[-1] == " " or (kind == "heading" and characters[-1] in "#=")):
        characters.pop()
        offsets.pop()
    if not characters:
        return None
    return Block("".join(characters), tuple(offsets), kind)


def _kept(piece: str) -> list[bool]:
    """Which characters of a piece of Markdown a reader sees."""
    keep = [True] * len(piece)
    for link in _LINK.finditer(piece):
        group = 1 if link.group(1) is not None else 2
        for index in [
            *range(link.start(), link.start(group)),
            *range(link.end(group), link.end()),
        ]:
            keep[index] = False
    for nothing in _NOTHING.finditer(piece):
        for index in range(*nothing.span()):
            keep[index] = False
    return keep


def visible_text(piece: str) -> str:
    """What a reader sees of a stretch of Markdown inside one block, with single spaces."""
    if not _MARKS.search(piece):
        return " ".join(piece.split())
    keep = _kept(piece)
    return " ".join("".join(c for c, kept in zip(piece, keep, strict=True) if kept).split())
