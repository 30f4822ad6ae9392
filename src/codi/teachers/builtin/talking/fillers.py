"""Turns that ask for no single fact: the topic, something more, a summary, thanks."""

from __future__ import annotations

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.talking import beyond, moves
from codi.teachers.builtin.talking.novelty import few_turns
from codi.teachers.builtin.talking.talk import Exchange, Now
from codi.text import content_words

_WHAT_ABOUT = (
    "What is this about?",
    "What is the topic here?",
    "What is it all about?",
)
_MORE = (
    "What else should I know about {}?",
    "Is there anything else to know about {}?",
    "Anything else on {}?",
    "Can you tell me more about {}?",
)
_FIRST = ("What can you tell me about {}?", "What should I know about {}?")
_FIRST_OF_ALL = ("What should I know first?", "Where should we start?", "What can you tell me?")
_MORE_OF_ALL = ("What else should I know?", "And what else?", "Is there anything else to know?")
_SUM_UP = (
    "Can you sum up what we have covered so far?",
    "Could you give me a short summary of what you've told me so far?",
    "Can you summarise the main points so far?",
    "So, what have we learned so far?",
)
_THANKS = (
    "Thanks, that is all I wanted to know.",
    "Thank you, that was very helpful.",
    "Great, thanks for your help!",
    "Thank you, that answers my questions.",
    "Perfect, thank you. That is everything.",
)
_WELCOME = (
    "You're welcome!",
    "Glad I could help!",
    "You're welcome. Feel free to come back with more questions.",
    "My pleasure!",
    "Happy to help!",
)
_MOST_SUMMED_UP = 4
_LONGEST_NAME = 6


def about(now: Now) -> Exchange | None:
    """What is this about? Only to open a talk."""
    if not now.first:
        return None
    topic = beyond.main_topic(now.talk.analysis, now.talk.plan.passage.title)
    if topic is None:
        return None
    text = moves.dressed(now.rng.choice(_WHAT_ABOUT), now.manner(), now.rng)
    return Exchange(
        user=text,
        assistant=topic.name if now.style == "short" else topic.sentence,
        quotes=(topic.span.of(now.talk.plan.passage.text),),
        act="about",
    )


def something_else(now: Now) -> Exchange | None:
    """Anything else about the topic? Once, for a sentence that the rules could not take apart.

    In the first turns again, so that there is a talk at all; short answers only then.
    """
    talk = now.talk
    few = few_turns(talk)
    if not few and (talk.told("something_else") or now.style == "short"):
        return None
    found = _unasked(now)
    if found is None:
        return None
    text, quote = found
    name = _topic_of(now, text)
    if not (name or few):
        return None
    asked = _asked(now, name)
    if asked is None:
        return None
    return Exchange(
        user=moves.dressed(asked, now.manner(), now.rng),
        assistant=text.removesuffix(".") if now.style == "short" else text,
        quotes=(quote,),
        act="something_else",
    )


def _unasked(now: Now) -> tuple[str, str] | None:
    """A sentence as an answer, and as it stands, that nobody has asked for and that is clear here.

    Where the talk has hardly begun also the one behind the last, which need not stand alone.
    """
    talk = now.talk
    few = few_turns(talk)
    readings = [moves.quotable, moves.loosely_quotable] if few else [moves.quotable]
    quoted = {quote for exchange in talk.exchanges for quote in exchange.quotes}
    used = {candidate.sentence for candidate in talk.asked}
    sentences = [
        (sentence, talk.plan.passage.text[sentence.start : sentence.end])
        for sentence in talk.analysis.facts.sentences
    ]
    left = [(s, q) for s, q in sentences if s.index not in used and q not in quoted]
    for reading in readings:
        for sentence, quote in reversed(left) if now.wants("topic_shift") else left:
            text = reading(sentence)
            if text and (few or _topic_of(now, text)):
                return text, quote
    if not few or now.first:
        return None
    latest = talk.exchanges[-1].quotes
    ends = [s.index + 1 for s, q in sentences if any(q in quote or quote in q for quote in latest)]
    following = ((moves.continuing(s), q) for s, q in left if s.index in ends)
    return next(((text, quote) for text, quote in following if text), None)


def _asked(now: Now, name: str) -> str | None:
    """The open question, in words not used before; without a name only for want of a better."""
    frames = _FIRST if now.first else _MORE
    plain = _FIRST_OF_ALL if now.first else _MORE_OF_ALL
    ways = [*([frame.format(name) for frame in frames] if name else ()), *([] if name else plain)]
    said = " ".join(exchange.user.lower() for exchange in now.talk.exchanges)
    fresh = [way for way in ways if way.lower().rstrip("?") not in said]
    return now.rng.choice(fresh) if fresh else None


def _topic_of(now: Now, text: str) -> str:
    """What the talk is about and this sentence too: the last thing, else the passage's topic."""
    talk = now.talk
    last = talk.last
    words = set(content_words(text))
    if last is not None and last.entity.kind != "you" and last.slot != "heading":
        named = set(content_words(last.surface))
        clear = last.entity.proper or last.surface.startswith("the ")
        if clear and named and named <= words and len(last.surface.split()) <= _LONGEST_NAME:
            return last.surface
    topic = beyond.main_topic(talk.analysis, talk.plan.passage.title)
    if topic is None or not topic.noun or len(topic.name.split()) > _LONGEST_NAME:
        return ""
    if not set(content_words(topic.name)) <= words:
        return ""
    return topic.name


def summary(now: Now) -> Exchange | None:
    """The answers so far in a few sentences."""
    recent = _told(now)[-_MOST_SUMMED_UP:]
    if len(recent) < 2 or now.talk.told("summary"):
        return None
    quotes = dict.fromkeys(quote for c in recent for quote in now.talk.quotes(c))
    return Exchange(
        user=moves.dressed(now.rng.choice(_SUM_UP), now.manner("plain"), now.rng),
        assistant=moves.summary(recent),
        quotes=tuple(quotes),
        act="summary",
    )


def _told(now: Now) -> list[Candidate]:
    """The facts told so far, each once and at its fullest."""
    return moves.fullest([c for c in now.talk.asked if c.kind != "compare"])


def close(now: Now) -> Exchange:
    """Thanks, and a friendly word."""
    return Exchange(
        user=moves.dressed(now.rng.choice(_THANKS), now.manner("plain"), now.rng),
        assistant=now.rng.choice(_WELCOME),
        act="close",
    )
