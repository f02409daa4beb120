"""Which quantities state something of the region: not subsidies, thresholds, tasks, slogans, distances or times in passing."""

import re
from itertools import pairwise

from innograph.loaders.extract.figures import naming
from innograph.loaders.extract.figures.quantities import Quantity
from innograph.loaders.extract.figures.wording import either, one_of, words
from innograph.loaders.lexicon import lexicon

_SUBSIDY = re.compile(
    either(
        one_of("单笔 单户 单个项目 每户 年利率 给予 予以 补贴 补助 奖补 贴息 贴补 一次性 奖励标准 减按 税率 优惠利率"),
        "按照?.{0,12}比例",
        "每[家个项人名次年].{0,6}(?:奖|补|资)",
    )
)
# A ceiling stands at the value or after what is granted; elsewhere 最高 is a record, and 封顶 a building's last storey.
_CEILING = re.compile(
    either(
        rf"最高{one_of('不超过 可达 可获 给予 奖励 补助 资助 补贴 限额 为 额 可 支持')}*",
        "(?:补助|奖励|给予|资助)[^,;。]*最高[^,;。]*",
        "封顶(?:线|额)?为?",
        "额度(?!已|累计|合计|总计|[达超]|突破)[^,;。]*",
    )
    + "$"
)
_CAPPED = re.compile("^(?:的|为)?封顶")
_GRANT = re.compile(one_of("给予 予以 奖励 补助 资助 支持 补贴 认定为"))
_ELIGIBLE = re.compile("^(?:对|凡|经认定|符合|首次)")
# After a counted word: what is only a heading's count ("三个方面", "五项重点任务"), never an achievement. The noun must be the
# head of its phrase: 工程 counts tasks, 工程技术研究中心 are things.
_ENUMERATED = re.compile(
    f"{one_of('重点 主要 重大 具体 专项 基本 新')}*"
    + one_of(
        "大类 方面 层面 维度 环节 阶段 关键 任务 意见 措施 举措 条例 条款 政策措施 原则 步骤 要求 关系 转变 抓手 导向 主题 着力点 板块 篇章 时代 世纪 民生实事 "
        "实事 大台阶 问题 特点 特征 优势 工作任务 工作 行动 工程 计划 规划 文件 办法 层次 层级 等级 梯队 梯次 圈层 周期 结合 联动 融合 协同 一体 同步 到位 目标 方向"
    )
    + "+(?=$|[,;。、:!?()“”—]|[的共是等])"
)
_NO_THING = re.compile(
    either(
        one_of("月 季度 之 不 没有 一样 一批 第一 新: 同志 字 牢牢 坚持 统一 确保 必须 轮 维"),
        "的?目标(?=$|[,;。、!?])",
    )
)
_HEADING_UNITS = frozenset(words("个 项 条 件 种 块 篇 次 场 类"))
_ARTICLES = re.compile(one_of("方面 政策 措施 意见 办法 内容 举措 条款 方案 细则 规定 清单") + "共?$")
# Before a Chinese numeral: a verb that makes it a count of things had or wanted.
_HAD = re.compile(
    either(
        one_of(
            "新增 建成 引进 引育 培育 拥有 获批 获得 获 落户 入选 设立 组建 认定 成立 新建 打造 建设 形成 突破 达 达到 超过 有 共 累计 荣获 创建 布局 建立 新设 落地 建 投用 投产 等 实施 取得 "
            "集聚 新 其中"
        )
    )
    + "$"
)
_LISTED = re.compile(r"[\d二两三四五六七八九十][家名个项位所座][^,;。、]{1,10}[、和及与]$")
_COUNTED = frozenset(words("家 名 位 所 座 人 项 个 条 台 件 处 支 艘 颗 款 只 人次 场 套 辆 架 种 片"))
_COUNTED_LAST = frozenset(words("家 名 所 座 位 项"))
_CORE_OF = re.compile(rf".{{0,12}}为{one_of('核心 主体 抓手 重点 代表 依托 导向 目标 主')}")
_WON = re.compile(rf"^[^,;。、]{{2,20}}?{one_of('获 入选 上市 落户 被 跻身 挂牌 列入 投产 投用 竣工')}")
_TIME_CUE = re.compile(either(one_of("压缩 缩短 平均 寿命 时限 时长 年限 提前 控制在 减少 至 为"), "达到?$"))
_LENGTH_CUE = re.compile(
    one_of(
        "里程 长度 全长 总长 新增 新建 建成 改造 开通 完成 建设 绿道 管网 岸线 铁路 公路 道路 轨道 管廊 河道 通车 骑行 步道 运营"
    )
)
_JUST_TIED = re.compile(r"[达为超到至过近约≥>]|突破")
_THRESHOLD = re.compile(one_of("超 超过 突破 达 达到 过 逾 不低于 不少于") + "$")
_COUNTED_NOUN = re.compile(
    rf"^(?:以上|左右)?(?:的|级)?[^、,获得完成实现]{{2,20}}?{one_of('已 共 总数 数量 总量')}*{one_of('有 达 达到 超 超过 突破 为 至 增至 约 近')}*$"
)
_OF_SIZE = re.compile(
    rf"^[^、,获得完实投设争]{{0,14}}?{one_of('超 超过 突破 达 达到 过 逾 不低于 不少于 以上 在 近 约')}?$"
)
# Of what they drive ("18 兆瓦风电机组" names a model) unless it is tied to a name or built.
_POWER = frozenset(words("兆瓦 千瓦 万千瓦 吉瓦 MW GW"))
_OF_MEDIA = re.compile(r"[^,;。、]{0,8}?(?:媒体|报纸|报刊)")
_REPORTED = re.compile(r"(?:报道|刊发|刊载|刊登|转载|播放量?|点击量?|阅读量?)[^,;。、]{0,8}$")
"""What is told of the region, as against what it has."""
_AMONG = re.compile(
    r"(?:省份?|[地县]?级?市|区|县|城市|国家|地区|国家级?高新区|高新区|国家级?经开区|经开区|开发区|园区)(?:\([^()]*\))?"
    r"[^,;。、]{0,6}?(?:总量|总数|总和|排名|排位|位次|排行|(?:评[价比]|考核)(?=[中里,排第居位前]|$)|中(?=[,位居列排名第]|$))"
)
"""Behind a count of those among whom something is shared or ranked ("占全市16个区总量的45%")."""
_COUNTED_TIER = re.compile(r"(?:[\d一二两三四五六七八九十几数多][个大条])$")
_ONE_NAMED = re.compile("[^,;。、的“”]{1,6}的(?:(?!入选|列入|通过|获|评)[^,;。、“”]){2,16}“")
"""Behind a count that is only a property of one named thing ("76个光子的原型机“…”")."""
_INSTITUTE_OF = re.compile(r"(?:集团|公司|航天|航空|船舶|兵器|电科|中船|中航|核工业)$")
_AS_BODY = re.compile(r"[,。、;等和与的某]|成果|[一-龥]{1,3}型|研(?!究院|究所|究机构)|牵头|完成|获|自主|$")
"""Behind the number of an institute, which is a name by itself."""
_SIZES = frozenset({"money", "area", "share", "bulk"})


