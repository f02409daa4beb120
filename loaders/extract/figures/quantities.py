"""Quantities in a sentence: numbers with a unit, ranges, ranks and multiples; and the look-alikes that state no figure."""

import re
from dataclasses import dataclass, replace

from innograph.loaders.extract.figures.numerals import ARABIC, CHINESE, to_number
from innograph.loaders.extract.figures.periods import TIME, Horizon, Time, read_time
from innograph.loaders.extract.figures.units import SCALE, UNIT, sort_of
from innograph.loaders.extract.figures.wording import either, one_of

_DASH = r"(?:-{1,2}|—{1,2}|–|~|至|到)"
_NUMERAL = re.compile(r"[\d〇一二两三四五六七八九十百千万亿翻]|首位|榜首")
_POST = one_of("以上 左右 以内 以下 上下")
_ANY = either(ARABIC, CHINESE)

# Look-alikes: titles, document numbers, dates, slogans in quotes, ordinals, "every ten thousand people", names such as G60 and 5G.
_JUNK = either(
    r"《[^《》]{1,80}》",
    r"[〔\[(][12]\d{3}[〕\])]\d+号",
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}",
    r"\d{1,2}月\d{1,2}日|\d{1,2}月(?:份|底|初|末|上旬|中旬|下旬)?|\d{1,2}日",
    r"“(?!十[一二三四五六七]五)(?=[^“”]{0,12}[\d一二两三四五六七八九十百千万])(?![^“”]*(?:超|达|突破|增长))[^“”]{1,14}”",
    rf"第{_ANY}(?={one_of('个 次 届 批 轮 章 条 款 代 季 产业 期 方 者 部 阶段 一 二 三')})",
    rf"每{_ANY}?{SCALE}?{one_of('名 人口 人 个 家 户 年 月 天 周 元 亩 平方公里 平方米 公里')}?",
    r"[万亿千百]元(?=GDP|地区生产总值|生产总值|工业|产值|增加值|营收)",
    r"(?<![\d一二两三四五六七八九十几数])[百十千]?万人口(?=[^,;。、的]{3})",
    r"(?<=[^\d家所个名]、)\d{3}所(?=[、和与及等])|[一二三四五六七八九][〇零一二三四五六七八九]{2}所",
    r"[\d两三四五六七八九十]+个[十百千]?[万亿]+元?(?=大?台阶|大关|关口)",
    r"[A-Za-z]+[-_]?\d+(?:\.\d+)?[A-Za-z]*",
    r"\d+(?:\.\d+)?[GgDdKk](?![A-Za-z])",
    rf"{_ANY}{one_of('强 号线 号 后 维 轴 英里 版 频 线程 位数 人计划 寸 甲 院士 型')}",
    r"\d+(?:\+[\dNXn]+)+|\d+\.\d+版",
)
_PLACE = "(?:在|于|至|到|为)?" + either(
    one_of(
        "全市 全国 全省 全区 全县 全球 全州 世界 中国 我国 上海 上海市 国内 省内 市内 亚洲 长三角 京津冀 大湾区 郊区 中心城区 沿海 高新区 经开区 开发区"
    ),
    r"(?:[东中西]|中西)部(?:地区)?",
    one_of("各省 各市 各区 各县 各地市 各省市 各省区市 同类 同类城市 同类地区 同类园区"),
    r"(?:副省级|省会|地级|万亿|直辖)?城市|国家级?(?:高新区|经开区)",
)
_RANKS = one_of(
    "综合排名 排名 排位 位次 位列 位居 位于 名列 跃居 跃升 跃升至 跃升到 跃升为 升至 升到 升为 上升至 上升到 上升为 提升至 提升到 提升为 前移至 前移到 攀升至 攀升到 前进至 前进到 "
    "进到 下降至 下降到 降至 后退至 保持 稳居 稳定在 处于 进入 跻身 迈入 列 居 排"
)
# A place that no list knows stands after a word of rank ("居青岚第2"); a count of peers may follow it ("居全省 37 个县首位").
_SOMEWHERE = rf"(?:位列|位居|名列|跃居|稳居|保持|[列居排]|(?<![成作因])为)(?:[^\d,;。、:!?()“”第前名位由从]|\(市、区\)){{2,12}}?(?=第{_ANY}|首位|榜首)"
_AMONG = r"(?:位列|位居|名列|[列居])[^\d,;。、:!?()“”第]{0,8}\d+[个家座][^,;。:!?“”第]{1,16}?(?=首位|榜首|第)"
_RANK = (
    rf"(?P<scope>(?:(?:{_RANKS}|{_PLACE})+|{_SOMEWHERE}|{_AMONG})中?的?|(?<=[由从]))"
    rf"(?:第(?P<ranked>{_ANY})(?:位|名)?|(?P<first>首位|榜首)|前(?P<top>{_ANY})(?:位|名|强)?)"
    r"(?=[,;。、:()的和与较比]|$|水平|行列|方阵|名次|上升|前移|前进|跃升|跃居|提升|攀升|升|下降|降|后退|进|[提升]?[到至])"
)
RANK_WORDS = re.compile(rf"^(?:{_RANKS}|[为在于至到])+|[中的]+$")
"""The words of a rank's scope that name no place."""
_SCORE = (
    r"(?:(?<=指数)|(?<=得分)|(?<=评分)|(?<=系数)|(?<=总分)|(?<=之比)|(?<=指数值)|(?<=倍差)|(?<=收入比))"
    + one_of(
        "达到 达 为 超过 突破 提高到 提高至 提升到 提升至 升至 稳定在 保持在 不低于 超 缩小到 缩小至 降到 降至 下降到 下降至"
    )
    + rf"(?P<points>{ARABIC})(?P<scorepost>{_POST})?(?=[,;。、:()]|$)"
)
_MULTIPLE = r"翻了?(?P<fanhedge>近|约|将近|超)?(?P<fold>[一二两三四半])?番"
_PERCENT = rf"百分之(?P<hundredth>{CHINESE}|{ARABIC})(?P<percentpost>{_POST})?"
_TENTHS = (
    r"(?:(?<=[近超约占达过])(?P<tenth>[一二三四五六七八九])成(?![为果立功效就长熟本])(?P<tenthpost>以上|左右)?"
    r"|(?P<tenth2>[三四五六七八九])成(?:以上|左右))"
)
_ARABIC_FIGURE = (
    rf"(?P<low>{ARABIC})(?P<more>余|多|来)?(?P<scale1>{SCALE})?"
    rf"(?:(?P<unit1>{UNIT})?{_DASH}(?!(?:19|20)\d{{2}}年)(?P<high>{ARABIC})(?P<scale2>{SCALE})?)?"
    rf"(?P<more2>余|多)?(?P<unit>{UNIT}|(?=级))?(?P<post>{_POST}|多|余)?"
)
_CHINESE_FIGURE = (
    rf"(?P<clow>{CHINESE})(?:{_DASH}(?P<chigh>{CHINESE}))?(?P<cmore>余|多|来)?(?P<cscale>万亿|万|亿)?(?P<cmore2>余|多)?"
    rf"(?P<cunit>{UNIT})(?P<cpost>{_POST})?"
)
_BARE_FIGURE = rf"(?P<bare>{one_of('万亿 千亿 百亿 十亿 亿 万 千万 百万 千 百')})(?P<bmore>余|多)?(?P<bunit>{UNIT}|(?=级))?(?P<bpost>{_POST})?"
_PARTS = {
    "junk": _JUNK,
    "time": TIME,
    "rank": _RANK,
    "score": _SCORE,
    "fan": _MULTIPLE,
    "percent": _PERCENT,
    "tenths": _TENTHS,
    "arabic": _ARABIC_FIGURE,
    "chinese": _CHINESE_FIGURE,
    "barefigure": _BARE_FIGURE,
}
_SCANNER = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PARTS.items()))

