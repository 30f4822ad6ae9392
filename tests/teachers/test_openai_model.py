"""`openai:NAME` against a real server on loopback."""

from __future__ import annotations

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from openai_server import Server, error, reply, serving

from codi.errors import EndpointError, ModelError, UserError
from codi.pipeline.event_loop import run_coroutine
from codi.recipe import TeacherSettings
from codi.teachers import open_model
from codi.types import Completion, Message, Passage, RemoteModel, Request, Sampling, TurnTask, Usage

KEY = "sk-very-secret-0123456789"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)


def model(*servers: Server, **settings: Any) -> RemoteModel:
    urls = tuple(server.url for server in servers)
    opened = open_model("openai:some-model", settings=TeacherSettings(base_urls=urls, **settings))
    assert isinstance(opened, RemoteModel)
    return opened


def request(
    text: str = "Who came?", *, passage: str = "p", order: int = 0, **sampling: Any
) -> Request:
    about = Passage(id=passage, document_id="d", text=f"Mary came to {passage}.")
    return Request(
        messages=(
            Message(role="system", content=f"Answer from the passage.\n\n{about.text}"),
            Message(role="user", content=text),
        ),
        sampling=Sampling(**{"max_tokens": 64, "seed": 7, **sampling}),
        task=TurnTask(part="assistant", passage=about),
        order=order,
    )


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return run_coroutine(asyncio.wait_for(work, timeout=30))


async def ask(teacher: RemoteModel, *requests: Request) -> list[Completion]:
    try:
        return await asyncio.gather(*map(teacher.complete, requests or (request(),)))
    finally:
        await teacher.close()


def test_a_request_is_sent_as_the_protocol_says_and_its_completion_comes_back() -> None:
    async def work() -> None:
        async with serving() as server:
            [completion] = await ask(model(server), request(temperature=0.8, top_p=0.95))
        assert completion == Completion(
            text="Fine.", usage=Usage(prompt_tokens=20, completion_tokens=5)
        )
        assert server.calls == [
            {
                "model": "some-model",
                "messages": [
                    {
                        "role": "system",
                        "content": "Answer from the passage.\n\nMary came to p.",
                    },
                    {"role": "user", "content": "Who came?"},
                ],
                "temperature": 0.8,
                "top_p": 0.95,
                "max_tokens": 64,
                "chat_template_kwargs": {"enable_thinking": False},
                "seed": 7,
            }
        ]
        assert server.headers[0]["Authorization"] == f"Bearer {KEY}"

    run(work())


def test_the_environment_names_the_server_where_the_settings_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def work() -> None:
        async with serving() as server:
            monkeypatch.setenv("OPENAI_BASE_URL", server.url + "/")
            teacher = open_model("openai:some-model")
            assert teacher.name == "openai:some-model"
            assert isinstance(teacher, RemoteModel)
            await ask(teacher)
        assert len(server.calls) == 1

    run(work())


def test_the_server_is_asked_once_what_it_is_however_many_calls_there_are() -> None:
    async def work() -> None:
        async with serving(owner="library") as server:
            await ask(model(server), *(request(str(number)) for number in range(40)))
        assert server.probes == 1
        assert all(call["reasoning_effort"] == "none" for call in server.calls)

    run(work())


def test_a_server_named_in_the_settings_is_not_asked_what_it_is() -> None:
    async def work() -> None:
        async with serving() as server:
            await ask(model(server, server="openai"))
        assert server.probes == 0
        assert server.calls[0]["max_completion_tokens"] == 64

    run(work())


def test_a_server_without_a_list_of_models_gets_what_all_servers_take() -> None:
    async def work() -> None:
        async with serving(models=lambda _: web.Response(status=404)) as server:
            await ask(model(server))
        assert set(server.calls[0]) == {
            "model", "messages", "temperature", "top_p", "max_tokens", "seed",
        }  # fmt: skip

    run(work())


def test_a_server_that_is_starting_is_asked_again_what_it_is() -> None:
    def models(server: Server) -> web.Response:
        if server.probes == 1:
            return web.Response(status=503)
        return web.json_response({"data": [{"id": "other", "owned_by": "sglang"}]})

    async def work() -> None:
        async with serving(models=models) as server:
            teacher = model(server)
            await teacher.complete(request())
            await ask(teacher)
        assert [("chat_template_kwargs" in call) for call in server.calls] == [False, True]

    run(work())


