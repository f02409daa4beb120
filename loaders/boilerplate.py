"""Lines that are not the plan's: navigation, site furniture, disclaimers, another document's data, the table of contents.

General rules, all by line:
- a line that is wholly a web page's furniture (font size, share, breadcrumbs, counters, record data, download links, file
  names, bare links) goes wherever it stands;
- a line that speaks of copyright, reprinting or submissions to a site goes;
- before the first heading or prose only titles, signatures, dates, salutations and draft marks stay;
- of those that a notice is addressed to, only the bodies named one by one stay, not the classes of them ("各有关单位");
- from a line that opens a page's foot (attachments, share, comments, record data) to the end all goes, if no prose and no
  numbered heading follows;
- after a line 目录, lines that come back later as headings go; so does any line (or stretch) with dot leaders.
"""

import re
from collections.abc import Iterator

from innograph.loaders.fold import HAN
from innograph.loaders.headings import FRONT, NUMBER, line_heading
from innograph.loaders.mapped import Edit, line_spans

PLAN_WORD = "规划|计划|方案|纲要|意见|报告|办法|条例|措施|要点|行动|通知|决定|政策|细则|规定|指南|蓝图|任务书"
_WORDS_ALONE = (
    "字号|字体|分享|打印|关闭|收藏|点赞|投稿|我要投稿|留言|首页|网站首页|登录|注册|检索|导航|保存|纠错|返回|无障碍|长者模式|搜索|搜索历史清空|站内搜索|热门搜索"
    "|返回顶部|回到顶部|返回首页|返回列表|上一[篇条页]|下一[篇条页]|附件下载|点击下载|公众意见|扫一扫|打印本页|关闭窗口|打印此页|大中小|大|中|小|网站地图|联系我们"
    "|关于我们|版权所有|友情链接|推荐阅读|热点(?:新闻|推荐)|猜你喜欢|下载后继续阅读|免费下载|微信|微博|收藏本页|加入收藏|展开全文|阅读全文|更多"
    "|相关(?:附件|文章|阅读|链接|新闻|推荐|信息|文件|稿件|报道)"
)
_FIELDS = (
    "字号|字体|分享(?:到)?|来源|信息来源|稿源|文章来源|来源部门|作者|编辑|责任编辑|责编|审核|校对|发布时间|发布日期|发布机构|发布单位|更新时间|发文时间|浏览次数"
    "|阅读次数|浏览量|阅读量|点击数|点击量|访问量|当前位置|您?(?:当前|现在|所在)的?位置|您的位置|主办单位|承办单位|技术支持|网站标识码|政府网站标识码|索引号|索取号|主题分类"
    "|主题词|发文机关|发文字号|文号|成文日期|生效日期|失效日期|文件状态|有效性|公开(?:方式|属性|类别|日期|主体)|信息分类|体裁分类|组配分类|信息索引|关键词|关键字|验证码"
    "|上一[篇条页]|下一[篇条页]|相关(?:附件|文章|阅读|链接|新闻|推荐|信息|文件|稿件|报道)(?:下载)?|附件下载|扫[一码].{0,6}|名称"
)
_FURNITURE = re.compile(
    rf"(?:{_WORDS_ALONE})(?:[ |]+(?:{_WORDS_ALONE})){{0,12}}"
    rf"|(?:{_FIELDS})[ ]?:.{{0,80}}|[\[【][ ]?(?:{_FIELDS})[ ]?[\]】][ ]?[:|].{{0,160}}|(?:当前|您的)位置.{{0,60}}|验证码|当前文档共.{{0,20}}"
    r"|.{0,30}(?:ICP备|公网安备|网站标识码).{0,40}"
    r"|(?:https?://|www\.)\S+|\d{1,5}/[1-9]\d{2,4}|[•·|>»\s]+"
    r"|首页[ ]*[>》»/|].*|[^,。]{1,12}[>»][^,。]{1,12}[>»].*"
    r"|[^。]{0,120}\.(?:pdf|docx?|wps|ofd|xlsx?|pptx?|html?|txt|rar|zip|jpe?g|png|gif)(?:[^A-Za-z。][^。]{0,400})?"
    r"|[^,。]{0,40}下载(?:文档|全文|附件)|.{0,20}(?:想要的都能搜到|下载即用).{0,20}"
)
_CLAIM = re.compile(
    r"(?:特别声明|免责声明|版权声明|声明:|凡(?:来源)?注明|凡本网|投稿(?:与|邮箱|热线|新闻)|新闻线索|原标题:|转自:|本文(?:来源|转自)|文章来源:)"
    r"|(?=.*(?:转载|如有侵权|若有侵权|涉及侵权|版权归|版权所有))(?=.*(?:本[站网]|联系我们|授权|注明|作者|删除))"
)
_FOOT = re.compile(
    r"(?:相关(?:附件|文章|阅读|链接|新闻|推荐|信息|文件|稿件|报道)|附件下载|分享(?:到)?:?|留言|验证码|公众意见|索引号|上一[篇条]|下一[篇条]|打印本页|关闭窗口|责任编辑"
    r"|扫一扫|推荐阅读|热点(?:新闻|推荐)|猜你喜欢|友情链接|网站地图|主办单位|版权所有|发文机关|主题分类)"
)
_KEEP_IN_HEAD = re.compile(
    r".*(?:征求意见稿|送审稿|草案|讨论稿|试行|公示稿).*|.*(?:〔|\[|\()\d{4}(?:〕|\]|\)).{0,6}号|.*\d{4}年\d{0,2}月?.{0,6}|.*:$"
    r"|——.{4,60}|[一-龥]{2,12}[省市区县]长.{0,12}|[一-龥]{2,20}[省市区县]|.{2,30}(?:人民政府|委员会|办公室|办公厅|管委会|[局厅委部院])"
)
_ADDRESSED = re.compile(
    r"(?=.{0,12}?(?:各|有关))[^。;:!?]{2,300}(?:单位|部门|机构|企业|公司|院校|高校|学校|政府|办事处|委员会|管委会|[局厅委办院所])[ ]*:"
)
_CLASS_OF_BODIES = re.compile(r"[^、()]{0,8}?(?:各|有关)")
LEADERS = re.compile(r"[.…·．_‥]{5,}[ .…·]*\d{0,3}|(?:[.…·] ){4,}\d{0,3}")
_TOC = re.compile(r"目[ ]*[录次]|contents", re.IGNORECASE)
_HEAD_LINES = 60
LONG = 400
"""A line longer than this is a paragraph, whatever it begins with."""


