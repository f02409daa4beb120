"""The ontology: which types of nodes and edges the graph has, read from graph/ontology/*.yaml (one file a type)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from innograph.graph.errors import OntologyError
from innograph.graph.shipped import read_yaml

ONTOLOGY_FOLDER = Path(__file__).parent / "ontology"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


class Text(_Record):
    """A text in both languages of the interface."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Property(_Record):
    """A property of a node or edge; `type` says what the store holds."""

    type: Literal["string", "integer", "float", "boolean", "string[]", "integer[]", "float[]"]
    required: bool = False


class NodeType(_Record):
    """A type of node. `labels` are all its labels, its own name last; `extracted` types are read from text."""

    name: str = Field(pattern=r"^[A-Z][A-Za-z]*$")
    what: Literal["node"]
    label: Text
    description: Text
    labels: list[str] = Field(min_length=1)
    colour: str = Field(pattern=r"^#[0-9a-f]{6}$")
    extracted: bool
    properties: dict[str, Property] = Field(default_factory=dict)


class EdgeType(_Record):
    """A type of edge between nodes of the types `source` (YAML key "from") and those of `to`."""

    name: str = Field(pattern=r"^[A-Z][A-Z_]*$")
    what: Literal["edge"]
    label: Text
    description: Text
    source: list[str] = Field(min_length=1, alias="from")
    to: list[str] = Field(min_length=1)
    undirected: bool
    extracted: bool
    properties: dict[str, Property] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ontology:
    """All types, by name, in the order of their names."""

    nodes: Mapping[str, NodeType]
    edges: Mapping[str, EdgeType]

    def labels(self, node_type: str) -> tuple[str, ...]:
        """All labels of a node of that type, its own last; raises OntologyError for a type that is not there."""
        return tuple(self.node(node_type).labels)

    def node(self, name: str) -> NodeType:
        """The node type of that name; raises OntologyError where there is none."""
        try:
            return self.nodes[name]
        except KeyError:
            raise OntologyError(f"no node type {name!r} in the ontology") from None

    def edge(self, name: str) -> EdgeType:
        """The edge type of that name; raises OntologyError where there is none."""
        try:
            return self.edges[name]
        except KeyError:
            raise OntologyError(f"no edge type {name!r} in the ontology") from None

    def allows(self, source: str, edge: str, target: str) -> bool:
        """Whether an edge of that type may run from a node of type `source` to one of type `target`."""
        found = self.edges.get(edge)
        return found is not None and source in found.source and target in found.to

    @property
    def entity_types(self) -> tuple[str, ...]:
        """The types whose nodes carry the label Entity: those that are read out of the text of plans."""
        return tuple(name for name, node in self.nodes.items() if "Entity" in node.labels)

    @property
    def relation_types(self) -> tuple[str, ...]:
        """The edge types that are read out of the text of plans."""
        return tuple(name for name, edge in self.edges.items() if edge.extracted)

    @property
    def all_labels(self) -> tuple[str, ...]:
        """Every label that a node may carry, sorted."""
        return tuple(sorted({label for node in self.nodes.values() for label in node.labels}))


_T = TypeVar("_T", NodeType, EdgeType)


@cache
def ontology() -> Ontology:
    """The ontology that ships with the package."""
    return load_ontology(ONTOLOGY_FOLDER)


def load_ontology(folder: Path) -> Ontology:
    """Read and check every *.yaml of a folder; raises OntologyError naming the first file that is wrong."""
    nodes: dict[str, NodeType] = {}
    edges: dict[str, EdgeType] = {}
    for path in sorted(folder.glob("*.yaml")):
        data = _mapping(path)
        what = data.get("what")
        if what == "node":
            nodes[path.stem] = _checked(NodeType, data, path)
        elif what == "edge":
            edges[path.stem] = _checked(EdgeType, data, path)
        else:
            raise OntologyError(f"{path.name}: what: must be node or edge, not {what!r}")
    if not nodes:
        raise OntologyError(f"{folder}: no node type found")
    _check_labels(nodes)
    _check_edges(nodes, edges)
    return Ontology(nodes, edges)


def _mapping(path: Path) -> dict[str, Any]:
    try:
        data = read_yaml(path)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise OntologyError(f"{path.name}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(data, dict):
        raise OntologyError(f"{path.name}: must be a mapping of keys")
    return data


def _checked(kind: type[_T], data: dict[str, Any], path: Path) -> _T:
    try:
        checked = kind.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise OntologyError(f"{path.name}: {where}: {first['msg']}") from error
    if checked.name != path.stem:
        raise OntologyError(f"{path.name}: name: {checked.name!r} differs from the file's name")
    return checked


def _check_labels(nodes: Mapping[str, NodeType]) -> None:
    for name, node in nodes.items():
        if node.labels[-1] != name:
            raise OntologyError(f"{name}.yaml: labels: must end in {name!r}")
        if len(set(node.labels)) != len(node.labels):
            raise OntologyError(f"{name}.yaml: labels: a label stands twice")
        borrowed = [label for label in node.labels[:-1] if label in nodes]
        if borrowed:
            raise OntologyError(f"{name}.yaml: labels: {borrowed[0]!r} is a type of its own")


def _check_edges(nodes: Mapping[str, NodeType], edges: Mapping[str, EdgeType]) -> None:
    labels = {label.casefold() for node in nodes.values() for label in node.labels}
    for name, edge in edges.items():
        # The embedded engine keeps vertex and edge types in one name space.
        if name.casefold() in labels:
            raise OntologyError(f"{name}.yaml: name: a node label has the same name")
        for key, ends in (("from", edge.source), ("to", edge.to)):
            for end in ends:
                if end not in nodes:
                    raise OntologyError(f"{name}.yaml: {key}: no node type {end!r}")
        if edge.undirected and set(edge.source) != set(edge.to):
            raise OntologyError(f"{name}.yaml: undirected: both ends must allow the same types")
