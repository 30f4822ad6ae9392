"""How many, and is it so many: from clauses that name a number, with all their words kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codi.teachers.builtin.asking.candidates import Candidate, counted, tidy
from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.framed import FramedClause
from codi.teachers.builtin.reading.frames import vague
from codi.teachers.builtin.reading.phrases import noun_phrase
from codi.teachers.builtin.reading.tagset import at

_VAGUE_NUMBERS = frozenset("over than least most about up nearly almost around the under".split())
_UNSURE = frozenset("may might could would".split())


def ask_numbers(clause: FramedClause) -> Iterator[Candidate]:
    """How many for an object or a subject with a number, and a yes/no question with another one."""
    if clause.verb.negative or set(clause.verb.auxiliaries) & _UNSURE or clause.follows:
        return
    yield from _of_object(clause)
    yield from _of_subject(clause)
    yield from _another(clause)


def _of_object(clause: FramedClause) -> Iterator[Candidate]:
    """As in "How many volunteers does the library employ in winter?"."""
    frame, tokens = clause.frame, clause.frame.tokens
    stop = noun_phrase(tokens, frame.rest)
    amount = counted(tokens, frame.rest, stop) if stop > frame.rest else None
    following = at(tokens, stop)
    if amount is None or amount.wh != "How many" or clause.verb.copula or following.tag == "CC":
        return
    if following.text == "," or stop > frame.end:
        return
    if following.lower == "of":
        stop = min(max(stop, noun_phrase(tokens, stop + 1)), frame.end)
        if at(tokens, stop).tag in {"CC", ","}:
            return
    thing = frame.line.words(amount.thing, stop)
    behind = frame.line.words(stop, frame.end)
    front = f" {frame.front_text()}" if frame.front[0] < frame.front[1] else ""
    auxiliary, rest = clause.verb.inverted()
    yield clause.candidate(
        "how_many",
        "number",
        (
            f"How many {thing} {auxiliary} {{S}} {rest} {behind}{front}",
            f"how many {thing} {{S}} {clause.verb.statement()} {behind}{front}",
        ),
        amount.number,
        1.2,
    )


def _of_subject(clause: FramedClause) -> Iterator[Candidate]:
    """As in "How many people live there?"."""
    frame, tokens = clause.frame, clause.frame.tokens
    start, end = frame.subject
    if noun_phrase(tokens, start) != end or vague(tokens, frame.rest, frame.end):
        return
    amount = counted(tokens, start, end)
    if amount is None or amount.wh != "How many" or clause.verb.copula:
        return
    if any(token.lower in {"their", "they", "its"} for token in tokens[end : frame.end]):
        return
    thing = frame.line.words(amount.thing, end)
    front = f" {frame.front_text()}" if frame.front[0] < frame.front[1] else ""
    question = f"{thing} {clause.verb.statement()} {clause.words(frame.end)}{front}"
    yield clause.candidate(
        "how_many", "number", (f"How many {question}", f"how many {question}"), amount.number, 1.1
    )


def _another(clause: FramedClause) -> Iterator[Candidate]:
    """As in "Does the library employ twelve volunteers?" where it employs six: no."""
    frame, tokens = clause.frame, clause.frame.tokens
    numbers = [i for i in range(frame.rest, frame.end) if tokens[i].tag == "CD"]
    if len(numbers) != 1 or any(t.tag in {"CC", "WDT"} for t in tokens[frame.rest : frame.end]):
        return
    place = numbers[0]
    before = {token.lower for token in tokens[max(frame.rest, place - 2) : place]}
    wrong = _wrong(tokens[place].text, at(tokens, place + 1).lower)
    if not wrong or before & _VAGUE_NUMBERS or at(tokens, place + 1).tag not in {"NNS", "NN"}:
        return
    words = clause.words(frame.end)
    if len(re.findall(rf"(?<![\w.,]){re.escape(tokens[place].text)}(?![\w.,-]\w)", words)) != 1:
        return
    changed = re.sub(rf"(?<![\w.,]){re.escape(tokens[place].text)}(?![\w.,-]\w)", wrong, words)
    auxiliary, rest = clause.verb.inverted()
    front = f" {frame.front_text()}" if frame.front[0] < frame.front[1] else ""
    false = f"{{S}} {clause.verb.statement()} {changed}{front}"
    yield clause.wrong(
        (f"{auxiliary} {{S}} {rest} {changed}{front}", f"whether {false}"),
        wrong=f"{wrong} {at(tokens, place + 1).text}",
        right=f"{tokens[place].text} {at(tokens, place + 1).text}",
        assertion=tidy(false),
    )


def _wrong(number: str, unit: str) -> str:
    """Another count, that nobody could take for the true one; no share above the whole."""
    value = lexicon.NUMBER_WORDS.get(number.lower())
    if value is not None and 2 <= value <= 10:
        words = {amount: word for word, amount in lexicon.NUMBER_WORDS.items()}
        return words.get(value + 2, "")
    plain = number.replace(",", "")
    if not plain.isdigit() or int(plain) < 2 or lexicon.YEAR.match(number):
        return ""
    share = unit in {"percent", "%"} and int(plain) > 50
    other = int(plain) // 2 if share else int(plain) * 2
    return f"{other:,}" if "," in number else str(other)
