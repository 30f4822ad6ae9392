"""Is it true? Yes/no questions with both answers, and false versions for the correcting turns."""

from __future__ import annotations

from collections.abc import Iterator

from codi.teachers.builtin.asking.candidates import Asker, Candidate, tidy
from codi.teachers.builtin.asking.substitution import wrong_versions
from codi.teachers.builtin.reading.clauses import INTRANSITIVE
from codi.teachers.builtin.reading.english import DO, capitalised

_LONGEST, _LONGEST_WITHOUT_COMMA = 13, 15
_FELT = frozenset("want see notice know".split())
_EMPTY = frozenset("use do make know involve have be".split())
_UNSURE = frozenset(["may", "might"])
_NO_QUESTION = frozenset(["would", "might", "shall"])
BOUND_TO_NOT = frozenset("but except either yet anymore longer until necessarily moment".split())
"""Words that mean something else, or nothing, where "not" is taken away."""


def ask_truth(asker: Asker) -> Iterator[Candidate]:
    """A question that is answered yes, and those that are answered no."""
    fact = asker.fact
    aims = [] if fact.core else [s for s in asker.sides("purpose") if fact.text(s) is not None]
    sides = [s for s in asker.sides("time", "place") if len((fact.text(s) or "").split()) <= 5]
    sides = aims or sides
    manner = [side for side in asker.sides("manner") if side.kind == "adv"]
    known = [s for s in sides[:1] if fact.text(s) is not None]
    kept = asker.arranged(fact.core, [*known, *manner])
    text = fact.texts(kept)
    most = _LONGEST if "," in (text or "") else _LONGEST_WITHOUT_COMMA
    if asker.verb.copula and fact.surface.startswith("one of "):
        return
    if text is None or fact.clause.imperative or len(text.split()) > most:
        return
    past = asker.verb.inverted()[0] in {"did", "was", "were", "has", "have", "had"}
    complete = asker.verb.group.passive or asker.lemma in INTRANSITIVE
    sayable = asker.verb.negative or (past and complete)
    alone = sayable and asker.lemma not in _EMPTY
    negated_reason = asker.verb.negative and asker.sides("reason", "purpose", "method", "manner")
    if (not kept and not alone) or negated_reason or _NO_QUESTION & set(asker.verb.auxiliaries):
        return
    possible = asker.verb.auxiliaries[:1] == ["may"] and fact.subject.kind not in {"you", "person"}
    if possible:
        return  # "may" asks for leave where it comes first
    if fact.subject.kind == "you" and (
        asker.lemma in _FELT or _UNSURE & set(asker.verb.auxiliaries)
    ):
        return
    auxiliary, rest = asker.verb.inverted()
    if asker.verb.negative or asker.verb.never:
        if not BOUND_TO_NOT & set(text.split()):
            yield _denied(asker, text)
        return
    statement = asker.statement(text)
    yield asker.candidate(
        "yes",
        "truth",
        (f"{capitalised(auxiliary)} {{S}} {rest} {text}", f"whether {statement}"),
        short="Yes",
        statement=statement,
        score=0.8,
    )
    for wrong_text, wrong, right in wrong_versions(fact, kept, asker.passage):
        false = asker.statement(wrong_text)
        yield asker.candidate(
            "no",
            "truth",
            (f"{capitalised(auxiliary)} {{S}} {rest} {wrong_text}", f"whether {false}"),
            short="No",
            statement=statement,
            score=1.0,
            wrong=wrong,
            right=right,
            assertion=tidy(false),
        )


def _denied(asker: Asker, text: str) -> Candidate:
    """A question without the "not" that the passage has."""
    auxiliary, rest = asker.verb.inverted()
    positive = " ".join(word for word in rest.split() if word not in {"not", "never"})
    indirect = "" if auxiliary in DO else f"whether {{S}} {auxiliary} {positive} {text}"
    return asker.candidate(
        "no",
        "truth",
        (f"{capitalised(auxiliary)} {{S}} {positive} {text}", indirect),
        short="No",
        statement=asker.statement(text),
        score=1.1,
    )
