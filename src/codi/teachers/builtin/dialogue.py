"""What is asked at a turn: the act of the plan, the history, and what the passage offers.

A conversation's exchanges are a pure function of its plan: each turn is made from the turns before
it with a generator of its own, so that a lost state is made again by going through the turns.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from codi.randomness import rng_for
from codi.teachers.builtin import moves
from codi.teachers.builtin.analysis import Analysis, analyse
from codi.teachers.builtin.questions import Candidate
from codi.teachers.builtin.wording import Manner, answer, named, question
from codi.types import ConversationPlan, TurnPlan

KINDS_OF_ACT: dict[str, tuple[str, ...]] = {
    "who": ("who",),
    "what": ("what", "list", "define"),
    "when": ("when",),
    "where": ("where",),
    "why": ("why",),
    "how": ("how",),
    "how_many": ("how_many",),
    "yes_no": ("yes", "no"),
    "list": ("list",),
}
_NEIGHBOURS: dict[str, tuple[str, ...]] = {
    "who": ("define", "what"),
    "what": ("how", "why", "where"),
    "when": ("where", "how_many"),
    "where": ("when", "what"),
    "why": ("how", "what"),
    "how": ("why", "what"),
    "how_many": ("when", "what"),
    "list": ("what", "define"),
}
_REAL_QUESTIONS = (
    "tell",
    "who",
    "what",
    "when",
    "where",
    "why",
    "how",
    "how_many",
    "list",
    "define",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One turn as it was made. `options` are the readings that a clarifying question offers."""

    user: str
    assistant: str
    quotes: tuple[str, ...] = ()
    candidate: Candidate | None = None
    act: str = ""
    options: tuple[Candidate, ...] = ()

    @property
    def exhausted(self) -> bool:
        """Whether there was nothing left to ask."""
        return not self.user


EXHAUSTED = Exchange(user="", assistant="")


@dataclass(slots=True)
class Talk:
    """A conversation so far: what was asked, and what of the passage is used up."""

    plan: ConversationPlan
    analysis: Analysis
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def asked(self) -> list[Candidate]:
        return [e.candidate for e in self.exchanges if e.candidate is not None]

    @property
    def last(self) -> Candidate | None:
        """What the turn just before was about."""
        return self.exchanges[-1].candidate if self.exchanges else None

    def rng(self, index: int) -> random.Random:
        return rng_for(self.plan.seed, "builtin", self.plan.id, index)

    def advance(self) -> Exchange:
        """Make the next turn."""
        index = len(self.exchanges)
        exchange = _exchange(self, self.plan.turns[index], self.rng(index))
        self.exchanges.append(exchange)
        return exchange


@dataclass(slots=True)
class Turnwise:
    """What the making of one turn needs at hand."""

    talk: Talk
    turn: TurnPlan
    rng: random.Random

    @property
    def tone(self) -> str:
        return self.turn.seed_data.get("tone", "plain")

    @property
    def style(self) -> str:
        return self.turn.seed_data.get("answer_style", "sentence")

    def wants(self, phenomenon: str) -> bool:
        return phenomenon in self.turn.phenomena


def _exchange(talk: Talk, turn: TurnPlan, rng: random.Random) -> Exchange:
    now = Turnwise(talk, turn, rng)
    act = turn.act
    previous = talk.exchanges[-1] if talk.exchanges else None
    makers: list[Callable[[Turnwise], Exchange | None]] = []
    if act == "clarified" or (previous is not None and previous.options):
        makers.append(_clarified)
    special: dict[str, Callable[[Turnwise], Exchange | None]] = {
        "close": _close,
        "summary": _summary,
        "clarify": _clarify,
        "correct": _correct,
        "compare": _compare,
        "open": _open,
        "unanswerable": _unanswerable,
    }
    if act in special:
        makers.append(special[act])
    elif now.wants("unanswerable") and not turn.needs_evidence:
        makers.append(_unanswerable)
    makers += [_ask, _ask_anything, _about, _something_else, _summary]
    if not turn.needs_evidence:
        makers.append(_unanswerable)
    for make in makers:
        exchange = make(now)
        if exchange is not None:
            return exchange
    return EXHAUSTED


