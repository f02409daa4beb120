"""Where a sentence stands: the plan's region, the section's subject and field, and whether the text speaks of the region."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from innograph.graph.identity import Scope
from innograph.graph.records import Entity, Passage, Section
from innograph.loaders.document import Document
from innograph.loaders.extract.clauses import Hit, Segment, hits_by_passage, segments
from innograph.loaders.extract.commitment import looks_back
from innograph.loaders.extract.places import gazetteer, place_forms, scope_of
from innograph.loaders.lexicon.gazetteer import province_short

if TYPE_CHECKING:
    from innograph.loaders.extract.frames.steps import Step

ORGANISATIONS = frozenset(
    {"University", "ResearchInstitute", "Platform", "Firm", "Hospital", "Alliance", "Fund", "Government"}
)
ACTORS = ORGANISATIONS | {"Park"}
SITES = frozenset({"Park", "Region"})
_SUBJECTS = frozenset({"Park", "Region", "Platform", "ResearchInstitute", "University"})
_WEAK = re.compile(r"形势|挑战|问题|瓶颈|不足|短板|机遇|趋势|困难|名词解释")
_LACKS = re.compile(r"问题|挑战|瓶颈|不足|短板|困难|名词解释")
_ABROAD = re.compile(
    r"^(?:第?[一二三]?[是、,]?)?(?:从(?:国际|全球|世界|国内|国家|全国)|当今世界|当前,世界|我国|未来五年|党的十|全球)"
)
_OWN = re.compile(r"[我本全](?:区|市|省|县|州)|[区省]内|市域")
_TOWARDS = re.compile(r"(?:融入|对接|接轨|参与|衔接|服务|协同)[^,。]{0,4}$")
_GOAL = re.compile(r"(?:打造|建成|形成|成为|争创|构建|迈向)[^,。]{0,8}$")
_MACRO = re.compile(
    r"三角|京津冀|大湾区|长江|黄河|成渝|经济带|城市群|都市圈|西部|中部|东北|^华[东南北中]|^(?:江南|西南|西北)地区|一带一路|G60|中国|全国"
)
_UNIT = re.compile(
    r"(?:国家)?(?:高新技术产业开发区|经济技术开发区|高新技术产业园区|高新区|经开区|开发区|特别行政区|自治区|自治州|新区|省|市|区|县)$"
)
_AREA = re.compile(
    r"(?:新城|地区|功能区|片区|商务区|走廊|湾|带|轴|城|小镇|街区|圈|地块|组团|新区|核|园区|区|紫竹|虹桥|以[东南西北]|“[^”]+”)$"
)
_ADMIN = re.compile(r"(?:省|自治区|市|县|州|盟)$")
_PROVINCES = tuple(
    "北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 重庆 四川 贵州 云南 "
    "西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾".split()
)
_ACADEMY = re.compile(r"^中(?:国|华)?[^院所]{0,6}(?:科学院|工程院|科院|工院|社科院)$")
"""A national academy as a whole, not one of its institutes."""
_WATERS = re.compile(r"[湾江河湖海]")
_DISTRICT = re.compile(r"^[^“”]{1,4}(?<![地能务园片工])区$")


class World:
    """What is known of a plan before its sentences are read."""

    def __init__(self, document: Document, entities: Sequence[Entity]) -> None:
        self.document = document
        self.entities = tuple(entities)
        self.forms = {e.id: tuple(dict.fromkeys((e.name, *e.aliases))) for e in entities}
        self.region, self.parent = self._issuers()
        self.own_forms = self._own_forms()
        self.policy = _plan_policy(document, self.entities)
        self.level = self._level()
        self._join_region()
        self._hits = hits_by_passage(self.entities, document.passages)
        self.steps: dict[str, tuple[Step, ...]] = {}
        self._owned: dict[str, bool] = {}
        self._elsewhere: dict[str, bool] = {}
        self._headings = self._heading_hits()
        self._macro = tuple(
            f for e in self.entities if e.type == "Region" and _MACRO.search(e.name) for f in self.forms[e.id]
        )

    def _issuers(self) -> tuple[Entity | None, Entity | None]:
        """The place whose plan this is, and the one above it: the places that the title begins with, else the plan's region."""
        plan = self.document.plan
        forms = {f: e for e in self.entities if e.type in SITES for f in self.forms[e.id] if len(f) >= 2}
        chain: list[Entity] = []
        rest = re.sub(r"^(?:中共|关于|印发|《)*", "", plan.title)
        while found := next((rest[:n] for n in range(len(rest), 1, -1) if rest[:n] in forms), ""):
            chain.append(forms[found])
            rest = re.sub(r"^[省市区县州](?=.)", "", rest[len(found) :])
        stated = self._named(place_forms(plan)[:1]) or self._named(place_forms(plan))
        if stated and stated not in chain and plan.region in rest:
            chain.append(stated)
        region = chain[-1] if chain else stated
        if region is None:
            return None, None
        scope = self._scope
        above = self._named((scope.above, scope.above[:-1])) if scope.above else None
        parent = chain[-2] if len(chain) > 1 else above or self._above_in_text(region)
        if parent is None and region.type == "Park":
            short = {_UNIT.sub("", f): e for e in self.entities if e.type == "Region" for f in self.forms[e.id]}
            parent = next((e for f, e in short.items() if len(f) >= 2 and region.name.startswith(f)), None)
        return region, parent if parent is not region else None

    def _level(self) -> str:
        """The rank of the plan's region: 省, 市, 区, 县, or the last letter of a park's name."""
        if self.region is None:
            return ""
        full = self.document.plan.region
        return full[-1:] if full.startswith(self.region.name) else self.region.name[-1:]

    def _join_region(self) -> None:
        """Other records of the region's own name ("甲" beside "甲区") count as the region."""
        region = self.region
        if region is None:
            return
        same = [e for e in self.entities if e.type == "Region" and e is not region and e.name in self.own_forms]
        if not same:
            return
        full = self.document.plan.region
        first = next((e for e in (region, *same) if e.name == full), region)
        mentions = sorted((m for e in (region, *same) for m in e.mentions), key=lambda m: (m.start, m.end))
        self.region = replace(first, mentions=tuple(mentions))
        gone = [e for e in (region, *same) if e is not first]
        kept = (self.region if e is first else e for e in self.entities)
        self.entities = tuple(e for e in kept if not any(e is other for other in gone))

    def _above_in_text(self, region: Entity) -> Entity | None:
        """The place that stands before the region's name ("上海市宝山区") or that it is said to belong to."""
        text = self.document.text
        for entity in self.entities:
            if entity.type != "Region" or entity is region:
                continue
            for form in self.forms[entity.id]:
                for own in self.forms[region.id]:
                    if _ADMIN.search(form) and (
                        form + own in text
                        or re.search(f"{re.escape(own)}[^,。]{{0,14}}(?:隶属|属于){re.escape(form)}", text)
                    ):
                        return entity
        return None

    def _own_forms(self) -> tuple[str, ...]:
        if self.region is None:
            return place_forms(self.document.plan)
        forms = set(self.forms[self.region.id])
        if self.document.plan.region.startswith(self.region.name):
            forms.add(self.document.plan.region)
        forms |= {_UNIT.sub("", f) for f in forms}
        return tuple(sorted((f for f in forms if len(f) >= 2), key=len, reverse=True))

    def _named(self, forms: Iterable[str]) -> Entity | None:
        wanted = set(forms)
        return next((e for e in self.entities if e.type == "Region" and wanted & set(self.forms[e.id])), None)

    def _heading_hits(self) -> Mapping[str, tuple[str, tuple[Hit, ...]]]:
        found: dict[str, tuple[str, tuple[Hit, ...]]] = {}
        for passage in self.document.passages:
            if passage.kind == "heading" and passage.section and passage.section not in found:
                found[passage.section] = (passage.text, tuple(self._hits.get(passage.id, ())))
        return found

    def owns(self, entity: Entity) -> bool:
        """Whether one of an entity's names tells that it is the region's."""
        if entity.id not in self._owned:
            self._owned[entity.id] = any(self.own(f) for f in self.forms[entity.id]) or self.holds(entity.name)
        return self._owned[entity.id]

    def own(self, name: str) -> bool:
        """Whether a name begins with the plan's region, or with its bare rank (区, 市)."""
        if name.startswith(tuple(f for f in self.own_forms)):
            return True
        parents = self.forms[self.parent.id] if self.parent else ()
        rest = next((name[len(p) :] for p in parents if name.startswith(p)), "")
        if rest and rest.startswith(self.own_forms):
            return True
        return bool(self.level) and name.startswith(self.level) and not name.startswith("区块链")

    def holds(self, name: str) -> bool:
        """Whether a name names the plan's region inside ("中国(甲市)论坛", "乙高新区甲园")."""
        inside = any(f"({f})" in name or f"（{f}）" in name for f in self.own_forms)
        return inside or (self.level in {"区", "县"} and any(f in name for f in self.own_forms))

    def named_inside(self, name: str) -> bool:
        """Whether a place's name holds that of the plan's region and more ("甲新城", "乙走廊甲段")."""
        return any(f in name and f != name for f in self.own_forms) and not _ADMIN.search(name)

    def above(self, entity: Entity) -> bool:
        """Whether an entity is the region that the plan's region belongs to, or a wider one that is not a corridor of it."""
        if self.level == "省" and entity.name.endswith("都市圈"):
            return False
        return entity is self.parent or bool(_MACRO.search(entity.name))

    def elsewhere(self, entity: Entity) -> bool:
        """Whether a name begins with that of another place, of a school or of a firm."""
        if entity.id not in self._elsewhere:
            found = any(entity.name.startswith(f) and entity.name != f for f in self._outer_forms)
            self._elsewhere[entity.id] = found
        return self._elsewhere[entity.id]

    def foreign(self, entity: Entity) -> bool:
        """Whether a name itself says that its bearer is national or stands first of all in another city or province.

        Places are those of the map; a name that holds the region's own or the one above it ("甲大学乙市研究院") is not foreign.
        """
        name = entity.name
        if _ACADEMY.match(name):
            return True
        here, home = self._home
        above = self.forms[self.parent.id] if self.parent else ()
        if not here or any(f in name for f in (*self.own_forms, *above)):
            return False
        bare = name.lstrip("“")
        found = gazetteer().prefix(bare, self._scope)
        if found is None or found[1].key or _WATERS.match(bare, len(found[0])):
            return False
        place = found[1]
        return place.region != here or (bool(home) and place.kind != "province" and place.name != home)

    @cached_property
    def _scope(self) -> Scope:
        return scope_of(self.document.plan)

    @cached_property
    def _home(self) -> tuple[str, str]:
        """The short name of the province of the plan's region, and the city that it is or lies in; "" where the map does not tell.

        A zone or corridor may reach over several cities.
        """
        scope = self._scope
        province = province_short(gazetteer().province(scope))
        city = scope.above or scope.region
        plain = self.region is not None and self.region.name in {scope.region, _UNIT.sub("", scope.region)}
        return province, city if plain and province_short(city) != province else ""

    @cached_property
    def _outer_forms(self) -> tuple[str, ...]:
        forms: list[str] = []
        for entity in self.entities:
            apart = entity is not self.region and entity is not self.parent and not self.inside(entity)
            if apart and entity.type in {"Region", "University", "Firm"}:
                forms += [f for f in self.forms[entity.id] if len(f) >= 2]
        return tuple(forms)

    def inside(self, entity: Entity) -> bool:
        """Whether a Region reads as a part of the plan's region: a quarter, corridor or new town, not another district."""
        if entity.type != "Region" or entity is self.region:
            return False
        name = entity.name
        if self.named_inside(name):
            return True
        if self.above(entity):
            return False
        rest = next((name[len(f) :] for f in sorted(self.own_forms, key=len, reverse=True) if name.startswith(f)), "")
        if rest:
            return True
        if name.lstrip("“").startswith(_PROVINCES):
            return False
        if self.level == "省" and re.search(r"[^\W\d]{1,3}[市州]$", name):
            return True
        return bool(_AREA.search(name)) and not _ADMIN.search(name) and not _DISTRICT.match(name)

    def scenes(self) -> Iterable[Scene]:
        """One scene for each passage that names anything."""
        by_id = {s.id: s for s in self.document.sections}
        paths: dict[str, tuple[Section, ...]] = {}
        for passage in self.document.passages:
            hits = self._hits.get(passage.id)
            if hits:
                if passage.section not in paths:
                    paths[passage.section] = _path(by_id, passage.section)
                yield self._scene(passage, hits, paths[passage.section])

    def _scene(self, passage: Passage, hits: list[Hit], path: tuple[Section, ...]) -> Scene:
        titles = " ".join(s.title for s in path)
        region = self.region
        speaks = any(h.entity is region for h in hits) or bool(_OWN.search(passage.text))
        weak = _weak(path, speaks=speaks)
        abroad = bool(_ABROAD.match(passage.text)) and not speaks
        places, fields, exact = self._context(path)
        return Scene(
            passage=passage,
            hits=tuple(hits),
            segments=segments(passage.text, hits),
            places=places,
            fields=fields,
            exact=exact,
            silent=weak or abroad,
            past=any(looks_back(s.title) for s in path),
            titles=titles,
        )

    def _context(self, path: tuple[Section, ...]) -> tuple[tuple[Entity, ...], tuple[Entity, ...], bool]:
        places: tuple[Entity, ...] = ()
        fields: tuple[Entity, ...] = ()
        exact = False
        for section in reversed(path[-2:]):
            text, hits = self._headings.get(section.id, ("", ()))
            outer = [h for h in hits if not h.inner]
            if not places:
                places = tuple(h.entity for h in outer if self._subject(h, text))[:3] or self._wider_area(outer, text)
            if not fields and not places:
                named = [h for h in outer if h.type == "Technology"]
                fields = tuple(h.entity for h in named)[:3]
                exact = bool(named) and _bare(text) == text[named[0].start : named[-1].end]
        return places, fields, exact

    def _wider_area(self, hits: Sequence[Hit], text: str) -> tuple[Entity, ...]:
        """The wider area whose programme a heading names ("引领甲区域一体化发展")."""
        for hit in hits:
            if hit.type == "Programme" and not _TOWARDS.search(text[: hit.start]):
                for entity in self.entities:
                    if (
                        entity.type == "Region"
                        and _MACRO.search(entity.name)
                        and hit.entity.name.startswith(entity.name)
                    ):
                        return (entity,)
        return ()

    def _subject(self, hit: Hit, text: str) -> bool:
        if hit.type not in _SUBJECTS or hit.entity is self.region or hit.entity is self.parent:
            return False
        before = text[: hit.start]
        goal = hit.type == "Platform" and _GOAL.search(before)
        return not goal and not _TOWARDS.search(before)


