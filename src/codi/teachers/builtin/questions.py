"""Every question that a passage's facts allow, with its answer and its evidence.

A candidate is made once for a passage and used by all of its conversations; what a turn says of
it (tone, pronoun, ellipsis) is decided later, in `wording`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from codi.teachers.builtin import lexicon
from codi.teachers.builtin.english import capitalised, is_plural_form, noun_lemma
from codi.teachers.builtin.entities import Entity, np_kind, phrase_text
from codi.teachers.builtin.facts import Fact, PassageFacts
from codi.teachers.builtin.parsing import INTRANSITIVE, Piece
from codi.teachers.builtin.phrases import head_of, noun_phrase
from codi.teachers.builtin.substitution import wrong_versions
from codi.teachers.builtin.tagging import FINITE, NOUNS
from codi.teachers.builtin.tokens import Token
from codi.types import Span

_MAX_QUESTION_WORDS = 19
_MAX_ANSWER_WORDS = 42


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question and its answer. `{S}` and `{O}` in the texts stand for the subject entity.

    `direct` is the question without its mark, `indirect` the same after "could you tell me",
    `statement` the answer as a sentence without its full stop, `short` the bare answer. For yes/no
    questions `short` is Yes or No. `wrong` is a false value that `direct` presupposes.
    """

    kind: str
    direct: str
    indirect: str
    short: str
    statement: str
    entity: Entity
    fact: int
    sentence: int
    slot: str
    evidence: tuple[Span, ...]
    score: float = 1.0
    wrong: str = ""
    right: str = ""
    assertion: str = ""
    surface: str = ""
    follows: bool = False

    @property
    def identity(self) -> tuple[int, str]:
        """What may be asked once: the fact and the slot."""
        return self.fact, self.slot


