"""Every link within the documentation leads somewhere, and every page can be reached."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import pytest
import yaml
from markdown.extensions.toc import slugify_unicode
from reading_pages import DOCS, ROOT, pages

_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)|(?:href|src)=\"([^\"]+)\"")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)


def _links(text: str) -> list[str]:
    return ["".join(match) for match in _LINK.findall(_CODE.sub("", text))]


def _anchors(text: str) -> set[str]:
    heads = re.findall(r"^#{1,6} (.+?)(?: *\{#([\w-]+)\})?$", re.sub(r"```.*?```", "", text, flags=re.S), re.M)
    return {given or slugify_unicode(re.sub(r"[`*\\]", "", title), "-") for title, given in heads}


@pytest.mark.parametrize("page", pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_to_files_and_headings(page: Path) -> None:
    for link in _links(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{link} leads nowhere"
        assert target.is_relative_to(ROOT), f"{link} leads out of the project"
        if anchor and target.suffix == ".md":
            assert anchor in _anchors(target.read_text("utf-8")), f"{link}: no such heading"


def test_links_of_generated_pages(generated: Mapping[str, str]) -> None:
    here = {str(p.relative_to(DOCS)) for p in DOCS.rglob("*.md")} | generated.keys()
    for name, text in generated.items():
        for link in _links(text):
            target, _, anchor = link.partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            path = str((Path("/") / Path(name).parent / target).resolve().relative_to("/")) if target else name
            assert path in here, f"{name}: {link} leads nowhere"
            if anchor and path in generated:
                assert anchor in _anchors(generated[path]), f"{name}: {link}: no such heading"


def _listed(items: list[object]) -> list[str]:
    found = []
    for item in items:
        inner = next(iter(item.values())) if isinstance(item, dict) else item
        found += _listed(inner) if isinstance(inner, list) else [str(inner)]
    return found


def test_every_page_is_in_the_nav(generator: ModuleType) -> None:
    nav = _listed(yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["nav"])
    assert len(nav) == len(set(nav))
    there = {str(p.relative_to(DOCS)) for p in DOCS.rglob("*.md")} | generator.PAGES.keys()
    assert there - set(nav) == set(), "pages that no menu leads to: add them to nav in mkdocs.yml"


def test_the_nav_leaves_out_what_is_not_there(generator: ModuleType) -> None:
    nav = ["a.md", {"B": "b.md"}, {"C": ["c.md", {"D": "d.md"}]}, {"E": ["e.md"]}]
    assert generator._present(nav, lambda name: name in {"b.md", "d.md"}) == [{"B": "b.md"}, {"C": [{"D": "d.md"}]}]
