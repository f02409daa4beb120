"""Sections, passages, tasks and what a plan says of itself, on the language of plans."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innograph.graph.records import text_hash
from innograph.loaders.clean import clean
from innograph.loaders.document import Document
from innograph.loaders.headings import line_heading, to_int
from innograph.loaders.raw import RawText
from innograph.loaders.reading import document_from_bytes, read_document
from innograph.loaders.structure import structure

PLANS = Path(__file__).parents[3] / "shared" / "plans"
EXAMPLE = Path(__file__).parents[2] / "examples" / "yunxi-14fyp.txt"
PROSE = "支持企业与高校共建联合实验室,围绕石墨烯薄膜开展攻关,到2025年建成中试线3条,服务企业100家。"


def read(text: str) -> Document:
    return document_from_bytes(text.encode(), "yunxi.txt")


def outline(text: str) -> list[tuple[int, str, str]]:
    return [(s.level, s.number, s.title) for s in read(text).sections]


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("一、发展基础", "一、", "发展基础"),
        ("十二、保障措施", "十二、", "保障措施"),
        ("一、2023年工作回顾", "一、", "2023年工作回顾"),
        ("2.2024年目标", "2.", "2024年目标"),
        ("(一)主要成效", "(一)", "主要成效"),
        ("1.创新主体", "1.", "创新主体"),
        ("16、构建机制", "16、", "构建机制"),
        ("(3)新材料", "(3)", "新材料"),
        ("第一章 总体要求", "第一章", "总体要求"),
        ("第二节 发展目标", "第二节", "发展目标"),
        ("专栏2:重大设施", "专栏2:", "重大设施"),
        ("2.1 发展目标", "2.1", "发展目标"),
        ("①算力平台", "①", "算力平台"),
    ],
)
def test_numbered_lines_are_headings(line: str, number: str, title: str) -> None:
    found = line_heading(line)
    assert found is not None
    assert found[:2] == (number, title)


@pytest.mark.parametrize(
    "line",
    [
        "2025年高新技术企业",
        "1.5亿元投入",
        "3.6%左右",
        "一批企业集聚",
        "三年行动",
        "1.建设平台,服务企业;",
        "(含培育)企业",
        "一、二、三产业融合发展迅速,成效显著。",
        "10亿元",
    ],
)
def test_lines_that_only_begin_with_a_figure_are_none(line: str) -> None:
    assert line_heading(line) is None


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("一、", 1),
        ("(十二)", 12),
        ("二十、", 20),
        ("二十三", 23),
        ("18.", 18),
        ("第三章", 3),
        ("(7)", 7),
        ("——", None),
        ("①", 1),
        ("", None),
    ],
)
def test_numbers_are_read(number: str, value: int | None) -> None:
    assert to_int(number) == value


def test_levels_follow_the_numbering() -> None:
    text = f"云溪区规划\n一、基础\n{PROSE}\n(一)成效\n1.主体\n{PROSE}\n(1)企业\n{PROSE}\n2.平台\n{PROSE}\n二、任务\n1、攻关\n{PROSE}\n2、转化\n{PROSE}"
    assert outline(text) == [
        (1, "一、", "基础"), (2, "(一)", "成效"), (3, "1.", "主体"), (4, "(1)", "企业"), (3, "2.", "平台"),
        (1, "二、", "任务"), (2, "1、", "攻关"), (2, "2、", "转化"),
    ]  # fmt: skip


def test_chapters_stand_above_chinese_numbers() -> None:
    text = f"云溪市规划\n第一章 总体要求\n第一节 指导思想\n{PROSE}\n第二节 目标\n一、总目标\n{PROSE}\n(一)分目标\n{PROSE}\n第二章 任务\n{PROSE}"
    assert [(level, title) for level, _, title in outline(text)] == [
        (1, "总体要求"), (2, "指导思想"), (2, "目标"), (3, "总目标"), (4, "分目标"), (1, "任务"),
    ]  # fmt: skip


def test_short_titles_run_into_their_paragraph() -> None:
    text = (
        f"云溪区规划\n一、任务\n1.壮大创新主体。{PROSE}{PROSE}\n(一)聚力科技自立,培育新质生产力。{PROSE}\n——创新能力增强。{PROSE}\n"
        f"二、平台\n重点任务:(1)打造算力平台。{PROSE}(2)加强对接,推动合作,形成合力。{PROSE}\n{PROSE}"
    )
    assert outline(text) == [
        (1, "一、", "任务"), (2, "1.", "壮大创新主体"), (2, "(一)", "聚力科技自立,培育新质生产力"), (3, "——", "创新能力增强"),
        (1, "二、", "平台"), (2, "(1)", "打造算力平台"),
    ]  # fmt: skip
    document = read(text)
    last = document.passages[-1]
    assert document.section_path(last.section)[-1].title == "平台"
    assert "重点任务:" in [p.text for p in document.passages]
    assert [p.kind for p in document.passages if p.text == "1.壮大创新主体。"] == ["heading"]


@pytest.mark.parametrize(
    "line",
    [
        "(3)推动人才互认。(4)推进创新券通用。",
        "(1)研发投入占比:目标为3.3%,2020年为3.1%。",
        "1、研发投入是指:用于研究的经费。",
    ],
)
def test_enumerated_sentences_are_no_headings(line: str) -> None:
    assert outline(f"云溪区规划\n一、任务\n{PROSE}\n{line}\n{PROSE}") == [(1, "一、", "任务")]


def test_a_full_stop_may_close_a_heading() -> None:
    text = f"云溪区规划\n一、任务。\n(一)强化策源能力。\n{PROSE}\n(二)推动成果转化。\n(三)服务企业成长。\n{PROSE}"
    assert outline(text) == [(1, "一、", "任务"), (2, "(一)", "强化策源能力"), (2, "(三)", "服务企业成长")]


def test_unnumbered_titles_between_paragraphs() -> None:
    text = f"云溪区规划\n一、任务\n(一)平台\n1、攻关\n{PROSE}\n建设云溪先进计算中心\n{PROSE}{PROSE}\n(二)转化\n{PROSE}\n附件:名词解释\n{PROSE}"
    assert outline(text) == [
        (1, "一、", "任务"), (2, "(一)", "平台"), (3, "1、", "攻关"), (3, "", "建设云溪先进计算中心"), (2, "(二)", "转化"), (1, "", "附件:名词解释"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "支持平台建设。推动成果转化!如何落地?服务企业。",
            ["支持平台建设。", "推动成果转化!", "如何落地?", "服务企业。"],
        ),
        ("提出“创新是第一动力。”强调开放合作。", ["提出“创新是第一动力。”", "强调开放合作。"]),
        ("建设平台;推动转化;服务企业,增强能力。", ["建设平台;推动转化;服务企业,增强能力。"]),
        (
            "投入达4.2%,比上年增长0.3个百分点。(责任部门:区科技局)",
            ["投入达4.2%,比上年增长0.3个百分点。", "(责任部门:区科技局)"],
        ),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    document = read(f"云溪区规划\n一、任务\n{text}\n{PROSE}")
    assert [p.text for p in document.passages if p.kind == "sentence"][:-1] == sentences


def test_a_long_enumeration_is_parted_at_clauses() -> None:
    clause = "支持高校和企业围绕关键材料开展联合攻关,形成一批自主可控的技术和产品;"
    document = read(f"云溪区规划\n一、任务\n{clause * 12}增强能力。")
    assert [len(p.text) for p in document.passages[-13:]] == [len(clause)] * 12 + [5]


ACTION = """云溪区科技创新三年行动方案(2023-2025)
一、基本原则
1.突出重点。{p}
2.开放协同。{p}
二、重点任务
(一)平台行动
1.建设平台
{p}(责任部门:区科技局)
2.攻关技术
{p}
(牵头单位:区科技局;配合单位:区工信局)
(二)生态行动
3.汇聚人才
{p}(责任单位:区人社局)
三、保障措施
4.加强统筹
{p}
5.加大宣传
{p}
""".replace("{p}", PROSE)


def test_tasks_are_numbered_as_printed_and_go_on() -> None:
    document = read(ACTION)
    assert [(t.id, t.number, t.title) for t in document.tasks] == [
        ("yunxi.task.1", 1, "建设平台"), ("yunxi.task.2", 2, "攻关技术"), ("yunxi.task.3", 3, "汇聚人才"),
        ("yunxi.task.4", 4, "加强统筹"), ("yunxi.task.5", 5, "加大宣传"),
    ]  # fmt: skip
    titles = {s.id: s.title for s in document.sections}
    assert [titles[t.section] for t in document.tasks] == [t.title for t in document.tasks]


def test_tasks_whose_numbers_start_again_are_counted() -> None:
    text = ACTION.replace("3.汇聚", "1.汇聚")
    assert [t.number for t in read(text).tasks] == [1, 2, 3]


def test_a_clause_after_the_last_point_speaks_for_the_task() -> None:
    part = f"(1)石墨烯。{PROSE}\n(2)机器人。{PROSE}(责任部门:区科技局)\n"
    text = f"云溪区行动方案\n一、任务\n1.攻关材料\n{part}2.攻关装备\n{part}"
    assert [(t.number, t.title) for t in read(text).tasks] == [(1, "攻关材料"), (2, "攻关装备")]


def test_a_plan_without_departments_has_no_tasks() -> None:
    assert read(ACTION.replace("责任", "").replace("牵头", "").replace("配合", "")).tasks == ()


META = [
    ("云溪区科技创新“十四五”规划", ("云溪区科技创新“十四五”规划", "", "云溪区", 2021, 2025, "")),
    ("青岚市云溪区“十五五”科技创新规划\n(征求意见稿)\n云溪区科技局\n2025年12月", ("青岚市云溪区“十五五”科技创新规划(征求意见稿)", "云溪区科技局", "云溪区", 2026, 2030, "2025-12")),
    ("云溪区人民政府关于印发《云溪区科技创新“十三五”规划》的通知\n来源:区府办 发布时间:2016年7月2日\n各街道办事处:\n2016年6月30日",
     ("云溪区科技创新“十三五”规划", "云溪区人民政府", "云溪区", 2016, 2020, "2016-06-30")),
    ("青岚市人民政府\n关于印发青岚市“十四五”科技创新规划的通知\n青政发〔2021〕12号\n各区人民政府:", ("青岚市“十四五”科技创新规划", "青岚市人民政府", "青岚市", 2021, 2025, "")),
    ("中共云溪区委 云溪区人民政府印发《云溪区科创三年行动方案(2022-2024)》的通知", ("云溪区科创三年行动方案(2022-2024)", "中共云溪区委、云溪区人民政府", "云溪区", 2022, 2024, "")),
    ("云溪县促进科技创新三年行动计划\n云溪县人民政府办公室\n2022年3月8日", ("云溪县促进科技创新三年行动计划", "云溪县人民政府办公室", "云溪县", 2022, 2024, "2022-03-08")),
    ("青岚省2024年政府工作报告\n——2024年1月15日在青岚省第十四届人民代表大会上", ("青岚省2024年政府工作报告", "青岚省人民政府", "青岚省", 2024, 2024, "2024-01-15")),
    ("政府工作报告\n——2024年1月15日在青岚市第十七届人民代表大会第三次会议上\n青岚市市长 张某某\n各位代表:",
     ("政府工作报告", "青岚市人民政府", "青岚市", 2024, 2024, "2024-01-15")),
    ("2025年青岚省政府工作报告(全文)\n来源:青岚省政府网站", ("2025年青岚省政府工作报告", "青岚省人民政府", "青岚省", 2025, 2025, "")),
    ("青岚省政府工作报告(2021年1月24日 张某某)\n2021年01月28日 14:03 来源:青岚日报\n“十四五”时期", ("青岚省政府工作报告", "青岚省人民政府", "青岚省", 2021, 2021, "2021-01-24")),
    ("云溪市2023年国民经济和社会发展计划\n落实“十四五”规划", ("云溪市2023年国民经济和社会发展计划", "", "云溪市", 2023, 2023, "")),
    (("[ 索引号 ] | 115/2021-00103 | [ 发文字号 ] | 云府发〔2021〕17号 |\n[ 主题分类 ] | 国民经济发展规划、计划 | [ 体裁分类 ] | 规划 |\n"
     "青岚市云溪区“十四五”科技创新规划\n青岚市云溪区科学技术局\n2021年8月"),
     ("青岚市云溪区“十四五”科技创新规划", "青岚市云溪区科学技术局", "云溪区", 2021, 2025, "2021-08")),
    ("云溪市人民政府办公室\n关于印发云溪市“十四五”科技创新规划的通知\n各区县人民政府:\n云溪市人民政府\n2022年4月19日\n云溪市“十四五”科技创新规划",
     ("云溪市“十四五”科技创新规划", "云溪市人民政府", "云溪市", 2021, 2025, "2022-04-19")),
    ("关于印发《“云上”创新带建设方案》的通知\n各有关单位:\n青岚市科学技术委员会\n青岚市云溪区人民政府\n2025年3月10日\n“云上”创新带建设方案",
     ("“云上”创新带建设方案", "青岚市科学技术委员会、青岚市云溪区人民政府", "云溪区", None, None, "2025-03-10")),
    ("上海推进创新带建设办公室关于印发《“云上”创新带“十四五”规划》的通知", ("“云上”创新带“十四五”规划", "上海推进创新带建设办公室", "上海市", 2021, 2025, "")),
    ("青岚省科学技术厅2023年工作总结和2024年工作要点\n“十四五”以来", ("青岚省科学技术厅2023年工作总结和2024年工作要点", "青岚省科学技术厅", "青岚省", 2024, 2024, "")),
    ("青岚市云溪区\n科技创新“十四五”规划", ("青岚市云溪区科技创新“十四五”规划", "", "云溪区", 2021, 2025, "")),
    ("青岚省推进创新型省份建设三年计划(2019-2021年)", ("青岚省推进创新型省份建设三年计划(2019-2021年)", "", "青岚省", 2019, 2021, "")),
    ("青岚市云湾区科技创新“十四五”规划", ("青岚市云湾区科技创新“十四五”规划", "", "云湾区", 2021, 2025, "")),
    ("青岚市建设大湾区科创走廊“十四五”规划", ("青岚市建设大湾区科创走廊“十四五”规划", "", "青岚市", 2021, 2025, "")),
    ("青岚市推动老城区更新行动方案(2023-2025年)", ("青岚市推动老城区更新行动方案(2023-2025年)", "", "青岚市", 2023, 2025, "")),
]  # fmt: skip
ZONES = [
    ("云溪国家高新区(材料城)2016年总结和2017年安排报告", "云溪国家高新区"),
    ("云溪高新技术产业开发区“十四五”规划", "云溪高新技术产业开发区"),
    ("云溪经开区企业培育行动方案", "云溪经开区"),
    ("云溪工业园区科技创新规划", "云溪工业园区"),
    ("中国(云溪)自由贸易试验区青岚片区发展规划", "中国(云溪)自由贸易试验区青岚片区"),
    ("杭州高新区(滨江)科技创新规划", "滨江区"),
    ("张江高新区普陀园科技创新规划", "普陀区"),
    ("青岚市高新区科技创新规划", "青岚市"),
    ("浙江高新区科技创新规划", "浙江省"),
    ("支持云溪高新区科技创新若干措施", "温州市"),
    ("新时代国家高新区发展意见", "温州市"),
    ("三大开发区提升方案", "温州市"),
    ("粤港澳大湾区国际科技创新中心建设方案", "温州市"),
    ("老城区改造科技方案", "温州市"),
]


@pytest.mark.parametrize(("head", "expected"), META)
def test_meta(head: str, expected: tuple[str, str, str, int, int, str]) -> None:
    plan = read(f"{head}\n一、发展基础\n{PROSE}\n{PROSE}").plan
    assert (plan.title, plan.issuer, plan.region, plan.start_year, plan.end_year, plan.published) == expected


@pytest.mark.parametrize(("title", "region"), ZONES)
def test_a_zones_own_name_is_the_region(title: str, region: str) -> None:
    assert read(f"{title}\n一、发展基础\n温州市创新能力提升。{PROSE}\n{PROSE}").plan.region == region


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("温州市创新能力提升。温州市建设高新区,打造示范区、示范区、示范区。", "温州市"),
        ("推动省市区各级联动。统筹省市区各级资源,统筹省市各级力量,支持温州市平台。", "温州市"),
        ("浙江省政策支持。浙江省资金支持。我市围绕温州建设创新平台。", "温州市"),
        ("平阳县加快创新,完善多层次资本市场,拓展日本市场,平阳县支持温州市平台。", "平阳县"),
    ],
)
def test_region_is_a_place_on_the_map_where_the_title_names_none(text: str, region: str) -> None:
    assert read(f"科技创新“十四五”规划\n一、基础\n{text}{PROSE}").plan.region == region


def test_a_place_on_the_map_comes_before_one_that_is_none() -> None:
    text = f"科技创新方案\n一、基础\n联动武汉市,联动武汉市,联动武汉市。{PROSE}\n襄阳市创新能力提升。{PROSE}"
    assert read(text).plan.region in {"襄阳市", "武汉市"}
    assert read(f"推进湖北襄阳科创带建设方案\n一、基础\n武汉市、武汉市、武汉市。{PROSE}").plan.region == "襄阳市"


def test_a_notice_told_of_in_the_text_is_not_the_title() -> None:
    text = f"青岚省政府工作报告\n一年来,印发《“云溪农谷”建设方案》,推进创新平台建设,创新能力不断增强。{PROSE}"
    assert read(text).plan.title == "青岚省政府工作报告"


def test_a_work_cited_at_once_is_not_the_title() -> None:
    text = f"云溪市关于发展人工智能的实施意见\n为贯彻落实《关于印发人工智能规划的通知》(国发〔2017〕3号),结合实际,提出意见。\n{PROSE}"
    plan = read(text).plan
    assert (plan.title, plan.region) == ("云溪市关于发展人工智能的实施意见", "云溪市")


def test_a_date_is_no_title() -> None:
    text = (
        "云溪高新区发展情况\n2021年11月\n"
        + "云溪高新区集聚了一批企业，创新能力不断提升，产业规模持续扩大，服务体系日益完善。\n" * 3
    )
    assert read(text).plan.title != "2021年11月"


@pytest.mark.parametrize(
    "title", ["2023年和“十三五”时期工作回顾", "过去五年和2023年工作回顾", "“十三五”和2023年工作总结"]
)
def test_a_review_of_a_year_and_of_a_span_is_a_heading(title: str) -> None:
    document = read(f"青岚省2024年政府工作报告\n{title}\n{PROSE}\n2024年重点工作\n{PROSE}")
    assert [s.title for s in document.sections] == [title, "2024年重点工作"]


def test_a_reports_headings_need_no_numbers() -> None:
    text = f"青岚省2024年政府工作报告\n2023年工作回顾\n{PROSE}\n2024年重点工作\n{PROSE}"
    document = read(text)
    assert [s.title for s in document.sections] == ["2023年工作回顾", "2024年重点工作"]
    assert [s.level for s in document.sections] == [1, 1]


def check(document: Document) -> None:
    """What holds for every document."""
    text = document.text
    for passage in document.passages:
        assert text[passage.start : passage.end] == passage.text
        assert passage.text.strip()
        assert passage.sha256 == text_hash(passage.text)
        assert passage.kind in ("sentence", "heading", "row")
        assert passage.kind == "row" or "\t" not in passage.text
        assert "\n" not in passage.text
    for a, b in pairwise(document.passages):
        assert a.end <= b.start
    ids = {s.id: s for s in document.sections}
    assert len(ids) == len(document.sections)
    assert len({p.id for p in document.passages}) == len(document.passages)
    for section in document.sections:
        assert section.start < section.end <= len(text)
        if section.parent:
            above = ids[section.parent]
            assert above.level == section.level - 1
            assert above.start <= section.start < section.end <= above.end
        else:
            assert section.level == 1
    for passage in document.passages:
        if passage.section:
            assert ids[passage.section].start <= passage.start < passage.end <= ids[passage.section].end
    assert all(t.section in ids for t in document.tasks)
    assert len({t.id for t in document.tasks}) == len(document.tasks)
    covered = sum(len("".join(p.text.split())) for p in document.passages)
    assert covered == len("".join(text.split()))


def test_example_holds_together() -> None:
    document = read_document(EXAMPLE)
    check(document)
    assert len(document.tasks) == 9
    assert [len(p.text.split("\t")) for p in document.passages if p.kind == "row"] == [5] * 6


PIECES = st.sampled_from(
    ["一、发展基础\n", "(一)成效\n", "1.平台。", "(1)材料。", "——能力增强。", "前言\n", "附件:说明\n", "支持企业", ",", "。", ";", "\n", "年份\t2020\n", "指标\t3\t4\n",
     "重点任务:(1)打造平台。", "(责任部门:区科技局)\n", PROSE, PROSE + "\n", "表1 指标\n", "2025年", "“", "”", "第一章 总则\n", "专栏1 设施\n", "云溪区规划\n"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_every_document_holds_together(source: str) -> None:
    check(read(PROSE + "\n" + source))


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="一二(1).、。;:——\n\t 章节第平台“”", max_size=120))
def test_structure_of_noise_holds_together(source: str) -> None:
    cleaned = clean(RawText(source, "txt"))
    parts = structure("x", cleaned)
    assert "".join("".join(p.text.split()) for p in parts.passages) == "".join(cleaned.text.split())


EXPECTED = {
    "baoshan-14fyp": ("宝山区科技创新“十四五”规划", "宝山区科学技术委员会", "宝山区", 2021, 2025, "2021-01", 80, 0),
    "jingan-2023-2025": ("静安区进一步增强科技创新", "中共上海市静安区委、上海市静安区人民政府", "静安区", 2023, 2025, "", 37, 18),
    "songjiang-14fyp": ("松江区科技创新“十四五”规划", "松江区科学技术委员会", "松江区", 2021, 2025, "2022-01-26", 66, 0),
    "minhang-13fyp": ("闵行区科技创新“十三五”规划", "闵行区人民政府", "闵行区", 2016, 2020, "2016-06-13", 58, 0),
    "shanghai-14fyp-excerpt": ("上海市科技创新“十四五”", "上海市人民政府", "上海市", 2021, 2025, "2021-09-30", 44, 0),
}  # fmt: skip


@pytest.mark.parametrize("plan", EXPECTED)
def test_the_five_plans(plan: str) -> None:
    if not PLANS.is_dir():
        pytest.skip("../shared/plans is not here")
    document = read_document(PLANS / f"{plan}.txt")
    check(document)
    meta = document.plan
    title = EXPECTED[plan][0]
    assert meta.title.startswith(title)
    found = (
        title,
        meta.issuer,
        meta.region,
        meta.start_year,
        meta.end_year,
        meta.published,
        len(document.sections),
        len(document.tasks),
    )
    assert found == EXPECTED[plan]
    if document.tasks:
        assert [t.number for t in document.tasks] == list(range(1, 19))
    keys = [(s.parent, s.number, s.title) for s in document.sections]
    assert len(set(keys)) == len(keys), "the table of contents became sections"


def test_tables_of_the_five_plans_are_rows() -> None:
    if not PLANS.is_dir():
        pytest.skip("../shared/plans is not here")
    rows = {
        p: [x.text.split("\t") for x in read_document(PLANS / f"{p}.txt").passages if x.kind == "row"] for p in EXPECTED
    }
    assert [len(r) for r in rows["songjiang-14fyp"]] == [7] * 14
    assert ["科技小巨人培育企业总数", "92", "104", "113", "128", "143", "154"] in rows["songjiang-14fyp"]
    baoshan = {r[-3]: r[-1] for r in rows["baoshan-14fyp"][1:] if len(r) > 2}
    assert len(baoshan) == 13
    assert baoshan["高新技术企业总收入"] == "2100亿元"
    assert baoshan["新增科技创新服务机构"] == "10个"
