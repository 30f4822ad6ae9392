"""What the mock endpoint's model says, and what a prefix cache would have spared it.

Replies are a pure function of the request's bytes. Each holds a code that is the request's own, so
that a reply found in a journal tells which request it answers.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache

BYTES_PER_TOKEN = 4
TOKENS_PER_BLOCK = 16
BLOCK_BYTES = BYTES_PER_TOKEN * TOKENS_PER_BLOCK
USER_CALL = "[next user message]"
TURNS_CALL = "[next turns]"
CODE_BYTES = 6
CODE_PATTERN = r"\(no ([0-9a-f]{12})\)"
QUOTE_WORDS = 8
KNOWN_PASSAGES = 4096


def num_tokens(num_bytes: int) -> int:
    """Every four bytes are a token."""
    return -(-num_bytes // BYTES_PER_TOKEN)


@lru_cache(maxsize=KNOWN_PASSAGES)
def passage_words(system: str) -> tuple[str, ...]:
    """The words of the passage that a system message ends with, between its last two tags."""
    close = system.rfind("</")
    tag = system[close + 2 : system.find(">", close)] if close >= 0 else ""
    start = system.rfind(f"<{tag}>", 0, close) if tag else -1
    passage = system[start + len(tag) + 2 : close] if start >= 0 else system
    return tuple(passage.split()) or ("nothing",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Writes replies of about so many words, all copied from the passage but for the frame."""

    question_words: int = 8
    answer_words: int = 14

    def reply(self, messages: list[dict[str, str]], draw: bytes) -> str:
        """What the last message asks for; `draw` is the request's digest, 16 bytes."""
        words = passage_words(messages[0]["content"])
        last = messages[-1]["content"]
        code = draw[:CODE_BYTES].hex()
        place = int.from_bytes(draw[8:12], "big")
        if last.startswith(USER_CALL):
            return self._question(words, place, code)
        if not last.startswith(TURNS_CALL):
            return self._answer(words, place, code)
        turns = [
            f"[user] {self._question(words, place + 7 * number, code)}\n"
            f"[assistant] {self._answer(words, place + 11 * number, code)}"
            for number in range(last.count(". [user] "))
        ]
        return "\n".join(turns)

    def _question(self, words: tuple[str, ...], place: int, code: str) -> str:
        return f"What is told of {_some(words, place, self.question_words)} (no {code})?"

    def _answer(self, words: tuple[str, ...], place: int, code: str) -> str:
        said = _some(words, place, self.answer_words)
        quote = _some(words, place, QUOTE_WORDS)
        return f"It is told that {said} (no {code}).\n[quote] {quote}"


def _some(words: tuple[str, ...], place: int, count: int) -> str:
    """So many words in a row, as far as there are."""
    start = place % max(len(words) - count, 1)
    return " ".join(words[start : start + count])


def rendered(messages: list[dict[str, str]]) -> bytes:
    """The prompt as a chat template would write it, up to where the model goes on."""
    parts = [f"<|{message['role']}|>\n{message['content']}\n" for message in messages]
    return ("".join(parts) + "<|assistant|>\n").encode("utf-8")


@dataclass(slots=True, kw_only=True)
class PrefixCache:
    """Blocks of 16 tokens, each known by itself and all before it; the least recently used go.

    `limit_tokens` None is a cache without limit. As in vLLM, blocks of a prompt can be shared as
    soon as it is scheduled, blocks that were generated stay too, only whole blocks count, of a
    prompt's end at least one token is computed, and of one request the last blocks go first.
    """

    limit_tokens: int | None = None
    prompt_tokens: int = 0
    cached_tokens: int = 0
    _blocks: OrderedDict[int, None] = field(default_factory=OrderedDict)

    def admit(self, prompt: bytes, reply: bytes) -> int:
        """How many tokens of `prompt` the cache serves; then it holds the prompt and the reply."""
        tokens = num_tokens(len(prompt))
        whole = prompt + reply
        blocks = self._blocks
        chain = []
        parent = 0
        for start in range(0, len(whole) - BLOCK_BYTES + 1, BLOCK_BYTES):
            parent = hash((parent, whole[start : start + BLOCK_BYTES]))
            chain.append(parent)
        most = (tokens - 1) // TOKENS_PER_BLOCK
        served = 0
        while served < min(most, len(chain)) and chain[served] in blocks:
            served += 1
        for block in reversed(chain):  # the first blocks become the most recently used
            blocks[block] = None
            blocks.move_to_end(block)
        if self.limit_tokens is not None:
            while len(blocks) * TOKENS_PER_BLOCK > self.limit_tokens:
                blocks.popitem(last=False)
        cached = served * TOKENS_PER_BLOCK
        self.prompt_tokens += tokens
        self.cached_tokens += cached
        return cached
