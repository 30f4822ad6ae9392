"""Questions that the passage does not answer, and what it speaks of as a whole."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.analysis import Analysis, analyse, section_of
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.handbook import lowered_heading
from codi.teachers.builtin.asking.sense import stands_first
from codi.teachers.builtin.reading.english import verb_forms, verb_lemma, word_classes
from codi.teachers.builtin.reading.entities import keeps_capital
from codi.teachers.builtin.reading.tokens import Sentence
from codi.teachers.builtin.talking.page_topic import as_used
from codi.teachers.builtin.talking.reference import short_name
from codi.teachers.builtin.talking.wording import fill
from codi.text import content_words
from codi.types import Passage, Span

_ASKED_ELSEWHERE = ("who", "when", "where", "what", "how_many", "why", "how")
_ORGANISED = frozenset(
    """school college university academy institute hospital museum library team club band orchestra
    company corporation bank society association foundation council committee commission department
    agency office programme program project""".split()
)
_BUILT = frozenset(
    """bridge canal dam castle tower palace church cathedral temple mosque abbey monastery stadium
    station airport prison library museum theatre theater""".split()
)
_ABSENT: tuple[tuple[frozenset[str], str, str, str], ...] = (
    (
        frozenset(["person"]),
        "Where {be} {S} born",
        "where {S} {be} born",
        "born birth birthplace native grew",
    ),
    (
        frozenset(["person"]),
        "Who {be} {S} married to",
        "who {S} {be} married to",
        "married wife husband spouse marriage married",
    ),
    (
        frozenset(["person"]),
        "How many children {do} {S} have",
        "how many children {S} had",
        "child children son sons daughter daughters",
    ),
    (
        frozenset(["person"]),
        "What school did {S} go to",
        "what school {S} went to",
        "school university college studied student education",
    ),
    (
        _ORGANISED,
        "Who is in charge of {S}",
        "who is in charge of {S}",
        """head heads headed lead leads led leader manage manages managed manager run runs
        responsible director president charge owner chair chaired chairman principal rector""",
    ),
    (
        _ORGANISED,
        "When was {S} founded",
        "when {S} was founded",
        """founded founder founding founders established establishment created started began formed
        opened launched""",
    ),
    (
        _BUILT,
        "When was {S} built",
        "when {S} was built",
        "built build building construction constructed erected completed opened begun finished",
    ),
    (
        _BUILT,
        "How much did {S} cost",
        "how much {S} cost",
        "cost costs price paid dollars euros pounds million money worth fee",
    ),
    (
        frozenset(["place"]),
        "How many people live in {S}",
        "how many people live in {S}",
        "population people inhabitants residents live lived",
    ),
    (
        frozenset(["task"]),
        "Who should I ask if I have questions about {S}",
        "who I should ask if I have questions about {S}",
        """ask asked contact call email e-mail mail slack question questions reach help support team
        channel manager supervisor specialist office""",
    ),
)
"""(whom it is asked of; question; the same indirect; words that would tell it).

