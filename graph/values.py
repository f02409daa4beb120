"""What comes back over Bolt, as plain Python values."""

from collections.abc import Iterable
from typing import Any

from neo4j import Record
from neo4j.graph import Node, Path, Relationship


def plain_rows(records: Iterable[Record], ids: dict[str, str]) -> list[dict[str, Any]]:
    """Rows of plain values. `ids` maps the engine's element ids to `id` properties, for the ends of relationships."""
    return [
        {key: plain(value, ids) for key, value in zip(record.keys(), record.values(), strict=True)}
        for record in records
    ]


def plain(value: Any, ids: dict[str, str]) -> Any:
    """One value: nodes, relationships and paths become dicts; properties that start with "_" stay inside."""
    if isinstance(value, Node):
        return {**_public(value), "labels": sorted(value.labels)}
    if isinstance(value, Relationship):
        start, end = (ids.get(node.element_id, node.element_id) for node in value.nodes if node is not None)
        ends = {"start": start, "end": end}  # which some types use for character offsets
        return {**ends, **_public(value), "type": value.type, "source": start, "target": end}
    if isinstance(value, Path):
        return {
            "nodes": [plain(node, ids) for node in value.nodes],
            "relationships": [plain(tie, ids) for tie in value.relationships],
        }
    if isinstance(value, list | tuple):
        return [plain(item, ids) for item in value]
    if isinstance(value, dict):
        return {key: plain(item, ids) for key, item in value.items()}
    return value.iso_format() if hasattr(value, "iso_format") else value


def known_ids(records: Iterable[Record]) -> tuple[dict[str, str], set[str]]:
    """The ids of the nodes that came along, by element id, and the element ids of ends whose nodes did not."""
    known: dict[str, str] = {}
    ends: set[str] = set()
    stack: list[Any] = [value for record in records for value in record.values()]
    while stack:
        value = stack.pop()
        if isinstance(value, Node):
            if "id" in value:
                known[value.element_id] = value["id"]
        elif isinstance(value, Relationship):
            ends.update(node.element_id for node in value.nodes if node is not None)
        elif isinstance(value, Path):
            stack += [*value.nodes, *value.relationships]
        elif isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list | tuple):
            stack += value
    return known, ends - known.keys()


def _public(item: Node | Relationship) -> dict[str, Any]:
    return {key: plain(value, {}) for key, value in item.items() if not key.startswith("_")}
