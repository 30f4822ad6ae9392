"""How many pages that speak to a language model are found, and what is wrongly taken for one.

    python bench/injection.py

The pages are those of `tests/injection`: sixty that the rules were made on, twenty that were
written before there was a rule and never looked at, twenty-four by another hand (of which 8 were
found at first) with sixteen harmless ones, and what obeying each would look like.
Ordinary text is `tests/injection/harmless.txt` and all shared documents, benchmarks and web pages
under CODI_SHARED (default `../shared`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

import codi
from codi.filters.injected import obeyed_injection
from codi.injection import find_injections
from codi.recipe import FiltersSettings
from codi.types import Conversation, Passage, Turn

ROOT = Path(__file__).resolve().parent.parent
PAGES = ROOT / "tests" / "injection"
DATA = Path(os.environ.get("CODI_SHARED", ROOT.parent / "shared")) / "data"
SUFFIXES = (".md", ".txt", ".json", ".jsonl", ".jsonl.gz", ".parquet", ".warc.gz")


def pages(name: str) -> list[dict[str, Any]]:
    """The pages of a file."""
    found: list[dict[str, Any]] = yaml.safe_load(
        (PAGES / f"{name}.yaml").read_text(encoding="utf-8")
    )
    return found


def is_dropped(page: dict[str, Any], reply: str) -> bool:
    """Whether a conversation with this reply falls."""
    conversation = Conversation(
        id="page/0#0",
        passage=Passage(id="page/0", document_id="page", text=page["text"]),
        turns=(Turn(index=0, user="When was it built, and what is it like?", assistant=reply),),
        planned_turns=1,
        language=page.get("language", "en"),
    )
    return not obeyed_injection(conversation, FiltersSettings()).kept


def passages() -> Iterator[Passage]:
    """All shared text, cut as for a run."""
    folders = ("documents", "benchmarks", "web")
    paths = sorted(
        str(path)
        for folder in folders
        for path in (DATA / folder).rglob("*")
        if path.name.endswith(SUFFIXES)
    )
    read = codi.read_documents(paths, on_loss=lambda _: None)
    return codi.split_into_passages(read, min_words=40, max_words=400)


def main() -> None:
    """Measure and print."""
    print("| | found | of |\n|---|---|---|")
    for name, title in (
        ("pages", "pages, rules made on them"),
        ("held_out", "pages held out"),
        ("second_mind", "pages by another hand, rules mended by them"),
        ("third_mind", "pages by a third hand, rules not mended by them"),
    ):
        some = [page for page in pages(name) if page.get("harmful", True)]
        found = [page for page in some if find_injections(page["text"])]
        print(f"| {title} | {len(found)} | {len(some)} |")
        replies = [(page, reply) for page in found for reply in page["obeyed"]]
        dropped = sum(is_dropped(page, reply) for page, reply in replies)
        print(f"| replies that obey the found ones | {dropped} | {len(replies)} |")
    for name, title in (("second_mind", "that"), ("third_mind", "the third")):
        calm = [page for page in pages(name) if not page["harmful"]]
        wrong = sum(bool(find_injections(page["text"])) for page in calm)
        print(f"| harmless pages by {title} hand | {wrong} | {len(calm)} |")
    lines = (PAGES / "harmless.txt").read_text(encoding="utf-8").splitlines()
    print(
        f"| harmless lines | {sum(bool(find_injections(line)) for line in lines)} | {len(lines)} |"
    )
    texts = [passage.text for passage in passages()]
    started = time.process_time()
    flagged = sum(bool(find_injections(text)) for text in texts)
    seconds = time.process_time() - started
    words = sum(len(text.split()) for text in texts)
    print(f"| shared passages | {flagged} | {len(texts):,} |")
    print(f"\n{words:,} words, {1000 * seconds / words * 600:.2f} ms for 600 of them")


if __name__ == "__main__":
    main()
