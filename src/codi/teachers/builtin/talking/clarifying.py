"""Questions that can be taken in two ways: by whom they are about, or by what they ask of."""

from __future__ import annotations

from collections.abc import Iterator

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading.entities import Entity
from codi.teachers.builtin.talking.choosing import as_telling, is_phrase, pick
from codi.teachers.builtin.talking.reference import is_past, short_name
from codi.teachers.builtin.talking.talk import Now
from codi.teachers.builtin.talking.wording import fill, first_person, named

Option = tuple[str, Candidate | None]
_VAGUE = {
    "when": ("When did that happen?", "When was that?", "What was the date of that?"),
    "where": ("Where was that?", "Where did that happen?"),
    "why": ("Why did that happen?", "What was the reason for that?", "Why was that?"),
    "how_many": ("How many were there?",),
}
_LONGEST_READING, _LONGEST_NAME = 14, 5
_ASKED = frozenset("who what when where why how how_many list yes no".split())


def ambiguous(now: Now) -> tuple[str, tuple[Option, Option]] | None:
    """A question that fits two people, two things or two facts, with what each reading is called.

    A reading whose candidate is None cannot be answered, so the user will mean the other one.
    """
    first = _two_things if now.rng.random() < _THINGS_FIRST else _two_facts
    second = _two_facts if first is _two_things else _two_things
    return first(now) or second(now) or _two_topics(now) or _two_readings(now)


_THINGS_FIRST = 0.7


# -- two people or two things -------------------------------------------------------------------


def _two_things(now: Now) -> tuple[str, tuple[Option, Option]] | None:
    """As in "When was he born?" where two men were named."""
    found = {c.identity: rival for c in now.open if (rival := _rival_of(now, c)) is not None}
    chosen = pick(now, [c for c in now.open if c.identity in found])
    if chosen is None:
        return None
    rival = found[chosen.identity]
    alike = _noun(chosen.entity, chosen.surface)
    use_noun = bool(alike) and alike == _noun(rival, rival.text)
    subject = f"the {alike}" if use_noun else chosen.entity.pronoun
    text = first_person(fill(chosen.direct, subject)) + "?"
    other = next(
        (c for c in now.open if c.entity.key == rival.key and c.direct == chosen.direct), None
    )
    pair: list[Option] = [(chosen.surface, chosen), (rival.text, other)]
    if now.rng.random() < 0.5:
        pair.reverse()
    return text, (pair[0], pair[1])


def _rival_of(now: Now, candidate: Candidate) -> Entity | None:
    """Another person or thing of the passage that the candidate's question could be about."""
    if candidate.kind not in _ASKED or "{S}" not in candidate.direct or candidate.follows:
        return None
    entity = candidate.entity
    if not _nameable(entity, candidate.surface) or (
        now.style == "short" and not is_phrase(candidate)
    ):
        return None
    rivals = [
        other for other in _entities(now) if other.key != entity.key and _alike(entity, other)
    ]
    rivals = [
        r
        for r in rivals
        if r.text not in candidate.direct and not content(r.text) & content(candidate.surface)
    ]
    last = now.talk.last
    if last is not None and last.entity.key == entity.key:
        rivals = [r for r in rivals if r.text in now.before.last_text]
    talked_of = [r for r in rivals if last is not None and r.key == last.entity.key]
    known = {c.entity.key for c in now.talk.asked}
    spoken = [r for r in rivals if r.key in known]
    return next(iter([*talked_of, *spoken, *rivals]), None)


def _entities(now: Now) -> Iterator[Entity]:
    """What the passage's questions are about, and the people whom it names."""
    seen: set[str] = set()
    asked = (candidate.entity for candidate in now.talk.analysis.candidates)
    people = (
        entity
        for entity in now.talk.analysis.facts.entities.by_key.values()
        if entity.kind == "person" and entity.proper and entity.gender
    )
    for entity in (*asked, *people):
        if entity.key not in seen and _nameable(entity, entity.text):
            seen.add(entity.key)
            yield entity


def _nameable(entity: Entity, surface: str) -> bool:
    """Whether the thing can be offered by its name."""
    named_ = entity.proper or surface.startswith("the ")
    return bool(
        entity.kind != "you" and entity.pronoun and named_ and len(surface.split()) <= _LONGEST_NAME
    )


