"""Possessives and demonstratives for what was just told: "its roof", "this company", "that"."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading.entities import Entity
from codi.teachers.builtin.talking import moves
from codi.teachers.builtin.talking.acts import answered
from codi.teachers.builtin.talking.choosing import as_telling, choices
from codi.teachers.builtin.talking.reference import (
    BEHIND_OBJECT,
    POSSESSIVES,
    Before,
    pronoun_place,
    short_name,
)
from codi.teachers.builtin.talking.talk import Exchange, Now
from codi.teachers.builtin.talking.wording import fill, lowered, question

_TRIED, _LOOKED_AT = 2, 24
_NO_OWNED = (
    r"(?!(?:north|south|east|west|end|rest|middle|most|part|time|use|name|title|kind|sort|number"
    r"|lot)\b)"
)
_BEHIND_OWNER = rf"(?=$|,| (?:{BEHIND_OBJECT})\b)"


def point(now: Now) -> Iterator[Exchange]:
    """Questions with a possessive or a demonstrative for what the turn before was about."""
    ways = [
        way
        for name, way in (("possessive_anaphora", _owned), ("demonstrative_anaphora", _this))
        if now.wants(name)
    ]
    if not ways or now.first:
        return
    if now.wants("possessive_anaphora"):
        yield from _something_about(now)
    made = 0
    for looked_at, candidate in enumerate(choices(now)):
        if made >= _TRIED or looked_at >= _LOOKED_AT:
            return
        for way in ways:
            shown = way(candidate, now.before)
            if shown is not None:
                made += 1
                yield answered(now, shown, question(shown, now.manner(), now.rng))


_ABOUT = (
    "Can you tell me something about {} {}?",
    "What else do you know about {} {}?",
    "What else can you tell me about {} {}?",
)
_YEAR = re.compile(r"\b1[1-9]\d{2}\b|\b20\d{2}\b")
_LONGEST_TOLD = 20
_ASKS_OPENLY = frozenset("follow_up drill_down what".split())


def _something_about(now: Now) -> Iterator[Exchange]:
    """As in "What else do you know about his life?", once, for a deed or a dated event."""
    last = now.talk.last
    asked = any(_OF_LIFE.search(exchange.user) for exchange in now.talk.exchanges)
    if last is None or asked or now.style == "short" or now.turn.act not in _ASKS_OPENLY:
        return
    entity, facts = last.entity, now.talk.analysis.facts.facts
    rivals = [e for e in now.before.named if e.key != entity.key and e.pronoun == entity.pronoun]
    person = entity.kind == "person" and bool(entity.gender)
    if not entity.proper or entity.plural or not entity.pronoun or (person and rivals):
        return
    own = [c for c in now.open if c.entity.key == entity.key]
    for candidate in sorted(own, key=lambda c: -len(c.statement.split())):
        telling = as_telling(candidate)
        if telling is None or not 0 <= candidate.fact < len(facts):
            continue
        if len(telling.statement.split()) > _LONGEST_TOLD:
            continue
        verb = facts[candidate.fact].verb
        past = verb.group.tag == "VBD" or set(verb.auxiliaries) & {"was", "were"}
        if past and (person or (entity.kind != "person" and _YEAR.search(telling.statement))):
            what = "life" if person else "history"
            text = now.rng.choice(_ABOUT).format(POSSESSIVES[entity.pronoun], what)
            told = replace(telling, kind="what")
            yield answered(now, told, moves.dressed(text, now.manner("plain"), now.rng))
            return


_OF_LIFE = re.compile(r"\b(?:his|her|its) (?:life|history)\b", re.IGNORECASE)


def _owned(candidate: Candidate, before: Before) -> Candidate | None:
    """The question with "his", "her", "its" or "their" before a noun.

    It has one of its own behind its subject, which becomes a pronoun too; or the thing last spoken
    of stands in it as an owner: the mill's wheel, the wheel of the mill.
    """
    own = POSSESSIVES.get(candidate.entity.pronoun, "")
    has_own = own and re.search(rf"\{{S\}}.* {own} (?!own\b)[a-z]", candidate.direct)
    if has_own and pronoun_place(candidate, before) == "subject":
        return _with_subject(candidate, candidate.entity.pronoun)
    for entity, names in _owners(before):
        bound = "{S}" in candidate.direct and candidate.entity.pronoun == entity.pronoun
        if entity.key == candidate.entity.key or (bound and candidate.entity.kind == "person"):
            continue
        for name in names:
            made = _with_owner(candidate, entity, name)
            if made is not None:
                return made
    return None


def _owners(before: Before) -> Iterator[tuple[Entity, list[str]]]:
    """What the turn before named and one pronoun can only mean, with what it is called there."""
    last = before.last
    spoken = {entity.key: entity for entity in before.named}
    if last is not None:
        spoken.setdefault(last.entity.key, last.entity)
    for entity in spoken.values():
        rivals = [e for e in spoken.values() if e.pronoun == entity.pronoun and e is not entity]
        if entity.kind == "you" or entity.pronoun not in POSSESSIVES or rivals:
            continue
        names = [entity.text] if entity.text else []
        if last is not None and last.entity.key == entity.key:
            names.append(last.surface)
        if entity.kind == "person" and entity.proper:
            names.append(entity.text.split()[-1])
        yield entity, [name for name in names if name]


def _with_owner(candidate: Candidate, entity: Entity, called: str) -> Candidate | None:
    """The question with a possessive for what the thing owns in it."""
    own = POSSESSIVES[entity.pronoun]
    name = re.escape(called)
    of_it = re.compile(rf"\bthe {_NO_OWNED}((?:[a-z-]+ )?[a-z-]+) of {name}{_BEHIND_OWNER}")
    its = re.compile(rf"(?<![\w-]){name}(?:['’]s|(?<=s)['’]) (?=[a-z])")

    def changed(text: str) -> str:
        return its.sub(f"{own} ", of_it.sub(rf"{own} \1", text))

    asked = fill(candidate.direct, candidate.surface)
    direct, indirect = changed(asked), changed(fill(candidate.indirect, candidate.surface))
    if direct == asked or len(re.findall(rf"\b{own}\b", direct)) != 1 or called in direct:
        return None
    return replace(candidate, direct=direct, indirect=indirect)


def _this(candidate: Candidate, before: Before) -> Candidate | None:
    """The question about "this company", where the turn before named one."""
    last = before.last
    if last is None or "{S}" not in candidate.direct or candidate.entity.plural:
        return None
    entity = candidate.entity
    if entity.kind in {"you", "person"} or candidate.slot in {"heading", "identity"}:
        return None
    spoken = entity.key == last.entity.key or candidate.surface in before.last_text
    words = candidate.surface.split()
    noun = short_name(entity, candidate.surface)
    if words[0] == "the" and len(words) == _DEFINITE and words[1].islower():
        noun = words[1]
    named_so = re.search(rf"\b{re.escape(noun)}\b", before.last_text, re.IGNORECASE)
    if not noun or not spoken or not named_so:
        return None
    rivals = [e for e in before.named if e.key != entity.key and e.text.lower().endswith(noun)]
    return None if rivals else _with_subject(candidate, f"this {noun}")


_DEFINITE = 2


def _with_subject(candidate: Candidate, subject: str) -> Candidate:
    direct, indirect = fill(candidate.direct, subject), fill(candidate.indirect, subject)
    return replace(candidate, direct=direct, indirect=indirect)


# -- a lead-in ---------------------------------------------------------------------------------

_LEAD_INS = (
    "Speaking of that, {}",
    "Related to that, {}",
    "On that subject, {}",
    "While we're on that, {}",
)


def lead_in(now: Now, text: str, rng: random.Random) -> Iterator[str]:
    """Behind "speaking of that", once in a talk, where the question stays near the last answer."""
    used = any(_LEADS_IN.search(exchange.user) for exchange in now.talk.exchanges)
    if used or now.first or not text.endswith("?"):
        return
    frame = rng.choice(_LEAD_INS)
    yield frame.format(lowered(text))


_LEADS_IN = re.compile(
    r"\b(?:speaking of|related to|on|about|besides|apart from|beyond) that\b", re.IGNORECASE
)


def stays_near(now: Now, exchange: Exchange) -> bool:
    """Whether the exchange asks about the thing last told, or takes up a word of what was told."""
    last, candidate = now.talk.previous, exchange.candidate
    if last is None or candidate is None or candidate.slot in {"identity", "heading"}:
        return False
    if candidate.entity.key == last.entity.key or candidate.sentence == last.sentence:
        return True
    near = abs(candidate.sentence - last.sentence) <= 1
    return near and bool(content(exchange.user) & now.talk.latest)