# -- choosing a question ----------------------------------------------------------------------------


def _open_candidates(talk: Talk, *, strict: bool = True) -> list[Candidate]:
    """Candidates that would not repeat a question or ask what was said already."""
    asked = talk.asked
    identities = {candidate.identity for candidate in asked}
    facts = {candidate.fact for candidate in asked}
    questions = {(candidate.direct, candidate.entity.key) for candidate in asked}
    said: dict[int, str] = {}
    for exchange in talk.exchanges:
        if exchange.candidate is not None:
            fact = exchange.candidate.fact
            said[fact] = (
                f"{said.get(fact, '')} {exchange.user} {exchange.candidate.direct} {exchange.assistant} {exchange.candidate.statement}".lower()
            )
    found = []
    for candidate in talk.analysis.candidates:
        if (
            candidate.identity in identities
            or (candidate.direct, candidate.entity.key) in questions
        ):
            continue
        if candidate.fact in facts:
            if candidate.slot == "truth" or candidate.slot == "subject":
                if strict:
                    continue
            elif candidate.short.lower() in said[candidate.fact]:
                continue
            elif candidate.slot in {"deed", "event", "telling"}:
                continue
            if strict and sum(fact == candidate.fact for fact, _ in identities) >= 3:
                continue
        if candidate.follows and not (
            talk.last is not None and candidate.sentence - talk.last.sentence in {0, 1}
        ):
            continue
        if candidate.kind == "tell" and sum(c.kind == "tell" for c in asked) >= 4:
            continue
        found.append(candidate)
    return found


def _pick(now: Turnwise, candidates: Iterable[Candidate]) -> Candidate | None:
    """The best candidate for the turn, ties and near ties broken by the turn's generator."""
    talk, turn = now.talk, now.turn
    last = talk.last
    best: Candidate | None = None
    best_score = float("-inf")
    for candidate in candidates:
        score = candidate.score + now.rng.random() * 0.5
        if last is not None:
            distance = candidate.sentence - last.sentence
            score += 0.25 if distance in {0, 1} else 0.1 if distance == 2 else 0.0
            if candidate.entity.key == last.entity.key:
                score += 0.15
        if now.wants("anaphora") or now.wants("ellipsis") or now.wants("definite_reference"):
            score += 1.5 * moves.feasible(candidate, talk.asked, last, turn.phenomena)
        if score > best_score:
            best, best_score = candidate, score
    return best


def _ask(now: Turnwise) -> Exchange | None:
    """A question of the kind that the act asks for, or of a neighbouring kind."""
    talk, act = now.talk, now.turn.act
    candidates = _open_candidates(talk)
    for group in _groups(now, act, candidates):
        chosen = _pick(now, group)
        if chosen is not None:
            return _worded(now, chosen)
    return None


