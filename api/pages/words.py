"""The words of the pages in both languages, from texts.yaml."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from innograph.graph.shipped import read_yaml

Lang = Literal["zh", "en"]
Words = Callable[..., str]

CATALOGUE = Path(__file__).parent / "texts.yaml"


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """{key: {zh, en}} of all words."""
    loaded: Mapping[str, Mapping[str, str]] = read_yaml(CATALOGUE)
    return loaded


def words(lang: Lang) -> Words:
    """A function from a key, and what is to be filled in, to the text; raises KeyError for a key that is not there."""

    def find(key: str, **filled: object) -> str:
        text = catalogue()[key][lang]
        return text.format(**filled) if filled else text

    return find
