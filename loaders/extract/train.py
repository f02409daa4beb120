"""Train the filter from annotated plans: `OMP_NUM_THREADS=1 python -m innograph.loaders.extract.train --help`.

On one thread the same plans give the same weights to the byte; several threads add up in an order of their own.
"""

import argparse
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from innograph.loaders.extract.characters import CharacterModel, save_characters
from innograph.loaders.extract.corpus import Annotated, pattern_of, read_corpus
from innograph.loaders.extract.features import (
    context,
    inner_features,
    left_features,
    pair_features,
    right_features,
)
from innograph.loaders.extract.filter import (
    CHARACTERS,
    NOTHING,
    PLAIN,
    TAGGED,
    Filter,
    make_filter,
    save_filter,
)
from innograph.loaders.extract.odds import sigmoid, softmax
from innograph.loaders.extract.places import place_forms
from innograph.loaders.extract.scoring import FIRST_LOOK, SECOND_LOOK
from innograph.loaders.extract.stacking import FirstLook, second_look
from innograph.loaders.extract.taggers import Tagged, Tagger, shipped_tagger
from innograph.loaders.extract.train_characters import Said, fit_characters
from innograph.loaders.lexicon import lexicon
from innograph.loaders.lexicon.authority import LexiconAuthority

STRENGTHS = {"look": 1.0, "name": 1.5, "types": 1.0, "decision": 1.0}
"""Inverse of the L2 penalty of each model."""
ROUNDS = 120
"""Steps of the optimiser; the last ones change nothing that the rounded weights show."""
DEALS = 3
"""Times that the plans are dealt into parts."""
FOLDS = 4
"""Parts that the plans are dealt into, so that neither the first look at a plan nor the
reading of its characters learned from it."""


class Vocabulary(dict[str, int]):
    """{feature: column}, numbered as they come."""

    def __missing__(self, feature: str) -> int:
        self[feature] = len(self)
        return self[feature]


@dataclass(frozen=True, slots=True)
class Examples:
    """The candidate spans of one plan.

    `cheap` and `rest` are the columns of each span's features (those of the borders, and the others); `use` is false for
    spans of optional entities and for spans inside a longer annotated name, which teach nothing.
    """

    texts: tuple[str, ...]
    passage: NDArray[np.int32]
    spans: tuple[tuple[int, int], ...]
    labels: NDArray[np.str_]
    use: NDArray[np.bool_]
    generic: tuple[bool, ...]
    cheap: list[list[int]]
    rest: list[list[int]]


@dataclass(slots=True)
class _Rows:
    passage: list[int] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    use: list[bool] = field(default_factory=list)
    generic: list[bool] = field(default_factory=list)
    cheap: list[list[int]] = field(default_factory=list)
    rest: list[list[int]] = field(default_factory=list)


def examples(
    annotated: Annotated, vocabulary: Vocabulary, said: Said | None, characters: CharacterModel | None
) -> Examples:
    """Every candidate span of a document with its features and class."""
    types, optional = annotated.forms()
    pattern = pattern_of(types)
    passages = annotated.document.passages
    texts = tuple(p.text for p in passages)
    generic = LexiconAuthority(lexicon()).generic
    places = place_forms(annotated.document.plan)
    rows = _Rows()
    tags: Sequence[Tagged | None] = said or [None] * len(passages)
    for number, (passage, tagged) in enumerate(zip(passages, tags, strict=True)):
        text = passage.text
        ctx = context(
            text,
            lexicon(),
            kind=passage.kind,
            places=places,
            generic=generic,
            tagged=tagged,
            characters=characters,
        )
        pairs, inner = pair_features(ctx, ctx.found.spans), inner_features(ctx, ctx.found.spans)
        lefts = {a: [vocabulary[f] for f in left_features(ctx, a)] for a in {a for a, _ in ctx.found.spans}}
        rights = {b: [vocabulary[f] for f in right_features(ctx, b)] for b in {b for _, b in ctx.found.spans}}
        taken = [m.span() for m in pattern.finditer(text)]
        for (start, end), pair, rest in zip(ctx.found.spans, pairs, inner, strict=True):
            form = text[start:end]
            label = types.get(form, NOTHING)
            inside = any(a <= start and end <= b and b - a > end - start for a, b in taken)
            rows.passage.append(number)
            rows.spans.append((start, end))
            rows.labels.append(label)
            rows.use.append(label == NOTHING or not (inside or form in optional))
            rows.generic.append(generic(form))
            rows.cheap.append(lefts[start] + rights[end] + [vocabulary[f] for f in pair])
            rows.rest.append([vocabulary[f] for f in rest])
    return Examples(
        texts,
        np.array(rows.passage, dtype=np.int32),
        tuple(rows.spans),
        np.array(rows.labels),
        np.array(rows.use),
        tuple(rows.generic),
        rows.cheap,
        rows.rest,
    )


