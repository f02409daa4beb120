"""When a figure holds: years, five-year-plan periods and relative times in a sentence, and what a section speaks of."""

import re
from dataclasses import dataclass
from typing import Literal

from innograph.graph.records import PlanMeta, Section
from innograph.loaders.extract.figures.numerals import to_number
from innograph.loaders.extract.figures.wording import one_of, words

_COMPARED = words("相比于 相较于 相比 对比 相较 同比 较 比 与 超 超过")
_TAIL = one_of("期间 时期 规划期 以来 期末 末期 期初 年末 年底 年初 全年 末 底 初 前 后 期 起")
_RELATIVE = one_of(
    "上年同期 去年同期 上年 上一年 去年 今年 本年 明年 近年来 三年来 五年来 过去五年 过去的五年 过去三年 过去一年 过去的一年 近两年 近三年 近五年 "
    "未来三年 未来五年 今后三年 今后五年 三年后 五年后 三年内 五年内"
)
TIME = (
    rf"(?P<lead>{one_of('截止到 截至到 截至 截止 到 至 自 从 由 在 于 是 为 ' + ' '.join(_COMPARED))})?[“”\"‘]?"
    r"(?:(?P<fyp>十[一二三四五六七])五(?!年|[“”\"’]?[名家个项])"
    r"|(?P<from>(?:19|20)\d{2})年?(?:-|—|–|~|至|到)(?P<to>(?:19|20)\d{2})(?!\d)年?"
    r"|(?P<year>(?:19|20)\d{2})年(?:度(?!假))?(?P<month>\d{1,2}月(?:\d{1,2}日|份|底|末)?)?"
    r"|(?P<hanyear>[一二][〇○零九][〇○零一二三四五六七八九]{2})年"
    rf"|(?P<relative>{_RELATIVE}))"
    rf"[“”\"’]?(?P<tail>{_TAIL})?"
)
"""Pattern of one time expression with the word that leads it; `read_time` reads its groups."""
TIMES = re.compile(TIME)

_FYP_NUMBER = {"十一": 11, "十二": 12, "十三": 13, "十四": 14, "十五": 15, "十六": 16, "十七": 17}
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")

_ACTUAL_TITLE = re.compile(
    one_of(
        "回顾 成效 成就 成绩 基础 现状 进展 总结 问题 挑战 不足 瓶颈 短板 形势 背景 完成情况 基本情况 发展环境 工作情况 过去 执行情况 亮点 主要做法"
    )
)
_TARGET_TITLE = re.compile(
    one_of("目标 指标 愿景 预期 总体要求 重点任务 主要任务 工作安排 工作打算 总体思路 重要举措 重点举措 保障措施")
)

Kind = Literal["target", "actual"]


@dataclass(frozen=True, slots=True)
class Time:
    """A time expression at [start, end) of a sentence.

    `role` is "anchor" (figures hold then), "base" (they are compared with then; year None: the year before theirs) or "past"
    (the beginning of a span). `dated` is true of a day or month.
    """

    start: int
    end: int
    year: int | None
    role: str
    lead: str = ""
    tail: str = ""
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Horizon:
    """A plan's own dates: its last year, the year before it starts, its first year, and the year it was published."""

    end: int | None
    baseline: int | None
    start: int | None
    published: int | None

    @classmethod
    def of(cls, plan: PlanMeta) -> "Horizon":
        """The dates of a plan; one that does not say its first year starts when it was published."""
        published = int(plan.published[:4]) if plan.published[:4].isdigit() else None
        start = plan.start_year if plan.start_year is not None else published
        end = plan.end_year if plan.end_year is not None else start
        return cls(end=end, baseline=None if start is None else start - 1, start=start, published=published)

    @property
    def present(self) -> int | None:
        """The first year whose figures were still to come when the plan was written."""
        years = [y for y in (self.start, self.published) if y is not None]
        return max(years) if years else None

    def past(self, year: int | None) -> bool:
        """Whether a year was over when the plan was written."""
        present = self.present
        return year is not None and present is not None and year < present

    @property
    def one_year(self) -> bool:
        """Whether the document is of one year: a report on the last and a programme for this one."""
        return self.start is not None and self.start == self.end

    @property
    def five_years(self) -> bool:
        """Whether the plan is one of five years."""
        return self.start is not None and self.end is not None and self.end - self.start == 4


@dataclass(frozen=True, slots=True)
class Setting:
    """What a section says of figures without a year of their own: the year and kind they have.

    `told` is false where no title of the document says anything, so that only the words of a sentence are left to go by.
    """

    year: int | None
    kind: Kind
    told: bool = True


def fyp_end(number: str) -> int:
    """The last year of a five-year plan: "十三" 2020."""
    return 1955 + 5 * _FYP_NUMBER[number]


def _relative(word: str, horizon: Horizon) -> int | None:
    now = horizon.start
    if now is None:
        return None
    if word.startswith(("上", "去")):
        return now - 1
    if word.startswith(("今年", "本年")):
        return now
    if word.startswith("明年"):
        return now + 1
    if not (word.startswith(("未来", "今后")) or word.endswith(("内", "后"))):
        return horizon.baseline
    if horizon.end is not None and horizon.end > now:
        return horizon.end
    return now + (4 if "五" in word else 2)


def _year_of(match: re.Match[str], horizon: Horizon) -> int | None:
    if match["fyp"]:
        end = fyp_end(match["fyp"])
        return end - 5 if match["tail"] in ("初", "期初") else end
    if match["to"]:
        return int(match["to"])
    if match["year"]:
        return int(match["year"])
    if match["hanyear"]:
        return int(match["hanyear"].translate(_HAN_DIGITS))
    return _relative(match["relative"], horizon)


def read_time(match: re.Match[str], following: str, horizon: Horizon) -> Time:
    """The time expression of a match of TIME; `following` is the text after it."""
    lead, relative = match["lead"] or "", match["relative"] or ""
    multiplied = following.startswith("的") and to_number(following[1:2]) is not None and "倍" in following[:8]
    role = "anchor"
    if lead in _COMPARED or relative.endswith("同期") or lead in ("是", "为") or multiplied:
        role = "base"
    elif lead in ("自", "从", "由") and not following.startswith("的"):
        role = "past"
    before = role == "base" and relative.startswith(("上", "去"))
    year = None if before else _year_of(match, horizon)
    return Time(match.start(), match.end(), year, role, lead, match["tail"] or "", bool(match["month"]))


def setting_of(path: tuple[Section, ...], horizon: Horizon) -> Setting:
    """The year and kind that the titles on a section path give to figures that name neither, the deepest title first."""
    year: int | None = None
    kind: Kind | None = None
    for section in reversed(path):
        title = section.title
        for match in TIMES.finditer(title) if year is None else ():
            time = read_time(match, title[match.end() :], horizon)
            year = time.year if time.role == "anchor" else year
        if kind is None and _ACTUAL_TITLE.search(title):
            kind = "actual"
        elif kind is None and _TARGET_TITLE.search(title):
            kind = "target"
    past = horizon.past(year)
    if kind == "actual" or (kind is None and past):
        return Setting(year if past else horizon.baseline, "actual")
    told = kind is not None or year is not None
    return Setting(horizon.end if year is None or past else year, "target", told)
