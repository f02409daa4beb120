"""Positions for drawing a graph: the same graph gives the same picture. Units are pixels at a zoom of one."""

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Positions = dict[str, tuple[float, float]]
Points = NDArray[np.float64]

SEED = 20
EXACT = 250
"""Up to this many nodes every pair repels exactly; beyond, repulsion is read from a field on a grid, in a fraction of the time."""
APART_EXACT = 400
"""Up to this many nodes those that lie on one another are pushed apart pair by pair."""
SPACING = 74.0
"""Mean distance between neighbours."""
_ASPECT = 1.35


def positions(graph: "nx.Graph[str]", groups: Mapping[str, Hashable] | None = None) -> Positions:
    """Where to put each node: connected nodes near each other; with `groups` (node -> group), each group by itself."""
    if groups is None:
        parts = [sorted(part) for part in nx.connected_components(graph)]
    else:
        named: dict[Hashable, list[str]] = {}
        for node in sorted(graph.nodes):
            named.setdefault(groups[node], []).append(node)
        parts = list(named.values())
    parts.sort(key=lambda part: (-len(part), part[0]))
    gap = SPACING * (1.0 if groups is None else 2.4)
    laid = [_laid_out(graph, part) for part in parts]
    placed = _packed([_radius(points) + gap / 2 for points in laid])
    found: Positions = {}
    for part, points, (x, y) in zip(parts, laid, placed, strict=True):
        for node, point in zip(part, points, strict=True):
            found[node] = (round(float(point[0] + x), 1), round(float(point[1] + y), 1))
    return found


def communities(graph: "nx.Graph[str]") -> dict[str, int]:
    """Node -> number of its community, the largest first (0)."""
    if graph.number_of_nodes() <= 3000:
        found = nx.community.louvain_communities(graph, seed=SEED)
    else:
        found = list(nx.community.fast_label_propagation_communities(graph, seed=SEED))
    order = sorted((sorted(each) for each in found), key=lambda each: (-len(each), each[0]))
    return {node: number for number, each in enumerate(order) for node in each}


def _radius(points: Points) -> float:
    return float(np.sqrt((points**2).sum(axis=1)).max())


def _laid_out(graph: "nx.Graph[str]", nodes: Sequence[str]) -> Points:
    """Points of one part around its middle, in the order of `nodes`."""
    count = len(nodes)
    if count == 1:
        return np.zeros((1, 2))
    index = {node: number for number, node in enumerate(nodes)}
    pairs = [(index[a], index[b]) for a, b in graph.subgraph(nodes).edges if a != b]
    edges = np.array(sorted(pairs), dtype=np.intp).reshape(-1, 2)
    points = _exact(count, edges) if count <= EXACT else _by_field(count, edges)
    points = points - points.mean(axis=0)
    spread = float(np.sqrt((points**2).sum(axis=1).mean())) or 1.0
    points *= SPACING * math.sqrt(count) * 0.62 / spread
    return _apart(_even(points) * (_ASPECT, 1.0))


def _even(points: Points, share: float = 0.6) -> Points:
    """Draw what lies far out nearer and spread what is crowded in the middle: distances move `share` of the way to
    those that would fill a disc evenly."""
    far = np.sqrt((points**2).sum(axis=1))
    rank = np.empty(len(far))
    rank[np.argsort(far, kind="stable")] = np.arange(len(far))
    even = np.sqrt((rank + 0.5) / len(far)) * np.sqrt(2 * (far**2).mean())
    evened: Points = points * ((1 - share) + share * even / np.maximum(far, 1e-9))[:, None]
    return evened


def _exact(count: int, edges: NDArray[np.intp]) -> Points:
    plain: nx.Graph[Any] = nx.Graph()
    plain.add_nodes_from(range(count))
    plain.add_edges_from(edges.tolist())
    found = nx.spring_layout(plain, k=1.6 / math.sqrt(count), iterations=120, seed=SEED)
    return np.array([found[number] for number in range(count)])


