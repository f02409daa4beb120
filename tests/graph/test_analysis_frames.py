"""Frames in and out, plots, and one indicator over the years."""

import warnings
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from corpus_builder import corpus, figure

from innograph.graph import frames, plots
from innograph.graph.analysis import (
    Corpus,
    bridges,
    cascade,
    centrality,
    comentions,
    commitments,
    communities,
    network,
    platforms_without_partners,
    region_technology,
    similarity,
    stability,
    technologies_without_host,
    trend,
)
from innograph.graph.errors import BadParameterError, MissingExtraError, NotFoundError
from innograph.graph.frames import corpus_frames, corpus_from_frames, to_frame
from innograph.graph.store import Store

SMALL = corpus(
    {"a": ("云溪区", 9), "b": ("落石区", 7)},
    [
        ("云溪区", "HOSTS", "丁平台", "a.p1", "built"),
        ("丁平台", "PARTNERS", "甲大学", "a.p2"),
        ("丁平台", "TARGETS", "石墨烯", "a.p2"),
        ("落石区", "TARGETS", "机器人", "b.p1"),
    ],
    mentions=[("石墨烯", "a.p2", "a.s1"), ("机器人", "b.p1", "b.s1")],
    figures=[
        figure("a.f1", "a", "高新技术企业数量", 300, "家", year=2020, kind="actual"),
        figure("a.f2", "a", "高新技术企业总数", 650, "家"),
        figure("b.f1", "b", "高新技术企业", 120, "家"),
        figure("b.f2", "b", "新增高新技术企业", 20, "家"),
        figure("b.f3", "b", "高新技术企业数量增长", 15, "%", measure="growth"),
        figure("b.f4", "b", "高新技术企业数量", 100, "家", year=None),
    ],
)


def test_frames_of_a_corpus_and_back(sample_store: Store) -> None:
    read = Corpus.read(sample_store)
    out = corpus_frames(read)
    assert {name: len(frame) for name, frame in out.items()} == {
        "plans": 2,
        "nodes": len(read.items),
        "ties": len(read.ties),
        "readings": sum(len(tie.readings) for tie in read.ties),
        "figures": 3,
        "mentions": len(read.mentions),
    }
    parts = {name: out[name] for name in ("plans", "figures", "mentions")}
    back = corpus_from_frames(out["nodes"], out["readings"], data_version=read.data_version, **parts)
    assert back.documents == read.documents
    assert back.items == read.items
    assert set(back.ties) == set(read.ties)
    assert back.mentions == read.mentions
    assert centrality(back, "degree").scores == centrality(read, "degree").scores


def test_frames_survive_a_csv_file(tmp_path: Path) -> None:
    pd = pytest.importorskip("pandas")
    out = corpus_frames(SMALL)
    nodes = out["nodes"].assign(plans=out["nodes"]["plans"].str.join("|"))
    for name, frame in {"nodes": nodes, "readings": out["readings"]}.items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    read = [pd.read_csv(tmp_path / f"{name}.csv") for name in ("nodes", "readings")]
    back = corpus_from_frames(*read)
    assert set(back.ties) == set(SMALL.ties)
    assert back.plans == ("a", "b")
    assert back.items["丁平台"].plans == ("a",)


def test_a_column_that_is_missing_is_named() -> None:
    out = corpus_frames(SMALL)
    with pytest.raises(BadParameterError, match="readings has no column passage"):
        corpus_from_frames(out["nodes"], out["readings"].drop(columns="passage"))
    with pytest.raises(BadParameterError, match="a Basis does not make"):
        to_frame(SMALL.basis())


@pytest.mark.parametrize(
    ("result", "columns"),
    [
        (centrality(SMALL), {"rank", "name", "degree", "passages"}),
        (technologies_without_host(SMALL), {"name", "said_zh", "said_en", "passages"}),
        (commitments(SMALL), {"group", "built", "not stated", "total"}),
        (comentions(SMALL), set()),
        (cascade(SMALL, "a"), {"goal", "taken_up", "b"}),
        (stability(SMALL, lambda c: centrality(c, "degree")), {"best", "worst", "stayed"}),
        (trend(SMALL, "高新技术企业"), {"region", "year", "value", "passage"}),
        ([{"x": 1}], {"x"}),
    ],
)
def test_results_make_frames(result: Any, columns: set[str]) -> None:
    assert columns <= set(to_frame(result).columns)