def _groups(now: Turnwise, act: str, candidates: list[Candidate]) -> Iterable[list[Candidate]]:
    """The candidates that fit the act, better fits first."""
    last = now.talk.last
    real = [c for c in candidates if c.kind in _REAL_QUESTIONS]
    if act == "yes_no":
        wanted = "no" if now.rng.random() < 0.5 else "yes"
        yield [c for c in candidates if c.kind == wanted]
        yield [c for c in candidates if c.kind in {"yes", "no"}]
    elif act in KINDS_OF_ACT:
        kinds = KINDS_OF_ACT[act]
        yield [c for c in candidates if c.kind in kinds]
        yield [c for c in candidates if c.kind in _NEIGHBOURS.get(act, ())]
        real = [c for c in real if c.kind not in {"tell"}]
    elif act == "follow_up" and last is not None:
        yield [c for c in real if c.entity.key == last.entity.key]
        yield [c for c in real if abs(c.sentence - last.sentence) <= 1]
    elif act == "drill_down" and last is not None:
        yield [c for c in real if c.fact == last.fact]
        yield [c for c in real if c.sentence == last.sentence]
        yield [c for c in real if c.entity.key == last.entity.key]
        yield [c for c in real if 0 <= c.sentence - last.sentence <= 1]
    elif act == "topic_shift" and last is not None:
        seen = {c.entity.key for c in now.talk.asked}
        yield [c for c in real if c.entity.key not in seen and abs(c.sentence - last.sentence) > 1]
        yield [c for c in real if c.entity.key != last.entity.key and c.sentence != last.sentence]
    elif act == "topic_return" and last is not None:
        earlier = {c.entity.key for c in now.talk.asked} - {last.entity.key, "you"}
        yield [c for c in real if c.entity.key in earlier]
    if real:
        yield real
    yield [c for c in candidates if c.kind in {"yes", "no"}]
    yield [c for c in candidates if c.kind == "tell"]


def _ask_anything(now: Turnwise) -> Exchange | None:
    """In the first turns a question that is partly answered already is better than none."""
    if len(now.talk.exchanges) >= 3:
        return None
    chosen = _pick(now, _open_candidates(now.talk, strict=False))
    return _worded(now, chosen) if chosen is not None else None


# -- wording it -------------------------------------------------------------------------------------


def _worded(now: Turnwise, candidate: Candidate, *, name_it: bool = False) -> Exchange:
    """The exchange for a chosen candidate, with the phenomena that the turn asks for."""
    talk, turn, rng = now.talk, now.turn, now.rng
    last = talk.last
    subject = "name"
    if not name_it:
        subject = moves.subject_form(candidate, talk.asked, last, turn, rng)
    back_to = ""
    if (turn.act == "topic_return" or now.wants("topic_return")) and last is not None:
        earlier = {c.entity.key for c in talk.asked[:-1]} - {last.entity.key}
        if (
            candidate.entity.kind != "you"
            and candidate.entity.key in earlier
            and "{S}" in candidate.direct + "{O}"
        ):
            back_to = candidate.surface
            subject = (
                "pronoun"
                if candidate.entity.pronoun
                else "noun"
                if candidate.entity.noun
                else "name"
            )
    shift = (
        (turn.act == "topic_shift" or now.wants("topic_shift"))
        and last is not None
        and candidate.entity.key != last.entity.key
        and not back_to
    )
    if shift:
        subject = "name"
    manner = Manner(
        tone=now.tone,
        subject=subject,
        informal=now.wants("informal"),
        first=not talk.exchanges,
        shift=shift,
        back_to=back_to,
        known=candidate.entity.key in {c.entity.key for c in talk.asked},
    )
    elliptical = (
        moves.ellipsis(candidate, last, rng)
        if now.wants("ellipsis") and not shift and not back_to
        else ""
    )
    text = (
        moves.dressed(elliptical, manner, rng) if elliptical else question(candidate, manner, rng)
    )
    return _answered(now, candidate, text)


def _answered(now: Turnwise, candidate: Candidate, text: str, *, act: str = "") -> Exchange:
    """The exchange with the answer in the turn's style."""
    pronoun = candidate.entity.pronoun
    form = "pronoun" if pronoun and now.rng.random() < 0.6 else "name"
    subject = named(candidate.entity, candidate.surface, form)
    extra = ""
    if now.style == "detailed":
        extra = moves.further(now.talk.analysis, candidate)
    reply = answer(candidate, now.style, subject, extra)
    return Exchange(
        user=text,
        assistant=reply,
        quotes=_quotes(now.talk, candidate),
        candidate=candidate,
        act=act or now.turn.act,
    )


def _quotes(talk: Talk, candidate: Candidate) -> tuple[str, ...]:
    return tuple(span.of(talk.plan.passage.text) for span in candidate.evidence)


# -- the other acts -----------------------------------------------------------------------------------


