"""What the page says of its topic: one of its sentences as it stands, for talks that end soon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.analysis import section_of
from codi.teachers.builtin.reading.tokens import Sentence
from codi.teachers.builtin.talking import moves
from codi.teachers.builtin.talking.choosing import part_of
from codi.teachers.builtin.talking.page_topic import PageTopic, page_topic, speaks_to_reader
from codi.teachers.builtin.talking.quoting import lists_as_they_stand, told_as_it_stands
from codi.teachers.builtin.talking.talk import Exchange, Now, Talk
from codi.teachers.builtin.talking.wording import first_person

_ENOUGH, _MOST = 3, 3
_ACT = "page says"
_FIRST = ("What can you tell me about {}?", "What should I know about {}?")
_MORE = (
    "What else can you tell me about {}?",
    "What else should I know about {}?",
    "Is there anything else to know about {}?",
)
_OF_PROSE = (
    ("What is there to know about {}?",),
    ("What else is there to know about {}?", "Is there anything else to know about {}?"),
)
_TOLD = 0.5


def page_says(now: Now) -> Exchange | None:
    """Asks what is said of the topic, where nothing else is left and the talk is short."""
    talk = now.talk
    short = now.style == "short" or len(talk.exchanges) >= _ENOUGH
    if short or talk.told(_ACT) >= _MOST:
        return None
    found = list(_answers(talk))
    if not talk.exchanges:
        first = int(len(found) * part_of(talk.plan.number))
        found = found[first:] + found[:first]
    topic = page_topic(talk.analysis, talk.plan.passage.title)
    asked, answer = "", next((one for one in found if topic and _is_on(one, topic, talk)), None)
    if topic is not None and answer is not None:
        asked = _asked(now, topic)
    if not asked:
        answer = next((one for one in found if _has_heading(one)), None)
        asked = _under(_title(answer), talk) if answer is not None else ""
    if not asked:
        answer = next(_lists(talk), None)
        if answer is not None and answer.bare:
            asked = f'What is listed under "{_title(answer)}"?'
        elif answer is not None:
            asked = _under(_title(answer), talk)
    if not asked or answer is None:
        return None
    return Exchange(
        user=moves.dressed(asked, now.manner(), now.rng),
        assistant=answer.text,
        quotes=(answer.quote,),
        act=_ACT,
    )


def _asked(now: Now, topic: PageTopic) -> str:
    """The open question, in words not used before."""
    known = content(topic.name) <= now.talk.said
    page = speaks_to_reader(now.talk.analysis)
    frames: tuple[str, ...] = _MORE if known else _FIRST
    frames = frames if page else _OF_PROSE[known]
    said = " ".join(exchange.user.lower() for exchange in now.talk.exchanges)
    ways = [first_person(frame.format(topic.name)) for frame in frames]
    fresh = [way for way in ways if way.lower().rstrip("?") not in said]
    return now.rng.choice(fresh) if fresh else ""


def _under(heading: str, talk: Talk) -> str:
    """Asks by its heading for one of the things that a section says."""
    known = any(
        f'about "{heading}"'.lower() in exchange.user.lower() for exchange in talk.exchanges
    )
    return f'What is {"another" if known else "one"} thing to know about "{heading}"?'


def _is_heading(heading: str) -> bool:
    """Whether a heading is plain words and not too long to be quoted."""
    return len(heading.split()) <= _LONGEST_HEADING and bool(_HEADING.fullmatch(heading))


_LONGEST_HEADING = 16
_HEADING = re.compile(r"[A-Za-z][^<>|*_`\[\]\"/\\]*[\w?!”)]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """A sentence or a list as it is told and as it stands; a `bare` list has no lead-in."""

    sentence: Sentence
    text: str
    quote: str
    bare: bool = False


def _answers(talk: Talk) -> Iterator[_Answer]:
    """Sentences that nobody asked about, that can stand alone and are mostly new."""
    quoted = [quote for exchange in talk.exchanges for quote in exchange.quotes]
    used, said = {candidate.sentence for candidate in talk.asked}, talk.said
    for line, text in told_as_it_stands(talk.analysis, said | content(talk.plan.passage.title)):
        sentence = line.sentence
        quote = talk.plan.passage.text[sentence.start : sentence.end]
        if sentence.index in used or any(quote in q or q in quote for q in quoted):
            continue
        own = content(text)
        if len(own & said) < _TOLD * len(own):
            yield _Answer(sentence=sentence, text=text, quote=quote)


def _has_heading(answer: _Answer) -> bool:
    return _is_heading(_title(answer))


def _lists(talk: Talk) -> Iterator[_Answer]:
    """Lists under a heading that nobody asked about, told with their lead-in and to their end."""
    passage = talk.plan.passage.text
    quoted = [quote for exchange in talk.exchanges for quote in exchange.quotes]
    used = {candidate.sentence for candidate in talk.asked}
    for told, text in lists_as_they_stand(talk.analysis):
        quote = passage[told[0].start : told[-1].end]
        asked = used & {sentence.index for sentence in told} or any(
            quote in q or q in quote for q in quoted
        )
        if not asked and _is_heading(_NUMBER.sub("", told[0].heading)):
            bare = told[0].kind == "item"
            yield _Answer(sentence=told[0], text=text, quote=quote, bare=bare)


def _title(answer: _Answer) -> str:
    """The heading that a list stands under, without its number."""
    return _NUMBER.sub("", answer.sentence.heading)


_NUMBER = re.compile(r"^(?:step )?\d+[.):]?\s+", re.IGNORECASE)


def _is_on(answer: _Answer, topic: PageTopic, talk: Talk) -> bool:
    """Whether a sentence is about the topic: by its words, or as advice in the topic's section."""
    if _opens_on(answer.text, content(topic.name)):
        return True
    here = answer.sentence.heading == section_of(talk.plan.passage.title)
    advice = _for_reader(answer.text) or answer.sentence.tokens[0].tag == "VB"
    return topic.own and here and advice


def _opens_on(text: str, name: frozenset[str]) -> bool:
    """Whether the first half of a sentence speaks of the topic, and not only beside the point."""
    words = text.split()
    beside = text.lower().startswith(_BESIDE)
    return not beside and name <= content(" ".join(words[: len(words) // 2 + 1]))


_BESIDE = ("while ", "although ", "though ", "as ", "since ", "because ", "whereas ", "despite ")


def _for_reader(text: str) -> bool:
    """Whether a sentence tells the reader what to do."""
    words = text.lower().split()
    return "you" in words or "your" in words
