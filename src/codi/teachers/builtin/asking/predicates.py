"""What somebody is responsible for, is required to do, applies to: questions on a bare predicate.

They stand beside those of `ask_clauses` and keep the sentence's words in the same way.
"""

from __future__ import annotations

from collections.abc import Iterator

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.entire import goes_on
from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.english import noun_lemma, verb_forms
from codi.teachers.builtin.reading.framed import FramedClause
from codi.teachers.builtin.reading.frames import vague
from codi.teachers.builtin.reading.phrases import head_of, noun_phrase
from codi.teachers.builtin.reading.tagset import ADJECTIVES, at

_BINDING = frozenset("to for with from on of about into".split())
_DUTIES = frozenset("require expect allow encourage ask permit design intend suppose use".split())
_TELLING = frozenset("should must can will".split())
_UNASKED = lexicon.LIGHT_VERBS | frozenset("go come be have do get take".split())
_PLACED = lexicon.MOTION_VERBS | lexicon.LOCATION_VERBS | frozenset("start begin sit".split())
"""Verbs that go with a place: "started on the bench" answers where, and not on what."""


def ask_predicates(clause: FramedClause) -> Iterator[Candidate]:
    """The questions on what follows a verb other than an object."""
    verb = clause.verb
    if verb.negative or verb.never or set(verb.auxiliaries) & {"may", "might", "would", "could"}:
        return
    yield from _bound(clause)
    yield from _obliged(clause)
    yield from _duty(clause)


def _bound(clause: FramedClause) -> Iterator[Candidate]:
    """As in "What is my supervisor responsible for?", "What does the rule apply to?"."""
    frame, tokens, verb = clause.frame, clause.frame.tokens, clause.verb
    place, described = frame.rest, ""
    if verb.copula:
        home = (at(tokens, place).lower, at(tokens, place + 1).lower) == ("home", "to")
        if at(tokens, place).tag not in ADJECTIVES and not home:
            return
        described = tokens[place].text
        place += 1
    elif verb.group.lemma in _UNASKED:
        return
    preposition = at(tokens, place).lower
    caused = preposition == "by" and verb.group.passive
    if not (preposition in _BINDING or caused) or place + 1 >= frame.tail or frame.tail < frame.end:
        return
    following = at(tokens, place + 1)
    infinitive = preposition == "to" and following.tag == "VB" and verb_forms(following.lower)
    if infinitive or following.tag in {"IN", "VBG"} or goes_on(tokens, place, frame.end):
        return  # "referred to as a problem"
    head = tokens[head_of(tokens, place + 1, max(noun_phrase(tokens, place + 1), place + 2))]
    timed = {head.lower} & (lexicon.TIME_NOUNS | lexicon.MONTHS | lexicon.DURATION_NOUNS)
    if preposition == "for" and not timed:  # "inhabited for thousands of years"
        timed = {
            noun_lemma(t.lower) for t in tokens[place + 1 : place + 5]
        } & lexicon.DURATION_NOUNS
    human = noun_lemma(head.lower) in lexicon.HUMAN_NOUNS
    if (
        timed
        or human
        or head.tag in {"CD", "PRP", "NNP", "NNPS"}
        or vague(tokens, place, frame.end)
    ):
        return
    counted = any(token.tag == "CD" for token in tokens[place:])  # "issued to you in 3 days"
    carried = preposition in {"on", "with"} or (preposition == "to" and counted)
    placed = verb.group.lemma in _PLACED - {"be"} and preposition not in {"to", "with"}
    if placed or "only" in verb.adverbs or (verb.group.passive and carried):
        return
    auxiliary, rest = verb.inverted()
    asked = f"{rest} {described} {preposition}"
    yield clause.candidate(
        "what",
        "object",
        (
            f"What {auxiliary} {{S}} {asked}{_front(clause)}",
            f"what {{S}} {verb.statement()} {described} {preposition}{_front(clause)}",
        ),
        frame.line.words(place + 1, frame.end),
        0.9,
    )


def _front(clause: FramedClause) -> str:
    frame = clause.frame
    return f" {frame.front_text()}" if frame.front[0] < frame.front[1] else ""


def _obliged(clause: FramedClause) -> Iterator[Candidate]:
    """As in "What are teams required to do?"."""
    frame, tokens, verb = clause.frame, clause.frame.tokens, clause.verb
    infinitive = at(tokens, frame.rest).lower == "to" and at(tokens, frame.rest + 1).tag == "VB"
    if not infinitive or frame.tail < frame.end:
        return
    needed = not verb.auxiliaries and verb.group.lemma in {"need", "have"}
    if not (needed or (verb.group.passive and verb.group.lemma in _DUTIES - {"use"})):
        return
    auxiliary, rest = verb.inverted()
    yield clause.candidate(
        "what",
        "object",
        (
            f"What {auxiliary} {{S}} {rest} to do{_front(clause)}",
            f"what {{S}} {verb.statement()} to do{_front(clause)}",
        ),
        frame.line.words(frame.rest + 1, frame.end),
        0.9,
    )


def _duty(clause: FramedClause) -> Iterator[Candidate]:
    """As in "What should managers do?" for "Managers should hold meetings every week"."""
    frame, tokens, verb = clause.frame, clause.frame.tokens, clause.verb
    start, end = frame.subject
    head = tokens[head_of(tokens, start, end)]
    acting = noun_lemma(head.lower) in lexicon.HUMAN_NOUNS or head.lower in {"team", "teams"}
    helper = verb.auxiliaries[0] if len(verb.auxiliaries) == 1 else ""
    if not acting or helper not in _TELLING or verb.group.passive or verb.group.lemma == "be":
        return
    tail = frame.line.words(frame.tail, frame.end) if frame.tail < frame.end else ""
    asked = f"do {tail}{_front(clause)}"
    done = f"{verb.inverted()[1]} {clause.words(frame.tail)}"
    if len(done.split()) < 3:
        return
    if done.startswith("need to "):
        asked, done = f"need to {asked}", done.removeprefix("need to ")
    yield clause.candidate(
        "what",
        "deed",
        (f"What {helper} {{S}} {asked}", f"what {{S}} {helper} {asked}"),
        done,
        0.9,
    )
