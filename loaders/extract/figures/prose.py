"""Figures in running text: what each quantity of a sentence is called, and when it holds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from innograph.loaders.extract.figures import naming
from innograph.loaders.extract.figures.clauses import Sentence, Slot
from innograph.loaders.extract.figures.dating import GOAL_SET, IS_GOAL, Context, handed_on, moment
from innograph.loaders.extract.figures.naming import Left
from innograph.loaders.extract.figures.periods import Time
from innograph.loaders.extract.figures.quantities import RANK_WORDS, Quantity, scan
from innograph.loaders.extract.figures.wording import one_of

_SHARE = re.compile(r"所?占(?P<whole>.{0,24}?)的?总?(?P<word>比例|比重|比率|份额|比)?$")
_ATTAIN = re.compile(r"[达为超到至是≥>逾近约过在]|突破|低于|少于|高于|大于")
_BECOMES = re.compile(one_of("成为 打造 建成 建设 形成 培育 发展成 构建"))
_FEAT = re.compile(
    "^(?:创|居|位|列|跃|成为|圆满|超额|提前|连续|荣|被|率先|成功|占|高于|迈|再|首次|是|获|入选|纳入|列入|在|较|比|同|向)"
    "|(?:突破|第一|前列|台阶|领先|新高|目标|任务|水平|历史|预期|增长|提升|提高|改善|显著|明显|良好|稳定|加快|示范|试点)"
)
"""A clause without figures that says how well something goes, rather than name something else."""
_COMES_ABOUT = re.compile("(?<=.{4})(?:实现|取得|保持|连跨|跨越|跨上|迈上|跃上|站上|迈过|突破)[^、]*$")
_HOLDS = re.compile("具有|拥有|设有|配有")
_MULTIPLE_OF = re.compile("(?:平均水平|平均|均值|总量|水平)$")
_APART = re.compile("(?:高于|低于|快于|高出|超出|领先)[^,]{0,16}$|超过?[^,]{0,10}(?:均值|平均(?:值|水平)?)$")
_GROWN_BY = re.compile("的?(?:高速|较快|快速|稳定|稳步|年均|平均)?(?P<word>增长|增速|增幅)(?![率点极])")
"""Behind a percentage that is one of growth ("保持 40% 以上增长")."""
_RATE_NAME = re.compile("(?:增长率|增速|增幅|降幅|增长)$")
_PLAIN_TITLE = re.compile(
    one_of("目标 指标 成效 成就 成绩 基础 回顾 总结 现状 形势 任务 要求 措施 思路 保障 背景 问题 安排 工作 情况 概况")
)
_LEVEL_ONLY = re.compile("^(?:国家|省部|省|市|区|县|国际|世界|部)级(?:以上|及以上)?$")
_NO_HEAD = re.compile(
    "目标|如下|包括|任务|其中|要求|方面|[是为]$|[一二三四五六]是|主要"
    "|(?:良好|加快|明显|显著|增强|突出|向好|壮大|稳定|提升|提高|优化|改善|突破|涌现|加速|台阶|较快|稳步|喜人|斐然)$"
)
_ELSEWHERE = re.compile(
    "^(?:目前|当前|其中)?(?:我国|美国|欧洲|日本|发达国家|全球(?=平均|经济|人均|市场|贸易|产业规模|产值|总量|范围|生产总值|GDP)"
    "|全国(?=平均|研发|人均|科技|经济|高新技术企业|技术合同|范围))"
)
_PLACES = re.compile(
    "全[市国省区县球]|世界|中国|上海市?|国内|省内|市内|长三角|京津冀|大湾区|中西部(?:地区)?|[东中西]部(?:地区)?|各[省市区县]|同类(?:城市|地区|园区)?"
    "|(?:一线|副省级|省会)?城市|高新区|经开区|开发区|郊区|中心城区"
)
_OF_GOAL = re.compile("(?:超额|提前)?完成(?:了|全年|年度)*[^,]{0,12}(?:目标|计划|任务)(?:任务|数)?的?$")
_PEERS = re.compile(r"\d.*$")
_EACH = re.compile("(?:均|都|皆|双双)[^,]{0,2}$")
_ITS_RANK = re.compile(
    f"(?:[在居](?:{_PLACES.pattern})[中的]*)?(?:排名|位次|排位)$|[在居](?:{_PLACES.pattern})[中的]*$|[在于由从]$"
)
"""What a rank's name says a second time: that it is one, and where."""
_CHANGE = {"番": "翻番", "倍": "倍数"}
_EVIDENCE = 110