def _by_field(count: int, edges: NDArray[np.intp], rounds: int = 110) -> Points:
    """Forces as in ForceAtlas2; repulsion by convolution with 1/distance on a grid, so that a round costs n log n."""
    side = 128
    rng = np.random.default_rng(SEED)
    points = rng.normal(size=(count, 2)) * math.sqrt(count)
    mass: Points = (1.0 + np.bincount(edges.ravel(), minlength=count)).astype(np.float64)
    kernel = _kernel(side)
    heat = math.sqrt(count) * 0.4
    for turn in range(rounds):
        force = 0.6 * _repulsion(points, mass, kernel, side)
        pull = points[edges[:, 1]] - points[edges[:, 0]]
        for axis in (0, 1):
            force[:, axis] += np.bincount(edges[:, 0], pull[:, axis], count)
            force[:, axis] -= np.bincount(edges[:, 1], pull[:, axis], count)
        force -= 0.05 * mass[:, None] * points / (1 + np.sqrt((points**2).sum(axis=1, keepdims=True)))
        step = force / mass[:, None]
        length = np.sqrt((step**2).sum(axis=1, keepdims=True)) + 1e-9
        points = points + step / length * np.minimum(length * 0.5, heat * (1 - turn / rounds) ** 1.5 + 0.01)
    return points


def _kernel(side: int) -> tuple[NDArray[np.complex128], NDArray[np.complex128]]:
    """d / |d|^2 on the grid doubled in size, transformed, for both axes."""
    steps = np.fft.fftfreq(2 * side, 1 / (2 * side))
    x, y = np.meshgrid(steps, steps, indexing="ij")
    square = x**2 + y**2
    square[0, 0] = 1.0
    return np.fft.rfft2(x / square), np.fft.rfft2(y / square)


def _repulsion(
    points: Points, mass: Points, kernel: tuple[NDArray[np.complex128], NDArray[np.complex128]], side: int
) -> Points:
    reach = float(np.abs(points).max()) * 1.02 + 1e-6
    cell = 2 * reach / side
    at = np.clip(((points + reach) / cell).astype(np.intp), 0, side - 1)
    flat = at[:, 0] * side + at[:, 1]
    density = np.zeros((2 * side, 2 * side))
    density[:side, :side] = np.bincount(flat, mass, side * side).reshape(side, side)
    transformed = np.fft.rfft2(density)
    found = np.empty_like(points)
    for axis, each in enumerate(kernel):
        field = np.fft.irfft2(transformed * each, s=(2 * side, 2 * side))
        found[:, axis] = field[at[:, 0], at[:, 1]] / cell
    return found * mass[:, None]


def _apart(points: Points, least: float = 46.0, rounds: int = 24) -> Points:
    """Push nodes that lie on one another apart. Points that share a cell of a shifting grid are moved from its middle."""
    if len(points) <= APART_EXACT:
        return _apart_exact(points, least, rounds)
    rng = np.random.default_rng(SEED)
    for _ in range(rounds):
        cells = np.floor((points + rng.uniform(0, least, 2)) / least).astype(np.int64)
        _, inverse, counts = np.unique(cells[:, 0] * 2**32 + cells[:, 1], return_inverse=True, return_counts=True)
        middle = np.stack([np.bincount(inverse, points[:, axis]) / counts for axis in (0, 1)], axis=1)
        away = points - middle[inverse] + rng.normal(size=points.shape) * 0.5
        away /= np.sqrt((away**2).sum(axis=1, keepdims=True)) + 1e-9
        points = points + away * np.where(counts[inverse] > 1, least * 0.35, 0.0)[:, None]
    return points


def _apart_exact(points: Points, least: float, rounds: int) -> Points:
    for _ in range(rounds):
        apart = points[:, None, :] - points[None, :, :]
        # Labels are wide and low, so nodes may stand closer above one another than side by side.
        apart[:, :, 1] *= 1.25
        far = np.sqrt((apart**2).sum(axis=2))
        np.fill_diagonal(far, np.inf)
        short = np.maximum(least - far, 0.0)
        if not short.any():
            break
        points = points + (apart / (far[:, :, None] + 1e-6) * short[:, :, None]).sum(axis=1) * 0.4
    return points


def _packed(radii: Sequence[float]) -> list[tuple[float, float]]:
    """Middles of circles of these radii (the largest first) set in rows, the whole about as wide as a screen."""
    if len(radii) <= 1:
        return [(0.0, 0.0)] * len(radii)
    width = max(2 * radii[0], math.sqrt(sum((2 * r) ** 2 for r in radii) * 1.6))
    found: list[tuple[float, float]] = []
    x = y = row = 0.0
    for radius in radii:
        if x and x + 2 * radius > width:
            x, y, row = 0.0, y + row, 0.0
        found.append((x + radius, y + radius))
        x, row = x + 2 * radius, max(row, 2 * radius)
    middle_x, middle_y = width / 2, (y + row) / 2
    return [(a - middle_x, b - middle_y) for a, b in found]
