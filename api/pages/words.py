"""The words of the pages in both languages, from texts.yaml."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from innograph.graph.shipped import read_yaml

Lang = Literal["zh", "en"]
Words = Callable[..., str]

CATALOGUE = Path(__file__).parent / "texts.yaml"
KINDS = Path(__file__).parent / "kinds.yaml"


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """{key: {zh, en}} of all words."""
    loaded: Mapping[str, Mapping[str, str]] = read_yaml(CATALOGUE)
    return loaded


@cache
def _kinds() -> Mapping[str, str]:
    loaded: Mapping[str, str] = read_yaml(KINDS)
    return loaded


def kind_name(kind: str, lang: Lang) -> str:
    """What a kind of entity is called; one that is not known is told in its own words."""
    told = kind.replace("_", " ")
    return _kinds().get(told.replace(" ", "_"), told) if lang == "zh" else told


def words(lang: Lang) -> Words:
    """A function from a key, and what is to be filled in, to the text; raises KeyError for a key that is not there."""

    def find(key: str, **filled: object) -> str:
        text = catalogue()[key][lang]
        return text.format(**filled) if filled else text

    return find
