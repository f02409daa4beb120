"""The numbers that Word prints before paragraphs and does not keep in their text ("一、", "(二)", "3.")."""

from collections.abc import Callable
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CN = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """A number below 100 in Chinese numerals, as headings count: 12 -> 十二."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else _CN[tens] + "十") + (_CN[ones] if ones else "")


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26)


def _circled(number: int) -> str:
    return chr(0x245F + number) if 1 <= number <= 20 else str(number)


_FORMATS: dict[str, Callable[[int], str]] = {
    "chineseCounting": chinese, "chineseCountingThousand": chinese, "japaneseCounting": chinese, "taiwaneseCounting": chinese,
    "chineseLegalSimplified": chinese, "ideographDigital": chinese, "ideographTraditional": chinese, "decimal": str,
    "decimalFullWidth": str, "decimalZero": lambda n: f"{n:02d}", "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled, "lowerLetter": _letter, "upperLetter": lambda n: _letter(n).upper(),
}  # fmt: skip


class Numbering:
    """Counts a document's numbered paragraphs as Word does."""

    def __init__(self, element: Any | None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._abstract: dict[str, str] = {}
        if element is None:
            return
        abstracts = {a.get(f"{_W}abstractNumId"): _read_levels(a) for a in element.iter(f"{_W}abstractNum")}
        for num in element.iter(f"{_W}num"):
            ref = num.find(f"{_W}abstractNumId")
            key = num.get(f"{_W}numId")
            abstract: str = ref.get(f"{_W}val", "") if ref is not None else ""
            if key and abstract in abstracts:
                self._levels[key] = abstracts[abstract]
                self._abstract[key] = abstract if num.find(f"{_W}lvlOverride") is None else f"num{key}"

    def label(self, num_id: str, level: int) -> str:
        """The printed number of the next paragraph of this list and level; "" for bullets and unknown lists."""
        levels = self._levels.get(num_id)
        if not levels or level not in levels:
            return ""
        counts = self._counts.setdefault(self._abstract[num_id], {})
        kind, pattern, start = levels[level]
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [k for k in counts if k > level]:
            del counts[deeper]
        if kind in ("bullet", "none"):
            return ""
        for i in range(level + 1):
            form, _, begin = levels.get(i, ("decimal", "", 1))
            pattern = pattern.replace(f"%{i + 1}", _FORMATS.get(form, str)(counts.get(i, begin)))
        return pattern


def _read_levels(abstract: Any) -> dict[int, tuple[str, str, int]]:
    levels: dict[int, tuple[str, str, int]] = {}
    for level in abstract.iter(f"{_W}lvl"):
        values = {name: level.find(f"{_W}{name}") for name in ("numFmt", "lvlText", "start")}
        kind, pattern, start = (None if v is None else v.get(f"{_W}val") for v in values.values())
        index = level.get(f"{_W}ilvl", "0")
        if index.isdigit():
            levels[int(index)] = (kind or "decimal", pattern or "", int(start) if start and start.isdigit() else 1)
    return levels
