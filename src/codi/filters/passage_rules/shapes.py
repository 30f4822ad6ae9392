"""Parts of a document that nobody talks about: contents, navigation, lists of references."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice, pairwise

from codi.text import num_words

MOST_PROSE = 0.7
"""A passage with more prose than this is no list, whatever its heading says."""

BULLET = re.compile(r"(?:#{1,6}|[-*•●▪‣◦·|])\s+")
LONG_GAP = re.compile(r"[ \u00a0]{4,}")
SIGNS_OF_GAP = (" " * 4, "\u00a0")
FEWEST_ENTRIES = 5
LEAST_SHARE = 0.6
LEADER = re.compile(
    r"(?:(?<!\.)\.{3,}|(?<!\. )(?:\. ){3,}|(?<!…)…+|\t|\s{3})\s*(?:\d{1,4}|[ivxlc]{1,6})$",
    re.IGNORECASE,
)
ROMAN = "ivxlcIVXLC\N{LATIN SMALL LETTER DOTLESS I}\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}"
"""What an expression takes for a small letter of a Roman number."""
PAGE_NUMBER = re.compile(r"(?:^|\s)(\d{1,4})$")
FIRST_YEAR = 1000
MOST_ENTRY_WORDS = 14
NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+\S.{0,100}(?<![.!?:;,])$")
CONTENTS_HEADING = re.compile(
    r"(?:table of |list of )?(?:contents|figures|tables)|(?:in|on) this (?:page|article|section)"
    r"|(?:subject |name |author |alphabetical )?index",
    re.IGNORECASE,
)

SEPARATOR = re.compile(
    "\\s*(?:\\||\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}|»|•|·|>|/(?=\\s))\\s*"
)
SIGN_OF_SEPARATOR = re.compile("[|\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}»•·>]|/\\s")
MOST_LABEL_WORDS = 4
FEWEST_LABELS = 8
FEWEST_FRAME_LABELS = 3
FRAME_LABELS = frozenset(
    """home|about|about us|contact|contact us|log in|login|sign in|sign up|register|search|menu|
    next|previous|prev|back|back to top|top|share|tweet|print|subscribe|privacy|privacy policy|
    terms|terms of use|terms of service|sitemap|site map|faq|help|careers|jobs|cart|basket|checkout|
    my account|account|rss|skip to content|skip to main content|read more|more|newsletter|follow us|
    facebook|twitter|instagram|youtube|linkedin|pinterest|email|tags|archive|archives|categories|
    comments|reply|permalink|leave a comment|leave a reply|add to cart|view all|see all|show more|
    load more|news|events|blog|products|services|shop|store|support|press|english|language|close|
    donate|join us|related posts|recent posts|popular posts|uncategorized""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)
"""What the frame of a site says, whatever the site is about."""

REFERENCES_HEADING = re.compile(
    r"(?:\d+\.?\s+)?(?:(?:selected |general |cited |primary |secondary )?"
    r"(?:references|bibliography|sources|literature|citations|footnotes|endnotes)(?: cited)?"
    r"|notes(?: and references)?|references and notes|works cited|literature cited|further reading"
    r"|external links|see also|reference list)",
    re.IGNORECASE,
)
YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d[a-z]?\b")
SIGNS_OF_REFERENCE = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b[A-Z][\w'’-]+,\s?(?:[A-Z]\.\s?){1,3}",
        r"\bet al\b",
        r"\bpp?\.\s?\d",
        r"\b\d+\s?\(\d+\)",
        r"\b(?:doi|arxiv|isbn|issn|pmid)\b",
        r"https?://|www\.",
        r"\b(?:press|publish(?:ers|ing)|proceedings|proc\.|journal|conference|transactions|vol\.)",
        r"\b(?:volume|eds?\.|edition|retrieved|accessed|archived|thesis|dissertation)",
        r"^\s*(?:\[\d{1,3}\]|\^|↑)",
        r"\(\d{4}[a-z]?\)",
        r"[\"“][^\"”]{12,}[\"”]",
    )
)
SIGNS_OF_YEAR = ("1", "20")
FEWEST_SIGNS = 2
FEWEST_REFERENCES = 3
LEAST_SHARE_UNDER_HEADING = 0.3
MOST_UNDER_HEADING = 0.5
"""Where a heading announces references, a share of them, or a density, that would be little."""


