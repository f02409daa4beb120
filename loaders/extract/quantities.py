"""Quantities in a sentence: numbers with a unit, ranges, ranks and multiples; and the look-alikes that state no figure."""

import re
from dataclasses import dataclass

from innograph.loaders.extract.numerals import ARABIC, CHINESE, to_number
from innograph.loaders.extract.periods import TIME, Horizon, Time, read_time
from innograph.loaders.extract.units import SCALE, UNIT, sort_of

_AFTER = r"(?P<post>以上|左右|以内|以下|上下|多|余)?"
_DASH = r"(?:-{1,2}|—{1,2}|–|~|至|到)"
_NUMERAL = re.compile(r"[\d〇一二两三四五六七八九十百千万亿翻]")

_JUNK = (
    r"(?P<junk>《[^《》]{1,80}》"
    r"|[〔\[(][12]\d{3}[〕\])]\d+号"
    r"|\d{4}[-./]\d{1,2}[-./]\d{1,2}"
    r"|\d{1,2}月\d{1,2}日|\d{1,2}月(?:份|底|初|末|上旬|中旬|下旬)?|\d{1,2}日"
    rf"|“(?!十[一二三四五六七]五)(?=[^“”]{{0,12}}[\d一二两三四五六七八九十百千万])(?![^“”]*(?:超|达|突破|增长))[^“”]{{1,14}}”"
    rf"|第(?:{ARABIC}|{CHINESE})(?=个|次|届|批|轮|章|条|款|代|季|产业|期|方|者|部|阶段|一|二|三)"
    rf"|每(?:{ARABIC}|{CHINESE})?{SCALE}?(?:名|人口|人|个|家|户|年|月|天|周|元|亩|平方公里|平方米|公里)?"
    r"|(?:万|亿|千|百)元(?=GDP|地区生产总值|生产总值|工业|产值|增加值|营收)"
    r"|[A-Za-z]+[-_]?\d+(?:\.\d+)?[A-Za-z]*"
    rf"|\d+(?:\.\d+)?[GgDdKk](?![A-Za-z])|(?:{ARABIC}|{CHINESE})(?:强|号线|号|后|维|轴|英里|版|频|线程|位数|人计划|寸|甲|院士|型|强企业)"
    r"|\d+(?:\+[\dNXn]+)+|\d+\.\d+版)"
)
_PLACE = (
    r"(?:在|于|至|到|为)?(?:全市|全国|全省|全区|全县|全球|全州|世界|上海市?|国内|省内|市内|亚洲|长三角|京津冀|大湾区|[东中西]部地区|中西部|[东中西]部|"
    r"各(?:省|市|区|县|地市|省市|省区市)|同类(?:城市|地区|园区)?|(?:副省级|省会|地级|万亿|直辖)?城市|郊区|中心城区|沿海|国家(?:级)?(?:高新区|经开区)|高新区|经开区|开发区)"
)
_RANK = (
    rf"(?P<rank>(?P<scope>(?:(?:综合)?排名|排位|位次|位列|位居|位于|名列|跃居|跃升至?|升至|升到|上升至|上升到|提升至|提升到|前移至|保持|稳居|稳定在|处于|进入|跻身|迈入|列|居|排|{_PLACE})+(?:中)?(?:的)?)"
    rf"(?:第(?P<ranked>{ARABIC}|{CHINESE})(?:位|名)?|前(?P<top>{ARABIC}|{CHINESE})(?:位|名|强)?)(?=[,;。、:()的]|和|与|$|较|比))"
)
_MULTIPLE = r"(?P<fan>翻(?:了)?(?P<fanhedge>近|约|将近|超)?(?P<fold>[一二两三四半])?番)"
_PERCENT = rf"(?P<percent>百分之(?P<hundredth>{CHINESE}|{ARABIC})(?P<percentpost>以上|左右|以内|以下)?)"
_TENTHS = r"(?P<tenths>(?<=[近超约占达过])(?P<tenth>[一二三四五六七八九])成(?!为|果|立|功|效|就|长|熟|本)(?P<tenthpost>以上|左右)?|(?P<tenth2>[三四五六七八九])成(?:以上|左右))"
_FIGURE = (
    rf"(?P<figure>(?P<low>{ARABIC})(?P<more>余|多|来)?(?P<scale1>{SCALE})?(?:(?P<unit1>{UNIT})?{_DASH}(?!(?:19|20)\d{{2}}年)(?P<high>{ARABIC})(?P<scale2>{SCALE})?)?"
    rf"(?P<more2>余|多)?(?P<unit>{UNIT}|(?=级))?{_AFTER}"
    rf"|(?P<clow>{CHINESE})(?:{_DASH}(?P<chigh>{CHINESE}))?(?P<cmore>余|多|来)?(?P<cscale>万亿|万|亿)?(?P<cmore2>余|多)?(?P<cunit>{UNIT})(?P<cpost>以上|左右|以内|以下|上下)?"
    rf"|(?P<bare>万亿|千亿|百亿|十亿|亿|万|千万|百万|千|百)(?P<bmore>余|多)?(?P<bunit>{UNIT}|(?=级))?(?P<bpost>以上|左右|以下)?)"
)
_SCANNER = re.compile("|".join((_JUNK, f"(?P<time>{TIME})", _RANK, _MULTIPLE, _PERCENT, _TENTHS, _FIGURE)))

