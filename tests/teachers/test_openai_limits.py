"""How many calls an endpoint gets at once, how many a minute, and when it is given up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

from codi.errors import EndpointError
from codi.randomness import rng_for
from codi.teachers.openai.limits import Outcome, Slots
from codi.teachers.openai.pool import Breaker, Endpoint, Pool
from codi.teachers.openai.rates import RateLimit

Answer = Callable[[int, int], tuple[Outcome, float]]
"""From the number of the call and the calls in flight: how it ends, and after how many seconds."""


def work(slots: Slots, answer: Answer, *, calls: int, workers: int) -> list[int]:
    """Make so many calls; returns the limit after each of them."""
    limits: list[int] = []
    numbers = iter(range(calls))

    async def one() -> None:
        for number in numbers:
            await slots.acquire(number)
            outcome, seconds = answer(number, slots.in_flight)
            await asyncio.sleep(seconds / 20)
            slots.release(outcome, seconds)
            limits.append(slots.limit)

    async def all_of_them() -> None:
        await asyncio.gather(*(one() for _ in range(workers)))

    asyncio.run(all_of_them())
    return limits


def test_the_limit_grows_to_the_most_where_the_endpoint_answers_all() -> None:
    slots = Slots(most=256, start=16)
    most_in_flight = 0

    def answer(_: int, in_flight: int) -> tuple[Outcome, float]:
        nonlocal most_in_flight
        most_in_flight = max(most_in_flight, in_flight)
        return "ok", 0.05

    work(slots, answer, calls=1500, workers=300)
    assert slots.limit == 256
    assert 200 < most_in_flight <= 256
    assert (slots.in_flight, slots.waiting) == (0, 0)


def test_the_limit_stays_where_more_calls_only_wait_longer() -> None:
    slots = Slots(most=512, start=16)

    def serves_32(_: int, in_flight: int) -> tuple[Outcome, float]:
        return "ok", 0.05 * max(1.0, in_flight / 32)

    limits = work(slots, serves_32, calls=4000, workers=600)
    assert max(limits) <= 160
    assert 24 <= slots.limit <= 96


def test_the_limit_shrinks_where_the_endpoint_pushes_back_and_keeps_its_floor() -> None:
    slots = Slots(most=256, start=128, floor=4)
    limits = work(slots, lambda *_: ("busy", 0.02), calls=800, workers=300)
    assert min(limits) == 4
    slots = Slots(most=256, start=128)

    def takes_40(_: int, in_flight: int) -> tuple[Outcome, float]:
        return ("busy", 0.02) if in_flight > 40 else ("ok", 0.05)

    limits = work(slots, takes_40, calls=4000, workers=300)
    late = limits[2000:]
    assert 25 <= sum(late) / len(late) <= 60


def test_a_stray_429_does_not_collapse_it() -> None:
    slots = Slots(most=128, start=64)
    limits = work(
        slots,
        lambda number, _: ("busy" if number % 60 == 7 else "ok", 0.03),
        calls=1500,
        workers=150,
    )
    assert min(limits) >= 64
    assert slots.limit == 128


def test_few_calls_at_once_are_not_shrunk_by_what_chance_brings() -> None:
    slots = Slots(most=16)
    chance = rng_for(1, "busy")
    limits = work(
        slots,
        lambda *_: ("busy" if chance.random() < 0.05 else "ok", 0.02),
        calls=1500,
        workers=24,
    )
    assert sum(limits) / len(limits) > 13


def test_other_failures_say_nothing_of_the_load() -> None:
    slots = Slots(most=128, start=64)
    limits = work(
        slots, lambda number, _: ("failed" if number % 3 else "ok", 0.03), calls=900, workers=150
    )
    assert min(limits) >= 64


def test_the_oldest_conversation_goes_first_and_a_cancelled_call_leaves_its_place() -> None:
    async def main() -> list[int]:
        slots = Slots(most=1, start=1)
        await slots.acquire(0)
        came: list[int] = []

        async def call(order: int) -> None:
            await slots.acquire(order)
            came.append(order)
            slots.release("ok", 0.01)

        tasks = {order: asyncio.create_task(call(order)) for order in (5, 3, 9, 1)}
        await asyncio.sleep(0)
        assert slots.waiting == 4
        tasks[3].cancel()
        await asyncio.sleep(0)
        slots.release("ok", 0.01)
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        assert slots.in_flight == 0
        return came

    assert asyncio.run(main()) == [1, 5, 9]


def test_a_place_given_to_a_call_that_is_cancelled_goes_to_the_next() -> None:
    async def main() -> None:
        slots = Slots(most=1, start=1)
        await slots.acquire(0)
        first = asyncio.create_task(slots.acquire(1))
        second = asyncio.create_task(slots.acquire(2))
        await asyncio.sleep(0)
        slots.release("ok", 0.01)  # the place is the first one's now
        first.cancel()
        await asyncio.wait_for(second, 1)
        assert slots.in_flight == 1

    asyncio.run(main())


def test_rates_are_kept() -> None:
    async def main(rates: RateLimit, tokens: int) -> float:
        started = time.monotonic()
        for _ in range(40):
            await rates.admit(tokens)
        return time.monotonic() - started

    # Five seconds' worth may go out at once; the rest waits for its share.
    requests = asyncio.run(main(RateLimit(requests_per_minute=60 * 7.9), 10))
    assert 0.05 <= requests < 0.5
    tokens = asyncio.run(main(RateLimit(tokens_per_minute=60 * 79), 10))
    assert 0.05 <= tokens < 0.5
    assert asyncio.run(main(RateLimit(), 10)) < 0.05


def test_tokens_that_were_not_used_are_given_back() -> None:
    async def main() -> float:
        rates = RateLimit(tokens_per_minute=60 * 100)
        started = time.monotonic()
        for _ in range(40):
            await rates.admit(100)
            rates.settle(100, 10)
        return time.monotonic() - started

    assert asyncio.run(main()) < 0.5


def test_an_endpoint_is_given_up_after_many_failures_over_some_time() -> None:
    now = 0.0
    breaker = Breaker("http://localhost:1/v1", clock=lambda: now)
    breaker.succeeded()
    for second in range(40):
        now = float(second)
        if second == 20:
            breaker.succeeded()
        breaker.failed("connection refused")
        assert not breaker.down
    now = 51.0
    breaker.failed("connection refused")
    assert "localhost:1/v1 has answered none of 21 calls in 31 seconds" in breaker.down
    assert "connection refused" in breaker.down


def endpoint(name: str, *, most: int = 8) -> Endpoint:
    return Endpoint(
        url=f"http://{name}/v1",
        slots=Slots(most=most),
        rates=RateLimit(),
        breaker=Breaker(f"http://{name}/v1"),
    )


def test_a_passage_stays_with_its_endpoint_while_that_is_up() -> None:
    async def main() -> None:
        pool = Pool([endpoint("a"), endpoint("b")])
        first = pool.choose("one")
        await first.slots.acquire(0)
        other = pool.choose("two")
        assert other is not first
        assert all(pool.choose("one") is first for _ in range(3))
        first.breaker.refused("the key")
        assert pool.choose("one") is other
        other.breaker.refused("the model's name")
        with pytest.raises(EndpointError, match=r"//a/v1 refuses: the key; .*//b/v1 refuses"):
            pool.choose("two")

    asyncio.run(main())


def test_a_place_is_kept_for_the_conversation_that_goes_on() -> None:
    async def main() -> list[int]:
        slots = Slots(most=2, start=2)
        came: list[int] = []

        async def converse(order: int) -> None:
            for call in range(3):
                await slots.acquire(order, holder=str(order))
                came.append(order)
                await asyncio.sleep(0.005)
                slots.release("ok", 0.005, keep_for=str(order) if call < 2 else "")
                await asyncio.sleep(0.002)

        await asyncio.gather(*(converse(order) for order in range(4)))
        assert (slots.in_flight, slots.waiting) == (0, 0)
        return came

    assert sorted(asyncio.run(main())[:6]) == [0, 0, 0, 1, 1, 1]


def test_a_place_that_is_kept_in_vain_goes_to_others() -> None:
    async def main() -> float:
        slots = Slots(most=1, start=1)
        await slots.acquire(0)
        other = asyncio.create_task(slots.acquire(1))
        await asyncio.sleep(0)
        started = time.monotonic()
        slots.release("ok", 0.01, keep_for="0")
        await asyncio.sleep(0)
        assert not other.done()
        await asyncio.wait_for(other, 2)
        return time.monotonic() - started

    assert 0.2 < asyncio.run(main()) < 1.0
