"""Which question to ask: what the act calls for, what later turns need, what the history allows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.talking.fragments import fragments, pointing_back
from codi.teachers.builtin.talking.novelty import may_tell, open_candidates
from codi.teachers.builtin.talking.reference import Before, description, pronoun_place
from codi.teachers.builtin.talking.stories import next_events
from codi.teachers.builtin.talking.talk import Now, Talk
from codi.teachers.builtin.talking.wording import fill

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
REAL_QUESTIONS = frozenset("who what when where why how how_many list define".split())
TRUTH = frozenset(["yes", "no"])
_TIES = ("anaphora", "definite_reference", "ellipsis", "bare_wh", "demonstrative_anaphora")
_LEFT_OUT = frozenset(["ellipsis", "bare_wh"])
_FAR = 200
_NEARNESS = {0: 0.6, 1: 0.6, 2: 0.35, 3: 0.2, -1: 0.1}
_BACKWARDS = -0.35
_SAME_FACT, _SAME_ENTITY, _NOISE = 0.2, 0.35, 0.6
_LEADS, _LEADS_TIED, _LEADS_LEFT_OUT = 0.2, 0.5, 1.2
_SIDE_KINDS = frozenset("when where why how".split())
_OPENING = {0: 0.5, 1: 0.35, 2: 0.15}
_RESERVED = 0.9
_POINTS = re.compile(r"\b(?:its?|this|these|those)\b")
_SHARE_OF_NO = 0.75
_LONGEST_PHRASE = 14
_SHORTEST = 3


def feasible(candidate: Candidate, before: Before, phenomena: Sequence[str]) -> int:
    """How many of the requested ties to the history this candidate can have."""
    points = 0
    if "anaphora" in phenomena:
        points += candidate.follows or bool(
            pronoun_place(candidate, before) or pointing_back(candidate, before)
        )
    if "definite_reference" in phenomena:
        points += bool(description(candidate, before))
    if "demonstrative_anaphora" in phenomena:
        points += bool(pointing_back(candidate, before))
    if not _LEFT_OUT.isdisjoint(phenomena):
        points += bool(fragments(candidate, before))
    return points


def asks(candidate: Candidate) -> str:
    """The kind of a question by what it asks: "Who was Ada Brandt?" asks who."""
    is_who = candidate.kind == "define" and candidate.direct.startswith("Who ")
    return "who" if is_who else candidate.kind


def choices(now: Now, *, strict: bool = True) -> Iterator[Candidate]:
    """The open questions for the turn, best first: its act's own kind, then neighbouring kinds.

    What only later turns can use comes after all that they can do without. Within a group of
    equally fitting questions those come first that can have the ties to the history that the plan
    asks for. Behind the groups stand ways of tying that no group has.
    """
    candidates = now.open if strict else open_candidates(now.talk, strict=False)
    if now.style == "short":
        candidates = [c for c in candidates if is_phrase(c)]
    ties = [phenomenon for phenomenon in now.turn.phenomena if phenomenon in _TIES]
    seen: set[int] = set()
    ahead = _Ahead(now)
    groups = [*_groups(now, candidates), *_tied_otherwise(now, candidates, ties)]
    kept = {"tell", *ahead.scarce}
    kept_back = [[c for c in group if asks(c) not in kept] for group in groups if ahead.scarce]
    tying: dict[int, int] = {}  # a candidate is in many groups
    for group in filter(None, [*kept_back, *groups]):
        if ties:
            tying |= {id(c): feasible(c, now.before, ties) for c in group if id(c) not in tying}
        tied = [c for c in group if tying[id(c)]] if ties else []
        for some in filter(None, (tied, group)):
            for candidate in ranked(now, some, ahead)[:_TRIED]:
                if id(candidate) not in seen:
                    seen.add(id(candidate))
                    yield candidate


_TRIED = 2
"""How many questions of a group are tried."""


def _tied_otherwise(
    now: Now, candidates: list[Candidate], ties: list[str]
) -> Iterator[list[Candidate]]:
    """Any question that is tied, then "What about X?" and "What happened after that?"."""
    if not ties or now.turn.act in {"topic_shift", "topic_return"}:
        return
    for kinds in (REAL_QUESTIONS - {"define"}, TRUTH):
        yield [c for c in candidates if c.kind in kinds and feasible(c, now.before, ties)]
    if now.wants("ellipsis") and now.style != "short" and may_tell(now.talk):
        told = (c if c.kind == "tell" else as_telling(c) for c in candidates)
        yield [c for c in told if c is not None and fragments(c, now.before)]
    if now.points:
        yield list(next_events(now))


def as_telling(candidate: Candidate) -> Candidate | None:
    """The fact as the answer to "What about X?", where X is named clearly enough."""
    entity, surface = candidate.entity, candidate.surface
    clear = entity.proper or entity.plural or surface.startswith("the ")
    clear = clear and not _UNNAMED.match(surface)
    told = candidate.kind in {"what", "yes", "list"} and candidate.statement.startswith("{S} ")
    if not (clear and told and "{S}" in candidate.direct) or candidate.follows:
        return None
    short = fill(candidate.statement, surface)
    return replace(candidate, kind="tell", slot="telling", short=short, wrong="", assertion="")


_UNNAMED = re.compile(r"(?:not|no|all|any|each|every|both|some|most|many) ", re.IGNORECASE)


def is_phrase(candidate: Candidate) -> bool:
    """Whether the bare answer is no sentence."""
    if candidate.kind == "tell" or candidate.slot in {"heading", "event", "telling"}:
        return False
    return 0 < len(candidate.short.split()) <= _LONGEST_PHRASE


def pick(now: Now, candidates: Iterable[Candidate]) -> Candidate | None:
    """The best candidate by score, nearness and what later turns need; noise breaks near ties."""
    return next(iter(ranked(now, candidates)), None)


class _Ahead:
    """What the rest of the plan calls for: kinds to be kept for it, and what leads on to it."""

    def __init__(self, now: Now) -> None:
        self.scarce = scarce(now)
        self.leading = _leading_on(now)


def ranked(
    now: Now, candidates: Iterable[Candidate], ahead: _Ahead | None = None
) -> list[Candidate]:
    """These candidates by how well they fit, the best first."""
    ahead = ahead or _Ahead(now)
    last = now.talk.last
    scores: list[tuple[float, Candidate]] = []
    leading = ahead.leading
    start = 0 if last is not None else starting_place(now)
    for candidate in candidates:
        score = candidate.score + now.rng.random() * _NOISE * (1 + now.talk.attempt)
        if asks(candidate) in ahead.scarce:
            score -= _RESERVED
        score += leading(candidate)
        if last is not None:
            score += _nearness(candidate, last)
        else:
            score += _OPENING.get(candidate.sentence - start, 0.0) * (2 if start else 1)
        scores.append((score, candidate))
    return [candidate for _, candidate in sorted(scores, key=lambda one: -one[0])]


def starting_place(now: Now) -> int:
    """The sentence that a conversation is best begun at: each on a passage has its own."""
    number = now.talk.plan.number
    places = sorted({candidate.sentence for candidate in now.open}) if number else []
    return places[int(len(places) * part_of(number))] if places else 0


def part_of(number: int) -> float:
    """0, 1/2, 1/4, 3/4, 1/8, ...: how far into a passage its conversations begin.

    The binary digits of the number behind the point in reverse (van der Corput's sequence), so that
    the starts of any number of conversations lie far apart.
    """
    part, digit = 0.0, 0.5
    while number:
        part += digit * (number & 1)
        number, digit = number >> 1, digit / 2
    return part


def _nearness(candidate: Candidate, last: Candidate) -> float:
    """How well a question goes on from the last one."""
    step = candidate.sentence - last.sentence
    score = _NEARNESS.get(step, 0.0 if step > 0 else _BACKWARDS)
    score += _SAME_FACT * (candidate.fact == last.fact)
    return score + _SAME_ENTITY * (candidate.entity.key == last.entity.key)


def _leading_on(now: Now) -> Callable[[Candidate], float]:
    """How well a question leaves the next turn of the plan something that is tied to it."""
    following = now.talk.coming[0] if now.talk.coming else None
    if following is None or following.act in {"topic_shift", "close", "summary", "topic_return"}:
        return lambda _: 0.0
    kinds = KINDS_OF_ACT.get(following.act, TRUTH if following.act == "yes_no" else ())
    fitting = [c for c in now.open if not kinds or c.kind in kinds]
    weight = _LEADS_TIED if set(following.phenomena) & set(_TIES) else _LEADS
    if not _LEFT_OUT.isdisjoint(following.phenomena):
        weight = _LEADS_LEFT_OUT
    facts = Counter(c.fact for c in fitting if c.kind in _SIDE_KINDS)
    entities = Counter(c.entity.key for c in fitting)

    def points(candidate: Candidate) -> float:
        own = 1 if not kinds or candidate.kind in kinds else 0
        side = own if candidate.kind in _SIDE_KINDS else 0
        if facts[candidate.fact] > side and candidate.entity.kind != "you":
            return weight
        return weight / 2 if entities[candidate.entity.key] > own + 1 else 0.0

    return points


def scarce(now: Now) -> frozenset[str]:
    """The kinds of question that later turns of the plan need, and this turn does not.

    Kinds with more open questions than turns that need them are not scarce.
    """
    own = KINDS_OF_ACT.get(now.turn.act, ())
    needed: Counter[str] = Counter()
    for turn in now.talk.coming:
        kinds = KINDS_OF_ACT.get(turn.act, ())
        needed.update(kinds if len(kinds) == 1 else ())
    if not needed:
        return frozenset()
    left = Counter(map(asks, now.open))
    mine = set(own) if len(own) == 1 else set()
    return frozenset(kind for kind, times in needed.items() if left[kind] <= times + 1) - mine


def _groups(now: Now, candidates: list[Candidate]) -> Iterator[list[Candidate]]:
    """The candidates that fit the act, better fits first, and at last all."""
    act, last = now.turn.act, now.talk.last
    real = [c for c in candidates if c.kind in REAL_QUESTIONS]
    truth = [c for c in candidates if c.kind in TRUTH]
    if act == "yes_no":
        wanted = _wanted_answer(now)
        yield [c for c in truth if c.kind == wanted]
        yield truth
    elif act in KINDS_OF_ACT:
        kinds = KINDS_OF_ACT[act]
        own = [c for c in real if asks(c) in kinds]
        yield [c for c in own if c.slot != "heading"]
        yield own
    elif last is not None:
        others = [c for c in candidates if c.kind not in REAL_QUESTIONS | {"compare"}]
        yield from _by_topic(act, last, now.talk, real, others)
    if last is not None and act not in {"topic_shift", "topic_return"}:
        yield from _near(last, real)
    yield real
    yield list(next_events(now))
    if last is not None:
        yield [c for c in truth if 0 <= c.sentence - last.sentence <= 1]
    yield truth
    yield [c for c in candidates if c.kind == "tell"]


def _wanted_answer(now: Now) -> str:
    """Yes or no, so that over many conversations both come up alike: false versions are rarer."""
    answers = [c.kind for c in now.talk.asked if c.kind in TRUTH]
    share = _SHARE_OF_NO if answers.count("no") <= answers.count("yes") else 1 - _SHARE_OF_NO
    return "no" if now.rng.random() < share else "yes"


def _near(last: Candidate, real: list[Candidate]) -> Iterator[list[Candidate]]:
    """What goes on from the last question, where the act has no question of its own."""
    step = {id(c): c.sentence - last.sentence for c in real}
    yield [c for c in real if step[id(c)] == 0]
    yield [c for c in real if abs(step[id(c)]) <= 1 and c.entity.key == last.entity.key]
    yield [c for c in real if 1 <= step[id(c)] <= 2]


def _by_topic(
    act: str, last: Candidate, talk: Talk, real: list[Candidate], others: list[Candidate]
) -> Iterator[list[Candidate]]:
    """Groups for the acts that stay with the last turn's topic or leave it."""
    if act in {"follow_up", "clarified"}:
        yield [
            c
            for c in real
            if 0 <= c.sentence - last.sentence <= 1 or c.entity.key == last.entity.key
        ]
        yield [c for c in real if c.sentence - last.sentence == -1]
    elif act == "drill_down":
        yield [c for c in real if c.sentence == last.sentence or c.entity.key == last.entity.key]
        yield [c for c in real if 0 <= c.sentence - last.sentence <= 1]
    elif act == "topic_shift":
        yield from _elsewhere(last, talk, real)
        yield from _elsewhere(last, talk, others)
        yield [c for c in real if c.entity.key != last.entity.key and c.sentence != last.sentence]
    elif act == "topic_return":
        yield from _earlier(last, talk, real)
        yield from _earlier(last, talk, others)


def _elsewhere(last: Candidate, talk: Talk, real: list[Candidate]) -> Iterator[list[Candidate]]:
    """What lies far from the last turn, in the passage and in its words."""
    latest = talk.exchanges[-1]
    spoken = content(latest.user) | content(latest.assistant)
    seen = {c.entity.key for c in talk.asked}
    earlier = [e.candidate for e in talk.exchanges[:-1] if e.candidate is not None]
    away = [
        c
        for c in real
        if c.entity.key != last.entity.key
        and not c.follows
        and distance(c, last) > 0
        and not _POINTS.search(c.direct)
        and len(content(fill(c.direct, c.surface)) & spoken) <= 1
    ]
    far = [c for c in away if distance(c, last) >= _FAR]
    fresh = [c for c in far if all(distance(c, e) > 0 for e in earlier)]
    yield [c for c in fresh if c.entity.key not in seen]
    yield fresh
    yield far


def _earlier(last: Candidate, talk: Talk, real: list[Candidate]) -> Iterator[list[Candidate]]:
    """What goes on from something said before the last turn."""
    asked = [c for c in talk.asked[:-1] if c.entity.key not in {last.entity.key, "you"}]
    keys = {c.entity.key for c in asked}
    named = [
        c
        for c in real
        if c.entity.key in keys
        and ("{S}" in c.direct or "{O}" in c.direct)
        and len(c.direct.split()) > _SHORTEST
    ]
    yield [c for c in named if distance(c, last) > 0]
    yield named
    sentences = {c.sentence for c in talk.asked[:-1]} - {last.sentence}
    yield [c for c in real if c.sentence in sentences]


def distance(candidate: Candidate, other: Candidate) -> int:
    """Characters of the passage between the evidence of two candidates."""
    first, second = sorted([candidate.evidence[0], other.evidence[0]])
    return max(0, second.start - first.end)
