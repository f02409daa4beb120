"""Title, issuer, region, years and date of a plan, from its head, its title and its signature."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pypinyin import lazy_pinyin

from innograph.graph.errors import BadParameterError
from innograph.graph.records import PlanMeta, text_hash
from innograph.loaders.boilerplate import PLAN_WORD, is_prose, is_title
from innograph.loaders.extract.vocabulary import VERBS
from innograph.loaders.headings import CN, line_heading, to_int
from innograph.loaders.lexicon import Entry, lexicon, stands_whole
from innograph.loaders.lexicon.gazetteer import WIDE

_HEAD_LINES = 60
_INNERMOST = (
    "province", "autonomous_region", "municipality", "prefecture_level_city", "new_area", "autonomous_county", "county",
    "county_level_city", "district",
)  # fmt: skip
_KINDS_OF = {
    "省": ("province", "autonomous_region"),
    "市": ("municipality", "prefecture_level_city", "county_level_city"),
    "区": ("district", "new_area"),
    "县": ("county", "autonomous_county"),
}
_DATE = re.compile(r"(?P<y>(?:19|20)\d{2})\s*[年.\-/]\s*(?P<m>\d{1,2})(?:\s*[月.\-/]\s*(?P<d>\d{1,2})\s*日?|\s*月)")
_PERIOD = re.compile(r"((?:19|20)\d{2})\s*年?\s*[-—–~至到]+\s*((?:19|20)\d{2})")
_FIVE = re.compile(
    r"[“\"”]?([一二三四五六七八九十]{1,3})五[”\"“]?(?=规划|时期|期间|科|发展|计划|[一-龥“”\":])|第([一二三四五六七八九十]{1,3})个五年"
)
_ORG = r"[一-龥]{2,28}?(?:人民政府办公[室厅]|人民政府|委员会办公室|委员会|办公[室厅]|管委会|科委|[厅局])"
_ORGS = re.compile(rf"(?:中共[一-龥]{{2,12}}?委(?:员会)?(?:办公[室厅])?[、 ]+)?{_ORG}(?:[、 ]+{_ORG})*")
_ISSUED = re.compile(r"^(?P<who>[一-龥、 ]{4,80}?)(?:关于)?(?:印发|发布|公布|转发)")
_NAMED = re.compile(rf"《([^《》]{{4,60}}(?:{PLAN_WORD})[^《》]{{0,20}})》")
_NOTICE = re.compile("印发|发布|通知|公布")
_UNQUOTED = re.compile(rf"关于(?:印发|发布|公布)([^《》]{{4,60}}?(?:{PLAN_WORD})(?:\([^()]{{2,20}}\))?)的(?:通知|公告)")
_SOURCE = re.compile(
    r"(?:来源|发文机关|发布机构|制定机关):\s*(?P<who>[一-龥]{2,28}(?:政府|委|会|局|厅|部|院|办公室|中心))(?=关键词|发布|时间|日期|作者|点击|\s|$)"
)
_IN_FRONT = re.compile(r"^(?:中共|关于|(?:19|20)\d{2}年度?)|^——.{0,16}?在")
_TITLE_NOTE = re.compile(r"\((?:全文|摘要|节选|实录|[^()]{0,12}(?:19|20)\d{2}年\d{1,2}月\d{1,2}日[^()]{0,12})\)$")
_ONE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年")
# Neither 三年行动计划 nor 行动计划: those are of several years.
_ANNUAL = re.compile(r"工作报告|(?<!\d)(?:19|20)\d{2}年度?[^0-9行三]*(?:报告|要点|总结|计划)")
_REGION = re.compile(
    r"[一-龥]{2,7}?(?:自治[区州县旗]|新区|[省市区县旗](?!级|份|部[门级]|[市区县州]各?级|[市区县州]{2}))"
)
_NO_REGION = re.compile(
    r".*(?:示范|高新|开发|园|地|片|社|景|城|郊|街|辖|全|本|市|试验|功能|自贸|集聚|创新|产业|工业|科技|校|街|库|合作|先行|引领|承载|核心|保税|商务|实验|大湾|服务|都市|我|各|该|两|新城)区$"
    r"|.*(?:城|都|上|我|全|本|各|该|门|闹|股|超|夜|集)市$|.*(?:本|全|我|各|该|节)省$|.*(?:本|全|我|各|该|郡)县$"
)
_HAN = re.compile(r"[一-龥]")
_LED_BY_VERB = re.compile("|".join(sorted(VERBS, key=len, reverse=True)))
_OWN_LEVEL = re.compile(r"(?:我|(?<![资成日基样版文根])本)([省市区县])(?!级|域|内|土|场|民)")
"""What a text calls its own place."""
_ORDINARY = frozenset({"老城区", "新城区", "城区", "郊区", "矿区"})
"""Districts of some cities whose names are plain words."""
_ZONE = re.compile(
    r"(?P<place>(?!国家|[各全])[一-龥]{2,6}?)(?:国家级?)?"
    r"(?:高新(?:技术产业开发)?区|(?:经济技术|经济|技术)?开发区|经开区|工业园区|(?:综合)?保税区|平原经济区)"
    r"|中国\([一-龥]{2,4}\)自由贸易试验区(?:[一-龥]{2,6}?片区)?"
)
"""A zone with the place that it is called after ("云溪国家高新区")."""
_NO_PLACE = ("省", "市", "区", "县", "级", "时代", "年", "年来", "大", "五", "部", "监管", "绿色", "创新", "科技")
"""Ends of what stands before a zone's class word and is no place's name."""
_PART_OF_ZONE = re.compile(r"\((?P<seat>[一-龥]{2,6})\)|(?P<part>[一-龥]{2,4})(?:分?园|片区|分区)")
"""What tells behind a zone's name which district has it, or which of its parts is spoken of."""


