"""Reads a passage: sentences, clauses, subjects; what is clear becomes a fact."""

from __future__ import annotations

from itertools import pairwise

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.antecedents import has_gap, is_sure, may_mean_gap
from codi.teachers.builtin.reading.assembly import VerbText, core_pieces, side_pieces
from codi.teachers.builtin.reading.clauses import Clause
from codi.teachers.builtin.reading.english import noun_lemma, verb_forms
from codi.teachers.builtin.reading.entities import (
    Entities,
    Entity,
    introduced,
    phrase_text,
)
from codi.teachers.builtin.reading.facts import POINTING, Fact, PassageFacts
from codi.teachers.builtin.reading.kinds import noun_gender, np_kind
from codi.teachers.builtin.reading.parsing import Parser
from codi.teachers.builtin.reading.phrases import head_of, noun_phrase
from codi.teachers.builtin.reading.soundness import is_clear_it, is_sound
from codi.teachers.builtin.reading.tag_rescue import parse_with_rescue
from codi.teachers.builtin.reading.tagging import mend
from codi.teachers.builtin.reading.tagset import FINITE, NAMES
from codi.teachers.builtin.reading.tokens import Sentence, read_sentences

_POSSESSIVES = frozenset(["his", "her", "its", "their"])
_UNFINISHED = frozenset(["MD", "TO", "PRP", "VBZ"])
_GOVERNING = frozenset(["IN", "TO", "POS", "CC", ","])
_VAGUE_FIRST = frozenset(
    "many several few other such own same more most further various different certain".split()
)
_NOBODY = ("no ", "each ", "every ", "any ", "none ", "neither ")
_MINDFUL = frozenset(
    """think say tell want love hate marry believe wish hope remember forget ask reply smile laugh
    cry walk know write argue study teach die retire resign graduate wear eat drink sleep feel learn
    decide""".split()
)


def understand(text: str, section: str = "") -> PassageFacts:
    """Read a passage that begins in this section."""
    sentences, headings = read_sentences(text, section)
    found = PassageFacts(sentences, headings, Entities())
    found.addressed = _is_addressed(text, sentences)
    names = _names_inside(sentences)
    small = found.lower_words()
    open_list, paragraph = False, -1
    for sentence in sentences:
        mend(sentence.tokens, names, small)
        if sentence.kind != "item":
            open_list = leaves_open(sentence)
        elif sentence.paragraph != paragraph and sentence.tokens:
            sentence.hangs = open_list and bool(verb_forms(sentence.tokens[0].lower))
        paragraph = sentence.paragraph
        if (sentence.usable or sentence.gaps) and not sentence.hangs:
            _read(found, sentence)
        else:
            _mention_names(found.entities, sentence)
            found.entities.unknown_subject(sentence.index)
    return found


def leaves_open(sentence: Sentence) -> bool:
    """Whether a sentence stops before a list in its middle: "your users can:", "This page:"."""
    tokens = sentence.tokens
    if len(tokens) < 2 or tokens[-1].text != ":":
        return False
    last, first = tokens[-2], tokens[0].lower
    verbless = not any(token.tag in FINITE for token in tokens)
    return last.tag in _UNFINISHED or last.lower == "either" or (verbless and first == "this")


def _is_addressed(text: str, sentences: list[Sentence]) -> bool:
    """Whether "you" in a passage is its reader: not in a story, and not in quoted speech."""
    told = sum(token.lower in {"he", "she", "his", "her"} for s in sentences for token in s.tokens)
    quoted = any(mark in text for mark in ('"', "\N{LEFT DOUBLE QUOTATION MARK}", "''", "``"))
    if not quoted:
        return told < 4
    ruled = sum(
        first.lower == "you" and second.tag == "MD"
        for sentence in sentences
        for first, second in pairwise(sentence.tokens)
    )
    advised = sum(
        bool(s.tokens) and s.tokens[0].tag == "VB" and '"' not in text[s.start : s.end]
        for s in sentences
    )
    return told == 0 or (ruled + advised >= 2 * told and told < 4)


def _names_inside(sentences: list[Sentence]) -> frozenset[str]:
    """Words that are capitalised inside a sentence: names, wherever they stand."""
    return frozenset(
        token.text
        for sentence in sentences
        for token in sentence.tokens[1:]
        if token.text[:1].isupper() and token.text[1:].islower()
    )


