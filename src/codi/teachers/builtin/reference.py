"""What ties a question to the turns before it: pronouns, descriptions, and what is left unsaid.

Each function says what a candidate can have without becoming unclear; `wording` then says it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from codi.teachers.builtin.candidates import Candidate
from codi.teachers.builtin.entities import Entity
from codi.text import content_words
from codi.types import TurnPlan

OBJECT_FORMS = {"he": "him", "she": "her", "they": "them", "it": "it", "you": "you"}
POSSESSIVES = {"he": "his", "she": "her", "they": "their", "it": "its"}
_BEHIND_OBJECT = (
    "in|on|at|of|to|by|for|with|from|into|as|over|under|between|after|before|during|since"
    "|until|when|while|because|is|are|was|were|has|have|had|can|could|will|would|should|must|that"
)
_WHERE_SAID = re.compile(r"\b(?:passage|text|section)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the turns before have said: candidates asked, their texts, the last turn's texts."""

    asked: Sequence[Candidate] = ()
    last: Candidate | None = None
    last_text: str = ""
    said: frozenset[str] = frozenset()


def feasible(candidate: Candidate, before: Before, phenomena: Sequence[str]) -> int:
    """How many of the requested ties to the history this candidate can have."""
    points = 0
    if "anaphora" in phenomena:
        points += candidate.follows or bool(pronoun_place(candidate, before))
    if "definite_reference" in phenomena:
        points += bool(description(candidate, before))
    if "ellipsis" in phenomena:
        points += can_ellipsis(candidate, before)
    return points


def pronoun_place(candidate: Candidate, before: Before) -> str:
    """Where a pronoun would clearly mean what was just spoken of: subject, inside, or nowhere."""
    last = before.last
    if last is None:
        return ""
    entity = candidate.entity
    has_subject = "{S}" in candidate.direct or "{O}" in candidate.direct or candidate.kind == "tell"
    if has_subject and entity.pronoun and candidate.slot != "heading":
        if entity.key == last.entity.key:
            return "subject"
        rival = last.entity.pronoun
        named = candidate.surface in before.last_text
        if named and entity.pronoun != rival and (entity.kind == "person" or entity.plural):
            return "subject"
    return "inside" if inside(candidate, last.entity, last.surface) is not None else ""


def inside(candidate: Candidate, entity: Entity, surface: str) -> Candidate | None:
    """The candidate with a pronoun for `entity` where its name stands within the question."""
    pronoun = entity.pronoun
    if not pronoun or entity.key == candidate.entity.key or candidate.slot == "heading":
        return None
    own = candidate.entity.pronoun if "{S}" in candidate.direct else ""
    if own == pronoun:
        return None
    pattern = re.compile(
        rf"(?<![\w-])(?<!of )(?<!['’]s ){re.escape(surface)}(?P<of>['’]s?)?(?![\w-])"
        rf"(?=$|,|(?<=s) | (?:{_BEHIND_OBJECT})\b)"
    )
    if len(pattern.findall(candidate.direct)) != 1 or not candidate.indirect:
        return None

    def short(match: re.Match[str]) -> str:
        return POSSESSIVES[pronoun] if match["of"] else OBJECT_FORMS[pronoun]

    return replace(
        candidate,
        direct=pattern.sub(short, candidate.direct),
        indirect=pattern.sub(short, candidate.indirect),
    )


def description(candidate: Candidate, before: Before) -> str:
    """How "the company" would mean the subject: as the `noun` of a name, or as its own `name`."""
    if candidate.slot == "heading" or (
        "{S}" not in candidate.direct and "{O}" not in candidate.direct
    ):
        return ""
    noun = candidate.entity.noun
    spoken = [other.entity for other in before.asked]
    if (
        candidate.entity.key in {entity.key for entity in spoken}
        or candidate.surface in before.last_text
    ):
        rivals = any(e.noun == noun and e.key != candidate.entity.key for e in spoken)
        if noun and not rivals and candidate.entity.kind != "you":
            return "noun"
    words = candidate.surface.split()
    if (
        words[0] == "the"
        and 2 <= len(words) <= 4
        and words[-1].islower()
        and words[-1] in before.said
    ):
        return "name"
    return ""


def can_ellipsis(candidate: Candidate, before: Before) -> bool:
    """Whether a bare "When?" or "What about X?" would be understood."""
    last = before.last
    if last is None or candidate.slot == "heading":
        return False
    if candidate.fact == last.fact:
        return candidate.kind in {"when", "where", "why"} and last.slot != "truth"
    if candidate.kind == "tell" and candidate.entity.key == last.entity.key:
        return True
    named = len(candidate.surface.split()) <= 5 and candidate.entity.kind != "you"
    return (
        named and candidate.kind in {"tell", "define"} and candidate.entity.key != last.entity.key
    )


def ellipsis(candidate: Candidate, before: Before, rng: random.Random) -> str:
    """The question with all left out that the turns before have said."""
    last = before.last
    if last is None or not can_ellipsis(candidate, before):
        return ""
    if candidate.fact == last.fact:
        past = is_past(candidate)
        forms = {
            "when": ("When?", "And when?", "When was that?" if past else "And when exactly?"),
            "where": ("Where?", "And where?", "Where was that?" if past else "And where exactly?"),
            "why": ("Why?", "And why?", "Why was that?" if past else "Why is that?"),
        }
        return rng.choice(forms[candidate.kind])
    if candidate.kind == "tell" and candidate.entity.key == last.entity.key:
        return rng.choice(("What else?", "Anything else?", "And what else?"))
    if candidate.kind == last.kind == "define":
        return rng.choice(("And {}?", "What about {}?")).format(candidate.surface)
    return rng.choice(("What about {}?", "And what about {}?")).format(candidate.surface)


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
    casual = turn.act in {"follow_up", "drill_down"} and "definite_reference" not in turn.phenomena
    if casual and place == "subject" and rng.random() < 0.35:
        return "pronoun"
    return "name"


def speaks_of_passage(text: str) -> bool:
    """Whether a message names the passage itself, so that "it" can mean it."""
    return bool(_WHERE_SAID.search(text))


def words_of(texts: Sequence[str]) -> frozenset[str]:
    """The content words said so far."""
    return frozenset(word for text in texts for word in content_words(text))
