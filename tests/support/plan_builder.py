"""Plans of made-up districts, as facts and resolved, for tests that need a graph and no text extraction."""

from collections.abc import Sequence
from dataclasses import replace

from innograph.graph.records import (
    Entity,
    Evidence,
    Figure,
    Mention,
    Passage,
    PlanFacts,
    PlanMeta,
    Relation,
    Section,
    SourceInfo,
    Task,
    text_hash,
)
from innograph.graph.resolve import IndicatorNode, Node, ResolvedPlan

PINYIN = {
    "青岚大学": "qing lan da xue",
    "云溪区": "yun xi qu",
    "石墨烯": "shi mo xi",
    "青岚石墨烯研究院": "qing lan shi mo xi yan jiu yuan",
}
ENGLISH = {"青岚大学": "Qinglan University", "石墨烯": "graphene", "云溪区": "Yunxi District"}


class PlanBuilder:
    """Builds the facts of one plan, a sentence at a time; every mention's offsets fit the text."""

    def __init__(self, identity: str, *, title: str = "", region: str = "云溪区") -> None:
        self.id = identity
        self.title = title or f"{region}科技创新规划"
        self.region = region
        self._parts: list[str] = []
        self._length = 0
        self._sections: list[Section] = []
        self._passages: dict[str, Passage] = {}
        self._tasks: list[Task] = []
        self._entities: dict[str, Entity] = {}
        self._nodes: dict[str, Node] = {}
        self._relations: list[Relation] = []
        self._figures: list[Figure] = []
        self._indicators: dict[str, IndicatorNode] = {}

    def section(self, title: str, parent: str = "") -> str:
        """Start a section; its id."""
        identity = f"s{len(self._sections) + 1}"
        number = f"{len(self._sections) + 1}."
        level = 2 if parent else 1
        self._sections.append(Section(identity, parent, number, title, level, self._length, self._length + 1))
        return identity

    def sentence(self, text: str) -> str:
        """Add a sentence to the section started last; its passage id."""
        identity = f"p{len(self._passages) + 1}"
        start = self._length
        self._length += len(text)
        self._parts.append(text)
        section = self._sections[-1].id if self._sections else ""
        self._passages[identity] = Passage(identity, section, start, self._length, text_hash(text), text=text)
        return identity

    def passages(self) -> list[Passage]:
        """All sentences so far."""
        return list(self._passages.values())

    def task(self, number: int, title: str) -> str:
        """Add a numbered task; its id."""
        identity = f"{self.id}.task.{number}"
        self._tasks.append(Task(identity, number, title, self._sections[-1].id if self._sections else ""))
        return identity

    def entity(
        self,
        name: str,
        kind: str,
        *,
        passages: Sequence[str] = (),
        node: str = "",
        sub: str = "",
        aliases: Sequence[str] = (),
        authority: str = "",
        mentions: Sequence[Mention] = (),
    ) -> str:
        """Add an entity, mentioned wherever its name stands in the passages; its local id.

        `node` is the id of the graph's node (default: made of type and name), `authority` a lexicon's name for it.
        """
        local = f"e{len(self._entities) + 1}"
        found = [mention for identity in passages for mention in self._found(identity, name)]
        self._entities[local] = Entity(local, name, kind, (*found, *mentions), tuple(aliases), sub)
        chosen = authority or name
        english = ENGLISH.get(chosen, "")
        self._nodes[local] = Node(
            node or f"{kind.lower()}-{name}",
            chosen,
            kind,
            name_en=english,
            name_en_source="lexicon" if english else "",
            pinyin=PINYIN.get(chosen, ""),
            kind=sub,
            authority=bool(authority),
        )
        return local

    def _found(self, identity: str, name: str) -> list[Mention]:
        passage = self._passages[identity]
        at = passage.text.find(name)
        assert at >= 0, f"{name} does not stand in {passage.text}"
        return [Mention(identity, passage.start + at, passage.start + at + len(name), name)]

    def relation(
        self,
        head: str,
        kind: str,
        tail: str,
        passage: str,
        *,
        rule: str = "test",
        commitment: str = "",
        sure: float = 0.9,
    ) -> None:
        """Add a relation that was read from the whole of a passage."""
        found = self._passages[passage]
        place = Evidence(passage, found.start, found.end)
        self._relations.append(Relation(head, kind, tail, (place,), rule, sure, commitment))

    def figure(self, name: str, value: float, unit: str, year: int, passage: str) -> str:
        """Add a figure read from a passage; its local id."""
        local = f"f{len(self._figures) + 1}"
        found = self._passages[passage]
        place = Evidence(passage, found.start, found.end)
        self._figures.append(Figure(local, name, value, unit, year, "target", place))
        self._indicators[local] = IndicatorNode(f"indicator-{name}", name, unit, "level")
        return local

    def build(self, *, policy: str = "", region: str = "", extractor: str = "test") -> ResolvedPlan:
        """The plan, resolved."""
        meta = PlanMeta(self.id, self.title, f"{self.region}人民政府", self.region, 2021, 2025, "2021-03")
        digest = text_hash("".join(self._parts))
        facts = PlanFacts(
            meta,
            SourceInfo(f"{self.id}.txt", "txt", digest, digest, self._length),
            tuple(self._sections),
            tuple(self._passages.values()),
            tuple(self._tasks),
            tuple(self._entities.values()),
            tuple(self._relations),
            tuple(self._figures),
            extractor,
        )
        return ResolvedPlan(facts, dict(self._nodes), dict(self._indicators), policy, region)


