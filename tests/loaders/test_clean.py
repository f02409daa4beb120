"""The cleaned text: what it keeps, what it drops, and the way back to the source."""

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innograph.graph.errors import ReadError
from innograph.loaders.clean import Cleaned, clean
from innograph.loaders.fold import fold_text
from innograph.loaders.pagination import page_numbers
from innograph.loaders.raw import RawText
from innograph.loaders.reading import document_from_bytes, read_document

SHARED = Path(__file__).parents[3] / "shared"
PROSE = "支持企业与高校共建联合实验室,围绕石墨烯薄膜开展攻关,到2025年建成中试线3条,服务企业100家。"
FULL = str.maketrans({",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "(": "\uff08", ")": "\uff09", "%": "\uff05"})


def cleaned(text: str) -> str:
    return clean(RawText(text, "txt")).text


def check_origin(source: str, result: Cleaned) -> None:
    """Every character is the source's, in order, but for its form; white space stands for white space."""
    origin = result.origin.tolist()
    assert len(origin) == len(result.text)
    assert all(a <= b for a, b in pairwise(origin))
    folded = fold_text(source)
    for char, at in zip(result.text, origin, strict=True):
        assert char == folded[at] or (char.isspace() and (folded[at].isspace() or source[at].isspace()))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "\uff12\uff10\uff12\uff15年\uff0c\uff21\uff29产业\uff08含芯片\uff09增长\uff13\uff10\uff05",
            "2025年,AI产业(含芯片)增长30%",
        ),
        ("建设\u200b创新\ufeff中心\u202e。", "建设创新中心。"),
        ("⼀流⼤学、⻓三⾓", "一流大学、长三角"),
        ("「雲溪」計劃與產業園區建設", "“云溪”计划与产业园区建设"),
        ("支持昇腾生态发展。", "支持昇腾生态发展。"),
        ("面积100㎡,①建设②运营", "面积100㎡,①建设②运营"),
    ],
)
def test_characters_are_folded(source: str, expected: str) -> None:
    assert re.sub(r"\s", "", cleaned(f"{PROSE}\n{source}").split("\n")[1]) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("加快 5G 基站建设,推动 AI 技术应用,提升核心竞争 力。", "加快5G基站建设,推动AI技术应用,提升核心竞争力。"),
        ("引进 Deep Blue Lab 团队,发展 DNA 合成技术。", "引进Deep Blue Lab团队,发展DNA合成技术。"),
        ("  一、  发展基础  ", "一、发展基础"),
        ("前  言", "前言"),
        ("中共云溪区委 云溪区人民政府", "中共云溪区委 云溪区人民政府"),
    ],
)
def test_spaces_inside_words_go(source: str, expected: str) -> None:
    text = cleaned(f"{PROSE}\n{source}\n{PROSE}")
    assert expected in text.split("\n")


FURNITURE = [
    "字号:", "分享:", "当前位置:首页 > 政务公开 > 规划计划", "来源:区科技局  发布时间:2021-09-01  浏览次数:123", "打印 关闭", "https://example.org/a/b.jpg",
    "上一篇:关于召开会议的通知", "主办单位:云溪区人民政府办公室", "青ICP备12345678号-1", "打印", "云溪区科技创新规划.pdf", "责任编辑:张某",
    "特别声明:本网站转载其他网站内容,出于传递更多信息之目的,不代表赞成其观点。", "凡注明来源为本网的稿件,转载须经授权。", "索引号:AB123-2021-00045",
]  # fmt: skip


@pytest.mark.parametrize("line", FURNITURE)
def test_page_furniture_goes_wherever_it_stands(line: str) -> None:
    assert cleaned(f"{line}\n{PROSE}\n{line}\n{PROSE}\n{line}") == f"{PROSE}\n{PROSE}"


@pytest.mark.parametrize(
    "line",
    [
        "加强版权保护,支持原创内容开发,发展数字创意产业,完善作者权益机制。",
        "导航与位置服务",
        "注册资本",
        "来源于高校的成果占比",
        "保护知识产权,严厉打击侵权行为,维护企业作者和内容平台的合法权益。",
        "推动企业上云用数,提供软件下载、培训等公共服务,年服务企业300家。",
    ],
)
def test_the_plans_own_words_stay(line: str) -> None:
    assert line in cleaned(f"{PROSE}\n{line}\n{PROSE}").split("\n")


def test_head_keeps_title_signature_and_date_only() -> None:
    source = f"云溪在线\n搜索\n云溪区科技创新“十四五”规划\n(征求意见稿)\n云溪区科学技术局\n2021年9月\n我要投稿\n热门\n一、发展基础\n{PROSE}"
    expected = f"云溪区科技创新“十四五”规划\n(征求意见稿)\n云溪区科学技术局\n2021年9月\n一、发展基础\n{PROSE}"
    assert cleaned(source) == expected


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("各市(州)工信局、扩权县(市)工信局,各有关单位:", []),
        ("各区县人民政府,各有关单位:", []),
        ("有关单位:", []),
        ("各镇人民政府、街道办事处,云溪管委会,区政府各委、办、局,各有关单位:", ["云溪管委会:"]),
        ("云溪管委会、青岚管委会,各县(市、区)人民政府:", ["云溪管委会、青岚管委会:"]),
        ("各位代表:", ["各位代表:"]),
        ("各部门要抓好以下任务:", ["各部门要抓好以下任务:"]),
    ],
)
def test_whom_a_notice_is_addressed_to_by_class_alone_goes(line: str, left: list[str]) -> None:
    assert cleaned(f"云溪省科技创新规划\n{line}\n{PROSE}") == "\n".join(["云溪省科技创新规划", *left, PROSE])


