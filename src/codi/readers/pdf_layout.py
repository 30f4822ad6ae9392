"""From lines on pages to paragraphs: by their places, their heights and how they end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

SOFT_HYPHEN = "\N{SOFT HYPHEN}"
PAGE_NUMBER = re.compile(
    r"(?:page|p\.|seite)?\s*[-–—|]?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*[-–—|]?"
    r"(?:\s*(?:of|/|von|de)\s*\d{1,4})?",
    re.IGNORECASE,
)
LEADERS = re.compile(r"(?:[.·…]\s*){4,}\s*[\divxlc]{0,7}$")
BULLET = re.compile(r"[•▪●◦‣∙·–—-]\s+|\(?(?:\d{1,3}|[a-z])[.)]\s+(?=\S)")
BULLET_SIGN = re.compile(r"[•▪●◦‣∙·–—-]\s+")
SENTENCE_END = re.compile(r"[.!?:;”\"')\]]$")
OUTER_NUMBER = re.compile(r"^\d{1,4}(?= |$)|(?<= )\d{1,4}$")
DIGITS = re.compile(r"\d+")
HYPHENATED = re.compile(rf"(?<!\w)(\w{{1,60}}+){SOFT_HYPHEN}\s*(\w{{1,60}})")
WORD = re.compile(r"[^\W\d_]{3}")
LETTERS = re.compile(r"[^\W\d_]")
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00a0": " "}
)
EDGE_LINES = 2
FEWEST_REPEATS = 3
SAME_PLACE_POINTS = 6.0
HEADING_HEIGHT = 1.12
LONGEST_HEADING = 150
HEADING_LEVELS = 4
PARAGRAPH_GAP = 1.35
FULL_LINE = 0.85
INDENT = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a page, in points from the page's lower left corner."""

    text: str
    left: float
    right: float
    baseline: float
    height: float


def page_texts(pages: list[list[Line]]) -> list[str]:
    """The paragraphs and headings of pages, given by their lines in reading order.

    Running headers and footers, page numbers and the lines of tables of contents go. A paragraph
    that goes on after the end of a column or a page is one; words that were hyphenated at the end
    of a line are mended. Lines in larger letters than most are headings, `## Heading`.
    """
    lines = [_joined(page) for page in _without_edges(pages)]
    body = _body_height(lines)
    levels = _heading_levels(lines, body)
    paragraphs = _Paragraphs(
        leading=_usual_leading(lines, body),
        right=_usual_right(lines, body),
    )
    for page in lines:
        for line in page:
            if not LEADERS.search(line.text):
                level = levels.get(round(line.height), 0) if _may_be_heading(line) else 0
                paragraphs.add(line, level=level)
    return list(_mended(paragraphs.blocks()))


def _joined(page: Iterable[Line]) -> list[Line]:
    """The lines of a page, those put together that stand one after the other at one height."""
    joined: list[Line] = []
    for line in page:
        before = joined[-1] if joined else None
        if (
            before
            and abs(before.baseline - line.baseline) < 0.3 * line.height
            and -line.height < line.left - before.right < 2 * line.height
        ):
            space = "" if line.left - before.right < 0.1 * line.height else " "
            joined[-1] = replace(
                before,
                text=before.text + space + line.text,
                right=line.right,
                height=max(before.height, line.height),
            )
        else:
            joined.append(line)
    return joined


