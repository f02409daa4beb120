"""Tables in plain text: the same figures however copying left the cells."""

from collections.abc import Callable

import pytest

from innograph.loaders.extract.indicators import extract_figures
from innograph.loaders.raw import RawText
from innograph.loaders.reading import document_from_raw

ROWS = [
    ["序号", "指标", "单位", "2020年", "2025年", "属性"],
    ["1", "全社会研发经费支出占地区生产总值比重", "%", "2.73", "3.5", "预期性"],
    ["2", "高新技术企业数量", "家", "247", "600", "预期性"],
    ["3", "每万人高价值发明专利拥有量", "件", "6.8", "13", "约束性"],
    ["4", "技术合同成交额", "亿元", "12.5", "30左右", "预期性"],
]
HEAD = "云溪区科技创新“十四五”规划\n一、发展目标\n到2025年,全区创新能力明显增强,创新体系更加完备。\n专栏1 主要指标\n"
TAIL = "\n二、重点任务\n建设创新平台,培育创新主体,优化创新生态,推进科技成果转化。"
EXPECTED = {
    ("全社会研发经费支出占地区生产总值比重", 2.73, "%", 2020, "actual"),
    ("全社会研发经费支出占地区生产总值比重", 3.5, "%", 2025, "target"),
    ("高新技术企业数量", 247, "家", 2020, "actual"),
    ("高新技术企业数量", 600, "家", 2025, "target"),
    ("每万人高价值发明专利拥有量", 6.8, "件", 2020, "actual"),
    ("每万人高价值发明专利拥有量", 13, "件", 2025, "target"),
    ("技术合同成交额", 12.5, "亿元", 2020, "actual"),
    ("技术合同成交额", 30, "亿元", 2025, "target"),
}


def _parted(mark: str) -> str:
    return "\n".join(mark.join(row) for row in ROWS)


def _stroked(rule: bool) -> str:
    rows = [f"| {' | '.join(row)} |" for row in ROWS]
    return "\n".join([rows[0], "|---" * 6 + "|", *rows[1:]] if rule else rows)


def _no_unit_column() -> str:
    return "\n".join(" ".join([r[0], f"{r[1]}({r[2]})" if i else r[1], *r[3:]]) for i, r in enumerate(ROWS))


def _no_numbers() -> str:
    return "\n".join(" ".join(r[1:]) for r in ROWS)


FORMS: dict[str, Callable[[], str]] = {
    "tabs": lambda: _parted("\t"),
    "one space": lambda: _parted(" "),
    "wide space": lambda: _parted("\u3000"),
    "several spaces": lambda: _parted("    "),
    "strokes": lambda: _stroked(rule=False),
    "strokes and a rule": lambda: _stroked(rule=True),
    "a cell a line": lambda: "\n".join(cell for row in ROWS for cell in row),
    "a cell a line, blank lines between": lambda: "\n\n".join(cell for row in ROWS for cell in row),
    "unit behind the name": _no_unit_column,
    "no numbers": _no_numbers,
}


@pytest.mark.parametrize("form", FORMS)
def test_figures_of_a_table_in_plain_text(form: str) -> None:
    document = document_from_raw(RawText(HEAD + FORMS[form]() + TAIL, "txt"), "yunxi.txt", plan_id="yunxi")
    found = {(f.name, f.value, f.unit, f.year, f.kind) for f in extract_figures(document)}
    assert found == EXPECTED


PROSE = [
    "指标 完成情况 说明\n全区围绕指标 完成情况 说明开展评估。",
    "名称 2020年 2025年\n建设创新平台 3个,引进人才。\n推进成果转化 5项。",
    "首页 | 新闻 | 政策\n本区发布规划。",
]


@pytest.mark.parametrize("text", PROSE)
def test_lines_that_are_no_table_get_no_tabs(text: str) -> None:
    document = document_from_raw(RawText(HEAD + text + TAIL, "txt"), "yunxi.txt", plan_id="yunxi")
    assert "\t" not in document.text
