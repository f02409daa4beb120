"""Surface forms of one document that are one entity, and those that only look like it."""

import pytest

from innograph.loaders.document import Document
from innograph.loaders.extract.entities import find_mentions
from innograph.loaders.extract.joining import join_forms
from innograph.loaders.pipeline import authority
from innograph.loaders.raw import RawText
from innograph.loaders.reading import document_from_raw

HEAD = "青岚市云溪区科技创新“十五五”规划\n云溪区人民政府\n一、发展基础\n全区上下坚持创新第一动力,以产业需求牵引供给,为发展打下基础,各项目标如期完成。\n"


def document(*sentences: str) -> Document:
    """A plan of 云溪区 that holds the sentences."""
    return document_from_raw(RawText(HEAD + "".join(sentences), "txt"), "yunxi.txt", plan_id="yunxi")


def groups(type_: str, names: tuple[str, ...]) -> set[frozenset[str]]:
    """The forms of each entity that a document with these names has."""
    made = document(*(f"建设{name}。\n" for name in names))
    forms = dict.fromkeys(names, (type_, 1.0))
    found = join_forms(made, forms, find_mentions(made, forms), {}, authority())
    return {frozenset({e.name, *e.aliases}) for e in found}


ONE = [
    ("Park", ("中部云帆工业区", "云帆工业区")),
    ("Park", ("国家级星河产业基地", "星河产业基地")),
    ("Park", ("云帆生物医药产业基地", "云帆生物医药基地")),
    ("Park", ("云帆星河园区", "云帆星河园")),
    ("ResearchInstitute", ("中国深蓝动力研究设计院", "深蓝动力研究设计院")),
    ("Platform", ("云溪区澄光检测公共服务平台", "澄光检测公共服务平台")),
    ("Region", ("云溪区", "云溪")),
    ("Region", ("楚陵市", "楚陵")),
    ("Region", ("云帆湾", "云帆湾地区")),
    ("Platform", ("云帆星河", "云帆星河平台")),
    ("Firm", ("澄光", "澄光集团")),
    ("Programme", ("科技型企业“飞燕”计划", "科技型企业培育“飞燕”计划")),
    ("Fund", ("云帆创业投资引导基金", "云帆创业引导基金")),
    ("Policy", ("云溪区国民经济和社会发展第十四个五年规划纲要", "云溪区国民经济与社会发展“十四五”规划")),
    ("Technology", ("隐私计算技术", "隐私计算")),
    ("Technology", ("低成本石墨烯", "石墨烯")),
    ("Technology", ("数字化医疗", "数字医疗")),
    ("Firm", ("青岚澄光医学病理诊断中心有限公司", "澄光")),
    ("Government", ("中共云溪区委", "区委")),
    ("Government", ("云溪区人民政府", "区政府")),
    ("Government", ("云溪区科技创新局", "区科技创新局")),
]


@pytest.mark.parametrize(("type_", "names"), ONE)
def test_one_entity(type_: str, names: tuple[str, ...]) -> None:
    assert frozenset(names) in groups(type_, names)


APART = [
    # An institute's department is not the institute, nor a programme's laboratory the programme.
    ("ResearchInstitute", ("中国科学院", "中国科学院光学研究所")),
    ("Programme", ("一带一路", "“一带一路”联合实验室")),
    ("Park", ("云帆浦江园", "云帆浦江园科技广场")),
    # Praise that makes a field of its own.
    ("Technology", ("新型储能", "储能")),
    ("Technology", ("先进材料", "新材料")),
    ("Technology", ("工业互联网", "互联网")),
    # Two units of one name: the short form may be either.
    ("Region", ("楚陵市", "楚陵县", "楚陵")),
    # A new town is another place than the one it is named for.
    ("Region", ("云帆湾", "云帆湾新城")),
    # Two firms that begin alike.
    ("Firm", ("澄光数控机床有限公司", "澄光海洋工程有限公司", "澄光")),
    # Each has a word that the other lacks.
    ("Fund", ("云帆产业引导基金", "云帆投资引导基金")),
    ("Technology", ("氢能及燃料电池", "氢能燃料电池")),
    # Two sides of one place: the bare name may be either.
    ("Region", ("东部云帆新城", "西部云帆新城", "云帆新城")),
    # Two ranks are two things.
    ("Programme", ("国家级飞燕科普计划", "市级飞燕科普计划")),
    ("Fund", ("云帆一期引导基金", "云帆二期引导基金")),
]


@pytest.mark.parametrize(("type_", "names"), APART)
def test_entities_apart(type_: str, names: tuple[str, ...]) -> None:
    assert {frozenset({name}) for name in names} <= groups(type_, names)


def test_a_class_word_stands_for_the_one_name_that_ends_so() -> None:
    assert groups("Park", ("云帆科学城", "科学城")) == {frozenset({"云帆科学城", "科学城"})}
    assert groups("Park", ("云帆科学城", "星河科学城", "科学城")) == {
        frozenset({"云帆科学城"}),
        frozenset({"星河科学城"}),
    }
    often = ("云帆科学城",) * 4
    found = groups("Park", (*often, "星河科学城", "科学城"))
    assert found == {frozenset({"云帆科学城", "科学城"}), frozenset({"星河科学城"})}


def test_a_class_word_for_no_area_is_no_name_beside_one_that_ends_so() -> None:
    assert groups("Platform", ("云帆飞燕实验室", "重点实验室")) >= {frozenset({"云帆飞燕实验室"})}
    assert groups("ResearchInstitute", ("云帆飞燕产业技术研究院", "产业技术研究院")) == {
        frozenset({"云帆飞燕产业技术研究院"})
    }


def test_every_join_has_its_reason() -> None:
    names = ("云帆生物医药产业基地", "云帆生物医药基地")
    made = document("建设云帆生物医药产业基地、云帆生物医药基地。\n")
    forms = dict.fromkeys(names, ("Park", 1.0))
    (entity,) = join_forms(made, forms, find_mentions(made, forms), {}, authority())
    assert (entity.name, entity.aliases) == (names[0], (names[1],))
    assert "in the same document" in entity.reasons[names[1]]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("“云帆启航”计划", "云帆启航"),
        ("“飞燕还巢”品牌", "飞燕还巢"),
        # What means something else is no short form.
        ("“一带一路”云帆行动", ""),
        ("“人工智能”行动", ""),
    ],
)
def test_what_stands_between_the_marks_of_a_programme(name: str, short: str) -> None:
    assert groups("Programme", (name,)) == {frozenset({name, short} - {""})}


def test_a_firm_that_stands_beside_another_in_one_sentence_is_not_its_short_form() -> None:
    made = document("支持岚钢做大做强,推动岚钢气体有限公司上市。\n")
    forms = dict.fromkeys(("岚钢", "岚钢气体有限公司"), ("Firm", 1.0))
    found = join_forms(made, forms, find_mentions(made, forms), {}, authority())
    assert [(e.name, e.aliases) for e in found] == [("岚钢", ()), ("岚钢气体有限公司", ())]