def _read(found: PassageFacts, sentence: Sentence) -> None:
    clauses, parser = parse_with_rescue(sentence)
    if not clauses and any(token.tag in FINITE for token in sentence.tokens):
        spoken_of = _mention_names(found.entities, sentence)
        found.entities.unknown_subject(sentence.index)
        if spoken_of and sentence.usable:
            clearest = max(spoken_of, key=lambda entity: entity.kind != "name")
            found.orphans.append((clearest, sentence))
    for clause in clauses:
        _read_clause(found, clause)
    for head, description in parser.appositions:
        entity = found.entities.mention(sentence.tokens, *head, sentence.index, subject=False)
        if entity is not None:
            _apposition(found, entity, sentence, description, tense="")
    _collect_names(found, sentence, parser)


def _read_clause(found: PassageFacts, clause: Clause) -> None:
    """Find out the subject and keep the clause, if both subject and clause are clear."""
    first = clause.sentence.tokens[clause.subject[0]].lower
    subject, resolved = _subject(found, clause)
    _mention_objects(found.entities, clause)
    if subject is None or (first == "it" and not is_clear_it(clause)):
        return
    if "<" in subject.text or (resolved and may_mean_gap(found, clause, subject)):
        return
    if resolved and first == "they" and not subject.plural:
        return
    if resolved and first == "it" and _names_anew(clause, subject):
        return
    if resolved and subject.kind == "thing" and clause.verb.lemma in _MINDFUL:
        return
    if clause.appositive is not None:
        group = clause.verb
        verb_at = group.auxiliaries[0] if group.auxiliaries else group.main
        past = "VBD" in {clause.sentence.tokens[verb_at].tag, group.tag}
        tense = "was" if past else "is"
        _apposition(found, subject, clause.sentence, clause.appositive, tense=tense)
    if subject.kind == "name" and clause.verb.lemma in _MINDFUL and not clause.verb.passive:
        subject.kind = "person"
    _learn_person(subject, clause)
    if clause.sentence.gaps and has_gap(clause, subject):
        return
    verb = VerbText(clause)
    if verb.copula:
        _learn_noun(found.entities, subject, clause)
    if clause.whole and is_sound(clause, verb):
        found.facts.append(_fact(len(found.facts), clause, subject, verb, resolved=resolved))
    elif clause.sentence.usable and not clause.relative and not clause.shared_subject:
        found.unread.append((subject, clause, resolved))


def _learn_person(subject: Entity, clause: Clause) -> None:
    """From "Trevithick obtained his patent": whoever has "his" right behind its verb is a man.

    And what has "its" there is a thing.
    """
    tokens, place = clause.sentence.tokens, clause.verb.end
    following = tokens[place] if place < len(tokens) else None
    owned = following is not None and following.tag == "PRP$" and not clause.verb.passive
    gender = {"his": "m", "her": "f"}.get(following.lower) if owned and following else None
    unknown = subject.kind == "name" or (subject.kind == "person" and not subject.gender)
    if unknown and subject.proper and not subject.plural and gender:
        subject.kind, subject.gender = "person", gender
    if subject.kind == "name" and owned and following and following.lower == "its":
        subject.kind = "thing"


def _subject(found: PassageFacts, clause: Clause) -> tuple[Entity | None, bool]:
    """(whom the subject names, whether that was found out from a pronoun)."""
    entities, tokens = found.entities, clause.sentence.tokens
    start, end = clause.subject
    if clause.imperative:
        return entities.addressee(), False
    first = tokens[start]
    if first.tag == "EX":
        return Entity("there", "there", "thing", plural=False, proper=False), False
    if first.tag == "PRP$" and first.lower in _POSSESSIVES:
        owned = _possessed(entities, clause)
        entities.subject_is(owned, clause.sentence.index)
        return owned, True
    if first.tag == "PRP":
        _mention_subject_before(entities, clause)
    place = (start, end, clause.sentence.index)
    _mention_owner(entities, clause.sentence, start, end)
    subject = entities.mention(tokens, *place, subject=True, plural=_agreement(clause))
    if first.tag == "PRP" and subject is not None and not is_sure(found, clause, subject):
        entities.take_back(first.lower)
        subject = None
    return subject, first.tag == "PRP"