@lru_cache(maxsize=2)
def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a passage that are not empty, without the marks of headings and items."""
    if any(sign in text for sign in SIGNS_OF_GAP):
        text = LONG_GAP.sub("   ", text)
    stripped = map(str.strip, text.split("\n"))
    bare = (line[mark.end() :] if (mark := BULLET.match(line)) else line for line in stripped)
    return tuple(filter(None, bare))


def contents_share(text: str, heading: str) -> float:
    """The share of words in entries of a table of contents or an index, in [0, 1].

    An entry ends with dots and a number; or with a number, where these grow from line to line; or
    begins with the number of a section, where some have two parts. Under a heading that says so,
    short lines without an end mark are entries too.
    """
    lines = lines_of(text)
    short = [line for line in lines if num_words(line) <= MOST_ENTRY_WORDS]
    numbers = [line for line in short if line[-1].isdecimal() or line[-1] in ROMAN]
    entries = [line for line in numbers if LEADER.search(line)]
    paged = [line for line in numbers if PAGE_NUMBER.search(line)]
    if len(paged) > len(entries) and _grow(paged):
        entries = paged
    numbered = [line for line in short if NUMBERED.fullmatch(line)]
    if len(numbered) > len(entries) and any("." in line.split()[0][:-1] for line in numbered):
        entries = numbered
    if CONTENTS_HEADING.fullmatch(heading.strip(" :.")):
        entries = [line for line in short if line[-1] not in ".!?:;"]
    return _share(entries, lines) if len(entries) >= FEWEST_ENTRIES else 0.0


def _grow(lines: Sequence[str]) -> bool:
    """Whether the numbers at the ends of lines grow, but for one in ten, and are no years."""
    numbers = [int(found[1]) for line in lines if (found := PAGE_NUMBER.search(line))]
    if not numbers or min(numbers) >= FIRST_YEAR:
        return False
    falls = sum(after < before for before, after in pairwise(numbers))
    return falls <= len(numbers) / 10 and len(set(numbers)) > len(numbers) / 2


def navigation_share(text: str) -> float:
    """The share of words in labels of up to four words, where some are those of any site's frame.

    Labels stand on lines or between vertical bars, bullets, angle quotation marks and the like.
    """
    pieces = [
        piece
        for line in lines_of(text)
        for piece in (SEPARATOR.split(line) if SIGN_OF_SEPARATOR.search(line) else (line,))
        if piece and piece.strip()
    ]
    labels = [
        piece
        for piece in pieces
        if piece[-1] not in ".!?;," and num_words(piece) <= MOST_LABEL_WORDS
    ]
    frame = {label.lower().strip(" :") for label in labels} & FRAME_LABELS
    if len(labels) < FEWEST_LABELS or len(frame) < FEWEST_FRAME_LABELS:
        return 0.0
    return _share(labels, pieces)


def references_share(text: str) -> float:
    """The share of words in lines that are references: a year and two other signs of one."""
    lines = lines_of(text)
    found = [line for line in lines if _is_reference(line)]
    return _share(found, lines) if len(found) >= FEWEST_REFERENCES else 0.0


def _is_reference(line: str) -> bool:
    if not any(sign in line for sign in SIGNS_OF_YEAR) or not YEAR.search(line):
        return False
    found = (sign for sign in SIGNS_OF_REFERENCE if sign.search(line))
    return sum(1 for _ in islice(found, FEWEST_SIGNS)) == FEWEST_SIGNS


def stands_under_references(heading: str) -> bool:
    """Whether a heading announces references, notes or links and nothing else."""
    return REFERENCES_HEADING.fullmatch(heading.strip(" :.")) is not None


def _share(some: Sequence[str], of_all: Sequence[str]) -> float:
    whole = sum(map(num_words, of_all))
    return sum(map(num_words, some)) / whole if whole else 0.0
