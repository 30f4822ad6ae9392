"""What a user may name as documents: paths, `file:` URLs, and datasets of the Hugging Face hub."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from codi.errors import InputError
from codi.readers.files import check_paths, input_files
from codi.readers.hub import HUB, HubDataset
from codi.readers.losses import ignore

URL = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)


def sources_of(names: Sequence[str]) -> tuple[list[str], list[HubDataset]]:
    """The paths and the datasets of the hub among `names`.

    Raises:
        InputError: A path does not exist, a name cannot be one of a dataset, or it is an address:
            codi fetches nothing but datasets of the hub.
    """
    datasets = [HubDataset.named(name) for name in names if name.startswith(HUB)]
    paths = [_local_path(name) for name in names if not name.startswith(HUB)]
    if paths or not datasets:
        check_paths(paths)
    return paths, datasets


def _local_path(name: str) -> str:
    url = URL.match(name)
    if not url:
        return name
    if url[1].lower() != "file":
        raise InputError(
            f"codi does not fetch {name}", hint="download it first, as a page or a WARC file"
        )
    try:
        parts = urlsplit(name)
    except ValueError as error:
        raise InputError(f"{name} is no URL of a file: {error}") from error
    if parts.netloc not in {"", "localhost"}:
        raise InputError(f"{name} is on another machine", hint="write file:///PATH")
    return unquote(parts.path)


def contents_hash(names: Sequence[str]) -> str:
    """A hash over names and bytes of all input files; of a dataset of the hub over its name.

    The data of a dataset of the hub is settled by its revision, where the name gives one.

    Raises:
        InputError: As `sources_of`.
    """
    paths, datasets = sources_of(names)
    paths += [dataset.name for dataset in datasets if dataset.is_local]
    whole = hashlib.blake2b(digest_size=16)
    for file in input_files(paths, on_loss=ignore):
        whole.update(file.name.encode("utf-8", "surrogateescape") + b"\0")
        try:
            with file.path.open("rb") as stream:
                whole.update(hashlib.file_digest(stream, "blake2b").digest())
        except OSError:  # reading it reports why
            whole.update(b"unreadable")
    for dataset in datasets:
        whole.update(str(dataset).encode("utf-8", "surrogateescape") + b"\0")
    return whole.hexdigest()
