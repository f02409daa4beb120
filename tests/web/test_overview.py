"""The whole of a large graph: it moves, filters, finds and goes back, all in the browser, and its address says so."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from innograph.api.routers import explore

pytestmark = pytest.mark.browser

COUNTS = (
    "[document.getElementById('canvas').dataset.nodes, document.getElementById('canvas').dataset.edges].map(Number)"
)
PICTURE = "document.querySelector('canvas.overview').toDataURL()"


@pytest.fixture(autouse=True)
def every_graph_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore, "LARGE", 1)


class Whole:
    """The overview as a visitor uses it."""

    def __init__(self, visitor: Any, more: str = "") -> None:
        self.visitor, self.page = visitor, visitor.page
        visitor.go(f"/explore?all=1{more}")
        self.page.locator("canvas.overview").wait_for()

    @property
    def counts(self) -> list[int]:
        self.page.wait_for_timeout(200)
        found: list[int] = self.page.evaluate(COUNTS)
        return found

    def by_server(self, more: str = "") -> list[int]:
        """How much the server draws for the same filters."""
        found = json.loads(self.page.request.get(f"{self.visitor.site}/explore/data?all=1&limit=20000{more}").text())
        return [len(found["nodes"]), len(found["edges"])]


def test_filters_and_undo(visitor: Any) -> None:
    whole = Whole(visitor)
    first = whole.counts
    assert first == whole.by_server()
    whole.page.locator("[data-filter=types] input[value=Firm]").uncheck()
    without = whole.counts
    assert without[0] < first[0]
    whole.page.locator("[data-filter=edges] input[value=HOSTS]").uncheck()
    assert whole.counts[1] < without[1]
    assert "type=" in whole.page.url
    visitor.picture("overview-filtered")
    whole.page.locator("#undo").click()
    assert whole.counts == without
    whole.page.locator("#undo").click()
    assert whole.counts == first
    assert whole.page.locator("#undo").is_disabled()


@pytest.mark.parametrize(
    "more",
    ["&plan=luoshi", "&commitment=envisaged", "&year=2023", "&year=2030", "&type=Firm&type=Platform", "&edge=HOSTS&plan=yunxi"],
)  # fmt: skip
def test_filters_of_the_address_are_those_of_the_server(visitors: Callable[..., Any], more: str) -> None:
    whole = Whole(visitors("zh"), more)
    assert whole.counts == whole.by_server(more)


def test_it_moves_and_stands_still(visitors: Callable[..., Any]) -> None:
    page = Whole(visitors("zh")).page
    box = page.locator("canvas.overview").bounding_box()
    before = page.evaluate(PICTURE)
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 80, steps=8)
    page.mouse.up()
    page.wait_for_timeout(400)
    moved = page.evaluate(PICTURE)
    assert moved != before
    page.wait_for_timeout(300)
    assert page.evaluate(PICTURE) == moved
    page.locator("#canvas").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(300)
    assert page.evaluate(PICTURE) != moved
    page.locator("#fit").click()
    page.wait_for_timeout(300)
    assert page.evaluate(PICTURE) == before


def test_find_pick_and_go_on_from_there(visitor: Any) -> None:
    whole = Whole(visitor, "&plan=luoshi")
    page = whole.page
    page.locator("#find").fill("石墨烯中试")
    page.locator("#find").press("Enter")
    assert page.locator("#panel h2").inner_text() == "石墨烯中试平台"
    page.locator("[data-act=x_around]").click()
    page.wait_for_url("**ids=**")
    page.locator("body[data-ready]").wait_for()
    assert page.locator("canvas.overview").count() == 0
    assert "plan=luoshi" in page.url
    assert whole.counts[0] >= 2


def test_leaving_and_coming_back(visitors: Callable[..., Any]) -> None:
    whole = Whole(visitors("zh"))
    first = whole.counts
    assert not whole.page.locator("select[name=depth]").is_visible()
    whole.page.locator("#add").fill("qinglanda")
    whole.page.get_by_role("option").first.wait_for()
    whole.page.locator("#add").press("ArrowDown")
    whole.page.locator("#add").press("Enter")
    whole.page.locator("canvas.overview").wait_for(state="detached")
    assert whole.counts[0] < first[0]
    assert whole.page.locator("select[name=depth]").is_visible()
    whole.page.locator("#undo").click()
    whole.page.locator("canvas.overview").wait_for()
    assert whole.counts == first


def test_list_and_picture(visitors: Callable[..., Any]) -> None:
    page = Whole(visitors("en")).page
    page.locator(".listing summary").press("Enter")
    page.locator("#listing button").first.press("Enter")
    assert page.locator("#panel h2").is_visible()
    with page.expect_download() as waiting:
        page.locator("#as-png").click()
    assert waiting.value.path().read_bytes()[:4] == b"\x89PNG"


def test_what_a_filter_takes_out_is_picked_no_more(visitors: Callable[..., Any]) -> None:
    whole = Whole(visitors("zh"))
    page, first = whole.page, whole.page.locator("#status").inner_text()
    page.locator("#find").fill("青岚")
    for turn in (1, 2, 1):
        page.locator("#find").press("Enter")
        assert page.locator("#said").inner_text() == f"找到 2 个，第 {turn} 个"
    assert page.locator("#status").inner_text() == first
    assert page.locator("[data-act=x_around]").is_visible()
    for kind in ("University", "ResearchInstitute"):
        page.locator(f"[data-filter=types] input[value={kind}]").uncheck()
    assert page.locator("#panel").inner_text() == "点选节点或关系。"
    page.locator("a.lang").click()
    page.locator("html[lang=en] canvas.overview").wait_for()
    assert not page.locator("[data-filter=types] input[value=University]").is_checked()
