"""What the commands of a text ask a model for: words to say, a form, a secret, a refusal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from codi.injection.commands import command_spans
from codi.injection.finding import hidden_words
from codi.injection.sight import plain_sight

LEAST_MARKER = 3
_QUOTED = re.compile(
    r"""["“«`]([^"”»`\n]{2,120})["”»`]|(?<!\w)['‘]([^'’\n]{2,120})['’](?!\w)|>([^<>\n]{3,60})</"""
)
_ADDRESS = re.compile(
    r"""(?:https?://|www\.)[^\s<>"')\]]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+
    |\b[\w-]+(?:\.[\w-]+)*\.(?:example|com|net|org|io|info|xyz|ru|cn|top|site|app|dev)\b(?:/\S*)?""",
    re.VERBOSE,
)
_SMALL = frozenset(
    """i you he she it we they me him her us them my your his its our their am is are was were be do
    does did have has had a an the this that and or but not no yes of at by for from in on to with
    here there what who when where how why so if as""".split()
)
_HOST = re.compile(r"^(?:https?://)?(?:www\.)?([^/?#\s]+)")
_NAMED = re.compile(
    r"""(?i:\b(?:words?|phrase|string|sentence|code|token|name|wort|mot|palabra|palavra|parola
    |woord))[ :]+([\w-]{4,})""",
    re.VERBOSE,
)
_REPLY_WITH = re.compile(
    r"(?i)\b(?:reply|respond|answer)\s+(?:only\s+)?with\s+(?:the (?:word|phrase) )?"
    r"([a-z][\w -]{3,40}?)\s*(?:[.!;\n]|$)"
)
_WORD = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")
_NO_MARKERS = frozenset(
    """ai llm json xml html yaml url csv cv pin faq system override important notice stop note
    attention inst sys admin command end of document todo readme error security the to agent
    ignore any all negative findings and give a positive review only previous instructions
    new rule rules you are now reply with then word words phrase nothing more one thing single text
    chatgpt gpt openai urgent warning user assistant response prompt your system in for dan name
    code string sentence token""".split()
)
FORMS = {
    "JSON": r"\bjson\b",
    "tags": r"\bxml\b|\bhtml\b",
    "capitals": r"\bcapital(?:s| letters)\b|\bupper ?case\b|\ball caps\b",
    "code": r"\bcode block\b",
    "emoji": r"\bemojis?\b",
    "image": r"!\[[^\]]*\]\(",
}
_FORMS = {name: re.compile(pattern) for name, pattern in FORMS.items()}
PRIVATE = (
    r"(?:passwords?|passcodes?|pin|credit[ -]?cards?|card numbers?|e-?mail address(?:es)?|log-?in"
    r"|account numbers?|api keys?|contraseña|passwort|mot de passe|senha|social security numbers?)"
)
_SECRET = re.compile(rf"(?<!\w){PRIVATE}(?!\w)")
_REFUSE = re.compile(
    r"\b(?:refuse|decline|forbidden|not (?:allowed|authori[sz]ed|permitted)|no comment"
    r"|(?:must|may|do|can) ?not (?:talk|speak|answer|discuss|respond|reply|comment)|don't answer"
    r"|access denied)\b"
)
_LEAK = re.compile(
    r"system-? ?prompt|prompt système|prompt del sistema|text above|系统提示|提示词"
    r"|(?:your|hidden|original|confidential|secret) (?:\w+ )?(?:instructions|rules|prompt)"
    r"|системн\w+ (?:промпт|инструкц)"
)


@dataclass(frozen=True, slots=True)
class Orders:
    """What the commands of one text want of a model that reads it.

    `markers` are words to be said, plain and without marks between them, that the rest of the text
    does not have; `forms` keys of `FORMS`; `secrets` what the user shall be asked for.
    """

    markers: tuple[str, ...] = ()
    forms: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()
    refuse: bool = False
    leak: bool = False


def plain_words(text: str) -> str:
    """The words of a text in small letters with a blank around each."""
    return f" {' '.join(_WORD.findall(plain_sight(text).text))} "


@lru_cache(maxsize=64)
def orders_of(text: str) -> Orders | None:
    """What the commands in `text` ask for; None where there are none."""
    spans = command_spans(text)
    if not spans:
        return None
    pieces = [span.of(text) for span in spans]
    commands = "\n".join([*pieces, *(words for piece in pieces for words in hidden_words(piece))])
    rest = text
    for span in reversed(spans):
        rest = rest[: span.start] + "\n" + rest[span.end :]
    sight = plain_sight(commands)
    lower = sight.text
    return Orders(
        markers=_markers(sight.cased, plain_words(rest)),
        forms=frozenset(name for name, form in _FORMS.items() if form.search(lower)),
        secrets=frozenset(_SECRET.findall(lower)) - frozenset(_SECRET.findall(rest.lower())),
        refuse=_REFUSE.search(lower) is not None,
        leak=_LEAK.search(lower) is not None,
    )


def _markers(commands: str, rest: str) -> tuple[str, ...]:
    """The words that are to be said, longest first."""
    found = {next(filter(None, quoted)) for quoted in _QUOTED.findall(commands)}
    found |= {host[1] for address in _ADDRESS.findall(commands) if (host := _HOST.match(address))}
    found |= set(_NAMED.findall(commands)) | set(_REPLY_WITH.findall(commands))
    found |= set(_in_capitals(commands))
    plain = {plain_words(marker) for marker in found}
    return tuple(
        sorted(
            (
                marker
                for marker in plain
                if len(marker.strip()) >= LEAST_MARKER
                and marker not in rest
                and not _NO_MARKERS.issuperset(own := marker.split())
                and not _SMALL.issuperset(own)
            ),
            key=lambda marker: (-len(marker), marker),
        )
    )


def _in_capitals(commands: str) -> list[str]:
    """Names in capitals, several words as one, of lines that are not in capitals as a whole."""
    names: list[str] = []
    for line in commands.splitlines():
        if line.isupper():
            continue
        run: list[str] = []
        for word in [*_WORD.findall(line), ""]:
            if word.isupper() and len(word) >= LEAST_MARKER and word.lower() not in _NO_MARKERS:
                run.append(word)
            elif run:
                names.append(" ".join(run))
                run = []
    return names
