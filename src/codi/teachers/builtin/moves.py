"""The moves of a conversation that need more than one candidate's own words."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from codi.teachers.builtin import lexicon
from codi.teachers.builtin.analysis import Analysis, analyse, whole_statement
from codi.teachers.builtin.english import capitalised
from codi.teachers.builtin.entities import phrase_text
from codi.teachers.builtin.handbook import lowered_heading
from codi.teachers.builtin.phrases import noun_phrase
from codi.teachers.builtin.questions import Candidate, stands_alone
from codi.teachers.builtin.tagging import FINITE
from codi.teachers.builtin.tokens import Sentence
from codi.teachers.builtin.wording import Manner, fill, informal, named, sentence
from codi.text import content_words
from codi.types import Passage, Span, TurnPlan

_CHATTY_SHORT = ("Oh, I see. {}", "Okay. {}", "Interesting. {}", "Right. {}")


# -- reference and ellipsis ---------------------------------------------------------------------------


def feasible(
    candidate: Candidate,
    asked: Sequence[Candidate],
    last: Candidate | None,
    phenomena: Sequence[str],
) -> float:
    """How many of the requested ties to the history this candidate can have."""
    points = 0.0
    if "anaphora" in phenomena:
        points += can_pronoun(candidate, last)
    if "definite_reference" in phenomena:
        points += can_describe(candidate, asked)
    if "ellipsis" in phenomena:
        points += can_ellipsis(candidate, last)
    return points


def can_pronoun(candidate: Candidate, last: Candidate | None) -> bool:
    """Whether a pronoun would clearly mean the candidate's subject."""
    return (
        last is not None
        and candidate.entity.key == last.entity.key
        and bool(candidate.entity.pronoun)
        and ("{S}" in candidate.direct or "{O}" in candidate.direct or candidate.kind == "tell")
    )


def can_describe(candidate: Candidate, asked: Sequence[Candidate]) -> bool:
    """Whether "the company" would clearly mean the candidate's subject, spoken of before."""
    noun = candidate.entity.noun
    if (
        not noun
        or "{S}" not in candidate.direct + candidate.indirect
        and "{O}" not in candidate.direct
    ):
        return False
    spoken = [other.entity for other in asked]
    if candidate.entity.key not in {entity.key for entity in spoken}:
        return False
    return not any(e.noun == noun and e.key != candidate.entity.key for e in spoken)


def can_ellipsis(candidate: Candidate, last: Candidate | None) -> bool:
    """Whether a bare "When?" or "And X?" would be understood."""
    if last is None:
        return False
    if (
        candidate.fact == last.fact
        and candidate.kind in {"when", "where", "why"}
        and last.slot not in {"truth"}
    ):
        return True
    return candidate.kind == last.kind == "define" and candidate.entity.key != last.entity.key


def subject_form(
    candidate: Candidate,
    asked: Sequence[Candidate],
    last: Candidate | None,
    turn: TurnPlan,
    rng: random.Random,
) -> str:
    """Name, pronoun or description for the subject of the question."""
    if "anaphora" in turn.phenomena and can_pronoun(candidate, last):
        return "pronoun"
    if "definite_reference" in turn.phenomena and can_describe(candidate, asked):
        return "noun"
    if (
        turn.act in {"follow_up", "drill_down"}
        and can_pronoun(candidate, last)
        and rng.random() < 0.35
    ):
        return "pronoun"
    return "name"


def ellipsis(candidate: Candidate, last: Candidate | None, rng: random.Random) -> str:
    """The question with all left out that the turn before has said."""
    if last is None or not can_ellipsis(candidate, last):
        return ""
    if candidate.kind == "tell":
        return rng.choice(("What else?", "Anything else?", "And what else?"))
    if candidate.fact == last.fact:
        return rng.choice(
            {
                "when": ("When?", "And when?", "When was that?")
                if _past(candidate)
                else ("When?", "And when?"),
                "where": ("Where?", "And where?", "Where was that?")
                if _past(candidate)
                else ("Where?", "And where?"),
                "why": ("Why?", "And why?", "Why is that?")
                if not _past(candidate)
                else ("Why?", "And why?", "Why was that?"),
            }[candidate.kind]
        )
    return rng.choice(("And {}?", "What about {}?", "And what about {}?")).format(candidate.surface)


def _past(candidate: Candidate) -> bool:
    return bool(re.search(r"\b(?:did|was|were|had)\b", candidate.direct))


