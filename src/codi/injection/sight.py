"""A text as a model reads it: look-alike letters undone, invisible characters taken out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import compress, product

_PLAIN = dict(
    zip(
        "\u00a0\u2009\u202f\u2800’‘‛ʼ“”„«»İ",
        '    \'\'\'\'"""""I',
        strict=True,
    )
)
_FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_STYLED = {
    chr(code): plain
    for start, end in ((0x1D400, 0x1D800), (0x2460, 0x2500), (0x2160, 0x2180))
    for code in range(start, end)
    if len(plain := unicodedata.normalize("NFKC", chr(code))) == 1 and plain.isascii()
}
"""Letters that Unicode has once more: for mathematics, in circles, as numerals."""
_FOLDED = _PLAIN | _FULL_WIDTH | _STYLED
_LOOK_ALIKE = str.maketrans(
    "АВЕКМНОРСТУХаеорсухіјѕԁһӏгпѵԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧαοιρυνκτı",
    "ABEKMHOPCTYXaeopcyxijsdhlrnvqwABEZHIKMNOPTYXaoipuvkti",
)
"""Cyrillic and Greek letters by the Latin ones that they are drawn like."""
_ALIKE = frozenset(map(chr, _LOOK_ALIKE))
_MIXED = re.compile(r"[A-Za-z][\u0370-\u04ffı]|[\u0370-\u04ffı][A-Za-z]")
_UNSEEN = ((0x0300, 0x0370), (0x200B, 0x2010), (0x202A, 0x202F), (0x2060, 0x206A), (0xFE00, 0xFE10))
_INVISIBLE = frozenset("\u00ad\u061c\u180e\ufeff").union(
    *(map(chr, range(*codes)) for codes in _UNSEEN)
)
"""What nothing displays by itself, accents set apart from their letters included."""
_WORD = re.compile(r"[^\W_]+")
_ACCENTED = {
    letter: unicodedata.normalize("NFD", letter)[0]
    for letter in map(chr, range(0xC0, 0x180))
    if len(unicodedata.normalize("NFD", letter)) > 1
}
_BARE = str.maketrans(_ACCENTED)
_APART = bytes(
    ord(_ACCENTED.get(chr(code), chr(code))) if chr(code).isalnum() else ord(" ")
    for code in range(256)
)
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz")
_LEAST_LETTERS = 6
_SPACED = re.compile(
    r"(?<!\w)(?:(?:[A-Za-z][ .\-_*·]){6,}|(?:[A-Za-z][ .\-_*·]+){9,})[A-Za-z](?!\w)"
)
_DIGITS_FOR_LETTERS = str.maketrans("0134578@$", "oieastbas")
_DIGITS = {"o": "0", "i": "1", "e": "3", "a": "4", "s": "5", "t": "7"}
_OFTEN_DISGUISED = """ignore disregard previous prompt instructions forget system answer assistant
    respond reply output only you your rules reveal"""
_WITH_DIGITS = frozenset(
    "".join(letters)
    for word in _OFTEN_DISGUISED.split()
    for letters in product(*({letter, _DIGITS.get(letter, letter)} for letter in word))
    if "".join(letters) != word
)


@dataclass(frozen=True, slots=True)
class Sight:
    """One way to read a text, a character of `cased` for one of `text`, which has small letters.

    `words` are those of `text` whose letters Latin-1 has, without accents. `origin` gives each
    character's place in the text that this was made from; None where they agree.
    """

    cased: str
    text: str
    words: frozenset[str]
    origin: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original text behind `[start, end)` of this one, which is not empty."""
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1

    def bare(self) -> Sight:
        """The same with small letters that have no accents."""
        if self.text.isascii():
            return self
        return replace(self, text=without_accents(self.text))

    def after(self, end: int, most: int) -> str:
        """What stands behind a place in the same paragraph, as it is written."""
        return self.cased[end : end + most].split("\n\n", 1)[0]

    def before(self, start: int, most: int) -> str:
        """What stands before a place in the same paragraph, as it is written."""
        return self.cased[max(0, start - most) : start].rsplit("\n\n", 1)[-1]


def without_accents(text: str) -> str:
    """The text with plain letters for those that carry an accent, each in its place."""
    return text.translate(_BARE)


def plain_sight(text: str) -> Sight:
    """The text in plain letters, without what cannot be seen."""
    if text.isascii():
        return _sight(text, None)
    origin: tuple[int, ...] | None = None
    characters = frozenset(text)
    if not characters.isdisjoint(_INVISIBLE):
        seen = [character not in _INVISIBLE for character in text]
        origin = tuple(compress(range(len(text)), seen))
        text = "".join(compress(text, seen))
    for character in characters & _FOLDED.keys():
        text = text.replace(character, _FOLDED[character])
    if not characters.isdisjoint(_ALIKE) and _MIXED.search(text):
        text = _WORD.sub(_without_look_alikes, text)
    return _sight(text, origin)


def disguised_sights(sight: Sight) -> list[Sight]:
    """The text once more as it reads where letters stand apart, or digits stand for letters."""
    found = []
    if len(sight.words & _LETTERS) >= _LEAST_LETTERS:
        apart = list(_SPACED.finditer(sight.cased))
        if apart:
            found.append(_joined(sight, apart))
    found += [
        _sight(one.cased.translate(_DIGITS_FOR_LETTERS), one.origin)
        for one in (sight, *found)
        if not _WITH_DIGITS.isdisjoint(one.words)
    ]
    return found


def _sight(cased: str, origin: tuple[int, ...] | None) -> Sight:
    text = cased.lower()
    if len(text) != len(cased):
        text = "".join(small if len(small := one.lower()) == 1 else one for one in cased)
    words = text.encode("latin-1", "replace").translate(_APART).decode("latin-1").split()
    return Sight(cased, text, frozenset(words), origin)


def _without_look_alikes(word: re.Match[str]) -> str:
    """A word of mixed alphabets in Latin letters, and another as it is."""
    return word[0].translate(_LOOK_ALIKE) if _MIXED.search(word[0]) else word[0]


def _joined(sight: Sight, apart: list[re.Match[str]]) -> Sight:
    """Letters that stand apart put together; a wider gap parts two words."""
    cased = sight.cased
    kept = [True] * len(cased)
    for run in apart:
        for place in range(run.start() + 1, run.end() - 1):
            alone = cased[place - 1].isalnum() and cased[place + 1].isalnum()
            kept[place] = cased[place].isalnum() or not alone
    places = tuple(compress(range(len(kept)), kept))
    origin = places if sight.origin is None else tuple(sight.origin[place] for place in places)
    return _sight("".join(compress(cased, kept)), origin)
