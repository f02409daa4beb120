"""From a source's text to the plan's text, with the way back.

`clean` is a pure function. Every character of its result is one of the source's (in the form that `fold` gives it) or white
space in place of white space; nothing is added, nothing changes places. So `origin` never decreases, and
`fold_text(source[origin[i]]) == text[i]` wherever `text[i]` is not white space.
The form of the cleaned text: see `fold` (half-width `, ; : ( ) ! ? %`; Chinese 。、“”《》——), one line a paragraph, heading or
table row, cells parted by tabs, no blank lines, no spaces at either end of a line or inside Chinese words.
"""

from bisect import bisect_right
from dataclasses import dataclass

from innograph.loaders.boilerplate import boilerplate_edits
from innograph.loaders.fold import fold
from innograph.loaders.layout import cell_edits, space_edits, unflatten_edits, unwrap_edits
from innograph.loaders.mapped import Mapped, Offsets, line_spans
from innograph.loaders.pagination import page_number_edits
from innograph.loaders.raw import RawLine, RawText
from innograph.loaders.text_tables import table_edits


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The plan's text. `lines` gives (start, end, what the format said of it) for every line of `text`."""

    text: str
    origin: Offsets
    lines: tuple[RawLine, ...]


def clean(raw: RawText) -> Cleaned:
    """Clean a source's text; pure, linear in its length."""
    mapped = fold(Mapped.of(raw.text))
    mapped = mapped.edited(boilerplate_edits(mapped.text))
    if not raw.lines:
        mapped = mapped.edited(page_number_edits(mapped.text))
        mapped = mapped.edited(table_edits(mapped.text))
        mapped = mapped.edited(unflatten_edits(mapped.text))
        mapped = mapped.edited(unwrap_edits(mapped.text))
        mapped = mapped.edited(cell_edits(mapped.text))
    rows = frozenset(line.start for line in _hints(mapped, raw) if line.kind == "row")
    mapped = mapped.edited(space_edits(mapped.text, rows=rows))
    end = len(mapped.text.rstrip("\n"))
    mapped = mapped.edited([(end, len(mapped.text), "")])
    return Cleaned(mapped.text, mapped.origin, _hints(mapped, raw))


def _hints(mapped: Mapped, raw: RawText) -> tuple[RawLine, ...]:
    starts = [line.start for line in raw.lines]
    result = []
    for start, end in line_spans(mapped.text):
        kind, level = "", 0
        if starts and end > start:
            source = raw.lines[max(0, bisect_right(starts, int(mapped.origin[start])) - 1)]
            kind, level = source.kind, source.level
        result.append(RawLine(start, end, kind, level))
    return tuple(result)
