"""From what the user names (files, folders, globs) to the files to read, sorted, one by one."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from codi.errors import InputError
from codi.readers.losses import OnLoss
from codi.types import Loss

LICENCE_NAME = re.compile(r"(licen[cs]e|unlicense|copying)([.-].*)?", re.IGNORECASE)
GLOB_SIGN = re.compile(r"[*?\[]")
COMPRESSIONS = (".gz", ".zst")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """A file to read; `name` is its path from what the user named, and begins document ids."""

    path: Path
    name: str

    @property
    def compression(self) -> str:
        """The ending that says how the file is compressed, such as `.gz`; else an empty string."""
        ending = self.path.suffix.lower()
        return ending if ending in COMPRESSIONS else ""

    @property
    def ending(self) -> str:
        """The ending that names the format, in small letters: `.jsonl` of `rows.JSONL.gz`."""
        return self._unpacked_name.suffix.lower()

    @property
    def title(self) -> str:
        """The file's name as words, for documents that carry no title."""
        return " ".join(re.split(r"[\s_-]+", self._unpacked_name.stem)).strip()

    @property
    def _unpacked_name(self) -> PurePath:
        return PurePath(self.path.stem if self.compression else self.path.name)

    def at(self, place: str) -> str:
        """This file and a place in it, for people."""
        return f"{self.path}, {place}"


def check_paths(paths: Sequence[str]) -> None:
    """Raise `InputError` for a path that does not exist or a glob that matches nothing."""
    if not paths:
        raise InputError("no documents were named", hint="give files, folders or globs")
    for path in paths:
        if os.path.lexists(path):
            continue
        if not GLOB_SIGN.search(path):
            raise InputError(f"{path} does not exist", hint="check the path of the documents")
        if not _matches(path):
            raise InputError(f"no file matches {path}", hint="check the pattern of the documents")


def input_files(paths: Sequence[str], *, on_loss: OnLoss) -> Iterator[InputFile]:
    """The files under `paths`, each once.

    Folders are walked in the order of their names; hidden files are left out.
    A licence file that was found in a folder, and not named by the user, is reported and passed
    over.
    """
    seen: set[Path] = set()
    for path in paths:
        for file in _files_of(path, on_loss=on_loss):
            real = file.path.resolve()
            if real not in seen:
                seen.add(real)
                yield file


def _files_of(path: str, *, on_loss: OnLoss) -> Iterator[InputFile]:
    given = Path(path)
    if given.is_dir():
        yield from _walk(given, given, on_loss=on_loss)
    elif os.path.lexists(path):
        yield InputFile(path=given, name=given.name)
    else:
        root = _fixed_part(path)
        for match in sorted(_matches(path)):
            found = Path(match)
            if found.is_dir():
                yield from _walk(found, root, on_loss=on_loss)
            else:
                yield InputFile(path=found, name=_relative(found, root))


def _matches(pattern: str) -> list[str]:
    return glob.glob(pattern, recursive=True)  # noqa: PTH207 - Path.glob refuses absolute patterns


def _fixed_part(pattern: str) -> Path:
    """The folders of a glob before its first sign."""
    parts = Path(pattern).parts
    fixed = [part for part in parts if not GLOB_SIGN.search(part)]
    return Path(*parts[: next(i for i, part in enumerate(parts) if part not in fixed)])


def _walk(folder: Path, root: Path, *, on_loss: OnLoss) -> Iterator[InputFile]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        on_loss(Loss(source=str(folder), reason=f"cannot be opened: {error.strerror}"))
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(path, root, on_loss=on_loss)
        elif LICENCE_NAME.fullmatch(entry.name):
            on_loss(Loss(source=entry.path, reason="licence file"))
        elif entry.is_file():
            yield InputFile(path=path, name=_relative(path, root))
        else:
            on_loss(Loss(source=entry.path, reason=why_no_file(path)))


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def why_no_file(path: Path) -> str:
    """What stands at `path` where no file does."""
    if path.is_dir():
        return "a link to a folder, which is not followed"
    return "not a file" if path.exists() else "a link to nothing"
