"""Places of the administrative map: which district a short or full form names in a plan of a given place."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from innograph.graph.identity import Known, Scope
from innograph.loaders.lexicon import HOME, Lexicon, read_rows

_UNIT = re.compile(r"(?:特别行政区|[\u4e00-\u9fff]{0,6}自治[区州县]|地区|省|市|区|县|旗|盟)$")
_PROVINCE_UNIT = re.compile(r"(?:特别行政区|(?:壮族|回族|维吾尔)?自治区|省|市)$")

WIDE = frozenset({"province", "municipality", "autonomous_region", "prefecture_level_city"})
"""Kinds of places that others lie in."""


def province_short(name: str) -> str:
    """上海市 -> 上海, 新疆维吾尔自治区 -> 新疆."""
    return _PROVINCE_UNIT.sub("", name)


class Gazetteer:
    """All provinces, cities and districts with what lies above them, by every form that a text may use.

    A district's `key` is its city (its province, where no city lies between) and its name; a city's its name.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._resolved: dict[tuple[str, str, str], Known | None] = {}

    @cached_property
    def _rows(self) -> list[tuple[str, str, tuple[str, ...]]]:
        rows = read_rows(HOME / "places" / "divisions.csv")
        return [(r["name"], r["province"], tuple(d for d in r["districts"].split("|") if d)) for r in rows]

    @cached_property
    def _regions(self) -> Mapping[str, tuple[tuple[str, ...], str, str]]:
        """The lexicon's short forms, English name and kind of each region, by name."""
        return {e.name: (e.forms, e.name_en, e.kind) for e in self._lexicon.entries if e.type == "Region"}

    @cached_property
    def forms(self) -> Mapping[str, tuple[Known, ...]]:
        """{form: the places it may name}."""
        found: dict[str, dict[str, Known]] = defaultdict(dict)
        for province in dict.fromkeys(p for _, p, _ in self._rows):
            self._add(found, province, "", province)
        for city, province, districts in self._rows:
            if city != province:
                self._add(found, city, "", province)
            for district in districts:
                self._add(found, district, city, province)
        return {form: tuple(places.values()) for form, places in found.items()}

    def _add(self, found: dict[str, dict[str, Known]], name: str, above: str, province: str) -> None:
        shorts, english, kind = self._regions.get(name, ((name,), "", ""))
        names = dict.fromkeys((name, *shorts))
        key = above + name if above else ""
        fronts = _fronts(name, above, province)
        place = Known(name, "Region", (*names, *([key] if key else [])), english, kind, province_short(province), key)
        tails = dict.fromkeys((*names, *([_UNIT.sub("", name)] if len(_UNIT.sub("", name)) >= 2 else [])))
        for form in (*names, *(front + tail for front in fronts for tail in tails)):
            found[form][place.full] = place

    @cached_property
    def _lengths(self) -> Mapping[str, tuple[int, ...]]:
        lengths: dict[str, set[int]] = defaultdict(set)
        for form in self.forms:
            lengths[form[:2]].add(len(form))
        return {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}

    def place(self, form: str, scope: Scope) -> Known | None:
        """The place that the form names in a plan of this scope; None where there is none, or no telling which."""
        key = (form, scope.region, scope.above)
        if form not in self.forms:
            return None
        if key not in self._resolved:
            self._resolved[key] = self._choose(self.forms[form], scope)
        return self._resolved[key]

    def prefix(self, name: str, scope: Scope) -> tuple[str, Known] | None:
        """The longest form that the name begins with and that names one place."""
        for length in self._lengths.get(name[:2], ()):
            if length < len(name):
                place = self.place(name[:length], scope)
                if place:
                    return name[:length], place
        return None

    def province(self, scope: Scope) -> str:
        """The full name of the province that the scope lies in; "" where unknown or not one."""
        found = {p.region for name in (scope.full, scope.above, scope.region) for p in self.forms.get(name, ())[:2]}
        exact = {p.region for p in self.forms.get(scope.full, ())} or {
            p.region for p in self.forms.get(scope.above, ())
        }
        chosen = exact if len(exact) == 1 else found
        return self._provinces.get(next(iter(chosen)), "") if len(chosen) == 1 else ""

    @cached_property
    def _provinces(self) -> Mapping[str, str]:
        return {province_short(p): p for _, p, _ in self._rows}

    def _choose(self, places: tuple[Known, ...], scope: Scope) -> Known | None:
        if scope.above and scope.region:
            # a plan's own region of the same name as one elsewhere is not that one
            places = tuple(p for p in places if p.name != scope.region or p.full == scope.full)
        if len(places) == 1:
            return places[0]
        province = province_short(self.province(scope))
        tests = (
            lambda p: p.full == scope.full,
            lambda p: p.key.removesuffix(p.name) in {scope.region, scope.above} - {""},
            lambda p: p.region == province,
        )
        for test in tests:
            fits = [p for p in places if test(p)]
            if len(fits) == 1:
                return fits[0]
        return None


def _fronts(name: str, above: str, province: str) -> tuple[str, ...]:
    """What may stand in front of a name: its city, its province, both, in full and short."""
    if name == province:
        return ()
    provinces = (province, province_short(province))
    if not above or above == province:
        return provinces
    cities = (above, _UNIT.sub("", above))
    pairs = tuple(p + c for p, c in zip(provinces, cities, strict=True))
    return tuple(c for c in (*cities, *pairs, *provinces) if len(c) >= 2)
