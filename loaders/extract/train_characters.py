"""Fit the reading of characters to annotated plans.

With numpy alone: the networks see the same batches, so that one product of matrices serves all of them.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from innograph.loaders.extract.characters import CharacterModel, classes_of, inputs
from innograph.loaders.extract.corpus import CODES, Annotated, pattern_of
from innograph.loaders.extract.taggers import Tagged
from innograph.loaders.lexicon import lexicon

Said = Sequence[Tagged]
"""What the taggers say of the passages of one plan."""
Single = NDArray[np.float32]

NETWORKS = 3
"""Networks whose chances are averaged; five gain no more than three."""
WIDTH = 96
"""Numbers in the hidden layer of each network."""
ROUNDS = 8
"""Times that the text is gone through; more rounds learn it by heart."""
BATCH = 256
"""Characters that a step looks at."""
RATE = 1e-3
"""How far a step goes."""
SHRINK = 1e-4
"""Pull of the weights towards zero: next to nothing, but it takes away those of inputs that no plan has shown, which
stay as they were drawn otherwise."""


def fit_characters(corpus: Mapping[str, Annotated], said: Mapping[str, Said], *, seed: int = 0) -> CharacterModel:
    """Fit the model to some plans; on one thread the same plans and seed give the same weights."""
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
    seen -= mean
    seen *= scale
    networks = Networks(seen.shape[1], len(classes_of(types)), seed)
    networks.fit(seen, classes)
    scaling = (np.round(array.astype(np.float64), 4) for array in (mean, scale))
    return CharacterModel(types, *scaling, *(np.round(array.astype(np.float64), 3) for array in networks.weights))


class Networks:
    """Networks side by side, each beginning from numbers of its own, going down the gradient by Adam's rule."""

    def __init__(self, width: int, classes: int, seed: int = 0) -> None:
        inner, outer = (6 / (width + WIDTH)) ** 0.5, (6 / (WIDTH + classes)) ** 0.5
        shapes = (((width, WIDTH), inner), ((WIDTH,), inner), ((WIDTH, classes), outer), ((classes,), outer))
        drawn = []
        for number in range(NETWORKS):
            random = np.random.default_rng(seed * NETWORKS + number)
            drawn.append([random.uniform(-most, most, shape).astype(np.float32) for shape, most in shapes])
        hidden, hidden_bias, out, out_bias = zip(*drawn, strict=True)
        self.weights: tuple[Single, ...] = (
            np.hstack(hidden),
            np.hstack(hidden_bias),
            np.stack(out),
            np.stack(out_bias),
        )
        self._slopes = [np.empty_like(array) for array in self.weights]
        self._means = [np.zeros_like(array) for array in self.weights]
        self._squares = [np.zeros_like(array) for array in self.weights]

    def fit(self, seen: Single, classes: NDArray[np.intp]) -> None:
        """Go through the text `ROUNDS` times, in another order every time."""
        random = np.random.default_rng(0)
        steps = 0
        for _ in range(ROUNDS):
            order = random.permutation(len(seen))
            for first in range(0, len(seen), BATCH):
                batch = order[first : first + BATCH]
                self._look(seen[batch], classes[batch])
                steps += 1
                self._step(steps)

    def _look(self, seen: Single, classes: NDArray[np.intp]) -> None:
        """Work out the slopes of the loss on some characters."""
        hidden, hidden_bias, out, out_bias = self.weights
        of_hidden, of_hidden_bias, of_out, of_out_bias = self._slopes
        inner = np.maximum(seen @ hidden + hidden_bias, 0)
        back = np.empty_like(inner)
        for i in range(NETWORKS):
            own = slice(i * WIDTH, (i + 1) * WIDTH)
            scores = inner[:, own] @ out[i] + out_bias[i]
            wrong = np.exp(scores - scores.max(axis=1, keepdims=True))
            wrong /= wrong.sum(axis=1, keepdims=True)
            wrong[np.arange(len(seen)), classes] -= 1
            wrong /= len(seen)
            of_out[i] = inner[:, own].T @ wrong + SHRINK / len(seen) * out[i]
            of_out_bias[i] = wrong.sum(axis=0)
            back[:, own] = wrong @ out[i].T
        back *= inner > 0
        of_hidden[:] = seen.T @ back + SHRINK / len(seen) * hidden
        of_hidden_bias[:] = back.sum(axis=0)

    def _step(self, steps: int) -> None:
        """Move every weight against the mean of its slopes so far, the less the more they have varied."""
        rate = np.float32(RATE * (1 - 0.999**steps) ** 0.5 / (1 - 0.9**steps))
        for place, slopes in enumerate(self._slopes):
            self._means[place] += (slopes - self._means[place]) * np.float32(0.1)
            self._squares[place] += (slopes * slopes - self._squares[place]) * np.float32(0.001)
            step = np.sqrt(self._squares[place])
            step += np.float32(1e-8)
            self.weights[place][...] -= rate * self._means[place] / step


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
