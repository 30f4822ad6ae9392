"""What a clause holds for: the phrases and clauses that its questions must not lose.

"For rental cars, attach a receipt" says nothing of other travel. A question on such a clause names
the scope too, and its answer begins with it; where it cannot be said, nothing is asked.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from codi.teachers.builtin.asking.candidates import Asker, Candidate, tidy
from codi.teachers.builtin.reading.clauses import Piece
from codi.teachers.builtin.reading.line_scopes import Scope
from codi.teachers.builtin.reading.tagset import FINITE, at
from codi.text import content_words

_CONDITIONS = frozenset("if unless when whenever until once after before where".split())
_CASES = frozenset(["when", "whenever", "once", "until", "unless"])
_OPAQUE_LIMITS = frozenset(
    ["in", "for", "at", "on", "under", "during", "by", "within", "among", "as long as"]
)
_SHARES = ("for every ", "for each ", "per ", "out of ", "among ")
_NO_LIMITS = frozenset(
    """although though while whilst whereas since because despite like unlike as with""".split()
)
_NO_LONG_LIMITS = (
    "instead of",
    "in spite of",
    "in addition to",
    "due to",
    "as a result",
    "thanks to",
    "owing to",
    "on account of",
    "in response",
    "along with",
    "together with",
)
_LINKS = frozenset(
    """example instance fact addition contrast response time turn return short general particular
    actuality practice reality theory total first last least effect end meantime hand contrary
    course times
    reason case way result point stage once""".split()
)
"""What only links a sentence with the one before: "for example", "in this way", "at that time"."""
_POINTED = frozenset("the that this these those some any most many one other".split())
_EXCEPTIONS = frozenset("except unless provided providing".split())
_SHORTENED = frozenset(["IN", "VBG", "VBN", "JJ"])
_PAST = frozenset("did was were had has have".split())
_ALLOWING = frozenset("can may must should could".split())
_NAMES_ITS_GOAL = frozenset(
    """heading list first last next further condition method aim examples event wording
    telling""".split()
)
_OWN_CASE = re.compile(
    r"\b(?:if|when|once|before|after|unless|until|while|during)\b(?! (?:should|can))"
)
_DONE = re.compile(r"(?:has|have) \{S\} (?:now |already |just )?been ", re.IGNORECASE)
_WILL = re.compile(r"\bwill\b", re.IGNORECASE)
_TO_READER = re.compile(r"\bwill \{S\}", re.IGNORECASE)


def in_scope(asker: Asker, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """The candidates of a fact with all that limits it; without those that cannot name it."""
    if _taken_back(asker):
        return
    limits = list(_limits(asker))
    said = [(piece, asker.fact.text(piece) or "") for piece in limits]
    for candidate in candidates:
        left = [(piece, text) for piece, text in said if not _named(candidate, text)]
        if not left:
            yield candidate
        elif all(text and piece.preposition != "of" for piece, text in left):
            yield _limited(asker, candidate, left)


def _taken_back(asker: Asker) -> bool:
    """Whether what follows the clause limits it and was not read: "..., but mostly in winter"."""
    clause, tokens = asker.fact.clause, asker.fact.tokens
    place = max([clause.verb.end, *(piece.end for piece in clause.pieces)])
    place += at(tokens, place).text == ","
    word = at(tokens, place).lower
    if word in {"as", "so"} and at(tokens, place + 1).lower == "long":
        return not any(piece.start == place for piece in clause.pieces)
    past = asker.verb.inverted()[0] in _PAST
    if (word == "if" or (word in _CASES and not past)) and clause.condition is None:
        return not any(piece.start == place for piece in clause.pieces)
    before = clause.verb.start - 1
    told = at(tokens, before).lower == "so" and at(tokens, before - 1).text == ","
    if told or at(tokens, clause.subject[0] - 1).lower in {"or", "otherwise", "else"}:
        return True  # "pay in time or you risk a fine", "meetings are work, so take notes"
    if word in _EXCEPTIONS:
        return clause.condition is None or clause.condition.start != place
    if word in {"while", "when"} and not past and at(tokens, place + 1).tag in _SHORTENED:
        return not any(piece.start == place for piece in clause.pieces)
    rest = itertools.takewhile(lambda token: token.tag != ":", tokens[place:])
    alone = not any(token.tag in FINITE for token in rest)
    return alone and word in {"but", "though", "albeit"}


def _limits(asker: Asker) -> Iterator[Piece]:
    """The pieces of a fact without which it would say too much."""
    clause = asker.fact.clause
    past = asker.verb.inverted()[0] in _PAST
    for piece in clause.fronted:
        share = (asker.fact.text(piece) or "").lower().startswith(_SHARES)
        opaque = piece.preposition in _CONDITIONS | _OPAQUE_LIMITS and (share or not past)
        bound = piece.kind in {"pp", "np"} or opaque
        if bound and not _only_links(asker, piece) and not (past and piece.role):
            yield piece
    allowed = asker.fact.subject.kind == "you" and _ALLOWING & set(asker.verb.auxiliaries)
    for piece in clause.pieces:
        if piece in asker.fact.core:
            continue
        condition = piece.kind == "clause" and piece.preposition in _CONDITIONS
        timed = piece.role == "time" and piece.kind in {"pp", "np"}
        aim = piece.role == "purpose" and allowed
        if not past and (condition or timed or aim):
            yield piece


def _only_links(asker: Asker, piece: Piece) -> bool:
    """Whether a phrase in front leads on from the sentence before and limits nothing."""
    tokens = asker.fact.tokens[piece.start : piece.end]
    words = [token.lower for token in tokens]
    text = " ".join(words)
    if piece.start and asker.fact.tokens[piece.start - 1].lower == "even":
        return False
    inner = [word for word in words[1:] if word not in _POINTED]
    named = piece.preposition != "as long as" and words[0] in _NO_LIMITS
    linked = named or text.startswith(_NO_LONG_LIMITS)
    return linked or not inner or (len(inner) == 1 and inner[0] in _LINKS) or words[-1] == "reasons"


def _named(candidate: Candidate, text: str) -> bool:
    """Whether a question names a piece, asks for it, or asks with another value in its place."""
    words = text.lower()
    if not words:
        return False
    if candidate.kind == "tell":
        return words in candidate.statement.lower()
    if words in candidate.direct.lower() or (candidate.right and candidate.right.lower() in words):
        return True
    short = candidate.short.lower()
    return bool(short) and (short in words or words in short)


def _limited(asker: Asker, candidate: Candidate, limits: list[tuple[Piece, str]]) -> Candidate:
    """A candidate with these pieces in its question and in its answer."""
    subject = asker.fact.clause.verb.start
    front = ", ".join(_inner(text) for piece, text in limits if piece.start < subject)
    stated = candidate.statement.lower()
    behind = " ".join(
        text for piece, text in limits if piece.start > subject and text.lower() not in stated
    )
    ending = " ".join(_inner(text) for _, text in limits)
    whole = front and candidate.statement.startswith(front)
    statement = f"{candidate.statement} {behind}"
    statement = f"{front}, {statement}" if front and not whole else statement
    if candidate.kind == "tell":
        short = candidate.short if candidate.slot == "heading" else statement
        short = short.replace("{S}", candidate.surface)
        return replace(candidate, statement=tidy(statement), short=tidy(short))
    return replace(
        candidate,
        direct=tidy(f"{candidate.direct} {ending}"),
        indirect=tidy(f"{candidate.indirect} {ending}") if candidate.indirect else "",
        statement=tidy(statement),
        assertion=tidy(f"{candidate.assertion} {ending}") if candidate.assertion else "",
    )


def _inner(text: str) -> str:
    """A phrase that began a sentence, as it stands inside of one."""
    return text[:1].lower() + text[1:]


def below(candidates: Iterable[Candidate], scopes: Mapping[int, Scope]) -> Iterator[Candidate]:
    """Candidates on lines with what stands above the lines and limits them."""
    for candidate in candidates:
        made = _below(candidate, scopes.get(candidate.sentence))
        if made is not None:
            yield made


def _below(candidate: Candidate, scope: Scope | None) -> Candidate | None:
    """A candidate with its scope named, if it needs one; None where that cannot be said."""
    if candidate.slot in _NAMES_ITS_GOAL or _OWN_CASE.search(candidate.direct):
        return candidate
    to_reader = candidate.entity.kind == "you"
    told = candidate.statement.startswith(("{S}", "you"))
    if scope is None:
        lost = to_reader and told and _TO_READER.search(candidate.direct)
        return None if lost else candidate
    if _DONE.match(candidate.direct):
        return None  # "the room has been added", once the step before was taken
    if not _holds_for(candidate, scope):
        return candidate
    if not scope.text or (scope.source == "condition" and told):
        return None
    words = content_words(scope.text)
    known = {word.rstrip("s") for word in content_words(candidate.direct)}
    said = sum(word.rstrip("s") in known for word in words) * 2 >= len(words)
    return candidate if said else _with_scope(candidate, scope.text)


def _holds_for(candidate: Candidate, scope: Scope) -> bool:
    """Whether a question would say too much without its scope: on a rule or a promise."""
    if scope.source == "heading" and candidate.slot != "truth":
        return False
    if scope.source == "musing" or (scope.source == "list" and scope.text):
        return True
    promised = _WILL.search(candidate.direct) and not scope.text.startswith("for ")
    return candidate.entity.kind == "you" or bool(promised)


def _with_scope(candidate: Candidate, scope: str) -> Candidate:
    said = candidate.statement
    advice = candidate.entity.kind == "you" and said[1:2].islower()
    return replace(
        candidate,
        direct=tidy(f"{candidate.direct} {scope}"),
        indirect=tidy(f"{candidate.indirect} {scope}") if candidate.indirect else "",
        statement=tidy(f"{scope}, {_inner(said) if advice else said}"),
        assertion=tidy(f"{candidate.assertion} {scope}") if candidate.assertion else "",
    )
