"""What the rows of `calls.py` share: the endpoint's process, made documents, runs of the client."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from whole_loop import Asked, Took

HERE = Path(__file__).resolve().parent
PASSAGE_BYTES = 2400  # 600 tokens at 4 bytes each
COMMON = "the of and in a to was by on for with from its that it".split()
STARTS = "b br c d f g gr h k l m n p r s st t tr v w".split()
VOWELS = "a e i o u ea ou".split()
ENDS = "l m n nd r rt s st t ck ng".split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row of the table; `must` and `stretch` are bounds that the value may not go beyond.

    With `larger_is_better` the value may not fall below them. A figure without `must` is there to
    be read beside the others.
    """

    name: str
    value: float
    shown: str
    must: float | None = None
    stretch: float | None = None
    larger_is_better: bool = False
    note: str = ""

    def within(self, bound: float | None) -> bool:
        """Whether the value keeps a bound; one that is not set is not kept."""
        if bound is None:
            return False
        return self.value >= bound if self.larger_is_better else self.value <= bound

    def verdict(self) -> str:
        """Which of the two bounds is kept."""
        if self.must is None:
            return ""
        if self.within(self.stretch):
            return "stretch"
        return "must" if self.within(self.must) else "MISSED"

    def cells(self) -> list[str]:
        """The row of the table."""
        sign = "≥" if self.larger_is_better else "≤"
        bounds = ["" if b is None else f"{sign} {b:,g}" for b in (self.must, self.stretch)]
        return [self.name, self.shown, *bounds, self.verdict(), self.note]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """An endpoint at work in its own process, and a folder for runs."""

    process: subprocess.Popen[str]
    url: str
    folder: Path
    teacher: str

    @classmethod
    def start(cls, folder: Path, *, teacher: str) -> Self:
        """Start the endpoint on a free port of the loopback interface."""
        process = subprocess.Popen(
            [sys.executable, str(HERE / "endpoint.py")], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        return cls(process=process, url=url, folder=folder, teacher=teacher)

    def stop(self) -> None:
        """End the endpoint."""
        self.process.terminate()
        self.process.wait()

    def reset(self, **settings: float | bool | None) -> None:
        """Have the endpoint forget all and behave as these settings of its say."""
        self._http("/reset", json.dumps(settings).encode("utf-8"))

    def stats(self) -> dict[str, Any]:
        """What the endpoint saw since the last reset."""
        return json.loads(self._http("/stats"))  # type: ignore[no-any-return]

    def log(self) -> list[dict[str, Any]]:
        """Each request since the last reset, where the settings had `log`."""
        return json.loads(self._http("/log"))  # type: ignore[no-any-return]

    def _http(self, path: str, body: bytes | None = None) -> bytes:
        address = self.url.removesuffix("/v1") + path
        with urllib.request.urlopen(address, data=body, timeout=60) as response:
            return response.read()  # type: ignore[no-any-return]

    def documents(self, count: int) -> Path:
        """A JSON lines file of so many made passages of about 600 tokens; the same every time."""
        path = self.folder / f"passages-{count}.jsonl"
        if not path.exists():
            with path.open("w", encoding="utf-8") as file:
                for number in range(count):
                    row = {"id": str(number), "text": made_passage(number)}
                    file.write(f"{json.dumps(row)}\n")
        return path

    def asked(self, name: str, *, conversations: int, passages: int, **more: Any) -> Asked:  # noqa: ANN401 - fields of Asked
        """What a client is asked to do, in a run folder of this name."""
        return Asked(
            url=self.url,
            out=str(self.folder / name),
            documents=str(self.documents(passages)),
            conversations=conversations,
            teacher=self.teacher,
            **more,
        )

    def launch(self, asked: Asked) -> subprocess.Popen[str]:
        """Start a client process."""
        return subprocess.Popen(
            [sys.executable, str(HERE / "whole_loop.py"), json.dumps(asdict(asked))],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=client_environment(self.url, asked.concurrency),
        )

    def run(self, asked: Asked, *, seconds: float = 300.0) -> Took:
        """Run a client to its end; raises where it fails or takes longer than `seconds`."""
        process = self.launch(asked)
        try:
            said, complaint = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise SystemExit(f"{asked.out}: not finished after {seconds:.0f} s") from None
        if process.returncode:
            raise SystemExit(f"{asked.out}: exit {process.returncode}\n{complaint}")
        return Took(**json.loads(said.splitlines()[-1]))


def client_environment(url: str, concurrency: int) -> Mapping[str, str]:
    """The environment of a client: a key, and the endpoint for teachers of `module:attribute`."""
    mine = {"OPENAI_API_KEY": "bench", "BENCH_URL": url, "BENCH_C": str(concurrency)}
    return {**os.environ, **mine}


def made_passage(number: int) -> str:
    """Sentences of made words, the same for the same number, about `PASSAGE_BYTES` long."""
    rng = random.Random(number)

    def word() -> str:
        return rng.choice(STARTS) + rng.choice(VOWELS) + rng.choice(ENDS)

    known = [word() + (word() if rng.random() < 0.5 else "") for _ in range(120)]
    text = ""
    while len(text) < PASSAGE_BYTES:
        words = [
            rng.choice(COMMON) if rng.random() < 0.4 else rng.choice(known)
            for _ in range(rng.randint(8, 18))
        ]
        words[0] = words[0].capitalize()
        if rng.random() < 0.2:
            words.append(f"in {rng.randint(1700, 2020)}")
        text += f"{' '.join(words)}. "
    return text.strip()


def wait_for(seconds: float, condition: Callable[[], bool]) -> bool:
    """Whether a condition came true within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def table(title: str, rows: list[list[str]]) -> str:
    """A Markdown table; the first row is its headings."""
    headings, *others = rows
    lines = [f"### {title}", "", f"| {' | '.join(headings)} |", f"|{'---|' * len(headings)}"]
    lines += [f"| {' | '.join(row)} |" for row in others]
    return "\n".join(lines) + "\n"
