"""Figures in tables of indicators: columns of years or goals, read by row, or by column where the rows fell apart."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from innograph.loaders.extract.figures import naming
from innograph.loaders.extract.figures.numerals import ARABIC, to_number
from innograph.loaders.extract.figures.periods import TIMES, Horizon, Setting, fyp_end, read_time
from innograph.loaders.extract.figures.units import SCALE, UNIT, sort_of
from innograph.loaders.extract.figures.wording import one_of

Lent = Mapping[tuple[float, int | None], tuple[str, str]]
"""(value, year) of figures stated in prose -> (name, unit): a table without units borrows them."""

_ATTRIBUTE = re.compile("^(?:预期性?|约束性?|指导性|引导性|导向性|预期/约束)$")
_NUMBER_ONLY = re.compile(r"^[\d一二三四五六七八九十]{1,3}[.、]?$")
_NOTHING = re.compile(r"^(?:[/\\\-—–.…*]+|无|暂无|略|N/?A)?$", re.IGNORECASE)
_VALUE_HEAD = (
    "目标 目标值 规划值 预期值 现状 现状值 基期 基期值 基数 完成值 完成情况 实际值 实现值 增长率 增速 累计 累计值"
)
_HEAD_WORD = re.compile(
    rf"^(?:{one_of('序号 编号 类别 类型 领域 分类 大类 维度 一级指标 二级指标 三级指标 名称 项目 内容 属性 性质 年份 年度 备注 说明 单位 计量单位')}"
    rf"|{one_of('责任单位 牵头单位 负责部门 数据来源 指标属性 指标性质 指标类型')}"
    rf"|{one_of('主要 核心 具体 发展 评价 监测 重点')}?指标(?:名称|内容|项)?|.{{0,8}}{one_of(_VALUE_HEAD)}|年均增[速长].{{0,4}})(?:\(.{{1,8}}\))?$"
)
_YEAR_HEAD = re.compile(r"^[^\d]{0,6}(?:19|20)\d{2}年?.{0,10}$|^[“”]?十[一二三四五六七]五[“”]?.{0,10}$")
_GROWTH_HEAD = re.compile("年均|增长率|增速|增幅")
_ROLES = (
    ("number", re.compile("^(?:序号|编号)")),
    ("attribute", re.compile("属性|性质|指标类型")),
    ("unit", re.compile("^(?:计量)?单位$")),
    ("note", re.compile("备注|说明|责任|牵头|负责|来源|部门|时限")),
    ("category", re.compile("^(?:类别|类型|领域|分类|大类|维度|一级指标)")),
    ("name", re.compile("指标|名称|项目|内容|年份|年度")),
)
_ACTUAL_HEAD = re.compile(one_of("现状 基期 基数 完成值 完成数 完成情况 实际 实现值 初值 基础值"))
_TARGET_HEAD = re.compile(one_of("目标 规划 预期 预计 展望"))
_CELL = re.compile(
    rf"(?P<before>[^\d,;、/]{{0,14}}?)(?P<low>{ARABIC})(?P<unit1>%)?(?:(?:-|—|–|~|至)(?P<high>{ARABIC}))?(?P<more>余|多)?"
    rf"(?P<unit>{SCALE}?{UNIT}|{SCALE})?(?P<post>左右|以上|以内|以下)?(?P<plus>\+)?"
)
_UNIT_IN_NAME = re.compile(rf"\((?:单位:?)?(?P<unit>{SCALE}?{UNIT})\)$|,(?P<unit2>{SCALE}?{UNIT})$")
_HEDGE = re.compile(
    one_of("不低于 不少于 不高于 不超过 力争 预计 保持 稳定 达到 超过 高于 低于 大于 小于 ≥ ≤ > < 约 左右 以上 到")
)
_RUN_ON = re.compile(rf"(?<=[\d%])(?={one_of('保持 预计 达到 约 力争 ≥ > < ≤')}\d)")
_GROWTH = re.compile(one_of("年均增长 年均增速 增长 增速 增幅 提高 下降 降低 增加 减少"))
_OF_ROW_ABOVE = re.compile("^(?:较|比|同比|其中|年均|增长|增速|增幅|占比)")
_FIRMS = re.compile("企业(?:总)?(?:数|数量|总数|个数)$")
_NUMBERED = re.compile(r"^(?:\d{1,2}[.、]|\(\d{1,2}\)|[①-⑳]|年)")
_LONG_CELL = 16
_CLAUSES = re.compile("[,;。]|[^\\d]{6}")
_SCALES = frozenset("万亿千百")


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
class _Line:
    """What a row says of all its cells."""

    row: int
    name: str
    unit: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class _Value:
    before: str
    value: float
    high: float | None
    unit: str
    hedge: str
    growth: bool


@dataclass(slots=True)
class _Table:
    header: list[_Column]
    body: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TableReading:
    """What consecutive rows hold: the entries of their cells, and (row, cell) of cells that are sentences of goals."""

    entries: tuple[Entry, ...]
    texts: tuple[tuple[int, str], ...]


def read_tables(rows: Sequence[Sequence[str]], *, setting: Setting, horizon: Horizon, lent: Lent) -> TableReading:
    """Read consecutive rows (one or more tables); cells come stripped and folded."""
    reader = _Reader(rows, setting, horizon, lent)
    entries = tuple(entry for table in reader.tables() for entry in reader.read(table))
    return TableReading(entries, tuple(reader.texts))


class _Reader:
    def __init__(self, rows: Sequence[Sequence[str]], setting: Setting, horizon: Horizon, lent: Lent) -> None:
        self.rows = rows
        self.setting = setting
        self.horizon = horizon
        self.lent = lent
        self.texts: list[tuple[int, str]] = []

    def tables(self) -> Iterator[_Table]:
        """The tables among the rows; a header begins one, and a second row of headers belongs to the first."""
        table = _Table([])
        for index, cells in enumerate(self.rows):
            if not _is_header(cells):
                table.body.append(index)
                continue
            columns = self._columns(cells)
            if table.header and not table.body and len(columns) == len(table.header):
                table.header = [_merged(old, new) for old, new in zip(table.header, columns, strict=True)]
                continue
            yield table
            table = _Table(columns)
        yield table

    def _columns(self, cells: Sequence[str]) -> list[_Column]:
        columns = [self._column(cell) for cell in cells]
        if not any(column.role == "name" for column in columns):
            free = [i for i, column in enumerate(columns) if column.role in ("other", "category")]
            if free:
                columns[free[-1]] = _Column("name")
        return columns

    def _column(self, cell: str) -> _Column:
        year = _year_of(cell)
        if year is not None or (_TARGET_HEAD.search(cell) and "指标" not in cell) or _ACTUAL_HEAD.search(cell):
            return self._value_column(cell, year)
        if _GROWTH_HEAD.search(cell):
            return _Column("value", self.setting.year, self.setting.kind, "growth", _unit_of(cell) or "%")
        for role, pattern in _ROLES:
            if pattern.search(cell):
                return _Column(role)
        return _Column("other")

    def _value_column(self, cell: str, year: int | None) -> _Column:
        goal, done = _TARGET_HEAD.search(cell), _ACTUAL_HEAD.search(cell)
        if year is None:
            kind = "actual" if done else "target"
            ends = self.setting.year if self.setting.kind == "target" else self.horizon.end
            year = self.horizon.baseline if done else ends
        elif self.horizon.past(year):
            kind = "previous_target" if goal and not done else "actual"
        else:
            kind = "target"
        return _Column("value", year, kind, "growth" if _GROWTH_HEAD.search(cell) else "level", _unit_of(cell))

    def read(self, table: _Table) -> Iterator[Entry]:
        """The entries of one table."""
        values = [column for column in table.header if column.role == "value"]
        if values and sum(len(self.rows[i]) == 1 for i in table.body) * 2 > len(table.body):
            yield from self._scattered(table.body, values)
            return
        header = table.header or [_Column("name"), _Column("value", self.setting.year, self.setting.kind)]
        parent = ""
        for index in table.body:
            entries = list(self._row(index, header, parent))
            yield from entries
            if entries and not _OF_ROW_ABOVE.match(entries[0].name) and entries[0].measure == "level":
                parent = entries[0].name

    def _scattered(self, body: list[int], values: list[_Column]) -> Iterator[Entry]:
        """A table whose cells stand one below another: all names and then column by column, or name and values in turn."""
        cells = [(i, part) for i in body for cell in self.rows[i] for part in _RUN_ON.split(cell) if part]
        names = next((i for i, (_, cell) in enumerate(cells) if _is_value(cell)), len(cells))
        rest, wide = cells[names:], len(values)
        if names > 1 and len(rest) >= names * wide and all(_is_value(cell) for _, cell in rest[: names * wide]):
            for position, (index, cell) in enumerate(rest[: names * wide]):
                at, line = divmod(position, names)
                yield from self._cell(_Line(index, cells[line][1]), cell, values[at])
            return
        for position in range(len(cells) - wide):
            name, group = cells[position][1], cells[position + 1 : position + 1 + wide]
            if not _is_value(name) and all(_is_value(cell) or _NOTHING.match(cell) for _, cell in group):
                for column, (index, cell) in zip(values, group, strict=True):
                    yield from self._cell(_Line(index, name), cell, column)

    def _row(self, index: int, header: list[_Column], parent: str) -> Iterator[Entry]:
        cells = self.rows[index]
        if len(cells) == 1 and "。" in cells[0]:
            self.texts.append((index, cells[0]))
            return
        columns = _aligned(cells, header)
        name, unit = "", ""
        for cell, column in zip(cells, columns, strict=True):
            if column.role == "unit":
                unit = cell
            elif column.role in ("name", "other", "category") and cell and not _NUMBER_ONLY.match(cell):
                name = name if _ATTRIBUTE.match(cell) or (column.role == "category" and name) else cell
        if not name or (_is_value(name) and len(name) < 6):
            return
        for cell, column in zip(cells, columns, strict=True):
            if column.role == "value":
                yield from self._cell(_Line(index, name, unit, parent), cell, column)

    def _cell(self, line: _Line, cell: str, column: _Column) -> Iterator[Entry]:
        if _NOTHING.match(cell):
            return
        if len(cell) > _LONG_CELL and _CLAUSES.search(cell):
            self.texts.append((line.row, cell))
            return
        stated = _unit_of(line.name) or line.unit
        base_year, name = self._bare_name(line)
        for value in _values(cell):
            unit = value.unit or stated or column.unit or self._lent_unit(name, value.value, column.year)
            if value.unit in _SCALES and stated:
                unit = value.unit + stated
            if sort_of(unit) == "time" and not unit.endswith("岁"):
                continue
            growth = column.measure == "growth" or value.growth or _GROWTH.search(name) is not None
            yield Entry(
                line.row,
                _full_name(name, value, column),
                value.value,
                unit,
                column.year,
                column.kind,
                "growth" if growth else "level",
                value.hedge,
                value.high,
                base_year,
            )

    def _bare_name(self, line: _Line) -> tuple[int | None, str]:
        """The base year that a row's name compares with, and the name without its unit, number and times."""
        unit = _UNIT_IN_NAME.search(line.name)
        text = line.name[: unit.start()] if unit else line.name
        base: int | None = None
        for match in TIMES.finditer(text):
            time = read_time(match, text[match.end() :], self.horizon)
            base = time.year if time.role == "base" else base
        name = naming.strip_lead(_NUMBERED.sub("", TIMES.sub("", text)))
        return base, line.parent + name if line.parent and _OF_ROW_ABOVE.match(line.name) else name

    def _lent_unit(self, name: str, value: float, year: int | None) -> str:
        stated = self.lent.get((value, year))
        if stated is not None and set(stated[0]) & set(name):
            return stated[1]
        return "家" if _FIRMS.search(name) else ""