class Maker:
    """Makes the candidates of one fact."""

    def __init__(self, fact: Fact, passage: PassageFacts, span: Span) -> None:
        self.fact = fact
        self.passage = passage
        self.span = span
        self.verb = fact.verb
        self.core_text = fact.texts(fact.core)

    def candidate(
        self,
        kind: str,
        slot: str,
        *,
        direct: str,
        indirect: str,
        short: str,
        statement: str,
        score: float,
        **more: str,
    ) -> Candidate:
        fact = self.fact
        return Candidate(
            kind=kind,
            direct=_tidy(direct),
            indirect=_tidy(indirect),
            short=short,
            statement=_tidy(statement),
            entity=fact.subject,
            fact=fact.index,
            sentence=fact.sentence.index,
            slot=slot,
            evidence=(self.span,),
            surface=fact.surface,
            follows=fact.follows,
            score=score - (0.15 if fact.resolved else 0.0),
            **more,
        )

    def ask(self, wh: str, pieces: list[Piece], tail: str = "") -> tuple[str, str] | None:
        """(direct, indirect) of the question with these pieces kept."""
        kept = self.fact.texts(pieces)
        if kept is None:
            return None
        if self.fact.subject.kind == "you":
            tail = f"{tail} {self._scope()}"
        auxiliary, rest = self.verb.inverted()
        start = f"{wh} " if wh else ""
        direct = f"{start}{auxiliary} {{S}} {rest} {kept} {tail}"
        indirect = f"{start[:1].lower()}{start[1:]}{{S}} {self.verb.statement()} {kept} {tail}"
        return direct, indirect

    def _scope(self) -> str:
        """ "for bereavement" of "For bereavement, you can use ..."."""
        for piece in self.fact.clause.fronted:
            text = self.fact.text(piece)
            if (
                piece.preposition in {"for", "in", "on"}
                and not piece.role
                and text
                and len(text.split()) <= 9
            ):
                return text[:1].lower() + text[1:]
        return ""

    def make(self) -> Iterator[Candidate]:
        """All candidates of the fact."""
        if self.core_text is None:
            return
        trailing = next(
            (
                p
                for p in self.fact.clause.pieces
                if p.kind == "clause" and p.preposition in {"if", "when", "unless"}
            ),
            None,
        )
        if trailing is not None and self.fact.subject.kind == "you":
            yield from self._conditional(trailing)
            return
        purpose = next((p for p in self.fact.clause.fronted if p.kind == "infinitive"), None)
        if purpose is not None and self.fact.subject.kind == "you":
            yield from self._how_to(purpose)
            return
        if self.fact.clause.condition is not None:
            yield from self._conditional(self.fact.clause.condition)
            return
        fact = self.fact
        if fact.subject.key == "there":
            yield from self._there()
            return
        if not self.verb.negative and not self.verb.never:
            yield from self._sides()
            yield from self._objects()
            yield from self._subject()
            yield from self._whole()
        yield from self._yes_no()

    def _how_to(self, purpose: Piece) -> Iterator[Candidate]:
        """ "How do I amend a voucher?" for "To amend a voucher, go to the Vouchers tab"."""
        fact = self.fact
        goal = fact.text(purpose)
        text = fact.texts(fact.core)
        if (
            goal is None
            or text is None
            or not goal.lower().startswith("to ")
            or len(goal.split()) > 12
        ):
            return
        task = goal[3:]
        verb = self.verb.statement()
        yield self.candidate(
            "how",
            "method",
            direct=f"How do {{S}} {task}",
            indirect=f"how {{S}} {task}",
            short=_tidy(
                f"{fact.verb.group.lemma if fact.clause.imperative else f'you {verb}'} {text}"
            ),
            statement=f"to {task}, {{S}} {verb} {text}",
            score=1.3,
        )

    def _conditional(self, condition: Piece) -> Iterator[Candidate]:
        """ "What should I do if I lose my badge?" for "If you lose your badge, call the desk"."""
        fact = self.fact
        tokens = fact.tokens
        when = phrase_text(tokens, condition.start, condition.end)
        when = when[:1].lower() + when[1:]
        text = fact.texts([*fact.core, *(side for side in fact.sides if side is not condition)])
        tense = fact.verb.group.tag
        if text is None or any(
            token.lower in _FOREIGN for token in tokens[condition.start : condition.end]
        ):
            return
        if condition.preposition == "unless" or len(when.split()) > 14:
            return
        wishes = {"want", "need", "like", "wish", "familiar", "interested", "prefer", "looking"}
        if fact.subject.kind != "you" and wishes & set(when.split()):
            return
        auxiliary = self.verb.auxiliaries[0] if self.verb.auxiliaries else ""
        if fact.subject.kind == "you":
            helper = auxiliary if auxiliary in {"can", "may", "must", "should"} else "should"
            if not auxiliary and fact.verb.group.lemma in {"need", "have"}:
                helper = "must"
            elif not auxiliary or auxiliary not in {"can", "may", "must", "should"}:
                return
            direct, indirect = f"What {helper} {{S}} do {when}", f"what {{S}} {helper} do {when}"
            main = f"{{S}} {self.verb.statement()} {text}"
        else:
            pronouns = any(
                token.tag in {"PRP", "PRP$"} and token.lower not in {"you", "your"}
                for token in tokens[condition.start : condition.end]
            )
            if (
                tense == "VBD"
                or fact.resolved
                or pronouns
                or auxiliary in {"would", "had", "could", "was", "were"}
            ):
                return
            direct, indirect = f"What happens {when}", f"what happens {when}"
            main = f"{fact.surface} {self.verb.statement()} {text}"
        short = (
            _tidy(f"{fact.surface} {self.verb.statement()} {text}")
            if fact.subject.kind != "you"
            else _tidy(
                f"{'not ' if self.verb.negative else ''}{fact.verb.group.lemma} {text}"
                if fact.clause.imperative
                else f"you {self.verb.statement()} {text}"
            )
        )
        yield self.candidate(
            "what",
            "condition",
            direct=direct,
            indirect=indirect,
            short=short,
            statement=f"{when}, {main}",
            score=1.1,
        )

    def _whole(self) -> Iterator[Candidate]:
        """Questions that the whole clause answers: "What did she do in 1891?", "What happened?"."""
        fact = self.fact
        group = fact.verb.group
        sides = [side for side in fact.sides if side.role in {"time", "place"}]
        text = fact.texts([*fact.core, *sides])
        past = not self.verb.auxiliaries and group.tag == "VBD" and not self.verb.copula
        subject = fact.subject
        if text is None or subject.kind == "you" or len(text.split()) < 3 or fact.clause.relative:
            return
        statement = f"{{S}} {self.verb.statement()} {text}"
        dates = [
            s
            for s in sides
            if s.role == "time" and s.kind == "pp" and s.preposition in {"in", "on", "during"}
        ]
        if past and subject.kind in {"person", "group"} and group.lemma in _DEEDS:
            date = fact.text(dates[0]) if dates else ""
            yield self.candidate(
                "what",
                "deed",
                direct=f"What did {{S}} do {date}",
                indirect=f"what {{S}} did {date}",
                short=_tidy(f"{self.verb.statement()} {fact.texts(fact.core)}"),
                statement=statement,
                score=0.6 if dates else 0.4,
            )
        if (
            dates
            and (past or self.verb.auxiliaries in (["was"], ["were"]))
            and group.lemma not in lexicon.LINKING_VERBS | {"have", "know"}
        ):
            date = fact.text(dates[0]) or ""
            whole = _tidy(
                f"{fact.surface} {self.verb.statement()} {fact.texts([*fact.core, *[s for s in sides if s is not dates[0]]])}"
            )
            yield self.candidate(
                "what",
                "event",
                direct=f"What happened {date}",
                indirect=f"what happened {date}",
                short=whole,
                statement=f"{date} {{S}} {self.verb.statement()} {fact.texts(fact.core)}"
                if not fact.resolved
                else statement,
                score=0.6,
            )
        named = subject.proper or fact.surface.startswith(("the ", "The ")) or subject.plural
        named = named and not fact.follows
        if named and len(fact.surface.split()) <= 6 and not fact.resolved:
            yield self.candidate(
                "tell",
                "telling",
                direct=f"What does the passage say about {fact.surface}",
                indirect=f"what the passage says about {fact.surface}",
                short=_tidy(f"{fact.surface} {self.verb.statement()} {text}"),
                statement=statement,
                score=0.3,
            )

    # -- when, where, why, how ----------------------------------------------------------------------

    def _sides(self) -> Iterator[Candidate]:
        fact = self.fact
        askable = [*fact.sides, *(piece for piece in fact.core if piece.role == "place")]
        for piece in askable:
            text = fact.text(piece)
            if text is None or not self._says_enough(piece):
                continue
            wh = self._wh(piece, text)
            if not wh:
                continue
            rest = [other for other in fact.core if other is not piece]
            asked = self.ask(wh, rest)
            kept = fact.texts(rest)
            if asked is None or kept is None:
                continue
            answer = text if piece.kind != "np" else text
            statement = f"{{S}} {self.verb.statement()} {kept} {text}"
            kind = {"time": "when", "place": "where", "reason": "why", "purpose": "why"}.get(
                piece.role, "how"
            )
            if piece.role == "duration":
                kind = "how"
            yield self.candidate(
                kind,
                {"purpose": "reason"}.get(piece.role, piece.role),
                direct=asked[0],
                indirect=asked[1],
                short=_short_side(piece, answer),
                statement=statement,
                score=1.0
                + (0.2 if kind in {"when", "why"} else -0.3 if piece.role == "manner" else 0.1),
            )

    def _says_enough(self, asked: Piece) -> bool:
        """Whether the question would still say what it asks about without the piece."""
        fact = self.fact
        if asked.role == "place" and self.verb.copula and fact.core and fact.core[0].kind == "adj":
            return False
        if asked.role == "manner" and len(fact.core) > 1:
            return False
        if asked.role == "manner" and fact.core and fact.core[0].kind != "np":
            return False
        if set(self.verb.auxiliaries) & {"may", "might"}:
            return False
        if asked.role == "purpose" and set(self.verb.auxiliaries) & {"can", "could"}:
            return False
        if asked.role == "place" and asked in fact.core:
            before = fact.core[: fact.core.index(asked)]
            if self.verb.copula and before:
                return False
            if any(piece.kind != "np" and piece.kind != "adv" for piece in before):
                return False
        rest = [piece for piece in fact.core if piece is not asked]
        if self.verb.copula:
            nouns = [piece for piece in rest if piece.kind in {"np", "adj"}]
            return bool(nouns) or asked.role == "place"
        if rest:
            return True
        return (
            fact.verb.group.passive
            or fact.verb.group.lemma in lexicon.MOTION_VERBS | lexicon.LOCATION_VERBS | INTRANSITIVE
        )

    def _wh(self, piece: Piece, text: str) -> str:
        """The question word for a side piece; nothing where none is natural."""
        role, preposition = piece.role, piece.preposition
        lowered = text.lower()
        if role == "time":
            if lowered.split()[0] in {"every", "each", "annually", "daily", "weekly"}:
                return "How often"
            if (
                preposition in {"by", "until", "throughout", "within", "from"}
                and piece.kind == "pp"
            ):
                return "When" if preposition == "from" and any(c.isdigit() for c in text) else ""
            if preposition == "until" and piece.kind == "pp":
                return "Until when"
            if preposition == "since" and piece.kind == "pp":
                return (
                    "Since when"
                    if "have" in self.verb.auxiliaries or "has" in self.verb.auxiliaries
                    else ""
                )
            if piece.kind == "clause" and preposition in {"until", "once"}:
                return ""
            return "When"
        if role == "place":
            if (
                preposition in {"from", "across", "around", "throughout", "outside", "inside"}
                and preposition != "inside"
            ):
                return "Where" if preposition == "from" and False else ""
            return "Where"
        if role in {"reason", "purpose"}:
            return "Why"
        if role == "duration":
            return "How long"
        if role == "method":
            return "How"
        if role == "manner":
            return (
                "How"
                if not self.verb.copula and self.verb.group.lemma not in {"know", "seem"}
                else ""
            )
        return ""

    # -- what follows the verb ------------------------------------------------------------------------

    def _objects(self) -> Iterator[Candidate]:
        fact = self.fact
        if not fact.core:
            return
        first = fact.core[0]
        if self.verb.copula:
            yield from self._complement(first)
            return
        if first.kind == "np" and not first.role:
            yield from self._direct_object(first)
        elif first.kind == "pp" and not first.role:
            yield from self._prepositional_object(first)
        elif (
            first.kind == "that"
            and fact.verb.group.lemma in lexicon.SPEECH_VERBS
            and not fact.verb.group.passive
        ):
            yield from self._said(first)
        elif (
            first.kind == "infinitive"
            and fact.verb.group.lemma in _WANTING
            and not fact.verb.group.passive
        ):
            yield from self._wanted(first)

    def _attached(self, start: int) -> list[Piece]:
        """The pieces after a noun phrase that describe it."""
        return [
            piece
            for piece in self.fact.core[start:]
            if piece.kind in {"pp", "participle", "adj", "ing"}
        ]

    def _direct_object(self, piece: Piece) -> Iterator[Candidate]:
        fact = self.fact
        if fact.verb.group.passive and fact.verb.group.lemma not in {
            "call",
            "name",
            "give",
            "award",
            "grant",
        }:
            return
        second = [other for other in fact.core[1:] if other.kind == "np"]
        infinitives = [other for other in fact.core[1:] if other.kind in {"infinitive", "that"}]
        if second or infinitives:
            return
        attached = self._attached(1)
        whole = fact.texts([piece, *attached])
        if whole is None:
            return
        number = self._how_many(piece, attached)
        if number is not None:
            yield number
            return
        kind = np_kind(fact.tokens, piece.start, piece.end)
        lemma = fact.verb.group.lemma
        if (
            noun_lemma(fact.tokens[head_of(fact.tokens, piece.start, piece.end)].lower)
            in _IDIOMATIC
        ):
            return
        sides = [side for side in fact.sides if side.role in {"time", "place"}][:1]
        if lemma == "have" and not attached:
            yield from self._what_kind(piece)
        if (
            kind == "name"
            or lemma in lexicon.LIGHT_VERBS
            or lemma
            in lexicon.CONTROL_VERBS
            - {
                "claim",
                "need",
                "offer",
                "love",
                "like",
                "consider",
                "want",
                "choose",
                "help",
                "use",
                "plan",
            }
        ):
            return
        wh = (
            "Who"
            if kind == "person"
            and np_kind(fact.tokens, piece.start, piece.simple_end or piece.end) == "person"
            else "What"
        )
        keep = sides if sides and len(fact.text(sides[0]) or "") < 40 else []
        particles = [other for other in fact.core[1:] if other.kind == "adv"]
        asked = self.ask(wh, [*particles, *keep])
        if asked is None:
            return
        listed = self._is_list(piece)
        yield self.candidate(
            "list" if listed else ("who" if wh == "Who" else "what"),
            "object",
            direct=asked[0],
            indirect=asked[1],
            short=whole,
            statement=f"{{S}} {self.verb.statement()} {whole} {fact.texts([*particles, *keep])}",
            score=0.8 + (0.1 if keep else 0.0) + (0.2 if listed else 0),
        )

    def _what_kind(self, piece: Piece) -> Iterator[Candidate]:
        """ "What kind of climate does it have?" for "a warm climate"."""
        tokens = self.fact.tokens[piece.start : piece.end]
        described = [
            t for t in tokens[1:-1] if t.tag in {"JJ", "NN"} and t.lower not in _VAGUE_ADJECTIVES
        ]
        if (
            len(tokens) < 3
            or tokens[0].lower not in {"a", "an"}
            or len(described) != len(tokens) - 2
        ):
            return
        if tokens[-1].tag != "NN" or tokens[-2].tag != "JJ" or tokens[-1].lower in _IDIOMATIC:
            return
        asked = self.ask(f"What kind of {tokens[-1].lower}", [])
        whole = self.fact.text(piece)
        if asked is None or whole is None:
            return
        yield self.candidate(
            "what",
            "object",
            direct=asked[0],
            indirect=asked[1],
            short=whole,
            statement=f"{{S}} {self.verb.statement()} {whole}",
            score=0.9,
        )

    def _is_list(self, piece: Piece) -> bool:
        tokens = self.fact.tokens[piece.start : piece.end]
        commas = sum(token.tag == "," for token in tokens)
        joined = sum(token.lower in {"and", "or"} for token in tokens)
        return bool(joined) and (commas > 0 or joined > 1)

    def _how_many(self, piece: Piece, attached: list[Piece]) -> Candidate | None:
        """ "How many children did she have?" for "two children"."""
        fact = self.fact
        split = counted(
            fact.tokens, piece.start, piece.simple_end or noun_phrase(fact.tokens, piece.start)
        )
        if split is None:
            return None
        wh, number, rest_start = split
        end = attached[-1].end if attached else piece.end
        if any(t.tag in {"CC", ","} for t in fact.tokens[piece.start : piece.end]):
            return None
        if wh == "How many":
            thing = phrase_text(fact.tokens, rest_start, piece.end)
            tail = fact.texts(attached)
            if tail is None or not thing:
                return None
            asked = self.ask(f"How many {thing}", [], tail)
        elif wh == "What percentage":
            thing = phrase_text(fact.tokens, rest_start, piece.end)
            asked = self.ask(
                f"What percentage {thing}" if thing.startswith("of") else "",
                [],
                fact.texts(attached) or "",
            )
            if not thing.startswith("of"):
                return None
        else:
            if fact.verb.group.lemma not in {
                "cost",
                "pay",
                "spend",
                "receive",
                "raise",
                "earn",
                "donate",
                "invest",
                "contribute",
                "give",
                "make",
                "lose",
                "win",
                "provide",
            }:
                return None
            tail = fact.texts(attached)
            asked = self.ask(
                "How much" if fact.verb.group.lemma == "cost" else "How much money", [], tail or ""
            )
        if asked is None:
            return None
        whole = phrase_text(fact.tokens, piece.start, end)
        return self.candidate(
            "how_many",
            "number",
            direct=asked[0],
            indirect=asked[1],
            short=number,
            statement=f"{{S}} {self.verb.statement()} {whole}",
            score=1.2,
        )

    def _prepositional_object(self, piece: Piece) -> Iterator[Candidate]:
        fact = self.fact
        preposition = piece.preposition
        start = piece.start + 1
        if len(preposition.split()) > 1 or fact.tokens[start].tag == "VBG":
            return
        attached = self._attached(1)
        whole = fact.texts([piece, *attached])
        if whole is None or any(p.kind in {"infinitive", "that"} for p in fact.core[1:]):
            return
        kind = np_kind(fact.tokens, start, piece.end)
        if preposition == "by" and fact.verb.group.passive:
            yield from self._agent(piece, kind, attached)
            return
        lemma = fact.verb.group.lemma
        if (lemma, preposition) not in _TIGHT and not (
            preposition in {"of", "as"}
            and lemma
            in {
                "consist",
                "compose",
                "think",
                "know",
                "serve",
                "work",
                "act",
                "see",
                "regard",
                "describe",
                "make",
                "dispose",
                "use",
                "refer",
                "function",
                "die",
                "die",
                "form",
                "comprise",
            }
        ):
            return
        if kind == "name" and preposition not in {"as", "in"}:
            return
        number = counted(fact.tokens, start, noun_phrase(fact.tokens, start))
        wh = (
            "Who"
            if kind == "person"
            and preposition in {"to", "with", "for", "from", "about", "against", "on"}
            else "What"
        )
        if (
            number is not None
            and number[0] == "How many"
            and not any(t.tag in {"CC", ","} for t in fact.tokens[start : piece.end])
        ):
            wh = f"How many {phrase_text(fact.tokens, number[2], piece.end)}"
        asked = self.ask(wh, [], preposition)
        if asked is None:
            return
        bare = phrase_text(fact.tokens, start, piece.end)
        tail = fact.texts(attached) or ""
        yield self.candidate(
            "how_many" if wh.startswith("How") else ("who" if wh == "Who" else "what"),
            "object",
            direct=asked[0],
            indirect=asked[1],
            short=number[1]
            if number is not None and wh.startswith("How")
            else _tidy(f"{bare} {tail}"),
            statement=f"{{S}} {self.verb.statement()} {whole}",
            score=0.9,
        )

    def _agent(self, piece: Piece, kind: str, attached: list[Piece]) -> Iterator[Candidate]:
        """ "Who founded it?" for "was founded by"."""
        fact = self.fact
        active = self.verb.active_past()
        start = piece.start + 1
        if not active or any(p.kind in {"infinitive", "that"} for p in fact.core):
            return
        if kind == "name" and fact.verb.group.lemma not in _PERSONAL:
            return
        proper = fact.tokens[head_of(fact.tokens, start, piece.end)].tag in {"NNP", "NNPS"}
        document = (
            fact.tokens[noun_phrase(fact.tokens, start) - 1].lower in _DOCUMENTS
            or fact.tokens[head_of(fact.tokens, start, piece.end)].lower in _DOCUMENTS
        )
        wh = (
            "Who"
            if not document
            and (kind in {"person", "group", "name"} or (proper and kind != "place"))
            else "What"
        )
        bare = phrase_text(fact.tokens, start, piece.end)
        tail = fact.texts(attached)
        if tail is None or (fact.subject.plural and fact.subject.key == "you"):
            return
        yield self.candidate(
            "who" if wh == "Who" else "what",
            "agent",
            direct=f"{wh} {active} {{O}}",
            indirect=f"{wh.lower()} {active} {{O}}",
            short=bare,
            statement=f"{{S}} {self.verb.statement()} {fact.text(piece)}",
            score=1.2,
        )

    def _said(self, piece: Piece) -> Iterator[Candidate]:
        fact = self.fact
        text = fact.text(piece)
        if (
            text is None
            or fact.subject.kind in {"thing", "place"}
            and fact.verb.group.lemma
            not in {
                "show",
                "suggest",
                "state",
                "indicate",
                "mean",
                "report",
                "demonstrate",
                "require",
            }
        ):
            return
        asked = self.ask("What", [])
        if asked is None:
            return
        bare = text[5:] if text.startswith("that ") else text
        yield self.candidate(
            "what",
            "content",
            direct=asked[0],
            indirect=asked[1],
            short=f"that {bare}",
            statement=f"{{S}} {self.verb.statement()} that {bare}",
            score=0.8,
        )

    def _wanted(self, piece: Piece) -> Iterator[Candidate]:
        fact = self.fact
        text = fact.text(piece)
        asked = self.ask("What", [], "to do")
        if text is None or asked is None:
            return
        yield self.candidate(
            "what",
            "content",
            direct=asked[0],
            indirect=asked[1],
            short=text,
            statement=f"{{S}} {self.verb.statement()} {text}",
            score=0.9,
        )

    def _complement(self, piece: Piece) -> Iterator[Candidate]:
        """ "Who was X?" and "What is X?" for "X was a ..."."""
        fact = self.fact
        if piece.kind in {"infinitive", "that"} and not fact.verb.adverbs:
            yield from self._equated(piece)
        if piece.kind != "np" or fact.verb.adverbs:
            return
        whole = fact.texts([piece, *self._attached(1)])
        if whole is None or any(p.kind in {"infinitive", "that"} for p in fact.core[1:]):
            return
        tokens = fact.tokens
        article = tokens[piece.start].lower
        number = counted(tokens, piece.start, piece.simple_end or piece.end)
        head = tokens[head_of(tokens, piece.start, piece.end)]
        subject = fact.subject
        if number is not None or head.tag in {"CD", "NNPS"}:
            return
        if head.tag == "NNP":
            yield from self._named_as(piece, whole)
            return
        plain = fact.surface.startswith(("a ", "an ", "one ")) and len(fact.surface.split()) > 3
        if subject.kind == "you" or not (
            plain or article in {"a", "an", "the", "one"} or (subject.plural and head.tag == "NNS")
        ):
            return
        person = noun_lemma(head.lower) in lexicon.HUMAN_NOUNS
        wh = "Who" if subject.kind == "person" or (person and subject.kind == "name") else "What"
        if not subject.proper and fact.surface.startswith("the ") and len(fact.surface.split()) < 3:
            return
        named = subject.proper or not any(
            token.lower == "the"
            for token in tokens[fact.clause.subject[0] : fact.clause.subject[0] + 1]
        )
        asked = self.ask(wh, [])
        if asked is None or person != (wh == "Who"):
            return
        yield self.candidate(
            "define",
            "identity",
            direct=asked[0],
            indirect=asked[1],
            short=whole,
            statement=f"{{S}} {self.verb.statement()} {whole}",
            score=1.1 if named else 0.7,
        )

    def _equated(self, piece: Piece) -> Iterator[Candidate]:
        """ "What is the aim?" for "The aim is to ..."."""
        fact = self.fact
        text = fact.text(piece)
        asked = self.ask("What", [])
        if (
            text is None
            or asked is None
            or fact.resolved
            or fact.subject.kind in {"person", "place"}
        ):
            return
        if len(fact.surface.split()) < 2:
            return
        yield self.candidate(
            "what",
            "identity",
            direct=asked[0],
            indirect=asked[1],
            short=text,
            statement=f"{{S}} {self.verb.statement()} {text}",
            score=1.0,
        )

    def _named_as(self, piece: Piece, whole: str) -> Iterator[Candidate]:
        """ "Who was William's father?" for "His father was Robert"."""
        fact = self.fact
        kind = np_kind(fact.tokens, piece.start, piece.end)
        if (
            fact.subject.proper
            or fact.subject.plural
            or kind == "thing"
            or fact.subject.kind not in {"person", "place", "thing"}
        ):
            return
        person = fact.subject.kind == "person"
        if person != (kind in {"person", "name"}) or not (
            fact.surface.startswith("the ") or "'s " in fact.surface
        ):
            return
        asked = self.ask("Who" if person else "What", [])
        if asked is None:
            return
        yield self.candidate(
            "who" if person else "what",
            "identity",
            direct=asked[0],
            indirect=asked[1],
            short=whole,
            statement=f"{{S}} {self.verb.statement()} {whole}",
            score=1.1,
        )

    # -- the subject --------------------------------------------------------------------------------

    def _subject(self) -> Iterator[Candidate]:
        fact = self.fact
        start, end = fact.clause.subject
        entity = fact.subject
        if fact.resolved or fact.follows or entity.kind in {"you", "name"} or fact.clause.relative:
            return
        keep = [
            side for side in fact.sides if side.role in {"time", "place"} and side.kind == "pp"
        ][:1]
        rest = fact.texts([*fact.core, *keep])
        if rest is None or not fact.core or len(rest.split()) < 2:
            return
        tokens = fact.tokens
        first = fact.core[0]
        if self.verb.copula and not (
            first.kind == "np" and tokens[first.start].lower in {"the", "one"} and entity.proper
        ):
            return
        if self.verb.adverbs and self.verb.copula:
            return
        number = counted(tokens, start, noun_phrase(tokens, start))
        text = phrase_text(tokens, start, end)
        verb = self.verb.for_who()
        if number is not None and any(t.tag in {"CC", ","} for t in tokens[start:end]):
            return
        if number is not None:
            wh, short, rest_start = number
            thing = phrase_text(tokens, rest_start, end)
            if wh == "How much":
                return
            if wh == "What percentage":
                if not thing.startswith("of"):
                    return
                direct = f"What percentage {thing} {self.verb.statement()} {rest}"
            else:
                direct = f"How many {thing} {self.verb.statement()} {rest}"
            kind, slot = "how_many", "number"
        else:
            person = entity.kind == "person" or (entity.kind == "group" and entity.noun in _ACTING)
            wh = "Who" if person else "What"
            if (
                entity.kind in {"group", "place"}
                and entity.proper
                and entity.noun
                and not person
                and entity.noun not in rest
            ):
                wh = f"Which {entity.noun}"
            if (
                wh == "What"
                and fact.verb.group.lemma in lexicon.LIGHT_VERBS | {"include", "contain"}
                and not self.verb.copula
            ):
                return
            direct = f"{wh} {verb} {rest}"
            kind, slot, short = ("who" if person else "what"), "subject", text
        yield replace(
            self.candidate(
                kind,
                slot,
                direct=direct,
                indirect=direct[:1].lower() + direct[1:],
                short=short,
                statement=f"{text} {self.verb.statement()} {rest}",
                score=0.9 if kind == "who" else 0.7 if slot == "subject" else 1.1,
            ),
        )

    # -- yes and no ----------------------------------------------------------------------------------

    def _yes_no(self) -> Iterator[Candidate]:
        fact = self.fact
        sides = [
            side
            for side in fact.sides
            if side.role in {"time", "place"} and len((fact.text(side) or "x" * 99).split()) <= 5
        ][:1]
        kept = [*fact.core, *sides]
        text = fact.texts(kept)
        if fact.subject.kind == "you" and fact.verb.group.lemma in {
            "want",
            "see",
            "notice",
            "know",
        }:
            return
        if text is None or not kept or fact.clause.imperative or len(text.split()) > 13:
            return
        statement = f"{{S}} {self.verb.statement()} {text}"
        if self.verb.negative or self.verb.never:
            positive = _without_not(self.verb.inverted(), text)
            plain = (
                _tidy(f"{{S}} {positive[0]} {positive[1]} {text}")
                if positive[0] not in {"did", "does", "do"}
                else ""
            )
            direct = f"{positive[0]} {{S}} {positive[1]} {text}"
            yield self.candidate(
                "no",
                "truth",
                direct=capitalised(direct),
                indirect=f"whether {plain}" if plain else "",
                short="No",
                statement=statement,
                score=1.1,
            )
            return
        auxiliary, rest = self.verb.inverted()
        direct = f"{capitalised(auxiliary)} {{S}} {rest} {text}"
        indirect = f"whether {{S}} {self.verb.statement()} {text}"
        yield self.candidate(
            "yes",
            "truth",
            direct=direct,
            indirect=indirect,
            short="Yes",
            statement=statement,
            score=0.8,
        )
        for wrong_text, wrong, right in wrong_versions(fact, kept, self.passage):
            yield self.candidate(
                "no",
                "truth",
                direct=f"{capitalised(auxiliary)} {{S}} {rest} {wrong_text}",
                indirect=f"whether {{S}} {self.verb.statement()} {wrong_text}",
                short="No",
                statement=statement,
                score=1.0,
                wrong=wrong,
                right=right,
                assertion=_tidy(f"{{S}} {self.verb.statement()} {wrong_text}"),
            )

    def _there(self) -> Iterator[Candidate]:
        """ "How many X are there in Y?" for "There are three X in Y"."""
        fact = self.fact
        if not self.verb.copula or not fact.core or fact.core[0].kind != "np" or self.verb.negative:
            return
        piece = fact.core[0]
        split = counted(fact.tokens, piece.start, piece.simple_end or piece.end)
        rest = fact.texts(
            [*fact.core[1:], *[side for side in fact.sides if side.role in {"time", "place"}]]
        )
        if split is None or split[0] != "How many" or rest is None:
            return
        thing = phrase_text(fact.tokens, split[2], piece.end)
        verb = self.verb.statement()
        entity = Entity(thing.lower(), thing, "thing", plural=True, proper=False)
        yield replace(
            self.candidate(
                "how_many",
                "number",
                direct=f"How many {thing} {verb} there {rest}",
                indirect=f"how many {thing} there {verb} {rest}",
                short=split[1],
                statement=f"there {verb} {self.core_text}",
                score=1.2,
            ),
            entity=entity,
        )


