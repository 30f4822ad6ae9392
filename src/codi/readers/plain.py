"""Plain text: wrapped lines, the frame of a Gutenberg book, headings of chapters and wikis."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codi.readers.files import InputFile
from codi.readers.limits import Watch
from codi.readers.losses import OnLoss
from codi.readers.streams import read_utf8
from codi.types import Document

GUTENBERG_START = re.compile(r"^\*{3} ?START OF TH[^\n]*PROJECT GUTENBERG[^\n]*$", re.MULTILINE)
GUTENBERG_END = re.compile(r"^\*{3} ?END OF TH[^\n]*PROJECT GUTENBERG[^\n]*$", re.MULTILINE)
GUTENBERG_TITLE = re.compile(r"^Title:[ \t]*(\S[^\n]*)$", re.MULTILINE)
TITLE_JOIN = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\x00-\x08\x0b\x0e-\x1f\x7f]")
LINE_END = re.compile("\r\n?|\u2028|\x0c|\x85")
BLANK_LINES = re.compile(r"\n(?:[ \t\u00a0]*\n)+")
TRAILING_SPACE = re.compile(r"(?<![ \t])[ \t]+$", re.MULTILINE)
WIKI_HEADING = re.compile(r"(=(?: ?=){0,5}) ?([^=\s](?:[^=]*[^=\s])?) ?\1")
CHAPTER = re.compile(
    r"(?:chapter|book|part|act|scene|canto|letter|volume)\s+(?:\d+|[ivxlcdm]+)\b.{0,100}"
    r"|prologue|epilogue|(?:introduction|preface|foreword)\.?",
    re.IGNORECASE,
)
NUMERAL = re.compile(r"[IVXLC]+\.?")
MARKED_LINE = re.compile(r"(?:[-*•–]|\d+[.)]|#{1,6})\s")
SHORTEST_WRAPPED_LINE = 45
LONGEST_WRAPPED_LINE = 100
SHORTEST_PARAGRAPH_LINE = 200
LONGEST_WIKI_HEADING = 200


def read_plain(file: InputFile, *, on_loss: OnLoss, watch: Watch) -> Iterator[Document]:
    """The one document of a text file."""
    del on_loss  # a text file is read whole or refused whole
    body, title = without_gutenberg_frame(clean_text(read_utf8(file, limits=watch.limits)))
    blocks = [_unwrap(block) for block in BLANK_LINES.split(body)]
    text = "\n\n".join(_with_headings([block for block in blocks if block.strip()]))
    yield Document(id=file.name, text=text, title=title or file.title, source=str(file.path))


def clean_text(text: str) -> str:
    """`text` with one kind of line end, without invisible characters and runs of blank lines."""
    text = UNSEEN.sub("", LINE_END.sub("\n", text))
    return BLANK_LINES.sub("\n\n", TRAILING_SPACE.sub("", text)).strip("\n")


def without_gutenberg_frame(text: str) -> tuple[str, str]:
    """A book without Project Gutenberg's header and footer, and its title; other text as it is."""
    start = GUTENBERG_START.search(text)
    if not start:
        return text, ""
    end = GUTENBERG_END.search(text, start.end())
    title = GUTENBERG_TITLE.search(text, 0, start.start())
    body = text[start.end() : end.start() if end else len(text)]
    return body.strip("\n"), title.group(1).strip() if title else ""


def _unwrap(block: str) -> str:
    """A paragraph wrapped by hand as one line; verse, lists and addresses keep their lines.

    Where a line is a paragraph by its length, every line is one.
    """
    lines = block.split("\n")
    if max(map(len, lines)) > SHORTEST_PARAGRAPH_LINE:
        return "\n\n".join(line.strip() for line in lines)
    wrapped = len(lines) > 1 and all(
        SHORTEST_WRAPPED_LINE <= len(line) <= LONGEST_WRAPPED_LINE for line in lines[:-1]
    )
    even = not any(line.startswith((" ", "\t")) or MARKED_LINE.match(line) for line in lines[1:])
    if wrapped and even and len(lines[-1]) <= LONGEST_WRAPPED_LINE:
        return " ".join(line.strip() for line in lines)
    return "\n".join(lines)


def _with_headings(blocks: list[str]) -> Iterator[str]:
    """The blocks, with the headings of wikis and of chapters written as Markdown writes them."""
    pending = ""
    for block in blocks:
        line = block.strip()
        if pending:
            if _could_be_title(line):
                yield f"{pending} {line}"
                pending = ""
                continue
            yield pending
            pending = ""
        wiki = (
            WIKI_HEADING.fullmatch(line)
            if line.startswith("=") and len(line) < LONGEST_WIKI_HEADING
            else None
        )
        if wiki:
            yield f"{'#' * wiki.group(1).count('=')} {wiki.group(2)}"
        elif NUMERAL.fullmatch(line):
            pending = f"## {line}"
        elif CHAPTER.fullmatch(line) and line[0].isupper():
            yield f"## {line}"
        else:
            yield block.rstrip()
    if pending:
        yield pending


def _could_be_title(line: str) -> bool:
    return len(line) < SHORTEST_WRAPPED_LINE and "\n" not in line and line[-1] not in ".,;:!?”\"'"
