"""The actor network that measures are taken on: a plain graph whose edges keep the ties behind them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from innograph.graph.analysis.corpus import Corpus, Tie
from innograph.graph.errors import BadParameterError
from innograph.graph.model import ontology

if TYPE_CHECKING:
    import networkx as nx

ACTOR_TIES = ("HOSTS", "PARTNERS", "PART_OF", "SUPPORTS")


@dataclass(frozen=True, slots=True)
class Scope:
    """What belongs to a network: ties of these types, ends of these types (default: actors and regions).

    `confidence` is the least that a tie's surest reading must have; with `isolates`, entities without a tie are in too.
    """

    ties: tuple[str, ...] = ACTOR_TIES
    types: tuple[str, ...] = ()
    confidence: float = 0.0
    isolates: bool = False

    @property
    def node_types(self) -> tuple[str, ...]:
        """The types of nodes in the network."""
        return self.types or (*actor_types(), "Region")


def actor_types() -> tuple[str, ...]:
    """The types whose nodes are actors: organisations."""
    return tuple(name for name, node in ontology().nodes.items() if "Actor" in node.labels)


def network(corpus: Corpus, scope: Scope | None = None) -> "nx.Graph[str]":
    """An undirected graph of the scope, nodes and edges in the order of ids.

    Nodes have `name` and `type`; edges `ties` (a tuple of Tie), `weight` (the number of sentences behind them) and
    `distance` (1 / weight).
    """
    import networkx as nx

    scope = scope or Scope()
    _check_types(scope.node_types)
    wanted = set(scope.node_types)
    ties = [
        tie
        for tie in corpus.ties_of(*scope.ties, confidence=scope.confidence)
        if {corpus.items[tie.head].type, corpus.items[tie.tail].type} <= wanted and tie.head != tie.tail
    ]
    inside = {end for tie in ties for end in (tie.head, tie.tail)}
    if scope.isolates:
        inside |= {identity for identity, item in corpus.items.items() if item.type in wanted}
    graph: nx.Graph[str] = nx.Graph()
    for identity in sorted(inside):
        graph.add_node(identity, name=corpus.name(identity), type=corpus.items[identity].type)
    pairs: dict[tuple[str, str], list[Tie]] = {}
    for tie in ties:
        pairs.setdefault((min(tie.head, tie.tail), max(tie.head, tie.tail)), []).append(tie)
    for (one, other), both in sorted(pairs.items()):
        weight = len({passage for tie in both for passage in tie.passages})
        graph.add_edge(one, other, ties=tuple(both), weight=weight, distance=1 / weight)
    return graph


def _check_types(types: Iterable[str]) -> None:
    known = ontology().nodes
    for name in types:
        if name not in known:
            raise BadParameterError(f"no type {name!r}; there are: {', '.join(known)}")


def ties_in(graph: "nx.Graph[str]", nodes: Sequence[str] | None = None) -> tuple[Tie, ...]:
    """The ties of a network, or those among some of its nodes."""
    chosen = graph if nodes is None else graph.subgraph(nodes)
    return tuple(tie for _, _, data in chosen.edges(data=True) for tie in data["ties"])


def ties_at(graph: "nx.Graph[str]", node: str) -> tuple[Tie, ...]:
    """The ties of one node."""
    return tuple(tie for _, _, data in graph.edges(node, data=True) for tie in data["ties"])
