"""What says again what was said before: copies of documents, conversations and questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain

from codi.filters.gates import Check, Context, Gate
from codi.phenomena.questions import question_type
from codi.phenomena.wording import asking_sentence
from codi.similarity import NearDuplicates, tokens
from codi.similarity.near import sketch_of
from codi.similarity.tokens import normal_key
from codi.text import content_stems
from codi.types import KEEP, Conversation, Document, Verdict, drop

OPENING_WORDS = 3
OPENING_QUESTIONS = 200
"""As of how many questions an opening's share says something; before, as if there were as many."""
ALIKE = 0.8
CONTENT_WORDS = 2
"""With fewer content words a question ("When was that?") is another one each time it is asked."""
FILLERS = frozenset(
    """actual ah alright anyway besid btw curiou excus hey hi hm kind know mind oh ok okay pleas
    question right say sorry tell thank uh um wait well wonder""".split()
)


class _ExactDocuments:
    """Drops a document that has the words of an earlier one; remembers eight bytes of each."""

    def __init__(self) -> None:
        self._seen: set[bytes] = set()
        self._last = b""

    def __call__(self, document: Document) -> Verdict:
        self._last = normal_key(document.text)
        if self._last in self._seen:
            return drop("duplicate_document", "has the words of a document that came before")
        return KEEP

    def accept(self, document: Document) -> None:  # noqa: ARG002 - as `Remembers` has it
        self._seen.add(self._last)


class _NearDocuments:
    """Drops a document that is nearly alike an earlier one."""

    def __init__(self, threshold: float) -> None:
        self._index = NearDuplicates(threshold)

    def __call__(self, document: Document) -> Verdict:
        self._last = sketch_of(document.text)
        found = self._index.find(self._last)
        if found is None:
            return KEEP
        return drop("near_duplicate_document", f"{found.similarity:.0%} stands in {found.id}")

    def accept(self, document: Document) -> None:
        self._index.remember(document.id, self._last)


class _NearConversations:
    """Drops a conversation whose messages are nearly those of an earlier one."""

    def __init__(self, threshold: float) -> None:
        self._index = NearDuplicates(threshold)

    def __call__(self, conversation: Conversation) -> Verdict:
        self._last = sketch_of(
            "\n".join(
                chain.from_iterable((turn.user, turn.assistant) for turn in conversation.turns)
            )
        )
        found = self._index.find(self._last)
        if found is None:
            return KEEP
        return drop("near_duplicate", f"{found.similarity:.0%} stands in {found.id}")

    def accept(self, conversation: Conversation) -> None:
        self._index.remember(conversation.id, self._last)


class _OfOneDocument:
    """What is remembered of one document's conversations, which come one after the other."""

    def __init__(self) -> None:
        self._document_id = ""

    def _is_new(self, conversation: Conversation) -> bool:
        """Whether the conversation is on another document than the last one."""
        former, self._document_id = self._document_id, conversation.passage.document_id
        return former != self._document_id


class _PerDocument(_OfOneDocument):
    """Drops the conversations on a document after the first so many."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._kept = 0

    def __call__(self, conversation: Conversation) -> Verdict:
        if self._is_new(conversation):
            self._kept = 0
        if self._kept < self._most:
            return KEEP
        return drop("max_per_document", f"{self._kept} on {conversation.passage.document_id} kept")

    def accept(self, conversation: Conversation) -> None:  # noqa: ARG002 - as `Remembers` has it
        self._kept += 1


Question = tuple[str, frozenset[str]]


class _Questions(_OfOneDocument):
    """Drops a conversation most of whose questions were asked about its document before."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self._share = share
        self._asked: list[tuple[Question, str]] = []
        self._by_word: dict[str, list[int]] = {}
        self._last: list[Question] = []

    def __call__(self, conversation: Conversation) -> Verdict:
        if self._is_new(conversation):
            self._asked.clear()
            self._by_word.clear()
        self._last = asked_in(conversation)
        again = [where for question in self._last if (where := self._earlier(question))]
        if not again or len(again) < self._share * len(self._last):
            return KEEP
        first = Counter(again).most_common(1)[0][0]
        share = f"{len(again)} of {len(self._last)} questions"
        return drop("duplicate_questions", f"{share} were asked before, most in {first}")

    def accept(self, conversation: Conversation) -> None:
        for question in self._last:
            for word in question[1]:
                self._by_word.setdefault(word, []).append(len(self._asked))
            self._asked.append((question, conversation.id))

    def _earlier(self, question: Question) -> str:
        """The conversation in which a question was asked before; empty where in none."""
        words = question[1]
        places = sorted({place for word in words for place in self._by_word.get(word, ())})
        for place in places:
            other, where = self._asked[place]
            if alike(question, other):
                return where
        return ""


