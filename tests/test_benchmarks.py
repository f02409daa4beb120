"""The report of the benchmarks says what was measured; the measuring itself is `python -m benchmarks`."""

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks import report as found

    return found


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.page import SIZES
    from benchmarks.timing import Times

    times = Times(10, 52.4, 131.0)
    drawing = {
        "nodes": 300,
        "first_ms": 2100.0,
        "again": times,
        "shift": 0.0,
        "frame_ms": 16.7,
        "longest_frame_ms": 33.4,
    }
    return {
        "chromium": "130.0",
        "entities": 20_048,
        "noise": [(times, 0.5), (times, 1.25)],
        "pages": {"start": {"first_ms": 480.0, "again": times, "shift": 0.0123}},
        "interaction": {"expanding a node": times},
        "drawings": dict.fromkeys(SIZES, drawing),
    }


def test_the_section_on_the_page(report: ModuleType, measured: dict[str, Any]) -> None:
    text = report.page_section(measured)
    assert "| start | 480 | 52 / 131 | 0.012 |" in text
    assert "| expanding a node | 52 / **131** |" in text
    assert "| 300 nodes | 2,000 | **2,100** | 52 / 131 | 17 / 33 | 0.000 |" in text
    assert "| overview of 20,000 | 8,000 | 2,100 |" in text
    widths = [line.count("|") for line in text.splitlines() if line.startswith("|")]
    assert widths == [5] * 3 + [3] * 3 + [7] * 5


def test_a_section_replaces_the_one_before_it(report: ModuleType) -> None:
    document = "# All\n\n## One\n\nold\n\n## Two\n\nkept\n"
    assert report.with_section(document, "## One\n\nnew\n") == "# All\n\n## One\n\nnew\n\n## Two\n\nkept\n"
    assert report.with_section(document, "## Two\n\nnew\n") == "# All\n\n## One\n\nold\n\n## Two\n\nnew\n"
    assert report.with_section(document, "## Three\n\nnew\n") == document + "\n## Three\n\nnew\n"


def test_without_a_browser_nothing_is_said_of_the_page(report: ModuleType) -> None:
    assert list(report._page(None)) == []


def test_the_written_page_is_of_this_report(report: ModuleType) -> None:
    text = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    section = text[text.index(report.PAGE) :]
    assert all(name in section for name in ("300 nodes", "2,000 nodes", "overview of 20,000", "switching language"))
