"""For people whose scripts use py2neo (the extra `py2neo`): the graph as a `py2neo.Subgraph`, and back.

py2neo is at its end of life, and Neo4j 4.4 is the last server that it knows; nothing else here depends on it.
"""

from collections.abc import Mapping
from typing import Any

from innograph.graph.errors import BadParameterError, SettingsError
from innograph.graph.export import _EDGE, _FIGURE, _NODE, Row, Tables
from innograph.graph.model import ontology

_VERSION = "data_version"


def to_py2neo(content: Tables) -> Any:
    """A `py2neo.Subgraph`, the graph as py2neo sees graphs: entities, tasks, figures (`Target`) and plans as nodes, edges as relationships.

    Nodes carry their labels of the ontology and all properties of the export; `id` is their key under their first label,
    so that `graph.merge(subgraph)` writes each once. Lists stay lists; what is None is left out.
    """
    py2neo = _library()
    nodes = {row["id"]: _node(py2neo, row["type"], row) for row in content.nodes}
    figures = [_node(py2neo, "Target", row) for row in content.figures]
    plans = [_node(py2neo, "Plan", {**row, _VERSION: content.data_version}) for row in content.plans]
    edges = [
        py2neo.Relationship(
            nodes[row["head"]], row["type"], nodes[row["tail"]], **_present(row, "head", "type", "tail")
        )
        for row in content.edges
    ]
    return py2neo.Subgraph([*nodes.values(), *figures, *plans], edges)


def from_py2neo(subgraph: Any) -> Tables:
    """The rows that `to_py2neo` was given from the `py2neo.Subgraph` that it made,
    or from the same read back over Bolt.

    Raises BadParameterError for nodes and relationships that are none of the ontology's.
    """
    nodes, figures, plans, version = [], [], [], ""
    for node in subgraph.nodes:
        kind, properties = _kind(set(node.labels)), dict(node)
        if kind == "Plan":
            version = properties.pop(_VERSION, version)
            plans.append(properties)
        elif kind == "Target":
            figures.append({name: properties.get(name) for name in _FIGURE})
        else:
            nodes.append({name: properties.get(name) for name in _NODE} | {"type": kind})
    edges = [_edge(relationship) for relationship in subgraph.relationships]
    return Tables(
        version,
        tuple(sorted(plans, key=lambda row: row["id"])),
        tuple(sorted(nodes, key=lambda row: (row["type"] == "Task", row["id"]))),
        tuple(sorted(edges, key=lambda row: (row["type"], row["head"], row["tail"]))),
        tuple(sorted(figures, key=lambda row: row["id"])),
    )


def _library() -> Any:
    try:
        import py2neo
    except ImportError as error:
        raise SettingsError("this needs the extra py2neo: pip install 'innograph[py2neo]'") from error
    return py2neo


def _node(py2neo: Any, kind: str, row: Mapping[str, Any]) -> Any:
    labels = ontology().labels(kind)
    node = py2neo.Node(*labels, **_present(row, "type"))
    node.__primarylabel__, node.__primarykey__ = ("Entity" if "Entity" in labels else kind), "id"
    return node


def _present(row: Mapping[str, Any], *without: str) -> Row:
    return {key: value for key, value in row.items() if value is not None and key not in without}


def _kind(labels: set[str]) -> str:
    found = labels & (set(ontology().entity_types) | {"Task", "Target", "Plan"})
    if len(found) != 1:
        raise BadParameterError(f"a node with the labels {sorted(labels)} is none of the ontology's")
    return found.pop()


def _edge(relationship: Any) -> Row:
    kind = type(relationship).__name__
    if kind not in ontology().edges:
        raise BadParameterError(f"a relationship {kind!r} is none of the ontology's")
    ends = {"head": relationship.start_node["id"], "type": kind, "tail": relationship.end_node["id"]}
    return ends | {name: relationship.get(name) for name in _EDGE[3:]}
