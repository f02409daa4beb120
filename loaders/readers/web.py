"""HTML: the main text of a page, with its headings, lists and tables; navigation and furniture are left out.

The main text is the smallest element that holds most of the page's Chinese sentences outside links. A table whose cells are
short is data and becomes rows; any other table is layout.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from innograph.graph.errors import ReadError
from innograph.loaders.raw import RawBuilder, RawText
from innograph.loaders.readers import plain

FORMAT = "html"
SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]{2,30})""", re.IGNORECASE
)
_OPENING = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|\?xml[^>]*>\s*<(?:!doctype\s+html|html)|div|article|h1|p)\b",
    re.IGNORECASE | re.DOTALL)  # fmt: skip
_SKIP = frozenset(
    "script style noscript template nav footer aside form button select option textarea input iframe object svg canvas audio video head".split()
)
_FURNITURE = re.compile(r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|bread-?crumbs?|crumbs?|foot(?:er)?|share|side-?bar|comments?|related|toolbar|copyright|"
    r"banner|login|search|pagination|pager|recommend|hidden)(?:$|[\s_-])", re.IGNORECASE)  # fmt: skip
_BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hr html li main ol p pre "
    "section summary table tbody td tfoot th thead tr ul caption".split()
)
_SENTENCE = re.compile("[\u4e00-\u9fff、。“”,;:\uff0c\uff1b\uff1a]{8,}[,。;、\uff0c\uff1b]")
_MAX_SPAN = 200
_MAX_ELEMENTS = 400_000


def sniff(data: bytes) -> bool:
    """Whether the content opens as HTML does."""
    head = data[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = data[:8192].decode("utf-16", errors="replace").encode()
    return _OPENING.match(head) is not None


def read(data: bytes, name: str) -> RawText:
    """The main text; raises ReadError where the page holds none."""
    found = _CHARSET.search(data[:4096])
    declared = found[1].decode("ascii").lower() if found else ""
    if declared in ("gb2312", "gbk"):
        declared = "gb18030"
    text = plain.decode(data, name, declared=declared)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\x00", "")
    try:
        parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False)
        root: Any = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"{name}: not a readable HTML page") from error
    if sum(1 for _ in root.iter()) > _MAX_ELEMENTS:
        raise ReadError(f"{name}: more than {_MAX_ELEMENTS:,} HTML elements")
    title = " ".join(t.strip() for t in root.xpath("//head/title/text()"))
    _prune(root)
    main = _main(root)
    builder = RawBuilder()
    if not main.xpath(".//h1"):
        for heading in root.xpath("//h1"):
            builder.add(_text(heading), kind="heading", level=1)
    _Walker(builder).walk(main)
    return builder.build(FORMAT, title=title)


def _prune(root: html.HtmlElement) -> None:
    """Remove furniture, hidden elements and blocks that are little but links."""
    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.getparent() is None or element.tag in ("body", "html"):
            continue
        mark = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
        hidden = (
            "display:none" in element.get("style", "").replace(" ", "").lower() or element.get("hidden") is not None
        )
        furniture = element.tag in _SKIP or hidden or (_FURNITURE.search(mark) and not _says_much(element))
        if furniture or (element.tag in ("ul", "ol", "div", "dl") and _mostly_links(element)):
            element.drop_tree()


def _says_much(element: html.HtmlElement) -> bool:
    return len(_SENTENCE.findall(element.text_content()[:20_000])) >= 20


def _mostly_links(element: html.HtmlElement) -> bool:
    links = sum(len(a.text_content().strip()) for a in element.iter("a"))
    return links > 0 and links >= 0.7 * len(re.sub(r"\s", "", element.text_content()))


def _main(root: html.HtmlElement) -> html.HtmlElement:
    """The smallest element with four fifths of the sentences."""
    body = root.find("body")
    element = root if body is None else body
    total = _weight(element)
    while total:
        child = max((c for c in element if isinstance(c.tag, str)), key=_weight, default=None)
        if child is None or _weight(child) < 0.8 * total or child.tag in ("p", "tr", "tbody", "table"):
            break
        element = child
    return element