def is_prose(line: str) -> bool:
    """Whether a line is running text of the plan: long enough, with a sentence's marks, and no site's claim."""
    if len(line) > LONG:
        return True
    if len(line) < 24 or not re.search("[,。;]", line):
        return False
    return not _CLAIM.match(line) and not _FURNITURE.fullmatch(line) and len(re.findall(f"[{HAN}]", line)) >= 12


def is_title(line: str) -> bool:
    """Whether a line may be a plan's title."""
    return (
        4 <= len(line) <= 80
        and line[-1] not in "。;,:"
        and bool(re.search(rf"{PLAN_WORD}|“?[一二三四五六七八九十]{{1,2}}五”?", line))
        and not _FURNITURE.fullmatch(line)
    )


def boilerplate_edits(text: str) -> Iterator[Edit]:
    """Deletions of what is not the plan's text."""
    spans = [(s, e) for s, e in line_spans(text) if text[s:e].strip()]
    lines = [text[s:e].strip() for s, e in spans]
    if not lines:
        return
    drop = {i for i, x in enumerate(lines) if len(x) <= LONG and (_FURNITURE.fullmatch(x) or _CLAIM.match(x))}
    first = next((i for i, x in enumerate(lines) if i not in drop and _opens_body(x)), len(lines))
    drop |= {i for i in range(first) if not (is_title(lines[i]) or _KEEP_IN_HEAD.fullmatch(lines[i]))}
    drop |= set(_foot(lines, drop))
    addressed = {i for i, x in enumerate(lines[:_HEAD_LINES]) if i not in drop and _ADDRESSED.fullmatch(x)}
    drop |= set(_contents(lines))
    for i in sorted(drop):
        yield (*spans[i], "")
    for i in sorted(addressed - drop):
        yield from _classes_of_bodies(text, *spans[i])
    drop |= addressed
    for i, (start, end) in enumerate(spans):
        if i not in drop and LEADERS.search(lines[i]):
            yield from _leaders(text, start, end)


def _opens_body(line: str) -> bool:
    sentence = line[-1] in "。;" and len(re.findall(f"[{HAN}]", line)) >= 6
    return (
        is_prose(line)
        or sentence
        or any(p.fullmatch(line) for p in (_TOC, FRONT))
        or line_heading(line.rstrip("。")) is not None
    )


def _classes_of_bodies(text: str, start: int, end: int) -> Iterator[Edit]:
    """Those addressed by class alone, with the comma beside them; the whole line where none is named."""
    parts = list(re.finditer(r"(?:\([^()]*\)|[^,:])+", text[start:end]))
    named = [not _CLASS_OF_BODIES.match(part[0].strip()) for part in parts]
    if not any(named):
        yield start, end, ""
        return
    first = named.index(True)
    if first:
        yield start, start + parts[first].start(), ""
    for i in range(first + 1, len(parts)):
        if not named[i]:
            yield start + parts[i - 1].end(), start + parts[i].end(), ""


def _foot(lines: list[str], drop: set[int]) -> range:
    """Lines from the first foot marker after which the plan says nothing more."""
    last = max((i for i, x in enumerate(lines) if i not in drop and (is_prose(x) or line_heading(x))), default=-1)
    start = next((i for i in range(last + 1, len(lines)) if _FOOT.match(lines[i])), len(lines))
    return range(start, len(lines))


def _bare(line: str) -> str:
    return re.sub(r"[\s.…·\-—_]*\d{0,3}$", "", re.sub(r"\s", "", LEADERS.sub("", line)))


def _contents(lines: list[str]) -> Iterator[int]:
    """The table of contents: its heading, and the short lines after it that come back later."""
    where: dict[str, int] = {}
    for i, line in enumerate(lines):
        where[_bare(line)] = i
    for i, line in enumerate(lines):
        if len(line) <= 10 and _TOC.fullmatch(line):
            yield i
            for j in range(i + 1, len(lines)):
                if (lines[j][-1] in "。!?" or len(lines[j]) > 80) and not LEADERS.search(lines[j]):
                    break
                bare = _bare(lines[j])
                if where.get(bare, j) > j or LEADERS.search(lines[j]) or not bare:
                    yield j
            break


def _leaders(text: str, start: int, end: int) -> Iterator[Edit]:
    """Contents entries with dot leaders: the line, or in a long line the stretch from 目录 to the last leader."""
    if end - start <= 120:
        yield start, end, ""
        return
    found = list(LEADERS.finditer(text, start, end))
    toc = re.compile(r"目\s*[录次](?=\s)").search(text, start, found[0].start())
    begin = toc.start() if toc else _entry_start(text, start, found[0].start())
    stop = begin
    for leader in found:
        if leader.start() - stop > 200:
            break
        stop = leader.end()
    yield begin, stop, ""


def _entry_start(text: str, start: int, leader: int) -> int:
    numbers = [m.start() for m in NUMBER.finditer(text, max(start, leader - 60), leader)]
    return numbers[-1] if numbers else max(start, leader - 20)
