"""What all routes share: forms, pages, ETags, ids, keys, limits, logs, and the life of the app."""

import base64
import csv
import io
import json
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import plan_builder
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from innograph.api import jobs
from innograph.api.access import Limiter, hash_key, new_key, read_keys
from innograph.api.app import create_app, server_of
from innograph.api.bodies import hosts_of
from innograph.api.deps import Graph
from innograph.api.monitoring import JsonFormatter
from innograph.api.negotiation import columns, suffix_of
from innograph.api.problems import TooManyRequestsError
from innograph.api.schemas import Target
from innograph.graph.errors import SettingsError, StoreError
from innograph.graph.settings import Settings
from innograph.graph.store import Store

LISTS = [
    "/api/search?q=石墨烯",
    "/api/suggest?q=石墨",
    "/api/entities",
    "/api/entities/firm-lanxin/edges",
    "/api/entities/firm-lanxin/mentions",
    "/api/entities/firm-lanxin/neighbours",
    "/api/plans",
    "/api/plans/yunxi/sections",
    "/api/plans/yunxi/passages",
    "/api/indicators",
    "/api/targets",
    "/api/queries",
]


@contextmanager
def served(store: Store, **values: Any) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(**values), store)) as client:
        yield client


def key_of(item: dict[str, Any]) -> str:
    return item.get("id") or item.get("name") or json.dumps([item["passage"], item["start"]])


def with_suffix(url: str, suffix: str) -> str:
    path, mark, query = url.partition("?")
    return f"{path}.{suffix}{mark}{query}"


@pytest.mark.parametrize("url", LISTS)
def test_pages_of_one_put_together_are_the_whole(client: TestClient, url: str) -> None:
    whole = client.get(f"{url}{'&' if '?' in url else '?'}limit=200").json()
    assert whole["next_cursor"] is None
    assert whole["total"] == len(whole["items"])
    mark = "&" if "?" in url else "?"
    seen: list[Any] = []
    cursor = ""
    while True:
        answer = client.get(f"{url}{mark}limit=1" + (f"&cursor={cursor}" if cursor else ""))
        page = answer.json()
        assert page["total"] == whole["total"]
        seen += page["items"]
        cursor = page["next_cursor"]
        if not cursor:
            assert "link" not in answer.headers
            break
        assert client.get(answer.headers["link"].split(">")[0][1:]).json()["items"] == whole["items"][len(seen) :][:1]
    assert [key_of(item) for item in seen] == [key_of(item) for item in whole["items"]]


@pytest.mark.parametrize("url", LISTS)
def test_every_list_has_its_csv_and_json_lines(client: TestClient, url: str) -> None:
    items = client.get(f"{url}{'&' if '?' in url else '?'}limit=200").json()["items"]
    lines = client.get(with_suffix(url, "jsonl"))
    assert lines.headers["content-type"] == "application/jsonl"
    assert [json.loads(line) for line in lines.text.splitlines()] == items
    table = client.get(url, headers={"Accept": "text/csv"})
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.headers["x-total-count"] == str(len(items))
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert len(rows) == len(items)
    assert client.get(with_suffix(url, "csv")).content == table.content


def test_csv_flattens_records_and_keeps_its_header(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/api/targets.csv").content.decode("utf-8-sig"))))
    assert rows[0]["indicator.name"] == "发明专利拥有量"
    assert rows[0]["region.name"] == "云溪区"
    assert rows[0]["evidence.section_path"] == "2.主要目标"
    empty = client.get("/api/targets.csv?year=2100").content.decode("utf-8-sig").splitlines()
    assert empty == [",".join(columns(Target))]


def test_query_rows_as_csv(client: TestClient) -> None:
    text = client.get("/api/queries/platforms-by-technology.csv?technology=graphene").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["platform"] == "石墨烯中试平台"
    assert json.loads(row["evidence"])[0]["passage"] == "luoshi.p1"


def test_streams_go_beyond_one_page(own_store: Store) -> None:
    own_store.write_plan(plan_builder.large("big", entities=40, passages=40, mentions=80, relations=40))
    with served(own_store, max_limit=7) as client:
        page = client.get("/api/entities?limit=500").json()
        assert (len(page["items"]), page["total"]) == (7, 40)
        assert len(client.get("/api/entities.jsonl").text.splitlines()) == 40
        assert len(client.get("/api/entities.csv").text.splitlines()) == 41
        assert len(client.get("/api/entities.jsonl?limit=5").text.splitlines()) == 5


def test_formulas_are_not_run_by_a_spreadsheet(own_store: Store) -> None:
    plan = plan_builder.PlanBuilder("risky", title="=1+1")
    plan.section("一")
    plan.sentence("青岚市支持企业。")
    own_store.write_plan(plan.build())
    with served(own_store) as client:
        (row,) = csv.DictReader(io.StringIO(client.get("/api/plans.csv").content.decode("utf-8-sig")))
        assert row["title"] == "'=1+1"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/json;q=0.1, text/csv;q=0.9", "text/csv; charset=utf-8"),
        ("application/x-ndjson", "application/jsonl"),
        ("image/png", ""),
        ("text/csv;q=0", ""),
        ("nonsense;q=x", ""),
    ],
)
def test_accept(client: TestClient, accept: str, form: str) -> None:
    answer = client.get("/api/plans", headers={"Accept": accept})
    assert answer.status_code == (200 if form else 406)
    assert answer.headers["content-type"] == (form or "application/problem+json")


