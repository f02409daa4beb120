"""What a user would pick instead, on the same graph in the same run: networkx with hand loops, SQLite with a recursive query."""

import sqlite3
from typing import Any

import networkx as nx

from benchmarks.engines import ids_of
from benchmarks.timing import Times, memory_mb, timed
from innograph.graph.store import Store

TIES = ("HOSTS", "PARTNERS", "SUPPORTS", "TARGETS", "PART_OF")


def rows_of(store: Store) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
    """(id, name) of every entity, (head, type, tail) of every tie between entities."""
    nodes = [(row["id"], row["name"]) for row in store.read("MATCH (n:Entity) RETURN n.id AS id, n.name AS name")]
    edges = [
        (row["a"], kind, row["b"])
        for kind in TIES
        for row in store.read(f"MATCH (a:Entity)-[:{kind}]->(b:Entity) RETURN a.id AS a, b.id AS b")
    ]
    return nodes, edges


def in_networkx(store: Store, *, runs: int = 100) -> dict[str, Any]:
    """The two-hop question and paths with a graph held in memory; what holding it costs in MB."""
    nodes, edges = rows_of(store)
    before = memory_mb()
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for identity, name in nodes:
        graph.add_node(identity, name=name)
    for head, kind, tail in edges:
        graph.add_edge(head, tail, key=kind)
    names = dict(nodes)

    def two_hops(wanted: str) -> list[tuple[str, str]]:
        # By name, over all nodes: this is the loop that people write.
        found = []
        for node, data in graph.nodes(data=True):
            if data["name"] == wanted:
                for actor, _, kind in graph.in_edges(node, keys=True):
                    if kind == "TARGETS":
                        ends = [(b, k) for _, b, k in graph.out_edges(actor, keys=True)]
                        ends += [(a, k) for a, _, k in graph.in_edges(actor, keys=True)]
                        found += [(actor, end) for end, k in ends if k in {"PARTNERS", "HOSTS", "SUPPORTS"}]
        return sorted(found)[:50]

    technologies = [names[i] for i in ids_of(store, "Technology", runs)]
    return {
        "two hops from a technology": timed(two_hops, technologies),
        "memory_mb": round(memory_mb() - before),
    }


RECURSIVE = """
WITH RECURSIVE reach(id, depth) AS (
  SELECT ?, 0 UNION SELECT CASE WHEN e.head = r.id THEN e.tail ELSE e.head END, r.depth + 1
  FROM reach r JOIN edges e ON e.head = r.id OR e.tail = r.id WHERE r.depth < 3
) SELECT min(depth) FROM reach WHERE id = ?
"""
JOIN = """
SELECT a.head, CASE WHEN p.head = a.head THEN p.tail ELSE p.head END
FROM nodes t JOIN edges a ON a.tail = t.id AND a.type = 'TARGETS'
JOIN edges p ON (p.head = a.head OR p.tail = a.head) AND p.type IN ('PARTNERS', 'HOSTS', 'SUPPORTS')
WHERE t.id = ? ORDER BY 1, 2 LIMIT 50
"""


def in_sqlite(store: Store, *, runs: int = 100) -> dict[str, Times]:
    """The same two hops as a join, and reach within three steps as a recursive query, over indexed tables."""
    nodes, edges = rows_of(store)
    database = sqlite3.connect(":memory:")
    database.executescript(
        "CREATE TABLE nodes(id TEXT PRIMARY KEY, name TEXT); CREATE TABLE edges(head TEXT, type TEXT, tail TEXT);"
    )
    database.executemany("INSERT INTO nodes VALUES (?, ?)", nodes)
    database.executemany("INSERT INTO edges VALUES (?, ?, ?)", edges)
    database.executescript("CREATE INDEX h ON edges(head, type); CREATE INDEX t ON edges(tail, type); ANALYZE;")
    technologies, ends = ids_of(store, "Technology", runs), ids_of(store, "Entity", 20)
    found = {
        "two hops from a technology": timed(lambda i: database.execute(JOIN, (i,)).fetchall(), technologies),
        "path within 3, recursive": timed(
            lambda p: database.execute(RECURSIVE, p).fetchall(), list(zip(ends[:10], ends[10:], strict=True))
        ),
    }
    database.close()
    return found


WITHIN_3 = "MATCH p = shortestPath((a:Entity {id: $id})-[:HOSTS|PARTNERS|SUPPORTS|TARGETS|PART_OF*..3]-(b:Entity {id: $other})) RETURN length(p) AS n"


def within_three(store: Store) -> Times:
    """The recursive query's question, asked of the store."""
    ends = ids_of(store, "Entity", 20)
    return timed(
        lambda p: store.read(WITHIN_3, {"id": p[0], "other": p[1]}), list(zip(ends[:10], ends[10:], strict=True))
    )