@pytest.mark.parametrize(
    ("complaint", "field", "instead"),
    [
        (
            error(
                400,
                "Unsupported parameter: 'max_tokens' is not supported with this model. "
                "Use 'max_completion_tokens' instead.",
                param="max_tokens",
                code="unsupported_parameter",
            ),
            "max_tokens",
            "max_completion_tokens",
        ),
        (
            error(
                400,
                "Unsupported value: 'temperature' does not support 0.8 with this model.",
                param="temperature",
                code="unsupported_value",
            ),
            "temperature",
            None,
        ),
        (
            error(400, "chat_template is not supported for Mistral tokenizers."),
            "chat_template_kwargs",
            None,
        ),
        (
            web.json_response({"detail": "Unexpected fields in the request: {'seed'}"}, status=422),
            "seed",
            None,
        ),
        (
            web.json_response(
                {"detail": [{"type": "extra_forbidden", "loc": ["body", "top_p"]}]}, status=422
            ),
            "top_p",
            None,
        ),
    ],
)
def test_a_parameter_that_is_refused_by_name_is_not_sent_again(
    complaint: web.Response, field: str, instead: str | None
) -> None:
    async def answer(server: Server, _request: web.Request) -> web.Response:
        if field in server.calls[-1]:
            copied = web.Response(body=complaint.body, status=complaint.status)
            copied.content_type = "application/json"
            return copied
        return reply()

    async def work() -> None:
        async with serving(answer) as server:
            teacher = model(server)
            await ask(teacher, *(request(str(number)) for number in range(8)))
            accepted = [call for call in server.calls if field not in call]
        assert len(accepted) == 8
        assert len(server.calls) <= 16
        assert instead is None or all(call[instead] == 64 for call in accepted)
        assert teacher.traffic.retries == {"unsupported": len(server.calls) - 8}

    run(work())


def test_a_request_that_is_wrong_in_another_way_fails_at_once_and_says_why() -> None:
    async def answer(_server: Server, _request: web.Request) -> web.Response:
        return error(400, "temperature must lie between 0 and 1, got 1.5")

    async def work() -> None:
        async with serving(answer) as server:
            with pytest.raises(ModelError, match="400: temperature must lie between 0 and 1"):
                await ask(model(server))
        assert len(server.calls) == 1

    run(work())


def test_a_call_that_fails_in_passing_is_made_again() -> None:
    async def answer(server: Server, _request: web.Request) -> web.StreamResponse:
        match len(server.calls):
            case 1:
                return error(429, "slow down", headers={"Retry-After-Ms": "5"})
            case 2:
                return error(500, "oops", headers={"retry-after": "0.01"})
            case 3:
                return web.Response(body=b"\xff\xfe{", content_type="application/json")
        return reply("Mary.")

    async def work() -> None:
        async with serving(answer) as server:
            teacher = model(server)
            [completion] = await ask(teacher)
        assert completion.text == "Mary."
        assert teacher.traffic.retries == {"429": 1, "500": 1, "garbage": 1}
        assert len(set(server.raw)) == 1

    run(work())


def test_a_call_that_goes_on_failing_says_how_often_it_was_made_and_why_it_failed() -> None:
    async def answer(_server: Server, _request: web.Request) -> web.Response:
        return error(503, f"overloaded, {KEY}", headers={"Retry-After": "0"})

    async def work() -> None:
        async with serving(answer) as server:
            with pytest.raises(ModelError) as caught:
                await ask(model(server, retries=2))
        assert str(caught.value) == (
            "openai:some-model gave no completion in 3 tries (503 3 times); "
            "the last: 503: overloaded, [key]"
        )
        assert len(server.calls) == 3

    run(work())


def test_a_server_is_not_called_before_it_asked_to_be() -> None:
    times: list[float] = []

    async def answer(server: Server, _request: web.Request) -> web.Response:
        times.append(time.monotonic())
        if len(server.calls) == 1:
            return error(429, headers={"Retry-After": "1"})
        return reply()

    async def work() -> None:
        async with serving(answer) as server:
            await ask(model(server))

    run(work())
    assert 1.0 <= times[1] - times[0] < 2.0


def test_a_call_that_waits_to_be_made_again_leaves_its_place_to_others() -> None:
    async def answer(server: Server, _request: web.Request) -> web.Response:
        first = server.calls[-1]["messages"][1]["content"] == "first"
        if first and sum(call["messages"][1]["content"] == "first" for call in server.calls) == 1:
            return error(429, headers={"Retry-After": "1"})
        return reply()

    async def work() -> None:
        async with serving(answer) as server:
            teacher = model(server, concurrency=1)
            others = [request(f"other {number}", order=1) for number in range(20)]
            await ask(teacher, request("first"), *others)
        asked = [call["messages"][1]["content"] for call in server.calls]
        assert asked[0] == asked[-1] == "first"

    run(work())