def told(passage: PassageFacts) -> Iterator[Candidate]:
    """ "What does the passage say about X?" for sentences about X that could not be read whole."""
    known = {fact.sentence.index for fact in passage.facts}
    for number, (entity, clause, resolved) in enumerate(passage.unread):
        sentence = clause.sentence
        tokens = sentence.tokens
        start, end = clause.subject
        surface = (
            entity.text
            if resolved or (entity.proper and entity.kind == "person")
            else phrase_text(tokens, start, end)
        )
        if tokens[start].lower in {"this", "these", "those"}:
            continue
        known_subject = entity.proper or entity.plural or surface.startswith("the ") or resolved
        if (
            sentence.index in known
            or not known_subject
            or len(surface.split()) > 6
            or entity.kind == "you"
        ):
            continue
        first = _sentence_start(tokens, start)
        if first is None or any(token.lower in _FOREIGN for token in tokens):
            continue
        known.add(sentence.index)
        before = phrase_text(tokens, first, start) if first < start else ""
        after = phrase_text(tokens, end, len(tokens)).rstrip(" .!")
        yield Candidate(
            kind="tell",
            direct=f"What does the passage say about {surface}",
            indirect=f"what the passage says about {surface}",
            short=_tidy(f"{before} {surface} {after}"),
            statement=_tidy(f"{before} {{S}} {after}"),
            entity=entity,
            fact=20_000 + number,
            sentence=sentence.index,
            slot="telling",
            evidence=(Span(start=sentence.start, end=sentence.end),),
            score=0.3,
            surface=surface,
        )


