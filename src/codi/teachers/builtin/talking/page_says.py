"""What the page says of its topic: one of its sentences as it stands, for talks that end soon."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codi.phenomena.wording import content
from codi.teachers.builtin.talking import moves
from codi.teachers.builtin.talking.page_topic import PageTopic, page_topic, speaks_to_reader
from codi.teachers.builtin.talking.talk import Exchange, Now, Talk
from codi.teachers.builtin.talking.wording import first_person

_ENOUGH, _MOST = 3, 2
_ACT = "page says"
_FIRST = ("What does the page say about {}?", "What should I know about {}?")
_MORE = (
    "What else does the page say about {}?",
    "What else should I know about {}?",
    "Is there anything else to know about {}?",
)
_TOLD = 0.5
_UNCLEAR = re.compile(
    r"\w: |\. [a-z]|\b(?:therefore|thus|above|below|following|example|let['’]s|here)\b"
    r"|^(?:An? (?:\w+ )?(?:hour|day|week|year|minute)|\w+ \d+(?:st|nd|rd|th)?, \d)",
    re.IGNORECASE,
)
"""Labels, broken text, examples and what leans on the sentence before."""


def page_says(now: Now) -> Exchange | None:
    """Asks what is said of the topic, where nothing else is left and the talk is short."""
    talk = now.talk
    short = now.style == "short" or len(talk.exchanges) >= _ENOUGH
    if short or talk.told(_ACT) >= _MOST:
        return None
    topic = page_topic(talk.analysis, talk.plan.passage.title)
    if topic is None:
        return None
    asked = _asked(now, topic)
    text, quote = next(_sentences(talk, topic), ("", ""))
    if not text or not asked:
        return None
    return Exchange(
        user=moves.dressed(asked, now.manner(), now.rng), assistant=text, quotes=(quote,), act=_ACT
    )


def _asked(now: Now, topic: PageTopic) -> str:
    """The open question, in words not used before."""
    known = content(topic.name) <= now.talk.said
    page = speaks_to_reader(now.talk.analysis)
    frames: tuple[str, ...] = _MORE if known else _FIRST
    frames = frames if page else frames[:1]
    said = " ".join(exchange.user.lower() for exchange in now.talk.exchanges)
    ways = [first_person(frame.format(topic.name)) for frame in frames]
    ways = [way if page else way.replace("the page", "the passage") for way in ways]
    fresh = [way for way in ways if way.lower().rstrip("?") not in said]
    return now.rng.choice(fresh) if fresh else ""


def _sentences(talk: Talk, topic: PageTopic) -> Iterator[tuple[str, str]]:
    """Sentences that nobody asked about and that can stand alone, as answers and as they are."""
    quoted = [quote for exchange in talk.exchanges for quote in exchange.quotes]
    used = {candidate.sentence for candidate in talk.asked}
    name, said = content(topic.name), talk.said
    for reading in (moves.quotable, moves.loosely_quotable):
        for sentence in talk.analysis.facts.sentences:
            quote = talk.plan.passage.text[sentence.start : sentence.end]
            if sentence.index in used or any(quote in q or q in quote for q in quoted):
                continue
            text = reading(sentence)
            own = content(text)
            about = _opens_on(text, name) or (topic.own and _for_reader(text))
            if text and about and not _UNCLEAR.search(text) and len(own & said) < _TOLD * len(own):
                yield text, quote


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
