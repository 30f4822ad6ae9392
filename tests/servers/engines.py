"""Real engines on loopback with a tiny real model, each a process of its own."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEY = "sk-loopback-0123456789"
START_SECONDS = 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """One kind of server; `name` is its row in codi's table of servers.

    `program` is what starts it, without arguments, and skips the test where it is not installed.
    `model` is what it calls the model in a folder, `call` the line of its log for a chat request,
    with the status where it says one. The rest are its ways.
    """

    name: str
    program: Callable[[], list[str]]
    arguments: Callable[[Path, int], list[str]]
    model: Callable[[Path], str]
    call: re.Pattern[str]
    asks_for_key: bool
    refuses_other_models: bool
    refuses_long_prompts: bool
    reports_cached_tokens: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """An engine that answers at `url`; `model` is the name of its model."""

    engine: Engine
    url: str
    model: str
    log: Path

    def calls(self) -> list[str]:
        """The status of each chat request in the server's own log."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return [found[1] if found.re.groups else "200" for found in self.engine.call.finditer(text)]


def python_with(*modules: str) -> str:
    """A Python that has these modules; the test skips where there is none."""
    tried = []
    for python in (os.environ.get("CODI_SERVERS"), ROOT / ".venv-servers/bin/python"):
        if python is None or not Path(python).exists():
            continue
        found = subprocess.run(
            [python, "-c", "\n".join(f"import {module}" for module in modules)],
            capture_output=True,
            text=True,
            check=False,
        )
        if found.returncode == 0:
            return str(python)
        tried.append(f"{python} ({found.stderr.strip().splitlines()[-1]})")
    pytest.skip(
        f"no Python with {', '.join(modules)}: `make test-servers` sets it up"
        + (f"; tried {', '.join(tried)}" if tried else "")
    )


def llama_server() -> str:
    """llama.cpp's own server; the test skips where it is not installed."""
    found = os.environ.get("LLAMA_SERVER") or shutil.which("llama-server")
    if found is None:
        pytest.skip("no llama-server: LLAMA_SERVER names it where it is not on the PATH")
    return found


CONTEXT = 4096
UVICORN_CALL = re.compile(r'"POST /v1/chat/completions [^"]*" (\d{3})')
ENGINES = (
    Engine(
        name="transformers",
        program=lambda: [
            python_with("fastapi", "uvicorn", "openai", "transformers", "torch"),
            "-m", "transformers.cli.transformers", "serve",
        ],
        arguments=lambda folder, port: [str(folder), "--host", "127.0.0.1", "--port", str(port)],
        model=str,
        call=UVICORN_CALL,
        asks_for_key=False,
        refuses_other_models=True,
        refuses_long_prompts=False,
        reports_cached_tokens=False,
    ),
    Engine(
        name="llama-cpp-python",
        program=lambda: [python_with("llama_cpp.server.app"), "-m", "llama_cpp.server"],
        arguments=lambda folder, port: [
            "--model", str(folder / "stories260k.gguf"), "--model_alias", "stories260k",
            "--n_ctx", str(CONTEXT), "--n_threads", "1", "--type_k", "0", "--type_v", "0",
            "--api_key", KEY, "--host", "127.0.0.1", "--port", str(port),
        ],
        model=lambda _: "stories260k",
        call=UVICORN_CALL,
        asks_for_key=True,
        refuses_other_models=False,
        refuses_long_prompts=True,
        reports_cached_tokens=False,
    ),
    Engine(
        name="llama.cpp",
        program=lambda: [llama_server()],
        arguments=lambda folder, port: [
            "--model", str(folder / "stories260k.gguf"), "--alias", "stories260k",
            "--override-kv", f"llama.context_length=int:{CONTEXT}",
            "--parallel", "2", "--ctx-size", str(2 * CONTEXT), "--threads", "1",
            "--cache-type-k", "f32", "--cache-type-v", "f32",
            "--api-key", KEY, "--host", "127.0.0.1", "--port", str(port),
        ],
        model=lambda _: "stories260k",
        call=re.compile("launch_slot_: .* processing task"),
        asks_for_key=True,
        refuses_other_models=False,
        refuses_long_prompts=True,
        reports_cached_tokens=True,
    ),
)  # fmt: skip
"""The caches of llama.cpp are in 32 bit, as the weights are and as transformers reckons."""


@contextmanager
def running(engine: Engine, folder: Path, log: Path) -> Iterator[Running]:
    """The engine, while the block runs; the cache of the hub that it sees is empty."""
    program = engine.program()
    port = _free_port()
    (log.parent / "hub").mkdir(parents=True, exist_ok=True)
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [*program, *engine.arguments(folder, port)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment(HF_HOME=str(log.parent), HF_HUB_OFFLINE="1", PYTHONUNBUFFERED="1"),
        ) as process,
    ):
        try:
            url = f"http://127.0.0.1:{port}/v1"
            _wait_for(url, process, log)
            yield Running(engine=engine, url=url, model=engine.model(folder), log=log)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def environment(**more: str) -> Mapping[str, str]:
    """This process's environment without what would lead a client or a server elsewhere."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"OPENAI_BASE_URL", "OPENAI_API_KEY", "PYTHONPATH"}
    }
    return {**kept, "NO_PROXY": "127.0.0.1", **more}


def codi(*arguments: str, cwd: Path, key: str = KEY) -> subprocess.CompletedProcess[str]:
    """One command of codi's, with the key in its environment."""
    process = start_codi(*arguments, cwd=cwd, key=key)
    stdout, stderr = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def start_codi(*arguments: str, cwd: Path, key: str = KEY) -> subprocess.Popen[str]:
    """The same, at work."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "codi", *arguments],
        cwd=cwd,
        env=environment(OPENAI_API_KEY=key, PYTHONPATH=str(ROOT / "src")),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    request = urllib.request.Request(f"{url}/models", headers={"Authorization": f"Bearer {KEY}"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with opener.open(request, timeout=10) as answer:
                assert answer.status == 200
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"{process.args!r} does not answer:\n{log.read_text(errors='replace')[-3000:]}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
