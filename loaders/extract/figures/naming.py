"""Names of figures: the noun phrase left or right of a quantity, without the verbs and adverbs around it."""

import re
from dataclasses import dataclass

from innograph.loaders.extract.figures.wording import either, one_of, words

MAX_NAME = 40
"""Longest name, in characters; a longer phrase is cut to its last part."""

_HEDGE = re.compile(
    one_of(
        "不低于 不少于 不高于 不超过 大于等于 力争 争取 确保 预计 预期 达到 超过 突破 接近 超 逾 近 约 过 破 达 ≥ ≤ > < 高于 低于 大于 小于 保持 稳定 以上 左右"
    )
)

# Words that tie a name on the left to its value. A single character counts only where it ends no other word (建成, 通过, 节约).
_TIE = either(
    one_of(
        "已经 已 将 可 均 都 双双 共计 共有 拥有 具有 设有 现有 享有 持有 配有 共 总计 合计 累计 力争 争取 确保 努力 预计 预计值 预期 初步 达到 达到了 达成 达 成为 为 是 至 由 从 "
        "突破 突破了 超过 超过了 超额 超 逾 近 接近 将近 不低于 不少于 不超过 不高于 低于 高于 多于 少于 大于 小于 ≥ ≤ > < = 仅 只有 : 再 又 仍 仍然 始终 一直 连续 继续 保持 维持 稳定 控制在 设定 分别 实现 完成 的 "
        "全部 全面 基本 总 上限 下限 攀 跨越 跨上 站上 跃上 迈过 冲刺 迈上 迈向 左右 目标 目标值 指标预计值 指标实际值 指标完成值 实际值 完成值 预计值 指标值"
    ),
    "(?<![建形组落合生完])成",
    "(?<![国所占])有",
    "(?<!得)到",
    "(?<!所)在",
    "(?<![主重必需只摘次首纲])要",
    "(?<!通)过",
    "(?<![节签合条契公预违])约",
    "(?<![健安保])全",
)
_TIES = re.compile(rf"{_TIE}+$")
_TO = re.compile(r"[到至达为超在成]|突破")
_GROWN = either(
    one_of(
        "增长 增长率 递增 增速 增幅 增加 提高 提升 上升 扩大 下降 降低 减少 压减 压缩 缩短 缩小 回落 下滑 涨幅 上涨"
    ),
    "(?<![节缩])减",
    "(?<!跃)升",
    "降",
    "(?<![新净递])增",
)
_GROWS = re.compile(
    rf"((?:按?{one_of('同口径 可比口径 可比价格 可比价 不变价 现价')}(?:计算)?|{one_of('年均 年平均 年 同比 环比 累计 平均 每年 复合 名义 实际')})*(?:实现|保持)?{_GROWN})(?:率|幅度|速度)?({_TIE}*)$"
)
_RATE = re.compile(r"[率速幅]")
_PLAIN_TIE = re.compile(
    one_of("力争 争取 确保 预计 预计值 超 超过 约 近 逾 达 达到 突破 为 在 不低于 不少于 左右 保持 实现 分别")
)

