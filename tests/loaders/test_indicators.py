"""Figures read from sentences and tables of our own writing, and, where the plans are at hand, against the gold standard."""

import importlib.util
import json
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innograph.graph.records import Figure, Passage, PlanMeta, Section, SourceInfo
from innograph.loaders.document import Document
from innograph.loaders.extract.figures.numerals import to_number
from innograph.loaders.extract.figures.units import normalise
from innograph.loaders.extract.indicators import extract_figures, squeeze

SHARED = Path(__file__).parents[2].parent / "shared"
GOLD = ("baoshan-14fyp", "jingan-2023-2025", "shanghai-14fyp-excerpt")


def document(
    *lines: str,
    title: str = "发展目标",
    start: int = 2021,
    end: int = 2025,
    published: str = "2021-06",
    kind: str = "sentence",
    name: str = "云溪区科技创新规划",
) -> Document:
    """A plan of one section, a passage a line; `name` is the plan's own title."""
    text = "\n".join(lines)
    passages: list[Passage] = []
    at = 0
    for number, line in enumerate(lines):
        passages.append(Passage(f"p{number}", "s1", at, at + len(line), "", kind, line))
        at += len(line) + 1
    plan = PlanMeta("yunxi", name, "云溪区人民政府", "云溪区", start, end, published)
    section = Section("s1", "", "", title, 1, 0, len(text))
    return Document(
        plan, SourceInfo("", "", "", "", len(text)), text, range(len(text)), (section,), tuple(passages), ()
    )


def figures(*lines: str, title: str = "发展目标", report: bool = False) -> tuple[Figure, ...]:
    """The figures of sentences: of a five-year plan, or of a report of 2024 on 2023."""
    if report:
        return extract_figures(document(*lines, title=title, start=2024, end=2024, published="2024-01"))
    return extract_figures(document(*lines, title=title))


def brief(found: Sequence[Figure]) -> list[tuple[str, float, str]]:
    """Name, value and unit of each."""
    return [(figure.name, figure.value, figure.unit) for figure in found]


LEVELS = [
    ("到2025年,云溪区高新技术企业达到620家。", [("高新技术企业", 620, "家")]),
    ("每万人口高价值发明专利拥有量达到15.5件。", [("每万人口高价值发明专利拥有量", 15.5, "件")]),
    ("力争高新技术企业保有量达到1,200家。", [("高新技术企业保有量", 1200, "家")]),
    ("建成省级重点实验室7家。", [("省级重点实验室", 7, "家")]),
    ("公共技术服务平台不少于8个。", [("公共技术服务平台", 8, "个")]),
    ("技术合同成交额突破80亿元。", [("技术合同成交额", 80, "亿元")]),
    ("森林覆盖率稳定在63%以上。", [("森林覆盖率", 63, "%")]),
    ("建成5G基站8.6万个,绿道总长超过200公里。", [("5G基站", 8.6, "万个"), ("绿道总长", 200, "公里")]),
    ("区域科技创新指数达到160以上。", [("区域科技创新指数", 160, "")]),
    ("集聚各类创新人才超万名。", [("集聚各类创新人才", 10000, "名")]),
    (
        "全员劳动生产率达到25万元/人,亩均税收达到30万元/亩。",
        [("全员劳动生产率", 25, "万元/人"), ("亩均税收", 30, "万元/亩")],
    ),
    ("企业开办时间压缩至1个工作日以内。", [("企业开办时间", 1, "个工作日")]),
    ("公民具备科学素质的比例达到百分之十六。", [("公民具备科学素质的比例", 16, "%")]),
    ("人均预期寿命达到82岁。", [("人均预期寿命", 82, "岁")]),
]
RIGHT = [
    ("新增12家独角兽企业。", [("新增独角兽企业", 12, "家")]),
    ("新增12家独角兽企业,90家瞪羚企业。", [("新增独角兽企业", 12, "家"), ("新增瞪羚企业", 90, "家")]),
    ("建成10个以上省级重点实验室。", [("省级重点实验室", 10, "个")]),
    ("建成拥有6条中试线的产业化基地。", [("中试线", 6, "条")]),
    ("5项成果获国家科技进步奖。", [("成果获国家科技进步奖", 5, "项")]),
    ("打造年产值超百亿、国内一流的光电子产业园。", [("国内一流的光电子产业园年产值", 100, "亿元")]),
    ("打造几个年产值达到千亿级的软件产业带。", [("软件产业带年产值", 1000, "亿元")]),
    ("设立总规模50亿元的科创基金。", [("科创基金总规模", 50, "亿元")]),
    ("形成2个千亿级、5个百亿级产业集群。", [("千亿级产业集群", 2, "个"), ("百亿级产业集群", 5, "个")]),
    ("营业收入超10亿元企业达到15家。", [("营业收入超10亿元企业", 15, "家")]),
    ("培育20家年营业收入超亿元的软件企业。", [("培育年营业收入超亿元的软件企业", 20, "家")]),
]
LISTS = [
    ("引进合作院士9名,各类专家120名。", [("引进合作院士", 9, "名"), ("各类专家", 120, "名")]),
    (
        "获省专利金奖7项、标准创新奖2项和设计奖9项。",
        [("获省专利金奖", 7, "项"), ("获标准创新奖", 2, "项"), ("获设计奖", 9, "项")],
    ),
    ("孵化器、众创空间总数分别达到30家和60家。", [("孵化器总数", 30, "家"), ("众创空间总数", 60, "家")]),
    (
        "建成市级以上创新平台300个,其中国家级20个。",
        [("市级以上创新平台", 300, "个"), ("国家级市级以上创新平台", 20, "个")],
    ),
    ("市级孵化器22家(6家为国家级)。", [("市级孵化器", 22, "家"), ("国家级市级孵化器", 6, "家")]),
    (
        "新增科技企业孵化器10家(13.5万平方米)。",
        [("新增科技企业孵化器", 10, "家"), ("新增科技企业孵化器面积", 13.5, "万平方米")],
    ),
    (
        "推进存量楼宇更新,三年储备60万㎡,释放40万㎡。",
        [("存量楼宇更新储备", 60, "万㎡"), ("存量楼宇更新释放", 40, "万㎡")],
    ),
    ("实施重大专项20项,总投资35亿元。", [("重大专项", 20, "项"), ("重大专项总投资", 35, "亿元")]),
    ("举办科普活动120余场次,惠及3万人次。", [("举办科普活动", 120, "场次"), ("举办科普活动惠及", 3, "万人次")]),
    (
        "吸引3家研究院、十家企业和两名院士落户。",
        [("吸引研究院", 3, "家"), ("吸引企业", 10, "家"), ("吸引院士落户", 2, "名")],
    ),
]
SHARES = [
    ("研发经费支出占地区生产总值比重达到4.5%。", [("研发经费支出占地区生产总值比重", 4.5, "%")]),
    ("瞪羚企业达64家,占全省总数的8.5%。", [("瞪羚企业", 64, "家"), ("瞪羚企业占全省总数比重", 8.5, "%")]),
    ("全社会研发投入5亿元,其中企业投入占88%。", [("全社会研发投入", 5, "亿元"), ("企业投入占比", 88, "%")]),
]
NOTHING = [
    "围绕“1+3+N”产业体系,落实三项重点任务。",
    "建设15分钟科创服务圈,沿轨道交通3号线布局。",
    "对新认定的企业给予最高100万元奖励。",
    "按照研发投入的10%给予补助,每家不超过50万元。",
    "根据《云溪区促进创新若干措施(20条)》(云府〔2021〕12号)制定本方案。",
    "第十四个五年规划的第一个五年。",
    "推动5G、3D打印、2.0版平台与G60走廊协同。",
    "2021年3月15日,区政府第102次常务会议通过。",
    "聚焦三大领域、五个方面,做好二十项工作。",
    "世界500强企业和全国百强园区代表出席。",
    "用3年左右时间,打造一批标杆。",
    "服务热线12345全天24小时开通。",
    "我国研发经费投入强度达到2.4%。",
    "弘扬“两弹一星”精神,坚持“四个面向”。",
    "对孵化企业超过50家的孵化器,按规定予以支持。",
    "研制130kW氢燃料电池和8英寸晶圆。",
]


