"""Districts: homes, bridges, matrices, gaps, cascade, commitments and co-mentions, computed by hand."""

import math

import pytest
from corpus_builder import corpus, figure

from innograph.graph.analysis import (
    Corpus,
    actor_technology,
    bridges,
    cascade,
    comentions,
    commitments,
    districts,
    homes,
    platforms_without_partners,
    region_technology,
    revealed_advantage,
    sentences_behind,
    similarity,
    technologies_without_host,
    without_tie,
)
from innograph.graph.errors import BadParameterError, NotFoundError
from innograph.graph.store import Store

CITY = corpus(
    {"city": ("青岚市", 40), "a": ("云溪区", 30), "b": ("落石区", 20)},
    [
        ("云溪区", "PART_OF", "青岚市", "city.p1"),
        ("落石区", "PART_OF", "青岚市", "city.p1"),
        ("云溪区", "HOSTS", "溪畔园", "a.p1", "built"),
        ("溪畔园", "HOSTS", "丁平台", "a.p2", "built"),
        ("落石区", "HOSTS", "戊平台", "b.p1", "envisaged"),
        ("丁平台", "PARTNERS", "戊平台", "b.p2", "under_way"),
        ("甲大学", "SUPPORTS", "丁平台", "a.p3", "built"),
        ("甲大学", "PARTNERS", "落石区", "b.p3"),
        ("乙科技", "PARTNERS", "云溪区", "a.p4"),
        ("云溪区", "TARGETS", "石墨烯", "a.p5", "supported"),
        ("丁平台", "TARGETS", "石墨烯", "a.p6", "built"),
        ("云溪区", "TARGETS", "机器人", "a.p5"),
        ("落石区", "TARGETS", "石墨烯", "b.p4"),
        ("戊平台", "TARGETS", "减速器", "b.p4"),
        ("青岚市", "TARGETS", "机器人", "city.p2"),
        ("青岚市", "TARGETS", "新材料", "city.p3"),
        ("青岚市", "TARGETS", "量子", "city.p3"),
    ],
    ancestors={"石墨烯": ("新材料",), "减速器": ("机器人",)},
    mentions=[
        ("石墨烯", "a.p5", "a.s1"),
        ("机器人", "a.p5", "a.s1"),
        ("石墨烯", "a.p6", "a.s1"),
        ("石墨烯", "b.p4", "b.s1"),
        ("减速器", "b.p4", "b.s1"),
        ("减速器", "b.p5", "b.s1"),
        ("乙科技", "b.p6", "b.s2"),
    ],
    figures=[
        figure("city.f1", "city", "高新技术企业数量", 5000, "家"),
        figure("a.f1", "a", "高新技术企业总数", 650, "家"),
        figure("b.f1", "b", "高新技术企业年均增长", 12, "%", measure="growth"),
    ],
)


def test_districts_are_the_issuing_regions_below() -> None:
    assert districts(CITY) == ("云溪区", "落石区")
    assert districts(CITY.only("city")) == ("青岚市",)


def test_homes_follow_hosts_and_parts() -> None:
    found = homes(CITY)
    assert [tie.id for tie in found["丁平台"]["云溪区"]] == ["云溪区~HOSTS~溪畔园", "溪畔园~HOSTS~丁平台"]
    assert set(found["戊平台"]) == {"落石区"}
    assert "甲大学" not in found


def test_a_park_in_two_districts_places_nothing_below_it() -> None:
    said = [
        ("云溪区", "HOSTS", "岚园", "a.p1"),
        ("落石区", "HOSTS", "岚园", "b.p1"),
        ("岚园", "HOSTS", "丁平台", "a.p2"),
    ]
    found = homes(corpus({"a": ("云溪区", 3), "b": ("落石区", 3)}, said))
    assert set(found["岚园"]) == {"云溪区", "落石区"}
    assert "丁平台" not in found


def test_a_tie_to_what_is_in_both_districts_tells_neither() -> None:
    said = [
        ("云溪区", "HOSTS", "岚园", "a.p1"),
        ("落石区", "HOSTS", "岚园", "b.p1"),
        ("岚园", "PARTNERS", "乙科技", "a.p2"),
    ]
    found = bridges(corpus({"a": ("云溪区", 3), "b": ("落石区", 3)}, said))
    assert [b.name for b in found.actors] == ["岚园"]


def test_bridges_and_crossings() -> None:
    found = bridges(CITY)
    assert [(c.first, c.head_name, c.type, c.tail_name, c.second) for c in found.crossings] == [
        ("云溪区", "丁平台", "PARTNERS", "戊平台", "落石区")
    ]
    assert found.crossings[0].basis.passages == ("b.p2",)
    sides = {b.name: {s.region: (s.how, s.basis.passages) for s in b.sides} for b in found.actors}
    assert sides == {
        "丁平台": {"云溪区": ("home", ("a.p1", "a.p2")), "落石区": ("tie", ("b.p2",))},
        "戊平台": {"云溪区": ("tie", ("b.p2",)), "落石区": ("home", ("b.p1",))},
        "甲大学": {"云溪区": ("tie", ("a.p3",)), "落石区": ("tie", ("b.p3",))},
    }
    assert {pair: len(b) for pair, b in found.pairs().items()} == {("云溪区", "落石区"): 3}
    assert len(found.rows()) == 6


