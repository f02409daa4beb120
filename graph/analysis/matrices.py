"""Who works on what: region-technology and actor-technology matrices, specialisation and similarity."""

import math
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from innograph.graph.analysis.corpus import Basis, Corpus, Tie
from innograph.graph.analysis.networks import actor_types
from innograph.graph.analysis.places import districts, homes
from innograph.graph.errors import BadParameterError, NotFoundError

COUNTS = ("passages", "edges", "binary")
SIMILARITIES = ("cosine", "jaccard")


@dataclass(frozen=True, slots=True)
class Label:
    """A row or column: an entity."""

    id: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a matrix with the ties and passages that it was counted from."""

    value: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class Matrix:
    """A two-mode matrix. Cells that are not there are 0: nothing of the kind was read in these texts.

    `measure` says what the values are. Rows keep the order asked for; columns the largest total first, then by name.
    """

    measure: str
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    cells: Mapping[tuple[str, str], Cell]
    basis: Basis

    def value(self, row: str, column: str) -> float:
        """The value at a row's and a column's id."""
        cell = self.cells.get((row, column))
        return cell.value if cell else 0.0

    def values(self) -> list[list[float]]:
        """All values, a list a row."""
        return [[self.value(row.id, column.id) for column in self.columns] for row in self.rows]

    def row(self, row: str) -> dict[str, Cell]:
        """The cells of a row by column."""
        return {column: cell for (at, column), cell in self.cells.items() if at == row}

    def head(self, columns: int) -> "Matrix":
        """The first columns only."""
        kept = self.columns[:columns]
        names = {column.id for column in kept}
        cells = {key: cell for key, cell in self.cells.items() if key[1] in names}
        return Matrix(self.measure, self.rows, kept, cells, self.basis)

    def top(self, rows: int) -> "Matrix":
        """The first rows only, with the columns that they have something in."""
        kept = self.rows[:rows]
        names = {row.id for row in kept}
        cells = {key: cell for key, cell in self.cells.items() if key[0] in names}
        used = {column for _, column in cells}
        columns = tuple(column for column in self.columns if column.id in used)
        return Matrix(self.measure, kept, columns, cells, self.basis)

    def narrowed(self, columns: Container[str]) -> "Matrix":
        """These columns only (ids)."""
        kept = tuple(column for column in self.columns if column.id in columns)
        cells = {key: cell for key, cell in self.cells.items() if key[1] in columns}
        return Matrix(self.measure, self.rows, kept, cells, self.basis)

    def records(self) -> list[dict[str, Any]]:
        """One dict a cell that is there: the long form, with what it was counted from."""
        names = {label.id: label.name for label in (*self.rows, *self.columns)}
        return [
            {
                "row": names[row],
                "column": names[column],
                "row_id": row,
                "column_id": column,
                "value": cell.value,
                "edges": list(cell.basis.edges),
                "passages": list(cell.basis.passages),
            }
            for (row, column), cell in self.cells.items()
        ]


def region_technology(
    corpus: Corpus,
    regions: Sequence[str] = (),
    *,
    members: bool = True,
    count: str = "passages",
    level: str = "named",
    confidence: float = 0.0,
) -> Matrix:
    """How much each region (ids; default: the districts whose plans these are) is said to focus on each technology.

    A cell counts the passages (or edges, or whether there are any) by which the region, and with `members` anything at
    home in it, TARGETS the technology. With `level="broadest"` a technology is counted as the broadest ones above it.
    """
    chosen = tuple(regions) or districts(corpus)
    at_home = homes(corpus, chosen, confidence=confidence) if members else {region: {region: ()} for region in chosen}

    def rows_of(tie: Tie) -> Iterable[str]:
        return at_home.get(tie.head, ())

    return _two_mode(corpus, chosen, rows_of, count=count, level=level, confidence=confidence)


def actor_technology(
    corpus: Corpus,
    types: Sequence[str] = (),
    *,
    count: str = "passages",
    level: str = "named",
    confidence: float = 0.0,
) -> Matrix:
    """The same for actors (of these types only), those with most passages first; actors without a technology are left out."""
    wanted = set(types or actor_types())
    heads: dict[str, int] = {}
    for tie in corpus.ties_of("TARGETS", confidence=confidence):
        if corpus.items[tie.head].type in wanted:
            heads[tie.head] = heads.get(tie.head, 0) + len(tie.passages)
    chosen = tuple(sorted(heads, key=lambda head: (-heads[head], head)))
    return _two_mode(
        corpus,
        chosen,
        lambda tie: [tie.head] if tie.head in heads else [],
        count=count,
        level=level,
        confidence=confidence,
    )


def _two_mode(
    corpus: Corpus,
    rows: Sequence[str],
    rows_of: Callable[[Tie], Iterable[str]],
    *,
    count: str,
    level: str,
    confidence: float,
) -> Matrix:
    if count not in COUNTS:
        raise BadParameterError(f"no count {count!r}; there are: {', '.join(COUNTS)}")
    if level not in {"named", "broadest"}:
        raise BadParameterError(f"no level {level!r}; there are: named, broadest")
    found: dict[tuple[str, str], list[Tie]] = {}
    for tie in corpus.ties_of("TARGETS", confidence=confidence):
        for row in rows_of(tie):
            for column in _broadest(corpus, tie.tail) if level == "broadest" else (tie.tail,):
                found.setdefault((row, column), []).append(tie)
    cells = {key: _cell(corpus, ties, count) for key, ties in sorted(found.items())}
    used = tuple(dict.fromkeys(tie for ties in found.values() for tie in ties))
    labels = tuple(_label(corpus, row) for row in rows)
    return Matrix(count, labels, _columns(corpus, cells), cells, corpus.basis(used, method=f"{count}, {level}"))


def _broadest(corpus: Corpus, technology: str) -> tuple[str, ...]:
    above = [a for a in corpus.items[technology].ancestors if a in corpus.items]
    return tuple(a for a in above if not set(corpus.items[a].ancestors) & set(corpus.items)) or (technology,)


def _cell(corpus: Corpus, ties: Sequence[Tie], count: str) -> Cell:
    basis = corpus.basis(ties)
    value = {"passages": len(basis.passages), "edges": len(basis.edges), "binary": 1}[count]
    return Cell(float(value), basis)


def _label(corpus: Corpus, identity: str) -> Label:
    item = corpus.item(identity)
    return Label(identity, item.name, item.type)


def _columns(corpus: Corpus, cells: Mapping[tuple[str, str], Cell]) -> tuple[Label, ...]:
    totals: dict[str, float] = {}
    for (_, column), cell in cells.items():
        totals[column] = totals.get(column, 0.0) + cell.value
    return tuple(_label(corpus, c) for c in sorted(totals, key=lambda c: (-totals[c], corpus.name(c), c)))


def revealed_advantage(matrix: Matrix, *, rows: Sequence[str] = ()) -> Matrix:
    """Balassa's index of each cell: the row's share of the column over the row's share of everything.

    Above 1, the row is more concentrated on the column than all rows together are. `rows` shows only these, computed on
    all. It says how attention is spread within these texts, not who is strong.
    """
    of_rows: dict[str, float] = {}
    of_columns: dict[str, float] = {}
    for (row, column), cell in matrix.cells.items():
        of_rows[row] = of_rows.get(row, 0.0) + cell.value
        of_columns[column] = of_columns.get(column, 0.0) + cell.value
    total = sum(of_rows.values())
    cells = {
        (row, column): Cell(cell.value * total / (of_rows[row] * of_columns[column]), cell.basis)
        for (row, column), cell in matrix.cells.items()
        if cell.value and (not rows or row in rows)
    }
    shown = tuple(label for label in matrix.rows if not rows or label.id in rows)
    return Matrix("revealed_advantage", shown, matrix.columns, cells, matrix.basis)


@dataclass(frozen=True, slots=True)
class Similar:
    """How alike two rows are, 0..1, and the columns they share. The basis holds both rows' ties to the shared columns."""

    first: str
    second: str
    first_name: str
    second_name: str
    value: float
    shared: tuple[Label, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Similarities:
    """Every pair of rows, the most alike first."""

    measure: str
    pairs: tuple[Similar, ...]
    basis: Basis

    def value(self, one: str, other: str) -> float:
        """The similarity of two rows by id, whichever comes first; 1.0 of a row with itself. Raises NotFoundError."""
        if one == other:
            return 1.0
        for pair in self.pairs:
            if {pair.first, pair.second} == {one, other}:
                return pair.value
        raise NotFoundError(f"{one!r} and {other!r} are not both among these rows")

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of what `rows` gives."""
        return ("first", "second", self.measure, "shared", "passages")

    def rows(self) -> list[dict[str, Any]]:
        """One dict a pair."""
        return [
            {
                "first": p.first_name,
                "second": p.second_name,
                self.measure: p.value,
                "shared": [label.name for label in p.shared],
                "passages": list(p.basis.passages),
            }
            for p in self.pairs
        ]


def similarity(matrix: Matrix, *, measure: str = "cosine") -> Similarities:
    """How alike the rows of a matrix are: "cosine" of their values, or "jaccard" of the columns they have at all."""
    if measure not in SIMILARITIES:
        raise BadParameterError(f"no measure {measure!r}; there are: {', '.join(SIMILARITIES)}")
    vectors = {label.id: matrix.row(label.id) for label in matrix.rows}
    pairs = []
    for one, other in combinations(matrix.rows, 2):
        a, b = vectors[one.id], vectors[other.id]
        shared = tuple(column for column in matrix.columns if column.id in a and column.id in b)
        value = _cosine(a, b) if measure == "cosine" else len(shared) / len(a.keys() | b.keys()) if a or b else 0.0
        basis = _joined(matrix.basis, [each[c.id].basis for c in shared for each in (a, b)])
        pairs.append(Similar(one.id, other.id, one.name, other.name, value, shared, basis))
    pairs.sort(key=lambda p: (-p.value, p.first, p.second))
    return Similarities(measure, tuple(pairs), matrix.basis)


def _cosine(a: Mapping[str, Cell], b: Mapping[str, Cell]) -> float:
    lengths = [math.sqrt(sum(cell.value**2 for cell in each.values())) for each in (a, b)]
    if not all(lengths):
        return 0.0
    return sum(cell.value * b[column].value for column, cell in a.items() if column in b) / (lengths[0] * lengths[1])


def _joined(whole: Basis, parts: Sequence[Basis]) -> Basis:
    return Basis(
        whole.data_version,
        whole.plans,
        whole.passages_read,
        tuple(dict.fromkeys(edge for part in parts for edge in part.edges)),
        tuple(dict.fromkeys(passage for part in parts for passage in part.passages)),
    )
