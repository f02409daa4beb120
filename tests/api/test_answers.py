"""Questions in words, edges with citations, comparisons, exports, and ids that have become others."""

import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import plan_builder
import pytest
import yaml
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from innograph.api import cli
from innograph.api.app import create_app
from innograph.api.deps import Edition
from innograph.api.pages import answers, start
from innograph.api.pages.codes import code_name, reason_text, unread_text
from innograph.api.pages.drawing import overview
from innograph.api.pages.words import Lang
from innograph.api.pages.words import catalogue as words_of_pages
from innograph.api.reading import names
from innograph.graph.export import FORMATS, tables
from innograph.graph.model import ontology
from innograph.graph.settings import Settings
from innograph.graph.snapshot import snapshot_facts
from innograph.graph.store import Store
from innograph.loaders.pipeline import prepare
from innograph.queries import catalogue

PARTNERS = "/api/edges/firm-lanxin/PARTNERS/university-青岚大学"


def get(client: TestClient, url: str, **params: Any) -> Any:
    answer = client.get(url, params=params or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("question", ["哪些平台涉及石墨烯?", "which platforms involve graphene"])
def test_a_question_is_answered_as_a_named_query(client: TestClient, question: str) -> None:
    answer = get(client, "/api/ask", q=question)
    assert answer["query"] == "platforms-by-technology"
    assert answer["names"]["technology"] == "石墨烯"
    assert answer["understood"]
    assert [row["platform"] for row in answer["items"]] == ["石墨烯中试平台"]
    assert answer["items"][0]["evidence"][0]["passage"] == "luoshi.p1"
    assert answer["coverage"]["plans"] == ["luoshi", "yunxi"]
    named = get(client, answer["url"])
    assert named["items"] == answer["items"]
    assert named["cypher"] == answer["cypher"]


def test_a_question_that_nothing_fits_is_told_so(client: TestClient) -> None:
    answer = get(client, "/api/ask", q="明天天气如何")
    assert (answer["query"], answer["items"], answer["cypher"]) == (None, [], None)
    assert "无法判断" in answer["understood"]
    assert client.get("/api/ask", params={"q": "  "}).status_code == 422
    assert client.get("/api/ask").status_code == 422


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edition]:
    """The bundled snapshot, on which every example of a query has an answer."""
    with Store.open(Settings(data=tmp_path_factory.mktemp("five") / "data")) as store:
        for facts in snapshot_facts():
            store.write_plan(prepare(facts))
        yield Edition(store, Settings(), 0)


def cells_of(edition: Edition, query: str, lang: Lang, **given: str) -> list[tuple[str, str]]:
    """(column title in English, text) of every piece of every cell."""
    table = answers.named(edition, query, given, lang).table
    assert table is not None
    columns = [english for _, english in table.columns]
    shown = [
        (title, part.text)
        for row in table.rows
        for title, cell in zip(columns, row, strict=True)
        for part in cell.parts
    ]
    return shown + [("places", name) for row in table.rows for cell in row for _, name in cell.places]


CODES = {
    "level", "growth", "rank", "target", "actual", "previous_target", "built", "under_way", "supported", "envisaged",
    "added", "dropped", "kept", "out", "in", "both", "lexicon", "plan", "true", "false", "double_first_class",
}  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_show_words_and_no_codes(five: Edition, lang: Lang) -> None:
    plans = set(five.plan_by_id)
    codes = CODES | set(ontology().nodes) | set(ontology().edges) if lang == "zh" else CODES & {"under_way", "true"}
    for query in catalogue():
        shown = cells_of(five, query.name, lang, **query.example, run="1")
        for title, text in shown:
            where = f"{query.name}, {title}: {text}"
            assert text.strip() or title == "English name", where
            assert text not in codes, where
            assert not any(plan in text for plan in plans), where
            assert not re.search(r"[a-z]_[a-z]|[{}]|lexicon alias|in full:", text) or lang == "en", where
            assert not re.search(r"[a-z]_[a-z]|[{}]|None", text), where


def test_tables_in_english_show_english_names(five: Edition) -> None:
    english = {row["name"] for row in five.read(
        "MATCH (n:Entity) WHERE n.name_en <> '' AND n.name_en CONTAINS ' ' RETURN n.name AS name"
    )}  # fmt: skip
    as_worded = {"Section", "Heading", "Title", "As written", "Other names", "Indicator", "places"}
    assert len(english) > 100
    for query in catalogue():
        for title, text in cells_of(five, query.name, "en", **query.example, run="1"):
            assert text not in english or title in as_worded or "as written" in title, f"{query.name}, {title}: {text}"


