"""Questions that a whole clause answers: what happened, what to do if, how to, what about it."""

from __future__ import annotations

from collections.abc import Iterator

from codi.teachers.builtin.asking.candidates import Asker, Candidate
from codi.teachers.builtin.reading import lexicon, valency
from codi.teachers.builtin.reading.clauses import Piece
from codi.teachers.builtin.reading.entities import phrase_text
from codi.teachers.builtin.reading.tagset import NOUNS

_LONGEST_OCCASION, _LONGEST_DATE = 13, 4
_NO_EVENTS = frozenset("be have know think believe want live remain contain include".split())
_WISHES = frozenset("want need like wish familiar interested prefer looking".split())
_WONDERING = frozenset("know see ask check determine decide sure wonder tell out verify".split())
_ALLOWING = frozenset(["can", "may", "must", "should"])
_UNREAL = frozenset("would had could was were".split())


def ask_whole(asker: Asker) -> Iterator[Candidate]:
    """As in "What did she do in 1891?", "What happened in 1891?", "What is said about her?"."""
    fact = asker.fact
    sides = asker.sides("time", "place")
    text = fact.texts(asker.arranged(fact.core, sides))
    if text is None or fact.subject.kind == "you" or fact.clause.relative:
        return
    if len(text.split()) < 3:
        return
    prepositions = {"in", "on", "during"}
    dates = [
        s for s in sides if s.role == "time" and s.kind == "pp" and s.preposition in prepositions
    ]
    occasions = [s for s in sides if s.role == "time" and s.kind == "clause"] if not dates else []
    date = next((fact.text(side) for side in [*dates, *occasions]), "") or ""
    simple = not asker.verb.auxiliaries and asker.verb.group.tag == "VBD" and not asker.verb.copula
    if (
        simple
        and date
        and fact.surface not in date
        and fact.subject.kind in {"person", "group"}
        and asker.lemma in valency.DEEDS
    ):
        yield asker.candidate(
            "what",
            "deed",
            (f"What did {{S}} do {date}", f"what {{S}} did {date}"),
            short=f"{asker.verb.statement()} {fact.texts(fact.core)}",
            statement=asker.statement(text),
            score=0.6,
        )
    event = simple or asker.verb.auxiliaries in (["was"], ["were"])
    if dates and event and asker.lemma not in lexicon.LINKING_VERBS | {"have", "know"}:
        yield _event(asker, date, [side for side in sides if side is not dates[0]])
    elif occasions and event and _tells_when(asker, occasions[0]):
        others = [side for side in sides if side is not occasions[0]]
        yield _event(asker, date[:1].lower() + date[1:], others)
    named = fact.subject.proper or fact.subject.plural or fact.surface.startswith("the ")
    short_name = len(fact.surface.split()) <= 6 and not fact.follows and not fact.resolved
    if named and short_name:
        yield asker.candidate(
            "tell",
            "telling",
            (
                f"What is there to know about {fact.surface}",
                f"what there is to know about {fact.surface}",
            ),
            short=f"{fact.surface} {asker.verb.statement()} {text}",
            statement=asker.statement(text),
            score=0.3,
        )


def _tells_when(asker: Asker, occasion: Piece) -> bool:
    """Whether a clause in front tells by itself what happened just before or at that time."""
    inside = asker.fact.tokens[occasion.start : occasion.end]
    pronouns = any(token.tag in {"PRP", "PRP$", "EX"} for token in inside)
    stated = any(token.tag == "VBD" for token in inside)
    fronted = occasion.start < asker.fact.clause.subject[0]
    known = any(token.tag in NOUNS for token in inside) and len(inside) <= _LONGEST_OCCASION
    told = asker.verb.group.passive or asker.lemma not in _NO_EVENTS
    return fronted and stated and known and told and not pronouns


