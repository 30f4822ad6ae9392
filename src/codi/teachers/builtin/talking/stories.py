"""What happened next: questions that go on with a story where the last answer left it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.analysis import whole_statement
from codi.teachers.builtin.asking.candidates import Candidate, tidy
from codi.teachers.builtin.asking.events import Event
from codi.teachers.builtin.reading.entities import Entity
from codi.teachers.builtin.reading.facts import Fact
from codi.teachers.builtin.talking.talk import Now
from codi.types import Span

_DATED = re.compile(r"\b(?:1\d{3}|20\d{2}|in|on|before|earlier|originally|first|until)\b")
_LONGEST, _MOST, _REACH = 22, 3, 2
_TOLD = 0.6
_WAYS = ("after that", "then", "next")
SLOT = "next"


def next_events(now: Now) -> Iterator[Candidate]:
    """As in "What did she do then?" for what the next sentences tell, in the past tense."""
    talk = now.talk
    last = talk.previous
    made = [c.slot for c in talk.asked].count(SLOT)
    if last is None or last.wrong or made >= _MOST:
        return
    way = _WAYS[made]
    told = list(_told_next(now, last, way))
    yield from told
    if not told and last.slot != SLOT:
        yield from _read_next(now, last, way)


def _told_next(now: Now, last: Candidate, way: str) -> Iterator[Candidate]:
    """The very next sentence as it stands, where the one before it was just told."""
    talk = now.talk
    events = talk.analysis.events
    event, before = events.get(last.sentence + 1), events.get(last.sentence)
    used = {c.sentence for c in talk.asked}
    if event is None or before is None or event.sentence in used:
        return
    own = content(f"{before.before} {before.deed}")
    if len(own & talk.latest) < _TOLD * len(own):
        return
    same = event.entity is not None and event.entity.key == last.entity.key
    same = same or bool(event.pronoun and event.pronoun == last.entity.pronoun)
    entity, surface = event.entity, event.surface
    if same:
        entity, surface = last.entity, last.surface
    if entity is not None:
        yield _asked_of(event, entity, surface, way, same=same)


def _asked_of(event: Event, entity: Entity, surface: str, way: str, *, same: bool) -> Candidate:
    does = same and event.acted and not event.before
    direct = f"What did {{S}} do {way}" if does else f"What happened {way}"
    return Candidate(
        kind="what",
        direct=direct,
        indirect=f"what {{S}} did {way}" if does else f"what happened {way}",
        short=tidy(event.deed if does else f"{event.before} {surface} {event.deed}"),
        statement=tidy(f"{event.before} {{S}} {event.deed}"),
        entity=entity,
        fact=_EVENTS + event.sentence,
        sentence=event.sentence,
        slot=SLOT,
        evidence=(event.span,),
        surface=surface,
    )


_EVENTS = 70_000


def _read_next(now: Now, last: Candidate, way: str) -> Iterator[Candidate]:
    """The next clauses that were read whole."""
    talk, facts = now.talk, now.talk.analysis.facts.facts
    if last.fact >= len(facts) or not _tells_deed(facts[last.fact]):
        return
    used = {c.sentence for c in talk.asked}
    for fact in facts:
        place = fact.sentence.index
        event = talk.analysis.events.get(place)
        if place in used or not 1 <= place - last.sentence <= _REACH or not _tells_deed(fact):
            continue
        if event is not None:
            entity = event.entity
            if entity is not None and not event.pronoun:
                same = entity.key == last.entity.key
                yield _asked_of(event, entity, event.surface, way, same=same)
        else:
            candidate = _asked(fact, last)
            if candidate is not None:
                yield replace(
                    candidate,
                    direct=f"{candidate.direct} {way}",
                    indirect=f"{candidate.indirect} {way}",
                )


def _tells_deed(fact: Fact) -> bool:
    """Whether the clause tells of one deed or event of somebody, in the simple past."""
    verb = fact.verb
    simple = verb.group.tag == "VBD" and not verb.auxiliaries and not verb.copula
    plain = simple and not (verb.negative or verb.never or fact.follows or fact.clause.relative)
    return plain and fact.subject.kind in {"person", "group"} and verb.group.lemma not in _STATES


_STATES = frozenset(
    """have know like love want need believe think live seem feel contain include consist belong
    own mean look hear see remain become""".split()
)


def _asked(fact: Fact, last: Candidate) -> Candidate | None:
    statement = whole_statement(fact)
    if not statement or len(statement.split()) > _LONGEST or _DATED.search(statement):
        return None
    same = fact.subject.key == last.entity.key
    if not same and not fact.subject.proper:
        return None
    deed = statement.replace("{S} ", "", 1)
    return Candidate(
        kind="what",
        direct="What did {S} do" if same else "What happened",
        indirect="what {S} did" if same else "what happened",
        short=tidy(deed if same else f"{fact.surface} {deed}"),
        statement=tidy(statement),
        entity=fact.subject,
        fact=fact.index,
        sentence=fact.sentence.index,
        slot=SLOT,
        evidence=(Span(start=fact.sentence.start, end=fact.sentence.end),),
        surface=fact.surface,
    )
