"""What the page says of its topic: one of its sentences as it stands, for talks that end soon."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.analysis import section_of
from codi.teachers.builtin.reading.tagset import FINITE
from codi.teachers.builtin.reading.tokens import Sentence
from codi.teachers.builtin.talking import moves
from codi.teachers.builtin.talking.page_topic import PageTopic, page_topic, speaks_to_reader
from codi.teachers.builtin.talking.talk import Exchange, Now, Talk
from codi.teachers.builtin.talking.wording import first_person

_ENOUGH, _MOST = 3, 3
_ACT = "page says"
_FIRST = ("What does the page say about {}?", "What should I know about {}?")
_MORE = (
    "What else does the page say about {}?",
    "What else should I know about {}?",
    "Is there anything else to know about {}?",
)
_TOLD = 0.5
_UNCLEAR = re.compile(
    r"\w: |\. [a-z]|^you would\b|^see\b|[\"“]|\b(?:feel free|in bold|for more info\w*)\b"
    r"|\b(?:therefore|thus|above|below|following|examples?|let['’]s|here|now)\b"
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
    found = list(_answers(talk, (moves.quotable, moves.loosely_quotable)))
    topic = page_topic(talk.analysis, talk.plan.passage.title)
    asked, answer = "", next((one for one in found if topic and _is_on(one, topic, talk)), None)
    if topic is not None and answer is not None:
        asked = _asked(now, topic)
    if not asked:
        answer = next((one for one in found if _has_heading(one)), None)
        asked = _under(_title(answer), talk) if answer is not None else ""
    if not asked:
        answer = next(_lists(talk), None)
        asked = f'What does the page list under "{_title(answer)}"?' if answer is not None else ""
    if not asked:
        standing = _answers(talk, (_as_it_stands,))
        answer = next((one for one in standing if _has_heading(one)), None)
        asked = _under(_title(answer), talk) if answer is not None else ""
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
    frames = frames if page else frames[:1]
    said = " ".join(exchange.user.lower() for exchange in now.talk.exchanges)
    ways = [first_person(frame.format(topic.name)) for frame in frames]
    ways = [way if page else way.replace("the page", "the passage") for way in ways]
    fresh = [way for way in ways if way.lower().rstrip("?") not in said]
    return now.rng.choice(fresh) if fresh else ""


def _under(heading: str, talk: Talk) -> str:
    """Asks by its heading for one of the things that a section says."""
    known = any(
        f'under "{heading}"'.lower() in exchange.user.lower() for exchange in talk.exchanges
    )
    return f'What is {"another" if known else "one"} thing the page says under "{heading}"?'


def _is_heading(heading: str) -> bool:
    """Whether a heading is plain words and not too long to be quoted."""
    return len(heading.split()) <= _LONGEST_HEADING and bool(_HEADING.fullmatch(heading))


_LONGEST_HEADING = 12
_HEADING = re.compile(r"[A-Z][^<>|*_`\[\]\"/\\]*[\w?”)]")


_Reading = Callable[[Sentence], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """A sentence of the passage as it is told and as it stands."""

    sentence: Sentence
    text: str
    quote: str


def _answers(talk: Talk, readings: Sequence[_Reading]) -> Iterator[_Answer]:
    """Sentences that nobody asked about, that can stand alone and are mostly new."""
    quoted = [quote for exchange in talk.exchanges for quote in exchange.quotes]
    used, said = {candidate.sentence for candidate in talk.asked}, talk.said
    for reading in readings:
        for sentence in talk.analysis.facts.sentences:
            quote = talk.plan.passage.text[sentence.start : sentence.end]
            if sentence.index in used or any(quote in q or q in quote for q in quoted):
                continue
            item = sentence.kind == "item"
            standing = reading is _as_it_stands and not _is_introduced(sentence, talk)
            text = reading(sentence) if standing or not item else ""
            own = content(text)
            if text and not _UNCLEAR.search(text) and len(own & said) < _TOLD * len(own):
                yield _Answer(sentence=sentence, text=text, quote=quote)


def _as_it_stands(sentence: Sentence) -> str:
    """The words of a paragraph's sentence that leans on none before it; nothing of another."""
    text = sentence.text().strip()
    stated = any(token.tag in FINITE | {"VB"} for token in sentence.tokens)
    whole = stated and text.endswith((".", "!")) and text[:1].isupper() and not sentence.hangs
    length = len(text.split())
    if (
        not whole
        or _LEANS.match(text)
        or _POINTS.search(text)
        or not _SHORTEST <= length <= _LONGEST
    ):
        return ""
    return text