# Words that only lead a noun phrase in; they go. Verbs that say how something came about (新增, 引进, 获) stay in the name.
_LEAD = re.compile(
    either(
        one_of(
            "其中 并且 并 且 同时 此外 另外 另 以及 及 和 与 或 还 也 又 通过 着力 大力 积极 努力 力争 争取 确保 全力 全面 不断 持续 进一步 深入 加快 加强 推动 推进 促进 "
            "实现 实施 开展 打造 建成 建设 建立 形成 构建 组建 搭建 完成 达到 拥有 具有 具备 共有 现有 已有 设有 建有 支持 鼓励 引导 围绕 聚焦 依托 充分 发挥 有序 有力 保持 使得 让 使 将 把 对 "
            "全区 全市 全省 全县 我区 我市 我省 我县 我国 本区 本市 本省 区内 市内 省内 辖区 辖区内 区域内 已经 已 目前 现 共计 共 累计 总计 合计 约 近 超 有 为 是 到 至 在 "
            "截至 截止 年底 年末 末 底 初 前 期间 期末 以来 时期 均 都 各 成功 先后 相继 陆续 初步 基本 预计 预期 计划 要 应 可 能 主要 重点 年度 全年 该 其 之 所 特别是 尤其是 "
            '、 / , : ; " ” - —'
        ),
        r"\(\d{1,2}\)",
        r"\d{1,2}[.、]",
        "[一二三四五六七八九十]是",
    )
)
# Noun phrases that begin like a lead word.
_PROTECTED = re.compile(
    either(
        one_of(
            "建设用地 建成区 有效 有机 有色 有限 有轨 有关 现代 近岸 近零 近海 近视 超算 超级 超高 超导 超大 超低 超精 前沿 前瞻 前端 可再生 可持续 可比 能源 能耗 能级 能力 "
            "并购 并网 主要农 主要污染 要素 应用 应急 应届 对外 对口 对接 其他 和谐 各类 各级 各地 各区 各县 各国 各方 初创 初中 末端 在孵 在校 在建 在线 在研 在岗 在册 在读 在职 基本养老 "
            "基本医疗 基本公共 到位 到账 至少 已建 已投 将军 累积 可用财力 可支配 共享 重点实验室 重点企业 重点项目 重点高校 重点工程"
        ),
        # A class of size, whose number is no figure of its own.
        r"超[\d一二三四五六七八九十百千万亿]+元",
        "共建(?![成设立有起])",
        # "在川高校": a province or city by its short name.
        "在[京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川贵滇黔藏陕陇甘杭甬蓉穗](?![州江宁林龙肃阳港津南北潭安东渝])",
    )
)

_BROUGHT = "新增 新建 新认定 新培育 新引进 新设立 净增 引进培育 培育引进 引育 招引 引进 培育 获批 获得 获评 荣获 获 入选 累积转化 累计转化 转化 孵化 认定 集聚 吸引"
KEEP_VERB = re.compile(
    "(?<!总)"
    + one_of(
        _BROUGHT
        + " 新 培养 斩获 喜获 转移转化 帮助 扶持 撬动 带动 服务 承担 参与 主导 牵头 奖励 资助 惠及 列入 入孵 落地 签约 授权 储备 盘活 释放 优化 投资 推广 攻克 研发 改造 "
        "新开工 开工 开通 覆盖 培训 选派 备案 遴选 输送 发放 减免 兑现 增加 减少"
    )
    + "$"
)
LEAD_VERB = re.compile("^" + one_of(_BROUGHT))
_GOVERNS = re.compile(
    one_of(
        "推动 推进 促进 打造 建成 建设 建立 形成 构建 组建 搭建 支持 鼓励 引导 依托 发挥 发展 实施 开展 举办 组织 制定 修订 成立 设立 创建 共建 布局 发布 等 抓好 安排 推出 评选 选聘 "
        "签订 签署 申请 申报 联合 聚焦 围绕 涌现 催生 配套 落实 兴建 投运 投用 投产 建 设 为 让 助力 对接 出台 对 将 把 每年 每 其中 约有 区内 全区 全市 全省"
    )
    + "$"
)
SPENDS = re.compile(one_of("统筹 投入 安排 筹集 筹措 整合 拨付 投资 争取 设立 累计投入 统筹安排 下达 落实"))
"""What is done with money."""
NEXT_VERB = re.compile(
    "(?<!^)"
    + one_of(
        "增长 增加 提高 下降 占 获得 获批 新增 实现 完成 达到 超过 引进 培育 拥有 建成 认定 带动 撬动 投资 总投资 总面积 总额 成交额 获 其中 同比 比上年 较 翻"
    )
    + "|(?<=.{2})[集汇]聚(?![区地度])|^"
    + one_of("增长 增加 提高 下降 降低 上升 占 同比 比 较 是 翻")
)
"""Where, between two quantities, the second one's clause begins."""

