"""The turns that are more than one question on one fact, and how a chosen question is worded."""

from __future__ import annotations

from dataclasses import replace

from codi.teachers.builtin import beyond, moves
from codi.teachers.builtin.candidates import Candidate
from codi.teachers.builtin.choosing import REAL_QUESTIONS, choose, open_candidates, pick
from codi.teachers.builtin.reference import (
    ellipsis,
    feasible,
    inside,
    speaks_of_passage,
    subject_form,
)
from codi.teachers.builtin.talk import Exchange, Now
from codi.teachers.builtin.wording import Manner, answer, first_person, named, question

_WHAT_ABOUT = (
    "What is this passage about?",
    "What is this text mainly about?",
    "What topic does this passage cover?",
    "What is discussed in this passage?",
)
_WHAT_ELSE = (
    "What else does the passage say?",
    "Can you tell me something else from the passage?",
    "What other point does the passage make?",
    "What further information does the passage give?",
)
_WHAT_ELSE_IT = (
    "What else does it say?",
    "Does it say anything else?",
    "What other point does it make?",
)
_WHAT_FIRST = (
    "What does the passage say?",
    "Can you tell me a point that the passage makes?",
)
_NOT_SAID = (
    "The passage does not say.",
    "The passage doesn't mention that.",
    "That isn't stated in the passage.",
    "I can't tell from the passage.",
)
_SUM_UP = (
    "Can you sum up what we have covered so far?",
    "Could you give me a short summary of what you've told me so far?",
    "Can you summarise the main points so far?",
    "So, what have we learned so far?",
)
_THANKS = (
    "Thanks, that's all I wanted to know.",
    "Thank you, that was very helpful.",
    "Great, thanks for your help!",
    "Okay, that answers my questions. Thanks!",
    "Perfect, thank you. That's everything.",
)
_WELCOME = (
    "You're welcome!",
    "Glad I could help!",
    "You're welcome. Feel free to come back with more questions.",
    "My pleasure!",
    "Happy to help!",
)
_MOST_SUMMED_UP = 4


def ask(now: Now) -> Exchange | None:
    """A question of the kind that the act asks for, or of a neighbouring kind."""
    chosen = choose(now)
    return worded(now, chosen) if chosen is not None else None


def ask_anything(now: Now) -> Exchange | None:
    """In the first turns a question that is partly answered already is better than none."""
    if len(now.talk.exchanges) >= 3:
        return None
    chosen = choose(now, strict=False)
    return worded(now, chosen) if chosen is not None else None


def worded(now: Now, candidate: Candidate, *, name_it: bool = False) -> Exchange:
    """The exchange for a chosen candidate, with the phenomena that the turn asks for."""
    last, rng = now.talk.last, now.rng
    back_to = _back_to(now, candidate)
    away = last is not None and candidate.entity.key != last.entity.key and not back_to
    shift = away and (now.turn.act == "topic_shift" or now.wants("topic_shift"))
    form = "name" if name_it or shift else subject_form(candidate, now.before, now.turn, rng)
    if back_to:
        entity = candidate.entity
        form = "pronoun" if entity.pronoun else "noun" if entity.noun else "name"
    manner = Manner(
        tone=now.tone,
        subject=form,
        informal=now.wants("informal"),
        first=now.first,
        shift=shift,
        back_to=back_to,
        known=candidate.entity.key in {c.entity.key for c in now.talk.asked},
        passage_is_it=now.wants("anaphora")
        and form == "name"
        and speaks_of_passage(now.before.last_text),
    )
    if now.wants("ellipsis") and not shift and not back_to:
        fragment = ellipsis(candidate, now.before, rng)
        if fragment:
            return answered(now, candidate, moves.dressed(first_person(fragment), manner, rng))
    shown = candidate
    if form == "inside" and last is not None:
        shown = inside(candidate, last.entity, last.surface) or candidate
    return answered(now, candidate, question(shown, manner, rng))


def _back_to(now: Now, candidate: Candidate) -> str:
    """The name that the turn goes back to, or nothing."""
    last = now.talk.last
    if last is None or not (now.turn.act == "topic_return" or now.wants("topic_return")):
        return ""
    earlier = {c.entity.key for c in now.talk.asked[:-1]} - {last.entity.key, "you"}
    named_in_it = "{S}" in candidate.direct or "{O}" in candidate.direct or candidate.kind == "tell"
    return candidate.surface if candidate.entity.key in earlier and named_in_it else ""


def answered(now: Now, candidate: Candidate, text: str) -> Exchange:
    """The exchange with the answer in the turn's style."""
    form = "pronoun" if candidate.entity.pronoun and now.rng.random() < 0.6 else "name"
    subject = named(candidate.entity, candidate.surface, form)
    extra = moves.further(now.talk.analysis, candidate) if now.style == "detailed" else ""
    return Exchange(
        user=text,
        assistant=answer(candidate, now.style, subject, extra),
        quotes=now.talk.quotes(candidate),
        candidate=candidate,
        act=now.turn.act,
    )


def open_talk(now: Now) -> Exchange | None:
    """A first question on the main thing, or on the whole passage."""
    if not now.first:
        return None
    if now.rng.random() < 0.25:
        exchange = about(now)
        if exchange is not None:
            return exchange
    candidates = [
        c for c in now.talk.analysis.candidates if c.kind in REAL_QUESTIONS and not c.follows
    ]
    first = [c for c in candidates if c.sentence <= 2] or candidates
    defining = [c for c in first if c.kind == "define"]
    chosen = pick(now, defining if defining and now.rng.random() < 0.5 else first)
    return worded(now, chosen, name_it=True) if chosen is not None else None


