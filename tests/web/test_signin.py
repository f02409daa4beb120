"""A server that asks for keys, used in a browser: the key is given once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

pytestmark = pytest.mark.browser

ENTITY = "/entities/" + quote("university-青岚大学")
CHECKS = (Path(__file__).parent / "checks.js").read_text("utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_key_is_given_once(visitors: Callable[..., Any], guarded: tuple[str, str], lang: str) -> None:
    address, key = guarded
    visitor = visitors(lang, at=address)
    page = visitor.page
    visitor.go(ENTITY)
    assert page.url.startswith(f"{address}/signin?next=")
    assert page.evaluate("getComputedStyle(document.querySelector('button')).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert page.evaluate(CHECKS) == []
    visitor.picture("signin")
    page.locator("#key").fill("wrong")
    page.locator("#key").press("Enter")
    page.get_by_role("alert").wait_for()
    page.locator("#key").fill(key)
    page.locator("#key").press("Enter")
    page.wait_for_url(f"{address}{ENTITY}")
    page.frame_locator("iframe.around").locator("body[data-ready]").wait_for()
    page.locator("#top-q").fill("qinglan")
    page.get_by_role("option").first.wait_for()
    visitor.go("/explore?ids=" + quote("region-云溪区"))
    page.locator("body[data-ready]").wait_for()
    visitor.go("/plans")
    assert "alice" in page.locator(".signout").inner_text()
    page.locator(".signout button").click()
    page.wait_for_url(f"{address}/signin")
    visitor.go("/plans")
    assert "/signin?next=" in page.url


@pytest.mark.parametrize(("scheme", "secure"), [("https", True), ("http", False)])
def test_a_proxy_with_tls_is_believed(guarded: tuple[str, str], scheme: str, secure: bool) -> None:
    address, key = guarded
    headers = {"X-Forwarded-Proto": scheme, "Content-Type": "application/x-www-form-urlencoded"}
    answer = httpx.post(f"{address}/signin", content=f"key={key}", headers=headers)
    assert answer.status_code == 303
    assert ("Secure" in answer.headers["set-cookie"].split("; ")) is secure


def test_a_session_that_ends_while_a_page_is_open(visitors: Callable[..., Any], guarded: tuple[str, str]) -> None:
    address, key = guarded
    visitor = visitors("zh", at=address)
    page = visitor.page
    visitor.go("/explore")
    page.locator("#key").fill(key)
    page.locator("#key").press("Enter")
    page.wait_for_url(f"{address}/explore")
    visitor.context.clear_cookies(name="innograph-session")
    page.locator("#add").fill("qinglan")
    page.wait_for_timeout(300)
    assert page.locator("#add-list li").count() == 0
    page.reload()
    page.wait_for_url("**/signin?next=**")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_unknown_address_leads_on(visitors: Callable[..., Any], lang: str) -> None:
    visitor = visitors(lang)
    answer = visitor.go("/there/is/nothing")
    assert answer.status == 404
    page = visitor.page
    assert page.get_by_role("heading", level=1).inner_text() == ("没有找到" if lang == "zh" else "Not found")
    assert page.evaluate(CHECKS) == []
    visitor.picture("nowhere")
    page.locator("#q").fill("qinglan")
    page.get_by_role("option").first.wait_for()
    page.locator("#q").press("ArrowDown")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/entities/**")
