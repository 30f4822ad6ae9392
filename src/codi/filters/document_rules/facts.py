"""What all rules about a page look at, found in one pass."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from codi.filters.document_rules.repetition import ngram_shares
from codi.filters.document_rules.word_lists import (
    ADULT_WORDS,
    BOILERPLATE,
    FILLER_WORDS,
    GOPHER_STOP_WORDS,
    TOXIC_WORDS,
)

MARK = re.compile(r"(?:#{1,6}|([-*•●▪‣◦·]))\s+")
EDGES = ".,;:!?…\"'“”‘’«»()[]{}<>*_/|-–—"
ELLIPSIS = ("…", "...")
END_MARKS = (".", "!", "?", "…", "。", "！", "？", "؟", "।", "։")  # noqa: RUF001 - of other scripts
CLOSING = "\"'”’»)]*_ "
NOTE_MARKS = re.compile(r"(?:\s?\[[^\[\]]{1,20}\])+$")
LONGEST_NOTE_MARKS = 100
FEWEST_LINES = 5
"""What share of two or three lines ends in this way or that says nothing of a page."""
LONGEST_READ = 1_000_000
SHORT_LINE = 30
"""Characters; the length that FineWeb's rule about short lines counts with."""
FEWEST_LISTED_WORDS = 3
"""One or two words of a list happen in a quotation, in a name or in a news story."""
LINE_CHARACTERS = 120
ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w-])[\w-]{1,63}\.(?:com|org|net|html?)\b\S*", re.IGNORECASE
)
ADDRESS_SIGNS = ("://", "www.", ".com", ".org", ".net", ".htm")
CODE_LINE_BEGINS = re.compile(
    r"[})\]]|\$|>>>|#include|<\?|\w+\s=\s|"
    r"(?:import|from|def|class|function|return|var|const|let|public|private|static|void|print)\b"
    r".*[(){}=;\"'`<>]"
)
IN_CODE_LINE = re.compile(
    r"=>|</\w|/>$|\((?<=\w\()\)|===?\s|!==?\s|\+\+|&&|\|\||\[(?<=\w\[)\w*\]\s*="
)
"""Each begins with a character of its own, so that the search jumps from one to the next."""
CODE_LINE_ENDS = ("{", "}", ";")
CODE_SIGNS = ("{", "};", "=", "</", "/>", "()", "&&", ">>>", "#include", "$ ")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """Counts and shares of one text; words are runs of non-space characters, no line is empty.

    The marks of headings and items at the start of a line are no words. Shares lie in [0, 1], those
    of an empty text are 0, and `ended_lines` is 1 where there are few lines. `top_ngrams` are the
    shares of characters in the most frequent 2-, 3- and 4-gram, `repeated_ngrams` those in 5- to
    10-grams that stood before, by their n.
    """

    num_words: int
    mean_word_length: float
    symbols_per_word: float
    alphabetic_words: float
    digits: float
    stop_words: int
    bullet_lines: float
    ellipsis_lines: float
    ended_lines: float
    short_lines: float
    repeated_lines: float
    repeated_line_characters: float
    repeated_paragraphs: float
    repeated_paragraph_characters: float
    top_ngrams: dict[int, float]
    repeated_ngrams: dict[int, float]
    addresses: float
    boilerplate: float
    filler: float
    code: float
    adult_words: float
    toxic_words: float


