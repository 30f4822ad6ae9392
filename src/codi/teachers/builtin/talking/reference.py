"""What ties a question to the turns before it: pronouns, descriptions, and what is left unsaid.

Each function says what a candidate can have without becoming unclear; `wording` then says it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from codi.phenomena.definite_reference import KINDS
from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading.english import word_classes
from codi.teachers.builtin.reading.entities import Entity
from codi.types import TurnPlan

OBJECT_FORMS = {"he": "him", "she": "her", "they": "them", "it": "it", "you": "you"}
POSSESSIVES = {"he": "his", "she": "her", "they": "their", "it": "its"}
_PRONOUN_BY_ITSELF = 0.3
_RECENT = 2
BEHIND_OBJECT = (
    "in|on|at|to|by|for|with|after|before|during|since"
    "|until|when|while|because|is|are|was|were|has|have|had|can|could|will|would|should|must|that"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the turns before have said.

    `asked` are all candidates, `last` what the talk is about, `previous` the fact that the turn
    just before asked for, `last_text` that turn's texts, `answer` its answer, `named` the things
    named in it, `said` the stems of all content words.
    """

    asked: Sequence[Candidate] = ()
    last: Candidate | None = None
    previous: Candidate | None = None
    last_text: str = ""
    answer: str = ""
    named: Sequence[Entity] = ()
    said: frozenset[str] = frozenset()


def pronoun_place(candidate: Candidate, before: Before) -> str:
    """Where a pronoun would clearly mean what was just spoken of: subject, inside, or nowhere."""
    last = before.last
    if last is None:
        return ""
    entity = candidate.entity
    has_subject = "{S}" in candidate.direct or "{O}" in candidate.direct or candidate.kind == "tell"
    if has_subject and entity.pronoun and candidate.slot != "heading":
        if candidate.slot == "identity" and any(entity.key == c.entity.key for c in before.asked):
            return ""
        if entity.key == last.entity.key:
            person = entity.kind == "person"
            return "" if person and _has_rivals(entity, before.named) else "subject"
        others = [last.entity, *before.named]
        if last.slot == "identity":  # "What is X?" - "Y": both are one thing
            others = [e for e in others if e.key != last.entity.key]
        if _stands_out(candidate, before) and not _has_rivals(entity, others):
            return "subject"
        if _hero(entity, before):
            return "subject"
    return "inside" if pointing_inside(candidate, before) is not None else ""


def _stands_out(candidate: Candidate, before: Before) -> bool:
    """Whether the turn before named the entity so that a pronoun comes to mind: as its answer."""
    if candidate.entity.kind == "person":
        return any(e.key == candidate.entity.key for e in before.named)
    answer = before.previous.short if before.previous is not None else ""
    return _bare(answer) in {_bare(candidate.surface), _bare(candidate.entity.text)}


def _bare(phrase: str) -> str:
    return _ARTICLE.sub("", phrase.strip(" .").lower())


def _has_rivals(entity: Entity, others: Sequence[Entity]) -> bool:
    """Whether the entity's pronoun could mean another of these as well."""
    return any(_could_be(e, entity.pronoun) for e in others if e.key != entity.key)


def _hero(entity: Entity, before: Before) -> bool:
    """Whether a person of the last turns is the only one that the pronoun can mean."""
    recent = [c.entity for c in before.asked[-_RECENT:]]
    others = [*(c.entity for c in before.asked), *before.named]
    return (
        entity.kind == "person"
        and any(e.key == entity.key for e in recent)
        and not _has_rivals(entity, others)
    )


def _could_be(entity: Entity, pronoun: str) -> bool:
    unknown = entity.kind == "name" or (entity.kind == "person" and not entity.gender)
    return entity.pronoun == pronoun or (unknown and pronoun in {"he", "she"})


def pointing_inside(candidate: Candidate, before: Before) -> Candidate | None:
    """The candidate with a pronoun for what was just named, where its question names that again.

    The subject of the last turn first, then the only thing of its number and gender in the answer.
    """
    last = before.last
    if last is None:
        return None
    made = inside(candidate, last.entity, last.surface)
    if made is not None:
        return made
    for entity in before.named:
        alone = not _has_rivals(entity, [last.entity, *before.named])
        if alone and entity.text in before.answer:
            made = inside(candidate, entity, entity.text)
            if made is not None:
                return made
    return None


def inside(candidate: Candidate, entity: Entity, surface: str) -> Candidate | None:
    """The candidate with a pronoun for `entity` where its name stands within the question."""
    pronoun = entity.pronoun
    if not pronoun or entity.key == candidate.entity.key or candidate.slot == "heading":
        return None
    own = candidate.entity.pronoun if "{S}" in candidate.direct else ""
    kind_only = pronoun == "it" and not (
        entity.proper or surface.split(maxsplit=1)[0] in _DETERMINERS
    )
    if kind_only or own == pronoun or surface not in candidate.direct:
        return None
    pattern = re.compile(
        rf"(?<![\w-])(?<!of )(?<!['’]s )(?<!the )(?<!an )(?<!\ba )(?<!my )(?<!your )"
        rf"(?<!in )(?<!at )(?<!on )(?<!from )(?<!into )(?<!within )"
        rf"{re.escape(surface)}(?P<of>['’]s?)?(?![\w-])"
        rf"(?=$|,|(?<=s['’]) |(?<=['’]s) | (?:{BEHIND_OBJECT})\b)"
    )
    found = list(pattern.finditer(candidate.direct))
    if len(found) != 1 or not candidate.indirect or _in_name(candidate.direct, found[0].start()):
        return None

    def short(match: re.Match[str]) -> str:
        return POSSESSIVES[pronoun] if match["of"] else OBJECT_FORMS[pronoun]

    return replace(
        candidate,
        direct=pattern.sub(short, candidate.direct),
        indirect=pattern.sub(short, candidate.indirect),
    )


