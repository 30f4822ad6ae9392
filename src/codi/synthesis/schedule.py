"""Which conversation comes next, and whose call goes first where calls have to wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from codi.types import LAST_ORDERS, ConversationPlan


class Schedule(Iterator[ConversationPlan]):
    """Gives out the plans one by one, each drawn when the one before it is taken.

    While plans are left, the conversation that was begun first goes first: those that are open are
    carried to their end, and a passage's prefix is used while it is cached. Once the last plan is
    taken, the conversation with most calls to come goes first, so that none is left to end alone.
    """

    def __init__(self, plans: Iterable[ConversationPlan]) -> None:
        self._plans = iter(plans)
        self._following = next(self._plans, None)
        self._num_begun = 0

    def __next__(self) -> ConversationPlan:
        """The next plan."""
        plan = self._following
        if plan is None:
            raise StopIteration
        self._following = next(self._plans, None)
        return plan

    def begin(self) -> int:
        """The number of a conversation that begins now, from 1."""
        self._num_begun += 1
        return self._num_begun

    def order(self, number: int, calls_left: int) -> int:
        """The `Request.order` of a call in that conversation, with so many to come from it on."""
        # Conversations that wait for their first call have all of them to come, and a lower order.
        return number if self._following is not None else LAST_ORDERS - calls_left