@pytest.mark.parametrize(("sentence", "expected"), LEVELS + RIGHT + LISTS + SHARES)
def test_names_values_units(sentence: str, expected: list[tuple[str, float, str]]) -> None:
    assert brief(figures(sentence)) == expected


@pytest.mark.parametrize("sentence", NOTHING)
def test_look_alikes_state_nothing(sentence: str) -> None:
    assert brief(figures(sentence)) == []


GROWTH = [
    ("地区生产总值增长6.2%。", "地区生产总值增长", 6.2, "%", None),
    ("全社会研发投入年均增长10%以上。", "全社会研发投入年均增长", 10, "%", None),
    ("研发投入年均增速保持在12%左右。", "研发投入年均增速", 12, "%", None),
    ("孵化器数量较2020年翻一番。", "孵化器数量翻番", 1, "番", 2020),
    ("有效专利比“十二五”末增加两倍,增长了200%。", "有效专利增加", 2, "倍", 2015),
    ("技术合同成交额增长1.5倍。", "技术合同成交额增长", 1.5, "倍", None),
    ("单位GDP能耗累计下降14%。", "单位GDP能耗累计下降", 14, "%", None),
    ("研发强度较上年提高0.2个百分点。", "研发强度提高", 0.2, "个百分点", 2024),
]


@pytest.mark.parametrize(("sentence", "name", "value", "unit", "base"), GROWTH)
def test_growth(sentence: str, name: str, value: float, unit: str, base: int | None) -> None:
    found = figures(sentence)[0]
    assert (found.name, found.value, found.unit, found.measure, found.base_year) == (name, value, unit, "growth", base)


def test_growth_takes_its_subject_from_the_clause_before() -> None:
    found = figures("瞪羚企业达64家,较“十二五”末增长220%,居全市第三。", title="“十三五”发展成效")
    assert [(f.name, f.value, f.unit, f.measure, f.year, f.kind) for f in found] == [
        ("瞪羚企业", 64, "家", "level", 2020, "actual"),
        ("瞪羚企业增长", 220, "%", "growth", 2020, "actual"),
        ("瞪羚企业全市排名", 3, "位", "rank", 2020, "actual"),
    ]
    assert found[1].base_year == 2015


def test_a_rise_to_a_value_is_a_level() -> None:
    found = figures("研发投入强度由2020年的3%提高到2025年的4.5%。")
    assert [(f.value, f.year, f.kind, f.measure) for f in found] == [
        (3, 2020, "actual", "level"),
        (4.5, 2025, "target", "level"),
    ]


def test_shared_growth_is_shared_out() -> None:
    found = figures(
        "高技术产业、装备制造业增加值分别增长9%、7%左右,城乡居民收入分别增长5%、6%。", report=True, title="工作回顾"
    )
    assert brief(found) == [
        ("高技术产业增加值增长", 9, "%"),
        ("装备制造业增加值增长", 7, "%"),
        ("城镇居民收入增长", 5, "%"),
        ("农村居民收入增长", 6, "%"),
    ]


