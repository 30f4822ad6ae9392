"""A recipe's graph, phenomena and styles fitted to conversations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from codi.analysis.fitting.chain import (
    Counts,
    HeldOut,
    Rows,
    choose_smoothing,
    count_links,
    probabilities,
)
from codi.analysis.fitting.lengths import Lengths, fit_lengths
from codi.analysis.fitting.rates import Place, Rate, fit_rates, links_without
from codi.analysis.fitting.reading import (
    ReadConversation,
    link_sequences,
    links_for,
    read_conversations,
)
from codi.analysis.fitting.styles import Answers, read_answers
from codi.errors import InputError
from codi.graph import ACTS, END, Link
from codi.recipe import LinkSettings, Recipe, load_recipe
from codi.types import Conversation

TEMPLATES = "grounded-qa"
"""The recipe that lends the words of a link that the base recipe lacks; it has one for each act."""
AS_THE_RULES_SAY = frozenset({"unanswerable"})
"""Links whose reply the base recipe's own rules tell how to word."""
NOT_SEEN: Mapping[str, str] = {"unanswerable": "Ask for something that may well not be told here."}
"""How a user who does not see the passage is asked for what needs sight of it."""
MIN_LINKS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """All that was learnt from conversations.

    `acts` counts turns by what they do, `stands` maps each act to the link that stands for it, ""
    where none does. `links` have the words of the base recipe, or of `TEMPLATES` where it lacks
    them (`borrowed`). `sequences` are the links of each conversation, `rows` the smoothed chances
    of what follows each link, before the ends are weighed by `lengths.end_scale`.
    """

    base: str
    num_conversations: int
    acts: Mapping[str, int]
    stands: Mapping[str, str]
    links: Mapping[str, Link]
    borrowed: frozenset[str]
    sequences: tuple[tuple[str, ...], ...]
    counts: Counts
    rows: Rows
    held_out: HeldOut
    lengths: Lengths
    rates: Mapping[str, Rate]
    answers: Answers
    base_recipe: Recipe

    @property
    def num_turns(self) -> int:
        """How many turns were read."""
        return sum(self.acts.values())

    @property
    def passed_over(self) -> dict[str, int]:
        """Acts too rare for a link, whose turns no other link stands for."""
        return {act: self.acts[act] for act, link in self.stands.items() if not link}

    @property
    def merged(self) -> dict[str, tuple[str, int]]:
        """Acts too rare for a link: the link that their turns were counted for, and how many."""
        return {
            act: (link, self.acts[act])
            for act, link in self.stands.items()
            if link not in ("", act)
        }


def fit(conversations: Iterable[Conversation], *, base: str | Path, min_count: int) -> Fit:
    """Estimate everything that a recipe says of turns from `conversations`.

    Kinds of turns, continuations and phenomena that fewer than `min_count` turns show are merged or
    left out.

    Raises:
        InputError: on too little data for a graph.
        RecipeError: where there is no recipe `base`.
    """
    base_recipe = load_recipe(base)
    read = read_conversations(conversations)
    acts = Counter(turn.act for turns in read for turn in turns)
    stands = links_for(acts, min_count=min_count)
    names = [act for act in ACTS if stands.get(act) == act]
    if len(names) < MIN_LINKS:
        kinds = ", ".join(f"{act} {number}" for act, number in acts.most_common())
        raise InputError(
            f"only {len(names)} kinds of turns occur {min_count} times or more: {kinds}",
            hint="name more files, or lower --min-count",
        )
    sequences = link_sequences(read, stands)
    held_out = choose_smoothing(sequences, links=names)
    counts = count_links(sequences, links=names)
    rows = probabilities(counts, held_out.smoothing)
    words, borrowed = _words_of(names, base_recipe)
    places = tuple(_places(read, stands))
    apart = links_without(words, places, min_count=min_count)
    rates = fit_rates(apart, places, min_count=min_count)
    links = {
        name: replace(words[name], without=tuple(_needed(words[name], link, rates)))
        for name, link in apart.items()
    }
    return Fit(
        base=str(base),
        num_conversations=len(read),
        acts=dict(acts.most_common()),
        stands=stands,
        links=links,
        borrowed=borrowed,
        sequences=sequences,
        counts=counts,
        rows=rows,
        held_out=held_out,
        lengths=fit_lengths(list(map(len, read)), start=counts.start, rows=rows),
        rates=rates,
        answers=read_answers(read, base_styles=_styles(base_recipe)),
        base_recipe=base_recipe,
    )


def _styles(recipe: Recipe) -> tuple[str, ...]:
    kind = recipe.seed_data.get("answer_style")
    return tuple(kind.values) if kind else ()


def _words_of(names: Sequence[str], base: Recipe) -> tuple[dict[str, Link], frozenset[str]]:
    """A link of each name, with its words, and the names that the base recipe has none for."""
    own = base.graph.links
    borrowed = frozenset(name for name in names if name not in own or own[name].act != name)
    lent = load_recipe(TEMPLATES).graph.links
    unseeing = base.prompts.user_sees != "passage"
    links = {}
    for name in names:
        words = _as_lent(name, lent[name], unseeing=unseeing) if name in borrowed else own[name]
        links[name] = Link(name=name, **{**dict(words), "next": {END: 1.0}})
    return links, borrowed


def _as_lent(name: str, words: LinkSettings, *, unseeing: bool) -> LinkSettings:
    """The words of `TEMPLATES`, as far as they suit a recipe with rules of its own."""
    changed: dict[str, str] = {"assistant": ""} if name in AS_THE_RULES_SAY else {}
    if unseeing and name in NOT_SEEN:
        changed["user"] = NOT_SEEN[name]
    return words.model_copy(update=changed)


def _needed(own: Link, apart: Link, rates: Mapping[str, Rate]) -> Iterable[str]:
    """What a link goes without: what it did before, and of the rest what has a rate."""
    return (name for name in apart.without if name in own.without or name in rates)


def _places(read: Sequence[ReadConversation], stands: Mapping[str, str]) -> Iterable[Place]:
    for turns in read:
        before: list[str] = []
        for turn in turns:
            if link := stands[turn.act]:
                yield Place(link=link, acts_before=tuple(before), phenomena=turn.phenomena)
                before.append(link)
