"""The values of numbers and dates, however they are written."""

from __future__ import annotations

import re

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINAL_UNITS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_OTHERS = {"once": 1, "twice": 2, "thrice": 3, "couple": 2, "dozen": 12, "dozens": 12, "pair": 2}
SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
MONTHS = (
    "january february march april may june july august september october november december"
).split()
SHORT_MONTHS = {month[:3]: month for month in MONTHS} | {"sept": "september"}


def _number_words() -> dict[str, int]:
    """Cardinals and ordinals below a hundred, those in two parts written as one included."""
    values = {word: value for value, word in enumerate(_UNITS)}
    values |= {word: value for value, word in enumerate(_ORDINAL_UNITS)}
    for ten, word in enumerate(_TENS, start=2):
        values[word] = 10 * ten
        values[f"{word[:-1]}ieth"] = 10 * ten
        values[f"{word[:-1]}ies"] = 10 * ten
        for unit in range(1, 10):
            values[word + _UNITS[unit]] = values[word + _ORDINAL_UNITS[unit]] = 10 * ten + unit
    del values["first"]  # a word of its own, with an opposite
    return values | _OTHERS


NUMBER_WORDS = _number_words()
_EXACT = 1e15
"""Beyond it not every whole number is a floating-point one."""
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")


def number_key(value: float) -> str:
    """One key for each value, the same for 1200 and 1200.0."""
    whole = value < _EXACT and value == int(value)
    return f"#{int(value)}" if whole else f"#{value:.12g}"


def digits_value(text: str) -> float:
    """The value of digits with commas and a fraction; at most 300 characters are read."""
    match = _DIGITS.match(text)
    digits = match.group().replace(",", "") if match else "0"
    return float(digits[:300])


def phrase_value(parts: list[float | str]) -> float:
    """The value of a number in words: values below a hundred, digits, and names of scales.

    `[2, "hundred", 5]` is 205, `[1.2, "million"]` is 1,200,000.
    """
    total = current = 0.0
    for part in parts:
        if isinstance(part, str):
            scale = SCALES[part]
            if scale == 100:
                current = max(current, 1) * scale
            else:
                total += max(current, 1) * scale
                current = 0.0
        else:
            current += part
    return total + current


def date_keys(text: str) -> tuple[str, ...]:
    """The keys of a date in digits, such as 2014-09-25 or 9/25/2014: year, month by name, day.

    Of 9/10/2014 the month comes first, as in the United States.
    """
    written = re.split(r"[-/]", text)
    parts = [int(part) for part in written]
    year_first = len(written[0]) == 4
    year, month, day = parts if year_first else (parts[2], parts[0], parts[1])
    if month > 12:
        month, day = day, month
    name = (MONTHS[month - 1],) if 1 <= month <= 12 else ()
    return number_key(year), *name, number_key(day)
