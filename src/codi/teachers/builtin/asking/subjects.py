"""Who or what did it, how many did it, and how many there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from codi.teachers.builtin.asking.candidates import Asker, Candidate, Counted, counted, tidy
from codi.teachers.builtin.reading import lexicon, valency
from codi.teachers.builtin.reading.clauses import Piece
from codi.teachers.builtin.reading.english import noun_lemma
from codi.teachers.builtin.reading.entities import Entity, phrase_text
from codi.teachers.builtin.reading.kinds import acts_like_people
from codi.teachers.builtin.reading.phrases import head_of, noun_phrase
from codi.teachers.builtin.reading.tagset import NAMES, NOUNS
from codi.types import Span

_LONGEST_REST, _LONGEST_CLAIM, _LONGEST_THERE = 9, 15, 13
_FEWEST_BEHIND_LIGHT = 3
_NEVER_ASKED = frozenset("no nothing nobody little few enough any some other more".split())
_MADE_OF = frozenset("comprise consist constitute include contain".split())
_ROLES = frozenset("seat capital centre center home hub site place area heart base".split())
"""What a place is to others, and not what kind of place it is."""
_DEEDS_OF_MANY = frozenset(
    """choose found establish conquer invade occupy settle attack negotiate write invent marry
    publish sign sail patent hire refuse""".split()
)
_COLOURLESS = lexicon.LIGHT_VERBS | {"include", "contain"}


def ask_subject(asker: Asker) -> Iterator[Candidate]:
    """A question whose answer is the subject, where the rest says enough."""
    fact, tokens = asker.fact, asker.fact.tokens
    start, end = fact.clause.subject
    keep = [side for side in asker.sides("time", "place") if side.kind == "pp"][:1]
    rest = fact.texts(asker.arranged(fact.core, keep))
    if not _can_ask(asker) or rest is None or len(rest.split()) < 2:
        return
    amount = counted(tokens, start, noun_phrase(tokens, start))
    if amount is not None:
        if not asker.listed(start, end):
            yield from _number(asker, amount, rest)
        return
    numbers = sum(any(letter.isdigit() for letter in word) for word in rest.split())
    wh = _who_or_what(asker, rest)
    most = _LONGEST_REST + 2 * (wh == "Who")
    if len(rest.split()) > (_LONGEST_CLAIM if fact.core[-1].kind == "that" else most):
        return
    if numbers > 1:
        return
    if not wh or (wh == "What" and asker.lemma in _COLOURLESS and not asker.verb.copula):
        return
    text = fact.surface if fact.resolved else phrase_text(tokens, start, end)
    question = f"{asker.verb.for_who()} {rest}"
    made = asker.candidate(
        "who" if wh == "Who" else "what",
        "subject",
        (f"{wh} {question}", f"{wh[:1].lower()}{wh[1:]} {question}"),
        short=text,
        statement=f"{text} {asker.verb.statement()} {rest}",
        score=0.9 if wh == "Who" else 0.7,
    )
    spans = (*made.evidence, *(_naming(asker) if fact.resolved else ()))
    if not fact.resolved or len(spans) > 1:
        yield replace(made, evidence=spans)


def _naming(asker: Asker) -> tuple[Span, ...]:
    """The last sentence before this one that has the name which "he" or "she" stands for."""
    name = asker.fact.surface.rsplit(maxsplit=1)[-1].lower()
    for sentence in reversed(asker.passage.sentences):
        before = sentence.index < asker.fact.sentence.index
        if before and any(token.lower == name for token in sentence.tokens):
            return (Span(start=sentence.start, end=sentence.end),)
    return ()


def _can_ask(asker: Asker) -> bool:
    """Whether the clause names its subject and says something of it that tells it apart."""
    fact, entity = asker.fact, asker.fact.subject
    unnamed = fact.follows or fact.clause.relative or (fact.resolved and not _told_apart(asker))
    start, end = fact.clause.subject
    persons = any(t.tag == "CC" for t in fact.tokens[start:end]) and entity.kind != "person"
    names = persons and any(t.tag == "NNP" for t in fact.tokens[start:end])
    if unnamed or names or entity.kind == "you" or not fact.core:
        return False
    if entity.kind == "name" and not _acts(asker):
        return False
    if not asker.verb.copula:
        return True
    first = fact.core[0]
    unique = first.kind == "np" and fact.tokens[first.start].lower in {"the", "one"}
    if unique and entity.kind == "person":
        head = fact.tokens[head_of(fact.tokens, first.start, first.simple_end or first.end)]
        unique = head.tag in NAMES or noun_lemma(head.lower) in lexicon.HUMAN_NOUNS
    return unique and entity.proper and not asker.verb.adverbs


def _told_apart(asker: Asker) -> bool:
    """Whether what somebody who stands as "she" did is enough to ask who did it."""
    fact, entity = asker.fact, asker.fact.subject
    start, end = fact.clause.subject
    single = end == start + 1 and fact.tokens[start].lower in {"he", "she"}
    if not single or entity.kind != "person" or asker.lemma in lexicon.LINKING_VERBS:
        return False
    inside = [t for piece in fact.core for t in fact.tokens[piece.start : piece.end]]
    names = [t for t in inside if t.tag in NOUNS | {"CD"}]
    pointing = any(t.tag == "PRP" for t in inside) or fact.surface.startswith("each ")
    light = asker.lemma in lexicon.LIGHT_VERBS and len(inside) < _FEWEST_BEHIND_LIGHT
    return bool(names) and not pointing and not light


def _acts(asker: Asker) -> bool:
    """Whether a name that could be anything does what only persons and firms do."""
    past = asker.verb.group.tag == "VBD" and not asker.verb.auxiliaries
    return past and asker.fact.subject.proper and asker.lemma in valency.HUMAN_DEEDS


def _number(asker: Asker, amount: Counted, rest: str) -> Iterator[Candidate]:
    """As in "How many people live there?"."""
    start, end = asker.fact.clause.subject
    thing = phrase_text(asker.fact.tokens, amount.thing, end) if amount.thing < end else ""
    share = amount.wh == "What percentage" and thing.startswith("of")
    if amount.wh != "How many" and not share:
        return
    question = f"{amount.wh} {thing} {asker.verb.statement()} {rest}"
    subject = phrase_text(asker.fact.tokens, start, end)
    yield asker.candidate(
        "how_many",
        "number",
        (question, question[:1].lower() + question[1:]),
        short=amount.number,
        statement=f"{subject} {asker.verb.statement()} {rest}",
        score=1.1,
    )


def _who_or_what(asker: Asker, rest: str) -> str:
    """The question word for a subject; nothing where it may be people or a country, or a thing."""
    entity = asker.fact.subject
    tokens, (start, end) = asker.fact.tokens, asker.fact.clause.subject
    head = tokens[head_of(tokens, start, end)]
    noun = noun_lemma(head.lower)
    group = entity.kind == "group" or noun in lexicon.GROUP_NOUNS
    named = head.tag in NAMES
    acting = (entity.noun if named else noun) in valency.ACTING_GROUPS
    action = head.text.islower() and head.lower.endswith("ing") and noun not in lexicon.HUMAN_NOUNS
    made_of = group and asker.lemma in _MADE_OF
    if action or made_of:
        return "" if made_of else "What"
    if (
        entity.kind in {"person", "name"}
        or noun in lexicon.HUMAN_NOUNS
        or asker.verb.main == "born"
        or _does_as_people(asker, start, end)
        or (group and acting and not asker.verb.group.passive)
    ):
        return "Who"
    if _minds(asker):
        return "Who" if head.tag == "NNS" else ""
    agent = not asker.verb.group.passive and not asker.verb.copula
    known_kind = entity.kind in {"group", "place"} and entity.proper and entity.noun
    known_kind = entity.noun not in _ROLES and known_kind
    if known_kind and entity.noun not in rest:
        return f"Which {entity.noun}"
    if group and agent and entity.proper:
        return "" if asker.lemma in _COLOURLESS else "Who"
    duty = agent and {"should", "must"} & set(asker.verb.auxiliaries)
    unsure = agent and (acts_like_people(noun) or (entity.kind == "place" and entity.proper))
    ordered = duty and asker.lemma in valency.DEEDS
    unsure = unsure or (agent and entity.proper and asker.lemma in valency.HUMAN_DEEDS)
    return "" if unsure or ordered or (group and not entity.proper) else "What"


def _does_as_people(asker: Asker, start: int, end: int) -> bool:
    """As in "the inventor Ayanz y Beaumont", or in "elements of the army founded a state"."""
    tokens = asker.fact.tokens
    named = tokens[head_of(tokens, start, end)].tag in NAMES
    called = named and any(
        tokens[place].lower in lexicon.HUMAN_NOUNS and tokens[place + 1].tag in NAMES
        for place in range(start, end - 1)
    )
    done = asker.verb.group.tag in {"VBD", "VBN"} and not asker.verb.group.passive
    several = asker.fact.subject.plural and done
    acting = asker.lemma in _DEEDS_OF_MANY
    return called or (several and acting)


def _minds(asker: Asker) -> bool:
    """Whether only people, or animals, can do or be so: "are worried", "want to win"."""
    first = asker.fact.core[0]
    described = asker.fact.tokens[first.start].lower if first.kind == "adj" else ""
    felt = asker.verb.copula and described in valency.FEELINGS
    passive = asker.verb.group.passive
    return (
        felt
        or (passive and asker.verb.main in valency.FEELINGS)
        or (not passive and asker.lemma in valency.MINDFUL)
    )


def _there_was(asker: Asker, first: Piece) -> Iterator[Candidate]:
    """As in "Was there a bridge over the river?"."""
    fact, tokens, verb = asker.fact, asker.fact.tokens, asker.verb.statement()
    whole = fact.texts([*fact.core, *asker.sides("time", "place")])
    start = tokens[first.start].lower
    told = len(fact.core) > 1 or asker.sides("time", "place")
    if whole is None or not told or start in _NEVER_ASKED or len(whole.split()) > _LONGEST_THERE:
        return
    text = fact.text(first) or ""
    made = asker.candidate(
        "yes",
        "truth",
        (f"{verb[:1].upper()}{verb[1:]} there {whole}", f"whether there {verb} {whole}"),
        short="Yes",
        statement=f"there {verb} {whole}",
        score=0.8,
    )
    entity = Entity(text.lower(), text, "thing", plural=verb in {"are", "were"}, proper=False)
    yield replace(made, entity=entity, surface=tidy(text))


def ask_there(asker: Asker) -> Iterator[Candidate]:
    """As in "How many bridges are there in the city?" for "There are three bridges"."""
    fact, tokens = asker.fact, asker.fact.tokens
    first = fact.core[0] if fact.core else None
    if first is None or first.kind != "np" or not asker.verb.copula or asker.verb.negative:
        return
    yield from _there_was(asker, first)
    amount = counted(tokens, first.start, first.simple_end or first.end)
    rest = fact.texts([*fact.core[1:], *asker.sides("time", "place")])
    if amount is None or amount.wh != "How many" or rest is None:
        return
    if asker.listed(first.start, first.end):
        return
    thing, verb = phrase_text(tokens, amount.thing, first.end), asker.verb.statement()
    made = asker.candidate(
        "how_many",
        "number",
        (f"How many {thing} {verb} there {rest}", f"how many {thing} there {verb} {rest}"),
        short=amount.number,
        statement=f"there {verb} {fact.texts(fact.core)}",
        score=1.2,
    )
    entity = Entity(thing.lower(), thing, "thing", plural=True, proper=False)
    yield replace(made, entity=entity, surface=tidy(thing))
