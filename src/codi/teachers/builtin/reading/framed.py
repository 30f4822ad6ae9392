"""A frame whose subject is known: what the questions on rough sentences are made from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.making import Said, on_lines
from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.assembly import VerbText
from codi.teachers.builtin.reading.english import verb_lemma
from codi.teachers.builtin.reading.entities import Entity
from codi.teachers.builtin.reading.facts import PassageFacts
from codi.teachers.builtin.reading.frames import Frame, vague
from codi.teachers.builtin.reading.kinds import gender_of, np_kind
from codi.teachers.builtin.reading.lines import Line, base_form
from codi.teachers.builtin.reading.phrases import noun_phrase
from codi.teachers.builtin.reading.soundness import NEED_CONTENT, defines
from codi.teachers.builtin.reading.tagset import NOUNS, at
from codi.teachers.builtin.reading.tokens import Token

CLAUSES = 65_000
_LONGEST, _LONGEST_HELPED = 9, 14
_NO_SUBJECT = frozenset(
    """it they he she who which what that this these those there some many most others each both
    all another several few none either neither one such no nobody nothing more less you i we
    anyone someone everyone not hardly""".split()
)
_PRONOUNS = frozenset(["it", "they", "he", "she"])


@dataclass(frozen=True, slots=True)
class FramedClause:
    """A frame with its subject known."""

    frame: Frame
    verb: VerbText
    entity: Entity
    surface: str
    follows: bool = False

    def candidate(
        self, kind: str, slot: str, asked: tuple[str, str], short: str, score: float
    ) -> Candidate:
        """A candidate that is answered with the whole sentence."""
        frame = self.frame
        start = frame.front[0] if frame.front[0] < frame.front[1] else frame.subject[0]
        made = on_lines(
            [frame.line],
            kind,
            slot,
            asked,
            Said(short=short, statement=self._said(start)),
            fact=CLAUSES + frame.line.sentence.index,
            score=score,
            entity=self.entity,
            surface=self.surface,
        )
        return replace(made, follows=self.follows)

    def wrong(self, asked: tuple[str, str], *, wrong: str, right: str, assertion: str) -> Candidate:
        """A question on a false version of the clause, which is answered no."""
        made = self.candidate("no", "truth", asked, "No", 1.0)
        return replace(made, wrong=wrong, right=right, assertion=assertion)

    def _said(self, start: int) -> str:
        """The sentence with a place for its subject."""
        frame = self.frame
        before = frame.line.words(start, frame.subject[0])
        return f"{before} {{S}} {frame.line.words(frame.subject[1], frame.end)}"

    def words(self, end: int) -> str:
        """What follows the verb, up to a place."""
        return self.frame.line.words(self.frame.rest, end).rstrip(" ,")

    def inverted(self, end: int) -> tuple[str, str, str]:
        """(auxiliary, the rest of the verb with what follows, the same after its subject).

        Behind "did" a second verb is plain as well: "Did she take the key and open the door".
        """
        auxiliary, rest = self.verb.inverted()
        words = asked = self.words(end)
        tokens = self.frame.tokens
        if auxiliary in {"did", "does"} and not self.verb.auxiliaries:
            for index in range(self.frame.rest + 1, end):
                token, before = tokens[index], tokens[index - 1]
                if before.tag == "CC" and token.tag == self.verb.group.tag:
                    plain = f"{before.text} {verb_lemma(token.lower)}"
                    asked = asked.replace(f"{before.text} {token.text}", plain, 1)
        return auxiliary, f"{rest} {asked}".strip(), f"{self.verb.statement()} {words}".strip()


def framed_clause(frame: Frame, passage: PassageFacts) -> FramedClause | None:
    """A frame on somebody but its reader, if it is clear who that is; else None."""
    if frame.to_reader or frame.said is None or not _sound(frame, frame.said):
        return None
    first = frame.tokens[frame.subject[0]].lower
    single = frame.subject[1] == frame.subject[0] + 1
    fronted = frame.front[0] < frame.front[1]
    if first == "we" and single:
        return _of_us(frame, frame.said)
    if first in _PRONOUNS and single and not fronted:
        meant = meant_by(passage, frame)
        if meant is not None:
            return _resolved(frame, frame.said, meant)
    if passage.addressed and frame.said.group.tag != "VBD":
        following = _following(frame)
        if following is not None:
            return following
    if first in _STORY and single and not passage.addressed:
        return _carried_on(frame, frame.said, passage)
    return _named(frame, frame.said, passage)


def _of_us(frame: Frame, said: VerbText) -> FramedClause | None:
    """A clause on those who write and read the page, on what is so: not on what happened once."""
    helped = set(said.auxiliaries) & {"was", "were", "had", "did", "would", "could"}
    line, progressive = frame.line, said.group.tag == "VBG"
    if said.group.tag == "VBD" or helped or progressive or not line.ours:
        return None
    clear = line.clear(frame.subject[0], frame.end, known=0) and line.clear(*frame.front)
    return FramedClause(frame, said, _US, "we") if clear else None


_US = Entity("we", "we", "you", plural=True, proper=False)


def _sound(frame: Frame, said: VerbText) -> bool:
    """Whether it is a clause at all, and its verb is read whole."""
    line, tokens, group = frame.line, frame.tokens, said.group
    start, end = frame.subject
    last = line.tokens[-1]
    if start >= end or (last.start == last.end and group.tag == "VBD" and not said.auxiliaries):
        return False  # "tickets booked through Concur", an item of a list
    past = group.tag == "VBD" and not said.auxiliaries
    if past and (_reduced(frame) or defines(line.sentence)):
        return False
    item = line.sentence.kind == "item" and tokens[start].tag in {"NN", "VB", "JJ"}
    if item and base_form(tokens[start]):
        return False  # "monitor customer calls", advice that could be read as a clause
    behind = [at(tokens, place).tag for place in (group.end, group.end + 1)]
    if tokens[group.main].lower in {"has", "have", "had"} and "VBN" in behind:
        return False
    told = group.lemma in NEED_CONTENT and not group.passive
    if told and at(tokens, group.end).tag in {"IN", "TO"} and at(tokens, group.end).lower != "that":
        return False  # "he explained to the class": what?
    return not any(tokens[place].lower in lexicon.DISCOURSE for place in group.adverbs)


def _reduced(frame: Frame) -> bool:
    """Whether a past form only describes the subject: "the hours offered to staff are ..."."""
    tokens = frame.tokens
    if at(tokens, frame.rest).tag not in {"IN", "TO", "CD"}:
        return False
    for index in range(frame.rest + 1, frame.end):
        token, before = tokens[index], tokens[index - 1]
        if token.tag == "CC":
            return at(tokens, noun_phrase(tokens, index + 1)).tag in {"VBP", "VBZ"}
        if token.tag in {"WDT", "WP", "WRB", ","}:
            return False
        if token.tag in {"MD", "VBZ", "VBP", "VBD"} and before.tag in NOUNS:
            return True
    return False


def _resolved(frame: Frame, said: VerbText, meant: Entity) -> FramedClause | None:
    """A clause on a pronoun whose meaning the reading of the passage has found."""
    named_before = any(t.tag.startswith("NN") for t in frame.tokens[: frame.subject[0]])
    known = 0 if named_before else frame.subject[0]
    if clear_but_for_own(frame.line, frame.rest, frame.end, meant.pronoun, known=known):
        return FramedClause(frame, said, meant, meant.text)
    return None


def _named(frame: Frame, said: VerbText, passage: PassageFacts) -> FramedClause | None:
    """A clause whose subject names somebody or something."""
    line, tokens = frame.line, frame.tokens
    start, end = frame.subject
    if tokens[start].lower in _NO_SUBJECT or not line.clear(start, end, known=0):
        return None
    most = _LONGEST_HELPED if frame.said and frame.said.auxiliaries else _LONGEST
    if not line.clear(*frame.front) or vague(tokens, start, end) or end - start > most:
        return None
    joined = any(token.text == "," or token.lower == "and" for token in tokens[start:end])
    entity = passage.entities.mention(
        tokens,
        start,
        end,
        line.sentence.index,
        subject=False,
        plural=True if joined else None,
    )
    if entity is None or entity.kind == "you":
        return None
    owner = entity.pronoun if entity.kind == "person" else ""
    if not clear_but_for_own(line, end, frame.end, owner, known=0):
        return None
    return FramedClause(frame, said, entity, line.words(start, end))


def _following(frame: Frame) -> FramedClause | None:
    """A clause on "they", "this" or "the form": understood behind the sentence before."""
    line, tokens = frame.line, frame.tokens
    start, end = frame.subject
    word = tokens[start].lower
    if frame.said is None or line.sentence.index == 0 or frame.front[0] < frame.front[1]:
        return None
    if end == start + 1:
        pointing = word in {"it", "they", "this", "these"}
    else:
        pointing = word == "the" and end - start == 2 and vague(tokens, start, end)
        named = word in {"these", "this"} and not line.step and noun_phrase(tokens, start) == end
        pointing = pointing or (named and replace(line, near=True).clear(start, end))
    expletive = word == "it" and tokens[frame.rest - 1].lower in {"is", "'s", "’s", "be", "seems"}
    if not pointing or expletive or not line.clear(frame.rest, frame.end):
        return None
    plural = word in {"they", "these"} or tokens[end - 1].tag in {"NNS", "NNPS"}
    surface = line.words(start, end).lower()
    entity = Entity(surface, surface, "thing", plural=plural, proper=False)
    return FramedClause(frame, frame.said, entity, surface, follows=True)


def _carried_on(frame: Frame, said: VerbText, passage: PassageFacts) -> FramedClause | None:
    """A clause of a story on "he", "she" or "they", behind a sentence without rivals for that."""
    line, word = frame.line, frame.tokens[frame.subject[0]].lower
    place = line.sentence.index
    before = next((s for s in passage.sentences if s.index == place - 1), None)
    if before is None or not before.usable or frame.front[0] < frame.front[1]:
        return None
    if word != "they" and _num_persons(before.tokens, word) != 1:
        return None
    if not clear_but_for_own(line, frame.rest, frame.end, word):
        return None
    gender = {"he": "m", "she": "f"}.get(word, "")
    entity = Entity(word, word, "person", plural=word == "they", proper=False, gender=gender)
    return FramedClause(frame, said, entity, word, follows=True)


def _num_persons(tokens: list[Token], pronoun: str) -> int:
    """How many a pronoun could mean in a sentence: persons of its gender, or of an unknown one."""
    found: set[str] = set()
    place = 0
    while place < len(tokens):
        end = noun_phrase(tokens, place)
        if end > place and np_kind(tokens, place, end) in {"person", "name"}:
            gender = gender_of(tokens, place, end)
            if gender in {"", "m" if pronoun == "he" else "f"}:
                found.add(tokens[end - 1].lower)
        elif tokens[place].lower == pronoun:
            found.add("")
        place = max(end, place + 1)
    return len(found - {""}) or len(found)


def clear_but_for_own(
    line: Line, start: int, end: int, owner: str, *, known: int | None = None
) -> bool:
    """Whether words are clear where "his", "her" or "their" is the owner's, told by his pronoun."""
    own = _OWN.get(owner, frozenset())
    begin, first = start, start if known is None else known
    for index in range(start, end):
        token = line.tokens[index]
        if token.lower in own and (token.tag == "PRP$" or token.lower.endswith(("self", "selves"))):
            if begin < index and not line.clear(begin, index, known=first):
                return False
            begin = index + 1
    return begin >= end or line.clear(begin, end, known=first)


_OWN = {
    "he": frozenset(["his", "himself"]),
    "she": frozenset(["her", "herself"]),
    "they": frozenset(["their", "themselves"]),
}
_STORY = frozenset(["he", "she", "they"])


def meant_by(passage: PassageFacts, frame: Frame) -> Entity | None:
    """Whom the pronoun that is a frame's subject was found to mean."""
    place, sentence = frame.subject, frame.line.sentence
    for entity, clause, resolved in passage.unread:
        if resolved and clause.sentence is sentence and clause.subject == place:
            return entity
    for fact in passage.facts:
        if fact.resolved and fact.sentence is sentence and fact.clause.subject == place:
            return fact.subject
    return None