def _weight(element: html.HtmlElement) -> int:
    return sum(len(m) for m in _SENTENCE.findall(element.text_content()))


def _text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


class _Walker:
    """Walks a tree in document order and adds its blocks to a builder; no recursion, so depth is no danger."""

    def __init__(self, builder: RawBuilder) -> None:
        self.builder = builder
        self.words: list[str] = []
        self.level: list[int] = []
        self.counters: list[int | None] = []

    def flush(self) -> None:
        text = " ".join("".join(self.words).split())
        self.words = []
        level = self.level[-1] if self.level else 0
        self.builder.add(text, kind="heading" if level else "text", level=level)

    def walk(self, root: html.HtmlElement) -> None:
        """Add everything under `root`."""
        skip: html.HtmlElement | None = None
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if not isinstance(element.tag, str) or (skip is not None and element is not skip):
                if event == "end" and skip is None:
                    self.words.append(element.tail or "")
                continue
            if event == "start":
                skip = self._start(element)
            else:
                self._end(element)
                skip = None
                if element is not root:
                    self.words.append(element.tail or "")
        self.flush()

    def _start(self, element: html.HtmlElement) -> html.HtmlElement | None:
        """Open an element; returns it where its content has been dealt with as a whole."""
        tag = element.tag
        if tag in _BLOCKS or tag == "br":
            self.flush()
        if tag == "table" and (rows := _data_rows(element)) is not None:
            for row in rows:
                self.builder.add_row(row)
            return element
        if tag in ("ol", "ul"):
            self.counters.append(int(element.get("start") or 1) if tag == "ol" and _plain_number(element) else None)
        if (
            tag == "li"
            and self.counters
            and self.counters[-1] is not None
            and not re.match("[(\uff08\\d一二三四五六七八九十①-⑳]", _text(element))
        ):
            self.words.append(f"{self.counters[-1]}.")
            self.counters[-1] += 1
        if re.fullmatch("h[1-6]", tag):
            self.level.append(int(tag[1]))
        self.words.append(element.text or "")
        return None

    def _end(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self.flush()
        if tag in ("ol", "ul") and self.counters:
            self.counters.pop()
        if re.fullmatch("h[1-6]", tag) and self.level:
            self.level.pop()


def _plain_number(element: html.HtmlElement) -> bool:
    start = element.get("start") or "1"
    return start.isdigit() and len(start) < 6 and "list-style:none" not in element.get("style", "").replace(" ", "")


def _data_rows(table: html.HtmlElement) -> list[list[str]] | None:
    """The rows of a data table, spans filled in; None for a table that lays out a page."""
    if table.find(".//table") is not None:
        return None
    rows = [[c for c in row if c.tag in ("td", "th")] for row in table.iter("tr")]
    rows = [row for row in rows if row]
    cells = [_text(c) for row in rows for c in row]
    filled = [c for c in cells if c]
    if len(rows) < 2 or max(len(r) for r in rows) < 2 or not filled or sum(map(len, filled)) / len(filled) > 80:
        return None
    return list(_spread(rows))


def _span(cell: html.HtmlElement, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(_MAX_SPAN, max(1, int(value))) if value.isdigit() and len(value) < 6 else 1


def _spread(rows: list[list[html.HtmlElement]]) -> Iterator[list[str]]:
    """Rows of texts: a cell that spans rows is repeated in each, one that spans columns leaves empty cells after it."""
    carried: dict[int, tuple[int, str]] = {}
    for row in rows:
        texts: list[str] = []
        queue = list(row)
        while queue or len(texts) in carried:
            at = len(texts)
            if at in carried:
                left, text = carried.pop(at)
                texts.append(text)
                if left > 1:
                    carried[at] = (left - 1, text)
                continue
            cell = queue.pop(0)
            text = _text(cell)
            down = _span(cell, "rowspan")
            for i in range(_span(cell, "colspan")):
                texts.append(text if i == 0 else "")
                if down > 1:
                    carried[at + i] = (down - 1, texts[-1])
        yield texts
