"""Messages that ask for more than one fact: two questions in one, what several sentences tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading.english import capitalised
from codi.teachers.builtin.talking import beyond, moves
from codi.teachers.builtin.talking.acts import answered
from codi.teachers.builtin.talking.choosing import REAL_QUESTIONS, TRUTH, choices, is_phrase, ranked
from codi.teachers.builtin.talking.reference import OBJECT_FORMS, subject_form
from codi.teachers.builtin.talking.talk import Exchange, Now
from codi.teachers.builtin.talking.wording import (
    fill,
    first_person,
    lowered,
    named,
    sentence,
)

_PARTS = REAL_QUESTIONS - {"define", "list"}
_TRIED, _LONGEST_PART = 8, 14
_ONE_WORD = frozenset("When Where Why How".split())


def two_parts(now: Now) -> Iterator[Exchange]:
    """Two questions on one thing, or on two that stand together, in one message."""
    if not now.wants("multi_part") or now.style == "span":
        return
    seconds = [c for c in now.open if c.kind in _PARTS | TRUTH and _fits(now, c)]
    for first in islice(choices(now), _TRIED):
        if first.kind not in _PARTS | TRUTH or not _fits(now, first):
            continue
        rivals = [c for c in seconds if _go_together(first, c)]
        if not rivals:
            continue
        second = ranked(now, [c for c in rivals if _same(first, c)] or rivals)[0]
        form = subject_form(first, now.before, now.turn, now.rng)
        subject = named(first.entity, first.surface, "name" if form == "inside" else form)
        asked = first_person(_asked(first, second, subject))
        text = moves.dressed(asked, now.manner("plain"), now.rng)
        made = answered(now, _both(now, first, second), text)
        yield replace(made, candidate=first, also=(second,))


def _fits(now: Now, candidate: Candidate) -> bool:
    short = len(candidate.direct.split()) <= _LONGEST_PART
    plain = candidate.slot not in {"heading", "event", "telling"} and not candidate.follows
    return short and plain and (now.style != "short" or is_phrase(candidate))


def _same(first: Candidate, second: Candidate) -> bool:
    """Whether both are asked of one thing, which the second can call by its pronoun."""
    if first.entity.kind == "you":
        return second.entity.kind == "you"
    of_it = "{S}" in first.direct and "{S}" in second.direct and bool(first.entity.pronoun)
    return of_it and second.surface == first.surface and second.entity.key == first.entity.key


def _go_together(first: Candidate, second: Candidate) -> bool:
    """Whether they stand near each other, and neither holds the other's answer."""
    if second.identity == first.identity or abs(second.sentence - first.sentence) > _REACH:
        return False
    if first.fact == second.fact and (first.kind in TRUTH or _rest(first) != _rest(second)):
        return False
    told = (_stems(first.direct, first), _stems(second.direct, second))
    answers = content(first.short), content(second.short)
    if second.kind in TRUTH:
        of_it = _same(first, second) and first.entity.kind != "you" and first.fact != second.fact
        return of_it and first.kind not in TRUTH and not answers[0] & told[1]
    if not answers[1] or second.known & answers[0]:
        return False
    if not _same(first, second):
        beside = abs(second.sentence - first.sentence) <= 1 and first.kind not in TRUTH
        if not beside or len(f"{first.direct} {second.direct}".split()) > _LONGEST_PAIR:
            return False
    return not (answers[0] & (told[1] | answers[1]) or answers[1] & told[0])


_REACH, _LONGEST_PAIR = 2, 20


def _stems(text: str, candidate: Candidate) -> frozenset[str]:
    return content(fill(text, candidate.surface))


def _rest(candidate: Candidate) -> str:
    return candidate.direct.partition(" ")[2]


def _asked(first: Candidate, second: Candidate, subject: str) -> str:
    """As in "When and where was she born?" or "Who built the mill, and when did it burn down?"."""
    opening, other = first.direct.partition(" ")[0], second.direct.partition(" ")[0]
    if _rest(first) == _rest(second) and {opening, other} <= _ONE_WORD:
        return capitalised(f"{opening} and {other.lower()} {fill(_rest(first), subject)}") + "?"
    one = capitalised(fill(first.direct, subject))
    return f"{one}, and {lowered(fill(second.direct, _again(first, second)))}?"


def _again(first: Candidate, second: Candidate) -> str:
    """What the second question calls its subject."""
    return (first.entity.pronoun if _same(first, second) else "") or second.surface


def _both(now: Now, first: Candidate, second: Candidate) -> Candidate:
    """The two as one candidate for the answer."""
    if first.statement == second.statement:
        statement = first.statement
    elif first.fact == second.fact and _adds(first, second):
        statement = f"{first.statement} {second.short}"
    else:
        again = _again(first, second)
        behind = sentence(second.statement, again).rstrip(".")
        statement = f"{first.statement}. {behind}"
    return replace(
        first,
        short=f"{first.short}, {second.short}" if now.style == "short" else first.short,
        statement=statement,
        evidence=tuple(sorted({*first.evidence, *second.evidence})),
    )


def _adds(first: Candidate, second: Candidate) -> bool:
    """Whether the second answer is an adverbial that fits behind the first, as "in 1977"."""
    core = second.statement.removesuffix(f" {second.short}")
    ends = first.statement.endswith(f" {first.short}") and core != second.statement
    return ends and first.statement.startswith(core) and "," not in first.statement


