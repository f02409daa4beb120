"""Figures in running text: which quantities of a sentence state one, what each is called, and when it holds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from innograph.loaders.extract import naming
from innograph.loaders.extract.periods import Horizon, Setting, Time
from innograph.loaders.extract.quantities import Quantity, Scan, scan

_BOUNDARY = re.compile(r"[,;:。!?]")
_SHARE = re.compile(r"占(?P<whole>.{0,24}?)的?总?(?P<word>比例|比重|比率|份额|比)?$")
_ATTAIN = re.compile(r"达|为|超|突破|到|至|是|≥|>|逾|近|约|过|低于|少于|高于|大于|在")
_ATTRIBUTE = re.compile(
    r"(?:规模|产值|收入|营收|面积|总?额|总量|投资|总投资|价值|产能|容量|利润|税收|能力|资金|市值|占比|比例|强度|人数|数量|总数|年产值|增加值|增速)$"
)
_BECOMES = re.compile(r"成为|打造|建成|建设|形成|培育|发展成|构建")
_SUBSIDY = re.compile(
    r"给予|予以|补贴|补助|奖补|贴息|贴补|一次性|封顶|最高|按照?.{0,12}比例|每[家个项人名次年].{0,6}(?:奖|补|资)|奖励标准|减按|税率|优惠利率"
)
_RESOURCE = re.compile(r"(?:依托|发挥|利用|借助|立足|凭借)(?:好|现有|已有|区内|全[市省区])*$")
_PRESENT = re.compile(r"目前|现有|已有|已(?:经)?(?:建|形|集|培|达|拥|获|完|引|认|累|超|突|成)|截至|截止|现已")
_ENUMERATED = re.compile(
    r"(?:大类|方面|层面|维度|环节|阶段|关键|重点任务|任务|意见|措施|举措|条例|条款|政策措施|原则|步骤|要求|关系|转变|牢牢|坚持|统一|抓手|导向|主题|着力点|板块|篇章|时代|世纪|"
    r"月|季度|之一|之|问题|特点|特征|优势|字|新要求|确保|必须|不|没有|一样|一批|第一|新:|同志|行动|工程|计划|规划|文件|办法|层次|层级|等级|梯队|梯次|圈层|轮|周期|结合|联动|融合|协同|一体|同步|到位|目标|方向|维)"
)
_STRONG = re.compile(
    r"(?:新增|建成|引进|引育|培育|拥有|获批|获得|获|落户|入选|设立|组建|认定|成立|新建|打造|建设|形成|突破|达到?|超过|有|共|累计|荣获|创建|布局|建立|新设|落地|建|投用|投产|等|实施|取得|集聚|新|其中)$"
)
_ARTICLES = re.compile(r"(?:方面|政策|措施|意见|办法|内容|举措|条款|方案|细则|规定|清单)(?:共)?$")
_STILL_COUNT = frozenset("家 名 位 所 座 人 项 个 条 台 件 处 支 艘 颗 款 只 人次 场 套 辆 架 种 片".split())
_TIME_CUE = re.compile(r"压缩|缩短|平均|寿命|时限|时长|年限|提前|控制在|减少|至|为|达到?$")
_LENGTH_CUE = re.compile(
    r"里程|长度|全长|总长|新增|新建|建成|改造|开通|完成|建设|绿道|管网|岸线|铁路|公路|道路|轨道|管廊|河道|通车|骑行|步道|运营"
)
_ELSEWHERE = re.compile(r"^(?:我国|全国|全球|世界|美国|欧洲|发达国家)(?!级)")
_MODIFIED_BY = re.compile(
    r"^(?:以上|左右)?(?:的|级)?[^、,获得完成实现]{2,20}?(?:已|共|总数|数量|总量)*(?:有|达到?|超过?|突破|为|至|增至|约|近)+$"
)
_MODIFIER = re.compile(r"^[^、,获得完实投设争]{0,14}?(?:超过?|突破|达到?|过|逾|不低于|不少于|以上|在|近|约)?$")
_THRESHOLD = re.compile(r"(?:超过?|突破|达到?|过|逾|不低于|不少于)$")
_LIST_MARK = "、和及与/"
_PREVIOUS_GOAL = re.compile(r"^(?:的|规划|确定的?|原定|预期)*目标(?:值|任务)?")
_PAREN_YEAR = re.compile(r"^\(((?:19|20)\d{2})年")
_PLACES = re.compile(
    r"全[市国省区县球]|世界|上海市?|国内|省内|市内|长三角|京津冀|大湾区|[东中西]部(?:地区)?|中西部|各[省市区县]|同类(?:城市|地区|园区)?|城市|高新区|经开区|开发区|郊区|中心城区"
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A figure with offsets into its sentence: `start`, `end` of the quantity, `clause` the span that shows what it means."""

    name: str
    quantity: Quantity
    year: int | None
    kind: str
    measure: str
    hedge: str
    base_year: int | None
    clause: tuple[int, int]

    @property
    def start(self) -> int:
        return self.quantity.start


