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
    rf"(?P<lead>{one_of('截止到 截至到 截至 截止 到 至 自 从 由 在 于 以 是 为 ' + ' '.join(_COMPARED))})?[“”\"‘]?"
    r"(?:(?P<fyp>十[一二三四五六七])五(?!年|[“”\"’]?[名家个项])"
    r"|(?P<from>(?:19|20)\d{2})年?(?:-|—|–|~|至|到)(?P<to>(?:19|20)\d{2})(?!\d)年?"
    r"|(?P<year>(?:19|20)\d{2})(?:年(?:度(?!假))?|(?=全年))(?P<month>\d{1,2}月(?:\d{1,2}日|份|底|末)?)?"
    r"|(?P<hanyear>[一二][〇○零九][〇○零一二三四五六七八九]{2})年"
    rf"|(?P<relative>{_RELATIVE}))"
    rf"[“”\"’]?(?P<tail>{_TAIL})?"
)
"""Pattern of one time expression with the word that leads it; `read_time` reads its groups."""
TIMES = re.compile(TIME)

_BASIS = re.compile("^(?:的?(?:基础|水平)上|为(?:基期|基数|基准|基年|基础))")
_FYP_NUMBER = {"十一": 11, "十二": 12, "十三": 13, "十四": 14, "十五": 15, "十六": 16, "十七": 17}
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")

_ACTUAL_TITLE = re.compile(
    one_of(
        "回顾 现状 总结 完成情况 基本情况 工作情况 过去 执行情况 开展情况 落实情况 推进情况 实施情况 亮点 主要做法 成效 成就 成绩 进展"
    )
)
_STATE = f"(?:{one_of('基础 形势 背景 短板 问题 挑战 不足 瓶颈')}|(?<=[展部观际内代与和及、])环境)"
_STATE_TITLE = re.compile(
    rf"{_STATE}(?:(?:[与和及、]|以及)[^与和及、]{{0,8}}{_STATE})*(?:条件|情况|分析|研判|原因)?[。:]?(?:\([^()]*\))?$"
)
"""Words that tell of what is only as the head of a title ("发展基础"), not within it ("新型基础设施")."""
_TASK_TITLE = re.compile(
    rf"^(?:[\d.、()一二三四五六七八九十第章节]*){one_of('着力 全面 全力 进一步 大力 持续 不断 切实 积极 聚焦 继续 加力 深入 坚持')}*"
    + one_of(
        "加强 夯实 强化 优化 补齐 补强 解决 破解 破除 完善 提升 改善 筑牢 推进 推动 加快 深化 突破 打造 建设 构建 营造 健全 培育 做强 做大 增强 巩固 拓展 攻克 厚植"
    )
)
_CLEAR = re.compile(
    "(?:显著|明显|突出|积极|重大|重要|(?<!创)新)(?:的)?(?:成效|成就|成绩|进展)|(?:成效|成就|成绩|进展)(?:显著|明显|突出|斐然)"
)
FIVE_YEARS = re.compile("[这近去]的?五年|五年(?:来|间|年均|累计|以来)")
"""Five years under review."""
_BACKWARD = re.compile("回顾|总结|(?:完成|执行|工作|开展|落实|推进|实施|进展)情况")
_TARGET_TITLE = re.compile(
    one_of(
        "目标 指标 愿景 预期 总体要求 重点任务 主要任务 工作安排 工作打算 工作思路 工作计划 总体思路 重要举措 重点举措 保障措施 下一步 下步"
    )
)
_YEARS = re.compile(r"((?:19|20)\d{2})年?")
_SUMMARY = re.compile(r"((?:19|20)\d{2})年?[^\d]*?(?:总结|汇报|述职|工作情况|执行情况|完成情况)")

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
    """A plan's own dates: its last year, the year before it starts, its first year, and the year it was published.

    `over` is true of a yearly summary: its year is the one it looks back on, and its goals are those of the next. `reviewed` is
    the year that a summary of one year and programme of the next was written at the end of, which it calls 今年.
    """

    end: int | None
    baseline: int | None
    start: int | None
    published: int | None
    over: bool = False
    reviewed: int | None = None

    @classmethod
    def of(cls, plan: PlanMeta) -> "Horizon":
        """The dates of a plan; one that does not say its first year starts when it was published."""
        published = int(plan.published[:4]) if plan.published[:4].isdigit() else None
        start = plan.start_year if plan.start_year is not None else published
        end = plan.end_year if plan.end_year is not None else start
        if start is not None and start == end and _sums_up(plan.title, start):
            return cls(end=start + 1, baseline=start, start=start, published=published, over=True)
        baseline = None if start is None else start - 1
        reviewed = baseline if start == end and baseline is not None and _reviews(plan.title, baseline) else None
        return cls(end=end, baseline=baseline, start=start, published=published, reviewed=reviewed)

    @property
    def present(self) -> int | None:
        """The first year whose figures were still to come when the plan was written."""
        start = self.start + 1 if self.start is not None and self.over else self.start
        years = [y for y in (start, self.published) if y is not None]
        return max(years) if years else None

    def past(self, year: int | None) -> bool:
        """Whether a year was over when the plan was written."""
        present = self.present
        return year is not None and present is not None and year < present

    @property
    def one_year(self) -> bool:
        """Whether the document is of one year: a report on the last and a programme for this one."""
        return self.over or (self.start is not None and self.start == self.end)

    @property
    def five_years(self) -> bool:
        """Whether the plan is one of five years."""
        return self.start is not None and self.end is not None and self.end - self.start == 4


