"""The facts of a passage: clauses that were read whole and whose subject is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from codi.teachers.builtin import lexicon
from codi.teachers.builtin.assembly import VerbText, core_pieces, plain_words, side_pieces
from codi.teachers.builtin.clauses import Clause, Piece
from codi.teachers.builtin.english import BE, noun_lemma
from codi.teachers.builtin.entities import Entities, Entity, np_kind, phrase_text
from codi.teachers.builtin.parsing import Parser, parse_sentence
from codi.teachers.builtin.phrases import head_of, noun_phrase
from codi.teachers.builtin.tagging import mend
from codi.teachers.builtin.tagset import FINITE, NOUNS
from codi.teachers.builtin.tokens import Sentence, Token, read_sentences

_REFLEXIVE = frozenset(["himself", "herself", "itself", "themselves"])
_FIRST_PERSON = frozenset(
    ["i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"]
)
_POINTING = frozenset(
    [
        "this",
        "these",
        "those",
        "former",
        "latter",
        "following",
        "above",
        "aforementioned",
        "such",
        "so-called",
    ]
)
_AGREEMENT = {
    "he": "m",
    "him": "m",
    "his": "m",
    "himself": "m",
    "she": "f",
    "her": "f",
    "hers": "f",
    "herself": "f",
    "it": "n",
    "its": "n",
    "itself": "n",
    "they": "p",
    "them": "p",
    "their": "p",
    "theirs": "p",
    "themselves": "p",
}


@dataclass(slots=True)
class Fact:
    """One clause with its subject known, ready to be asked about."""

    index: int
    clause: Clause
    subject: Entity
    verb: VerbText
    core: list[Piece]
    sides: list[Piece]
    resolved: bool = False
    surface: str = ""
    follows: bool = False

    @property
    def tokens(self) -> list[Token]:
        return self.clause.sentence.tokens

    @property
    def sentence(self) -> Sentence:
        return self.clause.sentence

    def text(self, piece: Piece) -> str | None:
        """A piece's words, or None where a pronoun in it points somewhere unknown."""
        if not self._pronouns_known(piece):
            return None
        return plain_words(self.tokens, piece.start, piece.end)

    def texts(self, pieces: Iterable[Piece]) -> str | None:
        """The words of several pieces, or None where one of them is unclear."""
        found = []
        for piece in pieces:
            text = self.text(piece)
            if text is None:
                return None
            found.append(text)
        return " ".join(found)

    def _pronouns_known(self, piece: Piece) -> bool:
        """Whether every pronoun of the piece can mean the subject."""
        tokens = self.tokens
        for index in range(piece.start, piece.end):
            word = tokens[index].lower
            if word in _FIRST_PERSON and not (word == "i" and tokens[index].tag == "NNP"):
                return False
            if word in _POINTING:
                following = tokens[index + 1].lower if index + 1 < len(tokens) else ""
                if word == "such" and following in {"as", "a", "an"}:
                    continue
                return False
            wanted = _AGREEMENT.get(word)
            if wanted is None or tokens[index].tag not in {"PRP", "PRP$"}:
                continue
            if not agrees(self.subject, wanted):
                return False
            own_clause = piece.kind in {"clause", "that", "participle"}
            if tokens[index].tag == "PRP" and word not in _REFLEXIVE and not own_clause:
                return False
        return True


def agrees(entity: Entity, gender: str) -> bool:
    """Whether a pronoun of this gender (m, f, n, p for plural) can mean the entity."""
    if gender == "p":
        return entity.plural or entity.kind == "group"
    if entity.plural:
        return False
    if gender == "n":
        return entity.kind not in {"person", "name"}
    return entity.kind == "person" and entity.gender == gender


@dataclass(slots=True)
class PassageFacts:
    """What was understood of a passage."""

    sentences: list[Sentence]
    headings: list[str]
    facts: list[Fact]
    entities: Entities
    appositions: list[tuple[Entity, Sentence, tuple[int, int], str]] = field(default_factory=list)
    years: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    orphans: list[tuple[Entity, Sentence]] = field(default_factory=list)
    addressed: bool = True
    unread: list[tuple[Entity, Clause, bool]] = field(default_factory=list)

    def lower_words(self) -> frozenset[str]:
        """Words that the passage writes without a capital."""
        return frozenset(
            token.text
            for sentence in self.sentences
            for token in sentence.tokens
            if token.text.islower()
        )


