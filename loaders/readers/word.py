"""Word documents (.docx): paragraphs, headings by style, printed list numbers, tables and text boxes, in document order."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from innograph.graph.errors import ReadError
from innograph.loaders.raw import RawBuilder, RawText
from innograph.loaders.readers._numbering import Numbering

FORMAT = "docx"
SUFFIXES = (".docx",)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_PART = 96 * 2**20
_MAX_TOTAL = 384 * 2**20
_MAX_PARTS = 5_000
_STYLE = re.compile(r"(?:heading|标题)\s*(\d)", re.IGNORECASE)


def sniff(data: bytes) -> bool:
    """Whether the content is a zip archive, or a Word document of the old kind."""
    return data[:4] == b"PK\x03\x04" or data[:8] == _OLE


def read(data: bytes, name: str) -> RawText:
    """The document's text; raises ReadError where it is no Word document, encrypted, broken or too large when unpacked."""
    if data[:8] == _OLE:
        raise ReadError(f"{name}: an old or encrypted Office file (save it as .docx without a password)")
    _check_archive(data, name)
    try:
        document = docx.Document(io.BytesIO(data))
        builder = RawBuilder()
        _Body(document, builder).read()
        title = document.core_properties.title or ""
    except MemoryError:
        raise
    except Exception as error:  # what zip, XML and docx libraries make of a broken file has no common root
        raise ReadError(f"{name}: not a readable Word document ({type(error).__name__})") from error
    return builder.build(FORMAT, title=title)


def _check_archive(data: bytes, name: str) -> None:
    """Refuse what is no Word document or unpacks to more than memory should hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except MemoryError:
        raise
    except Exception as error:
        raise ReadError(f"{name}: a broken zip archive, not a Word document") from error
    if "word/document.xml" not in {p.filename for p in parts}:
        raise ReadError(f"{name}: a zip archive without a Word document")
    text = max((p.file_size for p in parts if p.filename.endswith((".xml", ".rels"))), default=0)
    if len(parts) > _MAX_PARTS or text > _MAX_PART or sum(p.file_size for p in parts) > _MAX_TOTAL:
        raise ReadError(f"{name}: too large when unpacked")
    if any(p.flag_bits & 0x1 for p in parts):
        raise ReadError(f"{name}: an encrypted archive")


class _Body:
    """Reads a document's body into a builder."""

    def __init__(self, document: Any, builder: RawBuilder) -> None:
        self.document, self.builder = document, builder
        numbering = next((r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering")), None)
        self.numbering = Numbering(getattr(numbering, "element", None))

    def read(self) -> None:
        """Add every block."""
        for element in _blocks(self.document.element.body):
            if element.tag == f"{_W}tbl":
                for row in _rows(Table(element, self.document)):
                    self.builder.add_row(row)
            else:
                self._paragraph(Paragraph(element, self.document._body))

    def _paragraph(self, paragraph: Paragraph) -> None:
        text = "".join(_texts(paragraph._p))
        level = _level(paragraph)
        if label := self._label(paragraph):
            text = label + text if text.strip() else text
        for line in text.split("\n"):
            self.builder.add(line, kind="heading" if level else "text", level=level)
        for box in paragraph._p.iter(f"{_W}txbxContent"):
            if not any(a.tag.endswith("}Fallback") for a in box.iterancestors()):
                for inner in box.iter(f"{_W}p"):
                    self.builder.add("".join(_texts(inner)))

    def _label(self, paragraph: Paragraph) -> str:
        """The number that Word prints before the paragraph, by its own or its style's list."""
        for properties in (paragraph._p.pPr, *(_style_properties(paragraph))):
            number = None if properties is None else properties.find(f"{_W}numPr")
            if number is not None:
                ref, depth = number.find(f"{_W}numId"), number.find(f"{_W}ilvl")
                level = depth.get(f"{_W}val", "0") if depth is not None else "0"
                if ref is None or ref.get(f"{_W}val") == "0":
                    return ""
                return self.numbering.label(ref.get(f"{_W}val", ""), int(level) if level.isdigit() else 0)
        return ""


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, those of content controls included."""
    for child in parent.iterchildren():
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _blocks(child)


def _style_properties(paragraph: Paragraph) -> Iterator[Any]:
    style: Any = paragraph.style
    for _ in range(10):
        if style is None:
            return
        yield style.element.find(f"{_W}pPr")
        style = style.base_style


def _texts(paragraph: Any) -> Iterator[str]:
    """The words of a paragraph, those of links and content controls included, without text boxes and deleted text."""
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        above = next((a for a in node.iterancestors() if a.tag in (f"{_W}p", f"{_W}del")), None)
        if above is not paragraph or node.getparent().tag != f"{_W}r":
            continue
        tag = node.tag[len(_W) :]
        yield (
            (node.text or "")
            if tag == "t"
            else "-"
            if tag == "noBreakHyphen"
            else "  "
            if tag == "tab"
            else "\n"
            if node.get(f"{_W}type") is None
            else ""
        )


def _level(paragraph: Paragraph) -> int:
    """The heading level that the style (or the paragraph's outline) gives; 0 for body text."""
    style: Any = paragraph.style
    name = (style.name or "") if style is not None else ""
    if found := _STYLE.match(name):
        return int(found[1])
    if name.lower() in ("title", "标题"):
        return 1
    for properties in (paragraph._p.pPr, *_style_properties(paragraph)):
        outline = None if properties is None else properties.find(f"{_W}outlineLvl")
        if outline is not None and (value := outline.get(f"{_W}val", "9")).isdigit() and int(value) < 9:
            return int(value) + 1
    return 0


def _rows(table: Table) -> Iterator[list[str]]:
    """Rows of texts. A cell merged over rows is repeated in each, one merged over columns leaves empty cells after it."""
    above: dict[int, str] = {}
    for row in table._tbl.tr_lst:
        texts: list[str] = []
        for cell in row.tc_lst:
            merged = cell.vMerge == "continue"
            words = " ".join("".join(_texts(p)).strip() for p in cell.iter(f"{_W}p")).strip()
            text = above.get(len(texts), "") if merged else words
            above[len(texts)] = text
            texts += [text, *[""] * (min(cell.grid_span, 200) - 1)]
        if any(texts):
            yield texts
