"""Who stands in the middle: centralities of the actor network as rankings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from innograph.graph.analysis.corpus import SEED, Basis, Corpus
from innograph.graph.analysis.networks import Scope, network, ties_at, ties_in
from innograph.graph.errors import BadParameterError

if TYPE_CHECKING:
    import networkx as nx

SAMPLED_ABOVE = 3000
"""Networks with more nodes have betweenness estimated from this many divided by ten sources."""


@dataclass(frozen=True, slots=True)
class Score:
    """One entity's value; `rank` counts from 1, equal values share a rank. The basis holds its own ties."""

    id: str
    name: str
    type: str
    value: float
    rank: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scores of one measure, the highest first, equals by id. The basis holds every tie of the network."""

    measure: str
    scores: tuple[Score, ...]
    basis: Basis

    def value(self, identity: str) -> float:
        """The value of an entity; 0.0 for one outside the network."""
        return next((score.value for score in self.scores if score.id == identity), 0.0)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of what `rows` gives."""
        return ("rank", "id", "name", "type", self.measure, "edges", "passages")

    def rows(self) -> list[dict[str, Any]]:
        """One dict a score."""
        return [
            {
                "rank": s.rank,
                "id": s.id,
                "name": s.name,
                "type": s.type,
                self.measure: s.value,
                "edges": len(s.basis.edges),
                "passages": list(s.basis.passages),
            }
            for s in self.scores
        ]


def _degree(graph: "nx.Graph[str]", weighted: bool) -> Mapping[str, float]:
    return {node: float(value) for node, value in graph.degree(weight="weight" if weighted else None)}


def _betweenness(graph: "nx.Graph[str]", weighted: bool) -> Mapping[str, float]:
    import networkx as nx

    sources = None if len(graph) <= SAMPLED_ABOVE else SAMPLED_ABOVE // 10
    found: Mapping[str, float] = nx.betweenness_centrality(
        graph, k=sources, weight="distance" if weighted else None, seed=SEED
    )
    return found


def _closeness(graph: "nx.Graph[str]", weighted: bool) -> Mapping[str, float]:
    import networkx as nx

    found: Mapping[str, float] = nx.closeness_centrality(graph, distance="distance" if weighted else None)
    return found


def _eigenvector(graph: "nx.Graph[str]", weighted: bool) -> Mapping[str, float]:
    import networkx as nx

    try:
        found: Mapping[str, float] = nx.eigenvector_centrality(
            graph, max_iter=5000, tol=1e-7, weight="weight" if weighted else None
        )
    except nx.PowerIterationFailedConvergence as error:
        raise BadParameterError(
            "eigenvector centrality does not settle on this network; take another measure"
        ) from error
    return found


def _pagerank(graph: "nx.Graph[str]", weighted: bool, damping: float = 0.85) -> Mapping[str, float]:
    """Power iteration on numpy; the function of networkx wants scipy, which few others here need."""
    import numpy as np

    nodes = list(graph)
    at = {node: place for place, node in enumerate(nodes)}
    ends = [(at[a], at[b], data["weight"] if weighted else 1) for a, b, data in graph.edges(data=True)]
    pairs = np.array([(a, b) for a, b, _ in ends] + [(b, a) for a, b, _ in ends], dtype=int).reshape(-1, 2)
    weights = np.array([w for *_, w in ends] * 2, dtype=float)
    out = np.bincount(pairs[:, 0], weights, len(nodes))
    share = weights / out[pairs[:, 0]]
    values = np.full(len(nodes), 1 / len(nodes))
    for _ in range(500):
        spread = np.bincount(pairs[:, 1], values[pairs[:, 0]] * share, len(nodes)) + values[out == 0].sum() / len(nodes)
        newer = damping * spread + (1 - damping) / len(nodes)
        if np.abs(newer - values).sum() < 1e-12 * len(nodes):
            break
        values = newer
    return dict(zip(nodes, newer.tolist(), strict=True))


MEASURES: Mapping[str, Callable[["nx.Graph[str]", bool], Mapping[str, float]]] = {
    "degree": _degree,
    "betweenness": _betweenness,
    "closeness": _closeness,
    "eigenvector": _eigenvector,
    "pagerank": _pagerank,
}


def centrality(
    corpus: Corpus,
    measure: str = "degree",
    *,
    scope: Scope | None = None,
    weighted: bool = False,
    types: Sequence[str] = (),
) -> Ranking:
    """Rank the entities of the network by a measure of `MEASURES`; `types` lists only these, computed on all.

    "degree" counts neighbours, the others are as in networkx (betweenness and closeness in 0..1). With `weighted`, a tie
    counts as many times as sentences state it, and is so much shorter. Raises BadParameterError for another measure.
    """
    if measure not in MEASURES:
        raise BadParameterError(f"no measure {measure!r}; there are: {', '.join(MEASURES)}")
    graph = network(corpus, scope)
    values = MEASURES[measure](graph, weighted) if len(graph) else {}
    how = measure + (", weighted by sentences" if weighted else "")
    if measure == "betweenness" and len(graph) > SAMPLED_ABOVE:
        how += f", from {SAMPLED_ABOVE // 10} of {len(graph)} sources (seed {SEED})"
    chosen = {node: float(value) for node, value in values.items() if not types or corpus.items[node].type in types}
    scores = tuple(
        Score(node, corpus.name(node), corpus.items[node].type, value, rank, corpus.basis(ties_at(graph, node)))
        for node, value, rank in ranked(chosen)
    )
    return Ranking(measure, scores, corpus.basis(ties_in(graph), method=how))


def centralities(
    corpus: Corpus, measures: Sequence[str] = tuple(MEASURES), *, scope: Scope | None = None, weighted: bool = False
) -> dict[str, Ranking]:
    """Several measures of one network, by name."""
    return {measure: centrality(corpus, measure, scope=scope, weighted=weighted) for measure in measures}


def ranked(values: Mapping[str, float]) -> list[tuple[str, float, int]]:
    """(key, value, rank), the highest first; values equal to nine digits share a rank (1, 2, 2, 4), in the order of keys."""
    order = sorted(values.items(), key=lambda pair: (-round(pair[1], 9), pair[0]))
    found: list[tuple[str, float, int]] = []
    for place, (key, value) in enumerate(order, 1):
        same = bool(found) and round(found[-1][1], 9) == round(value, 9)
        found.append((key, value, found[-1][2] if same else place))
    return found
