"""What a person at a browser gets where a program gets a problem: a page, and a form that asks for the key once."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from innograph.api import sessions
from innograph.api.access import hash_key, new_key
from innograph.api.app import create_app
from innograph.api.routers.signin import own_address
from innograph.api.sessions import SESSION_COOKIE, Sessions
from innograph.graph.settings import Settings
from innograph.graph.store import Store

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"}
KEY = new_key()


@pytest.fixture
def guarded(sample_store: Store, tmp_path: Path) -> Iterator[TestClient]:
    file = tmp_path / "keys"
    file.write_text(f"Alice <b> {hash_key(KEY)}\n", "utf-8")
    app = create_app(Settings(api_keys_file=str(file)), sample_store)
    with TestClient(app, follow_redirects=False) as client:
        yield client


def signed_in(client: TestClient, onward: str = "/") -> None:
    answer = client.post("/signin", data={"key": KEY, "next": onward})
    assert (answer.status_code, answer.headers["location"]) == (303, onward)


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nowhere", 404), ("/plans/none", 404), ("/search?page=0", 422), ("/assets/x/none.js", 404), ("/favicon.ico", 404)],
)  # fmt: skip
def test_a_browser_gets_a_page_in_its_language(client: TestClient, path: str, status: int) -> None:
    for lang, word in (("zh", "回到首页"), ("en", "To the start page")):
        answer = client.get(path, headers={**BROWSER, "Cookie": f"lang={lang}"})
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("text/html")
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert 'role="search"' in answer.text
        assert word in answer.text
        assert 'href="/explore"' in answer.text


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("", "zh-CN"),
        ("en-US,en;q=0.9", "en"),
        ("en", "en"),
        ("EN-gb", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"),
        ("en;q=0.4, zh;q=0.6", "zh-CN"),
        ("fr-FR, en;q=0.7, zh;q=0.3", "en"),
        ("en-GB;q=0.9,zh-TW;q=0.9", "en"),
        ("fr,de;q=0.5,*;q=0.1", "zh-CN"),
        ("en;q=0", "zh-CN"),
        ("en;q=none,;;,zh", "zh-CN"),
        ("eng, zh", "zh-CN"),
    ],
)
def test_a_browser_is_read_in_the_language_it_prefers(client: TestClient, accepted: str, lang: str) -> None:
    headers = {**BROWSER, "Accept-Language": accepted}
    for path in ("/plans", "/plans/none"):
        answer = client.get(path, headers=headers)
        assert f'<html lang="{lang}">' in answer.text
        assert "accept-language" in answer.headers["vary"].lower()
    for chosen, shown in (("zh", "zh-CN"), ("en", "en")):
        kept = client.get("/plans", headers={**headers, "Cookie": f"lang={chosen}"})
        assert f'<html lang="{shown}">' in kept.text
        client.cookies.clear()
        asked = client.get(f"/plans?lang={chosen}", headers=headers)
        assert f'<html lang="{shown}">' in asked.text
        client.cookies.clear()


def test_a_drawing_is_in_the_language_of_its_page(client: TestClient) -> None:
    for accepted, label in (("en", "Qinglan University"), ("zh", "青岚大学")) * 2:
        path = f"/explore/data?ids={quote('university-青岚大学')}"
        answer = client.get(path, headers={"Accept-Language": accepted})
        assert label in {node["label"] for node in answer.json()["nodes"]}


@pytest.mark.parametrize("accept", ["*/*", "application/json", "text/html, application/json", "", "text/csv"])
def test_a_program_gets_a_problem(client: TestClient, accept: str) -> None:
    answer = client.get("/nowhere", headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/api/nowhere", headers=BROWSER).headers["content-type"] == "application/problem+json"


def test_a_wrong_method_and_a_failure_are_pages_too(
    client: TestClient, sample_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = client.post("/plans", headers=BROWSER)
    assert (answer.status_code, answer.headers["content-type"]) == (405, "text/html; charset=utf-8")
    assert "GET" in answer.headers["allow"]
    from innograph.api.pages import departments

    def fail(*_: object) -> None:
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr(departments, "departments", fail)
    answer = client.get("/departments", headers=BROWSER)
    assert answer.status_code == 500
    assert "a secret" not in answer.text
    assert answer.headers["x-request-id"] in answer.text


def test_too_many_requests_are_told_as_a_page(sample_store: Store) -> None:
    with TestClient(create_app(Settings(rate_limit=1), sample_store)) as client:
        client.get("/plans", headers=BROWSER)
        answer = client.get("/plans", headers=BROWSER)
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) >= 1
        assert "请求太频繁" in answer.text
        # Without them the page could not be read.
        asset = next(part for part in answer.text.split('"') if part.endswith("base.css"))
        assert all(client.get(asset).status_code == 200 for _ in range(3))


def test_what_needs_no_key(guarded: TestClient) -> None:
    page = guarded.get("/signin", headers=BROWSER)
    assert page.status_code == 200
    assets = {part for part in page.text.split('"') if part.startswith("/assets/")}
    assert len(assets) >= 4
    assert {guarded.get(each).status_code for each in assets} == {200}
    for path in ("/", "/api/plans", "/metrics", "/openapi.json", "/explore/overview", "/targets.xlsx", "/assetsx"):
        assert guarded.get(path).status_code == 401, path


def test_a_browser_is_led_to_the_form_and_back(guarded: TestClient) -> None:
    path = "/search?q=" + quote("石墨烯") + "&type=Technology"
    answer = guarded.get(path, headers=BROWSER)
    assert answer.status_code == 303
    form = guarded.get(answer.headers["location"], headers=BROWSER)
    assert f'value="{path.replace("&", "&amp;")}"' in form.text
    signed_in(guarded, path)
    found = guarded.get(path, headers=BROWSER)
    assert found.status_code == 200
    assert "Alice &lt;b&gt;" in found.text
    assert guarded.get("/api/plans").status_code == 200
    assert guarded.post("/signout").headers["location"] == "/signin"
    assert guarded.get(path, headers=BROWSER).status_code == 303


def test_the_cookie(guarded: TestClient) -> None:
    answer = guarded.post("/signin", data={"key": KEY})
    cookie = answer.headers["set-cookie"]
    assert KEY not in cookie
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Secure" not in cookie
    assert "no-store" in answer.headers["cache-control"]
    token = guarded.cookies[SESSION_COOKIE]
    guarded.post("/signout")
    assert guarded.get("/api/plans", headers={"Cookie": f"{SESSION_COOKIE}={token}"}).status_code == 401
    guarded.base_url = "https://testserver"
    assert "Secure" in guarded.post("/signin", data={"key": KEY}).headers["set-cookie"]


@pytest.mark.parametrize("key", ["", "wrong", "密钥", "x" * 3000, KEY[:-1]])
def test_a_wrong_key_opens_nothing(guarded: TestClient, key: str) -> None:
    answer = guarded.post("/signin", data={"key": key})
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert 'role="alert"' in answer.text
    forged = {"Cookie": f"{SESSION_COOKIE}={key.encode().hex()}"}
    assert guarded.get("/api/plans", headers=forged).status_code == 401


def test_a_form_of_another_site_or_too_large_a_one(guarded: TestClient) -> None:
    foreign = guarded.post("/signin", data={"key": KEY}, headers={"Origin": "http://elsewhere.example"})
    assert foreign.status_code == 403
    assert guarded.post("/signin", data={"key": "x" * 40_000}).status_code == 413
    signed_in(guarded)
    assert guarded.post("/signout", headers={"Origin": "http://elsewhere.example"}).status_code == 403
    assert guarded.get("/api/plans").status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "plans",
        "/a\r\nb",
        "//[",
        "/" + "x" * 9000,
    ],
)
def test_it_leads_nowhere_else(guarded: TestClient, text: str) -> None:
    assert own_address(text) == "/"
    assert guarded.post("/signin", data={"key": KEY, "next": text}).headers["location"] == "/"
    assert own_address("/explore?ids=a,b#c") == "/explore?ids=a,b#c"


def test_a_long_address_is_gone_on_to(guarded: TestClient) -> None:
    onward = "/explore?ids=" + "%E5%AE%9D%E5%B1%B1" * 160
    shown = guarded.get(onward, headers={"Accept": "text/html"}, follow_redirects=False)
    assert guarded.get(shown.headers["location"], headers={"Accept": "text/html"}).status_code == 200
    assert (
        guarded.post("/signin", data={"key": KEY, "next": onward}, follow_redirects=False).headers["location"] == onward
    )


def test_scripts_of_a_browser_get_no_window_of_its_own(guarded: TestClient) -> None:
    answer = guarded.get("/api/suggest?q=x", headers={"Sec-Fetch-Mode": "cors"})
    assert (answer.status_code, answer.headers["www-authenticate"][:6]) == (401, "Bearer")


def test_sessions_end(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    found = Sessions(lambda: now[0])
    token = found.begin("alice")
    now[0] = sessions.SESSION_SECONDS - 1
    assert found.owner(token) == "alice"
    now[0] = sessions.SESSION_SECONDS
    assert found.owner(token) is None
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 3)
    first, *others = [found.begin(f"n{number}") for number in range(4)]
    assert found.owner(first) is None
    assert [found.owner(each) for each in others] == ["n1", "n2", "n3"]


def test_without_keys_there_is_nothing_to_sign_in_to(client: TestClient) -> None:
    assert client.get("/signin", headers=BROWSER).status_code == 404
    assert "/signout" not in client.get("/").text


@pytest.mark.parametrize(
    ("path", "status", "field", "zh", "en"),
    [
        ("/queries/platforms-by-technology?technology=zzz&run=1", 404, "technology", "没有叫“zzz”的技术领域", "no Technology “zzz”"),
        ("/queries/partners-of-an-actor?actor=石墨烯平台中心处&run=1", 404, "actor", "没有叫“石墨烯平台中心处”的", "name"),
        ("/queries/section-outline?plan=zzz&run=1", 404, "plan", "没有载入叫“zzz”的规划", "No plan “zzz” is loaded"),
        ("/queries/targets-by-indicator?indicator=zzz&run=1", 404, "indicator", "没有叫“zzz”的指标", "no indicator “zzz”"),
        ("/queries/figures-by-year?year=x&run=1", 422, "year", "“x”不是可用的整数", "“x” is no whole number"),
        ("/queries/figures-by-year?year=2025&limit=0", 422, "limit", "请填 1 到 1000", "from 1 to 1000"),
        (f"/queries/figures-by-year?year={'9' * 40}", 422, "year", "不是可用的整数", "no whole number"),
        ("/queries/entities-of-a-type?type=zzz&run=1", 422, "type", "这里不能填“zzz”", "“zzz” cannot stand here"),
        ("/compare?a=zzz&b=yunxi", 404, "a", "“zzz”不是所载的规划", "“zzz” is neither a loaded plan"),
        ("/compare?a=yunxi&b=zzz", 404, "b", "“zzz”不是所载的规划", "“zzz” is neither a loaded plan"),
        ("/compare?a=yunxi&b=firm-lanxin", 422, "b", "“firm-lanxin”不是", "“firm-lanxin” is neither"),
        ("/targets?region=zzz", 404, "region", "没有叫“zzz”的区域", "no Region “zzz”"),
        ("/targets?plan=zzz", 404, "plan", "没有载入叫“zzz”的规划", "No plan “zzz” is loaded"),
    ],
)  # fmt: skip
def test_a_form_with_a_name_that_fits_nothing_stays(
    client: TestClient, path: str, status: int, field: str, zh: str, en: str
) -> None:
    for lang, reason in (("zh", zh), ("en", en)):
        answer = client.get(path, headers={**BROWSER, "Cookie": f"lang={lang}"})
        assert answer.status_code == status
        text = answer.text
        assert '<form class="filters"' in text or '<form class="versus"' in text
        told = text[text.index(f'id="unfit-{field}"') :].partition("</div>")[0]
        assert reason in told
        assert text.count('class="unfit"') == text.count('aria-invalid="true"') == 1
        if field in {"technology", "indicator", "region", "a", "b"}:
            assert 'value="zzz"' in text or "zzz" not in path


def test_a_question_typed_into_the_search_leads_to_where_questions_are_read(client: TestClient) -> None:
    question = "which platforms involve graphene"
    page = client.get("/search", params={"q": question}, headers={**BROWSER, "Cookie": "lang=en"})
    href = html.unescape(re.search('href="(/ask[^"]+)"', page.text)[1])  # type: ignore[index]
    assert f"Ask it in words: {question}" in page.text
    answer = client.get(href, headers=BROWSER)
    assert answer.status_code == 200
    assert f'value="{question}"' in answer.text


def test_what_may_be_meant_is_a_link_that_leads_on(client: TestClient) -> None:
    path = "/queries/platforms-by-technology"
    for typed in ("石墨稀", "graphnee"):
        answer = client.get(path, params={"technology": typed, "run": "1"}, headers=BROWSER)
        assert answer.status_code == 404
        assert f'value="{typed}"' in answer.text
        href = f"?technology={quote('石墨烯')}&amp;run=1"
        assert href in answer.text
    assert client.get(path + href.replace("&amp;", "&"), headers=BROWSER).status_code == 200


def test_of_several_that_a_name_may_mean_one_is_chosen(client: TestClient) -> None:
    answer = client.get("/queries/partners-of-an-actor", params={"actor": "青岚", "run": "1"}, headers=BROWSER)
    assert answer.status_code == 409
    told = answer.text[answer.text.index('id="unfit-actor"') :].partition("</div>")[0]
    assert "可以指几个条目" in told
    hrefs = [part.partition('"')[0].replace("&amp;", "&") for part in told.split('href="')[1:]]
    assert len(hrefs) >= 2
    for href in hrefs:
        assert client.get("/queries/partners-of-an-actor" + href, headers=BROWSER).status_code == 200


def test_a_comparison_calls_regions_by_their_english_names(client: TestClient) -> None:
    for lang, name in (("en", "Yunxi District"), ("zh", "云溪区")):
        headers = {**BROWSER, "Cookie": f"lang={lang}"}
        for path in ("/compare", "/compare?a=云溪区&b=luoshi", "/compare?a=zzz&b=luoshi"):
            assert name in client.get(path, headers=headers).text


def test_what_was_typed_stays_text(client: TestClient) -> None:
    evil = "<script>x</script>\"'><b>"
    for path, name in (("/queries/entity-by-name", "entity"), ("/targets", "region"), ("/compare?b=yunxi", "a")):
        answer = client.get(path, params={name: evil, **({"b": "yunxi"} if name == "a" else {})}, headers=BROWSER)
        assert answer.status_code == 404
        assert "<script>x" not in answer.text
        assert "&lt;script&gt;x" in answer.text
