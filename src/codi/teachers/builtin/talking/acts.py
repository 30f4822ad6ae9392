"""The turns that are more than one question on one fact, and how a chosen question is worded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from codi.phenomena.wording import content
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.reading.english import capitalised
from codi.teachers.builtin.talking import beyond, clarifying, comparing, facets, fillers, moves
from codi.teachers.builtin.talking.choosing import (
    REAL_QUESTIONS,
    asks,
    choices,
    distance,
    feasible,
    is_phrase,
    pick,
    scarce,
)
from codi.teachers.builtin.talking.fragments import fragments, is_bare, pointing_back
from codi.teachers.builtin.talking.novelty import few_turns
from codi.teachers.builtin.talking.promising import besides, could_do_more
from codi.teachers.builtin.talking.reference import pointing_inside, subject_form
from codi.teachers.builtin.talking.spans import span_of
from codi.teachers.builtin.talking.talk import Exchange, Now
from codi.teachers.builtin.talking.wording import (
    Manner,
    answer,
    fill,
    first_person,
    named,
    question,
)
from codi.text import content_words

_ABOUT_FIRST, _PRONOUN_IN_ANSWER = 0.03, 0.6
_SHORT_BY_ITSELF, _POINTING = 0.35, 0.3
_GOING_ON = frozenset("follow_up drill_down when where why how how_many".split())


def ask(now: Now) -> Iterator[Exchange]:
    """Questions of the kind that the act asks for, then of neighbouring kinds."""
    for chosen in choices(now):
        if could_do_more(now, chosen):
            yield worded(now, chosen)


def ask_anything(now: Now) -> Exchange | None:
    """In the first turns a question that is partly answered already is better than none."""
    if not few_turns(now.talk):
        return None
    chosen = next(choices(now, strict=False), None)
    return worded(now, chosen) if chosen is not None else None


def worded(now: Now, candidate: Candidate, *, name_it: bool = False) -> Exchange:
    """The exchange for a chosen candidate, with the phenomena that the turn asks for."""
    last, rng = now.talk.last, now.rng
    if now.talk.coming and candidate.kind != "compare":
        candidate = facets.bare(now.talk.analysis, candidate) or candidate
    back_to = _back_to(now, candidate)
    away = last is not None and candidate.entity.key != last.entity.key and not back_to
    away = away and _elsewhere(now, candidate)
    shift = away and (now.turn.act == "topic_shift" or now.wants("topic_shift"))
    form = "name" if name_it or shift else subject_form(candidate, now.before, now.turn, rng)
    if back_to:
        entity = candidate.entity
        form = "pronoun" if entity.pronoun and candidate.surface == back_to else "name"
    manner = Manner(
        tone=now.tone,
        subject=form,
        informal=now.careless,
        first=now.first,
        shift=shift,
        back_to=back_to,
        known=candidate.entity.key in {c.entity.key for c in now.talk.asked},
        besides=form == "name" and not shift and besides(now, candidate),
    )
    if not shift and not back_to:
        fragment = _fragment(now, candidate, form)
        if fragment:
            plain = replace(manner, tone="plain") if manner.tone == "polite" else manner
            return answered(now, candidate, moves.dressed(first_person(fragment), plain, rng))
    shown = candidate
    if form == "inside":
        shown = pointing_inside(candidate, now.before) or candidate
    return answered(now, candidate, question(shown, manner, rng))


def _elsewhere(now: Now, candidate: Candidate) -> bool:
    """Whether the question lies far from the last turn and is mostly of what nobody spoke of."""
    last = now.talk.last
    own = content(fill(candidate.direct, candidate.surface))
    if last is None or distance(candidate, last) < _FAR or own & content(last.surface):
        return False
    recent = " ".join(f"{e.user} {e.assistant}" for e in now.talk.exchanges[-_RECENT:])
    spoken = {stem[:_ROOT] for stem in content(recent)}
    if spoken & {stem[:_ROOT] for stem in own}:
        return False
    return 2 * len(own - now.talk.said) > len(own)


_FAR, _RECENT, _ROOT = 100, 3, 7


def _fragment(now: Now, candidate: Candidate, form: str) -> str:
    """The question with all left out that was just said, where the plan asks for it or may."""
    users = [exchange.user.lower() for exchange in now.talk.exchanges]
    said, found = " ".join(users), fragments(candidate, now.before)
    short = [f for f in found if f.lower() not in (said if " " in f else users)]
    if now.wants("bare_wh"):
        short = [f for f in short if is_bare(f)]
    same_fact = now.before.previous is not None and now.before.previous.fact == candidate.fact
    by_itself = same_fact and now.turn.act in _GOING_ON and now.rng.random() < _SHORT_BY_ITSELF
    if short and (now.leaves_out or (by_itself and not _tied(now))):
        return now.rng.choice(short)
    pointing = pointing_back(candidate, now.before)
    if (
        pointing
        and now.points
        and (now.wants("demonstrative_anaphora") or form == "name" or now.rng.random() < _POINTING)
    ):
        return now.rng.choice(pointing)
    return ""


def _tied(now: Now) -> bool:
    return now.wants("anaphora") or now.wants("definite_reference")


def _back_to(now: Now, candidate: Candidate) -> str:
    """The name that the turn goes back to, or nothing."""
    last = now.talk.last
    if last is None or not (now.turn.act == "topic_return" or now.wants("topic_return")):
        return ""
    asked = [c for c in now.talk.asked[:-1] if c.entity.kind != "you" and c.slot != "heading"]
    earlier = {c.entity.key for c in asked} - {last.entity.key}
    named_in_it = "{S}" in candidate.direct or "{O}" in candidate.direct or candidate.kind == "tell"
    if candidate.entity.key in earlier and named_in_it:
        return candidate.surface
    own = content(f"{candidate.direct} {candidate.surface}")
    beside = [c for c in asked if c.entity.key in earlier and content(c.surface) <= own]
    return beside[-1].surface if beside else ""


def answered(now: Now, candidate: Candidate, text: str) -> Exchange:
    """The exchange with the answer in the turn's style."""
    asked_of = "{S}" in candidate.direct or "{O}" in candidate.direct or candidate.kind == "tell"
    asked_of = asked_of and candidate.kind != "compare"
    asked_of = asked_of and not candidate.statement.startswith("{S},")  # "He, a smith, sold it"
    short = asked_of and bool(candidate.entity.pronoun) and now.rng.random() < _PRONOUN_IN_ANSWER
    subject = named(candidate.entity, candidate.surface, "pronoun" if short else "name")
    analysis, said = now.talk.analysis, now.talk.said
    extra = moves.further(analysis, candidate, said) if now.style == "detailed" else ""
    quotes = now.talk.quotes(candidate)
    said_by_passage = _as_span(now, candidate, quotes)
    return Exchange(
        user=text,
        assistant=said_by_passage or answer(candidate, now.style, subject, extra),
        quotes=(said_by_passage,) if said_by_passage else quotes,
        candidate=candidate,
        act="ask",
    )