def understand(text: str, section: str = "") -> PassageFacts:
    """Read a passage that begins in this section: sentences, clauses, subjects."""
    sentences, headings = read_sentences(text, section)
    found = PassageFacts(sentences, headings, [], Entities())
    names = _names_inside(sentences)
    spoken = any(mark in text for mark in ('"', "“", "''", "``"))
    told = sum(token.lower in {"he", "she", "his", "her"} for s in sentences for token in s.tokens)
    found.addressed = not (spoken and told) and told < 4
    for sentence in sentences:
        mend(sentence.tokens, names)
        if not sentence.usable:
            _mention_names(found.entities, sentence)
            found.entities.unknown_subject(sentence.index)
            continue
        clauses, parser = parse_sentence(sentence)
        if not clauses and any(token.tag in FINITE for token in sentence.tokens):
            spoken = _mention_names(found.entities, sentence)
            found.entities.unknown_subject(sentence.index)
            if spoken:
                found.orphans.append(
                    (max(spoken, key=lambda entity: entity.kind != "name"), sentence)
                )
        for clause in clauses:
            _add_fact(found, clause)
        for head, description in parser.appositions:
            entity = found.entities.mention(sentence.tokens, *head, sentence.index, subject=False)
            if entity is not None:
                _apposition(found, entity, sentence, description, tense="")
        _collect_names(found, sentence, parser)
    return found


def _names_inside(sentences: list[Sentence]) -> frozenset[str]:
    """Words that are capitalised inside a sentence: names, wherever they stand."""
    return frozenset(
        token.text
        for sentence in sentences
        for token in sentence.tokens[1:]
        if token.text[:1].isupper() and token.text[1:].islower()
    )


def _add_fact(found: PassageFacts, clause: Clause) -> None:
    """Find out the subject and keep the clause, if both subject and clause are clear."""
    tokens = clause.sentence.tokens
    start, end = clause.subject
    sentence = clause.sentence.index
    resolved = tokens[start].tag == "PRP"
    if clause.imperative:
        subject: Entity | None = found.entities.addressee()
        resolved = False
    elif tokens[start].tag == "EX":
        subject = Entity("there", "there", "thing", plural=False, proper=False)
    elif tokens[start].tag == "PRP$" and tokens[start].lower in {"his", "her", "its", "their"}:
        subject = _possessed(found.entities, clause)
        resolved = True
    else:
        subject = found.entities.mention(
            tokens, start, end, sentence, subject=True, plural=_agreement(clause)
        )
    _mention_objects(found.entities, clause)
    if subject is None:
        return
    if resolved and tokens[start].lower == "they" and not subject.plural:
        return
    if tokens[start].lower == "it" and _expletive(clause):
        return
    if clause.appositive is not None:
        tense = "was" if clause.verb.tag == "VBD" or clause.verb.passive else "is"
        _apposition(found, subject, clause.sentence, clause.appositive, tense=tense)
    if subject.kind == "name" and clause.verb.lemma in _MINDFUL and not clause.verb.passive:
        subject.kind = "person"
    verb = VerbText(clause)
    if verb.copula and clause.pieces and clause.pieces[0].kind == "np":
        _learn_noun(found.entities, subject, clause, clause.pieces[0])
    if not clause.whole or not _sound(clause, verb):
        if not clause.relative and not clause.shared_subject:
            found.unread.append((subject, clause, resolved))
        return
    found.facts.append(
        Fact(
            index=len(found.facts),
            clause=clause,
            subject=subject,
            verb=verb,
            core=core_pieces(clause),
            sides=side_pieces(clause),
            resolved=resolved,
            follows=(subject.text.split() or [""])[0].lower() in {"this", "these", "those"},
            surface=subject.text
            if clause.imperative or resolved or (subject.proper and subject.kind == "person")
            else _definite(phrase_text(tokens, start, end), relative=clause.relative),
        )
    )


_MINDFUL = frozenset(
    """think say tell want love hate marry believe wish hope remember forget ask reply smile laugh cry
    walk know write argue study teach die retire resign graduate wear eat drink sleep feel learn
    decide""".split()
)