def dressed(text: str, manner: Manner, rng: random.Random) -> str:
    """A ready question in the turn's tone."""
    if manner.tone == "chatty" and not manner.first:
        text = rng.choice(_CHATTY_SHORT).format(text)
    elif (
        manner.tone == "polite"
        and text.endswith("?")
        and len(text.split()) > 3
        and not text.startswith(("Can ", "Could "))
    ):
        text = f"Excuse me, {text[:1].lower()}{text[1:]}" if not text.startswith("I ") else text
    return informal(text, rng) if manner.informal else text


def quotable(sentence: Sentence) -> str:
    """A whole sentence as an answer, where it can stand alone; else nothing."""
    tokens = sentence.tokens
    fragment = not 7 <= len(tokens) <= 40 or tokens[0].tag in {"TO", "VBG", "VBN"}
    if not sentence.usable or fragment or tokens[0].tag in {"PRP", "PRP$", "CC", "EX"}:
        return ""
    if any(token.lower in _NOT_ALONE for token in tokens[:3]) or any(
        token.lower in {"i", "my", "me"} or token.text in "{}[]|@" for token in tokens
    ):
        return ""
    if not stands_alone(tokens):
        return ""
    text = phrase_text(tokens, 0, len(tokens))
    return f"{capitalised(text.rstrip(' .'))}." if any(t.tag in FINITE for t in tokens) else ""


_NOT_ALONE = frozenset(
    """this these those that such he she it they however therefore thus also then so otherwise
    instead another other others""".split()
)


# -- answers --------------------------------------------------------------------------------------------


def further(analysis: Analysis, candidate: Candidate) -> str:
    """Another sentence on the same subject: for detailed answers."""
    own = None
    for fact in analysis.facts.facts:
        if fact.index == candidate.fact:
            continue
        near = fact.sentence.index - candidate.sentence
        if fact.subject.key == candidate.entity.key and near in {0, 1}:
            own = fact
            break
    if own is None:
        return ""
    statement = whole_statement(own)
    if not statement or len(statement.split()) > 30:
        return ""
    text = sentence(statement, own.subject.pronoun or own.surface)
    plain = statement.replace("{S}", "").strip(" .")
    return "" if plain in candidate.statement else text


def presupposing(candidate: Candidate, subject: str, rng: random.Random) -> str:
    """A question that takes the false version for granted."""
    false = fill(candidate.assertion, subject)
    frames = (
        "So {}, right?",
        "{}, is that correct?",
        "I thought {}. Is that right?",
        "I heard that {}. Is that true?",
        "Am I right that {}?",
    )
    frame = rng.choice(frames)
    text = frame.format(false)
    return capitalised(text)


def correction(candidate: Candidate, subject: str, style: str, rng: random.Random) -> str:
    """The answer to a false assumption."""
    if style == "short":
        return f"No, {candidate.right}"
    statement = fill(candidate.statement, subject)
    frame = rng.choice(("Actually, {}.", "No, {}.", "Not quite: {}."))
    text = frame.format(statement)
    if rng.random() < 0.4 and candidate.right and candidate.statement.endswith(candidate.right):
        text = f"{text[:-1]}, not {candidate.wrong}."
    return text


def summary(candidates: Sequence[Candidate]) -> str:
    """The statements of these candidates, one after the other; the same subject becomes a pronoun."""
    parts: list[str] = []
    before = ""
    said: set[str] = set()
    for candidate in candidates:
        entity = candidate.entity
        if candidate.statement in said:
            continue
        said.add(candidate.statement)
        form = "pronoun" if entity.key == before and entity.pronoun else "name"
        parts.append(sentence(candidate.statement, named(entity, candidate.surface, form)))
        before = entity.key if "{S}" in candidate.statement else ""
    first = parts[0]
    return " ".join([f"So far: {first}", *parts[1:]])


# -- clarifying -------------------------------------------------------------------------------------------

_VAGUE = {
    "when": ("When did that happen?", "When was that?", "What was the date of that?"),
    "where": ("Where was that?", "Where did that happen?"),
    "why": ("Why did that happen?", "What was the reason for that?", "Why was that?"),
    "who": ("Who was that?", "Who did that?"),
    "what": ("What did they do?",),
    "how_many": ("How many were there?",),
}