def _is_introduced(item: Sentence, talk: Talk) -> bool:
    """Whether the list that holds an item goes on from words that end in a colon."""
    for sentence in talk.analysis.facts.sentences[item.index :: -1]:
        if sentence.kind != "item" or sentence.heading != item.heading:
            passage = talk.plan.passage.text
            return passage[sentence.start : sentence.end].rstrip(" *_").endswith(":")
    return False


def _has_heading(answer: _Answer) -> bool:
    return _is_heading(_title(answer))


def _lists(talk: Talk) -> Iterator[_Answer]:
    """Lists that stand below a heading of their own and were not asked about, told to their end."""
    passage = talk.plan.passage.text
    quoted = [quote for exchange in talk.exchanges for quote in exchange.quotes]
    used = {candidate.sentence for candidate in talk.asked}
    for (heading, kind), group in groupby(
        talk.analysis.facts.sentences, key=lambda sentence: (sentence.heading, sentence.kind)
    ):
        items = list(group)
        quote = passage[items[0].start : items[-1].end]
        asked = used & {item.index for item in items} or any(quote in q for q in quoted)
        if kind != "item" or asked or not _is_heading(_NUMBER.sub("", heading)):
            continue
        texts = [passage[item.start : item.end].strip().rstrip(".;,") for item in items]
        words = sum(len(text.split()) for text in texts)
        whole = not any(
            _NO_ITEM.search(text) or len(text.split()) > _LONGEST_ITEM for text in texts
        )
        if whole and _FEWEST_ITEMS <= len(items) <= _MOST_ITEMS and words <= _LONGEST_LIST:
            text = f"It lists: {'; '.join(texts)}."
            yield _Answer(sentence=items[0], text=text, quote=quote)


def _title(answer: _Answer) -> str:
    """The heading that a list stands under, without its number."""
    return _NUMBER.sub("", answer.sentence.heading)


_SHORTEST, _LONGEST = 5, 50
_POINTS = re.compile(r"^(?:\S+ ){0,2}(?:this|that|these|those|they|it)\b", re.IGNORECASE)
_LEANS = re.compile(
    r"(?:today|this|that|these|those|it|they|he|she|we|such|but|and|or|so|then|also|however|therefore|thus"
    r"|instead|otherwise|here|once|again|yes|no|sure|generally|another|other|both|second|third"
    r"|finally|next|later|similarly|in (?:addition|effect|practice|that|this|these|other)|because"
    r"|for example|more important|to (?:new|do) )\b",
    re.IGNORECASE,
)
"""How a sentence begins that goes on from the one before."""
_FEWEST_ITEMS, _MOST_ITEMS, _LONGEST_LIST, _LONGEST_ITEM = 2, 12, 100, 20
_NUMBER = re.compile(r"^(?:step )?\d+[.):]?\s+", re.IGNORECASE)
_NO_ITEM = re.compile(
    r"^$|[:?]$|[.!?] [A-Z]|https?:|[<>|*_`\[\]]|^\(|^(?:see|this|these|it|they)\b|\b(?:and|or)$",
    re.IGNORECASE,
)
"""Items of several sentences, links, markup, and what leans on the item before."""


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
