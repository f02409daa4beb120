"""The way in: a plan's file or bytes -> `Document`."""

import hashlib
import re
from array import array
from pathlib import Path

from innograph.graph.errors import ReadError
from innograph.graph.records import SourceInfo, text_hash
from innograph.loaders.clean import clean
from innograph.loaders.document import Document
from innograph.loaders.fold import HAN, fold_text
from innograph.loaders.meta import check_plan_id, plan_id_of, read_meta
from innograph.loaders.raw import RawText
from innograph.loaders.readers import MAX_BYTES, read_bytes
from innograph.loaders.structure import structure
from innograph.loaders.tasks import find_tasks

MIN_HAN = 30
"""Fewest Chinese characters in sentences that make a plan's text."""
MAX_CHARACTERS = 20_000_000
"""Longest text that is read, in characters."""


def read_document(path: Path, *, plan_id: str | None = None) -> Document:
    """Read, clean and part a plan's file.

    The plan's id is `plan_id`, or a URL-safe form of the file's stem. Raises ReadError (one line that names the file) where
    the file cannot be opened, is empty, binary, encrypted, too large, or holds no plan text; BadParameterError for an id
    that is not URL-safe.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ReadError(f"{path}: larger than {MAX_BYTES // 2**20} MB")
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path}: {error.strerror or error}") from error
    return document_from_bytes(data, str(path), plan_id=plan_id)


def document_from_bytes(data: bytes, name: str, *, plan_id: str | None = None) -> Document:
    """The same for content that is at hand (an upload); `name` is the file's name. Raises what `read_document` raises."""
    chosen = check_plan_id(plan_id) if plan_id is not None else plan_id_of(name)
    return document_from_raw(read_bytes(data, name), name, plan_id=chosen, sha256=hashlib.sha256(data).hexdigest())


def document_from_raw(raw: RawText, name: str, *, plan_id: str, sha256: str = "") -> Document:
    """Clean and part what a reader made of a source; pure. Raises ReadError where there is no plan text."""
    if len(raw.text) > MAX_CHARACTERS:
        raise ReadError(f"{name}: more than {MAX_CHARACTERS:,} characters")
    cleaned = clean(raw)
    _check_prose(cleaned.text, name)
    plan = read_meta(
        plan_id, fold_text(raw.text[:40_000]), cleaned.text, title=fold_text(raw.title), stem=Path(name).stem
    )
    parts = structure(plan_id, cleaned, title=plan.title)
    return Document(
        plan=plan,
        source=SourceInfo(name, raw.format, sha256, text_hash(cleaned.text), len(cleaned.text)),
        text=cleaned.text,
        origin=array("i", cleaned.origin.tobytes()),
        sections=parts.sections,
        passages=parts.passages,
        tasks=find_tasks(plan_id, parts.sections, parts.passages),
    )


def _check_prose(text: str, name: str) -> None:
    """Refuse a text without Chinese sentences: a log-in page, a foreign text, a list of links."""
    han = 0
    for line in text.split("\n"):
        if len(line) >= 10 and re.search("[,。;]", line):
            han += len(re.findall(f"[{HAN}]", line))
            if han >= MIN_HAN:
                return
    raise ReadError(f"{name}: no plan text (fewer than {MIN_HAN} Chinese characters in sentences)")