_RIGHT_LEAD = re.compile(rf"^{one_of('以上 左右 以内 余 多 的 级 规模的 规模 等 、 ,')}+")
_NO_NOUN = re.compile(
    r"^(?:[,;。、:!?()/\"”—]|$|"
    "居(?![民家住委])|列(?!车)|提(?!案)|升(?![级学])|增(?![材值量收程压])|降(?![噪解碳温压水尘])|"
    + one_of(
        "较 比 同比 环比 增长 增加 提高 提升 上升 下降 降低 减少 占 位居 位列 排名 跃 和 与 及 以及 或 并 且 至 到 超额 超 左右 以上 是 目标 的目标 以 由 从 大关 台阶 关口 门槛 两个 这一"
    )
    + ")"
)
_PREDICATE = re.compile(
    one_of(
        "获得 获批 获评 荣获 获 入选 被 列入 纳入 通过 落户 落地 挂牌 上市 建立 建立了 实现 参与 在 享受 进入 投入 达到 完成 开展 成为 取得 拥有 入驻 签约 为 突破 相继 惠及"
    )
)
_TRAIL = re.compile(r"(?:[、和及等并且/的]|(?<!参)与)+$")
_ROLE = re.compile(
    either(
        rf"的?{one_of('激励 引领 带动 导向 杠杆 主导 示范 支撑 集聚 放大 引导 溢出 品牌 辐射 协同')}*(?:作用|效应|功能)",
        "的?(?:技术|人才|资源|产业|先发)*优势",
        f"的{one_of('实施 建设 落地 推进 培育 落实 运营 发展 改造')}",
    )
    + "$"
)
_CLASS_OF_SIZE = re.compile(r"超?[\d.百千万亿]+元(?:以上|以下|以内)?$")
_SUM_OF = re.compile("(?:总额|总数|总计|约|共计)的")
_PACE = re.compile(
    f"{one_of('建设 发展 增长 数量 规模')}?{one_of('还 仍 相对 比较 较 十分 非常')}?"
    f"{one_of('较快 快速 缓慢 较慢 偏少 较少 较多 偏低 较低 较高 不足 不多')}$"
)
_UNDER_WAY = re.compile(
    either(
        f"{one_of('加快 加速 加紧 抓紧 顺利 全面 正式 相继 陆续 稳步 有序 扎实 深入 持续 如期 基本 全部 先后 成功 不断')}+"
        f"{one_of('建设 推进 开工 实施 落地 运行 建成 投产 投用 竣工 完工 启动 开展 投运 壮大 崛起 成长 集聚 发布 上线 达标 完成 实现 重组 获批')}",
        f"{one_of('顺利 如期 提前 全部 已')}*完成(?:优化)?{one_of('重组 建设 改造 验收 升级 目标 任务 布局')}",
        "(?:建立|形成|签订|达成)了.*",
    )
    + "$"
)
_CUT = re.compile(r"[,;。:!?]")
_MONEY_GIVEN = f"{one_of('获得 获 争取 累计')}?{one_of('各类 各级 财政 专项 扶持 资助 支持 补助 奖励 到位')}*{one_of('资金 资助 经费 补助')}"
GENERIC = re.compile(
    "^"
    + either(
        "(?:年均|每年|累计)?新增",
        _MONEY_GIVEN,
        one_of(
            "总面积 面积 建筑面积 总金额 金额 总额 总数量 总数 数量 数 总量 总产值 产值 总收入 收入 营业收入 营收 总规模 规模 总投资 总投资额 投资额 投资 比例 比重 占比 增速 增幅 增长 "
            "增长率 年均增长 同比增长 同比 企业 项目 个 家 指标 指标值 目标 目标值 预计值 完成值 实际值 值 达标率 总长 长度 总里程 成交额 占地 覆盖率 数目 人数 户数 利润 税收 额 建成 完成 "
            "单位 机构 其中 人 人才 载体 平台 下降 提高 增加 减少 提升"
        ),
    )
    + "?$"
)
"""A name that says too little alone, or nothing; what the clause is about completes it."""
PLACEHOLDER = re.compile(f"^{one_of('指标 指标值 目标 目标值 预计值 完成值 实际值 值 达标率')}?$")
"""A name that stands in for the indicator before the colon."""

