"""The moves of a conversation that need more than one candidate's own words."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from codi.teachers.builtin.analysis import Analysis, whole_statement
from codi.teachers.builtin.ask_mentions import stands_alone
from codi.teachers.builtin.candidates import Candidate
from codi.teachers.builtin.english import capitalised
from codi.teachers.builtin.entities import phrase_text
from codi.teachers.builtin.reference import is_past
from codi.teachers.builtin.tagset import FINITE
from codi.teachers.builtin.tokens import Sentence, Token
from codi.teachers.builtin.wording import Manner, fill, first_person, informal, named, sentence

_CHATTY_SHORT = ("Oh, I see. {}", "Okay. {}", "Interesting. {}", "Right. {}")


def dressed(text: str, manner: Manner, rng: random.Random) -> str:
    """A ready question in the turn's tone."""
    if manner.tone == "chatty" and not manner.first:
        text = rng.choice(_CHATTY_SHORT).format(text)
    elif (
        manner.tone == "polite"
        and text.endswith("?")
        and len(text.split()) > 3
        and not text.startswith(("Can ", "Could "))
    ):
        text = f"Excuse me, {text[:1].lower()}{text[1:]}" if not text.startswith("I ") else text
    return informal(text, rng) if manner.informal else text


def quotable(sentence: Sentence) -> str:
    """A whole sentence as an answer, where it can stand alone; else nothing."""
    tokens = sentence.tokens
    fragment = not 7 <= len(tokens) <= 40 or tokens[0].tag in {"TO", "VBG", "VBN"}
    if not sentence.usable or fragment or tokens[0].tag in {"PRP", "PRP$", "CC", "EX"}:
        return ""
    if any(token.lower in _NOT_ALONE for token in tokens[:3]) or any(
        token.lower in {"i", "my", "me"} or token.text in "{}[]|@" for token in tokens
    ):
        return ""
    early = {token.lower for token in tokens[:8]}
    if not stands_alone(tokens) or tokens[1].text == "," or early & {"it", "its", "them", "him"}:
        return ""
    text = phrase_text(tokens, 0, len(tokens))
    return (
        f"{capitalised(text.rstrip(' .'))}."
        if _has_main_verb(tokens) or tokens[0].tag == "VB"
        else ""
    )


def _has_main_verb(tokens: list[Token]) -> bool:
    """Whether a finite verb stands outside of what "that", "which" or "who" opens."""
    places = [place for place, token in enumerate(tokens) if token.tag in FINITE]
    if len(places) != 1:
        return bool(places)
    return tokens[places[0] - 1].lower not in {"that", "which", "who"}


_NOT_ALONE = frozenset(
    """this these those that such he she it they however therefore thus also then so otherwise
    instead another other others""".split()
)


# -- answers -----------------------------------------------------------------------------------


def further(analysis: Analysis, candidate: Candidate) -> str:
    """Another sentence on the same subject: for detailed answers."""
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
    plain = statement.replace("{S}", "").strip(" .")
    return "" if plain in candidate.statement else text


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
        return f"No, {candidate.right}"
    statement = fill(candidate.statement, candidate.entity.pronoun or candidate.surface)
    frame = rng.choice(("Actually, {}.", "No, {}.", "Not quite: {}."))
    text = frame.format(statement)
    if rng.random() < 0.4 and candidate.right and candidate.statement.endswith(candidate.right):
        text = f"{text[:-1]}, not {candidate.wrong}."
    return text


def summary(candidates: Sequence[Candidate]) -> str:
    """The statements of these candidates in a row; a subject that comes again is a pronoun."""
    parts: list[str] = []
    before = ""
    said: set[str] = set()
    for candidate in candidates:
        entity = candidate.entity
        if candidate.statement in said:
            continue
        said.add(candidate.statement)
        form = "pronoun" if entity.key == before and entity.pronoun else "name"
        parts.append(sentence(candidate.statement, named(entity, candidate.surface, form)))
        before = entity.key if "{S}" in candidate.statement else ""
    first = parts[0]
    return " ".join([f"So far: {first}", *parts[1:]])


