"""What a run will ask for and cost, reckoned from its plans and its real prompts, before any call.

Instructions, rules and passages are those that will be sent; only what the teacher will write is
not there yet, and stands in with a text of the expected length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codi.budget import CHARACTERS_PER_TOKEN, cost_of
from codi.prompts import Prompts
from codi.recipe import PriceSettings
from codi.types import ConversationPlan, History, Request, Turn, Usage

TOKENS_PER_MESSAGE = 4
"""What a chat template puts around a message, about."""
USER_CHARACTERS = 60
REPLY_CHARACTERS = 120
QUOTE_CHARACTERS = 100
"""Of a message of the user, of a reply, and of its quote line, as teachers write them."""
FIRST_TOKEN_SECONDS = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """Characters of what a teacher writes; `measured` where they come from replies that exist."""

    user: float = USER_CHARACTERS
    reply: float = REPLY_CHARACTERS
    quote: float = QUOTE_CHARACTERS
    measured: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a run needs; `sampled` of its conversations were reckoned one by one.

    `usage.cached_tokens` are those that a server with a prefix cache need not read again: where it
    has none, or one too small, they cost as much as the others.
    """

    conversations: int
    sampled: int
    turns: int
    calls: int
    usage: Usage
    cost: float
    seconds: float
    lengths: Lengths


def estimate_run(
    plans: Iterable[ConversationPlan],
    *,
    prompts: Prompts,
    way: str,
    total: int,
    every: int = 1,
    lengths: Lengths,
    prices: PriceSettings,
    concurrency: int,
    tokens_per_second: float,
    requests_per_minute: float | None = None,
) -> Estimate:
    """Reckon one plan of `every` so many, and scale to `total` conversations.

    Time is that of `concurrency` calls at once, each writing `tokens_per_second`, or that of the
    allowed requests a minute where it is longer.
    """
    usage, calls, turns, sampled = Usage(), 0, 0, 0
    read_passages: set[str] = set()
    for number, plan in enumerate(plans):
        if number % every:
            continue
        sampled += 1
        turns += len(plan.turns)
        former = ""
        if plan.passage.id in read_passages:
            former = prompts.system(plan.passage)
        read_passages.add(plan.passage.id)
        for request, written in expected_calls(plan, prompts=prompts, way=way, lengths=lengths):
            text = "".join(message.content for message in request.messages)
            calls += 1
            usage += Usage(
                prompt_tokens=_tokens(len(text), messages=len(request.messages)),
                completion_tokens=_tokens(written),
                cached_tokens=_tokens(_shared(text, former)),
            )
            former = text
    scale = total / sampled if sampled else 0.0
    scaled = Usage(
        prompt_tokens=round(usage.prompt_tokens * scale),
        completion_tokens=round(usage.completion_tokens * scale),
        cached_tokens=round(usage.cached_tokens * scale),
    )
    num_calls = round(calls * scale)
    writing = scaled.completion_tokens / tokens_per_second + num_calls * FIRST_TOKEN_SECONDS
    seconds = writing / max(1, min(concurrency, total))
    if requests_per_minute is not None:
        seconds = max(seconds, 60 * num_calls / requests_per_minute)
    return Estimate(
        conversations=total,
        sampled=sampled,
        turns=round(turns * scale),
        calls=num_calls,
        usage=scaled,
        cost=cost_of(scaled, prices),
        seconds=seconds,
        lengths=lengths,
    )


def expected_calls(
    plan: ConversationPlan, *, prompts: Prompts, way: str, lengths: Lengths
) -> Iterator[tuple[Request, int]]:
    """Each call of a conversation, and the characters that will be written in reply.

    What is not written yet stands in as `<...>`, padded to the expected length.
    """
    turns = [_stand_in(plan, index, lengths) for index in range(len(plan.turns))]
    user, reply = round(lengths.user), round(lengths.reply + lengths.quote)
    if way == "conversation":
        yield prompts.conversation_call(plan), (user + reply) * len(turns)
        return
    for index, turn in enumerate(turns):
        history: History = tuple(turns[:index])
        if way == "turn":
            yield prompts.turn_call(plan, history), user + reply
            continue
        yield prompts.user_call(plan, history), user
        answer = reply if turn.needs_evidence else round(lengths.reply)
        yield prompts.assistant_call(plan, history, turn.user), answer


def _stand_in(plan: ConversationPlan, index: int, lengths: Lengths) -> Turn:
    return Turn(
        index=index,
        user=_padded(f"<the user's message {index + 1}>", lengths.user),
        assistant=_padded(f"<the reply {index + 1}>", lengths.reply),
        needs_evidence=plan.turns[index].needs_evidence,
    )


def _padded(text: str, characters: float) -> str:
    return text.ljust(round(characters), ".")


def _shared(text: str, former: str) -> int:
    """How many characters two texts have in common from their beginning on."""
    low, high = 0, min(len(text), len(former))
    while low < high:
        middle = (low + high + 1) // 2
        if text.startswith(former[low:middle], low):
            low = middle
        else:
            high = middle - 1
    return low


def _tokens(characters: int, *, messages: int = 0) -> int:
    return -(-characters // CHARACTERS_PER_TOKEN) + messages * TOKENS_PER_MESSAGE
