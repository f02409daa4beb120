"""What every store does, on each engine: the contract."""

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from graph_dump import dump, orphans
from plan_builder import PlanBuilder, large, luoshi, with_title, yunxi

from innograph.graph.checksum import graph_checksum
from innograph.graph.errors import (
    BadParameterError,
    ForbiddenError,
    NotFoundError,
    QueryError,
    QueryTimeoutError,
    StoreError,
)
from innograph.graph.resolve import ResolvedPlan
from innograph.graph.settings import Settings
from innograph.graph.store import Store


def one(store: Store, cypher: str, **parameters: Any) -> Any:
    """The only value of the only row."""
    (row,) = store.read(cypher, parameters)
    (value,) = row.values()
    return value


def present(store: Store) -> dict[str, int]:
    return {name: number for name, number in store.counts().items() if number}


def test_an_empty_store(store: Store) -> None:
    assert present(store) == {}
    assert store.plans() == []
    assert store.facts("yunxi") is None
    assert store.search("青岚") == []
    assert len(store.data_version()) == 16


def test_a_plan_comes_back_as_it_went_in(store: Store) -> None:
    plan = yunxi()
    report = store.write_plan(plan)
    assert (report.plan, report.status) == ("yunxi", "added")
    assert (report.change.entities_added, report.change.relations_added, report.change.mentions) == (7, 5, 8)
    assert store.facts("yunxi") == plan.facts
    assert store.resolved("yunxi") == plan
    (info,) = store.plans()
    assert (info.id, info.title, info.start_year, info.end_year) == ("yunxi", "云溪区科技创新规划", 2021, 2025)
    assert (info.sections, info.passages, info.entities, info.relations, info.figures) == (3, 5, 7, 5, 2)
    assert info.has_text
    assert info.content_hash


def test_the_graph_of_a_plan(store: Store) -> None:
    store.write_plan(yunxi())
    assert present(store) == {
        "Plan": 1,
        "Section": 3,
        "Passage": 5,
        "Task": 1,
        "Indicator": 2,
        "Target": 2,
        "Entity": 7,
        "Actor": 4,
        "Region": 1,
        "University": 1,
        "ResearchInstitute": 1,
        "Firm": 1,
        "Technology": 1,
        "Government": 1,
        "Policy": 1,
        "HAS_SECTION": 3,
        "HAS_PASSAGE": 5,
        "HAS_TASK": 1,
        "TEXT_OF": 1,
        "MENTIONED_IN": 8,
        "HOSTS": 1,
        "SUPPORTS": 1,
        "PARTNERS": 1,
        "TARGETS": 1,
        "RESPONSIBLE_FOR": 1,
        "STATES": 2,
        "OF": 2,
        "FOR": 2,
        "STATED_IN": 2,
    }
    assert list(store.counts()) == sorted(store.counts())
    assert orphans(store) == []


def test_an_entity_node(store: Store) -> None:
    store.write_plan(yunxi())
    assert one(store, "MATCH (n:University) RETURN n") == {
        "id": "university-青岚大学",
        "name": "青岚大学",
        "name_en": "Qinglan University",
        "name_en_source": "lexicon",
        "pinyin": "qing lan da xue",
        "aliases": ["岚大"],
        "kind": "",
        "ancestors": [],
        "authority": True,
        "reasons": [],
        "said": ["yunxi|青岚大学|"],
        "plans": ["yunxi"],
        "mentions": 2,
        "search": "青岚大学\n岚大\nqinglan university\nqing lan da xue\nqinglandaxue\nqldx",
        "labels": ["Actor", "Entity", "University"],
    }


def test_an_edge_carries_its_evidence(store: Store) -> None:
    store.write_plan(yunxi())
    edge = one(store, "MATCH (:Region)-[e:HOSTS]->(:ResearchInstitute) RETURN e")
    passage = yunxi().facts.passages[0]
    assert edge == {
        "type": "HOSTS",
        "start": "region-云溪区",
        "end": "researchinstitute-青岚石墨烯研究院",
        "source": "region-云溪区",
        "target": "researchinstitute-青岚石墨烯研究院",
        "plans": ["yunxi"],
        "passages": ["yunxi.p1"],
        "starts": [passage.start],
        "ends": [passage.end],
        "rules": ["test"],
        "commitments": ["built"],
        "confidences": [0.9],
        "confidence": 0.9,
        "commitment": "built",
        "rule": "test",
    }
    mention = one(store, "MATCH (:Region {name: '云溪区'})-[e:MENTIONED_IN]->(p {id: 'yunxi.p1'}) RETURN e")
    assert (mention["start"], mention["end"], mention["surface"]) == (0, 3, "云溪区")