def test_a_question_is_told_with_english_names(five: Edition) -> None:
    told = answers.told(five, "who works with Fudan University in Baoshan", "en")
    assert "Fudan University" in told.understood
    assert "Baoshan District" in told.understood
    assert not re.search(r"[\u4e00-\u9fff]", told.understood)
    assert "复旦大学" in answers.told(five, "复旦大学有哪些合作伙伴", "zh").understood


def test_links_of_a_table_lead_to_what_they_name(five: Edition) -> None:
    with TestClient(create_app(Settings(), five.store_behind)) as client:
        for query in catalogue():
            table = answers.named(five, query.name, {**query.example, "run": "1"}, "zh").table
            assert table is not None
            links = {part.href for row in table.rows[:3] for cell in row for part in cell.parts if part.href}
            for href in links:
                assert client.get(href).status_code == 200, f"{query.name}: {href}"
    path = answers.named(five, "path-between", {"first": "上海大学", "second": "宝武"}, "en").table
    assert path is not None
    steps = path.rows[0][-1].parts
    assert len(steps) == 2
    assert all(part.href.startswith("/plans/") and "partners with" in part.text for part in steps)
    changed = answers.named(
        five, "changes-between-plans", {"first": "minhang-13fyp", "second": "songjiang-14fyp"}, "zh"
    )
    assert changed.table is not None
    kinds = [[bool(cell.parts and cell.parts[0].href) for cell in row] for row in changed.table.rows]
    assert {tuple(each) for each in kinds} == {(False, False, True, False)}


