"""Every format of the example plan gives the same sentences, and what is no plan is refused in one line."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from innograph.graph.errors import BadParameterError, ReadError
from innograph.loaders.document import Document
from innograph.loaders.meta import plan_id_of
from innograph.loaders.readers import readers
from innograph.loaders.readers._numbering import Numbering, chinese
from innograph.loaders.reading import document_from_bytes, read_document

EXAMPLE = Path(__file__).parents[2] / "examples" / "yunxi-14fyp.txt"
PLANS = Path(__file__).parents[3] / "shared" / "plans"
TEXT = EXAMPLE.read_text(encoding="utf-8")
LINES = [line for line in TEXT.split("\n") if line.strip()]
FONT = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(FONT))


def body_lines() -> Iterator[tuple[str, str]]:
    """(kind, text) of the example's lines: "title", "toc", "heading", "row" or "text"."""
    toc = False
    for i, line in enumerate(LINES):
        if line == "目录":
            toc = True
            yield "toc", line
        elif toc and line in LINES[i + 1 :]:
            yield "toc", line
        else:
            toc = False
            numbered = line[:2] in ("一、", "二、", "三、", "四、", "前言") or line[:1] == "\uff08" or line[1:2] == "."
            kind = (
                "title"
                if i == 0
                else "row"
                if "    " in line
                else "heading"
                if numbered and "。" not in line
                else "text"
            )
            yield kind, line


def cells(line: str) -> list[str]:
    return line.split("    ")


def as_html(*, charset: str = "utf-8", furniture: bool = True) -> bytes:
    blocks: list[str] = []
    rows: list[str] = []
    levels = {"一": 2, "二": 2, "三": 2, "四": 2, "前": 2, "\uff08": 3}
    for kind, line in body_lines():
        if kind != "row" and rows:
            blocks.append(f"<table>{''.join(rows)}</table>")
            rows = []
        if kind == "row":
            rows.append("<tr>" + "".join(f"<td><p>{c}</p></td>" for c in cells(line)) + "</tr>")
        elif kind == "heading":
            blocks.append(f"<h{levels.get(line[0], 4)}>{line}</h{levels.get(line[0], 4)}>")
        elif kind != "toc":
            blocks.append(f"<p>\u3000\u3000{line}</p>" if kind == "text" else f"<h1>{line}</h1>")
    nav = (
        "<div class='nav'><ul><li><a href='/'>首页</a></li><li><a href='/a'>政务公开</a></li></ul></div>"
        if furniture
        else ""
    )
    side = (
        "<div class='sidebar'><h3>热点新闻</h3><ul><li><a href='/n'>我区召开人工智能产业发展推进大会</a></li></ul></div>"
        if furniture
        else ""
    )
    foot = (
        "<div class='article-foot'><p>分享到:</p></div><footer>主办单位:某某办公室 备案号:青ICP备00000000号</footer>"
        if furniture
        else ""
    )
    page = (
        f"<!DOCTYPE html><html><head><meta charset='{charset}'><title>{LINES[0]}_云溪区人民政府</title><style>p{{x:y}}</style></head>"
        f"<body>{nav}{side}<div class='content'><div class='text'>{''.join(blocks)}</div></div>{foot}<script>var a='规划,';</script></body></html>"
    )
    return page.encode("gb18030" if charset == "gb2312" else charset)


def as_markdown() -> bytes:
    lines: list[str] = []
    for kind, line in body_lines():
        if kind == "row":
            lines.append(f"| {' | '.join(cells(line))} |")
            if line.startswith("序号"):
                lines.append("|---|:--|--:|--:|---|")
        elif kind in ("title", "heading"):
            lines += ["", f"{'#' if kind == 'title' else '##'} {line}", ""]
        elif kind == "text":
            lines += ["", line.replace("石墨烯研发与转化功能型平台", "**石墨烯研发与转化功能型平台**"), ""]
    return "\n".join(lines).encode()