def test_a_figure(store: Store) -> None:
    store.write_plan(yunxi())
    query = """
    MATCH (:Plan {id: 'yunxi'})-[:STATES]->(t:Target)-[:OF]->(i:Indicator {name: '高新技术企业数量'}),
          (t)-[:FOR]->(r:Region), (t)-[e:STATED_IN]->(p:Passage)
    RETURN t, i, r.name AS region, e.start = p.start AS fits
    """
    (row,) = store.read(query)
    assert (row["t"]["value"], row["t"]["unit"], row["t"]["year"], row["t"]["kind"]) == (300.0, "家", 2025, "target")
    assert "value_max" not in row["t"]
    assert row["i"] == {
        "id": "indicator-高新技术企业数量",
        "name": "高新技术企业数量",
        "unit": "家",
        "measure": "level",
        "plans": ["yunxi"],
        "labels": ["Indicator"],
    }
    assert (row["region"], row["fits"]) == ("云溪区", True)


def test_paths_and_lists_are_plain(store: Store) -> None:
    store.write_plan(yunxi())
    path = one(store, "MATCH p = (:Region)-[:HOSTS]->()<-[:SUPPORTS]-() RETURN p")
    assert [node["name"] for node in path["nodes"]] == ["云溪区", "青岚石墨烯研究院", "青岚大学"]
    assert [(tie["type"], tie["start"]) for tie in path["relationships"]] == [
        ("HOSTS", "region-云溪区"),
        ("SUPPORTS", "university-青岚大学"),
    ]
    nested = one(store, "MATCH (n:Firm) RETURN {all: collect(n), two: [1, 'zwei', null]}")
    assert nested["all"][0]["name"] == "岚芯科技"
    assert nested["two"] == [1, "zwei", None]


def test_parameters_and_rows(store: Store) -> None:
    store.write_plan(yunxi())
    rows = store.read(
        "MATCH (n:Entity) WHERE n.name IN $names RETURN n.name AS name ORDER BY name", {"names": ["石墨烯"]}
    )
    assert rows == [{"name": "石墨烯"}]
    assert len(store.read("MATCH (n:Entity) RETURN n", max_rows=3)) == 3
    assert store.read("MATCH (n:Nothing) RETURN n") == []


def test_plans_that_share_entities(store: Store) -> None:
    store.write_plan(yunxi())
    report = store.write_plan(luoshi())
    assert (report.change.entities_added, report.change.entities_updated) == (2, 3)
    firm = one(store, "MATCH (n:Firm) RETURN n")
    assert (firm["name"], firm["aliases"]) == ("岚芯科技集团", ["岚芯科技"])
    assert firm["said"] == ["luoshi|岚芯科技集团|", "yunxi|岚芯科技|"]
    assert (firm["plans"], firm["mentions"]) == (["luoshi", "yunxi"], 3)
    partners = one(store, "MATCH (:Firm)-[e:PARTNERS]->(:University) RETURN e")
    assert partners["plans"] == ["luoshi", "yunxi"]
    assert partners["passages"] == ["luoshi.p2", "yunxi.p2"]
    assert (partners["commitments"], partners["commitment"]) == (["built", "under_way"], "built")
    assert (partners["confidences"], partners["confidence"]) == ([0.7, 0.8], 0.8)
    targets = one(store, "MATCH (:Firm)-[e:TARGETS]->(:Technology) RETURN e")
    assert (targets["rules"], targets["rule"], targets["confidence"]) == (["other", "test"], "other", 0.95)
    assert store.counts()["Indicator"] == 2
    assert orphans(store) == []


