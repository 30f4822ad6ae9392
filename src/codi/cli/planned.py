"""What stands in the plans of a run before any call: links, prompts, and what it all will cost."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from codi.cli.terminal import print_json, print_table
from codi.errors import RunError
from codi.journal import Journal, RunFolder
from codi.planning import Spread, plan_conversations
from codi.prompts import Prompts
from codi.recipe import Recipe, load_recipe
from codi.synthesis import Lengths, estimate_run, expected_calls
from codi.types import ConversationPlan, Request

MOST_RECKONED = 500
"""Conversations that a forecast looks at one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A run's recipe, with what the command line changes in it, and its journal."""

    recipe: Recipe
    journal: Journal

    def plans(self) -> Iterator[ConversationPlan]:
        """All plans, in order."""
        return plan_conversations(
            self.journal.passages(), recipe=self.recipe, num_passages=self.journal.num_passages
        )

    def total(self) -> int:
        """How many plans there are."""
        return Spread.of(self.recipe, num_passages=self.journal.num_passages).total


@contextmanager
def opened(out: Path, overrides: list[str]) -> Iterator[Planned]:
    """The plans of the run at `out`, read only."""
    folder = RunFolder(out)
    if not folder.recipe.exists():
        raise RunError(
            f"{out} is not a run folder: it holds no recipe.yaml",
            hint=f"`codi documents RECIPE --documents PATH --out {out}` makes one",
        )
    recipe = load_recipe(str(folder.recipe), overrides=overrides)
    with Journal.open(folder.journal, read_only=True) as journal:
        yield Planned(recipe=recipe, journal=journal)


def print_plans(planned: Planned, *, as_json: bool) -> None:
    """A line for each plan: its links, with the phenomena asked for."""
    for plan in planned.plans():
        if as_json:
            turns = [
                {
                    "link": turn.link,
                    "phenomena": list(turn.phenomena),
                    "seed_data": dict(turn.seed_data),
                }
                for turn in plan.turns
            ]
            line = json.dumps({"id": plan.id, "turns": turns}, ensure_ascii=False)
        else:
            steps = (
                turn.link + (f"[{', '.join(turn.phenomena)}]" if turn.phenomena else "")
                for turn in plan.turns
            )
            line = f"{plan.id}  {' > '.join(steps)}"
        sys.stdout.write(line + "\n")


def print_prompts(planned: Planned, *, as_json: bool) -> None:
    """Every call of every plan; what the teacher has not written yet stands as `<...>`.

    As text, only what is new in a call is printed: the system message once, then its last message.
    """
    prompts = Prompts(planned.recipe)
    for plan in planned.plans():
        calls = expected_calls(
            plan,
            prompts=prompts,
            way=planned.recipe.teacher.calls,
            lengths=Lengths(user=0, reply=0, quote=0),
        )
        for number, (request, _) in enumerate(calls):
            if as_json:
                messages = [asdict(message) for message in request.messages]
                value = {"id": plan.id, "call": number, "messages": messages}
                sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
            else:
                sys.stdout.write(_as_text(plan, number, request))


def _as_text(plan: ConversationPlan, number: int, request: Request) -> str:
    system, *history, last = request.messages
    text = f"=== {plan.id}\n--- system\n{system.content}\n" if number == 0 else ""
    before = f"--- call {number + 1}: system, {len(history)} messages of history, then\n"
    return f"{text}{before}{last.content}\n"


def print_estimate(planned: Planned, tokens_per_second: float, *, as_json: bool) -> None:
    """Calls, tokens, cost and time of the whole run, as a table."""
    recipe, total = planned.recipe, planned.total()
    estimate = estimate_run(
        planned.plans(),
        prompts=Prompts(recipe),
        way=recipe.teacher.calls,
        total=total,
        every=max(1, total // MOST_RECKONED),
        lengths=measured_lengths(planned.journal),
        prices=recipe.teacher.prices,
        concurrency=recipe.teacher.concurrency,
        tokens_per_second=tokens_per_second,
        requests_per_minute=recipe.teacher.requests_per_minute,
    )
    if as_json:
        print_json(asdict(estimate))
        return
    usage = estimate.usage
    share = usage.cached_tokens / usage.prompt_tokens if usage.prompt_tokens else 0.0
    rows = [
        ["conversations", f"{estimate.conversations:,}"],
        ["turns", f"{estimate.turns:,}"],
        [f"calls, each a {recipe.teacher.calls}", f"{estimate.calls:,}"],
        ["prompt tokens", f"{usage.prompt_tokens:,}"],
        ["of them served by a prefix cache", f"{usage.cached_tokens:,} ({share:.0%})"],
        ["completion tokens", f"{usage.completion_tokens:,}"],
        ["cost", f"{estimate.cost:,.4f}" if estimate.cost else "no prices given"],
        [
            f"time at {recipe.teacher.concurrency} calls at once",
            f"{estimate.seconds / 60:,.1f} min",
        ],
    ]
    basis = (
        "Lengths of replies are those in the journal."
        if estimate.lengths.measured
        else "Lengths of replies are assumed; after some conversations they are measured."
    )
    print_table("", {"forecast": "left", "": "right"}, rows)
    sys.stdout.write(
        f"Reckoned from {estimate.sampled:,} plans and their prompts, at 4 characters a token. "
        f"{basis} Time is at {tokens_per_second:g} tokens a second for each call.\n"
    )


def measured_lengths(journal: Journal) -> Lengths:
    """The mean lengths of what the teacher has written in this run, if it has written anything."""
    user = reply = turns = 0
    for number, (conversation, _) in enumerate(journal.conversations()):
        if number >= MOST_RECKONED:
            break
        for turn in conversation.turns:
            turns += 1
            user += len(turn.user)
            reply += len(turn.assistant)
    if not turns:
        return Lengths()
    return Lengths(user=user / turns, reply=reply / turns, measured=True)
