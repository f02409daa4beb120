"""Units and measure words of stated figures: how they are written, what sort each is, and its base form."""

import re
from functools import lru_cache

from innograph.loaders.extract.figures.numerals import scale_of
from innograph.loaders.extract.figures.wording import one_of, words

_COUNT = words(
    "人次 人年 家次 项次 户次 台套 台(套) 台/套 张床位 床位 标准箱 家 个 项 件 名 人 位 户 所 座 条 台 套 只 支 辆 艘 架 种 场次 场 篇 部 册 "
    "处 片 间 栋 幢 张 笔 单 宗 例 起 份 株 头 羽 枚 颗 块 款 盏 席 列 次"
)
_MONEY = words("元 美元 欧元 人民币 港元 日元 元人民币")
_AREA = words("平方公里 平方千米 平方米 平米 立方米 公顷 亩 ㎡ m² m2 km² km2 平方 方")
_SHARE = words("个百分点 百分点 % ‰ 倍")
_LENGTH = words("车道公里 公里 千米 km")
_TIME = words("个工作日 工作日 个月 小时 分钟 秒 天 日 年 岁 周 月")
_BULK = words(
    "吨标准煤 吨标煤 吨 斤 公斤 担 千瓦时 千瓦 兆瓦 吉瓦 标准立方米 微克/立方米 毫克/升 分贝 PFLOPS EFLOPS TFLOPS Pflops P EB PB TB GW MW MWh "
    "GWh kWh TEU 标箱"
)
_PHYSICAL = words(
    "kW KW 纳米 微米 毫米 厘米 英寸 寸 nm mm cm μm um MHz GHz Hz Gbps Mbps Wh/kg kV V A ℃ 度 Pa MPa bit GB MB K 米 m 克 千克 kg"
)

_SORTS: dict[str, str] = {}
for _sort, _words in (
    ("physical", _PHYSICAL),
    ("bulk", _BULK),
    ("count", _COUNT),
    ("money", _MONEY),
    ("area", _AREA),
    ("share", _SHARE),
    ("length", _LENGTH),
    ("time", _TIME),
):
    _SORTS.update(dict.fromkeys(_words, _sort))

# A measure word followed by one of these is the beginning of another word ("3项目", "5场景", "2位于").
_NOT_BEFORE = {
    "列": "入|为|车|席|居|出",
    "项": "目",
    "场": "景|所",
    "位": "于|居|列|一体|数",
    "次": "年|新|要",
    "天": "然|津",
    "度": "假",
    "部": "门|委|分|署",
    "年": "度|轻|均",
    "方": "面|案|式|向|法|阵|位|略|圆",
    "起": "来|到|点|步|草|源|飞|重|降|用|码",
}
# And these are one only behind what is written before them: "亿方" but not "三方", "397起" but not "2025起".
_ONLY_BEHIND = {"方": "(?<=[万亿])", "起": r"(?<!(?:19|20)\d\d)"}


def _pattern(word: str) -> str:
    if word in _NOT_BEFORE:
        return f"{_ONLY_BEHIND.get(word, '')}{word}(?!{_NOT_BEFORE[word]})"
    return re.escape(word) + ("(?![A-Za-z0-9])" if word[-1].isascii() and word[-1].isalpha() else "")


_PER = "(?:/|每)(?:百万|千万|万|千|百|亿)?" + one_of(
    "人口 人年 人 元 户 亩 平方公里 平方米 立方米 公里 公顷 年 月 天 日 小时 吨 千瓦时 辆 车 次 kW 升"
)
UNIT = "(?:" + "|".join(_pattern(w) for w in sorted(_SORTS, key=len, reverse=True)) + f")(?:{_PER})?"
"""Pattern of one unit without its scale ("家", "元", "件/万人")."""

SCALE = r"(?:万亿|千亿|百亿|十亿|千万|百万|十万|万|亿|千|百)"
"""Pattern of the scale that may stand before a unit."""

_SPLIT = re.compile(rf"({SCALE}?)(.*)")
_SYNONYMS = dict.fromkeys(words("㎡ 平米 m² m2 平方"), "平方米") | dict.fromkeys(words("平方千米 km² km2"), "平方公里")


@lru_cache(maxsize=1024)
def sort_of(unit: str) -> str:
    """One of count, money, area, share, length, time, bulk, physical; "" for a unit that is not known."""
    base = _parts(unit)[1]
    return _SORTS.get(base) or _SORTS.get(base.split("/")[0], "")


@lru_cache(maxsize=1024)
def _parts(unit: str) -> tuple[str, str]:
    match = _SPLIT.match(unit)
    if match is None or not match[2]:
        return "", unit
    return match[1], match[2]


def normalise(value: float, unit: str) -> tuple[float, str]:
    """The same quantity in base units: (1.5, "万家") is (15000.0, "家"), (2, "万㎡") is (20000.0, "平方米")."""
    scale, base = _parts(unit)
    head, slash, per = base.partition("/")
    return round(value * scale_of(scale), 6), _SYNONYMS.get(head, head) + slash + per