RANKS = [
    ("创新指数跃居中部第二位。", 2, ""),
    ("高新技术企业总量居全省第6位。", 6, ""),
    ("综合排名进入全国前十。", 10, "前"),
    ("研发强度居全市首位。", 1, ""),
    ("专利授权总量在全省各市排名第八。", 8, ""),
]


@pytest.mark.parametrize(("sentence", "value", "hedge"), RANKS)
def test_ranks(sentence: str, value: float, hedge: str) -> None:
    (found,) = figures(sentence)
    assert (found.value, found.unit, found.measure, found.hedge) == (value, "位", "rank", hedge)
    assert found.name.endswith("排名")


RANGES = [
    ("打造1-2家标杆孵化器。", 1, 2, "家"),
    ("引进院士团队3至5个。", 3, 5, "个"),
    ("地区生产总值增长5%-6%。", 5, 6, "%"),
    ("培育三到五家龙头企业。", 3, 5, "家"),
]


@pytest.mark.parametrize(("sentence", "low", "high", "unit"), RANGES)
def test_ranges(sentence: str, low: float, high: float, unit: str) -> None:
    (found,) = figures(sentence)
    assert (found.value, found.value_max, found.unit) == (low, high, unit)


HEDGES = [
    ("高新技术企业力争超过300家。", "力争超过"),
    ("研发强度保持在4%左右。", "保持左右"),
    ("新增上市企业30余家。", "余"),
    ("创新平台不低于50个。", "不低于"),
    ("引进人才300人以上。", "以上"),
]


@pytest.mark.parametrize(("sentence", "hedge"), HEDGES)
def test_hedges(sentence: str, hedge: str) -> None:
    (found,) = figures(sentence)
    assert found.hedge == hedge


TIMES = [
    ("上云企业达到700家。", "发展目标", 2025, "target"),
    ("上云企业达到700家。", "“十三五”工作回顾", 2020, "actual"),
    ("上云企业达到700家。", "存在的问题", 2020, "actual"),
    ("到2023年,上云企业达到700家。", "重点任务", 2023, "target"),
    ("到2035年,上云企业达到700家。", "发展目标", 2035, "target"),
    ("截至2019年底,上云企业达到700家。", "发展目标", 2019, "actual"),
    ("二〇三〇年上云企业达到700家。", "发展目标", 2030, "target"),
    ("“十二五”期间,新增高新技术企业700家。", "发展基础", 2015, "actual"),
    ("“十四五”期间,新增高新技术企业700家。", "发展基础", 2025, "target"),
    ("“十三五”目标为700家。", "指标完成情况", 2020, "previous_target"),
    ("目前已集聚高新技术企业700家。", "重点任务", 2020, "actual"),
    ("依托4家国家级孵化器,加强企业培育。", "重点任务", 2021, "actual"),
    ("高新技术企业700家(2022年)。", "发展目标", 2022, "target"),
]


@pytest.mark.parametrize(("sentence", "title", "year", "kind"), TIMES)
def test_years_and_kinds(sentence: str, title: str, year: int, kind: str) -> None:
    (found,) = figures(f"上云企业数量:{sentence}" if sentence.startswith("“十三五”目标") else sentence, title=title)
    assert (found.year, found.kind) == (year, kind)


def test_a_goal_year_holds_to_the_end_of_its_paragraph() -> None:
    first, second = "到2023年,建成孵化器5家。", "新增众创空间8家。"
    text = first + second
    plan = document(text)
    parts = (
        Passage("p0", "s1", 0, len(first), "", "sentence", first),
        Passage("p1", "s1", len(first), len(text), "", "sentence", second),
    )
    together = Document(plan.plan, plan.source, text, plan.origin, plan.sections, parts, ())
    assert [f.year for f in extract_figures(together)] == [2023, 2023]
    assert [f.year for f in figures(first, second)] == [2023, 2025]


def test_last_goal_and_result_under_a_colon() -> None:
    found = figures("(3)中试基地数:“十二五”目标为40个,2015年实际值为46个(完成)。", title="“十二五”指标完成情况")
    assert [(f.name, f.value, f.year, f.kind) for f in found] == [
        ("中试基地数", 40, 2015, "previous_target"),
        ("中试基地数", 46, 2015, "actual"),
    ]


def rows(*lines: str, title: str = "主要指标") -> list[tuple[str, float, str, int | None, str]]:
    """Name, value, unit, year and kind of the figures of a table."""
    found = extract_figures(document(*lines, title=title, kind="row"))
    return [(f.name, f.value, f.unit, f.year, f.kind) for f in found]


def test_table_of_years() -> None:
    assert rows(
        "序号\t指标\t单位\t2020年\t2025年\t属性",
        "1\t高新技术企业数\t家\t350\t≥600\t预期性",
        "2\t研发强度\t%\t3.5\t4.2左右\t约束性",
    ) == [
        ("高新技术企业数", 350, "家", 2020, "actual"),
        ("高新技术企业数", 600, "家", 2025, "target"),
        ("研发强度", 3.5, "%", 2020, "actual"),
        ("研发强度", 4.2, "%", 2025, "target"),
    ]


def test_table_of_goals_with_missing_cells() -> None:
    assert rows(
        "序号\t一级指标\t二级指标\t属性\t目标值",
        "1\t策源\t研发投入强度(%)\t预期性\t高于全市平均",
        "2\t每万人专利拥有量\t预期性\t年均增长15%",
        "新增服务机构\t预期性\t10个",
        "4\t转化项目\t预期性\t市级30个/区级50个",
    ) == [
        ("每万人专利拥有量年均增长", 15, "%", 2025, "target"),
        ("新增服务机构", 10, "个", 2025, "target"),
        ("市级转化项目", 30, "个", 2025, "target"),
        ("区级转化项目", 50, "个", 2025, "target"),
    ]


