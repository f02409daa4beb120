"""A report on one region, plan or technology: one HTML file that opens offline, and a workbook beside it.

Every row of every table leads to the sentences it was read from, as numbered notes; every table and plot says what it
was computed from.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from innograph.graph.analysis.corpus import Basis, Corpus, Document
from innograph.graph.errors import BadParameterError, MissingExtraError
from innograph.graph.report_parts import Picture, Selection, Table, select, tables_of
from innograph.graph.shipped import read_yaml
from innograph.graph.store import Store

PAGE = Path(__file__).parent / "report_page"
MOST_REFERENCES = 12
"""Numbers of notes shown in a row; the rest is counted. The workbook has all."""
VIEW_NODES = 120
"""Entities in the interactive view; more make it unreadable."""
KINDS = ("region", "plan", "technology")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about: `kind` is "region", "plan" or "technology", `id` the entity's or the plan's."""

    kind: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence that the report cites: its text in parts, each (text, whether it is what was read); () without text."""

    number: int
    passage: str
    start: int
    end: int
    plan: str
    plan_title: str
    sections: tuple[str, ...]
    parts: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """The whole sentence, "" where the plan was loaded without its text."""
        return "".join(part for part, _ in self.parts)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report shows. `missing` says why there are no plots, "" where there are."""

    subject: Subject
    title: str
    lang: str
    tables: tuple[Table, ...]
    notes: tuple[Note, ...]
    plots: tuple[Picture, ...]
    view: str
    view_cut: bool
    missing: str
    plans: tuple[Document, ...]
    basis: Basis
    ties: tuple[Mapping[str, Any], ...] = field(default=())

    def table(self, name: str) -> Table:
        """A table by its id; raises KeyError where the report has none of that name."""
        return {table.id: table for table in self.tables}[name]


@cache
def report_texts(lang: str) -> Mapping[str, str]:
    """The words of the report in "zh" or "en"; raises BadParameterError for another language."""
    if lang not in {"zh", "en"}:
        raise BadParameterError(f"no language {lang!r}; there are: zh, en")
    both = read_yaml(PAGE / "texts.yaml")
    return {key: words[lang] for key, words in both.items()}


def build_report(store: Store, subject: Subject, *, lang: str = "zh", view: bool = True, plots: bool = True) -> Report:
    """Gather a report. Raises BadParameterError for another kind or language, NotFoundError for an unknown id.

    Without matplotlib it has no plots and says so.
    """
    if subject.kind not in KINDS:
        raise BadParameterError(f"no report on a {subject.kind!r}; there are: {', '.join(KINDS)}")
    text = report_texts(lang)
    corpus = Corpus.read(store)
    chosen = select(corpus, subject.kind, subject.id)
    tables = tables_of(chosen, text, lang)
    numbers = _numbers(tables)
    drawn, missing = _plots(chosen, text, lang) if plots else ((), "")
    shown, cut = _view(store, chosen, subject.name, lang) if view and chosen.ties else ("", False)
    return Report(
        subject,
        subject.name,
        lang,
        tuple(table.numbered(numbers) for table in tables),
        _notes(store, chosen, numbers),
        drawn,
        shown,
        cut,
        missing,
        corpus.documents,
        chosen.basis,
        tuple(_tie_rows(corpus, chosen, numbers)),
    )


def _numbers(tables: Iterable[Table]) -> dict[str, int]:
    """Passage -> number of its note, in the order in which the tables come to it."""
    passages = dict.fromkeys(passage for table in tables for row in table.rows for passage in row.passages)
    return {passage: number for number, passage in enumerate(passages, 1)}


def _notes(store: Store, chosen: Selection, numbers: Mapping[str, int]) -> tuple[Note, ...]:
    from innograph.graph.evidence import sentences

    spans: dict[str, set[tuple[int, int]]] = {passage: set() for passage in numbers}
    for passage, start, end in chosen.spans():
        if passage in spans:
            spans[passage].add((start, end))
    whole = [(passage, min(s for s, _ in found), max(e for _, e in found)) for passage, found in spans.items()]
    notes = []
    for sentence in sentences(store, whole):
        first = sentence.start - len(sentence.before)
        marked = [(start - first, end - first) for start, end in spans[sentence.passage]]
        parts = _marked(sentence.text, marked) if sentence.text else ()
        place = numbers[sentence.passage], sentence.passage, sentence.start, sentence.end
        notes.append(Note(*place, sentence.plan, sentence.plan_title, sentence.sections, parts))
    return tuple(notes)