ATTRIBUTE = re.compile(
    one_of(
        "规模 产值 收入 营收 面积 总额 额 总量 投资 总投资 价值 产能 容量 利润 税收 能力 资金 市值 占比 比例 强度 人数 数量 总数 年产值 增加值 增速"
    )
    + "$"
)
_ATTRIBUTE_OF = re.compile(
    rf"{one_of('年 总 主营业务 营业 工业 生产 销售 产业 产值 投资 建筑 占地 交易 市场 融资 基金 资产 营收')}*$"
)
_ITEM_END = re.compile(
    one_of(
        "增加值 总产值 产值 投资 投资额 总额 总数 收入 产量 销量 数量 总量 占比 比重 比例 面积 增速 支出 成交额 申请量 授权量 拥有量 进出口 人数 利用率 覆盖率 率 额 量 数"
    )
    + "$"
)
_ACHIEVED = re.compile("(?:(?<=[区市县镇州省园)])|(?<=产业))(?:预计|全年|累计|共)*(?:实现|完成)(?=.{3})")
"""A verb between a place and what it attained ("高新区实现生产总值")."""
_GAINED = one_of("新增 净增 新认定 新培育 新引进 新获批 新建")
_GAIN = re.compile(f"^{_GAINED}(?=.{{2}})|(?<=.{{2}}){_GAINED}$")
_TOTAL = re.compile("累计|总[数量计]|共")
_REACHED = re.compile("^(?:已|现已|目前)?(?:达到?|增至|增加到|增长到)")
_TOTALS = frozenset(words("总量 总数 总数量 总计 累计 数量"))
_EARNED = one_of("增加值 总产值 产值 总收入 营业收入 收入 营收 利润 税收 利税")
_SHARE_OF = re.compile("占(?=.)[^,;。]{0,24}?(?:比重|比例|比)$")


@dataclass(frozen=True, slots=True)
class Left:
    """The text left of a quantity: `core` the noun phrase and what leads it in, `tie` the words that join it to the value.

    `hedge` holds the tie's words of degree ("力争超过"), `growth` its word of change ("年均增长"; empty for a level).
    """

    core: str
    tie: str
    hedge: str
    growth: str


def take_left(text: str) -> Left:
    """Take the text left of a quantity apart: "高新技术企业总数力争超过" is core 高新技术企业总数, hedge 力争超过."""
    growth = _GROWS.search(text)
    if growth is not None:
        core = untied(text[: growth.start()])
        # "提高到 12%" is a level; "增长约 12%" and "增速达 12%" are growth.
        level = _TO.search(_PLAIN_TIE.sub("", growth[2])) and not _RATE.search(growth[0])
        return Left(core, growth[0], _hedges(growth[2]), "" if level else growth[1])
    core = untied(text)
    tie = text[len(core) :]
    return Left(core, tie, _hedges(tie), "")


def untied(text: str) -> str:
    """The text without the words at its end that tie a name to its value."""
    ties = _TIES.search(text)
    return text[: ties.start()] if ties else text


def _hedges(tie: str) -> str:
    return "".join(_HEDGE.findall(tie))


def strip_lead(text: str) -> str:
    """Drop introducing verbs, adverbs and numbering from the front of a noun phrase."""
    while not _PROTECTED.match(text) and (match := _LEAD.match(text)) and len(text) - match.end() >= 2:
        text = text[match.end() :]
    unpaired = text.count("“") != text.count("”")
    return text.strip("、,/:;的“”\"' " if unpaired else "、,/:;的 ")


def left_name(core: str) -> str:
    """The name in a left-hand core: its last noun phrase, without what leads it in."""
    text = _ACHIEVED.sub("", strip_lead(core))
    if len(text) > MAX_NAME:
        cut = max(text.rfind(mark, 0, len(text) - 4) for mark in "、,的")
        text = strip_lead(text[cut + 1 :]) if cut > 0 else text[-MAX_NAME:]
    return text[-MAX_NAME:]


def in_class(own: str, before: str) -> str:
    """A name that is but a class of size ("千万元以上") with what the name before says of its own class ("注册资金亿元以上")."""
    measured = _CLASS_OF_SIZE.search(before)
    return before[: measured.start()] + own if measured and _CLASS_OF_SIZE.fullmatch(own) else own