def _as_span(now: Now, candidate: Candidate, quotes: tuple[str, ...]) -> str:
    """The answer as a piece of the passage, where the turn asks for one."""
    if now.style != "span" or not quotes:
        return ""
    surface = candidate.surface
    short, told = fill(candidate.short, surface), fill(candidate.statement, surface)
    return span_of(quotes[0], short, told, now.rng)


def open_talk(now: Now) -> Exchange | None:
    """A first question: what it is about, or something on its topic."""
    if not now.first:
        return None
    if now.rng.random() < _ABOUT_FIRST:
        exchange = fillers.about(now)
        if exchange is not None:
            return exchange
    candidates = [
        c
        for c in now.open
        if c.kind in REAL_QUESTIONS and not c.follows and (now.style != "short" or is_phrase(c))
    ]
    topic = beyond.title_words(now.talk.plan.passage.title)
    on_topic = [c for c in candidates if c.sentence <= 4 and topic & set(content_words(c.surface))]
    early = [c for c in candidates if c.sentence <= 2]
    kept = scarce(now)
    groups = [on_topic, early, candidates]
    free = [[c for c in group if asks(c) not in kept] for group in groups]
    chosen = pick(now, next((group for group in [*free, *groups] if group), []))
    return worded(now, chosen, name_it=True) if chosen is not None else None


