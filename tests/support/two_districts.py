"""Two plans of made-up districts that hold every kind of tie and figure, for the tests of the named queries."""

from dataclasses import replace

from plan_builder import PlanBuilder

from innograph.graph.records import Evidence, Figure
from innograph.graph.resolve import IndicatorNode, ResolvedPlan


class _Plan(PlanBuilder):
    """A builder whose figures are of every kind."""

    def state(
        self,
        name: str,
        value: float,
        unit: str,
        year: int,
        passage: str,
        *,
        kind: str = "target",
        measure: str = "level",
        norm: tuple[float, str] | None = None,
        base_year: int | None = None,
        hedge: str = "",
    ) -> None:
        """Add a figure read from the whole of a passage."""
        local = f"f{len(self._figures) + 1}"
        found = self._passages[passage]
        norm_value, norm_unit = norm or (value, unit)
        figure = Figure(local, name, value, unit, year, kind, Evidence(passage, found.start, found.end))
        self._figures.append(
            replace(
                figure, base_year=base_year, measure=measure, hedge=hedge, norm_value=norm_value, norm_unit=norm_unit
            )
        )
        self._indicators[local] = IndicatorNode(f"indicator-{name}-{measure}", name, norm_unit, measure)

    def below(self, local: str, *ancestors: str) -> None:
        """Set a technology's broader ones (ids of nodes)."""
        self._nodes[local] = replace(self._nodes[local], ancestors=ancestors)


def yunxi() -> ResolvedPlan:  # noqa: PLR0915 -- one plan, one sentence after the other
    """云溪区: a graphene platform with partners, a lab without, a park, tasks, figures of all kinds."""
    plan = _Plan("yunxi", title="云溪区科技创新规划")
    plan.section("发展基础")
    base = plan.sentence("云溪区依托青岚大学建成青岚石墨烯研究院,云溪科技园聚焦新材料。")
    team = plan.sentence("石墨烯中试平台与青岚大学、岚芯科技合作,攻关石墨烯。")
    count = plan.sentence("2020年,高新技术企业200家,全市排名第3位,年均增长12%,上期目标180家。")
    plan.section("主要目标")
    goal = plan.sentence("到2025年,高新技术企业300家左右,研发投入强度4.5%,技术合同成交额50亿元。")
    plan.section("重点任务", parent="s2")
    aim = plan.sentence("云溪区发展石墨烯、新材料、量子通信,岚芯科技研发石墨烯、新材料。")
    more = plan.sentence("云溪区实施登山计划,登山计划支持新材料,举办岚山创新论坛,设立云溪创投基金。")
    rule = plan.sentence("落实青岚市科技条例,云溪区由东湾片区等组成,规划建设云溪孤岛实验室。")
    who = plan.sentence("(责任部门:云溪区科委、云溪区经委)")
    first, second = plan.task(1, "石墨烯产业行动"), plan.task(2, "人才行动")
    region = plan.entity("云溪区", "Region", passages=[base, aim, more, rule])
    bay = plan.entity("东湾片区", "Region", passages=[rule])
    university = plan.entity("青岚大学", "University", passages=[base, team], authority="青岚大学", aliases=["岚大"])
    institute = plan.entity("青岚石墨烯研究院", "ResearchInstitute", passages=[base])
    park = plan.entity("云溪科技园", "Park", passages=[base])
    platform = plan.entity("石墨烯中试平台", "Platform", passages=[team])
    lonely = plan.entity("云溪孤岛实验室", "Platform", passages=[rule])
    firm = plan.entity("岚芯科技", "Firm", passages=[team, aim], node="firm-lanxin")
    graphene = plan.entity("石墨烯", "Technology", passages=[team, aim], authority="石墨烯")
    materials = plan.entity("新材料", "Technology", passages=[base, aim, more])
    quantum = plan.entity("量子通信", "Technology", passages=[aim])
    plan.below(graphene, "technology-新材料")
    science = plan.entity("云溪区科委", "Government", passages=[who])
    economy = plan.entity("云溪区经委", "Government", passages=[who])
    programme = plan.entity("登山计划", "Programme", passages=[more])
    forum = plan.entity("岚山创新论坛", "Event", passages=[more])
    fund = plan.entity("云溪创投基金", "Fund", passages=[more])
    law = plan.entity("青岚市科技条例", "Policy", passages=[rule])
    own = plan.entity("云溪区科技创新规划", "Policy")
    for tail, passage, how in (
        (institute, base, "built"),
        (park, base, "built"),
        (platform, team, "under_way"),
        (firm, team, ""),
        (forum, more, "under_way"),
        (fund, more, "envisaged"),
        (lonely, rule, "envisaged"),
    ):
        plan.relation(region, "HOSTS", tail, passage, commitment=how)
    plan.relation(university, "HOSTS", institute, base)
    plan.relation(university, "SUPPORTS", institute, base, commitment="built")
    plan.relation(platform, "PARTNERS", university, team, commitment="under_way")
    plan.relation(platform, "PARTNERS", firm, team, commitment="under_way", sure=0.6)
    plan.relation(platform, "TARGETS", graphene, team)
    plan.relation(institute, "TARGETS", graphene, base)
    plan.relation(university, "TARGETS", graphene, team)
    plan.relation(park, "TARGETS", materials, base)
    plan.relation(firm, "TARGETS", graphene, aim)
    plan.relation(firm, "TARGETS", materials, aim)
    for technology in (graphene, materials, quantum):
        plan.relation(region, "TARGETS", technology, aim)
    plan.relation(region, "SUPPORTS", programme, more, commitment="under_way")
    plan.relation(programme, "TARGETS", materials, more)
    plan.relation(bay, "PART_OF", region, rule)
    plan.relation(own, "REFERENCES", law, rule)
    plan.relation(science, "RESPONSIBLE_FOR", first, who)
    plan.relation(economy, "RESPONSIBLE_FOR", first, who)
    plan.relation(science, "RESPONSIBLE_FOR", second, who)
    plan.state("高新技术企业数量", 200, "家", 2020, count, kind="actual")
    plan.state("高新技术企业数量", 180, "家", 2020, count, kind="previous_target")
    plan.state("高新技术企业数量", 300, "家", 2025, goal, hedge="左右")
    plan.state("高新技术企业数量排名", 3, "位", 2020, count, kind="actual", measure="rank")
    plan.state("高新技术企业年均增长", 12, "%", 2020, count, kind="actual", measure="growth", base_year=2015)
    plan.state("研发投入强度", 4.5, "%", 2025, goal)
    plan.state("技术合同成交额", 50, "亿元", 2025, goal, norm=(5e9, "元"))
    return plan.build(policy=own, region=region)


