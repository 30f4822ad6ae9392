"""Every code block of README and docs runs as it stands, in the order of the page.

`python` blocks run as scripts, `sh` blocks line by line. A `yaml` block whose first line is
`# FILE` is written to that file for the blocks after it; `text` is not run. The pages' `documents/`
are the sample documents. `make` and `pip` lines are what CI runs before these tests.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", flags=re.MULTILINE | re.DOTALL)
RUN_BY_CI = ("make ", "pip ", "git ", "cd ", "python bench/")
LANGUAGES = {"python", "sh", "text", "yaml", "mermaid"}


def blocks_of(page: Path) -> list[tuple[str, str]]:
    """Language and code of each fenced block."""
    found = []
    for indent, language, code in BLOCK.findall(page.read_text(encoding="utf-8")):
        lines = code.splitlines()
        found.append((language, "\n".join(line.removeprefix(indent) for line in lines)))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_code_blocks_run(page: Path, tmp_path: Path) -> None:
    blocks = blocks_of(page)
    assert {language for language, _ in blocks} <= LANGUAGES
    samples = ROOT / "src" / "codi" / "samples"
    shutil.copytree(samples / "documents", tmp_path / "documents")
    shutil.copy(samples / "benchmark.json", tmp_path / "coqa-dev.json")
    if "--student" in page.read_text(encoding="utf-8") and find_spec("trl") is None:
        pytest.skip("the page trains a student: needs the train extra")
    for language, code in blocks:
        if language == "python":
            run([sys.executable, "-W", "error", "-c", code], tmp_path)
        elif language == "sh":
            for line in commands(code):
                run(["bash", "-c", line], tmp_path)
        elif language == "yaml" and (named := re.match(r"# (\S+\.yaml)$", code.split("\n")[0])):
            (tmp_path / named[1]).write_text(code, encoding="utf-8")


def commands(code: str) -> list[str]:
    """The lines to run; a backslash joins a line to the next."""
    joined = code.replace("\\\n", " ")
    return [
        line
        for line in joined.splitlines()
        if shlex.split(line, comments=True) and not line.startswith(RUN_BY_CI)
    ]


def run(command: list[str], folder: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, f"{command[-1]}\n{done.stdout}\n{done.stderr}"


def test_the_readme_names_every_file_of_the_package() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in sorted((ROOT / "src" / "codi").iterdir()):
        if not path.name.startswith("__"):
            assert path.name in readme, f"the file tree of README.md lacks {path.name}"