def stands_alone(tokens: list[Token]) -> bool:
    """Whether a sentence names its subject itself: no "it" or "they" before its verb."""
    for token in tokens:
        if token.tag in FINITE:
            return True
        if token.tag == "PRP" and token.lower != "you":
            return False
    return True


def mentioned(passage: PassageFacts) -> Iterator[Candidate]:
    """The same for sentences without a clause that could be read: by a name that stands in them."""
    for number, (entity, sentence) in enumerate(passage.orphans):
        tokens = sentence.tokens
        first = _sentence_start(tokens, len(tokens) - 1)
        if not stands_alone(tokens):
            continue
        if first is None or any(
            token.lower in _FOREIGN or token.tag in {"PRP", "PRP$"} for token in tokens[:6]
        ):
            continue
        if any(token.lower in _FOREIGN for token in tokens):
            continue
        text = phrase_text(tokens, first, len(tokens)).rstrip(" .!")
        yield Candidate(
            kind="tell",
            direct=f"What does the passage say about {entity.text}",
            indirect=f"what the passage says about {entity.text}",
            short=text,
            statement=text,
            entity=entity,
            fact=30_000 + number,
            sentence=sentence.index,
            slot="telling",
            evidence=(Span(start=sentence.start, end=sentence.end),),
            score=0.1,
            surface=entity.text,
        )


