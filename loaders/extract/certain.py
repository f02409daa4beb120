"""Names that their place in a sentence makes certain, whatever the filter thinks of them.

Each frame is one that writers of plans and reports use for one kind of thing alone: a legal form ends a firm's name, what a place was
admitted to is a national pilot, what has its name in marks and 行动 behind it is a programme, a fund, a park or a platform is one thing where
its class word stands behind whose it is, an item before 等项目 is a firm and its product. What a frame gives joins the filter's spans and competes
with them. Every pattern looks no more than a few hundred letters ahead, as some texts have no marks at all.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from innograph.loaders.extract.lists import list_items, lists_in
from innograph.loaders.lexicon import Lexicon
from innograph.loaders.lexicon.gazetteer import WIDE, province_short

CERTAIN = 0.9
"""The probability that a frame stands for: above that of a name read across its borders."""

_LEGAL = re.compile(r"(?:股份|责任)?有限(?:责任)?公司|农(?:村商业|商)银行|村镇银行")
_BEFORE_FIRM = re.compile(
    r"[,、。;:“”《》\s]|[和与及]|以及|发挥|带动|支持|引进|推动|主体|依托|培育|推进|建设|成立|组建|联合|设立|收购|入股|控股|牵头|由|如|向|在|委托|鼓励|改制为?|新增|现有|设为|上市|[我全][市省区县]|成为|对|将|把|推荐|其中|落户|依靠"
)
_FIRM_CLASS = re.compile(r"(?:国有|独资|控股|合资|民营|第三方|企业|性|各|家|本地|当地|地方|中小|各类)$")
_LONGEST_FIRM = 24
_PILOT = re.compile(
    r"(?:入选|获批|列入|争创|创建|纳入|获评|完成|启动|承担)(?:了|为)?(?:首批|全国首批|第[一二三四五六]批)?"
    r"(?P<name>(?:国家|全国|全省|全市|省级|市级|自治区级|[\u4e00-\u9fff]{2,3}[省市])(?:(?![或和与及的近并]|任务|名单|范围|首[个家单座批]|一流|领先)[\u4e00-\u9fff]){2,22}?"
    r"(?:试点示范|示范试点|试点|示范(?=省|城市|城区|市|县|单位|企业|工厂))(?:省|城市|城区|市|县|单位|企业|工厂)?)(?![\u4e00-\u9fff]{0,12}?[区园](?:[,。;、]|$)|的)"
)
_CAMPAIGN = re.compile(
    r"“(?!揭榜挂帅|一带一路|十[一二三四五]五|卡脖子|放管服|一站式|国家级|国字号|走出去|零突破|产学研|四个面向)[^“”。;]{2,20}”(?:(?![的和与及等为在个大即按]|[形渐建]成|成为|中增|布局|实现|建设|重点|线下|实施|推进|承担|支持|目标|模式|企业|国家|\d|[一二三四五六七八九十]项)[\u4e00-\u9fff]|研[发究]与转化){0,8}?"
    r"(?:(?P<Programme>专项行动|系列活动|行动|计划|工程|专项|品牌|主题年|活动)|(?P<Event>大赛)|(?P<Platform>平台|功能型平台)"
    r"|(?P<Park>众创空间|孵化器|产业基地|创业园|产业园|科技园))"
    r"(?!方案|计划|规划|意见|[\u4e00-\u9fff]{0,4}[”》])"
)
"""What is called by a word between marks, with a class word behind them."""
_BELT = re.compile(
    r"(?:打造|建设|形成|构建|共建|推[进动]|建成|依托|对接|围绕)(?P<name>(?!一条|若干|多条|各具|高|具有|现代化|最|世界级|国家级|国际|我|两)(?:(?![的和与及等]|融入|加快|实施|共建|打造|对接|发展[^轴带]|围绕)[\u4e00-\u9fffA-Za-z\d]){3,16}?"
    r"(?:走廊|发展轴|创新轴|创新带|发展带|转化带|科创带|经济带|都市圈))(?=[,。;、]|$|建设|等|与|和|规划|发展)"
)
"""An area that is long and named for what lies along it."""
_WORK = re.compile(
    r"(?:出台|印发|制定|发布|贯彻落实|落实|贯彻|实施|审议通过|编制|修订|依据|根据)[了好]?(?P<name>(?!本|各|相关|一批|一?系列|配套|重点|关于|有关|年度|需求|情况|和|全[市省区县])(?:(?!期间|规划期|[并后将]|出台|印发|制定|发布|落实|贯彻|审议|编制|修订|依据|根据|和实施|完善|细化|推动|配套|要求|部署|精神|组织|法规|支持)[\u4e00-\u9fff“”\d]){4,24}?"
    r"(?:实施方案|行动方案|三年行动计划|发展规划|专项规划|条例|实施意见|指导意见|若干措施|促进法|管理办法|发展纲要))(?=[,。;、]|$|等)"
)
"""A work without marks around its title, behind what is done with works."""
_JOINT = re.compile(
    r"(?P<before>[\u4e00-\u9fffA-Za-z\d]{4,24})[与及](?P<behind>(?:(?![与和及的等为])[\u4e00-\u9fffA-Za-z\d]){2,16}?)"
    r"(?:(?P<Platform>重点实验室|工程(?:技术)?研究中心|功能型平台|(?:技术|制造业|产业)?创新中心|研究中心|检测中心)|(?P<ResearchInstitute>产业(?:技术)?研究院|研究院)|(?P<Alliance>联盟))"
)
"""What is named for two fields. `before` begins anywhere: whose it is tells where the name does."""
_TWO_NAMES = re.compile(
    r"谋划|攻克|组建|实施|牵头|推动|(?:[院所园区室校场级司团心]|平台|大学|联盟|企业|机构)$|共建|参与|获批|拥有|所属|建设|建有|建成|依托|联合|设立|国家(?=.)|等|的"
)
_CLASSED = re.compile(
    r"(?P<Fund>(?:引导|创新|产业|种子|天使|投资|发展)基金|母基金|(?:专项|引导|创新)资金)"
    r"|(?P<Park>产业园区?|产业基地|科技园|创业园|科技城|科创园|工业园区?|创新园区?|孵化器|创新港|众创空间|工业区)"
    r"|(?P<Platform>(?:服务|信息|共享|监测|应急|中试|功能型)平台|信息系统|重点实验室|工程(?:技术)?研究中心|检测中心|验证中心)"
    r"|(?P<Alliance>联盟)|(?P<Event>(?<!代表)大会|论坛|大赛|博览会|峰会|洽谈会|交易会)"
)
_GOES_ON = re.compile(
    r"联盟|管委|集聚|培育|区|[(]|分|示范|建设成绩|体系|大会|管理|办法|公司|论坛|活动|项目|使用|集?群|会|中心|[院园”》]|\d+[家个]"
)
"""What may stand behind a class word where the name is a longer one, or that of something else."""
_BEFORE_OWNED = re.compile(
    r"[,。;、:“”《》()\s]|发挥|[设成建]立|组建|用好|获得?|申报|支持|元的?|联合|对接|通过|利用|依托|吸引|引[入进]|推[动进]|争取|扩大|统筹|管理|加强|[和与及等在从为由向了的以]|运作|做大"
    r"|各类|打造|安排|列支|建[设成]|加快|提升|深化|完善|搭建|入驻|落户|布局|培育|促进|发展|围绕|形成|启动|拥有|获批|创建|举办|参与|开展|依靠|聚焦|鼓励|高标准|高水平|加入|进入|优化|开放|升级|立足|共建|所建|现有"
    r"|召开|承办|主办|举行|出席|主持|参加|组织|牵头|负责|审核|筹办|发起|入选|认定|新增|成功|整合|重组|批复|重视|拟|完成|遴选|推荐|谋划|攻克|加大|运行|服务于"
)
_WHOSE = re.compile(r"国家(?!级)|[市区省县](?![场级内域外会际属民容值政位块区长])|[一二三四]期")
"""What begins the name of one thing of a class: whose it is, or which."""
_OF_SEVERAL = re.compile(
    r"财政|有关|备案|[省市区县家]级|两级|部级|均属|会同|首[个家支批]|[\d两二三四五六七八九十](?:大|个|多?家)|各|所有|累计|集聚|市属|县属|国有|高质量|企业$|[委局厅办](?!员)|政府|领导|书记|部门"
)
"""What tells of several things, or of who does something with one."""
_LONGEST_OWNED = 22
_AWARD = re.compile(
    r"(?P<rank>国家|全国|中国|[市省](?:长|政府)|[市省区](?=科))?(?:最高)?(?:科学技术(?:进步)?|科技进步|自然科学|技术发明|科技功臣|专利(?:金|银|优秀)?|质量|青年科技[\u4e00-\u9fff]{0,4}?|国际科学?技术?合作)奖(?![励金项补惩助章])"
)
"""Prizes that the state and its provinces give under the same names."""
_HEADED = re.compile(
    r"(?:第?[(]?[一二三四五六七八九十\d]{1,3}[)、.章节]{0,2})?(?P<verb>(?:深入|大力|全面|组织|启动|继续|持续|加快)?(?:实施|开展|推进)(?:好)?)?"
    r"(?P<name>[^,。、;:()《》“”]{3,16}(?P<word>行动|工程|计划)|[^,。、;:()《》“”]{0,14}(?P<quoted>“[^“”]{1,14}”[^,。、;:()《》“”]{0,4}(?:行动|工程|计划)))[。:]?"
)
"""A numbered line, or a whole sentence, that says no more than a programme's name."""
_SERIES = 3
"""Headings of one class word, with no verb before them, that make a series of programmes (地下空间与岩土工程 alone is a field)."""
_NO_PROGRAMME = re.compile(r"工作计划|行动计划|\d{4}年|年度")
_PROJECTS = re.compile(r"(?P<items>[^,。;:]{1,200}?)等(?:一批)?[\u4e00-\u9fff\d]{0,8}?项目")
_OPENING = re.compile(r"推进|推动|建设|加快|支持|实施|引进|落地|促进|确保|抓好|开工|建成|投产")
_GROWS = re.compile(r"扩产|技改|技术改造|扩建|[一二三四五]期|产线")
_EXPANSION = re.compile(rf"(?:生产线|{_GROWS.pattern}|基地|制造|工厂|生产|建设|产业园|研发|总部)++$")
"""What a firm does with a product, at the end of an item; only some of it tells that the item is a firm's."""
_NO_SHORT_FIRM = re.compile(r"[省市区县镇乡村片园城路]$|^[城东南西北中][东南西北中部]|^(?:新|海|老|大|小)")
_SIZE = re.compile(r"(?:年产|第)?\d+(?:\.\d+)?[万亿]?(?:吨|片|辆|台|套|吉瓦时|英寸|兆瓦|千瓦|GWh|代)?")
_OUTPUT = re.compile(
    r"(?:产业|行业|工业)?(?:增加值|总产值|产值|营业收入|营收|产量|出口额?|销量|销售额)(?:分别)?(?:达|突破|增长|超|占|同比|实现|\d)"
)
_SECTORS = frozenset(
    "服务业 工业 农业 制造业 建筑业 第三产业 种植业 养殖业 林业 渔业 牧业 畜牧业 零售业 餐饮业".split()
)
"""Sectors of the national accounts, which no plan singles out."""
_INDUSTRY_ENDS = re.compile(r"(?:等|产业(?!集群)).*$")
_OWNERS = frozenset({"University", "ResearchInstitute", "Hospital"})
_PLACES = frozenset({"province", "municipality", "prefecture_level_city", "county_level_city", "district", "county"})
_IN_A_ROW = _PLACES | {"autonomous_region", "autonomous_county", "new_area"}
_AT_REST = re.compile(r"$|[、,。;:()和与及等的在是两为共以]")
"""What may stand behind a place that no longer name begins with."""
LONGEST_FIELD = 12
"""Letters of a field that is looked up beside other words."""
_LONGEST_HEAD = 36
_LONGEST_PLACE = 6
_LONGEST_OWNER = 8


