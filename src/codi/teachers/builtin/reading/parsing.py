"""A sentence's clauses: subject, verb group and what follows, each piece with its role.

The parser reads from left to right and gives up early: a clause whose pieces it cannot all name is
not asked about. What it keeps of a clause ends where it stopped to understand.
"""

from __future__ import annotations

from dataclasses import replace

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.clauses import Clause, Piece
from codi.teachers.builtin.reading.english import verb_forms
from codi.teachers.builtin.reading.kinds import np_kind
from codi.teachers.builtin.reading.nominal import STOPS, SUBJECT_PRONOUNS
from codi.teachers.builtin.reading.phrases import VerbGroup, is_plural, verb_group
from codi.teachers.builtin.reading.pieces import TELLING
from codi.teachers.builtin.reading.remains import RemainsReader
from codi.teachers.builtin.reading.tagset import ADJECTIVES, ADVERBS, DETERMINERS, NOUNS
from codi.teachers.builtin.reading.tokens import Sentence

Place = tuple[int, int]
_RELATIVE = frozenset("which who whom whose where".split())
_SINGULAR_VERBS = frozenset("is was has does".split())
_PLURAL_VERBS = frozenset("are were have do".split())
_HEADING = frozenset("by in at to into from".split())
_NO_ADVICE = frozenset(
    "note see thank let say suppose consider imagine be click learn read".split()
)
_CLAUSE_STARTS = NOUNS | DETERMINERS | ADJECTIVES | {"CD", "PRP", "EX"}
_NO_GERUNDS = frozenset("according depending including following regarding owing".split())
_LIMITS = frozenset("most many some few several rare such certain".split())
_LONGEST_ASIDE = 20


