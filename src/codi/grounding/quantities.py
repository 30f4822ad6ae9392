"""Quantities that are equal in other words: half a year and six months, a dozen, half past two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from codi.grounding.lists import stem
from codi.grounding.numbers import number_key
from codi.grounding.reading import Kind, Token

_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_MONTHS = {"month": 1, "year": 12, "decade": 120, "century": 1200}
_UNITS = {stem(unit): ("seconds", size) for unit, size in _SECONDS.items()} | {
    stem(unit): ("months", size) for unit, size in _MONTHS.items()
}
"""Units of time by key: those of a fixed length in seconds, the longer ones in months."""
_UNITS["fortnight"] = ("seconds", 2 * _SECONDS["week"])
_HALF, _QUARTER = stem("half"), stem("quarter")
_DOUBLED = {stem("double"): 2, stem("twofold"): 2, stem("triple"): 3, stem("threefold"): 3}
_DOUBLED |= {stem("tenfold"): 10}
_AT_NOON = frozenset({"noon", "midday", "midnight"})
_TIME, _CENTURY = stem("time"), stem("century")
_BEFORE_CLOCK = frozenset({"at", "until", "till"})
_AFTER_CLOCK = frozenset({"am", "pm", "o'clock"})
_ARTICLES = frozenset({"a", "an"})
_DOZEN = "#12"
_CLOCK = 12 * 60


class Quantity(NamedTuple):
    """The tokens `[first, after)` of an expression, and one name for all that say the same."""

    first: int
    after: int
    name: str


def quantities(tokens: Sequence[Token], text: str) -> Iterator[Quantity]:
    """The expressions of amount, duration, share, multiple, decade and time of day, in order.

    `tokens` are those of `text`.
    """
    until = 0  # where the last amount ends: there is no "a year" in "half a year"
    for index, token in enumerate(tokens):
        if token.kind is Kind.NUMBER:
            surface = text[token.start : token.end].lower()
            if surface.endswith(_ORDINAL) and not surface.endswith("thousand"):
                if _key(tokens, index + 1) == _CENTURY:
                    yield Quantity(index, index + 2, f"century {token.key[1:]}")
                continue
            yield from _decades(token, index, surface)
            if surface in _TIMES:
                yield Quantity(index, index + 1, f"times {_TIMES[surface]}")
        elif token.key not in _STARTS:
            continue
        yield from _multiples(tokens, index)
        yield from _times_of_day(tokens, index)
        amount = _amount(tokens, index) if index >= until else None
        for said in _measured(tokens, index, *amount) if amount else ():
            until = said.after
            yield said


_STARTS = _ARTICLES | {_HALF, _QUARTER} | _AT_NOON | _DOUBLED.keys()
_ORDINAL = ("th", "st", "nd", "rd")
_TIMES = {"twice": 2, "thrice": 3}


def may_have_quantities(tokens: Sequence[Token]) -> bool:
    """Whether it is worth looking: most answers have neither a number nor a fraction."""
    return any(
        token.kind is Kind.NUMBER or token.key in _UNITS or token.key in _STARTS - _ARTICLES
        for token in tokens
    )


def _key(tokens: Sequence[Token], at: int) -> str:
    return tokens[at].key if 0 <= at < len(tokens) else ""


def _number(tokens: Sequence[Token], at: int) -> float | None:
    if at < len(tokens) and tokens[at].kind is Kind.NUMBER:
        return float(tokens[at].key[1:])
    return None


def _amount(tokens: Sequence[Token], index: int) -> tuple[float, int] | None:
    """How much is said from a token on ("two and a half", "half a", "a"), and where it ends."""
    key, after = tokens[index].key, index + 1
    value = _number(tokens, index)
    if value is not None:
        if _key(tokens, after) == _QUARTER:
            value, after = value / 4, after + 1
        elif _key(tokens, after) == _HALF:
            return None
        added = _fraction_added(tokens, after)
        value, after = (value + added, after + 3) if added else (value, after)
    elif key in {_HALF, _QUARTER}:
        value = 0.5 if key == _HALF else 0.25
    elif key in _ARTICLES and _key(tokens, after) in _UNITS:
        return 1.0, after
    else:
        return None
    skipped = after + (_key(tokens, after) == "of")
    if value < 1 or tokens[after - 1].key == _QUARTER:
        skipped += _key(tokens, skipped) in _ARTICLES
    return value, skipped


def _fraction_added(tokens: Sequence[Token], at: int) -> float:
    """What "and a half" or "and a quarter" adds."""
    if _key(tokens, at) == "and" and _key(tokens, at + 1) in _ARTICLES:
        return {_HALF: 0.5, _QUARTER: 0.25}.get(_key(tokens, at + 2), 0.0)
    return 0.0


def _measured(tokens: Sequence[Token], index: int, value: float, after: int) -> Iterator[Quantity]:
    """What an amount measures: time, a share, or how many."""
    key = _key(tokens, after)
    if key in _UNITS:
        family, size = _UNITS[key]
        added = _fraction_added(tokens, after + 1)
        end = after + 4 if added else after + 1
        yield Quantity(index, end, family + number_key((value + added) * size))
    elif key == "percent" or (key == "per" and _key(tokens, after + 1) == "cent"):
        yield Quantity(index, after + 1 + (key == "per"), f"share {value:g}")
    elif (number := _number(tokens, after)) is not None and (value < 1 or key == _DOZEN):
        yield Quantity(index, after + 1, number_key(value * number))
    elif tokens[index].key in {_HALF, _QUARTER} or _key(tokens, index + 1) == _QUARTER:
        yield Quantity(
            index, index + 1 + (tokens[index].kind is Kind.NUMBER), f"share {100 * value:g}"
        )


def _decades(token: Token, index: int, surface: str) -> Iterator[Quantity]:
    """The nineties and the 1990s; the 1800s and the 19th century."""
    value = float(token.key[1:])
    if not surface.endswith(("ies", "0s")) or value != value // 10 * 10:
        return
    year = value if value >= 100 else value + 1900
    yield Quantity(index, index + 1, f"decade {year:g}")
    if year == year // 100 * 100:
        yield Quantity(index, index + 1, f"century {year // 100 + 1:g}")


def _multiples(tokens: Sequence[Token], index: int) -> Iterator[Quantity]:
    """Two times, double, tenfold."""
    key = tokens[index].key
    if key in _DOUBLED:
        yield Quantity(index, index + 1, f"times {_DOUBLED[key]}")
    elif tokens[index].kind is Kind.NUMBER and _key(tokens, index + 1) == _TIME:
        yield Quantity(index, index + 2, f"times {key[1:]}")


def _times_of_day(tokens: Sequence[Token], index: int) -> Iterator[Quantity]:
    """19:30, half past seven, ten to two, noon: the minutes on a dial of twelve hours."""
    key, after = tokens[index].key, index + 1
    if key in _AT_NOON:
        yield Quantity(index, after, "clock 0")
        return
    value = _number(tokens, index)
    if value is not None and _key(tokens, after) in {"past", "to", ":"}:
        minutes = value
    elif key in {_HALF, _QUARTER} and _key(tokens, after) in {"past", "to"}:
        minutes = 30.0 if key == _HALF else 15.0
    else:
        told = _key(tokens, index - 1) in _BEFORE_CLOCK or _key(tokens, after) in _AFTER_CLOCK
        if told and value is not None and 1 <= value <= 12:
            yield Quantity(index, after, f"clock {value * 60 % _CLOCK:g}")
        return
    other = _number(tokens, index + 2)
    if other is None:
        return
    if _key(tokens, after) == ":":
        if value is not None and value <= 24 and other < 60:
            yield Quantity(index, index + 3, f"clock {(value * 60 + other) % _CLOCK:g}")
    elif minutes < 60 and 1 <= other <= 12:
        sign = 1 if _key(tokens, after) == "past" else -1
        yield Quantity(index, index + 3, f"clock {(other * 60 + sign * minutes) % _CLOCK:g}")
