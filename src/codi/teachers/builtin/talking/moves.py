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


def correction(
    candidate: Candidate, style: str, rng: random.Random, *, openly: bool = False
) -> str:
    """The answer to a false assumption; `openly`: it says first that this is not so."""
    if style == "short":
        bare = f"No, {candidate.right}" if candidate.right else "No"
        return f"Actually, {candidate.right}" if openly and candidate.right else bare
    spoken_of = candidate.entity.pronoun if "{S}" in candidate.assertion else ""
    told = asserted(candidate) if candidate.kind == "yes" else candidate.statement
    statement = fill(told, spoken_of or candidate.surface)
    frames = ("Actually, {}.", "No, {}.", "Not quite: {}.")
    if openly:
        frames = ("Actually, {}.", "No, actually, {}.", "Not quite: {}.")
    frame = rng.choice(frames[:1] if candidate.kind == "yes" else frames)
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


NEGATED = {
    "Did": "Didn't",
    "Does": "Doesn't",
    "Do": "Don't",
    "Is": "Isn't",
    "Are": "Aren't",
    "Was": "Wasn't",
    "Were": "Weren't",
    "Has": "Hasn't",
    "Have": "Haven't",
    "Had": "Hadn't",
    "Can": "Can't",
    "Could": "Couldn't",
    "Will": "Won't",
    "Would": "Wouldn't",
    "Should": "Shouldn't",
}
_POLAR = re.compile(
    r"\b(?:any|ever|not|never|no|none|nothing|nobody|nowhere|only|also|either|some|hardly)\b|n['’]t\b"
)
_DETERMINERS = frozenset("the my your his her its their this that he she it they you".split())
_QUANTIFIERS = frozenset("most all many some each every both few several no any".split())
_LONGEST_DENIED = 16
_DUTY = frozenset(["Must", "Should"])
_SPOKEN_TO = re.compile(r"^you ")
_MODAL = re.compile(r"(Must|Should|Can|May) (?:\{S\}|you) (.+)$")


def asserted(candidate: Candidate) -> str:
    """A true fact as a statement about its subject; nothing where it is said otherwise."""
    if candidate.statement.startswith("{S} "):
        return candidate.statement
    modal = _MODAL.match(candidate.direct) if candidate.entity.kind == "you" else None
    return f"{{S}} {modal[1].lower()} {modal[2]}" if modal else ""


def negated(candidate: Candidate) -> tuple[str, str]:
    """Auxiliary and rest of a yes-or-no question in the negative: ("Didn't", "{S} move to Trier").

    Two empty strings where that would not mean what it seems: "didn't repairs cost nothing".
    """
    auxiliary, _, rest = candidate.direct.partition(" ")
    rest = _SPOKEN_TO.sub("{S} ", rest) if candidate.entity.kind == "you" else rest
    if auxiliary in _DUTY and rest.startswith("{S} ") and candidate.kind != "no":
        several = candidate.entity.plural or candidate.entity.kind == "you"
        auxiliary, rest = "Do" if several else "Does", f"{{S}} have to {rest[4:]}"
    plain = auxiliary in NEGATED and rest.startswith("{S} ") and not _POLAR.search(rest)
    opening = candidate.surface.split()[0].lower()
    entity = candidate.entity
    definite = entity.proper or entity.kind == "you" or opening in _DETERMINERS
    definite = definite and opening not in _QUANTIFIERS
    if not plain or not definite or len(rest.split()) > _LONGEST_DENIED:
        return "", ""
    return NEGATED[auxiliary], rest


def denied(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """True facts, with their denial as the false assertion: "the mill doesn't open in June"."""
    for candidate in candidates:
        if candidate.kind != "yes" or candidate.follows or not asserted(candidate):
            continue
        auxiliary, rest = negated(candidate)
        if auxiliary:
            behind = rest.removeprefix("{S} ")
            yield replace(candidate, assertion=f"{{S}} {auxiliary.lower()} {behind}")


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
