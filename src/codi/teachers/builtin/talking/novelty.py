"""What is still open: candidates that neither repeat a question nor ask what was said already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.analysis import Analysis
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.asking.sense import stands_first
from codi.teachers.builtin.talking.talk import Talk
from codi.teachers.builtin.talking.wording import fill

_WHOLE = frozenset(["truth", "subject", "deed", "event", "telling"])
_MOST_OF_ONE_FACT = 4
_MOST_TELLINGS = 2
_ENOUGH_TURNS = 2
_LARGELY, _HALF = 0.7, 0.5
_LOOSE = frozenset(["event", "deed", "telling", "subject", "heading"])
_WHOLE_KINDS = frozenset(["yes", "no", "tell", "compare"])
_DOERS = frozenset(["subject", "agent"])
_STORY = frozenset(["they", "he", "she"])
_PRONOUNS = _STORY | {"it"}


def open_candidates(talk: Talk, *, strict: bool = True) -> list[Candidate]:
    """Candidates that would not repeat a question or ask what was said already.

    Not `strict`: a question may be asked although an earlier one holds its answer, and a first one
    although the topic does not tell what it is about.
    """
    if strict and not talk.exchanges:
        return list(talk.analysis.once(_first_ones, talk.plan.passage.title))
    asked = talk.asked
    identities = {candidate.identity for candidate in asked}
    questions = {(candidate.direct, candidate.entity.key) for candidate in asked}
    counts: dict[int, int] = {}
    for candidate in asked:
        counts[candidate.fact] = counts.get(candidate.fact, 0) + 1
    told = {candidate.sentence for candidate in asked}
    said = talk.said
    last, latest = talk.last, talk.latest
    tellings = not strict or may_tell(talk)
    found = []
    for weighed in talk.analysis.once(_weighed):
        candidate = weighed.candidate
        if weighed.identity in identities or weighed.question in questions:
            continue
        if not _understood(candidate, last, latest=latest, said=said, just=talk.previous):
            continue
        if candidate.kind == "tell" and not tellings:
            continue
        again = candidate.sentence in told
        if again and candidate.slot in _LOOSE:
            continue
        if _names_the_talk(weighed, last, latest) or (again and _same_doer(candidate, asked)):
            continue
        if candidate.fact in counts:
            if not _still_open(weighed, counts[candidate.fact], said, strict=strict):
                continue
        elif said and _told(weighed, said, again=again):
            continue
        found.append(candidate)
    return found


def _first_ones(analysis: Analysis, title: str) -> tuple[Candidate, ...]:
    """The candidates that can be asked first."""
    topic = content(title.replace("_", " "))
    return tuple(
        weighed.candidate
        for weighed in analysis.once(_weighed)
        if _understood(weighed.candidate, None, latest=frozenset(), said=frozenset(), just=None)
        and not _names_the_talk(weighed, None, frozenset())
        and stands_first(weighed.candidate, topic)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """A candidate with what tells whether it is still open: that is asked at every turn.

    `short` and `statement` are the stems of the answers, `named` those that the short one names.
    """

    candidate: Candidate
    identity: tuple[int, str]
    question: tuple[str, str]
    short: frozenset[str]
    statement: frozenset[str]
    named: frozenset[str]


def _weighed(analysis: Analysis) -> tuple[_Weighed, ...]:
    """The candidates of a passage, without those that hold their own answers."""
    return tuple(
        _Weighed(
            candidate=candidate,
            identity=candidate.identity,
            question=(candidate.direct, candidate.entity.key),
            short=_words(candidate.short),
            statement=_words(fill(candidate.statement, candidate.surface)),
            named=content(candidate.short),
        )
        for candidate in analysis.candidates
        if not empty(candidate)
    )


def _same_doer(candidate: Candidate, asked: Iterable[Candidate]) -> bool:
    """As in "What held the city?" and then "What was the city held by?"."""
    words = _words(candidate.short) if _asks_for_doer(candidate) else frozenset()
    told = (c for c in asked if c.sentence == candidate.sentence and _asks_for_doer(c))
    return any(words & _words(c.short) for c in told)


def _asks_for_doer(candidate: Candidate) -> bool:
    return candidate.slot in _DOERS or candidate.direct.endswith(" by")


def _names_the_talk(weighed: _Weighed, last: Candidate | None, latest: frozenset[str]) -> bool:
    """Whether the answer is what is being talked of: nobody asks who or where it was then."""
    candidate = weighed.candidate
    if last is not None and candidate.fact == last.fact:
        return False
    if candidate.slot == "subject" and last is not None and candidate.entity.key == last.entity.key:
        return True
    named = candidate.slot == "subject" or candidate.kind in {"when", "where"}
    return named and weighed.named <= latest


def _understood(
    candidate: Candidate,
    last: Candidate | None,
    *,
    latest: frozenset[str],
    said: frozenset[str],
    just: Candidate | None,
) -> bool:
    """Whether what the question takes for known is known here: "the form", "these cells", "it".

    `just` is the fact of the turn before: "after that" means nothing behind a turn without one.
    """
    near = last is not None and just is last and candidate.sentence - last.sentence in {0, 1}
    if candidate.follows and not (near and candidate.needs <= latest):
        return False
    if candidate.surface in _PRONOUNS and not _means(candidate, last):
        return False
    here = last is not None and candidate.sentence == last.sentence
    return here or candidate.known <= said


def _means(candidate: Candidate, last: Candidate | None) -> bool:
    """Whether "it" or "they" would mean what the turn before was about."""
    if last is None or last.entity.pronoun != candidate.entity.pronoun:
        return False
    asked_of = "{S}" in last.direct or "{O}" in last.direct or last.kind == "tell"
    if last.surface in _STORY and candidate.surface == last.surface:
        return asked_of
    return asked_of and (candidate.sentence == last.sentence) == (last.surface in _PRONOUNS)


def may_tell(talk: Talk) -> bool:
    """Whether an open "What about X?" may still be asked: seldom, and not twice in a row."""
    made = [e.candidate is not None and e.candidate.kind == "tell" for e in talk.exchanges]
    return sum(made) < _MOST_TELLINGS and not (made and made[-1])


def few_turns(talk: Talk) -> bool:
    """Whether the conversation would be too short if it ended now."""
    return len(talk.exchanges) < _ENOUGH_TURNS


def _still_open(weighed: _Weighed, count: int, said: frozenset[str], *, strict: bool) -> bool:
    """Whether a fact that was asked about leaves this question open."""
    if weighed.candidate.slot in _WHOLE:
        return not strict and not _told(weighed, said)
    new = weighed.short - said
    return len(new) >= _HALF * len(weighed.short) and (not strict or count < _MOST_OF_ONE_FACT)


def _told(weighed: _Weighed, said: frozenset[str], *, again: bool = False) -> bool:
    """Whether other facts have said all of the answer, or all but a word or two.

    Where the sentence was asked about before (`again`), the rest of it may be a remark.
    """
    own = weighed.statement
    if not own:
        return True
    if len(own & said) < _LARGELY * len(own):
        return False
    return again or weighed.candidate.kind in _WHOLE_KINDS or weighed.short <= said


def empty(candidate: Candidate) -> bool:
    """Whether the question holds its answer: "What is descended from Old Gujarati?" - Gujarati."""
    if candidate.kind in {"yes", "no", "compare", "tell"} or candidate.slot == "heading":
        return False
    short = _words(candidate.short)
    return bool(short) and short <= _words(fill(candidate.direct, candidate.surface))


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    """Stems of content words; for text without any, such as "with it", its own words."""
    return content(text) or frozenset(text.lower().split())