@dataclass(frozen=True, slots=True)
class Setting:
    """What a section says of figures without a year of their own: the year and kind they have.

    `told` is false where no title of the document says anything, so that only the words of a sentence are left to go by; `five`
    is true where a title says that five years are under review.
    """

    year: int | None
    kind: Kind
    told: bool = True
    five: bool = False


def _sums_up(title: str, year: int) -> bool:
    """Whether a title is that of a summary of the year ("2023 年工作总结") which sets no later year's tasks."""
    summed = _SUMMARY.search(title)
    return summed is not None and int(summed[1]) == year == max(int(found) for found in _YEARS.findall(title))


def _reviews(title: str, year: int) -> bool:
    """Whether a title is that of a summary of the year, which may set the next year's tasks."""
    summed = _SUMMARY.search(title)
    return summed is not None and int(summed[1]) == year and "报告" not in title


def fyp_end(number: str) -> int:
    """The last year of a five-year plan: "十三" 2020."""
    return 1955 + 5 * _FYP_NUMBER[number]


def _relative(word: str, horizon: Horizon) -> int | None:
    now = horizon.start
    if now is None:
        return None
    if word.startswith(("上", "去")):
        return now - 1
    this = now if horizon.reviewed is None else horizon.reviewed
    if word.startswith(("今年", "本年")):
        return this
    if word.startswith("明年"):
        return this + 1
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
    role, basis = "anchor", _BASIS.match(following)
    if basis or lead in _COMPARED or relative.endswith("同期") or lead in ("是", "为") or multiplied:
        role = "base"
    elif lead in ("自", "从", "由") and not following.startswith("的"):
        role = "past"
    before = role == "base" and relative.startswith(("上", "去"))
    year = None if before else _year_of(match, horizon)
    end = match.end() + (basis.end() if basis else 0)
    return Time(match.start(), end, year, role, lead, match["tail"] or "", bool(match["month"]))


def _title_kind(title: str) -> Kind | None:
    """What a title says of the figures below it: that they are of what was, or of what is to be; None for neither."""
    if _TASK_TITLE.search(title):
        backward = _CLEAR.search(title) or _BACKWARD.search(title)
    else:
        backward = _ACTUAL_TITLE.search(title) or _STATE_TITLE.search(title)
    if backward:
        return "actual"
    return "target" if _TARGET_TITLE.search(title) else None


def _looked_back_on(title: str) -> int | None:
    """The year that a title says it looks back on ("2023 年计划执行情况"), be it over or not."""
    years = list(_YEARS.finditer(title))
    return int(years[0][1]) if len(years) == 1 and _BACKWARD.search(title, years[0].end()) else None


def setting_of(path: tuple[Section, ...], horizon: Horizon) -> Setting:
    """The year and kind that the titles on a section path give to figures that name neither, the deepest title first."""
    year: int | None = None
    kind: Kind | None = None
    five = any(FIVE_YEARS.search(section.title) for section in path)
    for section in reversed(path):
        title = section.title
        if year is None and kind != "target" and (seen := _looked_back_on(title)) is not None:
            return Setting(seen, "actual", five=five)
        for match in TIMES.finditer(title) if year is None else ():
            time = read_time(match, title[match.end() :], horizon)
            year = time.year if time.role == "anchor" else year
        kind = kind or _title_kind(title)
    past = horizon.past(year)
    if kind == "actual" or (kind is None and past):
        return Setting(year if past else horizon.baseline, "actual", five=five)
    told = kind is not None or year is not None
    return Setting(horizon.end if year is None or past else year, "target", told)
