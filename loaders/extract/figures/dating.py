"""The year and kind of one figure: by the times of its sentence, else by what its section speaks of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from innograph.loaders.extract.figures.clauses import Sentence, Slot
from innograph.loaders.extract.figures.periods import FIVE_YEARS, Horizon, Setting, Time
from innograph.loaders.extract.figures.wording import either, one_of

_RESOURCE = re.compile(
    rf"{one_of('依托 发挥 利用 借助 立足 凭借')}(?:好|现有|已有|区内|全[市省区])*(?:总?规模|总面积)?(?:约|近|超|达)?$"
)
_PRESENT = re.compile(r"目前|现有|已有|已(?:经)?[建形集培达拥获完引认累超突成]|截至|截止|现已")
_GOAL = re.compile(
    either(
        one_of("预期 力争 力求 争取 确保 安排 拟 将 努力 今年 本年 明年") + "(?!以来)",
        "目标",
        # At the end of a name it is a programme's ("火炬计划"); a goal is planned by somebody or by a year, at the head of a clause.
        "(?:(?<![^,;。:、])|(?<=[年市省区县州底局院委将还并均]))计划(?![项完的、,。;\\d])",
        "(?<![主重必需只摘次首])要(?![求素闻点件塞])",
    )
)
"""Words of a yearly report's sentence that look forward; one without them looks back, where no title tells."""
_THIS_YEAR = re.compile("今年|本年")
_ABOUT = "左右"
_HAPPENED = re.compile(
    "(?:获批|获评|荣获|入选|跻身|跃居|跃升|突破|落户|投产|投用|建成|成功|首次|累计|同比|新增|始终|连续|[^了]了|已)"
)
"""What tells of results; in a sentence without any an "about" makes an expectation ("增长 5% 左右")."""
_DONE_GOAL = re.compile(
    "(?:完成|超额|实现)[^,;。]{0,14}?(?:目标|计划|任务)|(?:目标|计划|任务)(?:任务)?的?(?:完成|达成|实现)|[超好高]于?预期"
)
"""A goal or an expectation that was reached."""
_SO_FAR = re.compile(
    rf"(?:今年|本年)(?:以来|上半年)|上半年|前三季度|(?:今年)?(?<![\d.])1月?{one_of('- -- — —— – ~ 至 到')}\d{{1,2}}月(?!\d)"
)
"""A part of the year under way or just over, of which there are results."""
_GOAL_OF = re.compile(r"^(?:的|规划|确定的?|原定|预期)*目标")
GOAL_SET = re.compile(
    "(?:(?:超额)?完成|[超高好优低][过出于]?)了?[^,;。]{0,10}?(?:规划|纲要|年初|原定|预定|既定|预期)(?:确定|提出|设定|明确|下达|规定|的)*$"
)
"""Before a value that a result is measured by ("超过规划确定的40%目标")."""
IS_GOAL = re.compile("的?(?:预期)?(?:目标|任务|指标)(?!达|为)")
_YEAR_AFTER = re.compile(r"^\(((?:19|20)\d{2})年[底末]?\)")


@dataclass(frozen=True, slots=True)
class Moment:
    """When a figure holds, of what kind it is, and the year that it is compared with."""

    year: int | None
    kind: str
    base_year: int | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a sentence.

    Its section's setting and title, the plan's dates, a goal year that the paragraph named before, and a short sentence without
    figures just before it, which may name what it is about ("高新技术企业。2025 年达到 600 家").
    """

    setting: Setting
    horizon: Horizon
    title: str = ""
    carried: Time | None = None
    lead: str = ""


def handed_on(times: Iterable[Time], horizon: Horizon) -> Time | None:
    """The goal year ("到 2030 年") that a sentence leaves to the sentences after it in the paragraph; None if it names none."""
    last = None
    for time in times:
        goal = time.role == "anchor" and time.lead in ("到", "至") and not time.dated
        if goal and time.year is not None and not horizon.past(time.year):
            last = time
    return last


def moment(sentence: Sentence, slot: Slot, context: Context) -> Moment | None:
    """When a slot's figure holds; None for the first figure of "从 2% 提高到 3%" where nothing says when that was."""
    anchor, base, compared = _times(sentence, slot)
    if slot.left.endswith(("从", "由")):
        since = _since(sentence, slot, context, anchor)
        if since is None:
            return None
        found = since
    else:
        found = _year(sentence, slot, context, anchor)
    if compared and base is None and found.year is not None:
        base = found.year - 1
    return Moment(found.year, found.kind, base)


def _times(sentence: Sentence, slot: Slot) -> tuple[Time | None, int | None, bool]:
    """The last time before the quantity that figures hold for; the year compared with in its clause, and whether one is."""
    anchor: Time | None = None
    base: int | None = None
    compared = False
    for time in sentence.found.times:
        if time.start >= slot.quantity.start:
            break
        if time.role == "anchor" and _holds(sentence, time, slot.quantity.start):
            anchor = time
        elif time.role == "base" and (slot.clause[0] <= time.start or time.lead == "以"):
            base, compared = time.year, True
    return _shared_out(sentence, slot, anchor), base, compared