def two_readings(
    candidates: Sequence[Candidate], rng: random.Random
) -> tuple[Candidate, Candidate, str] | None:
    """Two open questions of one kind and a wording that fits both."""
    by_kind: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        short = len(candidate.indirect.split()) <= 14
        if (
            candidate.kind in {"when", "where", "why", "who", "how_many"}
            and short
            and candidate.indirect
        ):
            if candidate.kind in {"where", "why", "when"} and not _past(candidate):
                continue
            by_kind.setdefault(candidate.kind, []).append(candidate)
    kinds = [kind for kind, found in by_kind.items() if len({c.fact for c in found}) > 1]
    if not kinds:
        return None
    kind = rng.choice(sorted(kinds))
    found = by_kind[kind]
    first = rng.choice(found)
    others = [c for c in found if c.fact != first.fact and c.indirect != first.indirect]
    if not others:
        return None
    second = rng.choice(others)
    return first, second, rng.choice(_VAGUE[kind])


def reading(candidate: Candidate) -> str:
    """A candidate as an indirect question with its full name."""
    return fill(candidate.indirect, candidate.surface)


# -- comparing --------------------------------------------------------------------------------------------


def comparison(
    analysis: Analysis, asked: Sequence[Candidate], rng: random.Random
) -> Candidate | None:
    """ "Did A happen before B?" from two dated facts, or "Which is larger, A or B?"."""
    used = {candidate.identity for candidate in asked}
    comparatives = [c for c in analysis.by_kind.get("compare", ()) if c.identity not in used]
    if comparatives and rng.random() < 0.6:
        return rng.choice(comparatives)
    dated = []
    for candidate in analysis.by_kind.get("when", ()):
        years = re.findall(r"\b(?:1[0-9]{3}|20[0-9]{2})\b", candidate.short)
        if (
            len(years) == 1
            and _past(candidate)
            and len(candidate.direct.split()) <= 11
            and "{S}" in candidate.direct
        ):
            dated.append((int(years[0]), candidate))
    pairs = [
        (one, other)
        for one in dated
        for other in dated
        if one[0] != other[0]
        and one[1].fact != other[1].fact
        and (one[1].fact * 1000 + other[1].fact, "order") not in used
        and (other[1].fact * 1000 + one[1].fact, "order") not in used
    ]
    if not pairs:
        return rng.choice(comparatives) if comparatives else None
    (year, first), (other_year, second) = rng.choice(pairs)
    return _order(first, second, earlier=year < other_year)


def _order(first: Candidate, second: Candidate, *, earlier: bool) -> Candidate:
    """ "Did A ... before B ...?" with both dates in the answer."""
    clause = first.direct.split(" ", 1)[1]
    event = second.indirect.split(" ", 1)[1]
    same = first.entity.key == second.entity.key and bool(first.entity.pronoun)
    second_subject = first.entity.pronoun if same else second.surface
    statement = f"{first.statement}, {'while' if not same else 'and'} {fill(second.statement, second_subject)}"
    return replace(
        first,
        kind="compare",
        slot="order",
        fact=first.fact * 1000 + second.fact,
        direct=f"{capitalised(clause)} before {fill(event, second_subject)}",
        indirect=f"whether {first.indirect.split(' ', 1)[1]} before {fill(event, second_subject)}",
        short="Yes" if earlier else "No",
        statement=statement,
        evidence=tuple(sorted({*first.evidence, *second.evidence})),
    )


# -- beyond the passage -------------------------------------------------------------------------------------


def beyond(
    analysis: Analysis, passage: Passage, exchanges: Sequence[object], rng: random.Random
) -> Candidate | None:
    """A question that the neighbouring text answers and this passage does not."""
    asked = {getattr(exchange, "user", "") for exchange in exchanges}
    own = set(content_words(passage.text))
    options: list[Candidate] = []
    if passage.nearby.strip():
        for candidate in analyse(passage.nearby).candidates:
            if (
                candidate.kind not in {"who", "when", "where", "what", "how_many", "why", "how"}
                or candidate.entity.kind == "you"
                or candidate.score < 0.8
                or candidate.follows
            ):
                continue
            text = fill(candidate.direct, candidate.surface)
            words = [word for word in content_words(text) if not word.isdigit()]
            foreign = [word for word in words if word not in own]
            if (
                len(words) >= 2
                and len(foreign) * 2 >= len(words)
                and capitalised(text) + "?" not in asked
            ):
                answer_words = set(content_words(candidate.short))
                if not answer_words or not answer_words <= own:
                    options.append(candidate)
    options = [
        o for o in options if not any(fill(o.direct, o.surface)[1:] in text for text in asked)
    ]
    if options:
        return rng.choice(options)
    missing = [
        c
        for c in _missing(analysis)
        if not any(fill(c.direct, c.surface)[1:] in text for text in asked)
    ]
    return rng.choice(missing) if missing else None


