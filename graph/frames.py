"""pandas frames of a corpus and of results, and a corpus from frames. pandas comes with the extra `analysis`."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from innograph.graph.analysis.corpus import Corpus, Document, Item, Mention, tie_of
from innograph.graph.analysis.matrices import Matrix
from innograph.graph.errors import BadParameterError, MissingExtraError
from innograph.graph.merge import Key, Row

if TYPE_CHECKING:
    import pandas as pd

READING = ("head", "type", "tail", "plan", "passage", "start", "end", "rule", "commitment", "confidence")
"""Columns of the frame of readings: one row for every sentence that a tie was read from."""
NODE = ("id", "name", "type", "name_en", "aliases", "kind", "plans", "mentions", "ancestors")
TIE = ("id", "head", "head_name", "type", "tail", "tail_name", "plans", "passages", "commitment", "confidence")
DOCUMENT = ("id", "title", "region", "region_name", "start_year", "end_year", "passages")
MENTION = ("entity", "passage", "section", "start", "end")


def optional(name: str, *, extra: str = "analysis") -> ModuleType:
    """Import a package of an extra; raises MissingExtraError that says how to install it."""
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingExtraError(f"{name} is not installed; it comes with: pip install 'innograph[{extra}]'") from error


def to_frame(result: Any) -> "pd.DataFrame":
    """A result of an analysis as a frame: its `rows()`, or a matrix with names on both sides; also a list of dicts.

    Raises MissingExtraError without pandas, BadParameterError for anything else.
    """
    pandas = optional("pandas")
    frame: pd.DataFrame
    if isinstance(result, Matrix):
        frame = pandas.DataFrame(result.values(), columns=[c.name for c in result.columns])
        frame.index = pandas.Index([r.name for r in result.rows], name=result.measure)
        return frame
    rows = result.rows() if callable(getattr(result, "rows", None)) else result
    if not isinstance(rows, Sequence) or not all(isinstance(row, Mapping) for row in rows):
        raise BadParameterError(f"a {type(result).__name__} does not make a table")
    # Named columns, so that a result without rows makes an empty table of the same form.
    frame = pandas.DataFrame(list(rows), columns=list(result.columns) if rows is not result else None)
    return frame


def corpus_frames(corpus: Corpus) -> dict[str, "pd.DataFrame"]:
    """A corpus as frames: plans, nodes, ties (one row a tie), readings (one row a sentence of a tie), figures, mentions."""
    pandas = optional("pandas")
    ties = [
        {name: getattr(tie, name) for name in ("id", "head", "type", "tail", "commitment", "confidence")}
        | {"head_name": corpus.name(tie.head), "tail_name": corpus.name(tie.tail), "passages": list(tie.passages)}
        | {"plans": list(dict.fromkeys(r.plan for r in tie.readings))}
        for tie in corpus.ties
    ]
    readings = [dict(zip(READING[:3], tie.key, strict=True)) | r._asdict() for tie in corpus.ties for r in tie.readings]
    return {
        "plans": pandas.DataFrame([_fields(d, DOCUMENT) for d in corpus.documents], columns=list(DOCUMENT)),
        "nodes": pandas.DataFrame([_fields(i, NODE) for i in corpus.items.values()], columns=list(NODE)),
        "ties": pandas.DataFrame(ties, columns=list(TIE)),
        "readings": pandas.DataFrame(readings, columns=list(READING)),
        "figures": pandas.DataFrame([dict(row) for row in corpus.figures]),
        "mentions": pandas.DataFrame([_fields(m, MENTION) for m in corpus.mentions], columns=list(MENTION)),
    }


def _fields(record: object, names: Iterable[str]) -> dict[str, Any]:
    values = ((name, getattr(record, name)) for name in names)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values}


def corpus_from_frames(
    nodes: "pd.DataFrame",
    readings: "pd.DataFrame",
    *,
    plans: "pd.DataFrame | None" = None,
    figures: "pd.DataFrame | None" = None,
    mentions: "pd.DataFrame | None" = None,
    data_version: str = "frames",
) -> Corpus:
    """A corpus of frames, for codings made elsewhere: the analyses run on it as on a store.

    `nodes` needs id and type (name is the id by default); `readings` head, type, tail, plan and passage; the other
    columns of `corpus_frames` are optional. Lists may be lists or texts joined by "|". Raises BadParameterError for a
    missing column.
    """
    _need(nodes, ("id", "type"), "nodes")
    _need(readings, READING[:5], "readings")
    rows: dict[Key, list[Row]] = {}
    for each in _records(readings):
        key = Key(*(str(each[name]) for name in READING[:3]))
        place = int(each.get("start") or 0), int(each.get("end") or 0)
        how = str(each.get("rule") or ""), str(each.get("commitment") or "")
        sure = 1.0 if each.get("confidence") is None else float(each["confidence"])
        rows.setdefault(key, []).append(Row(str(each["plan"]), *place, str(each["passage"]), *how, sure))
    named = plans if plans is not None else _plans_of(rows)
    return Corpus(
        data_version,
        tuple(Document(**_picked(each, DOCUMENT)) for each in _records(named)),
        {str(each["id"]): _item(each) for each in _records(nodes)},
        tuple(tie_of(key, found) for key, found in sorted(rows.items())),
        tuple(_records(figures)) if figures is not None else (),
        tuple(Mention(**_picked(each, MENTION)) for each in _records(mentions)) if mentions is not None else (),
    )


def _plans_of(rows: Mapping[Key, Sequence[Row]]) -> "pd.DataFrame":
    found = sorted({row.plan for each in rows.values() for row in each})
    frame: pd.DataFrame = optional("pandas").DataFrame({"id": found, "title": found})
    return frame


def _need(frame: "pd.DataFrame", columns: Iterable[str], name: str) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise BadParameterError(f"the frame of {name} has no column {', '.join(missing)}")


def _records(frame: "pd.DataFrame") -> list[dict[str, Any]]:
    """Rows as dicts; what pandas holds as missing is None, whole numbers that it made into floats are whole again."""
    return [{str(k): _plain(v) for k, v in row.items()} for row in frame.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return None if value != value else value  # noqa: PLR0124 (NaN alone differs from itself)
    return None if value is not None and type(value).__name__ in {"NAType", "NaTType"} else value


def _picked(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    whole = {"start_year", "end_year", "passages", "start", "end", "mentions"}
    found = {name: row[name] for name in names if row.get(name) is not None}
    return {name: int(value) if name in whole else value for name, value in found.items()}


def _item(row: Mapping[str, Any]) -> Item:
    found = _picked(row, NODE)
    lists = {name: _listed(found.get(name)) for name in ("aliases", "plans", "ancestors")}
    return Item(**{"name": str(row["id"])} | found | lists)


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(part for part in value.split("|") if part) if isinstance(value, str) else tuple(value or ())
