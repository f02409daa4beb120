"""Train the filter from annotated plans: `python -m innograph.loaders.extract.train --help`."""

import argparse
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from innograph.loaders.document import Document
from innograph.loaders.extract.corpus import Annotated, read_corpus
from innograph.loaders.extract.features import context, span_features
from innograph.loaders.extract.filter import NOTHING, WEIGHTS, Filter, make_filter, save_filter
from innograph.loaders.extract.places import place_forms
from innograph.loaders.lexicon import lexicon

STRENGTH = 1.0


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


def train(parts: Sequence[Examples], *, strength: float = STRENGTH, rounds: int = 120) -> Filter:
    """Fit the filter; `strength` is the inverse of the L2 penalty. Needs scikit-learn (extra `train`)."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    spans = [names for part in parts for names in part.features]
    labels = [label for part in parts for label in part.labels]
    counts = Counter(name for names in spans for name in names)
    index = {name: i for i, name in enumerate(sorted(n for n, c in counts.items() if c > 1))}
    rows = [[index[name] for name in names if name in index] for names in spans]
    pointers = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter((c for row in rows for c in row), dtype=np.int32, count=int(pointers[-1]))
    matrix: Any = csr_matrix(
        (np.ones(len(columns), dtype=np.float32), columns, pointers), shape=(len(rows), len(index))
    )
    model = LogisticRegression(C=strength, max_iter=rounds)
    model.fit(matrix, labels)
    return make_filter(list(model.classes_), list(index), model.coef_.T, list(model.intercept_))


def main() -> None:
    """Train on every annotated plan that is at hand and write the weights that the package ships."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, action="append", default=[], help="folder of gold files (repeatable)")
    parser.add_argument("--plans", type=Path, required=True, help="folder of the plans that the gold files annotate")
    parser.add_argument("--marked", type=Path, help="folder of plans marked up inline")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where the weights go")
    options = parser.parse_args()
    corpus = read_corpus(options.gold, options.plans, options.marked)
    print(f"{len(corpus)} plans: {', '.join(corpus)}")
    save_filter(train([examples(annotated) for annotated in corpus.values()]), options.out)
    print(f"{options.out} written, {options.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
