"""The reading of characters: probabilities, levels that rise with them, features for every span, weights that come back."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innograph.loaders.extract.characters import (
    CharacterModel,
    Reading,
    classes_of,
    inputs,
    read_characters,
    save_characters,
)
from innograph.loaders.extract.corpus import Annotated
from innograph.loaders.extract.filter import CHARACTERS
from innograph.loaders.extract.taggers import STATE_WIDTH, Tagged
from innograph.loaders.extract.train_characters import Networks, character_labels, fit_characters
from innograph.loaders.lexicon import lexicon
from innograph.loaders.raw import RawText
from innograph.loaders.reading import document_from_raw

TYPES = ("Firm", "Park")


def said(text: str) -> Tagged:
    return Tagged([(c, "n") for c in text], [], np.zeros((len(text), STATE_WIDTH)))


def certain(*classes: str) -> Reading:
    """A reading that is sure of the class of each character."""
    chances = np.full((len(classes), len(classes_of(TYPES))), 1e-9)
    for place, name in enumerate(classes):
        chances[place, classes_of(TYPES).index(name)] = 1
    return Reading(TYPES, chances)


def some_model() -> CharacterModel:
    random = np.random.default_rng(3)
    width = inputs("云溪", said("云溪"), [], TYPES).shape[1]
    out = len(classes_of(TYPES))
    arrays = (np.zeros(width), np.ones(width), random.normal(size=(width, 10)), np.zeros(10))
    ends = (random.normal(size=(2, 5, out)), np.zeros((2, out)))
    return CharacterModel(TYPES, *(np.round(a, 4) for a in (*arrays, *ends)))


@given(st.text(alphabet="云溪石墨烯A1,。", max_size=40))
def test_every_character_has_its_chances(text: str) -> None:
    reading = some_model()(inputs(text, said(text), lexicon().matches(text), TYPES))
    assert reading.chances.shape == (len(text), len(classes_of(TYPES)))
    np.testing.assert_allclose(reading.chances.sum(axis=1), 1)
    spans = [(a, b) for a in range(len(text)) for b in range(a + 1, len(text) + 1)]
    assert len(reading.border_features(spans)) == len(spans)
    assert len(reading.features(spans, [()] * len(spans))) == len(spans)


def test_the_chances_of_several_networks_are_averaged() -> None:
    both = some_model()
    parts = [slice(0, 5), slice(5, 10)]
    alone = [
        replace(
            both,
            hidden=both.hidden[:, own],
            hidden_bias=both.hidden_bias[own],
            out=both.out[[i]],
            out_bias=both.out_bias[[i]],
        )
        for i, own in enumerate(parts)
    ]
    seen = inputs("云溪石墨烯", said("云溪石墨烯"), lexicon().matches("云溪石墨烯"), TYPES)
    np.testing.assert_allclose(both(seen).chances, (alone[0](seen).chances + alone[1](seen).chances) / 2)


def test_a_name_that_is_seen_stands_out() -> None:
    reading = certain("O", "B-Park", "I-Park", "E-Park", "O", "S-Firm")
    assert [level > 0 for level in reading.starts] == [False, True, False, False, False, True]
    assert [level > 0 for level in reading.ends] == [False, False, False, True, False, True]
    name, part, single = reading.features([(1, 4), (1, 3), (5, 6)], [["Park"], [], []])
    assert {"Dt=Park", "DTPark=Park", "D=6Park"} >= {f for f in name if f in {"Dt=Park", "D=6Park"}}
    assert "DT=ParkPark" in name
    assert "Dt=Firm" in single
    assert next(f for f in part if f.startswith("D=")) == "D=-8" or "D=-" in " ".join(part)
    best = reading.border_features([(1, 4), (1, 3), (5, 6)])
    assert best[0] == best[2] != best[1]


def test_only_spans_whose_ends_may_be_those_of_a_name_are_worth_a_look() -> None:
    reading = certain("B-Firm", "E-Firm", "O", "S-Park")
    assert reading.possible([(0, 2), (0, 3), (1, 2), (3, 4)]) == [True, False, False, True]
    assert reading.possible([]) == []


def test_what_the_lexicons_say_is_seen() -> None:
    text = "石墨烯"
    types = ("Technology",)
    table = inputs(text, said(text), lexicon().matches(text), types)
    one = table.shape[1] // 3
    assert table[:, one - 3 : one].tolist() == [[1, 1, 0], [0, 1, 0], [0, 1, 1]]
    assert table[1, 2 * one - 3 : 2 * one].tolist() == table[0, one - 3 : one].tolist()
    assert table[1, 3 * one - 3 :].tolist() == table[2, one - 3 : one].tolist()


def yunxi() -> Annotated:
    text = "云溪区建设云溪科技园,支持远川。要坚持创新驱动发展,完善科技服务体系,不断提高区域创新能力和水平。"
    document = document_from_raw(RawText(f"云溪区科技创新规划\n{text}", "txt"), "yunxi.txt", plan_id="yunxi")
    entities = [
        {"name": "云溪科技园", "type": "Park"},
        {"name": "远川", "type": "Firm", "optional": True},
    ]
    return Annotated(document, {"entities": entities})


def test_labels_are_places_in_names() -> None:
    plan = yunxi()
    labels, sure = character_labels(plan, TYPES)
    names = [classes_of(TYPES)[i] for i in labels]
    at = "".join(p.text for p in plan.document.passages).index("云溪科技园")
    assert names[at : at + 5] == ["B-Park", "I-Park", "I-Park", "I-Park", "E-Park"]
    assert not sure["".join(p.text for p in plan.document.passages).index("远川")]


def test_the_same_plan_gives_the_same_weights(tmp_path: Path) -> None:
    plan = yunxi()
    heard = [said(p.text) for p in plan.document.passages]
    model = fit_characters({"yunxi": plan}, {"yunxi": heard})
    save_characters(model, tmp_path / "once.json")
    save_characters(fit_characters({"yunxi": plan}, {"yunxi": heard}), tmp_path / "twice.json")
    assert (tmp_path / "once.json").read_bytes() == (tmp_path / "twice.json").read_bytes()
    assert not np.array_equal(model.out[0], model.out[1])


def test_the_networks_learn_what_is_there_to_learn() -> None:
    networks = Networks(2, 4)
    seen = np.repeat(np.array([[0, 1], [1, 0], [1, 1]], dtype=np.float32), 1000, axis=0)
    classes = np.repeat([2, 0, 3], 1000)
    networks.fit(seen, classes)
    hidden, hidden_bias, out, out_bias = (array.astype(np.float64) for array in networks.weights)
    chances = CharacterModel(TYPES, np.zeros(2), np.ones(2), hidden, hidden_bias, out, out_bias)(seen).chances
    assert chances.argmax(axis=1).tolist() == classes.tolist()


def test_weights_come_back(tmp_path: Path) -> None:
    model = some_model()
    save_characters(model, tmp_path / "c.json")
    back = read_characters(tmp_path / "c.json")
    save_characters(back, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "c.json").read_bytes()
    np.testing.assert_array_equal(back.hidden, model.hidden)


def test_the_shipped_weights_fit_what_is_seen() -> None:
    model = read_characters(CHARACTERS)
    text = "云溪区"
    assert model(inputs(text, said(text), [], model.types)).chances.shape == (3, 1 + 4 * len(model.types))


@pytest.mark.parametrize("place", ["mean", "scale", "hidden", "hidden_bias", "out", "out_bias"])
def test_the_shipped_weights_are_finite(place: str) -> None:
    assert np.isfinite(getattr(read_characters(CHARACTERS), place)).all()