@dataclass(frozen=True, slots=True)
class Draft:
    """A figure of a sentence; `clause` is the [start, end) in the sentence that shows what it means."""

    name: str
    quantity: Quantity
    year: int | None
    kind: str
    measure: str
    hedge: str
    base_year: int | None
    clause: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Name:
    """A figure's name; `lent` is where the clause begins that lent its subject (-1: its own)."""

    text: str
    measure: str = "level"
    lent: int = -1


@dataclass(slots=True)
class _State:
    """What one figure leaves for the next in its sentence: subject, topic, the head of a colon, the verb that a list shares."""

    subject: str = ""
    subject_start: int = -1
    topic: str = ""
    topic_start: int = -1
    stated: int = -1
    head: str = ""
    verb: str = ""
    series: list[str] = field(default_factory=list)
    series_growth: str = ""
    levels: list[str] = field(default_factory=list)
    places: str = ""


def sentence_figures(text: str, context: Context) -> tuple[list[Draft], Time | None]:
    """The figures of one sentence (no inner whitespace, folded), in order, and the goal year it hands on to the next."""
    found = scan(text, context.horizon)
    carry = handed_on(found.times, context.horizon) or context.carried
    if not found.quantities:
        return [], carry
    return _Reader(Sentence(text, found), context).read(), carry