@dataclass(frozen=True, slots=True)
class Scene:
    """A passage with its clauses and its place in the plan.

    `places` are the actors or places that the section is about, `fields` the technologies in its heading, `exact` where
    the heading is nothing else. `silent` says that
    the text speaks of the world, the nation or of shortcomings, and states nothing that the region does.
    """

    passage: Passage
    hits: tuple[Hit, ...]
    segments: tuple[Segment, ...]
    places: tuple[Entity, ...]
    fields: tuple[Entity, ...]
    exact: bool
    silent: bool
    past: bool
    titles: str


def _bare(heading: str) -> str:
    """A heading without its number, final mark and "产业"."""
    return re.sub(r"^(?:[(]?[\d一二三四五六七八九十]+[)、.]|第.{1,3}节\s*|——)+|(?:产业)?[。:]?$", "", heading)


def _weak(path: tuple[Section, ...], *, speaks: bool) -> bool:
    """Whether the nearest telling title announces shortcomings, or a situation that the passage does not tie to the region."""
    for section in reversed(path):
        if looks_back(section.title):
            return False
        if _LACKS.search(section.title):
            return True
        if _WEAK.search(section.title):
            return not speaks
    return False


def _path(by_id: Mapping[str, Section], section: str) -> tuple[Section, ...]:
    path: list[Section] = []
    while section in by_id:
        path.append(by_id[section])
        section = by_id[section].parent
    return tuple(reversed(path))


def _plan_policy(document: Document, entities: Sequence[Entity]) -> Entity | None:
    """The plan's own entity: the Policy whose name is the title, or shares most of its letters."""
    title = re.sub(r"[\s“”\"]", "", document.plan.title)
    grams = {title[i : i + 2] for i in range(len(title) - 1)}
    best: tuple[float, Entity | None] = (0.4, None)
    for entity in entities:
        if entity.type != "Policy":
            continue
        for form in (entity.name, *entity.aliases):
            plain = re.sub(r"[\s“”\"]", "", form)
            theirs = {plain[i : i + 2] for i in range(len(plain) - 1)}
            alike = 2 * len(grams & theirs) / max(1, len(grams) + len(theirs))
            if alike > best[0]:
                best = (alike, entity)
    return best[1]
