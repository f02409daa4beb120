"""What the store does: load, point and hop queries, named queries, full-text search; on one engine at a time."""

import random
import time
from collections.abc import Iterable
from typing import Any

from benchmarks.graphs import real_plans
from benchmarks.timing import Times, memory_mb, timed
from innograph.graph.errors import InnographError
from innograph.graph.resolve import ResolvedPlan
from innograph.graph.store import Store
from innograph.queries import catalogue, run_query

POINT = "MATCH (n:Entity {id: $id}) RETURN n.name AS name, n.kind AS kind"
ONE_HOP = """
MATCH (n:Entity {id: $id})-[e:HOSTS|PARTNERS|SUPPORTS|TARGETS|PART_OF]-(m:Entity)
RETURN m.id AS id, type(e) AS type ORDER BY type, id LIMIT 50
"""
TWO_HOPS = """
MATCH (t:Entity {id: $id})<-[:TARGETS]-(a:Entity) MATCH (a)-[:PARTNERS|HOSTS|SUPPORTS]-(p:Entity)
RETURN a.id AS actor, p.id AS partner ORDER BY actor, partner LIMIT 50
"""
PATH = "MATCH p = shortestPath((a:Entity {id: $id})-[*..6]-(b:Entity {id: $other})) RETURN length(p) AS length"
UNINDEXED = "MATCH (n) WHERE n.pinyin = $pinyin RETURN n.name AS name LIMIT 1"

Row = dict[str, Any]


def load(store: Store, plans: Iterable[ResolvedPlan]) -> Row:
    """Write plans; seconds, and what there is then."""
    seconds = 0.0
    number = 0
    for plan in plans:  # made outside the clock
        started = time.perf_counter()
        store.write_plan(plan)
        seconds += time.perf_counter() - started
        number += 1
    nodes = store.read("MATCH (n) RETURN count(n) AS n")[0]["n"]
    edges = store.read("MATCH ()-[e]->() RETURN count(e) AS n")[0]["n"]
    return {
        "plans": number, "nodes": nodes, "edges": edges, "seconds": round(seconds, 1),
        "edges_per_second": round(edges / seconds), "memory_mb": round(memory_mb()),
    }  # fmt: skip


def ids_of(store: Store, label: str, number: int, seed: int = 1) -> list[str]:
    """Ids drawn at random from those of a type."""
    ids = [row["id"] for row in store.read(f"MATCH (n:{label}) RETURN n.id AS id ORDER BY id")]
    return random.Random(seed).choices(ids, k=number)  # noqa: S311


def queries(store: Store, *, runs: int = 200) -> dict[str, Times]:
    """Bare queries over Bolt with ids at random."""
    entities, technologies = ids_of(store, "Entity", runs), ids_of(store, "Technology", runs)
    names = [row["pinyin"] for row in store.read("MATCH (n:Platform) RETURN n.pinyin AS pinyin LIMIT 6")]
    few = list(zip(entities[:20], entities[20:40], strict=True))
    found = {
        "point": timed(lambda i: store.read(POINT, {"id": i}), entities),
        "one hop": timed(lambda i: store.read(ONE_HOP, {"id": i}), entities),
        "two hops from a technology": timed(lambda i: store.read(TWO_HOPS, {"id": i}), technologies),
        "search by a word": timed(store.search, ["石墨烯", "大学", "人工智能", "graphene", "shanghai", "园区"] * 4),
        "plain Cypher, unindexed": timed(lambda name: store.read(UNINDEXED, {"pinyin": name}), names),
    }
    try:
        found["shortest path, to 6"] = timed(
            lambda p: store.read(PATH, {"id": p[0], "other": p[1]}, timeout_ms=20_000), few
        )
    except InnographError as error:
        print(f"  shortest path: {error}")
    return found


def named(store: Store, *, runs: int = 5) -> tuple[Times, str, float]:
    """All named queries with their examples: times of their medians; the slowest, and its milliseconds."""
    medians = {}
    for query in catalogue():
        try:
            medians[query.name] = timed(lambda q: run_query(store, q, q.example), [query] * (runs + 1)).p50
        except InnographError as error:
            print(f"  {query.name}: {error}")
    slowest = max(medians, key=lambda name: medians[name])
    ordered = sorted(medians.values())
    return (
        Times(len(ordered), ordered[len(ordered) // 2], ordered[int(0.95 * len(ordered))]), slowest, medians[slowest],
    )  # fmt: skip


def five() -> list[ResolvedPlan]:
    """The bundled plans."""
    return list(real_plans())
