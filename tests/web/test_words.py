"""The words of the pages: both languages for each, each that a page uses there, none left over."""

import re
import string
from pathlib import Path

import pytest

from innograph.api.pages.codes import NOTES, PREFIXES
from innograph.api.pages.words import CATALOGUE, KINDS, catalogue, kind_name, words
from innograph.api.routers.explore import SCRIPT_WORDS
from innograph.graph.model import ontology
from innograph.graph.views import VIEWER, viewer_texts
from innograph.loaders.lexicon import lexicon

API = Path(CATALOGUE).parents[1]
_CALL = re.compile(r"""\bt\(\s*['"]([\w]+)['"]\s*([+)~,])""")
_TERNARY = re.compile(r"""\bt\(\s*'(\w+)' if .*? else '(\w+)'\)""")
_FIND = re.compile(r"""(?:find|words)\(f?"(\w+)"|\("(col_\w+)"|"(apart_\w+|mind_\w+)\"""")


def used() -> tuple[set[str], set[str]]:
    """(keys that templates and code name, prefixes of keys that they put together)."""
    keys: set[str] = set(SCRIPT_WORDS)
    prefixes = {"dir_", "problem_", *PREFIXES.values(), *NOTES}
    for path in (API / "templates").glob("*.html"):
        text = path.read_text("utf-8")
        for key, after in _CALL.findall(text):
            (prefixes if after in "+~" else keys).add(key)
        keys |= {key for pair in _TERNARY.findall(text) for key in pair}
        keys |= set(re.findall(r"'(nav_\w+|n_\w+)'", text))
    for path in (API / "pages").glob("*.py"):
        keys |= {key for found in _FIND.findall(path.read_text("utf-8")) for key in found if key}
    return keys, prefixes


@pytest.mark.parametrize("texts", [catalogue(), viewer_texts()], ids=["pages", "view"])
def test_every_word_is_there_in_both_languages(texts: dict[str, dict[str, str]]) -> None:
    for key, both in texts.items():
        assert set(both) == {"zh", "en"}, key
        assert all(isinstance(text, str) and text.strip() for text in both.values()), key
        fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in both.values()]
        assert fields[0] == fields[1], key


def test_every_word_that_a_page_uses_is_in_the_catalogue() -> None:
    keys, prefixes = used()
    missing = sorted(keys - catalogue().keys())
    assert not missing
    assert all(any(key.startswith(prefix) for key in catalogue()) for prefix in prefixes)


def test_no_word_is_left_over() -> None:
    keys, prefixes = used()
    spare = [key for key in catalogue() if key not in keys and not key.startswith(tuple(prefixes))]
    assert not spare


def test_every_edge_has_words_for_both_its_ends() -> None:
    for name in ontology().relation_types:
        ends = ["both"] if ontology().edge(name).undirected else ["out", "in"]
        assert all(f"dir_{name}_{end}" in catalogue() for end in ends)


def test_the_view_uses_only_words_it_has() -> None:
    text = "".join((VIEWER / name).read_text("utf-8") for name in ("page.html", "view.js"))
    keys = set(re.findall(r"texts\.(\w+)|words\.(\w+)", text))
    assert {key for pair in keys for key in pair if key} <= viewer_texts().keys()


def test_a_missing_word_is_an_error_and_braces_are_filled_in() -> None:
    with pytest.raises(KeyError):
        words("zh")("no_such_word")
    assert "3" in words("en")("times", n=3)


def test_no_page_holds_words_of_its_own() -> None:
    for path in (API / "templates").glob("*.html"):
        if path.name == "macros.html":
            continue
        assert not re.search(r"[\u4e00-\u9fff]", path.read_text("utf-8")), path.name


def test_every_kind_of_the_lexicons_has_a_chinese_name() -> None:
    kinds = {entry.kind for entry in lexicon().entries if entry.kind}
    assert len(kinds) > 100
    bare = sorted(kind for kind in kinds if kind_name(kind, "zh") == kind.replace("_", " "))
    assert not bare
    assert kind_name("pilot platform", "zh") == "中试平台"
    assert kind_name("double_first_class", "en") == "double first class"
    assert len(set(re.findall(r"^\w+:", KINDS.read_text("utf-8"), re.MULTILINE))) >= len(kinds)