class Certain(NamedTuple):
    """A name at [start, end) of a text, and its type."""

    start: int
    end: int
    type: str


def certain_names(text: str, lexicon: Lexicon) -> Iterator[Certain]:
    """The names that a frame makes certain; they may overlap one another and the filter's."""
    yield from _firms_in_full(text)
    for match in _PILOT.finditer(text):
        yield Certain(*match.span("name"), "Programme")
    yield from _campaigns(text, lexicon)
    yield from _owned(text, lexicon)
    for match in _BELT.finditer(text):
        yield Certain(*match.span("name"), "Region")
    for match in _WORK.finditer(text):
        yield Certain(*match.span("name"), "Policy")
    yield from _awards(text, lexicon)
    for match in _PROJECTS.finditer(text):
        yield from _projects(match, lexicon)
    yield from _outputs(text, lexicon)
    for match in _JOINT.finditer(text):
        yield from _named_for_two(match, lexicon)
    for match in lists_in(text):
        yield from _places_with_industries(match, lexicon)
    yield from _places_in_a_row(text, lexicon)


def headed_campaigns(lines: Sequence[tuple[str, bool]]) -> list[Certain | None]:
    """Of each passage (its text, and whether it is a heading) the programme that it names and says nothing else of.

    A verb before the name tells (实施源头创新工程); without one a series of headings does ((一)源头创新行动, (二)赛道跃升行动, …).
    """
    matches = [_HEADED.fullmatch(text) if len(text) <= _LONGEST_HEAD else None for text, _ in lines]
    words = Counter(
        match["word"]
        for match, (_, heading) in zip(matches, lines, strict=True)
        if match and heading and not match["verb"]
    )
    return [_headed(match, words, heading) for match, (_, heading) in zip(matches, lines, strict=True)]


