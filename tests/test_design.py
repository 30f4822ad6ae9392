"""The house itself: floors, exported names, import cost, command line flags."""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
from pathlib import Path

import codi

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "codi"
FLOORS = {
    0: {"types", "errors"},
    1: {
        "text",
        "importing",
        "languages",
        "personal_data",
        "randomness",
        "graph",
        "grounding",
        "phenomena",
        "metrics",
        "similarity",
        "injection",
    },
    2: {"recipe", "prompts", "journal"},
    3: {"budget", "readers", "planning", "teachers", "filters", "benchmarks"},
    4: {"judging", "synthesis", "dataset", "students", "evaluation", "analysis"},
    5: {"pipeline", "report"},
    6: {"cli"},
    7: {"__main__"},
}
FLOOR_OF = {room: floor for floor, rooms in FLOORS.items() for room in rooms}
DATA_FOLDERS = {"recipes", "samples", "recordings"}
HEAVY = {
    "aiohttp", "datasets", "fastwarc", "jinja2", "lemminflect", "lxml", "mammoth", "nltk",
    "numpy", "orjson", "peft", "py3langid", "pyarrow", "pydantic", "pygal", "pypdfium2",
    "rensa", "sqlite3", "syntok", "textblob", "torch", "trafilatura", "transformers", "trl",
    "yaml",
}  # fmt: skip


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> list[tuple[int, str]]:
    """Every room that a file imports, anywhere in it, with the line."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: import rooms by their full name"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "codi" and len(parts) > 1 and parts[1] != "__version__":
                found.append((node.lineno, parts[1]))
    return found


def test_a_room_imports_only_from_floors_below_it() -> None:
    offending = []
    for path in sorted(SOURCE.rglob("*.py")):
        room = room_of(path)
        if room == "__init__":
            continue
        assert room in FLOOR_OF, f"{path.relative_to(ROOT)}: the room {room} stands on no floor"
        for line, other in imported_rooms(path):
            if other != room and FLOOR_OF[other] >= FLOOR_OF[room]:
                offending.append(
                    f"{path.relative_to(ROOT)}:{line}: {room} (floor {FLOOR_OF[room]}) "
                    f"imports {other} (floor {FLOOR_OF[other]})"
                )
    assert not offending, "\n".join(offending)


def test_every_folder_of_the_package_is_a_room_or_data() -> None:
    folders = {path.name for path in SOURCE.iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders <= set(FLOOR_OF) | DATA_FOLDERS


def test_modules_stay_readable() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in SOURCE.rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


def test_the_exported_names_are_those_promised() -> None:
    promised = json.loads((ROOT / "tests" / "exported_names.json").read_text(encoding="utf-8"))
    assert sorted(codi.__all__) == promised
    for name in promised:
        assert getattr(codi, name) is not None


def loaded_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print('\\n'.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.split(".")[0] for name in done.stdout.splitlines()}


def test_import_codi_and_the_command_line_load_nothing_heavy() -> None:
    assert not loaded_after("import codi") & HEAVY
    assert not loaded_after("import codi.cli") & HEAVY


def command_line() -> dict[str, list[str]]:
    """Each verb with its arguments and options, as a user may type them."""
    import typer.main

    group = typer.main.get_command(importlib.import_module("codi.cli").app)
    found: dict[str, list[str]] = {}

    def walk(command: object, path: str) -> None:
        children = getattr(command, "commands", None)
        if children is not None:
            for name, child in sorted(children.items()):
                walk(child, f"{path} {name}".strip())
            return
        found[path] = sorted(
            "/".join(sorted(p.opts)) if p.param_type_name == "option" else str(p.name).upper()
            for p in command.params  # type: ignore[attr-defined]
            if p.name != "help"
        )

    walk(group, "")
    return found


def test_the_command_line_is_the_one_promised() -> None:
    promised = json.loads((ROOT / "tests" / "command_line.json").read_text(encoding="utf-8"))
    assert command_line() == promised


def test_every_verb_has_help_with_an_example() -> None:
    from typer.testing import CliRunner

    from codi.cli import app

    for verb in command_line():
        shown = CliRunner().invoke(app, [*verb.split(), "--help"])
        assert shown.exit_code == 0, verb
        assert f"codi {verb}" in " ".join(shown.output.split()), f"no example in codi {verb} --help"