def test_loading_again_changes_nothing(store: Store) -> None:
    store.write_plan(yunxi())
    before, version = dump(store), store.data_version()
    report = store.write_plan(yunxi())
    assert report.status == "unchanged"
    assert (dump(store), store.data_version()) == (before, version)


def test_order_does_not_matter(store: Store) -> None:
    for plan in (yunxi(), luoshi()):
        store.write_plan(plan)
    one_way, version = dump(store), store.data_version()
    for plan in ("yunxi", "luoshi"):
        store.remove_plan(plan)
    assert present(store) == {}
    for plan in (luoshi(), yunxi()):
        store.write_plan(plan)
    assert dump(store) == one_way
    assert store.data_version() == version


def test_an_empty_graph_is_filled_at_once(store: Store) -> None:
    plans = [yunxi(), luoshi(), large("third", entities=40, passages=20, mentions=100, relations=60)]
    for plan in plans:
        store.write_plan(plan)
    one_by_one, version, counts = graph_checksum(store), store.data_version(), store.counts()
    entities = one(store, "MATCH (m:Meta {id: 'schema'}) RETURN m.entities")
    for plan in plans:
        store.remove_plan(plan.facts.plan.id)
    for order in (plans, plans[::-1]):
        writes = one(store, "MATCH (m:Meta {id: 'schema'}) RETURN m.writes")
        assert store.fill(order) == 3
        assert (graph_checksum(store), store.data_version(), store.counts()) == (one_by_one, version, counts)
        assert one(store, "MATCH (m:Meta {id: 'schema'}) RETURN m.entities") == entities
        assert one(store, "MATCH (m:Meta {id: 'schema'}) RETURN m.writes") > writes
        assert orphans(store) == []
        assert store.write_plan(plans[0]).status == "unchanged"
        for plan in plans:
            store.remove_plan(plan.facts.plan.id)
        assert present(store) == {}


def test_filling_leaves_a_graph_with_plans_alone(store: Store) -> None:
    store.write_plan(luoshi())
    before = dump(store)
    assert store.fill([yunxi()]) == 0
    assert dump(store) == before


def test_filling_is_all_or_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty = replace(luoshi(), nodes={})
    with pytest.raises(StoreError, match="is not resolved"):
        store.fill([yunxi(), faulty])
    assert present(store) == {}

    def fail(*_: object) -> None:
        raise RuntimeError("lights out")

    with monkeypatch.context() as patch:
        patch.setattr("innograph.graph.writer.Writer._figures", fail)
        with pytest.raises(RuntimeError, match="lights out"):
            store.fill([yunxi(), luoshi()])
    assert present(store) == {}
    assert store.fill([yunxi(), luoshi()]) == 2


def test_two_that_fill_at_once(open_store: Callable[[], Store]) -> None:
    stores = [open_store(), open_store()]
    filled: list[int] = []
    threads = [threading.Thread(target=lambda s=s: filled.append(s.fill([yunxi(), luoshi()]))) for s in stores]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(filled) == [0, 2]
    assert [plan.id for plan in stores[0].plans()] == ["luoshi", "yunxi"]
    assert orphans(stores[0]) == []


def test_removing_takes_what_the_plan_alone_said(store: Store) -> None:
    store.write_plan(luoshi())
    before = dump(store)
    store.write_plan(yunxi())
    assert store.remove_plan("yunxi").status == "removed"
    assert dump(store) == before
    with pytest.raises(NotFoundError, match="yunxi"):
        store.remove_plan("yunxi")
    assert dump(store) == before


def test_a_new_version_replaces_the_old_one(store: Store) -> None:
    store.write_plan(luoshi())
    store.write_plan(with_title(yunxi(), "云溪区科技创新规划(修订)"))
    wanted, version = dump(store), store.data_version()
    store.remove_plan("yunxi")
    store.write_plan(yunxi())
    assert store.data_version() != version
    assert store.write_plan(with_title(yunxi(), "云溪区科技创新规划(修订)")).status == "replaced"
    assert (dump(store), store.data_version()) == (wanted, version)


