"""The web page in Debian's Chromium: first content, answers to a hand, large drawings, and what moves by itself."""

import json
import statistics
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

from benchmarks.graphs import grown
from benchmarks.server import serving
from benchmarks.timing import times_of
from innograph.graph.settings import Settings
from innograph.graph.store import Store

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"
).split()
PROBE = (Path(__file__).parent / "probe.js").read_text("utf-8")
SIZES = {"300 nodes": 300, "2,000 nodes": 2000, "overview of 20,000": 20_000}
"""The drawings that are measured: {name: nodes}."""
TYPED = ("石", "石墨", "shang", "graph", "人工", "上海大", "jicheng", "张江", "biomed", "园区")
PICK = """(() => {
  const { drawing, steps } = innographExplorer;
  const left = drawing.nodes.get().filter((n) => n.info.more && !steps.state.expand.includes(n.id) && !steps.state.ids.includes(n.id));
  return drawing.onPick(left.sort((a, b) => b.info.degree - a.info.degree)[0].id);
})()"""
"""Picks the node with most edges that was not expanded yet and has neighbours that are not drawn."""
PAUSE_MS = 300
"""What a hand needs at least from one button to the next."""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


class UnavailableError(Exception):
    """There is no Chromium, or no playwright."""


def measure(*, visits: int = 5, entities: int = 20_000) -> dict[str, Any]:
    """Pages and interactions on the five plans, then drawings of a grown graph of so many entities.

    Raises UnavailableError, saying what is missing.
    """
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        with serving(Path(folder) / "five", INNOGRAPH_UPLOAD="yes") as (address, _, _):
            site = Site(browser, address)
            found: dict[str, Any] = {"pages": _pages(site, visits), "interaction": _interaction(site)}
        print("page: growing a graph", flush=True)
        found |= {"chromium": browser.version, "entities": _grow(Path(folder) / "grown", entities)}
        with serving(Path(folder) / "grown") as (address, _, _):
            found["drawings"] = _drawings(Site(browser, address), visits)
    return found


@contextmanager
def chromium() -> Iterator[Any]:
    """A running Chromium."""
    if not CHROMIUM.exists():
        raise UnavailableError(f"no Chromium at {CHROMIUM}")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise UnavailableError("playwright is not installed") from error
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


class Site:
    """A server, and a browser that knows nothing of it yet each time."""

    def __init__(self, browser: Any, address: str) -> None:
        self.browser = browser
        self.address = address

    @contextmanager
    def page(self, path: str = "") -> Iterator[Any]:
        """A page of a fresh browser, with the probe in it."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 860})
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.add_init_script(PROBE)
        if path:
            page.goto(self.address + path, wait_until="networkidle")
        yield page
        context.close()

    def json(self, path: str) -> Any:
        """An answer of the API."""
        with urlopen(self.address + path, timeout=60) as answer:  # noqa: S310
            return json.load(answer)

    def first(self, kind: str) -> str:
        """The id of the entity of a type that is mentioned most, fit for a path."""
        return quote(self.json(f"/api/entities?type={kind}&limit=1")["items"][0]["id"], safe="")


def addresses(site: Site) -> dict[str, str]:
    """One address of each kind of page."""
    university, technology = site.first("University"), site.first("Technology")
    plans = [plan["id"] for plan in site.json("/api/plans")["items"]]
    edge = quote(site.json(f"/api/entities/{university}/edges?limit=1")["items"][0]["id"], safe="")
    return {
        "start": "/",
        "search": "/search?q=" + quote("石墨烯"),
        "list of a type": "/search?type=Firm",
        "entity": f"/entities/{university}",
        "edge": f"/edges/{edge}",
        "plans": "/plans",
        "plan to read": f"/plans/{plans[0]}",
        "targets": "/targets",
        "comparison": f"/compare?a={plans[0]}&b={plans[-1]}",
        "technology": f"/technologies/{technology}",
        "departments": "/departments",
        "queries": "/queries",
        "query with its answer": "/queries/platforms-by-technology?technology=" + quote("石墨烯"),
        "question": "/ask?q=" + quote("哪些平台涉及石墨烯"),
        "explorer": f"/explore?ids={university}&depth=2",
        "view": f"/view?ids={university}",
        "load": "/load",
        "nothing there": "/nowhere",
        "reference of the API": "/docs",
    }


def _pages(site: Site, visits: int) -> dict[str, dict[str, Any]]:
    """First content of the first visit after the server's start, of further ones, and what moved, by kind of page."""
    with site.page("/queries"):
        pass  # the browser's own start is not the page's
    found = {}
    for name, path in addresses(site).items():
        times, shifts = [], []
        for _ in range(visits + 1):
            with site.page(path) as page:
                times.append(float(page.evaluate(PAINT) or 0.0))
                shifts.append(float(page.evaluate("innographProbe.shift")))
        found[name] = {"first_ms": times[0], "again": times_of(times[1:]), "shift": max(shifts)}
        print(f"page: {name}: {times[0]:.0f} ms, again {found[name]['again'].p50:.0f} ms", flush=True)
    return found


def _answered(page: Any, act: Callable[[], object], kind: str, changed: str, there: str = "") -> float:
    """Milliseconds from the event that `act` brings about until what it changes is painted."""
    page.evaluate("([kind, changed, there]) => innographProbe.watch(kind, changed, there)", [kind, changed, there])
    act()
    return float(page.evaluate("innographProbe.waiting"))


