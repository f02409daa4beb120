"""Exports: the graph as networkx, and as files that other programs read. The same graph gives the same bytes."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from innograph.graph.errors import BadParameterError, NotFoundError
from innograph.graph.model import ontology
from innograph.graph.store import Store

if TYPE_CHECKING:
    import networkx as nx

# networkx and openpyxl are imported by the formats that need them: every command that may export imports this.

Row = dict[str, Any]

_NODE = ("id", "type", "name", "name_en", "pinyin", "aliases", "kind", "plans", "mentions")
_EDGE_LISTS = ("plans", "passages", "starts", "ends", "rules", "commitments", "confidences")
_EDGE = ("head", "type", "tail", *_EDGE_LISTS, "confidence", "commitment", "rule")
_FIGURE = tuple(
    "id plan indicator name value value_max unit year base_year measure kind hedge norm_value norm_unit readers region passage "
    "start end".split()
)


@dataclass(frozen=True, slots=True)
class Tables:
    """The graph as rows: entities and tasks, extracted edges, figures, and the plans they come from."""

    data_version: str
    plans: tuple[Row, ...]
    nodes: tuple[Row, ...]
    edges: tuple[Row, ...]
    figures: tuple[Row, ...]


def tables(store: Store, *, plan: str | None = None) -> Tables:
    """Read the graph (or what one plan says) as rows, sorted by id; raises NotFoundError for a plan not there."""
    known = [p for p in store.plans() if plan in (None, p.id)]
    if plan and not known:
        raise NotFoundError(f"no plan {plan!r} is loaded")
    where = "WHERE $plan IS NULL OR $plan IN n.plans"
    nodes = [_node(r["n"]) for r in store.read(f"MATCH (n:Entity) {where} RETURN n ORDER BY n.id", {"plan": plan})]
    tasks = store.read("MATCH (p:Plan)-[:HAS_TASK]->(n:Task) RETURN n, p.id AS plan ORDER BY n.id")
    nodes += [
        _node(r["n"] | {"plans": [r["plan"]], "name": r["n"]["title"]}) for r in tasks if plan in (None, r["plan"])
    ]
    edges = [
        {"head": r["head"], "type": kind, "tail": r["tail"], **{k: r["e"].get(k) for k in _EDGE[3:]}}
        for kind in sorted(name for name, edge in ontology().edges.items() if edge.extracted)
        for r in store.read(
            f"MATCH (a)-[e:{kind}]->(b) WHERE $plan IS NULL OR $plan IN e.plans "
            "RETURN a.id AS head, b.id AS tail, e ORDER BY head, tail",
            {"plan": plan},
        )
    ]
    return Tables(
        store.data_version(),
        tuple({"id": p.id, "title": p.title, "issuer": p.issuer, "region": p.region} for p in known),
        tuple(nodes),
        tuple(edges),
        tuple(_figures(store, plan)),
    )


def _node(properties: Mapping[str, Any]) -> Row:
    labels = [label for label in properties["labels"] if label not in {"Entity", "Actor"}]
    return {name: properties.get(name) for name in _NODE} | {"type": labels[0]}


def _figures(store: Store, plan: str | None) -> Iterable[Row]:
    rows = store.read(
        "MATCH (p:Plan)-[:STATES]->(t:Target)-[:OF]->(i:Indicator) MATCH (t)-[s:STATED_IN]->(x:Passage) "
        "WHERE $plan IS NULL OR p.id = $plan OPTIONAL MATCH (t)-[:FOR]->(r:Region) "
        "RETURN t, p.id AS plan, i.id AS indicator, r.id AS region, x.id AS passage, s.start AS start, s.end AS end "
        "ORDER BY t.id",
        {"plan": plan},
    )
    for row in rows:
        merged = row["t"] | {k: v for k, v in row.items() if k != "t"}
        yield {name: merged.get(name) for name in _FIGURE}


def to_networkx(content: Tables) -> "nx.MultiDiGraph[str]":
    """Nodes by id with their properties, edges keyed by type; lists stay lists."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(data_version=content.data_version)
    for node in content.nodes:
        graph.add_node(node["id"], **{k: v for k, v in node.items() if k != "id" and v is not None})
    for edge in content.edges:
        rest = {k: v for k, v in edge.items() if k not in {"head", "tail"} and v is not None}
        graph.add_edge(edge["head"], edge["tail"], key=edge["type"], **rest)
    return graph


def _flat(content: Tables) -> "nx.MultiDiGraph[str]":
    """The same with lists joined, for formats that know no lists."""
    graph = to_networkx(content)
    for _, data in graph.nodes(data=True):
        data.update({k: _cell(v) for k, v in data.items()})
    for _, _, data in graph.edges(data=True):
        data.update({k: _cell(v) for k, v in data.items()})
    return graph