def test_a_record_has_no_csv(client: TestClient) -> None:
    answer = client.get("/api/plans/yunxi.csv")
    assert answer.status_code == 406
    assert answer.json()["instance"] == "/api/plans/yunxi.csv"


def test_the_suffix_json_is_allowed(client: TestClient) -> None:
    assert client.get("/api/plans/yunxi.json").json()["id"] == "yunxi"


@given(st.text(), st.sampled_from(["csv", "jsonl", "json"]))
def test_a_suffix_is_taken_off_once(stem: str, suffix: str) -> None:
    assert suffix_of(f"/api/{stem}.{suffix}") == (f"/api/{stem}", suffix)
    assert suffix_of(f"/entities/{stem}.{suffix}")[1] == ""


@pytest.mark.parametrize(
    "cursor", ["x", "AAAA", "e30", "bnVsbA", "石", "W10", base64.b64encode(b"[1e999,1,1]").decode()]
)
def test_a_made_up_cursor_is_refused(client: TestClient, cursor: str) -> None:
    answer = client.get("/api/entities", params={"cursor": cursor})
    assert answer.status_code == 422
    assert "cursor" in answer.json()["detail"]


def test_a_cursor_belongs_to_its_question(client: TestClient) -> None:
    cursor = client.get("/api/entities?limit=1").json()["next_cursor"]
    assert client.get("/api/entities", params={"cursor": cursor, "limit": 3}).status_code == 200
    assert client.get("/api/entities", params={"cursor": cursor, "type": "Firm"}).status_code == 422
    assert client.get("/api/plans", params={"cursor": cursor}).status_code == 422


def test_a_cursor_ends_with_its_edition(own_store: Store) -> None:
    own_store.write_plan(plan_builder.yunxi())
    with served(own_store) as client:
        cursor = client.get("/api/entities?limit=1").json()["next_cursor"]
        own_store.write_plan(plan_builder.luoshi())
        graph: Graph = client.app.state.graph  # type: ignore[attr-defined]
        graph.changed()
        assert client.get("/api/entities", params={"cursor": cursor}).status_code == 410


