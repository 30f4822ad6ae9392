"""What stands beside a passage: the piece of it that is nearby, and passages that span several."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, pairwise

from codi.injection import FLAG
from codi.readers.blocks import Block
from codi.text import each_sentence_span, num_words
from codi.types import Document, Passage

MOST_NEARBY_SENTENCES = 3
MOST_NEARBY_WORDS = 60
NEARBY_CHARACTERS = 1200
END_MARK = re.compile(r"[.!?…]")
ALPHABETIC_WORD = re.compile(r"[^\W\d_]+")
LETTER_OR_DIGIT = re.compile(r"[^\W_]")
LEAST_WORDS_OF_SENTENCE = 4
LEAST_WORDS_OF_UNMARKED_SENTENCE = 12
ITEM = re.compile(r"(?:[-*•]|\d+[.)]|#{1,6})\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A passage, and the blocks of its document that it was made of.

    `place` counts all pieces of the document from 0, `number` those that are passages.
    """

    document: Document
    blocks: Sequence[Block]
    passage: Passage
    place: int
    number: int

    def leads_to(self, other: Cut) -> bool:
        """Whether `other` is the next piece of the same document."""
        return self.document is other.document and self.place + 1 == other.place


def with_neighbours(
    cuts: Iterable[Cut], *, spanning: int, joined: Callable[[Sequence[Cut]], Passage | None]
) -> Iterator[Passage]:
    """The passages of `cuts` with what is nearby, each followed by those that span it.

    These are made by `joined` of 2 to `spanning` cuts that follow one another, of which it is the
    last; None leaves one out. As many cuts as that, and one ahead, are in memory.
    """
    recent: deque[Cut] = deque(maxlen=spanning + 1)
    for following in chain(cuts, (None,)):
        after = following.passage if following else None
        if recent:
            before = recent[-2].passage if len(recent) > 1 else None
            yield _with_nearby(recent[-1].passage, before=before, following=after)
        for size in range(2, min(spanning, len(recent)) + 1):
            run = list(recent)[-size:]
            if not all(cut.leads_to(later) for cut, later in pairwise(run)):
                break
            if passage := joined(run):
                before = recent[-size - 1].passage if len(recent) > size else None
                yield _with_nearby(passage, before=before, following=after)
        if following:
            recent.append(following)


def _with_nearby(passage: Passage, *, before: Passage | None, following: Passage | None) -> Passage:
    neighbours = [other for other in (following, before) if other and FLAG not in other.flags]
    own = [other for other in neighbours if other.document_id == passage.document_id]
    nearest = (own or neighbours)[:1]
    return replace(passage, nearby=_opening(nearest[0].text)) if nearest else passage


@lru_cache(maxsize=4)
def _opening(text: str) -> str:
    """The first sentences of a passage, prose before headings and items, up to sixty words."""
    found, prose = _first_sentences(text[:NEARBY_CHARACTERS])
    chosen: list[str] = []
    num_chosen = 0
    for sentence in (prose or found)[:MOST_NEARBY_SENTENCES]:
        num_chosen += num_words(sentence)
        if num_chosen > MOST_NEARBY_WORDS:
            break
        chosen.append(" ".join(sentence.split()))
    return " ".join(chosen) or " ".join(
        (prose or found or [text[:NEARBY_CHARACTERS]])[0].split()[:MOST_NEARBY_WORDS]
    )


def has_sentence(text: str) -> bool:
    """Whether some line of `text` has four words with an end mark, or twelve without one."""
    return any(
        len(ALPHABETIC_WORD.findall(line)) >= LEAST_WORDS_OF_UNMARKED_SENTENCE
        or any(
            len(ALPHABETIC_WORD.findall(ended)) >= LEAST_WORDS_OF_SENTENCE
            for ended in END_MARK.split(line)[:-1]
        )
        for line in text.split("\n")
    )


def _first_sentences(text: str) -> tuple[list[str], list[str]]:
    """The first sentences of `text`, and those that are prose: as many as an opening may need."""
    found: list[str] = []
    prose: list[str] = []
    enough = False
    for span in each_sentence_span(text):
        if enough:
            return found, prose
        found.append(span.of(text))
        if not ITEM.match(found[-1]) and has_sentence(found[-1]):
            prose.append(found[-1])
            words = sum(map(num_words, prose))
            enough = len(prose) >= MOST_NEARBY_SENTENCES or words > MOST_NEARBY_WORDS
            if enough and LETTER_OR_DIGIT.search(text, span.end):  # surely another sentence
                return found, prose
    if len(found) > 1 and len(text) == NEARBY_CHARACTERS:  # the last one is cut off
        last = found.pop()
        prose = [sentence for sentence in prose if sentence is not last]
    return found, prose
