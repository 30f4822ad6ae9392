"""All rules over one text, in every way that it can be read."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from itertools import islice

from codi.injection.composed import COMPOSED, DISGUISED, is_hidden_command
from codi.injection.composed_abroad import ABROAD, ABROAD_SCRIPTS
from codi.injection.english import ENGLISH
from codi.injection.languages import LATIN, OTHER_SCRIPTS
from codi.injection.markup import MARKUP
from codi.injection.sight import Sight, disguised_sights, plain_sight
from codi.injection.values import Injection, Rule
from codi.types import Span

MOST_BLOBS = 20
LONG_WORD = 20
_BLOB = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
_LEAST_PRINTABLE = 0.95
_TAGS = re.compile("[\U000e0020-\U000e007e]{8,}")
"""A second ASCII in Unicode that nothing displays, and models read."""
_TAG_OFFSET = 0xE0000


def find_injections(text: str) -> tuple[Injection, ...]:
    """The places where `text` speaks to a language model, in order; none where it does not.

    `span` counts characters of `text` as it stands. Read are also letters that look like Latin
    ones, letters apart or behind invisible characters, digits for letters, Base64, and the tag
    characters of Unicode. Rules are made to leave alone what people tell people: a text about such
    commands that quotes one is found, an ordinary manual is not.
    """
    sight = plain_sight(text)
    found = {*_matches(sight), *_decoded(text, sight)}
    for disguised in disguised_sights(sight):
        found.update(
            Injection(rule="disguised", span=one.span)
            for one in _matches(disguised, is_disguised=True)
        )
    return tuple(sorted(found, key=lambda one: (one.span, one.rule)))


OVERT = (*ENGLISH, *COMPOSED, *MARKUP)
_BITS: dict[str, int] = {}
"""Each word that a rule needs, with a bit for each set that it stands in."""


def _numbered(rules: Iterable[Rule]) -> tuple[tuple[Rule, int], ...]:
    """Each rule with the bits of all its sets."""
    numbered = []
    for rule in rules:
        needed = 0
        for words in rule.words:
            bit = _SETS.setdefault(words, 1 << len(_SETS))
            needed |= bit
            for word in words:
                _BITS[word] = _BITS.get(word, 0) | bit
        numbered.append((rule, needed))
    return tuple(numbered)


_SETS: dict[frozenset[str], int] = {}
_OVERT, _DISGUISED, _LATIN, _OTHER_SCRIPTS = map(
    _numbered,
    (OVERT, (*OVERT, *DISGUISED), (*LATIN, *ABROAD), (*OTHER_SCRIPTS, *ABROAD_SCRIPTS)),
)
_SCRIPTS = re.compile(r"[\u0400-\u04ff\u0600-\u06ff\u0900-\u097f\u3040-\u9fff\uac00-\ud7af]")


def _matches(sight: Sight, *, is_disguised: bool = False) -> Iterator[Injection]:
    met = 0
    for word in sight.words & _BITS.keys():
        met |= _BITS[word]
    overt = _with_words(_DISGUISED if is_disguised else _OVERT, met)
    if overt:
        yield from _holding(overt, sight)
    if is_disguised:
        return
    latin = _with_words(_LATIN, met)
    if latin:
        yield from _holding(latin, sight.bare())
    if not sight.text.isascii() and _SCRIPTS.search(sight.text):
        yield from _holding(_with_words(_OTHER_SCRIPTS, met), sight)


def _with_words(rules: Iterable[tuple[Rule, int]], met: int) -> list[Rule]:
    """The rules of which each set of words was met."""
    return [rule for rule, needed in rules if needed & met == needed]


def _holding(rules: Iterable[Rule], sight: Sight) -> Iterator[Injection]:
    for rule in rules:
        if rule.is_marked(sight.text):
            for match in rule.pattern.finditer(sight.text):
                if rule.holds is None or rule.holds(sight, match):
                    start, end = sight.span(*match.span())
                    yield Injection(rule=rule.name, span=Span(start=start, end=end))


def hidden_words(text: str) -> tuple[str, ...]:
    """What stands in the text as Base64 or in tag characters, decoded."""
    return tuple(words for _, _, words in _hidden(text, plain_sight(text)) if words)


def _decoded(text: str, sight: Sight) -> Iterator[Injection]:
    """Commands that stand in the text as Base64 or in tag characters."""
    for name, place, words in _hidden(text, sight):
        if words and (is_hidden_command(words) or next(_matches(plain_sight(words)), None)):
            yield Injection(rule=name, span=Span(start=place.start(), end=place.end()))


def _hidden(text: str, sight: Sight) -> Iterator[tuple[str, re.Match[str], str]]:
    """The kind, place and words of what is encoded; no words where it is no text."""
    blobs = _BLOB.finditer(text) if max(map(len, sight.words), default=0) >= LONG_WORD else ()
    for blob in islice(blobs, MOST_BLOBS):
        yield "base64", blob, _from_base64(blob.group())
    if not text.isascii():
        for tags in _TAGS.finditer(text):
            letters = "".join(chr(ord(one) - _TAG_OFFSET) for one in tags.group())
            yield "hidden characters", tags, letters


def _from_base64(blob: str) -> str:
    """What a run of Base64 says, where it is text."""
    whole = blob.rstrip("=")
    whole = whole[: len(whole) - (len(whole) % 4 == 1)]
    try:
        words = base64.b64decode(whole + "=" * (-len(whole) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    printable = sum(one.isprintable() or one.isspace() for one in words)
    return words if printable >= _LEAST_PRINTABLE * len(words) else ""
