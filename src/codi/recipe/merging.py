"""Deep merge of what several files and `--set` say, with a record of who said what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Path = tuple[str, ...]
ANY = "*"
OPEN_MAPS: tuple[Path, ...] = (
    ("graph", "start"),
    ("graph", "links"),
    ("graph", "links", ANY, "next"),
    ("phenomena",),
    ("seed_data",),
    ("seed_data", ANY, "values"),
)
"""The maps whose keys the user chooses; null removes an entry there and nowhere else."""


def deep_merge(
    base: Mapping[str, Any],
    over: Mapping[str, Any],
    *,
    origins: dict[Path, str],
    origin: str,
    at: Path = (),
) -> dict[str, Any]:
    """`base` with what `over` says put over it: maps merge, everything else is replaced.

    `origins` is filled with the path of every value that `over` brings, pointing to `origin`.
    """
    merged = dict(base)
    for key, value in over.items():
        path = (*at, key)
        origins[path] = origin
        if value is None and _is_open(at):
            merged.pop(key, None)
        elif isinstance(value, dict):
            below = merged.get(key)
            merged[key] = deep_merge(
                below if isinstance(below, dict) else {},
                value,
                origins=origins,
                origin=origin,
                at=path,
            )
        else:
            merged[key] = value
    return merged


def merge_recipe(
    base: Mapping[str, Any], over: Mapping[str, Any], *, origins: dict[Path, str], origin: str
) -> dict[str, Any]:
    """`deep_merge` of whole recipes, with three rules more.

    A link that `over` removes is also taken out of the start and of what follows other links. Where
    `over` counts conversations one way, the other way of counting in `base` no longer holds. Nor
    does what `base` drew a kind of seed data from, where `over` draws it from something else.
    """
    merged = deep_merge(base, over, origins=origins, origin=origin)
    for kind, source in _map_at(over, "seed_data").items():
        for given, other in (("values", "combine"), ("combine", "values")):
            if _map_at(over, "seed_data", kind).get(given) and not source.get(other):
                merged["seed_data"][kind].pop(other, None)
    counted = over.get("conversations")
    if isinstance(counted, dict):
        for given, other in (("count", "per_passage"), ("per_passage", "count")):
            if counted.get(given) is not None and other not in counted:
                merged["conversations"] = {**merged["conversations"], other: None}
    links = _map_at(over, "graph", "links")
    removed = {name for name, settings in links.items() if settings is None}
    return _without_links(merged, removed) if removed else merged


def _without_links(recipe: dict[str, Any], removed: set[str]) -> dict[str, Any]:
    def rest(weights: Any) -> Any:  # noqa: ANN401 - a map, unless the user wrote something else
        if not isinstance(weights, dict):
            return weights
        return {name: weight for name, weight in weights.items() if name not in removed}

    links = {
        name: {**settings, "next": rest(settings.get("next"))}
        if isinstance(settings, dict)
        else settings
        for name, settings in _map_at(recipe, "graph", "links").items()
    }
    graph = {**recipe["graph"], "links": links}
    if "start" in graph:
        graph["start"] = rest(graph["start"])
    return {**recipe, "graph": graph}


def _map_at(value: Any, *path: str) -> Mapping[str, Any]:  # noqa: ANN401 - any YAML value
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _is_open(path: Path) -> bool:
    return any(
        len(path) == len(pattern)
        and all(wanted in (ANY, key) for wanted, key in zip(pattern, path, strict=True))
        for pattern in OPEN_MAPS
    )
