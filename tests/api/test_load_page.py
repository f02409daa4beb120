"""The load page: what was read is kept once, is not lost where writing fails, and takes no other plan's place unseen."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from plan_builder import luoshi, with_title, yunxi

from innograph.api.app import create_app
from innograph.api.pages import uploads
from innograph.graph.errors import StoreError
from innograph.graph.records import PlanFacts
from innograph.graph.resolve import ResolvedPlan
from innograph.graph.store import Store, WriteReport


def read(data: bytes, name: str, seconds: float, tell: Callable[[str], None]) -> PlanFacts:
    """In place of the process that reads: a made-up plan under the id that the name gives."""
    facts = yunxi().facts
    return replace(facts, plan=replace(facts.plan, id=Path(name).stem))


@pytest.fixture
def client(own_store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(uploads, "read_apart", read)
    settings = replace(own_store.settings, upload=True, max_upload_mb=1)
    with TestClient(create_app(settings, own_store), headers={"Accept": "text/html"}, follow_redirects=False) as made:
        yield made


def brought(client: TestClient, name: str = "yunxi.txt", **fields: str) -> str:
    """Bring a file; the address of its page once it is read."""
    answer = client.post("/load", files={"file": (name, b"text")}, data=fields)
    assert answer.status_code == 303, answer.text
    address: str = answer.headers["location"]
    for _ in range(100):
        if "/keep" in client.get(address).text:
            return address
        time.sleep(0.05)
    pytest.fail("the file was not read")


def keep(client: TestClient, address: str, page: str = "") -> Any:
    """Press the button of the page, as it was when it was last looked at."""
    shown = re.search(r'name="replaces" value="(\w*)"', page or client.get(address).text)
    assert shown
    return client.post(f"{address}/keep", data={"replaces": shown[1]})


def test_where_writing_fails_nothing_read_is_lost(
    client: TestClient, own_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = brought(client)
    with monkeypatch.context() as patch:

        def fail(resolved: ResolvedPlan) -> WriteReport:
            raise StoreError("the disk is full")

        patch.setattr(own_store, "write_plan", fail)
        answer = keep(client, address)
        assert answer.status_code == 503
        assert "the disk is full" in answer.text
        assert f"{address}/keep" in answer.text
    assert client.get(f"{address}/keep").headers["location"] == address
    assert keep(client, address).headers["location"] == "/plans/yunxi"
    assert [plan.id for plan in own_store.plans()] == ["yunxi"]
    kept = client.get(address).text
    assert 'href="/plans/yunxi"' in kept


def test_two_clicks_keep_once(client: TestClient, own_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    address, write = brought(client), own_store.write_plan
    begun, go_on, written = threading.Event(), threading.Event(), []

    def slow(resolved: ResolvedPlan) -> WriteReport:
        begun.set()
        assert go_on.wait(30)
        written.append(resolved.facts.plan.id)
        return write(resolved)

    monkeypatch.setattr(own_store, "write_plan", slow)
    page = client.get(address).text
    first = threading.Thread(target=keep, args=(client, address, page))
    first.start()
    assert begun.wait(60)
    meanwhile = client.get(address)
    second = keep(client, address, page)
    assert client.post(f"{address}/discard").status_code == 422
    go_on.set()
    first.join(30)
    assert "refresh" in meanwhile.headers
    assert "/keep" not in meanwhile.text
    assert (second.status_code, second.headers["location"]) == (303, address)
    assert keep(client, address, page).headers["location"] == address
    assert written == ["yunxi"]


def test_the_plan_that_would_be_replaced_is_named(client: TestClient, own_store: Store) -> None:
    other = luoshi()
    facts = replace(other.facts, plan=replace(other.facts.plan, id="plan"))
    own_store.write_plan(replace(other, facts=facts))
    notice = client.get(brought(client, "plan.txt")).text
    assert facts.plan.title in notice
    assert facts.plan.region in notice
    apart = brought(client, "plan.txt", id="yunxi-15")
    assert facts.plan.title not in client.get(apart).text
    assert keep(client, apart).headers["location"] == "/plans/yunxi-15"
    assert {plan.id: plan.title for plan in own_store.plans()} == {
        "plan": facts.plan.title,
        "yunxi-15": yunxi().facts.plan.title,
    }


@pytest.mark.parametrize("wanted", ["../x", "A", "-a", "a" * 81, "规划"])
def test_an_id_follows_the_rules_of_the_api(client: TestClient, wanted: str) -> None:
    answer = client.post("/load", files={"file": ("plan.txt", b"text")}, data={"id": wanted})
    assert answer.status_code == 422


def test_a_plan_that_changed_since_it_was_shown_is_not_replaced_unseen(client: TestClient, own_store: Store) -> None:
    address = brought(client)
    empty = client.get(address).text
    own_store.write_plan(with_title(yunxi(), "甲"))
    answer = keep(client, address, empty)
    assert answer.status_code == 409
    assert "甲" in answer.text
    own_store.write_plan(with_title(yunxi(), "乙"))
    assert keep(client, address, answer.text).status_code == 409
    assert own_store.plans()[0].title == "乙"
    assert keep(client, address).headers["location"] == "/plans/yunxi"
    assert own_store.plans()[0].title == yunxi().facts.plan.title