_BARE_BEFORE = re.compile(r"(?:超过?|突破|逾|近|约|过|达到?|破|成|上|至|到|百|千|数|计|迈向|迈上|冲刺|向)$")
_VAGUE_BEFORE = re.compile(r"(?:[几数]|若干|上|成)$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit at [start, end). `sort` is the unit's sort, or "rank"; `post` the hedge after it ("以上", "余")."""

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
    position, size = 0, len(text)
    while position < size and (match := _SCANNER.search(text, position)):
        position = max(match.end(), match.start() + 1)
        kind = match.lastgroup
        if match["junk"] is not None:
            junk.append(match.span())
        elif match["time"] is not None:
            times.append(read_time(match, text[match.end() : match.end() + 10], horizon))
        elif (found := _quantity(match, text)) is not None:
            quantities.append(found)
        elif kind is not None and match.end() > match.start():
            junk.append(match.span())
    return Scan(tuple(quantities), tuple(times), tuple(junk))


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    if match["rank"] is not None:
        return _rank(match)
    if match["fan"] is not None:
        value = 0.5 if match["fold"] == "半" else to_number(match["fold"] or "一")
        return None if value is None else Quantity(*match.span(), value, "番", "share", post=match["fanhedge"] or "")
    if match["percent"] is not None:
        value = to_number(match["hundredth"])
        return None if value is None else Quantity(*match.span(), value, "%", "share", post=match["percentpost"] or "")
    if match["tenths"] is not None:
        value = to_number(match["tenth"] or match["tenth2"])
        return None if value is None else Quantity(*match.span(), value, "成", "share", post=match["tenthpost"] or "")
    if match["low"] is not None:
        return _arabic(match)
    return _chinese(match) if match["clow"] is not None else _bare(match, text)


def _rank(match: re.Match[str]) -> Quantity | None:
    value = to_number(match["ranked"] or match["top"])
    scope = match["scope"]
    if value is None or not scope:
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
    if low is None:
        return None
    post = match["more"] or match["more2"] or match["post"] or ""
    return Quantity(*match.span(), low, scale + unit, sort_of(unit), high=high, post=post, tier=tier)


def _chinese(match: re.Match[str]) -> Quantity | None:
    token, scale, unit = match["clow"], match["cscale"] or "", match["cunit"]
    before = match.string[max(0, match.start() - 2) : match.start()]
    if token == "一" and not scale or token[0] in "零〇" or _VAGUE_BEFORE.search(before) and token not in ("百", "千"):
        return None
    if token in ("百", "千") and not scale and not _BARE_BEFORE.search(before) and not match["cmore"]:
        return None
    value, high = to_number(token), to_number(match["chigh"]) if match["chigh"] else None
    if value is None:
        return None
    post = match["cmore"] or match["cmore2"] or match["cpost"] or ""
    return Quantity(*match.span(), value, scale + unit, sort_of(unit), high=high, post=post, chinese=True)


def _bare(match: re.Match[str], text: str) -> Quantity | None:
    """A scale without a number: 超万名 (10000 名), 千亿级 (1000 亿元), 突破万亿元 (1 万亿元)."""
    scale, unit = match["bare"], match["bunit"] or ""
    before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 2]
    tier = after.startswith(("级", "元级", "规模")) or (unit and after.startswith("级"))
    if not tier and not _BARE_BEFORE.search(before):
        return None
    if not unit and not scale.endswith("亿"):
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