def luoshi() -> ResolvedPlan:
    """落石区: shares the university, the firm (by a longer name), two technologies and an indicator."""
    plan = _Plan("luoshi", title="落石区科技创新行动方案", region="落石区")
    plan.section("总体要求")
    one = plan.sentence("落石区支持岚芯科技集团建设落石检测平台,检测平台面向新材料。")
    two = plan.sentence("落石创新园与青岚大学合作,落石区发展石墨烯、新材料、空天信息。")
    three = plan.sentence("到2025年,高新技术企业120家,研发投入强度3%。")
    region = plan.entity("落石区", "Region", passages=[one, two])
    firm = plan.entity("岚芯科技集团", "Firm", passages=[one], node="firm-lanxin")
    platform = plan.entity("落石检测平台", "Platform", passages=[one])
    park = plan.entity("落石创新园", "Park", passages=[two])
    university = plan.entity("青岚大学", "University", passages=[two], authority="青岚大学")
    graphene = plan.entity("石墨烯", "Technology", passages=[two], authority="石墨烯")
    plan.below(graphene, "technology-新材料")
    materials = plan.entity("新材料", "Technology", passages=[one, two])
    space = plan.entity("空天信息", "Technology", passages=[two])
    plan.relation(region, "HOSTS", platform, one, commitment="envisaged")
    plan.relation(region, "HOSTS", park, two, commitment="built")
    plan.relation(firm, "SUPPORTS", platform, one, commitment="envisaged")
    plan.relation(platform, "TARGETS", materials, one)
    plan.relation(park, "PARTNERS", university, two, commitment="under_way")
    for technology in (graphene, materials, space):
        plan.relation(region, "TARGETS", technology, two)
    plan.state("高新技术企业数量", 120, "家", 2025, three)
    plan.state("研发投入强度", 3, "%", 2025, three)
    return plan.build(region=region)