def _cell(value: Any) -> Any:
    return "|".join(map(str, value)) if isinstance(value, list) else "" if value is None else value


def _as_json(content: Tables) -> bytes:
    whole = {
        "data_version": content.data_version,
        "plans": content.plans,
        "nodes": content.nodes,
        "edges": content.edges,
        "figures": content.figures,
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def _as_graphml(content: Tables) -> bytes:
    import networkx as nx

    buffer = io.BytesIO()
    nx.write_graphml(_flat(content), buffer, encoding="utf-8", named_key_ids=True)
    return buffer.getvalue()


def _as_gexf(content: Tables) -> bytes:
    import networkx as nx

    buffer = io.BytesIO()
    nx.write_gexf(_flat(content), buffer, encoding="utf-8")
    # networkx writes the day of writing into the file; the same graph is to give the same bytes.
    lines = buffer.getvalue().decode("utf-8").splitlines()
    return "\n".join(
        line for line in lines if "<meta" not in line and "</meta" not in line and "<creator" not in line
    ).encode()


def _sheets(content: Tables) -> dict[str, tuple[tuple[str, ...], tuple[Row, ...]]]:
    return {
        "nodes": (_NODE, content.nodes),
        "edges": (_EDGE, content.edges),
        "figures": (_FIGURE, content.figures),
        "plans": (("id", "title", "issuer", "region"), content.plans),
    }


def _as_csv(content: Tables) -> bytes:
    """A zip of CSV files, UTF-8 with a mark that Excel knows."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (columns, rows) in _sheets(content).items():
            text = io.StringIO()
            writer = csv.writer(text)
            writer.writerow(columns)
            writer.writerows([guarded(_cell(row.get(column))) for column in columns] for row in rows)
            archive.writestr(zipfile.ZipInfo(f"{name}.csv"), "\ufeff" + text.getvalue())
    return buffer.getvalue()


def guarded(value: Any) -> Any:
    """A cell that a spreadsheet takes as text, not as a formula."""
    return "'" + value if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _as_xlsx(content: Tables) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, (columns, rows) in _sheets(content).items():
        sheet = book.create_sheet(name)
        sheet.append(list(columns))
        for row in rows:
            sheet.append([guarded(_cell(row.get(column))) for column in columns])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _as_jsonld(content: Tables) -> bytes:
    vocabulary = "https://innograph.example/vocabulary#"
    items: dict[str, Row] = {}
    for node in content.nodes:
        item: Row = {"@id": f"urn:innograph:{node['id']}", "@type": node["type"], "name": node["name"]}
        item |= {k: node[k] for k in ("name_en", "aliases", "kind", "plans") if node.get(k)}
        items[node["id"]] = item
    for edge in content.edges:
        if edge["head"] in items:
            target = {"@id": f"urn:innograph:{edge['tail']}"}
            items[edge["head"]].setdefault(edge["type"], []).append(target)
    document = {"@context": {"@vocab": vocabulary}, "@graph": list(items.values())}
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def _literal(value: Any) -> str:
    """A Cypher literal; JSON's strings, numbers, lists and null are Cypher's too."""
    return json.dumps(value, ensure_ascii=False).replace("\u2028", "\\u2028")


def _properties(row: Row, names: Iterable[str]) -> str:
    return "{" + ", ".join(f"{name}: {_literal(row[name])}" for name in names if row.get(name) is not None) + "}"


def _as_cypher(content: Tables) -> bytes:
    lines = [
        f"CREATE (:{':'.join(ontology().nodes[node['type']].labels)} {_properties(node, (c for c in _NODE if c != 'type'))});"
        for node in content.nodes
    ]
    lines += [
        f"MATCH (a {{id: {_literal(e['head'])}}}), (b {{id: {_literal(e['tail'])}}}) "
        f"CREATE (a)-[:{e['type']} {_properties(e, _EDGE[3:])}]->(b);"
        for e in content.edges
    ]
    return ("\n".join(lines) + "\n").encode("utf-8")


FORMATS: dict[str, Callable[[Tables], bytes]] = {
    "json": _as_json,
    "graphml": _as_graphml,
    "gexf": _as_gexf,
    "csv": _as_csv,
    "xlsx": _as_xlsx,
    "jsonld": _as_jsonld,
    "cypher": _as_cypher,
}
_SUFFIXES = {"zip": "csv", "cyp": "cypher", "cql": "cypher"}


def format_of(path: Path, form: str | None) -> str:
    """The format by name, or by the file's suffix; raises BadParameterError for one that is not offered."""
    name = form or _SUFFIXES.get(path.suffix[1:].lower(), path.suffix[1:].lower())
    if name not in FORMATS:
        raise BadParameterError(f"{name or path.name!r} is no export format; there are {', '.join(FORMATS)}")
    return name
