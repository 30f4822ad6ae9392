"""What, whom and how many: questions on what follows the verb."""

from __future__ import annotations

from collections.abc import Iterator

from codi.teachers.builtin.asking.candidates import Asker, Candidate, counted
from codi.teachers.builtin.asking.complements import ask_complement
from codi.teachers.builtin.asking.second_parts import MUCH, second_part
from codi.teachers.builtin.reading import lexicon, valency
from codi.teachers.builtin.reading.clauses import Piece
from codi.teachers.builtin.reading.english import noun_lemma
from codi.teachers.builtin.reading.entities import phrase_text
from codi.teachers.builtin.reading.kinds import acts_like_people, np_kind
from codi.teachers.builtin.reading.phrases import head_of, noun_phrase
from codi.teachers.builtin.reading.tagset import NAMES

_TWO_OBJECT_PASSIVES = frozenset("call name give award grant".split())
_WITH_DEED = 2
_GROWING = frozenset("rise fall grow increase decrease drop climb".split())
_WITH_PERSONS = frozenset("to with for from about against on".split())
_STATES = frozenset(
    """mark characterize characterise define surround border cover dominate bound face limit cross
    accompany drain connect separate enclose line govern shape distinguish""".split()
)
"""What lasts: "What is the town marked by?", where nothing marks it at any time."""
_CONTESTS = frozenset("defeat beat eliminate sign hire draft recruit outscore".split())
"""What teams do, whose names are often those of places."""
_UNASKED = lexicon.LIGHT_VERBS | (lexicon.CONTROL_VERBS - valency.ASKED_ABOUT)


def ask_objects(asker: Asker) -> Iterator[Candidate]:
    """Candidates on the first core piece, by its kind."""
    if not asker.fact.core:
        return
    first = asker.fact.core[0]
    passive = asker.verb.group.passive
    if asker.verb.copula:
        yield from ask_complement(asker, first)
    elif first.role:
        return
    elif first.kind == "np" and _moves(asker):
        yield from _moved(asker, first)
    elif first.kind == "np" and (not passive or asker.lemma in _TWO_OBJECT_PASSIVES):
        yield from _direct_object(asker, first)
    elif first.kind == "pp":
        yield from _prepositional_object(asker, first)
    elif first.kind == "that" and asker.lemma in lexicon.SPEECH_VERBS and not passive:
        yield from _said(asker, first)
    elif first.kind == "infinitive" and asker.lemma in (
        valency.BOUND_TO if passive else valency.WANTING
    ):
        yield from _wanted(asker, first)
    elif first.kind == "infinitive" and passive and asker.lemma == "use":
        yield from _used_for(asker, first)
    elif first.kind == "participle" and len(asker.fact.core) == 1:
        yield from _bound(asker, first)
        yield from _referred(asker, first)


def _direct_object(asker: Asker, piece: Piece) -> Iterator[Candidate]:
    """As in "What did she discover?"."""
    fact = asker.fact
    attached, agent = asker.attached(1), []
    second = second_part(asker, attached)
    if second is not None:
        attached, agent = attached[:second], attached[second:]
    elif asker.verb.group.passive:
        place = next((i for i, p in enumerate(attached) if p.preposition == "by"), len(attached))
        attached, agent = attached[:place], attached[place:]
    whole = fact.texts([piece, *attached])
    further = any(
        other.kind == "np" or fact.tokens[other.start].lower in {"else", "rather"}
        for other in fact.core[1:]
    )
    supplied = second is not None and asker.lemma in valency.SUPPLYING
    if whole is None or further or supplied or asker.governs_clause():
        return  # "provides the region with water": water is what it provides
    if (number := _how_many(asker, piece, attached)) is not None:
        yield number
        return
    head = fact.tokens[head_of(fact.tokens, piece.start, piece.end)]
    kind = np_kind(fact.tokens, piece.start, piece.end)
    if fact.tokens[piece.start].tag == "IN":
        return  # "run over 760 mm tracks": about so many, or on them
    if noun_lemma(head.lower) in valency.IDIOMATIC_OBJECTS or head.lower.endswith(
        ("self", "selves")
    ):
        return
    if asker.lemma == "have" and not attached:
        yield from _what_kind(asker, piece)
    measured = asker.lemma in _GROWING and any(
        token.tag == "CD" for token in fact.tokens[piece.start : piece.end]
    )
    simple = np_kind(fact.tokens, piece.start, piece.simple_end or piece.end)
    person = kind == simple == "person" and not asker.verb.group.passive
    accused = bool(agent) and agent[0].preposition == "of" and not person  # neither who nor what
    if kind == "name" or measured or accused or asker.lemma in _UNASKED:
        return
    keep = [s for s in asker.sides("time", "place")[:1] if len(fact.text(s) or "") < 40]
    adverbs = [other for other in fact.core[1:] if other.kind == "adv"]
    kept = [*agent, *adverbs, *keep, *(other for other in fact.core[1:] if other.kind == "clause")]
    asked = asker.ask("Who" if person else "What", kept)
    if asked is None or (fact.subject.kind == "you" and not kept and not asker.scope()):
        return
    several = _is_list(asker, piece)
    yield asker.candidate(
        "list" if several else "who" if person else "what",
        "object",
        asked,
        short=MUCH.sub("", whole),
        statement=asker.statement(fact.texts(asker.in_order([piece, *attached, *kept]))),
        score=0.8 + 0.1 * bool(keep) + 0.2 * several,
    )