def plan_id_of(name: str) -> str:
    """A URL-safe id of a file's name: its stem in lower case, Chinese as pinyin, at most 80 characters."""
    stem = Path(name.replace("\\", "/")).stem
    spelled = "".join(f"-{lazy_pinyin(c)[0]}-" if "\u4e00" <= c <= "\u9fff" else c for c in stem)
    slug = re.sub(r"[^a-z0-9_]+", "-", spelled.lower()).strip("-_")
    if not slug or len(slug) > 80:
        slug = f"{slug[:71]}-{text_hash(stem)[:8]}".strip("-") if slug else f"plan-{text_hash(stem)[:8]}"
    return slug


def check_plan_id(plan_id: str) -> str:
    """The id itself; raises BadParameterError where it is not URL-safe (letters, digits, `_` and `-`)."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}", plan_id):
        raise BadParameterError(f"plan id {plan_id!r}: letters, digits, '-' and '_' only, at most 100")
    return plan_id


def read_meta(plan_id: str, source: str, text: str, *, title: str = "", stem: str = "") -> PlanMeta:
    """What a plan says of itself.

    `source` is the folded text before boilerplate was cut (its record lines name issuer and date), `text` the cleaned text,
    `title` what the format gives as title, `stem` the file's name for a text that has none.
    """
    head = _head(source)
    lines = [x for x in text[:6000].split("\n") if x.strip()]
    name = _title(lines, head, title) or stem
    issuer = _issuer(head, lines, source)
    published = _published(head, lines, text)
    start, end = _years(name, [title, *head], text, published)
    region = _region(name, issuer, head, text)
    if not issuer and region and "政府工作报告" in name:
        issuer = f"{region}人民政府"
    if not issuer and (org := re.match(rf"{_ORG}(?=\d{{4}}年)", name)):
        issuer = org[0]
    return PlanMeta(plan_id, name, issuer, region, start, end, published)


def _head(source: str) -> list[str]:
    """The lines before the first prose, and the cover words of a long first line."""
    head: list[str] = []
    for raw in source[:20_000].split("\n"):
        line = re.sub(r"[ \t]+", " ", raw).strip()
        if not line:
            continue
        if is_prose(line) or line_heading(line):
            if len(line) > 400:
                head.append(line[:300])
            if len(head) >= 3 or line_heading(line):
                break
            continue
        head.append(line)
        if len(head) >= _HEAD_LINES:
            break
    return head


def _clean_title(title: str) -> str:
    title = re.sub(r"\s*[-_|–—]\s*[^-_|–—]{0,30}(?:网|政府|门户|平台|频道)\s*$", "", title.strip())
    title = re.sub(r"((?:五”?|规划|计划|方案|纲要|报告)):.*", r"\1", title)  # a news headline's lead
    return re.sub(r"(?<=[^A-Za-z0-9])\s+|\s+(?=[^A-Za-z0-9])", "", _TITLE_NOTE.sub("", title))


def _title(lines: Sequence[str], head: Sequence[str], given: str) -> str:
    """The document's own title line; the 《》 of the notice that issues it; the format's title; the first line."""
    for line in (*head[:8], *lines[:4], given):
        if (
            _NOTICE.search(line)
            and not _mentions_notice(line)
            and (named := _NAMED.search(line) or _UNQUOTED.search(line))
        ):
            return _clean_title(named[1])
    found = [x for x in lines[:8] if is_title(x) and not line_heading(x) and not is_prose(x) and "通知" not in x]
    if found:
        title, at = found[0], list(lines).index(found[0])
        follow = lines[at + 1] if at + 1 < len(lines) else ""
        if re.fullmatch(r"\((?:征求意见稿|送审稿|草案|讨论稿|试行|公示稿|公开征求意见稿|\d{4}.{0,12})\)", follow):
            title += follow
        elif at and re.fullmatch(r".{2,20}[省市区县]", lines[at - 1]) and not title.startswith(lines[at - 1]):
            title = lines[at - 1] + title
        title, whole = _clean_title(title), _clean_title(given)
        return whole if title in whole and is_title(whole) else title
    if given and is_title(_clean_title(given)):
        return _clean_title(given)
    return _clean_title(
        next(
            (
                x
                for x in lines[:8]
                if len(x) <= 60 and not line_heading(x) and x[-1] not in "。;:" and not _DATE.fullmatch(x)
            ),
            "",
        )
    )


def _mentions_notice(line: str) -> bool:
    """Whether a sentence of the plan's own text tells of some notice; the notice that issues it says so at once."""
    return is_prose(line) and not re.match(
        r"现将|(?:[^,。《]{0,40}关于)?(?:印发|发布|公布|转发)|[^,。]{4,60}(?:印发|发布)《", line
    )


