"""Positions and pyvis pages: the same each time, nothing from the network, every name as text."""

import json
import re
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innograph.graph.layout import communities, positions
from innograph.graph.model import ontology
from innograph.graph.views import (
    EDGE_COLOURS,
    PHYSICS_LIMIT,
    VIS_SCRIPT,
    Linked,
    Look,
    ViewEdge,
    ViewEvidence,
    ViewGraph,
    ViewNode,
    community_names,
    drawable,
    network,
    place,
    render,
    vis_file,
)

NAMES = ["青岚大学", "</script><script>alert(1)</script>", "\"'&<!--", "\u202e甲乙\u2066", "长" * 10_000]
PLACE = ViewEvidence("yunxi", "云溪区科技创新规划", ("发展基础",), 3, 20, "云溪区依托青岚大学</script>。")


def sample(count: int = 5) -> ViewGraph:
    nodes = tuple(
        ViewNode(f"n{i}", NAMES[i % 5], "University" if i % 2 else "Technology", group=f"g{i % 2}")
        for i in range(count)
    )
    edges = tuple(
        ViewEdge(f"n{i}~TARGETS~n{i // 2}", f"n{i}", f"n{i // 2}", "TARGETS", evidence=(PLACE,))
        for i in range(1, count)
    )
    return ViewGraph(nodes, edges, {"yunxi": "云溪区科技创新规划"}, title=NAMES[1])


def data_of(html: str, name: str) -> dict[str, object]:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', html, re.S)
    assert found
    loaded: dict[str, object] = json.loads(found[1])
    return loaded


@pytest.mark.parametrize("linked", [None, Linked("/v.js", "/s.js", "/s.css")])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_asks_nothing_of_the_network(lang: str, linked: Linked | None) -> None:
    html = render(sample(), look=Look(lang=lang), linked=linked)  # type: ignore[arg-type]
    asked = re.findall(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="([^"]*)"', html)
    assert all(each.startswith("data:") or each in {"/v.js", "/s.js", "/s.css"} for each in asked)
    assert "cdn" not in html.replace(vis_file(VIS_SCRIPT).read_text("utf-8"), "")
    assert ("图例" if lang == "zh" else "Legend") in html


def test_names_stay_text_and_data_stays_whole() -> None:
    html = render(sample(), linked=Linked("/v.js", "/s.js", "/s.css"))
    assert html.count("</script>") == 5
    assert "alert(1)</script>" not in html
    nodes = data_of(html, "graph")["nodes"]
    assert [node["info"]["name"] for node in nodes] == NAMES  # type: ignore[attr-defined]
    assert all(len(node["label"]) <= 28 and "\u202e" not in node["label"] for node in nodes)  # type: ignore[attr-defined]
    evidence = data_of(html, "facts")["evidence"]
    assert evidence["n1~TARGETS~n0"][0]["text"] == PLACE.text  # type: ignore[index]


def test_single_file_says_that_it_may_load_nothing() -> None:
    html = render(sample())
    assert "default-src 'none'" in html
    assert "innographView" in html


def test_same_graph_same_page() -> None:
    assert render(sample(40)) == render(sample(40))


@pytest.mark.parametrize(("count", "moving"), [(PHYSICS_LIMIT, True), (PHYSICS_LIMIT + 1, False)])
def test_physics_rests_on_large_graphs(count: int, moving: bool) -> None:
    graph = sample(count)
    assert network(graph, place(graph), Look()).options["physics"]["enabled"] is moving


def test_pinned_nodes_stand_where_they_were_put() -> None:
    graph = sample()
    made = network(graph, place(graph), Look(pinned={"n2": (7.0, -9.0)}))
    assert [(n["x"], n["y"], n["info"]["pinned"]) for n in made.nodes if n["id"] == "n2"] == [(7.0, -9.0, True)]


def test_size_follows_degree_or_not() -> None:
    graph = sample(12)
    at = place(graph)
    assert len({n["size"] for n in network(graph, at, Look()).nodes}) > 1
    assert len({n["size"] for n in network(graph, at, Look(size="same")).nodes}) == 1


@pytest.mark.parametrize("count", [5, 200])
def test_every_node_has_a_size_of_its_name(count: int) -> None:
    nodes = tuple(ViewNode(f"n{i}", f"n{i}", "Firm") for i in range(count))
    edges = tuple(ViewEdge(f"n{i}~PARTNERS~n0", f"n{i}", "n0", "PARTNERS") for i in range(1, count))
    graph = ViewGraph(nodes, edges, {})
    sizes = [node["font"]["size"] for node in network(graph, place(graph), Look()).nodes]
    assert min(sizes) == 14
    assert (max(sizes) > 14) is (count > 60)


def test_parallel_edges_of_several_types_are_all_drawn() -> None:
    nodes = (ViewNode("a", "甲", "Firm"), ViewNode("b", "乙", "Firm"))
    edges = tuple(ViewEdge(f"a~{kind}~b", "a", "b", kind) for kind in ("PARTNERS", "PART_OF"))
    made = network(ViewGraph(nodes, edges, {}), {"a": (0, 0), "b": (1, 1)}, Look())
    assert [("arrows" in edge) for edge in made.edges] == [False, True]


def test_empty_graph_is_a_page() -> None:
    assert "没有可画的关系" in render(ViewGraph((), (), {}))


def test_edge_types_have_colours() -> None:
    assert set(EDGE_COLOURS) == set(ontology().relation_types)


def test_communities_bear_the_name_of_their_middle() -> None:
    nodes = tuple(ViewNode(f"{s}{i}", f"{s}{i}", "Firm") for s in "ab" for i in range(6))
    edges = tuple(ViewEdge(f"{s}{i}~PARTNERS~{s}0", f"{s}{i}", f"{s}0", "PARTNERS") for s in "ab" for i in range(1, 6))
    names = community_names(ViewGraph(nodes, edges, {}))
    assert {names[f"a{i}"] for i in range(6)} == {"a0"}
    assert {names[f"b{i}"] for i in range(6)} == {"b0"}


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 60), st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=120))
def test_positions_are_whole_apart_and_repeatable(count: int, pairs: list[tuple[int, int]]) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(str(i) for i in range(count))
    graph.add_edges_from((str(a), str(b)) for a, b in pairs if a < count and b < count)
    at = positions(graph)
    assert set(at) == set(graph.nodes)
    assert at == positions(graph)
    assert len(set(at.values())) == count
    assert sorted(communities(graph)) == sorted(graph.nodes)


def test_large_graphs_are_laid_out_by_a_field_with_neighbours_near() -> None:
    graph = nx.relabel_nodes(nx.connected_caveman_graph(40, 20), str)
    at = positions(graph)
    far = [((at[a][0] - at[b][0]) ** 2 + (at[a][1] - at[b][1]) ** 2) ** 0.5 for a, b in graph.edges]
    nodes = sorted(graph.nodes)
    any_two = [
        ((at[a][0] - at[b][0]) ** 2 + (at[a][1] - at[b][1]) ** 2) ** 0.5
        for a, b in zip(nodes, nodes[397:], strict=False)
    ]
    assert sum(far) / len(far) < 0.35 * sum(any_two) / len(any_two)


@given(st.text())
def test_drawable_text_is_one_line_without_hidden_characters(text: str) -> None:
    made = drawable(text)
    assert drawable(made) == made
    assert not set(made) & set("\n\r\t\u202e\u2066\u200b\x00")


def test_package_brings_vis() -> None:
    assert isinstance(vis_file(VIS_SCRIPT), Path)
    assert vis_file(VIS_SCRIPT).stat().st_size > 100_000