@dataclass(slots=True)
class _State:
    """What one figure leaves behind for the next: its subject and the verb that a list shares."""

    subject: str = ""
    subject_start: int = -1
    topic: str = ""
    topic_start: int = -1
    head: str = ""
    verb: str = ""
    shared: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Slot:
    """One quantity with the text that may name it."""

    quantity: Quantity
    left: str
    right: str
    clause: tuple[int, int]
    listed: bool = False
    host: str = ""


def sentence_figures(
    text: str, *, setting: Setting, horizon: Horizon, title: str = "", carried: Time | None = None
) -> tuple[list[Draft], Time | None]:
    """The figures of one sentence (no inner whitespace, folded) and the goal year that it hands on to the next sentence."""
    found = scan(text, horizon)
    carry = _hand_on(found.times, horizon) or carried
    if not found.quantities:
        return [], carry
    reader = _Reader(text, found, setting, horizon, title, carried)
    return reader.read(), carry


def _hand_on(times: Iterable[Time], horizon: Horizon) -> Time | None:
    last = None
    for time in times:
        goal = time.role == "anchor" and time.lead in ("到", "至") and not time.dated
        if goal and time.year is not None and horizon.present is not None and time.year >= horizon.present:
            last = time
    return last


class _Reader:
    """Reads the figures of one sentence, clause by clause."""

    def __init__(
        self, text: str, found: Scan, setting: Setting, horizon: Horizon, title: str, carried: Time | None
    ) -> None:
        self.text = text
        self.found = found
        self.setting = setting
        self.horizon = horizon
        self.title = title
        self.carried = carried
        self.state = _State()
        self.groups = _groups(text, found)
        dropped = [(q.start, q.end) for q in found.quantities if q.sort == "time"]
        self.removed = sorted([_removable(text, t) for t in found.times] + dropped + self.groups)

    def read(self) -> list[Draft]:
        """All figures, in order."""
        drafts: list[Draft] = []
        for start, end in _clauses(self.text, self.found, self.groups):
            inside = [q for q in self.found.quantities if start <= q.start < end]
            outer = [q for q in inside if not any(a <= q.start < b for a, b in self.groups)]
            self._enter(start, end, bool(inside))
            names: list[tuple[int, str]] = []
            for slot in self._slots(outer, start, end):
                if (draft := self._figure(slot)) is not None:
                    drafts.append(draft)
                    names.append((slot.quantity.end, draft.name))
            drafts.extend(self._in_groups(start, end, names))
        return sorted(drafts, key=lambda d: d.start)

    def _enter(self, start: int, end: int, stated: bool) -> None:
        before = self.text[start - 1] if start else ""
        if before in ("", ";", "。", "!", "?"):
            head = self.state.head if before == ";" else ""
            self.state = _State(head=head)
        if not stated:
            noun = naming.left_name(self._piece(start, end))
            if 2 <= len(noun):
                self.state.topic, self.state.topic_start = noun, start
            if self.text[end : end + 1] == ":" and noun:
                self.state.head = noun

    def _piece(self, start: int, end: int) -> str:
        parts: list[str] = []
        position = start
        for a, b in self.removed:
            if b <= position or a >= end:
                continue
            parts.append(self.text[position : max(a, position)])
            position = max(position, b)
        if position < end:
            parts.append(self.text[position:end])
        return "".join(parts)

    def _slots(self, quantities: list[Quantity], start: int, end: int) -> Iterable[_Slot]:
        kept = [q for q in quantities if self._admissible(q)]
        kept = self._without_modifiers(kept, end)
        edge = start
        listed = False
        for index, quantity in enumerate(kept):
            following = kept[index + 1].start if index + 1 < len(kept) else None
            stop, resume, next_listed = end, end, False
            if following is not None:
                stop, resume, next_listed = self._split(quantity.end, following)
            left = self._piece(edge, quantity.start)
            yield _Slot(quantity, left, self._piece(quantity.end, stop), (start, end), listed=listed)
            edge, listed = resume, next_listed

    def _split(self, start: int, end: int) -> tuple[int, int, bool]:
        """Where the right side of one quantity ends and the left side of the next begins, and whether they form a list."""
        gap = self.text[start:end]
        if gap[:1] in _LIST_MARK or gap.startswith(("以及", "并", "且")):
            return start, start + 1, True
        if gap[-1:] in _LIST_MARK or gap.endswith("以及"):
            return end - (2 if gap.endswith("以及") else 1), end, True
        if (mark := gap.rfind("、")) > 0:
            return start + mark, start + mark + 1, True
        verb = naming.NEXT_VERB.search(gap)
        if verb is not None:
            return start + verb.start(), start + verb.start(), False
        for word in ("和", "及"):
            if (mark := gap.rfind(word)) > 0:
                return start + mark, start + mark + 1, True
        return end, end, False

    def _without_modifiers(self, quantities: list[Quantity], end: int) -> list[Quantity]:
        """Drop thresholds that only describe what another quantity counts ("产值超亿元的企业有 30 家", "30 家产值超亿元的企业")."""
        kept: list[Quantity] = []
        skip: set[int] = set()
        for first, second in zip(quantities, quantities[1:], strict=False):
            gap = self.text[first.end : second.start]
            if first.sort in ("money", "area", "share", "bulk") and second.sort == "count" and _MODIFIED_BY.match(gap):
                if _THRESHOLD.search(self.text[: first.start]) or first.post == "以上" or first.tier:
                    skip.add(first.start)
            elif first.sort == "count" and second.sort in ("money", "area", "bulk") and _MODIFIER.match(gap):
                after = self.text[second.end : end]
                bound = _THRESHOLD.search(gap) or second.post == "以上" or second.tier
                if bound and naming.has_right(after.removeprefix("的")):
                    skip.add(second.start)
        for quantity in quantities:
            if quantity.start not in skip:
                kept.append(quantity)
        return kept

    def _admissible(self, quantity: Quantity) -> bool:
        """Whether the quantity can state a figure of the region at all, by its unit and the words next to it."""
        before = self.text[max(0, quantity.start - 14) : quantity.start]
        after = self.text[quantity.end : quantity.end + 8]
        if quantity.sort == "rank":
            return True
        if quantity.sort in ("count", "") and _ENUMERATED.match(after):
            return False
        if quantity.unit == "条" and _ARTICLES.search(before):
            return False
        if quantity.sort == "time":
            return bool(_TIME_CUE.search(before)) and not naming.has_right(after) and not before.endswith(("近", "第"))
        if quantity.sort == "physical":
            return bool(_ATTAIN.search(before[-3:])) and not after.startswith("级")
        if quantity.sort == "length":
            return bool(_LENGTH_CUE.search(before)) or bool(_LENGTH_CUE.search(after))
        if quantity.sort in ("money", "share") and self._is_subsidy(quantity):
            return False
        if quantity.chinese and not quantity.tier and quantity.sort == "count" and quantity.value < 100:
            return self._chinese_counts(quantity, before, after)
        return True

    def _is_subsidy(self, quantity: Quantity) -> bool:
        start = max(self.text.rfind(mark, 0, quantity.start) for mark in "。;!")
        return _SUBSIDY.search(self.text, max(0, start), min(len(self.text), quantity.end + 6)) is not None

    def _chinese_counts(self, quantity: Quantity, before: str, after: str) -> bool:
        if quantity.unit not in _STILL_COUNT or "之一" in after:
            return False
        if after.startswith("“") or re.match(
            r".{0,12}为(?:核心|主体|抓手|重点|代表|依托|导向|目标|主)", self.text[quantity.end : quantity.end + 18]
        ):
            return False
        if _STRONG.search(before):
            return naming.has_right(after)
        return not naming.has_right(after) and quantity.unit in ("家", "名", "所", "座", "位", "项")

    def _figure(self, slot: _Slot) -> Draft | None:
        quantity = slot.quantity
        left = naming.take_left(slot.left)
        name, measure, carried_from = self._name(slot, left)
        name = name.strip("、,的 ")
        if len(name) < 2 or _ELSEWHERE.match(name):
            return None
        year, kind, base = self._when(slot, left)
        start, end = slot.clause
        if 0 <= carried_from < start and end - carried_from <= 110:
            start = carried_from
        hedge = left.hedge + quantity.post
        return Draft(name, quantity, year, kind, measure, hedge, base, (start, end))

    def _name(self, slot: _Slot, left: naming.Left) -> tuple[str, str, int]:
        """Name, measure, and the offset of the clause that lent its subject (-1: none)."""
        quantity, state = slot.quantity, self.state
        if quantity.sort == "rank":
            subject, lent = self._subject(left.core)
            places = "".join(dict.fromkeys(_PLACES.findall(left.core[-6:] + quantity.scope)))
            subject = re.sub(r"(?:在|于|由|从)$", "", subject)
            return f"{subject}{places}排名", "rank", lent
        if (
            left.growth
            or quantity.unit in ("番", "个百分点", "百分点")
            or (quantity.unit == "倍" and self._based(slot))
        ):
            plain = quantity.sort == "count" and not left.core and naming.has_right(slot.right)
            if not plain:
                subject, lent = self._subject(left.core)
                word = left.growth or ("翻番" if quantity.unit == "番" else "增长" if quantity.unit != "倍" else "倍数")
                return subject + word, "growth", lent
        share = _SHARE.search(left.core) if quantity.sort == "share" else None
        if share is not None:
            subject, lent = self._subject(left.core[: share.start()])
            whole = share["whole"]
            return f"{subject}占{whole}{share['word'] or '比重'}" if whole else f"{subject}占比", "level", lent
        return self._plain_name(slot, left)

    def _plain_name(self, slot: _Slot, left: naming.Left) -> tuple[str, str, int]:
        state = self.state
        core = left.core
        right = naming.has_right(slot.right)
        noun_left = bool(core) and not naming.is_verbal(core)
        attained = bool(_ATTAIN.search(left.tie))
        if right and noun_left and (attained or _ATTRIBUTE.search(core)) and slot.right.startswith(("的", "级")):
            return self._attribute_name(slot, core)
        if slot.right.startswith("、") and attained and _ATTRIBUTE.search(core) and _BECOMES.search(core):
            return self._attribute_name(slot, core)
        if right and not (noun_left and attained):
            return self._right_name(slot, left)
        state.shared = []
        name, lent = self._subject(core, verbal=True)
        if slot.listed and state.verb and name == naming.left_name(core) and not naming.KEEP_VERB.match(name):
            name = naming.with_verb(state.verb, name)
        else:
            verb = naming.LEAD_VERB.match(naming.strip_lead(core))
            state.verb = verb[0] if verb else ""
        self._remember(name, slot)
        return name, self._measure(name), lent

    def _attribute_name(self, slot: _Slot, core: str) -> tuple[str, str, int]:
        """ "产值规模达到千亿级的创新集聚区": the thing on the right, then what of it is measured."""
        attribute = _ATTRIBUTE.search(core)
        host = naming.right_name(slot.right)
        name = host + (naming.last_noun(core, attribute) if attribute else "")
        self._remember(name, slot)
        return name, "level", -1

    def _right_name(self, slot: _Slot, left: naming.Left) -> tuple[str, str, int]:
        state = self.state
        noun = naming.right_name(slot.right)
        if re.search(r"具有|拥有|设有|配有", left.tie):
            noun = naming.owned(noun)
        verb = naming.KEEP_VERB.search(left.core)
        word = verb[0] if verb else ""
        if not left.core and slot.listed:
            word = state.verb
        if not word and not left.core and not slot.listed and not left.tie:
            word = state.verb
        state.verb = word
        if slot.quantity.tier and not _ATTRIBUTE.search(noun) and "产值" not in noun:
            noun += "产值"
        lent = -1
        name = naming.with_verb(word, noun)
        if slot.quantity.unit == "%":
            name += "占比"
        if naming.GENERIC.match(name):
            subject, lent = self._subject("")
            name = subject + name
        self._remember(name, slot)
        return name, self._measure(name), lent

    def _measure(self, name: str) -> str:
        return "growth" if re.search(r"(?:增长率|增速|增幅|降幅|增长|年均增长)$", name) else "level"

    def _subject(self, core: str, *, verbal: bool = False) -> tuple[str, int]:
        """The subject that a left-hand core names, completed from what stands before where it names none."""
        state = self.state
        own = naming.left_name(core)
        if own and not naming.GENERIC.match(own) and not (verbal and naming.KEEP_VERB.fullmatch(own)):
            if not verbal:
                state.subject, state.subject_start = own, -1
            return own, -1
        if naming.GENERIC.match(own):
            if state.head:
                return state.head + (
                    "" if own in ("指标值", "目标", "目标值", "指标预计值", "预计值", "达标率") else own
                ), state.topic_start
            lender, start = (state.subject, state.subject_start) if state.subject else (state.topic, state.topic_start)
        else:
            lender, start = (state.topic, state.topic_start) if state.topic else (state.subject, state.subject_start)
        if not lender:
            lender, start = naming.left_name(self.title), -1
        return lender + own, start

    def _remember(self, name: str, slot: _Slot) -> None:
        self.state.subject, self.state.subject_start = name, slot.clause[0]

    def _based(self, slot: _Slot) -> bool:
        return any(t.role == "base" and slot.clause[0] <= t.start < slot.quantity.start for t in self.found.times)

    def _in_groups(self, start: int, end: int, names: list[tuple[int, str]]) -> Iterable[Draft]:
        """Figures in brackets: they speak of what stands before the bracket."""
        for a, b in self.groups:
            if not start <= a < end:
                continue
            before = [name for position, name in names if position <= a]
            host = before[-1] if before else naming.plain_host(self._piece(start, a))
            self.removed.remove((a, b))
            saved, self.state = self.state, _State(subject=host, subject_start=start, topic=host, topic_start=start)
            for c, d in _clauses(self.text[: b - 1], self.found, [], a + 1):
                inner = [q for q in self.found.quantities if c <= q.start < d]
                for slot in self._slots(inner, c, d):
                    slot.host, slot.clause = host, (start, end)
                    if (draft := self._bracketed(slot, host)) is not None:
                        yield draft
            self.state = saved
            self.removed = sorted([*self.removed, (a, b)])

    def _bracketed(self, slot: _Slot, host: str) -> Draft | None:
        if slot.right.startswith(("为", "是", "属")):
            # "22 家(6 家为国家级)": the bracket qualifies its host.
            slot.left, slot.right = slot.right[1:] + host, ""
        elif slot.quantity.sort == "area" and not slot.left:
            slot.left = host + "面积"
        return self._figure(slot)

    def _when(self, slot: _Slot, left: naming.Left) -> tuple[int | None, str, int | None]:
        """Year, kind and base year of a figure."""
        quantity = slot.quantity
        anchor: Time | None = None
        base: int | None = None
        for time in self.found.times:
            if time.start >= quantity.start:
                break
            if time.role == "anchor":
                anchor = time
            elif time.role == "base" and slot.clause[0] <= time.start:
                base = time.year
        paren = _PAREN_YEAR.match(self.text[quantity.end : quantity.end + 7])
        if paren:
            return (int(paren[1]), self._kind(int(paren[1])), base)
        present = self.horizon.present
        if (
            _RESOURCE.search(slot.left)
            and self.setting.kind == "target"
            and (anchor is None or anchor.lead not in ("到", "至"))
        ):
            return self.horizon.start, "actual", base
        if anchor is not None and anchor.year is not None:
            past = present is not None and anchor.year < present
            if past and _PREVIOUS_GOAL.match(self.text[anchor.end : quantity.start]):
                return anchor.year, "previous_target", base
            if (
                past
                and self.setting.kind == "target"
                and self.setting.firm
                and anchor.lead == ""
                and anchor.tail == "前"
            ):
                return self.setting.year, self.setting.kind, base
            return anchor.year, self._kind(anchor.year), base
        if (
            self.setting.kind == "target"
            and present is not None
            and _PRESENT.search(self.text, slot.clause[0], quantity.start)
        ):
            return present - 1, "actual", base
        if self.carried is not None and self.carried.year is not None and self.setting.kind == "target":
            return self.carried.year, "target", base
        return self.setting.year, self.setting.kind, base

    def _kind(self, year: int) -> str:
        present = self.horizon.present
        if present is None:
            return self.setting.kind
        return "actual" if year < present else "target"


