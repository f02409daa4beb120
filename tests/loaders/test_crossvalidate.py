"""Held-out figures are of plans that nothing was trained on: neither the filter nor the reading of characters."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from innograph.loaders.extract import crossvalidate, train
from innograph.loaders.extract.corpus import Annotated, read_marked
from innograph.loaders.extract.filter import Filter, make_filter, shipped_filter

PLAN = """# title: {district}科技创新行动方案
# issuer: {district}科学技术局
# region: {district}
# years: 2021-2025
一、总体要求
支持[{district}大学|U]与[澜芯微电子|FI]共建[{district}传感创新中心|PL]，发展[量子传感|TE]。
"""


@pytest.fixture
def corpus(tmp_path: Path) -> dict[str, Annotated]:
    found = {}
    for name, district in (("a", "云溪区"), ("b", "洛石区"), ("c", "临泽县"), ("d", "金汇区")):
        path = tmp_path / f"{name}.txt"
        path.write_text(PLAN.format(district=district), "utf-8")
        found[name] = read_marked(path)
    return found


def plain_filter() -> Filter:
    return replace(shipped_filter(), tagger=None, characters=None)


def test_a_plan_held_out_is_not_trained_on(corpus: dict[str, Annotated], monkeypatch: pytest.MonkeyPatch) -> None:
    trained: list[frozenset[str]] = []

    def record(others: Mapping[str, Annotated], _: object) -> Filter:
        assert all(others[name] is corpus[name] for name in others)
        trained.append(frozenset(others))
        return plain_filter()

    monkeypatch.setattr(crossvalidate, "train_on", record)
    scores = crossvalidate.leave_one_out(corpus, ["b", "d"], None)
    assert trained == [frozenset("acd"), frozenset("abc")]
    assert list(scores) == ["b", "d"]
    assert scores["b"].table["entity"].f1 > 0


def test_characters_are_read_by_a_model_that_never_saw_the_plan(
    corpus: dict[str, Annotated], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_by: dict[str, list[Any]] = {}

    def note(plan: Annotated, _: object, __: object, characters: object) -> str:
        name = next(each for each in corpus if corpus[each] is plan)
        read_by.setdefault(name, []).append(characters)
        return name

    monkeypatch.setattr(train, "fit_characters", lambda plans, *_, **__: frozenset(plans))
    monkeypatch.setattr(train, "examples", note)
    monkeypatch.setattr(train, "train", lambda parts, *_: replace(plain_filter(), types=tuple(parts)))
    model = train.train_on(corpus, {name: [] for name in corpus})
    assert set(read_by) == set(corpus)
    assert all(len(models) == train.DEALS for models in read_by.values())
    assert all(seen and name not in seen for name, models in read_by.items() for seen in models)
    # What is shipped learned from all; the parts keep the order of the corpus.
    assert model.characters == frozenset(corpus)
    assert model.types == tuple(corpus)


def test_every_plan_is_dealt_once_and_parts_are_of_about_one_size() -> None:
    sizes = {f"p{number}": 100 + 37 * number % 90 for number in range(17)}
    folds = train.dealt(sizes)
    assert sorted(name for fold in folds for name in fold) == sorted(sizes)
    sums = [sum(sizes[name] for name in fold) for fold in folds]
    assert max(sums) - min(sums) <= max(sizes.values())
    assert train.dealt(dict(reversed(sizes.items()))) == folds
    others = [train.dealt(sizes, deal) for deal in range(1, train.DEALS)]
    assert all(sorted(name for fold in other for name in fold) == sorted(sizes) for other in others)
    assert all(max(map(len, other)) - min(map(len, other)) <= 4 for other in others)
    assert len({frozenset(map(frozenset, each)) for each in (folds, *others)}) == train.DEALS
    assert train.dealt({"alone": 5}) == [["alone"]]


def test_the_mean_of_filters_is_the_mean_of_what_they_say() -> None:
    first = make_filter(("Firm",), ["a", "b"], np.array([[1.0, 2.0], [3.0, 4.0]]), [1.0, 0.0])
    second = make_filter(("Firm",), ["b", "c"], np.array([[1.0, 0.0], [5.0, 6.0]]), [0.0, 2.0])
    both = train.averaged([first, second])
    spans = [["a"], ["b"], ["c"], ["a", "b", "c"], ["unknown"]]
    assert np.allclose(both.sums(spans), (first.sums(spans) + second.sums(spans)) / 2)
    assert both.bias.tolist() == [0.5, 1.0]
