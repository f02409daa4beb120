"""Interactive pictures of a subgraph: pyvis pages that need nothing from the network.

pyvis holds nodes, edges and options and renders the page; the template (viewer/) is ours, because that of pyvis 0.3.2 loads
Bootstrap from a CDN in every mode, offers no legend and lets names through unescaped.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from innograph.graph.model import ontology
from innograph.graph.shipped import read_yaml

if TYPE_CHECKING:
    import networkx as nx
    from pyvis.network import Network

    from innograph.graph.layout import Positions

# networkx, pyvis and the layout (numpy) are imported where a picture is made: few of those who import this make one.

Lang = Literal["zh", "en"]

VIEWER = Path(__file__).parent / "viewer"
VIS_SCRIPT = "vis-network.min.js"
PHYSICS_LIMIT = 150
"""Beyond this many nodes the drawing stays as laid out: physics would not settle."""
LABEL_LENGTH = 14
FONT_SIZE = 14
LISTED = 500
"""Most edges in the list beside the picture."""

SHAPES = {
    "Region": "square",
    "Technology": "diamond",
    "Programme": "triangle",
    "Policy": "triangleDown",
    "Event": "hexagon",
    "Task": "square",
}
EDGE_COLOURS = {
    "HOSTS": "#4f7f8f",
    "PARTNERS": "#9a5fb5",
    "SUPPORTS": "#5f8f4f",
    "TARGETS": "#c2667f",
    "PART_OF": "#8a8377",
    "REFERENCES": "#6f7fa8",
    "RESPONSIBLE_FOR": "#a9793d",
}
_FONT = "'PingFang SC','Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC','Source Han Sans SC',sans-serif"


@dataclass(frozen=True, slots=True)
class ViewNode:
    """A node to draw. `group` names the community or district it is put with, "" for none."""

    id: str
    name: str
    type: str
    name_en: str = ""
    kind: str = ""
    plans: tuple[str, ...] = ()
    mentions: int = 0
    depth: int = 0
    group: str = ""


@dataclass(frozen=True, slots=True)
class ViewEvidence:
    """Where an edge was read; `text` is empty where only the facts are at hand."""

    plan: str
    plan_title: str
    section: tuple[str, ...]
    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class ViewEdge:
    """An edge to draw; `id` is source, type and target, joined by "~"."""

    id: str
    source: str
    target: str
    type: str
    plans: tuple[str, ...] = ()
    commitment: str = ""
    confidence: float = 1.0
    evidence: tuple[ViewEvidence, ...] = ()


@dataclass(frozen=True, slots=True)
class ViewGraph:
    """What to draw; every end of an edge is among the nodes. `plans` maps plan ids to titles."""

    nodes: tuple[ViewNode, ...]
    edges: tuple[ViewEdge, ...]
    plans: Mapping[str, str]
    title: str = ""
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How to draw. `size` is "degree" or "same"; `pinned` places nodes by hand; `entity_url` leads to a node's page.

    `bare` leaves out title and list, for use inside another page.
    """

    lang: Lang = "zh"
    size: str = "degree"
    pinned: Mapping[str, tuple[float, float]] | None = None
    entity_url: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Linked:
    """Addresses of script and style, for a page that is served; without them a page holds everything itself."""

    vis: str
    script: str
    style: str


def plain_graph(graph: ViewGraph) -> "nx.Graph[str]":
    """The nodes and edges as networkx, undirected."""
    import networkx as nx

    made: nx.Graph[str] = nx.Graph()
    made.add_nodes_from(node.id for node in graph.nodes)
    made.add_edges_from((edge.source, edge.target) for edge in graph.edges)
    return made


def community_names(graph: ViewGraph) -> dict[str, str]:
    """Node -> name of its community: that of the member with most edges."""
    from innograph.graph.layout import communities

    plain = plain_graph(graph)
    names = {node.id: node.name for node in graph.nodes}
    numbers = communities(plain)
    members: dict[int, list[str]] = {}
    for node, number in numbers.items():
        members.setdefault(number, []).append(node)
    heads = {number: min(each, key=lambda n: (-plain.degree(n), n)) for number, each in members.items()}
    return {node: names[heads[number]] for node, number in numbers.items()}


def place(graph: ViewGraph, *, grouped: bool = False) -> "Positions":
    """Positions of all nodes; with `grouped` each group by itself."""
    from innograph.graph.layout import positions

    return positions(plain_graph(graph), {node.id: node.group for node in graph.nodes} if grouped else None)