def _open(now: Turnwise) -> Exchange | None:
    """A first question on the main thing, or on the whole passage."""
    if now.talk.exchanges:
        return None
    if now.rng.random() < 0.25:
        exchange = _about(now)
        if exchange is not None:
            return exchange
    candidates = [
        c for c in now.talk.analysis.candidates if c.kind in _REAL_QUESTIONS and not c.follows
    ]
    first = [c for c in candidates if c.sentence <= 2] or candidates
    defining = [c for c in first if c.kind == "define"]
    chosen = _pick(now, defining if defining and now.rng.random() < 0.5 else first)
    return _worded(now, chosen, name_it=True) if chosen is not None else None


def _about(now: Turnwise) -> Exchange | None:
    """What is the passage about?"""
    if any(e.act == "about" for e in now.talk.exchanges) or len(now.talk.exchanges) > 2:
        return None
    topic = moves.main_topic(now.talk.analysis, now.talk.plan.passage.title)
    if topic is None:
        return None
    name, span = topic
    text = now.rng.choice(
        (
            "What is this passage about?",
            "What is this text mainly about?",
            "What topic does this passage cover?",
            "What is discussed in this passage?",
        )
    )
    manner = Manner(tone=now.tone, informal=now.wants("informal"), first=not now.talk.exchanges)
    reply = name if now.style == "short" else f"It is about {name}."
    return Exchange(
        user=moves.dressed(text, manner, now.rng),
        assistant=reply,
        quotes=(span.of(now.talk.plan.passage.text),),
        act="about",
    )


def _something_else(now: Turnwise) -> Exchange | None:
    """What else is there? For passages whose sentences the rules could not take apart."""
    talk = now.talk
    used = {c.sentence for c in talk.asked}
    if sum(e.act == "something_else" for e in talk.exchanges) >= 2:
        return None
    for sentence in talk.analysis.facts.sentences:
        text = moves.quotable(sentence)
        if sentence.index in used or not text:
            continue
        quote = talk.plan.passage.text[sentence.start : sentence.end]
        if any(quote in e.quotes for e in talk.exchanges):
            continue
        asked = now.rng.choice(
            (
                "What else does the passage say?",
                "Can you tell me something else from the passage?",
                "What other point does the passage make?",
            )
            if talk.exchanges
            else ("What does the passage say?", "Can you tell me a point that the passage makes?")
        )
        if any(asked in e.user for e in talk.exchanges):
            asked = "What further information does the passage give?"
        manner = Manner(tone=now.tone, informal=now.wants("informal"), first=not talk.exchanges)
        return Exchange(
            user=moves.dressed(asked, manner, now.rng),
            assistant=text,
            quotes=(quote,),
            act="something_else",
        )
    return None


def _correct(now: Turnwise) -> Exchange | None:
    """The user takes something false for granted, the assistant corrects it."""
    candidates = [
        c for c in _open_candidates(now.talk) if c.kind == "no" and c.wrong and c.assertion
    ]
    chosen = _pick(now, candidates)
    if chosen is None:
        return None
    form = moves.subject_form(chosen, now.talk.asked, now.talk.last, now.turn, now.rng)
    text = moves.presupposing(chosen, named(chosen.entity, chosen.surface, form), now.rng)
    manner = Manner(
        tone=now.tone if now.tone == "chatty" else "plain",
        informal=now.wants("informal"),
        first=not now.talk.exchanges,
    )
    exchange = _answered(now, chosen, moves.dressed(text, manner, now.rng))
    pronoun = chosen.entity.pronoun or chosen.surface
    reply = moves.correction(chosen, pronoun, now.style, now.rng)
    return Exchange(
        user=exchange.user,
        assistant=reply,
        quotes=exchange.quotes,
        candidate=chosen,
        act="correct",
    )


def _compare(now: Turnwise) -> Exchange | None:
    made = moves.comparison(now.talk.analysis, now.talk.asked, now.rng)
    if made is None:
        return None
    return _worded(now, made, name_it=True)


