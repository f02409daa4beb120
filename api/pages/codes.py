"""What codes and English notes of the graph are called on a page: texts.yaml is the table."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from innograph.api.pages.words import Lang, catalogue, words

PREFIXES: Mapping[str, str] = {
    "change": "change_",
    "commitment": "commitment_",
    "direction": "direction_",
    "first_commitment": "commitment_",
    "kind": "kind_",
    "measure": "measure_",
    "rule": "rule_",
    "second_commitment": "commitment_",
    "source": "source_",
}
"""{column or parameter of a query: how the keys of its values begin}"""
NOTES = ("reason_", "unread_")
_FIELD = re.compile(r"\\\{(\w+)\\\}")


def code_name(column: str, value: str, lang: Lang) -> str:
    """What a value of a column of codes is called; one that is not known is told in its own words."""
    key = f"{PREFIXES[column]}{value}"
    return words(lang)(key) if key in catalogue() else value.replace("_", " ")


@cache
def _patterns(prefix: str) -> Sequence[tuple[str, re.Pattern[str]]]:
    """(key, pattern) of the notes with this prefix, those with most words of their own first."""
    keys = sorted((key for key in catalogue() if key.startswith(prefix)), key=lambda key: -len(_own(key)))
    return [(key, re.compile(_FIELD.sub(r"(?P<\1>.+)", re.escape(catalogue()[key]["en"])), re.DOTALL)) for key in keys]


def _own(key: str) -> str:
    return re.sub(r"\{\w+\}", "", catalogue()[key]["en"])


def _note(prefix: str, text: str, lang: Lang) -> str:
    """A note in the language; one that is not known stands as it is."""
    if lang == "en":
        return text
    for key, pattern in _patterns(prefix):
        found = pattern.fullmatch(text)
        if found:
            return words(lang)(key, **found.groupdict())
    return text


def reason_text(text: str, lang: Lang) -> str:
    """Why a name belongs, as the graph holds it ("name: reason; reason"), in the language."""
    name, colon, reasons = text.partition(": ")
    if lang == "en" or not colon:
        return text
    single = reasons.split("; ")
    told = [_note("reason_", each, lang) for each in single]
    # The note of a judgement may hold a semicolon as well.
    whole = _note("reason_", reasons, lang) if any(map(str.__eq__, single, told)) else reasons
    return f"{name}：{'；'.join(told) if whole == reasons else whole}"


def unread_text(message: str, lang: Lang) -> str:
    """Why a file cannot be read, as its reader says it ("file: reason"), in the language."""
    name, colon, reason = message.partition(": ")
    while colon:
        told = _note("unread_", reason, lang)
        if told != reason:
            return f"{name}：{told}"
        # A file's name may hold a colon as well.
        more, colon, reason = reason.partition(": ")
        name = f"{name}: {more}"
    return message