def _in_name(text: str, place: int) -> bool:
    """Whether the word before belongs to it: "BBC" before "Parliament", "better" before "forms"."""
    words = text[:place].split()
    if len(words) < 2:
        return False
    return words[-1][:1].isupper() or "ADJ" in word_classes(words[-1].lower())


def description(candidate: Candidate, before: Before) -> str:
    """How "the company" would mean something said before: `noun` of a name, or its own `name`."""
    if candidate.slot == "heading":
        return ""
    entity = candidate.entity
    if "{S}" in candidate.direct or "{O}" in candidate.direct:
        noun = short_name(entity, candidate.surface)
        spoken = [other.entity for other in before.asked]
        known = entity.key in {e.key for e in spoken} or candidate.surface in before.last_text
        known = known and candidate.kind != "define" and len(candidate.direct.split()) > _SHORTEST
        known = known and (noun in KINDS or bool(_stems([noun]) & before.said))
        rivals = any(e.key != entity.key and noun in {e.noun, *e.text.split()[-1:]} for e in spoken)
        if known and noun and not rivals and f"the {noun}" != candidate.surface:
            return "noun"
        words = candidate.surface.split()
        if words[0] == "the" and 2 <= len(words) <= 4 and words[-1].islower():
            return "name" if _stems(words[1:]) & before.said else ""
    phrases = _DEFINITE.findall(candidate.direct.replace("{S}", "").replace("{O}", ""))
    return "name" if any(_stems(phrase.split()) & before.said for phrase in phrases) else ""


def short_name(entity: Entity, surface: str) -> str:
    """What the thing may be called behind "the" once it was named: the "bridge" of its name."""
    if entity.kind == "you":
        return ""
    described = _HEAD.match(surface)
    if described and described["head"] not in _NO_HEADS:
        nouns = word_classes(described["head"]) & _NOUN_CLASSES
        return described["head"] if nouns and described["before"] else ""
    if entity.plural:
        return ""
    if entity.kind == "person":
        titles = [word.lower() for word in surface.split()[:-1] if word.lower() in _TITLES]
        if titles:
            return titles[-1]
    if entity.noun:
        return entity.noun if entity.noun not in _NO_NAMES_FOR else ""
    head = surface.rsplit(maxsplit=1)[-1].lower()
    several = len(surface.split()) > 1
    named = several and entity.proper and entity.kind not in {"person", "name"}
    return head if named and head in _KINDS_IN_NAMES else ""


_DETERMINERS = frozenset("the a an my your his her its their this that".split())
_ARTICLE = re.compile(r"^(?:the|an?) ")
_DEFINITE = re.compile(
    r"\bthe ((?:[a-z-]+ )?[a-z-]{3,})(?= (?:in|on|at|to|for|with|by|from|and|as|into)\b|$|,)"
)
_HEAD = re.compile(
    r"the (?P<before>(?:[\w'’-]+ )*?)(?P<head>[a-z]{3,})"
    r"(?= (?:of|in|for|to|at|from|on|with|between|among|by|that|which|who|named|called)\b|$)"
)
"""As in "the new authorities of Poland"."""
_NO_HEADS = frozenset(
    """same first second third last next other others rest end beginning following former latter
    only one ones most least best name number part way kind type lot majority half thing things
    fact case time use use few many""".split()
)
_NOUN_CLASSES = frozenset(["NOUN"])
_TITLES = frozenset(
    """king queen emperor empress president governor general colonel captain admiral duke duchess
    prince princess bishop archbishop pope cardinal senator mayor minister chancellor professor
    khan sultan judge sheriff inspector commander lieutenant major sergeant chief""".split()
)
_SHORTEST = 3
_NO_NAMES_FOR = frozenset("person people one thing member name part form".split())
_KINDS_IN_NAMES = frozenset(
    """bridge river lake mountain island valley sea ocean bay canal dam harbour harbor port park
    garden gardens square street road avenue palace castle tower hall house building library museum
    gallery theatre theater church cathedral temple mosque abbey monastery school college university
    academy institute hospital hotel station airport stadium prison market mill mine factory farm
    centre center county city town village district province state republic kingdom empire dynasty
    act treaty agreement constitution convention bill law declaration war battle siege revolution
    rebellion crisis movement conference festival prize award game games championship cup bowl
    league party team club band orchestra company corporation bank society association
    foundation council committee commission court parliament congress senate department ministry
    agency office army navy project programme program system network plan policy guide handbook form
    report study survey plague room desk language theory law effect album song film series show
    book magazine newspaper journal""".split()
)


def _stems(words_: Sequence[str]) -> frozenset[str]:
    return content(" ".join(words_))


def is_past(candidate: Candidate) -> bool:
    """Whether the question asks about the past."""
    return bool(re.search(r"\b(?:did|was|were|had)\b", candidate.direct))


def subject_form(candidate: Candidate, before: Before, turn: TurnPlan, rng: random.Random) -> str:
    """Name, pronoun, description (`noun`), or a pronoun `inside` the question."""
    place = pronoun_place(candidate, before)
    if "anaphora" in turn.phenomena and place:
        return "pronoun" if place == "subject" else "inside"
    if "definite_reference" in turn.phenomena and description(candidate, before) == "noun":
        return "noun"
    going_on = before.previous is not None and turn.act not in {"topic_shift", "topic_return"}
    casual = going_on and "definite_reference" not in turn.phenomena
    if casual and place == "subject" and rng.random() < _PRONOUN_BY_ITSELF:
        return "pronoun"
    return "name"
