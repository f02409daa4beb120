"""Markdown, as PDF converters write it: `#` headings, pipe tables, emphasis."""

import re

from innograph.loaders.raw import RawBuilder, RawText
from innograph.loaders.readers import plain

FORMAT = "markdown"
SUFFIXES = (".md", ".markdown")
PRIORITY = 90

_HEADING = re.compile(rb"^#{1,6} +\S", re.MULTILINE)
_MARKS = re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|`|!\[[^\]]*\]\([^)]*\)|\\(?=[*_#.\-])")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def sniff(data: bytes) -> bool:
    """Whether two lines at least of the first 64 KB are `#` headings."""
    return len(_HEADING.findall(data[:65_536])) >= 2


def read(data: bytes, name: str) -> RawText:
    """The text without its marks; raises ReadError as plain text does. A blank line ends a paragraph."""
    builder = RawBuilder()
    paragraph: list[str] = []

    def flush() -> None:
        builder.add("".join(paragraph))
        paragraph.clear()

    for raw in plain.decode(data, name).splitlines():
        line = _LINK.sub(r"\1", _MARKS.sub("", raw)).strip()
        heading = re.match(r"(#{1,6}) +(.*?)[ #]*$", line)
        if heading or line.startswith("|") or not line or re.match(r"(?:[-*+]|\d{1,2}[.、]) *\S", line):
            flush()
        if heading:
            builder.add(heading[2], kind="heading", level=len(heading[1]))
        elif line.startswith("|"):
            if not re.fullmatch(r"[|\s:\-]+", line):
                builder.add_row([cell.strip() for cell in line.strip("|").split("|")])
        elif line and not re.fullmatch(r"[-*_]{3,}", line):
            paragraph.append(re.sub(r"^[-*+>] +", "", line))
    flush()
    return builder.build(FORMAT)
