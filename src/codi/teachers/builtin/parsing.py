"""A sentence's clauses: subject, verb group and what follows, each piece with its role.

The parser reads from left to right and gives up early: a clause whose pieces it cannot all name is
not asked about. What it keeps of a clause ends where it stopped to understand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from codi.teachers.builtin import lexicon
from codi.teachers.builtin.english import HAVE, noun_lemma, verb_forms
from codi.teachers.builtin.entities import np_kind
from codi.teachers.builtin.phrases import VerbGroup, is_plural, noun_phrase, verb_group
from codi.teachers.builtin.roles import Role, phrase_role
from codi.teachers.builtin.tagset import ADJECTIVES, ADVERBS, DETERMINERS, FINITE, NOUNS
from codi.teachers.builtin.tokens import Sentence, Token

Kind = Literal["np", "adj", "pp", "adv", "infinitive", "that", "clause", "ing", "participle"]
_RELATIVE = frozenset(["which", "who", "whom", "whose", "where"])
_STOPS = frozenset([".", ":", ";"])


@dataclass(slots=True)
class Piece:
    """One constituent after (or before) the verb: tokens `[start, end)`, what it is, what it says."""

    kind: Kind
    start: int
    end: int
    role: Role = ""
    preposition: str = ""
    inner: Clause | None = None
    simple_end: int = 0


@dataclass(slots=True)
class Clause:
    """Subject, verb and pieces of one finite clause of a sentence."""

    sentence: Sentence
    subject: tuple[int, int]
    verb: VerbGroup
    pieces: list[Piece]
    fronted: list[Piece] = field(default_factory=list)
    whole: bool = True
    condition: Piece | None = None
    shared_subject: bool = False
    relative: bool = False
    imperative: bool = False
    appositive: tuple[int, int] | None = None
    between: list[Piece] = field(default_factory=list)
    end: int = 0

    def words(self, piece: Piece) -> str:
        """The text of one piece."""
        return self.sentence.text(piece.start, piece.end)


class Parser:
    """Reads the clauses of one sentence."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.tokens: list[Token] = sentence.tokens
        self.size = len(self.tokens)
        self.clauses: list[Clause] = []
        self.appositions: list[tuple[tuple[int, int], tuple[int, int]]] = []

    def tag(self, i: int) -> str:
        return self.tokens[i].tag if i < self.size else "."

    def word(self, i: int) -> str:
        return self.tokens[i].lower if i < self.size else ""

    # -- the sentence ---------------------------------------------------------------------------

    def parse(self) -> list[Clause]:
        """All clauses that could be read whole."""
        i, fronted, condition = self._fronted(0)
        clause = self._clause(i)
        if clause is None and (
            condition is not None or not any(piece.role in {"", "place"} for piece in fronted)
        ):
            clause = self._imperative(i)
        while clause is not None:
            clause.fronted = [*fronted, *clause.between]
            clause.condition = condition
            self.clauses.append(clause)
            fronted, condition = [], None
            i = clause.end
            clause = self._next_clause(i, clause)
        return self.clauses

    def _next_clause(self, i: int, before: Clause) -> Clause | None:
        """The clause after ", and", ";" or "and": with its own subject, or with the one before."""
        if not before.whole:
            return None
        if self.tag(i) in {",", ":"} and self.word(i) != ":":
            i += 1
        if self.word(i) in {"and", "but", "or", "&", "so"}:
            i += 1
        elif self.tag(i - 1) != ":":
            return None
        while self.tag(i) in ADVERBS and self.word(i) in lexicon.DISCOURSE:
            i += 1 if self.tag(i + 1) != "," else 2
        group = verb_group(self.tokens, i)
        if group is not None and self._continues_verb(group, before):
            if not group.auxiliaries and group.tag == "VBN":
                group = self._with_auxiliaries(group, before)
            clause = self._after_subject(before.subject, group)
            if clause is not None:
                clause.shared_subject = True
            return clause
        j, fronted, condition = self._fronted(i)
        clause = self._clause(j)
        if clause is not None and (fronted or condition):
            clause.whole = clause.whole and not condition
        return clause

    def _continues_verb(self, group: VerbGroup, before: Clause) -> bool:
        """Whether a coordinated verb group can share the subject."""
        if group.finite:
            return True
        return (
            bool(before.verb.auxiliaries)
            and group.tag == before.verb.tag
            and group.tag == "VBN"
            and not group.auxiliaries
        )

    def _with_auxiliaries(self, group: VerbGroup, before: Clause) -> VerbGroup:
        """The second of two participles under the same auxiliaries: "was built and opened"."""
        return VerbGroup(
            start=group.start,
            end=group.end,
            main=group.main,
            auxiliaries=before.verb.auxiliaries,
            adverbs=group.adverbs,
            negative=before.verb.negative,
            passive=before.verb.passive,
            finite=True,
            lemma=group.lemma,
            tag=group.tag,
        )

    def _fronted(self, i: int) -> tuple[int, list[Piece], Piece | None]:
        """What stands before the subject: conjunctions, adverbs, phrases and clauses with a comma."""
        pieces: list[Piece] = []
        condition: Piece | None = None
        if self.tag(i) == "CC":
            i += 1
        for _ in range(4):
            start = i
            word = self.word(i)
            if self.tag(i) in ADVERBS and self.tag(i + 1) == ",":
                i += 2
            elif (
                self.tag(i) in ADVERBS
                and word in lexicon.DISCOURSE
                and noun_phrase(self.tokens, i + 1) > i + 1
            ) or (
                self.tag(i) in ADVERBS
                and self.tag(i + 1) in {"IN", "WRB"}
                and (
                    word.endswith("ly")
                    or word in {"even", "only", "just", "soon", "shortly", "long"}
                )
            ):
                i += 1
            elif word in lexicon.SUBORDINATORS:
                piece = self._subordinate(i)
                if piece is not None and self.tag(piece.end) == ",":
                    addressed = piece.preposition == "when" and self.word(piece.start + 1) == "you"
                    if piece.preposition in {"if", "unless"} or addressed:
                        condition = piece
                    else:
                        pieces.append(piece)
                    i = piece.end + 1
                    continue
                phrase = self._prepositional(i)
                if phrase is None or self.tag(phrase.end) != ",":
                    skip = None if word in {"if", "unless"} else self._comma_after(i)
                    if skip is None:
                        break
                    i = skip + 1
                    continue
                pieces.append(phrase)
                i = phrase.end + 1
            elif self.tag(i) in {"IN", "TO", "VBG", "VBN"} or (
                self.tag(i) == "JJ" and word in {"due", "such", "prior"}
            ):
                if self.tag(i) == "TO" or (word == "in" and self.word(i + 1) == "order"):
                    end = self._comma_after(i)
                    if end is None:
                        break
                    pieces.append(Piece("infinitive", i, end, "purpose"))
                    i = end + 1
                    continue
                if self.tag(i) in {"VBG", "VBN"}:
                    end = self._comma_after(i)
                    if end is None or not self._subject_at(end + 1):
                        break
                    i = end + 1
                    continue
                phrase = self._prepositional(i)
                if phrase is None:
                    skip = self._comma_after(i)
                    if skip is None:
                        break
                    i = skip + 1
                    continue
                while self.tag(phrase.end) != "," and self.tag(phrase.end) == "IN":
                    more = self._prepositional(phrase.end)
                    if more is None:
                        break
                    phrase.end = more.end
                    phrase.role = phrase.role or more.role
                short_time = phrase.role == "time" and phrase.end - phrase.start <= 3
                if self.tag(phrase.end) == ",":
                    pieces.append(phrase)
                    i = phrase.end + 1
                elif (
                    short_time or self.tag(phrase.end) in {"DT", "PRP", "PRP$", "EX"}
                ) and self._subject_at(phrase.end):
                    pieces.append(phrase)
                    i = phrase.end
                else:
                    skip = self._comma_after(i)
                    if skip is None:
                        break
                    i = skip + 1
            elif self.tag(i) == "CD" and self.word(noun_phrase(self.tokens, i)) in {
                "later",
                "earlier",
            }:
                end = noun_phrase(self.tokens, i) + 1
                if self.tag(end) == "IN":
                    phrase = self._prepositional(end)
                    end = phrase.end if phrase is not None else end
                if self.tag(end) != ",":
                    break
                i = end + 1
            elif self._time_phrase(i):
                end = noun_phrase(self.tokens, i)
                if self.tag(end) != ",":
                    break
                pieces.append(Piece("np", i, end, "time"))
                i = end + 1
            else:
                break
            if i == start:
                break
        return i, pieces, condition

    def _comma_after(self, i: int) -> int | None:
        """The next comma, if a subject stands behind it and no verb is open before it."""
        for place in range(i, self.size):
            if self.tag(place) == "," and self._subject_at(place + 1):
                return place
            if self.tag(place) in FINITE or self.tag(place) in {".", ":", "WDT", "WP"}:
                return None
        return None

    def _subject_at(self, i: int) -> bool:
        end = self._noun_complex(i, subject=True)
        return end > i and verb_group(self.tokens, end) is not None

    def _time_phrase(self, i: int) -> bool:
        end = noun_phrase(self.tokens, i)
        if end == i:
            return False
        head = self.tokens[end - 1]
        first = self.word(i)
        return (
            head.lower in lexicon.TIME_NOUNS - {"war", "reign"}
            and first
            in {
                "this",
                "that",
                "last",
                "next",
                "every",
                "each",
                "one",
                "two",
                "three",
                "four",
                "five",
                "ten",
                "the",
                "some",
                "many",
                "several",
                "a",
            }
            and not (first in {"the", "a"} and self.word(end) == "of")
        )

    def _imperative(self, i: int) -> Clause | None:
        """ "Submit the form": a base form where a subject would stand."""
        if self.word(i) == "please":
            i += 1
        start, negative = i, False
        if self.word(i) == "do" and self.word(i + 1) in {"not", "n't"}:
            i, negative = i + 2, True
        word, following = self.word(i), self.tag(i + 1)
        if "VB" not in verb_forms(word) or self.tag(i) not in {"VB", "VBP", "NN", "NNP", "JJ"}:
            return None
        sure = following in {"DT", "PRP$", "PRP"} or (
            self.tag(i) in {"VB", "VBP"}
            and following in {"NN", "NNS", "NNP", "IN", "TO", "JJ", "RB", "CD"}
        )
        if not sure or word in {
            "note",
            "see",
            "thank",
            "let",
            "say",
            "suppose",
            "consider",
            "imagine",
            "be",
            "click",
            "learn",
            "read",
        }:
            return None
        group = VerbGroup(
            start=i,
            end=i + 1,
            main=i,
            auxiliaries=(),
            adverbs=(),
            negative=negative,
            passive=False,
            finite=True,
            lemma=word,
            tag="VB",
        )
        clause = self._after_subject((start, start), group)
        if clause is not None:
            clause.imperative = True
        return clause

    # -- one clause -----------------------------------------------------------------------------

    def _clause(self, i: int) -> Clause | None:
        """The finite clause whose subject starts at `i`."""
        end = self._noun_complex(i, subject=True)
        if end == i:
            return None
        subject = (i, end)
        appositive: tuple[int, int] | None = None
        skipped = self._aside(end, subject)
        if skipped is not None:
            verb_at, appositive = skipped
        else:
            verb_at = end
        between: list[Piece] = []
        if self.tag(verb_at) == "IN":
            phrase = self._prepositional(verb_at)
            if phrase is not None and phrase.role == "time":
                if self.tag(phrase.end) == "CC" and self.tag(phrase.end + 1) == "CD":
                    phrase.end += 2
                between.append(phrase)
                verb_at = phrase.end
        group = verb_group(self.tokens, verb_at)
        if group is None or not group.finite:
            return None
        clause = self._after_subject(subject, group)
        if clause is not None:
            clause.appositive = appositive
            clause.between = between
        return clause

    def _aside(self, i: int, subject: tuple[int, int]) -> tuple[int, tuple[int, int] | None] | None:
        """Skip ", a physicist," or ", who was born in 1867," after a subject; both become facts."""
        if self.tag(i) in {"WDT", "WP"} and self.word(i) in {"who", "that", "which"}:
            return None
        if self.tag(i) != ",":
            return None
        if self.word(i + 1) in _RELATIVE:
            inner = self._relative(i + 1, subject)
            if inner is None or self.tag(inner.end) != ",":
                return None
            if verb_group(self.tokens, inner.end + 1) is None:
                return None
            self.clauses.append(inner)
            return inner.end + 1, None
        stop = next((p for p in range(i + 1, self.size) if self.tag(p) in {",", "."}), self.size)
        if self.tag(stop) != "," or stop - i > 20:
            return None
        group = verb_group(self.tokens, stop + 1)
        if group is None or not group.finite:
            return None
        end = self._noun_complex(i + 1, subject=True)
        if end == stop and self.tokens[i + 1].lower in {"a", "an", "the", "one"}:
            return stop + 1, (i + 1, end)
        return stop + 1, None

    def _relative(self, i: int, head: tuple[int, int]) -> Clause | None:
        """A clause after a comma that starts with who or which as its subject."""
        if self.word(i) not in {"who", "which"}:
            return None
        group = verb_group(self.tokens, i + 1)
        if group is None or not group.finite:
            return None
        first = self.word(group.auxiliaries[0] if group.auxiliaries else group.main)
        plural = is_plural(self.tokens, *head)
        if (plural and first in _SINGULAR_VERBS) or (not plural and first in _PLURAL_VERBS):
            return None
        clause = self._after_subject(head, group, relative=True)
        if clause is not None:
            clause.relative = True
        return clause

    def _after_subject(
        self, subject: tuple[int, int], group: VerbGroup, *, relative: bool = False
    ) -> Clause | None:
        pieces, end, whole = self._pieces(group.end, group, relative=relative)
        return Clause(self.sentence, subject, group, pieces, whole=whole, end=end)

    # -- what follows the verb --------------------------------------------------------------------

    def _pieces(
        self, i: int, group: VerbGroup, *, relative: bool = False
    ) -> tuple[list[Piece], int, bool]:
        """Pieces up to the clause's end; false where something was not understood."""
        pieces: list[Piece] = []
        while i < self.size:
            tag, word = self.tag(i), self.word(i)
            if tag in _STOPS:
                return pieces, i, True
            if tag == ",":
                outcome = self._at_comma(i, pieces, relative=relative)
                if outcome is None:
                    return pieces, i, False
                piece, i, done = outcome
                if piece is not None:
                    pieces.append(piece)
                if done:
                    return pieces, i, True
                continue
            if tag == "CC":
                return pieces, i, self._clause_follows(i + 1, group)
            piece = self._piece(i, pieces, group)
            if piece is None:
                return pieces, i, self._safe_cut(i, pieces, group)
            pieces.append(piece)
            i = piece.end
        return pieces, i, True

    def _safe_cut(self, i: int, pieces: list[Piece], group: VerbGroup) -> bool:
        """Whether what was read before an unclear preposition or conjunction stands by itself."""
        word = self.word(i)
        if word in {"although", "though", "while", "whereas", "because", "since"} or (
            word == "when" and group.tag in {"VBD", "VBN"}
        ):
            return bool(pieces) or group.passive or group.lemma in INTRANSITIVE
        if (
            not pieces
            or self.tag(i) not in {"IN", "WRB"}
            or group.lemma in lexicon.LINKING_VERBS
            or word in {"if", "unless", "until", "when"}
        ):
            return False
        if self.word(i + 1) in {"which", "whom", "what", "where", "that"}:
            return False
        last = pieces[-1]
        return last.kind in {"np", "pp", "infinitive"} and self.word(i) not in {
            "than",
            "as",
            "that",
            "of",
        }

    def _clause_follows(self, i: int, group: VerbGroup) -> bool:
        """Whether behind a conjunction a new clause or verb stands, so that the old one is whole."""
        while self.tag(i) in ADVERBS:
            i += 1
        following = verb_group(self.tokens, i)
        if following is not None:
            return following.finite or (following.tag == group.tag == "VBN")
        _, end = i, self._noun_complex(i, subject=True)
        return end > i and self._finite_at(end)

    def _finite_at(self, i: int) -> bool:
        group = verb_group(self.tokens, i)
        return group is not None and group.finite

    def _at_comma(
        self, i: int, pieces: list[Piece], *, relative: bool
    ) -> tuple[Piece | None, int, bool] | None:
        """What a comma after the verb means: (piece, next token, clause is done); None: unclear."""
        word, tag = self.word(i + 1), self.tag(i + 1)
        if tag == "CC":
            return (None, i, True)
        if relative and self._finite_at(i + 1):
            return (None, i, True)
        if word in _RELATIVE or (
            word in {"with", "of", "in", "by"} and self.word(i + 2) in {"which", "whom"}
        ):
            last = next((piece for piece in reversed(pieces) if piece.kind in {"np", "pp"}), None)
            if last is not None and word in {"who", "which"} and last is pieces[-1]:
                start = last.start + (len(last.preposition.split()) if last.kind == "pp" else 0)
                inner = self._relative(i + 1, (start, last.end))
                if inner is not None and inner.whole and self._sure_head(start, last.end, word):
                    self.clauses.append(inner)
            return (None, self.size, True)
        if (
            tag == "VBG"
            or (tag == "VBN" and not self._finite_at(i + 1))
            or (tag in ADVERBS and self.tag(i + 2) in {"VBG", "IN", "WRB"})
        ):
            return (None, self.size, True)
        if word in lexicon.SUBORDINATORS or tag == "WRB":
            piece = self._subordinate(i + 1)
            if piece is not None:
                return (piece, piece.end, False)
            return (None, self.size, True)
        if tag == "TO":
            return (None, self.size, True)
        if tag == "IN" or (tag == "JJ" and word in {"due", "such"}):
            piece = self._prepositional(i + 1)
            if piece is not None and piece.role and (self.tag(piece.end) in {".", ",", ":", "CC"}):
                return (piece, piece.end, False)
            return (None, self.size, True)
        if word == "so":
            return (None, i, True)
        if tag in NOUNS | DETERMINERS | ADJECTIVES | {"CD", "PRP", "EX"}:
            end = self._noun_complex(i + 1, subject=True)
            if end > i + 1 and self._finite_at(end):
                return (None, i, True)
            if (
                pieces
                and pieces[-1].kind in {"np", "pp"}
                and word in {"a", "an", "the"}
                and self.tag(end) in {".", ","}
            ):
                last = pieces[-1]
                start = last.start + (len(last.preposition.split()) if last.kind == "pp" else 0)
                self.appositions.append(((start, last.end), (i + 1, end)))
                return (None, self.size, True)
            unclear = tag in NOUNS or self.tag(i - 1) in ADJECTIVES
            return None if unclear else (None, self.size, True)
        return None

    def _sure_head(self, start: int, end: int, word: str) -> bool:
        """Whether a relative clause can only describe the phrase `[start, end)`."""
        inside = self.tokens[start:end]
        if inside[-1].tag == "CD":
            return False
        if word == "which" and any(token.lower == "of" for token in inside):
            return False
        if word == "who" and np_kind(self.tokens, start, end) not in {"person", "name"}:
            return False
        if word == "which" and any(token.tag == "IN" and token.lower != "of" for token in inside):
            return False
        return not any(token.tag in {"CC", ","} for token in inside)

    def _piece(self, i: int, pieces: list[Piece], group: VerbGroup) -> Piece | None:
        tag, word = self.tag(i), self.word(i)
        before = pieces[-1] if pieces else None
        if (
            tag in {"IN", "JJR", "RBR"}
            and self.tag(i + 2) == "CD"
            and noun_phrase(self.tokens, i) > i + 2
        ):
            return self._object(i)
        if tag == "TO" or (
            word == "in" and self.word(i + 1) == "order" and self.tag(i + 2) == "TO"
        ):
            return self._infinitive(i, pieces, group)
        if word == "that" and tag == "IN":
            return self._that(i)
        if tag in {"WDT", "WP", "WRB"}:
            return self._wh_clause(i, before)
        if word in lexicon.SUBORDINATORS and not (word == "as" and group.lemma in _AS_VERBS):
            piece = self._subordinate(i)
            if piece is not None:
                return piece
        if (
            word in PARTICLES
            and (before is None or before.kind == "np")
            and self.tag(i + 1) in {"IN", "TO", ".", ",", "CC", "RB"}
        ):
            return Piece("adv", i, i + 1)
        if tag == "IN" or (
            word in {"due", "because", "prior", "according"} and self.word(i + 1) in {"to", "of"}
        ):
            return self._prepositional(i, group.lemma)
        if tag in ADVERBS:
            if self.tag(i + 1) in ADJECTIVES | {"VBN"} and (
                group.lemma in lexicon.LINKING_VERBS or noun_phrase(self.tokens, i) == i
            ):
                return self._adjective(i)
            if noun_phrase(self.tokens, i) > i:
                return self._object(i)
            role: Role = "manner" if word.endswith("ly") and word not in lexicon.MANNER_STOP else ""
            if word in {"ago", "today", "yesterday", "annually", "daily", "weekly"}:
                role = "time"
            return Piece("adv", i, i + 1, role)
        end = noun_phrase(self.tokens, i)
        if end > i:
            return self._object(i)
        if tag in ADJECTIVES | {"VBN"} and (
            group.lemma in lexicon.LINKING_VERBS or before is not None
        ):
            return self._adjective(i)
        if tag == "VBG":
            return Piece("ing", i, self._boundary(i), "")
        if tag == "VBN" and before is not None:
            return Piece("participle", i, self._boundary(i), "")
        return None

    def _object(self, i: int) -> Piece:
        simple = noun_phrase(self.tokens, i)
        end = self._noun_complex(i, subject=False)
        role: Role = ""
        if self._is_time(i, end):
            role = "time"
            if self.word(end) == "ago":
                end += 1
        return Piece("np", i, end, role, simple_end=simple)

    def _is_time(self, start: int, end: int) -> bool:
        head = self.tokens[noun_phrase(self.tokens, start) - 1]
        first = self.word(start)
        if (
            self.word(end) == "ago"
            or head.lower in {"today", "yesterday", "tomorrow", "tonight"} | lexicon.DAYS
        ):
            return True
        return head.lower in lexicon.TIME_NOUNS and first in {
            "last",
            "next",
            "this",
            "that",
            "every",
            "each",
        }

    def _adjective(self, i: int) -> Piece:
        j = i
        while self.tag(j) in ADVERBS:
            j += 1
        j += 1
        while (
            self.tag(j) == "CC"
            and self.tag(j + 1) in ADJECTIVES | {"VBN"}
            and noun_phrase(self.tokens, j + 1) == j + 1
        ):
            j += 2
        while self.tag(j) in {"IN", "TO"} and self.word(j) not in lexicon.SUBORDINATORS:
            if self.tag(j) == "TO":
                j = self._boundary(j)
                break
            phrase = self._prepositional(j)
            if phrase is None or (phrase.role in {"time", "place"} and self.tag(i) != "VBN"):
                break
            j = phrase.end
        return Piece("adj", i, j)

    def _infinitive(self, i: int, pieces: list[Piece], group: VerbGroup) -> Piece:
        """ "to" and a verb: a purpose after a whole action, else a part of the verb's meaning."""
        end = self._boundary(i)
        has_object = any(piece.kind in {"np", "pp"} for piece in pieces)
        purpose = self.word(i) == "in" or (
            group.lemma not in lexicon.CONTROL_VERBS
            and (has_object or group.lemma in lexicon.MOTION_VERBS)
            and not any(self._noun_takes_infinitive(piece) for piece in pieces)
            and not (pieces and pieces[-1].preposition == "for")
            and group.lemma not in lexicon.LINKING_VERBS | HAVE
        )
        return Piece("infinitive", i, end, "purpose" if purpose else "")

    def _noun_takes_infinitive(self, piece: Piece) -> bool:
        return any(
            noun_lemma(token.lower) in _INFINITIVE_NOUNS
            for token in self.tokens[piece.start : piece.end]
        )

    def _that(self, i: int) -> Piece | None:
        parser = Parser(self.sentence)
        start, _, condition = parser._fronted(i + 1)
        inner = parser._clause(start) if condition is None else None
        if inner is None:
            return None
        end = inner.end
        if not inner.whole:
            end = self.size
            while end > i and self.tag(end - 1) in {".", ":", ","}:
                end -= 1
            if any(self.tag(place) == ":" for place in range(i, end)):
                return None
        return Piece("that", i, end, inner=inner)

    def _wh_clause(self, i: int, before: Piece | None) -> Piece | None:
        """A relative clause that belongs to the piece before, or a question as object."""
        if before is None or (
            self.tag(i) != "WDT" and self.word(i) not in {"who", "where", "whose", "when"}
        ):
            if self.word(i) in {"what", "how", "why", "where"}:
                return Piece("that", i, self._boundary(i + 1, through_clauses=True))
            return None
        if self.word(i) == "when":
            return self._subordinate(i)
        return Piece("participle", i, self._boundary(i + 1, through_clauses=True))

    def _subordinate(self, i: int) -> Piece | None:
        """A clause with a conjunction: because, when, after, if, so that."""
        word = self.word(i)
        start = i + 1
        if word == "as" and self.word(i + 1) in {"well", "such"}:
            return None
        if word == "even" or (word == "so" and self.word(i + 1) == "that"):
            start = i + 2
        inner_parser = Parser(self.sentence)
        inner = inner_parser._clause(start)
        if inner is None or not inner.whole:
            return None
        end = inner.end
        if self.tag(end) == "CC":
            more = inner_parser._next_clause(end, inner)
            if more is not None and more.shared_subject:
                end = more.end
        role: Role = ""
        if word == "because":
            role = "reason"
        elif word in {"since", "as"}:
            role = "reason" if word == "since" and not inner.verb.tag == "VBD" else ""
        elif word in {"when", "after", "before", "until", "once"}:
            role = "time"
        return Piece("clause", i, end, role, preposition=word, inner=inner)

    def _prepositional(self, i: int, verb: str = "") -> Piece | None:
        """A preposition and its noun phrase, or "by" and a verb in -ing."""
        word = self.word(i)
        after = i + 1
        name = word
        pair = f"{word} {self.word(i + 1)}"
        if pair in _LONG_PREPOSITIONS or (
            word in {"due", "prior", "according"} and self.word(i + 1) == "to"
        ):
            name, after = pair, i + 2
        triple = f"{pair} {self.word(i + 2)}"
        if triple in _LONG_PREPOSITIONS:
            name, after = triple, i + 3
        if self.tag(after) == "VBG" and noun_phrase(self.tokens, after) == after:
            role: Role = "method" if name == "by" else ""
            return Piece("pp", i, self._boundary(after), role, preposition=name)
        if self.tag(after) in {"WDT", "WP", "WRB", "WP$"} or (
            self.word(after) == "that" and self.tag(after) != "DT"
        ):
            return None
        if self.tag(after) == "IN" and self.word(after) in {
            "about",
            "around",
            "over",
            "under",
            "at",
            "between",
            "before",
            "after",
            "as",
        }:
            after += 1 if self.word(after) != "as" else 0
        if self.tag(after) in ADVERBS and self.word(after) in {
            "as",
            "early",
            "late",
            "approximately",
            "only",
        }:
            after += 1
        simple = noun_phrase(self.tokens, after)
        if simple == after:
            return None
        if (
            name in _BEFORE_YEARS
            and lexicon.YEAR.match(self.tokens[after].text)
            and after + 1 < simple
        ):
            return Piece("pp", i, after + 1, "time", preposition=name, simple_end=after + 1)
        end = self._noun_complex(after, subject=False)
        if name == "from" and self.word(end) in {"to", "until", "through"}:
            stop = noun_phrase(self.tokens, end + 1)
            end = max(end, stop)
        if name == "between" and self.word(end) == "and":
            end = max(end, noun_phrase(self.tokens, end + 1))
        return Piece(
            "pp",
            i,
            end,
            phrase_role(self.tokens, name, after, simple, end, verb),
            preposition=name,
            simple_end=simple,
        )

    # -- noun phrases with what belongs to them ---------------------------------------------------

    def _noun_complex(self, i: int, *, subject: bool) -> int:
        """A noun phrase with its "of", its coordination, and before a verb all that belongs to it."""
        end = noun_phrase(self.tokens, i)
        if end == i:
            return i
        end = self._with_of(end)
        if subject and self.tag(i) in {"PRP", "EX"}:
            return end
        end = self._coordination(i, end, subject=subject)
        if not subject:
            return end
        while self.tag(end) == "IN" and self.word(end) not in lexicon.SUBORDINATORS - {"as"}:
            phrase = noun_phrase(self.tokens, end + 1)
            if phrase == end + 1:
                break
            if phrase_role(self.tokens, self.word(end), end + 1, phrase, phrase) == "time":
                break
            end = self._with_of(phrase)
            end = self._coordination(end, end, subject=True)
        return self._described(end)

    def _described(self, end: int) -> int:
        """Take what describes a subject in: "problems that lack a solution", "laws made in 1990"."""
        tag, following = self.tag(end), self.tag(end + 1)
        start = end + 1
        if tag in {"WDT", "WP"} and self.word(end) in {"that", "which", "who"}:
            group = verb_group(self.tokens, end + 1)
            if group is None:
                subject = noun_phrase(self.tokens, end + 1)
                group = verb_group(self.tokens, subject) if subject > end + 1 else None
            if group is None or not group.finite:
                return end
            start = group.end
        elif self.word(end) in {"named", "called"} and following in {"NNP", "NNPS"}:
            return noun_phrase(self.tokens, end + 1)
        elif tag == "VBN":
            if following not in {"IN", "TO", "RB"}:
                return end
        elif tag == "VBG":
            if following not in DETERMINERS | NOUNS | ADJECTIVES | {"IN"}:
                return end
        elif tag != "TO" or following != "VB":
            return end
        for place in range(start, min(self.size, end + 11)):
            if self.tag(place) in FINITE and self.tag(place - 1) not in {"TO"}:
                return place if self._finite_at(place) else end
            if (
                self.tag(place) in {",", ".", ":", "WDT", "WP", "WRB"}
                or self.word(place) in lexicon.SUBORDINATORS
            ):
                return end
            if (
                self.tag(place) == "CC"
                and self.tag(place + 1) not in NOUNS | ADJECTIVES | DETERMINERS
            ):
                return end
        return end

    def _with_of(self, end: int) -> int:
        """Take "of ..." phrases in."""
        while self.word(end) == "of":
            stop = noun_phrase(self.tokens, end + 1)
            if stop == end + 1:
                break
            end = stop
        return end

    def _coordination(self, start: int, end: int, *, subject: bool) -> int:
        """Take ", B and C" in where they are noun phrases too and no new clause begins."""
        place = end
        while True:
            tag, word = self.tag(place), self.word(place)
            if tag == "CC" and word in {"and", "or", "&"}:
                stop = noun_phrase(self.tokens, place + 1)
                if stop == place + 1:
                    return end
                stop = self._with_of(stop)
                if not subject and self._finite_at(stop):
                    return end
                return stop
            if tag == ",":
                following = place + 1
                if self.tag(following) == "CC":
                    stop = noun_phrase(self.tokens, following + 1)
                    if stop > following + 1 and place > end:
                        stop = self._with_of(stop)
                        if subject or not self._finite_at(stop):
                            return stop
                    return end
                stop = noun_phrase(self.tokens, following)
                if stop == following:
                    return end
                stop = self._with_of(stop)
                if not self._list_goes_on(stop):
                    return end
                place = stop
                if self.tag(place) == "," and self.tag(place + 1) == "CC":
                    last = noun_phrase(self.tokens, place + 2)
                    if last == place + 2:
                        return end
                    last = self._with_of(last)
                    return last if subject or not self._finite_at(last) else end
                continue
            return max(end, start)

    def _list_goes_on(self, i: int) -> bool:
        """Whether ", B" is followed by another item or by "and C"."""
        for _ in range(12):
            if self.tag(i) == "CC":
                return self.word(i) in {"and", "or"} and noun_phrase(self.tokens, i + 1) > i + 1
            if self.tag(i) != ",":
                return False
            if self.tag(i + 1) == "CC":
                return noun_phrase(self.tokens, i + 2) > i + 2
            stop = noun_phrase(self.tokens, i + 1)
            if stop == i + 1:
                return False
            i = self._with_of(stop)
        return False

    def _boundary(self, i: int, *, through_clauses: bool = False) -> int:
        """The end of a stretch that is taken as it is, never behind a conjunction."""
        end = self._stretch(i, through_clauses=through_clauses)
        while end > i + 1 and self.tag(end - 1) in {"CC", "IN", "DT"}:
            end -= 1
        return end

    def _stretch(self, i: int, *, through_clauses: bool) -> int:
        """The end of a stretch that is taken as it is: the next mark or conjunction of clauses."""
        place = i
        while place < self.size:
            tag, word = self.tag(place), self.word(place)
            if tag in _STOPS:
                return place
            if tag == ",":
                following = self.tag(place + 1)
                if following in {
                    "CC",
                    "WDT",
                    "WP",
                    "WRB",
                    "VBG",
                    "IN",
                    "RB",
                    "VBN",
                    "VBD",
                    "TO",
                } or not self._list_goes_on(place):
                    return place
            if not through_clauses and place > i:
                if word in {
                    "because",
                    "although",
                    "though",
                    "while",
                    "when",
                    "if",
                    "whereas",
                    "unless",
                }:
                    return place
                if tag == "CC" and (self._finite_at(place + 1) or self._subject_verb(place + 1)):
                    return place
            elif (
                tag == "CC"
                and place > i
                and (self._subject_verb(place + 1) or self._finite_at(place + 1))
            ):
                return place
            place += 1
        return place

    def _subject_verb(self, i: int) -> bool:
        end = noun_phrase(self.tokens, i)
        return end > i and self._finite_at(end)


