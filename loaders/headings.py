"""The numbering styles of Chinese plans, and what a heading looks like."""

import re
from dataclasses import dataclass

CN = "一二三四五六七八九十百零〇"
_DIGITS = dict(zip("〇零一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))

NUMBER = re.compile(
    rf"(?P<part>第[{CN}\d]{{1,4}}(?:编|篇|部分))[:、]?"
    rf"|(?P<chapter>第[{CN}\d]{{1,4}}章)[:、]?"
    rf"|(?P<article>第[{CN}\d]{{1,4}}节)[:、]?"
    rf"|(?P<cn>[{CN}]{{1,3}})(?:、|\.(?!\d))"
    rf"|(?P<pcn>\([{CN}]{{1,3}}\))[、.]?"
    r"|(?P<decimal>\d{1,2}(?:\.\d{1,2}){1,3})(?=[ \u4e00-\u9fff“《])(?![ ]*[亿万千百个件家项%倍元年月日])"
    r"|(?P<num>\d{1,2})[.、](?!\d(?!\d{3}年))"
    r"|(?P<pnum>\(\d{1,2}\))[、.]?"
    r"|(?P<half>\d{1,2}\))"
    r"|(?P<circle>[①-⑳])"
    rf"|(?P<box>专[栏框][ ]*[{CN}\d]{{0,3}}):?"
    r"|(?P<dash>——|--)"
)
"""A heading's number, to be matched at the start of a line (white space stripped) or of a sentence."""

RANK = {"part": 1.0, "chapter": 2.0, "article": 3.0, "cn": 4.0, "pcn": 5.0, "num": 6.0, "pnum": 7.0, "half": 7.5, "circle": 8.0,
    "box": 8.5, "dash": 9.0}  # fmt: skip
"""How deep a style stands: a style is never above one of smaller rank."""

FRONT = re.compile(
    r"(?:前言|引言|序言|序|导言|绪论|总则|附则|结语|结束语|后记|附[录表件]?[ ]*[一二三四五六七八九十\d]{0,2}|名词解释)(?::?$)|附[件录表]?[一二三四五\d]?:.{2,40}$"
)
CAPTION = re.compile(
    rf"[图表][ ]*[{CN}\d]{{1,3}}(?:[-—.]\d+)?[ :、]*[^,。;]{{2,40}}$|(?:单位|注|资料来源|数据来源):.*$"
)
_YEAR = r"(?:(?:(?:19|20)\d{2}年|过去[一五]年|今后五年|今年|下一?年)(?:度|以来)?)"
_SPAN = r"(?:“?十[一二三四五六七]五”?(?:时期|期间|以来)?|过去[一五]年|[近这]五年|五年)"
YEARLY = re.compile(
    rf"(?:{_SPAN}(?:[和与及、]|以及))?{_YEAR}(?:(?:[和与及、]|以及){_SPAN})?(?:全[省市区县]|政府)?(?:的?(?:主要|重点|科技|科技创新|经济社会发展))?"
    r"(?:工作|发展|目标|任务|情况)?(?:和|与|及)?(?:工作|发展|目标|任务|情况)?(?:回顾|总结|安排|打算|重点|重点工作|主要工作|要点|思路|要求|目标|任务|计划|进展|成效|完成情况)"
)
"""A heading without a number, of which a report on a year has two: 2023年工作回顾, 2024年工作安排."""
_HAN = re.compile("[\u4e00-\u9fff]")
MAX_HEADING = 60
MAX_RUN_IN = 34


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found in the text: `end` is the end of its title, marks included."""

    start: int
    end: int
    number: str
    title: str
    rank: float


def rank_of(match: re.Match[str]) -> float:
    """The rank of a matched number; decimal numbers ("2.1.3") go deeper with each part."""
    style = match.lastgroup or ""
    if style == "decimal":
        return 6.0 + 0.2 * match["decimal"].count(".")
    return RANK[style]


def to_int(number: str) -> int | None:
    """The value of a printed number ("(十二)", "3.", "第二章"); None where it has none."""
    digits = re.search(r"\d+", number)
    if digits:
        return int(digits[0])
    cn = re.search(f"[{CN}]+", number)
    if not cn:
        return ord(number[0]) - 0x245F if number and "①" <= number[0] <= "⑳" else None
    total, unit = 0, 0
    for char in cn[0]:
        if char == "百":
            total, unit = total + (unit or 1) * 100, 0
        elif char == "十":
            total, unit = total + (unit or 1) * 10, 0
        else:
            unit = _DIGITS[char]
    return total + unit


def line_heading(line: str) -> tuple[str, str, float] | None:
    """(number, title, rank) if the whole line is a numbered heading, else None."""
    match = NUMBER.match(line)
    if YEARLY.fullmatch(line):
        return "", line, RANK["cn"]
    if not match or len(line) > MAX_HEADING or match.lastgroup == "dash":
        return None
    title = line[match.end() :].strip()
    if len(title) < 2 or title[-1] in "。;!?,、" or "。" in title or not _HAN.search(title):
        return None
    if match.lastgroup in ("num", "pnum", "half", "circle") and (title.endswith(":") or len(title) > 45):
        return None
    return match[0].strip(), title, rank_of(match)


def run_in_heading(text: str, start: int, end: int, *, line_start: bool) -> tuple[str, int, int, float] | None:
    """(number, start and end of the title, rank) if a sentence that starts at `start` is a short numbered title with body
    text after it in the same line; `end` is the line's end. The title's full stop belongs to the heading."""
    match = NUMBER.match(text, start, min(end, start + 12))
    if not match or match.lastgroup in ("part", "chapter", "article"):
        return None
    stop = text.find("。", match.end(), min(end, match.end() + MAX_RUN_IN + 1))
    if stop < 0 or stop - match.end() < 2 or stop + 1 >= end:
        return None
    title = text[match.end() : stop]
    marks = re.findall("[,;:!?]", title)
    plain = line_start and marks == [","] and not re.search(r"\d", title)
    if (marks and not plain) or NUMBER.match(text, stop + 1, min(end, stop + 13)):
        return None
    return match[0].strip(), match.end(), stop, rank_of(match)
