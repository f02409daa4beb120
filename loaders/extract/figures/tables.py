"""Figures in tables of indicators: columns of years or goals, read by row, or by column where the rows fell apart."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from innograph.loaders.extract.figures import naming
from innograph.loaders.extract.figures.numerals import ARABIC, to_number
from innograph.loaders.extract.figures.periods import TIMES, Horizon, Setting, fyp_end, read_time
from innograph.loaders.extract.figures.units import SCALE, UNIT

Lent = Mapping[tuple[float, int | None], tuple[str, str]]
"""(value, year) of figures stated in prose -> (name, unit): a table without units borrows them."""

_ATTRIBUTE = re.compile(r"^(?:预期性?|约束性?|指导性|引导性|导向性|预期/约束)$")
_NUMBER_ONLY = re.compile(r"^[\d一二三四五六七八九十]{1,3}[.、]?$")
_NOTHING = re.compile(r"^(?:[/\\\-—–.…*]+|无|暂无|略|N/?A)?$", re.IGNORECASE)
_HEAD_WORD = re.compile(
    r"^(?:序号|编号|类别|类型|领域|分类|大类|维度|[一二三]级指标|(?:主要|核心|具体|发展|评价|监测|重点)?指标(?:名称|内容|项)?|名称|项目|内容|属性|性质|指标(?:属性|性质|类型)|(?:计量)?单位|"
    r"年份|年度|备注|说明|责任单位|牵头单位|负责部门|数据来源|.{0,8}(?:目标值?|规划值|预期值|现状值?|基期值?|基数|完成值?|实际值?|实现值|完成情况|年均增[速长].{0,4}|增[长速]率?|累计值?))(?:\(.{1,8}\))?$"
)
_YEAR_HEAD = re.compile(r"^[^\d]{0,6}(?:19|20)\d{2}年?.{0,10}$|^[“”]?十[一二三四五六七]五[“”]?.{0,10}$")
_ROLES = (
    ("number", re.compile(r"^(?:序号|编号)")),
    ("attribute", re.compile(r"属性|性质|指标类型")),
    ("unit", re.compile(r"^(?:计量)?单位$")),
    ("note", re.compile(r"备注|说明|责任|牵头|负责|来源|部门")),
    ("category", re.compile(r"^(?:类别|类型|领域|分类|大类|维度|一级指标)")),
    ("growth", re.compile(r"年均|增长率|增速|增幅")),
)
_ACTUAL_HEAD = re.compile(r"现状|基期|基数|完成|实际|实现|初值|基础")
_TARGET_HEAD = re.compile(r"目标|规划|预期|预计|展望")
_CELL = re.compile(
    rf"(?P<before>[^\d,;、/]{{0,14}}?)(?P<low>{ARABIC})(?P<unit1>%)?(?:(?:-|—|–|~|至)(?P<high>{ARABIC}))?(?P<more>余|多)?"
    rf"(?P<unit>(?:{SCALE})?(?:{UNIT})|{SCALE})?(?P<post>左右|以上|以内|以下)?(?P<plus>\+)?"
)
_UNIT_IN_NAME = re.compile(
    rf"[(（](?:单位[::]?)?(?P<unit>(?:{SCALE})?(?:{UNIT})|人年/万人|件/万人)[)）]$|,(?P<unit2>(?:{SCALE})?(?:{UNIT}))$"
)
_HEDGE = re.compile(
    r"不低于|不少于|不高于|不超过|力争|预计|保持|稳定|达到|超过|高于|低于|大于|小于|≥|≤|>|<|约|左右|以上"
)
_GROWTH = re.compile(r"年均增长|年均增速|增长|增速|增幅|提高|下降|降低|增加|减少")
_GENERIC_ROW = re.compile(r"^(?:较|比|同比|其中|年均|增长|增速|增幅|占比)")
_FIRMS = re.compile(r"企业(?:总)?(?:数|数量|总数|个数)$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One filled cell: `row` is the index of its row among those given."""

    row: int
    name: str
    value: float
    unit: str
    year: int | None
    kind: str
    measure: str
    hedge: str = ""
    high: float | None = None
    base_year: int | None = None


@dataclass(frozen=True, slots=True)
class _Column:
    role: str
    year: int | None = None
    kind: str = ""
    measure: str = "level"
    unit: str = ""


@dataclass(frozen=True, slots=True)
class _Value:
    before: str
    value: float
    high: float | None
    unit: str
    hedge: str
    growth: bool


def table_entries(rows: Sequence[Sequence[str]], *, setting: Setting, horizon: Horizon, lent: Lent) -> list[Entry]:
    """The filled cells of consecutive rows (one or more tables), cells stripped and folded."""
    entries: list[Entry] = []
    header: list[_Column] = []
    body: list[int] = []
    previous_head = False
    for index, cells in enumerate(rows):
        if _is_header(cells):
            if previous_head and len(cells) == len(header):
                header = [_merge(old, new) for old, new in zip(header, _columns(cells, setting, horizon), strict=True)]
                continue
            entries.extend(_read_body(rows, header, body, setting, horizon, lent))
            header, body, previous_head = _columns(cells, setting, horizon), [], True
        else:
            body.append(index)
            previous_head = False
    entries.extend(_read_body(rows, header, body, setting, horizon, lent))
    return entries


