"""`codi analyze` and `codi compare` as a person meets them: tables, JSON, and offline pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from conversing import crowd, talk
from typer.testing import CliRunner

from codi.analysis import analyze, compare
from codi.cli import app
from codi.report.sets import write_analysis_page, write_comparison_page
from codi.types import Conversation

HOSTILE = "<script>alert('x')</script>"


def written(path: Path, conversations: Sequence[Conversation]) -> Path:
    rows = [
        {
            "passage": conversation.passage.text,
            "messages": [
                message
                for turn in conversation.turns
                for message in (
                    {"role": "user", "content": turn.user},
                    {"role": "assistant", "content": turn.assistant},
                )
            ],
        }
        for conversation in conversations
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


class Page(HTMLParser):
    """The tags, ids and links of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: set[str] = set()
        self.addresses: list[str] = []
        self.words = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.add(value or "")
            elif name in {"href", "src", "xlink:href"}:
                self.addresses.append(value or "")

    def handle_data(self, data: str) -> None:
        self.words += data


def test_analyze_prints_tables_json_and_a_page(tmp_path: Path) -> None:
    chats = written(tmp_path / "chats.jsonl", crowd(1, 20))
    table = run("analyze", chats)
    assert table.exit_code == 0, table.output
    assert "chats.jsonl: 20 conversations" in table.output
    assert "distinct-2" in table.output
    page = tmp_path / "chats.html"
    value = run("analyze", chats, chats, "--json", "--page", page, "--tokens", 50)
    found = json.loads(value.stdout)
    assert found["conversations"] == 40
    assert found["turns"] == sum(found["distributions"]["links"].values())
    assert found["diversity"]["messages"]["tokens"] == 50
    assert found["diversity"]["messages"]["self_bleu"] > 0.5
    drawn = Page(page)
    assert {"links", "phenomena", "questions", "answers", "passage", "diversity"} <= drawn.ids
    assert "chats.jsonl" in drawn.words


def test_compare_prints_tables_json_and_a_page(tmp_path: Path) -> None:
    pytest.importorskip("sklearn")
    plain = written(tmp_path / "plain.jsonl", crowd(1, 25))
    polite = written(tmp_path / "polite.jsonl", crowd(2, 25, polite=0.8))
    table = run("compare", plain, polite)
    assert table.exit_code == 0, table.output
    assert "mean of all" in table.output
    assert "told apart by one turn: AUC" in table.output
    page = tmp_path / "both.html"
    found = json.loads(run("compare", plain, polite, "--json", "--page", page).stdout)
    assert found["summary"]["distance"] > found["summary"]["floor_a"]
    ranked = [one["distance"]["beyond_chance"] for one in found["distributions"]]
    assert ranked == sorted(ranked, reverse=True)
    assert [told["unit"] for told in found["told_apart"]] == ["turn", "conversation"]
    drawn = Page(page)
    assert {"distances", "told", "distributions", "diversity"} <= drawn.ids
    assert drawn.tags.count("svg") == len(found["distributions"])


def test_compare_with_one_set_compares_its_halves(tmp_path: Path) -> None:
    chats = written(tmp_path / "chats.jsonl", crowd(1, 40))
    found = json.loads(run("compare", chats, "--json", "--seed", 3).stdout)
    assert (found["a"]["conversations"], found["b"]["conversations"]) == (20, 20)
    assert found["summary"]["beyond_chance"] < 0.08


def test_pages_ask_for_nothing_and_nothing_hostile_leaves_its_text(tmp_path: Path) -> None:
    bad = [
        talk((f"{HOSTILE} {number}?", HOSTILE), ("Why?", "So."), number=number)
        for number in range(8)
    ]
    one, two = tmp_path / "one.html", tmp_path / "two.html"
    write_analysis_page(analyze(bad), name=HOSTILE, path=one)
    found = compare(bad, crowd(1, 8), classify=False)
    write_comparison_page(found, names=(HOSTILE, "people"), path=two)
    for path in (one, two):
        page = Page(path)
        assert "script" not in page.tags
        assert HOSTILE in page.words
        assert all(address.startswith("#") for address in page.addresses)
        assert {address.removeprefix("#") for address in page.addresses} <= page.ids


def test_a_file_that_cannot_be_read_is_one_line_and_status_two(tmp_path: Path) -> None:
    from codi.errors import InputError

    done = run("analyze", tmp_path / "none.json")
    assert isinstance(done.exception, InputError)
    assert "does not exist" in str(done.exception)
