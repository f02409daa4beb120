"""Figures as a spreadsheet, each with its source."""

import io
from collections.abc import Sequence
from typing import Any

from innograph.api.pages.ledger import Group
from innograph.api.pages.words import Words

MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    ("col_indicator", 24),
    ("col_wording", 28),
    ("col_plan", 34),
    ("col_region", 12),
    ("col_kind", 10),
    ("col_year", 8),
    ("col_value", 12),
    ("col_value_max", 12),
    ("col_unit", 10),
    ("col_base", 16),
    ("col_base_unit", 10),
    ("col_hedge", 10),
    ("col_comparable", 40),
    ("col_section", 44),
    ("col_passage", 24),
    ("col_start", 9),
    ("col_end", 9),
    ("col_sentence", 70),
)


def workbook(groups: Sequence[Group], find: Words) -> bytes:
    """An .xlsx file with one row a figure; text is never taken for a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101
    sheet.title = find("nav_targets")
    for column, (key, width) in enumerate(COLUMNS, 1):
        cell = sheet.cell(1, column, find(key))
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    wrapped = Alignment(wrap_text=True, vertical="top")
    line = 1
    for group in groups:
        for entry in group.entries:
            line += 1
            target = entry.target
            place = target.evidence
            reasons = "; ".join(find(reason) for reason in entry.apart) or find("comparable_yes")
            values = [
                group.name,
                target.name,
                place.plan_title,
                target.region.name if target.region else "",
                find(f"kind_{target.kind}"),
                target.year,
                target.value,
                target.value_max,
                target.unit,
                entry.base,
                entry.base_unit,
                target.hedge,
                reasons,
                " › ".join(place.section_path),
                place.passage,
                place.start,
                place.end,
                place.text or "",
            ]
            for column, value in enumerate(values, 1):
                _fill(sheet.cell(line, column), value, wrapped)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{line}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(cell: Any, value: str | float | None, wrapped: Any) -> None:
    cell.value = _fit(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.alignment = wrapped


def _fit(text: str) -> str:
    """Text that a cell can hold: no control characters, at most 32,000 characters."""
    return "".join(c for c in text if c >= " " or c in "\n\t")[:32_000]