def _is_header(cells: Sequence[str]) -> bool:
    filled = [c for c in cells if c]
    if len(filled) < 2:
        return False
    heads = [c for c in filled if _HEAD_WORD.match(c) or _YEAR_HEAD.match(c)]
    if len(heads) < 0.6 * len(filled) or any(_ATTRIBUTE.match(c) for c in filled):
        return False
    worded = [c for c in heads if _HEAD_WORD.match(c)]
    return bool(worded) or len(heads) == len(filled)


def _merge(old: _Column, new: _Column) -> _Column:
    if old.role == "value" and new.role == "value":
        return _Column(
            "value", new.year if new.year else old.year, new.kind or old.kind, new.measure, new.unit or old.unit
        )
    return old if old.role != "other" else new


def _columns(cells: Sequence[str], setting: Setting, horizon: Horizon) -> list[_Column]:
    columns = [_column(cell, setting, horizon) for cell in cells]
    if not any(c.role == "name" for c in columns):
        free = [i for i, c in enumerate(columns) if c.role in ("other", "category")]
        if free:
            columns[free[-1]] = _Column("name")
    return columns


def _column(cell: str, setting: Setting, horizon: Horizon) -> _Column:
    unit_match = _UNIT_IN_NAME.search(cell)
    unit = (unit_match["unit"] or unit_match["unit2"]) if unit_match else ""
    year = _year_of(cell, horizon)
    growth = _ROLES[-1][1].search(cell) is not None
    if year is not None or _TARGET_HEAD.search(cell) and "指标" not in cell or _ACTUAL_HEAD.search(cell):
        return _value_column(cell, year, unit, growth, setting, horizon)
    for role, pattern in _ROLES:
        if pattern.search(cell):
            if role == "growth":
                return _Column("value", setting.year, setting.kind, "growth", unit or "%")
            return _Column(role)
    return _Column("name" if re.search(r"指标|名称|项目|内容|年份|年度", cell) else "other")


def _value_column(cell: str, year: int | None, unit: str, growth: bool, setting: Setting, horizon: Horizon) -> _Column:
    present = horizon.present
    past = year is not None and present is not None and year < present
    kind = "actual" if past else "target"
    if past and _TARGET_HEAD.search(cell) and not _ACTUAL_HEAD.search(cell):
        kind = "previous_target" if "目标" in cell or "规划" in cell else "actual"
    elif year is None and _ACTUAL_HEAD.search(cell):
        kind = "actual"
    if year is None:
        year = horizon.baseline if kind == "actual" else (setting.year if setting.kind == "target" else horizon.end)
    return _Column("value", year, kind, "growth" if growth else "level", unit)


def _year_of(cell: str, horizon: Horizon) -> int | None:
    found = [int(y) for y in re.findall(r"(?:19|20)\d{2}", cell)]
    if found:
        return found[-1]
    match = re.search(r"十([一二三四五六七])五", cell)
    return fyp_end(f"十{match[1]}") if match else None


def _read_body(
    rows: Sequence[Sequence[str]],
    header: list[_Column],
    body: list[int],
    setting: Setting,
    horizon: Horizon,
    lent: Lent,
) -> Iterator[Entry]:
    values = [column for column in header if column.role == "value"]
    if not body:
        return
    if values and sum(len(rows[i]) == 1 for i in body) * 2 > len(body):
        yield from _read_scattered(rows, values, body, horizon, lent)
        return
    if not header:
        header = [_Column("name"), _Column("value", setting.year, setting.kind)]
    parent = ""
    for index in body:
        row = list(_read_row(index, rows[index], header, horizon, lent, parent))
        yield from row
        if row and not _GENERIC_ROW.match(row[0].name) and row[0].measure == "level":
            parent = row[0].name


def _read_scattered(
    rows: Sequence[Sequence[str]], values: list[_Column], body: list[int], horizon: Horizon, lent: Lent
) -> Iterator[Entry]:
    """A table whose cells stand one below another: all names and then column by column, or name and values in turn."""
    cells = [(i, cell) for i in body for cell in rows[i] if cell]
    names = 0
    while names < len(cells) and not _is_value(cells[names][1]):
        names += 1
    wide = len(values)
    rest = cells[names:]
    if names > 1 and len(rest) >= names * wide:
        for position in range(names * wide):
            column, line = divmod(position, names)
            index, cell = rest[position]
            yield from _entries(index, cells[line][1], "", cell, values[column], horizon, lent, "")
        return
    position = 0
    while position + wide < len(cells) + 0:
        name = cells[position][1]
        group = cells[position + 1 : position + 1 + wide]
        if _is_value(name) or not all(_is_value(c) or _NOTHING.match(c) for _, c in group):
            position += 1
            continue
        for column, (index, cell) in zip(values, group, strict=True):
            yield from _entries(index, name, "", cell, column, horizon, lent, "")
        position += 1 + wide