@lru_cache(maxsize=2)
def page_facts(text: str) -> PageFacts:
    """The facts of a text; the last two are kept, so that every rule may ask anew.

    Of a text longer than a book the first million characters tell all but the number of words.
    """
    num_words = len(text.split()) if len(text) > LONGEST_READ else 0
    text = text[:LONGEST_READ]
    lines, num_items = _lines(text)
    body = " ".join(lines)
    small = body.lower()
    lowered = small.split()
    words = lowered if len(small) == len(body) else body.split()  # one letter becomes two
    bare, num_alphabetic = _bare(lowered)
    paragraphs = [stripped for piece in text.split("\n\n") if (stripped := piece.strip())]
    characters = sum(map(len, words))
    top, repeated = ngram_shares(lowered)
    return PageFacts(
        num_words=num_words or len(words),
        mean_word_length=_share(characters, len(words)),
        symbols_per_word=_share(_symbols(body), len(words)),
        alphabetic_words=_share(num_alphabetic, len(words)),
        digits=_share(sum(map(body.count, "0123456789")), characters),
        stop_words=sum(word in bare for word in GOPHER_STOP_WORDS),
        bullet_lines=_share(num_items, len(lines)),
        ellipsis_lines=_share(sum(line.endswith(ELLIPSIS) for line in lines), len(lines)),
        ended_lines=_share(sum(map(_is_ended, lines)), len(lines))
        if len(lines) >= FEWEST_LINES
        else 1.0,
        short_lines=_share(sum(len(line) < SHORT_LINE for line in lines), len(lines)),
        repeated_lines=_repeated(lines),
        repeated_line_characters=_repeated_characters(lines),
        repeated_paragraphs=_repeated(paragraphs),
        repeated_paragraph_characters=_repeated_characters(paragraphs),
        top_ngrams=top,
        repeated_ngrams=repeated,
        addresses=_addresses(text, characters),
        boilerplate=_boilerplate(lines),
        filler=_share(sum(bare[word] for word in FILLER_WORDS if word in bare), len(words)),
        code=_code(lines, text),
        adult_words=_listed(ADULT_WORDS, bare, len(words)),
        toxic_words=_listed(TOXIC_WORDS, bare, len(words)),
    )


def _lines(text: str) -> tuple[list[str], int]:
    """The lines without the marks of headings and items, and how many are items."""
    lines, num_items = [], 0
    for line in map(str.strip, text.split("\n")):
        mark = MARK.match(line)
        if mark:
            num_items += mark[1] is not None
            line = line[mark.end() :]  # noqa: PLW2901 - the rest of it
        if line:
            lines.append(line)
    return lines, num_items


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _bare(words: Sequence[str]) -> tuple[dict[str, int], int]:
    """How often each word stands without the marks around it, and how many words have a letter."""
    bare: dict[str, int] = {}
    num_alphabetic = 0
    for word, times in Counter(words).items():
        if word.isalpha():
            num_alphabetic += times
        else:
            word = word.strip(EDGES)  # noqa: PLW2901 - the rest of it
            if any(map(str.isalpha, word)):
                num_alphabetic += times
        bare[word] = bare.get(word, 0) + times
    return bare, num_alphabetic


def _symbols(text: str) -> int:
    """Hash signs and ellipses, as Gopher counts them."""
    return text.count("#") + text.count("...") + text.count("…")


def _is_ended(line: str) -> bool:
    if line.endswith("]"):
        line = NOTE_MARKS.sub("", line[-LONGEST_NOTE_MARKS:])
    return line.rstrip(CLOSING).endswith(END_MARKS)


def _repeated(pieces: Sequence[str]) -> float:
    return _share(len(pieces) - len(set(pieces)), len(pieces))


def _repeated_characters(pieces: Sequence[str]) -> float:
    whole = sum(map(len, pieces))
    return _share(whole - sum(map(len, set(pieces))), whole)


def _listed(listed: Collection[str], bare: Mapping[str, int], num_words: int) -> float:
    found = sum(bare[word] for word in bare.keys() & listed)
    return _share(found, num_words) if found >= FEWEST_LISTED_WORDS else 0.0


def _addresses(text: str, characters: int) -> float:
    if not any(sign in text for sign in ADDRESS_SIGNS):
        return 0.0
    return _share(sum(map(len, ADDRESS.findall(text))), characters)


def _boilerplate(lines: Sequence[str]) -> float:
    lowered = "\n".join(lines).lower()
    present = [phrase for phrase in BOILERPLATE if phrase in lowered]
    if not present:
        return 0.0
    return _characters_where(
        lowered.split("\n"), lambda line: any(phrase in line for phrase in present)
    )


def _code(lines: Sequence[str], text: str) -> float:
    if not any(sign in text for sign in CODE_SIGNS):
        return 0.0
    return _characters_where(lines, is_code)


def is_code(line: str) -> bool:
    """Whether a line looks like one of a program or of markup."""
    return bool(
        line.endswith(CODE_LINE_ENDS) or CODE_LINE_BEGINS.match(line) or IN_CODE_LINE.search(line)
    )


def _characters_where(lines: Sequence[str], holds: Callable[[str], bool]) -> float:
    """The share of the characters in lines of which something holds.

    A line that is a paragraph counts as far as a line goes, for one phrase in it says no more.
    """
    found = sum(min(len(line), LINE_CHARACTERS) for line in lines if holds(line))
    return _share(found, sum(map(len, lines)))