# -- what several sentences tell ---------------------------------------------------------------

_DONE = (
    "What are some of the things that {} did?",
    "What are some of the things {} did?",
)
_TO_DO = (
    "What are some of the things that I {} do?",
    "What are some of the things I {} do?",
)
_TOLD = (
    "What are some of the things to know about {}?",
    "What are two of the things to know about {}?",
)
_DATES = (
    "What are some of the important dates here?",
    "What are some of the dates I should know?",
)
_TO_KNOW = ("What are some of the things I should know?",)
_HAPPENED = ("What are some of the things that happened?",)
_FEWEST, _MOST, _LONGEST_TOLD = 2, 3, 20
_DUTY = re.compile(r"(Must|Should|Can) (?:\{S\}|you) ")


def gather(now: Now) -> Iterator[Exchange]:
    """What several sentences tell of one thing, of what its reader has to do, or of the dates."""
    if not now.wants("aggregation") or now.style in {"short", "span"}:
        return
    groups: dict[tuple[str, str], dict[int, Candidate]] = {}
    topic = beyond.main_topic(now.talk.analysis, now.talk.plan.passage.title)
    name = topic.name if topic is not None else ""
    for candidate in now.open:
        for key, way in _ways(now, candidate):
            groups.setdefault((way, key), {}).setdefault(candidate.sentence, candidate)
        if name and _is_told_of(candidate, name):
            groups.setdefault((_OF_TOPIC, name), {}).setdefault(candidate.sentence, candidate)
    last = now.talk.last.entity.key if now.talk.last is not None else ""
    for way, key in sorted(groups, key=lambda one: (not one[1], one[1] != last)):
        several = _different([*groups[way, key].values()])[:_MOST]
        if len(several) >= _FEWEST:
            yield _gathered(now, way, key, several)


def _ways(now: Now, candidate: Candidate) -> Iterator[tuple[str, str]]:
    """Of whom or what (nothing: of all) a fact is told, and as what: done, told, a duty, a date."""
    facts = now.talk.analysis.facts.facts
    told, entity = candidate.statement, candidate.entity
    if candidate.follows or len(told.split()) > _LONGEST_TOLD:
        return
    if entity.kind == "you":
        duty = _DUTY.match(candidate.direct) if candidate.kind == "yes" else None
        if duty:
            yield "you", duty[1].lower()
        if duty or (candidate.kind == "yes" and told.startswith("{S} ")):
            yield "", "known"
        return
    clear = entity.proper or candidate.surface.startswith("the ")
    read = told.startswith("{S} ") and 0 <= candidate.fact < len(facts)
    if not (read and clear and entity.pronoun):
        return
    if candidate.kind == "when" and _YEAR.search(candidate.short):
        yield "", "dates"
    if candidate.kind != "yes":
        return
    verb = facts[candidate.fact].verb
    deed = verb.group.tag == "VBD" and not verb.auxiliaries and not verb.copula
    deed = deed and not verb.negative
    if entity.kind != "person":
        yield entity.key, "told"
    elif deed:
        yield entity.key, "done"
    if deed and (entity.kind == "person" or _YEAR.search(told)):
        yield "", "happened"


_OF_TOPIC = "topic"


def _is_told_of(candidate: Candidate, topic: str) -> bool:
    """Whether the fact speaks of the topic, in words that are clear by themselves."""
    told = candidate.statement
    clear = candidate.entity.proper or candidate.surface.startswith("the ")
    if candidate.kind != "yes" or candidate.follows or candidate.entity.kind == "you" or not clear:
        return False
    short = told.startswith("{S} ") and len(told.split()) <= _LONGEST_TOLD
    return short and content(topic) <= content(fill(told, candidate.surface))


_YEAR = re.compile(r"\b1\d{3}\b|\b20\d{2}\b")


def _different(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that say each something of its own."""
    return sorted(moves.fullest(candidates), key=lambda c: c.sentence)


def _gathered(now: Now, way: str, key: str, several: Sequence[Candidate]) -> Exchange:
    first = several[0]
    form = subject_form(first, now.before, now.turn, now.rng)
    subject = named(first.entity, first.surface, "name" if form == "inside" else form)
    frames = {
        "done": _DONE,
        "told": _TOLD,
        "dates": _DATES,
        "happened": _HAPPENED,
        "known": _TO_KNOW,
    }.get(way, _TO_DO)
    if way == "told" and len(several) > _FEWEST:
        frames = _TOLD[:1]
    about = way if frames is _TO_DO else subject
    if way == _OF_TOPIC:
        frames, about = _TOLD[:1], key
    about = OBJECT_FORMS.get(subject, subject) if way == "told" else about
    answer = moves.summary(several)
    made = replace(
        first,
        kind="list",
        slot="gathered",
        short=answer,
        statement=answer.rstrip("."),
        evidence=tuple(sorted({span for c in several for span in c.evidence})),
    )
    return Exchange(
        user=moves.dressed(now.rng.choice(frames).format(about), now.manner("plain"), now.rng),
        assistant=answer,
        quotes=now.talk.quotes(made),
        candidate=made,
        act="ask",
        also=tuple(several[1:]),
    )