def asked_in(conversation: Conversation) -> list[Question]:
    """The questions of a conversation that say what they are about; see `question_of`."""
    return list(filter(None, (question_of(turn.user) for turn in conversation.turns)))


def question_of(message: str) -> Question | None:
    """The kind and the content words of what a message asks; None where it has fewer than two.

    Words that only open a question or make it polite are left out.
    """
    asking = asking_sentence(message)
    words = frozenset(content_stems(asking)) - FILLERS
    return (question_type(asking), words) if len(words) >= CONTENT_WORDS else None


def alike(one: Question, other: Question) -> bool:
    """Whether two questions are of one kind and have four in five of their words in common."""
    return one[0] == other[0] and len(one[1] & other[1]) >= ALIKE * len(one[1] | other[1])


class _Openings:
    """Drops a conversation with an opening that too many questions would begin with."""

    def __init__(self, share: float) -> None:
        self._share = share
        self._counts: Counter[str] = Counter()
        self._num_questions = 0
        self._last: list[str] = []

    def __call__(self, conversation: Conversation) -> Verdict:
        self._last = list(filter(None, (opening(turn.user) for turn in conversation.turns)))
        questions = max(OPENING_QUESTIONS, self._num_questions + len(self._last))
        for begins, count in Counter(self._last).items():
            if self._counts[begins] + count > self._share * questions:
                share = f"{self._counts[begins]:,} of {self._num_questions:,} questions"
                return drop("question_opening", f"{share} begin with “{begins}” already")
        return KEEP

    def accept(self, conversation: Conversation) -> None:  # noqa: ARG002 - as `Remembers` has it
        self._counts.update(self._last)
        self._num_questions += len(self._last)


def opening(message: str) -> str:
    """The first three words of a message that goes on after them; else nothing."""
    words = tokens(message)
    return " ".join(words[:OPENING_WORDS]) if len(words) > OPENING_WORDS else ""


def _exact(context: Context) -> Check[Document] | None:
    return _ExactDocuments() if context.recipe.documents.duplicates.exact else None


def _near(context: Context) -> Check[Document] | None:
    threshold = context.recipe.documents.duplicates.near
    return _NearDocuments(threshold) if threshold else None


def _near_conversations(context: Context) -> Check[Conversation] | None:
    threshold = context.recipe.filters.near_duplicate
    return _NearConversations(threshold) if threshold else None


def _questions(context: Context) -> Check[Conversation] | None:
    share = context.recipe.filters.duplicate_questions
    return _Questions(share) if share else None


def _per_document(context: Context) -> Check[Conversation] | None:
    most = context.recipe.filters.max_per_document
    return _PerDocument(most) if most else None


def _openings(context: Context) -> Check[Conversation] | None:
    share = context.recipe.filters.question_opening
    return _Openings(share) if share else None


DUPLICATE_DOCUMENT_GATES: Sequence[Gate[Document]] = (
    Gate(
        name="duplicate_document",
        level="document",
        setting="documents.duplicates.exact",
        drops="the words of an earlier document",
        opens=_exact,
        microseconds=22,
    ),
    Gate(
        name="near_duplicate_document",
        level="document",
        setting="documents.duplicates.near",
        drops="so large a share of its words and pairs of words in an earlier document",
        opens=_near,
        microseconds=120,
        source="measured: one template filled in 0.83 and more, different documents less than 0.6",
    ),
)

DUPLICATE_GATES: Sequence[Gate[Conversation]] = (
    Gate(
        name="near_duplicate",
        level="conversation",
        setting="filters.near_duplicate",
        drops="so large a share of its words and pairs of words in an earlier conversation",
        opens=_near_conversations,
        microseconds=95,
        source="measured: people's conversations on one passage less than 0.8",
    ),
    Gate(
        name="duplicate_questions",
        level="conversation",
        setting="filters.duplicate_questions",
        drops="questions of which so many were asked of the document before",
        opens=_questions,
        microseconds=33,
    ),
    Gate(
        name="max_per_document",
        level="conversation",
        setting="filters.max_per_document",
        drops="more conversations on one document than this",
        opens=_per_document,
        microseconds=1,
    ),
    Gate(
        name="question_opening",
        level="conversation",
        setting="filters.question_opening",
        drops="an opening of three words that too many questions have",
        opens=_openings,
        microseconds=10,
        source="measured: people's most frequent is 2% of CoQA's questions, 5% of QuAC's",
    ),
)
"""They stand last: what they remember is what every other gate keeps."""
