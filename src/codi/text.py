"""Sentences, words and quotes of English text, and templates: pure functions over strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from codi.types import Span

if TYPE_CHECKING:
    from jinja2 import Environment
    from syntok.tokenizer import Token, Tokenizer

WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
BLOCK = re.compile(r"\S.*(?:\n(?!\s*\n).*)*")
NO_SPACE = re.compile(r"[^ \t-\r\x85\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000]+")
PLAIN_WORD = re.compile(r"([A-Za-z][a-z]*)([.,;:!?]?)")
STOP_WORDS = frozenset(
    """a an the this that these those i you he she it we they me him her us them my your his
    its our their mine yours hers theirs who whom whose which what when where why how be am
    is are was were been being do does did done doing have has had having will would shall
    should can could may might must and or but nor so if then than as of at by for from in
    into on onto to with about over under between after before during through up down out
    off no not only just very too also there here yes any some all each both few more most
    other such own same s t don did d ll m re ve""".split()
)
FOLDED = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "‐": "-",
        "‑": "-",
        "–": "-",
        "—": "-",
    }
)


def words(text: str) -> list[str]:
    """The words of `text`, lower case; hyphens, apostrophes and inner full stops stay inside."""
    if text.isascii():
        return WORD.findall(text.lower())
    return [word.lower() for word in WORD.findall(text)]


def num_words(text: str) -> int:
    """How many runs of non-space characters `text` has."""
    return len(text.split())


def content_words(text: str) -> list[str]:
    """The words that carry meaning: no function words, possessive `'s` cut off."""
    stripped = (word[:-2] if word.endswith(("'s", "’s")) else word for word in words(text))
    return [word for word in stripped if word not in STOP_WORDS]


@lru_cache(maxsize=512)
def sentence_spans(text: str) -> tuple[Span, ...]:
    """Where the sentences of `text` stand, in order, without the white space between them.

    A blank line always ends a sentence, so headings and list items stay apart.
    """
    return tuple(each_sentence_span(text))


def each_sentence_span(text: str) -> Iterator[Span]:
    """The spans of `sentence_spans` one by one: who stops early saves the rest of the work."""
    from syntok.segmenter import preprocess_with_offsets, segment

    for start, end in _blocks(text):
        for offset, paragraph in preprocess_with_offsets(text[start:end]):
            begin = start + offset
            for sentence in segment(_syntok_tokens(paragraph)):
                if sentence:
                    yield Span(
                        start=begin + sentence[0].offset,
                        end=begin + sentence[-1].offset + len(sentence[-1].value),
                    )


def _syntok_tokens(text: str) -> Iterator[Token]:
    """What syntok makes of `text`; plain words, with a mark behind or none, without asking it."""
    from syntok.tokenizer import Token

    tokenizer = _syntok_tokenizer()
    done = 0
    for piece in NO_SPACE.finditer(text):
        start, end = piece.span()
        plain = PLAIN_WORD.fullmatch(text, start, end)
        if plain is None:
            for token in tokenizer.tokenize(text[done:end]):
                token.update(done)
                yield token
        else:
            yield Token(text[done:start], plain[1], start)
            if plain[2]:
                yield Token("", plain[2], end - 1)
        done = end
    if done < len(text):
        yield Token(text[done:], "", len(text))


@lru_cache(maxsize=1)
def _syntok_tokenizer() -> Tokenizer:
    from syntok.tokenizer import Tokenizer

    return Tokenizer(replace_not_contraction=False)


def sentences(text: str) -> list[str]:
    """The sentences of `text`, in order."""
    return [span.of(text) for span in sentence_spans(text)]


def _blocks(text: str) -> list[tuple[int, int]]:
    """The stretches of text between blank lines."""
    return [match.span() for match in BLOCK.finditer(text)]


def locate_quote(passage: str, quote: str) -> Span | None:
    """Where `quote` stands in `passage`, or None.

    The exact characters first; else the same words with other white space, quotation marks, dashes
    or case, since models retype what they quote. Outer quotation marks and a final full stop of the
    quote do not count.
    """
    quote = quote.strip()
    if not quote:
        return None
    start = passage.find(quote)
    if start >= 0:
        return Span(start=start, end=start + len(quote))
    bare = quote.translate(FOLDED).strip("\"' ").rstrip(".").strip()
    if not bare:
        return None
    pattern = r"\s+".join(map(re.escape, bare.split()))
    match = re.search(pattern, passage.translate(FOLDED), flags=re.IGNORECASE)
    return Span(start=match.start(), end=match.end()) if match else None


def encodable(text: str) -> str:
    """The text with lone surrogates, which no file can hold, replaced by question marks."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


class Template(Protocol):
    """A template that was compiled once; `render` fills it in."""

    def render(self, **variables: object) -> str:
        """The text; raises `jinja2.TemplateError` on an undefined or forbidden name."""
        ...


JINJA_SYNTAX = re.compile(r"\{[{%#]")


@dataclass(frozen=True, slots=True)
class PlainText:
    """A template that reads no variable."""

    text: str

    def render(self, **variables: object) -> str:  # noqa: ARG002 - as a `Template`
        """The text."""
        return self.text


@lru_cache(maxsize=1024)
def compile_template(source: str) -> Template:
    """Compile a Jinja2 template that may read its variables and nothing else.

    Recipes come from strangers, so templates run in Jinja2's sandbox; an undefined name is an
    error, never an empty string. Raises `jinja2.TemplateSyntaxError`.
    """
    template = _template_environment().from_string(source)
    if not JINJA_SYNTAX.search(source):
        return PlainText(template.render())
    template.globals = dict(template.globals)  # a chain of maps, copied key by key at every render
    return template


def template_variables(source: str) -> set[str]:
    """The names a template reads and does not set. Raises `jinja2.TemplateSyntaxError`."""
    from jinja2 import meta

    return meta.find_undeclared_variables(_template_environment().parse(source))


@lru_cache(maxsize=1)
def _template_environment() -> Environment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def content_stems(text: str) -> list[str]:
    """The content words of `text` without their endings, as often as they occur."""
    return list(filter(None, map(_content_stem, words(text))))


@lru_cache(maxsize=8192)
def _content_stem(word: str) -> str:
    """A content word without its ending; nothing for another word."""
    word = word[:-2] if word.endswith(("'s", "’s")) else word
    return "" if word in STOP_WORDS else _without_ending(word)


def _without_ending(word: str) -> str:
    """A rough stem, good enough to match "moved" with "moves", and "cities" with "city"."""
    for ending in ("ing", "ies", "ed", "es", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    if len(word) > 3 and word[-1] == word[-2]:
        word = word[:-1]
    return word.rstrip("e") if len(word) > 3 else word
