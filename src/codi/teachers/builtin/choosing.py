"""Which question to ask: what is still open, what the act calls for, what the history allows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codi.teachers.builtin.candidates import Candidate
from codi.teachers.builtin.reference import feasible
from codi.teachers.builtin.talk import Now, Talk

KINDS_OF_ACT: dict[str, tuple[str, ...]] = {
    "who": ("who",),
    "what": ("what", "list", "define"),
    "when": ("when",),
    "where": ("where",),
    "why": ("why",),
    "how": ("how",),
    "how_many": ("how_many",),
    "list": ("list",),
}
_NEIGHBOURS: dict[str, tuple[str, ...]] = {
    "who": ("define", "what"),
    "what": ("how", "why", "where"),
    "when": ("where", "how_many"),
    "where": ("when", "what"),
    "why": ("how", "what"),
    "how": ("why", "what"),
    "how_many": ("when", "what"),
    "list": ("what", "define"),
}
REAL_QUESTIONS = frozenset("tell who what when where why how how_many list define".split())
_TIES = ("anaphora", "definite_reference", "ellipsis")
_WHOLE = frozenset(["truth", "subject", "deed", "event", "telling"])
_MOST_OF_ONE_FACT = 3
_MOST_TELLINGS = 4
_FAR = 200


def open_candidates(talk: Talk, *, strict: bool = True) -> list[Candidate]:
    """Candidates that would not repeat a question or ask what was said already.

    Not `strict`: a question may be asked although an earlier one holds its answer.
    """
    asked = talk.asked
    identities = {candidate.identity for candidate in asked}
    questions = {(candidate.direct, candidate.entity.key) for candidate in asked}
    counts: dict[int, int] = {}
    said: dict[int, str] = {}
    for exchange in talk.exchanges:
        candidate = exchange.candidate
        if candidate is not None:
            counts[candidate.fact] = counts.get(candidate.fact, 0) + 1
            texts = (
                said.get(candidate.fact, ""),
                exchange.user,
                candidate.direct,
                candidate.statement,
            )
            said[candidate.fact] = " ".join(texts).lower()
    tellings = sum(candidate.kind == "tell" for candidate in asked)
    found = []
    for candidate in talk.analysis.candidates:
        if candidate.identity in identities:
            continue
        if (candidate.direct, candidate.entity.key) in questions:
            continue
        if candidate.follows and not _follows_on(candidate, talk.last):
            continue
        if candidate.kind == "tell" and tellings >= _MOST_TELLINGS:
            continue
        if candidate.fact in counts and not _still_open(candidate, counts, said, strict=strict):
            continue
        found.append(candidate)
    return found


def _follows_on(candidate: Candidate, last: Candidate | None) -> bool:
    """Whether "these cells" would be understood: the turn before was about the sentence before."""
    return last is not None and candidate.sentence - last.sentence in {0, 1}


def _still_open(
    candidate: Candidate, counts: dict[int, int], said: dict[int, str], *, strict: bool
) -> bool:
    """Whether a fact that was asked about leaves this question open."""
    if candidate.slot in _WHOLE:
        return not strict and candidate.slot in {"truth", "subject"}
    if candidate.short.lower() in said[candidate.fact]:
        return False
    return not strict or counts[candidate.fact] < _MOST_OF_ONE_FACT


def choose(now: Now, *, strict: bool = True) -> Candidate | None:
    """The best open question for the turn; None where nothing is left."""
    candidates = open_candidates(now.talk, strict=strict)
    groups = list(_groups(now, candidates)) if strict else [candidates]
    ties = [phenomenon for phenomenon in now.turn.phenomena if phenomenon in _TIES]
    if ties:
        for group in groups:
            tied = [c for c in group if feasible(c, now.before, ties)]
            if tied:
                return pick(now, tied)
    for group in groups:
        if group:
            return pick(now, group)
    return None


def pick(now: Now, candidates: Iterable[Candidate]) -> Candidate | None:
    """The best candidate by score and nearness, near ties broken by the turn's generator."""
    last = now.talk.last
    best: Candidate | None = None
    best_score = float("-inf")
    for candidate in candidates:
        score = candidate.score + now.rng.random() * 0.5
        if last is not None:
            distance = candidate.sentence - last.sentence
            score += 0.25 if distance in {0, 1} else 0.1 if distance == 2 else 0.0
            score += 0.15 * (candidate.entity.key == last.entity.key)
        if score > best_score:
            best, best_score = candidate, score
    return best


def _groups(now: Now, candidates: list[Candidate]) -> Iterator[list[Candidate]]:
    """The candidates that fit the act, better fits first, and at last all."""
    act, last = now.turn.act, now.talk.last
    real = [c for c in candidates if c.kind in REAL_QUESTIONS]
    if act == "yes_no":
        wanted = "no" if now.rng.random() < 0.5 else "yes"
        yield [c for c in candidates if c.kind == wanted]
        yield [c for c in candidates if c.kind in {"yes", "no"}]
    elif act in KINDS_OF_ACT:
        yield [c for c in candidates if c.kind in KINDS_OF_ACT[act]]
        yield [c for c in candidates if c.kind in _NEIGHBOURS.get(act, ())]
        real = [c for c in real if c.kind != "tell"]
    elif last is not None:
        yield from _by_topic(act, last, now.talk, candidates)
    yield real
    yield [c for c in candidates if c.kind in {"yes", "no"}]
    yield [c for c in candidates if c.kind == "tell"]


def _by_topic(
    act: str, last: Candidate, talk: Talk, candidates: list[Candidate]
) -> Iterator[list[Candidate]]:
    """Groups for the acts that stay with the last turn's topic or leave it."""
    real = [c for c in candidates if c.kind in REAL_QUESTIONS]
    same = [c for c in real if c.entity.key == last.entity.key]
    if act == "follow_up":
        yield same
        yield [c for c in real if abs(c.sentence - last.sentence) <= 1]
    elif act == "drill_down":
        yield [c for c in real if c.fact == last.fact]
        yield [c for c in real if c.sentence == last.sentence]
        yield same
        yield [c for c in real if 0 <= c.sentence - last.sentence <= 1]
    elif act == "topic_shift":
        seen = {c.entity.key for c in talk.asked}
        new = [c for c in real if c.entity.key not in seen]
        yield [c for c in new if distance(c, last) >= _FAR]
        yield [c for c in new if abs(c.sentence - last.sentence) > 1]
        yield [c for c in real if c.entity.key != last.entity.key and c.sentence != last.sentence]
    elif act == "topic_return":
        earlier = {c.entity.key for c in talk.asked} - {last.entity.key, "you"}
        yield [c for c in real if c.entity.key in earlier]
        yield [c for c in candidates if c.entity.key in earlier]


def distance(candidate: Candidate, other: Candidate) -> int:
    """Characters of the passage between the evidence of two candidates."""
    first, second = sorted([candidate.evidence[0], other.evidence[0]])
    return max(0, second.start - first.end)