def _removable(text: str, time: Time) -> tuple[int, int]:
    """The span of a time that a name does without; the 到 of "增长到 2025 年的" stays, for it makes the figure a level."""
    kept = (
        len(time.lead)
        if time.lead in ("到", "至") and text[time.start - 1 : time.start] in tuple("长高升加大降少展")
        else 0
    )
    return time.start + kept, time.end


def _groups(text: str, found: Scan) -> list[tuple[int, int]]:
    """Outermost brackets that hold a quantity, as [start, end) with the brackets."""
    groups: list[tuple[int, int]] = []
    depth, start = 0, 0
    starts = [q.start for q in found.quantities]
    for position, character in enumerate(text):
        if character == "(":
            if depth == 0:
                start = position
            depth += 1
        elif character == ")" and depth:
            depth -= 1
            if depth == 0 and any(start < s < position for s in starts):
                groups.append((start, position + 1))
    return groups


def _clauses(text: str, found: Scan, groups: list[tuple[int, int]], start: int = 0) -> Iterable[tuple[int, int]]:
    """[start, end) of the clauses of a text, from `start`; a mark inside brackets or a title parts nothing."""
    closed = [*groups, *found.junk, *((q.start, q.end) for q in found.quantities)]
    position = start
    for match in _BOUNDARY.finditer(text, start):
        at = match.start()
        if any(a <= at < b for a, b in closed) or _in_brackets(text, position, at):
            continue
        if at > position:
            yield position, at
        position = at + 1
    if position < len(text):
        yield position, len(text)


def _in_brackets(text: str, start: int, at: int) -> bool:
    opened = text.count("(", start, at) - text.count(")", start, at)
    return opened > 0 and text.find(")", at, at + 60) >= 0
