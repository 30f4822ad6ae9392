"""What a run's journal holds, set beside what the endpoint saw."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from contextlib import closing
from pathlib import Path
from typing import Any

from mock_model import CODE_PATTERN, num_tokens

CODE = re.compile(CODE_PATTERN)
Place = tuple[int, int]


def journalled_codes(journal: Path) -> dict[str, Place]:
    """The code of each reply in a journal, with its conversation (passage position, number).

    The files are copied first: the journal of a killed process is read without being touched.
    """
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("", "-wal"):
            file = journal.with_name(journal.name + suffix)
            if file.exists():
                shutil.copy(file, folder)
        found: dict[str, Place] = {}
        with closing(sqlite3.connect(Path(folder) / journal.name)) as connection:
            for position, number, text in connection.execute(
                "SELECT position, number, text FROM replies"
            ):
                match = CODE.search(text)
                if match is None:
                    raise SystemExit(f"a journalled reply is none of the endpoint's: {text!r}")
                found[match[1]] = (position, number)
        return found


def slowest_conversation(codes: dict[str, Place], log: list[dict[str, Any]]) -> float:
    """The largest sum of latencies that the calls of one conversation had, in seconds."""
    seconds: dict[Place, float] = defaultdict(float)
    for call in log:
        if not call["fault"] and call["code"] in codes:
            seconds[codes[call["code"]]] += call["latency"]
    return max(seconds.values())


def fewest_prefilled(journal: Path) -> int:
    """Tokens of the rules once, each passage once and each message of the dialogues once."""
    from codi.journal import Journal
    from codi.prompts import Prompts
    from codi.recipe import load_recipe

    prompts = Prompts(load_recipe("grounded-qa"))
    with Journal.open(journal, read_only=True) as opened:
        passages = list(opened.passages())
        rules = len(prompts.system(passages[0])) - len(passages[0].text)
        dialogues = sum(
            num_tokens(len(turn.user)) + num_tokens(len(turn.assistant))
            for conversation, _ in opened.conversations()
            for turn in conversation.turns
        )
    return num_tokens(rules) + sum(num_tokens(len(p.text)) for p in passages) + dialogues
