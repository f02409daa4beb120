"""Entities: the best set of spans, every mention of a form, and a plan of our own with names that no lexicon holds."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innograph.graph.records import Entity
from innograph.loaders.document import Document
from innograph.loaders.extract.entities import _Form, _type_of, extract_entities, find_mentions
from innograph.loaders.extract.filter import PLAIN, read_filter
from innograph.loaders.extract.scoring import Span, _is_class, _outside_titles, _without_owners, best_set, span_weight
from innograph.loaders.lexicon import lexicon
from innograph.loaders.pipeline import authority, extract
from innograph.loaders.raw import RawText
from innograph.loaders.reading import document_from_raw

PLAN = """青岚市云溪区科技创新“十五五”规划
云溪区人民政府
一、发展基础
“十四五”期间,云溪区依托青岚大学、云溪先进材料研究院等高校院所,建成青岚市柔性显示重点实验室,引进澄光电子、远川精工等企业。
二、主要任务
(一)做强集成电路产业
支持澄光电子、砺石半导体等龙头企业,突破光刻胶、化合物半导体、晶圆级封装等关键技术。
推动青岚大学与云溪先进材料研究院共建云溪集成电路创新中心。
(二)培育生物医药产业
依托青岚市第二人民医院,发展基因治疗、细胞治疗、高端医疗器械。设立云溪生命健康产业基金。
(三)优化创新生态
实施“雁阵”计划,举办青岚创新创业大赛,落实《青岚市科技成果转化条例》。由区科委、区发展改革委牵头推进。
加快建设云溪科技园,打造长三角有影响力的产业高地。
"""
EXPECTED = {
    "云溪区": "Region",
    "青岚大学": "University",
    "云溪先进材料研究院": "ResearchInstitute",
    "青岚市柔性显示重点实验室": "Platform",
    "澄光电子": "Firm",
    "远川精工": "Firm",
    "砺石半导体": "Firm",
    "集成电路": "Technology",
    "光刻胶": "Technology",
    "化合物半导体": "Technology",
    "云溪集成电路创新中心": "Platform",
    "生物医药": "Technology",
    "青岚市第二人民医院": "Hospital",
    "基因治疗": "Technology",
    "细胞治疗": "Technology",
    "云溪生命健康产业基金": "Fund",
    "“雁阵”计划": "Programme",
    "青岚创新创业大赛": "Event",
    "青岚市科技成果转化条例": "Policy",
    "区科委": "Government",
    "区发展改革委": "Government",
    "云溪科技园": "Park",
    "长三角": "Region",
}


def document(text: str) -> Document:
    return document_from_raw(RawText(text, "txt"), "yunxi-15fyp.txt", plan_id="yunxi-15fyp")


def by_form(entities: tuple[Entity, ...]) -> dict[str, str]:
    return {form: e.type for e in entities for form in (e.name, *e.aliases)}


def test_a_made_up_plan_is_read() -> None:
    found = by_form(extract(document(PLAN)).entities)
    missed = {name for name in EXPECTED if name not in found}
    assert len(missed) <= 2, missed
    wrong = {name: found[name] for name, type_ in EXPECTED.items() if name in found and found[name] != type_}
    assert len(wrong) <= 2, wrong


def test_without_the_tagger_it_is_read_too() -> None:
    found = extract_entities(document(PLAN), lexicon=lexicon(), authority=authority(), model=read_filter(PLAIN))
    assert sum(by_form(found).get(name) == type_ for name, type_ in EXPECTED.items()) >= 18


def test_reading_twice_is_the_same() -> None:
    assert extract(document(PLAN)).entities == extract(document(PLAN)).entities


def test_mentions_lie_where_they_say() -> None:
    facts = extract(document(PLAN))
    text = {p.id: p for p in facts.passages}
    for entity in facts.entities:
        assert entity.mentions
        for mention in entity.mentions:
            passage = text[mention.passage]
            place = passage.text[mention.start - passage.start : mention.end - passage.start]
            assert place == mention.surface


def test_the_longest_form_is_the_mention_and_its_field_counts_too() -> None:
    forms = {"云溪": ("Region", 1.0), "云溪集成电路创新中心": ("Platform", 1.0), "集成电路": ("Technology", 1.0)}
    found = find_mentions(document(PLAN), forms)
    assert len(found["云溪集成电路创新中心"]) == 1
    assert len(found["集成电路"]) == PLAN.count("集成电路")
    assert len(found["云溪"]) < PLAN.count("云溪")


def test_the_plans_own_place_is_named_even_inside_other_names_only() -> None:
    text = "青岚市云溪区科技创新规划\n一、总则\n依据《青岚市云溪区创新纲要》,建设创新平台,培育创新主体,优化创新生态,推进成果转化。"
    document = document_from_raw(RawText(text, "txt"), "own.txt", plan_id="own")
    found = {e.name: e for e in extract(document, model=read_filter(PLAIN)).entities}
    assert document.plan.region == "云溪区"
    assert found["云溪区"].type == "Region"
    assert len(found["云溪区"].mentions) == 1
    mention = found["云溪区"].mentions[0]
    assert document.text[mention.start : mention.end] == mention.surface == "云溪区"


def test_a_title_names_the_plan_without_what_it_says_of_its_state() -> None:
    text = "云溪区绿潮计划(征求意见稿)\n云溪区绿潮计划\n一、总则\n云溪区按照发展规划推进创新,集聚各类创新资源,持续提升产业的竞争能力和服务水平。\n"
    document = document_from_raw(RawText(text, "txt"), "yunxi.txt", plan_id="yunxi")
    assert "云溪区绿潮计划" in {e.name for e in extract(document).entities if e.type == "Policy"}


def test_the_items_of_a_list_are_mentions_of_their_full_names_alone() -> None:
    text = "青岚省科技创新规划\n一、布局\n青岚省支持武汉东湖、襄阳、宜昌3家国家高新区建设,培育创新主体,优化创新生态。"
    document = document_from_raw(RawText(text, "txt"), "own.txt", plan_id="own")
    found = {e.name: e for e in extract(document, model=read_filter(PLAIN)).entities}
    assert {"武汉东湖新技术开发区", "襄阳高新区", "宜昌高新区"} <= set(found)
    assert [m.surface for m in found["襄阳高新区"].mentions] == ["襄阳"]
    assert "襄阳" not in found
    assert "襄阳" not in {alias for e in found.values() for alias in e.aliases}


@pytest.mark.parametrize(
    ("text", "type_", "told"),
    [
        ("区内国家重点实验室", "Platform", True),
        ("国家级和市级工程技术研究中心", "Platform", True),
        ("数字技术在药物", "Technology", True),
        ("云溪科技", "Firm", True),
        ("云溪科技股份", "Firm", False),
        ("澄光科技", "Firm", False),
        ("在线教育", "Technology", False),
        ("国家飞燕重点实验室", "Platform", False),
    ],
)
def test_phrases_about_a_class_of_things_are_no_names(text: str, type_: str, told: bool) -> None:
    assert _is_class(text, type_, ("云溪区", "云溪")) is told


def test_fields_of_names_that_a_list_completes_are_mentioned_in_it() -> None:
    text = "牵头建设飞燕装备、云帆动力系统等2家国家级产业技术创新联盟。"
    found = extract_entities(
        document_from_raw(
            RawText(
                f"青岚市云溪区科技创新规划\n一、基础\n全区上下坚持创新第一动力,以产业需求牵引供给,为发展打下基础。{text}\n",
                "txt",
            ),
            "y.txt",
            plan_id="y",
        ),
        lexicon=lexicon(),
        authority=authority(),
        model=read_filter(PLAIN),
    )
    fields = {e.name: e.mentions[0].surface for e in found if e.type == "Technology"}
    assert {"飞燕装备", "云帆动力系统"} <= set(fields)
    assert all(surface in text for surface in fields.values())


def test_no_forms_no_mentions() -> None:
    assert not find_mentions(document(PLAN), {})


SPANS = st.lists(
    st.builds(
        lambda start, size, score: Span(start, start + size, "Firm", score),
        st.integers(0, 12),
        st.integers(1, 6),
        st.floats(0.36, 1.0),
    ),
    max_size=7,
)


@given(SPANS)
def test_the_best_set_is_the_best(spans: list[Span]) -> None:
    chosen = best_set(spans)
    assert _apart(chosen)
    assert all(s in spans for s in chosen)
    sets = (c for n in range(len(spans) + 1) for c in combinations(spans, n) if _apart(list(c)))
    assert _worth(chosen) == pytest.approx(max(map(_worth, sets)), abs=1e-9)


def _apart(spans: list[Span]) -> bool:
    return all(a.end <= b.start or b.end <= a.start for a, b in combinations(spans, 2))


def _worth(spans: list[Span] | tuple[Span, ...]) -> float:
    return sum(map(span_weight, spans))


def test_an_owner_makes_way_for_what_is_named_after_it() -> None:
    owner = Span(0, 4, "University", 0.99)  # 青岚大学
    centre = Span(0, 12, "Platform", 0.5)  # 青岚大学超导应用研究中心
    park = Span(0, 8, "Park", 0.5)
    other = Span(20, 24, "University", 0.9)
    assert list(_without_owners([owner, centre, other])) == [centre, other]
    assert list(_without_owners([owner, park, other])) == [owner, park, other]


def test_the_names_in_a_title_make_way_for_it() -> None:
    text = "出台《云溪区关于加快云帆走廊高新技术企业发展的若干政策》。"
    title = Span(text.index("《") + 1, text.index("》"), "Policy", 0.99)
    inside = [Span(3, 6, "Region", 0.99), Span(10, 14, "Region", 0.99)]
    assert best_set(_outside_titles([*inside, title], text)) == [title]
    assert best_set(_outside_titles(inside, text)) == inside


def test_a_longer_name_weighs_more_but_not_without_end() -> None:
    weights = [span_weight(Span(0, length, "Platform", 0.9)) for length in (2, 6, 12, 20, 34)]
    assert weights[0] < weights[1] < weights[2] == weights[3] == weights[4]


@pytest.mark.parametrize(
    ("name", "seen", "type_"),
    [
        ("石墨烯", "Firm", "Technology"),  # the lexicons know it
        ("上海大学", "Platform", "University"),
        ("鹏城实验室", "Platform", "Platform"),  # a laboratory is what the plan takes it for
        ("青岚澄光电子", "Firm", "Firm"),  # no lexicon knows it
        ("青岚临床研究医院", "ResearchInstitute", "Hospital"),  # its last word leaves no doubt
        ("青岚技术研究中心", "ResearchInstitute", "ResearchInstitute"),  # its last word does
    ],
)
def test_the_type_of_a_name(name: str, seen: str, type_: str) -> None:
    form = _Form(Counter({seen: 2.0, "Park": 1.0}), 0.9)  # type: ignore[dict-item]
    assert _type_of(name, form, lexicon()) == type_
