"""Sentences as tagged tokens that know where they stand in the passage.

Tags are those of the Penn treebank. The first guess is textblob's pattern lexicon, one most
frequent tag for each word; `tagging` mends it by context.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from codi.teachers.builtin.reading import lexicon
from codi.teachers.builtin.reading.markup import Block, visible_blocks
from codi.teachers.builtin.reading.speech import behind_quotes, is_spoken, runs_on
from codi.text import sentence_spans

_TOKEN = re.compile(
    r"""https?://\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.\w+)+
    |(?:[A-Z]\.){2,}(?=\W|$)|[A-Z]\.(?=\s[A-Z])
    |(?:Mr|Mrs|Ms|Dr|St|Jr|Sr|Prof|Gen|Col|Capt|Lt|Rev|Mt|vs|No|Inc|Ltd|Co|Corp|e\.g|i\.e|etc|c|ca|U\.S)\.(?=[\s,)]|$)
    |(?<=\s)['’](?:s|re|ve|ll|d|m)(?=\s)|(?<=[a-z]\s)n['’]t(?=\s)
    |[^\W_]+(?:[-'’.][^\W_]+)*(?:\ @[-.,]@\ [^\W_]+(?:[-'’.][^\W_]+)*)+%?
    |\d[\d.,]*\ %(?=\s)|\d{1,2}\ :\ \d\d(?=\s)|\d+\ –\ \d+(?=\s)|[A-Z]+\ ‑\ \d+(?=\s)
    |[A-Z]{0,3}[$£€]\s?\d+(?:(?:,|\ @,@\ )\d{3})*(?:(?:\.|\ @\.@\ )\d+)?(?:k|m|bn)?|<[a-z]+>
    |\d+(?:[-–:]\d+)+(?![\d-])s?|[+-]?\d+(?:,\d{3})*(?:\.\d+)*(?:%|°[CF]?|st\b|nd\b|rd\b|th\b|s\b|[ap]m\b)?(?:-[A-Za-z]+)*
    |[^\W_]+(?:[-'’./&][^\W_]+)*
    |°\s?[CF]\b|\.\.\.|--+|''|``|\S""",
    re.VERBOSE,
)
_APART = re.compile(r"\ @([-.,])@\ |\ (?=%)|(?<=[$£€])\ |\ (?=[:‑–])|(?<=[:‑–])\ ")
"""Marks that a text of words and marks with spaces around each has within words."""
_POWER = re.compile(r"[a-z]\d|\d[npx]")
_CLITIC = re.compile(r"(.+?)(n['’]t|['’](?:s|re|ve|ll|d|m))$", re.IGNORECASE)
_CLOSERS = {"(": ")", "[": "]"}
_OPEN_WORDS = frozenset(
    """a an the of in on at to by for from with and or but is are was were be as than why how what
    which who that my your his her its our their between into about""".split()
)
"""Words that no bracket can follow without being a part of what they open."""
_LIMITING = frozenset(
    "if unless only except excluding assuming provided when with without both".split()
)
_DASHES = frozenset(["–", "—", "--", "-", "---"])
_FEWEST_BEFORE_MARK = 7
_GOES_ON = re.compile(r"\s*(?:and|or|as well as|but) ")
_SHORT_QUOTE, _LONGEST_QUOTE = 4, 14
_QUOTES = frozenset(['"', "“", "”", "''", "``", "«", "»", "„", "‘", "’", "`"])


@dataclass(slots=True)
class Token:
    """A word or mark; `gap` tells whether white space stood before it."""

    text: str
    lower: str
    tag: str
    start: int
    end: int
    gap: bool


@dataclass(slots=True)
class Sentence:
    """A sentence without what stood in brackets; `start` and `end` are offsets of the passage.

    `hangs` tells of an item that only goes on with the words before its list, `gaps` that it
    lacks words, where it has <unk>, so that only parts of it can be read.
    """

    index: int
    start: int
    end: int
    tokens: list[Token]
    kind: str = "paragraph"
    heading: str = ""
    usable: bool = True
    hangs: bool = False
    gaps: bool = False
    paragraph: int = 0
    words: frozenset[str] = field(default_factory=frozenset)

    def text(self, start: int = 0, end: int | None = None) -> str:
        """The words `[start, end)` as they are written, without double spaces."""
        return join(self.tokens[start:end])


def join(tokens: list[Token]) -> str:
    """Tokens back to text."""
    pieces: list[str] = []
    for token in tokens:
        if token.gap and pieces and token.text not in {",", "."}:
            pieces.append(" ")
        pieces.append(token.text)
    return "".join(pieces).strip()


def read_sentences(text: str, section: str = "") -> tuple[list[Sentence], list[str]]:
    """The sentences of a passage, tagged but not yet mended, and its headings."""
    sentences: list[Sentence] = []
    headings = [section] if section else []
    heading = section
    for number, block in enumerate(visible_blocks(text)):
        if block.kind == "heading":
            heading = block.text.strip(" :")
            headings.append(heading)
            continue
        for start, end in _sentence_places(block.text):
            sentence = _sentence(block, start, end, len(sentences))
            _take_markup_in(sentence, text)
            sentence.heading = heading
            sentence.paragraph = number
            sentences.append(sentence)
    return sentences, headings


_LABEL = re.compile(
    r"(?:(?:please )?note|reminder|important|tip|A|FYI|NB) ?: (?=\w)", re.IGNORECASE
)
"""What only announces a sentence: "Note: ", and "A: " for the answer to a heading."""
_SITE_END = re.compile(
    r"(?:\w\.(?:gov|com|org|edu|net|mil)|\b[ap]\.m)\.(?P<end>) (?=[A-Z][a-z’']*\s)"
)


def _sentence_places(text: str) -> Iterator[tuple[int, int]]:
    """Where sentences begin and end, also behind a name of a site; without their labels."""
    for begin, end in behind_quotes(text, sentence_spans(text)):
        start = begin
        for match in _SITE_END.finditer(text, begin, end):
            yield _without_label(text, start), match.start("end")
            start = match.end()
        yield _without_label(text, start), end


def _without_label(text: str, start: int) -> int:
    label = _LABEL.match(text, start)
    return label.end() if label else start


_BEHIND = re.compile(r"[*_`]*(?:\]\s?\((?:[^()]|\([^()]*\))*\)|\]\[[^\[\]]*\])?[*_`]*")


def _take_markup_in(sentence: Sentence, text: str) -> None:
    """A quote begins and ends outside of links and emphasis, not in their middle."""
    while sentence.start > 0 and text[sentence.start - 1] in "[*_`":
        sentence.start -= 1
    behind = _BEHIND.match(text, sentence.end)
    opened = text.count("[", sentence.start, sentence.end) > text.count(
        "]", sentence.start, sentence.end
    )
    if behind is not None and (opened or not behind.group().startswith("]")):
        sentence.end = behind.end()


def _sentence(block: Block, start: int, end: int, index: int) -> Sentence:
    tokens = list(_tokens(block.text, start, end))
    if tokens and _lacks_stop(tokens[-1].text, item=block.kind == "item"):
        tokens.append(Token(".", ".", ".", tokens[-1].end, tokens[-1].end, gap=False))
    closed = tokens[-1].text == ";" and not _GOES_ON.match(block.text, end) if tokens else False
    if len(tokens) > _FEWEST_BEFORE_MARK and closed and block.kind == "paragraph":
        tokens[-1].text = tokens[-1].lower = "."
    if len(tokens) > 3 and tokens[0].text.isdigit() and tokens[1].text == ".":
        tokens = tokens[2:]  # the number of a step
    tokens, balanced = _without_brackets(_with_glued(tokens))
    tokens, plain = _without_quotes(tokens)
    said = block.text[start:end]
    first, last = block.span(start, end)
    words = [token.text for token in tokens]
    for token, (_, tag) in zip(tokens, _pattern_tags(words), strict=True):
        token.tag = tag.split("-")[0]
    sound = balanced and plain and _looks_like_prose(tokens) and not is_spoken(said)
    gaps = any(map(is_gap, tokens))
    return Sentence(
        index=index,
        start=first,
        end=last,
        tokens=tokens,
        kind=block.kind,
        usable=sound and not gaps,
        gaps=sound and gaps,
        words=frozenset(token.lower for token in tokens),
    )


def _lacks_stop(last: str, *, item: bool) -> bool:
    """Whether an item has no full stop, or a final abbreviation has taken it in."""
    return (item and last[-1].isalnum()) or (last[-1] == "." and last[0].isalpha())


def _tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """Tokens of `[start, end)`, contractions and possessives split off."""
    previous = start
    for match in _TOKEN.finditer(text, start, end):
        word = _APART.sub(r"\1", match.group())
        begin, stop = match.span()
        gap = begin > previous or begin == start
        previous = stop
        clitic = _CLITIC.match(word) if "'" in word or "’" in word else None
        if gap and word.lower() in _CLITICS:
            yield Token(word, word.lower().replace("’", "'"), "", begin, stop, gap=False)
        elif clitic:
            cut = begin + len(clitic.group(1))
            yield Token(clitic.group(1), clitic.group(1).lower(), "", begin, cut, gap)
            tail = clitic.group(2)
            yield Token(tail, tail.lower().replace("’", "'"), "", cut, stop, gap=False)
        elif word in {"'", "’"} and _owns(text, begin):
            yield Token(word, "'", "POS", begin, stop, gap=False)
        elif word.lower() == "cannot":
            yield Token(word[:3], "can", "", begin, begin + 3, gap)
            yield Token(word[3:], "not", "", begin + 3, stop, gap=False)
        else:
            yield Token(word, word.lower(), "", begin, stop, gap)


_CLITICS = frozenset("'s ’s 're ’re 've ’ve 'll ’ll 'd ’d 'm ’m n't n’t".split())


def _owns(text: str, mark: int) -> bool:
    """Whether an apostrophe is a genitive: behind an s, or alone as in "the ships ' guns"."""
    behind = text[mark + 1 : mark + 3]
    alone = text[mark - 2 : mark] == "s " and behind[:1] == " " and behind[1:].isalpha()
    return text[mark - 1 : mark] == "s" or (alone and text.count(" ' ") % 2 == 1)


_NO_COMMA_BEHIND = frozenset("if of the when because although whether".split())


def _with_glued(tokens: list[Token]) -> list[Token]:
    """Short brackets without a space before them made a part of their word: f(n), 501(c)(3)."""
    kept: list[Token] = []
    place = 0
    while place < len(tokens):
        inside = tokens[place : place + 3]
        marks = [token.text for token in inside]
        bracket = len(inside) == 3 and (marks[0], marks[2]) == ("(", ")")
        word = bool(kept) and (kept[-1].text[-1].isalnum() or kept[-1].text[-1] == ")")
        if bracket and word and not any(token.gap for token in inside):
            last = kept[-1]
            last.text += "".join(marks)
            last.lower, last.end = last.text.lower(), inside[2].end
            place += 3
        else:
            kept.append(tokens[place])
            place += 1
    return kept


def _without_brackets(tokens: list[Token]) -> tuple[list[Token], bool]:
    """Tokens outside round and square brackets; false where they cannot be left out.

    What a bracket adds with "and" or "or" is read as if there were no bracket.
    """
    kept: list[Token] = []
    open_until: list[str] = []
    closed = adding = False
    whole = True
    for index, token in enumerate(tokens):
        if token.text in _CLOSERS:
            bracket = tokens[index : _closing(tokens, index) + 2]
            whole = whole and (bool(open_until) or not _belongs(tokens[:index], bracket))
            adding = not open_until and _adds(bracket)
            open_until.append(_CLOSERS[token.text])
        elif open_until and adding and token.text != open_until[-1]:
            kept.append(token)
        elif open_until:
            if token.text == open_until[-1]:
                open_until.pop()
                closed = True
                continue
        elif token.text in {")", "]"}:
            return kept, False
        elif not (closed and token.text == "," and kept and kept[-1].lower in _NO_COMMA_BEHIND):
            kept.append(token)
        closed = False
    return kept, whole and not open_until


def _closing(tokens: list[Token], opening: int) -> int:
    """Where the bracket that opens there is closed; the last token where it is not."""
    mark = _CLOSERS[tokens[opening].text]
    last = len(tokens) - 1
    return next((i for i in range(opening, last) if tokens[i].text == mark), last)


def _belongs(before: list[Token], bracket: list[Token]) -> bool:
    """Whether a bracket is a part of its sentence: "(n + 1)2", "at (877) 472", "(if needed)".

    The bracket comes with the token behind it.
    """
    if bracket[0].text != "(" or not before:
        return False
    word = bracket[-1].text[:1].isalnum()
    glued = word and not bracket[-1].gap
    return glued or bracket[1].lower in _LIMITING or (word and before[-1].lower in _OPEN_WORDS)


def _adds(bracket: list[Token]) -> bool:
    """As in "viruses (and other pathogens),": what is added, and no verb that could agree."""
    if len(bracket) < 4:
        return False
    adding = bracket[1].lower in {"and", "or"} and not bracket[2].lower.endswith("ly")
    apart = bracket[-1].text in {",", ".", ";"} or bracket[-1].lower in _OPEN_WORDS
    if adding and apart:
        bracket[1].gap = True
    return adding and apart


def has_formula(tokens: list[Token]) -> bool:
    """Whether a power has lost its place above the line: "n2" for the square of n."""
    return any(
        len(token.text) == 2 and _POWER.fullmatch(token.text) and not before.text[:1].isdigit()
        for before, token in pairwise(tokens)
    )


def _without_quotes(tokens: list[Token]) -> tuple[list[Token], bool]:
    """Tokens without quotation marks around a few words; false where speech is quoted."""
    places = [
        index
        for index, token in enumerate(tokens)
        if token.text in _QUOTES or (token.text == "'" and token.tag != "POS")
    ]
    if not places:
        return tokens, True
    if len(places) % 2:
        return tokens, False
    for first, last in zip(places[::2], places[1::2], strict=True):
        inside = tokens[first + 1 : last]
        spoken = any(
            token.lower in {"i", "you", "my", "your", "we", "me", "our"} or token.text in "?!.;"
            for token in inside
        )
        told = first > 0 and tokens[first - 1].text in {",", ":"} and inside[:1] != []
        speech = told and (len(inside) > _SHORT_QUOTE or inside[0].text[:1].isupper())
        if not 1 <= len(inside) <= _LONGEST_QUOTE or spoken or speech:
            return tokens, False
    marks = set(places)
    kept: list[Token] = []
    for index, token in enumerate(tokens):
        if index in marks:
            continue
        if index - 1 in marks and tokens[index - 1].gap:
            token.gap = True
        kept.append(token)
    return kept, bool(kept)


def _looks_like_prose(tokens: list[Token]) -> bool:
    """Whether a sentence is of a length and a make that the rules can be trusted with."""
    if not 4 <= len(tokens) <= 60 or tokens[-1].text not in {".", "!", '"', "”", "''"}:
        return False
    first = tokens[0].text
    if any(token.text == ":" for token in tokens[:4]) or tokens[-1].text == ":":
        return False
    if not (first[0].isupper() or first[0].isdigit() or first in _QUOTES or first[0] in "$£€'‘"):
        return False
    if any(a.text == "." and b.text == ":" for a, b in pairwise(tokens)):
        return False  # two wordings of one thing, side by side
    odd = sum(
        token.text in {"=", "/", "|", "→", "<", ">", "@", "•", "{", "}", "+"} for token in tokens
    )
    words = [token.text for token in tokens]
    capitals = sum(token.text.isupper() and len(token.text) > 1 for token in tokens)
    return not odd and capitals * 3 <= len(tokens) and not (runs_on(words) or has_formula(tokens))


def _pattern_tags(words: list[str]) -> list[list[str]]:
    """The most frequent tag of each word by textblob's pattern lexicon."""
    parser, _ = lexicon.pattern()
    result: list[list[str]] = parser.find_tags(words)
    return result


def is_gap(token: Token) -> bool:
    """Whether a token stands for a word that is not there, as <unk> does."""
    return token.text[0] == "<" and len(token.text) > 1


def is_year(token: Token) -> bool:
    """Whether a token is a year such as 1911 or a decade such as 1990s."""
    return bool(lexicon.YEAR.match(token.text))