@dataclass(frozen=True, slots=True)
class Linear:
    """Weights (features, outputs) and bias of one log-linear model over the whole vocabulary."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]

    def __call__(self, matrix: Any) -> NDArray[np.float64]:
        """Scores of every row."""
        found: NDArray[np.float64] = matrix @ self.weights + self.bias
        return found


def fit(matrix: Any, labels: NDArray[Any], classes: Sequence[Any], *, strength: float, least: int = 2) -> Linear:
    """Fit a log-linear model to the features that at least `least` rows have. Needs scikit-learn (extra `train`)."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    columns = np.flatnonzero(np.asarray(matrix.sum(axis=0)).ravel() >= least)
    model = LogisticRegression(C=strength, max_iter=ROUNDS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(matrix[:, columns], labels)
    outputs = 1 if len(classes) == 2 else len(classes)
    weights = np.zeros((matrix.shape[1], outputs))
    bias = np.full(outputs, 0.0 if outputs == 1 else -20.0)
    places = [0] if outputs == 1 else [list(classes).index(c) for c in model.classes_]
    weights[columns[:, None], np.array(places)] = model.coef_.T
    bias[places] = model.intercept_
    return Linear(weights, bias)


def sparse(rows: Sequence[Sequence[int]], width: int) -> Any:
    """A 0/1 matrix from the columns of every row."""
    from scipy.sparse import csr_matrix

    pointers = np.cumsum([0, *map(len, rows)])
    columns = np.fromiter((c for row in rows for c in row), dtype=np.int32, count=int(pointers[-1]))
    return csr_matrix((np.ones(len(columns), dtype=np.float32), columns, pointers), shape=(len(rows), width))


@dataclass(frozen=True, slots=True)
class _Kept:
    """The spans of a plan that are worth a look."""

    examples: Examples
    at: NDArray[np.intp]
    matrix: Any

    @property
    def labels(self) -> NDArray[np.str_]:
        return self.examples.labels[self.at]

    @property
    def use(self) -> NDArray[np.bool_]:
        return self.examples.use[self.at]


@dataclass(frozen=True, slots=True)
class _First:
    """The models of the first look."""

    name: Linear
    types: Linear

    def look(self, kept: _Kept) -> tuple[NDArray[np.intp], list[FirstLook]]:
        """Which of the kept spans go on to the second look (indices into `kept.at`), and what it goes by."""
        name = sigmoid(self.name(kept.matrix)[:, 0])
        on = np.flatnonzero(name >= SECOND_LOOK)
        types = softmax(self.types(kept.matrix[on]))
        own = kept.examples
        passage = own.passage[kept.at[on]]
        looks = []
        for number, text in enumerate(own.texts):
            these = np.flatnonzero(passage == number)
            at = kept.at[on[these]]
            spans = tuple(own.spans[i] for i in at)
            looks.append(FirstLook(text, spans, name[on[these]], types[these], tuple(own.generic[i] for i in at)))
        return on, looks


def train(parts: Mapping[str, Examples], vocabulary: Vocabulary, deal: int = 0) -> Filter:
    """Fit the filter to some plans. Needs scikit-learn (extra `train`)."""
    from scipy.sparse import hstack, vstack

    types = tuple(sorted({str(label) for e in parts.values() for label in e.labels} - {NOTHING}))
    width = len(vocabulary)
    look = _fit_look(list(parts.values()), width)
    kept = {name: _keep(e, look, width) for name, e in parts.items()}
    found: dict[str, tuple[NDArray[np.intp], list[FirstLook]]] = {}
    for fold in dealt({name: len(k.at) for name, k in kept.items()}, deal):
        first = _fit_first([k for name, k in kept.items() if name not in fold], types)
        found |= {name: first.look(kept[name]) for name in fold}
    first = _fit_first(list(kept.values()), types)
    second = Vocabulary()
    rows = {
        name: [[second[f] for f in features] for passage in second_look(looks, types) for features in passage]
        for name, (_, looks) in found.items()
    }
    matrices, labels = [], []
    for name, (on, _) in found.items():
        use = kept[name].use[on]
        both = hstack([kept[name].matrix[on], sparse(rows[name], len(second))]).tocsr()
        matrices.append(both[use])
        labels.append(kept[name].labels[on][use])
    classes = [NOTHING, *types]
    decision = fit(vstack(matrices).tocsr(), np.concatenate(labels), classes, strength=STRENGTHS["decision"], least=3)
    return _table(types, [*vocabulary, *second], [look, first.name, first.types, decision])


def _fit_look(parts: Sequence[Examples], width: int) -> Linear:
    rows = [row for e in parts for row, use in zip(e.cheap, e.use, strict=True) if use]
    labels = np.concatenate([e.labels[e.use] for e in parts]) != NOTHING
    return fit(sparse(rows, width), labels, [False, True], strength=STRENGTHS["look"])


def _keep(part: Examples, look: Linear, width: int) -> _Kept:
    at = np.flatnonzero(look(sparse(part.cheap, width))[:, 0] >= FIRST_LOOK)
    return _Kept(part, at, sparse([part.cheap[i] + part.rest[i] for i in at], width))


def _fit_first(parts: Sequence[_Kept], types: Sequence[str]) -> _First:
    from scipy.sparse import vstack

    matrix = vstack([k.matrix[k.use] for k in parts]).tocsr()
    labels = np.concatenate([k.labels[k.use] for k in parts])
    named = labels != NOTHING
    name = fit(matrix, named, [False, True], strength=STRENGTHS["name"])
    return _First(name, fit(matrix[named], labels[named], types, strength=STRENGTHS["types"]))


def dealt(sizes: Mapping[str, int], deal: int = 0) -> list[list[str]]:
    """The plans dealt into parts of about the same size, every deal another way, the same way every time."""
    folds: list[list[str]] = [[] for _ in range(min(FOLDS, len(sizes)))]
    sums = [0.0] * len(folds)
    random = np.random.default_rng(deal)
    seen = {name: sizes[name] * (random.uniform(0.5, 1.5) if deal else 1.0) for name in sorted(sizes)}
    for name in sorted(seen, key=lambda n: (-seen[n], n)):
        smallest = sums.index(min(sums))
        folds[smallest].append(name)
        sums[smallest] += seen[name]
    return folds


def _table(types: Sequence[str], features: Sequence[str], models: Sequence[Linear]) -> Filter:
    """The models side by side, features that none of them weighs left out."""
    columns = []
    for model in models:
        padding = np.zeros((len(features) - len(model.weights), model.weights.shape[1]))
        columns.append(np.vstack([model.weights, padding]))
    weights = np.hstack(columns)
    used = np.flatnonzero(np.abs(weights).max(axis=1) > 0)
    bias = np.concatenate([model.bias for model in models])
    return make_filter(types, [features[int(i)] for i in used], weights[used], bias.tolist())


def train_on(corpus: Mapping[str, Annotated], said: Mapping[str, Said]) -> Filter:
    """Fit the filter to annotated plans and to what the taggers say of their passages ({} without taggers).

    The characters of a plan are read by a model that never learned from it, as those of a new plan will be. Which plans it learned
    from is chance, and sways the weights as much as a good feature does; so the plans are dealt several times, and the weights are
    the means of those of every deal.
    """
    if not said:
        vocabulary = Vocabulary()
        plain = {name: examples(plan, vocabulary, None, None) for name, plan in corpus.items()}
        return averaged([train(plain, vocabulary, deal) for deal in range(DEALS)])
    filters = [_train_deal(corpus, said, deal) for deal in range(DEALS)]
    return replace(averaged(filters), characters=fit_characters(corpus, said))


def _train_deal(corpus: Mapping[str, Annotated], said: Mapping[str, Said], deal: int) -> Filter:
    vocabulary = Vocabulary()
    parts: dict[str, Examples] = {}
    for fold in dealt({name: len(plan.document.text) for name, plan in corpus.items()}, deal):
        others = fit_characters({name: plan for name, plan in corpus.items() if name not in fold}, said, seed=deal)
        parts |= {name: examples(corpus[name], vocabulary, said[name], others) for name in fold}
    return train({name: parts[name] for name in corpus}, vocabulary, deal)


def averaged(filters: Sequence[Filter]) -> Filter:
    """The filter whose weights are the means of some filters'; one that does not know a feature weighs it 0."""
    features = sorted({feature for each in filters for feature in each.index})
    rows = {feature: row for row, feature in enumerate(features)}
    weights = np.zeros((len(features), len(filters[0].bias)))
    for each in filters:
        at = [rows[feature] for feature in each.index]
        weights[at] += each.weights[list(each.index.values())] / len(filters)
    bias = np.mean([each.bias for each in filters], axis=0)
    return make_filter(filters[0].types, features, weights, bias.tolist())


def said_of(corpus: Mapping[str, Annotated], tagger: Tagger | None) -> dict[str, Said]:
    """What the taggers say of the passages of every plan."""
    if tagger is None:
        return {}
    return {name: tagger([p.text for p in plan.document.passages]) for name, plan in corpus.items()}


def corpus_options(description: str | None) -> argparse.ArgumentParser:
    """The options that say where the annotated plans are."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--gold", type=Path, action="append", default=[], help="folder of gold files (repeatable)")
    parser.add_argument("--plans", type=Path, required=True, help="folder of the plans that the gold files annotate")
    parser.add_argument(
        "--marked", type=Path, action="append", default=[], help="folder of text marked up inline (repeatable)"
    )
    return parser


def main() -> None:
    """Train on every annotated plan that is at hand and write the weights that the package ships."""
    parser = corpus_options(__doc__)
    parser.add_argument("--only", choices=["tagged", "plain"], help="write one of the two files of weights")
    options = parser.parse_args()
    corpus = read_corpus(options.gold, options.plans, options.marked)
    print(f"{len(corpus)} plans: {', '.join(corpus)}")
    for name, tagger, path in (("tagged", shipped_tagger(), TAGGED), ("plain", None, PLAIN)):
        if options.only not in {None, name} or (name == "tagged" and tagger is None):
            continue
        model = train_on(corpus, said_of(corpus, tagger))
        save_filter(model, path)
        if model.characters:
            save_characters(model.characters, CHARACTERS)
        print(f"{path.name} written, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