def as_docx() -> bytes:
    document = docx.Document()
    rows: list[list[str]] = []

    def table() -> None:
        grid = document.add_table(rows=len(rows), cols=len(rows[0]))
        for cell_row, texts in zip(grid.rows, rows, strict=True):
            for cell, text in zip(cell_row.cells, texts, strict=True):
                cell.text = text
        rows.clear()

    for kind, line in body_lines():
        if kind != "row" and rows:
            table()
        if kind == "row":
            rows.append(cells(line))
        elif kind == "title":
            document.add_paragraph(line, style="Title")
        elif kind == "heading":
            document.add_heading(line, level=1 if line[1] == "、" else 2 if line[0] == "\uff08" else 3)
        else:
            document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class Printer:
    """Prints the example as a PDF of wrapped lines with a running header and page numbers."""

    def __init__(self, *, columns: int = 1, password: str = "") -> None:
        self.out = io.BytesIO()
        encrypt = StandardEncryption(password) if password else None
        self.canvas = Canvas(self.out, pagesize=A4, encrypt=encrypt)
        self.columns, self.column, self.page = columns, 0, 0
        self.size, self.lead = 12, 19
        gap = 24
        self.column_width = (A4[0] - 2 * 70 - (columns - 1) * gap) / columns
        self.lefts = [70 + i * (self.column_width + gap) for i in range(columns)]
        self.new_page()

    def new_page(self) -> None:
        if self.page:
            self.canvas.showPage()
        self.page += 1
        self.canvas.setFont(FONT, 9)
        self.canvas.drawString(70, A4[1] - 40, "云溪区科技创新规划文本")
        self.canvas.drawCentredString(A4[0] / 2, 36, f"- {self.page} -")
        self.top = A4[1] - (140 if self.page == 1 else 90)
        self.y, self.column = self.top, 0

    def next_line(self) -> None:
        self.y -= self.lead
        if self.y < 80:
            self.column += 1
            if self.column >= self.columns:
                self.new_page()
            self.y = self.top

    def paragraph(self, text: str, *, indent: bool = True) -> None:
        words = ("\u3000\u3000" if indent else "") + text
        while words:
            cut = self.fits(words)
            line, words = words[:cut], words[cut:]
            self.canvas.setFont(FONT, self.size)
            shift = 2 * self.size if line.startswith("\u3000\u3000") else 0
            self.canvas.drawString(self.lefts[self.column] + shift, self.y, line.strip("\u3000"))
            self.next_line()

    def fits(self, words: str) -> int:
        """Characters that fill a line: closing marks hang over, numbers and Latin words are not broken.

        No line of one character: PDFium does not see those where the font is not embedded.
        """
        cut = len(words)
        while pdfmetrics.stringWidth(words[:cut], FONT, self.size) > self.column_width:
            cut -= 1
        if cut == len(words) - 1:
            cut -= 1
        if words[cut : cut + 1] and words[cut] in "\uff0c。、\uff1b\uff1a”\uff09":
            return cut + 1
        while 1 < cut < len(words) and words[cut - 1].isascii() and words[cut].isascii():
            cut -= 1
        return cut

    def table(self, rows: list[list[str]]) -> None:
        from reportlab.platypus import Table, TableStyle

        grid = Table(
            rows, style=TableStyle([("FONT", (0, 0), (-1, -1), FONT, 9), ("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
        )
        _, height = grid.wrap(A4[0], A4[1])
        if self.y - height < 80:
            self.new_page()
        grid.drawOn(self.canvas, 70, self.y - height)
        self.y -= height + 30

    def done(self) -> bytes:
        self.canvas.save()
        return self.out.getvalue()


def as_pdf(*, columns: int = 1, password: str = "") -> bytes:
    printer = Printer(columns=columns, password=password)
    rows: list[list[str]] = []
    for kind, line in body_lines():
        if kind != "row" and rows:
            if columns == 1:
                printer.table(rows)
            rows = []
        if kind == "row":
            rows.append(cells(line))
        elif kind == "title":
            printer.canvas.setFont(FONT, 18)
            printer.canvas.drawCentredString(A4[0] / 2, A4[1] - 100, line)
        elif kind != "toc":
            printer.paragraph(line)
    return printer.done()


def sentences(document: Document) -> list[str]:
    return [p.text.replace("\t", "") for p in document.passages]


FROM_TEXT = read_document(EXAMPLE)
FORMATS: dict[str, Callable[[], bytes]] = {
    "html": as_html,
    "bare.html": lambda: as_html(furniture=False),
    "gb2312.html": lambda: as_html(charset="gb2312"),
    "docx": as_docx,
    "md": as_markdown,
    "pdf": as_pdf,
    "gb18030.txt": lambda: TEXT.encode("gb18030"),
    "bom.txt": lambda: TEXT.encode("utf-8-sig"),
    "utf16.txt": lambda: TEXT.encode("utf-16"),
    "utf16le.txt": lambda: TEXT.encode("utf-16-le"),
    "crlf.txt": lambda: TEXT.replace("\n", "\r\n").encode(),
}


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_says_the_same(format_: str) -> None:
    document = document_from_bytes(FORMATS[format_](), f"x.{format_}", plan_id="yunxi")
    assert sentences(document) == sentences(FROM_TEXT)
    assert [(s.number, s.title, s.level) for s in document.sections] == [
        (s.number, s.title, s.level) for s in FROM_TEXT.sections
    ]
    assert [p.kind for p in document.passages] == [p.kind for p in FROM_TEXT.passages]
    assert [(t.number, t.title) for t in document.tasks] == [(t.number, t.title) for t in FROM_TEXT.tasks]
    assert document.plan.title == FROM_TEXT.plan.title == "青岚市云溪区科技创新“十四五”规划"
    assert document.plan.region == "云溪区"


def test_two_columns_are_read_one_after_the_other() -> None:
    document = document_from_bytes(as_pdf(columns=2), "two.pdf", plan_id="yunxi")
    mine = set(sentences(document))
    assert [
        s for p, s in zip(FROM_TEXT.passages, sentences(FROM_TEXT), strict=True) if p.kind != "row" and s not in mine
    ] == []


def test_page_furniture_is_no_part_of_the_text() -> None:
    for data, name in ((as_pdf(), "a.pdf"), (as_html(), "a.html")):
        text = document_from_bytes(data, name).text
        for stranger in ("规划文本", "- 2 -", "热点", "首页", "政务公开", "推进大会", "ICP", "分享到", "var a"):
            assert stranger not in text


def test_big5_text_is_decoded_and_simplified() -> None:
    text = "雲溪區科技創新規劃\n\n一、發展目標\n\n支持青嵐理工大學與企業共建機器人實驗室,推動產業發展,到二〇二五年培育高新技術企業六百家,建設創新平臺三十家。\n"
    document = document_from_bytes(text.replace(",", "\uff0c").encode("big5hkscs"), "tw.txt")
    assert "支持青岚理工大学与企业共建机器人实验室,推动产业发展" in document.text
    assert document.plan.region == "云溪区"


def test_word_list_numbers_are_restored() -> None:
    """Word keeps "1." out of the text; the task numbers are there all the same."""
    document = docx.Document()
    document.add_paragraph("云溪区科技创新三年行动方案(2023-2025)")
    for title in ("建设公共技术平台", "培育创新型企业"):
        document.add_paragraph(title, style="List Number")
        document.add_paragraph(
            "支持企业、高校和科研院所共建联合实验室,面向产业需求开展技术攻关,服务区域经济发展。(责任部门:区科技局)"
        )
    out = io.BytesIO()
    document.save(out)
    read = document_from_bytes(out.getvalue(), "list.docx")
    assert [(t.number, t.title) for t in read.tasks] == [(1, "建设公共技术平台"), (2, "培育创新型企业")]


NUMBERING = """<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:abstractNum w:abstractNumId="3">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="(%2)"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%3"/></w:lvl>
<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val="*"/></w:lvl>
</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>"""


def test_word_numbers_are_counted_as_word_counts_them() -> None:
    numbering = Numbering(etree.fromstring(NUMBERING))
    labels = [numbering.label("7", level) for level in (0, 1, 1, 2, 0, 1, 3)]
    assert labels == ["一、", "(一)", "(二)", "一.1", "二、", "(一)", ""]
    assert numbering.label("8", 0) == ""
    assert [chinese(n) for n in (1, 10, 12, 20, 35, 100)] == ["一", "十", "十二", "二十", "三十五", "100"]


def test_merged_word_cells_keep_their_columns() -> None:
    document = docx.Document()
    document.add_paragraph(
        "云溪区科技创新规划提出,到2025年各项指标达到预期,全区创新能力明显提升,具体指标见下表所列各项内容。"
    )
    table = document.add_table(rows=3, cols=3)
    for row, texts in zip(
        table.rows,
        (("类别", "指标", "2025年"), ("投入", "研发投入强度", "4.2%"), ("", "财政科技支出", "6亿元")),
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for i, kind in ((1, "restart"), (2, None)):
        merge = OxmlElement("w:vMerge")
        if kind:
            merge.set(qn("w:val"), kind)
        table.rows[i].cells[0]._tc.get_or_add_tcPr().append(merge)
    out = io.BytesIO()
    document.save(out)
    rows = [p.text for p in document_from_bytes(out.getvalue(), "t.docx").passages if p.kind == "row"]
    assert rows == ["类别\t指标\t2025年", "投入\t研发投入强度\t4.2%", "投入\t财政科技支出\t6亿元"]


def test_html_spans_fill_their_cells() -> None:
    page = (
        "<html><body><p>云溪区科技创新规划提出,到2025年各项指标达到预期,全区创新能力明显提升,具体指标见下表所列各项内容。</p>"
        "<table><tr><th rowspan=2>投入</th><td>研发强度</td><td>4%</td></tr><tr><td>财政支出</td><td>6亿元</td></tr>"
        "<tr><td colspan='2'>合计</td><td>2项</td></tr></table></body></html>"
    )
    rows = [p.text for p in document_from_bytes(page.encode(), "t.html").passages if p.kind == "row"]
    assert rows == ["投入\t研发强度\t4%", "投入\t财政支出\t6亿元", "合计\t\t2项"]


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def bomb() -> bytes:
    return zipped(**{"[Content_Types].xml": b"<Types/>", "word__document.xml": b" " * (97 * 2**20)})


def billion_laughs() -> bytes:
    kinds = (
        b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" '
        b'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    rels = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    entities = b"".join(b'<!ENTITY e%d "%s">' % (i, b"&e%d;" % (i - 1) * 10) for i in range(1, 12))
    body = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "ha">'
        + entities
        + b']><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/'
        b'2006/main"><w:body><w:p><w:r><w:t>&e11;</w:t></w:r></w:p></w:body></w:document>'
    )
    return zipped(**{"[Content_Types].xml": kinds, "_rels__.rels": rels, "word__document.xml": body}).replace(
        b"__", b"__"
    )


def scanned() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.rect(50, 50, 300, 300, fill=1)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty.txt": (lambda: b"", "empty"),
    "blank.txt": (lambda: b" \r\n\n ", "empty"),
    "picture.txt": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "binary"),
    "english.txt": (lambda: b"This is a plan in English, with sentences, and nothing else. " * 40, "no plan text"),
    "latin.txt": (lambda: "Größe, Übermaß, Maßnahme. ".encode("cp1252") * 40, "encoding|no plan text"),
    "links.html": (
        "<html><body><ul><li><a href='x'>登录</a></li><li><a>注册</a></li></ul></body></html>".encode,
        "no plan text",
    ),
    "secret.pdf": (lambda: as_pdf(password="geheim"), "encrypted"),
    "broken.pdf": (lambda: b"%PDF-1.7\nnothing", "broken"),
    "scanned.pdf": (scanned, "scanned"),
    "old.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "docx"),
    "other.zip": (lambda: zipped(readme=b"x"), "without a Word document"),
    "cut.docx": (lambda: as_docx()[:3000], "broken|not a readable"),
    "bomb.docx": (bomb, "too large"),
    "laughs.docx": (billion_laughs, "not a readable|no plan text"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals_name_the_file_in_one_line(name: str) -> None:
    make, reason = REFUSED[name]
    with pytest.raises(ReadError, match=reason) as caught:
        document_from_bytes(make(), name)
    assert str(caught.value).startswith(f"{name}: ")
    assert "\n" not in str(caught.value)


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(ReadError, match=path.name):
            read_document(path)


@pytest.mark.parametrize(
    ("name", "plan_id"),
    [
        ("jingan-2023-2025.txt", "jingan-2023-2025"),
        ("dir/Some Plan (v2).PDF", "some-plan-v2"),
        ("云溪区规划.docx", "yun-xi-qu-gui-hua"),
        ("C:\\x\\云溪2025.txt", "yun-xi-2025"),
    ],
)
def test_plan_id_is_made_of_the_name(name: str, plan_id: str) -> None:
    assert plan_id_of(name) == plan_id


def test_plan_ids_stay_short_and_apart() -> None:
    a, b = plan_id_of("规" * 90 + "甲.txt"), plan_id_of("规" * 90 + "乙.txt")
    assert a != b
    assert max(len(a), len(b)) <= 80
    assert plan_id_of("。。.txt").startswith("plan-")


@pytest.mark.parametrize("bad", ["", "a/b", "规划", "a b", "-x", "x" * 101])
def test_unsafe_plan_id_is_refused(bad: str) -> None:
    with pytest.raises(BadParameterError):
        document_from_bytes(TEXT.encode(), "x.txt", plan_id=bad)


def test_every_reader_module_is_registered() -> None:
    folder = Path(__file__).parents[2] / "loaders" / "readers"
    modules = {p.stem for p in folder.glob("*.py") if not p.name.startswith("_")}
    assert len(readers()) == len(modules)
    assert {r.FORMAT for r in readers()} == {"txt", "markdown", "html", "pdf", "docx"}


def test_source_is_recorded() -> None:
    document = read_document(EXAMPLE)
    assert document.source.format == "txt"
    assert document.source.path == str(EXAMPLE)
    assert document.source.characters == len(document.text)
    assert len(document.source.sha256) == 64


@pytest.mark.parametrize("name", sorted(p.name for p in PLANS.glob("*.txt")) or ["none"])
def test_the_five_plans_survive_gb18030(name: str) -> None:
    if not PLANS.is_dir():
        pytest.skip("../shared/plans is not here")
    text = (PLANS / name).read_text(encoding="utf-8")
    plain = document_from_bytes(text.encode(), name)
    legacy = document_from_bytes(text.encode("gb18030"), name)
    assert plain.text == legacy.text