def admissible(text: str, quantity: Quantity) -> bool:
    """Whether the quantity can state a figure of the region at all, by its unit and the words next to it."""
    before = text[max(0, quantity.start - 14) : quantity.start]
    after = text[quantity.end : quantity.end + 8]
    if quantity.sort == "count" and _only_numbers(text, quantity, before):
        return False
    if _is_condition(text, quantity) or (quantity.tier and _COUNTED_TIER.search(before)):
        return False
    if (
        (quantity.unit in _POWER or quantity.unit.endswith("/年"))
        and _JUST_TIED.search(before[-3:]) is None
        and naming.has_right(after)
    ):
        return _HAD.search(before) is not None
    if quantity.sort in ("time", "physical", "length"):
        return _measured(quantity, before, after)
    if quantity.sort in ("money", "share"):
        return not _is_subsidy(text, quantity)
    if quantity.chinese and not quantity.tier and quantity.sort == "count" and quantity.value < 100:
        return _counts(text, quantity, before)
    return True


def _measured(quantity: Quantity, before: str, after: str) -> bool:
    """Times, technical parameters and distances state a figure only where the text measures something by them."""
    if quantity.sort == "time":
        return bool(_TIME_CUE.search(before)) and not naming.has_right(after) and not before.endswith(("近", "第"))
    if quantity.sort == "physical":
        return bool(_JUST_TIED.search(before[-3:])) and not after.startswith("级")
    return bool(_LENGTH_CUE.search(before) or _LENGTH_CUE.search(after))


