"""The page on quality tells of every gate as it is."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from codi.cli import app

PAGE = Path(__file__).resolve().parent.parent / "docs" / "quality.md"
BEGINS, ENDS = "<!-- the table -->\n", "<!-- the table ends -->"


def test_the_table_of_the_page_is_that_of_the_gates() -> None:
    page = PAGE.read_text(encoding="utf-8")
    table = page[page.index(BEGINS) + len(BEGINS) : page.index(ENDS)]
    printed = CliRunner().invoke(app, ["gates", "--markdown"])
    assert table == printed.stdout, "`codi gates --markdown` prints the table anew"
