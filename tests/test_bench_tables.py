"""The benches of plans and ablations print the tables that the docs show."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from codi.recipe import ABLATIONS

BENCH = Path(__file__).resolve().parent.parent / "bench"


def printed(script: str, *arguments: str, shared: Path | str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(BENCH / script), *arguments],
        env={**os.environ, "CODI_SHARED": str(shared)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_plans_are_set_beside_their_recipe() -> None:
    out = printed("planned.py", "coqa", "--count", "500")
    assert re.search(r"\*\*coqa\*\*: 500 plans, [\d,]+ turns", out)
    assert re.search(r"\| anaphora \| [\d,]+ turns \| 50\.0% \| (4|5)\d\.\d% \| 0\.0\d+ \|", out)
    assert "| topic shift |" in out


def test_ablations_are_set_beside_the_whole_recipe_and_people(shared: Path, tmp_path: Path) -> None:
    out = printed(
        "ablations.py", "--recipe", "coqa", "--dialogs", "4", "--per-passage", "2",
        "--out", str(tmp_path), shared=shared.parent,
    )  # fmt: skip
    rows = {line.split("|")[1].strip() for line in out.splitlines() if "|" in line}
    assert {"whole recipe", *ABLATIONS, "people (QuAC)"} <= rows
    assert "| phenomena | phenomena asked for, a turn |" in out
    assert (tmp_path / "one_call" / "recipe.yaml").exists()


def test_planted_copies_are_found_and_nothing_else(shared: Path) -> None:
    rows = json.loads(printed("duplicates.py", "--count", "3000", "--json", shared=shared.parent))
    ours = {row["name"]: row for row in rows if row["name"].startswith("ours")}
    assert ours["ours, 0.95"]["found"] > 0.98
    assert all(row["wrong"] == 0 for row in ours.values())
    assert next(row for row in rows if row["name"] == "exact hash")["found"] < 0.3


def test_reading_of_pages_is_set_beside_trafilatura_alone(shared: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(BENCH / "reading.py"), "--pages", "78", "--rounds", "1"],
        env={**os.environ, "CODI_SHARED": str(shared.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr  # 1 where our share is too large, under load
    rows = [line.split(" | ") for line in done.stdout.splitlines() if line.endswith(" |")]
    found = [row[-1].removesuffix(" |") for row in rows[1:]]
    assert found[0] == "74 main texts"
    assert found[1] == "74 documents"
    assert re.fullmatch(r"\d+ passages of \d+ documents kept", found[2])
