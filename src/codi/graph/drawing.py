"""A conversation graph as text, as Mermaid and as an SVG picture."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from codi.graph.chain import END, ConversationGraph
from codi.graph.picture import Arrow, Node, draw_ring

START = "start"
TEXT_WIDTH = 100


def to_text(graph: ConversationGraph) -> str:
    """A table: a link, what it does, and where it leads in percent, the likeliest first."""
    rows = [(START, "", graph.start)]
    rows += [(link.name, link.act, link.next) for link in graph.links]
    heading = ("link", "act")
    widths = [
        max(len(text) for text in column)
        for column in zip(heading, *((row[0], row[1]) for row in rows), strict=True)
    ]
    lines = [f"{heading[0]:<{widths[0]}}  {heading[1]:<{widths[1]}}  leads to"]
    for name, act, weights in rows:
        beginning = f"{name:<{widths[0]}}  {act:<{widths[1]}}  "
        targets = sorted(_shares(weights).items(), key=lambda item: -item[1])
        lines += textwrap.wrap(
            ", ".join(f"{target}\N{NO-BREAK SPACE}{share:.0%}" for target, share in targets),
            width=TEXT_WIDTH,
            initial_indent=beginning,
            subsequent_indent=" " * len(beginning),
            break_long_words=False,
        )
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ") + "\n"


def to_mermaid(graph: ConversationGraph) -> str:
    """A Mermaid flowchart; an arrow's label is its share of what follows its link."""
    lines = ["flowchart LR", f"    node_{START}(({START}))"]
    for link in graph.links:
        label = link.name if link.name == link.act else f"{link.name}<br/>{link.act}"
        lines.append(f'    node_{link.name}["{label}"]')
    lines.append(f"    node_{END}(({END}))")
    lines += [
        f'    node_{source} -->|"{share:.0%}"| node_{target}'
        for source, target, share in _arrows(graph)
    ]
    return "\n".join(lines) + "\n"


def to_svg(graph: ConversationGraph) -> str:
    """An SVG picture: links on a ring from start to end, each arrow as wide as it is likely.

    Where a browser shows it, pointing at a link brings out what follows it.
    """
    nodes = [Node(name=START, is_terminal=True)]
    nodes += [
        Node(name=link.name, note="" if link.act == link.name else link.act) for link in graph.links
    ]
    nodes.append(Node(name=END, is_terminal=True))
    arrows = [
        Arrow(source=source, target=target, share=share) for source, target, share in _arrows(graph)
    ]
    return draw_ring(nodes, arrows)


def _arrows(graph: ConversationGraph) -> Iterator[tuple[str, str, float]]:
    """Every transition above zero: source, target, share of what follows the source."""
    for target, share in _shares(graph.start).items():
        yield START, target, share
    for link in graph.links:
        for target, share in _shares(link.next).items():
            yield link.name, target, share


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {target: weight / total for target, weight in weights.items() if weight > 0}