def test_foot_with_another_documents_record_goes() -> None:
    foot = "相关附件下载:\n留言\n0/500\n索引号:\nSY18\n主题分类:\n教育\n发文机关:\n云溪区教育局\n成文日期:\n2024-06-13"
    assert cleaned(f"云溪区科技规划\n{PROSE}\n{foot}") == f"云溪区科技规划\n{PROSE}"


CONTENTS = "目录\n一、发展基础\n(一)主要成效\n(二)深化协同,完善体系\n二、发展目标\n"
DOTTED = "目  录\n一、发展基础.............1\n(一)主要成效……………………2\n二、发展目标 · · · · · · 3\n"
BODY = f"一、发展基础\n(一)主要成效\n{PROSE}\n(二)深化协同,完善体系\n{PROSE}\n二、发展目标\n{PROSE}"


@pytest.mark.parametrize(
    "contents", [CONTENTS, DOTTED, CONTENTS.replace("目录", "目 录"), CONTENTS.replace("基础\n", "基础 1\n", 1)]
)
def test_contents_are_dropped(contents: str) -> None:
    assert cleaned(f"云溪区科技规划\n{contents}{BODY}") == f"云溪区科技规划\n{BODY}"


def wrapped(text: str, width: int, mark: str = "\n") -> str:
    return mark.join(text[i : i + width] for i in range(0, len(text), width))


LONG = "围绕石墨烯、机器人和生物医药三个方向布局创新平台,支持骨干企业牵头组建创新联合体,开展从基础研究到中试验证的全链条攻关,推动成果就近转化落地,形成一批有竞争力的产品和标准。"


def paged(*, own_line: bool, form: str = "{}") -> str:
    """Ten pages of wrapped text with their numbers left in."""
    lines = wrapped(LONG * 40, 31).split("\n")
    pages = [lines[i : i + 10] for i in range(0, 100, 10)]
    mark = "\n" if own_line else " "
    return mark.join(mark.join([*page, form.format(n)]) for n, page in enumerate(pages, start=1))


@pytest.mark.parametrize(
    ("own_line", "form"), [(True, "{}"), (False, "{}"), (True, "- {} -"), (True, "— {} —"), (True, "第 {} 页 共 10 页")]
)
def test_page_numbers_inside_sentences_go(*, own_line: bool, form: str) -> None:
    source = paged(own_line=own_line, form=form)
    assert cleaned(source).replace("\n", "") == (LONG * 40)[:3100]


def test_figures_are_no_page_numbers() -> None:
    source = "建设 3 个平台,引进 4 家企业,培育 5 个团队,服务 6 千家企业,新增 7 个园区。" * 20
    assert page_numbers(source) == []
    assert cleaned(source) == source.replace(" ", "")
    lone = f"{LONG} 12 {LONG}"
    assert "12" in cleaned(lone)


def test_lines_run_together_are_parted_at_headings() -> None:
    lines = [
        "云溪区科技创新“十四五”规划", "(征求意见稿)", "前 言",
        *wrapped("“十四五”时期是云溪区的关键五年," + LONG, 28).split("\n"),
        "一、发展基础", "(一)主要成效", *wrapped("1.创新主体成长较快。高新技术企业达 312 家。" + LONG * 3, 28).split("\n"),
        *wrapped("2.创新平台加快建设。" + LONG * 2, 28).split("\n"), "二、总体要求", *wrapped("——坚持开放协同。" + LONG, 28).split("\n"),
    ]  # fmt: skip
    assert cleaned(" ".join(lines)).split("\n") == [
        "云溪区科技创新“十四五”规划", "(征求意见稿)", "前言", "“十四五”时期是云溪区的关键五年," + LONG, "一、发展基础", "(一)主要成效",
        "1.创新主体成长较快。高新技术企业达312家。" + LONG * 3, "2.创新平台加快建设。" + LONG * 2, "二、总体要求", "——坚持开放协同。" + LONG,
    ]  # fmt: skip