def _moves(asker: Asker) -> bool:
    """Whether the clause says what somebody made another do."""
    core = asker.fact.core
    aimed = len(core) == _WITH_DEED and core[1].kind == "infinitive" and core[1].role == ""
    return aimed and asker.lemma in valency.MOVING and not asker.verb.group.passive


def _moved(asker: Asker, whom: Piece) -> Iterator[Candidate]:
    """As in "What did the storm force the crew to do?"."""
    fact = asker.fact
    deed, asked = fact.text(fact.core[1]), asker.ask("What", [whom], "to do")
    pronoun = fact.tokens[whom.start].tag == "PRP"
    if deed is None or asked is None or pronoun or fact.subject.kind == "you":
        return
    yield asker.candidate(
        "what",
        "content",
        asked,
        short=deed,
        statement=asker.statement(fact.texts(fact.core)),
        score=0.9,
    )


def _is_list(asker: Asker, piece: Piece) -> bool:
    tokens = asker.fact.tokens[piece.start : piece.end]
    commas = sum(token.tag == "," for token in tokens)
    joined = sum(token.lower in {"and", "or"} for token in tokens)
    return bool(joined) and (commas > 0 or joined > 1)


def _what_kind(asker: Asker, piece: Piece) -> Iterator[Candidate]:
    """As in "What kind of climate does it have?" for "a warm climate"."""
    article, *middle = asker.fact.tokens[piece.start : piece.end]
    if len(middle) < 2 or article.lower not in {"a", "an"}:
        return
    *described, head = middle
    plain = all(
        t.tag in {"JJ", "NN"} and t.lower not in valency.VAGUE_ADJECTIVES for t in described
    )
    usual = head.tag == "NN" and head.lower not in valency.IDIOMATIC_OBJECTS
    asked = asker.ask(f"What kind of {head.lower}", [])
    whole = asker.fact.text(piece)
    if plain and usual and described[-1].tag == "JJ" and asked is not None and whole is not None:
        yield asker.candidate(
            "what", "object", asked, short=whole, statement=asker.statement(whole), score=0.9
        )


def _how_many(asker: Asker, piece: Piece, attached: list[Piece]) -> Candidate | None:
    """As in "How many children did she have?" for "two children"."""
    fact, tokens = asker.fact, asker.fact.tokens
    amount = counted(tokens, piece.start, piece.simple_end or noun_phrase(tokens, piece.start))
    of_what = attached[:1] if attached and attached[0].preposition == "of" else []
    named, tail = fact.texts(of_what), fact.texts(attached[len(of_what) :])
    if amount is None or tail is None or named is None or asker.listed(piece.start, piece.end):
        return None
    thing = phrase_text(tokens, amount.thing, piece.end) if amount.thing < piece.end else ""
    wh = f"{amount.wh} {thing} {named}".rstrip()
    if amount.wh == "How much":
        if asker.lemma not in valency.PAYING:
            return None
        wh = "How much" if asker.lemma == "cost" else "How much money"
    elif not thing or (amount.wh == "What percentage" and not thing.startswith("of")):
        return None
    asked = asker.ask(wh, [], tail)
    if asked is None:
        return None
    end = attached[-1].end if attached else piece.end
    whole = phrase_text(tokens, piece.start, end)
    return asker.candidate(
        "how_many",
        "number",
        asked,
        short=amount.number,
        statement=asker.statement(whole),
        score=1.2,
    )


def _prepositional_object(asker: Asker, piece: Piece) -> Iterator[Candidate]:
    """As in "What does it depend on?"; behind a passive with "by", who did it."""
    fact, tokens = asker.fact, asker.fact.tokens
    preposition, start = piece.preposition, piece.start + 1
    attached = asker.attached(1)
    whole = fact.texts([piece, *attached])
    if " " in preposition or tokens[start].tag == "VBG" or whole is None or asker.governs_clause():
        return
    kind = np_kind(tokens, start, piece.end)
    if preposition == "by" and asker.verb.group.passive:
        yield from _agent(asker, piece, kind)
        return
    if asker.lemma not in valency.TIGHT_VERBS.get(preposition, ()):
        return
    if kind == "name" and preposition not in {"as", "in"}:
        return
    amount = counted(tokens, start, noun_phrase(tokens, start))
    number = amount is not None and amount.wh == "How many" and not asker.listed(start, piece.end)
    person = kind == "person" and preposition in _WITH_PERSONS
    wh = "Who" if person else "What"
    short = f"{phrase_text(tokens, start, piece.end)} {fact.texts(attached)}"
    if amount is not None and number:
        wh = f"How many {phrase_text(tokens, amount.thing, piece.end)}"
        short = amount.number
    asked = asker.ask(wh, [], preposition)
    if asked is not None:
        yield asker.candidate(
            "how_many" if number else wh.lower(),
            "object",
            asked,
            short=short,
            statement=asker.statement(whole),
            score=0.9,
        )


