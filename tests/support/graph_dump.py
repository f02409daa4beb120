"""Everything a graph holds, in an order of its own, for comparing graphs."""

from typing import Any

from innograph.graph.model import ontology
from innograph.graph.store import Store


def dump(store: Store) -> dict[str, list[Any]]:
    """All nodes and edges of the ontology's types, the store's own properties included, without engine ids."""
    nodes = store.read("MATCH (n) WHERE NOT n:Meta RETURN n, n._claims AS claims")
    edges = store.read("MATCH (a)-[e]->(b) RETURN type(e) AS type, a.id AS a, b.id AS b, properties(e) AS p")
    return {
        "nodes": sorted((_plain(row["n"] | {"claims": row["claims"]}) for row in nodes), key=str),
        "edges": sorted((_plain(row) for row in edges), key=str),
    }


def orphans(store: Store) -> list[str]:
    """What may not be: edges of no known type, entities nobody speaks of, edges whose evidence is not there."""
    found = []
    passages = {row["id"] for row in store.read("MATCH (p:Passage) RETURN p.id AS id")}
    for row in store.read("MATCH ()-[e]->() RETURN type(e) AS type, e.passages AS passages"):
        if row["type"] not in ontology().edges:
            found.append(f"edge type {row['type']}")
        found += [f"{row['type']} from {passage}" for passage in set(row["passages"] or ()) - passages]
    for row in store.read("MATCH (n:Entity) RETURN n.id AS id, n.plans AS plans"):
        found += [] if row["plans"] else [f"entity {row['id']}"]
    found += [row["id"] for row in store.read("MATCH (i:Indicator) WHERE NOT (i)<-[:OF]-() RETURN i.id AS id")]
    found += [row["id"] for row in store.read("MATCH (p:Passage) WHERE NOT ()-[:HAS_PASSAGE]->(p) RETURN p.id AS id")]
    return found


def _plain(row: dict[str, Any]) -> list[Any]:
    return sorted(((key, value) for key, value in row.items()), key=lambda pair: pair[0])