def _headed(match: re.Match[str] | None, words: Counter[str | None], heading: bool) -> Certain | None:
    if match is None or _NO_PROGRAMME.search(match["name"]):
        return None
    if match["quoted"]:
        return Certain(*match.span("quoted"), "Programme") if match["verb"] else None
    if match["verb"] or (heading and words[match["word"]] >= _SERIES):
        return Certain(*match.span("name"), "Programme")
    return None


def _firms_in_full(text: str) -> Iterator[Certain]:
    for legal in _LEGAL.finditer(text):
        start = _behind_border(text, legal.start(), _BEFORE_FIRM, _LONGEST_FIRM)
        stem = text[start : legal.start()]
        if len(stem) >= 2 and not _FIRM_CLASS.search(stem):
            yield Certain(start, legal.end(), "Firm")


def _behind_border(text: str, end: int, border: re.Pattern[str], longest: int) -> int:
    """Where what ends at `end` begins: behind the last border, or with the text; `end` where neither is within `longest` letters."""
    first = max(0, end - longest)
    return max((m.end() for m in border.finditer(text, first, end)), default=end if first else 0)


def _campaigns(text: str, lexicon: Lexicon) -> Iterator[Certain]:
    for match in _CAMPAIGN.finditer(text):
        type_ = match.lastgroup or "Programme"
        owned = type_ in {"Park", "Platform"}
        yield Certain(_behind_place(text, match.start(), lexicon) if owned else match.start(), match.end(), type_)


