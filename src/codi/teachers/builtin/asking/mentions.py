"""Questions on sentences that could not be read whole: what is said about somebody, who X was."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from codi.teachers.builtin.asking.candidates import Candidate, tidy
from codi.teachers.builtin.reading import lexicon, valency
from codi.teachers.builtin.reading.english import noun_lemma, verb_forms
from codi.teachers.builtin.reading.entities import Entity, phrase_text
from codi.teachers.builtin.reading.facts import PassageFacts
from codi.teachers.builtin.reading.kinds import tells_kind
from codi.teachers.builtin.reading.phrases import head_of
from codi.teachers.builtin.reading.soundness import ORDINALS
from codi.teachers.builtin.reading.tagset import FINITE, NOUNS
from codi.teachers.builtin.reading.tokens import Sentence, Token
from codi.types import Span

_DESCRIBED, _UNREAD, _MENTIONED = 10_000, 20_000, 30_000
_DASHES = frozenset(["-", "\N{EN DASH}"])
_SPEAKING = frozenset("i me my mine we us our ours you your yours yourself".split())
_POINTING = frozenset(["this", "these", "those"])


def ask_unread(passage: PassageFacts) -> Iterator[Candidate]:
    """What is there to know about X? For sentences whose subject, X, was read at least."""
    known = {fact.sentence.index for fact in passage.facts}
    for number, (entity, clause, resolved) in enumerate(passage.unread):
        sentence, tokens = clause.sentence, clause.sentence.tokens
        start, end = clause.subject
        person = entity.proper and entity.kind == "person"
        surface = entity.text if resolved or person else phrase_text(tokens, start, end)
        clear = entity.proper or entity.plural or surface.startswith("the ") or resolved
        first = _beginning(tokens, start)
        if sentence.index in known or not clear or first is None or not _plain(tokens):
            continue
        if tokens[end].tag in {"VBN", "VBD"} and tokens[end + 1].tag in {"VBP", "VBZ", "MD"}:
            continue  # "the protocols used allow ..."
        nobody = (
            surface.lower() == "all i"
            or surface.startswith("no ")
            or surface.rpartition(" ")[2] in ORDINALS
        )
        if (
            nobody
            or entity.kind == "you"
            or len(surface.split()) > 6
            or tokens[start].lower in _POINTING
        ):
            continue
        known.add(sentence.index)
        before = phrase_text(tokens, first, start) if first < start else ""
        after = phrase_text(tokens, end, len(tokens)).rstrip(" .!")
        yield _telling(
            entity,
            sentence,
            surface,
            short=f"{before} {surface} {after}",
            statement=f"{before} {{S}} {after}",
            fact=_UNREAD + number,
        )


def ask_mentioned(passage: PassageFacts) -> Iterator[Candidate]:
    """The same for sentences without a clause that could be read: by a name that stands in them."""
    for number, (entity, sentence) in enumerate(passage.orphans):
        tokens = sentence.tokens
        first = _beginning(tokens, len(tokens) - 1)
        pronoun = any(token.tag in {"PRP", "PRP$"} for token in tokens[:6])
        if first is None or pronoun or not stands_alone(tokens) or not _plain(tokens):
            continue
        text = phrase_text(tokens, first, len(tokens)).rstrip(" .!")
        yield _telling(
            entity, sentence, entity.text, short=text, statement=text, fact=_MENTIONED + number
        )


def _telling(
    entity: Entity, sentence: Sentence, surface: str, *, short: str, statement: str, fact: int
) -> Candidate:
    return Candidate(
        kind="tell",
        direct=f"What is there to know about {surface}",
        indirect=f"what there is to know about {surface}",
        short=tidy(short),
        statement=tidy(statement),
        entity=entity,
        fact=fact,
        sentence=sentence.index,
        slot="telling",
        evidence=(Span(start=sentence.start, end=sentence.end),),
        score=0.3 if fact < _MENTIONED else 0.1,
        surface=surface,
    )


def _plain(tokens: list[Token]) -> bool:
    """Whether the sentence is whole and no word of it points out of it."""
    return has_main_verb(tokens) and not cut_by_dash(tokens) and points_nowhere(tokens)


def points_nowhere(tokens: list[Token]) -> bool:
    """Whether every pronoun of a sentence has a noun before it, and no word points out of it."""
    return has_nouns(tokens) and not any(
        token.lower in valency.UNCLEAR_WORDS
        and token.text != "US"
        and not _gives_example(tokens, index)
        for index, token in enumerate(tokens)
    )


def has_nouns(tokens: list[Token]) -> bool:
    """Whether every pronoun of a sentence has a noun before it that it can mean."""
    return all(_known(tokens, index) for index in range(len(tokens)))


def _gives_example(tokens: list[Token], index: int) -> bool:
    """Whether "such" is that of "such as"."""
    behind = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    return tokens[index].lower == "such" and behind == "as"


def cut_by_dash(tokens: list[Token]) -> bool:
    """As in "OMB Max - requires an agreement": a dash parts the verb from its subject."""
    return any(
        token.text in _DASHES and following.tag in {"VBZ", "VBP", "MD"}
        for token, following in pairwise(tokens)
    )


def _known(tokens: list[Token], index: int) -> bool:
    """Whether a pronoun has a noun before it in its sentence that it can mean."""
    token = tokens[index]
    if token.tag not in {"PRP", "PRP$"} or token.lower in _SPEAKING:
        return True
    many = token.lower in {"they", "them", "their", "theirs", "themselves"}
    tags = {"NNS", "NNPS"} if many else {"NN", "NNP"}
    return index > 0 and any(other.tag in tags for other in tokens[:index])


def stands_alone(tokens: list[Token]) -> bool:
    """Whether a sentence names its subject itself: no "it" or "they" before its verb."""
    for token in tokens:
        if token.tag in FINITE:
            return True
        if token.tag == "PRP" and token.lower != "you":
            return False
    return True


def _beginning(tokens: list[Token], subject: int) -> int | None:
    """Where the sentence begins without "However," and the like; None where it is unclear."""
    index = 1 if tokens[0].tag == "CC" and subject else 0
    while index < subject and _links(tokens[index]):
        index += 2 if tokens[index + 1].text == "," else 1
    if index >= subject:
        return subject
    return index if tokens[index].tag in {"IN", "DT", "CD", "TO", "NNP"} else None


def _links(token: Token) -> bool:
    return token.tag in {"RB", "RBR"} and token.lower in lexicon.DISCOURSE


def ask_described(passage: PassageFacts) -> Iterator[Candidate]:
    """Who was X? From "X, a physicist, ..."."""
    for number, (entity, sentence, where, tense) in enumerate(passage.appositions):
        tokens = sentence.tokens
        text = phrase_text(tokens, *where)
        person = entity.kind == "person"
        human = noun_lemma(tokens[head_of(tokens, *where)].lower) in lexicon.HUMAN_NOUNS
        vague = len(text.split()) < 2 or (
            person and len(entity.text.split()) < 2 and not text.startswith("the ")
        )
        head = tokens[head_of(tokens, *where)]
        if entity.kind in {"name", "you"} or human != person or vague or not tells_kind(head):
            continue
        past = tense == "was" or (
            person and not tense and any(token.tag == "VBD" for token in tokens)
        )
        verb = ("were" if past else "are") if entity.plural else ("was" if past else "is")
        wh = "Who" if person else "What"
        yield Candidate(
            kind="define",
            direct=f"{wh} {verb} {{S}}",
            indirect=f"{wh.lower()} {{S}} {verb}",
            short=text,
            statement=f"{{S}} {verb} {text}",
            entity=entity,
            fact=_DESCRIBED + number,
            sentence=sentence.index,
            slot="identity",
            evidence=(Span(start=sentence.start, end=sentence.end),),
            score=1.0,
            surface=entity.text,
        )


def has_main_verb(tokens: list[Token]) -> bool:
    """Whether a finite verb stands outside of what "that", "which" or "who" opens."""
    places = [
        place
        for place, token in enumerate(tokens)
        if token.tag in FINITE and not (token.tag == "VBD" and _describing(tokens, place))
    ]
    if places and all(_in_relative(tokens, place) for place in places):
        return False
    if len(places) != 1:
        return bool(places)
    return not any(token.tag in {"WDT", "WP"} for token in tokens[: places[0]]) and (
        tokens[places[0] - 1].lower not in {"that", "which", "who"}
    )


def _in_relative(tokens: list[Token], place: int) -> bool:
    """As in "a firm which runs trains": the verb is that of "which"."""
    while place and tokens[place - 1].tag == "RB":
        place -= 1
    return place > 0 and tokens[place - 1].tag in {"WDT", "WP"}


def _describing(tokens: list[Token], place: int) -> bool:
    """Whether a past form describes a noun: "an approved request", "a list, shared with all"."""
    before = tokens[place - 1].tag if place else ""
    after = tokens[place + 1].tag if place + 1 < len(tokens) else ""
    if before in {"DT", "JJ", "PRP$", "IN"} and after in NOUNS:
        return True
    participle = "VBN" in verb_forms(tokens[place].lower)
    first_comma = before == "," and not any(t.text == "," for t in tokens[: place - 1])
    return participle and (before == ":" or first_comma)
