"""From a name or a file to a recipe: read, extended, overridden and checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from codi.errors import GraphError, RecipeError
from codi.recipe.merging import merge_recipe
from codi.recipe.problems import located, origin_of, recipe_error
from codi.recipe.seed_sources import put_in_seed_data
from codi.recipe.settings import Recipe
from codi.recipe.templates import check_templates
from codi.recipe.yaml_files import parse_yaml, write_yaml

FILE_NAME = "recipe.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A recipe file and its folder, which `{file: ...}` is relative to; `label` is for messages."""

    label: str
    file: Traversable
    folder: Traversable
    default_name: str


def recipe_names() -> tuple[str, ...]:
    """The recipes that ship with codi, in alphabetical order."""
    return tuple(
        sorted(folder.name for folder in _shipped().iterdir() if (folder / FILE_NAME).is_file())
    )


def load_recipe(name_or_path: str | Path, *, overrides: Sequence[str] = ()) -> Recipe:
    """The recipe of a name that ships, a YAML file, or a folder with a `recipe.yaml`.

    A file is merged over the recipe that it `extends`, and `overrides` (`KEY=VALUE`, dotted key,
    the value in YAML) over both. Maps merge, lists and texts are replaced, null removes a link, a
    phenomenon or a kind of seed data. What files, libraries and facts hold for seed data is read
    here, so that the recipe is whole without them.

    Raises:
        RecipeError: one line that names the file, or the override, and the key, with the nearest
            key that exists.
        GraphError: where the graph cannot be walked.
    """
    origins: dict[tuple[str, ...], str] = {}
    merged: dict[str, Any] = {}
    files = _with_bases(_find(str(name_or_path)))
    for file, settings in files:
        merged = merge_recipe(merged, settings, origins=origins, origin=file.label)
    label = files[-1][0].label
    for override in overrides:
        settings = _parse_override(override)
        origin = f"--set {override.partition('=')[0]}"
        put_in_seed_data(settings, located=partial(located, origin=origin), folder=Path())
        merged = merge_recipe(merged, settings, origins=origins, origin=origin)
    try:
        recipe = Recipe.model_validate(merged)
    except ValidationError as error:
        raise recipe_error(error, origins=origins, label=label) from error
    except GraphError as error:
        raise GraphError(f"{label}: graph: {error.args[0]}", hint=error.hint) from error
    check_templates(
        recipe,
        located=lambda key: located(
            key, origin_of(tuple(key.split(".")), origins=origins, label=label)
        ),
    )
    return recipe


def dump_recipe(recipe: Recipe) -> str:
    """The recipe as YAML with every default written out; loads again to an equal recipe."""
    return write_yaml(recipe.model_dump(mode="json"))


def _shipped() -> Traversable:
    return resources.files("codi") / "recipes"


def _find(name_or_path: str, *, beside: Traversable | None = None) -> _File:
    """The file behind a name or path; a relative path in a file is looked up beside that file."""
    if name_or_path in recipe_names():
        folder = _shipped() / name_or_path
        return _File(
            label=f"recipe {name_or_path}",
            file=folder / FILE_NAME,
            folder=folder,
            default_name=name_or_path,
        )
    path = Path(name_or_path)
    if isinstance(beside, Path):
        path = beside / path
    if path.is_dir():
        path = path / FILE_NAME
    if not path.is_file():
        names = recipe_names()
        nearest = get_close_matches(name_or_path, names, n=1)
        advice = f"did you mean {nearest[0]}? " if nearest else ""
        raise RecipeError(
            f"there is no recipe {name_or_path}",
            hint=f"{advice}give the path of a YAML file, or one that ships: {', '.join(names)}",
        )
    name = path.absolute().parent.name if path.name == FILE_NAME else path.stem
    return _File(label=str(path), file=path, folder=path.parent, default_name=name)


def _with_bases(file: _File) -> list[tuple[_File, dict[str, Any]]]:
    """The file and all that it extends, the outermost base first, with what each says."""
    chain: list[tuple[_File, dict[str, Any]]] = []
    following: _File | None = file
    while following is not None:
        if any(following.label == earlier.label for earlier, _ in chain):
            raise RecipeError(
                f"{following.label}: the recipe extends itself",
                hint=f"mend `extends` along {', '.join(earlier.label for earlier, _ in chain)}",
            )
        settings = _read(following)
        base = settings.pop("extends", None)
        if base is not None and not isinstance(base, str):
            raise RecipeError(
                f"{following.label}: extends: a name or a path is needed, got {base!r}",
                hint=f"one that ships: {', '.join(recipe_names())}",
            )
        chain.append((following, settings))
        following = _find(base, beside=following.folder) if base else None
    bases_first = chain[::-1]
    bases_first[0][1].setdefault("name", bases_first[0][0].default_name)
    bases_first[-1][1].setdefault("name", bases_first[-1][0].default_name)
    return bases_first


def _read(file: _File) -> dict[str, Any]:
    try:
        text = file.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RecipeError(
            f"{file.label}: cannot be read: {error}", hint="a recipe is a UTF-8 text file"
        ) from error
    settings = parse_yaml(text, source=file.label)
    if not isinstance(settings, dict):
        raise RecipeError(
            f"{file.label}: a recipe is a map of keys, not {type(settings).__name__}",
            hint="codi recipes grounded-qa writes one out to start from",
        )
    _put_in_files(settings, file)
    put_in_seed_data(settings, located=partial(located, origin=file.label), folder=file.folder)
    return settings


def _put_in_files(settings: dict[str, Any], file: _File) -> None:
    """Replace each `{file: NAME}` that stands for a template with the text of that file."""
    for key, templates in _template_maps(settings):
        for name, value in templates.items():
            if isinstance(value, dict) and set(value) == {"file"}:
                try:
                    text = file.folder.joinpath(str(value["file"])).read_text(encoding="utf-8")
                except (OSError, UnicodeDecodeError) as error:
                    raise RecipeError(
                        f"{file.label}: {key}.{name}: cannot read the file {value['file']}",
                        hint="a path relative to the recipe file, of a UTF-8 text",
                    ) from error
                templates[name] = text.removesuffix("\n")


def _template_maps(settings: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The maps of a recipe file whose values may be templates, as far as they are maps."""
    prompts = settings.get("prompts")
    if isinstance(prompts, dict):
        yield "prompts", prompts
    filters = settings.get("filters")
    judge = filters.get("judge") if isinstance(filters, dict) else None
    if isinstance(judge, dict):
        yield "filters.judge", judge
    graph = settings.get("graph")
    links = graph.get("links") if isinstance(graph, dict) else None
    if isinstance(links, dict):
        for name, link in links.items():
            if isinstance(link, dict):
                yield f"graph.links.{name}", link


def _parse_override(override: str) -> dict[str, Any]:
    """`a.b=c` as `{"a": {"b": c}}`."""
    key, equals, text = override.partition("=")
    names = key.strip().split(".")
    if not equals or not all(names):
        raise RecipeError(
            f"--set {override}: not of the form KEY=VALUE",
            hint="e.g. --set conversations.max_turns=8",
        )
    value = parse_yaml(text, source=f"--set {key}")
    for name in reversed(names):
        value = {name: value}
    return dict(value)
