"""Nodes on a ring and arrows between them, as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

CHARACTER_WIDTH = 7.4  # of a 13-pixel sans-serif letter, on the wide side
HALF_HEIGHT = 15.0
MARGIN = 100.0
STYLE = """
  text { font: 13px system-ui, "Helvetica Neue", Arial, sans-serif; fill: #1c2733; text-anchor:
  middle; } text.note { font-size: 10px; fill: #5b6b7c; } .node { fill: #ffffff; stroke: #2f5d8a;
  stroke-width: 1.4; } .terminal { fill: #1c2733; stroke: none; } .terminal-text { fill: #ffffff; }
  .arrow { fill: none; stroke: #2f5d8a; } .head { fill: #2f5d8a; stroke: none; } .link:hover .arrow
  { stroke: #c8501e; opacity: 1; } .link:hover .head { fill: #c8501e; opacity: 1; }
""".strip("\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A named node; `note` stands below the name; a terminal is where walks begin or end."""

    name: str
    note: str = ""
    is_terminal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """From one node to another, or back to itself; `share` in (0, 1] sets width and strength."""

    source: str
    target: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a node stands: its centre, and half of its width and height."""

    x: float
    y: float
    half_width: float
    half_height: float

    def border_towards(self, x: float, y: float, *, gap: float = 0.0) -> tuple[float, float]:
        """The point of the node's border on the way to (x, y), `gap` pixels outside it."""
        dx, dy = x - self.x, y - self.y
        length = math.hypot(dx, dy) or 1.0
        dx, dy = dx / length, dy / length
        reach = min(
            self.half_width / abs(dx) if dx else math.inf,
            self.half_height / abs(dy) if dy else math.inf,
        )
        return self.x + dx * (reach + gap), self.y + dy * (reach + gap)


def draw_ring(nodes: Sequence[Node], arrows: Sequence[Arrow]) -> str:
    """The nodes on an ellipse, the first at its left and the last at its right end, and all arrows.

    The nodes between stand by turns on the upper and the lower half, so that their order runs from
    left to right.
    """
    places, width, height = _places(nodes)
    size = f'viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        "<title>conversation graph</title>",
        f"<style>\n{STYLE}\n</style>",
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#ffffff"/>',
    ]
    centre = (width / 2, height / 2)
    for node in nodes:
        leaving = sorted(
            (arrow for arrow in arrows if arrow.source == node.name),
            key=lambda arrow: arrow.share,
        )
        parts.append('<g class="link">')
        parts += [_draw_arrow(arrow, places, centre) for arrow in leaving]
        parts.append("</g>")
    parts += [_draw_node(node, places[node.name]) for node in nodes]
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def _places(nodes: Sequence[Node]) -> tuple[dict[str, _Place], float, float]:
    """Where each node stands, and the width and height of the whole."""
    first, *between, last = nodes
    upper, lower = between[0::2], between[1::2]
    radius_x = max(320.0, 62.0 * max(len(upper), len(lower)))
    radius_y = 0.62 * radius_x
    angles = {first.name: math.pi, last.name: 0.0}
    for row, sign in ((upper, 1.0), (lower, -1.0)):
        for position, node in enumerate(row):
            angles[node.name] = sign * math.pi * (1 - (position + 1) / (len(row) + 1))
    places = {}
    for node in nodes:
        longest = max(len(node.name) * CHARACTER_WIDTH, len(node.note) * CHARACTER_WIDTH * 0.8)
        angle = angles[node.name]
        places[node.name] = _Place(
            x=MARGIN + radius_x * (1 + math.cos(angle)),
            y=MARGIN + radius_y * (1 - math.sin(angle)),
            half_width=max(24.0, longest / 2 + 10),
            half_height=HALF_HEIGHT + (5 if node.note else 0),
        )
    return places, 2 * (radius_x + MARGIN), 2 * (radius_y + MARGIN)


def _draw_arrow(arrow: Arrow, places: dict[str, _Place], centre: tuple[float, float]) -> str:
    width = 0.5 + 6 * arrow.share
    opacity = min(1.0, 0.08 + 2.6 * arrow.share)
    head = 5 + 0.9 * width
    source, target = places[arrow.source], places[arrow.target]
    if arrow.source == arrow.target:
        path, tip, direction = _loop(source, centre, head)
    else:
        path, tip, direction = _curve(source, target, centre, head)
    title = f"{arrow.source} \N{RIGHTWARDS ARROW} {arrow.target} {arrow.share:.0%}"
    return (
        f"<g><title>{escape(title)}</title>"
        f'<path class="arrow" d="{path}" stroke-width="{width:.2f}" opacity="{opacity:.2f}"/>'
        f'<path class="head" d="{_head(tip, direction, head)}" opacity="{opacity:.2f}"/></g>'
    )


def _curve(
    source: _Place, target: _Place, centre: tuple[float, float], head: float
) -> tuple[str, tuple[float, float], tuple[float, float]]:
    """A quadratic curve drawn towards the centre, a little to the right of its way.

    The bend to one side keeps the arrows of both directions apart; neighbours are joined nearly
    straight.
    """
    middle_x, middle_y = (source.x + target.x) / 2, (source.y + target.y) / 2
    dx, dy = target.x - source.x, target.y - source.y
    pull = 0.42 * min(1.0, math.hypot(dx, dy) / centre[0])
    bend_x = middle_x + pull * (centre[0] - middle_x) - 0.07 * dy
    bend_y = middle_y + pull * (centre[1] - middle_y) + 0.07 * dx
    start = source.border_towards(bend_x, bend_y)
    tip = target.border_towards(bend_x, bend_y, gap=2)
    end = target.border_towards(bend_x, bend_y, gap=2 + head)
    path = f"M{start[0]:.1f} {start[1]:.1f}Q{bend_x:.1f} {bend_y:.1f} {end[0]:.1f} {end[1]:.1f}"
    return path, tip, (tip[0] - end[0], tip[1] - end[1])


def _loop(
    place: _Place, centre: tuple[float, float], head: float
) -> tuple[str, tuple[float, float], tuple[float, float]]:
    """A loop on the side of the node that looks away from the centre."""
    up = -1.0 if place.y <= centre[1] else 1.0
    edge = place.y + up * place.half_height
    left, right = place.x - 12, place.x + 12
    end_y = edge + up * (2 + head)
    path = (
        f"M{left:.1f} {edge:.1f}C{left - 14:.1f} {edge + up * 38:.1f} "
        f"{right + 14:.1f} {edge + up * 38:.1f} {right:.1f} {end_y:.1f}"
    )
    return path, (right, edge + up * 2), (0.0, -up)


def _head(tip: tuple[float, float], direction: tuple[float, float], size: float) -> str:
    length = math.hypot(*direction) or 1.0
    dx, dy = direction[0] / length, direction[1] / length
    base_x, base_y = tip[0] - size * dx, tip[1] - size * dy
    half = size * 0.45
    corners = (
        tip,
        (base_x - half * dy, base_y + half * dx),
        (base_x + half * dy, base_y - half * dx),
    )
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"


def _draw_node(node: Node, place: _Place) -> str:
    shape, text = ("terminal", "terminal-text") if node.is_terminal else ("node", "")
    baseline = place.y + 4.5 - (5 if node.note else 0)
    drawn = (
        f'<rect class="{shape}" x="{place.x - place.half_width:.1f}" '
        f'y="{place.y - place.half_height:.1f}" width="{2 * place.half_width:.1f}" '
        f'height="{2 * place.half_height:.1f}" rx="{HALF_HEIGHT:.0f}"/>'
        f'<text class="{text}" x="{place.x:.1f}" y="{baseline:.1f}">{escape(node.name)}</text>'
    )
    if node.note:
        at = f'x="{place.x:.1f}" y="{place.y + 13:.1f}"'
        drawn += f'<text class="note" {at}>{escape(node.note)}</text>'
    return drawn
