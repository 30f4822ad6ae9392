"""A passage understood once: its facts and every question they allow, kept for a few hundred."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from codi.teachers.builtin.facts import Fact, PassageFacts, understand
from codi.teachers.builtin.handbook import from_headings, from_lists
from codi.teachers.builtin.questions import Candidate, Maker, described, mentioned, told
from codi.types import Span


_YOU = re.compile(r"\byou(?:rs?|rself)?\b", re.IGNORECASE)


@dataclass(slots=True)
class Analysis:
    """Facts and candidates of one passage."""

    text: str
    facts: PassageFacts
    candidates: list[Candidate]
    by_kind: dict[str, list[Candidate]] = field(default_factory=dict)


@lru_cache(maxsize=300)
def analyse(text: str, title: str = "") -> Analysis:
    """Read a passage and make all candidates, sorted by place in the passage.

    A title of the form "Page › Section" names the section that the passage begins in.
    """
    section = title.rsplit("›", 1)[-1].strip() if "›" in title else ""
    facts = understand(text, section)
    candidates: list[Candidate] = []
    for fact in facts.facts:
        span = Span(start=fact.sentence.start, end=fact.sentence.end)
        candidates += [
            c for c in Maker(fact, facts, span).make() if _acceptable(c, addressed=facts.addressed)
        ]
    candidates += [
        c
        for c in [
            *described(facts),
            *told(facts),
            *mentioned(facts),
            *from_headings(facts),
            *from_lists(facts, text),
        ]
        if _acceptable(c, addressed=facts.addressed)
    ]
    analysis = Analysis(text, facts, candidates)
    for candidate in candidates:
        analysis.by_kind.setdefault(candidate.kind, []).append(candidate)
    return analysis


def _acceptable(candidate: Candidate, *, addressed: bool) -> bool:
    """Whether the texts are of a length that a person would write, and without debris."""
    if not addressed and _YOU.search(
        f"{candidate.direct} {candidate.statement} {candidate.surface}"
    ):
        return False
    if len(candidate.direct.split()) > 19 or len(candidate.direct.split()) < 3:
        return False
    if len(candidate.statement.split()) > 45 or not candidate.short:
        return False
    return not any(
        mark in candidate.direct + candidate.statement
        for mark in ("http", "[", "]", "*", "|", "{%")
    )


def whole_statement(fact: Fact) -> str:
    """A fact said in full, `{S}` for its subject; nothing where a part of it is unclear."""
    if fact.subject.key in {"there", "you"} or fact.clause.condition is not None:
        return ""
    text = fact.texts(
        [*fact.core, *[side for side in fact.sides if side.role in {"time", "place"}]]
    )
    return f"{{S}} {fact.verb.statement()} {text}" if text else ""
