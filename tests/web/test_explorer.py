"""The explorer in a real browser: what it draws, and that the address holds all of its state."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.browser

UNIVERSITY = "university-青岚大学"
REGION = "region-云溪区"
START = f"/explore?ids={quote(UNIVERSITY)}"


class Explorer:
    """The explorer as a visitor uses it."""

    def __init__(self, visitor: Any, path: str = START) -> None:
        self.visitor, self.page = visitor, visitor.page
        visitor.go(path)
        self.page.locator("body[data-ready]").wait_for()

    @property
    def nodes(self) -> set[str]:
        return set(self.page.evaluate("innographExplorer.drawing.nodes.getIds()"))

    @property
    def edges(self) -> set[str]:
        return set(self.page.evaluate("innographExplorer.drawing.edges.getIds()"))

    def pick(self, identity: str) -> None:
        self.page.evaluate("id => innographExplorer.drawing.onPick(id)", identity)

    def act(self, name: str) -> None:
        self.page.locator(f"[data-act={name}]").click()
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_load_state("networkidle")
        self.page.wait_for_timeout(120)


def test_starts_from_a_typed_name(visitor: Any) -> None:
    visitor.go("/explore")
    assert visitor.page.locator("#welcome").is_visible()
    visitor.page.locator("#add").fill("qinglanda")
    visitor.page.get_by_role("option").first.wait_for()
    visitor.page.locator("#add").press("ArrowDown")
    visitor.page.locator("#add").press("Enter")
    visitor.page.locator("body[data-ready]").wait_for()
    assert int(visitor.page.locator("#canvas").get_attribute("data-nodes")) >= 3
    assert "ids=" in visitor.page.url
    visitor.picture("explore-started")


def test_expand_collapse_hide_and_undo(visitor: Any) -> None:
    explorer = Explorer(visitor)
    before = explorer.nodes
    explorer.pick("firm-lanxin")
    explorer.act("x_expand")
    grown = explorer.nodes
    assert grown > before
    explorer.act("x_collapse")
    assert explorer.nodes == before
    explorer.page.locator("#undo").click()
    explorer.settle()
    assert explorer.nodes == grown
    explorer.pick("platform-石墨烯中试平台")
    explorer.act("x_hide")
    assert explorer.nodes == grown - {"platform-石墨烯中试平台"}
    for _ in range(2):
        explorer.page.locator("#undo").click()
        explorer.settle()
    assert explorer.nodes == before
    assert explorer.page.locator("#undo").is_disabled()


def test_expanding_is_ready_before_it_is_asked_for(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"))
    asked: list[str] = []
    explorer.page.on("request", lambda request: asked.append(request.url))
    explorer.pick("firm-lanxin")
    explorer.settle()
    assert [url for url in asked if "/explore/data" in url and "expand=firm-lanxin" in url]
    asked.clear()
    before = explorer.nodes
    explorer.act("x_expand")
    assert explorer.nodes > before
    assert not [url for url in asked if "/explore/data" in url]


def test_what_fails_is_asked_again(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"))
    explorer.page.route("**/explore/data**", lambda route: route.abort())
    before = explorer.nodes
    explorer.pick("firm-lanxin")
    explorer.act("x_expand")
    assert explorer.nodes == before
    explorer.page.unroute("**/explore/data**")
    explorer.act("x_expand")
    assert explorer.nodes > before


def test_several_changes_are_painted_once(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"))
    explorer.page.evaluate(
        "innographExplorer.painted = 0, innographExplorer.drawing.network.on('beforeDrawing', () => innographExplorer.painted++)"
    )
    for act in ("x_expand", "x_collapse"):
        explorer.pick("firm-lanxin")
        explorer.settle()
        explorer.page.evaluate("innographExplorer.painted = 0")
        explorer.act(act)
        # Selecting what is picked paints once more, and so may the pointer that meets a node.
        assert 1 <= explorer.page.evaluate("innographExplorer.painted") <= 3


def test_what_is_drawn_stays_where_it_was(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"))
    where = "id => innographExplorer.drawing.network.getPosition(id)"
    before = explorer.page.evaluate(where, UNIVERSITY)
    explorer.pick("firm-lanxin")
    explorer.act("x_expand")
    assert explorer.page.evaluate(where, UNIVERSITY) == before


def test_filters(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"), f"{START}&depth=2")
    everything = explorer.nodes
    explorer.page.locator("[data-filter=types] input[value=Firm]").uncheck()
    explorer.settle()
    assert explorer.nodes == {each for each in everything if not each.startswith("firm-")}
    explorer.page.locator("#undo").click()
    explorer.settle()
    explorer.page.locator("[data-filter=edges] input[value=PARTNERS]").uncheck()
    explorer.settle()
    assert explorer.edges
    assert not any("~PARTNERS~" in each for each in explorer.edges)
    Explorer(explorer.visitor, f"{START}&depth=2&plan=luoshi")
    assert "researchinstitute-青岚石墨烯研究院" not in explorer.nodes
    Explorer(explorer.visitor, f"{START}&depth=2&commitment=envisaged")
    assert explorer.edges == {"firm-lanxin~SUPPORTS~platform-石墨烯中试平台"}
    Explorer(explorer.visitor, f"{START}&depth=2&year=2030")
    assert not explorer.edges
    Explorer(explorer.visitor, f"{START}&depth=2&year=2023")
    assert explorer.edges


def test_a_plan_that_is_gone_filters_nothing(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"), "/explore?all=1")
    everything, edges = explorer.nodes, explorer.edges
    tied = {end for each in edges for end in (each.split("~")[0], each.split("~")[-1])}
    assert everything - tied  # some have no edges: a filter would leave them out
    Explorer(explorer.visitor, "/explore?all=1&plan=gone")
    assert (explorer.nodes, explorer.edges) == (everything, edges)


def test_shortest_path_between_two_picked_nodes(visitor: Any) -> None:
    explorer = Explorer(visitor, f"/explore?ids={quote(REGION)},firm-lanxin&depth=0")
    explorer.pick(REGION)
    explorer.act("x_path_from")
    explorer.pick("firm-lanxin")
    explorer.act("x_path_to")
    path = explorer.page.evaluate("[...innographExplorer.drawing.path.edges]")
    assert len(path) == 3
    assert UNIVERSITY in explorer.nodes
    assert "3" in explorer.page.locator("#status").inner_text()
    visitor.picture("explore-path")


def test_edge_shows_its_sentences(visitor: Any) -> None:
    explorer = Explorer(visitor)
    edge = next(each for each in explorer.edges if "PARTNERS" in each)
    explorer.page.evaluate("id => innographExplorer.drawing.onPick(undefined, id)", edge)
    explorer.page.locator("#panel blockquote").first.wait_for()
    assert "青岚大学" in explorer.page.locator("#panel").inner_text()
    assert "sel=" in explorer.page.url


def test_pin_and_share(visitors: Callable[..., Any]) -> None:
    visitor = visitors("en")
    explorer = Explorer(visitor)
    explorer.pick("firm-lanxin")
    explorer.act("x_pin")
    explorer.pick("firm-lanxin")
    explorer.page.locator("select[name=group]").select_option("community")
    explorer.settle()
    explorer.page.locator("#share").click()
    explorer.page.wait_for_timeout(100)
    link = explorer.page.evaluate("navigator.clipboard.readText()")
    assert "pin=firm-lanxin" in link.replace("%3A", ":")
    nodes = explorer.nodes
    at = explorer.page.evaluate("innographExplorer.drawing.network.getPosition('firm-lanxin')")
    colleague = visitors("zh")
    other = Explorer(colleague, link.removeprefix(visitor.site))
    assert other.nodes == nodes
    assert other.page.locator("select[name=group]").input_value() == "community"
    there = other.page.evaluate("innographExplorer.drawing.network.getPosition('firm-lanxin')")
    assert there == {axis: round(value) for axis, value in at.items()}
    assert "岚芯科技" in other.page.locator("#panel h2").inner_text()


@pytest.mark.parametrize("group", ["community", "district"])
def test_groups_lie_apart(visitors: Callable[..., Any], group: str) -> None:
    visitor = visitors("zh")
    explorer = Explorer(visitor, f"{START}&depth=2&group={group}")
    groups = explorer.page.evaluate(
        "() => { const g = {}; const at = innographExplorer.drawing.network.getPositions();"
        "innographExplorer.drawing.nodes.forEach(n => (g[n.info.group] ??= []).push(at[n.id])); return g; }"
    )
    assert len(groups) >= 2
    discs = []
    for points in groups.values():
        x, y = (sum(p[axis] for p in points) / len(points) for axis in "xy")
        discs.append((x, y, max(((p["x"] - x) ** 2 + (p["y"] - y) ** 2) ** 0.5 for p in points)))
    for i, (x, y, r) in enumerate(discs):
        for a, b, s in discs[:i]:
            assert ((x - a) ** 2 + (y - b) ** 2) ** 0.5 > r + s
    visitor.picture(f"explore-{group}")


def test_find_and_size_and_png(visitors: Callable[..., Any]) -> None:
    visitor = visitors("zh")
    explorer = Explorer(visitor)
    sizes = "innographExplorer.drawing.nodes.get().map(n => n.size)"
    assert len(set(explorer.page.evaluate(sizes))) > 1
    explorer.page.locator("select[name=size]").select_option("same")
    explorer.settle()
    assert len(set(explorer.page.evaluate(sizes))) == 1
    explorer.page.locator("#find").fill("岚芯")
    explorer.page.locator("#find").press("Enter")
    explorer.page.wait_for_timeout(100)
    assert explorer.page.evaluate("innographExplorer.drawing.network.getSelectedNodes()") == ["firm-lanxin"]
    with explorer.page.expect_download() as waiting:
        explorer.page.locator("#as-png").click()
    assert waiting.value.path().read_bytes()[:4] == b"\x89PNG"


def test_keyboard_picks_from_the_list(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"))
    explorer.page.locator(".listing summary").press("Enter")
    explorer.page.locator("#listing button").first.press("Enter")
    assert explorer.page.locator("#panel h2").is_visible()


def test_whole_graph(visitor: Any) -> None:
    explorer = Explorer(visitor, "/explore?all=1")
    assert {UNIVERSITY, "firm-script", "platform-石墨烯中试平台"} <= explorer.nodes
    visitor.picture("explore-all")


@pytest.mark.parametrize(
    "more", ["&type=Platform", "&plan=luoshi", "&year=2023&edge=PARTNERS", "&commitment=none", "&hide=firm-lanxin"]
)
def test_filters_agree_with_what_is_downloaded(visitors: Callable[..., Any], more: str) -> None:
    explorer = Explorer(visitors("zh"), f"{START}&depth=2{more}")
    answer = explorer.page.request.get(
        f"{explorer.visitor.site}/explore/data{START.removeprefix('/explore')}&depth=2{more}"
    )
    data = answer.json()
    assert explorer.nodes == {node["id"] for node in data["nodes"]}
    assert explorer.edges == {edge["id"] for edge in data["edges"]}


def test_a_filter_taken_back_leaves_everything_where_it_was(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"), f"{START}&depth=2")
    where = "innographExplorer.drawing.network.getPositions()"
    before = explorer.page.evaluate(where)
    box = explorer.page.locator("[data-filter=types] input[value=Firm]")
    box.uncheck()
    explorer.settle()
    assert explorer.page.evaluate(where).keys() < before.keys()
    box.check()
    explorer.settle()
    assert explorer.page.evaluate(where) == before