def _is_header(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or any(_ATTRIBUTE.match(cell) for cell in filled):
        return False
    worded = [cell for cell in filled if _HEAD_WORD.match(cell)]
    heads = len(worded) + sum(1 for cell in filled if _YEAR_HEAD.match(cell) and cell not in worded)
    return heads >= 0.6 * len(filled) and (bool(worded) or heads == len(filled))


def _merged(old: _Column, new: _Column) -> _Column:
    if old.role == "value" and new.role == "value":
        return _Column("value", old.year if new.year is None else new.year, new.kind, new.measure, new.unit or old.unit)
    return new if old.role == "other" else old


def _year_of(cell: str) -> int | None:
    found = re.findall(r"(?:19|20)\d{2}", cell)
    if found:
        return int(found[-1])
    match = re.search("(十[一二三四五六七])五", cell)
    return fyp_end(match[1]) if match else None


def _unit_of(text: str) -> str:
    match = _UNIT_IN_NAME.search(text)
    return (match["unit"] or match["unit2"]) if match else ""


def _aligned(cells: Sequence[str], header: list[_Column]) -> list[_Column]:
    """A column for each cell; where cells are missing, they are missing on the left (a merged group, a lost number)."""
    extra = len(cells) - len(header)
    if extra >= 0:
        return [*header, *[_Column("note")] * extra]
    return [_Column("name") if c.role in ("number", "category", "other") else c for c in header[-extra:]]


def _is_value(cell: str) -> bool:
    match = _CELL.match(cell.strip("[]【】()"))
    return match is not None and match.end() >= len(cell.strip("[]【】()")) - 1 and len(match["before"]) <= 6


def _full_name(name: str, value: _Value, column: _Column) -> str:
    if value.growth:
        word = _GROWTH.search(value.before)
        return name + (word[0] if word else "增长")
    if column.measure == "growth" and not _GROWTH.search(name):
        return name + "年均增长"
    scope = re.sub(r"[:()\[\]【】\s]", "", _HEDGE.sub("", value.before))
    scoped = 0 < len(scope) <= 4 and scope[0] in "市区县省国累新" and not name.startswith(scope)
    return scope + name if scoped else name


def _values(cell: str) -> Iterable[_Value]:
    """The values that a cell states: one, or several with a word before each ("市级 30 个/区级 50 个")."""
    text = TIMES.sub("", re.sub(r"\s+", "", cell)).strip("[]【】")
    many = re.search(r"\d.*[/;、,][^\d/]{1,6}\d", text)
    for piece in re.split(r"[/;、,](?=[^\d/]{1,6}\d)", text) if many else [text]:
        match = _CELL.match(piece)
        low = to_number(match["low"]) if match else None
        if match is None or low is None or "第" in match["before"]:
            continue
        after = match["more"] or match["post"] or ("以上" if match["plus"] else "")
        yield _Value(
            match["before"],
            low,
            to_number(match["high"]) if match["high"] else None,
            match["unit"] or match["unit1"] or "",
            "".join(_HEDGE.findall(match["before"])) + after,
            _GROWTH.search(match["before"]) is not None,
        )
