"""The name tagger of cutword (Apache-2.0): finds organisations, places, materials, products, terms and the like.

A recurrent network (two layers, both directions) over characters, then the best path through a table of transitions. The
package `cutword` carries its weights for torch, which is not needed: they are read and run with numpy alone, in double
precision, so that what differs between processors (the last bits) does not reach what is made of its inner states.
"""

import io
import json
import pickle
import re
import zipfile
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from innograph.loaders.extract.taggers.paths import best_paths

Scores = NDArray[np.float64]
BATCH = 32
STATE_WIDTH = 128
"""Numbers that the network holds of each character, both directions together."""
LONGEST = 126
"""Characters of the longest piece that the network was trained on; longer sentences are cut at a comma or the like, else in mid-word."""

_SENTENCE = re.compile(r"[^。!?!?;;\n]*[。!?!?;;\n]?")
_STRETCH = re.compile(r"[^,,、::]*[,,、::]?")
_TOKEN = re.compile(r"[a-z0-9]+|.", re.DOTALL)
_UNKNOWN, _NUMBER, _CHINESE = "[UNK]", "[NUMBER]", "[HANZI]"


@dataclass(frozen=True, slots=True)
class Name:
    """A name that the tagger sees in a sentence, by its own classes (ORG, LOC, MATTER, MANUFACTURE, TERMINOLOGY …)."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Seen:
    """The names of a sentence in order, and (length, STATE_WIDTH) what the network holds of each character."""

    names: list[Name]
    states: Scores


class CutwordTagger:
    """The names of sentences; pieces of about the same length go through the network together."""

    def __init__(self, home: Path) -> None:
        content = json.loads((home / "ner_vocab_tags.json").read_text("utf-8"))
        self._numbers: dict[str, int] = content["char2id"]
        self._tags = sorted(content["label2id"], key=content["label2id"].__getitem__)
        self._network = _Network(read_weights(home / "model_params.pth"))

    def __call__(self, texts: Sequence[str]) -> list[Seen]:
        """The names in each text, and the states of its characters."""
        pieces = [(i, start, piece) for i, text in enumerate(texts) for start, piece in pieces_of(text)]
        tokens = [list(self._tokens(piece)) for _, _, piece in pieces]
        order = sorted(range(len(pieces)), key=lambda k: (-len(tokens[k]), k))
        seen = [Seen([], np.zeros((len(text), STATE_WIDTH))) for text in texts]
        for first in range(0, len(order), BATCH):
            chosen = order[first : first + BATCH]
            found = self._network([[number for _, _, number in tokens[k]] for k in chosen])
            for k, (path, states) in zip(chosen, found, strict=True):
                i, start, _ = pieces[k]
                seen[i].names.extend(Name(start + a, start + b, label) for a, b, label in self._names(tokens[k], path))
                for (a, b, _), state in zip(tokens[k], states, strict=True):
                    seen[i].states[start + a : start + b] = state
        for each in seen:
            each.names.sort(key=lambda name: name.start)
        return seen

    def _tokens(self, piece: str) -> Iterator[tuple[int, int, int]]:
        """(start, end, number) of each token: a character, or a Latin word or number that the network knows."""
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in piece)
        for match in _TOKEN.finditer(low):
            if match.group() in self._numbers:
                yield match.start(), match.end(), self._numbers[match.group()]
                continue
            for place, character in enumerate(match.group(), match.start()):
                yield place, place + 1, self._number(character)

    def _number(self, character: str) -> int:
        found = self._numbers.get(character)
        if found is not None:
            return found
        if character.isdigit():
            return self._numbers[_NUMBER]
        return self._numbers[_CHINESE if "\u4e00" <= character <= "\u9fff" else _UNKNOWN]

    def _names(self, tokens: Sequence[tuple[int, int, int]], path: Sequence[int]) -> Iterator[tuple[int, int, str]]:
        start: int | None = None
        for (a, b, _), number in zip(tokens, path, strict=True):
            place, _, label = self._tags[number].partition("_")
            if place in {"S", "B", "O"}:
                start = a if place != "O" else None
            if place in {"S", "E"} and start is not None:
                yield start, b, label
                start = None


def pieces_of(text: str) -> Iterator[tuple[int, str]]:
    """(start, piece) of what goes through the network at once: sentences, and parts of sentences that are too long."""
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        for stretch in _STRETCH.finditer(text, start, end) if end - start > LONGEST else ():
            if stretch.end() - start > LONGEST and stretch.start() > start:
                yield start, text[start : stretch.start()]
                start = stretch.start()
            while stretch.end() - start > LONGEST:
                yield start, text[start : start + LONGEST]
                start += LONGEST
        if end > start:
            yield start, text[start:end]


Weights = dict[str, Scores]


def read_weights(path: Path) -> Weights:
    """{name: array} of a file that torch saved; raises UnpicklingError where it holds more than plain arrays of floats."""
    with zipfile.ZipFile(path) as file:
        folder = next(name for name in file.namelist() if name.endswith("/data.pkl")).removesuffix("data.pkl")
        content = _Arrays(file, folder).load()["model_state_dict"]
    return {name.removeprefix("module."): array for name, array in content.items()}


class _Arrays(pickle.Unpickler):
    """Reads the one thing that such a file should hold, and refuses whatever else a pickle may ask for."""

    def __init__(self, file: zipfile.ZipFile, folder: str) -> None:
        super().__init__(io.BytesIO(file.read(folder + "data.pkl")))
        self._file, self._folder = file, folder

    def find_class(self, module: str, name: str) -> Any:
        allowed = {
            "collections.OrderedDict": OrderedDict,
            "torch.FloatStorage": "float32",
            "torch._utils._rebuild_tensor_v2": _array,
        }
        if f"{module}.{name}" not in allowed:
            raise pickle.UnpicklingError(f"weights that ask for {module}.{name}")
        return allowed[f"{module}.{name}"]

    def persistent_load(self, pid: Any) -> Scores:
        return np.frombuffer(self._file.read(f"{self._folder}data/{pid[2]}"), dtype="<f4").astype(np.float64)


def _array(stored: Scores, offset: int, shape: tuple[int, ...], *_: Any) -> Scores:
    return stored[offset : offset + int(np.prod(shape))].reshape(shape)


class _Network:
    """Tag numbers and inner states from token numbers."""

    def __init__(self, weights: Weights) -> None:
        self._first = [_Layer(weights, "l0" + side, weights["embedding.weight"]) for side in ("", "_reverse")]
        self._second = [_Layer(weights, "l1" + side) for side in ("", "_reverse")]
        self._out = np.ascontiguousarray(weights["fc.weight"].T)
        self._bias = weights["fc.bias"]
        self._transitions = weights["crf.transitions"]
        self._ends = weights["crf.start_transitions"], weights["crf.end_transitions"]

    def __call__(self, numbers: Sequence[Sequence[int]]) -> list[tuple[list[int], Scores]]:
        """The tags and states of each sequence; the sequences come longest first and none is empty."""
        lengths = np.array([len(row) for row in numbers])
        steps = np.arange(int(lengths[0]))[:, None]
        turned = np.where(steps < lengths, lengths - 1 - steps, steps)
        tokens = np.zeros((int(lengths[0]), len(numbers)), dtype=np.intp)
        for column, row in enumerate(numbers):
            tokens[: len(row), column] = row
        second = _both(self._second, _both(self._first, tokens, lengths, turned), lengths, turned)
        scores = second @ self._out + self._bias
        emissions = [scores[:length, column].copy() for column, length in enumerate(lengths)]
        for table in emissions:
            table[0] += self._ends[0]
            table[-1] += self._ends[1]
        states = (second[:length, column] for column, length in enumerate(lengths))
        return list(zip(best_paths(emissions, self._transitions), states, strict=True))


def _both(layers: Sequence["_Layer"], inputs: NDArray[Any], lengths: NDArray[Any], turned: NDArray[Any]) -> Scores:
    """What a layer makes of the sequences in both directions, (steps, sequences, 2 × width)."""
    forwards, backwards = layers
    other = backwards(_reversed(inputs, turned), lengths)
    return np.concatenate([forwards(inputs, lengths), _reversed(other, turned)], axis=2)


def _reversed(rows: NDArray[Any], turned: NDArray[Any]) -> NDArray[Any]:
    """Each sequence from its end; `turned` (steps, sequences) is the step that comes to stand at each step."""
    return np.take_along_axis(rows, turned if rows.ndim == 2 else turned[:, :, None], axis=0)


class _Layer:
    """One direction of a layer of long short-term memory; on a vocabulary, its inputs are worked out once."""

    def __init__(self, weights: Weights, name: str, vocabulary: Scores | None = None) -> None:
        bias = weights[f"lstm.bias_ih_{name}"] + weights[f"lstm.bias_hh_{name}"]
        # The last quarter is moved before the third: the three gates that take a sigmoid then stand together.
        size = len(bias) // 4
        order = np.r_[0 : 2 * size, 3 * size : 4 * size, 2 * size : 3 * size]
        self._bias = bias[order]
        self._into = np.ascontiguousarray(weights[f"lstm.weight_ih_{name}"][order].T)
        self._again = np.ascontiguousarray(weights[f"lstm.weight_hh_{name}"][order].T)
        self._known = None if vocabulary is None else vocabulary @ self._into + self._bias

    def __call__(self, inputs: NDArray[Any], lengths: NDArray[Any]) -> Scores:
        """(steps, sequences, width) from token numbers (steps, sequences) or vectors; longest sequence first."""
        gates = inputs @ self._into + self._bias if self._known is None else self._known[inputs]
        size = self._again.shape[0]
        found = np.zeros((*inputs.shape[:2], size))
        state = np.zeros((inputs.shape[1], size))
        memory = np.zeros_like(state)
        active = (lengths[None, :] > np.arange(len(inputs))[:, None]).sum(axis=1).tolist()
        for step, count in enumerate(active):
            now = gates[step, :count] + state[:count] @ self._again
            opened = _sigmoid(now[:, : 3 * size])
            new = opened[:, size : 2 * size] * memory[:count] + opened[:, :size] * np.tanh(now[:, 3 * size :])
            memory[:count] = new
            state[:count] = found[step, :count] = opened[:, 2 * size :] * np.tanh(new)
        return found


def _sigmoid(values: Scores) -> Scores:
    # By the hyperbolic tangent, which cannot overflow.
    found: Scores = 0.5 * np.tanh(0.5 * values) + 0.5
    return found