def test_no_more_calls_are_in_flight_than_allowed_and_the_first_in_order_go_first() -> None:
    async def answer(_server: Server, _request: web.Request) -> web.Response:
        await asyncio.sleep(0.005)
        return reply()

    async def work() -> None:
        async with serving(answer) as server:
            teacher = model(server, concurrency=3)
            await teacher.complete(request("begin"))
            await ask(teacher, *(request(str(n), order=n) for n in reversed(range(30))))
        assert teacher.traffic.max_in_flight == server.most_in_flight == 3
        assert teacher.traffic.in_flight == 0
        asked = [int(call["messages"][1]["content"]) for call in server.calls[4:]]
        # Those in flight at the same time may overtake one another on their way.
        assert all(abs(sorted(asked).index(number) - asked.index(number)) < 6 for number in asked)

    run(work())


def test_calls_on_one_passage_go_to_one_endpoint_and_passages_are_spread() -> None:
    async def answer(_server: Server, _request: web.Request) -> web.Response:
        await asyncio.sleep(0.01)
        return reply()

    async def work() -> None:
        async with serving(answer) as one, serving(answer) as other:
            teacher = model(one, other, concurrency=16)
            calls = [request(str(n), passage=f"p{n % 8}") for n in range(64)]
            await ask(teacher, *calls)
        seen = [
            {call["messages"][0]["content"] for call in server.calls} for server in (one, other)
        ]
        assert not seen[0] & seen[1]
        assert len(seen[0]) == len(seen[1]) == 4

    run(work())


def test_an_endpoint_that_refuses_the_key_is_left_for_another() -> None:
    async def refuse(_server: Server, _request: web.Request) -> web.Response:
        return error(401, f"Incorrect API key provided: {KEY}")

    async def work() -> None:
        async with serving(refuse) as one, serving() as other:
            teacher = model(one, other)
            completions = await ask(teacher, *(request(passage=f"p{n}") for n in range(10)))
        assert len(completions) == len(other.calls) == 10

    run(work())


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (error(401, f"Incorrect API key provided: {KEY}"), "401: .*; OPENAI_API_KEY holds the key"),
        (error(403, "no access to this project"), "403: no access to this project; OPENAI_API_KEY"),
        (error(404, "The model `some-model` does not exist."), "404: The model `some-model` does"),
        (web.json_response({"detail": "Not Found"}, status=404), "404: Not Found; a base URL usua"),
        (error(402, "Insufficient Balance"), "402: Insufficient Balance; there is no credit left"),
        (
            error(429, "You exceeded your current quota", code="insufficient_quota"),
            "429: You exceeded your current quota; there is no credit left",
        ),
        (
            web.Response(status=308, headers={"Location": "https://u:p@other.example/v1?key=x"}),
            "308; it points to https://other.example/v1",
        ),
    ],
)
def test_what_no_call_can_get_past_stops_all_of_them(answer: web.Response, message: str) -> None:
    async def refuse(_server: Server, _request: web.Request) -> web.Response:
        return web.Response(body=answer.body, status=answer.status, headers=answer.headers)

    async def work() -> None:
        async with serving(refuse) as server:
            teacher = model(server, concurrency=1)
            with pytest.raises(EndpointError, match=message) as caught:
                await ask(teacher, *(request(str(number)) for number in range(20)))
            await asyncio.sleep(0.05)
        assert KEY not in str(caught.value)
        assert len(server.calls) == 1

    run(work())


def test_a_server_that_is_not_there_fails_the_call_after_its_tries() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def work() -> None:
        teacher = model(Server(url=f"http://127.0.0.1:{port}/v1"), retries=1)
        with pytest.raises(ModelError, match=r"connect 2 times.*no connection: "):
            await ask(teacher)

    run(work())


def test_a_call_is_given_up_at_the_timeout_and_made_again() -> None:
    async def answer(server: Server, _request: web.Request) -> web.Response:
        if len(server.calls) == 1:
            await asyncio.sleep(20)
        return reply()

    async def work() -> None:
        async with serving(answer) as server:
            teacher = model(server, timeout_seconds=0.3)
            await ask(teacher)
        assert teacher.traffic.retries == {"timeout": 1}

    run(work())


def test_what_the_server_withholds_is_a_completion_that_says_so_and_is_not_asked_again() -> None:
    async def answer(server: Server, _request: web.Request) -> web.Response:
        if len(server.calls) == 1:
            return error(400, "The response was filtered", code="content_filter")
        message = {"role": "assistant", "content": None}
        return reply(choices=[{"message": message, "finish_reason": "content_filter"}])

    async def work() -> None:
        async with serving(answer) as server:
            teacher = model(server)
            first = await teacher.complete(request())
            [second] = await ask(teacher)
        assert (first.text, first.finish_reason) == ("", "content_filter")
        assert (second.text, second.finish_reason) == ("", "content_filter")
        assert second.usage.prompt_tokens == 20
        assert len(server.calls) == 2

    run(work())


