"""Datasets of the Hugging Face hub, or of the same form on disk, streamed row by row.

The library runs no code of a dataset's since its version 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from logging import CRITICAL
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

from codi.errors import InputError, MissingExtraError
from codi.readers.files import InputFile
from codi.readers.losses import OnLoss
from codi.readers.rows import TEXT_COLUMNS, WANTED_COLUMNS, Row, documents_of, no_column
from codi.types import Document, Loss

if TYPE_CHECKING:
    from datasets import IterableDataset

HUB = "hf:"
EXAMPLE = "hf:OWNER/NAME?config=CONFIG&split=train&revision=REVISION&column=text"
NAME = re.compile(r"[\w-][\w.-]{0,95}(?:/[\w-][\w.-]{0,95})?")
BUILDERS = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "json",
    ".parquet": "parquet",
    ".txt": "text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HubDataset:
    """A dataset as a user names it; `column` is the one that holds the text, where it is unusual.

    `name` is that on the hub, or the path of a folder or file on disk that has its form.
    """

    name: str
    config: str = ""
    split: str = "train"
    revision: str = ""
    column: str = ""

    @classmethod
    def named(cls, text: str) -> HubDataset:
        """The dataset that `hf:OWNER/NAME?split=...` names; raises `InputError` where none is."""
        name, _, query = text.removeprefix(HUB).partition("?")
        pairs = parse_qsl(query, keep_blank_values=True)
        known = {"config", "split", "revision", "column"}
        wrong = [key for key, value in pairs if key not in known or not value]
        if wrong:
            reason = f"what does {', '.join(wrong)} mean?"
            raise InputError(f"{text} names no dataset: {reason}", hint=f"write {EXAMPLE}")
        dataset = cls(name=name, **dict(pairs))
        if dataset.is_local:
            if not Path(name).exists():
                raise InputError(f"{name} does not exist", hint="check the path of the dataset")
        elif not NAME.fullmatch(name):
            raise InputError(f"{text} names no dataset", hint=f"write {EXAMPLE}")
        return dataset

    @property
    def is_local(self) -> bool:
        """Whether the name is a path; one that could be either is a name of the hub."""
        return self.name.startswith(("/", "./", "../", "~"))

    def __str__(self) -> str:
        """The whole name again."""
        keys = ("config", "split", "revision", "column")
        query = "&".join(f"{key}={quote(value)}" for key in keys if (value := getattr(self, key)))
        return f"{HUB}{self.name}?{query}"


def read_hub(dataset: HubDataset, *, on_loss: OnLoss) -> Iterator[Document]:
    """The documents of a dataset's rows, as of any rows, streamed.

    Raises:
        InputError: It cannot be reached or opened, or has no column of text.
        MissingExtraError: The hub extra is not installed.
    """
    opened = _opened(dataset)
    names = opened.column_names or []
    columns = (dataset.column,) if dataset.column else TEXT_COLUMNS
    if names:
        if not {name.strip().lower() for name in names} & {name.lower() for name in columns}:
            raise InputError(f"{dataset} has {no_column(columns)}: it has {', '.join(names)}")
        wanted = WANTED_COLUMNS | {name.lower() for name in columns}
        opened = opened.select_columns([n for n in names if n.strip().lower() in wanted])
    place = HUB + (Path(dataset.name).name if dataset.is_local else dataset.name)
    yield from documents_of(
        _rows(opened, dataset, on_loss=on_loss),
        file=InputFile(path=Path(f"{HUB}{dataset.name}"), name=place),
        on_loss=on_loss,
        text_columns=tuple(name.lower() for name in columns),
    )


def _opened(dataset: HubDataset) -> IterableDataset:
    try:
        import datasets
    except ImportError as error:
        raise MissingExtraError("datasets", extra="hub", purpose="a dataset of the hub") from error
    datasets.utils.disable_progress_bars()
    datasets.logging.set_verbosity(CRITICAL)  # what it logs it raises too
    name, files = dataset.name, None
    if dataset.is_local and Path(name).is_file():
        ending = Path(name.removesuffix(".gz").removesuffix(".zst")).suffix.lower()
        if ending not in BUILDERS:
            raise InputError(f"{name} is no dataset", hint=f"one of {', '.join(BUILDERS)}")
        name, files = BUILDERS[ending], name
    try:
        return datasets.load_dataset(
            name,
            name=dataset.config or None,
            data_files=files,
            split=dataset.split,
            revision=dataset.revision or None,
            streaming=True,
        )
    except (OSError, RuntimeError, ValueError, datasets.exceptions.DatasetsError) as error:
        raise InputError(
            f"{dataset} cannot be opened: {_first_line(error)}",
            hint="check the name, the split and the network",
        ) from error


def _rows(opened: IterableDataset, dataset: HubDataset, *, on_loss: OnLoss) -> Iterator[Row]:
    """The rows; where the stream breaks, that is reported, and the rows before it stand."""
    from datasets.exceptions import DatasetsError
    from pyarrow.lib import ArrowException

    number = 0
    try:
        for number, values in enumerate(opened, start=1):
            yield Row(values=values, place=f"row {number}", number=number)
    except (ArrowException, DatasetsError, OSError, RuntimeError, ValueError) as error:
        source = f"{dataset}, row {number + 1}"
        reason = f"not read from here on: {_first_line(error)}"
        on_loss(Loss(source=source, reason=reason))


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:300].rstrip(".") if lines else type(error).__name__
