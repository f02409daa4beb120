"""The plan's own place: its surface forms, and what stands above it."""

import re

from innograph.graph.identity import Scope
from innograph.graph.records import PlanMeta
from innograph.loaders.lexicon import lexicon

_UNIT = re.compile(r"(?:特别行政区|自治区|自治州|新区|省|市|区|县)$")
_MUNICIPALITIES = {"北京": "北京市", "上海": "上海市", "天津": "天津市", "重庆": "重庆市"}


def place_forms(plan: PlanMeta) -> tuple[str, ...]:
    """The issuing region's full and short form, longest first (宝山区, 宝山); () where the plan names none."""
    if not plan.region:
        return ()
    short = _UNIT.sub("", plan.region)
    return (plan.region, short) if len(short) >= 2 and short != plan.region else (plan.region,)


def scope_of(plan: PlanMeta) -> Scope:
    """The plan's region with the city above it, where the lexicon or the issuer's name tells it."""
    entry = lexicon().by_form.get(plan.region)
    above = _MUNICIPALITIES.get(entry.region, "") if entry else ""
    named = re.search(r"([\u4e00-\u9fff]{2,6}市)" + re.escape(plan.region), plan.issuer + plan.title)
    if not above and named and plan.region:
        above = named.group(1)
    return Scope(plan.region, above if above != plan.region else "")
