"""Identity: one name at a time, by stated reasons, whatever else is loaded."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from innograph.graph.identity import Identity, Scope, fold, identify, is_entity_id, pinyin, transliterate
from innograph.graph.records import PlanMeta
from innograph.loaders.extract.places import scope_of
from innograph.loaders.lexicon import lexicon
from innograph.loaders.pipeline import authority

BAOSHAN = Scope("宝山区", "上海市")
YUNXI = Scope("云溪区", "青岚市")


def made(name: str, kind: str, scope: Scope = BAOSHAN) -> Identity:
    return identify(name, kind, scope, authority())


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("Firm", ["宝武", "宝武集团", "中国宝武", "中国宝武钢铁集团有限公司"]),
        ("ResearchInstitute", ["中科院微系统所", "中科院微系统研究所"]),
        ("University", ["上海交大", "上海交通大学", "Shanghai Jiao Tong University"]),
        ("Region", ["G60科创走廊", "长三角G60科创走廊"]),
        ("Park", ["张江宝山园", "张江高新区宝山园", "上海张江高新区宝山园"]),
        ("Region", ["上海市宝山区", "宝山区", "宝山", "上海宝山"]),
        ("Region", ["长三角", "长三角地区", "长三角区域"]),
        ("Technology", ["石墨烯", "graphene", "石墨烯材料", "石墨烯产业"]),
        ("Government", ["区科委", "宝山区科委", "上海市宝山区科学技术委员会"]),
    ],
)
def test_forms_of_one(kind: str, names: list[str]) -> None:
    assert len({made(name, kind).id for name in names}) == 1


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("University", ["上海理工大学", "上海海事大学", "上海海洋大学"]),
        ("University", ["上海交通大学", "西安交通大学"]),
        ("Park", ["上海大学科技园", "环上大科技园"]),
        ("Park", ["大紫竹", "紫竹国家高新区"]),
        ("Firm", ["青岚智能(北京)有限公司", "青岚智能(上海)有限公司", "青岚智能有限公司"]),
    ],
)
def test_things_apart(kind: str, names: list[str]) -> None:
    assert len({made(name, kind).id for name in names}) == len(names)


def test_types_tell_apart() -> None:
    assert made("市北高新园区", "Park").id != made("市北高新集团", "Firm").id
    assert made("上海大学", "University").id != made("上海大学科技园", "Park").id


def test_a_district_body_is_its_districts_own_and_a_city_body_the_citys() -> None:
    jingan = Scope("静安区", "上海市")
    assert made("区科委", "Government", jingan).id != made("区科委", "Government", BAOSHAN).id
    assert made("市科委", "Government", jingan).id == made("市科委", "Government", BAOSHAN).id
    assert made("市科委", "Government", jingan).known


def test_the_completed_name_is_shown() -> None:
    found = made("区科委", "Government", YUNXI)
    assert found.name == "青岚市云溪区科学技术委员会"
    assert found.reasons == ("local short form of a government body",)


@pytest.mark.parametrize("scope", [YUNXI, Scope("松柏区", "青岚市"), BAOSHAN])
def test_a_firm_that_bears_a_place_s_name_keeps_its_own(scope: Scope) -> None:
    """A firm's 云溪科技集团 is a brand, not the district's own; a park of such a name is the district's."""
    short = scope.region.removesuffix("区")
    firm = made(f"{short}科技集团", "Firm", scope)
    assert (firm.canonical, firm.name) == (f"{short}科技集团", "")
    full = f"{scope.above}{scope.region}"
    assert made(f"{short}科技产业园", "Park", scope).canonical == f"{full}科技产业园"
    assert made(f"{scope.region}科技集团", "Firm", scope).canonical == f"{full}科技集团"


def test_an_unknown_city_above_is_not_another_plans_city() -> None:
    here, there = Scope("云溪区"), Scope("落石区")
    assert made("市科委", "Government", here).id != made("市科委", "Government", there).id


def test_districts_of_one_name() -> None:
    assert made("鼓楼区", "Region", Scope("南京市", "")).canonical == "南京市鼓楼区"
    assert made("鼓楼区", "Region", Scope("福州市", "")).canonical == "福州市鼓楼区"
    assert made("鼓楼区", "Region", BAOSHAN).canonical == "鼓楼区"  # no telling which


@pytest.mark.parametrize(
    ("region", "issuer", "text", "scope"),
    [
        ("静安区", "", "", Scope("静安区", "上海市")),
        ("上海市宝山区", "", "", Scope("宝山区", "上海市")),
        ("宝山区", "", "上海市、上海大学、长三角", Scope("宝山区", "上海市")),
        ("宝山区", "", "双鸭山市、黑龙江", Scope("宝山区", "双鸭山市")),
        ("宝山区", "", "", Scope("宝山区", "")),
        ("云溪区", "青岚市云溪区人民政府", "", Scope("云溪区", "青岚市")),
        ("", "", "", Scope()),
    ],
)
def test_the_place_of_a_plan(region: str, issuer: str, text: str, scope: Scope) -> None:
    assert scope_of(PlanMeta("x", "", issuer, region), text) == scope


