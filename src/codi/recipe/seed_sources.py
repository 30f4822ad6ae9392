"""Where the values of seed data come from: a file, a library, the facts of documents."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from codi.errors import RecipeError
from codi.text import num_words, sentences

SEED_SOURCES = ("values", "file", "library", "facts", "combine")
"""What a kind of seed data may be drawn from, one of them each."""
MOST_VALUES = 20_000
"""All values stand in a run's recipe.yaml, which has to stay a file that can be opened."""
FACT_WORDS = range(5, 31)
FACT_SUFFIXES = (".md", ".txt")
_LINE_MARK = re.compile(r"^\s*(?:[-*+>]|\d+[.)])\s+", flags=re.MULTILINE)
_MARKUP = re.compile(r"[|<>{}\[\]`*_#\\]|https?:")
_FACT = re.compile(r"""["'“‘(]?[A-Z0-9].*[.!]["'”’)]?""")


def library_names() -> tuple[str, ...]:
    """The libraries of seed data that ship with codi, in alphabetical order."""
    return tuple(
        sorted(
            file.name.removesuffix(".txt")
            for file in _libraries().iterdir()
            if file.name.endswith(".txt")
        )
    )


def weighted_values(values: Sequence[Any]) -> dict[str, Any]:
    """A list as a map to weights: texts weigh 1, objects have `value` and, if wanted, `weight`.

    Raises:
        ValueError: an entry is neither, or stands twice.
    """
    weights: dict[str, Any] = {}
    for entry in values:
        value, weight = _entry(entry)
        if value in weights:
            raise ValueError(f"the value {value!r} stands twice")
        weights[value] = weight
    return weights


def put_in_seed_data(
    settings: dict[str, Any], *, located: Callable[[str], str], folder: Traversable
) -> None:
    """Replace the file, library or facts of each kind of seed data by the values they hold.

    `settings` are those of one recipe file or override, `located` puts its name before a key, and
    paths are relative to `folder`.

    Raises:
        RecipeError: a file cannot be read or holds no values, a library does not exist, or a kind
            has two sources.
    """
    kinds = settings.get("seed_data")
    if not isinstance(kinds, dict):
        return
    for kind, source in kinds.items():
        if not isinstance(source, dict):
            continue
        given = [name for name in SEED_SOURCES if source.get(name) not in (None, {}, [])]
        if len(given) > 1:
            raise RecipeError(
                f"{located(f'seed_data.{kind}')}: {' and '.join(given)} are given",
                hint=f"a kind has one of {', '.join(SEED_SOURCES)}",
            )
        for name, read in _READERS.items():
            named = source.pop(name, None)
            if named is not None:
                where = located(f"seed_data.{kind}.{name}")
                values = read(named, folder, where)
                if len(values) > MOST_VALUES:
                    raise RecipeError(
                        f"{where}: {len(values):,} values are too many",
                        hint=f"give {MOST_VALUES:,} at most",
                    )
                source["values"] = values


def _entry(entry: object) -> tuple[str, Any]:
    if isinstance(entry, str):
        return entry, 1.0
    if not isinstance(entry, dict):
        raise ValueError("every value is a text; put quotation marks around it")  # noqa: TRY004 - pydantic's way
    if not isinstance(entry.get("value"), str) or set(entry) - {"value", "weight"}:
        raise ValueError("an object has a text as `value` and, if wanted, a `weight`")
    return entry["value"], entry.get("weight", 1.0)


def _from_file(named: object, folder: Traversable, where: str) -> list[Any]:
    lines = _lines(_text(_path(named, where), folder, where))
    if not str(named).endswith((".jsonl", ".ndjson")):
        entries: list[Any] = [line for _, line in lines if not line.startswith("#")]
    else:
        entries = [
            _json_entry(line, f"{where}: line {number} of {named}") for number, line in lines
        ]
    if not entries:
        raise RecipeError(f"{where}: {named} holds no values", hint="one on each line")
    return entries


def _json_entry(line: str, where: str) -> object:
    try:
        entry = json.loads(line)
        _entry(entry)
    except json.JSONDecodeError as error:
        raise RecipeError(
            f"{where} is not JSON: {error.msg}", hint='e.g. {"value": "a nurse", "weight": 2}'
        ) from error
    except ValueError as error:
        raise RecipeError(f"{where}: {error}", hint='e.g. {"value": "a nurse"}') from error
    return entry


def _from_library(named: object, _: Traversable, where: str) -> list[Any]:
    names = library_names()
    if named not in names:
        nearest = get_close_matches(str(named), names, n=1)
        advice = f"did you mean {nearest[0]}? " if nearest else ""
        raise RecipeError(
            f"{where}: there is no library {named}",
            hint=f"{advice}those that ship: {', '.join(names)}",
        )
    return _from_file(f"{named}.txt", _libraries(), where)


def _from_facts(named: object, folder: Traversable, where: str) -> list[Any]:
    facts: dict[str, None] = {}
    for path in named if isinstance(named, list) else [named]:
        for file in _documents(folder.joinpath(_path(path, where))):
            if not file.name.endswith(FACT_SUFFIXES):
                raise RecipeError(
                    f"{where}: no facts are read from {file.name}",
                    hint=f"give files that end in {' or '.join(FACT_SUFFIXES)}, or a folder",
                )
            facts |= dict.fromkeys(facts_of(_text(file, folder, where)))
    if not facts:
        raise RecipeError(
            f"{where}: no facts were found in {named}",
            hint=f"whole sentences of {FACT_WORDS[0]} to {FACT_WORDS[-1]} words are taken",
        )
    return list(facts)


def facts_of(text: str) -> Iterator[str]:
    """The sentences of a document that can stand by themselves as seed data, in order.

    Whole sentences of 5 to 30 words without markup; headings, tables and questions are none.
    """
    for sentence in sentences(_LINE_MARK.sub("\n", text)):
        fact = " ".join(sentence.split())
        if num_words(fact) in FACT_WORDS and _FACT.fullmatch(fact) and not _MARKUP.search(fact):
            yield fact


def _documents(path: Traversable) -> Iterator[Traversable]:
    """The file itself, or the text files below a folder."""
    if not path.is_dir():
        yield path
        return
    for below in sorted(path.iterdir(), key=lambda entry: entry.name):
        if below.is_dir() or below.name.endswith(FACT_SUFFIXES):
            yield from _documents(below)


def _path(named: object, where: str) -> str:
    if not isinstance(named, str) or not named:
        raise RecipeError(f"{where}: a path is needed, got {named!r}", hint="e.g. personas.txt")
    return named


def _text(named: str | Traversable, folder: Traversable, where: str) -> str:
    file = folder.joinpath(named) if isinstance(named, str) else named
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise RecipeError(
            f"{where}: cannot read {named if isinstance(named, str) else named.name}: {reason}",
            hint="a path is relative to the recipe file, or to where codi runs after --set",
        ) from error


def _lines(text: str) -> list[tuple[int, str]]:
    """The lines that are not empty, with their numbers from 1."""
    stripped = ((number, line.strip()) for number, line in enumerate(text.split("\n"), start=1))
    return [(number, line) for number, line in stripped if line]


def _libraries() -> Traversable:
    return resources.files("codi") / "recipes" / "seed_data"


_READERS: dict[str, Callable[[object, Traversable, str], list[Any]]] = {
    "file": _from_file,
    "library": _from_library,
    "facts": _from_facts,
}