def test_a_result_without_rows_has_its_columns_all_the_same() -> None:
    empty = corpus({"a": ("云溪区", 3), "b": ("落石区", 3)}, [])
    results = (
        bridges(empty),
        cascade(empty, "a"),
        centrality(empty),
        comentions(empty),
        commitments(empty),
        communities(empty),
        platforms_without_partners(empty),
        stability(empty, lambda c: centrality(c, "degree")),
    )
    for result in results:
        frame = to_frame(result)
        assert len(frame) == 0
        assert list(frame.columns) == list(result.columns)
    for result in (bridges(SMALL, named=True), similarity(region_technology(SMALL)), communities(SMALL)):
        assert all(tuple(row) == result.columns for row in result.rows())


def test_a_matrix_makes_a_frame_with_names() -> None:
    frame = to_frame(region_technology(SMALL))
    assert frame.loc["云溪区", "石墨烯"] == 1.0
    assert frame.loc["落石区", "石墨烯"] == 0.0


def test_a_missing_extra_is_said_clearly(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str, *args: Any, **rest: Any) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(frames, "import_module", refuse)
    with pytest.raises(MissingExtraError, match=r"pandas is not installed.*pip install 'innograph\[analysis\]'"):
        to_frame([{"x": 1}])


def test_a_trend_takes_names_that_differ_in_form_only() -> None:
    found = trend(SMALL, "高新技术企业", measure="")
    values = {(s.name, s.unit): [(p.year, p.value, p.kind) for p in s.points] for s in found.series}
    assert values == {
        ("云溪区", "家"): [(2020, 300.0, "actual"), (2025, 650.0, "target")],
        ("落石区", "家"): [(2025, 120.0, "target")],
        ("落石区", "%"): [(2025, 15.0, "target")],
    }
    assert {s.unit for s in trend(SMALL, "高新技术企业").series} == {"家"}
    assert found.series[0].basis.figures == ("a.f1", "a.f2")
    with pytest.raises(NotFoundError, match="no figure with a year"):
        trend(SMALL, "博物馆数量")


def plots_of_all_kinds() -> dict[str, plots.Plot]:
    profiles = {p.name: [(c, float(n)) for c, n in p.counts.items()] for p in commitments(SMALL).profiles}
    return {
        "bars": plots.bars(centrality(SMALL)),
        "heat": plots.heat(region_technology(SMALL)),
        "network": plots.network_plot(network(SMALL), title="网络", largest=True),
        "multiples": plots.small_multiples(profiles, title="落实程度"),
        "timeline": plots.timeline(trend(SMALL, "高新技术企业", measure="")),
    }


def test_plots_are_svg_and_png_with_chinese_letters(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a character that the font lacks is a warning of matplotlib's
        if not plots.chinese_font():
            pytest.skip("no font with Chinese characters is installed here")
        for name, plot in plots_of_all_kinds().items():
            assert ET.fromstring(plot.svg()).tag.endswith("svg"), name  # noqa: S314 (our own text)
            assert plot.png(dpi=50).startswith(b"\x89PNG"), name
            assert plot.save(tmp_path / f"{name}.svg").stat().st_size > 1000
            assert plot.save(tmp_path / f"{name}.png", dpi=50).exists()


def test_the_same_plot_gives_the_same_bytes() -> None:
    once, again = plots_of_all_kinds(), plots_of_all_kinds()
    for name, plot in once.items():
        assert plot.svg() == again[name].svg(), name
    assert "2 plans, 16 passages read" in once["heat"].svg()
    assert b"2 plans, 16 passages read" in once["heat"].png(dpi=40)
    assert once["heat"].basis == region_technology(SMALL).basis


def test_empty_results_can_be_drawn() -> None:
    empty = corpus({"a": ("云溪区", 3)}, [])
    for plot in (
        plots.bars(centrality(empty)),
        plots.heat(region_technology(empty)),
        plots.network_plot(network(empty)),
        plots.small_multiples({}),
    ):
        assert plot.png(dpi=40).startswith(b"\x89PNG")


def test_other_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadParameterError, match=r"written as \.svg or \.png"):
        plots.bars([("甲", 1.0)]).save(tmp_path / "x.jpg")


def test_no_chinese_font_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib import font_manager

    monkeypatch.setattr(font_manager, "get_font_names", lambda: ["DejaVu Sans"])
    plots.chinese_font.cache_clear()
    try:
        with pytest.warns(plots.MissingFontWarning, match="install one"):
            assert plots.chinese_font() == ""
    finally:
        plots.chinese_font.cache_clear()
