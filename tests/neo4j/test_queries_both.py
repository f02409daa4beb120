"""Every named query on both engines: the same graph gives the same rows in the same order."""

from collections.abc import Iterator
from typing import Any

import pytest
import two_districts
from graph_dump import dump

from innograph.graph.export import FORMATS, tables
from innograph.graph.resolve import ResolvedPlan
from innograph.graph.settings import Settings
from innograph.graph.snapshot import snapshot_facts
from innograph.graph.store import Store
from innograph.loaders.pipeline import prepare
from innograph.queries import Query, catalogue, run_query

pytestmark = pytest.mark.neo4j
QUERIES = catalogue()

Pair = tuple[Store, Store]


@pytest.fixture(scope="module")
def both(neo4j_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """The bundled snapshot of five plans on the embedded engine and on Neo4j."""
    plans = [prepare(facts) for facts in snapshot_facts()]
    with (
        Store.open(Settings(data=tmp_path_factory.mktemp("both") / "data")) as embedded,
        Store.open(neo4j_settings) as server,
    ):
        for store in (embedded, server):
            refill(store, plans)
        yield embedded, server
        refill(server, [])


def refill(store: Store, plans: list[ResolvedPlan]) -> None:
    """Take out what is there and put these plans in."""
    for plan in store.plans():
        store.remove_plan(plan.id)
    for resolved in plans:
        store.write_plan(resolved)


def test_the_graphs_are_one(both: Pair) -> None:
    embedded, server = both
    assert not server.embedded
    assert embedded.data_version() == server.data_version()
    assert embedded.counts() == server.counts()
    assert dump(embedded) == dump(server)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_the_rows_are_the_same(both: Pair, query: Query) -> None:
    left, right = (run_query(store, query, query.example) for store in both)
    assert left.rows == right.rows
    assert (left.parameters, left.resolved, left.coverage) == (right.parameters, right.resolved, right.coverage)


def test_the_examples_have_something_to_compare(both: Pair) -> None:
    answered = [query.name for query in QUERIES if run_query(both[1], query, query.example).rows]
    assert len(answered) >= 0.9 * len(QUERIES)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_limit_cuts_the_same_rows(both: Pair, query: Query) -> None:
    """Rows in an order that is not total would differ where a limit cuts them."""
    limits = [p for p in query.parameters if p.name == "limit"]
    if not limits:
        pytest.skip("this query takes no limit")
    values = {**query.example, "limit": "3"}
    left, right = (run_query(store, query, values).rows for store in both)
    assert len(left) <= 3
    assert left == right


@pytest.mark.parametrize("text", ["石墨烯", "大学", "shanghai", "graphene", "shimoxi", "G60", "宝武", "不存在的名字"])
def test_search_finds_the_same(both: Pair, text: str) -> None:
    left, right = (store.search(text, limit=10) for store in both)
    assert left[:5] == right[:5]
    assert {row["id"] for row in left} == {row["id"] for row in right}


@pytest.mark.parametrize("form", ["json", "csv", "graphml", "cypher"])
def test_exports_are_the_same_to_the_byte(both: Pair, form: str) -> None:
    left, right = (FORMATS[form](tables(store)) for store in both)
    assert left == right


def test_made_up_districts_give_the_same_rows_for_all_their_names(both: Pair) -> None:
    """Each query with every entity of a small graph that its example's parameters could be."""
    embedded, server = both
    plans = [two_districts.yunxi(), two_districts.luoshi()]
    before = [resolved for plan in server.plans() if (resolved := server.resolved(plan.id))]
    for store in both:
        refill(store, plans)
    try:
        names = embedded.read("MATCH (n:Entity) RETURN n.id AS id, labels(n) AS labels ORDER BY id")
        compared = sum(_compare(both, query, names) for query in QUERIES)
    finally:
        for store in both:
            refill(store, before)
    assert compared > 100


def _compare(both: Pair, query: Query, names: list[dict[str, Any]]) -> int:
    (parameter, *others) = [p for p in query.parameters if p.required] or [None]
    if parameter is None or others or parameter.kind != "entity":
        return 0
    fitting = [n["id"] for n in names if not parameter.types or set(parameter.types) & set(n["labels"])]
    for identity in fitting:
        left, right = (run_query(store, query, {parameter.name: identity}).rows for store in both)
        assert left == right, (query.name, identity)
    return len(fitting)
