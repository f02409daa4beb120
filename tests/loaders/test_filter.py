"""The filter: sums of weights, and weights that come back from the file as they went in, to the rounding."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innograph.loaders.extract.filter import (
    PLAIN,
    TAGGED,
    Filter,
    make_filter,
    read_filter,
    save_filter,
    shipped_filter,
)
from innograph.loaders.extract.odds import sigmoid, softmax

FEATURES = [f"f{i}" for i in range(6)]
SPANS = st.lists(st.lists(st.sampled_from([*FEATURES, "unknown"]), max_size=5), max_size=6)


def some_filter() -> Filter:
    weights = np.random.default_rng(1).normal(size=(6, 7))
    return make_filter(("Firm", "Park"), FEATURES, weights, [0.5, -1.0, 0.25, 0.0, 0.125, -2.0, 1.0])


@given(SPANS)
def test_sums_are_sums(spans: list[list[str]]) -> None:
    model = some_filter()
    found = model.sums(spans)
    assert found.shape == (len(spans), 7)
    for row, names in zip(found, spans, strict=True):
        expected = sum((model.weights[model.index[n]] for n in names if n in model.index), np.zeros(7))
        np.testing.assert_allclose(row, expected, atol=1e-5)


def test_columns_part_the_table() -> None:
    model = some_filter()
    assert list(range(7))[model.type_columns] == [2, 3]
    assert list(range(7))[model.decision_columns] == [4, 5, 6]


def test_weights_come_back(tmp_path: Path) -> None:
    model, path = some_filter(), tmp_path / "w.json"
    save_filter(model, path)
    back = read_filter(path)
    assert back.types == model.types
    for name, row in model.index.items():
        np.testing.assert_allclose(back.weights[back.index[name]], model.weights[row], atol=0.031)
    save_filter(back, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == path.read_bytes()


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=5))
def test_probabilities(scores: list[float]) -> None:
    given_scores = np.array([scores], dtype=np.float32)
    row = softmax(given_scores)[0]
    assert float(row.sum()) == pytest.approx(1, abs=1e-5)
    # Scores that differ by next to nothing come to the same probability.
    assert row[given_scores.argmax()] == row.max()
    yes = sigmoid(np.array(sorted(scores), dtype=np.float32))
    assert ((yes >= 0) & (yes <= 1)).all()
    assert (np.diff(yes) >= 0).all()


@pytest.mark.parametrize("path", [TAGGED, PLAIN], ids=lambda p: p.stem)
def test_the_shipped_weights_fit_the_columns(path: Path) -> None:
    model = read_filter(path)
    assert len(model.types) == 14
    assert model.weights.shape == (len(model.index) + 1, 3 + 2 * 14)
    assert not model.weights[-1].any()
    assert any(f.startswith("tq=") for f in model.index) == (path == TAGGED)


def test_the_tagger_goes_with_its_weights() -> None:
    model = shipped_filter()
    assert any(f.startswith("tq=") for f in model.index) == (model.tagger is not None)