def test_etag_spares_the_answer_until_the_graph_changes(own_store: Store) -> None:
    own_store.write_plan(plan_builder.yunxi())
    with served(own_store) as client:
        graph: Graph = client.app.state.graph  # type: ignore[attr-defined]
        first = client.get("/api/search?q=石墨烯")
        tag = first.headers["etag"]
        again = client.get("/api/search?q=石墨烯", headers={"If-None-Match": f'"other", {tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert client.get("/api/search?q=石墨", headers={"If-None-Match": tag}).status_code == 200
        assert client.get("/api/search.csv?q=石墨烯").headers["etag"] != tag
        own_store.write_plan(plan_builder.luoshi())
        graph.changed()
        changed = client.get("/api/search?q=石墨烯", headers={"If-None-Match": tag})
        assert changed.status_code == 200
        assert changed.json()["total"] == 3
        own_store.remove_plan("luoshi")
        graph.changed()
        back = client.get("/api/search?q=石墨烯", headers={"If-None-Match": tag})
        assert back.status_code == 304


def test_answers_are_kept_for_one_edition_only(own_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    own_store.write_plan(plan_builder.yunxi())
    with served(own_store) as client:
        monkeypatch.setattr(Graph, "max_age_s", 60.0)
        one = client.get("/api/plans").json()
        reads: list[str] = []
        monkeypatch.setattr(own_store, "read", lambda query, *_, **__: reads.append(query))
        assert client.get("/api/plans").json() == one
        assert reads == []
        monkeypatch.undo()
        # A plan goes in and out again while nobody looks: the version is as before, yet nothing old may be told.
        own_store.write_plan(plan_builder.luoshi())
        assert len(client.get("/api/indicators").json()["items"][0]["plans"]) == 2
        own_store.remove_plan("luoshi")
        client.app.state.graph.changed()  # type: ignore[attr-defined]
        assert len(client.get("/api/indicators").json()["items"][0]["plans"]) == 1


def test_a_write_elsewhere_is_seen(own_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Graph, "max_age_s", 0.0)
    with served(own_store) as client:
        assert client.get("/api/plans").json()["items"] == []
        own_store.write_plan(plan_builder.yunxi())
        assert [p["id"] for p in client.get("/api/plans").json()["items"]] == ["yunxi"]


def test_head_is_get_without_a_body(client: TestClient) -> None:
    answer = client.head("/api/plans")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) == len(client.get("/api/plans").content)
    assert client.head("/api/plans/nowhere").status_code == 404


def test_other_methods_are_refused(client: TestClient) -> None:
    answer = client.put("/api/plans")
    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(("given_id", "kept"), [("trace-42.a", True), ("", False), ("a b", False), ("x" * 65, False)])
def test_request_ids(client: TestClient, given_id: str, kept: bool) -> None:
    answer = client.get("/health", headers={"X-Request-ID": given_id})
    assert (answer.headers["x-request-id"] == given_id) is kept
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_keys(sample_store: Store, tmp_path: Path) -> None:
    key = new_key()
    file = tmp_path / "keys"
    file.write_text(f"# who may ask\nalice {hash_key(key)}\n", "utf-8")
    basic = base64.b64encode(f"anyone:{key}".encode()).decode()
    with served(sample_store, api_keys_file=str(file)) as client:
        for headers in (
            {"X-API-Key": key},
            {"Authorization": f"Bearer {key}"},
            {"Authorization": f"Basic {basic}"},
        ):
            assert client.get("/api/plans", headers=headers).status_code == 200
        for headers in ({}, {"X-API-Key": "wrong"}, {"Authorization": "Basic ???"}, {"Authorization": "Digest x"}):
            refused = client.get("/api/plans", headers=headers)
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"].startswith("Basic")
            assert client.get("/metrics", headers=headers).status_code == 401
            assert client.get("/openapi.json", headers=headers).status_code == 401
        for path in ("/api/plans", "/plans", "/explore/data?ids=nobody"):
            told = client.get(path, headers={"X-API-Key": key}).headers["cache-control"]
            assert {"private, no-cache", "no-store"} & {told}, path
        assert client.get("/health").status_code == 200
        assert client.get("/ready").status_code == 200


@pytest.mark.parametrize("text", ["", "# nothing\n", "alice\n", "alice 1234\n", f"alice {'G' * 64}\n"])
def test_a_file_of_keys_that_cannot_be_used(sample_store: Store, tmp_path: Path, text: str) -> None:
    file = tmp_path / "keys"
    file.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match="keys"):
        create_app(Settings(api_keys_file=str(file)), sample_store)
    with pytest.raises(SettingsError, match="missing"):
        read_keys(str(tmp_path / "missing"))


def test_caches_of_others_may_keep_what_needs_no_key(client: TestClient) -> None:
    for path in ("/api/plans", "/plans"):
        assert client.get(path).headers["cache-control"] == "no-cache"


def test_rate_limit(sample_store: Store) -> None:
    with served(sample_store, rate_limit=3) as client:
        left = [client.get("/api/plans") for _ in range(3)]
        assert [answer.headers["x-ratelimit-remaining"] for answer in left] == ["2", "1", "0"]
        refused = client.get("/api/plans")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) >= 1
        assert client.get("/health").status_code == 200


