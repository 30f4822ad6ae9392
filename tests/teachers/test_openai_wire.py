"""HTTP/1.1 on the wire: which bytes are an answer, and which connection carries another one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from yarl import URL

from codi.teachers.openai.answers import Answer, TransportError
from codi.teachers.openai.transport import Transport


def talk(*answers: bytes, piece: int = 0, times: int = 0) -> tuple[list[Answer], int]:
    """What comes of posts to a server that sends these bytes, and over how many connections.

    One answer follows each request, in pieces of so many bytes where `piece` is set, and the
    connection is closed after the last of them.
    """
    connections = 0
    left = list(answers)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while left:
            try:
                await reader.readuntil(b"\r\n\r\n{}")
            except asyncio.IncompleteReadError:
                break
            answer = left.pop(0)
            for start in range(0, len(answer), piece or len(answer) or 1):
                writer.write(answer[start : start + (piece or len(answer))])
                await writer.drain()
                await asyncio.sleep(0)
        writer.close()

    async def work() -> list[Answer]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        transport = Transport(
            connections=1, timeout_seconds=5, headers={"X-Mine": "1"}, max_body_bytes=1000
        )
        try:
            url = URL(f"http://127.0.0.1:{port}/v1")
            return [await transport.post(url, b"{}") for _ in range(times or len(answers))]
        finally:
            await transport.close()
            server.close()
            await server.wait_closed()

    return asyncio.run(work()), connections


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


@pytest.mark.parametrize(
    "answer",
    [
        OK,
        b"HTTP/1.1 200\r\ncontent-length:5  \r\n\r\nhello",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nhe\r\n03\r\nllo\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\nhello",
        b"HTTP/1.0 200 OK\r\nServer: old\r\n\r\nhello",
    ],
)
@pytest.mark.parametrize("piece", [0, 1, 7])
def test_an_answer_is_the_same_in_whatever_pieces_it_comes(answer: bytes, piece: int) -> None:
    [found], _ = talk(answer, piece=piece)
    assert (found.status, found.body) == (200, b"hello")


def test_headers_have_names_in_lower_case_and_are_joined_where_repeated() -> None:
    [found], _ = talk(
        b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nX-A: 1\r\nx-a:\t2 \r\nContent-Length: 0\r\n\r\n"
    )
    assert found == Answer(503, {"retry-after": "7", "x-a": "1, 2", "content-length": "0"}, b"")


def test_an_answer_that_can_have_no_body_ends_with_its_head() -> None:
    found, connections = talk(b"HTTP/1.1 204 No Content\r\n\r\n", OK)
    assert [answer.status for answer in found] == [204, 200]
    assert connections == 1


@pytest.mark.parametrize(
    ("first", "connections"),
    [
        (OK, 1),
        (OK.replace(b"\r\n\r\n", b"\r\nConnection: Keep-Alive, Upgrade\r\n\r\n"), 1),
        (OK.replace(b"1.1", b"1.0").replace(b"\r\n\r\n", b"\r\nConnection: keep-alive\r\n\r\n"), 1),
        (OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), 2),
        (OK.replace(b"1.1", b"1.0"), 2),
        (OK + b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbad", 2),
    ],
)
def test_a_connection_is_used_again_only_where_both_sides_know_where_they_are(
    first: bytes, connections: int
) -> None:
    found, used = talk(first, OK)
    assert [answer.body for answer in found] == [b"hello", b"hello"]
    assert used == connections


def broken() -> Sequence[bytes]:
    head = b"HTTP/1.1 200 OK\r\n"
    return [
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        head + b"no colon\r\n\r\n",
        head + b"Name : space\r\nContent-Length: 0\r\n\r\n",
        head + b"X: 1\r\n folded\r\nContent-Length: 0\r\n\r\n",
        head + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        head + b"Content-Length: -5\r\n\r\nhello",
        head + b"Content-Length: 0x5\r\n\r\nhello",
        head + b"Content-Length: 6\r\n\r\nhello",
        head + b"Transfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        head + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        head + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
        head + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
        head + b"Transfer-Encoding: chunked\r\n\r\n4\r\nhello\r\n0\r\n\r\n",
        head + b"Content-Encoding: br\r\nContent-Length: 5\r\n\r\nhello",
        head + b"X: " + b"y" * 70_000,
    ]


@pytest.mark.parametrize("answer", broken())
def test_bytes_that_break_the_rules_are_no_answer(answer: bytes) -> None:
    with pytest.raises(TransportError) as caught:
        talk(answer)
    assert caught.value.cause == "cut"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1001,
    ],
)
def test_an_answer_that_is_too_large_is_given_up_before_it_is_read(answer: bytes) -> None:
    with pytest.raises(TransportError) as caught:
        talk(answer)
    assert caught.value.cause == "too_large"


def test_a_small_answer_that_unpacks_to_a_large_one_is_given_up() -> None:
    import gzip

    packed = gzip.compress(b"x" * 100_000)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    with pytest.raises(TransportError) as caught:
        talk(head + packed)
    assert caught.value.cause == "too_large"


def test_a_connection_that_the_server_has_closed_in_the_meantime_is_not_used() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n{}")
        writer.write(OK)
        writer.close()

    async def work() -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        url = URL(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        transport = Transport(connections=1, timeout_seconds=5, headers={})
        for _ in range(3):
            assert (await transport.post(url, b"{}")).body == b"hello"
            await asyncio.sleep(0.05)
        await transport.close()
        server.close()
        await server.wait_closed()

    asyncio.run(work())