def _marked(text: str, spans: Iterable[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """A text in parts, marked where any span covers it. Where a span is the whole text, the shorter ones tell more."""
    spans = list(spans)
    narrow = [(start, end) for start, end in spans if end - start < len(text)]
    covered = [any(start <= place < end for start, end in narrow or spans) for place in range(len(text))]
    parts: list[tuple[str, bool]] = []
    for letter, inside in zip(text, covered, strict=True):
        if parts and parts[-1][1] == inside:
            parts[-1] = (parts[-1][0] + letter, inside)
        else:
            parts.append((letter, inside))
    return tuple(parts)


def _plots(chosen: Selection, text: Mapping[str, str], lang: str) -> tuple[tuple[Picture, ...], str]:
    try:
        from innograph.graph.report_plots import pictures

        return pictures(chosen, text, lang), ""
    except MissingExtraError as error:
        return (), str(error)


def _view(store: Store, chosen: Selection, title: str, lang: str) -> tuple[str, bool]:
    from innograph.graph import report_view

    return report_view.page(store, chosen, title=title, lang=lang, limit=VIEW_NODES)


def _tie_rows(corpus: Corpus, chosen: Selection, numbers: Mapping[str, int]) -> Iterable[dict[str, Any]]:
    for tie in chosen.ties:
        for reading in tie.readings:
            yield {
                "head": corpus.name(tie.head),
                "type": tie.type,
                "tail": corpus.name(tie.tail),
                "note": numbers.get(reading.passage),
                **reading._asdict(),
                "edge": tie.id,
            }


def to_html(report: Report) -> str:
    """The report as one HTML file: styles, plots and view inside, nothing from the network."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    templates = Environment(loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return templates.get_template("page.html").render(
        report=report,
        text=report_texts(report.lang),
        style=Markup((PAGE / "style.css").read_text("utf-8")),  # noqa: S704 (our own file)
        most_refs=MOST_REFERENCES,
    )


def to_xlsx(report: Report) -> bytes:
    """The report's tables, ties and notes as a workbook, one sheet each."""
    import io

    from openpyxl import Workbook

    from innograph.graph.export import guarded

    text = report_texts(report.lang)
    book = Workbook(write_only=True)

    def sheet(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        made = book.create_sheet(_sheet_name(name))
        made.append(list(columns))
        for row in rows:
            made.append([guarded(value) for value in row])

    about = [(text["data_version"], report.basis.data_version), (text["basis"], report.basis.said(report.lang))]
    about += [(text["searched"], f"{plan.title} ({plan.id})") for plan in report.plans]
    sheet(text["about"], (report.title, ""), about)
    for table in report.tables:
        rows = ([*row.cells, " ".join(map(str, row.notes)), " ".join(row.passages)] for row in table.rows)
        sheet(table.title, (*table.columns, text["notes"], "passages"), rows)
    if report.ties:
        sheet(text["ties"], tuple(report.ties[0]), (tuple(row.values()) for row in report.ties))
    notes = ((n.number, n.text, n.plan_title, " > ".join(n.sections), n.passage, n.start, n.end) for n in report.notes)
    sheet(text["notes"], ("note", "text", "plan", "sections", "passage", "start", "end"), notes)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet_name(name: str) -> str:
    """Names of sheets have 31 characters at most and none of []:*?/\\ ."""
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in name)[:31]


def write_report(report: Report, path: Path) -> tuple[Path, Path]:
    """Write the HTML to `path` and the workbook beside it (the same name with .xlsx); both paths.

    Each file is whole or not there. Raises BadParameterError for a path that does not end in .html or .htm.
    """
    if path.suffix.lower() not in {".html", ".htm"}:
        raise BadParameterError(f"{path.name}: a report is an HTML file; give a name that ends in .html")
    workbook = path.with_suffix(".xlsx")
    for target, content in ((path, to_html(report).encode("utf-8")), (workbook, to_xlsx(report))):
        temporary = target.with_name(f".{target.name}.{os.getpid()}")
        temporary.write_bytes(content)
        temporary.replace(target)
    return path, workbook