def test_indicator_table_run_together_is_set_in_rows() -> None:
    table = (
        "“十四五”主要指标 序号 指标名称 属性 2025 年 1 全社会研发投入占地区生产总值 的比重(%) 预期性 4.2 2 新增院士专家工作 站 预期性 10 家 "
        "技术合同成交额 预期性 90 亿元 4 公民具备科学素质比例 约束性 达到 20% 二、重点任务 "
    )
    source = " ".join(wrapped(LONG * 5, 28).split("\n")) + " " + table + " ".join(wrapped(LONG * 5, 28).split("\n"))
    rows = [line for line in cleaned(source).split("\n") if "\t" in line]
    assert rows == [
        "序号\t指标名称\t属性\t2025\t年", "1\t全社会研发投入占地区生产总值的比重(%)\t预期性\t4.2", "2\t新增院士专家工作站\t预期性\t10家",
        "技术合同成交额\t预期性\t90亿元", "4\t公民具备科学素质比例\t约束性\t达到20%",
    ]  # fmt: skip
    assert "二、重点任务" in cleaned(source).split("\n")


def test_cells_one_a_line_are_set_in_rows() -> None:
    source = f"{PROSE}\n\n年份\n\n2019\n\n2020\n\n高新技术企业数(家)\n\n/\n\n312\n\n较上年增长(%)\n\n \n\n12.5%\n\n表一 企业情况\n\n{PROSE}"
    assert cleaned(source).split("\n")[1:-1] == [
        "年份\t2019\t2020",
        "高新技术企业数(家)\t/\t312",
        "较上年增长(%)\t\t12.5%",
        "表一 企业情况",
    ]


def test_wrapped_lines_are_joined_and_paragraphs_kept() -> None:
    paragraphs = ["\u3000\u3000" + LONG, "\u3000\u3000" + PROSE * 2, "\u3000\u3000" + LONG]
    source = "云溪区科技规划\n一、发展基础\n" + "\n".join(wrapped(p, 30) for p in paragraphs)
    assert cleaned(source) == "云溪区科技规划\n一、发展基础\n" + "\n".join(p.strip("\u3000") for p in paragraphs)


def test_the_form_is_the_same_for_full_and_half_width_marks() -> None:
    source = f"云溪区科技规划(试行)\n一、目标:发展\n{PROSE}\n"
    assert cleaned(source) == cleaned(source.translate(FULL))


PIECES = st.sampled_from(
    ["一、发展基础", "(一)成效", "1.平台。", "支持企业", ",", "。", ";", " ", "  ", "\n", "\n\n", "\t", "12", " 3 ", "2025年", "5G", "AI", "……………", "目录", "分享:",
     "\uff0c", "\uff08", "\u3000\u3000", "\u200b", "\r\n", "預期性", " 预期性 ", "規劃", "30%", "“", "”", "——", "/", "https://a.cn/x"]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.lists(PIECES, max_size=80).map("".join), st.text(max_size=200)))
def test_origin_leads_back(source: str) -> None:
    check_origin(source, clean(RawText(source, "txt")))


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, min_size=200, max_size=600).map("".join).map(lambda s: re.sub(r"\s+", " ", s)))
def test_origin_leads_back_from_long_lines(source: str) -> None:
    check_origin(source, clean(RawText(source, "txt")))


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=80).map("".join))
def test_cleaning_what_is_clean_loses_no_sentence(source: str) -> None:
    once = cleaned(source)
    for line in once.split("\n"):
        assert line == line.strip(" ")
        assert line or not once


@settings(max_examples=80, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.binary(max_size=200).map(lambda b: b"%PDF-1.4\n" + b),
        st.binary(max_size=200).map(lambda b: b"<html>" + b),
    )
)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        text = document_from_bytes(data, "x").text
    except ReadError as error:
        text = str(error).split("\n")[0]
    assert text


GOLD = ["baoshan-14fyp", "jingan-2023-2025", "shanghai-14fyp-excerpt"]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("plan", GOLD)
def test_gold_evidence_is_in_the_cleaned_text(plan: str) -> None:
    """All that the annotators quoted is there; a page number inside their quotation is not."""
    if not (SHARED / "gold").is_dir():
        pytest.skip("../shared/gold is not here")
    gold = json.loads((SHARED / "gold" / f"{plan}.json").read_text(encoding="utf-8"))
    text = squeezed(read_document(SHARED / "plans" / f"{plan}.txt").text)
    quotes = [
        squeezed(fold_text(item["evidence"])) for key in ("entities", "relations", "indicators") for item in gold[key]
    ]
    missing = [q for q in quotes if q not in text and not any(c in text for c in without_a_number(q))]
    assert len(missing) <= 0.005 * len(quotes), missing[:5]


def without_a_number(quote: str) -> list[str]:
    return [quote[: m.start()] + quote[m.end() :] for m in re.finditer(r"\d{1,2}", quote)]


@pytest.mark.parametrize(
    "path", sorted((SHARED / "plans").glob("*.txt")) or [None], ids=lambda p: p.stem if p else "none"
)
def test_origin_of_the_five_plans(path: Path | None) -> None:
    if path is None:
        pytest.skip("../shared/plans is not here")
    source = path.read_text(encoding="utf-8")
    result = clean(RawText(source, "txt"))
    check_origin(source, result)
    kept = sum("\u4e00" <= c <= "\u9fff" for c in result.text) / sum("\u4e00" <= c <= "\u9fff" for c in source)
    assert kept > 0.9