def _awards(text: str, lexicon: Lexicon) -> Iterator[Certain]:
    for match in _AWARD.finditer(text):
        if text[match.start() - 1 : match.start()] == "级":
            continue
        place = _behind_place(text, match.end("rank") if match["rank"] else match.start(), lexicon)
        yield Certain(min(match.start(), place), match.end(), "Programme")


def _owned(text: str, lexicon: Lexicon) -> Iterator[Certain]:
    """徐州科创母基金, 区创业投资引导基金: between a verb or a mark and the class word whose it is, and more."""
    for match in _CLASSED.finditer(text):
        start = _behind_border(text, match.start(), _BEFORE_OWNED, _LONGEST_OWNED)
        stem = text[start : match.start()]
        whose = _WHOSE.match(stem)
        length = (
            whose.end() if whose else next((n for n in range(_LONGEST_OWNER, 1, -1) if _owns(stem[:n], lexicon)), 0)
        )
        if 0 < length < len(stem) and not _OF_SEVERAL.search(stem) and not _GOES_ON.match(text, match.end()):
            yield Certain(start, match.end(), match.lastgroup or "Platform")


def _owns(name: str, lexicon: Lexicon) -> bool:
    return lexicon.type_of(name) in {"Region", "Park", "University"}


def _named_for_two(match: re.Match[str], lexicon: Lexicon) -> Iterator[Certain]:
    """青岚大学量子器件与系统重点实验室: behind whose it is nothing but two fields and a class word, and the first is no name of its own."""
    before = match["before"]
    owners = (
        m for m in lexicon.matches(before) if m.entry.type in _OWNERS or _is_place(before[m.start : m.end], lexicon)
    )
    for owner in sorted(owners, key=lambda m: (m.start, -m.end)):
        first = before[owner.end :]
        if 2 <= len(first) <= LONGEST_FIELD and not _TWO_NAMES.search(first) and not _TWO_NAMES.search(match["behind"]):
            yield Certain(match.start() + owner.start, match.end(), match.lastgroup or "Platform")
            return