def _sentence_start(tokens: list[Token], subject: int) -> int | None:
    """Where the sentence begins without "However," and the like; None where it is unclear."""
    if subject == 0:
        return 0
    index = 0
    if tokens[0].tag == "CC":
        index = 1
    while (
        index < subject
        and tokens[index].tag in {"RB", "RBR"}
        and tokens[index].lower in lexicon.DISCOURSE
    ):
        index += 2 if tokens[index + 1].text == "," else 1
    if index >= subject:
        return subject
    return index if tokens[index].tag in {"IN", "DT", "CD", "TO", "NNP"} else None


def described(passage: PassageFacts) -> Iterator[Candidate]:
    """ "Who was X?" from "X, a physicist, ..."."""
    for number, (entity, sentence, where, tense) in enumerate(passage.appositions):
        tokens = sentence.tokens
        text = phrase_text(tokens, *where)
        human = noun_lemma(tokens[head_of(tokens, *where)].lower) in lexicon.HUMAN_NOUNS
        past = tense == "was" or (not tense and any(t.tag == "VBD" for t in tokens))
        if entity.kind not in {"person", "place", "group", "thing"} or human != (
            entity.kind == "person"
        ):
            continue
        if len(text.split()) < 2 or (
            len(entity.text.split()) < 2 and entity.kind == "person" and not text.startswith("the ")
        ):
            continue
        verb = ("was" if past else "is") if not entity.plural else ("were" if past else "are")
        if entity.kind != "person" and past and tense != "was":
            verb = "is"
        wh = "Who" if entity.kind == "person" else "What"
        yield Candidate(
            kind="define",
            direct=f"{wh} {verb} {{S}}",
            indirect=f"{wh.lower()} {{S}} {verb}",
            short=text,
            statement=f"{{S}} {verb} {text}",
            entity=entity,
            fact=10_000 + number,
            sentence=sentence.index,
            slot="identity",
            evidence=(Span(start=sentence.start, end=sentence.end),),
            score=1.0,
            surface=entity.text,
        )