def network(graph: ViewGraph, at: "Positions", look: Look) -> "Network":
    """The graph as pyvis holds it, ready to be drawn at these positions."""
    from pyvis.network import Network

    made = Network(height="100%", width="100%", directed=True, bgcolor="transparent", cdn_resources="local")
    degree = Counter(end for edge in graph.edges for end in (edge.source, edge.target))
    # The more there are, the smaller all is drawn, and the larger the names of hubs must be.
    crowd = max(1.0, (len(graph.nodes) / 250) ** 0.8) if len(graph.nodes) > 60 else 0.0
    # Straight into pyvis' lists: its add_node and add_edge look through all earlier ones each time.
    for node in graph.nodes:
        made.nodes.append(_vis_node(node, at[node.id], degree[node.id], look, crowd=crowd))
        made.node_ids.append(node.id)
    made.edges.extend(_vis_edge(edge, look.lang) for edge in graph.edges)
    # As a dict: set_options takes all spaces out of what it is given, those in names of fonts included.
    made.options = _options(len(graph.nodes), len(graph.edges))
    made.templateEnv = _templates()
    made.path = "page.html"
    return made


def _vis_node(node: ViewNode, at: tuple[float, float], degree: int, look: Look, *, crowd: float) -> dict[str, Any]:
    from pyvis.node import Node

    name = node.name_en if look.lang == "en" and node.name_en else node.name
    shown = drawable(name)
    label = shown if len(shown) <= LABEL_LENGTH * (2 if shown.isascii() else 1) else f"{shown[: LABEL_LENGTH - 1]}…"
    pinned = (look.pinned or {}).get(node.id)
    x, y = pinned or at
    size = 9 + min(21.0, 3.2 * degree**0.5) if look.size == "degree" else 13
    # In a crowd the names of hubs are set larger, so that they can be read from afar. A size is always told: where none
    # is, vis-network keeps that of an earlier drawing.
    font = 15 + round(min(30, 3.4 * degree**0.5) * crowd) if crowd and degree > 3 else FONT_SIZE
    options = Node(
        node.id,
        SHAPES.get(node.type, "dot"),
        label,
        color=colour_of(node.type),
        title=f"{shown[:200]}\n{type_name(node.type, look.lang)}",
        size=round(size, 1),
        x=x,
        y=y,
        borderWidth=3 if node.depth == 0 else 1,
        font={"size": font},
        info={
            "name": node.name,
            "name_en": node.name_en,
            "type": node.type,
            "kind": node.kind,
            "plans": list(node.plans),
            "mentions": node.mentions,
            "degree": degree,
            "depth": node.depth,
            "group": node.group,
            "pinned": pinned is not None,
        },
    ).options
    return dict(options)


def _vis_edge(edge: ViewEdge, lang: Lang) -> dict[str, Any]:
    from pyvis.edge import Edge

    kind = ontology().edge(edge.type)
    made = Edge(
        edge.source,
        edge.target,
        directed=False,
        id=edge.id,
        title=kind.label.zh if lang == "zh" else kind.label.en,
        color={"color": EDGE_COLOURS.get(edge.type, "#888888"), "opacity": 0.62},
        dashes=edge.commitment == "envisaged",
        info={
            "type": edge.type,
            "plans": list(edge.plans),
            "commitment": edge.commitment,
            "confidence": edge.confidence,
        },
    )
    if not kind.undirected:
        made.options["arrows"] = "to"
    return dict(made.options)


def _options(nodes: int, edges: int) -> dict[str, Any]:
    crowded = nodes > 600 or edges > 1500
    return {
        "autoResize": True,
        "nodes": {
            "font": {"size": FONT_SIZE, "face": _FONT, "strokeWidth": 3},
            "scaling": {"label": {"enabled": False, "drawThreshold": 6}},
        },
        "edges": {
            "width": 1.2,
            "selectionWidth": 2.2,
            "hoverWidth": 0.6,
            "smooth": False if crowded else {"enabled": True, "type": "continuous", "roundness": 0.35},
            "arrows": {"to": {"scaleFactor": 0.5}},
        },
        "interaction": {
            "hover": not crowded,
            "tooltipDelay": 120,
            "hideEdgesOnDrag": crowded,
            "hideEdgesOnZoom": crowded,
            "multiselect": True,
            "keyboard": {"enabled": True, "bindToWindow": False},
        },
        "layout": {"improvedLayout": False, "randomSeed": 1},
        "physics": {
            "enabled": nodes <= PHYSICS_LIMIT,
            "solver": "forceAtlas2Based",
            "forceAtlas2Based": {
                "gravitationalConstant": -70,
                "centralGravity": 0.008,
                "springLength": 110,
                "springConstant": 0.05,
                "damping": 0.55,
                "avoidOverlap": 0.5,
            },
            "maxVelocity": 40,
            "minVelocity": 1.2,
            "stabilization": {"enabled": False},
        },
    }