def test_a_field_in_every_tongue() -> None:
    assert made("graphene", "Technology").known == made("石墨烯", "Technology").known
    assert pinyin("石墨烯") == "shi mo xi"
    assert transliterate("石墨烯") == "shimoxi"
    assert "石墨烯" in authority().ancestors("氧化石墨烯")


def test_pinyin_is_that_of_pypinyin() -> None:
    for entry in lexicon().entries[::37]:
        name = fold(entry.name)
        assert pinyin(name) == " ".join(" ".join(lazy_pinyin(name, style=Style.NORMAL)).lower().split())


FORMS = [(form, entry.type) for entry in lexicon().entries[::61] for form in entry.forms]
TAILS = ["", "重点实验室", "产业园", "有限公司", "(上海)有限公司", "科技园", "集团", "技术", "地区", "科委"]
FRONTS = ["", "区", "市", "上海", "上海市", "宝山区", "云溪区", "国家"]
names = st.builds(
    lambda front, form, tail: (front + form[0] + tail, form[1]),
    st.sampled_from(FRONTS),
    st.sampled_from(FORMS),
    st.sampled_from(TAILS),
)
scopes = st.sampled_from([BAOSHAN, YUNXI, Scope(), Scope("南京市"), Scope("浙江省")])


@settings(max_examples=300, deadline=None)
@given(names, scopes)
def test_identity_is_deterministic_and_blind_to_typesetting(named: tuple[str, str], scope: Scope) -> None:
    name, kind = named
    found = identify(name, kind, scope, authority())
    assert identify(name, kind, scope, authority()) == found
    assert identify(f"“{name[:1]} {name[1:]}”", kind, scope, authority()).id == found.id


@example(("区上海三菱电梯", "Firm"), Scope(region="宝山区", above="上海市"))
@example(("区PTC公司有限公司", "Firm"), Scope(region="宝山区", above="上海市"))
@settings(max_examples=300, deadline=None)
@given(names, scopes)
def test_the_canonical_form_is_its_own(named: tuple[str, str], scope: Scope) -> None:
    """Whoever writes the full name means the same thing, in a plan of any place."""
    name, kind = named
    found = identify(name, kind, scope, authority())
    if found.known or found.name:
        full = found.known.full if found.known else found.name
        assert identify(full, kind, scope, authority()).id == found.id


@pytest.mark.parametrize(
    ("scope", "full", "short"),
    [
        (Scope("上海市", ""), "上海市宝山区科委", "宝山区科委"),
        (Scope("浙江省", ""), "浙江省杭州市人民政府", "杭州市人民政府"),
        (Scope("云溪区", "青岚市"), "云溪区人民政府", "区政府"),
    ],
)
def test_a_body_of_an_inner_place_is_one_with_and_without_the_place_above(scope: Scope, full: str, short: str) -> None:
    assert made(full, "Government", scope).id == made(short, "Government", scope).id


def test_zones_in_short_and_in_full() -> None:
    assert made("长沙高新区", "Park").id == made("长沙市高新技术产业开发区", "Park").id
    assert made("郑洛新自创区", "Park").id == made("郑洛新国家自主创新示范区", "Park").id
    assert "自创区" not in made("国家自主创新示范区", "Park").canonical
    assert made("沿海城市高新区", "Park").canonical == "沿海城市高新区"


@settings(max_examples=300, deadline=None)
@given(names, scopes)
def test_what_is_rewritten_has_a_reason(named: tuple[str, str], scope: Scope) -> None:
    name, kind = named
    found = identify(name, kind, scope, authority())
    assert found.reasons or found.canonical == fold(name)


def test_names_resolve_fast() -> None:
    """100,000 in under 60 s on one core; a tenth of them here, with room for a busy machine."""
    entries = lexicon().entries
    made("宝武", "Firm")
    several = [
        (
            f"{entries[i * 7 % len(entries)].name}{TAILS[i % len(TAILS)]}{i if i % 3 == 0 else ''}",
            entries[i * 7 % len(entries)].type,
        )
        for i in range(10_000)
    ]
    started = time.process_time()
    ids = {made(name, kind).id for name, kind in several}
    assert len(ids) > 5000
    assert time.process_time() - started < 6


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("firm-bao-wu-1a2b3c4d", True),
        ("research-institute-shi-mo-xi-1a2b3c4d", True),
        ("researchinstitute-青岚石墨烯研究院", True),
        ("research-and-development", False),
        ("firm", False),
        ("G60-科创走廊", False),
    ],
)
def test_what_has_the_form_of_an_id(text: str, is_one: bool) -> None:
    assert is_entity_id(text) is is_one
