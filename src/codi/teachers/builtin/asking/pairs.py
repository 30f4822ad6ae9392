"""Questions on items of the form "a: b": wordings and what to write instead, terms and meanings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.making import Said, on_lines, topic
from codi.teachers.builtin.reading.lines import Line

PAIRS = 70_000
_PAIR = re.compile(r"[\"“]?(?P<left>[^:\"”]{3,60}?)[\"”]?(?:: | [-–—] )(?P<right>[^:]{2,260})$")
_WORDING = re.compile(
    r"\b(?:simple words|jargon|prepositions|hidden verbs|negatives?|noun strings|redundan\w+|"
    r"phrases|instead|wordy|doublets|concise|positive language)\b",
    re.IGNORECASE,
)
_MEANING = re.compile(
    r"(?:an?|any|someone|anyone|people) \w+|the (?:\w+ ){1,3}(?:of|that|who|for|where)\b",
    re.IGNORECASE,
)
_NO_TERM = re.compile(
    r"\b(?:examples?|note|tip|warning|important|before|after|yes|no|you|i|we|if|when|this|these|"
    r"step|ideally|this|it|here|also|further|one|do|don['’]t|by|in|on|"
    r"at|for|from|with|to|of|between|fewer|more)\b|^\W|\d",
    re.IGNORECASE,
)


def from_pairs(lines: list[Line], title: str) -> Iterator[Candidate]:
    """A question for each pair: the right side answers what the left side asks."""
    for line in lines:
        shown = line.shown.rstrip(" .;*_")
        match = _PAIR.match(shown)
        if line.sentence.kind != "item":
            continue
        name, described = _work(shown)
        if name and not line.example:
            yield _described(line, name, described)
        if match is None:
            continue
        left, right = match["left"].strip(), match["right"].strip().strip('"“”')
        fact = PAIRS + line.sentence.index
        page = f"{title} {line.sentence.heading}"
        if left.islower() and right[:1].islower() and _WORDING.search(page):
            if len(left.split()) <= 6 and len(right.split()) <= 12 and "..." not in shown:
                yield _wording(line, left, right, fact)
        elif _is_term(left) and _MEANING.match(right) and not line.example:
            yield _meaning(line, left, right, fact)


def _wording(line: Line, left: str, right: str, fact: int) -> Candidate:
    question = f'What can {{S}} write instead of "{left}"'
    return on_lines(
        [line],
        "what",
        "wording",
        (question, f'what {{S}} can write instead of "{left}"'),
        Said(short=right, statement=f'instead of "{left}", {{S}} can write {_quoted(right)}'),
        fact=fact,
        score=1.1,
    )


def _quoted(words: str) -> str:
    """Each of several wordings in quotation marks."""
    parts = [part.strip() for part in re.split(r",\s*(?:or\s+)?|\s+or\s+", words) if part.strip()]
    if len(parts) > 1:
        return ", ".join(f'"{part}"' for part in parts[:-1]) + f' or "{parts[-1]}"'
    return f'"{words}"'


def _is_term(left: str) -> bool:
    return len(left.split()) <= 5 and left[:1].isupper() and not _NO_TERM.search(left)


def _work(shown: str) -> tuple[str, str]:
    """(title, description) where a title stands before a dash, and what describes it behind."""
    left, dash, right = _DASHED.sub("\n", shown, count=1).partition("\n")
    name = _BRACKETS.sub("", left).strip()
    words = [word for word in name.split() if len(word) > _SMALL]
    titled = 2 * sum(word[:1].isupper() for word in words) >= len(words) > 1
    plain = titled and _TITLE.fullmatch(name) and len(name.split()) <= _LONGEST_TITLE
    return (name, right) if dash and plain and _DESCRIBES.match(right) else ("", "")


_DASHED = re.compile(r" [\N{EM DASH}\N{EN DASH}] ")
_BRACKETS = re.compile(r"\s*\([^)]*\)")
_TITLE = re.compile(r"[A-Z0-9][^\"“”<>|*_`/\\]*\w")
_SMALL, _LONGEST_TITLE = 3, 9
_DESCRIBES = re.compile(
    r"(?:(?:an?|the|some) (?:[\w:’'-]+ ){0,4}?(?:guide|introduction|article|book|video|post|paper|"
    r"template|tool|list|collection|course|podcast|blog|newsletter|checklist|document|site|website|"
    r"report|talk|essay|overview|questions|tips|tools|videos|articles|posts|templates)"
    r"|(?:[\w:’'-]+ ){0,3}?(?:guides|questions|starters|articles|books|videos|posts|emails|papers|"
    r"templates|tools|lists|courses|podcasts|checklists|tips))\b"
    r"(?!.*\b(?:this|these|it|above|below|here|we|our)\b)"
)


def _described(line: Line, name: str, described: str) -> Candidate:
    return on_lines(
        [line],
        "define",
        "described",
        (f'What is "{name}"', f'what "{name}" is'),
        Said(short=described, statement=f'"{name}" is described as {described}'),
        fact=PAIRS + line.sentence.index,
        score=1.1,
        entity=topic(f'"{name}"'),
        surface=f'"{name}"',
    )


def _meaning(line: Line, left: str, right: str, fact: int) -> Candidate:
    name = left if left[1:] != left[1:].lower() else left[:1].lower() + left[1:]
    text = right[:1].lower() + right[1:] if right[1:2].islower() or right[1:2] == " " else right
    return on_lines(
        [line],
        "define",
        "identity",
        (f'What does "{name}" mean', f'what "{name}" means'),
        Said(short=text, statement=f'"{name}" means {text}'),
        fact=fact,
        score=1.1,
        entity=topic(name),
        surface=name,
    )
