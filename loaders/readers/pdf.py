"""PDF: text by place on the page (pypdfium2), ruled tables (pdfplumber). Scanned pages without text are refused."""

import ctypes
import io
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from innograph.graph.errors import ReadError
from innograph.loaders.fold import HAN
from innograph.loaders.raw import RawBuilder, RawText
from innograph.loaders.readers._page import Line, Page, Run, blocks_of, drop_margins, lines_of, title_of

FORMAT = "pdf"
SUFFIXES = (".pdf",)

MAX_PAGES = 1_500
MAX_SECONDS = 120.0
"""Time after which reading gives up, checked from page to page."""
_MAX_CHARS_A_PAGE = 60_000
_MAX_RULES = 4_000
_MIN_RULES = 6
_MIN_HAN = 20
_LOCK = threading.Lock()  # PDFium is not thread-safe


def sniff(data: bytes) -> bool:
    """Whether the content has PDF's mark in its first kilobyte."""
    return b"%PDF-" in data[:1024]


def read(data: bytes, name: str) -> RawText:
    """The document's text; raises ReadError where it is encrypted, broken, scanned, or takes too long."""
    with _LOCK:
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            reason = "an encrypted PDF (save it without a password)" if "assword" in str(error) else "a broken PDF"
            raise ReadError(f"{name}: {reason}") from error
        try:
            pages = list(_pages(document, data, name))
        except (ReadError, MemoryError):
            raise
        except Exception as error:  # what the table finder makes of a broken page has no common root
            raise ReadError(f"{name}: a broken PDF ({type(error).__name__})") from error
        finally:
            document.close()
    return _text(pages, name)


def _text(pages: list[Page], name: str) -> RawText:
    drop_margins(pages)
    sizes = Counter[float]()
    for page in pages:
        for line in page.lines:
            sizes[round(line.size, 1)] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    builder = RawBuilder()
    han = 0
    larger = sorted({s for s in sizes if s >= 1.12 * body}, reverse=True)
    for block in blocks_of(pages):
        if block.row is not None:
            builder.add_row(block.row)
            continue
        han += len(re.findall(f"[{HAN}]", block.text))
        size = round(block.size, 1)
        if size in larger and len(block.text) <= 60 and not re.search("[。;\uff1b]", block.text):
            builder.add(block.text, kind="heading", level=min(6, larger.index(size) + 1))
        else:
            builder.add(block.text)
    if han < _MIN_HAN:
        raise ReadError(f"{name}: a PDF without text, perhaps scanned (run text recognition first)")
    return builder.build(FORMAT, title=title_of(pages, body))


def _pages(document: Any, data: bytes, name: str) -> Iterator[Page]:
    if len(document) > MAX_PAGES:
        raise ReadError(f"{name}: more than {MAX_PAGES} pages")
    tables = _Tables(data)
    limit = time.monotonic() + MAX_SECONDS
    try:
        for number in range(len(document)):
            if time.monotonic() > limit:
                raise ReadError(f"{name}: reading took more than {MAX_SECONDS:.0f} s")
            page = document[number]
            width, height = page.get_size()
            runs = _runs(page)
            found = tables.of(number, height) if _MIN_RULES <= _rules(page) <= _MAX_RULES else []
            page.close()
            free = [
                r
                for r in runs
                if not any(box[1] <= (r.y0 + r.y1) / 2 <= box[3] and box[0] - 2 <= r.x0 <= box[2] for box, _ in found)
            ]
            lines = lines_of(free, width)
            for box, rows in found:
                at = next((i for i, x in enumerate(lines) if (x.y0 + x.y1) / 2 < box[3] and x.column == 0), len(lines))
                lines[at:at] = [Line("", box[0], box[2], box[1], box[3], 0.0, row=row) for row in rows]
            yield Page(width, height, lines)
    finally:
        tables.close()


def _rules(page: Any) -> int:
    """Number of drawn paths, which may be a table's rules."""
    return sum(1 for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3))


class _Tables:
    """Ruled tables by page, with pdfplumber; opened at the first page that has rules."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.plumber: Any = None

    def of(self, number: int, height: float) -> list[tuple[tuple[float, float, float, float], list[list[str]]]]:
        """(left, bottom, right, top) and rows of each table of a page, from top to bottom."""
        import pdfplumber

        if self.plumber is None:
            self.plumber = pdfplumber.open(io.BytesIO(self.data))
        page = self.plumber.pages[number]
        result = []
        for table in page.find_tables():
            rows = [[_cell(cell) for cell in row] for row in table.extract()]
            rows = [row for row in rows if any(row)]
            if len(rows) >= 2 and max(map(len, rows)) >= 2:
                x0, top, x1, bottom = table.bbox
                result.append(((x0, height - bottom, x1, height - top), rows))
        page.close()
        return sorted(result, key=lambda t: -t[0][3])

    def close(self) -> None:
        """Free what was opened."""
        if self.plumber is not None:
            self.plumber.close()


def _cell(text: str | None) -> str:
    """A cell's text with its line breaks closed."""
    return re.sub(r"(?<![A-Za-z0-9])\s*\n\s*|\s*\n\s*(?![A-Za-z0-9])", "", text or "").replace("\n", " ").strip()


def _runs(page: Any) -> list[Run]:
    """Characters of a page, joined where they stand side by side in one size."""
    textpage = page.get_textpage()
    raw = textpage.raw
    box = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = box
    pointers = [ctypes.byref(v) for v in box]
    runs: list[Run] = []
    for i in range(min(textpage.count_chars(), _MAX_CHARS_A_PAGE)):
        code = pdfium.FPDFText_GetUnicode(raw, i)
        if code < 33 or code in (0xFFFE, 0xFFFF, 0x3000, 0xA0, 0xAD) or 0xD800 <= code < 0xE000:
            continue
        if not pdfium.FPDFText_GetCharBox(raw, i, *pointers):
            continue
        size = pdfium.FPDFText_GetFontSize(raw, i) or 1.0
        rect = pdfium.FS_RECTF()
        if pdfium.FPDFText_GetLooseCharBox(raw, i, ctypes.byref(rect)) and rect.top > rect.bottom:
            x0, x1, y0, y1 = rect.left, rect.right, rect.bottom, rect.top
            size = y1 - y0
        else:
            x0, x1, y0, y1 = left.value, right.value, bottom.value, top.value
        last = runs[-1] if runs else None
        beside = last is not None and -0.3 * size < x0 - last.x1 < 0.25 * size and abs(y0 - last.y0) < 0.2 * size
        if last is not None and beside and abs(size - last.size) < 0.1 * size:
            last.text += chr(code)
            last.x1 = x1
        else:
            runs.append(Run(chr(code), x0, x1, y0, y1, size))
    textpage.close()
    return runs
