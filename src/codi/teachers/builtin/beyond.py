"""Questions that the passage does not answer, and what it speaks of as a whole."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from codi.teachers.builtin.analysis import Analysis, analyse, section_of
from codi.teachers.builtin.candidates import Candidate
from codi.teachers.builtin.english import capitalised
from codi.teachers.builtin.entities import phrase_text
from codi.teachers.builtin.handbook import lowered_heading
from codi.teachers.builtin.phrases import noun_phrase
from codi.teachers.builtin.tagset import NOUNS
from codi.teachers.builtin.wording import fill
from codi.text import content_words
from codi.types import Passage, Span

_DATED = re.compile(
    r"\b(?:1\d{3}|20\d{2})s?\b|\bcentur|\b(?:day|year|month|week|morning|night|date|hour)s?\b"
    r"|\b(?:ago|during|when|after|before|since|until|today|now)\b",
    re.IGNORECASE,
)
_CAUSED = re.compile(
    r"\b(?:because|since|due|reason|result|cause|therefore|thus|so|order|help|aim|purpose|why|as|for)\b",
    re.IGNORECASE,
)
_ASKED_ELSEWHERE = ("who", "when", "where", "what", "how_many", "why", "how")
_ABSENT: tuple[tuple[tuple[str, ...], str, str, str], ...] = (
    (
        ("person",),
        "Where {be} {S} born",
        "where {S} {be} born",
        "born birth birthplace native grew",
    ),
    (
        ("person",),
        "Who {be} {S} married to",
        "who {S} {be} married to",
        "married wife husband spouse marriage married",
    ),
    (
        ("person",),
        "How many children {do} {S} have",
        "how many children {S} had",
        "child children son sons daughter daughters",
    ),
    (
        ("person",),
        "What school did {S} go to",
        "what school {S} went to",
        "school university college studied student education",
    ),
    (("person",), "When did {S} die", "when {S} died", "died death die killed buried assassinated"),
    (("group",), "How many members {do} {S} have", "how many members {S} {have}", "member members"),
    (
        ("group", "thing", "place"),
        "How much did {S} cost",
        "how much {S} cost",
        "cost costs price paid dollars euros pounds million money worth fee",
    ),
    (
        ("place",),
        "How many people live in {S}",
        "how many people live in {S}",
        "population people inhabitants residents live lived",
    ),
    (
        ("thing", "group"),
        "Who came up with the name of {S}",
        "who came up with the name of {S}",
        "name named called coined term",
    ),
    (
        ("thing", "group"),
        "Which other countries have something like {S}",
        "which other countries have something like {S}",
        "country countries nation nations abroad",
    ),
)


def unanswerable(
    analysis: Analysis, passage: Passage, asked: Sequence[str], rng: random.Random
) -> Candidate | None:
    """A question that the neighbouring text answers and this one does not, or a missing detail."""
    before = " ".join(asked)

    def new(candidate: Candidate) -> bool:
        return fill(candidate.direct, candidate.surface)[1:].lower() not in before.lower()

    nearby = [c for c in _from_nearby(passage) if new(c)]
    missing = [c for c in (*_missing(analysis), *_absent(analysis)) if new(c)]
    options = nearby if nearby and (not missing or rng.random() < 0.7) else missing
    return rng.choice(options) if options else None


def _from_nearby(passage: Passage) -> Iterator[Candidate]:
    """Questions on the neighbouring text whose words and answers are foreign to this passage."""
    if not passage.nearby.strip():
        return
    own = set(content_words(passage.text))
    for candidate in analyse(passage.nearby).candidates:
        if candidate.entity.kind == "you" or candidate.follows or candidate.slot == "heading":
            continue
        if candidate.kind == "tell":
            words = content_words(candidate.surface)
            if candidate.entity.proper and words and not own & set(words):
                yield candidate
            continue
        if candidate.kind not in _ASKED_ELSEWHERE or candidate.score < 0.8:
            continue
        words = [
            w for w in content_words(fill(candidate.direct, candidate.surface)) if not w.isdigit()
        ]
        foreign = [word for word in words if word not in own]
        answer = set(content_words(candidate.short))
        if len(words) >= 2 and len(foreign) * 2 >= len(words) and not (answer and answer <= own):
            yield candidate


def _missing(analysis: Analysis) -> Iterator[Candidate]:
    """When and why of a fact, where no word of the passage could tell it."""
    dated = bool(_DATED.search(analysis.text))
    caused = bool(_CAUSED.search(analysis.text))
    if dated and caused:
        return
    for candidate in analysis.by_kind.get("yes", ()):
        match = re.match(r"(Did|Was|Were) (\{S\} .+)", candidate.direct)
        if match is None or len(candidate.direct.split()) > 12 or candidate.follows:
            continue
        fact = analysis.facts.facts[candidate.fact]
        if fact.verb.copula or fact.sides:
            continue
        auxiliary, inner = match.group(1).lower(), candidate.indirect.split(" ", 1)[1]
        for word, slot, absent in (("when", "time", not dated), ("why", "reason", not caused)):
            if absent and not (word == "why" and fact.subject.kind not in {"person", "group"}):
                yield replace(
                    candidate,
                    kind=word,
                    slot=slot,
                    direct=f"{capitalised(word)} {auxiliary} {match.group(2)}",
                    indirect=f"{word} {inner}",
                )


def _absent(analysis: Analysis) -> Iterator[Candidate]:
    """What a reader might ask of a named thing, where none of the words for it occurs."""
    words = set(content_words(analysis.text))
    seen: set[str] = set()
    for candidate in analysis.candidates:
        entity = candidate.entity
        if entity.key in seen or not entity.proper or candidate.follows or entity.plural:
            continue
        if len(candidate.surface.split()) > 5:
            continue
        seen.add(entity.key)
        past = any(word in candidate.direct for word in ("did ", "was ", "had "))
        if entity.kind == "person" and not past:
            continue
        for kinds, direct, indirect, signs in _ABSENT:
            if entity.kind not in kinds or words & set(signs.split()):
                continue
            forms = (
                {"{be}": "was", "{do}": "did", "{have}": "had"}
                if past
                else {"{be}": "is", "{do}": "does", "{have}": "has"}
            )
            asked, telling = direct, indirect
            for mark, form in forms.items():
                asked, telling = asked.replace(mark, form), telling.replace(mark, form)
            yield replace(candidate, kind="what", slot="absent", direct=asked, indirect=telling)


def main_topic(analysis: Analysis, title: str) -> tuple[str, Span] | None:
    """What the passage speaks of, by its title, its heading or its most frequent subject."""
    return _by_title(analysis, title) or _by_heading(analysis) or _by_subject(analysis)


def _by_title(analysis: Analysis, title: str) -> tuple[str, Span] | None:
    """The title, if a sentence has all of its words."""
    name = (section_of(title) or title).replace("_", " ").split("(")[0].split(",")[0].strip()
    words = set(content_words(name))
    if not words or any(mark in name for mark in "/.#?:"):
        return None
    for sentence in analysis.facts.sentences:
        text = analysis.text[sentence.start : sentence.end]
        if not words <= set(content_words(text)):
            continue
        capitals = {match.lower() for match in re.findall(r"(?<=[\w,] )[A-Z]\w+", text)}
        shown = name if words & capitals else name[:1].lower() + name[1:]
        place = text.lower().find(shown.lower())
        last = name.split()[-1].lower()
        within = any(
            token.lower == last and following.tag in NOUNS
            for token, following in pairwise(sentence.tokens)
        )
        if place >= 0 and not within and text[:place].lower().endswith("the "):
            shown = f"the {shown}"
        return shown, Span(start=sentence.start, end=sentence.end)
    return None


def _by_heading(analysis: Analysis) -> tuple[str, Span] | None:
    """The first heading that names a topic, with the first sentence below it."""
    facts = analysis.facts
    for heading in facts.headings:
        first = next((s for s in facts.sentences if s.heading == heading), None)
        named = (
            1 <= len(heading.split()) <= 7 and heading[:1].isalpha() and not heading.endswith("?")
        )
        if (
            first is None
            or not named
            or heading.lower().startswith("how to")
            or len(first.tokens) < 6
        ):
            continue
        shown = lowered_heading(heading, facts.lower_words())
        return shown, Span(start=first.start, end=first.end)
    return None


def _by_subject(analysis: Analysis) -> tuple[str, Span] | None:
    """The most frequent subject, else what the first sentence begins with."""
    counts: dict[str, int] = {}
    names: dict[str, tuple[str, Span]] = {}
    for candidate in analysis.candidates:
        entity = candidate.entity
        if (
            entity.kind == "you"
            or len(candidate.surface.split()) > 7
            or candidate.slot == "heading"
        ):
            continue
        weight = 1 + (candidate.sentence < 2) + 2 * entity.proper
        counts[entity.key] = counts.get(entity.key, 0) + weight
        names.setdefault(entity.key, (candidate.surface, candidate.evidence[0]))
    best = max(counts, key=lambda key: counts[key], default="")
    if counts and counts[best] > 3 and not names[best][0][:1].isdigit():
        return names[best]
    first = analysis.facts.sentences[0] if analysis.facts.sentences else None
    if first is None or not first.usable:
        return None
    end = noun_phrase(first.tokens, 0)
    if not 0 < end <= 6 or first.tokens[0].tag in {"PRP", "PRP$", "EX", "CD"}:
        return None
    if any(token.lower in _VAGUE for token in first.tokens[:end]):
        return None
    return phrase_text(first.tokens, 0, end), Span(start=first.start, end=first.end)


_VAGUE = frozenset("this these those i we you reason fact way number part case example".split())
