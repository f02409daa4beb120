"""The pages that people write, and their blocks of code."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
RUN = "<!-- run -->"
_FENCE = re.compile(r"^(?P<indent> *)```(?P<language>[\w+-]*)[^\n]*\n(?P<body>.*?)^(?P=indent)```\s*$", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page. `run` says that the line before it is the mark that it runs."""

    page: Path
    line: int
    language: str
    body: str
    run: bool

    @property
    def name(self) -> str:
        """Where it stands."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def pages() -> list[Path]:
    """Every page that people write: those of docs/ and of the root folder."""
    return sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])


def blocks(page: Path, *languages: str) -> list[Block]:
    """The page's fenced blocks in these languages."""
    text = page.read_text("utf-8")
    found = []
    for match in _FENCE.finditer(text):
        if match["language"] in languages:
            body = re.sub(rf"^{match['indent']}", "", match["body"], flags=re.M)
            line = text.count("\n", 0, match.start()) + 1
            marked = text[: match.start()].rstrip().endswith(RUN)
            found.append(Block(page, line, match["language"], body, marked))
    return found
