"""A conversation as it grows: what was said, and what of the passage is used up."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cached_property

from codi.phenomena.wording import content
from codi.randomness import rng_for
from codi.teachers.builtin.asking.analysis import Analysis
from codi.teachers.builtin.asking.candidates import Candidate
from codi.teachers.builtin.talking.reference import Before
from codi.teachers.builtin.talking.wording import Manner
from codi.text import locate_quote, words
from codi.types import ConversationPlan, Turn, TurnPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One turn as it was made.

    `options` are the readings that a clarifying question offers and what each of them asks, `about`
    is what a turn without a fact to answer was about, `also` what it answers besides, `declined`
    what of the plan it does not do.
    """

    user: str
    assistant: str
    quotes: tuple[str, ...] = ()
    candidate: Candidate | None = None
    act: str = ""
    options: tuple[tuple[str, Candidate | None], ...] = ()
    about: Candidate | None = None
    also: tuple[Candidate, ...] = ()
    declined: tuple[str, ...] = ()

    def as_turn(self, index: int, passage: str) -> Turn:
        """The exchange as readers of the conversation will have it."""
        spans = {span for quote in self.quotes if (span := locate_quote(passage, quote))}
        return Turn(
            index=index, user=self.user, assistant=self.assistant, evidence=tuple(sorted(spans))
        )

    @property
    def exhausted(self) -> bool:
        """Whether there was nothing left to ask."""
        return not self.user


EXHAUSTED = Exchange(user="", assistant="")


def _says(text: str, name: str) -> bool:
    """Whether the text has the whole name, whatever case it begins with."""
    place = text.find(name[1:])
    while place > 0:
        before, behind = text[place - 2 : place - 1], text[place + len(name) - 1 :][:1]
        if (
            not (before.isalnum() or behind.isalnum())
            and text[place - 1].lower() == name[0].lower()
        ):
            return True
        place = text.find(name[1:], place + 1)
    return False


@dataclass(slots=True)
class Talk:
    """The exchanges of one plan so far, in one of several attempts at it.

    What they come to is kept beside them, since every question of a turn is held against it:
    `asked` are their candidates, `last` what the talk was about last (a turn that was about nothing
    leaves it as it was), `said` the stems of all content words, `latest` those of the turn just
    before, `turns` what the detectors of phenomena read, `spoken` the words of the user's messages.
    """

    plan: ConversationPlan
    analysis: Analysis
    attempt: int = 0
    exchanges: list[Exchange] = field(default_factory=list)
    asked: tuple[Candidate, ...] = ()
    last: Candidate | None = None
    said: frozenset[str] = frozenset()
    latest: frozenset[str] = frozenset()
    turns: tuple[Turn, ...] = ()
    spoken: tuple[list[str], ...] = ()

    def add(self, exchange: Exchange) -> None:
        """Go on by one exchange."""
        index = len(self.exchanges)
        self.exchanges.append(exchange)
        if exchange.exhausted:
            return
        told = (*exchange.also, exchange.candidate)
        self.asked += tuple(candidate for candidate in told if candidate is not None)
        self.last = exchange.candidate or exchange.about or self.last
        self.latest = content(exchange.user) | content(exchange.assistant)
        self.said |= self.latest
        self.turns += (exchange.as_turn(index, self.plan.passage.text),)
        self.spoken += (words(exchange.user),)

    @property
    def previous(self) -> Candidate | None:
        """The fact that the turn just before asked for, if it did."""
        return self.exchanges[-1].candidate if self.exchanges else None

    @property
    def coming(self) -> tuple[TurnPlan, ...]:
        """The turns of the plan behind the one to be made now."""
        return self.plan.turns[len(self.exchanges) + 1 :]

    def quotes(self, candidate: Candidate) -> tuple[str, ...]:
        """The words of the passage that a candidate's answer rests on."""
        return tuple(span.of(self.plan.passage.text) for span in candidate.evidence)

    def told(self, act: str) -> int:
        """How many turns so far were made by this act."""
        return sum(exchange.act == act for exchange in self.exchanges)


_PUT_OVER = frozenset(
    "demonstrative_anaphora repair polite disfluent discourse_marker confirmation negation".split()
)
"""Phenomena that a message in another tone would get in the way of."""


@dataclass
class Now:
    """The turn to be made: its plan, the talk before it, and the candidates that are still open.

    `undone` is how much of the plan the best way of making it leaves undone, once there is one.
    """

    talk: Talk
    turn: TurnPlan
    open: list[Candidate]
    undone: int | None = None

    @cached_property
    def rng(self) -> random.Random:
        """The turn's own generator."""
        plan, attempt = self.talk.plan, self.talk.attempt
        return rng_for(plan.seed, "builtin", plan.id, self.turn.index, attempt)

    @property
    def history(self) -> tuple[Turn, ...]:
        """The turns before, as the detectors of phenomena read them."""
        return self.talk.turns

    @property
    def tone(self) -> str:
        """plain, polite, chatty or brief; plain where a manner is put over the finished message."""
        tone = self.turn.seed_data.get("tone", "plain")
        if self.wants("polite") and not self.wants("repair"):
            return "polite"
        return "plain" if self._put_over else tone

    @property
    def leaves_out(self) -> bool:
        """Whether the plan asks for a fragment, of whatever kind."""
        return self.wants("ellipsis") or self.wants("bare_wh")

    @property
    def points(self) -> bool:
        """Whether the plan asks for a word that "that" can be."""
        return self.wants("anaphora") or self.wants("demonstrative_anaphora")

    @property
    def careless(self) -> bool:
        """Whether to word the message informally, and nothing else is put over it."""
        return self.wants("informal") and not self._put_over

    @property
    def _put_over(self) -> bool:
        return not _PUT_OVER.isdisjoint(self.turn.phenomena)

    @property
    def style(self) -> str:
        """How the answer is to be given: sentence, short or detailed."""
        return self.turn.seed_data.get("answer_style", "sentence")

    @property
    def first(self) -> bool:
        """Whether nothing was said before."""
        return not self.talk.exchanges

    def wants(self, phenomenon: str) -> bool:
        """Whether the plan asks for the phenomenon."""
        return phenomenon in self.turn.phenomena

    def manner(self, tone: str = "") -> Manner:
        """How a ready question is to be worded."""
        return Manner(tone=tone or self.tone, informal=self.careless, first=self.first)

    @cached_property
    def before(self) -> Before:
        """What the turns before have said."""
        talk = self.talk
        latest = talk.exchanges[-1] if talk.exchanges else None
        text = f"{latest.user} {latest.assistant}" if latest else ""
        last = talk.last
        if last is not None and talk.previous is None and last.surface not in text:
            last = None
        entities = talk.analysis.facts.entities.by_key.values()
        named = [e for e in entities if e.kind != "you" and e.text and _says(text, e.text)]
        return Before(
            asked=talk.asked,
            last=last,
            previous=talk.previous,
            last_text=text,
            answer=latest.assistant if latest else "",
            named=named,
            said=talk.said if self.wants("definite_reference") else frozenset(),
        )