def test_table_by_column() -> None:
    assert rows("指标\t2020年\t2025年", "1.研发机构(家)", "2.科普支出(元)", "188", "预计17.4", "220", "18") == [
        ("研发机构", 188, "家", 2020, "actual"),
        ("科普支出", 17.4, "元", 2020, "actual"),
        ("研发机构", 220, "家", 2025, "target"),
        ("科普支出", 18, "元", 2025, "target"),
    ]


def test_table_of_year_columns_without_units_borrows_them() -> None:
    table = document("年份\t2018\t2019", "孵化器\t/\t12", title="回顾", kind="row")
    stated = "2019年,孵化器达到12座。"
    at = len(table.text) + 1
    passages = (*table.passages, Passage("p9", "s1", at, at + len(stated), "", "sentence", stated))
    both = Document(table.plan, table.source, table.text + "\n" + stated, range(99), table.sections, passages, ())
    assert brief(extract_figures(both)) == [("孵化器", 12, "座")]


def test_table_growth_row_belongs_to_the_row_above() -> None:
    found = extract_figures(
        document(
            "年份\t2019\t2020", "专利申请数(件)\t90\t100", "较“十二五”末增长(%)\t/\t61.3%", title="回顾", kind="row"
        )
    )
    last = found[-1]
    assert (last.name, last.value, last.unit, last.measure, last.base_year) == (
        "专利申请数增长",
        61.3,
        "%",
        "growth",
        2015,
    )


def test_a_figure_in_text_and_table_stands_once() -> None:
    stated = "到2025年,高新技术企业数达到600家。"
    table = document("指标\t2025年", "高新技术企业数量(家)\t600", kind="row")
    at = len(table.text) + 1
    passages = (*table.passages, Passage("p9", "s1", at, at + len(stated), "", "sentence", stated))
    both = Document(table.plan, table.source, table.text + "\n" + stated, range(99), table.sections, passages, ())
    assert len(extract_figures(both)) == 1


def test_evidence_is_the_clause_and_ids_run() -> None:
    plan = document("推进孵化体系建设,建成孵化器5家;新增众创空间8家。")
    first, second = extract_figures(plan)
    assert plan.text[first.evidence.start : first.evidence.end] == "建成孵化器5家"
    assert plan.text[second.evidence.start : second.evidence.end] == "新增众创空间8家"
    assert (first.id, second.id) == ("yunxi.f001", "yunxi.f002")


def test_full_width_forms_and_inner_spaces_keep_offsets() -> None:
    plan = document("到２０２５年，技术合同成交额达到 ５０ 亿元（预期）。")
    (found,) = extract_figures(plan)
    assert (found.value, found.unit, found.year) == (50, "亿元", 2025)
    assert plan.text[found.evidence.start : found.evidence.end] == "技术合同成交额达到 ５０ 亿元（预期）"


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (1.5, "万家", (15000, "家")),
        (3, "亿元", (3e8, "元")),
        (2, "万㎡", (20000, "平方米")),
        (30, "%", (30, "%")),
        (2, "万元/人", (20000, "元/人")),
    ],
)
def test_normalised_units(value: float, unit: str, expected: tuple[float, str]) -> None:
    assert normalise(value, unit) == expected


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("1,234", 1234), ("45.5", 45.5), ("两", 2), ("十", 10), ("三十二", 32), ("百", 100), ("千", 1000), ("家", None)],
)
def test_numerals(numeral: str, value: float | None) -> None:
    assert to_number(numeral) == value


@given(st.integers(min_value=1, max_value=999_999), st.sampled_from(["家", "个", "万元", "亿元", "件", "人次", "%"]))
def test_any_number_is_read_back(number: int, unit: str) -> None:
    (found,) = figures(f"力争相关指标总量达到{number}{unit}。")
    assert (found.value, found.unit) == (number, unit)


@given(st.text(alphabet="一二三十百千万亿个家元年月第“”(),。、达增长占比到2025%-~/:;《》 A5", max_size=60))
def test_any_text_is_read_without_error_and_evidence_stays_inside(text: str) -> None:
    plan = document(text)
    for figure in extract_figures(plan):
        assert 0 <= figure.evidence.start < figure.evidence.end <= len(text)
        assert figure.name


@given(st.text(alphabet=" 　\t创新2025家达", max_size=40))
def test_squeezing_maps_back(text: str) -> None:
    squeezed = squeeze(text)
    for index in range(len(squeezed.text)):
        start, end = squeezed.span(index, index + 1)
        assert end == start + 1
        assert text[start].isspace() == squeezed.text[index].isspace()


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", SHARED / "eval" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not (SHARED / "plans").is_dir(), reason="the plans are not beside the checkout")
@pytest.mark.parametrize("plan", GOLD)
def test_gold_plans(plan: str) -> None:
    from innograph.loaders.reading import read_document

    gold = json.loads((SHARED / "gold" / f"{plan}.json").read_text("utf-8"))["indicators"]
    found = [
        {"name": f.name, "value": f.value, "unit": f.unit, "year": f.year, "kind": f.kind}
        for f in extract_figures(read_document(SHARED / "plans" / f"{plan}.txt"))
    ]
    hits, lost, extra = _scorer().score_indicators([g for g in gold if not g.get("optional")], found)
    _, _, extra = _scorer().score_indicators([g for g in gold if g.get("optional")], extra)
    assert 2 * hits / (2 * hits + len(lost) + len(extra)) >= 0.95


