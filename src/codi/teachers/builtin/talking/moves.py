"""The moves of a conversation that need more than one candidate's own words."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.analysis import Analysis, whole_statement
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.mentions import (
    cut_by_dash,
    has_main_verb,
    has_nouns,
    points_nowhere,
    stands_alone,
)
from codi.teachers.builtin.reading.english import capitalised, inflect
from codi.teachers.builtin.reading.entities import phrase_text
from codi.teachers.builtin.reading.leaning import points_out
from codi.teachers.builtin.reading.tokens import Sentence, Token
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


_SHORTEST, _LONGEST = 7, 40
_FEWEST, _LONGEST_OF_FEW = 6, 70
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_DEBRIS = frozenset("{}[]|@<>#")


def quotable(sentence: Sentence, *, longest: int = _LONGEST) -> str:
    """A whole sentence as an answer, where it can stand alone; else nothing."""
    tokens = sentence.tokens
    fragment = not _SHORTEST <= len(tokens) <= longest or tokens[0].tag in _UNOPENED
    if not sentence.usable or fragment or not _clean(tokens):
        return ""
    pointing = tokens[0].tag in {"PRP", "PRP$", "CC", "EX"} and tokens[0].lower != "you"
    if pointing or any(token.lower in _NOT_ALONE for token in tokens[:3]):
        return ""
    early = {token.lower for token in tokens[:8]}
    if not stands_alone(tokens) or tokens[1].text == "," or early & {"it", "its", "them", "him"}:
        return ""
    if not has_nouns(tokens) or points_out(tokens):
        return ""
    return _told(tokens) if has_main_verb(tokens) or tokens[0].tag == "VB" else ""


def loosely_quotable(sentence: Sentence) -> str:
    """The same for talks that have hardly begun: long sentences, and such as begin "However, "."""
    tokens = sentence.tokens
    start = _behind_opening(tokens)
    labelled = start > 0 and tokens[start - 1].text == ":"
    rest = tokens[start:]
    if not (sentence.usable or labelled) or not _FEWEST <= len(rest) <= _LONGEST_OF_FEW:
        return ""
    if not _clean(rest) or rest[-2].text in {":", "?"} or rest[-1].text in {":", "?"}:
        return ""
    opened = rest[0].tag not in _UNOPENED - {"VBG"} | {"PRP", "PRP$", "CC", "VBZ"}
    opened = opened or rest[0].lower in {"you", "your"}
    clear = opened and points_nowhere(rest) and not points_out(rest)
    advice = rest[0].tag == "VB" or (rest[0].lower == "do" and rest[1].lower == "not")
    return _told(tokens, start) if clear and (advice or has_main_verb(rest)) else ""


def _behind_opening(tokens: list[Token]) -> int:
    """Where a sentence begins behind "However,", "And", "Note:" or a label such as "Mileage:"."""
    if len(tokens) < _FEWEST:
        return 0
    if tokens[0].tag in _LINKING and tokens[1].text == ",":
        return 2
    colon = next((place for place in (1, 2, 3) if tokens[place].text == ":"), None)
    noted = tokens[0].lower == "note"
    if colon is not None and (noted or tokens[colon + 1].text[:1].isupper()):
        return colon + 1
    return int(tokens[0].lower in {"and", "but", "also"})


def _clean(tokens: list[Token]) -> bool:
    """Whether nobody speaks of himself and nothing of a page's markup is left."""
    debris = any(
        set(token.text) & _DEBRIS and not _ADDRESS.fullmatch(token.text) for token in tokens
    )
    return not (debris or cut_by_dash(tokens)) and not any(
        token.lower in {"i", "my", "me"} for token in tokens
    )


def _told(tokens: list[Token], start: int = 0) -> str:
    text = phrase_text(tokens, start, len(tokens))
    return f"{capitalised(text.rstrip(' .!'))}."


_UNOPENED = frozenset(["TO", "VBG", "VBN", "VBD"])
_LINKING = frozenset(["RB", "RBR", "IN"])


_NOT_ALONE = frozenset(
    """this these those that such he she it they however therefore thus also then so otherwise
    instead another other others""".split()
)


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