def counted(tokens: list[Token], start: int, end: int) -> tuple[str, str, int] | None:
    """(question word, the number's text, where the counted thing starts) of "about 30 ships"."""
    numbers = [index for index in range(start, end) if tokens[index].tag == "CD"]
    if not numbers or tokens[start].lower in {
        "the",
        "these",
        "those",
        "his",
        "her",
        "its",
        "their",
        "this",
        "that",
    }:
        return None
    first = numbers[0]
    last = first
    while last + 1 < end and (
        tokens[last + 1].tag == "CD" or tokens[last + 1].lower in lexicon.BIG_NUMBERS
    ):
        last += 1
    if any(token.tag in NOUNS for token in tokens[start:first]):
        return None
    if lexicon.MONEY.match(tokens[first].text) or (
        last + 1 < end and tokens[last + 1].lower in lexicon.MONEY_NOUNS
    ):
        return "How much", phrase_text(tokens, start, end), end
    if tokens[first].text.endswith("%") or (
        last + 1 < end and tokens[last + 1].lower in {"percent", "%"}
    ):
        after = last + 1 if tokens[first].text.endswith("%") else last + 2
        return "What percentage", phrase_text(tokens, start, after), after
    if lexicon.YEAR.match(tokens[first].text) or tokens[first].lower in {"one", "1"}:
        return None
    rest = last + 1
    if rest >= end or not (
        tokens[end - 1].tag in {"NNS", "NNPS"} or is_plural_form(tokens[end - 1].lower)
    ):
        return None
    if tokens[rest].tag == "POS" or tokens[end - 1].tag == "NNPS":
        return None
    return "How many", phrase_text(tokens, start, rest), rest