def _without_edges(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without page numbers, and without what stands at one edge of several pages."""
    edges = [set(_edge_lines(page)) for page in pages]
    tallest = HEADING_HEIGHT * _body_height(pages)
    counts = Counter(key for page in edges for key in {_edge_key(line) for line in page})
    shifts = Counter(
        shift
        for index, page in enumerate(edges)
        for shift in {number - index for line in page for number in _outer_numbers(line)}
    )
    shift, num_counted = shifts.most_common(1)[0] if shifts else (0, 0)

    def is_frame(line: Line, index: int) -> bool:
        counted = num_counted >= FEWEST_REPEATS and line.height <= tallest
        return (
            counts[_edge_key(line)] >= FEWEST_REPEATS
            or (counted and index + shift in _outer_numbers(line))
            or (len(pages) > 1 and bool(PAGE_NUMBER.fullmatch(line.text.strip())))
        )

    kept = [
        [line for line in page if not (line in edge and is_frame(line, index))]
        for index, (page, edge) in enumerate(zip(pages, edges, strict=True))
    ]
    return kept if any(kept) else pages  # pages that all say the same are no frame


def _outer_numbers(line: Line) -> set[int]:
    """The numbers with which a line begins and ends, as a header with a page number does."""
    return {int(number) for number in OUTER_NUMBER.findall(line.text.strip())}


def _edge_lines(page: list[Line]) -> list[Line]:
    """The lines nearest to the upper and to the lower edge of a page."""
    heights = sorted({round(line.baseline) for line in page})
    edge = {*heights[:EDGE_LINES], *heights[-EDGE_LINES:]}
    return [line for line in page if round(line.baseline) in edge]


def _edge_key(line: Line) -> tuple[str, int]:
    return DIGITS.sub("#", line.text.casefold().strip()), round(line.baseline / SAME_PLACE_POINTS)


def _body_height(pages: list[list[Line]]) -> float:
    """The height in which most characters stand."""
    weights: Counter[int] = Counter()
    for page in pages:
        for line in page:
            weights[round(line.height)] += len(line.text)
    return weights.most_common(1)[0][0] if weights else 1.0


def _heading_levels(pages: list[list[Line]], body: float) -> dict[int, int]:
    """The level of a heading by its height, from 2 on; the largest is the highest."""
    heights = {
        round(line.height)
        for page in pages
        for line in page
        if line.height > HEADING_HEIGHT * body and _may_be_heading(line)
    }
    ranked = sorted((height for height in heights if height > body), reverse=True)
    return {height: min(rank, HEADING_LEVELS) for rank, height in enumerate(ranked, start=1)}


def _may_be_heading(line: Line) -> bool:
    text = line.text.strip()
    few = len(text) <= LONGEST_HEADING and not text.endswith((".", ",", ";"))
    return few and 2 * len(LETTERS.findall(text)) > len(text) and bool(WORD.search(text))


def _usual_leading(pages: list[list[Line]], body: float) -> float:
    """The usual distance from line to line within a paragraph."""
    steps = [
        above.baseline - line.baseline
        for page in pages
        for above, line in pairwise(page)
        if 0 < above.baseline - line.baseline < 3 * body
    ]
    return median(steps) if steps else 1.2 * body


def _usual_right(pages: list[list[Line]], body: float) -> float:
    """How long a full line is: what a tenth of the lines reach."""
    lengths = sorted(
        line.right - line.left for page in pages for line in page if round(line.height) == body
    )
    return lengths[len(lengths) * 9 // 10] if lengths else 0.0


class _Paragraphs:
    """Puts lines together; says where one paragraph ends and the next begins."""

    def __init__(self, *, leading: float, right: float) -> None:
        self._leading = leading
        self._full = right
        self._out: list[str] = []
        self._lines: list[Line] = []
        self._level = 0

    def add(self, line: Line, *, level: int) -> None:
        """The next line in reading order; `level` is that of a heading, 0 for other text."""
        if self._lines and (level != self._level or self._begins(line)):
            self._close()
        self._level = level
        self._lines.append(line)

    def blocks(self) -> list[str]:
        """All paragraphs and headings."""
        self._close()
        return self._out

    def _begins(self, line: Line) -> bool:
        """Whether `line` begins a paragraph, the one before it being of the same kind."""
        before = self._lines[-1]
        drop = before.baseline - line.baseline
        ended = bool(SENTENCE_END.search(before.text))
        if self._level:
            size = sum(len(part.text) for part in self._lines) + len(line.text)
            return not 0 < drop < 2 * line.height or size > LONGEST_HEADING
        if BULLET.match(line.text) and (ended or BULLET_SIGN.match(line.text)):
            return True
        is_full = before.right - before.left >= FULL_LINE * self._full
        if not 0 < drop < 4 * self._leading:  # another column or page
            return not (line.text[:1].islower() or (is_full and not ended))
        if drop > PARAGRAPH_GAP * max(self._leading, before.height):
            return True
        indented = line.left - before.left > INDENT * line.height
        first = self._lines[0]
        hanging = BULLET.match(first.text) and line.left >= first.left
        return ended and ((indented and not hanging) or not is_full)

    def _close(self) -> None:
        if not self._lines:
            return
        text = " ".join(" ".join(line.text for line in self._lines).split()).translate(LIGATURES)
        self._lines.clear()
        if not text:
            return
        if self._level:
            self._out.append(f"{'#' * self._level} {text}")
        else:
            self._out.append(BULLET_SIGN.sub("- ", text, count=1) if text[0] != "#" else f" {text}")


def _mended(blocks: list[str]) -> Iterator[str]:
    """The blocks with the words whole that a hyphen divided.

    The hyphen stays where the text writes the word with one elsewhere, and never without.
    """
    ended = [re.sub(r"(?<=[^\W\d_])-\s+(?=[a-zß-ÿ])", SOFT_HYPHEN, block) for block in blocks]
    known = Counter(re.findall(r"\w+(?:-\w+)*", " ".join(blocks).casefold()))

    def mend(match: re.Match[str]) -> str:
        whole, hyphened = f"{match[1]}{match[2]}", f"{match[1]}-{match[2]}"
        keeps = known[hyphened.casefold()] > known[whole.casefold()]
        return hyphened if keeps else whole

    for block in ended:
        yield HYPHENATED.sub(mend, block).replace(SOFT_HYPHEN, "")