def _fact(index: int, clause: Clause, subject: Entity, verb: VerbText, *, resolved: bool) -> Fact:
    person = subject.proper and subject.kind == "person" and not subject.plural
    named = clause.imperative or resolved or person
    surface = subject.text
    if not named:
        surface = introduced(clause.sentence.tokens, *clause.subject)
    article, _, rest = surface.partition(" ")
    if (clause.relative or resolved) and article in {"a", "an"}:
        surface = f"the {rest}"  # what "a bridge, which ..." introduced is known to the asker
    return Fact(
        index=index,
        clause=clause,
        subject=subject,
        verb=verb,
        core=core_pieces(clause),
        sides=side_pieces(clause),
        resolved=resolved,
        follows=subject.text.lower().startswith(("this ", "these ", "those ")),
        surface=surface,
    )


def _names_anew(clause: Clause, subject: Entity) -> bool:
    """As in "It was a typical storm" behind "The air was white": "it" is no thing named before."""
    first = clause.pieces[0] if clause.pieces else None
    copula = clause.verb.lemma == "be" and not clause.verb.auxiliaries
    new = first is not None and clause.sentence.tokens[first.start].lower in {"a", "an"}
    return copula and new and not subject.proper


def _agreement(clause: Clause) -> bool | None:
    """Whether the verb's form shows a plural subject; None where it shows nothing."""
    group = clause.verb
    first = clause.sentence.tokens[group.auxiliaries[0] if group.auxiliaries else group.main]
    if first.lower in {"are", "were", "have", "do"}:
        return True
    if first.lower in {"is", "was", "has", "does"}:
        return False
    return {"VBP": True, "VBZ": False}.get(first.tag)


def _possessed(entities: Entities, clause: Clause) -> Entity | None:
    """The entity of "his wife": William's wife."""
    tokens = clause.sentence.tokens
    start, end = clause.subject
    place = clause.sentence.index
    owner = entities.possessor(tokens[start].lower, place)
    if (
        owner is None
        or not (owner.kind == "person" or entities.was_subject(owner, place, now=False))
        or owner.kind == "you"
        or owner.text[:1].isdigit()
        or len(owner.text.split()) > 4
    ):
        return None
    if any(token.tag in {"PRP", "PRP$"} for token in tokens[start + 1 : end]):
        return None
    if owner.text.lower().startswith(_NOBODY):
        return None
    mark = "'" if owner.text.endswith("s") and owner.plural else "'s"
    text = f"{owner.text}{mark} {phrase_text(tokens, start + 1, end)}"
    head = tokens[head_of(tokens, start, end)]
    entity = Entity(
        key=text.lower(),
        text=text,
        kind=np_kind(tokens, start, end),
        plural=head.tag in {"NNS", "NNPS"},
        proper=False,
    )
    if entity.kind == "person":
        entity.gender = noun_gender(noun_lemma(head.lower))
    return entities.by_key.setdefault(entity.key, entity)


def _mention_objects(entities: Entities, clause: Clause) -> None:
    """Names and things after the verb are spoken of too: pronouns may mean them."""
    tokens = clause.sentence.tokens
    for piece in [*clause.fronted, *clause.pieces]:
        if piece.kind not in {"np", "pp"} or piece.role == "time":
            continue
        if piece.kind == "np" and _tells_who(clause, tokens[piece.start].lower):
            continue
        start = piece.noun_start
        end = noun_phrase(tokens, start)
        if end == start or tokens[start].tag == "PRP":
            continue
        _mention_owner(entities, clause.sentence, start, end)
        entity = entities.mention(tokens, start, end, clause.sentence.index, subject=False)
        if entity is not None and entity.kind == "name" and piece.role == "place":
            entity.kind = "place"


def _tells_who(clause: Clause, first: str) -> bool:
    """Whether a phrase that begins so only tells who the subject is: "Ada was a sailor"."""
    said_of_it = clause.verb.lemma in {"be", "become"} and first in {"a", "an"}
    if not said_of_it or clause.imperative:
        return False
    return np_kind(clause.sentence.tokens, *clause.subject) in {"person", "name"}


