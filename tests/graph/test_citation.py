"""Citations of a passage."""

import json
import re
from datetime import date

import pytest

from innograph.graph.citation import cite, permanent_link
from innograph.graph.errors import NotFoundError
from innograph.graph.store import Store

DAY = date(2024, 5, 6)


def test_the_forms_of_a_citation(sample_store: Store) -> None:
    found = cite(sample_store, "yunxi.p3", base="https://example.org/", accessed=DAY)
    version = sample_store.data_version()
    assert found.link == f"https://example.org/plans/yunxi?version={version}#yunxi.p3"
    assert found.gbt7714 == (
        f"云溪区人民政府. 云溪区科技创新规划: 2.主要目标[Z/OL]. (2021-03)[2024-05-06]. {found.link}."
    )
    assert re.match(r"@misc\{yunxi,\n", found.bibtex)
    assert "year = {2021}" in found.bibtex
    assert found.bibtex.count("{") == found.bibtex.count("}")
    (item,) = json.loads(found.csl_json)
    assert item["author"] == [{"literal": "云溪区人民政府"}]
    assert item["issued"] == {"date-parts": [[2021, 3]]}
    assert item["accessed"] == {"date-parts": [[2024, 5, 6]]}
    assert item["section"] == "2.主要目标"


def test_a_link_is_url_safe() -> None:
    assert permanent_link("云 溪", "p#1", "ab") == "/plans/%E4%BA%91%20%E6%BA%AA?version=ab#p%231"


def test_an_unknown_passage(sample_store: Store) -> None:
    with pytest.raises(NotFoundError):
        cite(sample_store, "yunxi.p99")
