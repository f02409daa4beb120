"""The plan's own place: its surface forms, and what stands above it."""

import re
from functools import cache

from innograph.graph.identity import Known, Scope
from innograph.graph.records import PlanMeta
from innograph.loaders.lexicon import lexicon
from innograph.loaders.lexicon.gazetteer import Gazetteer

_UNIT = re.compile(r"(?:特别行政区|自治区|自治州|新区|省|市|区|县)$")
_ZONE = re.compile(r"(?:开发区|高新区|经开区|园区|保税区|片区|试验区|示范区)$")
_CITY_IN_FRONT = r"([\u4e00-\u9fff]{2,6}市)"


def place_forms(plan: PlanMeta) -> tuple[str, ...]:
    """The issuing region's full and short form, longest first (宝山区, 宝山); () where the plan names none."""
    if not plan.region:
        return ()
    short = plan.region if is_zone(plan.region) else _UNIT.sub("", plan.region)
    return (plan.region, short) if len(short) >= 2 and short != plan.region else (plan.region,)


def is_zone(region: str) -> bool:
    """Whether the plan's own place is a zone (青岚高新区), which is a Park and goes by no shorter name."""
    return _ZONE.search(region) is not None


def scope_of(plan: PlanMeta, text: str = "") -> Scope:
    """The plan's region with the city above it, where the map, the issuer's name or the title tells it.

    Of several districts of one name it is the one whose city or province the text speaks of most, if it speaks of any.
    """
    if not plan.region:
        return Scope()
    places = gazetteer().forms.get(plan.region, ())
    above = _city_in_front(plan)
    if above:
        told = tuple(p for p in places if p.key == above + p.name)
        if not told:
            return Scope(plan.region, above)
        places = told
    if len(places) > 1:
        places = _spoken_of(places, plan.issuer + plan.title + text)
    if len(places) == 1:
        return Scope(places[0].name, places[0].key.removesuffix(places[0].name) if places[0].key else "")
    return Scope(plan.region)


def _city_in_front(plan: PlanMeta) -> str:
    """The city that issuer or title put in front of the region: one on the map, or one that the text begins with."""
    for text in (plan.issuer, plan.title):
        named = re.search(_CITY_IN_FRONT + re.escape(plan.region), text)
        if named:
            name = named.group(1)
            known = next((name[i:] for i in range(len(name) - 1) if name[i:] in gazetteer().forms), "")
            if known or named.start() == 0:
                return known or name
    return ""


def _spoken_of(places: tuple[Known, ...], text: str) -> tuple[Known, ...]:
    counts = {p: max(text.count(_above(p)), text.count(p.region)) for p in places}
    most = max(counts.values())
    best = tuple(p for p, n in counts.items() if n == most)
    return best if most and len(best) == 1 else places


def _above(place: Known) -> str:
    return _UNIT.sub("", place.key.removesuffix(place.name)) or place.region


@cache
def gazetteer() -> Gazetteer:
    """The map that plans are read with."""
    return Gazetteer(lexicon())