def _is_value(cell: str) -> bool:
    bare = re.sub(r"^[\[【(]|[\]】)]$", "", cell)
    match = _CELL.match(bare)
    return (
        match is not None
        and match.end() >= len(bare) - 1
        and len(match["before"]) <= 6
        and not _NUMBER_ONLY.match(match["before"] or "x")
    )


def _read_row(
    index: int, cells: Sequence[str], header: list[_Column], horizon: Horizon, lent: Lent, parent: str
) -> Iterator[Entry]:
    columns = _aligned(cells, header)
    name, unit = "", ""
    for cell, column in zip(cells, columns, strict=True):
        if column.role == "unit":
            unit = cell
        elif (
            column.role in ("name", "other", "category")
            and cell
            and not _NUMBER_ONLY.match(cell)
            and not _ATTRIBUTE.match(cell)
        ):
            name = cell if column.role != "category" or not name else name
    if not name or _is_value(name) and len(name) < 6:
        return
    for cell, column in zip(cells, columns, strict=True):
        if column.role == "value":
            yield from _entries(index, name, unit, cell, column, horizon, lent, parent)


def _aligned(cells: Sequence[str], header: list[_Column]) -> list[_Column]:
    """A column for each cell; where cells are missing, they are missing on the left (a merged group, a lost number)."""
    if len(cells) == len(header):
        return header
    if len(cells) > len(header):
        return [*header, *[_Column("note")] * (len(cells) - len(header))]
    right = header[len(header) - len(cells) :]
    return [_Column("name") if c.role in ("number", "category", "other") else c for c in right]


def _entries(
    index: int, name: str, unit: str, cell: str, column: _Column, horizon: Horizon, lent: Lent, parent: str
) -> Iterator[Entry]:
    if _NOTHING.match(cell):
        return
    own = _UNIT_IN_NAME.search(name)
    named_unit = (own["unit"] or own["unit2"]) if own else ""
    bare = name[: own.start()] if own else name
    base_year, bare = _base(bare, horizon)
    bare = naming.strip_lead(re.sub(r"^(?:\d{1,2}[.、]|\(\d{1,2}\)|[①-⑳]|年)", "", bare))
    if parent and _GENERIC_ROW.match(name):
        bare = parent + bare
    for value in _values(cell, horizon):
        growth = column.measure == "growth" or value.growth or _GROWTH.search(bare) is not None
        found = value.unit or named_unit or unit or column.unit or _lent_unit(bare, value.value, column.year, lent)
        full = _full_name(bare, value, column)
        if value.unit and value.unit in ("万", "亿", "千", "百") and (named_unit or unit):
            found = value.unit + (named_unit or unit)
        yield Entry(
            index,
            full,
            value.value,
            found,
            column.year,
            column.kind,
            "growth" if growth else "level",
            value.hedge,
            value.high,
            base_year,
        )


def _full_name(name: str, value: _Value, column: _Column) -> str:
    prefix = _HEDGE.sub("", value.before)
    if value.growth:
        word = _GROWTH.search(value.before)
        return name + (word[0] if word else "增长")
    if column.measure == "growth" and not _GROWTH.search(name):
        return name + "年均增长"
    scope = prefix.strip("::()[]【】 ")
    return (
        scope + name
        if 0 < len(scope) <= 4 and re.match(r"[市区县省国累新]", scope) and not name.startswith(scope)
        else name
    )


def _base(name: str, horizon: Horizon) -> tuple[int | None, str]:
    """The base year that a row's name compares with, and the name without its times."""
    base: int | None = None
    parts: list[str] = []
    position = 0
    for match in TIMES.finditer(name):
        time = read_time(match, name[match.end() :], horizon)
        if time.role == "base":
            base = time.year
        parts.append(name[position : match.start()])
        position = match.end()
    parts.append(name[position:])
    return base, "".join(parts)


def _values(cell: str, horizon: Horizon) -> Iterable[_Value]:
    text = TIMES.sub("", re.sub(r"\s+", "", cell)).strip("[]【】")
    pieces = re.split(r"[/;、,](?=[^\d/]{1,6}\d)", text) if re.search(r"\d.*[/;、,][^\d/]{1,6}\d", text) else [text]
    for piece in pieces:
        match = _CELL.search(piece)
        if match is None or match.start() > 0 and match["before"] == "" and match.start() > 12:
            continue
        low = to_number(match["low"])
        if low is None or "第" in match["before"]:
            continue
        before = piece[: match.start("low")]
        unit = match["unit"] or match["unit1"] or ""
        hedge = "".join(_HEDGE.findall(before)) + (match["more"] or match["post"] or ("以上" if match["plus"] else ""))
        high = to_number(match["high"]) if match["high"] else None
        yield _Value(before, low, high, unit, hedge, _GROWTH.search(before) is not None)


def _lent_unit(name: str, value: float, year: int | None, lent: Lent) -> str:
    stated = lent.get((value, year))
    if stated is not None and set(stated[0]) & set(name):
        return stated[1]
    return "家" if _FIRMS.search(name) else ""