def _mention_subject_before(entities: Entities, clause: Clause) -> None:
    """In "If the repository is old, it ..." the first subject is what "it" means."""
    condition = [clause.condition] if clause.condition is not None else []
    for piece in [*condition, *clause.fronted]:
        start = piece.start + 1
        end = noun_phrase(clause.sentence.tokens, start)
        if piece.kind == "clause" and end > start and start < clause.subject[0]:
            entities.mention(
                clause.sentence.tokens, start, end, clause.sentence.index, subject=True
            )


def _mention_owner(entities: Entities, sentence: Sentence, start: int, end: int) -> None:
    """The person of "Bao's lawyer" is spoken of too."""
    tokens = sentence.tokens
    mark = next((i for i in range(start + 1, end) if tokens[i].tag == "POS"), None)
    if mark is not None and tokens[mark - 1].tag in NAMES:
        entities.mention(tokens, start, mark, sentence.index, subject=False)


def _mention_names(entities: Entities, sentence: Sentence) -> list[Entity]:
    """Note the names of a sentence that could not be read: those it can be asked about by."""
    tokens = sentence.tokens
    names: list[Entity] = []
    topics: list[Entity] = []
    index = 0
    while index < len(tokens):
        end = noun_phrase(tokens, index)
        if end > index and any(token.tag in NAMES for token in tokens[index:end]):
            entity = entities.mention(tokens, index, end, sentence.index, subject=index == 0)
            governed = index > 0 and tokens[index - 1].tag in _GOVERNING
            if entity is not None and not governed and _is_clear_name(entity):
                names.append(entity)
        elif _is_topic(sentence, index, end):
            text = phrase_text(tokens, index, end)
            topics.append(Entity(text.lower(), text, "thing", plural=True, proper=False))
        index = max(end, index + 1)
    return names or topics[:1]


def _is_clear_name(entity: Entity) -> bool:
    length = len(entity.text.split())
    return entity.proper and length <= 5 and (length > 1 or entity.kind != "name")


def _is_topic(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a phrase such as "long-term goals" can stand for what its sentence is about."""
    if not 1 < end - start <= 3:
        return False
    first, last = sentence.tokens[start], sentence.tokens[end - 1]
    return last.tag == "NNS" and first.tag in {"JJ", "NN"} and first.lower not in _VAGUE_FIRST


def _learn_noun(entities: Entities, subject: Entity, clause: Clause) -> None:
    """From "X is a company": it can be called the company."""
    tokens = clause.sentence.tokens
    piece = clause.pieces[0] if clause.pieces else None
    if piece is None or piece.kind != "np" or clause.verb.negative:
        return
    head = tokens[head_of(tokens, piece.start, piece.end)]
    if tokens[piece.start].lower in {"a", "an", "the", "one"} and head.tag in {"NN", "NNS"}:
        entities.note_noun(subject, head.lower)


def _apposition(
    found: PassageFacts, entity: Entity, sentence: Sentence, where: tuple[int, int], *, tense: str
) -> None:
    """Keep "a physicist" for "X, a physicist, ..."."""
    tokens = sentence.tokens
    inside = tokens[where[0] : where[1]]
    head = tokens[head_of(tokens, *where)]
    agrees = entity.proper and entity.plural == (head.tag == "NNS") and entity.kind != "you"
    unclear = any(token.tag in {"PRP", "PRP$"} or token.lower in POINTING for token in inside)
    if head.tag in NAMES or not agrees or unclear:
        return
    if inside[0].lower in {"a", "an", "the"}:
        found.entities.note_noun(entity, head.lower)
    found.appositions.append((entity, sentence, where, tense))


def _collect_names(found: PassageFacts, sentence: Sentence, parser: Parser) -> None:
    """Years, places and people of the passage: material for wrong alternatives."""
    for token in sentence.tokens:
        if token.tag == "CD" and lexicon.YEAR.match(token.text) and token.text not in found.years:
            found.years.append(token.text)
    for clause in parser.clauses:
        for piece in [*clause.fronted, *clause.pieces]:
            if piece.kind == "pp" and piece.role == "place":
                end = piece.simple_end or piece.end
                text = phrase_text(sentence.tokens, piece.start + 1, end)
                if text[:1].isupper() and text not in found.places:
                    found.places.append(text)
    for entity in found.entities.by_key.values():
        if entity.kind == "person" and entity.proper and entity.text not in found.people:
            found.people.append(entity.text)