def _only_numbers(text: str, quantity: Quantity, before: str) -> bool:
    """Whether a count only says into how much a text is divided, or what is no thing ("20 条措施", "五个坚持")."""
    after = text[quantity.end : quantity.end + 16]
    if _NO_THING.match(after) or "之一" in after[:6] or (quantity.unit == "条" and _ARTICLES.search(before)):
        return True
    if _is_of_others(text, quantity, before) or _numbers_institute(text, quantity, before):
        return True
    return quantity.unit in _HEADING_UNITS and _ENUMERATED.match(after) is not None


def _is_of_others(text: str, quantity: Quantity, before: str) -> bool:
    """Whether a count is of media and their reports, of those among whom the region is one, or of a part of one named thing."""
    after = text[quantity.end : quantity.end + 26]
    begins = not before or before[-1] in ",;。、"
    return bool(
        _OF_MEDIA.match(after)
        or _REPORTED.search(before)
        or _AMONG.match(after)
        or (begins and _ONE_NAMED.match(after))
    )


def _numbers_institute(text: str, quantity: Quantity, before: str) -> bool:
    """Whether three digits number an institute of a place or a group ("云溪608所") instead of counting schools there."""
    if quantity.unit != "所" or not 100 <= quantity.value <= 999 or not _AS_BODY.match(text[quantity.end :]):
        return False
    place = (lexicon().by_form.get(before[-length:]) for length in (3, 2))
    return bool(_INSTITUTE_OF.search(before)) or any(entry and entry.type == "Region" for entry in place)


def _is_subsidy(text: str, quantity: Quantity) -> bool:
    start = max(0, *(text.rfind(mark, 0, quantity.start) for mark in "。;!"))
    return (
        _SUBSIDY.search(text, start, min(len(text), quantity.end + 6)) is not None
        or _CEILING.search(text[start : quantity.start]) is not None
        or _CAPPED.match(text[quantity.end : quantity.end + 4]) is not None
    )


def _is_condition(text: str, quantity: Quantity) -> bool:
    """Whether the clause says who is eligible for a grant ("对孵化企业超过 50 家的孵化器,给予奖励")."""
    start = max(text.rfind(mark, 0, quantity.start) for mark in "。;!,:") + 1
    stop = text.find("。", quantity.end)
    eligible = _ELIGIBLE.match(text[start : start + 4])
    return bool(eligible) and _GRANT.search(text, quantity.end, stop if stop >= 0 else len(text)) is not None


def _counts(text: str, quantity: Quantity, before: str) -> bool:
    """Whether a small Chinese numeral counts things ("新增三家企业") and does not head a list ("三个方面")."""
    after = text[quantity.end : quantity.end + 24]
    if quantity.unit not in _COUNTED or after.startswith("“") or _CORE_OF.match(after):
        return False
    if (not before or before[-1] in ",;。") and _WON.search(after):
        return True
    if _HAD.search(before) or _LISTED.search(before):
        return naming.has_right(after)
    return not naming.has_right(after) and quantity.unit in _COUNTED_LAST


def without_thresholds(text: str, quantities: list[Quantity], end: int) -> list[Quantity]:
    """Drop sizes that only describe what another quantity counts ("产值超亿元的企业 30 家", "30 家产值超亿元的企业")."""
    dropped: set[int] = set()
    for first, second in pairwise(quantities):
        gap = text[first.end : second.start]
        if first.sort in _SIZES and second.sort == "count" and (not gap or _COUNTED_NOUN.match(gap)):
            if first.tier or first.post == "以上" or _THRESHOLD.search(text[: first.start]):
                dropped.add(first.start)
        elif first.sort == "count" and second.sort in _SIZES - {"share"} and _OF_SIZE.match(gap):
            bound = second.tier or second.post == "以上" or _THRESHOLD.search(gap)
            if bound and naming.has_right(text[second.end : end].removeprefix("的")):
                dropped.add(second.start)
    return [quantity for quantity in quantities if quantity.start not in dropped]
