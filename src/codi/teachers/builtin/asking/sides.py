"""When, where, why and how: questions on what stands beside the core of a clause."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codi.teachers.builtin.asking.candidates import Asker, Candidate
from codi.teachers.builtin.asking.places import tells_where
from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.clauses import INTRANSITIVE, Piece
from codi.teachers.builtin.reading.tagset import NAMES

_KINDS = {"time": "when", "place": "where", "reason": "why", "purpose": "why"}
_SCORES = {"time": 1.2, "reason": 1.2, "purpose": 1.2, "manner": 0.7}
_MEASURES = frozenset(["How long", "How often", "How soon"])
_LONG_REST = 8
_COMPLETE = lexicon.MOTION_VERBS | lexicon.LOCATION_VERBS | INTRANSITIVE
_REPEATED = frozenset("every each annually daily weekly".split())
_SINCE = frozenset("since after before until following from".split())
_AGAINST = frozenset(["v", "v.", "vs", "vs.", "versus"])
_WAYS = frozenset("to into onto from towards toward through".split())
_NOT_WHERE = frozenset("from across around throughout outside".split())
_DATE = re.compile(
    r"(?:(?:[A-Z][a-z]+|\d\S*|mid|early|late|about|around|of|and|or|to|BC|AD),? ?){1,12}$"
)
_QUESTION_WORDS = {
    "reason": "Why",
    "purpose": "Why",
    "duration": "How long",
    "method": "How",
}


def ask_sides(asker: Asker) -> Iterator[Candidate]:
    """One candidate for each piece that says when, where, why or how."""
    fact = asker.fact
    needed = [piece for piece in fact.core if piece.role in {"place", "purpose"}]
    places = [piece for piece in fact.core if tells_where(asker, piece)]
    methods = [piece for piece in fact.core if tells_how(asker, piece)]
    for piece in [*fact.sides, *needed, *places, *methods]:
        role = piece.role or ("method" if piece in methods else "place")
        run = _run(asker, piece) if piece.role else [piece]
        text = fact.texts(run)
        if run[0] is not piece or text is None:
            continue
        if not _natural(asker, piece) or not _says_enough(asker, piece):
            continue
        wh = _question_word(asker, piece, text, role)
        rest = _enough(asker, [other for other in fact.core if other not in run])
        towards = _towards(piece, rest) if role == "place" else ""
        asked = asker.ask(wh, rest, towards) if wh and towards is not None else None
        if asked is None:
            continue
        yield asker.candidate(
            "how_many" if wh in _MEASURES else _KINDS.get(role, "how"),
            "reason" if role == "purpose" else role,
            asked,
            short=_bare(piece, text),
            statement=asker.statement(fact.texts(asker.arranged(rest, run))),
            score=_SCORES.get(role, 1.1),
        )


def _towards(piece: Piece, rest: list[Piece]) -> str | None:
    """The "to" of "walked up to the desk", which "up" cannot do without; None for other ways."""
    particle = bool(rest) and rest[-1].kind == "adv" and rest[-1].end == piece.start
    if not particle or piece.preposition not in _WAYS:
        return ""
    return "to" if piece.preposition == "to" else None


def _run(asker: Asker, piece: Piece) -> list[Piece]:
    """The pieces of one role that stand together: "on Mondays from May to June"."""
    alike = [other for other in asker.fact.clause.pieces if other.role == piece.role]
    run = [piece]
    for other in sorted(alike, key=lambda one: one.start):
        if other.start == run[-1].end:
            run.append(other)
    at_rest = asker.lemma in lexicon.LOCATION_VERBS or asker.verb.group.passive
    if piece.role == "place" and at_rest:
        run += [p for p in asker.fact.core if p.start == run[-1].end and p.preposition == "with"]
    before = next((other for other in alike if other.end == piece.start), None)
    return _run(asker, before) if before is not None else run


def _enough(asker: Asker, pieces: list[Piece]) -> list[Piece]:
    """Pieces of a passive without "by somebody", where the question would be too long with it."""
    words = sum(piece.end - piece.start for piece in pieces)
    if not asker.verb.group.passive or words <= _LONG_REST:
        return pieces
    return [piece for piece in pieces if piece.preposition != "by"]


def tells_how(asker: Asker, piece: Piece) -> bool:
    """Whether the end of a clause says by what means: "by boiling it", "using a sieve"."""
    fact = asker.fact
    if piece.role or asker.verb.copula or fact.core[-1] is not piece or piece.kind == "np":
        return False
    first, second = fact.tokens[piece.start], fact.tokens[piece.start + 1]
    before = fact.core[: fact.core.index(piece)]
    plain = all(other.kind in {"np", "pp", "adv"} for other in before)
    by = first.lower == "by" and second.tag == "VBG"
    using = first.lower == "using" and bool(before or asker.verb.group.passive)
    return plain and (by or using)


def _natural(asker: Asker, asked: Piece) -> bool:
    """Whether people ask for such a piece of such a clause."""
    core = asker.fact.core
    helpers = set(asker.verb.auxiliaries)
    first = asker.fact.tokens[asked.start].lower
    described = asked.role == "reason" and asked.kind == "pp"
    words = asker.fact.tokens[asked.start : asked.end + 1]
    within = any(  # "the introduction to China of a crop"
        first.tag in NAMES and second.lower == "of" and third.lower in {"a", "an"}
        for first, second, third in zip(words, words[1:], words[2:], strict=False)
    )
    if within or first in {"like", "unlike"} or (described and _goes_on(core, asked)):
        return False
    lasting = asker.lemma == "take"  # "it takes two weeks to finish" tells how long
    lifeless = asker.fact.subject.kind in {"thing", "place"} and not asker.verb.group.passive
    outcome = (
        lifeless and asked.kind == "infinitive" and not any(piece.kind == "np" for piece in core)
    )  # "it came back to haunt"
    aim = asked.role == "purpose" and (lasting or outcome or helpers & {"can", "could"})
    if helpers & {"may", "might"} or aim:
        return False
    if asked.role == "time" and _belongs_elsewhere(asker, asked):
        return False
    if asked.role == "time" and asker.verb.copula:
        one_of = bool(core) and asker.fact.tokens[core[0].start].lower == "one"
        anew = asker.fact.surface.startswith(("a ", "an "))
        anew = anew or not asker.fact.subject.proper
        named = bool(core) and asker.fact.tokens[core[0].end - 1].tag in NAMES
        named = named or asker.fact.surface.startswith(("a ", "an "))
        what_it_is = anew and named and core[0].kind == "np"
        if one_of or what_it_is or asker.verb.main in {"is", "are"}:
            return False
    if asked.role == "manner":
        return len(core) <= 1 and (not core or core[0].kind == "np")
    return asked.role != "place" or _natural_place(asker, asked)


def _belongs_elsewhere(asker: Asker, asked: Piece) -> bool:
    """As in "a company known today as Visa": the time may be that of a description before it."""
    pieces, copula = asker.fact.clause.pieces, asker.lemma in lexicon.LINKING_VERBS
    if any(p.preposition in _SINCE and p.end == asked.start for p in pieces):
        return True  # "since the arrival of troops in 1969"
    before = [piece for piece in pieces if piece.end <= asked.start]
    describing = {"participle", "ing", "that", "infinitive"} | (set() if copula else {"adj"})
    return asked in pieces and any(piece.kind in describing for piece in before)


def _goes_on(core: list[Piece], asked: Piece) -> bool:
    """Whether phrases stand behind a piece that may belong to its last noun."""
    return any(piece.kind == "pp" and piece.start >= asked.end for piece in core)


def _natural_place(asker: Asker, asked: Piece) -> bool:
    """Whether a place belongs to what is done, and not to the phrase before it."""
    core, tokens = asker.fact.core, asker.fact.tokens
    if asker.verb.copula and core and core[0].kind == "adj":
        return False
    if tokens[asked.start - 1].tag == "VBN" and asked.start > asker.verb.group.end:
        return False  # "the licences issued in Victoria"
    if any(token.lower in _AGAINST for token in tokens[asked.start : asked.end]):
        return False  # "in Ward v Harbour Board", a case before a court
    ranked = any(t.tag == "JJS" or t.lower == "only" for p in core for t in tokens[p.start : p.end])
    if ranked and asked not in core[:1]:
        return False  # "the oldest street in the country": the rank is nothing without it
    before = [piece for piece in core if asker.verb.group.end <= piece.start < asked.start]
    located = any(piece.kind == "pp" and piece.preposition in {"in", "at"} for piece in before)
    if asked not in core:
        return not located and not (asker.verb.copula and before)
    described = any(piece.kind not in {"np", "adv"} for piece in before)
    return not described and not (asker.verb.copula and before)


def _says_enough(asker: Asker, asked: Piece) -> bool:
    """Whether the question would still say what it asks about without the piece."""
    rest = [piece for piece in asker.fact.core if piece is not asked]
    if asker.verb.copula:
        return asked.role == "place" or any(piece.kind in {"np", "adj"} for piece in rest)
    return bool(rest) or asker.verb.group.passive or asker.lemma in _COMPLETE


def _question_word(asker: Asker, piece: Piece, text: str, role: str) -> str:
    """The question word for a side piece; nothing where none is natural."""
    if role == "time":
        return _when(asker, piece, text)
    if role == "place":
        return "" if piece.preposition in _NOT_WHERE else "Where"
    if role == "manner":
        return "" if asker.verb.copula or asker.lemma in {"know", "seem"} else "How"
    return _QUESTION_WORDS.get(role, "")


def _when(asker: Asker, piece: Piece, text: str) -> str:
    preposition = piece.preposition
    if text.lower().split()[0] in _REPEATED:
        return "How often"
    if piece.kind != "pp":
        return "" if piece.kind == "clause" and preposition in {"until", "once"} else "When"
    perfect = {"has", "have"} & set(asker.verb.auxiliaries)
    range_ = any(f" {word} " in text for word in ("to", "until", "through"))
    special = {
        "from": "When" if range_ else "",
        "since": "Since when" if perfect else "",
        "until": "Until when",
        "within": "How soon" if asker.fact.subject.kind == "you" else "",
        "by": "",
        "throughout": "",
    }
    return special.get(preposition, "When")


def _bare(piece: Piece, text: str) -> str:
    """A bare answer: no preposition before a year or a date."""
    if piece.role == "time" and piece.kind == "pp" and piece.preposition in {"in", "on"}:
        bare = text.split(" ", 1)[1]
        dated = _DATE.match(bare) is not None
        if dated and any(character.isdigit() for character in bare):
            return bare
    return text