def test_a_node_may_change_its_type(store: Store) -> None:
    """Resolution may come to hold a node for another type; its edges stay, its plans vote."""

    def plan(identity: str, kind: str, *, authority: str = "") -> ResolvedPlan:
        build = PlanBuilder(identity)
        passage = build.sentence("云溪区建设岚谷。")
        region = build.entity("云溪区", "Region", passages=[passage])
        valley = build.entity("岚谷", kind, passages=[passage], node="lan-valley", authority=authority)
        build.relation(region, "HOSTS", valley, passage)
        return build.build(region=region)

    store.write_plan(plan("a", "Park"))
    store.write_plan(plan("b", "Platform"))
    assert one(store, "MATCH (n {id: 'lan-valley'}) RETURN 'Park' IN labels(n)")
    store.write_plan(plan("c", "Platform", authority="岚谷"))
    assert store.counts()["Platform"] == 1
    assert store.counts()["Park"] == 0
    assert one(store, "MATCH (:Region)-[e:HOSTS]->(:Platform) RETURN e.plans") == ["a", "b", "c"]
    assert store.counts()["MENTIONED_IN"] == 6
    assert [row["name"] for row in store.search("岚谷")] == ["岚谷"]
    store.remove_plan("c")
    assert store.counts()["Park"] == 1
    assert orphans(store) == []


def test_a_tie_of_a_node_to_itself_is_dropped(store: Store) -> None:
    build = PlanBuilder("a")
    passage = build.sentence("岚芯科技与岚芯科技集团合作。")
    short = build.entity("岚芯科技", "Firm", passages=[passage], node="firm-lanxin")
    long = build.entity("岚芯科技集团", "Firm", passages=[passage], node="firm-lanxin")
    build.relation(short, "PARTNERS", long, passage)
    store.write_plan(build.build())
    assert store.counts()["PARTNERS"] == 0
    assert one(store, "MATCH (n:Firm) RETURN n.said") == ["a|岚芯科技|", "a|岚芯科技集团|"]


@pytest.mark.parametrize("fault", ["unresolved", "no evidence", "unknown relation", "no indicator", "missing passage"])
def test_a_faulty_plan_leaves_no_trace(store: Store, fault: str) -> None:
    store.write_plan(luoshi())
    before = dump(store)
    plan = yunxi()
    relation = plan.facts.relations[0]
    if fault == "unresolved":
        plan = replace(plan, nodes={key: node for key, node in plan.nodes.items() if key != "e3"})
    elif fault == "no evidence":
        plan = replace(plan, facts=replace(plan.facts, relations=(replace(relation, evidence=()),)))
    elif fault == "unknown relation":
        plan = replace(plan, facts=replace(plan.facts, relations=(replace(relation, type="LIKES"),)))
    elif fault == "no indicator":
        plan = replace(plan, indicators={})
    else:
        plan = replace(plan, facts=replace(plan.facts, passages=plan.facts.passages[1:]))
    with pytest.raises(StoreError):
        store.write_plan(plan)
    assert dump(store) == before


