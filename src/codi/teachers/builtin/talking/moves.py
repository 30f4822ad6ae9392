"""The moves of a conversation that need more than one candidate's own words."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.analysis import Analysis, whole_statement
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading.english import capitalised, inflect
from codi.teachers.builtin.talking.wording import (
    Manner,
    fill,
    first_person,
    informal,
    named,
    sentence,
)

_CHATTY_SHORT = ("Oh, I see. {}", "Okay. {}", "Interesting. {}", "Right. {}")


def dressed(text: str, manner: Manner, rng: random.Random) -> str:
    """A ready question in the turn's tone."""
    if manner.tone == "chatty" and not manner.first and not manner.informal:
        text = rng.choice(_CHATTY_SHORT).format(text)
    elif (
        manner.tone == "polite"
        and text.endswith("?")
        and len(text.split()) > 3
        and not text.startswith(("Can ", "Could "))
    ):
        text = f"Excuse me, {text[:1].lower()}{text[1:]}" if not text.startswith("I ") else text
    return informal(text, rng) if manner.informal else text


# -- answers -----------------------------------------------------------------------------------


def further(analysis: Analysis, candidate: Candidate, said: frozenset[str]) -> str:
    """Another sentence on the same subject: for detailed answers, and mostly new."""
    own = None
    for fact in analysis.facts.facts:
        if fact.index == candidate.fact:
            continue
        near = fact.sentence.index - candidate.sentence
        if fact.subject.key == candidate.entity.key and near in {0, 1}:
            own = fact
            break
    if own is None:
        return ""
    statement = whole_statement(own)
    if not statement or len(statement.split()) > 30:
        return ""
    text = sentence(statement, own.subject.pronoun or own.surface)
    own_words = content(statement.replace("{S}", ""))
    known = said | content(fill(f"{candidate.direct} {candidate.statement}", candidate.surface))
    return text if len(own_words - known) > len(own_words) / 2 else ""


def presupposing(candidate: Candidate, subject: str, rng: random.Random) -> str:
    """A question that takes the false version for granted."""
    false = first_person(fill(candidate.assertion, subject))
    frames = (
        "So {}, right?",
        "{}, is that correct?",
        "I thought {}. Is that right?",
        "I heard that {}. Is that true?",
        "Am I right that {}?",
    )
    frame = rng.choice(frames)
    text = frame.format(false)
    return capitalised(text)


def correction(candidate: Candidate, style: str, rng: random.Random) -> str:
    """The answer to a false assumption."""
    if style == "short":
        return f"No, {candidate.right}" if candidate.right else "No"
    spoken_of = candidate.entity.pronoun if "{S}" in candidate.assertion else ""
    statement = fill(candidate.statement, spoken_of or candidate.surface)
    frame = rng.choice(("Actually, {}.", "No, {}.", "Not quite: {}."))
    text = frame.format(statement)
    if rng.random() < 0.4 and candidate.right and candidate.statement.endswith(candidate.right):
        text = f"{text[:-1]}, not {candidate.wrong}."
    return text


def summary(candidates: Sequence[Candidate]) -> str:
    """The statements of these candidates in a row; a subject that comes again is a pronoun."""
    parts: list[str] = []
    before = ""
    for candidate in candidates:
        entity = candidate.entity
        form = "pronoun" if entity.key == before and entity.pronoun else "name"
        parts.append(sentence(candidate.statement, named(entity, candidate.surface, form)))
        before = entity.key if "{S}" in candidate.statement else ""
    return " ".join(parts)


def fullest(candidates: Sequence[Candidate]) -> list[Candidate]:
    """These candidates without those whose statement another one holds."""
    words = [content(fill(c.statement, c.surface)) for c in candidates]
    kept = []
    for place, (candidate, own) in enumerate(zip(candidates, words, strict=True)):
        others = [*words[:place], *words[place + 1 :]]
        held = [other for other in others if len(own & other) >= _MOSTLY * len(own)]
        longer = any(len(other) > len(own) for other in held)
        earlier = any(len(own & other) >= _MOSTLY * len(own) for other in words[:place])
        if not longer and not (earlier and held):
            kept.append(candidate)
    return kept


_MOSTLY = 0.8


# -- false versions ----------------------------------------------------------------------------


def made_false(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Candidates that the passage denies, with what it denies as a false assertion."""
    for candidate in candidates:
        if candidate.kind == "no" and not candidate.assertion and not candidate.follows:
            positive = _affirmed(candidate.direct)
            if positive:
                yield replace(candidate, assertion=positive)


_HELPERS = {"Does": "VBZ", "Did": "VBD", "Do": ""}


def _affirmed(question: str) -> str:
    """As in "{S} opens in January" for "Does {S} open in January"."""
    match = re.match(r"(\w+) \{S\} (\w+)(.*)$", question)
    if match is None:
        return ""
    helper, first, rest = match.groups()
    form = _HELPERS.get(helper)
    if form is None:
        return f"{{S}} {helper.lower()} {first}{rest}"
    return f"{{S}} {inflect(first, form) if form else first}{rest}"