def _clarify(now: Turnwise) -> Exchange | None:
    """A question with two readings; the assistant asks which is meant."""
    pair = moves.two_readings(_open_candidates(now.talk), now.rng)
    if pair is None:
        return None
    first, second, vague = pair
    manner = Manner(tone="plain", informal=now.wants("informal"), first=not now.talk.exchanges)
    readings = [moves.reading(option) for option in (first, second)]
    asking_back = now.rng.choice(
        ("Do you mean {} or {}?", "Are you asking {} or {}?", "Which do you mean: {} or {}?")
    )
    return Exchange(
        user=moves.dressed(vague, manner, now.rng),
        assistant=asking_back.format(*readings),
        act="clarify",
        options=(first, second),
    )


def _clarified(now: Turnwise) -> Exchange | None:
    """The user says which reading is meant."""
    previous = now.talk.exchanges[-1] if now.talk.exchanges else None
    if previous is None or not previous.options or now.turn.act not in {"clarified"}:
        return None
    chosen = now.rng.choice(previous.options)
    reading = moves.reading(chosen)
    text = now.rng.choice(("I mean {}.", "I'd like to know {}.", "I was asking {}.", "{}, please."))
    text = text.format(reading)
    manner = Manner(tone="plain", informal=now.wants("informal"))
    return _answered(now, chosen, moves.dressed(text[:1].upper() + text[1:], manner, now.rng))


def _unanswerable(now: Turnwise) -> Exchange | None:
    """A question that the passage does not answer."""
    made = moves.beyond(now.talk.analysis, now.talk.plan.passage, now.talk.exchanges, now.rng)
    if made is None:
        return None
    manner = Manner(tone=now.tone, informal=now.wants("informal"), first=not now.talk.exchanges)
    text = question(made, manner, now.rng)
    reply = (
        "unknown"
        if now.style == "short"
        else now.rng.choice(
            (
                "The passage does not say.",
                "The passage doesn't mention that.",
                "That isn't stated in the passage.",
                "I can't tell from the passage.",
            )
        )
    )
    return Exchange(user=text, assistant=reply, act="unanswerable")


def _summary(now: Turnwise) -> Exchange | None:
    """The answers so far in a few sentences."""
    asked = now.talk.asked
    if len(asked) < (2 if now.turn.act == "summary" else 4):
        return None
    text = now.rng.choice(
        (
            "Can you sum up what we have covered so far?",
            "Could you give me a short summary of what you've told me so far?",
            "Can you summarise the main points so far?",
            "So, what have we learned so far?",
        )
    )
    if any(e.act == "summary" for e in now.talk.exchanges):
        return None
    recent = asked[-4:]
    parts = moves.summary(recent)
    quotes = dict.fromkeys(quote for candidate in recent for quote in _quotes(now.talk, candidate))
    manner = Manner(tone="plain", informal=now.wants("informal"))
    return Exchange(
        user=moves.dressed(text, manner, now.rng),
        assistant=parts,
        quotes=tuple(quotes),
        act="summary",
    )


def _close(now: Turnwise) -> Exchange | None:
    text = now.rng.choice(
        (
            "Thanks, that's all I wanted to know.",
            "Thank you, that was very helpful.",
            "Great, thanks for your help!",
            "Okay, that answers my questions. Thanks!",
            "Perfect, thank you. That's everything.",
        )
    )
    reply = now.rng.choice(
        (
            "You're welcome!",
            "Glad I could help!",
            "You're welcome. Feel free to come back with more questions.",
            "My pleasure!",
            "Happy to help!",
        )
    )
    manner = Manner(tone="plain", informal=now.wants("informal"))
    return Exchange(user=moves.dressed(text, manner, now.rng), assistant=reply, act="close")


def talk_for(plan: ConversationPlan) -> Talk:
    """A conversation at its beginning."""
    return Talk(plan, analyse(plan.passage.text))
