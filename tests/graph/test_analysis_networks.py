"""Centralities, communities and stability: by hand on small networks, by networkx on random ones."""

import math

import networkx as nx
import pytest
from corpus_builder import corpus
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kendalltau

from innograph.graph.analysis import (
    MEASURES,
    Corpus,
    Scope,
    centralities,
    centrality,
    communities,
    kendall_tau,
    network,
    stability,
)
from innograph.graph.errors import BadParameterError
from innograph.graph.store import Store

STAR = corpus(
    {"a": ("云溪区", 9), "b": ("落石区", 7)},
    [
        ("甲大学", "PARTNERS", "乙科技", "a.p1"),
        ("甲大学", "PARTNERS", "丙科技", "a.p2"),
        ("甲大学", "SUPPORTS", "丁平台", "a.p2", "built"),
        ("甲大学", "SUPPORTS", "丁平台", "b.p1"),
        ("甲大学", "TARGETS", "石墨烯", "a.p3"),
    ],
)


def of_pairs(pairs: set[tuple[int, int]]) -> Corpus:
    said = [(f"{a}科技", "PARTNERS", f"{b}科技", f"a.p{n}") for n, (a, b) in enumerate(sorted(pairs))]
    return corpus({"a": ("云溪区", len(said))}, said)


def plain(pairs: set[tuple[int, int]]) -> "nx.Graph[str]":
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted({f"{n}科技" for pair in pairs for n in pair}))
    graph.add_edges_from((f"{a}科技", f"{b}科技") for a, b in sorted(pairs))
    return graph


some_pairs = st.sets(
    st.tuples(st.integers(0, 14), st.integers(0, 14)).filter(lambda pair: pair[0] < pair[1]), min_size=1, max_size=40
)


def test_a_star_by_hand() -> None:
    ranking = centrality(STAR, "degree")
    assert [(s.name, s.value, s.rank) for s in ranking.scores] == [
        ("甲大学", 3.0, 1),
        ("丁平台", 1.0, 2),
        ("丙科技", 1.0, 2),
        ("乙科技", 1.0, 2),
    ]
    assert centrality(STAR, "betweenness").value("甲大学") == 1.0
    assert centrality(STAR, "closeness").value("丁平台") == pytest.approx(3 / 5)
    assert ranking.value("石墨烯") == 0.0


def test_every_score_names_its_ties_and_passages() -> None:
    ranking = centrality(STAR, "degree")
    hub = ranking.scores[0].basis
    assert hub.edges == ("甲大学~SUPPORTS~丁平台", "甲大学~PARTNERS~丙科技", "甲大学~PARTNERS~乙科技")
    assert hub.passages == ("a.p2", "b.p1", "a.p1")
    assert (hub.plans, hub.passages_read, hub.data_version) == (("a", "b"), 16, "test")
    assert set(ranking.basis.edges) == set(hub.edges)
    assert ranking.basis.said() == "2 plans, 16 passages read; from 3 edges and 3 passages; data test; degree"


def test_weighted_by_sentences() -> None:
    assert centrality(STAR, "degree", weighted=True).value("甲大学") == 4.0
    assert centrality(STAR, "degree", weighted=True).value("丁平台") == 2.0


def test_the_scope_decides_what_is_in() -> None:
    assert len(network(STAR)) == 4
    assert set(network(STAR, Scope(ties=("SUPPORTS",)))) == {"甲大学", "丁平台"}
    assert set(network(STAR, Scope(isolates=True))) >= {"云溪区", "落石区"}
    assert set(network(STAR, Scope(confidence=0.95))) == set()
    with_fields = Scope(ties=("TARGETS",), types=("University", "Technology"))
    assert set(network(STAR, with_fields)) == {"甲大学", "石墨烯"}
    with pytest.raises(BadParameterError, match="no type 'Firma'"):
        network(STAR, Scope(types=("Firma",)))


@settings(max_examples=25, deadline=None)
@given(some_pairs)
def test_random_networks_as_networkx_has_them(pairs: set[tuple[int, int]]) -> None:
    graph = plain(pairs)
    wanted = {
        "degree": dict(graph.degree()),
        "betweenness": nx.betweenness_centrality(graph),
        "closeness": nx.closeness_centrality(graph),
        "pagerank": nx.pagerank(graph, tol=1e-12, max_iter=1000),
    }
    found = centralities(of_pairs(pairs), tuple(wanted))
    for measure, values in wanted.items():
        assert {s.id: s.value for s in found[measure].scores} == pytest.approx(values, abs=1e-8), measure


def test_eigenvector_as_networkx_has_it() -> None:
    pairs = {(0, 1), (0, 2), (1, 2), (2, 3), (3, 4)}
    values = nx.eigenvector_centrality_numpy(plain(pairs))
    assert {s.id: s.value for s in centrality(of_pairs(pairs), "eigenvector").scores} == pytest.approx(values, abs=1e-5)