def test_the_start_page_counts_what_the_whole_graph_shows(five: Edition) -> None:
    shown = start.start(five)
    whole = json.loads(overview(five, "zh", 3000))
    assert (shown.entities, shown.edges) == (len(whole["ids"]), len(whole["edges"]) // 5)
    assert shown.duties == five.counts()["RESPONSIBLE_FOR"] > 0
    assert shown.edges + shown.duties == sum(five.counts()[name] for name in ontology().relation_types)


@pytest.mark.parametrize("typed", ["宝山科委", "宝山 科委", "上大石墨烯平台", "石墨烯宝山"])
def test_what_a_search_finds_is_suggested(five: Edition, typed: str) -> None:
    hits, _ = names.search(five, typed, (), "")
    found = names.suggestions(five, typed)
    assert bool(hits) == bool(found)
    if not any(each.match != "part" for each in found):
        assert [each.id for each in found] == [hit.id for hit in hits][: names.MOST_SEARCHED]
    assert len(found) <= max(names.MOST_SEARCHED, len(hits))
    for only in ("Government", "Platform"):
        assert {each.type for each in names.suggestions(five, typed, (only,))} <= {only}


def test_the_department_of_a_district_is_suggested(five: Edition) -> None:
    first = names.suggestions(five, "宝山科委")[0]
    assert (first.name, first.type) == ("上海市宝山区科学技术委员会", "Government")
    assert set("宝山科委") <= set(first.form)
    assert not names.suggestions(five, "宝山科委", ("University",))
    assert not names.suggestions(five, "zzzzqqq")
    assert not names.suggestions(five, "%%%")


def test_reasons_and_rules_have_chinese_words(five: Edition) -> None:
    rows = five.read("MATCH (n:Entity) UNWIND n.reasons AS reason RETURN DISTINCT reason")
    for row in rows:
        told = reason_text(row["reason"], "zh").partition("：")[2]
        assert not re.search(r"[a-z]{4}", told), row["reason"]
        assert reason_text(row["reason"], "en") == row["reason"]
    judged = "甲: lexicon alias of 乙; judged one on 2026-01-02 (甲 / 乙): the same seat; see there"
    assert "裁定" in reason_text("甲: judged two on 2026-01-02 (甲 / 乙)", "zh")
    assert "the same seat; see there" in reason_text(judged, "zh")
    rules = {row["rule"] for row in five.read("MATCH (:Entity)-[e]->() RETURN DISTINCT e.rule AS rule") if row["rule"]}
    rules |= set(re.findall(r'scene, \([^()]*\), "(\w+)", 0', _source("loaders/extract/frames")))
    assert len(rules) > 25
    assert not [rule for rule in rules if f"rule_{rule}" not in words_of_pages()]
    assert code_name("rule", "endpoint:some_model", "zh") == "endpoint:some model"


def _source(folder: str) -> str:
    root = Path(answers.__file__).parents[2]
    return "\n".join(path.read_text("utf-8") for path in sorted((root / folder).glob("*.py")))


def test_every_reason_of_a_reader_has_chinese_words() -> None:
    text = _source("loaders/readers") + (Path(answers.__file__).parents[2] / "loaders/reading.py").read_text("utf-8")
    said = [*re.findall(r'ReadError\(f"\{name\}: ([^\n]+?)"\)', text), "a broken PDF"]
    said += ["an encrypted PDF (save it without a password)", "reading it took longer than 120 seconds"]
    said += ["reading it broke off", "too large or too deeply nested to be read"]
    assert len(said) > 20
    for reason in said:
        filled = re.sub(r"\{[^}]+\}", "7", reason)
        if filled == "7":
            continue
        told = unread_text(f"某区: 规划.pdf: {filled}", "zh")
        assert told.startswith("某区: 规划.pdf："), reason
        assert re.search(r"[\u4e00-\u9fff]", told.partition("：")[2]), told
        assert unread_text(f"a.pdf: {filled}", "en") == f"a.pdf: {filled}"


def test_an_answer_in_words_as_csv(client: TestClient) -> None:
    text = client.get("/api/ask.csv", params={"q": "哪些平台涉及石墨烯"}).content.decode("utf-8-sig")
    assert "石墨烯中试平台" in text.splitlines()[1]


def test_readings_that_are_not_sure_offer_others(client: TestClient) -> None:
    answer = get(client, "/api/ask", q="青岚大学")
    for guess in answer["alternatives"]:
        assert client.get(guess["url"]).status_code == 200
        assert guess["understood"]


def test_an_edge_shows_its_sentences_marked_and_cited(client: TestClient) -> None:
    edge = get(client, PARTNERS)
    assert edge["id"] == "firm-lanxin~PARTNERS~university-青岚大学"
    for place in edge["evidence"]:
        assert place["before"] + place["marked"] + place["after"] == place["text"]
        assert place["marked"]
        cited = place["citation"]
        assert cited["link"].startswith(f"http://testserver/plans/{place['plan']}?version=")
        assert edge["coverage"]["data_version"] in cited["link"]
        assert place["plan_title"] in cited["gbt7714"]
        assert "[Z/OL]" in cited["gbt7714"]
        assert cited["bibtex"].startswith("@misc{")
        assert cited["csl"]["URL"] == cited["link"]
        assert date.today().isoformat() in cited["gbt7714"]  # noqa: DTZ011
    assert {place["plan"] for place in edge["evidence"]} == {"luoshi", "yunxi"}


def test_an_undirected_edge_is_found_from_either_end(client: TestClient) -> None:
    other = get(client, "/api/edges/university-青岚大学/PARTNERS/firm-lanxin")
    assert other == get(client, PARTNERS)
    assert client.get("/api/edges/technology-石墨烯/TARGETS/firm-lanxin").status_code == 404
    assert client.get("/api/edges/firm-lanxin/KNOWS/university-青岚大学").status_code == 422


def test_citations_bear_the_address_that_was_asked(client: TestClient) -> None:
    links = {
        get_host: client.get(PARTNERS, headers={"Host": get_host}).json()["evidence"][0]["citation"]["link"]
        for get_host in ("a.example", "b.example")
    }
    assert all(link.startswith(f"http://{host}/") for host, link in links.items())


def test_an_edge_to_a_task(client: TestClient) -> None:
    (listed,) = get(client, "/api/entities/government-云溪区科委/edges")["items"]
    edge = get(client, f"/api/edges/{listed['source']['id']}/RESPONSIBLE_FOR/{listed['target']['id']}")
    assert edge["target"] == listed["target"]


def test_two_plans_side_by_side(client: TestClient) -> None:
    found = get(client, "/api/compare", a="yunxi", b="落石区")
    assert (found["a"]["plan"], found["b"]["plan"], found["kind"]) == ("yunxi", "luoshi", "places")
    assert {each["name"] for each in found["actors"]["a"]} >= {"青岚石墨烯研究院"}
    assert {each["name"] for each in found["actors"]["b"]} == {"石墨烯中试平台"}
    (pair,) = found["targets"]
    assert (pair["a"]["value"], pair["b"]["value"], pair["difference"]) == (300, 120, -180)
    sentence = pair["a"]["sentence"]
    assert "300家" in sentence["before"] + sentence["marked"] + sentence["after"]
    assert client.get("/api/compare?a=yunxi&b=nowhere").status_code == 404


@pytest.mark.parametrize("form", list(FORMATS))
@pytest.mark.parametrize("plan", ["", "luoshi"])
def test_exports_are_those_of_the_library(client: TestClient, sample_store: Store, form: str, plan: str) -> None:
    answer = client.get(f"/api/export.{form}", params={"plan": plan} if plan else {})
    assert answer.status_code == 200
    if form != "xlsx":  # bears the time of writing
        assert answer.content == FORMATS[form](tables(sample_store, plan=plan or None))
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.headers["x-data-version"] == sample_store.data_version()
    assert answer.headers["etag"]


def test_exports_can_be_read_by_others(client: TestClient) -> None:
    graph = nx.read_graphml(io.BytesIO(client.get("/api/export.graphml").content))
    assert "firm-lanxin" in graph
    with zipfile.ZipFile(io.BytesIO(client.get("/api/export.csv").content)) as archive:
        assert set(archive.namelist()) == {"nodes.csv", "edges.csv", "figures.csv", "plans.csv"}
    book = load_workbook(io.BytesIO(client.get("/api/export.xlsx").content))
    assert "nodes" in book.sheetnames
    assert client.get("/api/export").status_code == 404
    assert client.get("/api/export.pdf").status_code == 422
    assert client.get("/api/export.json?plan=nowhere").status_code == 404


@pytest.fixture
def merged(own_store: Store, tmp_path: Path) -> Iterator[TestClient]:
    """A graph with the judgement on file that firm-old became firm-lanxin."""
    own_store.write_plan(plan_builder.yunxi())
    own_store.write_plan(plan_builder.luoshi())
    member = {"id": "firm-lanxin", "name": "岚芯科技集团", "type": "Firm", "authority": True}
    old = {"id": "firm-old", "name": "旧岚芯", "type": "Firm"}
    file = tmp_path / "judgements.yaml"
    file.write_text(yaml.safe_dump([{"verdict": "same", "a": member, "b": old}], allow_unicode=True), "utf-8")
    app = create_app(Settings(judgements=str(file)), own_store)
    with TestClient(app, follow_redirects=False) as client:
        yield client


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("/api/entities/firm-old", "/api/entities/firm-lanxin"),
        ("/api/entities/firm-old.json", "/api/entities/firm-lanxin.json"),
        ("/api/entities/firm-old/edges.csv?plan=yunxi", "/api/entities/firm-lanxin/edges.csv?plan=yunxi"),
        ("/api/entities/firm-old/neighbours", "/api/entities/firm-lanxin/neighbours"),
        ("/api/entities/firm-old/mentions", "/api/entities/firm-lanxin/mentions"),
        (
            "/api/edges/firm-old/PARTNERS/university-青岚大学",
            "/api/edges/firm-lanxin/PARTNERS/university-%E9%9D%92%E5%B2%9A%E5%A4%A7%E5%AD%A6",
        ),
    ],
)
def test_a_merged_id_redirects_for_good(merged: TestClient, asked: str, told: str) -> None:
    answer = merged.get(asked)
    assert (answer.status_code, answer.headers["location"]) == (308, told)
    assert merged.get(told).status_code == 200