def test_table_cells_that_are_sentences() -> None:
    assert rows(
        "序号\t任务\t主要目标\t责任单位",
        "1\t主体培育\t到2023年,新增高新技术企业100家,研发投入增长10%。\t区科委",
        title="重点任务",
    ) == [("新增高新技术企业", 100, "家", 2023, "target"), ("研发投入增长", 10, "%", 2023, "target")]


def test_times_in_brackets_or_of_one_figure_hold_no_further() -> None:
    found = figures("高新技术企业达到900家(2020年为350家),研发强度由2020年的3%提高到4%,孵化器达到20家。")
    assert [(f.value, f.year) for f in found] == [(900, 2025), (350, 2020), (3, 2020), (4, 2025), (20, 2025)]


def test_a_short_sentence_before_names_what_the_figures_are_of() -> None:
    first, second = "高新技术企业培育。", "2025年达到600家。"
    plan = document(first + second)
    parts = (
        Passage("p0", "s1", 0, len(first), "", "sentence", first),
        Passage("p1", "s1", len(first), len(first + second), "", "sentence", second),
    )
    together = Document(plan.plan, plan.source, plan.text, plan.origin, plan.sections, parts, ())
    assert brief(extract_figures(together)) == [("高新技术企业培育", 600, "家")]


def test_the_years_ahead_of_a_report() -> None:
    (found,) = figures("今后五年,高新技术企业突破5万家。", title="今后五年的目标", report=True)
    assert (found.year, found.kind) == (2028, "target")


def test_a_goal_that_stands_as_a_heading_is_read() -> None:
    plan = document("(1)高新技术企业数量达到600家", "(2)落实三项重点任务", kind="heading")
    assert brief(extract_figures(plan)) == [("高新技术企业数量", 600, "家")]


def test_years_and_names_are_shared_out() -> None:
    found = figures("到2022年、2025年,高新技术企业分别达到900家、1500家。")
    assert [(f.name, f.value, f.year) for f in found] == [("高新技术企业", 900, 2022), ("高新技术企业", 1500, 2025)]
    found = figures("到2023年,创新平台达到5个,上云企业超300家;到2025年,分别达到10个和600家。")
    assert [(f.name, f.value, f.year) for f in found[2:]] == [("创新平台", 10, 2025), ("上云企业", 600, 2025)]


def test_a_distance_from_the_mean_is_no_growth() -> None:
    found = figures("研发强度达到3.9%,高于全市平均水平0.7个百分点,位居全市第二。")
    assert [(f.name, f.measure) for f in found] == [
        ("研发强度", "level"),
        ("研发强度高于全市平均水平", "level"),
        ("研发强度全市排名", "rank"),
    ]


Told = list[tuple[str, list[tuple[str, float, str]]]]
"""Sentences with the name, value and unit of each of their figures."""

REAL_COUNTS: Told = [
    ("攻关50项以上关键技术。", [("关键技术", 50, "项")]),
    ("拥有20家工程技术研究中心。", [("工程技术研究中心", 20, "家")]),
    ("建设10个协同创新中心,培育30家优势企业。", [("协同创新中心", 10, "个"), ("培育优势企业", 30, "家")]),
    ("建成5个工作站。", [("工作站", 5, "个")]),
    ("7项工作得到省里通报。", [("工作得到省里通报", 7, "项")]),
]
ONLY_NUMBERS = [
    "落实20项重点任务。",
    "提出15条具体措施,推进12项重大工程的实施。",
    "12个方面共30项举措。",
    "实施30个专项行动,开展8项行动计划。",
    "出台10项政策措施等。",
    "围绕5个重点方向、6个主要环节。",
]
NO_CEILING: Told = [
    ("研发投入占比达到4.5%,创历史最高。", [("研发投入占比", 4.5, "%")]),
    ("税收增速为近年最高,固定资产投资完成300亿元。", [("固定资产投资", 300, "亿元")]),
    ("大桥主塔封顶,固定资产投资完成30亿元。", [("固定资产投资", 30, "亿元")]),
    (
        "贷款额度达到50亿元,授信额度突破80亿元。",
        [("贷款额度", 50, "亿元"), ("授信额度", 80, "亿元")],
    ),
]
CEILINGS = [
    "单家最高不超过50万元。",
    "奖励创新团队,最高可达100万元。",
    "资助比例最高30%,100万元封顶。",
    "封顶线为200万元。",
    "额度为30万元,贷款额度不超过500万元。",
]


@pytest.mark.parametrize(("sentence", "expected"), REAL_COUNTS + NO_CEILING)
def test_words_of_headings_and_grants_inside_other_phrases(
    sentence: str, expected: list[tuple[str, float, str]]
) -> None:
    assert brief(figures(sentence)) == expected


@pytest.mark.parametrize("sentence", ONLY_NUMBERS + CEILINGS)
def test_headings_and_ceilings_state_nothing(sentence: str) -> None:
    assert brief(figures(sentence)) == []


TITLES = [
    ("(一)加强基础研究", 2025, "target"),
    ("(二)新型基础设施", 2025, "target"),
    ("(三)补齐人才短板", 2025, "target"),
    ("优化发展环境", 2025, "target"),
    ("持续夯实产业基础", 2025, "target"),
    ("提升创新成效", 2025, "target"),
    ("推进科技体制改革取得显著成效", 2020, "actual"),
    ("发展基础", 2020, "actual"),
    ("基础与形势", 2020, "actual"),
    ("一、现有基础和面临的问题", 2020, "actual"),
    ("基础条件", 2020, "actual"),
    ("“十四五”规划执行情况", 2020, "actual"),
    ("2023年工作回顾", 2023, "actual"),
    ("二、2024年计划执行情况", 2024, "actual"),
]