def _interaction(site: Site) -> dict[str, Any]:
    """Times of answers to a hand, by what it does."""
    found: dict[str, list[float]] = {"typing, until suggestions show": _typing(site)}
    found["switching language"] = [_language(site, path) for path in ("/", "/plans", "/targets", "/queries") * 3]
    hub = f"/explore?ids={site.first('Region')}&depth=1"
    filters, expanding, sentences = _explorer(site, hub)
    found["a filter of the explorer"] = filters
    found["expanding a node, 0.3 s after it was picked"] = expanding
    found["opening an edge's sentences"] = sentences
    return {name: times_of(times) for name, times in found.items()}


def _typing(site: Site) -> list[float]:
    found = []
    with site.page("/") as page:
        for text in TYPED:
            page.locator("#q").fill(text[:-1])
            page.wait_for_timeout(400)
            act = lambda text=text: page.keyboard.insert_text(text[-1])  # noqa: E731
            found.append(_answered(page, act, "input", "#q-list", "#q-list:not([hidden]) [role=option]"))
    return found


def _language(site: Site, path: str) -> float:
    """From the click to the first content in the other language."""
    with site.page(path) as page:
        with page.expect_navigation(wait_until="networkidle"):
            page.locator(".lang").click()
        clicked = float(page.evaluate("sessionStorage.getItem('innograph-clicked')"))
        return float(page.evaluate(f"performance.timeOrigin + {PAINT}")) - clicked


def _explorer(site: Site, path: str) -> tuple[list[float], list[float], list[float]]:
    with site.page(path) as page:
        page.locator("body[data-ready]").wait_for()
        boxes = page.locator("[data-filter=types] input")
        filters = [
            _answered(page, boxes.nth(number).click, "change", "#canvas") for number in (0, 1, 2, 3, 0, 1, 2, 3, 4, 5)
        ]
        page.goto(site.address + path, wait_until="networkidle")
        edges = page.evaluate("innographExplorer.drawing.edges.getIds()")
        expanding, sentences = [], []
        for _ in range(10):
            page.evaluate(PICK)
            page.wait_for_timeout(PAUSE_MS)
            expanding.append(_answered(page, page.locator("[data-act=x_expand]").click, "click", "#canvas"))
            page.wait_for_timeout(200)
        for identity in edges[:: max(1, len(edges) // 10)][:10]:
            act = "id => document.getElementById('fit').addEventListener('click', () => innographExplorer.drawing.onPick(undefined, id), {once: true})"
            page.evaluate(act, identity)
            sentences.append(_answered(page, page.locator("#fit").click, "click", "#panel", "#panel .quote"))
    return filters, expanding, sentences


def _grow(folder: Path, entities: int) -> int:
    """A graph of at least so many entities, of copies of the real plans; how many there are."""
    made = 0
    with Store.open(Settings(data=folder)) as store:
        for plan in grown(10**9, mentions=1):
            store.write_plan(plan)
            made = store.counts().get("Entity", 0)
            if made >= entities:
                break
    return made


def _drawings(site: Site, visits: int) -> dict[str, dict[str, Any]]:
    """The explorer at each size: until it stands still, the first time and again, and how it moves under the hand."""
    seeds = quote(",".join(each["id"] for each in site.json("/api/entities?type=Region&limit=8")["items"]))
    # A server that has just started reads ahead; what is measured is one that has.
    site.json(f"/explore/data?ids={seeds.partition('%2C')[0]}&depth=0")
    found = {}
    for name, nodes in SIZES.items():
        path = f"/explore?ids={seeds}&depth=3&limit={nodes}" if nodes <= 2000 else "/explore?all=1"
        times, shifts, gaps = [], [], [0.0]
        for _ in range(min(visits, 3) + 1):
            with site.page() as page:
                page.goto(site.address + path, wait_until="commit")
                page.wait_for_load_state("domcontentloaded")
                times.append(float(page.evaluate("innographProbe.still()")))
                drawn = int(page.locator("#canvas").get_attribute("data-nodes"))
                gaps = _drag(page)
                shifts.append(float(page.evaluate("innographProbe.shift")))
        found[name] = {
            "nodes": drawn, "first_ms": times[0], "again": times_of(times[1:]), "shift": max(shifts),
            "frame_ms": statistics.median(gaps), "longest_frame_ms": max(gaps),
        }  # fmt: skip
        print(f"page: {name} ({drawn} drawn): {times[0]:.0f} ms, again {found[name]['again'].p50:.0f} ms", flush=True)
    return found


def _drag(page: Any) -> list[float]:
    """Milliseconds between frames while the drawing is dragged; raises RuntimeError where it stays where it was."""
    picture = "document.querySelector('#canvas .overview, #canvas canvas').toDataURL()"
    before = page.evaluate(picture)
    box = page.locator("#canvas").bounding_box()
    x, y = box["x"] + 12, box["y"] + 12  # a corner, where no node is
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("innographProbe.film()")
    page.mouse.move(x + 160, y + 110, steps=40)
    frames = page.evaluate("(cancelAnimationFrame(innographProbe.filming), innographProbe.frames)")
    if page.evaluate(picture) == before:
        raise RuntimeError("the drawing does not move when it is dragged")
    page.mouse.up()
    return [later - earlier for earlier, later in pairwise(frames)] or [0.0]