def test_requests_a_minute_are_kept() -> None:
    async def work() -> float:
        async with serving() as server:
            began = time.monotonic()
            # 1200 a minute are 20 a second, of which 5 seconds' worth may go at once.
            await ask(
                model(server, requests_per_minute=1200.0),
                *(request(str(number)) for number in range(120)),
            )
            return time.monotonic() - began

    assert 0.9 <= run(work()) < 4


def test_a_cancelled_call_gives_its_place_back() -> None:
    async def work() -> None:
        arrived = asyncio.Event()

        async def answer(server: Server, _request: web.Request) -> web.Response:
            if len(server.calls) == 1:
                arrived.set()
                await asyncio.sleep(20)
            return reply()

        async with serving(answer) as server:
            teacher = model(server, concurrency=1)
            hanging = asyncio.create_task(teacher.complete(request()))
            await arrived.wait()
            hanging.cancel()
            with pytest.raises(asyncio.CancelledError):
                await hanging
            await ask(teacher)
            assert teacher.traffic.in_flight == 0

    run(work())


@pytest.mark.parametrize(
    ("urls", "message"),
    [
        (("localhost:8000",), "is no base URL"),
        (("ftp://host/v1",), "is no base URL"),
        (("https://user:secret@host/v1",), "holds more than a host and a path"),
        (("https://host/v1?key=secret",), "holds more than a host and a path"),
    ],
)
def test_a_base_url_that_is_none_or_holds_a_secret_is_refused(
    urls: tuple[str, ...], message: str
) -> None:
    with pytest.raises(UserError, match=message) as caught:
        open_model("openai:m", settings=TeacherSettings(base_urls=urls))
    assert "secret" not in str(caught.value)


def test_an_unknown_server_a_missing_name_and_a_missing_key_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = TeacherSettings(base_urls=("http://localhost/v1",), server="tgi")
    with pytest.raises(UserError, match=r"no server 'tgi' \(one of auto, vllm, sglang, llama.cpp"):
        open_model("openai:m", settings=settings)
    with pytest.raises(UserError, match="needs the model's name"):
        open_model("openai:")
    monkeypatch.setenv("OPENAI_API_KEY", "")
    with pytest.raises(UserError, match="needs a key"):
        open_model("openai:m")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-a b")
    with pytest.raises(UserError, match="OPENAI_API_KEY holds characters") as caught:
        open_model("openai:m")
    assert "sk-a" not in str(caught.value)


def test_aiohttp_is_loaded_only_where_such_a_model_is_opened() -> None:
    code = (
        "import sys; from codi.teachers import open_model; open_model('builtin'); "
        "print('aiohttp' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_run_through_an_endpoint_ends_in_conversations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server in a process of its own: the run has its own event loop."""
    script = tmp_path / "server.py"
    script.write_text(
        "import asyncio\n"
        "from openai_server import reply, serving\n"
        "async def answer(server, request):\n"
        "    said = server.calls[-1]['messages'][-1]['content']\n"
        "    user = said.startswith('[next user message]')\n"
        "    number = len(server.calls)\n"
        "    text = f'What is number {number}?' if user else f'It is {number}.\\n[quote] none'\n"
        "    return reply(text)\n"
        "async def main():\n"
        "    async with serving(answer) as server:\n"
        "        print(server.url, flush=True)\n"
        "        await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    environment = {"PYTHONPATH": str(Path(__file__).parent), "PATH": ""}
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        monkeypatch.setenv("OPENAI_BASE_URL", process.stdout.readline().strip())
        try:
            from codi.pipeline import open_run, run_stages

            overrides = ["teacher.model=openai:some-model", "conversations.count=6"]
            with open_run(tmp_path / "run", "grounded-qa", overrides=overrides) as opened:
                run_stages(opened, until="synthesize")
                counts = opened.journal.counts()
        finally:
            process.kill()
    assert counts.conversations == 6
    assert counts.turns > 0
    assert counts.usage.prompt_tokens == 20 * counts.replies
    written = b"".join(path.read_bytes() for path in (tmp_path / "run").iterdir() if path.is_file())
    assert KEY.encode() not in written
    assert json.loads((tmp_path / "run/manifest.json").read_text())["teacher"].startswith("openai:")


def test_tokens_that_a_server_does_not_count_are_reckoned() -> None:
    async def answer(_server: Server, _request: web.Request) -> web.Response:
        return reply("It was built in 1887.", usage=None)

    async def work() -> Completion:
        async with serving(answer) as server:
            (completion,) = await ask(model(server), request("When was it built? " * 100))
            return completion

    usage = run(work()).usage
    assert 450 < usage.prompt_tokens < 700
    assert usage.completion_tokens == 6