def test_who_tries_keys_is_counted(sample_store: Store, tmp_path: Path) -> None:
    key = new_key()
    file = tmp_path / "keys"
    file.write_text(f"alice {hash_key(key)}\n", "utf-8")
    with served(sample_store, api_keys_file=str(file), rate_limit=3) as client:
        tried = [client.get("/api/plans", headers={"X-API-Key": f"guess {number}"}) for number in range(5)]
        assert [answer.status_code for answer in tried] == [401, 401, 401, 429, 429]
        assert int(tried[-1].headers["retry-after"]) >= 1
        assert client.get("/plans", headers={"Accept": "text/html"}).status_code == 429
        assert client.post("/signin", data={"key": "a guess"}).status_code == 429
        assert client.get("/api/plans", headers={"X-API-Key": key}).status_code == 200  # who has one is not held up


def test_the_bucket_fills_evenly() -> None:
    now = 0.0
    limiter = Limiter(60, clock=lambda: now)
    for _ in range(60):
        limiter.take("a")
    with pytest.raises(TooManyRequestsError) as caught:
        limiter.take("a")
    assert caught.value.retry_after == 1
    assert limiter.take("b") == 59
    now = 1.0
    assert limiter.take("a") == 0
    now = 1000.0
    assert limiter.take("a") == 59


ANY_NAME = ("127.0.0.1", "localhost", "LOCALHOST.", "[::1]", "evil.example", "testserver", "graph.example", "", "a b")


@pytest.mark.parametrize(
    ("settings", "known"),
    [
        ({}, {"127.0.0.1", "localhost", "LOCALHOST.", "[::1]"}),
        ({"host": "localhost"}, {"127.0.0.1", "localhost", "LOCALHOST.", "[::1]"}),
        (
            {"host": "::1", "hosts": "Graph.example,"},
            {"127.0.0.1", "localhost", "LOCALHOST.", "[::1]", "graph.example"},
        ),
        ({"host": "0.0.0.0", "hosts": "graph.example, ::1"}, {"graph.example", "[::1]"}),  # noqa: S104
        ({"host": "192.168.1.5"}, set(ANY_NAME)),
    ],
)
def test_a_server_answers_to_its_names(sample_store: Store, settings: dict[str, str], known: set[str]) -> None:
    """A page elsewhere may have a name of its own lead to this machine: such requests bear that name."""
    app = create_app.__wrapped__(Settings(**settings), sample_store)  # type: ignore[attr-defined, arg-type]
    with TestClient(app) as client:
        for name in ANY_NAME:
            for host in (name, f"{name}:8000"):
                for path in ("/", "/api/plans", "/assets/none", "/signin"):
                    answer = client.get(path, headers={"Host": host})
                    assert (answer.status_code != 421) == (name in known), (host, path)
                assert client.get("/health", headers={"Host": host}).status_code == 200
                assert client.get("/ready", headers={"Host": host}).status_code == 200


def test_the_address_given_to_the_command_is_the_one_that_counts(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Settings] = []

    class Server:
        started = should_exit = False

        def __init__(self, settings: Settings, _: object) -> None:
            served.append(settings)

        def run(self, sockets: list[socket.socket]) -> None:
            sockets[0].close()

    monkeypatch.setattr("innograph.api.app.server_of", Server)
    jobs.serve(sample_store.settings, host="127.0.0.2", port=0, fill=False, say=print)
    assert hosts_of(served[0]) == {"127.0.0.1", "127.0.0.2", "localhost", "[::1]"}


def test_a_request_to_another_name_changes_nothing(own_store: Store) -> None:
    with served(own_store, upload=True, cors_origins="https://a.example") as client:
        headers = {"Host": "evil.example", "Origin": "http://evil.example"}
        for method, path in (("POST", "/api/plans"), ("DELETE", "/api/plans/x"), ("POST", "/load"), ("OPTIONS", "/")):
            answer = client.request(method, path, headers=headers)
            assert answer.status_code == 421
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["title"] == "Misdirected request"
        asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET", "Host": "evil.example"}
        assert client.options("/api/plans", headers=asked).status_code == 421
        page = client.get("/", headers={"Host": "evil.example", "Accept": "text/html"})
        assert (page.status_code, page.headers["content-type"]) == (421, "text/html; charset=utf-8")
        twice = [("Host", "localhost"), ("Host", "evil.example")]
        assert client.get("/", headers=twice).status_code == 421