def _bound(asker: Asker, piece: Piece) -> Iterator[Candidate]:
    """As in "What is it associated with?" for a phrase that was kept as it stands."""
    fact = asker.fact
    preposition, behind = fact.tokens[piece.start], fact.tokens[piece.start + 1]
    tight = asker.lemma in valency.TIGHT_VERBS.get(preposition.lower, ())
    text, asked = fact.text(piece), asker.ask("What", [], preposition.lower)
    whole = noun_phrase(fact.tokens, piece.start + 1) > piece.start + 1
    person = np_kind(fact.tokens, piece.start + 1, piece.end) in {"person", "name"}
    if not (tight and whole) or person or text is None or asked is None or behind.tag == "PRP":
        return
    yield asker.candidate(
        "what",
        "object",
        asked,
        short=text.partition(" ")[2],
        statement=asker.statement(text),
        score=0.9,
    )


def _used_for(asker: Asker, piece: Piece) -> Iterator[Candidate]:
    """As in "What is the tower used for?" for "is used to measure the wind"."""
    text, asked = asker.fact.text(piece), asker.ask("What", [], "for")
    if text is not None and asked is not None and len(asker.fact.core) == 1:
        yield asker.candidate(
            "what", "object", asked, short=text, statement=asker.statement(text), score=1.0
        )


def _referred(asker: Asker, piece: Piece) -> Iterator[Candidate]:
    """As in "What is it referred to as?" for "It is referred to as a megaproject"."""
    tokens, start = asker.fact.tokens, piece.start
    words = (tokens[start].lower, tokens[start + 1].lower)
    text, asked = asker.fact.text(piece), asker.ask("What", [], "to as")
    if words != ("to", "as") or not asker.verb.group.passive or text is None or asked is None:
        return
    yield asker.candidate(
        "what",
        "object",
        asked,
        short=text.removeprefix("to as "),
        statement=asker.statement(text),
        score=1.0,
    )


_MEANS = frozenset(
    """eye hand foot ear heart car train bus boat ship air road rail sea land mail post phone email
    law name chance mistake accident design surprise night day""".split()
)
"""As in "judged by eye": how, and not by whom."""


_BY_WHICH = frozenset(["know", "call", "mean"])
"""As in "known by two names", of which nobody asks what knows it."""


def _agent(asker: Asker, piece: Piece, kind: str) -> Iterator[Candidate]:
    """As in "Who founded it?" for "was founded by"."""
    fact, tokens = asker.fact, asker.fact.tokens
    active, start = asker.verb.active_past(), piece.start + 1
    core = fact.core[fact.core.index(piece) + 1 :] if piece in fact.core else []
    attached = [other for other in core if other.kind in {"pp", "participle"} and not other.role]
    text = fact.texts([piece, *attached])
    manner = piece.end == start + 1 and tokens[start].lower in _MEANS
    if (core and core[0].kind == "adj") or manner:
        return
    if (
        asker.lemma in _BY_WHICH
        or not active
        or text is None
        or (kind == "name" and asker.lemma not in valency.PERSONAL_DEEDS)
    ):
        return
    head, last = tokens[head_of(tokens, start, piece.end)], tokens[noun_phrase(tokens, start) - 1]
    document = {head.lower, last.lower} & valency.DOCUMENTS
    proper = head.tag in NAMES and kind != "place"
    running = asker.lemma in valency.RUNNING and head.tag == "NN" and tokens[start].tag == "DT"
    person = not document and (running or kind in {"person", "group", "name"} or proper)
    person = person or (asker.lemma in _CONTESTS and head.tag in NAMES)
    wh = "Who" if person else "What"
    if not person and acts_like_people(noun_lemma(head.lower)):
        return
    asked = (f"{wh} {active} {{O}}", f"{wh.lower()} {active} {{O}}")
    if not person and asker.lemma in _STATES:
        asked = asker.ask("What", [], "by") or asked
    yield asker.candidate(
        wh.lower(),
        "agent",
        asked,
        short=text.removeprefix("by "),
        statement=asker.statement(text),
        score=1.2,
    )


def _said(asker: Asker, piece: Piece) -> Iterator[Candidate]:
    """As in "What did she claim?"."""
    text, asked = asker.fact.text(piece), asker.ask("What", [])
    lifeless = asker.fact.subject.kind in {"thing", "place"} and asker.lemma not in valency.SHOWING
    if text is None or asked is None or lifeless:
        return
    content = f"that {text.removeprefix('that ')}"
    yield asker.candidate(
        "what", "content", asked, short=content, statement=asker.statement(content), score=0.8
    )


def _wanted(asker: Asker, piece: Piece) -> Iterator[Candidate]:
    """As in "What did she decide to do?", "What is it thought to do?"."""
    text, asked = asker.fact.text(piece), asker.ask("What", [], "to do")
    if text is not None and asked is not None and not asker.fact.clause.imperative:
        yield asker.candidate(
            "what", "content", asked, short=text, statement=asker.statement(text), score=0.9
        )
