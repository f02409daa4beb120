"""Edges with their ends and the places they were read from."""

from collections.abc import Iterable, Mapping
from typing import Any

from innograph.api.deps import Edition
from innograph.api.reading.common import Row, brief, brief_of, passages, place_values, type_label
from innograph.api.schemas import Brief, Edge, EdgeLine, Evidence
from innograph.graph.model import ontology

EDGE_LINE = (
    "type(e) AS type, startNode(e).id AS source, endNode(e).id AS target, e.plans AS plans, e.passages AS passages, "
    "e.confidence AS confidence, e.commitment AS commitment, e.rule AS rule"
)
"""The columns of an edge `e` without its evidence."""

EDGE = (
    f"{EDGE_LINE}, e.starts AS starts, e.ends AS ends, e.rules AS rules, e.commitments AS commitments, "
    "e.confidences AS confidences"
)
"""The columns of an edge `e`."""


def edge_id(source: str, kind: str, target: str) -> str:
    """An edge's name in the API: between two nodes there is at most one edge of a type."""
    return f"{source}~{kind}~{target}"


def edge_line(row: Row) -> EdgeLine:
    """An edge without evidence from a row with the columns of EDGE_LINE."""
    return EdgeLine(
        id=edge_id(row["source"], row["type"], row["target"]),
        type=row["type"],
        source=row["source"],
        target=row["target"],
        undirected=ontology().edge(row["type"]).undirected,
        plans=row["plans"],
        passages=row["passages"],
        confidence=row["confidence"],
        commitment=row["commitment"] or "",
        rule=row["rule"] or "",
    )


def edge_values(row: Row, ends: Mapping[str, Brief], texts: Mapping[str, Row], edition: Edition) -> dict[str, Any]:
    """The fields of an `Edge` from a row with the columns of EDGE, the ends by id and the passages by id."""
    kind = row["type"]
    return {
        "id": edge_id(row["source"], kind, row["target"]),
        "type": kind,
        "label": type_label(kind),
        "undirected": ontology().edge(kind).undirected,
        "source": ends[row["source"]],
        "target": ends[row["target"]],
        "plans": row["plans"],
        "confidence": row["confidence"],
        "commitment": row["commitment"] or "",
        "rule": row["rule"] or "",
        "evidence": list(_evidence(row, texts, edition)),
    }


def _evidence(row: Row, texts: Mapping[str, Row], edition: Edition) -> Iterable[Evidence]:
    columns = ("passages", "starts", "ends", "rules", "commitments", "confidences")
    for passage, start, end, rule, commitment, sure in zip(*(row[name] for name in columns), strict=True):
        if passage in texts:
            values = place_values(edition, texts[passage], start, end)
            yield Evidence(**values, rule=rule, commitment=commitment, confidence=sure)


def edges(edition: Edition, rows: Iterable[Row], ends: Mapping[str, Brief]) -> list[Edge]:
    """Edges with evidence from rows with the columns of EDGE."""
    rows = list(rows)
    texts = passages(edition, (passage for row in rows for passage in row["passages"]))
    return [Edge(**edge_values(row, ends, texts, edition)) for row in rows]


def briefs(edition: Edition, ids: Iterable[str]) -> dict[str, Brief]:
    """Entities in short, by id; ids that are not there are left out."""
    query = f"UNWIND $ids AS i MATCH (n:Entity {{id: i}}) RETURN {brief_of('n')}"
    wanted = sorted(set(ids))
    return {row["id"]: brief(row) for row in edition.read(query, {"ids": wanted})} if wanted else {}