class Parser(RemainsReader):
    """Reads the clauses of one sentence; `appositions` are (what is described, description)."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.inner = False
        self.clauses: list[Clause] = []
        self.appositions: list[tuple[Place, Place]] = []

    # -- the sentence --------------------------------------------------------------------------

    def parse(self) -> list[Clause]:
        """All clauses, in order; those that are not `whole` were not understood to their end."""
        front = self.front(0)
        clause = self._clause(front.end)
        advised = front.condition is not None or all(
            self.tag(piece.end) == "," for piece in front.pieces
        )
        if clause is None and advised:
            clause = self._imperative(front.end)
        if clause is not None:
            clause.condition = front.condition or clause.condition
            clause.fronted = [*front.pieces, *clause.fronted]
            clause.whole = clause.whole and not any(self._limits(piece) for piece in front.pieces)
        while clause is not None:
            clause.fronted += clause.between
            self.clauses.append(clause)
            following = self._next_clause(clause) if clause.whole else None
            if following is not None:
                self._same_front(clause, following)
            clause = following
        return self.clauses

    def _same_front(self, before: Clause, clause: Clause) -> None:
        """A phrase or a condition in front limits the clause behind "and" too."""
        hung = bool(before.pieces) and before.pieces[-1].kind == "clause"
        joined = hung and self.tag(before.end) == "CC"  # "when A comes and B goes"
        clause.whole = clause.whole and before.condition is None and not joined
        if clause.shared_subject:
            limits = [piece for piece in before.fronted if not piece.role]
            clause.fronted = [*limits, *clause.fronted]

    def _limits(self, piece: Piece) -> bool:
        """Whether a phrase such as "in most species" limits what follows, and would be left out."""
        return piece.kind == "pp" and not piece.role and self.word(piece.noun_start) in _LIMITS

    def inner_clause(self, i: int, *, fronted: bool = False) -> Clause | None:
        """A clause inside a piece: read by a parser of its own, since it is no clause of ours."""
        parser = Parser(self.sentence)
        parser.inner = True
        front = parser.front(i) if fronted else None
        if front is not None and front.condition is not None:
            return None
        clause = parser._clause(front.end if front is not None else i)
        if clause is not None and clause.whole and not fronted and self.tag(clause.end) == "CC":
            more = parser._next_clause(clause)
            if more is not None and more.shared_subject:
                clause.end = more.end
        return clause

    def _next_clause(self, before: Clause) -> Clause | None:
        """The clause after ", and", ";" or "and": with its own subject, or with the one before."""
        i = before.end
        if self.in_list(i):
            return None
        if self.tag(i) == "," or (self.tag(i) == ":" and self.word(i) != ":"):
            i += 1
        listed = self.tag(i - 1) == "," and self.tag(i) == before.verb.tag and i > before.end
        if self.word(i) in {"and", "but", "or", "&", "so", "yet"}:
            i += 1
        elif self.tag(i - 1) != ":" and not listed:
            return None
        while self.tag(i) in ADVERBS and self.word(i) in lexicon.DISCOURSE:
            i += 2 if self.tag(i + 1) == "," else 1
        group = verb_group(self.tokens, i)
        bare = group is not None and group.tag == "VB" and not group.auxiliaries
        if bare and (before.imperative or self.word(i - 1) == "so"):
            return self._imperative(i)
        shared = self._shared(group, before.verb) if group is not None else None
        told = bool(before.pieces) and before.pieces[-1].kind == "that"
        rivals = {clause.subject for clause in self.clauses if not clause.relative}
        apart = self.tag(before.end) == ","
        if shared is not None and (told or (len(rivals) > 1 and apart)):
            return None  # "said that she came, and left": who left is not sure
        if shared is not None:
            clause = self._after_subject(before.subject, shared)
            clause.shared_subject = True
            return clause
        front = self.front(i)
        own = self._clause(front.end)
        if own is not None:
            own.fronted = front.pieces
            own.whole = own.whole and front.condition is None
        return own

    def _shared(self, group: VerbGroup, before: VerbGroup) -> VerbGroup | None:
        """A coordinated verb with the subject of the verb before: "was built and opened"."""
        modal = before.auxiliaries and self.tag(before.auxiliaries[0]) == "MD"
        if modal and group.tag in {"VB", "VBP"} and not group.auxiliaries:
            if before.negative:
                return None
            return replace(group, auxiliaries=before.auxiliaries[:1], finite=True, tag="VB")
        if group.finite:
            return group
        participles = group.tag == before.tag == "VBN" and bool(before.auxiliaries)
        if not participles or group.auxiliaries:
            return None
        return replace(
            group,
            auxiliaries=before.auxiliaries,
            negative=before.negative,
            passive=before.passive,
            finite=True,
        )

    def _imperative(self, i: int) -> Clause | None:
        """As in "Submit the form": a base form where a subject would stand."""
        i += self.word(i) == "please"
        i += self.word(i) in {"just", "also", "always", "then"} or (
            self.tag(i) == "RB" and self.word(i).endswith("ly")
        )
        never = self.word(i) == "never"
        negative = never or (self.word(i) == "do" and self.word(i + 1) in {"not", "n't"})
        verb = i + (1 if never else 2 * negative)
        word, tag, following = self.word(verb), self.tag(verb), self.tag(verb + 1)
        known = "VB" in verb_forms(word) and tag in {"VB", "VBP", "NN", "NNP", "JJ"}
        governs = following in {"DT", "PRP$", "PRP"} or (
            tag in {"VB", "VBP"} and following in NOUNS | {"IN", "TO", "JJ", "RB", "CD"}
        )
        if not known or not governs or word in _NO_ADVICE:
            return None
        group = VerbGroup(
            start=verb,
            end=verb + 1,
            main=verb,
            auxiliaries=(),
            adverbs=(),
            negative=negative,
            passive=False,
            finite=True,
            lemma=word,
            tag="VB",
        )
        clause = self._after_subject((i, i), group)
        clause.imperative = True
        return clause

    # -- one clause ----------------------------------------------------------------------------

    def _clause(self, i: int) -> Clause | None:
        """The finite clause whose subject starts at `i`."""
        if self.tag(i) == "VBG" and self.word(i) not in _NO_GERUNDS:
            end = self.gerund(i)
            return self._with_subject((i, end)) if end > i else None
        whole = self.noun(i, subject=True)
        for end in dict.fromkeys((whole, self.core(i))):
            clause = self._with_subject((i, end)) if end > i else None
            if clause is not None:
                return clause
        return None

    def _with_subject(self, subject: Place) -> Clause | None:
        """The finite clause of this subject, if its verb follows at once or behind an aside."""
        end = subject[1]
        if self.word(end).endswith(("self", "selves")) and self.finite_at(end + 1):
            end += 1
        if self.word(end) in {"all", "both", "each"} and self.tag(end - 1) == "PRP":
            end += 1
        verb_at, appositive = self._aside(end, subject) or (end, None)
        between: list[Piece] = []
        phrase = self.prepositional(verb_at) if self.tag(verb_at) == "IN" else None
        if phrase is not None and self._in_subject(end, phrase):
            verb_at, subject = phrase.end, (subject[0], phrase.end)
        elif phrase is not None and phrase.role == "time":
            twin = self.tag(phrase.end) == "CC" and self.tag(phrase.end + 1) == "CD"
            phrase.end += 2 * twin
            between.append(phrase)
            verb_at = phrase.end
        group = verb_group(self.tokens, verb_at)
        if group is None or not group.finite:
            return None
        clause = self._after_subject(subject, group)
        clause.appositive = appositive
        clause.between = between
        return clause

    def _is_copula(self, i: int) -> bool:
        """As in "The war in 1969 is the best example": what is so at all times was at that time."""
        group = verb_group(self.tokens, i)
        return group is not None and group.lemma == "be" and not group.passive

    def _in_subject(self, end: int, phrase: Piece) -> bool:
        """As in "theories developed in the 1970s" and "counties between 1960 and 2000"."""
        spanning = phrase.preposition in {"between", "from"}
        described = spanning or self.tag(end - 1) in {"VBN", "VBG"}
        return phrase.role == "time" and (described or self._is_copula(phrase.end))

    def _aside(self, i: int, subject: Place) -> tuple[int, Place | None] | None:
        """(where the verb stands, an apposition) behind ", a physicist," or ", who was born,"."""
        if self.tag(i) != ",":
            verb_at = self.behind_dashes(i)
            return None if verb_at is None else (verb_at, None)
        if self.word(i + 1) in _RELATIVE or self.word(i + 1) in {"such", "including"}:
            inner = self._relative(i + 1, subject)
            closed = inner is not None and self.tag(inner.end) == ","
            if inner is not None and closed and verb_group(self.tokens, inner.end + 1) is not None:
                self.clauses.append(inner)
                return inner.end + 1, None
            verb_at = None if inner is not None else self.behind_aside(i)
            return None if verb_at is None else (verb_at, None)
        stop = next((p for p in range(i + 1, self.size) if self.tag(p) in {",", "."}), self.size)
        if self.tag(stop) != "," or stop - i > _LONGEST_ASIDE or not self.finite_at(stop + 1):
            return None
        described = self.noun(i + 1, subject=True) == stop
        article = self.word(i + 1) in {"a", "an", "the", "one"}
        return stop + 1, (i + 1, stop) if described and article else None

    def _relative(self, i: int, head: Place) -> Clause | None:
        """A clause after a comma that starts with who or which as its subject."""
        group = verb_group(self.tokens, i + 1) if self.word(i) in {"who", "which"} else None
        if group is None or not group.finite:
            return None
        first = self.word(group.auxiliaries[0] if group.auxiliaries else group.main)
        if first in (_SINGULAR_VERBS if is_plural(self.tokens, *head) else _PLURAL_VERBS):
            return None
        clause = self._after_subject(head, group, relative=True)
        clause.relative = True
        return clause

    def _after_subject(self, subject: Place, group: VerbGroup, *, relative: bool = False) -> Clause:
        """The clause of a subject and a verb: pieces up to its end, or up to what is unclear."""
        clause = Clause(self.sentence, subject, group, [], end=group.end)
        while clause.end < self.size and self.tag(clause.end) not in STOPS:
            if self.tag(clause.end) == ",":
                apart = self.stands_apart(clause)
                done = self._at_comma(clause, relative=relative) if apart else None
                if done is None:
                    clause.whole = self.keep_rest(clause)
                if done is not False:
                    break
                continue
            if self.tag(clause.end) == "CC":
                apart = self.clause_behind(clause.end, group) and not self.open_clause(clause)
                clause.whole = apart or self.keep_rest(clause)
                break
            telling = not clause.pieces and group.lemma in TELLING and not group.passive
            if self._subject_pronoun(clause.end) and not telling:
                clause.whole = self.inner or (bool(clause.pieces) and self.keep_rest(clause))
                break
            piece = self.piece(clause.end, clause.pieces, group)
            if piece is None:
                clause.whole = self.keep_rest(clause) or self.safe_cut(clause)
                break
            self.add(clause, piece)
        clause.whole = clause.whole and self.ends_well(clause) and not self.reduced(clause)
        self.hang_on_condition(clause)
        clause.whole = clause.whole and not self.within_word(clause.end)
        return clause

    def _subject_pronoun(self, i: int) -> bool:
        """Whether "they had" begins: a clause of its own, or one that describes the noun before."""
        return self.word(i) in SUBJECT_PRONOUNS | {"it"} and self.finite_at(i + 1)

    # -- commas behind the verb ----------------------------------------------------------------

    def _at_comma(self, clause: Clause, *, relative: bool) -> bool | None:
        """Read what a comma begins; true where the clause is done, None where that is unclear."""
        i = clause.end
        word, tag = self.word(i + 1), self.tag(i + 1)
        told = bool(clause.pieces) and clause.pieces[-1].kind in {"that", "clause"}
        shared = tag == clause.verb.tag and not told and word not in _SINGULAR_VERBS | _PLURAL_VERBS
        verb = (relative or shared) and self.finite_at(i + 1)
        verb = verb or (tag == clause.verb.tag == "VB" and bool(clause.verb.auxiliaries))
        then = word == "then" and (self.finite_at(i + 2) or self.tag(i + 2) == clause.verb.tag)
        if tag == "CC" or word in {"so", "yet"} or verb or then:
            return True
        dated = bool(clause.pieces) and (
            clause.pieces[-1].role == "time" or bool(lexicon.YEAR.match(self.token(i - 1).text))
        )
        added = (word, self.word(i + 2)) == ("as", "well")
        if self._starts_relative(i + 1) or (word == "when" and dated):
            self._relative_behind(i + 1, clause.pieces)
            return self._leave(clause)
        piece: Piece | None = None
        if word in lexicon.SUBORDINATORS or tag == "WRB":
            piece = self.subordinate(i + 1)
        elif tag == "IN" or (tag == "JJ" and word in {"due", "such"}):
            piece = self.prepositional(i + 1)
            closed = piece is not None and self.tag(piece.end) in {".", ",", ":", "CC"}
            piece = piece if piece is not None and piece.role and closed else None
        elif tag in _CLAUSE_STARTS:
            return self._noun_behind(clause)
        elif not self._participle_behind(i + 1) and tag != "TO":
            return None
        if piece is None:
            return None if added else self._leave(clause)
        clause.pieces.append(piece)
        clause.end = piece.end
        return False

    def _leave(self, clause: Clause) -> bool:
        """The rest of the sentence says no more of this clause."""
        clause.end = self.size
        return True

    def _starts_relative(self, i: int) -> bool:
        governed = self.word(i) in {"with", "of", "in", "by"}
        return self.word(i) in _RELATIVE or (governed and self.word(i + 1) in {"which", "whom"})

    def _participle_behind(self, i: int) -> bool:
        tag = self.tag(i)
        participle = tag == "VBG" or (tag == "VBN" and not self.finite_at(i))
        return participle or (tag in ADVERBS and self.tag(i + 1) in {"VBG", "IN", "WRB"})

    def _relative_behind(self, i: int, pieces: list[Piece]) -> None:
        """Keep the clause ", which ..." on the piece right before, where it can mean only that."""
        last = pieces[-1] if pieces else None
        if last is None or last.kind not in {"np", "pp"}:
            return
        if last.kind == "pp" and (len(pieces) > 1 or last.preposition not in _HEADING):
            return
        inner = self._relative(i, (last.noun_start, last.end))
        if inner is not None and inner.whole and self._sure_head(last, self.word(i)):
            self.clauses.append(inner)

    def _sure_head(self, piece: Piece, word: str) -> bool:
        """Whether a relative clause can only describe the whole piece."""
        start, end = piece.noun_start, piece.end
        inside = self.tokens[start:end]
        if inside[-1].tag == "CD" or any(token.tag in {"CC", ","} for token in inside):
            return False
        if word == "which":
            return not any(token.tag == "IN" for token in inside)
        return np_kind(self.tokens, start, end) in {"person", "name"}

    def _noun_behind(self, clause: Clause) -> bool | None:
        """A noun phrase behind a comma: a new clause, an apposition, or a list gone wrong."""
        i = clause.end
        end = self.noun(i + 1, subject=True)
        if end > i + 1 and self.finite_at(end):
            return True
        last = clause.pieces[-1] if clause.pieces else None
        article, listed = self.word(i + 1) in {"a", "an", "the"}, self._lists_on(end)
        described = last is not None and last.kind in {"np", "pp"} and self.tag(end) in {".", ","}
        if last is not None and described and article and not listed:
            self.appositions.append(((last.noun_start, last.end), (i + 1, end)))
            return self._leave(clause)
        named = self.tag(i + 1) in ADJECTIVES and self.tokens[i + 1].text[:1].isupper()
        noun = self.tag(i + 1) in NOUNS or self.tag(i - 1) in ADJECTIVES
        return None if listed or named or noun else self._leave(clause)

    def _lists_on(self, i: int) -> bool:
        """Whether ", as well as C" or ", and C" goes on with a list rather than a new clause."""
        if self.tag(i) != ",":
            return False
        if (self.word(i + 1), self.word(i + 2)) == ("as", "well"):
            return True
        return self.tag(i + 1) == "CC" and not self.clause_at(i + 2) and not self.subject_at(i + 2)


def parse_sentence(sentence: Sentence) -> tuple[list[Clause], Parser]:
    """The clauses of a mended sentence and the parser that read them (for its appositions)."""
    parser = Parser(sentence)
    return parser.parse(), parser
