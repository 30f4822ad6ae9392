"""The blocks of a text: headings, paragraphs and items, each under the headings above it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from codi.text import num_words, sentence_spans

BLOCK_BORDER = re.compile(r"\n\s*\n\s*")
HEADING = re.compile(r"(#{1,6})[ \t]+(\S.{0,199})")
WORD_STRETCH = re.compile(r"\S{1,20}")
LONGEST_MEAN_WORD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece of a text without a blank line in it.

    It stands at `text[start:end]` of the document; `path` are the headings above it.

    A heading is a block too; the last name of its path is its own.
    """

    start: int
    end: int
    num_words: int
    path: tuple[str, ...] = ()
    is_heading: bool = False


def blocks_of(text: str) -> Iterator[Block]:
    """The blocks of `text` in order; a line `## Heading` that stands alone is a heading."""
    open_headings: list[tuple[int, str]] = []
    path: tuple[str, ...] = ()
    for start, end in _stretches(text):
        heading = HEADING.fullmatch(text, start, end) if text[start] == "#" else None
        if heading:
            level = len(heading[1])
            open_headings = [above for above in open_headings if above[0] < level]
            open_headings.append((level, heading[2].strip()))
            path = tuple(name for _, name in open_headings)
        yield Block(
            start=start,
            end=end,
            num_words=size_in_words(text[start:end]),
            path=path,
            is_heading=bool(heading),
        )


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    start = len(text) - len(text.lstrip())
    stop = len(text.rstrip())
    for border in BLOCK_BORDER.finditer(text, start, stop):
        yield start, border.start()
        start = border.end()
    if start < stop:
        yield start, stop


def size_in_words(text: str) -> int:
    """How many words `text` has, counted by its length where spaces are rare in it."""
    return max(num_words(text), len(text) // LONGEST_MEAN_WORD)


def cut_block(block: Block, text: str, *, at_words: int, most: int) -> tuple[Block, Block]:
    """The block in two, cut at the sentence border nearest to `at_words` words.

    The first has `most` words at most. Where no sentence ends in time, the cut falls between words,
    and inside a word longer than a line. Needs a block of two words or more.
    """
    # no further than `most` words: cutting up a novel on one line stays linear
    piece = text[block.start : min(block.end, block.start + (most + 1) * LONGEST_MEAN_WORD)]
    stretches = list(islice(WORD_STRETCH.finditer(piece), most + 1))
    piece = piece[: stretches[-1].end()]
    has_words = num_words(piece) >= len(piece) // LONGEST_MEAN_WORD
    borders = [
        (abs(num_words(piece[: span.start]) - at_words), span.start)
        for span in (sentence_spans(piece)[1:] if has_words else ())
    ]
    if borders:
        border = min(borders)[1]
    else:
        border = stretches[max(1, min(at_words, len(stretches) - 1))].start()
    first = piece[:border].rstrip()
    words = size_in_words(first)
    return (
        replace(block, end=block.start + len(first), num_words=words),
        replace(block, start=block.start + border, num_words=max(1, block.num_words - words)),
    )
