"""What happened next: questions that go on with a story where the last answer left it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from codi.teachers.builtin.asking.analysis import whole_statement
from codi.teachers.builtin.asking.candidates import Candidate, tidy
from codi.teachers.builtin.reading.facts import Fact
from codi.teachers.builtin.talking.talk import Now
from codi.types import Span

_DATED = re.compile(r"\b(?:1\d{3}|20\d{2}|in|on|before|earlier|originally|first|until)\b")
_LONGEST, _MOST, _REACH = 22, 2, 2
SLOT = "next"


def next_events(now: Now) -> Iterator[Candidate]:
    """As in "What did she do after that?" for what the next sentences tell, in the past tense."""
    talk = now.talk
    last, facts = talk.previous, talk.analysis.facts.facts
    made = [c.slot for c in talk.asked]
    if last is None or last.slot == SLOT or made.count(SLOT) >= _MOST or last.fact >= len(facts):
        return
    if not _tells_deed(facts[last.fact]):
        return
    used = {c.sentence for c in talk.asked}
    for fact in facts:
        step = fact.sentence.index - last.sentence
        if 1 <= step <= _REACH and fact.sentence.index not in used and _tells_deed(fact):
            candidate = _asked(fact, last)
            if candidate is not None:
                yield candidate


def _tells_deed(fact: Fact) -> bool:
    """Whether the clause tells of one deed or event of somebody, in the simple past."""
    verb = fact.verb
    simple = verb.group.tag == "VBD" and not verb.auxiliaries and not verb.copula
    plain = simple and not (verb.negative or verb.never or fact.follows or fact.clause.relative)
    return plain and fact.subject.kind in {"person", "group"} and verb.group.lemma not in _STATES


_STATES = frozenset(
    """have know like love want need believe think live seem feel contain include consist belong
    own mean look hear see remain become""".split()
)


def _asked(fact: Fact, last: Candidate) -> Candidate | None:
    statement = whole_statement(fact)
    if not statement or len(statement.split()) > _LONGEST or _DATED.search(statement):
        return None
    same = fact.subject.key == last.entity.key
    if not same and not fact.subject.proper:
        return None
    deed = statement.replace("{S} ", "", 1)
    direct = "What did {S} do after that" if same else "What happened after that"
    return Candidate(
        kind="what",
        direct=direct,
        indirect="what {S} did after that" if same else "what happened after that",
        short=tidy(deed if same else f"{fact.surface} {deed}"),
        statement=tidy(statement),
        entity=fact.subject,
        fact=fact.index,
        sentence=fact.sentence.index,
        slot=SLOT,
        evidence=(Span(start=fact.sentence.start, end=fact.sentence.end),),
        surface=fact.surface,
    )