@pytest.mark.parametrize(("title", "year", "kind"), TITLES)
def test_what_a_title_says_of_figures(title: str, year: int, kind: str) -> None:
    (found,) = figures("上云企业达到700家。", title=title)
    assert (found.year, found.kind) == (year, kind)


SUMMARY = "云溪区科技局2023年工作总结"
PLANNED = "云溪区科技局2022年工作总结和2023年工作计划"
YEARLY = [
    (SUMMARY, "一、提升创新主体", "新增高新技术企业120家。", 2023, "actual"),
    (SUMMARY, "二、下一步工作打算", "新增高新技术企业150家。", 2024, "target"),
    (SUMMARY, "一、主要工作", "力争新增高新技术企业150家。", 2024, "target"),
    (SUMMARY, "一、主要工作", "今年,申报火炬计划12项。", 2023, "actual"),
    (SUMMARY, "一、主要工作", "2022年,新增高新技术企业90家。", 2022, "actual"),
    (PLANNED, "云溪区科技工作", "新增高新技术企业120家。", 2022, "actual"),
    (PLANNED, "云溪区科技工作", "申报火炬计划12项。", 2022, "actual"),
    (PLANNED, "云溪区科技工作", "超额完成全年目标,新增高新技术企业120家。", 2022, "actual"),
    (PLANNED, "云溪区科技工作", "工业投资超预期,新增高新技术企业120家。", 2022, "actual"),
    (PLANNED, "云溪区科技工作", "计划新增高新技术企业150家。", 2023, "target"),
    (PLANNED, "云溪区科技工作", "1-10月,新增高新技术企业120家。", 2022, "actual"),
    ("云溪区2023年科技工作计划", "重点任务", "今年以来,新增高新技术企业120家。", 2023, "actual"),
    ("云溪区2023年科技工作计划", "重点任务", "上半年,新增高新技术企业120家。", 2023, "target"),
]


@pytest.mark.parametrize(("name", "title", "sentence", "year", "kind"), YEARLY)
def test_a_summary_of_a_year_reports_that_year(name: str, title: str, sentence: str, year: int, kind: str) -> None:
    (found,) = extract_figures(document(sentence, title=title, start=2023, end=2023, published="", name=name))
    assert (found.year, found.kind) == (year, kind)


def test_what_the_year_has_brought_and_what_it_is_to_bring() -> None:
    sentence = "1—10月,新增高新技术企业120家,力争全年新增众创空间15家。"
    found = extract_figures(document(sentence, title="", start=2023, end=2023, published="", name=PLANNED))
    assert [(f.value, f.year, f.kind) for f in found] == [(120, 2022, "actual"), (15, 2023, "target")]


SERIES: Told = [
    (
        "居民收入和财政收入分别达到9亿元和8亿元,分别增长11%和7%。",
        [("居民收入", 9, "亿元"), ("财政收入", 8, "亿元"), ("居民收入增长", 11, "%"), ("财政收入增长", 7, "%")],
    ),
    (
        "光电产业、医药产业和材料产业增加值占规上工业增加值比重分别达20%、30%和40%。",
        [
            ("光电产业增加值占规上工业增加值比重", 20, "%"),
            ("医药产业增加值占规上工业增加值比重", 30, "%"),
            ("材料产业增加值占规上工业增加值比重", 40, "%"),
        ],
    ),
    ("瞪羚企业、雏鹰企业达88家、43家。", [("瞪羚企业", 88, "家"), ("雏鹰企业", 43, "家")]),
    ("城乡居民收入达到5万元和3万元。", [("城镇居民收入", 5, "万元"), ("农村居民收入", 3, "万元")]),
    (
        "瞪羚企业、雏鹰企业占比分别提高1个和2个百分点。",
        [("瞪羚企业占比提高", 1, "个百分点"), ("雏鹰企业占比提高", 2, "个百分点")],
    ),
    (
        "到2025年,瞪羚企业和雏鹰企业在2022年的基础上实现倍增,分别超过70家和640家。",
        [("瞪羚企业", 70, "家"), ("雏鹰企业", 640, "家")],
    ),
]


@pytest.mark.parametrize(("sentence", "expected"), SERIES)
def test_series_share_their_values_out(sentence: str, expected: list[tuple[str, float, str]]) -> None:
    assert brief(figures(sentence)) == expected


PLACES = [
    ("创新指数由全国第16位上升到第12位。", [("创新指数全国排名", 16, 2015), ("创新指数全国排名", 12, 2020)]),
    ("专利授权量从全市第3位升至第1位。", [("专利授权量全市排名", 3, 2015), ("专利授权量全市排名", 1, 2020)]),
    ("综合实力居青岚市12个县(市、区)首位。", [("综合实力青岚市排名", 1, 2020)]),
    (
        "上云企业数量在全省的位次由第9位提升至第6位。",
        [("上云企业数量全省排名", 9, 2015), ("上云企业数量全省排名", 6, 2020)],
    ),
    ("综合实力居全国工业创新强区榜第56位。", [("综合实力全国排名", 56, 2020)]),
    ("研发强度(居青岚第3)达到3.2%。", [("研发强度青岚排名", 3, 2020), ("研发强度", 3.2, 2020)]),
    (
        "新增瞪羚企业20家、雏鹰企业82家,均为青岚第一。",
        [
            ("新增瞪羚企业", 20, 2020),
            ("新增雏鹰企业", 82, 2020),
            ("新增瞪羚企业青岚排名", 1, 2020),
            ("新增雏鹰企业青岚排名", 1, 2020),
        ],
    ),
]