def test_bridges_by_name_only_when_asked() -> None:
    assert "乙科技" not in {b.name for b in bridges(CITY).actors}
    firm = next(b for b in bridges(CITY, named=True).actors if b.name == "乙科技")
    assert [(s.region, s.how, s.basis.passages) for s in firm.sides] == [
        ("云溪区", "tie", ("a.p4",)),
        ("落石区", "named", ("b.p6",)),
    ]


def test_the_sentences_behind_a_bridge(sample_store: Store) -> None:
    read = Corpus.read(sample_store)
    tie = next(tie for tie in read.ties if tie.type == "PARTNERS")
    said = sentences_behind(sample_store, [tie])
    assert [(s.plan, s.text) for s in said] == [
        ("luoshi", "推动岚芯科技集团与青岚大学深化合作。"),
        ("yunxi", "岚芯科技与青岚大学共建联合实验室,攻关石墨烯。"),
    ]


def test_region_technology_by_hand() -> None:
    matrix = region_technology(CITY)
    assert [label.name for label in matrix.columns] == ["石墨烯", "减速器", "机器人"]
    assert matrix.values() == [[2.0, 0.0, 1.0], [1.0, 1.0, 0.0]]
    cell = matrix.cells["云溪区", "石墨烯"]
    assert cell.basis.edges == ("云溪区~TARGETS~石墨烯", "丁平台~TARGETS~石墨烯")
    assert cell.basis.passages == ("a.p5", "a.p6")
    assert region_technology(CITY, members=False).values() == [[1.0, 1.0], [1.0, 0.0]]
    assert region_technology(CITY, count="binary").value("云溪区", "石墨烯") == 1.0
    broad = region_technology(CITY, level="broadest")
    assert [label.name for label in broad.columns] == ["新材料", "机器人"]
    assert broad.values() == [[2.0, 1.0], [1.0, 1.0]]
    assert matrix.head(1).values() == [[2.0], [1.0]]
    first = next(record for record in matrix.records() if record["column"] == "石墨烯")
    assert (first["row"], first["value"], first["passages"]) == ("云溪区", 2.0, ["a.p5", "a.p6"])


def test_wrong_options_are_refused() -> None:
    with pytest.raises(BadParameterError, match="no count"):
        region_technology(CITY, count="all")
    with pytest.raises(BadParameterError, match="no level"):
        region_technology(CITY, level="deep")
    with pytest.raises(BadParameterError, match="no measure"):
        similarity(region_technology(CITY), measure="distance")
    with pytest.raises(NotFoundError):
        region_technology(CITY, ("月球区",))
    with pytest.raises(NotFoundError, match="no plan 'x'"):
        CITY.without("x")


def test_revealed_advantage_by_hand() -> None:
    matrix = revealed_advantage(region_technology(CITY))
    # Three of five passages are of 云溪区, three of graphene, two of its own: (2/3) / (3/5).
    assert matrix.value("云溪区", "石墨烯") == pytest.approx((2 / 3) / (3 / 5))
    assert matrix.value("云溪区", "机器人") == pytest.approx((1 / 3) / (1 / 5))
    assert matrix.value("落石区", "石墨烯") == pytest.approx((1 / 2) / (3 / 5))
    assert matrix.value("落石区", "机器人") == 0.0
    assert matrix.cells["云溪区", "石墨烯"].basis.passages == ("a.p5", "a.p6")
    one = revealed_advantage(region_technology(CITY), rows=["落石区"])
    assert [label.id for label in one.rows] == ["落石区"]
    assert one.value("落石区", "石墨烯") == matrix.value("落石区", "石墨烯")


def test_similarity_by_hand() -> None:
    matrix = region_technology(CITY)
    (pair,) = similarity(matrix).pairs
    assert pair.value == pytest.approx(2 / (math.sqrt(5) * math.sqrt(2)))
    assert [label.name for label in pair.shared] == ["石墨烯"]
    assert set(pair.basis.passages) == {"a.p5", "a.p6", "b.p4"}
    found = similarity(matrix, measure="jaccard")
    assert found.value("落石区", "云溪区") == pytest.approx(1 / 3)
    assert found.value("云溪区", "云溪区") == 1.0
    with pytest.raises(NotFoundError, match="not both among"):
        found.value("云溪区", "月球区")


def test_actor_technology_by_hand() -> None:
    matrix = actor_technology(CITY)
    assert [label.name for label in matrix.rows] == ["丁平台", "戊平台"]
    assert matrix.value("戊平台", "减速器") == 1.0
    assert actor_technology(CITY, ("Firm",)).rows == ()


