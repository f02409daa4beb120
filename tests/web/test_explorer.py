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
        self.page.wait_for_timeout(120)  # undo comes back through the browser's history
        self.page.locator("body:not([data-busy])").wait_for()


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


def test_what_is_drawn_no_more_is_picked_no_more(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"))
    explorer.pick("firm-lanxin")
    assert explorer.page.locator("[data-act]").count() > 3
    explorer.page.locator("[data-filter=types] input[value=Firm]").uncheck()
    explorer.settle()
    assert explorer.page.locator("#panel").inner_text() == "点选节点或关系。"
    assert explorer.page.evaluate("innographExplorer.drawing.network.getSelectedNodes()") == []
    explorer.page.locator("#undo").click()
    explorer.settle()
    assert "岚芯科技" in explorer.page.locator("#panel h2").inner_text()


def test_undo_comes_back_to_the_same_view(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"))
    view = "(({ drawing: { network } }) => [network.getScale(), network.getViewPosition()])(innographExplorer)"
    before = explorer.page.evaluate(view)
    explorer.page.locator("select[name=depth]").select_option("3")
    explorer.settle()
    assert explorer.page.evaluate(view) != before
    explorer.page.locator("#undo").click()
    explorer.settle()
    scale, at = explorer.page.evaluate(view)
    assert scale == pytest.approx(before[0], rel=0.01)  # the line of text below may take a pixel more than at first
    assert at == pytest.approx(before[1], abs=2)
    explorer.page.locator("#fit").click()
    assert explorer.page.evaluate(view)[0] == pytest.approx(scale)


def test_the_other_language_shows_the_same(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"))
    link = explorer.page.locator("a.lang")
    explorer.page.locator("[data-filter=types] input[value=Firm]").uncheck()
    explorer.pick(UNIVERSITY)
    filtered = link.get_attribute("href")
    explorer.page.locator("select[name=depth]").select_option("2")
    explorer.settle()
    nodes, deep = explorer.nodes, link.get_attribute("href")
    explorer.page.locator("#undo").click()
    explorer.settle()
    assert link.get_attribute("href") == filtered != deep
    explorer.page.go_forward()
    explorer.settle()
    link.click()
    explorer.page.locator("html[lang=en] body[data-ready]").wait_for()
    explorer.settle()
    assert explorer.nodes == nodes
    assert explorer.page.locator("select[name=depth]").input_value() == "2"
    assert explorer.page.locator("#panel h2").is_visible()


def test_nothing_is_left_of_the_last_start(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"))
    explorer.pick(UNIVERSITY)
    explorer.page.locator(".listing summary").press("Enter")
    explorer.page.locator("#seeds button").click()
    explorer.settle()
    assert explorer.page.locator("#welcome").is_visible()
    assert not explorer.nodes
    assert explorer.page.locator("#listing li, #panel [data-act]").count() == 0
    assert not any(explorer.page.locator(f"#{each}").is_visible() for each in ("as-html", "as-png", "as-graphml"))
    explorer.page.locator("#undo").click()
    explorer.settle()
    assert all(explorer.page.locator(f"#{each}").is_visible() for each in ("as-html", "as-png", "as-graphml"))


def test_a_start_that_is_taken_out_is_no_start(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"))
    explorer.pick(UNIVERSITY)
    explorer.act("x_hide")
    assert explorer.page.locator("#seeds li").count() == 0
    assert explorer.page.locator("#welcome").is_visible()
    explorer.page.locator("#add").fill("qinglanda")
    explorer.page.get_by_role("option").first.wait_for()
    explorer.page.locator("#add").press("ArrowDown")
    explorer.page.locator("#add").press("Enter")
    explorer.settle()
    assert UNIVERSITY in explorer.nodes
    assert "青岚大学" in explorer.page.locator("#seeds").inner_text()


def test_a_start_that_is_gone_is_named_and_can_be_taken_out(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"))
    whole = explorer.nodes
    gone = f"{START},university-青岚大,nobody"
    explorer = Explorer(explorer.visitor, gone)
    assert explorer.nodes == whole
    assert "university-青岚大、nobody" in explorer.page.locator("#status").inner_text()
    site, asked = explorer.visitor.site, gone.partition("?")[2]
    for path in ("/view?", "/view?download=1&", "/explore/graphml?", "/explore/data?"):
        assert explorer.page.request.get(f"{site}{path}{asked}").ok, path
        assert explorer.page.request.get(f"{site}{path}ids=nobody").status == 404, path
        assert explorer.page.request.get(f"{site}{path}ids={quote('青岚')},nobody").status == 409, path
    for left in (2, 1):
        explorer.page.locator("#seeds button").last.click()
        explorer.settle()
        assert explorer.page.locator("#seeds li").count() == left
    explorer.page.wait_for_function("!document.getElementById('status').textContent.includes('nobody')")
    assert explorer.nodes == whole


def test_where_every_start_is_gone_they_can_be_taken_out(visitors: Callable[..., Any]) -> None:
    visitor = visitors("zh")
    visitor.go("/explore?ids=nobody")
    assert "nobody" in visitor.page.locator("#status").inner_text()
    visitor.page.locator("#seeds button").click()
    assert visitor.page.locator("#welcome").is_visible()
    assert "nobody" not in visitor.page.url


def test_a_path_is_told_as_far_as_it_is_drawn(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"), f"/explore?ids={quote(REGION)}&depth=0")
    explorer.pick(REGION)
    explorer.act("x_path_from")
    ends = explorer.page.locator("#ends li")
    assert [each.replace("\n", "") for each in ends.all_inner_texts()] == ["路径起点云溪区×"]
    Explorer(explorer.visitor, f"/explore?ids={quote(REGION)}&depth=0&from={quote(REGION)}&to=firm-lanxin")
    assert explorer.page.locator("#status").inner_text().endswith("最短路径 3 步")
    explorer.pick(UNIVERSITY)
    explorer.act("x_hide")
    assert "未全部画出" in explorer.page.locator("#status").inner_text()
    ends.last.locator("button").click()
    explorer.settle()
    assert ends.count() == 1
    assert "路径" not in explorer.page.locator("#status").inner_text()
    assert explorer.nodes == {REGION}
    Explorer(explorer.visitor, f"{START}&from=nobody&to=firm-lanxin")
    assert UNIVERSITY in explorer.nodes


def test_finding_goes_from_hit_to_hit_and_leaves_the_counts(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"))
    counts = explorer.page.locator("#status").inner_text()
    field, said = explorer.page.locator("#find"), explorer.page.locator("#said")
    field.fill("没有这个")
    field.press("Enter")
    assert said.inner_text() == "没有符合的内容"
    field.fill("青岚")
    names = []
    for turn in (1, 2, 1):
        field.press("Enter")
        assert said.inner_text() == f"找到 2 个，第 {turn} 个"
        names.append(explorer.page.locator("#panel h2").inner_text())
    assert names[0] == names[2] != names[1]
    explorer.page.locator("#share").click()
    explorer.page.wait_for_timeout(100)
    assert said.inner_text() == "链接已复制"
    assert explorer.page.locator("#status").inner_text() == counts


def test_expanding_says_how_much_there_is_to_come(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"))
    before = explorer.nodes
    explorer.pick("firm-lanxin")
    told = explorer.page.locator("[data-act=x_expand]").inner_text()
    explorer.act("x_expand")
    assert told == f"展开（还有 {len(explorer.nodes - before)} 个）"
    button = explorer.page.locator("[data-act=x_expand]")
    assert button.inner_text() == "没有更多可展开"
    assert button.get_attribute("aria-disabled") == "true"
    address = explorer.page.url
    explorer.page.evaluate("innographExplorer.drawing.onOpen('firm-lanxin')")
    button.click(force=True)
    explorer.settle()
    assert explorer.page.url == address
    explorer.pick("platform-石墨烯中试平台")
    explorer.act("x_hide")
    explorer.pick("firm-lanxin")
    assert button.inner_text() == "展开（还有 1 个）"


CROWD = """() => {
  const { drawing } = innographExplorer;
  const info = (name) => ({ name, name_en: "", type: "Firm" });
  const node = (id, i) => ({ id, label: id, shape: "dot", size: 9, x: 70 * (i % 15), y: 70 * Math.floor(i / 15), info: info(id) });
  const old = Array.from({ length: 150 }, (_, i) => node(`old${i}`, i));
  const fresh = Array.from({ length: 50 }, (_, i) => node(`new${i}`, 0));
  const edges = fresh.map(({ id }) => ({ id: `e${id}`, from: "old80", to: id, color: { color: "#888888" } }));
  const data = { nodes: old, edges: [], degree: new Map(), options: { physics: {}, interaction: {} } };
  drawing.show(data);
  drawing.show({ ...data, nodes: [...old, ...fresh], edges }, { keep: true, placed: false, around: "old80" });
  const places = Object.entries(drawing.network.getPositions());
  const far = fresh.map(({ id }) => Math.min(...places.filter(([other]) => other !== id).map(([, at]) => {
    const mine = drawing.network.getPosition(id);
    return Math.hypot(at.x - mine.x, at.y - mine.y);
  })));
  const box = drawing.holder.getBoundingClientRect();
  const seen = fresh.filter(({ id }) => {
    const at = drawing.network.canvasToDOM(drawing.network.getPosition(id));
    return at.x > 0 && at.y > 0 && at.x < box.width && at.y < box.height;
  });
  return [Math.min(...far), seen.length];
}"""


def test_new_nodes_lie_apart_and_in_sight(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"))
    least, seen = explorer.page.evaluate(CROWD)
    assert least >= 58  # places are whole numbers
    assert seen == 50


def test_keys_move_the_drawing_and_stay_where_they_are(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"))
    page = explorer.page
    view = "(({ drawing: { network } }) => ({ ...network.getViewPosition(), scale: network.getScale() }))(innographExplorer)"
    page.locator("#canvas").focus()
    first = page.evaluate(view)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    moved = page.evaluate(view)
    assert moved["x"] > first["x"]
    assert moved["y"] > first["y"]
    page.keyboard.press("+")
    assert page.evaluate(view)["scale"] > first["scale"]
    page.keyboard.press("-")
    assert page.evaluate(view)["scale"] == pytest.approx(first["scale"])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#canvas')") is None
    explorer.pick("firm-lanxin")
    for act, then in (("x_expand", "x_expand"), ("x_collapse", "x_collapse"), ("x_pin", "x_unpin")):
        page.locator(f"[data-act={act}]").press("Enter")
        explorer.settle()
        assert page.evaluate("document.activeElement.dataset.act") == then
    page.locator("[data-act=x_hide]").press("Enter")
    explorer.settle()
    assert page.evaluate("document.activeElement.id") == "panel"


def test_on_a_narrow_screen_what_is_picked_comes_into_sight(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh", reduced_motion="reduce", has_touch=True))
    page = explorer.page
    page.set_viewport_size({"width": 390, "height": 800})
    page.wait_for_timeout(300)
    page.locator("#fit").click()
    title = page.locator("#panel h2")
    page.evaluate("scrollTo(0, 0)")
    at = page.evaluate(
        "(({ drawing: { network, holder } }) => { const at = network.canvasToDOM(network.getPosition('firm-lanxin'));"
        "const box = holder.getBoundingClientRect(); return [box.x + at.x, box.y + at.y]; })(innographExplorer)"
    )
    page.touchscreen.tap(*at)
    title.wait_for()
    page.wait_for_timeout(200)
    box = title.bounding_box()
    assert 0 <= box["y"] <= 800 - box["height"]


def test_on_paper_it_is_the_picture_and_what_is_picked(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"))
    explorer.pick("firm-lanxin")
    explorer.page.emulate_media(media="print")
    explorer.page.wait_for_timeout(200)
    for hidden in ("#controls", "#find", "#as-graphml", ".panel .acts"):
        assert not explorer.page.locator(hidden).is_visible(), hidden
    width = explorer.page.locator("main").bounding_box()["width"]
    assert explorer.page.locator("#canvas").bounding_box()["width"] > 0.9 * width
    assert explorer.page.locator("#panel h2").is_visible()
    explorer.visitor.picture("explore-print", full=True)


def test_the_whole_graph_has_no_steps_to_choose(visitors: Callable[..., Any]) -> None:
    explorer = Explorer(visitors("zh"), "/explore?all=1")
    shown = [explorer.page.locator(f"select[name={name}]").is_visible() for name in ("depth", "limit", "size", "group")]
    assert shown == [False, False, True, True]
    explorer.pick(UNIVERSITY)
    assert explorer.page.locator("[data-act=x_expand]").get_attribute("aria-disabled") == "true"
