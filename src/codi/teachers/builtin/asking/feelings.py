"""How somebody felt or looked: questions on an adjective that tells of a mood."""

from __future__ import annotations

from collections.abc import Iterator

from codi.teachers.builtin.asking.candidates import Asker, Candidate
from codi.teachers.builtin.reading.english import BE
from codi.teachers.builtin.reading.tagset import ADVERBS

_MOODS = frozenset(
    """happy sad angry excited tired hungry afraid scared frightened nervous proud lonely worried
    surprised shocked bored thirsty sick glad upset ashamed disappointed pleased calm jealous
    embarrassed grateful cheerful delighted furious annoyed anxious confused relieved miserable
    amazed astonished weary unhappy joyful terrified guilty homesick exhausted sleepy""".split()
)
_FELT = BE | frozenset(["be", "feel", "get", "become", "grow"])


def ask_feeling(asker: Asker) -> Iterator[Candidate]:
    """As in "How did the boy feel?" for "The boy was very proud"."""
    fact = asker.fact
    first = fact.core[0] if fact.core else None
    if first is None or first.kind not in {"adj", "participle"} or fact.subject.kind != "person":
        return
    if asker.verb.auxiliaries or asker.verb.negative or asker.verb.never:
        return
    inside = fact.tokens[first.start : first.end]
    head = next((token for token in inside if token.tag not in ADVERBS), inside[0])
    text = fact.texts(asker.in_order(fact.core))
    if head.lower not in _MOODS or text is None or asker.lemma not in _FELT:
        return
    past = asker.verb.group.tag == "VBD" or asker.verb.main in {"was", "were"}
    helper = "did" if past else "do" if fact.subject.plural else "does"
    form = "felt" if past else "feel" if fact.subject.plural else "feels"
    times = [side for side in asker.sides("time") if fact.text(side) is not None][:1]
    when = fact.texts(times) or ""
    yield asker.candidate(
        "how",
        "manner",
        (f"How {helper} {{S}} feel {when}", f"how {{S}} {form} {when}"),
        short=text,
        statement=asker.statement(f"{text} {when}"),
        score=1.1,
    )