def _short_side(piece: Piece, text: str) -> str:
    """A bare answer: no preposition before a year or a date."""
    if piece.role == "time" and piece.kind == "pp" and piece.preposition in {"in", "on"}:
        bare = text.split(" ", 1)[1]
        if any(character.isdigit() for character in bare) and not bare.startswith("the "):
            return bare
    return text


def _without_not(inverted: tuple[str, str], _text: str) -> tuple[str, str]:
    auxiliary, rest = inverted
    words = [word for word in rest.split() if word not in {"not", "never"}]
    return auxiliary, " ".join(words)


def _tidy(text: str) -> str:
    """Single spaces, none before a comma."""
    return " ".join(text.split()).replace(" ,", ",").strip(" ,")


_DOCUMENTS = frozenset(
    "treaty act war law agreement charter code accord bill revolution battle plague".split()
)
_ACTING = frozenset(
    "army government council court parliament committee party team company church police union commission".split()
)
_FOREIGN = frozenset(
    """i me my we us our this these those such following former latter above below""".split()
)
_DEEDS = frozenset(
    """build found create write invent discover attack invade defeat conquer move travel return join
    leave establish introduce develop publish win sign sell buy open close start launch begin pass
    propose reject refuse order send grant cede seize capture destroy restore divide abolish adopt
    ban arrest appoint elect lead organize form visit marry kill design paint compose direct teach
    study fight escape flee settle emigrate retire resign donate give make take put run walk drive
    abandon acquire announce build bring buy call change choose collect cut declare draw eat end
    expand fill find fix force gather hire include increase institute issue lift limit merge offer
    pay plan plant play prepare produce prohibit protect provide purchase raise reach reduce release
    remove rename replace rescue set stop submit surrender tell throw vote warn withdraw devise
    negotiate arrange perform record reform replace transfer use""".split()
)
_VAGUE_ADJECTIVES = frozenset(
    """large small great big major minor significant important new old good bad long short high low
    certain particular similar different single total further considerable little few other own
    first last main""".split()
)
_IDIOMATIC = frozenset(
    """role part place care advantage action impact effect influence attention use lead control
    responsibility step rise birth way sense interest emphasis contact time war peace life""".split()
)
_PERSONAL = frozenset(
    """write found invent design build discover lead paint compose direct create establish kill
    defeat conquer develop introduce propose sign coin describe command publish crown elect
    appoint assassinate marry name sponsor produce teach""".split()
)
_WANTING = frozenset(
    "want try decide plan hope refuse agree attempt intend promise begin choose threaten wish seek aim".split()
)
_TIGHT = frozenset(
    tuple(pair.split("-"))
    for pair in """consist-of depend-on rely-on lead-to belong-to refer-to result-in result-from contribute-to
    specialize-in focus-on concentrate-on suffer-from derive-from originate-from marry-to base-on connect-to
    participate-in compete-with compete-against listen-to look-at look-for wait-for ask-for pay-for talk-about
    talk-to speak-to think-of dream-of know-for know-as use-for use-as serve-as act-as work-as work-for
    name-after divide-into split-into turn-into convert-into convert-to dedicate-to devote-to apply-to agree-on
    correspond-to respond-to react-to engage-in invest-in believe-in cover-with fill-with equip-with
    associate-with interest-in involve-in compose-of make-of charge-with accuse-of die-of die-from
    fight-against fight-for fight-with protest-against vote-for care-for search-for graduate-from
    separate-from remove-from make-from collaborate-with cooperate-with interact-with deal-with struggle-with
    meet-with begin-with star-in succeed-in end-in live-with stem-from emerge-from come-from
    describe-as regard-as see-as view-as consider-as rename-as operate-as account-for call-for allow-for
    stand-for aim-at point-to convert-from replace-with limit-to inspire-by influence-by cause-by surround-by
    feed-on depend-upon build-on border-on translate-into grow-into develop-into evolve-into evolve-from
    bind-to attach-to link-to relate-to compare-to compare-with differ-from recover-from escape-from protect-from
    prevent-from ban-from expel-from train-as train-in major-in employ-as hire-as function-as
    adapt-to limit-to amount-to object-to subject-to""".split()
)
