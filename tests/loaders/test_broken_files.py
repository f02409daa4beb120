"""Files with changed, missing or doubled bytes are read or refused; nothing but ReadError comes out of a reader."""

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator

import docx
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from innograph.graph.errors import ReadError
from innograph.loaders.raw import RawText
from innograph.loaders.readers import pdf, plain, read_bytes, web, word

FONT = "STSong-Light"
SENTENCE = "云溪区支持企业、高校和科研院所共建联合实验室,面向产业需求开展技术攻关。"


def as_docx() -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_heading("云溪区科技创新规划", level=1)
    document.add_paragraph(SENTENCE, style="List Number")
    document.add_table(rows=2, cols=2).cell(0, 0).text = "指标"
    document.save(out)
    return out.getvalue()


def as_pdf() -> bytes:
    """A page with a ruled table, which has the table finder look at it as well."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont(FONT, 12)
    for turn in range(3):
        canvas.drawString(70, 700 - 20 * turn, SENTENCE)
        canvas.drawString(80, 405 + 50 * turn, "指标")
    for y in (400, 450, 500, 550):
        canvas.line(70, y, 270, y)
    for x in (70, 170, 270):
        canvas.line(x, 400, x, 550)
    canvas.save()
    return out.getvalue()


def as_html() -> bytes:
    cells = "<tr><td rowspan=2>投入</td><td>4%</td></tr><tr><td colspan=2>6</td></tr>"
    return f"<html><head><meta charset=utf-8></head><body><ol start=3><li>{SENTENCE}</ol><table>{cells}</table></body></html>".encode()


def changed(data: bytes, number: int, seed: int) -> Iterator[bytes]:
    """Copies with one to five other bytes; each tenth is cut off as well."""
    rng = random.Random(seed)  # noqa: S311
    for turn in range(number):
        copy = bytearray(data)
        for _ in range(rng.randint(1, 5)):
            copy[rng.randrange(len(copy))] = rng.randrange(256)
        yield bytes(copy[: rng.randrange(60, len(copy))] if turn % 10 == 9 else copy)


READERS: dict[str, tuple[Callable[[], bytes], Callable[[bytes, str], RawText], int]] = {
    "a.docx": (as_docx, word.read, 120),
    "a.pdf": (as_pdf, pdf.read, 60),
    "a.html": (as_html, web.read, 120),
    "a.txt": (SENTENCE.encode, plain.read, 120),
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.timeout(120)
def test_a_broken_file_is_read_or_refused(name: str) -> None:
    make, read, number = READERS[name]
    data = make()
    assert read(data, name).text
    refusals = []
    for copy in changed(data, number, seed=5):
        try:
            read(copy, name)
        except ReadError as error:
            refusals.append(str(error))
    assert [told for told in refusals if not told.startswith(f"{name}: ") or "\n" in told] == []


def test_an_unknown_way_of_packing_is_refused() -> None:
    """A zip entry that wants a later version of the format than there is."""
    data = bytearray(as_docx())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.start_dir
    data[start + 6 : start + 8] = struct.pack("<H", 250)
    with pytest.raises(ReadError, match="a broken zip archive"):
        word.read(bytes(data), "a.docx")


def test_what_a_reader_did_not_foresee_is_a_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(data: bytes, name: str) -> RawText:
        raise IndexError("list index out of range")

    def no_room(data: bytes, name: str) -> RawText:
        raise MemoryError

    monkeypatch.setattr(plain, "read", fail)
    with pytest.raises(ReadError, match=r"^a\.txt: a broken txt file \(IndexError\)$"):
        read_bytes(SENTENCE.encode(), "a.txt")
    monkeypatch.setattr(plain, "read", no_room)
    with pytest.raises(MemoryError):
        read_bytes(SENTENCE.encode(), "a.txt")
