"""People's conversations as a planner would see them: turn for turn what it does and shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from codi.analysis.facts import AnswerType, facts_of
from codi.errors import InputError
from codi.types import Conversation

MIN_CONVERSATIONS = 10
MIN_TURNS = 100
"""Less than that tells nothing about what follows what."""
ABOUT_THE_TALK = frozenset({"clarify", "clarified", "summary", "close"})
"""Acts that no other stands in for: where they are too rare their turns are passed over."""
STAND_INS: Mapping[str, str] = {
    "how_many": "how",
    "why": "how",
    "topic_return": "topic_shift",
}
"""What a rare act is counted as; any other as `COMMON_ACT`."""
COMMON_ACT = "what"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTurn:
    """One turn: its act, the phenomena that its words show, and its reply.

    `longest` is the length in characters of the longer of its two messages, the reply together with
    the words that it rests on.
    """

    act: str
    phenomena: frozenset[str]
    answer_type: AnswerType
    reply_words: int
    longest: int


ReadConversation = tuple[ReadTurn, ...]


def read_conversations(conversations: Iterable[Conversation]) -> tuple[ReadConversation, ...]:
    """Every turn with its act and its phenomena.

    Raises:
        InputError: on too few conversations or turns, or a language that codi cannot read.
    """
    read = tuple(tuple(_turns(conversation)) for conversation in conversations)
    num_turns = sum(map(len, read))
    if len(read) < MIN_CONVERSATIONS or num_turns < MIN_TURNS:
        raise InputError(
            f"{len(read)} conversations with {num_turns} turns are too few to fit a graph to",
            hint=f"at least {MIN_CONVERSATIONS} with {MIN_TURNS} turns in all; name more files",
        )
    return read


def _turns(conversation: Conversation) -> Iterator[ReadTurn]:
    text = conversation.passage.text
    for turn, facts in zip(conversation.turns, facts_of(conversation), strict=True):
        if not facts.checked or not facts.answer_type:
            raise InputError(
                f"{conversation.id}: codi cannot tell what turns in {conversation.language} do",
                hint="a graph can be fitted to conversations in English",
            )
        quotes = sum(len(span.of(text)) for span in turn.evidence)
        yield ReadTurn(
            act=facts.act,
            phenomena=frozenset(facts.phenomena),
            answer_type=facts.answer_type,
            reply_words=len(facts.answer_words),
            longest=max(len(turn.user), len(turn.assistant) + quotes),
        )


def links_for(acts: Mapping[str, int], *, min_count: int) -> dict[str, str]:
    """Which link stands for each act, given how many turns have it; "" where none does.

    An act with fewer than `min_count` turns is merged into the one that stands in for it, the
    rarest first, and its turns count there; those about the talk itself are passed over.
    """
    stands: dict[str, str] = {act: act for act in acts}
    counts = Counter(acts)
    while rare := [act for act in counts if counts[act] < min_count]:
        act = min(rare, key=lambda name: (counts[name], name))
        others = [name for name in counts if name != act]
        if act in ABOUT_THE_TALK:
            into = ""
        elif act == COMMON_ACT or not others:
            into = max(others, key=lambda name: counts[name], default="")
        else:
            into = STAND_INS.get(act, COMMON_ACT)
        if into:
            counts[into] += counts[act]
        del counts[act]
        stands = {name: into if link == act else link for name, link in stands.items()}
    return stands


def link_sequences(
    read: Sequence[ReadConversation], stands: Mapping[str, str]
) -> tuple[tuple[str, ...], ...]:
    """The links of each conversation, without the turns that no link stands for."""
    return tuple(tuple(stands[turn.act] for turn in turns if stands[turn.act]) for turns in read)