def test_gaps_are_worded_as_absence_from_these_texts() -> None:
    found = technologies_without_host(CITY.only("a"))
    assert [(g.name, g.region) for g in found.gaps] == [("机器人", "云溪区")]
    assert found.searched == 2
    assert "1份规划" in found.gaps[0].said_zh
    assert "未见" in found.gaps[0].said_zh
    assert "the 1 plan loaded (30 passages) name no actor" in found.gaps[0].said_en
    assert found.gaps[0].basis.passages == ("a.p5",)
    # An actor on reducers works on robots, too; but it is at home in the other district.
    assert technologies_without_host(CITY).gaps == ()
    local = technologies_without_host(CITY, local=True)
    assert {(g.region, g.name) for g in local.gaps} == {("云溪区", "机器人"), ("落石区", "石墨烯")}


def test_platforms_without_partners() -> None:
    assert platforms_without_partners(CITY).gaps == ()
    alone = platforms_without_partners(CITY.only("a"))
    assert [(g.name, g.region) for g in alone.gaps] == [("丁平台", "云溪区")]
    assert alone.gaps[0].basis.passages == ("a.p2", "a.p3", "a.p6")
    assert alone.basis.edges == ("乙科技~PARTNERS~云溪区",)
    assert [g.name for g in without_tie(CITY, types=("Firm", "University"), ties=("SUPPORTS",)).gaps] == ["乙科技"]


def test_the_cascade_of_city_goals() -> None:
    found = cascade(CITY)
    assert (found.upper, found.lower) == ("city", ("a", "b"))
    goals = {g.name: ({e.plan: e.how for e in g.echoes}, g.taken_up) for g in found.goals}
    assert goals == {
        "高新技术企业数量": ({"a": "same indicator", "b": "same indicator, other unit"}, 1),
        "机器人": ({"a": "same", "b": "narrower"}, 2),
        "新材料": ({"a": "narrower", "b": "narrower"}, 2),
        "量子": ({"a": "", "b": ""}, 0),
    }
    robots = next(g for g in found.goals if g.name == "机器人")
    assert robots.basis.passages == ("city.p2",)
    assert [e.basis.passages for e in robots.echoes] == [("a.p5",), ("b.p4",)]
    assert robots.echoes[0].basis.plans == ("a",)
    count = next(g for g in found.goals if g.kind == "figure")
    assert (count.value, count.echoes[0].values) == ((5000.0, "家", 2025), ((650.0, "家", 2025),))
    assert count.echoes[0].basis.figures == ("a.f1",)
    assert found.share("a", "technology") == pytest.approx(2 / 3)
    assert found.share("b") == pytest.approx(2 / 4)
    with pytest.raises(BadParameterError, match="name the upper plan"):
        cascade(CITY.without("city"))
    assert cascade(CITY.without("city"), "a", kinds=["technology"]).lower == ("b",)


def test_commitments_by_hand() -> None:
    by_plan = commitments(CITY, ties=("HOSTS", "PARTNERS", "SUPPORTS"))
    of_a, of_b = by_plan.of("a"), by_plan.of("b")
    assert of_a is not None
    assert of_b is not None
    assert dict(of_a.counts) == {"built": 3, "under_way": 0, "supported": 0, "envisaged": 0, "": 1}
    assert dict(of_b.counts) == {"built": 0, "under_way": 1, "supported": 0, "envisaged": 1, "": 1}
    assert (of_a.share("built"), of_b.share("envisaged")) == (1.0, 0.5)
    assert of_a.bases["built"].passages == ("a.p1", "a.p2", "a.p3")
    by_region = commitments(CITY, by="region", ties=("HOSTS",)).of("云溪区")
    assert by_region is not None
    assert by_region.counts["built"] == 2
    assert commitments(CITY, by="technology").of("石墨烯") is not None
    assert next(p.group for p in commitments(CITY, by="type").profiles) == "TARGETS"
    with pytest.raises(BadParameterError, match="no grouping"):
        commitments(CITY, by="colour")


def test_comentions_by_hand() -> None:
    found = comentions(CITY)
    pairs = {(p.first, p.second): p for p in found.pairs}
    assert set(pairs) == {("机器人", "石墨烯"), ("减速器", "石墨烯")}
    together = pairs["机器人", "石墨烯"]
    # Four passages name a technology; graphene in three, robots in one, both in one.
    assert (together.count, together.association) == (1, pytest.approx(1 / 3))
    assert together.pmi == pytest.approx(math.log2(1 * 4 / 3))
    assert together.basis.passages == ("a.p5",)
    assert found.places == 4
    by_section = comentions(CITY, within="section")
    assert (by_section.places, by_section.pairs[0].basis.passages) == (2, ("b.p4", "b.p5"))
    assert comentions(CITY, crowded=1).skipped == 2
    assert found.graph().edges["机器人", "石墨烯"]["weight"] == 1
    with pytest.raises(BadParameterError, match="no unit"):
        comentions(CITY, within="page")
