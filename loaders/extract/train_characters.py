"""Fit the reading of characters to annotated plans. Needs scikit-learn (extra `train`)."""

import warnings
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from innograph.loaders.extract.characters import CharacterModel, classes_of, inputs
from innograph.loaders.extract.corpus import CODES, Annotated, pattern_of
from innograph.loaders.extract.taggers import Tagged
from innograph.loaders.lexicon import lexicon

Said = Sequence[Tagged]
"""What the taggers say of the passages of one plan."""

WIDTH = 96
"""Numbers in the hidden layer."""
ROUNDS = 8
"""Times that the text is gone through; more rounds learn it by heart."""


def fit_characters(corpus: Mapping[str, Annotated], said: Mapping[str, Said]) -> CharacterModel:
    """Fit the model to some plans; on one thread the same plans give the same weights."""
    from sklearn.neural_network import MLPClassifier

    types = tuple(sorted(CODES.values()))
    rows, labels, use = [], [], []
    for name, plan in corpus.items():
        for passage, tagged in zip(plan.document.passages, said[name], strict=True):
            rows.append(inputs(passage.text, tagged, lexicon().matches(passage.text), types).astype(np.float32))
        known, sure = character_labels(plan, types)
        labels.append(known)
        use.append(sure)
    seen = np.vstack(rows)[np.concatenate(use)]
    classes = np.concatenate(labels)[np.concatenate(use)]
    mean, scale = seen.mean(axis=0), 1 / (seen.std(axis=0) + 1e-3)
    network = MLPClassifier((WIDTH,), batch_size=256, max_iter=ROUNDS, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that so few rounds do not converge, which is meant
        network.fit((seen - mean) * scale, classes)
    out = np.zeros((WIDTH, len(classes_of(types))))
    bias = np.full(out.shape[1], -20.0)
    out[:, network.classes_], bias[network.classes_] = network.coefs_[1], network.intercepts_[1]
    arrays = (mean, scale, network.coefs_[0], network.intercepts_[0], out, bias)
    return CharacterModel(types, *(np.round(array.astype(np.float64), 4) for array in arrays))


def character_labels(plan: Annotated, types: Sequence[str]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The class of every character of a plan's passages, and whether it is sure (it is not in an optional name)."""
    forms, optional = plan.forms()
    number = {name: place for place, name in enumerate(classes_of(types))}
    pattern = pattern_of(forms)
    labels, use = [], []
    for passage in plan.document.passages:
        known, sure = np.zeros(len(passage.text), dtype=np.intp), np.ones(len(passage.text), dtype=np.bool_)
        for match in pattern.finditer(passage.text):
            start, end = match.span()
            type_ = forms[match.group()]
            known[start:end] = number[f"I-{type_}"]
            known[start], known[end - 1] = number[f"B-{type_}"], number[f"E-{type_}"]
            if end - start == 1:
                known[start] = number[f"S-{type_}"]
            if match.group() in optional:
                sure[start:end] = False
        labels.append(known)
        use.append(sure)
    return np.concatenate(labels), np.concatenate(use)