def _event(asker: Asker, date: str, others: list[Piece]) -> Candidate:
    fact = asker.fact
    rest = fact.texts([*fact.core, *others])
    comma = "," if len(date.split()) > _LONGEST_DATE else ""
    dated = f"{date}{comma} {asker.statement(fact.texts(fact.core))}"
    return asker.candidate(
        "what",
        "event",
        (f"What happened {date}", f"what happened {date}"),
        short=f"{fact.surface} {asker.verb.statement()} {rest}",
        statement=asker.statement(f"{rest} {date}") if fact.resolved else dated,
        score=0.6,
    )


def ask_how_to(asker: Asker, purpose: Piece) -> Iterator[Candidate]:
    """As in "How do I amend a voucher?" for "To amend a voucher, go to the Vouchers tab"."""
    fact = asker.fact
    goal = fact.text(purpose)
    sides = [side for side in fact.sides if side is not purpose]
    text = fact.texts(asker.in_order([*fact.core, *sides]))
    if goal is None or text is None or not 2 < len(goal.split()) <= 12:
        return
    if not goal.lower().startswith("to "):
        return
    task = goal[3:]
    yield asker.candidate(
        "how",
        "method",
        (f"How do {{S}} {task}", f"how {{S}} {task}"),
        short=_advice(asker, text),
        statement=f"to {task}, {asker.statement(text)}",
        score=1.3,
    )


def _advice(asker: Asker, text: str) -> str:
    """What is to be done, as a bare answer."""
    negation = "not " if asker.verb.negative else ""
    if asker.fact.clause.imperative:
        return f"{negation}{asker.lemma} {text}"
    return f"you {asker.verb.statement()} {text}"


def ask_conditional(asker: Asker, condition: Piece) -> Iterator[Candidate]:
    """As in "What should I do if I lose my badge?" for "If you lose your badge, call the desk"."""
    fact = asker.fact
    inside = fact.tokens[condition.start : condition.end]
    when = phrase_text(fact.tokens, condition.start, condition.end)
    when = when[:1].lower() + when[1:]
    sides = [side for side in fact.sides if side is not condition]
    text = fact.texts(asker.in_order([*fact.core, *sides]))
    before = fact.tokens[condition.start - 1].lower if condition.start else ""
    if before in _WONDERING | {"only"}:
        return  # "if" for "whether"; "only if" tells nothing of what happens if
    unclear = any(token.lower in valency.UNCLEAR_WORDS for token in inside)
    if text is None or unclear or condition.preposition == "unless" or len(when.split()) > 14:
        return
    if fact.subject.kind == "you":
        helper = _helper(asker)
        asked = (f"What {helper} {{S}} do {when}", f"what {{S}} {helper} do {when}")
        short, main = _advice(asker, text), asker.statement(text)
        if not fact.clause.imperative and asker.verb.auxiliaries[:1] == [helper]:
            short = f"{asker.verb.inverted()[1]} {text}"
    else:
        helper = "happens" if _general(asker, condition, when) else ""
        asked = (f"What happens {when}", f"what happens {when}")
        short = main = f"{fact.surface} {asker.verb.statement()} {text}"
    if helper:
        yield asker.candidate(
            "what", "condition", asked, short=short, statement=f"{when}, {main}", score=1.1
        )


def _helper(asker: Asker) -> str:
    """What the advice allows or demands: can, may, must, should; nothing where it does neither."""
    if asker.verb.auxiliaries:
        first = asker.verb.auxiliaries[0]
        befalls = first in {"can", "may"} and asker.lemma in valency.BEFALLING
        return first if first in _ALLOWING and not befalls else ""
    core = asker.fact.core
    bound = asker.lemma in {"need", "have"} and bool(core) and core[0].kind == "infinitive"
    return "must" if bound else ""


def _general(asker: Asker, condition: Piece, when: str) -> bool:
    """Whether a clause with a condition tells what always happens then."""
    fact = asker.fact
    first = asker.verb.auxiliaries[0] if asker.verb.auxiliaries else ""
    pronouns = any(
        token.tag in {"PRP", "PRP$"} and token.lower not in {"you", "your"}
        for token in fact.tokens[condition.start : condition.end]
    )
    present = asker.verb.group.tag != "VBD" and first not in _UNREAL
    return present and not fact.resolved and not pronouns and not _WISHES & set(when.split())
