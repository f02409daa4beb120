"""What a reader hands on: the text of a source, a line a block, with what the format itself says about each line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RawLine:
    """One line of `RawText.text`. `kind` is "heading", "text", "row" (cells parted by tabs) or "" where unknown.

    `level` is the heading's level as the format gives it (h2 -> 2, "Heading 1" -> 1); 0 elsewhere.
    """

    start: int
    end: int
    kind: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class RawText:
    """The text that a reader made of a source; `Document.origin` counts in `text`.

    `lines` is empty for plain text, where the layout has to be told from the text alone; else it covers every line of
    `text` in order. `title` is what the format names as the title (HTML `<title>`, document properties), or "".
    """

    text: str
    format: str
    lines: tuple[RawLine, ...] = ()
    title: str = ""


class RawBuilder:
    """Collects lines one by one into a `RawText`."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._lines: list[RawLine] = []
        self._length = 0

    @property
    def length(self) -> int:
        """Characters collected so far, line ends included."""
        return self._length

    def add(self, text: str, *, kind: str = "text", level: int = 0) -> None:
        """Append one block; line breaks inside it become spaces, blank blocks are left out."""
        text = " ".join(text.split("\n")) if "\n" in text else text
        if not text.strip():
            return
        self._lines.append(RawLine(self._length, self._length + len(text), kind, level))
        self._parts.append(text)
        self._length += len(text) + 1

    def add_row(self, cells: list[str]) -> None:
        """Append one table row; white space inside a cell becomes one space."""
        self.add("\t".join(" ".join(cell.split()) for cell in cells), kind="row")

    def build(self, format_: str, *, title: str = "") -> RawText:
        """The collected text."""
        return RawText("\n".join(self._parts), format_, tuple(self._lines), " ".join(title.split()))
