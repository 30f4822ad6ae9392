"""False versions of a fact: another year or number, or the opposite adjective.

Another name, place or thing is often as true as the one that stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.clauses import Piece
from codi.teachers.builtin.reading.facts import Fact, PassageFacts
from codi.teachers.builtin.reading.tagset import ADJECTIVES, DETERMINERS, NOUNS
from codi.teachers.builtin.reading.tokens import Token

_TELLING_WITH_BE = frozenset(
    """public private major minor best rich poor strong weak easy difficult positive northern
    southern western eastern""".split()
)
_DEGREES = frozenset("more most less least much very".split())
_ABLE = frozenset("can could may might".split())
_MADE_FALSE_BY = {"by": -1, "before": -1, "since": -1, "until": 1, "after": 1}
"""Which way a year must move so that what was true of it is no longer: "by 1960" holds in 1970."""


def wrong_versions(
    fact: Fact, kept: list[Piece], passage: PassageFacts
) -> Iterator[tuple[str, str, str]]:
    """(the kept pieces with one thing false, the false words, the true words), at most two."""
    found = 0
    for position, piece in enumerate(kept):
        text = fact.text(piece)
        if text is None:
            return
        change = _changed(fact, piece, text, passage)
        if change is None:
            continue
        wrong, right, new_text = change
        whole = [fact.text(other) or "" for other in kept]
        whole[position] = new_text
        yield " ".join(whole), wrong, right
        found += 1
        if found == 2:
            return


def _changed(
    fact: Fact, piece: Piece, text: str, passage: PassageFacts
) -> tuple[str, str, str] | None:
    tokens = fact.tokens[piece.start : piece.end]
    if piece.role == "time" and piece.kind in {"pp", "np"}:
        return _other_year(fact, tokens, text, passage)
    if piece.kind in {"np", "adj"} and not piece.role:
        opposite = _opposite(fact, piece, tokens, text)
        if opposite is not None:
            return opposite
        if piece.kind == "np":
            return _other_number(tokens, text)
    return None


def _other_year(
    fact: Fact, tokens: list[Token], text: str, passage: PassageFacts
) -> tuple[str, str, str] | None:
    years = [token.text for token in tokens if lexicon.YEAR.match(token.text)]
    if not _happened_once(fact):
        return None
    if len(years) != 1 or len(years[0]) != 4:
        return None
    year = years[0]
    own = fact.sentence.words
    others = [
        other
        for other in passage.years
        if len(other) == 4
        and other not in own
        and other != year
        and abs(int(other) - int(year)) > 1
        and (int(other) - int(year)) * _MADE_FALSE_BY.get(tokens[0].lower, 0) >= 0
    ]
    earlier_month = any(token.lower in lexicon.MONTHS for token in tokens)
    shift = 4 + int(year) % 5
    nearby = int(year) + (shift if _MADE_FALSE_BY.get(tokens[0].lower) == 1 else -shift)
    other = str(nearby) if earlier_month or not others else others[int(year) % len(others)]
    return (
        f"{text.split(' ', 1)[0]} {other}" if text.count(" ") == 1 else text.replace(year, other),
        text,
        text.replace(year, other),
    )


def _happened_once(fact: Fact) -> bool:
    """Whether the clause tells an event in the past tense: what was so may have been so longer."""
    verb = fact.verb
    event = verb.group.tag == "VBD" and not verb.auxiliaries
    event = event or (verb.group.passive and verb.auxiliaries in (["was"], ["were"]))
    return event and not verb.copula and verb.group.lemma not in _LASTING


_LASTING = frozenset(
    """have live know own hold contain include stay remain rule reign serve work teach use play
    believe think want need mean cover belong last continue keep support publish visit""".split()
)


def _opposite(
    fact: Fact, piece: Piece, tokens: list[Token], text: str
) -> tuple[str, str, str] | None:
    """The opposite adjective, where the true one denies it: not "easy jobs" for "hard jobs"."""
    if _ABLE & set(fact.verb.auxiliaries):
        return None
    for index, token in enumerate(tokens):
        if token.tag not in ADJECTIVES or token.text != token.lower:
            continue
        other = lexicon.ANTONYMS.get(token.lower)
        if other is None or other in fact.sentence.words:
            continue
        if not _denies(fact, piece, tokens, index):
            continue
        changed = re.sub(rf"\b{token.lower}\b", other, text, count=1)
        changed = re.sub(r"\ba (?=[aeio])", "an ", changed)
        changed = re.sub(r"\ban (?=[^aeiouAEIOUhH])", "a ", changed)
        return other, token.lower, changed
    return None


def _denies(fact: Fact, piece: Piece, tokens: list[Token], index: int) -> bool:
    """Whether what an adjective says of its noun excludes the opposite, and has one at all."""
    word, first = tokens[index].lower, tokens[0].lower
    before = tokens[index - 1] if index else None
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    complement = fact.verb.copula and piece is fact.core[0]
    if before is not None and before.lower in _DEGREES:
        return False
    if word in {"first", "last"} or (word in _TELLING_WITH_BE and not complement):
        return False  # "her first language" denies no last one
    if piece.kind == "adj":
        return before is None or before.tag not in DETERMINERS
    if following is None or following.tag not in NOUNS | ADJECTIVES | {"CD"}:
        return False  # "the public", a noun
    if word.endswith("est"):
        return True
    bare = tokens[-1].tag in {"NNS", "NNPS"} and first not in {"the", "these", "those"}
    return not bare and (complement or first in {"a", "an", "the"})


def _other_number(tokens: list[Token], text: str) -> tuple[str, str, str] | None:
    """Another count: a number that nobody could take for the true one."""
    numbers = [token for token in tokens if token.tag == "CD"]
    if (
        len(numbers) != 1
        or lexicon.YEAR.match(numbers[0].text)
        or numbers[0].lower in {"one", "zero"}
    ):
        return None
    token = numbers[0]
    index = tokens.index(token)
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None or following.tag not in {"NNS", "JJ", "NN"}:
        return None
    before = {other.lower for other in tokens[:index]}
    if before & {"the", "at", "least", "over", "than", "up"}:
        return None
    if token.lower in lexicon.NUMBER_WORDS:
        value = lexicon.NUMBER_WORDS[token.lower]
        words = {number: word for word, number in lexicon.NUMBER_WORDS.items()}
        other = words.get(value + 2) or words.get(value - 2, "")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+|\d+", token.text):
        value = int(token.text.replace(",", ""))
        other_value = value * 2 if value >= 20 else value + 3
        if following.lower in {"percent", "%"} and other_value > 100:
            other_value = value // 2
        other = f"{other_value:,}" if "," in token.text else str(other_value)
    else:
        return None
    if not other:
        return None
    return other, token.text, text.replace(token.text, other, 1)