class _Reader:
    """Reads the figures of one sentence, clause by clause."""

    def __init__(self, sentence: Sentence, context: Context) -> None:
        self.sentence = sentence
        self.context = context
        self.state = _State()
        self.told: list[str] = []

    def read(self) -> list[Draft]:
        """All figures, in order."""
        sentence, drafts = self.sentence, list[Draft]()
        for clause in sentence.clauses():
            inside = [q for q in sentence.found.quantities if clause[0] <= q.start < clause[1]]
            slots = list(sentence.slots([q for q in inside if not sentence.grouped(q)], clause))
            stated = bool(slots) or any(sentence.grouped(q) for q in inside)
            self._enter(clause[0], inside[0].start if inside else clause[1], stated)
            told: list[tuple[int, str]] = []
            for slot in slots:
                if (draft := self._draft(slot)) is not None:
                    self.state.stated = clause[0]
                    drafts.extend(self._each(slot, draft))
                    told.append((slot.quantity.end, draft.name))
            drafts.extend(self._bracketed(clause, told))
            self.told = [name for _, name in told] or self.told
        return sorted(drafts, key=lambda draft: draft.quantity.start)

    def _each(self, slot: Slot, draft: Draft) -> Iterable[Draft]:
        """The draft; for a rank that each figure of the clause before has ("均居全省第三"), one for each of them."""
        *others, last = self.told or [""]
        if draft.measure == "rank" and last and _EACH.search(slot.left) and draft.name.startswith(last):
            yield from (replace(draft, name=name + draft.name.removeprefix(last)) for name in others)
        yield draft

    def _enter(self, start: int, worded: int, stated: bool) -> None:
        """Begin a clause: forget at a full stop or semicolon, and note the topic of a clause without figures.

        `worded` is where its words end, be it at a number that is no figure ("生产总值连跨两个台阶").
        """
        text = self.sentence.text
        before = text[start - 1] if start else ""
        if before in ("", ";", "。", "!", "?"):
            # "到 2025 年分别达到…" after a semicolon speaks of the figures before it.
            after = before == ";"
            self.state = _State(head=self.state.head, levels=self.state.levels) if after else _State()
        if stated:
            return
        noun = naming.left_name(self.sentence.piece(start, worded))
        if len(noun) >= 2 and not naming.governs(noun):
            self.state.topic, self.state.topic_start = _COMES_ABOUT.sub("", noun), start
        if text[worded : worded + 1] == ":" and noun and not _NO_HEAD.search(noun):
            self.state.head = noun

    def _draft(self, slot: Slot) -> Draft | None:
        left = naming.take_left(slot.left)
        name = self._name(slot, left)
        text = name.text.strip("、,的 ")
        if len(text) < 2 or _ELSEWHERE.match(text) or _ELSEWHERE.match(slot.left):
            return None
        when = moment(self.sentence, slot, self.context)
        if when is None:
            return None
        start, end = slot.clause
        if 0 <= name.lent < start and end - name.lent <= _EVIDENCE:
            start = name.lent
        hedge = left.hedge + slot.quantity.post
        return Draft(text, slot.quantity, when.year, when.kind, name.measure, hedge, when.base_year, (start, end))

    def _name(self, slot: Slot, left: Left) -> _Name:
        """The name by the first way of naming that fits."""
        for way in (self._in_series, self._rank, self._goal, self._fulfilment, self._growth, self._share, self._spent):
            if (name := way(slot, left)) is not None:
                return name
        core = left.core
        right = naming.has_right(slot.right)
        noun = bool(core) and not naming.is_verbal(core)
        attained = bool(_ATTAIN.search(left.tie))
        if right and noun and (attained or naming.ATTRIBUTE.search(core)) and slot.right.startswith(("的", "级")):
            return self._attribute(slot, core)
        if slot.right.startswith("、") and attained and naming.ATTRIBUTE.search(core) and _BECOMES.search(core):
            return self._attribute(slot, core)
        if right and not (noun and attained):
            return self._on_the_right(slot, left)
        return self._on_the_left(slot, left)

    def _in_series(self, slot: Slot, left: Left) -> _Name | None:
        """ "A、B 分别增长 7%、8%": the name that stands at the value's place; a bare listed value repeats the last name."""
        state = self.state
        names = self._sharing(slot, left)
        if names:
            state.series = names
            state.series_growth = left.growth or ("倍数" if slot.quantity.unit == "倍" else "")
        elif not (
            slot.listed and state.series and not slot.left.strip("、和及与") and not naming.has_right(slot.right)
        ):
            state.series = []
            return None
        name = state.series.pop(0) if len(state.series) > 1 else state.series[0]
        state.subject, state.subject_start = name, -1
        if not state.series_growth:
            state.levels.append(name)
        return _Name(name + state.series_growth, "growth" if state.series_growth else _measure(name))

    def _sharing(self, slot: Slot, left: Left) -> list[str]:
        """The names that a row of values beginning here shares out: those told before "分别", or as many as values stand."""
        names = naming.distributed(left.core)
        if "分别" not in slot.left:
            return names if slot.run > 1 and len(names) == slot.run and slot.quantity.sort != "rank" else []
        if names and not naming.GENERIC.match(names[0]):
            return names
        topics = naming.distributed(self.state.topic)
        return self.state.levels[-slot.of :] or (topics if len(topics) == slot.of else [self._subject("").text])

    def _rank(self, slot: Slot, left: Left) -> _Name | None:
        if slot.quantity.sort != "rank":
            return None
        subject = self._subject(left.core + left.growth, ranked=True)
        places = _places(left.core, slot.quantity.scope)
        if slot.left.endswith(("从", "由")):
            self.state.places = places
        places = places or self.state.places
        return _Name(_ITS_RANK.sub("", subject.text) + places + "排名", "rank", subject.lent)

    def _goal(self, slot: Slot, left: Left) -> _Name | None:
        """ "超过规划确定的 40% 目标": the subject's own goal."""
        goal = GOAL_SET.search(slot.left) if IS_GOAL.match(slot.right) and not left.growth else None
        return self._subject(slot.left[: goal.start()]) if goal else None

    def _fulfilment(self, slot: Slot, left: Left) -> _Name | None:
        """ "完成年度目标的 135%": how far the subject's goal was reached."""
        goal = _OF_GOAL.search(slot.left) if slot.quantity.unit == "%" and not left.growth else None
        if goal is None:
            return None
        subject = self._subject(slot.left[: goal.start()])
        return _Name(subject.text + "目标完成率", "level", subject.lent)

    def _growth(self, slot: Slot, left: Left) -> _Name | None:
        quantity = slot.quantity
        if quantity.unit == "倍" and not left.growth and _MULTIPLE_OF.search(left.core):
            whose, _, other = left.core.rpartition("是")
            subject = self._subject(whose)
            return _Name(f"{subject.text}与{other if whose else naming.left_name(other)}之比", "level", subject.lent)
        if quantity.unit in ("个百分点", "百分点") and (gap := _APART.search(left.core)):
            subject = self._subject(left.core[: gap.start()])
            return _Name(subject.text + gap[0], "level", subject.lent)
        if quantity.sort == "share" and not left.growth and left.core and (grown := _GROWN_BY.match(slot.right)):
            subject = self._subject(left.core)
            return _Name(subject.text + grown["word"], "growth", subject.lent)
        if not (
            left.growth
            or quantity.unit in ("番", "个百分点", "百分点")
            or (quantity.unit == "倍" and self._compared(slot))
        ):
            return None
        if quantity.sort == "count" and not left.core and naming.has_right(slot.right):
            return None
        subject = self._subject(left.core)
        return _Name(subject.text + (left.growth or _CHANGE.get(quantity.unit, "增长")), "growth", subject.lent)

    def _compared(self, slot: Slot) -> bool:
        times = self.sentence.found.times
        return any(t.role == "base" and slot.clause[0] <= t.start < slot.quantity.start for t in times)

    def _share(self, slot: Slot, left: Left) -> _Name | None:
        """ "占全市比重": the subject with its share, which the next clause may speak of."""
        share = _SHARE.search(left.core) if slot.quantity.sort == "share" else None
        if share is None:
            return None
        whole, before = share["whole"], naming.untied(left.core[: share.start()])
        own = naming.left_name(before)
        subject = _Name(own) if own and not whole else self._subject(before)
        name = f"{subject.text}占{whole}{share['word'] or '比重'}" if whole else f"{subject.text}占比"
        if own or not self.state.subject:
            self.state.subject, self.state.subject_start = name, -1
        return _Name(name, "level", subject.lent)

    def _spent(self, slot: Slot, left: Left) -> _Name | None:
        """ "统筹 20 亿元实施 6 个专项": what a verb alone does with money for what follows."""
        verbal = left.core and naming.SPENDS.fullmatch(naming.strip_lead(left.core))
        if slot.quantity.sort != "money" or not verbal or not naming.governs(slot.right):
            return None
        return _Name(naming.strip_lead(left.core) + "资金")

    def _attribute(self, slot: Slot, core: str) -> _Name:
        """ "产值规模达到千亿级的创新集聚区": the thing on the right, then what of it is measured."""
        thing = naming.right_name(slot.right) or naming.right_name(slot.tail)
        name = self._remember(slot, thing + naming.attribute_of(core))
        self.state.subject = thing or name.text
        return name

    def _on_the_left(self, slot: Slot, left: Left) -> _Name:
        state = self.state
        name = self._subject(left.core, verbal=True, tie=left.tie)
        text = naming.in_class(name.text, state.subject) if slot.listed else name.text
        if _LEVEL_ONLY.match(text):
            text, name = text + (state.subject or state.topic), _Name("", lent=state.subject_start)
        own = text == naming.left_name(left.core)
        if slot.listed and state.verb and own and not naming.KEEP_VERB.match(text):
            text = naming.with_verb(state.verb, text)
        else:
            verb = naming.LEAD_VERB.match(naming.strip_lead(left.core))
            state.verb = verb[0] if verb else ""
        lender = (state.subject, state.subject_start)
        told = self._remember(slot, text, name.lent)
        if not own and lender[0]:
            # "净增 30 家" is said of the subject; what comes after is too.
            state.subject, state.subject_start = lender
        return told

    def _on_the_right(self, slot: Slot, left: Left) -> _Name:
        state = self.state
        noun = naming.right_name(slot.right, deeds=slot.quantity.unit == "%")
        if _HOLDS.search(left.tie):
            noun = naming.owned(noun)
        if slot.quantity.tier and not naming.ATTRIBUTE.search(noun) and "产值" not in noun:
            noun += "产值"
        verb = naming.KEEP_VERB.search(left.core)
        inherits = not left.core and (slot.listed or not (left.tie or naming.happens(slot.right)))
        state.verb = verb[0] if verb else state.verb if inherits else ""
        name = naming.with_verb(state.verb, noun) + ("占比" if slot.quantity.unit == "%" else "")
        lent = -1
        if naming.GENERIC.match(noun) and slot.tail and slot.tail[0] not in "、和及与":
            name += naming.right_name(slot.tail)
        elif noun.endswith("级") and slot.tail.startswith("、"):
            # "2 个千亿级、5 个百亿级产业集群": the noun stands with the last.
            name += re.sub("^、?.{0,4}级", "", naming.right_name(slot.tail))
        elif naming.GENERIC.match(name):
            subject = self._subject("")
            name, lent = subject.text + name, subject.lent
        return self._remember(slot, name, lent)

    def _remember(self, slot: Slot, name: str, lent: int = -1) -> _Name:
        self.state.subject, self.state.subject_start = name, slot.clause[0]
        self.state.levels.append(name)
        return _Name(name, _measure(name), lent)

    def _subject(self, core: str, *, verbal: bool = False, ranked: bool = False, tie: str = "") -> _Name:
        """The subject that a left-hand core names, completed from what stands before it where it says too little.

        `verbal` also completes a core that is but a verb ("惠及"). What a name or a rank is of may stand in a clause without figures
        nearer than the last subject.
        """
        state = self.state
        own = naming.left_name(core)
        generic = naming.GENERIC.match(own) is not None
        if not generic and not (verbal and naming.KEEP_VERB.fullmatch(own)):
            if not verbal:
                state.subject, state.subject_start = own, -1
            return _Name(own)
        if generic and state.head:
            return _Name(state.head + ("" if naming.PLACEHOLDER.match(own) else own), lent=state.topic_start)
        lenders = [(state.subject, state.subject_start), (state.topic, state.topic_start)]
        nearer = state.topic_start > state.stated and not _FEAT.search(state.topic)
        if not generic or ((own or ranked) and nearer):
            lenders.reverse()
        title = "" if _PLAIN_TITLE.search(self.context.title) else naming.left_name(self.context.title)
        lead = naming.left_name(self.context.lead.rstrip("。:"))
        for lender, start in [*lenders, (lead, -1), (title, -1)]:
            if lender:
                return _Name(naming.lent_to(own, naming.total_of(own, tie, lender)), lent=start)
        return _Name(own)

    def _bracketed(self, clause: tuple[int, int], told: list[tuple[int, str]]) -> Iterable[Draft]:
        """Figures in brackets: they speak of what stands before the bracket."""
        sentence = self.sentence
        for group in sentence.groups:
            start, end = group
            if not clause[0] <= start < clause[1]:
                continue
            before = [name for position, name in told if position <= start]
            host = before[-1] if before else naming.host_name(sentence.piece(clause[0], start))
            outer, self.state = self.state, _State(host, clause[0], host, clause[0])
            for part in sentence.clauses(start + 1, end - 1, inside=True):
                inside = [q for q in sentence.found.quantities if part[0] <= q.start < part[1]]
                for slot in sentence.slots(inside, part, keep=group):
                    slot.clause = clause
                    _complete(slot, host)
                    if (draft := self._draft(slot)) is not None:
                        yield draft
            self.state = outer


def _places(core: str, scope: str) -> str:
    """Among which places a rank is: the general words for them, or as stated where a place's own name stands with them."""
    stated = _PEERS.sub("", RANK_WORDS.sub("", scope))
    known = "".join(dict.fromkeys(_PLACES.findall(core[-6:] + scope)))
    own = re.sub(r"\(市、区\)$", "", _PLACES.sub("", stated))
    return stated if not known or own.endswith(("省", "市", "区", "县")) else known


def _complete(slot: Slot, host: str) -> None:
    """Give a bracketed figure the name that it leaves out."""
    if slot.right.startswith(("为", "是", "属")):
        # "22 家(6 家为国家级)": the bracket qualifies its host.
        slot.left, slot.right = slot.right[1:] + host, ""
    elif slot.quantity.sort == "area" and not slot.left:
        slot.left = host + "面积"


def _measure(name: str) -> str:
    return "growth" if _RATE_NAME.search(name) else "level"
