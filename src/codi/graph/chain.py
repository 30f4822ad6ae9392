"""A Markov chain over kinds of turns, with a start, an end and bounds on the length."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from itertools import accumulate
from random import Random

from codi.errors import GraphError

END = "end"
ACTS: dict[str, str] = {
    "open": "opens the conversation with a first question about the passage",
    "follow_up": "asks for more about the last answer",
    "drill_down": "asks for a precise detail of the last answer",
    "who": "asks who",
    "what": "asks what or which",
    "when": "asks when",
    "where": "asks where",
    "why": "asks why",
    "how": "asks how",
    "how_many": "asks how many or how much",
    "yes_no": "asks a question to be answered with yes or no",
    "compare": "asks how two things of the passage differ or resemble each other",
    "list": "asks for all of several things",
    "topic_shift": "turns to another part of the passage",
    "topic_return": "goes back to something from before the last change of topic",
    "clarify": "asks something ambiguous, and the assistant asks back which is meant",
    "clarified": "says which was meant, and the assistant answers",
    "correct": "assumes something false, and the assistant corrects it",
    "unanswerable": "asks something the passage does not say, and the assistant says so",
    "summary": "asks for a summary of the conversation so far",
    "close": "ends the conversation",
}
"""What a kind of turn does, from the user's side: name and one phrase."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A vertex of the graph: one kind of turn.

    `user` and `assistant` are the template texts of its two parts, `next` maps each following link,
    or `END`, to a weight. `phenomena` are requested on every such turn, those in `without` on none.
    `needs_evidence` tells whether the assistant's reply has to rest on a quote from the passage.

    Raises:
        GraphError: on a name that is not lower_case, an unknown act, or a weight that is no weight.
    """

    name: str
    act: str
    user: str
    assistant: str
    next: Mapping[str, float]
    needs_evidence: bool = True
    phenomena: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.name == END or not _NAME.fullmatch(self.name):
            raise GraphError(
                f"a link cannot be named {self.name!r}",
                hint=f"lower-case letters, digits and underscores, and not {END!r}",
            )
        if self.act not in ACTS:
            raise GraphError(
                f"link {self.name} has the unknown act {self.act!r}",
                hint=f"{_nearest(self.act, ACTS)}known acts: {', '.join(ACTS)}",
            )
        _check_weights(self.next, owner=f"link {self.name}")
        if not any(self.next.values()):
            raise GraphError(
                f"from link {self.name} there is no way on",
                hint=f"give it a following link, or {END}, with a weight above zero",
            )


@dataclass(frozen=True, slots=True)
class _Step:
    """Where one link leads at one turn: cumulative weights and, beside them, links or the end."""

    cumulative: tuple[float, ...]
    targets: tuple[Link | None, ...]

    def draw(self, rng: Random) -> Link | None:
        point = rng.random() * self.cumulative[-1]
        return self.targets[min(bisect_right(self.cumulative, point), len(self.targets) - 1)]

    def probabilities(self) -> Iterable[tuple[Link | None, float]]:
        before = 0.0
        for target, weight in zip(self.targets, self.cumulative, strict=True):
            yield target, (weight - before) / self.cumulative[-1]
            before = weight


@dataclass(frozen=True, slots=True)
class _BoundedChain:
    """The chain conditioned on its length: the first step, and those from each link by turn."""

    first: _Step
    steps: tuple[Mapping[str, _Step], ...]


@dataclass(frozen=True, kw_only=True)
class ConversationGraph:
    """A weighted directed graph of links; `start` maps the links that may come first to weights.

    Raises:
        GraphError: with the link's name and the remedy: a link named twice, an unknown target, a
            weight below zero, a link that cannot be reached from the start, or one from which the
            end cannot be reached.
    """

    start: Mapping[str, float]
    links: tuple[Link, ...]
    _bounded: dict[tuple[int, int], _BoundedChain] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        names = [link.name for link in self.links]
        for name in names:
            if names.count(name) > 1:
                raise GraphError(f"link {name} stands twice in the graph", hint="rename one")
        _check_weights(self.start, owner="the start")
        if not any(self.start.values()):
            raise GraphError(
                "the start leads nowhere", hint="give a link in start a weight above 0"
            )
        self._check_targets()
        self._check_reachable()

    @cached_property
    def by_name(self) -> Mapping[str, Link]:
        """The links by their names, in their order."""
        return {link.name: link for link in self.links}

    def sample(self, rng: Random, *, min_turns: int, max_turns: int) -> tuple[Link, ...]:
        """A path of `min_turns` to `max_turns` links, from the chain conditioned on such a length.

        The draw is exact and rejects nothing. Let h(t, i) be the probability that the chain, at
        link i on turn t, ends after a turn within the bounds; from turn t the path goes on to j in
        proportion to p(i, j) h(t + 1, j), and ends in proportion to p(i, end) where t lies within
        the bounds, else never (Doob's h-transform). The tables are made once for each pair of
        bounds.

        Raises:
            GraphError: where no path has such a length.
        """
        chain = self._bounded_chain(min_turns, max_turns)
        path: list[Link] = []
        link = chain.first.draw(rng)
        while link is not None:
            path.append(link)
            link = chain.steps[len(path) - 1][link.name].draw(rng)
        return tuple(path)

    def expected_visits(self, *, min_turns: int, max_turns: int) -> dict[str, float]:
        """How often a sampled path visits each link on average; they sum to the mean length."""
        chain = self._bounded_chain(min_turns, max_turns)
        visits = dict.fromkeys(self.by_name, 0.0)
        here = {link.name: share for link, share in chain.first.probabilities() if link}
        for steps in chain.steps:
            following: dict[str, float] = {}
            for name, mass in here.items():
                visits[name] += mass
                for target, share in steps[name].probabilities():
                    if target is not None:
                        following[target.name] = following.get(target.name, 0.0) + mass * share
            here = following
        return visits

    def _bounded_chain(self, min_turns: int, max_turns: int) -> _BoundedChain:
        key = (min_turns, max_turns)
        if key not in self._bounded:
            self._bounded[key] = self._condition_on_length(min_turns, max_turns)
        return self._bounded[key]

    def _condition_on_length(self, min_turns: int, max_turns: int) -> _BoundedChain:
        """The tables of `sample`, computed backwards from the last turn.

        Before `min_turns` the chain cannot end, so the values of a turn may be scaled by a common
        factor, which keeps those of long conversations from vanishing.
        """
        if not 1 <= min_turns <= max_turns:
            raise GraphError(
                f"no conversation has {min_turns} to {max_turns} turns",
                hint="min_turns lies between 1 and max_turns",
            )
        reach: dict[str, float] = {}  # h(t + 1, .)
        steps: list[Mapping[str, _Step]] = []
        for turn in range(max_turns, 0, -1):
            can_end = turn >= min_turns
            weights = {link.name: self._onward(link, reach, can_end=can_end) for link in self.links}
            reach = {name: sum(row.values()) for name, row in weights.items()}
            if not can_end and (largest := max(reach.values())) > 0:
                reach = {name: value / largest for name, value in reach.items()}
            steps.append(
                {name: self._step(row) for name, row in weights.items() if any(row.values())}
            )
        first = {name: weight * reach[name] for name, weight in self.start.items()}
        if not any(first.values()):
            raise GraphError(
                f"no path through the graph has {min_turns} to {max_turns} turns",
                hint="change min_turns and max_turns of the conversations, or the weights of links",
            )
        return _BoundedChain(first=self._step(first), steps=tuple(reversed(steps)))

    def _onward(self, link: Link, reach: Mapping[str, float], *, can_end: bool) -> dict[str, float]:
        """The weight of each target from `link` that leads to an end within the bounds."""
        total = sum(link.next.values())
        return {
            target: weight / total * (float(can_end) if target == END else reach.get(target, 0.0))
            for target, weight in link.next.items()
        }

    def _step(self, weights: Mapping[str, float]) -> _Step:
        possible = {target: weight for target, weight in weights.items() if weight > 0}
        return _Step(
            cumulative=tuple(accumulate(possible.values())),
            targets=tuple(None if target == END else self.by_name[target] for target in possible),
        )

    def _check_targets(self) -> None:
        for target in self.start:
            if target not in self.by_name:
                raise GraphError(
                    f"the start leads to the unknown link {target!r}",
                    hint=f"{_nearest(target, self.by_name)}links: {', '.join(self.by_name)}",
                )
        for link in self.links:
            for target in link.next:
                if target != END and target not in self.by_name:
                    raise GraphError(
                        f"link {link.name} leads to the unknown link {target!r}",
                        hint=f"{_nearest(target, [*self.by_name, END])}"
                        f"links: {', '.join(self.by_name)}, {END}",
                    )

    def _check_reachable(self) -> None:
        onward = {link.name: _positive(link.next) for link in self.links}
        reached = _closure(_positive(self.start), onward)
        for name in self.by_name:
            if name not in reached:
                raise GraphError(
                    f"link {name} cannot be reached from the start",
                    hint=f"let start or a reachable link lead to {name} with a weight above zero, "
                    f"or remove it",
                )
        backward: dict[str, set[str]] = {}
        for name, targets in onward.items():
            for target in targets:
                backward.setdefault(target, set()).add(name)
        ending = _closure({END}, backward)
        for name in self.by_name:
            if name not in ending:
                raise GraphError(
                    f"from link {name} the end cannot be reached",
                    hint=f"let {name}, or a link after it, lead to {END} with a weight above zero",
                )


def _check_weights(weights: Mapping[str, float], *, owner: str) -> None:
    for target, weight in weights.items():
        if not (math.isfinite(weight) and weight >= 0):
            raise GraphError(
                f"{owner} leads to {target} with the weight {weight}",
                hint="a weight is a number from zero up",
            )


def _positive(weights: Mapping[str, float]) -> set[str]:
    return {target for target, weight in weights.items() if weight > 0}


def _closure(seeds: set[str], onward: Mapping[str, set[str]]) -> set[str]:
    """All that can be reached from `seeds`, themselves included."""
    reached = set(seeds)
    waiting = list(seeds)
    while waiting:
        for target in onward.get(waiting.pop(), set()):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached


def _nearest(name: str, known: Iterable[str]) -> str:
    """`did you mean X? ` where a known name is close to `name`, else nothing."""
    close = get_close_matches(name, list(known), n=1)
    return f"did you mean {close[0]}? " if close else ""
