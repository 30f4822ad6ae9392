"""A passage understood once: its facts and every question they allow, kept for a few hundred."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeVar, TypeVarTuple, cast

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.context import in_context
from codi.teachers.builtin.asking.events import Event, story_events
from codi.teachers.builtin.asking.questions import all_questions
from codi.teachers.builtin.asking.sense import makes_sense
from codi.teachers.builtin.asking.wellformed import breaks_off, damaged, number_fits, well_formed
from codi.teachers.builtin.reading.english import verb_forms
from codi.teachers.builtin.reading.facts import Fact, PassageFacts
from codi.teachers.builtin.reading.lines import Line, read_lines
from codi.teachers.builtin.reading.passage import understand

Found = TypeVar("Found")
About = TypeVarTuple("About")

_LONGEST_QUESTION, _LONGEST_CASE, _LONGEST_ANSWER = 20, 28, 45
_LONGEST_CHECK = 24
FRAMED = 40_000
"""Facts from this number on are lines, of which questions keep every word."""
_LONGEST_LIST = 80
_LISTED = frozenset(["list", "how", "why"])
_SPACIOUS = frozenset(["condition", "method", "case"])
_SUBSCRIPT = re.compile(r"\b((?:[A-Z][a-z]?){1,3})\n(\d)")
"""As in "CO" and "2" on a line of its own: a formula that has lost its form."""
_YOU = re.compile(r"\byou(?:rs?|rself)?\b", re.IGNORECASE)
_GOES_ON = re.compile(r"[-\N{EN DASH}]\w")
_UNCLEAR_SUBJECT = re.compile(
    r"(?:this|these|those|two|three|four|five|one|\d{1,3})$|only |"
    r"(?:around|about) \d{4} (?-i:[A-Z])|"
    r".*\b(?:fact|idea|claim|belief|notion|hope|fear) that |"
    r"(?:a |an )?(?:further|subsequent|remaining) |"
    r"(?:(?:new|other|early|modern|common|main|recent|current|certain|different) )?"
    r"(?:forms|types|kinds|versions|varieties|variants|sorts)$|"
    r"(?:[a-z]+ed|north|south|east|west) (?:in|at|on|of|by|near|from) |"
    r"(?:ideally|generally|typically|usually|normally|currently|"
    r"optionally|technically|basically) |.*\b(?:if|and)/",
    re.IGNORECASE,
)
_CUT_QUESTION = re.compile(
    r", then |\bthat if\b|\bboth\b(?!.* and )|^(?:Where|When) .*, [A-Z][\w ]+, "
)
_SECTION_MARK = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"


@dataclass(slots=True)
class Analysis:
    """Facts and candidates of one passage; `events` by their sentences, where it is a story.

    `unsaid` are the questions that its facts leave open, `standing` the sentences that can be told
    as they stand, with what must be known for them, once they were looked for.
    """

    text: str
    facts: PassageFacts
    candidates: list[Candidate]
    lines: list[Line] = field(default_factory=list)
    by_kind: dict[str, list[Candidate]] = field(default_factory=dict)
    events: dict[int, Event] = field(default_factory=dict)
    unsaid: tuple[Candidate, ...] | None = None
    standing: tuple[tuple[Line, str, tuple[frozenset[str], ...]], ...] | None = None
    _found: dict[tuple[object, ...], object] = field(default_factory=dict)

    def once(self, find: Callable[[Analysis, *About], Found], *about: *About) -> Found:
        """What `find` makes of the passage and of `about`; for all turns of all talks on it, once.

        It must depend on nothing else.
        """
        key = (find, *about)
        if key not in self._found:
            self._found[key] = find(self, *about)
        return cast("Found", self._found[key])


def section_of(title: str) -> str:
    """The section that a passage begins in, by a title such as "Page, mark, Section"."""
    return title.rsplit(_SECTION_MARK, 1)[-1].strip() if _SECTION_MARK in title else ""


def _in_number(candidate: Candidate) -> Candidate:
    """The candidate with its entity in the number that the verb of its texts shows."""
    entity = candidate.entity
    if entity.kind == "you":
        return candidate
    after = _VERB_AFTER.search(candidate.statement)
    before = _VERB_BEFORE.search(candidate.direct)
    verb = (after or before or ("", ""))[1]
    if after and verb not in _SINGULAR | _PLURAL and not _third_person(verb):
        verb = before[1] if before else ""
    singular = verb in _SINGULAR or _third_person(verb)
    if not singular and _AND_OTHERS.search(candidate.surface):
        return replace(candidate, entity=replace(entity, plural=True))
    if singular == entity.plural and (singular or verb in _PLURAL):
        return replace(candidate, entity=replace(entity, plural=not singular))
    return candidate


def _third_person(word: str) -> bool:
    return word.endswith("s") and verb_forms(word) == frozenset(["VBZ"])


_VERB_AFTER = re.compile(r"\{S\} (?:\w+ly |also |never )?(\w+)")
_VERB_BEFORE = re.compile(r"\b(is|was|has|does|are|were|have|do) \{S\}", re.IGNORECASE)
_AND_OTHERS = re.compile(r" and (?:other|many|several|all) ")
_SINGULAR = frozenset("is was has does".split())
_PLURAL = frozenset("are were have do".split())


@lru_cache(maxsize=80)
def analyse(text: str, title: str = "") -> Analysis:
    """Read a passage and make all candidates, in the order of their places in the passage."""
    facts = understand(text, section_of(title))
    candidates: list[Candidate] = []
    asked: set[str] = set()
    headlines = frozenset() if facts.addressed else _headlines(facts, text)
    prose = facts.is_prose()
    lines = read_lines(facts, text)
    for candidate in in_context(all_questions(facts, lines, title), facts, title):
        if candidate.entity.kind == "you" and prose:
            continue  # a noun or a participle was read as an imperative
        question = _question(candidate)
        if candidate.slot == "further":
            question = f"{question} {candidate.fact}"
        sound = _acceptable(candidate, addressed=facts.addressed) and makes_sense(candidate)
        if question not in asked and sound and candidate.sentence not in headlines:
            asked.add(question)
            candidates.append(_in_number(candidate))
    formulas = {" ".join(match.groups()) for match in _SUBSCRIPT.finditer(text)}
    candidates = [
        c
        for c in candidates
        if not _halves_name(c.surface, text)
        and not any(formula in f"{c.direct} {c.statement} {c.surface}" for formula in formulas)
    ]
    analysis = Analysis(text, facts, candidates, lines)
    analysis.events = story_events(facts, text, analysis.lines)
    for candidate in candidates:
        analysis.by_kind.setdefault(candidate.kind, []).append(candidate)
    return analysis


def _halves_name(surface: str, text: str) -> bool:
    """As in "the Diffie", of which the passage has only "the Diffie-Hellman method"."""
    name = surface.rpartition(" ")[2]
    if not name[:1].isupper():
        return False
    places = [text[match.end() : match.end() + 2] for match in re.finditer(re.escape(name), text)]
    return bool(places) and all(_GOES_ON.match(behind) for behind in places)


def _headlines(facts: PassageFacts, text: str) -> frozenset[int]:
    """The sentences of a report without a mark at their end: they leave out their articles."""
    ends = ((sentence.index, text[: sentence.end].rstrip()) for sentence in facts.sentences)
    return frozenset(index for index, said in ends if said[-1:].isalnum())


def _question(candidate: Candidate) -> str:
    """A question's words, by which it is known again; a false version has its own."""
    surface = candidate.surface
    return candidate.direct.replace("{S}", surface).replace("{O}", surface).lower()


