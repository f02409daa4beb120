"""The reconciliation service, asked over HTTP in the order in which OpenRefine asks it."""

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from innograph.api.app import create_app, server_of
from innograph.graph.settings import Settings
from innograph.graph.store import Store


@pytest.fixture(scope="module")
def refine(sample_store: Store) -> Iterator[httpx.Client]:
    """An HTTP client of a server that listens."""
    settings = Settings(port=0)
    server = server_of(settings, create_app(settings, sample_store))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        yield client
    server.should_exit = True
    thread.join(20)


def ok(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_whole_protocol_step_by_step(refine: httpx.Client) -> None:
    # 1. The service is added: its manifest is read.
    told = ok(refine.get("/api/reconcile"))
    assert "0.2" in told["versions"]
    assert {each["id"] for each in told["defaultTypes"]} >= {"Platform", "Firm", "Technology"}
    # 2. A column is sampled to guess its type.
    sample = {"q0": {"query": "岚芯科技", "limit": 3}, "q1": {"query": "青岚大学", "limit": 3}}
    found = ok(refine.post("/api/reconcile", data={"queries": json.dumps(sample)}))
    assert {key: each["result"][0]["type"][0]["id"] for key, each in found.items()} == {
        "q0": "Firm",
        "q1": "University",
    }
    # 3. The column is reconciled, with a type and another column's values.
    asked = {
        "q0": {"query": "岚芯科技", "type": "Firm", "limit": 5, "type_strict": "should"},
        "q1": {
            "query": "石墨烯",
            "type": "Platform",
            "properties": [{"pid": "TARGETS", "v": {"id": "technology-石墨烯", "name": "石墨烯"}}],
        },
        "q2": {"query": "无此公司", "type": "Firm"},
    }
    found = ok(refine.post("/api/reconcile", data={"queries": json.dumps(asked)}))
    (firm, *_) = found["q0"]["result"]
    assert (firm["id"], firm["match"], firm["score"]) == ("firm-lanxin", True, 100)
    assert found["q1"]["result"][0]["name"] == "石墨烯中试平台"
    assert not found["q1"]["result"][0]["match"]
    assert found["q2"]["result"] == []
    # 4. A cell is looked at, and searched for by hand.
    page = refine.get(told["preview"]["url"].replace("{{id}}", firm["id"]))
    assert page.headers["content-type"].startswith("text/html")
    assert "岚芯科技集团" in page.text
    entity = told["suggest"]["entity"]
    typed = ok(refine.get(entity["service_url"] + entity["service_path"], params={"prefix": "shimo"}))
    assert "石墨烯" in {each["name"] for each in typed["result"]}
    words = ok(refine.get(entity["flyout_service_url"] + entity["flyout_service_path"].replace("${id}", firm["id"])))
    assert words["id"] == firm["id"]
    # 5. Columns are added from the graph.
    extend = told["extend"]["propose_properties"]
    offered = ok(refine.get(extend["service_url"] + extend["service_path"], params={"type": "Firm", "limit": 0}))
    assert {"name_en", "TARGETS", "SUPPORTS", "PARTNERS"} <= {each["id"] for each in offered["properties"]}
    wanted = {"ids": [firm["id"], "nobody"], "properties": [{"id": "TARGETS"}, {"id": "mentions"}, {"id": "plans"}]}
    values = ok(refine.post("/api/reconcile", data={"extend": json.dumps(wanted)}))
    assert [each["id"] for each in values["meta"]] == ["TARGETS", "mentions", "plans"]
    assert values["rows"]["firm-lanxin"] == {
        "TARGETS": [{"id": "technology-石墨烯", "name": "石墨烯"}],
        "mentions": [{"int": 3}],
        "plans": [{"str": "luoshi"}, {"str": "yunxi"}],
    }
    assert values["rows"]["nobody"] == {"TARGETS": [], "mentions": [], "plans": []}


def test_one_name_alone(refine: httpx.Client) -> None:
    plain = ok(refine.get("/api/reconcile", params={"query": "graphene", "type": "Technology", "limit": 1}))
    written = ok(
        refine.get("/api/reconcile", params={"query": '{"query": "graphene", "type": "Technology", "limit": 1}'})
    )
    assert plain == written
    assert plain["result"][0]["id"] == "technology-石墨烯"
    assert ok(refine.post("/api/reconcile", data={"query": "graphene"}))["result"][0]["match"]


def test_batches_by_get_and_post_are_alike(refine: httpx.Client) -> None:
    queries = json.dumps({"a": {"query": "firm-lanxin"}, "b": {"query": "岚大"}, "c": {"query": "青岚大雪"}})
    by_get = ok(refine.get("/api/reconcile", params={"queries": queries}))
    assert by_get == ok(refine.post("/api/reconcile", data={"queries": queries}))
    assert by_get["a"]["result"][0]["id"] == "firm-lanxin"
    assert [by_get["b"]["result"][0]["name"], by_get["b"]["result"][0]["match"]] == ["青岚大学", True]
    assert [by_get["c"]["result"][0]["name"], by_get["c"]["result"][0]["match"]] == ["青岚大学", False]


def test_properties_tell_candidates_apart(refine: httpx.Client) -> None:
    def score(value: str) -> float:
        query = {"query": "岚芯科技集团", "properties": [{"pid": "TARGETS", "v": value}]}
        return float(ok(refine.get("/api/reconcile", params={"query": json.dumps(query)}))["result"][0]["score"])

    assert score("石墨烯") == 100
    assert score("量子通信") < 90


def test_inward_edges_and_limits(refine: httpx.Client) -> None:
    wanted = {
        "ids": ["technology-石墨烯", "university-青岚大学"],
        "properties": [{"id": "TARGETS.in", "settings": {"limit": "1"}}, {"id": "PARTNERS"}],
    }
    rows = ok(refine.post("/api/reconcile", data={"extend": json.dumps(wanted)}))["rows"]
    assert len(rows["technology-石墨烯"]["TARGETS.in"]) == 1
    assert rows["university-青岚大学"]["PARTNERS"] == [{"id": "firm-lanxin", "name": "岚芯科技集团"}]


@pytest.mark.parametrize(
    "form",
    [
        {"queries": "{"},
        {"queries": "[]"},
        {"queries": '{"q": 1}'},
        {"queries": '{"q": {"query": 1}}'},
        {"queries": json.dumps({str(n): {"query": "x"} for n in range(600)})},
        {"extend": "{}"},
        {"extend": '{"ids": ["a"], "properties": [{"id": "swordfish"}]}'},
        {"query": "{}}"},
        {"queries": "[" * 100_000},
    ],
)
def test_what_is_no_question_is_told_so(refine: httpx.Client, form: dict[str, str]) -> None:
    answer = refine.post("/api/reconcile", data=form)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_bodies_that_are_no_form(refine: httpx.Client) -> None:
    assert refine.post("/api/reconcile", json={}).status_code == 422
    large = refine.post("/api/reconcile", data={"queries": "x" * (5 * 2**20)})
    assert large.status_code == 413


def test_scripts_only_where_asked(refine: httpx.Client) -> None:
    plain = refine.get("/api/reconcile")
    assert plain.headers["content-type"] == "application/json"
    script = refine.get("/api/reconcile", params={"callback": "jQuery1_2.done"})
    assert script.headers["content-type"].startswith("application/javascript")
    assert script.headers["x-content-type-options"] == "nosniff"
    assert script.text == f"/**/jQuery1_2.done({plain.text});"
    for callback in ("alert(1)//", "a b", "<script>", "1a"):
        assert refine.get("/api/reconcile", params={"callback": callback}).status_code == 422


def test_suggestions_of_types_and_properties(refine: httpx.Client) -> None:
    types = ok(refine.get("/api/reconcile/suggest/type", params={"prefix": "plat"}))["result"]
    assert [each["id"] for each in types] == ["Platform"]
    found = ok(refine.get("/api/reconcile/suggest/property", params={"prefix": "partner"}))["result"]
    assert [each["id"] for each in found] == ["PARTNERS"]
    assert ok(refine.get("/api/reconcile/suggest/entity", params={"prefix": ""}))["result"] == []
    assert ok(refine.get("/api/reconcile/flyout/type", params={"id": "Firm"}))["html"]
    assert refine.get("/api/reconcile/flyout/entity", params={"id": "nobody"}).status_code == 404
    assert refine.get("/api/reconcile/preview", params={"id": "nobody"}).status_code == 404


def test_no_script_from_a_server_that_asks_for_keys(sample_store: Store, tmp_path: Any) -> None:
    from innograph.api.access import hash_key

    keys = tmp_path / "keys"
    keys.write_text(f"alice {hash_key('k')}\n", "utf-8")
    with TestClient(create_app(Settings(api_keys_file=str(keys)), sample_store)) as client:
        headers = {"X-API-Key": "k"}
        assert client.get("/api/reconcile", headers=headers).status_code == 200
        assert client.get("/api/reconcile?callback=f", headers=headers).status_code == 422