def test_only_merged_ids_redirect(merged: TestClient) -> None:
    assert merged.get("/api/entities/firm-lanxin").status_code == 200
    assert merged.get("/api/entities/firm-nobody").status_code == 404


def test_a_damaged_file_of_judgements_stops_nothing(own_store: Store, tmp_path: Path) -> None:
    own_store.write_plan(plan_builder.yunxi())
    file = tmp_path / "judgements.yaml"
    file.write_text("{", "utf-8")
    with TestClient(create_app(Settings(judgements=str(file)), own_store)) as client:
        assert client.get("/api/entities/firm-lanxin").status_code == 200


def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["innograph", *words])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return int(stop.value.code or 0), capsys.readouterr().out


def test_the_command_ask(
    own_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own_store.write_plan(plan_builder.luoshi())
    monkeypatch.setenv("INNOGRAPH_DATA", str(tmp_path / "data"))
    status, out = command(monkeypatch, capsys, "ask", "which", "platforms", "involve", "graphene", "--json")
    told = json.loads(out)
    assert (status, told["query"], told["rows"][0]["platform"]) == (0, "platforms-by-technology", "石墨烯中试平台")
    status, out = command(monkeypatch, capsys, "ask", "哪些平台涉及石墨烯")
    assert status == 0
    assert "石墨烯中试平台" in out
    assert "innograph query platforms-by-technology technology=" in out
    status, out = command(monkeypatch, capsys, "ask", "明天天气如何")
    assert status == 4
    assert "无法判断" in out
