"""Every route on the two made-up plans of `plan_builder`: what it finds, and what it says where there is nothing."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from innograph.graph.model import ontology
from innograph.queries import catalogue

FIRM = "firm-lanxin"
GRAPHENE = "technology-石墨烯"


def get(client: TestClient, url: str, **params: Any) -> Any:
    answer = client.get(url, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(page: Any) -> list[str]:
    return [item["name"] for item in page["items"]]


def test_health_and_readiness(client: TestClient) -> None:
    assert get(client, "/health")["status"] == "alive"
    ready = get(client, "/ready")
    assert ready["coverage"]["plans"] == ["luoshi", "yunxi"]
    assert ready["coverage"]["passages"] == 8


def test_metrics_count_by_template(client: TestClient) -> None:
    client.get("/api/entities/nobody")
    text = client.get("/metrics").text
    assert 'innograph_requests_total{method="GET",route="/api/entities/{identity}",status="404"}' in text
    assert "nobody" not in text
    assert "innograph_plans 2.0" in text


@pytest.mark.parametrize("words", ["石墨烯", "graphene", "GRAPHENE", "shimoxi", "shi mo xi"])
def test_search_finds_by_any_name(client: TestClient, words: str) -> None:
    page = get(client, "/api/search", q=words)
    assert names(page)[0] == "石墨烯"
    assert page["items"][0]["type"] == "Technology"
    assert page["coverage"]["plans"] == ["luoshi", "yunxi"]


def test_search_facets_follow_the_other_filter(client: TestClient) -> None:
    page = get(client, "/api/search", q="石墨烯")
    assert {f["value"]: f["count"] for f in page["facets"]["types"]} == {
        "Technology": 1,
        "Platform": 1,
        "ResearchInstitute": 1,
    }
    page = get(client, "/api/search", q="石墨烯", plan="luoshi")
    assert names(page) == ["石墨烯", "石墨烯中试平台"]
    assert {f["value"] for f in page["facets"]["types"]} == {"Technology", "Platform"}
    assert {f["value"]: f["count"] for f in page["facets"]["plans"]} == {"luoshi": 2, "yunxi": 2}
    page = get(client, "/api/search", q="石墨烯", type="Platform")
    assert names(page) == ["石墨烯中试平台"]
    assert {f["value"]: f["count"] for f in page["facets"]["plans"]} == {"luoshi": 1}
    assert page["facets"]["plans"][0]["label"]["zh"] == "落石区科技创新规划"


def test_search_without_a_hit_says_what_may_be_meant(client: TestClient) -> None:
    page = get(client, "/api/search", q="石末烯")
    assert page["items"] == []
    assert page["total"] == 0
    assert page["did_you_mean"][0]["name"] == "石墨烯"


@pytest.mark.parametrize(
    ("typed", "found", "match"),
    [
        ("石墨", "石墨烯", "prefix"),
        ("石墨烯", "石墨烯", "exact"),
        ("shimo", "石墨烯", "prefix"),
        ("smx", "石墨烯", "prefix"),
        ("graph", "石墨烯", "prefix"),
        ("graphnee", "石墨烯", "near"),
        ("石末烯", "石墨烯", "sound"),
        ("墨烯", "石墨烯", "part"),
        ("岚大", "青岚大学", "exact"),
        ("青兰大学", "青岚大学", "sound"),
        ("岚芯课技", "岚芯科技集团", "sound"),
        ("qinglan univ", "青岚大学", "prefix"),
        ("Yunxi Distrcit", "云溪区", "near"),
    ],
)
def test_suggestions(client: TestClient, typed: str, found: str, match: str) -> None:
    first = get(client, "/api/suggest", q=typed)["items"][0]
    assert (first["name"], first["match"]) == (found, match)


def test_suggestions_are_silent_on_what_is_far_off(client: TestClient) -> None:
    assert get(client, "/api/suggest", q="量子计算机")["items"] == []
    assert get(client, "/api/suggest", q="zzzzqqq")["items"] == []


def test_entities_are_listed_and_filtered(client: TestClient) -> None:
    page = get(client, "/api/entities")
    assert page["total"] == 9
    assert [i["mentions"] for i in page["items"]] == sorted((i["mentions"] for i in page["items"]), reverse=True)
    assert names(get(client, "/api/entities", type="Platform")) == ["石墨烯中试平台"]
    assert set(names(get(client, "/api/entities", type=["Platform", "Firm"]))) == {"石墨烯中试平台", "岚芯科技集团"}
    assert "云溪区" not in names(get(client, "/api/entities", plan="luoshi"))
    assert names(get(client, "/api/entities", kind="pilot platform")) == ["石墨烯中试平台"]


def test_a_name_leads_to_its_entity(client: TestClient) -> None:
    answer = client.get("/api/entities", params={"name": "graphene"}, follow_redirects=False)
    assert answer.status_code == 303
    assert get(client, answer.headers["location"])["id"] == GRAPHENE
    assert client.get("/api/entities", params={"name": "不存在的名字"}).status_code == 404


def test_an_entity_tells_its_names_plans_and_edges(client: TestClient) -> None:
    firm = get(client, f"/api/entities/{FIRM}")
    assert (firm["name"], firm["type"], firm["type_label"]["zh"]) == ("岚芯科技集团", "Firm", "企业")
    assert firm["aliases"] == ["岚芯科技"]
    assert [(p["id"], p["mentions"], p["names"]) for p in firm["plans"]] == [
        ("luoshi", 2, ["岚芯科技集团"]),
        ("yunxi", 1, ["岚芯科技"]),
    ]
    assert {(e["type"], e["direction"], e["count"]) for e in firm["edges"]} == {
        ("PARTNERS", "both", 1),
        ("SUPPORTS", "out", 1),
        ("TARGETS", "out", 1),
    }


def test_every_edge_shows_where_it_was_read(client: TestClient) -> None:
    page = get(client, f"/api/entities/{FIRM}/edges")
    partner = next(edge for edge in page["items"] if edge["type"] == "PARTNERS")
    assert partner["other"]["name"] == "青岚大学"
    assert (partner["direction"], partner["undirected"], partner["commitment"]) == ("both", True, "built")
    first, second = partner["evidence"]
    assert (first["plan"], first["plan_title"], first["passage"]) == ("luoshi", "落石区科技创新规划", "luoshi.p2")
    assert first["section_path"] == ["1.总体要求"]
    assert first["text"] == "推动岚芯科技集团与青岚大学深化合作。"
    assert (second["plan"], second["commitment"], second["confidence"]) == ("yunxi", "under_way", 0.8)
    for edge in page["items"]:
        for place in edge["evidence"]:
            assert place["passage_start"] <= place["start"] < place["end"] <= place["passage_end"]
            assert len(place["text"]) == place["passage_end"] - place["passage_start"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {"PARTNERS", "SUPPORTS", "TARGETS"}),
        ({"type": "TARGETS"}, {"TARGETS"}),
        ({"direction": "out"}, {"PARTNERS", "SUPPORTS", "TARGETS"}),
        ({"direction": "in"}, {"PARTNERS"}),
        ({"direction": "both"}, {"PARTNERS"}),
        ({"plan": "yunxi"}, {"PARTNERS", "TARGETS"}),
        ({"commitment": "envisaged"}, {"SUPPORTS"}),
        ({"plan": "yunxi", "commitment": "envisaged"}, set()),
    ],
)
def test_edges_are_filtered(client: TestClient, asked: dict[str, str], expected: set[str]) -> None:
    page = get(client, f"/api/entities/{FIRM}/edges", **asked)
    assert {edge["type"] for edge in page["items"]} == expected
    assert page["total"] == len(expected)


def test_an_edge_to_a_task_names_the_task(client: TestClient) -> None:
    (edge,) = get(client, "/api/entities/government-云溪区科委/edges")["items"]
    assert (edge["type"], edge["other"]["type"], edge["other"]["name"]) == ("RESPONSIBLE_FOR", "Task", "石墨烯产业行动")


def test_mentions_lead_to_the_words(client: TestClient) -> None:
    page = get(client, f"/api/entities/{GRAPHENE}/mentions")
    assert page["total"] == 3
    for item in page["items"]:
        start, end = (item[name] - item["passage_start"] for name in ("start", "end"))
        assert item["text"][start:end] == item["surface"] == "石墨烯"
    assert get(client, f"/api/entities/{GRAPHENE}/mentions", plan="luoshi")["total"] == 1


def test_neighbours_by_type(client: TestClient) -> None:
    page = get(client, f"/api/entities/{FIRM}/neighbours")
    assert set(names(page)) == {"青岚大学", "石墨烯", "石墨烯中试平台"}
    assert {f["value"]: f["count"] for f in page["types"]} == {"University": 1, "Technology": 1, "Platform": 1}
    page = get(client, f"/api/entities/{FIRM}/neighbours", type="Technology")
    assert names(page) == ["石墨烯"]
    assert page["items"][0]["ties"][0]["direction"] == "out"
    assert names(get(client, f"/api/entities/{FIRM}/neighbours", edge="PARTNERS")) == ["青岚大学"]
    assert names(get(client, f"/api/entities/{FIRM}/neighbours", direction="in")) == ["青岚大学"]


def test_paths_by_name_with_evidence(client: TestClient) -> None:
    page = get(client, "/api/paths", **{"from": "云溪区", "to": "石墨烯中试平台"})
    (route,) = page["items"]
    assert [n["name"] for n in route["nodes"]] == [
        "云溪区",
        "青岚石墨烯研究院",
        "青岚大学",
        "岚芯科技集团",
        "石墨烯中试平台",
    ]
    assert route["length"] == 4
    for (left, right), edge in zip(zip(route["nodes"], route["nodes"][1:], strict=False), route["edges"], strict=True):
        assert {edge["source"]["id"], edge["target"]["id"]} == {left["id"], right["id"]}
        assert edge["evidence"]
    assert get(client, "/api/paths", **{"from": "云溪区", "to": "石墨烯中试平台", "max": 3})["items"] == []
    assert get(client, "/api/paths", **{"from": "云溪区", "to": "落石区"})["items"] == []
    partners = get(client, "/api/paths", **{"from": "岚芯科技", "to": "青岚大学", "edge": "SUPPORTS"})
    assert partners["items"] == []


def test_subgraph_holds_all_edges_among_its_nodes(client: TestClient) -> None:
    graph = get(client, "/api/subgraph", ids=FIRM)
    assert {n["name"]: n["depth"] for n in graph["nodes"]} == {
        "岚芯科技集团": 0,
        "青岚大学": 1,
        "石墨烯": 1,
        "石墨烯中试平台": 1,
    }
    assert {e["type"] for e in graph["edges"]} == {"PARTNERS", "SUPPORTS", "TARGETS"}
    assert len(graph["edges"]) == 4
    assert not graph["truncated"]
    two = get(client, "/api/subgraph", ids="岚芯科技,云溪区", depth=2)
    assert "青岚石墨烯研究院" in {n["name"] for n in two["nodes"]}
    small = get(client, "/api/subgraph", ids=FIRM, limit=2)
    assert small["truncated"]
    assert len(small["nodes"]) == 2
    assert get(client, "/api/subgraph", ids=FIRM, plan="yunxi", edge="SUPPORTS")["edges"] == []
    assert get(client, "/api/subgraph", ids=FIRM, depth=0)["edges"] == []


def test_plans(client: TestClient) -> None:
    page = get(client, "/api/plans")
    assert [p["id"] for p in page["items"]] == ["luoshi", "yunxi"]
    plan = get(client, "/api/plans/yunxi")
    assert plan["has_text"]
    assert {t["type"]: t["count"] for t in plan["relation_types"]} == {
        "HOSTS": 1,
        "SUPPORTS": 1,
        "PARTNERS": 1,
        "TARGETS": 1,
        "RESPONSIBLE_FOR": 1,
    }
    assert sum(t["count"] for t in plan["entity_types"]) == plan["entities"] == 7
    (task,) = plan["tasks"]
    assert (task["number"], task["responsible"][0]["name"]) == (1, "云溪区科委")


def test_sections_form_a_tree(client: TestClient) -> None:
    page = get(client, "/api/plans/yunxi/sections")
    assert [(s["id"], s["parent"], s["passages"]) for s in page["items"]] == [
        ("yunxi.s1", "", 2),
        ("yunxi.s2", "", 2),
        ("yunxi.s3", "yunxi.s2", 1),
    ]
    assert page["items"][2]["path"] == ["2.主要目标", "3.重点任务"]


def test_passages_with_what_was_read_from_them(client: TestClient) -> None:
    page = get(client, "/api/plans/yunxi/passages")
    assert [p["id"] for p in page["items"]] == [f"yunxi.p{n}" for n in range(1, 6)]
    first = page["items"][0]
    assert [m["surface"] for m in first["mentions"]] == ["云溪区", "青岚大学", "青岚石墨烯研究院"]
    assert {(f["source"]["name"], f["type"], f["target"]["name"]) for f in first["facts"]} == {
        ("云溪区", "HOSTS", "青岚石墨烯研究院"),
        ("青岚大学", "SUPPORTS", "青岚石墨烯研究院"),
    }
    assert page["items"][2]["figures"][0]["value"] == 300
    under = get(client, "/api/plans/yunxi/passages", section="yunxi.s2")
    assert [p["id"] for p in under["items"]] == ["yunxi.p3", "yunxi.p4", "yunxi.p5"]
    # The facts of one plan do not show in another's passages.
    luoshi = get(client, "/api/plans/luoshi/passages")
    assert {f["commitment"] for p in luoshi["items"] for f in p["facts"] if f["type"] == "PARTNERS"} == {"built"}


def test_a_passage_knows_its_neighbours(client: TestClient) -> None:
    passage = get(client, "/api/passages/yunxi.p2")
    assert (passage["previous"], passage["next"]) == ("yunxi.p1", "yunxi.p3")
    assert get(client, "/api/passages/yunxi.p1")["previous"] == ""
    assert get(client, "/api/passages/yunxi.p5")["next"] == ""


def test_indicators_and_targets(client: TestClient) -> None:
    page = get(client, "/api/indicators")
    assert [(i["name"], i["plans"], i["figures"]) for i in page["items"]] == [
        ("高新技术企业数量", ["luoshi", "yunxi"], 2),
        ("发明专利拥有量", ["yunxi"], 1),
    ]
    assert [i["name"] for i in get(client, "/api/indicators", q="专利")["items"]] == ["发明专利拥有量"]
    assert get(client, "/api/indicators", plan="luoshi")["total"] == 1
    found = get(client, "/api/targets", indicator="高新技术企业")["items"]
    assert [(t["plan"], t["value"]) for t in ({**t, "plan": t["evidence"]["plan"]} for t in found)] == [
        ("luoshi", 120),
        ("yunxi", 300),
    ]
    assert found[1]["evidence"]["text"] == "到2025年,高新技术企业达到300家左右。"


@pytest.mark.parametrize(
    ("asked", "values"),
    [
        ({"region": "云溪区"}, {300, 80}),
        ({"region": "yunxi district", "indicator": "专利"}, {80}),
        ({"plan": "luoshi"}, {120}),
        ({"year": 2025}, {300, 80, 120}),
        ({"year": 2030}, set()),
        ({"kind": "actual"}, set()),
        ({"kind": "target", "plan": "yunxi", "indicator": "indicator-发明专利拥有量"}, {80}),
    ],
)
def test_targets_are_filtered(client: TestClient, asked: dict[str, Any], values: set[float]) -> None:
    page = get(client, "/api/targets", **asked)
    assert {t["value"] for t in page["items"]} == values
    assert page["total"] == len(values)


def test_the_ontology_with_counts(client: TestClient) -> None:
    types = get(client, "/api/types")
    assert {n["name"] for n in types["nodes"]} == set(ontology().nodes)
    counts = {n["name"]: n["count"] for n in types["nodes"]}
    assert (counts["Firm"], counts["Passage"], counts["Hospital"]) == (1, 8, 0)
    assert {e["name"]: e["count"] for e in types["edges"]}["MENTIONED_IN"] == 14


def test_queries_are_listed(client: TestClient) -> None:
    page = get(client, "/api/queries", limit=200)
    assert [q["name"] for q in page["items"]] == [q.name for q in catalogue()]
    shown = next(q for q in page["items"] if q["name"] == "platforms-by-technology")
    assert shown["parameters"][0]["types"] == ["Technology"]
    assert shown["example_url"] == "/api/queries/platforms-by-technology?technology=graphene"


def test_a_query_answers_with_rows_and_all_that_explains_them(client: TestClient) -> None:
    answer = get(client, "/api/queries/platforms-by-technology", technology="graphene")
    (row,) = answer["items"]
    assert row["platform"] == "石墨烯中试平台"
    assert row["evidence"][0] | {"section": ""} == {
        "plan": "luoshi",
        "section": "",
        "passage": "luoshi.p1",
        "start": 0,
        "end": 21,
        "text": "落石区支持岚芯科技集团建设石墨烯中试平台。",
    }
    assert answer["resolved"]["technology"] == {"id": GRAPHENE, "name": "石墨烯", "type": "Technology"}
    assert answer["parameters"]["technology"] == GRAPHENE
    assert "MATCH" in answer["cypher"]
    assert answer["coverage"]["passages"] == 8
    assert not answer["truncated"]
    by_id = get(client, "/api/queries/platforms-by-technology", technology=GRAPHENE)
    assert (by_id["items"], by_id["resolved"]) == (answer["items"], answer["resolved"])


@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        ("/api/entities/nobody", 404, "nobody"),
        ("/api/entities/nobody/edges", 404, "nobody"),
        ("/api/entities/nobody/mentions", 404, "nobody"),
        ("/api/entities/nobody/neighbours", 404, "nobody"),
        ("/api/plans/nowhere", 404, "luoshi, yunxi"),
        ("/api/plans/nowhere/sections", 404, "nowhere"),
        ("/api/plans/nowhere/passages", 404, "nowhere"),
        ("/api/plans/yunxi/passages?section=luoshi.s1", 404, "luoshi.s1"),
        ("/api/passages/yunxi.p99", 404, "yunxi.p99"),
        ("/api/search?q=a&plan=nowhere", 404, "nowhere"),
        ("/api/search", 422, "q"),
        ("/api/search?q=a&type=Rabbit", 422, "Rabbit"),
        ("/api/search?q=a&limit=0", 422, "limit"),
        ("/api/entities/firm-lanxin/edges?type=EATS", 422, "EATS"),
        ("/api/entities/firm-lanxin/edges?direction=up", 422, "direction"),
        ("/api/paths?from=云溪区", 422, "to"),
        ("/api/paths?from=云溪区&to=云溪区", 422, "same"),
        ("/api/paths?from=云溪区&to=不存在的名字", 404, "不存在的名字"),
        ("/api/paths?from=云溪区&to=落石区&max=7", 422, "max"),
        ("/api/subgraph?ids=,", 422, "ids"),
        ("/api/targets?year=999999999999999999999", 422, "year"),
        ("/api/queries/no-such-query", 404, "no-such-query"),
        ("/api/queries/platforms-by-technology", 422, "technology"),
        ("/api/queries/platforms-by-technology?technology=graphene&colour=red", 422, "colour"),
        ("/api/queries/platforms-by-technology?technology=graphene&limit=99999999999999999999", 422, "limit"),
        ("/api/queries/platforms-by-technology?technology=graphene&technology=x", 422, "twice"),
        ("/nothing/here", 404, "/docs"),
    ],
)
def test_errors_are_problems(client: TestClient, url: str, status: int, words: str) -> None:
    answer = client.get(url)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert words in problem["detail"]
    assert problem["type"].startswith("urn:innograph:problem:")
    assert problem["request_id"] == answer.headers["x-request-id"]


def test_an_ambiguous_name_comes_with_candidates(client: TestClient) -> None:
    answer = client.get("/api/entities", params={"name": "青岚"})
    assert answer.status_code == 409
    candidates = answer.json()["candidates"]
    assert {c["name"] for c in candidates} == {"青岚大学", "青岚石墨烯研究院"}
    for candidate in candidates:
        get(client, f"/api/entities/{candidate['id']}")


def test_validation_names_each_field(client: TestClient) -> None:
    problem = client.get("/api/search?limit=x").json()
    assert {e["where"] for e in problem["errors"]} == {"query.q", "query.limit"}