_BARE_BEFORE = re.compile(r"(?:超过?|突破|逾|近|约|过|达到?|破|成|上|至|到|百|千|数|计|迈向|迈上|冲刺|向)$")
_VAGUE_BEFORE = re.compile(r"(?:[几数]|若干|上|(?<![形建落组完达合])成)$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit at [start, end).

    `sort` is the unit's sort, "rank" or "score"; `post` the hedge after the number ("以上", "余"); `scope` the words before a rank;
    `chinese` is true of a Chinese numeral, `tier` of a class of size ("千亿级").
    """

    start: int
    end: int
    value: float
    unit: str
    sort: str
    high: float | None = None
    post: str = ""
    scope: str = ""
    chinese: bool = False
    tier: bool = False


@dataclass(frozen=True, slots=True)
class Scan:
    """What a sentence holds, in order: quantities, time expressions, and spans that look like figures and are not."""

    quantities: tuple[Quantity, ...]
    times: tuple[Time, ...]
    junk: tuple[tuple[int, int], ...]


def has_numeral(text: str) -> bool:
    """Whether the text has any character that a numeral can be made of."""
    return _NUMERAL.search(text) is not None


def scan(text: str, horizon: Horizon) -> Scan:
    """Find the quantities and times of one sentence without inner whitespace, its full-width forms folded."""
    quantities: list[Quantity] = []
    times: list[Time] = []
    junk: list[tuple[int, int]] = []
    for match in _SCANNER.finditer(text):
        if match["time"] is not None:
            times.append(read_time(match, text[match.end() : match.end() + 10], horizon))
        elif match["junk"] is None and (found := _quantity(match)) is not None:
            quantities.append(found)
        elif match.end() > match.start():
            junk.append(match.span())
    return Scan(tuple(_with_shared_units(text, quantities)), tuple(times), tuple(junk))


def _with_shared_units(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """The quantities, those of "1 个和 2 个百分点" by the unit that the last of them writes out."""
    for index in range(len(quantities) - 2, -1, -1):
        first, second = quantities[index], quantities[index + 1]
        whole = second.unit.startswith("个") and second.sort in ("share", "time")
        if whole and first.unit == "个" and text[first.end : second.start] in ("、", "和", "及", "与"):
            quantities[index] = replace(first, unit=second.unit, sort=second.sort)
    return quantities


def _quantity(match: re.Match[str]) -> Quantity | None:
    for part, read in _READERS:
        if match[part] is not None:
            return read(match)
    return None


def _simple(match: re.Match[str], value: float | None, unit: str, post: str | None) -> Quantity | None:
    return None if value is None else Quantity(*match.span(), value, unit, "share", post=post or "")


def _score(match: re.Match[str]) -> Quantity | None:
    """A value without a unit: "指数达到 160"."""
    value = to_number(match["points"])
    if value is None:
        return None
    return Quantity(match.start("points"), match.end(), value, "", "score", post=match["scorepost"] or "")


def _multiple(match: re.Match[str]) -> Quantity | None:
    value = 0.5 if match["fold"] == "半" else to_number(match["fold"] or "一")
    return _simple(match, value, "番", match["fanhedge"])


def _percent(match: re.Match[str]) -> Quantity | None:
    return _simple(match, to_number(match["hundredth"]), "%", match["percentpost"])


def _tenths(match: re.Match[str]) -> Quantity | None:
    tenths = to_number(match["tenth"] or match["tenth2"])
    return _simple(match, None if tenths is None else tenths * 10, "%", match["tenthpost"])


def _rank(match: re.Match[str]) -> Quantity | None:
    value = 1.0 if match["first"] else to_number(match["ranked"] or match["top"])
    scope = match["scope"]
    if value is None:
        return None
    return Quantity(*match.span(), value, "位", "rank", post="前" if match["top"] else "", scope=scope)


def _arabic(match: re.Match[str]) -> Quantity | None:
    low, high = to_number(match["low"]), to_number(match["high"]) if match["high"] else None
    scale, unit = match["scale2"] or match["scale1"] or "", match["unit"] or ""
    tier = not unit and match.string[match.end() : match.end() + 1] == "级"
    if not unit:
        if not scale.endswith("亿"):
            return None
        unit = "元"
    ordinal = unit in ("位", "名") and match.string[: match.start()].endswith("第")
    if low is None or ordinal:
        return None
    post = match["more"] or match["more2"] or match["post"] or ""
    return Quantity(*match.span(), low, scale + unit, sort_of(unit), high=high, post=post, tier=tier)


def _chinese(match: re.Match[str]) -> Quantity | None:
    numeral, scale, unit = match["clow"], match["cscale"] or "", match["cunit"]
    before = match.string[max(0, match.start() - 2) : match.start()]
    hundreds = numeral in ("百", "千")
    if (numeral == "一" and not scale) or numeral[0] in "零〇" or (_VAGUE_BEFORE.search(before) and not hundreds):
        return None
    if hundreds and not scale and not match["cmore"] and not _BARE_BEFORE.search(before):
        return None
    value, high = to_number(numeral), to_number(match["chigh"]) if match["chigh"] else None
    if value is None:
        return None
    post = match["cmore"] or match["cmore2"] or match["cpost"] or ""
    return Quantity(*match.span(), value, scale + unit, sort_of(unit), high=high, post=post, chinese=True)


def _bare(match: re.Match[str]) -> Quantity | None:
    """A scale without a number: 超万名 (10000 名), 千亿级 (1000 亿元), 突破万亿元 (1 万亿元)."""
    scale, unit, text = match["bare"], match["bunit"] or "", match.string
    before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 2]
    tier = after.startswith(("级", "元级", "规模")) or (unit and after.startswith("级"))
    if not (tier or _BARE_BEFORE.search(before)) or not (unit or scale.endswith("亿")):
        return None
    head, tail = scale, ""
    if scale.endswith(("万", "亿")) and len(scale) > 1 and scale != "万亿":
        head, tail = scale[:-1], scale[-1]
    elif scale in ("亿", "万亿"):
        head, tail = "一", scale
    value = to_number(head)
    if value is None:
        return None
    post = match["bmore"] or match["bpost"] or ""
    unit = unit or "元"
    return Quantity(*match.span(), value, tail + unit, sort_of(unit), post=post, chinese=True, tier=bool(tier))


_READERS = (
    ("rank", _rank),
    ("score", _score),
    ("fan", _multiple),
    ("percent", _percent),
    ("tenths", _tenths),
    ("arabic", _arabic),
    ("chinese", _chinese),
    ("barefigure", _bare),
)