def host_name(text: str) -> str:
    """What stands before a bracket, without the remark on its pace or amount ("孵化器建设较快" is 孵化器)."""
    return _PACE.sub("", left_name(text))


def has_right(text: str) -> bool:
    """Whether a noun begins right of a quantity."""
    return bool(text) and _NO_NOUN.match(text) is None


def right_name(text: str, *, deeds: bool = False) -> str:
    """The noun phrase that begins right of a quantity, up to the clause's end; `deeds` keeps what the things counted did."""
    text = _RIGHT_LEAD.sub("", text)
    if (cut := _CUT.search(text)) is not None:
        text = text[: cut.start()]
    text = _TRAIL.sub("", text)
    thing = _UNDER_WAY.sub("", text)
    text = text if deeds or GENERIC.match(thing) else thing
    text = _SUM_OF.sub("", _ROLE.sub("", text)).strip("的 ")
    if len(text) > MAX_NAME:
        ends = [m.start() for m in _PREDICATE.finditer(text) if 4 <= m.start() <= MAX_NAME]
        text = text[: ends[0] if ends else MAX_NAME]
    return text


def happens(text: str) -> bool:
    """Whether the text right of a quantity says what happened to the thing counted ("13 家实验室完成重组")."""
    clause = _CUT.split(text, maxsplit=1)[0]
    return _UNDER_WAY.search(clause) is not None or _PREDICATE.search(clause, 2) is not None


def owned(text: str) -> str:
    """Of "实验线的中试基地" (a base that has so many lines) the thing counted; the text itself without 的."""
    head, mark, tail = text.partition("的")
    return head if mark and len(head) >= 2 and tail else text


def total_of(own: str, tie: str, lender: str) -> str:
    """What lends its name to a total: of "新增 18 家、累计 38 家" the thing gained, without the gain."""
    counted = _TOTAL.search(own + tie) if not own or own in _TOTALS else None
    return _GAIN.sub("", lender) if counted or (not own and _REACHED.match(tie)) else lender


def lent_to(own: str, lender: str) -> str:
    """A name that says too little after one that completes it, which leaves its own attribute for another of its sort."""
    if own == lender or (lender.startswith(own) and re.fullmatch(_GAINED, own)):
        return lender
    other = re.fullmatch(f"(?:总|主营业务|营业|销售)?{_EARNED}", own)
    return (re.sub(f"(?<=.{{2}}){_EARNED}$", "", lender) if other else lender) + own


def governs(text: str) -> bool:
    """Whether a text is but a verb that governs what follows it."""
    return _GOVERNS.fullmatch(text) is not None


def is_verbal(core: str) -> bool:
    """Whether a left-hand core ends in a verb that governs what follows the quantity, or holds no noun at all."""
    return bool(_GOVERNS.search(core) or KEEP_VERB.search(core) or len(strip_lead(core)) < 2)


def with_verb(verb: str, noun: str) -> str:
    """The verb before the noun, once."""
    return noun if not verb or noun.startswith(verb) else verb + noun


def attribute_of(core: str) -> str:
    """The measured attribute at the end of a core ("形成若干个年产值" is 年产值); empty where none is."""
    match = ATTRIBUTE.search(core)
    if match is None:
        return ""
    before = _ATTRIBUTE_OF.search(core[: match.start()])
    return (before[0] if before else "") + match[0]


def distributed(core: str) -> list[str]:
    """The names that share "分别": "甲、乙产业增加值" is 甲产业增加值 and 乙产业增加值 by their common attribute."""
    text = strip_lead(core)
    share = _SHARE_OF.search(text)
    text, of_whole = (text[: share.start()], share[0]) if share else (text, "")
    if text.startswith("城乡"):
        return ["城镇" + text[2:] + of_whole, "农村" + text[2:] + of_whole]
    parts = [part for part in re.split(r"[、和及与]", text) if part]
    if len(parts) < 2:
        return [text + of_whole] if text else []
    shared = _ITEM_END.search(parts[-1])
    if shared is None:
        return [part + of_whole for part in parts]
    return [(part if _ITEM_END.search(part) else part + shared[0]) + of_whole for part in parts]
