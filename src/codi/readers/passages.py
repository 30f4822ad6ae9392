"""Documents cut into passages, at headings, paragraphs and sentences."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from codi.readers.blocks import Block, blocks_of, cut_block
from codi.readers.losses import OnLoss, beginning, ignore
from codi.readers.plain import TITLE_JOIN
from codi.text import num_words, sentence_spans
from codi.types import Document, Level, Loss, Passage

MOST_NEARBY_SENTENCES = 3
MOST_NEARBY_WORDS = 60
NEARBY_CHARACTERS = 1200
LEAST_SHARE_OF_TARGET = 0.7
COST_OF_CUT_IN_LIST = 0.15
END_MARK = re.compile(r"[.!?…]")
ALPHABETIC_WORD = re.compile(r"[^\W\d_]+")
LEAST_WORDS_OF_SENTENCE = 4
LEAST_WORDS_OF_UNMARKED_SENTENCE = 12
ITEM = re.compile(r"(?:[-*•]|\d+[.)]|#{1,6})\s")

SHORT_DOCUMENT = "short_document"
NO_SENTENCE = "no_sentence"
"""What losses are counted under that nothing but the cutting can tell."""

Keep = Callable[[Passage], Passage | None]
"""Says of a passage whether it stays, and as what; None drops it."""


def keep_all(passage: Passage) -> Passage:
    """Every passage stays as it is."""
    return passage


def split_into_passages(
    documents: Iterable[Document],
    *,
    min_words: int,
    max_words: int,
    on_loss: OnLoss = ignore,
    keep: Keep = keep_all,
) -> Iterator[Passage]:
    """Cut each document into passages of `min_words` to `max_words` words.

    A passage's text is an exact piece of the document's text and its title the document's title and
    the headings above it. It ends at a heading, else at a paragraph, else at a sentence; a sentence
    longer than `max_words` is cut between words. Sections shorter than `min_words` are joined to
    their neighbours, heading lines included. A document shorter than `min_words` and a passage in
    which no sentence stands are told to `on_loss` and dropped. `keep` is asked of every other one,
    before its neighbours take a piece of it.

    `nearby` is up to three sentences (60 words) of the next passage of the document, else of the
    one before; for a document of one passage, of the next passage in the stream, else of the one
    before. Streaming: one document and one passage ahead are in memory.
    """
    if not 1 <= min_words <= max_words:
        raise ValueError(
            f"passages need 1 <= min_words <= max_words, got {min_words} and {max_words}"
        )
    before: Passage | None = None
    current: Passage | None = None
    cut = (
        passage
        for document in documents
        for passage in _passages_of(
            document, min_words=min_words, max_words=max_words, on_loss=on_loss
        )
    )
    for following in filter(None, map(keep, cut)):
        if current:
            yield _with_nearby(current, before=before, following=following)
        before, current = current, following
    if current:
        yield _with_nearby(current, before=before, following=None)


def _passages_of(
    document: Document, *, min_words: int, max_words: int, on_loss: OnLoss
) -> Iterator[Passage]:
    text = document.text
    source = document.source or document.id
    blocks = list(blocks_of(text))
    words = _words_below_headings(blocks)
    if words < min_words:
        reason = f"too short for a passage: {words} words, at least {min_words} needed"
        on_loss(_loss(source, reason, text, gate=SHORT_DOCUMENT, level="document"))
        return
    number = 0
    for group in _groups(blocks, min_words=min_words, max_words=max_words):
        for piece in _pieces(group, text, min_words=min_words, max_words=max_words):
            if not _words_below_headings(piece):
                continue
            passage = _passage(document, piece, number=number)
            if has_sentence(passage.text):
                yield passage
                number += 1
            else:
                reason = (
                    f"no sentence in the {num_words(passage.text)} words {excerpt(passage.text)}"
                )
                on_loss(_loss(source, reason, passage.text, gate=NO_SENTENCE, level="passage"))


def _loss(source: str, reason: str, text: str, *, gate: str, level: Level) -> Loss:
    return Loss(source=source, reason=reason, gate=gate, level=level, excerpt=beginning(text))


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


def excerpt(text: str, *, most_characters: int = 48) -> str:
    """The beginning of `text` on one line, in quotation marks."""
    line = " ".join(text[: 4 * most_characters].split())
    return f"“{line}”" if len(line) <= most_characters else f"“{line[:most_characters].rstrip()}…”"


def _groups(blocks: Sequence[Block], *, min_words: int, max_words: int) -> Iterator[list[Block]]:
    """The sections of a document, each with the neighbours it needs to reach `min_words`.

    A section that ends its chapter too short goes to the section before it where both fit into one
    passage.
    """
    finished: list[Block] = []
    growing: list[Block] = []
    for path, section in groupby(blocks, key=lambda block: block.path):
        leaves_chapter = growing and len(path) < len(growing[-1].path)
        if leaves_chapter and finished and _words(finished) + _words(growing) <= max_words:
            finished, growing = finished + growing, []
        growing.extend(section)
        if _words_below_headings(growing) >= min_words:
            if finished:
                yield finished
            finished, growing = growing, []
    if _words_below_headings(growing):
        finished = finished + growing
    if finished:
        yield finished


def _words_below_headings(blocks: Iterable[Block]) -> int:
    return sum(block.num_words for block in blocks if not block.is_heading)


def _words(blocks: Iterable[Block]) -> int:
    return sum(block.num_words for block in blocks)


def _pieces(
    group: Sequence[Block], text: str, *, min_words: int, max_words: int
) -> Iterator[list[Block]]:
    """The group in pieces of about equal length, none longer than `max_words`."""
    waiting = deque(group)
    remaining = _words(group)
    while remaining > max_words:
        num_pieces = -(-remaining // max_words)
        target = remaining / num_pieces
        piece = _take(waiting, text, target=target, most=min(max_words, remaining - min_words))
        remaining -= _words(piece)
        yield piece
    yield list(waiting)


def _take(waiting: deque[Block], text: str, *, target: float, most: int) -> list[Block]:
    """Take blocks of about `target` and at most `most` words; a block is cut where it must be."""
    words, best, best_words, best_cost = 0, 0, 0, target
    for index, block in enumerate(waiting, start=1):
        words += block.num_words
        if words > most:
            break
        following = waiting[index] if index < len(waiting) else block
        leads_on = block.is_heading or text[block.end - 1] == ":"
        in_list = ITEM.match(text, following.start) is not None and not following.is_heading
        cost = abs(words - target) + in_list * COST_OF_CUT_IN_LIST * target
        if not leads_on and cost < best_cost:
            best, best_words, best_cost = index, words, cost
    if best_words >= LEAST_SHARE_OF_TARGET * target:
        return [waiting.popleft() for _ in range(best)]
    piece: list[Block] = []
    words = 0
    while words + waiting[0].num_words <= target:
        piece.append(waiting.popleft())
        words += piece[-1].num_words
    at_words = round(target - words)
    if not piece or at_words:
        first, second = cut_block(waiting.popleft(), text, at_words=at_words, most=most - words)
        piece.append(first)
        waiting.appendleft(second)
    return piece


def _passage(document: Document, piece: Sequence[Block], *, number: int) -> Passage:
    """The passage of a piece; the headings that stand above all of it go into the title."""
    bodies = [block for block in piece if not block.is_heading]
    common = _shared_start([block.path for block in bodies])
    needed = _starts(bodies[0].path) - _starts(common)
    blocks = list(piece)
    while blocks[0].is_heading and blocks[0].path not in needed:
        del blocks[0]
    while blocks[-1].is_heading:
        del blocks[-1]
    names = [document.title, *(name for name in common if name != document.title)]
    return Passage(
        id=f"{document.id}/{number}",
        document_id=document.id,
        text=document.text[blocks[0].start : blocks[-1].end],
        title=TITLE_JOIN.join(name for name in names if name),
        background=document.background,
        origin=document.origin,
    )


def _starts(path: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {path[:depth] for depth in range(1, len(path) + 1)}


def _shared_start(paths: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The names with which all paths begin."""
    levels = zip(*paths, strict=False)
    return tuple(names[0] for names in takewhile(lambda names: len(set(names)) == 1, levels))


def _with_nearby(passage: Passage, *, before: Passage | None, following: Passage | None) -> Passage:
    neighbours = [other for other in (following, before) if other]
    own = [other for other in neighbours if other.document_id == passage.document_id]
    nearest = (own or neighbours)[:1]
    return replace(passage, nearby=_opening(nearest[0].text)) if nearest else passage


def _opening(text: str) -> str:
    """The first sentences of a passage, prose before headings and items, up to sixty words."""
    text = text[:NEARBY_CHARACTERS]
    found = [span.of(text) for span in sentence_spans(text)]
    if len(found) > 1 and len(text) == NEARBY_CHARACTERS:
        found.pop()
    prose = [sentence for sentence in found if not ITEM.match(sentence) and has_sentence(sentence)]
    chosen: list[str] = []
    num_chosen = 0
    for sentence in (prose or found)[:MOST_NEARBY_SENTENCES]:
        num_chosen += num_words(sentence)
        if num_chosen > MOST_NEARBY_WORDS:
            break
        chosen.append(" ".join(sentence.split()))
    return " ".join(chosen) or " ".join((prose or found or [text])[0].split()[:MOST_NEARBY_WORDS])
