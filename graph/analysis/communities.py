"""Which actors belong together: communities of the actor network."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from innograph.graph.analysis.corpus import SEED, Basis, Corpus
from innograph.graph.analysis.networks import Scope, network, ties_in
from innograph.graph.errors import BadParameterError

if TYPE_CHECKING:
    import networkx as nx

METHODS = ("louvain", "greedy")


@dataclass(frozen=True, slots=True)
class Community:
    """Members in the order of their ties (most first); `name` is that of the first. The basis holds the inner ties.

    `types` counts members by type.
    """

    number: int
    name: str
    members: tuple[str, ...]
    names: tuple[str, ...]
    types: tuple[tuple[str, int], ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Communities:
    """A partition of the network, the largest first. `modularity` is Newman's Q (0 for a network without ties)."""

    communities: tuple[Community, ...]
    modularity: float
    basis: Basis
    columns: ClassVar[tuple[str, ...]] = ("number", "name", "members", "names", "edges", "passages")

    def of(self, identity: str) -> Community | None:
        """The community of an entity; None for one outside the network."""
        return next((each for each in self.communities if identity in each.members), None)

    def rows(self) -> list[dict[str, Any]]:
        """One dict a community."""
        return [
            {
                "number": c.number,
                "name": c.name,
                "members": len(c.members),
                "names": list(c.names),
                "edges": len(c.basis.edges),
                "passages": list(c.basis.passages),
            }
            for c in self.communities
        ]


def communities(
    corpus: Corpus,
    *,
    method: str = "louvain",
    scope: Scope | None = None,
    weighted: bool = False,
    resolution: float = 1.0,
    seed: int = SEED,
) -> Communities:
    """Part the network by modularity: "louvain" (seeded) or "greedy" (Clauset-Newman-Moore).

    A higher `resolution` gives more, smaller communities. Raises BadParameterError for another method.
    """
    import networkx as nx

    if method not in METHODS:
        raise BadParameterError(f"no method {method!r}; there are: {', '.join(METHODS)}")
    graph = network(corpus, scope)
    weight = "weight" if weighted else None
    if not graph.number_of_edges():
        parts: Iterable[Iterable[str]] = [{node} for node in graph]
    elif method == "louvain":
        parts = nx.community.louvain_communities(graph, weight=weight, resolution=resolution, seed=seed)
    else:
        parts = nx.community.greedy_modularity_communities(graph, weight=weight, resolution=resolution)
    ordered = sorted((sorted(part) for part in parts), key=lambda part: (-len(part), part))
    score = 0.0
    if graph.number_of_edges():
        score = nx.community.modularity(graph, [set(part) for part in ordered], weight=weight, resolution=resolution)
    made = tuple(_community(corpus, graph, number, part) for number, part in enumerate(ordered, 1))
    how = f"{method}, resolution {resolution:g}" + (f", seed {seed}" if method == "louvain" else "")
    return Communities(made, float(score), corpus.basis(ties_in(graph), method=how))


def _community(corpus: Corpus, graph: "nx.Graph[str]", number: int, part: list[str]) -> Community:
    inner = graph.subgraph(part)
    members = tuple(sorted(part, key=lambda node: (-inner.degree(node), -graph.degree(node), node)))
    names = tuple(corpus.name(node) for node in members)
    types = tuple(Counter(corpus.items[node].type for node in members).most_common())
    return Community(number, names[0], members, names, types, corpus.basis(ties_in(graph, part)))