It is asked of persons, of places, of names with one of the nouns, or (`task`) of names on a page
that speaks to its reader.
"""


def unanswerable(
    analysis: Analysis, passage: Passage, asked: Sequence[str], rng: random.Random
) -> Candidate | None:
    """A question that the neighbouring text answers and this one does not, or a missing detail."""
    before = [content(question) for question in asked]

    def new(candidate: Candidate) -> bool:
        stems = content(fill(candidate.direct, candidate.surface))
        return not any(stems <= earlier for earlier in before)

    nearby = [c for c in analysis.once(_told_nearby, passage) if new(c)]
    topic = content(passage.title.replace("_", " "))
    inside = [c for c in analysis.once(_not_told, topic) if new(c)]
    options = nearby if nearby and (not inside or rng.random() < 0.7) else inside
    return rng.choice(options) if options else None


def _told_nearby(_analysis: Analysis, passage: Passage) -> tuple[Candidate, ...]:
    return tuple(_from_nearby(passage))


def _not_told(analysis: Analysis, topic: frozenset[str]) -> tuple[Candidate, ...]:
    return tuple(_absent(analysis, topic))


def _from_nearby(passage: Passage) -> Iterator[Candidate]:
    """Questions that the neighbouring text answers about things that are named here too."""
    own = content(passage.text)
    if not content(" ".join(_NAMES.findall(passage.nearby))) & own:
        return  # most have no name in common, and to read them takes longer than a conversation
    sentences = [content(text) for text in re.split(r"(?<=[.!?:;])\s+|\n+", passage.text)]
    topic = content(passage.title.replace("_", " "))
    for candidate in analyse(passage.nearby).candidates:
        if candidate.follows or candidate.slot == "heading" or candidate.known:
            continue
        if candidate.kind not in _ASKED_ELSEWHERE or candidate.score < _SOUND:
            continue
        asked = content(fill(candidate.direct, candidate.surface))
        named = content(candidate.surface) or asked & topic
        foreign = {stem for stem in asked - named - own if not stem.isdigit()}
        known = named <= own and bool(named) and stands_first(candidate, topic)
        if any(len(asked & told) >= _BEARS * len(asked) for told in sentences):
            continue
        if known and foreign and not content(candidate.short) <= own:
            yield candidate


_NAMES = re.compile(r"\b[A-Z\d][\w'’-]*")
_SOUND, _BEARS = 0.8, 0.6
"""How sound a question must be, and what share of its words in one sentence bears on it."""


def _absent(analysis: Analysis, topic: frozenset[str]) -> Iterator[Candidate]:
    """What a reader might ask of a named thing, where none of the words for it occurs."""
    words = set(content_words(analysis.text))
    dated = bool(_YEAR.search(analysis.text))
    advised = any(candidate.entity.kind == "you" for candidate in analysis.candidates)
    seen: set[str] = set()
    for candidate in analysis.candidates:
        entity = candidate.entity
        if entity.key in seen or not entity.proper or candidate.follows or entity.plural:
            continue
        length = len(candidate.surface.split())
        person = entity.kind == "person"
        if length > _LONGEST_NAME or (person and (length < 2 or not dated)):
            continue
        seen.add(entity.key)
        past = any(word in candidate.direct for word in ("did ", "was ", "had "))
        possessive = _POSSESSIVE.search(candidate.surface)
        if possessive or (person and not past):
            continue
        noun = short_name(entity, candidate.surface)
        if not candidate.surface.startswith("the ") and not candidate.surface[:1].isupper():
            continue
        place = entity.kind == "place" and candidate.surface[:1].isupper()
        place = place and bool(content(candidate.surface) & topic)
        what = entity.kind if person or (place and not noun) else noun
        task = advised and not person and length > 1
        forms = _PAST if past else _PRESENT
        for kinds, direct, indirect, signs in _ABSENT:
            wondered = what in kinds or (task and "task" in kinds)
            if not wondered or words & set(signs.split()):
                continue
            asked, telling = direct, indirect
            for mark, form in forms.items():
                asked, telling = asked.replace(mark, form), telling.replace(mark, form)
            yield replace(candidate, kind="what", slot="absent", direct=asked, indirect=telling)


_POSSESSIVE = re.compile(r"['’]s?(?:\b|$)")
_YEAR = re.compile(r"\b(?:1\d{3}|20\d{2})\b")
_PAST = {"{be}": "was", "{do}": "did", "{have}": "had"}
_PRESENT = {"{be}": "is", "{do}": "does", "{have}": "has"}
_LONGEST_NAME = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What a passage speaks of: its name, the answer as a sentence, and where it is said.

    `noun` tells that the name is a noun phrase, so that one can ask more about it.
    """

    name: str
    sentence: str
    span: Span
    noun: bool = True


def main_topic(analysis: Analysis, title: str) -> Topic | None:
    """What the passage speaks of, by its title, its heading or its most frequent subject."""
    return _by_title(analysis, title) or _by_heading(analysis) or _by_subject(analysis)


def title_words(title: str) -> frozenset[str]:
    """The words of a title that tell a topic."""
    return frozenset(content_words((section_of(title) or title).replace("_", " ")))


def _named(name: str, sentence: Sentence) -> Topic:
    return Topic(
        name=name,
        sentence=f"It is about {name}.",
        span=Span(start=sentence.start, end=sentence.end),
    )


def _by_title(analysis: Analysis, title: str) -> Topic | None:
    """The title, if a sentence has all of its words."""
    name = (section_of(title) or title).replace("_", " ").split("(")[0].split(",")[0].strip()
    words = set(content_words(name))
    if not words or any(mark in name for mark in "/.#?:"):
        return None
    for sentence in analysis.facts.sentences:
        text = analysis.text[sentence.start : sentence.end]
        if not sentence.usable or not words <= set(content_words(text)):
            continue
        return _told_as(name, sentence, analysis)
    return None