def correct(now: Now) -> Exchange | None:
    """The user takes something false for granted, the assistant corrects it."""
    false = [c for c in now.open if c.assertion]
    false = false or list(moves.made_false(now.open))
    if (not false or now.wants("negation")) and now.style not in {"short", "span"}:
        false = list(moves.denied(now.open)) or false
    tied = [c for c in false if feasible(c, now.before, now.turn.phenomena)]
    chosen = pick(now, tied or false)
    if chosen is None:
        return None
    form = subject_form(chosen, now.before, now.turn, now.rng)
    form = "name" if form == "inside" else form
    subject = named(chosen.entity, chosen.surface, form)
    text = moves.presupposing(chosen, subject, now.rng)
    tone = now.tone if now.tone == "chatty" else "plain"
    quotes = now.talk.quotes(chosen)
    said_by_passage = _as_span(now, chosen, quotes)
    return Exchange(
        user=moves.dressed(text, now.manner(tone), now.rng),
        assistant=said_by_passage
        or moves.correction(chosen, now.style, now.rng, openly=now.wants(_FAILURE)),
        quotes=(said_by_passage,) if said_by_passage else quotes,
        candidate=chosen,
        act="correct",
    )


_FAILURE = "presupposition_failure"


def correct_early(now: Now) -> Exchange | None:
    """In the first turns a false version of a fact is better than an end."""
    return correct(now) if few_turns(now.talk) and not now.first else None


def compare(now: Now) -> Exchange | None:
    """Which came first, which is larger, which has more."""
    made = comparing.comparison(now.talk.analysis, now.talk.asked, now.rng)
    if made is None:
        compared = [c for c in now.open if comparing.compares(c) and not c.follows]
        chosen = pick(now, compared)
        made = replace(chosen, kind="compare") if chosen is not None else None
    return worded(now, made, name_it=True) if made is not None else None


def clarify(now: Now) -> Exchange | None:
    """A question with two readings; the assistant asks which is meant."""
    made = clarifying.ambiguous(now)
    if made is None:
        return None
    vague, options = made
    asking_back = now.rng.choice(
        ("Do you mean {} or {}?", "Which do you mean: {} or {}?", "Sorry, do you mean {} or {}?")
    )
    return Exchange(
        user=moves.dressed(vague, now.manner("plain"), now.rng),
        assistant=asking_back.format(options[0][0], options[1][0]),
        act="clarify",
        options=options,
        about=options[0][1] or options[1][1],
    )


def clarified(now: Now) -> Exchange | None:
    """The user says which reading is meant."""
    options = now.talk.exchanges[-1].options if now.talk.exchanges else ()
    meant = [(said, asked) for said, asked in options if asked is not None]
    if not meant:
        return None
    said, chosen = now.rng.choice(meant)
    if now.wants("one_substitution"):
        text = f"The {'first' if options[0][0] == said else 'second'} one."
        text = moves.dressed(text, now.manner("plain"), now.rng)
        return replace(answered(now, chosen, text), act="clarified")
    form = now.rng.choice(("I mean {}.", "I meant {}.", "{}, please.", "I was asking about {}."))
    if said.split(" ", 1)[0] in {"when", "where", "why", "who", "how"}:
        form = now.rng.choice(("I mean {}.", "I'd like to know {}.", "I was asking {}."))
    text = capitalised(form.format(first_person(said)))
    text = moves.dressed(text, now.manner("plain"), now.rng)
    return replace(answered(now, chosen, text), act="clarified")