@pytest.mark.parametrize(("sentence", "expected"), PLACES)
def test_ranks_by_place_and_before(sentence: str, expected: list[object]) -> None:
    found = figures(sentence, title="“十三五”发展成效")
    assert [(f.name, f.value, f.year) for f in found] == expected


NAMES: Told = [
    ("农村商业银行余额双双突破300亿元。", [("农村商业银行余额", 300, "亿元")]),
    ("技术合同签约额达到30亿元。", [("技术合同签约额", 30, "亿元")]),
    ("有序拓展测试道路200公里。", [("拓展测试道路", 200, "公里")]),
    ("在川高校达到19所,可用财力达到30亿元。", [("在川高校", 19, "所"), ("可用财力", 30, "亿元")]),
    ("建设重点实验室20家,建设重点项目30个。", [("重点实验室", 20, "家"), ("重点项目", 30, "个")]),
    ("公共预算收入达80亿元,同口径增长5%。", [("公共预算收入", 80, "亿元"), ("公共预算收入同口径增长", 5, "%")]),
    ("投资完成率165%,超全市均值23个百分点。", [("投资完成率", 165, "%"), ("投资完成率超全市均值", 23, "个百分点")]),
    ("技术合同登记22亿元,完成省定目标135%。", [("技术合同登记", 22, "亿元"), ("技术合同登记目标完成率", 135, "%")]),
    ("新增瞪羚企业12家,总量达到80家。", [("新增瞪羚企业", 12, "家"), ("瞪羚企业总量", 80, "家")]),
    ("新增孵化器10家,面积达13万平方米。", [("新增孵化器", 10, "家"), ("新增孵化器面积", 13, "万平方米")]),
    (
        "光电产业增加值达到40亿元,营业收入达到100亿元。",
        [("光电产业增加值", 40, "亿元"), ("光电产业营业收入", 100, "亿元")],
    ),
    (
        "新增孵化器9家,推进大学科技园建设,面积达到27万平方米。",
        [("新增孵化器", 9, "家"), ("大学科技园建设面积", 27, "万平方米")],
    ),
    ("产业发展势头良好:瞪羚企业新增18家、累计38家。", [("瞪羚企业新增", 18, "家"), ("瞪羚企业", 38, "家")]),
    ("新获批2家重点实验室,13家孵化器完成重组。", [("获批重点实验室", 2, "家"), ("孵化器", 13, "家")]),
    ("4个特色小镇加快壮大,27个应用场景成功发布。", [("特色小镇", 4, "个"), ("应用场景", 27, "个")]),
    ("实施总投资12亿元的46项水利工程。", [("水利工程总投资", 12, "亿元"), ("水利工程", 46, "项")]),
    ("计划总投资50亿元的产业项目12个。", [("产业项目总投资", 50, "亿元"), ("产业项目", 12, "个")]),
    ("财政收入连跨两个百亿元台阶,2025年达到430亿元。", [("财政收入", 430, "亿元")]),
    ("云溪高新区实现地区生产总值65亿元。", [("云溪高新区地区生产总值", 65, "亿元")]),
    ("单位产出是全省平均水平的2倍。", [("单位产出与全省平均水平之比", 2, "倍")]),
    ("销售超百亿元的药企6家,超十亿元的药企17家。", [("销售超百亿元的药企", 6, "家"), ("超十亿元的药企", 17, "家")]),
]
ALIKE: Told = [
    ("百万人口技术经纪人数达到90人。", [("百万人口技术经纪人数", 90, "人")]),
    ("云溪动力五一三所、星河学院共建实验室5家。", [("云溪动力五一三所、星河学院共建实验室", 5, "家")]),
    ("星河学院、613所、云溪大学共建实验室5家。", [("星河学院、613所、云溪大学共建实验室", 5, "家")]),
    ("研制12兆瓦潮流机组,装机容量达到30兆瓦。", [("装机容量", 30, "兆瓦")]),
    ("城乡居民收入倍差缩小到1.6。", [("城乡居民收入倍差", 1.6, "")]),
    ("研发投入占比近六成,传统产业占比达七成以上。", [("研发投入占比", 60, "%"), ("传统产业占比", 70, "%")]),
]


@pytest.mark.parametrize(("sentence", "expected"), NAMES + ALIKE)
def test_names_without_what_is_said_of_them(sentence: str, expected: list[tuple[str, float, str]]) -> None:
    assert brief(figures(sentence)) == expected


RISES = [
    ("过去五年和2021年的回顾", "生产总值从700亿元提升到1100亿元。", [(700, 2016), (1100, 2021)]),
    ("过去五年工作回顾", "生产总值从700亿元提升到1100亿元。", [(700, 2016), (1100, 2021)]),
    ("工作回顾", "五年来,生产总值从700亿元提升到1100亿元。", [(700, 2016), (1100, 2021)]),
    ("工作回顾", "生产总值从700亿元提升到1100亿元。", [(1100, 2021)]),
]


@pytest.mark.parametrize(("title", "sentence", "expected"), RISES)
def test_where_a_rise_of_five_years_began(title: str, sentence: str, expected: list[object]) -> None:
    found = extract_figures(document(sentence, title=title, start=2022, end=2022, published="2022-01"))
    assert [(f.value, f.year) for f in found] == expected