def _issuer(head: Sequence[str], lines: Sequence[str], source: str) -> str:
    for line in head:
        issued = _ISSUED.match(line)
        if issued and (org := _ORGS.search(issued["who"])):
            return _names(org[0])
    if signed := _signers(source):
        return signed
    for line in (*lines[:12], *head):
        if len(line) <= 40 and (org := _ORGS.fullmatch(line.strip())):
            return _names(org[0])
    for line in head:
        if named := _SOURCE.search(line):
            return named["who"]
    for line in head:
        if len(line) > 40 and (org := re.search(rf"(?<=[ )]){_ORG}(?=[ ]\d{{4}})", line)):
            return _names(org[0])
    return ""


def _signers(source: str) -> str:
    """Who signs the notice that issues a plan: lines that are nothing but a body's name, right above a date."""
    signed: list[str] = []
    for raw in source[:6000].split("\n"):
        line = raw.strip()
        if line_heading(line):
            break
        if signed and _DATE.fullmatch(line):
            return "、".join(signed)
        org = _ORGS.fullmatch(line) if len(line) <= 40 else None
        if line:
            signed = [*signed, _names(org[0])] if org else []
    return ""


def _names(orgs: str) -> str:
    return re.sub(r"[、 ]+", "、", orgs.strip())


def _years(title: str, head: Sequence[str], text: str, published: str) -> tuple[int | None, int | None]:
    """The first and last year that title, head, text or date tell; a report's or a yearly plan's is one year."""
    named, year = _ONE_YEAR.findall(title), int(published[:4]) if published else None
    if _ANNUAL.search(title) and not _PERIOD.search(title) and (named or year):
        one = int(named[-1]) if named else year
        return one, one
    for line in (title, *head[:12]):
        if found := _years_in(line):
            return found
    if five := _most_named_five(text):
        return _five_years(five)
    if named:
        return int(named[0]), int(named[0])
    if year and re.search("报告|要点", title):
        return year, year
    if year and (span := re.search(rf"([{CN}])年行动", title)):
        return year, year + (to_int(span[1]) or 1) - 1
    return None, None


def _most_named_five(text: str) -> str:
    fives = Counter(m[1] or m[2] for m in _FIVE.finditer(text[:4000]))
    return max(fives, key=lambda five: (fives[five], to_int(five) or 0), default="")


def _years_in(line: str) -> tuple[int, int] | None:
    if period := _PERIOD.search(line):
        start, end = int(period[1]), int(period[2])
        return (start, end) if 0 <= end - start <= 30 else None
    if (five := _FIVE.search(line)) and (number := to_int(five[1] or five[2])):
        years = _five_years(five[1] or five[2])
        return years if number >= 6 and years[0] else None
    return None


def _five_years(number: str) -> tuple[int, int]:
    """The N-th five-year plan: 十三 -> 2016-2020."""
    start = 1951 + 5 * (to_int(number) or 0)
    return start, start + 4


def _iso(match: re.Match[str]) -> str:
    month, day = int(match["m"]), int(match["d"] or 0)
    if not 1 <= month <= 12 or day > 31:
        return ""
    return f"{match['y']}-{month:02d}" + (f"-{day:02d}" if day else "")