# -- clarifying --------------------------------------------------------------------------------

_VAGUE = {
    "when": ("When did that happen?", "When was that?", "What was the date of that?"),
    "where": ("Where was that?", "Where did that happen?"),
    "why": ("Why did that happen?", "What was the reason for that?", "Why was that?"),
    "who": ("Who was that?", "Who did that?"),
    "what": ("What did they do?",),
    "how_many": ("How many were there?",),
}


def two_readings(
    candidates: Sequence[Candidate], rng: random.Random
) -> tuple[Candidate, Candidate, str] | None:
    """Two open questions of one kind and a wording that fits both."""
    by_kind: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        short = len(candidate.indirect.split()) <= 14
        if (
            candidate.kind in {"when", "where", "why", "who", "how_many"}
            and short
            and candidate.indirect
        ):
            if candidate.kind in {"where", "why", "when"} and not is_past(candidate):
                continue
            by_kind.setdefault(candidate.kind, []).append(candidate)
    kinds = [kind for kind, found in by_kind.items() if len({c.fact for c in found}) > 1]
    if not kinds:
        return None
    kind = rng.choice(sorted(kinds))
    found = by_kind[kind]
    first = rng.choice(found)
    others = [c for c in found if c.fact != first.fact and c.indirect != first.indirect]
    if not others:
        return None
    second = rng.choice(others)
    return first, second, rng.choice(_VAGUE[kind])


def reading(candidate: Candidate) -> str:
    """A candidate as an indirect question with its full name."""
    return fill(candidate.indirect, candidate.surface)


# -- comparing ---------------------------------------------------------------------------------


def comparison(
    analysis: Analysis, asked: Sequence[Candidate], rng: random.Random
) -> Candidate | None:
    """As in "Did A happen before B?" from two dated facts, or "Which is larger, A or B?"."""
    used = {candidate.identity for candidate in asked}
    comparatives = [c for c in analysis.by_kind.get("compare", ()) if c.identity not in used]
    if comparatives and rng.random() < 0.6:
        return rng.choice(comparatives)
    dated = []
    for candidate in analysis.by_kind.get("when", ()):
        years = re.findall(r"\b(?:1[0-9]{3}|20[0-9]{2})\b", candidate.short)
        if (
            len(years) == 1
            and is_past(candidate)
            and len(candidate.direct.split()) <= 11
            and "{S}" in candidate.direct
        ):
            dated.append((int(years[0]), candidate))
    pairs = [
        (one, other)
        for one in dated
        for other in dated
        if one[0] != other[0]
        and one[1].fact != other[1].fact
        and (one[1].fact * 1000 + other[1].fact, "order") not in used
        and (other[1].fact * 1000 + one[1].fact, "order") not in used
    ]
    if not pairs:
        return rng.choice(comparatives) if comparatives else None
    (year, first), (other_year, second) = rng.choice(pairs)
    return _order(first, second, earlier=year < other_year)


def _order(first: Candidate, second: Candidate, *, earlier: bool) -> Candidate:
    """As in "Did A ... before B ...?" with both dates in the answer."""
    clause = first.direct.split(" ", 1)[1]
    event = second.indirect.split(" ", 1)[1]
    same = first.entity.key == second.entity.key and bool(first.entity.pronoun)
    second_subject = first.entity.pronoun if same else second.surface
    link = "and" if same else "while"
    statement = f"{first.statement}, {link} {fill(second.statement, second_subject)}"
    return replace(
        first,
        kind="compare",
        slot="order",
        fact=first.fact * 1000 + second.fact,
        direct=f"{capitalised(clause)} before {fill(event, second_subject)}",
        indirect=f"whether {first.indirect.split(' ', 1)[1]} before {fill(event, second_subject)}",
        short="Yes" if earlier else "No",
        statement=statement,
        evidence=tuple(sorted({*first.evidence, *second.evidence})),
    )
