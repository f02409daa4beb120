"""Short forms that a text defines, and lists whose class word stands once."""

import pytest

from innograph.graph.records import Passage
from innograph.loaders.extract.definitions import definitions, holds, names_no_work
from innograph.loaders.extract.shared_heads import completed_names
from innograph.loaders.lexicon import lexicon
from innograph.loaders.pipeline import authority


def passage(text: str) -> Passage:
    """A sentence alone."""
    return Passage("p1", "s1", 0, len(text), "", "sentence", text)


DEFINITIONS = [
    # An accepted name in front.
    ("建设青岚澜湖实验室(以下简称“澜湖实验室”)。", {"青岚澜湖实验室": "Platform"}, [("澜湖实验室", "青岚澜湖实验室", "Platform")]),
    # The definition is what tells that there is a name.
    ("推进淮江生态文明创新研究院(下称“淮江研究院”)建设。", {}, [("淮江研究院", "淮江生态文明创新研究院", "ResearchInstitute")]),
    ("青“云”创新走廊(以下简称青“云”走廊)全长三十公里。", {}, [("青“云”走廊", "青“云”创新走廊", "Region")]),
    (
        "依据《关于支持云溪打造创新引领区的意见》(以下简称《引领区意见》)。",
        {"关于支持云溪打造创新引领区的意见": "Policy"},
        [("引领区意见", "关于支持云溪打造创新引领区的意见", "Policy")],
    ),
    # The last of a list is not what the list is called.
    ("青州市、岚州市(以下简称“青岚双城”)协同发展。", {"青州市": "Region", "岚州市": "Region"}, []),
    # A class word would be found everywhere.
    ("落实《青岚市创新驱动意见》(以下简称《意见》)。", {"青岚市创新驱动意见": "Policy"}, []),
    ("建设青岚澜湖实验室(以下简称“实验室”)。", {"青岚澜湖实验室": "Platform"}, []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names", "expected"), DEFINITIONS)
def test_definitions(text: str, names: dict[str, str], expected: list[tuple[str, str, str]]) -> None:
    forms = {name: (type_, 1.0) for name, type_ in names.items()}
    found = definitions([passage(text)], forms, lexicon(), authority())
    assert [(d.short, d.full, d.type) for d in found] == expected


@pytest.mark.parametrize(
    ("name", "short", "told"),
    [("中科院青岚材料研究所", "青岚材料所", True), ("岚州市", "青岚双城", False), ("青岚", "青岚", False), ("“云上”创新带", "云上", True)],
)  # fmt: skip
def test_a_short_form_is_made_of_the_letters_of_the_full_one(name: str, short: str, told: bool) -> None:
    assert holds(name, short) is told


LISTS = [
    ("武汉东湖、襄阳、宜昌3家国家高新区位居前列。", ["武汉东湖新技术开发区", "襄阳高新区", "宜昌高新区"], "Park"),
    ("支持青岚、云溪和石岗等5个省级经开区扩区。", ["青岚经开区", "云溪经开区", "石岗经开区"], "Park"),
    ("建成数字建造、澜湖材料等4家国家技术创新中心。", ["数字建造技术创新中心", "澜湖材料技术创新中心"], "Platform"),
    (
        "组建航电装备、驱动系统等2家国家级产业技术创新联盟。",
        ["航电装备产业技术创新联盟", "驱动系统产业技术创新联盟"],
        "Alliance",
    ),
    ("澄光公司、远川集团等2家孵化器获评。", [], ""),  # firms that run them
    ("支持黄埔、增城、花都、从化区建设。", ["黄埔区", "增城区", "花都区", "从化区"], "Region"),
    ("支持青岚、云溪区建设。", [], ""),
    ("引进青岚、云溪等3家企业。", [], ""),
    ("建成3家国家高新区。", [], ""),
]


@pytest.mark.parametrize(("text", "names", "type_"), LISTS)
def test_lists_that_share_their_class_word(text: str, names: list[str], type_: str) -> None:
    found = list(completed_names([passage(text)], lexicon()))
    assert [f.name for f in found] == names
    assert {f.type for f in found} <= {type_}
    for each in found:
        assert each.whole[0] <= each.start < each.end <= each.whole[1]
        assert text[each.start : each.end] in each.name or each.name in lexicon().by_form


@pytest.mark.parametrize(
    ("form", "none"),
    [("实施方案", True), ("若干措施", True), ("云溪日报", True), ("晚间新闻", True), ("云溪区科技创新行动方案", False), ("云帆网络", False)],
)  # fmt: skip
def test_a_word_for_a_kind_of_work_or_a_paper_is_no_work(form: str, none: bool) -> None:
    assert names_no_work(form) is none
