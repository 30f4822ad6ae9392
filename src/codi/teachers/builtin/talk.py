"""A conversation as it grows: what was said, and what of the passage is used up."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cached_property

from codi.randomness import rng_for
from codi.teachers.builtin.analysis import Analysis
from codi.teachers.builtin.candidates import Candidate
from codi.teachers.builtin.reference import Before, words_of
from codi.teachers.builtin.wording import Manner
from codi.types import ConversationPlan, TurnPlan


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
    """The exchanges of one plan so far."""

    plan: ConversationPlan
    analysis: Analysis
    exchanges: list[Exchange] = field(default_factory=list)

    @property
    def asked(self) -> list[Candidate]:
        """The candidates of the turns so far."""
        return [e.candidate for e in self.exchanges if e.candidate is not None]

    @property
    def last(self) -> Candidate | None:
        """What the turn just before was about, if it was about a fact."""
        return self.exchanges[-1].candidate if self.exchanges else None

    def quotes(self, candidate: Candidate) -> tuple[str, ...]:
        """The words of the passage that a candidate's answer rests on."""
        return tuple(span.of(self.plan.passage.text) for span in candidate.evidence)

    def told(self, act: str) -> int:
        """How many turns so far were made by this act."""
        return sum(exchange.act == act for exchange in self.exchanges)


@dataclass
class Now:
    """The turn to be made: its plan, its generator, and the talk before it."""

    talk: Talk
    turn: TurnPlan

    @cached_property
    def rng(self) -> random.Random:
        """The turn's own generator."""
        return rng_for(self.talk.plan.seed, "builtin", self.talk.plan.id, self.turn.index)

    @property
    def tone(self) -> str:
        """plain, polite, chatty or brief."""
        return self.turn.seed_data.get("tone", "plain")

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
        return Manner(tone=tone or self.tone, informal=self.wants("informal"), first=self.first)

    @cached_property
    def before(self) -> Before:
        """What the turns before have said."""
        exchanges = self.talk.exchanges
        last = exchanges[-1] if exchanges else None
        needed = self.wants("definite_reference")
        texts = [text for e in exchanges for text in (e.user, e.assistant)] if needed else []
        return Before(
            asked=self.talk.asked,
            last=self.talk.last,
            last_text=f"{last.user} {last.assistant}" if last else "",
            said=words_of(texts),
        )