def drawable(text: str) -> str:
    """Text for a canvas, in one line and without characters that turn the direction of writing or cannot be seen."""
    kept = (" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in _UNSEEN)
    return " ".join("".join(kept).split())


_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


def colour_of(node_type: str) -> str:
    """The colour of a type of node."""
    found = ontology().nodes.get(node_type)
    return found.colour if found else "#757575"


def type_name(name: str, lang: Lang) -> str:
    """What a type of node or edge is called in a language."""
    found = ontology().nodes.get(name) or ontology().edges.get(name)
    if found is None:
        return name
    return found.label.zh if lang == "zh" else found.label.en


def vis_file(name: str) -> Path:
    """A file of vis-network as it comes with the installed pyvis."""
    return Path(str(files("pyvis"))) / "templates" / "lib" / "vis-9.1.2" / name


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(VIEWER), autoescape=True, undefined=StrictUndefined)


@cache
def viewer_texts() -> Mapping[str, Mapping[Lang, str]]:
    """The words of the page in both languages."""
    loaded: Mapping[str, Mapping[Lang, str]] = read_yaml(VIEWER / "texts.yaml")
    return loaded


def render(
    graph: ViewGraph, *, look: Look | None = None, linked: Linked | None = None, at: "Positions | None" = None
) -> str:
    """The page as HTML. Without `linked` it is one file that holds script, style and data and opens from disk."""
    look = look or Look()
    at = at if at is not None else place(graph)
    made = network(graph, at, look)
    texts = {key: both[look.lang] for key, both in viewer_texts().items()}
    shared = {
        "lang": look.lang,
        "bare": look.bare,
        "title": drawable(graph.title)[:200] or texts["title"],
        "texts": texts,
        "truncated": graph.truncated,
        "legend": _legend(graph.nodes, look.lang),
        "edge_legend": _edge_legend(graph.edges, look.lang),
        "rows": _rows(graph, look.lang),
        "unlisted": max(0, len(graph.edges) - LISTED),
        "linked": linked,
        "inlined": None if linked else _inlined(),
        "facts": _facts(graph, look, texts),
    }
    # pyvis hands its template a fixed set of variables; ours come as globals of an environment made for this page.
    made.templateEnv = _templates().overlay()
    made.templateEnv.globals = {**_templates().globals, "view": shared}
    return str(made.generate_html("view.html", local=True))


def _inlined() -> dict[str, Markup]:
    """Script and style to put into the page. They are our own files and an installed package's, not data."""
    vis = vis_file(VIS_SCRIPT).read_text("utf-8").replace("</script", "<\\/script")
    script = (VIEWER / "view.js").read_text("utf-8")
    style = (VIEWER / "view.css").read_text("utf-8")
    return {"vis": Markup(vis), "script": Markup(script), "style": Markup(style)}  # noqa: S704


def _legend(nodes: Iterable[ViewNode], lang: Lang) -> list[dict[str, Any]]:
    counted = Counter(node.type for node in nodes)
    order = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        {
            "type": name,
            "label": type_name(name, lang),
            "count": count,
            "colour": colour_of(name),
            "shape": SHAPES.get(name, "dot"),
        }
        for name, count in order
    ]


def _edge_legend(edges: Iterable[ViewEdge], lang: Lang) -> list[dict[str, Any]]:
    counted = Counter(edge.type for edge in edges)
    order = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        {"type": name, "label": type_name(name, lang), "count": count, "colour": EDGE_COLOURS.get(name, "#888888")}
        for name, count in order
    ]


def _rows(graph: ViewGraph, lang: Lang) -> Sequence[dict[str, str]]:
    names = {n.id: n.name_en if lang == "en" and n.name_en else n.name for n in graph.nodes}
    return [
        {"source": names[e.source][:200], "type": type_name(e.type, lang), "target": names[e.target][:200], "id": e.id}
        for e in graph.edges[:LISTED]
    ]


def _facts(graph: ViewGraph, look: Look, texts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "lang": look.lang,
        "texts": texts,
        "types": {n: type_name(n, look.lang) for n in {node.type for node in graph.nodes}},
        "edge_types": {n: type_name(n, look.lang) for n in {edge.type for edge in graph.edges}},
        "plans": dict(graph.plans),
        "entity_url": look.entity_url,
        "evidence": {edge.id: [asdict(each) for each in edge.evidence] for edge in graph.edges if edge.evidence},
    }