@pytest.mark.parametrize("hosts", ["http://a.example", "a.example:8000", "*", "a b", "a.example/x", "[::1]:80", "a,*"])
def test_names_that_are_none_are_told(hosts: str) -> None:
    with pytest.raises(SettingsError, match="INNOGRAPH_HOSTS"):
        Settings.from_env({"INNOGRAPH_HOSTS": hosts})
    assert Settings.from_env({"INNOGRAPH_HOSTS": " A.example., ::1,[fe80::1], "}).host_names() == {
        "a.example",
        "[::1]",
        "[fe80::1]",
    }


def test_cors(sample_store: Store) -> None:
    with served(sample_store, cors_origins="https://a.example, https://b.example") as client:
        allowed = client.get("/api/plans", headers={"Origin": "https://a.example"})
        assert allowed.headers["access-control-allow-origin"] == "https://a.example"
        assert "etag" in allowed.headers["access-control-expose-headers"].lower()
        other = client.get("/api/plans", headers={"Origin": "https://c.example"})
        assert "access-control-allow-origin" not in other.headers
        preflight = client.options(
            "/api/plans", headers={"Origin": "https://b.example", "Access-Control-Request-Method": "GET"}
        )
        assert preflight.status_code == 200


def test_a_store_that_fails_is_a_problem(own_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(own_store) as client:
        client.get("/api/plans")

        def fail(*_: object, **__: object) -> None:
            raise StoreError("the graph store failed: gone")

        monkeypatch.setattr(own_store, "read", fail)
        assert client.get("/ready").status_code == 503
        answer = client.get("/api/search?q=a")
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert client.get("/health").status_code == 200


def test_a_fault_of_ours_tells_nothing(
    own_store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with served(own_store) as client:
        client.get("/api/plans")

        def fail(*_: object, **__: object) -> None:
            raise RuntimeError("the password is swordfish")

        monkeypatch.setattr(own_store, "search", fail)
        answer = client.get("/api/search?q=a")
        assert answer.status_code == 500
        assert answer.headers["content-type"] == "application/problem+json"
        assert "swordfish" not in answer.text
        assert answer.json()["request_id"] == answer.headers["x-request-id"]
        assert "swordfish" in caplog.text


def test_the_app_opens_and_closes_its_own_store(tmp_path: Path) -> None:
    app = create_app(Settings(data=tmp_path / "data"))
    assert app.state.graph is None
    with TestClient(app) as client:
        assert client.get("/ready").status_code == 200
        store = app.state.graph.store
    with pytest.raises(StoreError, match="closed"):
        store.read("RETURN 1")


def test_before_the_store_is_open_there_is_an_answer(tmp_path: Path) -> None:
    client = TestClient(create_app(Settings(data=tmp_path / "data")))  # not entered: the life span has not begun
    assert client.get("/health").status_code == 200
    assert client.get("/ready").status_code == 503
    assert client.get("/api/plans").status_code == 503


def test_logs_bear_the_fields_and_no_secret(
    sample_store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    key = new_key()
    file = tmp_path / "keys"
    file.write_text(f"alice {hash_key(key)}\n", "utf-8")
    with served(sample_store, api_keys_file=str(file)) as client, caplog.at_level(logging.INFO, "innograph.access"):
        client.get("/api/plans/yunxi", headers={"X-API-Key": key, "X-Request-ID": "r-1"})
        client.get("/api/plans", headers={"X-API-Key": "a-wrong-key"})
    lines = [JsonFormatter().format(record) for record in caplog.records if record.name == "innograph.access"]
    first = json.loads(lines[0])
    assert first["level"] == "info"
    assert first["message"] == "GET /api/plans/yunxi 200"
    assert {name: first[name] for name in ("request_id", "method", "path", "route", "status", "client")} == {
        "request_id": "r-1",
        "method": "GET",
        "path": "/api/plans/yunxi",
        "route": "/api/plans/{plan}",
        "status": 200,
        "client": "alice",
    }
    assert key not in "".join(lines)
    assert "a-wrong-key" not in "".join(lines)


def test_the_server_follows_the_settings(sample_store: Store) -> None:
    settings = Settings(host="127.0.0.1", port=8765)
    server = server_of(settings, create_app(settings, sample_store))
    assert (server.config.host, server.config.port) == ("127.0.0.1", 8765)
    assert server.config.timeout_graceful_shutdown
