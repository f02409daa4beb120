"""The generator of the reference, and what it makes."""

import importlib.util
import sys
from types import ModuleType

import pytest
from reading_pages import DOCS


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def generator() -> ModuleType:
    """docs/generate.py as a module."""
    return _generator()


@pytest.fixture(scope="session")
def generated(generator: ModuleType) -> dict[str, str]:
    """{page: text} of the pages that are made when the site is built."""
    return {name: make() for name, make in generator.PAGES.items()}