def _told_as(name: str, sentence: Sentence, analysis: Analysis) -> Topic | None:
    """A title or heading as the topic of its sentence, in the capitals that the passage uses."""
    task = _task(name, analysis)
    words = content(analysis.text[sentence.start : sentence.end])
    if not content(name) & words:
        return None
    if task:
        return Topic(
            name=task,
            sentence=f"It explains {task}.",
            span=Span(start=sentence.start, end=sentence.end),
            noun=False,
        )
    bare = name.removeprefix("The ").removeprefix("A ").removeprefix("An ")
    match = re.search(rf"\b{re.escape(bare)}(?![\w-])", analysis.text)
    match = match or re.search(rf"\b{re.escape(bare)}(?![\w-])", analysis.text, re.IGNORECASE)
    if match is None:
        return None
    capitals = re.search(rf"(?<=[\w,] ){re.escape(bare)}(?![\w-])", analysis.text)
    small = re.search(rf"\b{re.escape(bare.lower())}(?![\w-])", analysis.text)
    shown = bare if capitals and not small else bare.lower() if small else _uncapitalised(bare)
    head = _BEHIND_HEAD.split(shown)[0].split()[-1].lower()
    used = as_used(shown, head, analysis.text)
    if used is not None:
        return _named(used.name, sentence)
    counted = re.search(_COUNTED.format(re.escape(shown)), analysis.text)
    if counted and shown.islower():
        return None
    return _named(f"the {shown}" if f" the {shown}" in analysis.text else shown, sentence)


_COUNTED = r"(?i)\b(?:the|an?|each|every) (?:[\w-]+ ){{0,2}}{0}(?![\w-])|\b{0}s\b"
_BEHIND_HEAD = re.compile(r" (?:of|in|for|on|to|with|from|at) ")


def _uncapitalised(name: str) -> str:
    """A heading of which only the first word has a capital, as it would stand in a sentence."""
    first, _, rest = name.partition(" ")
    common = first[1:].islower() and bool(word_classes(first.lower())) and not keeps_capital(first)
    return name[:1].lower() + name[1:] if common and rest == rest.lower() else name


def _task(name: str, analysis: Analysis) -> str:
    """As in "how to check your prepositions" for a heading that tells what to do."""
    lower = lowered_heading(name, analysis.facts.lower_words())
    first, _, rest = lower.partition(" ")
    if lower.lower().startswith("how to "):
        return f"how to {lower[7:]}"
    if not rest:
        return ""
    word = first.lower()
    if word.endswith("ing") and "VBG" in verb_forms(word) and "NOUN" not in word_classes(word):
        return f"how to {verb_lemma(word, 'VBG')} {rest}"
    opened = rest.split()[0].lower() in _OPENS_OBJECT or word in _ADVISED
    named = rest.startswith(("or ", "and "))  # "Use or Lose" is a name
    imperative = "VB" in verb_forms(word) and opened and not named
    return f"how to {word} {rest}" if imperative else ""


_ADVISED = frozenset(
    """use write avoid minimize keep put add check place make design test choose omit include
    organize address submit book create find get request""".split()
)
_OPENS_OBJECT = frozenset("a an the your all for to with up out it its".split())


def _by_heading(analysis: Analysis) -> Topic | None:
    """The first heading that names a topic, with the first sentence below it."""
    facts = analysis.facts
    for heading in facts.headings:
        first = next((s for s in facts.sentences if s.heading == heading and s.usable), None)
        if first is None or len(first.tokens) < 6:
            continue
        below = sum(s.heading == heading for s in facts.sentences)
        if 2 * below < len(facts.sentences):
            continue  # one section of several is not what the page is about
        plain = re.fullmatch(r"[A-Za-z][A-Za-z'’-]*(?: [A-Za-z'’-]+){0,6}", heading)
        if not plain or not set(content_words(heading)):
            continue
        topic = _told_as(heading, first, analysis)
        if topic is not None:
            return topic
    return None


def _by_subject(analysis: Analysis) -> Topic | None:
    """The most frequent subject, if it is one in two sentences or more."""
    counts: dict[str, set[int]] = {}
    first: dict[str, Candidate] = {}
    for candidate in analysis.candidates:
        entity = candidate.entity
        long = len(candidate.surface.split()) > _LONGEST_TOPIC
        if entity.kind == "you" or long or candidate.slot == "heading" or candidate.follows:
            continue
        clear = entity.proper or entity.plural or candidate.surface.startswith("the ")
        if clear and not candidate.surface[:1].isdigit():
            counts.setdefault(entity.key, set()).add(candidate.sentence)
            first.setdefault(entity.key, candidate)
    best = max(counts, key=lambda key: len(counts[key]), default="")
    if not best or len(counts[best]) < 2 or min(counts[best]) > 1:
        return None
    chosen = first[best]
    return _named(chosen.surface, analysis.facts.sentences[chosen.sentence])


_LONGEST_TOPIC = 6
