"""A text as a list of tokens: what each means (its key) and what kind of thing it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache, partial
from typing import Any, NamedTuple, cast

from codi.grounding.lists import FUNCTION_WORDS, NEGATIONS, stem
from codi.grounding.numbers import (
    MONTHS,
    NUMBER_WORDS,
    SCALES,
    SHORT_MONTHS,
    date_keys,
    digits_value,
    number_key,
    phrase_value,
)

_TOKEN = re.compile(
    r"""[ "“”]{0,3}+(?:
     ([^\W\d_]\w+(?:['’]\w+)*)
    |((?:[^\W\d_]\.)+[^\W\d_]\b\.?)
    |([^\W\d_](?:['’]\w+)*)
    |((?<![\d/-])(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}/\d{1,2}/\d{2,4})(?![\d/-]))
    |(\d+(?:(?:,|[ ]@,@[ ])\d{3})*(?:(?:\.|[ ]@\.@[ ])\d+)?(?:st|nd|rd|th|s)?)
    |([.!?]+|\n\s*\n)
    |([,;:()—–\[\]])
    |(%))""",
    re.VERBOSE,
)
_WORD, _INITIALS, _LETTER, _DATE, _DIGITS, _END, _MARK = 1, 2, 3, 4, 5, 6, 7
_LETTERS = {_WORD, _LETTER}
_PAUSES = {_END, _MARK}
_SUFFIX = re.compile(r"['’](?:s|d|ll|re|ve|m|em)$")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st jr sr vs etc inc ltd co no gen col capt lt sgt rev hon rep gov".split()
) | frozenset(SHORT_MONTHS.values())
_NAMES_LIKE_OTHER_WORDS = frozenset({"May", "US", "WHO", "IT"})
_LONGEST_MESSAGE = 20_000
_MOST_WORTHS = 250
_LONGEST = 40
"""Letters of a word that are looked at; longer runs are no words."""


class Kind(IntEnum):
    """What a token is: only from `WORD` on does it say something that could lack support."""

    PAUSE = 0
    FUNCTION = 1
    NEGATION = 2
    WORD = 3
    NAME = 4
    NUMBER = 5


class Token(NamedTuple):
    """A piece of a text: `key` is the same for all ways to write the same thing.

    `first` is true where a sentence starts, so that a capital tells nothing.
    """

    key: str
    kind: Kind
    start: int
    end: int
    first: bool
    capital: bool

    @property
    def in_digits(self) -> bool:
        """Whether a one is written so: "one", "first" and "once" are not."""
        return self.end - self.start == 1


_token = cast("Callable[[Any], Token]", partial(tuple.__new__, Token))
"""A token of a tuple, in a third of the time: half of reading a passage is making its tokens."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A short text, read: its tokens in order, and the keys of those that say something.

    `worths` are the keys of the first of those, in order, each with its weight: names and numbers
    count twice.
    """

    text: str
    tokens: tuple[Token, ...]
    keys: frozenset[str]
    worths: tuple[tuple[str, float], ...]


@lru_cache(maxsize=64)
def read(text: str) -> Reading:
    """Read a message; the last few are remembered, since each is read again as history."""
    tokens = tuple(tokens_of(text[:_LONGEST_MESSAGE]))
    telling = [token for token in tokens if token.kind >= Kind.WORD]
    return Reading(
        text=text,
        tokens=tokens,
        keys=frozenset([token.key for token in telling]),
        worths=tuple(
            [
                (key, 2.0 if kind is not Kind.WORD or (capital and not first) else 1.0)
                for key, kind, _, _, first, capital in telling[:_MOST_WORTHS]
            ]
        ),
    )


def tokens_of(text: str) -> list[Token]:
    """The tokens of a text, in order; numbers in several words are one token."""
    found: list[Token] = []
    numbers: list[int] = []
    negations: list[int] = []
    append, new, number, negation = found.append, _token, Kind.NUMBER, Kind.NEGATION
    first = True
    for match in _TOKEN.finditer(text):
        group = match.lastindex or 0
        start, end = match.span(group)
        if group in _LETTERS:
            surface = match[group]
            if end - start > _LONGEST:
                surface = surface[:_LONGEST]
            key, kind, capital = _word(surface)
            if kind is number:
                numbers.append(len(found))
            elif kind is negation:
                negations.append(len(found))
            append(new((key, kind, start, end, first, capital)))
            first = False
            continue
        capital = False
        surface = match[group]
        if group in _PAUSES:
            append(new((surface[0], Kind.PAUSE, start, end, first, capital)))
            first = first or (group == _END and not _goes_on(text, found, end))
            continue
        if group == _DIGITS:
            numbers.append(len(found))
            key = number_key(digits_value(surface.replace(" @", "").replace("@ ", "")))
            append(new((key, number, start, end, first, capital)))
        elif group == _INITIALS:
            capital = surface[0].isupper()
            kind = Kind.NAME if capital else Kind.WORD
            append(new((folded(surface.replace(".", "")), kind, start, end, first, capital)))
        elif group == _DATE:
            for key in date_keys(surface):
                kind = number if key[0] == "#" else Kind.NAME
                append(new((key, kind, start, end, first, capital)))
        else:
            append(new(("percent", Kind.WORD, start, end, first, capital)))
        first = False
    _take_back_negations(found, negations)
    return _joined(text, found, numbers) if numbers else found


_DENY_NOTHING = frozenset(
    {("not", "only"), ("not", "just"), ("nothing", "but"), ("no", "doubt")}
    | {("no", word) for word in ("other", "more", "less", "fewer", "later", "earlier")}
)


def _take_back_negations(tokens: list[Token], indexes: list[int]) -> None:
    """What denies nothing becomes a function word: "No. 5", "not only", "no other"."""
    for index in indexes:
        if index + 1 == len(tokens):
            return
        token, after = tokens[index], tokens[index + 1]
        number = tokens[index + 2].kind if index + 2 < len(tokens) else None
        if (token.key, after.key) in _DENY_NOTHING or (
            token.key == "no" and after.key == "." and number is Kind.NUMBER
        ):
            tokens[index] = token._replace(kind=Kind.FUNCTION)


def _goes_on(text: str, found: list[Token], end: int) -> bool:
    """Whether a full stop ends an abbreviation or an initial, or no capital follows it."""
    if len(found) > 1 and text[end - 1] == ".":
        before = found[-2]
        if before.end == found[-1].start and (
            before.key in _ABBREVIATIONS or before.end - before.start == 1
        ):
            return True
    after = text[end : end + 3].lstrip(" \n\"'”’)")
    return bool(after) and after[0].islower()


@lru_cache(maxsize=8192)
def _word(surface: str) -> tuple[str, Kind, bool]:
    """Key and kind of one word by its letters alone, and whether it starts with a capital."""
    capital = surface[0].isupper()
    word = folded(surface)
    if word.endswith("n't") or word in NEGATIONS:
        return word, Kind.NEGATION, capital
    word = _SUFFIX.sub("", word)
    if word in NUMBER_WORDS or word in SCALES:
        return number_key((NUMBER_WORDS | SCALES)[word]), Kind.NUMBER, capital
    if capital and word in SHORT_MONTHS:
        word = SHORT_MONTHS[word]
    if surface in _NAMES_LIKE_OTHER_WORDS or (word in MONTHS and word not in FUNCTION_WORDS):
        return word, Kind.NAME, capital
    if word in FUNCTION_WORDS or len(word) == 1:
        return word, Kind.FUNCTION, capital
    return stem(word), Kind.WORD, capital


def folded(word: str) -> str:
    """Lower case, without accents, the apostrophe straight."""
    word = word.lower().replace("’", "'")
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFKD", word)
    return "".join(char for char in apart if not unicodedata.combining(char)) or word


def _joined(text: str, tokens: list[Token], numbers: list[int]) -> list[Token]:
    """The tokens with neighbouring words of one number put together."""
    found: list[Token] = []
    at = 0
    for index in numbers:
        if index < at:
            continue
        parts, after = _phrase(text, tokens, index)
        if after == index + 1:
            continue
        found += tokens[at:index]
        first, last = tokens[index], tokens[after - 1]
        key = number_key(phrase_value(parts))
        found.append(Token(key, Kind.NUMBER, first.start, last.end, first.first, first.capital))
        at = after
    return found + tokens[at:]


def _phrase(text: str, tokens: list[Token], index: int) -> tuple[list[float | str], int]:
    """The parts of the number that starts at `index`, and where it ends."""
    parts: list[float | str] = []
    at = index
    while at < len(tokens):
        token = tokens[at]
        if parts and text[tokens[at - 1].end : token.start] not in {" ", "-", "\n"}:
            break
        scaled = bool(parts) and isinstance(parts[-1], str)
        if token.kind is not Kind.NUMBER:
            is_and = token.key == "and" and scaled and at + 1 < len(tokens)
            if not is_and or tokens[at + 1].kind is not Kind.NUMBER:
                break
            at += 1
            continue
        surface = folded(text[token.start : token.end])
        if surface in SCALES:
            parts.append(surface)
        elif not parts or (scaled and surface in NUMBER_WORDS) or _unit_after_ten(parts, token):
            parts.append(float(token.key[1:]))
        else:
            break
        at += 1
    return parts, at


def _unit_after_ten(parts: list[float | str], token: Token) -> bool:
    """Whether "six" goes on with "twenty"; a year beside a day does not."""
    before, value = parts[-1], float(token.key[1:])
    return isinstance(before, float) and before in range(20, 100, 10) and 1 <= value <= 9