def _agreement(clause: Clause) -> bool | None:
    """Whether the verb's form shows a plural subject; None where it shows nothing."""
    tokens = clause.sentence.tokens
    group = clause.verb
    first = tokens[group.auxiliaries[0] if group.auxiliaries else group.main]
    if first.lower in {"are", "were", "have", "do"}:
        return True
    if first.lower in {"is", "was", "has", "does"}:
        return False
    return {"VBP": True, "VBZ": False}.get(first.tag)


def _definite(text: str, *, relative: bool) -> str:
    """ "a works, which" is "the works" to whoever asks about it."""
    first, _, rest = text.partition(" ")
    return f"the {rest}" if relative and first in {"a", "an"} else text


def _possessed(entities: Entities, clause: Clause) -> Entity | None:
    """ "His wife" as "William's wife"."""
    tokens = clause.sentence.tokens
    start, end = clause.subject
    owner = entities.possessor(tokens[start].lower, clause.sentence.index)
    if owner is None or owner.kind == "you" or len(owner.text.split()) > 4:
        return None
    if any(token.tag in {"PRP", "PRP$"} for token in tokens[start + 1 : end]):
        return None
    mark = "'" if owner.text.endswith("s") and owner.plural else "'s"
    rest = phrase_text(tokens, start + 1, end)
    text = f"{owner.text}{mark} {rest}"
    head = tokens[head_of(tokens, start, end)]
    entity = Entity(
        key=text.lower(),
        text=text,
        kind=np_kind(tokens, start, end),
        plural=head.tag in {"NNS", "NNPS"},
        proper=False,
    )
    if entity.kind == "person":
        lemma = noun_lemma(head.lower)
        entity.gender = (
            "m" if lemma in lexicon.MALE_NOUNS else "f" if lemma in lexicon.FEMALE_NOUNS else ""
        )
    return entities.by_key.setdefault(entity.key, entity)


def _mention_objects(entities: Entities, clause: Clause) -> None:
    """Names and things after the verb are spoken of too: pronouns may mean them."""
    tokens = clause.sentence.tokens
    for piece in clause.pieces:
        if piece.kind not in {"np", "pp"} or piece.role == "time":
            continue
        start = piece.start + (len(piece.preposition.split()) if piece.kind == "pp" else 0)
        end = noun_phrase(tokens, start)
        if end > start and tokens[start].tag != "PRP":
            entities.mention(tokens, start, end, clause.sentence.index, subject=False)


def _mention_names(entities: Entities, sentence: Sentence) -> list[Entity]:
    """Names of a sentence that could not be read: a pronoun after it may mean one of them."""
    tokens = sentence.tokens
    names: list[Entity] = []
    topics: list[Entity] = []
    index = 0
    while index < len(tokens):
        end = noun_phrase(tokens, index)
        if end > index and any(token.tag in {"NNP", "NNPS"} for token in tokens[index:end]):
            entity = entities.mention(tokens, index, end, sentence.index, subject=index == 0)
            governed = index > 0 and tokens[index - 1].tag in {"IN", "TO", "POS", "CC", ","}
            clear = len(entity.text.split()) > 1 or entity.kind != "name" if entity else False
            if (
                entity is not None
                and clear
                and not governed
                and entity.proper
                and len(entity.text.split()) <= 5
            ):
                names.append(entity)
        elif end > index + 1 and tokens[end - 1].tag == "NNS" and tokens[index].tag in {"JJ", "NN"}:
            if tokens[index].lower not in _VAGUE_FIRST and end - index <= 3:
                text = phrase_text(tokens, index, end)
                topics.append(Entity(text.lower(), text, "thing", plural=True, proper=False))
        index = max(end, index + 1)
    return names or topics[:1]


_VAGUE_FIRST = frozenset(
    "many several few other such own same more most further various different certain".split()
)


def _expletive(clause: Clause) -> bool:
    """ "It was shown that ...", "It is possible to ...": nothing is meant by "it"."""
    if any(piece.kind in {"that", "infinitive"} for piece in clause.pieces):
        return True
    first = clause.pieces[0] if clause.pieces else None
    if clause.verb.passive and clause.verb.lemma in lexicon.SPEECH_VERBS | {
        "recognise",
        "recognize",
        "call",
    } - {"call"}:
        return True
    if clause.verb.lemma in {"rain", "snow", "take", "seem", "appear", "happen"}:
        return True
    return (
        clause.verb.lemma == "be"
        and first is not None
        and (
            first.role in {"time"} or any(p.kind in {"participle", "clause"} for p in clause.pieces)
        )
    )


