"""Real engines on loopback with a tiny real model, each a process of its own."""

from __future__ import annotations

import os
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
CALL = '"POST /v1/chat/completions '


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """One kind of server; `name` is its row in codi's table of servers.

    `model` is what the server calls the model in a folder, `command` what Python runs on a port.
    """

    name: str
    modules: tuple[str, ...]
    model: Callable[[Path], str]
    command: Callable[[Path, int], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """An engine that answers at `url`; `model` is the name of its model."""

    engine: Engine
    url: str
    model: str
    log: Path

    def calls(self) -> list[str]:
        """The status of each chat request in the server's own log, in the order of answers."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line.rpartition('" ')[2][:3] for line in lines if CALL in line]


ENGINES = (
    Engine(
        name="transformers",
        modules=("fastapi", "uvicorn", "openai", "transformers", "torch"),
        model=str,
        command=lambda folder, port: [
            "-m", "transformers.cli.transformers", "serve", str(folder),
            "--host", "127.0.0.1", "--port", str(port),
        ],
    ),
    Engine(
        name="llama-cpp-python",
        modules=("llama_cpp.server.app",),
        model=lambda _: "stories260k",
        command=lambda folder, port: [
            "-m", "llama_cpp.server", "--model", str(folder / "stories260k.gguf"),
            "--model_alias", "stories260k", "--n_ctx", "4096", "--n_threads", "1",
            "--type_k", "0", "--type_v", "0",  # the cache in 32 bit too
            "--api_key", KEY, "--host", "127.0.0.1", "--port", str(port),
        ],
    ),
)  # fmt: skip


def python_with(*modules: str) -> str:
    """A Python that has these modules; the test skips where there is none."""
    tried = []
    for python in (os.environ.get("CODI_SERVERS"), ROOT / ".venv-servers/bin/python"):
        if python is None or not Path(python).exists():
            continue
        tried.append(str(python))
        found = subprocess.run(
            [python, "-c", "\n".join(f"import {module}" for module in modules)],
            capture_output=True,
            text=True,
            check=False,
        )
        if found.returncode == 0:
            return str(python)
        tried[-1] += f" ({found.stderr.strip().splitlines()[-1]})"
    pytest.skip(
        f"no Python with {', '.join(modules)}: `make test-servers` sets it up"
        + (f"; tried {', '.join(tried)}" if tried else "")
    )


@contextmanager
def running(engine: Engine, folder: Path, log: Path) -> Iterator[Running]:
    """The engine, while the block runs; the cache of the hub that it sees is empty."""
    python = python_with(*engine.modules)
    port = _free_port()
    (log.parent / "hub").mkdir(parents=True, exist_ok=True)
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [python, *engine.command(folder, port)],
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
