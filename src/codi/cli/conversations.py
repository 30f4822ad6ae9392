"""Conversations as a person reads them in a terminal, and as JSON."""

from __future__ import annotations

import sys
from dataclasses import asdict
from itertools import islice
from typing import TYPE_CHECKING, Any

from codi.cli.terminal import print_json, print_table, say, shown
from codi.types import Conversation, Span, Verdict

if TYPE_CHECKING:
    from codi.journal import Journal


def list_conversations(journal: Journal, *, kept: bool | None, limit: int, as_json: bool) -> None:
    """Print the first `limit` conversations, a line each: id, turns, verdict, first message."""
    found = list(islice(journal.conversations(kept=kept), limit))
    if as_json:
        print_json([as_value(conversation, verdict) for conversation, verdict in found])
        return
    rows = [
        [
            conversation.id,
            f"{len(conversation.turns)}/{conversation.planned_turns}",
            _verdict_words(verdict),
            conversation.turns[0].user if conversation.turns else conversation.ended_early,
        ]
        for conversation, verdict in found
    ]
    columns = {"id": "left", "turns": "right", "verdict": "left", "begins with": "left"}
    print_table("", columns, rows)
    say(f"{len(rows)} shown; --limit shows more, an id shows one whole")


def print_conversation(conversation: Conversation, verdict: Verdict | None) -> None:
    """Print the passage with its evidence marked, then the turns with what was planned and came."""
    from rich.console import Console
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 100, highlight=False)
    passage = conversation.passage
    console.print(Text(shown(passage.title or passage.id), style="bold"))
    text = Text(shown(passage.text))
    for turn in conversation.turns:
        for span in turn.evidence:
            text.stylize("black on yellow", span.start, span.end)
    console.print(text, end="\n\n")
    for turn in conversation.turns:
        told = {*turn.realised, *turn.declined, *turn.unchecked}
        missing = [name for name in turn.requested if name not in told]
        marks = [
            *turn.realised,
            *(f"no {name} to be had" for name in turn.declined),
            *(f"{name} asked for, not checked" for name in turn.unchecked),
            *(f"{name} asked for, not found" for name in missing),
        ]
        head = f"{turn.index + 1}. {turn.link}" + (f"  ({'; '.join(marks)})" if marks else "")
        console.print(Text(head, style="dim"))
        console.print(Text("user       ", style="bold cyan") + Text(shown(turn.user)))
        console.print(Text("assistant  ", style="bold green") + Text(shown(turn.assistant)))
        if turn.labels:
            labels = "; ".join(f"{name}: {value}" for name, value in turn.labels.items())
            console.print(Text(f"           [{labels}]", style="dim"))
        for span in turn.evidence:
            quote = " ".join(span.of(passage.text).split())
            console.print(
                Text(f"           “{shown(quote)}” [{span.start}, {span.end})", style="dim")
            )
        console.print()
    console.print(Text(_closing_words(conversation, verdict), style="dim"))


def _closing_words(conversation: Conversation, verdict: Verdict | None) -> str:
    words = [conversation.id, f"teacher {conversation.teacher}", _verdict_words(verdict)]
    if conversation.ended_early:
        words.append(
            f"ended after {len(conversation.turns)} of {conversation.planned_turns} turns: "
            f"{conversation.ended_early}"
        )
    return ", ".join(words)


def _verdict_words(verdict: Verdict | None) -> str:
    if verdict is None:
        return "not judged yet"
    if verdict.kept:
        return "kept"
    return f"dropped: {verdict.reason}" + (f" ({verdict.detail})" if verdict.detail else "")


def as_value(conversation: Conversation, verdict: Verdict | None) -> dict[str, Any]:
    """The conversation as JSON values."""
    return {
        "id": conversation.id,
        "title": conversation.passage.title,
        "passage": conversation.passage.text,
        "source": asdict(conversation.passage.origin),
        "flags": list(conversation.passage.flags),
        "teacher": conversation.teacher,
        "planned_turns": conversation.planned_turns,
        "ended_early": conversation.ended_early,
        "verdict": None if verdict is None else (verdict.reason or "kept"),
        "turns": [
            {
                "user": turn.user,
                "assistant": turn.assistant,
                "link": turn.link,
                "seed_data": dict(turn.seed_data),
                "requested": list(turn.requested),
                "declined": list(turn.declined),
                "realised": list(turn.realised),
                "unchecked": list(turn.unchecked),
                "evidence": [
                    _span_value(span, conversation.passage.text) for span in turn.evidence
                ],
                "labels": dict(turn.labels),
                "grounding": turn.grounding,
                "unsupported": list(turn.unsupported),
            }
            for turn in conversation.turns
        ],
    }


def _span_value(span: Span, text: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.of(text)}