def _behind_place(text: str, end: int, lexicon: Lexicon) -> int:
    """Where the longest name of a place on the map begins that ends at `end`; `end` where there is none."""
    return next(
        (end - n for n in range(min(_LONGEST_PLACE, end), 1, -1) if _is_place(text[end - n : end], lexicon)), end
    )


def _projects(match: re.Match[str], lexicon: Lexicon) -> Iterable[Certain]:
    """The firms and products of 甲电池扩产、乙新型显示二期等项目; nothing where no item tells that it is a firm's."""
    found: list[Certain] = []
    telling = False
    for start, end in list_items(match["items"], match.start("items")):
        opened = [m.end() for m in _OPENING.finditer(match.string, start, end)] if start == match.start("items") else []
        begin = max(opened, default=start)
        stop = begin + len(_EXPANSION.sub("", match.string[begin:end]))
        product = _field_at_end(match.string, begin + 2, stop, lexicon)
        firm = match.string[begin:product]
        size = _SIZE.search(firm)
        firm = firm[: size.start()] if size else firm
        known = lexicon.by_form.get(firm)
        if (
            product < stop
            and 2 <= len(firm) <= 6
            and (known or not _NO_SHORT_FIRM.search(firm))
            and not is_field(firm, lexicon)
        ):
            grows = _GROWS.search(match.string, stop, end)
            telling = telling or bool(grows) or bool(size) or bool(known and known.type == "Firm")
            found.append(Certain(begin, begin + len(firm), known.type if known else "Firm"))
            found.append(Certain(product, stop, "Technology"))
    return found if telling else []


def _outputs(text: str, lexicon: Lexicon) -> Iterator[Certain]:
    """汽车 in 汽车产业增加值增长9.1%."""
    for match in _OUTPUT.finditer(text):
        start = _field_at_end(text, max(0, match.start() - LONGEST_FIELD), match.start(), lexicon)
        if match.start() - start >= 2 and text[start : match.start()] not in _SECTORS:
            yield Certain(start, match.start(), "Technology")


def _places_with_industries(match: re.Match[str], lexicon: Lexicon) -> Iterable[Certain]:
    """云泽硅钢、楚陵锂电等特色产业: of two items or more, each a place on the map and what is made there."""
    found: list[Certain] = []
    for start, end in list_items(match.group(), match.start()):
        item = match.string[start:end]
        length = next((n for n in (4, 3, 2) if _is_place(item[:n], lexicon)), 0)
        field = _INDUSTRY_ENDS.sub("", item[length:])
        if length and is_field(field, lexicon):
            found.append(Certain(start, start + length, "Region"))
            found.append(Certain(start + length, start + length + len(field), "Technology"))
    return found if len(found) >= 4 else []


def _places_in_a_row(text: str, lexicon: Lexicon) -> Iterator[Certain]:
    """贵州 and 遵义 in 贵州遵义: a place and a smaller one in it, before a mark or a word that no name goes on with.

    Names that several places bear (朝阳区) have no region in the lexicons.
    """
    places = {m.start: m for m in lexicon.matches(text) if m.entry.type == "Region" and m.entry.kind in _IN_A_ROW}
    inner = {m.end for m in places.values()} & places.keys()
    for start in places.keys() - inner:
        row = [places[start]]
        within = {"", row[0].entry.region, province_short(row[0].entry.name)}
        while (after := places.get(row[-1].end)) and after.entry.region in within:
            row.append(after)
        if len(row) > 1 and row[0].entry.kind in WIDE and _AT_REST.match(text, row[-1].end):
            yield from (Certain(m.start, m.end, "Region") for m in row)


def _field_at_end(text: str, first: int, end: int, lexicon: Lexicon) -> int:
    """The start of the longest known field that ends at `end` and begins at `first` or later; `end` where there is none."""
    return next((n for n in range(first, end - 1) if is_field(text[n:end], lexicon)), end)


def is_field(name: str, lexicon: Lexicon) -> bool:
    """Whether the lexicons know a field by this name."""
    return lexicon.type_of(name) == "Technology"


def _is_place(name: str, lexicon: Lexicon) -> bool:
    entry = lexicon.by_form.get(name)
    return entry is not None and entry.type == "Region" and entry.kind in _PLACES
