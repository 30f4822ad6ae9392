"""Documents cut into passages, at headings, paragraphs and sentences."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from codi.readers.blocks import Block, blocks_of, cut_block
from codi.readers.losses import OnLoss, beginning, ignore
from codi.readers.neighbours import ITEM, Cut, has_sentence, with_neighbours
from codi.readers.plain import TITLE_JOIN
from codi.text import num_words
from codi.types import Document, Level, Loss, Passage

LEAST_SHARE_OF_TARGET = 0.7
COST_OF_CUT_IN_LIST = 0.15

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
    spanning: int = 1,
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
    before; never of one that is flagged because it speaks to language models.

    With `spanning` of 2 or more, that many neighbouring passages of a document that were kept are
    one as well, after the last of them: passages 3 and 4 are `doc/3-4`, of up to twice `max_words`.
    `keep` is asked of them, too. Streaming: one document and `spanning` passages are in memory.
    """
    if not 1 <= min_words <= max_words:
        raise ValueError(
            f"passages need 1 <= min_words <= max_words, got {min_words} and {max_words}"
        )
    if spanning < 1:
        raise ValueError(f"spanning counts passages, at least 1, got {spanning}")

    def kept(cuts: Iterable[Cut]) -> Iterator[Cut]:
        for cut in cuts:
            if passage := keep(cut.passage):
                yield replace(cut, passage=passage)

    def joined(cuts: Sequence[Cut]) -> Passage | None:
        blocks = [block for cut in cuts for block in cut.blocks]
        numbers = f"{cuts[0].number}-{cuts[-1].number}"
        return keep(_passage(cuts[0].document, blocks, number=numbers))

    all_cuts = (
        cut
        for document in documents
        for cut in _cuts_of(document, min_words=min_words, max_words=max_words, on_loss=on_loss)
    )
    yield from with_neighbours(kept(all_cuts), spanning=spanning, joined=joined)


def _cuts_of(
    document: Document, *, min_words: int, max_words: int, on_loss: OnLoss
) -> Iterator[Cut]:
    text = document.text
    source = document.source or document.id
    blocks = list(blocks_of(text))
    words = _words_below_headings(blocks)
    if words < min_words:
        reason = f"too short for a passage: {words} words, at least {min_words} needed"
        on_loss(_loss(source, reason, text, gate=SHORT_DOCUMENT, level="document"))
        return
    pieces = (
        piece
        for group in _groups(blocks, min_words=min_words, max_words=max_words)
        for piece in _pieces(group, text, min_words=min_words, max_words=max_words)
        if _words_below_headings(piece)
    )
    number = 0
    for place, piece in enumerate(pieces):
        passage = _passage(document, piece, number=str(number))
        if has_sentence(passage.text):
            yield Cut(document=document, blocks=piece, passage=passage, place=place, number=number)
            number += 1
        else:
            reason = f"no sentence in the {num_words(passage.text)} words {excerpt(passage.text)}"
            on_loss(_loss(source, reason, passage.text, gate=NO_SENTENCE, level="passage"))


def _loss(source: str, reason: str, text: str, *, gate: str, level: Level) -> Loss:
    return Loss(source=source, reason=reason, gate=gate, level=level, excerpt=beginning(text))


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


def _passage(document: Document, piece: Sequence[Block], *, number: str) -> Passage:
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
