"""Conversation graphs are checked at birth, sampled exactly within bounds, and drawn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from xml.etree import ElementTree as ET

import pytest

from codi.errors import GraphError
from codi.graph import ACTS, END, ConversationGraph, Link, to_mermaid, to_svg, to_text
from codi.randomness import rng_for


def link(name: str, following: Mapping[str, float], *, act: str = "what") -> Link:
    return Link(name=name, act=act, user="ask", assistant="", next=following)


def graph(start: Mapping[str, float], **links: Mapping[str, float]) -> ConversationGraph:
    return ConversationGraph(
        start=start, links=tuple(link(name, following) for name, following in links.items())
    )


SMALL = graph(
    {"a": 3, "b": 1},
    a={"a": 1, "b": 2, END: 1},
    b={"a": 5, "c": 1},
    c={END: 9, "b": 1},
)


def paths_with_probability(
    chosen: ConversationGraph, *, min_turns: int, max_turns: int
) -> dict[tuple[str, ...], float]:
    """Every path in the bounds by going through all of them, and its share among these."""
    found: dict[tuple[str, ...], float] = {}

    def walk(path: tuple[str, ...], following: Mapping[str, float], probability: float) -> None:
        total = sum(following.values())
        for target, weight in following.items():
            if target == END:
                if min_turns <= len(path) <= max_turns:
                    found[path] = probability * weight / total
            elif len(path) < max_turns:
                after = chosen.by_name[target].next
                walk((*path, target), after, probability * weight / total)

    walk((), chosen.start, 1.0)
    mass = sum(found.values())
    return {path: probability / mass for path, probability in found.items() if probability > 0}


@pytest.mark.parametrize("bounds", [(1, 1), (1, 6), (3, 3), (4, 6)])
def test_paths_come_as_often_as_the_chain_conditioned_on_its_length_says(
    bounds: tuple[int, int],
) -> None:
    low, high = bounds
    expected = paths_with_probability(SMALL, min_turns=low, max_turns=high)
    rng = rng_for(1, "paths", low, high)
    drawn = Counter(
        tuple(link.name for link in SMALL.sample(rng, min_turns=low, max_turns=high))
        for _ in range(20_000)
    )
    assert set(drawn) <= set(expected)
    for path, probability in expected.items():
        assert drawn[path] / 20_000 == pytest.approx(probability, abs=0.015), path


def test_expected_visits_are_those_of_every_path_weighed_by_its_probability() -> None:
    expected: Counter[str] = Counter()
    for path, probability in paths_with_probability(SMALL, min_turns=2, max_turns=7).items():
        for name in path:
            expected[name] += probability  # type: ignore[assignment]
    visits = SMALL.expected_visits(min_turns=2, max_turns=7)
    assert visits == pytest.approx(dict(expected))


def test_the_same_seed_draws_the_same_path() -> None:
    first, second = (SMALL.sample(rng_for(7, "x"), min_turns=3, max_turns=30) for _ in range(2))
    assert first == second


def test_a_length_far_from_the_chain_s_own_is_reached_without_vanishing() -> None:
    for length in (1, 5000):
        path = graph({"a": 1}, a={"a": 1, END: 1}).sample(
            rng_for(1), min_turns=length, max_turns=length
        )
        assert len(path) == length


def test_a_length_that_no_path_has_is_refused() -> None:
    cycle = graph({"a": 1}, a={"b": 1}, b={"a": 1, END: 1})
    assert len(cycle.sample(rng_for(1), min_turns=4, max_turns=4)) == 4
    with pytest.raises(GraphError, match="no path through the graph has 3 to 3 turns"):
        cycle.sample(rng_for(1), min_turns=3, max_turns=3)
    with pytest.raises(GraphError, match="no conversation has 3 to 2 turns"):
        cycle.sample(rng_for(1), min_turns=3, max_turns=2)


@pytest.mark.parametrize(
    ("start", "links", "message"),
    [
        ({"a": 1}, {"a": {"b": 1}}, r"link a leads to the unknown link 'b' \(links: a, end\)"),
        (
            {"opne": 1},
            {"open": {END: 1}},
            r"the start leads to the unknown link 'opne' \(did you mean open\? links: open\)",
        ),
        ({"a": 1}, {"a": {END: -1}}, "link a leads to end with the weight -1"),
        ({"a": 1}, {"a": {END: float("nan")}}, "link a leads to end with the weight nan"),
        ({"a": -0.5}, {"a": {END: 1}}, "the start leads to a with the weight -0.5"),
        (
            {"a": 1},
            {"a": {END: 1, "b": 0}, "b": {END: 1}},
            "link b cannot be reached from the start .let start or a reachable link lead to b",
        ),
        (
            {"a": 1},
            {"a": {"b": 1, END: 1}, "b": {"b": 1, END: 0}},
            "from link b the end cannot be reached .let b, or a link after it, lead to end",
        ),
        ({"a": 1}, {"a": {END: 0}}, "from link a there is no way on"),
        ({"a": 1}, {"a": {}}, "from link a there is no way on"),
        ({"a": 0}, {"a": {END: 1}}, "the start leads nowhere"),
        ({}, {"a": {END: 1}}, "the start leads nowhere"),
        ({"end": 1}, {"end": {END: 1}}, "a link cannot be named 'end'"),
        ({"A b": 1}, {"A b": {END: 1}}, "a link cannot be named 'A b'"),
    ],
)
def test_a_graph_that_cannot_be_walked_is_refused_with_the_link_and_the_remedy(
    start: Mapping[str, float], links: Mapping[str, Mapping[str, float]], message: str
) -> None:
    with pytest.raises(GraphError, match=message) as caught:
        graph(start, **links)
    assert caught.value.hint


def test_a_link_that_stands_twice_is_refused() -> None:
    with pytest.raises(GraphError, match="link a stands twice"):
        ConversationGraph(start={"a": 1}, links=(link("a", {END: 1}), link("a", {END: 1})))


def test_an_unknown_act_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(GraphError, match=r"unknown act 'topic_shft' \(did you mean topic_shift\?"):
        link("a", {END: 1}, act="topic_shft")


def test_acts_are_described_in_one_phrase() -> None:
    assert len(ACTS) == 21
    assert all(re.fullmatch(r"[a-z][^.]+", phrase) for phrase in ACTS.values())


def test_the_text_table_says_where_each_link_leads_in_percent() -> None:
    assert to_text(SMALL).splitlines() == [
        "link   act   leads to",
        "start        a 75%, b 25%",
        "a      what  b 50%, a 25%, end 25%",
        "b      what  a 83%, c 17%",
        "c      what  end 90%, b 10%",
    ]


def test_long_rows_of_the_text_table_go_on_below_one_another() -> None:
    names = [f"a_rather_long_name_{number}" for number in range(12)]
    wide = graph(
        dict.fromkeys(names, 1), **{name: {**dict.fromkeys(names, 1), END: 1} for name in names}
    )
    lines = to_text(wide).splitlines()
    assert max(map(len, lines)) <= 100
    column = lines[0].index("leads to")
    assert all(line[:column].strip() == "" for line in lines[2:3])


def test_mermaid_has_every_transition_above_zero_and_no_reserved_word_as_a_node() -> None:
    drawn = to_mermaid(SMALL)
    assert drawn.splitlines()[0] == "flowchart LR"
    assert drawn.count("-->") == 9
    assert '    node_b -->|"83%"| node_a' in drawn.splitlines()
    assert "    node_end((end))" in drawn.splitlines()


def test_the_picture_is_well_formed_and_has_each_link_and_transition_once() -> None:
    root = ET.fromstring(to_svg(SMALL))
    space = "{http://www.w3.org/2000/svg}"
    names = [text.text for text in root.iter(f"{space}text") if text.get("class") != "note"]
    assert names == ["start", "a", "b", "c", "end"]
    titles = [title.text for title in root.iter(f"{space}title")]
    assert "b → a 83%" in titles
    assert len(titles) == 1 + 9


def test_nodes_of_the_picture_do_not_overlap() -> None:
    names = [f"some_link_name_{number}" for number in range(24)]
    wide = graph(
        dict.fromkeys(names, 1), **{name: {**dict.fromkeys(names, 1), END: 1} for name in names}
    )
    root = ET.fromstring(to_svg(wide))
    boxes = [
        tuple(float(box.attrib[key]) for key in ("x", "y", "width", "height"))
        for box in root.iter("{http://www.w3.org/2000/svg}rect")
        if "class" in box.attrib
    ]
    assert len(boxes) == 26
    for position, (x, y, width, height) in enumerate(boxes):
        for other_x, other_y, other_width, other_height in boxes[:position]:
            beside = x + width <= other_x or other_x + other_width <= x
            above = y + height <= other_y or other_y + other_height <= y
            assert beside or above
