"""The site is built without the network, without a warning, and loads nothing from elsewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_BUILD = """
import socket, sys
def refuse(*args, **kwargs):
    raise OSError("no network here")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from mkdocs.__main__ import cli
cli(["build", "--strict", "--site-dir", sys.argv[1]])
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built in a process that has no network."""
    pytest.importorskip("material", reason="mkdocs-material is not installed (extra docs)")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-c", _BUILD, str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


def test_both_start_pages_and_the_reference_are_there(site: Path) -> None:
    for name in ("index.html", "index.zh.html", "start.html", "reference/queries.html", "contributing.html"):
        assert (site / name).stat().st_size > 5_000, name
    assert "platforms-by-technology" in (site / "reference/queries.html").read_text("utf-8")
    assert not list(site.rglob("*.py"))


def test_pages_load_nothing_from_elsewhere(site: Path) -> None:
    loads = re.compile(
        r"<(?:script|img|iframe|source|audio|video)\b[^>]*\bsrc=[\"']?((?:https?:)?//[^\"'\s>]+)"
        r"|<link\b(?![^>]*rel=[\"']?canonical)[^>]*\bhref=[\"']?((?:https?:)?//[^\"'\s>]+)"
    )
    found = {m[0] or m[1] for page in site.rglob("*.html") for m in loads.findall(page.read_text("utf-8"))}
    assert found == set()
    sheets = [m for path in site.rglob("*.css") for m in re.findall(r"url\((?:https?:)?//", path.read_text("utf-8"))]
    assert sheets == []
