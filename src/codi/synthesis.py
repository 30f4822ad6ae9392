"""Plans become conversations: one coroutine each, two calls a turn, every reply journalled.

Conversations do not wait for one another. Only slightly more of them are open than calls may be in
flight, and each is carried to its end before the next plan is drawn, so that those on one passage
are written together and memory stays flat however many plans come.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from codi.errors import ModelError, ReplyError
from codi.journal import Journal, StoredReply, reply_key
from codi.phenomena import realised
from codi.prompts import Prompts, Reply, parse_reply, parse_user_message
from codi.text import grounding_score, locate_quote
from codi.types import (
    ChatModel,
    Completion,
    Conversation,
    ConversationPlan,
    History,
    Part,
    Progress,
    Request,
    Sampling,
    Span,
    Turn,
    Usage,
)

STAGE = "synthesize"
SKIPS_PER_STEP = 256

OnProgress = Callable[[Progress], None]


@dataclass(slots=True, kw_only=True)
class SynthesisCounts:
    """What one `synthesize` did.

    `finished` conversations ended now, `failed` of them without a turn; `skipped` were finished
    before. `calls` were made, `replayed` replies came from the journal; `usage` is that of the
    calls. `ended_early` counts reasons; `first_error` is what the first `ModelError` said.
    """

    finished: int = 0
    failed: int = 0
    skipped: int = 0
    turns: int = 0
    calls: int = 0
    replayed: int = 0
    usage: Usage = field(default_factory=Usage)
    ended_early: Counter[str] = field(default_factory=Counter)
    first_error: str = ""


async def synthesize(
    plans: Iterable[ConversationPlan],
    *,
    prompts: Prompts,
    teacher: ChatModel,
    journal: Journal,
    concurrency: int,
    sampling: Sampling | None = None,
    total: int | None = None,
    on_progress: OnProgress | None = None,
) -> SynthesisCounts:
    """Have `teacher` write the conversation of each plan that `journal` does not hold finished.

    Replies that the journal holds for the very same call are taken from there. A conversation whose
    reply cannot be used, or whose teacher gives none, ends at its last good turn and says why in
    `ended_early`: `exhausted`, `length` (cut at the token limit), `model_error`, or the reason of
    the `ReplyError`. Those that ended with `model_error` are tried again by the next call of this
    function. At most `concurrency` calls are in flight; `sampling` defaults to the recipe's;
    `total` is only shown in the progress. Cancelled, it leaves in the journal what was committed.
    """
    if concurrency < 1:
        raise ValueError(f"concurrency must be at least 1, got {concurrency}")
    synthesis = _Synthesis(
        prompts=prompts,
        teacher=teacher,
        teacher_name=teacher.name,
        journal=journal,
        sampling=sampling,
        slots=asyncio.Semaphore(concurrency),
        total=total,
        on_progress=on_progress,
    )
    num_open = concurrency + (concurrency + 7) // 8
    remaining = iter(plans)
    workers = [asyncio.create_task(synthesis.work(remaining)) for _ in range(num_open)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        journal.flush()
    return synthesis.counts


@dataclass(slots=True, kw_only=True)
class _Synthesis:
    """What the conversations of one `synthesize` share."""

    prompts: Prompts
    teacher: ChatModel
    teacher_name: str
    journal: Journal
    sampling: Sampling | None
    slots: asyncio.Semaphore
    total: int | None
    on_progress: OnProgress | None
    counts: SynthesisCounts = field(default_factory=SynthesisCounts)

    async def work(self, plans: Iterator[ConversationPlan]) -> None:
        """Write one conversation after another, until no plan is left."""
        for plan in plans:
            if self.journal.is_finished(plan.id):
                self.counts.skipped += 1
                if self.counts.skipped % SKIPS_PER_STEP == 0:
                    self._report()
                    await asyncio.sleep(0)
                continue
            await self._converse(plan)
            self._report()

    async def _converse(self, plan: ConversationPlan) -> None:
        calls = _Calls(shared=self, plan=plan, stored=self.journal.replies(plan.id))
        turns: list[Turn] = []
        ended_early = ""
        model_failed = False
        try:
            for _ in plan.turns:
                turns.append(await calls.next_turn(tuple(turns)))  # those before a bad one stay
        except ReplyError as error:
            ended_early = error.reason
        except ModelError as error:
            ended_early = "model_error"
            model_failed = True
            self.counts.first_error = self.counts.first_error or f"{plan.id}: {error}"
        conversation = Conversation(
            id=plan.id,
            passage=plan.passage,
            turns=tuple(turns),
            planned_turns=len(plan.turns),
            ended_early=ended_early,
            teacher=self.teacher_name,
            usage=calls.usage,
        )
        self.journal.add_conversation(conversation, retry=model_failed)
        self.counts.finished += 1
        self.counts.turns += len(turns)
        self.counts.failed += not turns
        if ended_early:
            self.counts.ended_early[ended_early] += 1

    def _report(self) -> None:
        if self.on_progress:
            usage = self.counts.usage
            self.on_progress(
                Progress(
                    stage=STAGE,
                    done=self.counts.finished + self.counts.skipped,
                    total=self.total,
                    failed=self.counts.failed,
                    tokens=usage.prompt_tokens + usage.completion_tokens,
                )
            )


@dataclass(slots=True, kw_only=True)
class _Calls:
    """The calls of one conversation; `usage` is that of all its replies, replayed ones too."""

    shared: _Synthesis
    plan: ConversationPlan
    stored: dict[tuple[int, Part], StoredReply]
    usage: Usage = field(default_factory=Usage)

    async def next_turn(self, history: History) -> Turn:
        """The turn after `history`: what the user says, and what the assistant replies."""
        prompts, sampling = self.shared.prompts, self.shared.sampling
        turn_plan = self.plan.turns[len(history)]
        request = prompts.user_call(self.plan, history, sampling=sampling)
        user = parse_user_message(await self._reply(request, len(history), "user"))
        request = prompts.assistant_call(self.plan, history, user, sampling=sampling)
        text = await self._reply(request, len(history), "assistant")
        reply = parse_reply(text, needs_quote=turn_plan.needs_evidence)
        passage = self.plan.passage.text
        evidence = locate_evidence(passage, reply)
        grounding = None
        if turn_plan.needs_evidence:
            grounding = grounding_score(reply.answer, [span.of(passage) for span in evidence])
        turn = Turn(
            index=len(history),
            user=user,
            assistant=reply.answer,
            link=turn_plan.link,
            act=turn_plan.act,
            needs_evidence=turn_plan.needs_evidence,
            seed_data=turn_plan.seed_data,
            requested=turn_plan.phenomena,
            evidence=evidence,
            grounding=grounding,
        )
        return replace(turn, realised=realised(turn, history, passage))

    async def _reply(self, request: Request, turn_index: int, part: Part) -> str:
        """The text of the journalled reply to this very call, or else of a new one.

        Raises:
            ReplyError: `exhausted` or `length`, where the reply did not come to its own end.
            ModelError: the teacher gives no reply.
        """
        shared = self.shared
        key = reply_key(shared.teacher_name, request)
        stored = self.stored.get((turn_index, part))
        if stored is not None and stored.key == key:
            completion = stored.completion
            shared.counts.replayed += 1
        else:
            async with shared.slots:
                completion = _encodable(await shared.teacher.complete(request))
            shared.counts.calls += 1
            shared.counts.usage += completion.usage
            await shared.journal.commit_reply(self.plan.id, turn_index, part, key, completion)
        self.usage += completion.usage
        if completion.finish_reason != "stop":
            raise ReplyError(
                completion.finish_reason, f"the {part}'s reply ended by {completion.finish_reason}"
            )
        return completion.text


def locate_evidence(passage: str, reply: Reply) -> tuple[Span, ...]:
    """Where the quotes of a reply stand in the passage, in their order there, each once."""
    spans = (locate_quote(passage, quote) for quote in reply.quotes)
    return tuple(sorted({span for span in spans if span is not None}))


def _encodable(completion: Completion) -> Completion:
    """The completion with lone surrogates, which no file can hold, replaced by question marks."""
    text = completion.text
    if text.isascii():
        return completion
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return completion if clean == text else replace(completion, text=clean)
