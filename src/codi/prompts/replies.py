"""The grammar of a reply: what a model writes back, taken apart and put together.

A grounded reply is the answer as plain text, then one or more lines that begin with `QUOTE_MARK`
and go on with words copied from the passage; `[quote] none` stands where the passage does not say.
The answer comes first and unwrapped, so that it stands in the next call's history as it was written
and an engine's prefix cache serves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from codi.errors import ReplyError
from codi.phenomena import is_question
from codi.prompts.defects import refuse_defects
from codi.types import TurnPlan

QUOTE_MARK = "[quote]"
NO_QUOTE = "none"
_MARK_AT_LINE_START = re.compile(r"(?im)^[ \t]*(?:[-*>•][ \t]*)?\[quotes?\]:?")
_MARK_ANYWHERE = re.compile(r"(?i)\[quotes?\]:?")
_PART_MARK = re.compile(r"(?im)^[ \t]*\[(user|assistant)\]:?[ \t]*")
_ROLE_LABEL = re.compile(r"(?i)^(?:user|assistant|next user message)[ \t]*:[ \t]*")
ASKING_ACTS = frozenset(
    "who what when where why how how_many yes_no list compare unanswerable".split()
)
"""The acts whose user message is a question in any task."""


Labels = Mapping[str, Sequence[str]]
NO_LABELS: Labels = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What an assistant call brought: the answer, and the quotes it rests on, if any."""

    answer: str
    quotes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)


def parse_reply(text: str, *, needs_quote: bool = True, labels: Labels = NO_LABELS) -> Reply:
    """Take a reply to an assistant call apart.

    `labels` are those that it may have, by name, with the values of each; a label may be missing.

    A line after a quote that has no mark of its own goes on with that quote, so a quote may run
    over a line break. A mark inside a line counts only where no line begins with one.

    Raises:
        ReplyError: `empty` without an answer; `no_quote_mark` without a mark, unless `needs_quote`
            is false, as on turns that rest on nothing; `empty_quote` where a mark has nothing
            behind it; `wrong_label` where a label has a value that it cannot have; what
            `refuse_defects` raises.
    """
    text, found = _without_labels(text, labels)
    mark = _MARK_AT_LINE_START if _MARK_AT_LINE_START.search(text) else _MARK_ANYWHERE
    answer, *pieces = mark.split(text)
    answer = _ROLE_LABEL.sub("", answer.strip())
    if not answer:
        raise ReplyError("empty", "the reply has no answer")
    refuse_defects(text)
    if not pieces and needs_quote:
        raise ReplyError("no_quote_mark", f"the reply has no line that begins with {QUOTE_MARK}")
    quotes = [piece.strip() for piece in pieces]
    if needs_quote and not all(quotes):
        raise ReplyError("empty_quote", f"a line of the reply has nothing behind {QUOTE_MARK}")
    kept = tuple(quote for quote in quotes if quote and not _is_none(quote))
    return Reply(answer=answer, quotes=kept, labels=found)


def _without_labels(text: str, labels: Labels) -> tuple[str, dict[str, str]]:
    """The text without the lines that are labels, and their values as the recipe spells them."""
    found: dict[str, str] = {}
    for name, values in labels.items():
        line = re.compile(rf"(?im)^[ \t]*(?:[-*>•][ \t]*)?\[{re.escape(name)}\]:?[ \t]*(.*)$\n?")
        for written in line.findall(text):
            plain = written.strip(" .\"'()<>").casefold()
            spelt = next((value for value in values if value.casefold() == plain), None)
            if spelt is None:
                raise ReplyError("wrong_label", f"[{name}] is {written!r}, none of its values")
            found[name] = spelt
        text = line.sub("", text)
    return text, found


def answer_of(text: str) -> str:
    """The answer alone, whether quotes stand behind it or not."""
    mark = _MARK_AT_LINE_START.search(text) or _MARK_ANYWHERE.search(text)
    return text[: mark.start()].strip() if mark else text.strip()


def _is_none(quote: str) -> bool:
    return quote.strip(" .\"'()<>").lower() == NO_QUOTE


def parse_user_message(text: str, *, act: str = "") -> str:
    """The user's message without a role label or quotation marks around the whole.

    Raises:
        ReplyError: `empty` where nothing is left; `quote_in_user_message` where the model wrote
            both parts at once; `not_a_question` where a turn of this act asks one and there is
            none; what `refuse_defects` raises.
    """
    message = _ROLE_LABEL.sub("", text.strip()).strip()
    if _MARK_AT_LINE_START.search(message):
        raise ReplyError(
            "quote_in_user_message", "the user's message holds the assistant's part too"
        )
    if len(message) > 1 and message[0] + message[-1] in {'""', "“”"} and '"' not in message[1:-1]:
        message = message[1:-1].strip()
    if not message:
        raise ReplyError("empty", "the user's message is empty")
    refuse_defects(message)
    if act in ASKING_ACTS and not is_question(message):
        raise ReplyError("not_a_question", f"a turn that asks {act} has no question")
    return message


def parse_turns(
    text: str, plans: Sequence[TurnPlan], *, labels: Labels = NO_LABELS
) -> Iterator[tuple[str, Reply]]:
    """The user's message and the reply of each turn in a text of several, one after the other.

    Each message stands behind its mark, `[user]` or `[assistant]`, quotes behind the reply. Turns
    beyond those planned are left out.

    Raises:
        ReplyError: `wrong_format` where the marks do not alternate; `too_few_turns` where turns are
            missing; what `parse_user_message` and `parse_reply` raise. Those before stand.
    """
    before, *pieces = _PART_MARK.split(text.strip())
    marks, contents = pieces[::2], pieces[1::2]
    alternate = [mark.lower() for mark in marks] == ["user", "assistant"] * (len(marks) // 2)
    if before.strip() or not marks or not alternate:
        raise ReplyError("wrong_format", "the messages do not stand behind [user], [assistant]")
    written = list(zip(contents[::2], contents[1::2], strict=True))
    for plan, (user, reply) in zip(plans, written, strict=False):
        message = parse_user_message(user, act=plan.act)
        yield message, parse_reply(reply, needs_quote=plan.needs_evidence, labels=labels)
    if len(written) < len(plans):
        raise ReplyError("too_few_turns", f"{len(written)} turns came of {len(plans)}")


def before_last_turn(text: str) -> str:
    """A text of several turns without its last one, which may have been cut."""
    starts = [mark.start() for mark in _PART_MARK.finditer(text) if mark[1].lower() == "user"]
    return text[: starts[-1]] if starts else ""


def format_turns(turns: Sequence[tuple[str, str]]) -> str:
    """The text that `parse_turns` takes apart; each reply is what `format_reply` made."""
    return "\n".join(f"[user] {user}\n[assistant] {reply}" for user, reply in turns)


def format_reply(answer: str, quotes: Sequence[str]) -> str:
    """The text that `parse_reply` takes apart into `answer` and `quotes`.

    A mark inside the answer, copied there from a passage, is written in round brackets, so that it
    is not taken for one.
    """
    plain = _MARK_ANYWHERE.sub("(quote)", answer.strip())
    return "\n".join([plain, *(f"{QUOTE_MARK} {quote}" for quote in quotes or [NO_QUOTE])])
