"""Turns that ask for no single fact: the topic, something more, a summary, thanks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codi.phenomena.wording import content
from codi.teachers.builtin.talking import beyond, moves
from codi.teachers.builtin.talking.novelty import few_turns
from codi.teachers.builtin.talking.quoting import told_as_it_stands
from codi.teachers.builtin.talking.talk import Exchange, Now, Talk
from codi.text import content_words

_WHAT_ABOUT = (
    "What is this about?",
    "What is the topic here?",
    "What is the main topic?",
)
_MORE = (
    "What else should I know about {}?",
    "Is there anything else to know about {}?",
    "Anything else on {}?",
    "Can you tell me more about {}?",
)
_FIRST = ("What can you tell me about {}?", "What should I know about {}?")
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
_LONGEST_NAME = 6


def about(now: Now) -> Exchange | None:
    """What is this about? Only to open a talk."""
    if not now.first:
        return None
    topic = beyond.main_topic(now.talk.analysis, now.talk.plan.passage.title)
    if topic is None or not _mostly_about(now.talk, topic.name):
        return None
    text = moves.dressed(now.rng.choice(_WHAT_ABOUT), now.manner(), now.rng)
    return Exchange(
        user=text,
        assistant=topic.name if now.style == "short" else topic.sentence,
        quotes=(topic.span.of(now.talk.plan.passage.text),),
        act="about",
    )


def _mostly_about(talk: Talk, name: str) -> bool:
    """Whether most sentences open with the topic's head noun, or a pronoun for it."""
    head = content(name.partition(" of ")[0].rpartition(" ")[2])
    opened = [
        content(" ".join(token.text for token in sentence.tokens[:_OPENING_WORDS])) & head
        or sentence.tokens[0].lower in _PRONOUNS
        for sentence in talk.analysis.facts.sentences
        if sentence.tokens
    ]
    return 2 * sum(map(bool, opened)) > len(opened)


_OPENING_WORDS = 6
_PRONOUNS = frozenset(["it", "they", "he", "she"])


def something_else(now: Now) -> Exchange | None:
    """Anything else about the topic? Once, for a sentence that the rules could not take apart.

    In the first turns again, so that there is a talk at all. A sentence is no short answer.
    """
    talk = now.talk
    if now.style == "short" or (talk.told("something_else") and not few_turns(talk)):
        return None
    for text, quote in _unasked(now):
        name = _topic_of(now, text)
        asked = _asked(now, name) if name else None
        if asked is not None:
            return Exchange(
                user=moves.dressed(asked, now.manner(), now.rng),
                assistant=text,
                quotes=(quote,),
                act="something_else",
            )
    return None


def _unasked(now: Now) -> Iterator[tuple[str, str]]:
    """Sentences behind the last one told, as answers and as they stand, that are clear here."""
    talk = now.talk
    quoted = {quote for exchange in talk.exchanges for quote in exchange.quotes}
    reached = max((candidate.sentence for candidate in talk.asked), default=-1)
    known = talk.said | content(talk.plan.passage.title)
    for line, text in told_as_it_stands(talk.analysis, known):
        quote = talk.plan.passage.text[line.sentence.start : line.sentence.end]
        if line.sentence.index > reached and not any(quote in q or q in quote for q in quoted):
            yield text, quote


def _asked(now: Now, name: str) -> str | None:
    """The open question, in words not used before."""
    frames = _FIRST if now.first else _MORE
    said = " ".join(exchange.user.lower() for exchange in now.talk.exchanges)
    fresh = [way for frame in frames if (way := frame.format(name)).lower().rstrip("?") not in said]
    return now.rng.choice(fresh) if fresh else None


def _topic_of(now: Now, text: str) -> str:
    """What the talk is about and this sentence too: the last thing, else the passage's topic."""
    talk = now.talk
    last = talk.last
    if last is not None and last.entity.kind != "you" and last.slot != "heading":
        clear = last.entity.proper or last.surface.startswith("the ")
        if clear and _is_about(text, last.surface):
            return last.surface
    topic = beyond.main_topic(talk.analysis, talk.plan.passage.title)
    if topic is None or not topic.noun:
        return ""
    advice = _ADVICE.match(text) and set(content_words(topic.name)) <= set(content_words(text))
    return topic.name if advice or _is_about(text, topic.name) else ""


def _is_about(text: str, name: str) -> bool:
    """Whether the sentence opens with the name, so that it is told of the thing itself."""
    opening = text.lower().removeprefix("the ")
    bare = name.lower().removeprefix("the ")
    short = len(name.split()) <= _LONGEST_NAME
    return short and re.match(rf"{re.escape(bare)} (?!and\b|or\b|of\b)", opening) is not None


_ADVICE = re.compile(r"You (?:can|may|must|should|need)\b")


def close(now: Now) -> Exchange:
    """Thanks, and a friendly word."""
    return Exchange(
        user=moves.dressed(now.rng.choice(_THANKS), now.manner("plain"), now.rng),
        assistant=now.rng.choice(_WELCOME),
        act="close",
    )
