"""The graph as py2neo sees it, out and in again, over Bolt."""

from dataclasses import replace
from typing import Any

import pytest
from plan_builder import luoshi, yunxi

from innograph.graph.bolt import Bolt
from innograph.graph.engine import DATABASE
from innograph.graph.errors import BadParameterError
from innograph.graph.export import Tables, tables
from innograph.graph.py2neo_bridge import from_py2neo, to_py2neo
from innograph.graph.settings import Settings
from innograph.graph.store import Store

py2neo = pytest.importorskip("py2neo", reason="the extra py2neo is not installed")


@pytest.fixture
def content(store: Store) -> Tables:
    """Two made-up plans on each engine, as tables."""
    for plan in (yunxi(), luoshi()):
        store.write_plan(plan)
    return tables(store)


def connected(settings: Settings) -> Any:
    """py2neo's own connection to the same engine."""
    if settings.uri:
        auth = (settings.user, settings.password) if settings.password else None
        return py2neo.Graph(settings.uri, auth=auth)
    bolt = Bolt(settings)
    engine = bolt.engine
    assert engine
    graph = py2neo.Graph(engine.address.uri, auth=engine.address.owner_auth, name=DATABASE)
    bolt.close()
    return graph


def test_out_and_in_again(content: Tables) -> None:
    subgraph = to_py2neo(content)
    assert len(subgraph.nodes) == len(content.nodes) + len(content.figures) + len(content.plans)
    assert len(subgraph.relationships) == len(content.edges)
    assert {type(edge).__name__ for edge in subgraph.relationships} == {row["type"] for row in content.edges}
    assert from_py2neo(subgraph) == content


def test_the_same_over_bolt(content: Tables, store: Store, store_settings: Settings) -> None:
    """What py2neo writes and reads back is what went in."""
    for plan in store.plans():
        store.remove_plan(plan.id)
    graph = connected(store_settings)
    graph.create(to_py2neo(content))
    try:
        assert store.read("MATCH (n:Firm) RETURN n.name AS name") == [{"name": "岚芯科技集团"}]
        nodes = [row["n"] for row in graph.run("MATCH (n) WHERE n.id <> 'schema' RETURN n").data()]
        edges = [row["e"] for row in graph.run("MATCH (a)-[e]->(b) RETURN e, a, b").data()]
        assert from_py2neo(py2neo.Subgraph(nodes, edges)) == content
    finally:
        graph.run("MATCH (n) WHERE n.id <> 'schema' DETACH DELETE n")


def test_py2neo_reads_the_graph_as_it_is(content: Tables, store_settings: Settings) -> None:
    graph = connected(store_settings)
    found = graph.nodes.match("Firm", id="firm-lanxin").first()
    assert found["name"] == "岚芯科技集团"
    assert set(found.labels) == {"Entity", "Actor", "Firm"}
    partners = graph.run("MATCH (:Firm)-[:PARTNERS]-(u:University) RETURN u.name AS name").evaluate()
    assert partners == "青岚大学"


def test_what_is_none_of_the_ontology_is_refused(sample_store: Store) -> None:
    content = tables(sample_store)
    with pytest.raises(BadParameterError, match="Ship"):
        from_py2neo(py2neo.Subgraph([py2neo.Node("Ship", id="x")]))
    one, two = py2neo.Node("Firm", id="x"), py2neo.Node("Firm", id="y")
    with pytest.raises(BadParameterError, match="OWNS"):
        from_py2neo(py2neo.Subgraph([one, two], [py2neo.Relationship(one, "OWNS", two)]))
    assert from_py2neo(to_py2neo(replace(content, edges=()))).edges == ()