def test_a_measure_that_does_not_settle_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise nx.PowerIterationFailedConvergence(5000)

    monkeypatch.setattr(nx, "eigenvector_centrality", fail)
    with pytest.raises(BadParameterError, match="take another measure"):
        centrality(STAR, "eigenvector")


@pytest.mark.parametrize("measure", MEASURES)
def test_an_empty_network_has_an_empty_ranking(measure: str) -> None:
    empty = corpus({"a": ("云溪区", 3)}, [])
    assert centrality(empty, measure).scores == ()
    assert communities(empty).communities == ()


def test_unknown_measures_are_refused() -> None:
    with pytest.raises(BadParameterError, match="no measure 'fame'; there are: degree"):
        centrality(STAR, "fame")
    with pytest.raises(BadParameterError, match="no method"):
        communities(STAR, method="guess")


def test_two_triangles_are_two_communities() -> None:
    two = of_pairs({(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (3, 5), (4, 5)})
    for method in ("louvain", "greedy"):
        found = communities(two, method=method)
        assert [set(c.members) for c in found.communities] == [
            {"0科技", "1科技", "2科技"},
            {"3科技", "4科技", "5科技"},
        ]
        assert found.modularity == pytest.approx(2 * (3 / 7 - (7 / 14) ** 2))
        assert found.communities[0].name == "2科技"
        assert len(found.communities[0].basis.edges) == 3
        first = found.of("4科技")
        assert first is not None
        assert first.number == 2
        assert dict(first.types) == {"Firm": 3}
        assert found.of("9科技") is None


@settings(max_examples=15, deadline=None)
@given(some_pairs)
def test_communities_are_as_good_as_those_of_networkx_and_the_same_every_time(pairs: set[tuple[int, int]]) -> None:
    """Not the same sets: among equally good ones Louvain takes what the order of nodes gives."""
    found = communities(of_pairs(pairs), seed=3)
    parts = [set(c.members) for c in found.communities]
    assert found.modularity == pytest.approx(nx.community.modularity(plain(pairs), parts))
    wanted = nx.community.louvain_communities(plain(pairs), seed=3)
    assert found.modularity >= nx.community.modularity(plain(pairs), wanted) - 0.1
    assert found == communities(of_pairs(pairs), seed=3)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=30))
def test_kendalls_tau_as_scipy_has_it(pairs: list[tuple[int, int]]) -> None:
    one, other = [float(a) for a, _ in pairs], [float(b) for _, b in pairs]
    wanted = kendalltau(one, other).statistic
    found = kendall_tau(one, other)
    assert found is None if math.isnan(wanted) else found == pytest.approx(wanted)


def test_stability_by_hand() -> None:
    found = stability(STAR, lambda c: centrality(c, "degree"), top=2)
    assert [p.plan for p in found.plans] == ["a", "b"]
    without_a, without_b = found.plans
    # Without plan a, one tie is left: both of its ends have degree 1, the two firms are gone.
    assert (without_a.overlap, without_a.gone) == (1.0, ())
    assert without_a.tau == pytest.approx(kendalltau([3, 1, 1, 1], [1, 1, 0, 0]).statistic)
    assert (without_b.tau, without_b.overlap) == (pytest.approx(1.0), 1.0)
    assert without_a.basis.plans == ("b",)
    hub, platform = found.ranks
    assert (hub.name, hub.rank, hub.best, hub.worst, hub.stayed) == ("甲大学", 1, 1, 1, 2)
    assert (platform.name, platform.rank, platform.best, platform.worst) == ("丁平台", 2, 1, 2)


def test_without_a_plan_is_as_if_it_had_never_been_loaded(sample_store: Store) -> None:
    whole = Corpus.read(sample_store)
    assert whole.plans == ("luoshi", "yunxi")
    smaller = whole.without("luoshi")
    assert smaller.items.keys() < whole.items.keys()
    assert all(reading.plan == "yunxi" for tie in smaller.ties for reading in tie.readings)
    shared = next(tie for tie in whole.ties if tie.type == "PARTNERS")
    left = next(tie for tie in smaller.ties if tie.type == "PARTNERS")
    assert (shared.commitment, shared.confidence) == ("built", 0.8)
    assert (left.commitment, left.confidence) == ("under_way", 0.8)
    assert smaller.items["firm-lanxin"].mentions == 1
    assert {row["plan"] for row in smaller.figures} == {"yunxi"}


def test_a_corpus_counts_as_its_store_does(sample_store: Store) -> None:
    read = Corpus.read(sample_store)
    counts = sample_store.counts()
    assert sum(item.type != "Task" for item in read.items.values()) == counts["Entity"]
    assert len(read.mentions) == counts["MENTIONED_IN"]
    assert len(read.figures) == counts["Target"]
    assert read.passages_read == counts["Passage"]
    assert {d.region_name: d.region for d in read.documents} == {"云溪区": "region-云溪区", "落石区": "region-落石区"}
