"""Reports: figures are the store's, every row leads to its sentences, and the page needs nothing from outside."""

import html
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import plan_builder
import pytest
import typer
import yaml
from openpyxl import load_workbook
from typer.testing import CliRunner

from innograph.api import jobs
from innograph.api.cli_report import report as command
from innograph.api.cli_report import subject_of
from innograph.graph import report_plots
from innograph.graph.errors import BadParameterError, MissingExtraError, NotFoundError
from innograph.graph.report import PAGE, Report, Subject, build_report, report_texts, to_html, write_report
from innograph.graph.settings import Settings
from innograph.graph.store import Store

PLANS = Path(__file__).parents[2].parent / "shared" / "plans"
CHROMIUM = shutil.which("chromium") or ""


@pytest.fixture(scope="module")
def yunxi(sample_store: Store) -> Report:
    return build_report(sample_store, Subject("region", "region-云溪区", "云溪区"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The five plans with their text."""
    if not PLANS.is_dir():
        pytest.skip("the plans are not beside the repository (../shared/plans)")
    with Store.open(Settings(data=tmp_path_factory.mktemp("report") / "data")) as store:
        jobs.load(store, jobs.plan_files([PLANS]))
        yield store


def glance(made: Report) -> dict[str, int]:
    return {f"{row.cells[0]} {row.cells[1]}": row.cells[2] for row in made.table("glance").rows}


def test_a_region_by_hand(yunxi: Report) -> None:
    assert glance(yunxi) == {
        "实体 区域": 1,
        "实体 科研机构": 1,
        "实体 高校": 1,
        "关系 承载": 1,
        "关系 支撑": 1,
        "指标 目标": 2,
    }
    (institute, university) = yunxi.table("actors").rows
    assert institute.cells == ("青岚石墨烯研究院", "科研机构", "承载于: 云溪区 (已建成); 得到支撑: 青岚大学 (已建成)")
    assert institute.passages == ("yunxi.p1",)
    assert university.cells[2] == "支撑: 青岚石墨烯研究院 (已建成)"
    assert [row.cells for row in yunxi.table("figures").rows] == [
        ("发明专利拥有量", "80件", 2025, "目标", ""),
        ("高新技术企业数量", "300家", 2025, "目标", ""),
    ]
    assert yunxi.basis.plans == ("luoshi", "yunxi")


def test_rows_lead_to_the_sentences_they_were_read_from(yunxi: Report) -> None:
    notes = {note.number: note for note in yunxi.notes}
    assert sorted(notes) == list(range(1, len(notes) + 1))
    for table in yunxi.tables:
        for row in table.rows:
            assert {notes[number].passage for number in row.notes} == set(row.passages)
    first = notes[yunxi.table("actors").rows[0].notes[0]]
    assert first.text == "云溪区依托青岚大学建成青岚石墨烯研究院。"
    assert [part for part, marked in first.parts if marked] == ["云溪区", "青岚大学", "青岚石墨烯研究院"]
    assert (first.sections, first.plan_title) == (("1.发展基础",), "云溪区科技创新规划")


def test_every_word_of_the_page_is_there_in_both_languages() -> None:
    chinese, english = report_texts("zh"), report_texts("en")
    assert chinese.keys() == english.keys()
    assert all(chinese.values())
    assert all(english.values())
    both = yaml.safe_load((PAGE / "texts.yaml").read_text("utf-8"))
    assert {frozenset(words) for words in both.values()} == {frozenset({"zh", "en"})}


def test_a_plan_and_a_technology(sample_store: Store) -> None:
    plan = build_report(sample_store, Subject("plan", "yunxi", "云溪区科技创新规划"), lang="en", view=False)
    assert glance(plan)["Ties responsible for"] == 1
    assert {row.cells[0] for row in plan.table("actors").rows} >= {"青岚大学", "云溪区科委"}
    assert not any(note.plan != "yunxi" for note in plan.notes)
    field = build_report(sample_store, Subject("technology", "technology-石墨烯", "石墨烯"), plots=False)
    assert {row.cells[0] for row in field.table("actors").rows} >= {"岚芯科技集团", "石墨烯中试平台", "青岚大学"}
    assert field.plots == ()


def test_gaps_are_absence_from_the_texts(sample_store: Store) -> None:
    made = build_report(sample_store, Subject("plan", "luoshi", "落石区科技创新规划"), view=False, plots=False)
    (gap,) = made.table("gaps").rows
    assert gap.cells[0] == "石墨烯中试平台"
    assert "1份规划" in gap.cells[2]
    assert "未见" in gap.cells[2]
    assert "不表示事实上没有" in made.table("gaps").remark


def test_what_is_unknown_is_refused(sample_store: Store, tmp_path: Path, yunxi: Report) -> None:
    with pytest.raises(BadParameterError, match="no report on a 'firm'"):
        build_report(sample_store, Subject("firm", "x", "x"))
    with pytest.raises(NotFoundError):
        build_report(sample_store, Subject("plan", "x", "x"))
    with pytest.raises(BadParameterError, match="no language"):
        build_report(sample_store, Subject("plan", "yunxi", "x"), lang="fr")
    with pytest.raises(BadParameterError, match=r"ends in \.html"):
        write_report(yunxi, tmp_path / "brief.pdf")


def test_the_page_needs_nothing_from_outside(yunxi: Report) -> None:
    page = to_html(yunxi)
    inner = html.unescape(re.search(r'srcdoc="([^"]*)"', page).group(1))  # type: ignore[union-attr]
    for text in (re.sub(r'srcdoc="[^"]*"', "", page), re.sub(r"<script>.*?</script>", "", inner, flags=re.DOTALL)):
        assert not re.search(r"""(?:src|href|action)\s*=\s*["']?\s*(?:https?:)?//""", text)
        assert "@import" not in text
        assert "url(" not in text
    assert "default-src 'none'" in page
    assert "default-src 'none'" in inner
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors
    assert len(re.findall(r'<li id="n\d+"', page)) == len(yunxi.notes)


def test_names_cannot_break_out_of_the_page(tmp_path: Path) -> None:
    plan = plan_builder.PlanBuilder("bad", region='坏"区')
    plan.section("<b>节</b>")
    said = plan.sentence('坏"区建设</script><script>alert(1)</script>平台。')
    region = plan.entity('坏"区', "Region", passages=[said])
    platform = plan.entity("</script><script>alert(1)</script>平台", "Platform", passages=[said], node="p-1")
    plan.relation(region, "HOSTS", platform, said)
    with Store.open(Settings(data=tmp_path / "data")) as store:
        store.write_plan(plan.build(region=region))
        page = to_html(build_report(store, Subject("plan", "bad", "</title><script>alert(2)</script>")))
    inner = html.unescape(re.search(r'srcdoc="([^"]*)"', page).group(1))  # type: ignore[union-attr]
    assert "<script" not in re.sub(r'srcdoc="[^"]*"', "", page)
    assert "<script>alert" not in inner
    assert "<b>节" not in page


def test_the_workbook_holds_the_same(yunxi: Report, tmp_path: Path) -> None:
    page, workbook = write_report(yunxi, tmp_path / "brief.html")
    assert (page.name, workbook.name) == ("brief.html", "brief.xlsx")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["brief.html", "brief.xlsx"]
    book = load_workbook(workbook, read_only=True)
    rows = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    book.close()
    for table in yunxi.tables:
        assert len(rows[table.title]) == len(table.rows) + 1
    assert rows["指标"][1][:3] == ("发明专利拥有量", "80件", 2025)
    assert [row[1] for row in rows["原文"][1:]] == [note.text for note in yunxi.notes]
    assert {row[0] for row in rows["关系"][1:]} == {"云溪区", "青岚大学"}


def test_without_matplotlib_a_report_has_no_plots_and_says_so(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise MissingExtraError("matplotlib is not installed; it comes with: pip install 'innograph[analysis]'")

    monkeypatch.setattr(report_plots, "pictures", missing)
    made = build_report(sample_store, Subject("plan", "yunxi", "x"), view=False)
    assert made.plots == ()
    assert "innograph[analysis]" in to_html(made)


def test_a_plan_without_text_still_shows_places(tmp_path: Path) -> None:
    with Store.open(Settings(data=tmp_path / "data")) as store:
        jobs.fill_empty(store)
        made = build_report(store, subject_of(store, "graphene"))
    assert made.subject.name == "石墨烯"
    assert made.notes
    assert not any(note.text for note in made.notes)
    assert "载入时没有原文" in to_html(made)


def test_the_command(sample_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("innograph.api.cli_report.open_store", lambda: _Kept(sample_store))
    app = typer.Typer()
    app.command()(command)
    done = CliRunner().invoke(app, ["落石区", "-o", str(tmp_path / "b.html"), "--json", "--lang", "en", "--no-view"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["subject"] == {"kind": "region", "id": "region-落石区", "name": "落石区"}
    assert told["notes"] == len(re.findall(r'<li id="n\d+"', (tmp_path / "b.html").read_text("utf-8")))
    assert (tmp_path / "b.xlsx").exists()
    done = CliRunner().invoke(app, ["luoshi", "-o", str(tmp_path / "c.html"), "--no-view"])
    assert "落石区科技创新规划 (plan)" in done.stdout
    assert isinstance(CliRunner().invoke(app, ["不存在的东西", "-o", "x.html"]).exception, NotFoundError)


class _Kept:
    """A store that the command may use and not close."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __enter__(self) -> Store:
        return self.store

    def __exit__(self, *exc: object) -> None:
        pass


@pytest.mark.slow
def test_the_report_on_a_district_of_the_real_plans(whole: Store, tmp_path: Path) -> None:
    made = build_report(whole, subject_of(whole, "宝山区"))
    assert made.subject.kind == "region"
    texts = {row["id"]: row["text"] for row in whole.read("MATCH (p:Passage) RETURN p.id AS id, p.text AS text")}
    assert len(made.notes) >= 50
    assert all(note.text == texts[note.passage] for note in made.notes)
    assert len({note.text for note in made.notes}) >= 50
    page, _ = write_report(made, tmp_path / "brief.html")
    assert page.stat().st_size < 5_000_000
    figures = whole.read(
        "MATCH (t:Target)-[:FOR]->(:Entity {id: $id}) RETURN t.name AS name, t.kind AS kind", {"id": made.subject.id}
    )
    assert Counter(row.cells[0] for row in made.table("figures").rows) == Counter(row["name"] for row in figures)
    targets = whole.read(
        "MATCH (r:Entity {id: $id})-[:TARGETS]->(t:Technology) RETURN collect(t.name) AS names", {"id": made.subject.id}
    )
    assert {row.cells[0] for row in made.table("technologies").rows} >= set(targets[0]["names"])


@pytest.mark.slow
def test_the_figures_of_a_plan_are_the_stores(whole: Store) -> None:
    made = build_report(whole, Subject("plan", "baoshan-14fyp", "宝山区"), lang="en", view=False, plots=False)
    counted = glance(made)
    for label, name in {"Ties hosts": "HOSTS", "Ties partners with": "PARTNERS", "Ties targets": "TARGETS"}.items():
        (row,) = whole.read(f"MATCH ()-[e:{name}]->() WHERE 'baoshan-14fyp' IN e.plans RETURN count(e) AS n")
        assert counted[label] == row["n"], name
    for label, name in {"Entities Firm": "Firm", "Entities Platform": "Platform"}.items():
        (row,) = whole.read(f"MATCH (n:{name}) WHERE 'baoshan-14fyp' IN n.plans RETURN count(n) AS n")
        assert counted[label] == row["n"], name
    assert len(made.table("figures").rows) == next(p.figures for p in whole.plans() if p.id == "baoshan-14fyp")


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
def test_the_page_opens_offline_in_a_browser(yunxi: Report, tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    page, _ = write_report(yunxi, tmp_path / "brief.html")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_context(offline=True).new_page()
        said: list[str] = []
        asked: list[str] = []
        tab.on("console", lambda message: said.append(message.text))
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(page.as_uri())
        inner = next(frame for frame in tab.frames if frame != tab.main_frame)
        inner.wait_for_selector("canvas", timeout=15_000)
        assert tab.locator("#notes li").count() == len(yunxi.notes)
        assert tab.locator("figure img").count() == len(yunxi.plots)
        browser.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
