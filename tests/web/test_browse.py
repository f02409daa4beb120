"""The pages in a real browser, in both languages."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
UNIVERSITY = quote("university-青岚大学")
GRAPHENE = quote("technology-石墨烯")
REGION = quote("region-云溪区")
CHECKS = (HERE / "checks.js").read_text("utf-8")

PAGES = {
    "start": "/",
    "search": "/search?q=" + quote("石墨烯"),
    "list": "/search?type=Firm",
    "nothing": "/search?q=zzzzqqq",
    "entity": f"/entities/{UNIVERSITY}",
    "edge": f"/edges/{REGION}~HOSTS~" + quote("researchinstitute-青岚石墨烯研究院"),
    "view": f"/view?ids={UNIVERSITY}",
    "explore": f"/explore?ids={UNIVERSITY}&depth=2",
    "plans": "/plans",
    "reader": "/plans/yunxi",
    "targets": "/targets",
    "compare": "/compare?a=yunxi&b=luoshi",
    "technology": f"/technologies/{GRAPHENE}",
    "departments": "/departments",
    "queries": "/queries",
    "query": "/queries/partners-of-an-actor?actor=" + quote("青岚大学"),
    "ask": "/ask?q=" + quote("青岚大学有哪些合作伙伴?"),
    "load": "/load",
    "missing": "/entities/nobody",
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_sound(visitor: Any, name: str) -> None:
    answer = visitor.go(PAGES[name])
    assert answer.status == (404 if name == "missing" else 200)
    assert visitor.page.evaluate("document.documentElement.lang") == ("zh-CN" if visitor.lang == "zh" else "en")
    assert "'unsafe-inline'" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    visitor.picture(name, full=name not in {"view", "explore"})
    assert visitor.page.evaluate(CHECKS) == []


@pytest.mark.parametrize("name", ["start", "entity", "reader", "targets", "explore", "view"])
def test_page_in_the_dark(visitors: Callable[..., Any], name: str) -> None:
    visitor = visitors("zh", color_scheme="dark")
    visitor.go(PAGES[name])
    visitor.picture(f"{name}-dark")
    assert visitor.page.evaluate(CHECKS) == []


@pytest.mark.parametrize("name", [name for name in PAGES if name != "view"])
def test_page_fits_a_phone(visitors: Callable[..., Any], name: str) -> None:
    visitor = visitors("en")
    visitor.page.set_viewport_size({"width": 360, "height": 740})
    visitor.go(PAGES[name])
    visitor.picture(f"{name}-phone")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 360


BROKEN = """() => {
  const broken = [];
  for (const cell of document.querySelectorAll("th, td")) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      for (const word of node.data.matchAll(/[A-Za-z0-9]{2,30}/g)) {
        const range = document.createRange();
        range.setStart(node, word.index);
        range.setEnd(node, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) broken.push(word[0]);
      }
    }
  }
  return broken;
}"""
"""The words in cells of tables that go over more than one line."""


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_word_of_a_table_breaks_on_a_phone(visitors: Callable[..., Any], lang: str) -> None:
    visitor = visitors(lang)
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    seen = 0
    for name in ("query", "ask", "targets", "compare", "reader", "departments", "several", "neighbours"):
        visitor.go({**PAGES, **WIDE}[name])
        visitor.picture(f"{name}-390")
        seen += visitor.page.locator("td").count()
        assert visitor.page.evaluate(BROKEN) == [], name
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390, name
    assert seen > 50


WIDE = {
    "several": "/queries/technologies-in-several-plans?run=1",
    "neighbours": "/queries/neighbours?entity=" + quote("青岚大学"),
}


@pytest.mark.parametrize("name", ["start", "search", "entity", "reader", "targets", "compare"])
def test_nothing_moves_while_a_page_comes(visitors: Callable[..., Any], name: str) -> None:
    visitor = visitors("zh")
    visitor.page.add_init_script(
        "window.moved = 0; new PerformanceObserver(l => { for (const e of l.getEntries()) window.moved += e.value; })"
        ".observe({type: 'layout-shift', buffered: true});"
    )
    visitor.go(PAGES[name])
    assert visitor.page.evaluate("window.moved") < 0.02


def test_axe_finds_nothing_serious(visitors: Callable[..., Any]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    visitor = visitors("zh", bypass_csp=True)
    for name, path in PAGES.items():
        visitor.go(path)
        found = axe.Axe().run(visitor.page).response["violations"]
        bad = [each["id"] for each in found if each["impact"] in {"serious", "critical"}]
        assert not bad, f"{name}: {bad}"


def test_start_page_counts_and_leads_on(visitor: Any) -> None:
    visitor.go("/")
    page = visitor.page
    counts = [int(text.replace(",", "")) for text in page.locator(".numbers dd").all_inner_texts()]
    assert counts[0] == 3
    assert counts[5] == 4
    whole = json.loads(page.request.get(visitor.site + "/explore/overview").text())
    assert (counts[2], counts[3]) == (len(whole["ids"]), len(whole["edges"]) // 5)
    assert counts[4] == page.request.get(visitor.site + "/departments").text().count('<li><a href="/edges/')
    for selector in (".examples a", ".bars a", ".plans a", ".columns .cloud a"):
        href = page.locator(selector).first.get_attribute("href")
        assert page.request.get(visitor.site + href).ok, selector


def test_suggestions_by_keyboard(visitor: Any) -> None:
    visitor.go("/")
    field = visitor.page.get_by_role("combobox").first
    field.fill("qinglanda")
    option = visitor.page.get_by_role("option").first
    option.wait_for()
    assert "青岚大学" in option.inner_text()
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
    visitor.picture("suggestions")
    field.press("Enter")
    visitor.page.wait_for_url("**/entities/**")
    assert "青岚大学" in visitor.page.title() or "Qinglan" in visitor.page.title()


def test_language_by_one_click_and_remembered(visitors: Callable[..., Any]) -> None:
    visitor = visitors("zh")
    visitor.go("/plans")
    visitor.page.locator(".lang").click()
    visitor.page.wait_for_load_state()
    assert "lang=en" in visitor.page.url
    visitor.go("/plans")
    assert visitor.page.evaluate("document.documentElement.lang") == "en"


def test_entity_page(visitor: Any) -> None:
    visitor.go(PAGES["entity"])
    page = visitor.page
    name = "青岚大学" if visitor.lang == "zh" else "Qinglan University"
    assert page.get_by_role("heading", level=1).inner_text() == name
    quotes = page.locator("blockquote")
    assert quotes.count() >= 3
    assert "青岚大学" in page.locator("a.named.focus").all_inner_texts()
    plans = page.locator(".by-plan a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert set(plans) == {"/plans/yunxi", "/plans/luoshi"}
    assert "university-青岚大学" in page.locator("#citation").inner_text()
    for link in (f"/api/entities/{UNIVERSITY}", f"/api/entities/{UNIVERSITY}/edges.csv"):
        assert page.request.get(visitor.site + link).ok
    assert "石墨烯" in page.locator("section[aria-labelledby=related]").inner_text() or visitor.lang == "en"
    frame = page.frame_locator("iframe.around")
    frame.locator("body[data-ready]").wait_for()


def test_evidence_leads_to_its_place_in_the_plan(visitor: Any) -> None:
    visitor.go(PAGES["entity"])
    visitor.page.locator("figcaption a").first.click()
    visitor.page.wait_for_url("**/plans/**")
    here = visitor.page.locator(".passage.here")
    assert here.count() == 1
    box = here.bounding_box()
    assert 0 <= box["y"] < 860
    assert "青岚大学" in here.inner_text()
    assert here.locator(".fact").count() >= 1
    visitor.picture("reader-here")


def test_targets_are_compared_only_where_they_can_be(visitor: Any) -> None:
    visitor.go("/targets")
    group = visitor.page.locator(".indicator").first
    assert group.locator("svg.measure").count() == 2
    widths = [
        float(each) for each in group.locator("svg rect").evaluate_all("all => all.map(r => r.getAttribute('width'))")
    ]
    assert sorted(widths) == [40.0, 100.0]
    answer = visitor.page.request.get(visitor.site + "/targets.xlsx")
    assert answer.body()[:2] == b"PK"
    visitor.page.locator("select[name=plan]").select_option("luoshi")
    visitor.page.locator(".filters button").click()
    visitor.page.wait_for_url("**plan=luoshi**")
    assert visitor.page.locator("tbody tr").count() == 1


def test_comparison_shows_shared_and_own(visitor: Any) -> None:
    visitor.go(PAGES["compare"])
    text = visitor.page.locator("section.share").first.locator(".sides > div")
    own_a, shared, own_b = text.all_inner_texts()
    names = {"zh": "青岚大学", "en": "Qinglan University"}
    assert names[visitor.lang] in shared
    assert "青岚石墨烯研究院" in own_a
    assert "石墨烯中试平台" in own_b
    assert "300" in visitor.page.locator("tbody").inner_text()


def test_technology_page(visitor: Any) -> None:
    visitor.go(PAGES["technology"])
    text = visitor.page.locator("main").inner_text()
    assert "石墨烯中试平台" in text
    assert "落石区科技创新规划" in text


def test_departments(visitor: Any) -> None:
    visitor.go("/departments")
    assert "石墨烯产业行动" in visitor.page.locator(".duties").first.inner_text()


def test_question_in_words(visitor: Any) -> None:
    visitor.go("/")
    visitor.page.locator("#ask-q").fill("青岚大学有哪些合作伙伴?")
    visitor.page.locator(".ask button").click()
    visitor.page.wait_for_url("**/ask?**")
    assert "岚芯科技" in visitor.page.locator("table.answer").inner_text()


def test_named_query_by_form(visitor: Any) -> None:
    visitor.go("/queries/partners-of-an-actor")
    field = visitor.page.locator("#p-actor")
    field.fill("qinglan")
    visitor.page.get_by_role("option").first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == "青岚大学"
    visitor.page.locator(".filters button").click()
    visitor.page.wait_for_load_state()
    assert "岚芯科技" in visitor.page.locator("table.answer").inner_text()


def test_keyboard_reaches_everything_in_order(visitor: Any) -> None:
    visitor.go("/")
    seen = []
    for _ in range(14):
        visitor.page.keyboard.press("Tab")
        seen.append(
            visitor.page.evaluate(
                "document.activeElement.className + '|' + (document.activeElement.getAttribute('href') || document.activeElement.id)"
            )
        )
    assert seen[0].startswith("skip")
    assert len(set(seen)) == len(seen)
    assert any(each.endswith("|q") for each in seen)
    assert visitor.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_print_leaves_the_frame_out(visitor: Any) -> None:
    visitor.go(PAGES["entity"])
    visitor.page.emulate_media(media="print")
    assert not visitor.page.locator(".top nav").is_visible()
    assert not visitor.page.locator("iframe").is_visible()
    assert visitor.page.locator("blockquote").first.is_visible()


HOSTILE = (
    "/",
    "/plans",
    "/plans/hostile",
    "/entities/firm-script",
    "/entities/platform-quotes",
    "/entities/firm-turned",
    "/entities/university-long",
    "/edges/firm-script~PARTNERS~platform-quotes",
    "/search?q=" + quote("<script>alert(1)</script>"),
    "/search?plan=hostile",
    "/targets",
    "/compare?a=hostile&b=yunxi",
    f"/technologies/{GRAPHENE}",
    "/view?ids=firm-script&depth=2",
    "/explore?ids=firm-script&depth=2",
    "/ask?q=" + quote("<img src=x onerror=window.hacked=3>"),
    "/queries/entity-by-name?name=" + quote("</script><script>window.hacked=4</script>"),
    "/entities/" + quote("<script>window.hacked=5</script>", safe=""),
)


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_names_stay_text(visitor: Any, path: str) -> None:
    visitor.go(path)
    page = visitor.page
    page.wait_for_timeout(150)
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src=x]").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate("[...document.scripts].filter(s => !s.src && s.type !== 'application/json').length") == 0


def test_load_preview_keep_and_remove(visitors: Callable[..., Any], web_store: Any) -> None:
    visitor = visitors("zh")
    visitor.go("/load")
    sample = (HERE.parents[1] / "examples" / "yunxi-14fyp.txt").read_bytes()
    before = [plan.id for plan in web_store.plans()]
    for choice in ("discard", "keep"):
        visitor.go("/load")
        visitor.page.locator("#file").set_input_files({"name": "trial.txt", "mimeType": "text/plain", "buffer": sample})
        visitor.page.locator("#drop button").click()
        visitor.page.locator("form[action$=keep] button").wait_for(timeout=90_000)
        visitor.picture("upload")
        assert visitor.page.locator("blockquote").count() > 3
        assert [plan.id for plan in web_store.plans()] == before
        visitor.page.locator(f"form[action$={choice}] button").click()
        visitor.page.wait_for_url("**/plans/trial" if choice == "keep" else "**/load")
    assert "trial" in [plan.id for plan in web_store.plans()]
    web_store.remove_plan("trial")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.pdf", b"%PDF-1.7 nothing"),
        ("binary.txt", bytes(range(256)) * 40),
        ("empty.docx", b"PK\x03\x04"),
        ("x.txt", b"no plan"),
    ],
)
def test_bad_files_change_nothing(visitors: Callable[..., Any], web_store: Any, name: str, content: bytes) -> None:
    visitor = visitors("en")
    version = web_store.data_version()
    visitor.go("/load")
    visitor.page.locator("#file").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    visitor.page.locator("#drop button").click()
    visitor.page.get_by_role("alert").wait_for(timeout=60_000)
    assert name in visitor.page.get_by_role("alert").inner_text()
    assert web_store.data_version() == version


def test_loading_has_limits(visitors: Callable[..., Any]) -> None:
    visitor = visitors("zh")
    visitor.go("/load")
    request = visitor.page.request
    large = {"file": {"name": "large.txt", "mimeType": "text/plain", "buffer": b"x" * (1_200_000)}}
    assert request.post(visitor.site + "/load", multipart=large).status == 413
    small = {"file": {"name": "a.exe", "mimeType": "text/plain", "buffer": b"x"}}
    assert request.post(visitor.site + "/load", multipart=small).status == 422
    foreign = {"file": {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"}}
    answer = request.post(visitor.site + "/load", multipart=foreign, headers={"Origin": "http://elsewhere.example"})
    assert answer.status == 403


def test_view_shows_sentences_and_hides_types(visitor: Any) -> None:
    visitor.go(PAGES["view"])
    page = visitor.page
    page.locator("body[data-ready]").wait_for()
    page.locator("#as-list").click()
    page.locator("#list [data-edge]").first.click()
    assert "青岚大学" in page.locator("#details blockquote").first.inner_text()
    count = "innographView.network.body.nodeIndices.length"
    before = page.evaluate(count)
    page.locator("[data-type=Firm]").uncheck()
    page.wait_for_timeout(100)
    assert page.evaluate(count) < before


def test_downloaded_view_opens_without_network(visitor: Any, chromium: Any, tmp_path: Path) -> None:
    visitor.go(PAGES["explore"])
    visitor.page.locator("body[data-ready]").wait_for()
    with visitor.page.expect_download() as waiting:
        visitor.page.locator("#as-html").click()
    path = tmp_path / "view.html"
    waiting.value.save_as(path)
    text = path.read_text("utf-8")
    assert not re.search(r'(?:src|href)="(?!data:)', text)
    context = chromium.new_context(offline=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(path.as_uri())
    page.locator("body[data-ready]").wait_for()
    legend = page.locator(".legend").inner_text()
    assert ("高校" if visitor.lang == "zh" else "University") in legend
    labels = page.evaluate("innographView.nodes.get().map(n => n.label)")
    assert "青岚大学" in labels or "Qinglan University" in labels
    page.locator("#as-list").click()
    page.locator("#list [data-edge]").first.click()
    assert page.locator("#details blockquote").count() >= 1
    context.close()
    assert not complaints


def test_graphml_and_data_agree(visitors: Callable[..., Any]) -> None:
    import networkx as nx

    visitor = visitors("zh")
    visitor.go("/plans")
    answer = visitor.page.request.get(f"{visitor.site}/explore/graphml?ids=firm-script&depth=2")
    graph = nx.parse_graphml(answer.text(), force_multigraph=True)
    data = json.loads(visitor.page.request.get(f"{visitor.site}/explore/data?ids=firm-script&depth=2").text())
    assert set(graph.nodes) == {node["id"] for node in data["nodes"]}
    assert graph.number_of_edges() == len(data["edges"])
