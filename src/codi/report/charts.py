"""Charts as static SVG, coloured by the page's stylesheet, so that they follow its scheme."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from markupsafe import Markup

WIDTH = 560
MOST_LABELS = 6
MOST_COLUMN_LABELS = 20


def column_chart(series: Mapping[str, Mapping[int, int]], *, x_title: str, label: str) -> Markup:
    """Columns side by side for each whole number on the x axis, one colour a series."""
    present = [number for counts in series.values() for number in counts]
    numbers = range(min(present, default=0), max(present, default=0) + 1)
    every = -(-len(numbers) // MOST_COLUMN_LABELS)
    labels = ["" if number % every else str(number) for number in numbers]
    columns = {
        name: [counts.get(number, 0) for number in numbers] for name, counts in series.items()
    }
    return _columns(columns, labels=labels, x_title=x_title, label=label)


def category_chart(
    series: Mapping[str, Sequence[float]], *, categories: Sequence[str], label: str
) -> Markup:
    """Columns side by side for each category, one colour a series."""
    turned = any(len(category) > 5 for category in categories)
    return _columns(
        series, labels=categories, label=label, x_title=None, x_label_rotation=35 if turned else 0
    )


def _columns(
    series: Mapping[str, Sequence[float]], *, labels: Sequence[str], label: str, **own: object
) -> Markup:
    chart = _pygal().Bar(**_settings(height=320, show_legend=len(series) > 1, **own))
    chart.x_labels = list(labels)
    for name, values in series.items():
        chart.add(name, list(values))
    return _drawn(chart, label=label)


def line_chart(points: Sequence[tuple[float, float]], *, x_title: str, label: str) -> Markup:
    """One line through points in the order of x."""
    settings = _settings(height=280, x_title=x_title, show_legend=False, show_dots=len(points) < 3)
    chart = _pygal().XY(**settings)
    chart.add("", list(points))
    return _drawn(chart, label=label)


def _pygal() -> Any:  # noqa: ANN401 - it has no types
    """The library; the import hook it leaves behind, which Python no longer understands, goes."""
    library = import_module("pygal")
    sys.meta_path[:] = [finder for finder in sys.meta_path if hasattr(finder, "find_spec")]
    return library


def _settings(**own: object) -> dict[str, Any]:
    """What all charts share: no script, no style of their own, no outside resource."""
    return {
        "width": WIDTH,
        "js": (),
        "css": (),
        "no_prefix": True,
        "disable_xml_declaration": True,
        "legend_at_bottom": True,
        "legend_box_size": 10,
        "margin": 6,
        "max_scale": MOST_LABELS,
        "value_formatter": _number,
        "x_value_formatter": _number,
        **own,
    }


def _number(value: float) -> str:
    return f"{value:,.6g}"


def _drawn(chart: Any, *, label: str) -> Markup:  # noqa: ANN401 - pygal has no types
    """The bare picture, named for those who cannot see it; its texts are escaped as it is written.

    What pygal adds for a page with its script goes, but for the values, which become titles.
    """
    from pygal.etree import etree

    root = chart.render_tree()
    for child in list(root):
        if child.tag != "g":
            root.remove(child)
    for group in root.findall(".//g"):
        group.attrib.pop("id", None)  # the same in every chart
        for child in list(group):
            if child.tag == "desc" and child.get("class") == "value":
                child.tag = "title"
            elif child.tag in {"desc", "title"} or child.get("class", "").endswith(
                "tooltip-overlay"
            ):
                group.remove(child)
    box = root.get("viewBox")
    root.attrib.clear()
    root.attrib.update({"viewBox": box, "class": "chart", "role": "img", "aria-label": label})
    return Markup(etree.tostring(root).decode("utf-8"))  # noqa: S704 - see above