def test_a_failure_in_the_middle_leaves_no_trace(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write_plan(luoshi())
    before = dump(store)

    def fail(*_: object) -> None:
        raise RuntimeError("lights out")

    with monkeypatch.context() as patch:
        patch.setattr("innograph.graph.writer.Writer._figures", fail)
        with pytest.raises(RuntimeError, match="lights out"):
            store.write_plan(yunxi())
    assert dump(store) == before
    store.write_plan(yunxi())
    assert len(store.plans()) == 2


def test_writers_at_once(open_store: Callable[[], Store]) -> None:
    plans = [large(f"plan{number}", entities=40, passages=20, mentions=100, relations=60) for number in range(4)]
    stores = [open_store() for _ in plans]
    failures: list[BaseException] = []

    def load(store: Store, plan: ResolvedPlan) -> None:
        try:
            store.write_plan(plan)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=load, args=pair) for pair in zip(stores, plans, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    together = dump(stores[0])
    for plan in plans:
        stores[0].remove_plan(plan.facts.plan.id)
    assert present(stores[0]) == {}
    for plan in plans:
        stores[0].write_plan(plan)
    assert dump(stores[0]) == together


def test_what_was_written_is_there_after_reopening(open_store: Callable[[], Store]) -> None:
    store = open_store()
    store.write_plan(yunxi())
    before, version = dump(store), store.data_version()
    store.close()
    again = open_store()
    assert dump(again) == before
    assert again.data_version() == version
    assert [row["name"] for row in again.search("graphene")] == ["石墨烯"]
    with pytest.raises(StoreError, match="closed"):
        store.read("RETURN 1")


@pytest.mark.parametrize(
    ("query", "first", "match"),
    [
        ("青岚大学", "青岚大学", "name"),
        ("岚大", "青岚大学", "alias"),
        ("石墨烯", "石墨烯", "name"),
        ("石墨", "石墨烯", "name prefix"),
        ("墨烯", "石墨烯", "part"),
        ("graphene", "石墨烯", "alias"),
        ("Graph", "石墨烯", "alias prefix"),
        ("qinglan university", "青岚大学", "alias"),
        ("shimoxi", "石墨烯", "alias"),
        ("shi mo xi", "石墨烯", "alias"),
        ("smx", "石墨烯", "alias"),
        ("qinglan", "青岚大学", "alias prefix"),
        ("岚芯科技", "岚芯科技集团", "alias"),
        ("Yunxi  District", "云溪区", "alias"),
    ],
)
def test_search(request: pytest.FixtureRequest, query: str, first: str, match: str) -> None:
    rows = request.getfixturevalue("sample_store").search(query)
    assert (rows[0]["name"], rows[0]["match"]) == (first, match)


def test_search_on_each_engine(store: Store) -> None:
    store.write_plan(yunxi())
    store.write_plan(luoshi())
    for query, names in (
        ("石墨烯", ["石墨烯", "石墨烯中试平台", "青岚石墨烯研究院"]),
        ("shi mo xi", ["石墨烯", "青岚石墨烯研究院"]),
        ("shimoxi", ["石墨烯"]),
        ("graph", ["石墨烯"]),
        ("岚芯", ["岚芯科技集团"]),
        ("飞船", []),
        ("  ", []),
        ('"+-&|!(){}[]^~*?:\\/', []),
    ):
        assert [row["name"] for row in store.search(query)] == names, query
    assert [row["type"] for row in store.search("石墨烯", types=["Technology"])] == ["Technology"]
    assert len(store.search("石墨烯", limit=2)) == 2
    row = store.search("石墨烯")[0]
    assert set(row) == {
        *("id", "name", "type", "name_en", "pinyin", "aliases", "kind", "mentions", "plans", "match"),
    }
    with pytest.raises(BadParameterError, match="Ship"):
        store.search("石墨烯", types=["Ship"])


@pytest.mark.parametrize("untrusted", [False, True])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE (n:Entity {id: 'x'})",
        "MERGE (n:Entity {id: 'x'}) RETURN n",
        "MATCH (n:Entity) SET n.name = ''",
        "MATCH (n:Entity) REMOVE n.name",
        "MATCH (n:Entity) DETACH DELETE n",
        "MATCH (n:Entity) WITH n LIMIT 1 CALL { WITH n SET n.name = '' } RETURN 1",
        "CREATE INDEX surprise FOR (n:Entity) ON (n.kind)",
        "DROP INDEX innograph_name",
    ],
)
def test_reading_cannot_write(store: Store, statement: str, untrusted: bool) -> None:
    store.write_plan(yunxi())
    before = dump(store)
    with pytest.raises((ForbiddenError, QueryError, StoreError)):
        store.read(statement, untrusted=untrusted)
    assert dump(store) == before


