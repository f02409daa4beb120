"""Two plans side by side, and the sentences behind an edge."""

from dataclasses import replace
from pathlib import Path

import pytest
from plan_builder import yunxi

from innograph.graph.changes import compare, compare_plans, summary
from innograph.graph.errors import BadParameterError, NotFoundError
from innograph.graph.evidence import edge_evidence, lines, marked
from innograph.graph.records import Evidence, Figure
from innograph.graph.resolve import ResolvedPlan
from innograph.graph.store import Store
from innograph.graph.targets import indicator_core, match_figures, stated_figures

PLANS = Path(__file__).parents[2].parent / "shared" / "plans"


def with_figures(plan: ResolvedPlan, *figures: Figure) -> ResolvedPlan:
    facts = replace(plan.facts, figures=figures)
    return replace(plan, facts=facts)


def figure(name: str, value: float, unit: str = "家", year: int = 2025, **more: object) -> Figure:
    kind = str(more.pop("kind", "target"))
    return Figure(f"f-{name}-{year}", name, value, unit, year, kind, Evidence("p3", 45, 50), **more)  # type: ignore[arg-type]


def test_two_places(sample_store: Store) -> None:
    found = compare_plans(sample_store, "yunxi", "luoshi")
    assert found.kind == "places"
    assert (found.a.plan, found.b.plan) == ("yunxi", "luoshi")
    assert [n.name for n in found.actors.b] == ["石墨烯中试平台"]
    assert "青岚石墨烯研究院" in [n.name for n in found.actors.a]
    assert found.shared == {"actors": 2, "technologies": 1, "others": 0, "ties": 2}
    institute = next(n for n in found.actors.a if n.name == "青岚石墨烯研究院")
    assert institute.sentence.marked == "青岚石墨烯研究院"
    assert institute.sentence.sections == ("1.发展基础",)
    ((one, other),) = found.ties_differ
    assert (one.type, one.commitment, other.commitment) == ("PARTNERS", "under_way", "built")


def test_targets_side_by_side_with_both_sentences(sample_store: Store) -> None:
    found = compare_plans(sample_store, "yunxi", "luoshi")
    (pair,) = found.targets
    assert (pair.a.value, pair.b.value, pair.comparable, pair.difference) == (300, 120, True, -180)
    assert "300家" in pair.a.sentence.text
    assert "120家" in pair.b.sentence.text
    assert [f.name for f in found.targets_a] == ["发明专利拥有量"]
    text = "\n".join(summary(found))
    assert "高新技术企业: comparable" in text
    assert "not said to be absent" in text


def test_a_plan_against_itself_has_no_changes() -> None:
    found = compare(yunxi(), yunxi())
    assert found.kind == "versions"
    assert [found.actors.a, found.actors.b, found.ties_a, found.ties_b, found.ties_differ] == [()] * 5
    assert all(pair.difference == 0 for pair in found.targets)


def test_an_unknown_plan_is_told(sample_store: Store) -> None:
    with pytest.raises(NotFoundError, match="no plan 'nowhere'"):
        compare_plans(sample_store, "yunxi", "nowhere")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("高新技术企业数量", "高新技术企业总数"),
        ("云溪区高新技术企业数", "全区高新技术企业"),
        ("高新技术企业年均增长", "高新技术企业"),
        ("全社会R&D投入强度", "地区研发投入强度"),
        ("每万人有效发明专利拥有量", "每万人发明专利拥有数量"),
    ],
)
def test_names_of_one_indicator(one: str, other: str) -> None:
    assert indicator_core(figure(one, 1), "云溪区")[0] == indicator_core(figure(other, 1), "云溪区")[0]


@pytest.mark.parametrize(("one", "other"), [("高新技术企业数量", "高新技术企业总收入"), ("孵化器数量", "在孵企业数")])
def test_names_of_two_indicators(one: str, other: str) -> None:
    assert indicator_core(figure(one, 1))[0] != indicator_core(figure(other, 1))[0]


@pytest.mark.parametrize(
    ("one", "other", "comparable", "reason"),
    [
        (figure("企业数", 300), figure("企业数", 200, year=2030), True, "years differ: 2025 / 2030"),
        (
            figure("企业数", 300),
            figure("企业年均增长", 12, "%", measure="growth"),
            False,
            "one is a level, the other a growth",
        ),
        (
            figure("企业产值", 3, "亿元", norm_value=3e8, norm_unit="元"),
            figure("企业产值", 4, "%"),
            False,
            "units differ",
        ),
        (figure("企业数", 300), figure("新增企业数", 40), False, "one counts what is added"),
        (figure("企业数", 300), figure("企业数", 250, kind="actual"), False, "one is a target"),
    ],
)
def test_what_cannot_be_compared_is_said(one: Figure, other: Figure, comparable: bool, reason: str) -> None:
    a, b = (with_figures(yunxi(), f) for f in (one, other))
    ((pair,), rest_a, rest_b) = match_figures(stated_figures(a.facts), stated_figures(b.facts))
    assert pair.comparable is comparable
    assert any(reason in r for r in pair.reasons), pair.reasons
    assert (pair.difference is None) is not comparable
    assert (rest_a, rest_b) == ((), ())


def test_the_sentences_of_an_edge(sample_store: Store) -> None:
    ids = {r["name"]: r["id"] for r in sample_store.read("MATCH (n:Entity) RETURN n.name AS name, n.id AS id")}
    firm, university = ids["岚芯科技集团"], ids["青岚大学"]
    found = edge_evidence(sample_store, firm, "PARTNERS", university)
    assert found == edge_evidence(sample_store, university, "PARTNERS", firm)
    assert [r.sentence.plan for r in found.readings] == ["luoshi", "yunxi"]
    sentence = found.readings[0].sentence
    assert sentence.text == "推动岚芯科技集团与青岚大学深化合作。"
    assert sentence.sections == ("1.总体要求",)
    assert "【" in "\n".join(lines(found))


def test_the_sentences_of_a_task(sample_store: Store) -> None:
    office = sample_store.read("MATCH (n:Government) RETURN n.id AS id")[0]["id"]
    found = edge_evidence(sample_store, office, "RESPONSIBLE_FOR", "yunxi.task.1")
    assert found.tail_name == "石墨烯产业行动"


def test_edges_that_are_not(sample_store: Store) -> None:
    with pytest.raises(NotFoundError):
        edge_evidence(sample_store, "a", "PARTNERS", "b")
    with pytest.raises(BadParameterError):
        edge_evidence(sample_store, "a", "MENTIONED_IN", "b")


@pytest.mark.parametrize(
    ("start", "end", "parts"), [(1, 2, ("a", "b", "c")), (0, 9, ("", "abc", "")), (-1, 1, ("", "a", "bc"))]
)
def test_marking_a_span(start: int, end: int, parts: tuple[str, str, str]) -> None:
    assert marked("abc", start, end) == parts


def test_baoshan_against_songjiang() -> None:
    if not PLANS.is_dir():
        pytest.skip("the five plans are not beside this checkout")
    from innograph.loaders.pipeline import prepare, read_plan

    found = compare(*(prepare(read_plan(PLANS / f"{name}-14fyp.txt")) for name in ("baoshan", "songjiang")))
    pairs = [p for p in found.targets if p.indicator == "高新技术企业"]
    assert any(p.comparable for p in pairs)
    assert any(p.a.kind == p.b.kind == "target" for p in pairs)
    for pair in pairs:
        assert pair.comparable or pair.reasons
        assert pair.a.sentence.marked
        assert pair.b.sentence.marked
