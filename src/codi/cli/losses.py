"""What fell away on the way from input files to kept conversations, as a table and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, get_args

from codi.cli.terminal import print_json, print_table, say
from codi.errors import UserError
from codi.types import Level, Loss

if TYPE_CHECKING:
    from codi.journal import Journal


def list_losses(journal: Journal, *, gate: str | None, limit: int, as_json: bool) -> None:
    """Print how much each gate took, and the first `limit` losses, of one gate where it is named.

    Raises:
        UserError: there is no gate of that name.
    """
    from codi.filters import GATES

    counts = Counter[tuple[str, str]](journal.loss_counts())
    counts.update(
        {("conversation", reason): count for reason, count in journal.counts().dropped.items()}
    )
    levels = get_args(Level)
    in_order = sorted(counts.items(), key=lambda one: (levels.index(one[0][0]), -one[1]))
    chosen = {key: count for key, count in in_order if gate in {None, key[1]}}
    if gate is not None and not chosen and gate not in {each.name for each in GATES}:
        known = ", ".join(sorted({name for _, name in counts})) or "no gate"
        raise UserError(
            f"there is no gate {gate}",
            hint=f"something fell away at {known}; `codi gates` lists them all",
        )
    listed = list(islice((loss for loss in _all(journal) if gate in {None, loss.gate}), limit))
    if as_json:
        print_json(
            {
                "counts": [
                    {"level": level, "gate": name, "count": count}
                    for (level, name), count in chosen.items()
                ],
                "losses": [
                    {
                        "level": loss.level,
                        "gate": loss.gate,
                        "source": loss.source,
                        "reason": loss.reason,
                        "excerpt": loss.excerpt,
                    }
                    for loss in listed
                ],
            }
        )
        return
    print_table(
        "",
        {"lost": "left", "gate": "left", "count": "right"},
        [[level, name, f"{count:,}"] for (level, name), count in chosen.items()],
    )
    columns = dict.fromkeys(("gate", "source", "reason", "begins with"), "left")
    rows = [
        [loss.gate, loss.source, loss.reason, loss.excerpt[:80] or "\N{EN DASH}"] for loss in listed
    ]
    print_table("", columns, rows)
    say(f"{len(rows)} of {sum(chosen.values()):,} shown; --limit shows more, --gate those of one")


def _all(journal: Journal) -> Iterator[Loss]:
    """What fell away before there were passages, then the conversations that were dropped."""
    yield from journal.losses()
    for conversation, verdict in journal.conversations(kept=False):
        if verdict is not None:
            turns = conversation.turns
            yield Loss(
                level="conversation",
                gate=verdict.reason,
                source=conversation.id,
                reason=verdict.detail or verdict.reason.replace("_", " "),
                excerpt=turns[0].user if turns else conversation.ended_early,
            )