def _alike(one: Entity, other: Entity) -> bool:
    """Whether one pronoun or one noun would do for both."""
    if one.kind != other.kind or one.pronoun != other.pronoun or one.proper != other.proper:
        return False
    if one.kind == "person":
        return True
    return one.proper or one.noun == other.noun


def _noun(entity: Entity, surface: str) -> str:
    return short_name(entity, surface)


# -- two topics --------------------------------------------------------------------------------

_MORE = ("Can you tell me more about that?", "Can you tell me a bit more?", "Can you say more?")
_SPOKEN_OF = 4


def _two_topics(now: Now) -> tuple[str, tuple[Option, Option]] | None:
    """As in "Can you tell me more?" where two things were spoken of, and of both more is told."""
    spoken = {c.entity.key for c in now.talk.asked[-_SPOKEN_OF:]}
    spoken |= {entity.key for entity in now.before.named}
    told: dict[str, Candidate] = {}
    for candidate in now.open:
        entity = candidate.entity
        if entity.key in spoken and _nameable(entity, candidate.surface):
            telling = as_telling(candidate)
            if telling is not None and telling.statement not in {
                t.statement for t in told.values()
            }:
                told.setdefault(entity.key, telling)
    if now.style == "short" or len(told) < _TWO:
        return None
    first, second = now.rng.sample(sorted(told.values(), key=lambda c: c.sentence), _TWO)
    if content(first.surface) & content(second.surface):
        return None
    said = " ".join(exchange.user for exchange in now.talk.exchanges)
    ways = [way for way in _MORE if way[:-1] not in said]
    if not ways:
        return None
    return now.rng.choice(ways), ((first.surface, first), (second.surface, second))


_TWO = 2


def _two_readings(now: Now) -> tuple[str, tuple[Option, Option]] | None:
    """As in "Can you tell me more?" where two questions go on from what was just told."""
    last = now.talk.last
    said = " ".join(exchange.user for exchange in now.talk.exchanges)
    ways = [way for way in _MORE if way[:-1] not in said]
    if last is None or not ways:
        return None
    near = [
        c
        for c in now.open
        if c.kind in _VAGUELY_ASKED
        and c.indirect
        and not c.follows
        and c.slot not in {"heading", "event"}
        and len(c.indirect.split()) <= _LONGEST_READING
        and abs(c.sentence - last.sentence) <= _NEAR
        and (now.style != "short" or is_phrase(c))
    ]
    for place, first in enumerate(near):
        for second in near[place + 1 :]:
            own, other = content(reading(first)), content(reading(second))
            if first.fact != second.fact and not own <= other and not other <= own:
                return now.rng.choice(ways), ((reading(first), first), (reading(second), second))
    return None


_VAGUELY_ASKED = frozenset("who what when where why how how_many".split())
_NEAR = 2

# -- two facts ----------------------------------------------------------------------------------


def _two_facts(now: Now) -> tuple[str, tuple[Option, Option]] | None:
    """Two open questions of one kind and a wording that fits both."""
    by_kind: dict[str, list[Candidate]] = {}
    told = {candidate.sentence for candidate in now.talk.asked}
    for candidate in now.open:
        if candidate.kind in _VAGUE and _short(candidate):
            by_kind.setdefault(candidate.kind, []).append(candidate)
    kinds = [kind for kind, found in by_kind.items() if len({c.fact for c in found}) > 1]
    if not kinds:
        return None
    kind = now.rng.choice(sorted(kinds))
    found = by_kind[kind]
    spoken_of = [candidate for candidate in found if candidate.sentence in told]
    if not spoken_of:
        return None  # "that" is nothing that was told
    first = now.rng.choice(spoken_of)
    others = [c for c in found if c.fact != first.fact and c.indirect != first.indirect]
    if not others:
        return None
    second = now.rng.choice(others)
    return now.rng.choice(_VAGUE[kind]), ((reading(first), first), (reading(second), second))


def _short(candidate: Candidate) -> bool:
    """Whether the candidate can be offered as a reading."""
    if candidate.kind in {"where", "why", "when"} and not is_past(candidate):
        return False
    return bool(candidate.indirect) and len(candidate.indirect.split()) <= _LONGEST_READING


def reading(candidate: Candidate) -> str:
    """A candidate as an indirect question with its full name."""
    return fill(candidate.indirect, named(candidate.entity, candidate.surface, "name"))
