"""An open run: the folder locked for this process, its recipe, journal and manifest."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from codi.errors import RunError
from codi.journal import Journal, Manifest, RunFolder, StageRecord
from codi.recipe import Recipe, dump_recipe, load_recipe
from codi.types import Progress

RECORDED_PACKAGES = ("codi", "lemminflect", "pyarrow", "textblob", "torch", "transformers", "trl")
OnProgress = Callable[[Progress], None]
OnNotice = Callable[[str], None]


def ignore_progress(_: Progress) -> None:
    """Show nothing."""


def ignore_notice(_: str) -> None:
    """Say nothing."""


@dataclass(slots=True, kw_only=True)
class Run:
    """What every stage works on; `open_run` makes it."""

    folder: RunFolder
    recipe: Recipe
    journal: Journal
    manifest: Manifest
    on_progress: OnProgress
    on_notice: OnNotice

    @contextmanager
    def stage(self, name: str, *, fingerprint: str) -> Iterator[StageRecord]:
        """The record of a stage at work; its time is added and the manifest written in any case."""
        record = self.manifest.stage(name)
        record.fingerprint = fingerprint
        record.complete = False
        started = time.monotonic()
        try:
            yield record
            record.complete = True
        finally:
            record.seconds = round(record.seconds + time.monotonic() - started, 3)
            self.folder.write_manifest(self.manifest)

    def is_done(self, name: str, *, fingerprint: str) -> bool:
        """Whether a stage is complete for these inputs and settings."""
        record = self.manifest.stage(name)
        return record.complete and record.fingerprint == fingerprint

    def needs(self, stage: str) -> None:
        """Raise `RunError` where a stage that this one reads from has not been completed."""
        if not self.manifest.stage(stage).complete:
            raise RunError(
                f"{self.folder.path} lacks what the stage {stage} writes",
                hint=f"`codi {stage} --out {self.folder.path}` first",
            )


@contextmanager
def open_run(
    out: str | Path,
    recipe: str | Path | Recipe | None = None,
    *,
    overrides: Sequence[str] = (),
    on_progress: OnProgress = ignore_progress,
    on_notice: OnNotice = ignore_notice,
) -> Iterator[Run]:
    """Open the run folder `out` for writing, made where there is none, and close it at the end.

    `recipe` is a name, a file or a loaded recipe; None takes the one the folder holds. `overrides`
    are `key=value` texts. A folder that holds conversations goes on only under the settings that
    shaped them.

    Raises:
        RunError: the folder is in use, holds no recipe while none is given, or was made with other
            settings.
        RecipeError, GraphError: the recipe or an override is wrong.
    """
    folder = RunFolder(Path(out))
    chosen = _choose_recipe(folder, recipe, overrides)
    with folder.lock(), Journal.open(folder.journal) as journal:
        manifest = folder.read_manifest()
        _refuse_other_settings(folder, manifest, journal, chosen)
        folder.recipe.write_text(dump_recipe(chosen), encoding="utf-8")
        manifest.recipe = chosen.name
        manifest.seed = chosen.seed
        manifest.teacher = chosen.teacher.model
        manifest.student = chosen.student.model or ""
        manifest.versions = {"python": platform.python_version(), **_package_versions()}
        manifest.fingerprints["data"] = chosen.data_fingerprint()
        folder.write_manifest(manifest)
        yield Run(
            folder=folder,
            recipe=chosen,
            journal=journal,
            manifest=manifest,
            on_progress=on_progress,
            on_notice=on_notice,
        )


def _choose_recipe(
    folder: RunFolder, recipe: str | Path | Recipe | None, overrides: Sequence[str]
) -> Recipe:
    if isinstance(recipe, Recipe):
        if overrides:
            raise ValueError("give overrides to load_recipe where the recipe is loaded already")
        return recipe
    if recipe is not None:
        return load_recipe(str(recipe), overrides=overrides)
    if not folder.recipe.exists():
        raise RunError(
            f"{folder.path} is not a run folder: it holds no recipe.yaml",
            hint=f"`codi documents RECIPE --documents PATH --out {folder.path}` makes one",
        )
    return load_recipe(str(folder.recipe), overrides=overrides)


SHAPING = ("seed", "documents", "prompts", "graph", "phenomena", "seed_data", "ablate", "teacher")


def _refuse_other_settings(
    folder: RunFolder, manifest: Manifest, journal: Journal, recipe: Recipe
) -> None:
    """Keep conversations of different making apart; passages depend on the documents alone."""
    if manifest.fingerprints.get("data") in {None, recipe.data_fingerprint()}:
        return
    former = load_recipe(str(folder.recipe))
    if not journal.num_passages or (
        former.documents == recipe.documents and not journal.counts().replies
    ):
        return
    changed = [key for key in SHAPING if getattr(former, key) != getattr(recipe, key)]
    raise RunError(
        f"{folder.path} was made with other settings of {', '.join(changed) or 'conversations'}",
        hint="name another folder with --out, or remove this one",
    )


def _package_versions() -> dict[str, str]:
    found = {}
    for package in RECORDED_PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def fingerprint_of(*parts: str) -> str:
    """One hash of several texts, 32 hex digits."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8"), digest_size=16).hexdigest()