def yunxi() -> ResolvedPlan:
    """A small plan of the made-up 云溪区: a university, an institute, a firm, a technology, a task, two figures."""
    plan = PlanBuilder("yunxi")
    plan.section("发展基础")
    one = plan.sentence("云溪区依托青岚大学建成青岚石墨烯研究院。")
    two = plan.sentence("岚芯科技与青岚大学共建联合实验室,攻关石墨烯。")
    plan.section("主要目标")
    three = plan.sentence("到2025年,高新技术企业达到300家左右。")
    four = plan.sentence("到2025年,发明专利拥有量达到80件。")
    plan.section("重点任务", parent="s2")
    five = plan.sentence("云溪区科委牵头实施石墨烯产业行动。")
    task = plan.task(1, "石墨烯产业行动")
    region = plan.entity("云溪区", "Region", passages=[one])
    university = plan.entity("青岚大学", "University", passages=[one, two], authority="青岚大学", aliases=["岚大"])
    institute = plan.entity("青岚石墨烯研究院", "ResearchInstitute", passages=[one], sub="industrial institute")
    firm = plan.entity("岚芯科技", "Firm", passages=[two], node="firm-lanxin")
    graphene = plan.entity("石墨烯", "Technology", passages=[two, five], authority="石墨烯")
    office = plan.entity("云溪区科委", "Government", passages=[five])
    policy = plan.entity("云溪区科技创新规划", "Policy")
    plan.relation(region, "HOSTS", institute, one, commitment="built")
    plan.relation(university, "SUPPORTS", institute, one, commitment="built")
    plan.relation(university, "PARTNERS", firm, two, commitment="under_way", sure=0.8)
    plan.relation(firm, "TARGETS", graphene, two)
    plan.relation(office, "RESPONSIBLE_FOR", task, five)
    plan.figure("高新技术企业数量", 300, "家", 2025, three)
    plan.figure("发明专利拥有量", 80, "件", 2025, four)
    return plan.build(policy=policy, region=region)


def luoshi() -> ResolvedPlan:
    """A plan of the neighbouring 落石区; it shares the university, the firm (by a longer name) and the technology."""
    plan = PlanBuilder("luoshi", region="落石区")
    plan.section("总体要求")
    one = plan.sentence("落石区支持岚芯科技集团建设石墨烯中试平台。")
    two = plan.sentence("推动岚芯科技集团与青岚大学深化合作。")
    three = plan.sentence("到2025年,高新技术企业达到120家。")
    region = plan.entity("落石区", "Region", passages=[one])
    firm = plan.entity("岚芯科技集团", "Firm", passages=[one, two], node="firm-lanxin")
    platform = plan.entity("石墨烯中试平台", "Platform", passages=[one], sub="pilot platform")
    university = plan.entity("青岚大学", "University", passages=[two], authority="青岚大学")
    graphene = plan.entity("石墨烯", "Technology", passages=[one], authority="石墨烯")
    plan.relation(firm, "SUPPORTS", platform, one, commitment="envisaged")
    plan.relation(platform, "TARGETS", graphene, one)
    plan.relation(firm, "TARGETS", graphene, one, sure=0.95, rule="other")
    plan.relation(firm, "PARTNERS", university, two, commitment="built", sure=0.7)
    plan.figure("高新技术企业数量", 120, "家", 2025, three)
    return plan.build(region=region)


def with_title(resolved: ResolvedPlan, title: str) -> ResolvedPlan:
    """The same plan under another title: a new version."""
    return replace(resolved, facts=replace(resolved.facts, plan=replace(resolved.facts.plan, title=title)))


def large(
    identity: str, *, entities: int = 300, passages: int = 800, mentions: int = 2000, relations: int = 800
) -> ResolvedPlan:
    """A plan of a size as told; three of four entities are its own, one of four is shared with every other plan."""
    plan = PlanBuilder(identity)
    kinds = ("Firm", "Platform", "Park", "University", "ResearchInstitute", "Technology")
    text = "青岚市支持企业与高校共建研发平台,攻关关键技术。" * 3
    found = []
    for number in range(passages):
        if number % 20 == 0:
            plan.section(f"第{number // 20 + 1}节")
        found.append(plan.sentence(text))
    starts = {passage.id: passage.start for passage in plan.passages()}
    for number in range(entities):
        name = f"岚{number}" if number % 4 == 0 else f"{identity}{number}"
        mine = []
        for turn in range(mentions // entities + (number < mentions % entities)):
            at = found[(number * 7 + turn * 13) % passages]
            start = starts[at] + (number + turn) % 60
            mine.append(Mention(at, start, start + 3, name))
        plan.entity(name, kinds[number % len(kinds)], mentions=mine)
    for number in range(relations):
        head, tail = number % entities, (number * 17 + number // entities + 1) % entities
        if head != tail:
            plan.relation(f"e{head + 1}", "SUPPORTS", f"e{tail + 1}", found[number % passages], rule=f"r{number % 5}")
    return plan.build()