def _sound(clause: Clause, verb: VerbText) -> bool:
    """Whether a clause has the shape of a statement that can be turned into questions."""
    tokens = clause.sentence.tokens
    if clause.verb.lemma in {"'", "s"} or any(mark in verb.statement() for mark in "'’"):
        return False
    start, end = clause.subject
    if clause.imperative:
        return bool(clause.pieces)
    if tokens[head_of(tokens, start, end)].tag == "CD":
        return False
    unfinished = tokens[-1].start == tokens[-1].end
    if unfinished and clause.verb.tag in {"VBD", "VBN"} and not clause.verb.auxiliaries:
        return False
    if end - start > 14 or tokens[start].lower in {"other", "another", "similar"}:
        return False
    if tokens[start].lower == "the" and tokens[start + 1].lower in {
        "other",
        "others",
        "former",
        "latter",
        "following",
        "same",
    }:
        return False
    kinds = [piece.kind for piece in clause.pieces if not piece.role]
    if verb.copula and not clause.pieces:
        return False
    nouns = [piece for piece in clause.pieces if piece.kind == "np" and not piece.role]
    if len(nouns) > 2 or (len(nouns) == 2 and clause.verb.lemma not in _TWO_OBJECTS):
        return False
    if verb.copula and len(nouns) > 1:
        return False
    bare = clause.pieces[0].kind == "adj" if clause.pieces else False
    if (
        bare
        and not clause.verb.passive
        and clause.verb.lemma not in lexicon.LINKING_VERBS | {"go", "come", "keep", "get", "fall"}
    ):
        return False
    if kinds.count("that") > 1 or kinds.count("ing") > 1:
        return False
    return not any(
        token.tag in {"WP", "WRB", ":"} and token.text not in {"who", "where", "when", "-", "–"}
        for piece in clause.pieces
        for token in tokens[piece.start : piece.end]
        if piece.kind in {"np", "pp"}
    )


_TWO_OBJECTS = frozenset(
    """give call name make elect grant offer teach tell show send award appoint declare pay bring
    allow deny assign consider find keep crown dub""".split()
)


def _learn_noun(entities: Entities, subject: Entity, clause: Clause, piece: Piece) -> None:
    tokens = clause.sentence.tokens
    if tokens[piece.start].lower in {"a", "an", "the", "one"}:
        start = piece.start
        head = head_of(tokens, start, piece.end)
        if (
            tokens[head].tag in NOUNS
            and tokens[head].tag not in {"NNP", "NNPS"}
            and not clause.verb.negative
        ):
            entities.note_noun(subject, tokens[head].lower)


def _apposition(
    found: PassageFacts, entity: Entity, sentence: Sentence, where: tuple[int, int], *, tense: str
) -> None:
    tokens = sentence.tokens
    head = tokens[head_of(tokens, *where)]
    if head.tag in {"NNP", "NNPS"} or entity.kind == "you":
        return
    if (head.tag == "NNS") != entity.plural or not entity.proper:
        return
    if any(
        token.tag in {"PRP", "PRP$"} or token.lower in _POINTING
        for token in tokens[where[0] : where[1]]
    ):
        return
    if tokens[where[0]].lower in {"a", "an", "the"}:
        found.entities.note_noun(entity, head.lower)
    found.appositions.append((entity, sentence, where, tense))


def _collect_names(found: PassageFacts, sentence: Sentence, parser: Parser) -> None:
    """Years, places and people of the passage: material for wrong alternatives."""
    for token in sentence.tokens:
        if lexicon.YEAR.match(token.text) and token.tag == "CD" and token.text not in found.years:
            found.years.append(token.text)
    for clause in parser.clauses:
        for piece in [*clause.fronted, *clause.pieces]:
            if piece.kind == "pp" and piece.role == "place":
                start = piece.start + 1
                text = phrase_text(sentence.tokens, start, piece.simple_end or piece.end)
                if text[:1].isupper() and text not in found.places:
                    found.places.append(text)
    for entity in found.entities.by_key.values():
        if entity.kind == "person" and entity.proper and entity.text not in found.people:
            found.people.append(entity.text)


__all__ = ["BE", "Fact", "PassageFacts", "agrees", "understand"]
