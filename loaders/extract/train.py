"""Train the filter from annotated plans: `python -m innograph.loaders.extract.train --help`."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from innograph.loaders.document import Document
from innograph.loaders.extract.corpus import Annotated
from innograph.loaders.extract.features import context, span_features
from innograph.loaders.extract.filter import NOTHING, Filter, make_filter
from innograph.loaders.extract.places import place_forms
from innograph.loaders.lexicon import lexicon


@dataclass(frozen=True, slots=True)
class Examples:
    """Feature names and class of every candidate span that the annotation decides."""

    features: tuple[tuple[str, ...], ...]
    labels: tuple[str, ...]


def examples(annotated: Annotated) -> Examples:
    """Every candidate span of a document with its class.

    Left out: spans of optional entities, and spans inside a longer annotated name (a field named in an actor's name).
    """
    types, optional = annotated.forms()
    pattern = re.compile("|".join(map(re.escape, sorted(types, key=lambda f: (-len(f), f)))) or r"(?!)")
    features, labels = [], []
    for text, kind in passages(annotated.document):
        ctx = context(text, lexicon(), kind=kind, places=place_forms(annotated.document.plan))
        taken = [m.span() for m in pattern.finditer(text)]
        for start, end in ctx.found.spans:
            label = types.get(text[start:end], NOTHING)
            inside = any(a <= start and end <= b and b - a > end - start for a, b in taken)
            if label != NOTHING and (inside or text[start:end] in optional):
                continue
            features.append(tuple(span_features(ctx, start, end)))
            labels.append(label)
    return Examples(tuple(features), tuple(labels))


def passages(document: Document) -> Iterable[tuple[str, str]]:
    """(text, kind) of every passage."""
    return ((p.text, p.kind) for p in document.passages)


def train(parts: Iterable[Examples], *, strength: float = 1.0, rounds: int = 120) -> Filter:
    """Fit the filter; `strength` is the inverse of the L2 penalty. Needs scikit-learn (extra `train`)."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    features = [f for part in parts for f in part.features] if isinstance(parts, list) else []
    labels: list[str] = [label for part in parts for label in part.labels] if isinstance(parts, list) else []
    counts = Counter(name for names in features for name in names)
    index = {name: i for i, name in enumerate(sorted(n for n, c in counts.items() if c > 1))}
    rows = [[index[name] for name in names if name in index] for names in features]
    pointers = np.cumsum([0, *map(len, rows)])
    columns = np.concatenate([np.asarray(r, dtype=np.int32) for r in rows])
    matrix: Any = csr_matrix(
        (np.ones(len(columns), dtype=np.float32), columns, pointers), shape=(len(rows), len(index))
    )
    model = LogisticRegression(C=strength, max_iter=rounds)
    model.fit(matrix, labels)
    return make_filter(list(model.classes_), list(index), model.coef_.T, list(model.intercept_))