_BEFORE_YEARS = frozenset(["in", "by", "since", "until", "from", "after", "before", "to"])
INTRANSITIVE = frozenset(
    """die bear begin end start happen occur open close marry retire graduate arrive win fall collapse
    disappear emerge evolve explode appear erupt resign surrender sink melt freeze vanish rise grow
    increase decrease exist work live""".split()
)
PARTICLES = frozenset("up out off over down on back in away around".split())
_SINGULAR_VERBS = frozenset(["is", "was", "has", "does"])
_PLURAL_VERBS = frozenset(["are", "were", "have", "do"])
_AS_VERBS = frozenset(
    """know regard see serve act describe refer define consider function work use identify recognize
    designate treat establish view appoint employ name begin start classify list accept""".split()
)
_INFINITIVE_NOUNS = frozenset(
    """ability attempt right power effort decision plan way opportunity need tendency failure desire
    chance time responsibility duty permission refusal willingness means authority order intention
    pressure reason freedom proposal promise agreement""".split()
)
_LONG_PREPOSITIONS = frozenset(
    [
        "due to",
        "because of",
        "as a result of",
        "in response to",
        "in addition to",
        "according to",
        "such as",
        "instead of",
        "out of",
        "prior to",
        "up to",
        "along with",
        "together with",
        "in front of",
        "next to",
        "close to",
        "thanks to",
        "owing to",
        "on account of",
        "as well as",
        "in spite of",
        "by means of",
        "with the help of",
    ]
)


def parse_sentence(sentence: Sentence) -> tuple[list[Clause], Parser]:
    """The clauses of a mended sentence and the parser that read them (for its appositions)."""
    parser = Parser(sentence)
    return parser.parse(), parser
