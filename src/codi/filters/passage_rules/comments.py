"""What people wrote below a page: the lines that say who and when."""

from __future__ import annotations

import re

from codi.filters.passage_rules.shapes import lines_of
from codi.text import num_words

_DATE = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d"
    r"|(?:\d{1,2}(?:st|nd|rd|th)?\s)?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
    r"\.?,?\s\d{1,4}(?:st|nd|rd|th)?(?:,?\s\d{4})?)"
)
_TIME = r"\d{1,2}:\d\d(?::\d\d)?\s?(?:[ap]\.?m\b\.?)?"
WHEN = re.compile(
    rf"{_DATE}\W{{1,4}}(?:at\s)?{_TIME}|{_TIME}\W{{1,4}}(?:on\s)?{_DATE}", re.IGNORECASE
)
WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed|thur?s?|fri|sat|sun)[a-z]*\b|\b(?:on|at|date)\b", re.IGNORECASE
)
NAME = re.compile(r"\w{2}")
BYLINE = re.compile(
    r"\W*(?:by|published|updated|last|first|issued|created|modified)\b", re.IGNORECASE
)
HEADER_CHARACTERS = 90
MOST_WORDS_AFTER = 4


def comment_headers(text: str) -> int:
    """How many short lines name somebody and when they wrote.

    "Ann on Thu, 11/02/2006 - 6:21pm." is one. The first two lines of a passage may be those of an
    article, which has one, too; so they count only where another follows.
    """
    lines = lines_of(text)
    found = [
        number
        for number, line in enumerate(lines)
        if len(line) <= HEADER_CHARACTERS and ":" in line and _is_comment_header(line)
    ]
    return len(found) if len(found) > 1 or any(number > 1 for number in found) else 0


def _is_comment_header(line: str) -> bool:
    written = WHEN.search(line)
    if not written or num_words(line[written.end() :]) > MOST_WORDS_AFTER:
        return False
    before = line[: written.start()]
    return NAME.search(WEEKDAY.sub(" ", before)) is not None and not BYLINE.match(before)