def _shared_out(sentence: Sentence, slot: Slot, anchor: Time | None) -> Time | None:
    """The time at the value's place where as many times stand in a row ("2022 年、2025 年分别达到 9 家、15 家")."""
    first = next((q.start for q in sentence.found.quantities if q.start >= slot.clause[0]), slot.quantity.start)
    row = [time for time in sentence.found.times if time.role == "anchor" and time.start < first][-slot.of :]
    apart = [sentence.text[a.end : b.start] for a, b in pairwise(row)]
    if slot.of < 2 or len(row) != slot.of or any(gap not in ("、", "和", "及", "与") for gap in apart):
        return anchor
    return row[slot.index]


def _holds(sentence: Sentence, time: Time, at: int) -> bool:
    """Whether a time holds as far as a quantity: one in brackets holds in them, "2020 年的" and "从 2020 年" for one figure."""
    if any(a <= time.start < b and not a <= at < b for a, b in sentence.groups):
        return False
    one = time.lead in ("从", "由") or sentence.text[time.end : time.end + 1] == "的"
    return not (one and any(time.end <= q.start < at for q in sentence.found.quantities))


def _year(sentence: Sentence, slot: Slot, context: Context, anchor: Time | None) -> Moment:
    setting, horizon, quantity = context.setting, context.horizon, slot.quantity
    after = _YEAR_AFTER.match(sentence.text[quantity.end : quantity.end + 8])
    if after:
        return Moment(int(after[1]), _kind(int(after[1]), context))
    goals = setting.kind == "target"
    if goals and _RESOURCE.search(slot.left) and (anchor is None or anchor.lead not in ("到", "至")):
        # What a plan builds on is there when it begins.
        return Moment(horizon.start, "actual")
    if _so_far(sentence.text[: quantity.start], context, anchor):
        return Moment(horizon.baseline if anchor is None else anchor.year, "actual")
    told = setting.year if anchor is None or anchor.year is None else anchor.year
    if told is not None and _of_last_plan(sentence, slot, context, anchor):
        return Moment(told, "previous_target")
    if anchor is not None and anchor.year is not None:
        return Moment(anchor.year, _kind(anchor.year, context))
    if goals and horizon.present is not None and _PRESENT.search(sentence.text, slot.clause[0], quantity.start):
        return Moment(horizon.present - 1, "actual")
    if goals and context.carried is not None:
        return Moment(context.carried.year, "target")
    return _untold(sentence.text, context)


def _untold(text: str, context: Context) -> Moment:
    """When a figure without any time holds: as the titles say, or, where none says anything, as the words of a report do."""
    setting, horizon = context.setting, context.horizon
    spoken = text if horizon.reviewed is None else _THIS_YEAR.sub("", text)
    if horizon.one_year and not setting.told and not _looks_forward(spoken):
        return Moment(horizon.baseline, "actual")
    return Moment(setting.year, setting.kind)


def _of_last_plan(sentence: Sentence, slot: Slot, context: Context, anchor: Time | None) -> bool:
    """Whether a value is the goal that was set for a time that is over."""
    past = anchor is not None and context.horizon.past(anchor.year)
    if past and anchor is not None and _GOAL_OF.match(sentence.text[anchor.end : slot.quantity.start]):
        return True
    return context.setting.kind == "actual" and bool(GOAL_SET.search(slot.left) and IS_GOAL.match(slot.right))


def _looks_forward(text: str) -> bool:
    """Whether a sentence speaks of goals, other than of having reached them."""
    if _GOAL.search(_DONE_GOAL.sub("", text)):
        return True
    return _ABOUT in text and not _HAPPENED.search(text)


def _so_far(before: str, context: Context, anchor: Time | None) -> bool:
    """Whether the text before a value counts what a part of a year has brought; a plan's titles may ask for it ("上半年")."""
    parts = list(_SO_FAR.finditer(before))
    setting, horizon = context.setting, context.horizon
    if not parts or _looks_forward(before[parts[-1].end() :]):
        return False
    dated = anchor is not None or horizon.one_year or horizon.start is None
    return dated and (not setting.told or setting.kind == "actual" or "以来" in parts[-1][0])


def _kind(year: int, context: Context) -> str:
    setting = context.setting
    if context.horizon.present is None:
        return setting.kind
    seen = setting.kind == "actual" and setting.year is not None and year <= setting.year
    return "actual" if seen or context.horizon.past(year) else "target"


def _since(sentence: Sentence, slot: Slot, context: Context, anchor: Time | None) -> Moment | None:
    """When the first figure of "从 2% 提高到 3%" held: as stated, else the year before the five years under review."""
    if (
        anchor is not None
        and anchor.year is not None
        and anchor.lead in ("从", "由")
        and slot.clause[0] <= anchor.start
    ):
        return Moment(anchor.year, _kind(anchor.year, context))
    setting = context.setting
    five = context.horizon.five_years or setting.five or FIVE_YEARS.search(sentence.text[: slot.quantity.start])
    if five and setting.kind == "actual" and setting.year is not None:
        return Moment(setting.year - 5, "actual")
    return None