def _acceptable(candidate: Candidate, *, addressed: bool) -> bool:
    """Whether the texts are of a length that a person would write, and without debris."""
    texts = f"{candidate.direct} {candidate.statement} {candidate.surface}"
    if not addressed and _YOU.search(texts):
        return False
    longest = _LONGEST_CASE if candidate.slot == "condition" else _LONGEST_QUESTION
    if candidate.slot == "truth" and candidate.fact >= FRAMED:
        longest = _LONGEST_CHECK
    if not 3 <= len(candidate.direct.split()) <= longest:
        return False
    if _UNCLEAR_SUBJECT.match(candidate.surface) or _CUT_QUESTION.search(candidate.direct):
        return False
    agrees = number_fits(candidate.statement, candidate.surface)
    if not (agrees and well_formed(candidate.direct, candidate.surface)):
        return False
    if any(breaks_off(text) for text in (candidate.short, candidate.statement)):
        return False
    long = candidate.kind in _LISTED or candidate.slot in _SPACIOUS
    most = _LONGEST_LIST if long else _LONGEST_ANSWER
    parts = (candidate.direct, candidate.statement, candidate.surface, candidate.short)
    return len(candidate.statement.split()) <= most and not any(map(damaged, parts))


def whole_statement(fact: Fact) -> str:
    """A fact said in full, `{S}` for its subject; nothing where a part of it is unclear."""
    if fact.subject.key in {"there", "you"} or fact.clause.condition is not None:
        return ""
    sides = [side for side in fact.sides if side.role in {"time", "place"}]
    text = fact.texts([*fact.core, *sides])
    return f"{{S}} {fact.verb.statement()} {text}" if text else ""