def about(now: Now) -> Exchange | None:
    """What is the passage about?"""
    if now.talk.told("about") or len(now.talk.exchanges) > 2:
        return None
    topic = beyond.main_topic(now.talk.analysis, now.talk.plan.passage.title)
    if topic is None:
        return None
    name, span = topic
    text = moves.dressed(now.rng.choice(_WHAT_ABOUT), now.manner(), now.rng)
    return Exchange(
        user=text,
        assistant=name if now.style == "short" else f"It is about {name}.",
        quotes=(span.of(now.talk.plan.passage.text),),
        act="about",
    )


def something_else(now: Now) -> Exchange | None:
    """What else is there? For sentences that the rules could not take apart."""
    talk = now.talk
    if talk.told("something_else") >= 3:
        return None
    quoted = {quote for exchange in talk.exchanges for quote in exchange.quotes}
    used = {candidate.sentence for candidate in talk.asked}
    options: list[tuple[str, str]] = []
    for sentence in talk.analysis.facts.sentences:
        quote = talk.plan.passage.text[sentence.start : sentence.end]
        text = moves.quotable(sentence)
        if text and sentence.index not in used and quote not in quoted:
            options.append((text, quote))
    if not options:
        return None
    text, quote = options[-1] if now.wants("topic_shift") else options[0]
    said = " ".join(exchange.user for exchange in talk.exchanges).lower()
    wordings = [w for w in (_WHAT_FIRST if now.first else _WHAT_ELSE) if w.lower()[:-1] not in said]
    asked = now.rng.choice(wordings or _WHAT_ELSE)
    if now.wants("anaphora") and speaks_of_passage(now.before.last_text):
        asked = next((w for w in _WHAT_ELSE_IT if w.lower()[:-1] not in said), asked)
    return Exchange(
        user=moves.dressed(asked, now.manner(), now.rng),
        assistant=text,
        quotes=(quote,),
        act="something_else",
    )


def correct(now: Now) -> Exchange | None:
    """The user takes something false for granted, the assistant corrects it."""
    false = [c for c in open_candidates(now.talk) if c.assertion]
    tied = [c for c in false if feasible(c, now.before, now.turn.phenomena)]
    chosen = pick(now, tied or false)
    if chosen is None:
        return None
    form = subject_form(chosen, now.before, now.turn, now.rng)
    subject = first_person(named(chosen.entity, chosen.surface, form))
    text = moves.presupposing(chosen, subject, now.rng)
    tone = now.tone if now.tone == "chatty" else "plain"
    return Exchange(
        user=moves.dressed(text, now.manner(tone), now.rng),
        assistant=moves.correction(chosen, now.style, now.rng),
        quotes=now.talk.quotes(chosen),
        candidate=chosen,
        act="correct",
    )


def compare(now: Now) -> Exchange | None:
    """Which came first, which is larger."""
    made = moves.comparison(now.talk.analysis, now.talk.asked, now.rng)
    return worded(now, made, name_it=True) if made is not None else None


def clarify(now: Now) -> Exchange | None:
    """A question with two readings; the assistant asks which is meant."""
    pair = moves.two_readings(open_candidates(now.talk), now.rng)
    if pair is None:
        return None
    first, second, vague = pair
    asking_back = now.rng.choice(
        ("Do you mean {} or {}?", "Are you asking {} or {}?", "Which do you mean: {} or {}?")
    )
    return Exchange(
        user=moves.dressed(vague, now.manner("plain"), now.rng),
        assistant=asking_back.format(moves.reading(first), moves.reading(second)),
        act="clarify",
        options=(first, second),
    )


def clarified(now: Now) -> Exchange | None:
    """The user says which reading is meant."""
    options = now.talk.exchanges[-1].options if now.talk.exchanges else ()
    if not options:
        return None
    chosen = now.rng.choice(options)
    form = now.rng.choice(("I mean {}.", "I'd like to know {}.", "I was asking {}."))
    text = form.format(first_person(moves.reading(chosen)))
    return answered(now, chosen, moves.dressed(text, now.manner("plain"), now.rng))


def unanswerable(now: Now) -> Exchange | None:
    """A question that the passage does not answer."""
    asked = [exchange.user for exchange in now.talk.exchanges]
    made = beyond.unanswerable(now.talk.analysis, now.talk.plan.passage, asked, now.rng)
    if made is None:
        return None
    form = subject_form(made, now.before, now.turn, now.rng)
    manner = replace(now.manner(), subject=form if form == "pronoun" else "name")
    return Exchange(
        user=question(made, manner, now.rng),
        assistant="unknown" if now.style == "short" else now.rng.choice(_NOT_SAID),
        act="unanswerable",
    )


def summary(now: Now) -> Exchange | None:
    """The answers so far in a few sentences."""
    recent = now.talk.asked[-_MOST_SUMMED_UP:]
    enough = 2 if now.turn.act == "summary" else _MOST_SUMMED_UP
    if len(recent) < enough or now.talk.told("summary"):
        return None
    quotes = dict.fromkeys(quote for c in recent for quote in now.talk.quotes(c))
    return Exchange(
        user=moves.dressed(now.rng.choice(_SUM_UP), now.manner("plain"), now.rng),
        assistant=moves.summary(recent),
        quotes=tuple(quotes),
        act="summary",
    )


def close(now: Now) -> Exchange:
    """Thanks, and a friendly word."""
    return Exchange(
        user=moves.dressed(now.rng.choice(_THANKS), now.manner("plain"), now.rng),
        assistant=now.rng.choice(_WELCOME),
        act="close",
    )