@pytest.mark.parametrize(
    "statement",
    [
        "LOAD CSV FROM 'file:///etc/hostname' AS row RETURN row",
        "load  /* */ csv FROM 'http://127.0.0.1:1/x' AS row RETURN row",
        "\\u004COAD CSV FROM 'file:///etc/hostname' AS row RETURN row",
        "CALL dbms.listConfig()",
        "CALL `dbms`.`listConfig`() YIELD name RETURN name",
        "CALL db . index.fulltext.awaitEventuallyConsistentIndexRefresh()",
        "CALL/**/tx.setMetaData({a: 1})",
        "WITH 1 AS `'` CALL db.schema.visualization() YIELD nodes WITH nodes AS `'` RETURN 1 AS one",
        'WITH 1 AS `"` CALL db.schema.visualization() YIELD nodes WITH nodes AS `"` RETURN 1 AS one',
        "WITH 1 AS `/*` CALL db.schema.visualization() YIELD nodes RETURN 1 AS `*/`",
        "WITH 1 AS `//` CALL db.schema.visualization() YIELD nodes RETURN 1 AS one",
        "WITH 1 AS `a``'` CALL db.schema.visualization() YIELD nodes WITH nodes AS `'` RETURN 1 AS one",
        "WITH 1 AS `'` LOAD CSV FROM 'file:///etc/hostname' AS row WITH row AS `'` RETURN 1 AS one",
        "UNWIND [1] AS i // remark\rCALL db.schema.visualization() YIELD nodes\nRETURN 1 AS one",
        "WITH 1CALL db.schema.visualization() YIELD nodes RETURN 1 AS one",
        "CALL apoc.load.json('file:///etc/hostname') YIELD value RETURN value",
        "EXPLAIN MATCH (n) RETURN n",
        "PROFILE CREATE (n:Entity {id: 'x'})",
        "SHOW TRANSACTIONS",
        "// a remark\nSHOW USERS",
        "TERMINATE TRANSACTIONS 'q1'",
    ],
)
def test_untrusted_statements_only_look(store: Store, statement: str) -> None:
    with pytest.raises(ForbiddenError):
        store.read(statement, untrusted=True)


@pytest.mark.neo4j
def test_a_server_is_asked_what_would_be_called(neo4j_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the text looks harmless to us, the plan of the server tells what it calls."""
    monkeypatch.setattr("innograph.graph.guard._CALL", re.compile("nothing at all"))
    with Store.open(neo4j_settings) as store:
        for call in ("CALL db.schema.visualization()", "UNWIND [1] AS i CALL `db`.info() YIELD name RETURN name"):
            with pytest.raises(ForbiddenError, match="procedure db"):
                store.read(call, untrusted=True)
        assert store.read("CALL `db`.`labels`() YIELD label RETURN label LIMIT 0", untrusted=True) == []


def test_untrusted_statements_may_look(store: Store) -> None:
    store.write_plan(yunxi())
    for statement, number in (
        ("MATCH (n:Entity) RETURN n", 7),
        ("MATCH (n:Entity) WHERE n.name <> 'CALL dbms.x() LOAD CSV' RETURN n", 7),
        ("CALL { MATCH (n:Firm) RETURN n } RETURN n", 1),
        ("MATCH (`CALL dbms.x()`:Firm) RETURN `CALL dbms.x()`.id AS `LOAD CSV`", 1),
        ("MATCH (`'`:Firm) RETURN `'`.id AS `//`", 1),
        ("MATCH (n:Firm)\r\nRETURN n", 1),
        ("MATCH (n:Firm) // SHOW what\nRETURN n", 1),
        ("CALL db.index.fulltext.queryNodes($index, '石') YIELD node RETURN node", 2),
    ):
        assert len(store.read(statement, {"index": store.fulltext_index}, untrusted=True)) == number, statement


@pytest.mark.parametrize("statement", ["MATCH (n) RETRUN n", "RETURN $missing", "MATCH (n RETURN n", "RETURN nope(1)"])
def test_a_wrong_statement_is_told_so(store: Store, statement: str) -> None:
    with pytest.raises((QueryError, StoreError)) as caught:
        store.read(statement)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "statement",
    [
        "UNWIND range(1, 900000) AS i UNWIND range(1, 900000) AS j RETURN count(i + j)",
        "MATCH (a:Entity), (b:Entity), (c:Entity), (d:Entity), (e:Entity) RETURN sum(size(a.name + b.name + e.name + d.name))",
        "MATCH p = (:Entity)-[*1..14]-(:Entity) RETURN sum(length(p))",
    ],
)
def test_time_is_bounded(store: Store, statement: str) -> None:
    store.write_plan(large("big", entities=60, passages=20, mentions=100, relations=300))
    with pytest.raises(QueryTimeoutError):
        store.read(statement, timeout_ms=300)
    assert store.read("RETURN 1 AS one", timeout_ms=2000) == [{"one": 1}]