def _published(head: Sequence[str], lines: Sequence[str], text: str) -> str:
    """A signature's date (a line of its own, at head or end), then a cover's, then the page's date of publication."""
    tail = text[-400:].split("\n")
    for line in (*lines[:14], *tail):
        if len(line) <= 40 and (date := _DATE.search(line)) and len(line) - len(date[0]) <= 24 and (iso := _iso(date)):
            return iso
    for line in head:
        if (date := _DATE.search(line)) and (iso := _iso(date)):
            return iso
    return ""


def _region(title: str, issuer: str, head: Sequence[str], text: str) -> str:
    """The region that the title, an issuer or a line of the head begins with; else the one on the map that title or text names.

    Of several issuers the innermost region counts; a zone's own name may stand for it, or a province or city in short (上海推进…办公室).
    """
    issuers = issuer.split("、")
    own = [_IN_FRONT.sub("", begun) for begun in (title, *issuers)]
    for sources in (own[:1], own[1:]):
        if longest := max(map(_regions_at_start, sources), key=len):
            return longest[-1]
    if zone := next(filter(None, map(_zone_at_start, own)), ""):
        return zone
    begun = (_IN_FRONT.sub("", line) for line in head[:12] if len(line) <= 60)
    if longest := next(filter(None, map(_regions_at_start, begun)), []):
        return longest[-1]
    if place := next(filter(None, map(_place_at_start, own)), ""):
        return place
    places = (m.entry for m in lexicon().matches(title) if m.entry.type == "Region" and m.entry.name not in _ORDINARY)
    known = [entry for entry in places if entry.kind in _INNERMOST]
    if known:
        return max(known, key=lambda entry: _INNERMOST.index(entry.kind)).name
    return _named_most(text[:30_000])


def _named_most(text: str) -> str:
    """The place on the map that a text names most: of the level that it calls its own ("我市"), else in full, not in short."""
    own = Counter(m[1] for m in _OWN_LEVEL.finditer(text))
    kinds = _KINDS_OF[max(own, key=lambda unit: own[unit])] if own else _INNERMOST
    places = (m for m in lexicon().matches(text) if m.entry.type == "Region" and m.entry.name not in _ORDINARY)
    named = [m for m in places if stands_whole(text, m.start, m.end)]
    found = [m for m in named if m.entry.kind in kinds] or [m for m in named if m.entry.kind in _INNERMOST]
    full = [m for m in found if text[m.start : m.end] == m.entry.name and not _HAN.match(text[m.start - 1 : m.start])]
    counts = Counter(m.entry for m in (found if own else full or found))
    return max(counts, key=lambda entry: counts[entry]).name if counts else ""


def _place(form: str) -> Entry | None:
    """The entry of a place on the map."""
    entry = lexicon().by_form.get(form)
    return entry if entry and entry.type == "Region" else None


def _zone_at_start(text: str) -> str:
    """The zone whose own name a text begins with, or the district that has it ("(云溪)") or its part ("云溪园")."""
    zone = _ZONE.match(text)
    if not zone:
        return ""
    named = zone["place"] or ""
    around = _place(named)
    whose = around and around.kind in ("province", "autonomous_region")
    if whose or named.endswith(_NO_PLACE) or _LED_BY_VERB.match(named):
        return ""
    part = _PART_OF_ZONE.match(text, zone.end())
    inner = _place(part["seat"] or part["part"]) if part else None
    return inner.name if inner else zone[0]


def _regions_at_start(text: str) -> list[str]:
    """The regions that a name begins with, each inside the one before: 上海市宝山区… -> 上海市, 宝山区."""
    found: list[str] = []
    at = 0
    while (match := _REGION.match(text, at)) and _names_region(match[0], found[-1] if found else ""):
        found.append(match[0])
        at = match.end()
    return found


def _names_region(name: str, above: str) -> bool:
    """Whether what looks like a region's name is one: on the map, or led in by no verb and of a lower level than the one above."""
    known = _place(name)
    if not above and name in _ORDINARY:
        return False
    if known and known.kind in _INNERMOST:
        return True
    lower = not above or name[-1] not in "省市" or (name[-1] == "市" and above[-1] != "市")
    return lower and not _NO_REGION.match(name) and not _LED_BY_VERB.match(name)


def _place_at_start(text: str) -> str:
    """The province or city whose short form a name begins with (上海推进… -> 上海市); "" where there is none."""
    entries = (_place(text[:length]) for length in (3, 2))
    return next((entry.name for entry in entries if entry and entry.kind in WIDE), "")