def _missing(analysis: Analysis) -> list[Candidate]:
    """Questions on a fact's time, place or price where no word of the passage could tell it."""
    text = analysis.text
    found: list[Candidate] = []
    dated = bool(
        re.search(
            r"\b(?:1\d{3}|20\d{2})s?\b|\bcentur|\b(?:day|year|month|week|morning|night)s?\b|\bago\b|\bduring\b|\bwhen\b|\bafter\b|\bbefore\b",
            text,
        )
    )
    caused = bool(
        re.search(
            r"\b(?:because|since|due|reason|result|cause|therefore|thus|so|order|to help|aim|purpose|why)\b",
            text,
        )
    )
    for candidate in analysis.by_kind.get("yes", ()):
        match = re.match(r"(Did|Was|Were) (\{S\} .+)", candidate.direct)
        if match is None or len(candidate.direct.split()) > 12:
            continue
        fact = analysis.facts.facts[candidate.fact]
        if fact.verb.copula or fact.sides:
            continue
        auxiliary = match.group(1).lower()
        inner = candidate.indirect.split(" ", 1)[1]
        if not dated:
            found.append(
                replace(
                    candidate,
                    kind="when",
                    slot="time",
                    direct=f"When {auxiliary} {match.group(2)}",
                    indirect=f"when {inner}",
                )
            )
        if (
            not caused
            and fact.subject.kind in {"person", "group"}
            and not fact.clause.pieces[-1].kind == "infinitive"
        ):
            found.append(
                replace(
                    candidate,
                    kind="why",
                    slot="reason",
                    direct=f"Why {auxiliary} {match.group(2)}",
                    indirect=f"why {inner}",
                )
            )
    return found


# -- the whole --------------------------------------------------------------------------------------------


def main_topic(analysis: Analysis, title: str) -> tuple[str, Span] | None:
    """What the passage speaks of most, and the sentence that shows it."""
    counts: dict[str, int] = {}
    names: dict[str, tuple[str, Span]] = {}
    for candidate in analysis.candidates:
        entity = candidate.entity
        if entity.kind == "you" or len(candidate.surface.split()) > 7:
            continue
        counts[entity.key] = (
            counts.get(entity.key, 0)
            + (2 if candidate.sentence < 2 else 1)
            + (2 if entity.proper else 0)
        )
        names.setdefault(entity.key, (candidate.surface, candidate.evidence[0]))
    name = title.replace("_", " ").split("(")[0].split(",")[0].strip()
    if name and not any(mark in name for mark in "/.#") and analysis.facts.sentences:
        words = set(content_words(name))
        for sentence_ in analysis.facts.sentences:
            text = analysis.text[sentence_.start : sentence_.end]
            if words and words <= set(content_words(text)):
                shown = name if words & _capitals(text) else name[:1].lower() + name[1:]
                place = text.lower().find(shown.lower())
                if (
                    place > 3
                    and text[:place].lower().endswith("the ")
                    or text.lower().startswith(f"the {shown.lower()}")
                ):
                    shown = f"the {shown}"
                return shown, Span(start=sentence_.start, end=sentence_.end)
    heading = next(
        (
            h
            for h in analysis.facts.headings
            if 1 <= len(h.split()) <= 7 and h[:1].isalpha() and not h.endswith("?")
        ),
        "",
    )
    if heading and analysis.facts.sentences and not heading.lower().startswith("how to"):
        first = next((s for s in analysis.facts.sentences if s.heading == heading), None)
        if first is not None:
            return lowered_heading(heading, analysis.facts.lower_words()), Span(
                start=first.start, end=first.end
            )
    best = max(counts, key=lambda key: counts[key], default="")
    if counts and counts[best] > 3 and not names[best][0][:1].isdigit():
        return names[best]
    first = analysis.facts.sentences[0] if analysis.facts.sentences else None
    if first is None or not first.usable:
        return None
    end = noun_phrase(first.tokens, 0)
    if not 0 < end <= 6 or first.tokens[0].tag in {"PRP", "PRP$", "EX", "CD"}:
        return None
    if any(
        token.lower in {"this", "these", "those", "i", "we", "you"} for token in first.tokens[:end]
    ):
        return None
    return phrase_text(first.tokens, 0, end), Span(start=first.start, end=first.end)


def _capitals(text: str) -> set[str]:
    return {match.lower() for match in re.findall(r"(?<=[\w,] )[A-Z]\w+", text)}
