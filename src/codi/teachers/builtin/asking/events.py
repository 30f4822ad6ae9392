"""What happens in a story: sentences that tell of one thing done or undergone, as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codi.teachers.builtin.reading import valency
from codi.teachers.builtin.reading.entities import Entity
from codi.teachers.builtin.reading.facts import PassageFacts
from codi.teachers.builtin.reading.framed import meant_by
from codi.teachers.builtin.reading.frames import Frame, read_frame
from codi.teachers.builtin.reading.kinds import noun_gender, np_kind
from codi.teachers.builtin.reading.leaning import leanings
from codi.teachers.builtin.reading.lines import Line
from codi.teachers.builtin.reading.phrases import head_of, noun_phrase
from codi.teachers.builtin.reading.tagset import NOUNS, at
from codi.types import Span

_PERSONS = frozenset(["he", "she", "they"])
_OWNERS = frozenset(["his", "her", "their"])
_SPEAKING = frozenset(
    "i me my mine myself we us our ours you your yours yourself it this that these those".split()
)
_STATES = frozenset(
    """have know like love want need believe think live seem feel contain include consist belong
    own mean look hear remain hope wish understand hate prefer appear keep stay use cost matter
    exist say wonder enjoy deserve depend weigh resemble require concern involve remember expect
    plan intend stand lie be""".split()
)
"""Verbs that tell how things are, or what goes on for long, and no event."""
_HABITS = re.compile(
    r"\b(?:always|often|usually|sometimes|never|every|each|once|used to|would|generally|normally"
    r"|still|already|ago|earlier|before|previously|meanwhile|originally|first|years?|centur\w+"
    r"|\d{3,}s?|n't|not)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"''|``|[\"“”:;()\[\]]")
_LONGEST, _SHORTEST = 26, 4
_FEWEST_EVENTS = 3
_YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})s?\b")
_MOST_YEARS = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A sentence that tells an event: who (`pronoun` as it stands, `entity` where known), what.

    `before` are the words in front of the subject, `deed` those from the verb on, `acted` tells
    that somebody did it on purpose.
    """

    sentence: int
    span: Span
    pronoun: str
    entity: Entity | None
    surface: str
    before: str
    deed: str
    acted: bool


def story_events(passage: PassageFacts, text: str, lines: Sequence[Line]) -> dict[int, Event]:
    """The events of a story by their sentences; none where a text reports or explains."""
    if speaks_to_reader(passage) or len(_YEAR.findall(text)) > _MOST_YEARS:
        return {}
    found = {event.sentence: event for line in lines for event in _events(passage, line)}
    return found if len(found) >= _FEWEST_EVENTS else {}


def speaks_to_reader(passage: PassageFacts) -> bool:
    """Whether a passage says "you" to whoever reads it."""
    said = any({"you", "your"} & sentence.words for sentence in passage.sentences)
    return passage.addressed and said


def _events(passage: PassageFacts, line: Line) -> Iterator[Event]:
    frame = read_frame(line) if line.sentence.usable else None
    if frame is None or not tells_event(frame) or frame.end < line.length:
        return
    tokens, (start, end) = line.tokens, frame.subject
    fronted = frame.front[0] < frame.front[1]
    begin = frame.front[0] if fronted else start
    words = line.words(begin, frame.end)
    if not _SHORTEST <= len(words.split()) <= _LONGEST or _HABITS.search(words):
        return
    spoken = any(token.lower in _SPEAKING for token in tokens[begin : frame.end])
    if spoken or _QUOTED.search(words) or any(one.never for one in leanings(tokens)):
        return
    first = tokens[start].lower
    pronoun = first if first in _PERSONS and end == start + 1 else ""
    entity = meant_by(passage, frame) if pronoun else _told_of(passage, line, start, end)
    if not pronoun and entity is None:
        return
    lemma = frame.said.group.lemma if frame.said else ""
    yield Event(
        sentence=line.sentence.index,
        span=Span(start=line.sentence.start, end=line.sentence.end),
        pronoun=pronoun,
        entity=entity,
        surface=entity.text if pronoun and entity else line.words(start, end),
        before=line.words(begin, start) if fronted else "",
        deed=line.words(frame.verb, frame.end),
        acted=lemma in valency.DEEDS and frame.said is not None and not frame.said.group.passive,
    )


def tells_event(frame: Frame) -> bool:
    """Whether the main verb tells an event: a simple past, or what was done to somebody."""
    said = frame.said
    if said is None or said.negative or said.never or said.copula or frame.to_reader:
        return False
    if said.group.lemma in _STATES:
        return False
    undergone = said.group.passive and said.auxiliaries in (["was"], ["were"])
    return undergone or (said.group.tag == "VBD" and not said.auxiliaries)


def _told_of(passage: PassageFacts, line: Line, start: int, end: int) -> Entity | None:
    """Whom or what a subject names: somebody named, "the driver", or "his mother"."""
    tokens = line.tokens
    head = tokens[head_of(tokens, start, end)]
    if head.tag not in NOUNS or not all(t.tag != "PRP" for t in tokens[start:end]):
        return None
    owned = tokens[start].lower in _OWNERS and noun_phrase(tokens, start) == end
    if not owned:
        definite = tokens[start].lower == "the" or head.tag.startswith("NNP")
        joined = any(token.lower == "and" for token in tokens[start:end])
        if not definite or at(tokens, end).tag in {"WDT", "WP"}:
            return None
        return passage.entities.mention(
            tokens, start, end, line.sentence.index, subject=False, plural=True if joined else None
        )
    surface = line.words(start, end)
    kind = np_kind(tokens, start, end)
    if kind != "person":
        return None
    return Entity(
        key=surface.lower(),
        text=surface,
        kind=kind,
        plural=head.tag == "NNS",
        proper=False,
        gender=noun_gender(head.lower),
    )
