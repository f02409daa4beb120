"""How claims become nodes and evidence becomes edges."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_builder import luoshi, yunxi

from innograph.graph.merge import (
    Claim,
    Row,
    decode_claim,
    edge_properties,
    encode_claim,
    entity_properties,
    entity_type,
    pack,
    rows_of,
    scoped,
    search_text,
    unpack,
)
from innograph.graph.resolve import Node


def claim(plan: str, name: str, *, said: tuple[str, ...] = (), kind: str = "", **node: object) -> Claim:
    names = tuple((each, kind) for each in said or (name,))
    return Claim(plan, Node("n", name, **{"type": "Firm", **node}), names, said or (name,), mentions=1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claims", "name", "aliases"),
    [
        ([claim("a", "岚芯")], "岚芯", []),
        ([claim("a", "岚芯"), claim("b", "岚芯科技")], "岚芯科技", ["岚芯"]),
        ([claim("a", "岚芯甲"), claim("b", "岚芯乙")], "岚芯乙", ["岚芯甲"]),
        ([claim("a", "岚芯", authority=True), claim("b", "岚芯科技")], "岚芯", ["岚芯科技"]),
        ([claim("a", "岚芯", authority=True, said=("岚芯公司",))], "岚芯", ["岚芯公司"]),
        ([claim("a", "岚芯", aliases=("LX",))], "岚芯", ["LX"]),
    ],
)
def test_names(claims: list[Claim], name: str, aliases: list[str]) -> None:
    for order in permutations(claims):
        properties = entity_properties("n", order)
        assert (properties["name"], properties["aliases"]) == (name, aliases)


@pytest.mark.parametrize(
    ("claims", "kind"),
    [
        ([claim("a", "x", type="Park")], "Park"),
        ([claim("a", "x", type="Park"), claim("b", "x", type="Firm")], "Firm"),
        ([claim("a", "x", type="Park"), claim("b", "x", type="Park"), claim("c", "x", type="Firm")], "Park"),
        ([claim("a", "x", type="Park"), claim("b", "x", type="Park"), claim("c", "x", authority=True)], "Firm"),
    ],
)
def test_types(claims: list[Claim], kind: str) -> None:
    for order in permutations(claims):
        assert entity_type(order) == kind


def test_english_and_pinyin_follow_the_name_and_the_better_source() -> None:
    short = claim("a", "岚芯", name_en="Lan Xin", name_en_source="transliteration", pinyin="lan xin")
    long = claim("b", "岚芯科技", name_en="Lan Xin Ke Ji", name_en_source="transliteration", pinyin="lan xin ke ji")
    known = claim("c", "岚芯", name_en="Lanchip", name_en_source="lexicon")
    voted = entity_properties("n", [short, long])
    assert (voted["name_en"], voted["pinyin"]) == ("Lan Xin Ke Ji", "lan xin ke ji")
    better = entity_properties("n", [short, long, known])
    assert (better["name_en"], better["name_en_source"], better["name"]) == ("Lanchip", "lexicon", "岚芯科技")


def test_kinds_vote() -> None:
    claims = [claim("a", "x", kind="lab"), claim("b", "x", kind="centre"), claim("c", "x", kind="centre")]
    assert entity_properties("n", claims)["kind"] == "centre"
    assert entity_properties("n", [*claims, claim("d", "x", authority=True, kind="")])["kind"] == "centre"


def test_search_text() -> None:
    text = search_text("石墨烯", ["Ｇraphene层"], "Graphene", "shi mo xi")
    assert text.split("\n") == ["石墨烯", "graphene层", "graphene", "shi mo xi", "shimoxi", "smx"]


@pytest.mark.parametrize(("plan", "local", "whole"), [("a", "p1", "a.p1"), ("a", "a.p1", "a.p1"), ("a", "ab", "a.ab")])
def test_scoped(plan: str, local: str, whole: str) -> None:
    assert scoped(plan, local) == whole


@pytest.mark.parametrize("plan", [yunxi(), luoshi()])
def test_packing(plan: object) -> None:
    assert unpack(pack(plan)) == plan  # type: ignore[arg-type]


ROWS = st.builds(
    Row,
    plan=st.sampled_from("ab"),
    start=st.integers(0, 9),
    end=st.integers(10, 19),
    passage=st.just(""),
    rule=st.sampled_from(["r", "s"]),
    commitment=st.sampled_from(["", "built", "envisaged"]),
    confidence=st.floats(0, 1),
).map(lambda row: row._replace(passage=f"{row.plan}.p"))


@given(st.sets(ROWS, min_size=1, max_size=6))
def test_an_edge_keeps_its_evidence(rows: set[Row]) -> None:
    properties = edge_properties(rows)
    assert rows_of(properties) == rows
    assert properties["plans"] == sorted({row.plan for row in rows})
    assert properties["confidence"] == max(row.confidence for row in rows)
    assert properties == edge_properties(sorted(rows, reverse=True))
    if any(row.commitment == "built" for row in rows):
        assert properties["commitment"] == "built"


NAMES = st.text("岚芯科技ab|\"'", min_size=1, max_size=5)
CLAIMS = st.builds(
    Claim,
    plan=st.sampled_from("abc"),
    node=st.builds(Node, id=st.just("n"), name=NAMES, type=st.sampled_from(["Firm", "Park"]), authority=st.booleans()),
    said=st.tuples(st.tuples(NAMES, st.sampled_from(["", "k"]))),
    surfaces=st.tuples(NAMES),
    mentions=st.integers(0, 5),
)


@given(st.lists(CLAIMS, min_size=1, max_size=3, unique_by=lambda claim: claim.plan))
def test_a_node_does_not_depend_on_order(claims: list[Claim]) -> None:
    properties = entity_properties("n", claims)
    for order in permutations(claims):
        assert entity_properties("n", order) == properties
        assert entity_type(order) == entity_type(claims)
    assert sorted(map(decode_claim, properties["_claims"]), key=lambda each: each.plan) == sorted(
        claims, key=lambda each: each.plan
    )
    assert properties["name"] not in properties["aliases"]
    assert all(encode_claim(decode_claim(text)) == text for text in properties["_claims"])
