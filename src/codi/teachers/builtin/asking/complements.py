"""Who was she, what is it, which is larger: questions on what stands behind a form of "be"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codi.teachers.builtin.asking.candidates import Asker, Candidate, counted
from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.clauses import Piece
from codi.teachers.builtin.reading.english import noun_lemma
from codi.teachers.builtin.reading.kinds import np_kind, tells_kind
from codi.teachers.builtin.reading.phrases import head_of

_JUDGEMENTS = frozenset(
    """disaster success failure mistake problem surprise challenge triumph hit flop shame pity mess
    privilege joke blow setback relief pleasure must priority""".split()
)
"""What tells how something turned out or is valued, and not what it is."""
_THAN = re.compile(r"(?P<more>(?:more |less )?[a-z]+) than (?P<other>.+)$")


def ask_complement(asker: Asker, piece: Piece) -> Iterator[Candidate]:
    """Candidates on what the subject is said to be."""
    if asker.verb.adverbs:
        return
    if piece.kind in {"infinitive", "that"}:
        yield from _equated(asker, piece)
    elif piece.kind == "adj":
        yield from _compared(asker, piece)
    elif piece.kind == "np":
        yield from _noun(asker, piece)


def _noun(asker: Asker, piece: Piece) -> Iterator[Candidate]:
    """As in "What is X?" for "X is a ...", and "Who was William's father?" for a name."""
    fact, tokens = asker.fact, asker.fact.tokens
    whole = fact.texts([piece, *asker.attached(1)])
    amount = counted(tokens, piece.start, piece.simple_end or piece.end)
    head = tokens[head_of(tokens, piece.start, piece.end)]
    if whole is None or asker.governs_clause() or amount is not None or head.tag == "NNPS":
        return
    if not tells_kind(head):
        return  # "the second busiest", "the southernmost part"
    if head.tag == "NNP":
        yield from _named(asker, piece, whole)
        return
    subject, surface = fact.subject, fact.surface
    if noun_lemma(head.lower) in _JUDGEMENTS:
        return
    known = tokens[piece.start].lower in {"a", "an", "the", "one"}
    kinds = subject.plural and head.tag == "NNS"
    introduced = surface.startswith(("a ", "an ", "one ")) and len(surface.split()) > 3
    bare = not subject.proper and surface.startswith("the ") and len(surface.split()) < 3
    if subject.kind == "you" or bare or not (known or kinds or introduced):
        return
    human = noun_lemma(head.lower) in lexicon.HUMAN_NOUNS
    person = subject.kind == "person" or (human and subject.kind == "name")
    asked = asker.ask("Who" if person else "What", [])
    if asked is not None and person == human:
        named = subject.proper or not surface.startswith("the ")
        yield asker.candidate(
            "define",
            "identity",
            asked,
            short=whole,
            statement=asker.statement(whole),
            score=1.1 if named else 0.7,
        )


def _named(asker: Asker, piece: Piece, whole: str) -> Iterator[Candidate]:
    """As in "Who was William's father?" for "His father was Robert"."""
    fact = asker.fact
    kind = np_kind(fact.tokens, piece.start, piece.end)
    subject = fact.subject
    one_of = fact.surface.startswith("one of the ")
    described = one_of or fact.surface.startswith("the ") or "'s " in fact.surface
    if subject.proper or subject.plural or not described or kind == "thing":
        return
    person = subject.kind == "person"
    fits = subject.kind in {"person", "place", "thing"} and person == (kind in {"person", "name"})
    if one_of:
        words = {noun_lemma(word.lower()) for word in fact.surface.split()}
        person = bool(words & lexicon.HUMAN_NOUNS)
        fits = person == (kind in {"person", "name"})
    asked = asker.ask("Who" if person else "What", [])
    if fits and asked is not None:
        yield asker.candidate(
            "who" if person else "what",
            "identity",
            asked,
            short=whole,
            statement=asker.statement(whole),
            score=1.1,
        )


def _equated(asker: Asker, piece: Piece) -> Iterator[Candidate]:
    """As in "What is the aim of the law?" for "The aim of the law is to ..."."""
    fact = asker.fact
    text, asked = fact.text(piece), asker.ask("What", [])
    described = len(fact.surface.split()) > 1 and fact.subject.kind not in {"person", "place"}
    if text is not None and asked is not None and described and not fact.resolved:
        yield asker.candidate(
            "what", "identity", asked, short=text, statement=asker.statement(text), score=1.0
        )


def _compared(asker: Asker, piece: Piece) -> Iterator[Candidate]:
    """As in "Which is larger, the Sun or the Moon?"."""
    fact = asker.fact
    text = fact.text(piece)
    match = _THAN.match(text) if text else None
    if text is None or match is None or fact.resolved or fact.subject.kind in {"person", "you"}:
        return
    other = match["other"]
    comparative = match["more"].startswith(("more ", "less ")) or match["more"].endswith("er")
    short = len(fact.surface.split()) <= 5 and len(other.split()) <= 5
    first = fact.surface.split()[0]
    if (
        not comparative
        or not short
        or first == "no"
        or other.split()[0] in {"in", "that", "those", "it", "normal"}
    ):
        return
    verb = asker.verb.main
    plain = f"which {verb} {match['more']}, {fact.surface} or {other}"
    yield asker.candidate(
        "compare",
        "comparison",
        (plain[:1].upper() + plain[1:], plain),
        short=fact.surface,
        statement=f"{fact.surface} {asker.verb.statement()} {text}",
        score=1.2,
    )