@pytest.mark.parametrize("sentence", ["孵化器在2020年的基础上增长20%。", "以2020年为基期,孵化器增长20%。"])
def test_a_base_is_no_year_of_a_figure(sentence: str) -> None:
    (found,) = figures(sentence)
    assert (found.name, found.year, found.base_year) == ("孵化器增长", 2025, 2020)


UNITS = [
    ("天然气产量达到150亿方。", [("天然气产量", 150, "亿方")]),
    ("完成并购重组97起、180亿元。", [("并购重组", 97, "起"), ("并购重组", 180, "亿元")]),
    ("建成两个千亿级企业和3家孵化器。", [("千亿级企业", 2, "个"), ("孵化器", 3, "家")]),
    (
        "新增企业700家,注册资本亿元以上6家、千万元以上50家。",
        [("新增企业", 700, "家"), ("注册资本亿元以上", 6, "家"), ("注册资本千万元以上", 50, "家")],
    ),
    ("统筹20亿元实施6个专项。", [("统筹资金", 20, "亿元"), ("专项", 6, "个")]),
    ("投入5亿元建设8个孵化器。", [("投入资金", 5, "亿元"), ("孵化器", 8, "个")]),
    ("首批10个先导区集聚核心企业超50家。", [("先导区", 10, "个"), ("集聚核心企业", 50, "家")]),
    ("挂牌成立云溪中心,12项居民服务事项全市通办。", [("居民服务事项全市通办", 12, "项")]),
    ("8项提案办结。", [("提案办结", 8, "项")]),
    ("专利占全省9个市总量的35%。", [("专利占全省9个市总量比重", 35, "%")]),
    ("研发投入占生产总值比例始终保持10%左右。", [("研发投入占生产总值比例", 10, "%")]),
]


@pytest.mark.parametrize(("sentence", "expected"), UNITS)
def test_units_and_names_in_running_reports(sentence: str, expected: list[tuple[str, float, str]]) -> None:
    assert brief(figures(sentence)) == expected


OF_OTHERS = [
    "株洲608所某型发动机加速应用。",
    "云溪船舶集团702所成果加速应用。",
    "云溪石油150亿方/年产能倍增工程投产。",
    "近百家媒体报道650余次。",
    "大会视频累计播放量达20000多次。",
    "重点发展汽车、芯片、医药三大千亿级产业。",
    "壮大汽车、芯片、医药三个千亿级产业。",
    "76个光子的原型机“青岚”问世。",
    "自2025起施行。",
    "推动三方合作、多方联动。",
]


@pytest.mark.parametrize("sentence", OF_OTHERS)
def test_numbers_of_others_state_nothing(sentence: str) -> None:
    assert brief(figures(sentence)) == []


def test_schools_of_a_place_are_counted() -> None:
    assert brief(figures("杭州138所学校开设人工智能课程。")) == [("学校开设人工智能课程", 138, "所")]


def test_a_rank_among_many_is_no_count() -> None:
    assert [(f.value, f.measure) for f in figures("在全国120个国家高新区评价排名中,上升至第9位。")] == [(9, "rank")]


@pytest.mark.parametrize("goal", ["超过规划确定的40%目标", "高于“十三五”规划提出的40%的目标", "超额完成既定40%目标"])
def test_the_goal_beside_a_result_is_the_last_plans(goal: str) -> None:
    found = figures(f"研发投入强度达到45%,{goal}。", title="发展回顾")
    assert [(f.name, f.value, f.kind) for f in found] == [
        ("研发投入强度", 45, "actual"),
        ("研发投入强度", 40, "previous_target"),
    ]


REVIEWS = [
    ("2025年和“十三五”时期工作回顾", "预计地区生产总值增长5%左右。", 2025, "actual"),
    ("创新", "云溪获批集结中心,海外营收占比达到60%左右。", 2025, "actual"),
    ("创新", "地区生产总值增长5%左右。", 2026, "target"),
    ("2025年重点工作", "今年新增企业10家。", 2026, "target"),
]


@pytest.mark.parametrize(("title", "sentence", "year", "kind"), REVIEWS)
def test_a_review_in_a_report_is_of_the_year_before(title: str, sentence: str, year: int, kind: str) -> None:
    plan = document(sentence, title=title, start=2026, end=2026, published="", name="云溪省2026年政府工作报告")
    assert [(f.year, f.kind) for f in extract_figures(plan)] == [(year, kind)]


@pytest.mark.parametrize(
    ("title", "sentence", "year", "kind"),
    [
        ("2024年重点工作", "今年新增企业10家。", 2024, "actual"),
        ("2024年重点工作", "预计2024全年企业达到10家。", 2024, "actual"),
        ("2025年工作思路", "新增企业10家。", 2025, "target"),
    ],
)
def test_this_year_of_a_summary_is_the_year_summed_up(title: str, sentence: str, year: int, kind: str) -> None:
    name = "云溪区科技局2024年工作总结和2025年工作思路"
    plan = document(sentence, title=title, start=2025, end=2025, published="", name=name)
    assert [(f.year, f.kind) for f in extract_figures(plan)] == [(year, kind)]


def test_what_stands_before_the_first_title_goes_by_its_own_words() -> None:
    first, second = "全区企业达到10家。", "新增企业5家。"
    plan = document(first, second, title="2025年工作思路", start=2025, end=2025, published="", name="云溪区工作要点")
    early = Passage("p0", "", 0, len(first), "", "sentence", first)
    parted = Document(plan.plan, plan.source, plan.text, plan.origin, plan.sections, (early, plan.passages[1]), ())
    assert [(f.year, f.kind) for f in extract_figures(parted)] == [(2024, "actual"), (2025, "target")]
