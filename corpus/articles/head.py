"""The head of an article: what stands before its text, and the title among it.

    head(lines of a bulletin)   masthead 平安临水, 第17期, 临水县委政法委 2023年10月16日, title, 编者按 …

Every line is tagged by itself (lines.py). The head ends where prose, a numbered line or a table begins.
Of the lines before, the title is the one whose features weigh most; heads.tsv holds the weights, which
tests/benchmarks/train_heads.py learns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from corpus.articles.dateline import without_dates
from corpus.articles.lines import Line, Tag, Tagged, bare, closed_up, ends, is_time, tagged
from corpus.places.gazetteer import gazetteer
from corpus.places.institutions import Institution, institutions

WEIGHTS = Path(__file__).with_name("heads.tsv")
_MOST = 24  # lines looked at
_BODY = frozenset({"prose", "row", "item", "numbered", "unit"})
_CANDIDATES = frozenset({"text", "mast", "organ", "subtitle"})
_MEANWHILE = frozenset(
    {"labels", "date", "dateline", "organ", "subtitle", "secret", "number", "rule", "page"}
)
_ABOVE = (_MEANWHILE | {"crumb", "mast", "annex"}) - {"subtitle"}
_YEAR = re.compile(
    r"(?:19|20)\d\d|[一二]〇[一二三四五六七八九〇]{2}|[上下]半年|季度|\d{1,2}月|[xX*]{2,4}年|十[一二三四五]五|年来"
)
_LENGTHS = ((43, "43+"), (10, "10-42"), (7, "7-9"), (4, "4-6"), (0, "1-3"))
_SITE = re.compile(r"\s*[-_—|｜–]+\s*(?=[^-_—|｜–]*$)")
_GAP = re.compile(r"[ \u3000]{3,}|\u3000")  # parts of a line set apart: 某某晚报    2020-03-20
_FIGURE = re.compile(r"\d[\d.,]*\s*(?:余|多)?[%个起件人名次万亿年项]")
_VERB = re.compile(r"[：:]|[“”]|[，,]|让|为|把|破|获|成|超|降|升|助|护|建|打掉|发布|召开|公布|通报|启动|开展")
_OPEN = re.compile(r"[（(“《【][^）)”》】]*$")
_GOES_ON = re.compile(r"^[的和及与、）)”》】上等]|^(?:暨|并|以及)")
_LEFT_OPEN = re.compile(r"(?:[的和及与、在对为—]|暨|以及|关于.{0,4})$")
_ABOUT = re.compile(r"^(?:印发)?《?关于")
_GENERIC = re.compile(
    r"(?:(?:19|20)\d\d)?(?:年度?|半年|季度|专题|情况|工作|述职|述廉|综合|调研|简要|主要|专项){0,4}(?:工作)?(?:总结|报告|汇报|情况|通报|小结|要点|简报|回顾|方案|计划|材料)"
)


@dataclass(frozen=True, slots=True)
class Head:
    """What the lines before an article's text say, and how many lines that are.

    `mast` are lines of the page or bulletin above the title, `organs` who wrote or issued it, in the order
    in which they are named, `meeting` where and when it was held, `to` whom it addresses, `spans` are lines
    that may say of which time it is: （县公安局　2015年度）. `size` is the number of lines of the head.
    """

    title: str | None = None
    subtitle: str | None = None
    size: int = 0
    date: str | None = None
    organs: tuple[Institution, ...] = ()
    sources: tuple[str, ...] = ()
    meeting: str | None = None
    mast: tuple[str, ...] = ()
    to: str | None = None
    secrecy: str | None = None
    number: str | None = None
    spans: tuple[str, ...] = ()
    titled: tuple[int, ...] = field(default=())  # the lines of the title


def head(
    lines: Sequence[Line], *, known: str | None = None, title_at: int | None = None, closed: bool = False
) -> Head:
    """The head of the article that *lines* begin.

    *known* is a title that the file gives outside its text, *title_at* the line that is sure to be the title;
    *closed* says that no text is among *lines*: they may all be the head.
    """
    found = [tagged(line) for line in lines[:_MOST]]
    if title_at is not None:
        return _read(found, (title_at,))
    end = _body(found)
    at = _best(found[:end], found, known)
    whole = _read(found, _whole(found, at, end) if at is not None else (), closed=closed)
    return whole if whole.title or not known else replace(whole, title=_of_page(known))


def _of_page(known: str) -> str | None:
    """The title that a page gives, without the site's name behind it: 工作报告-某市人民政府."""
    title = _SITE.split(known.strip(), maxsplit=1)[0].strip()
    return title if len(title) >= 6 and not ends(title, "mast") else None


def _body(found: Sequence[Tagged]) -> int:
    """Where the text begins: at prose, a row, a numbered line; a menu may stand before the page's title."""
    menu = 0
    while menu < len(found) and found[menu].tag != "prose" and found[menu].line.kind != "title":
        menu += 1
    begins = menu if menu < len(found) and found[menu].tag != "prose" else 0
    for i, each in enumerate(found[begins:], begins):
        if each.tag in _BODY or each.tag == "salutation":
            return i
    return len(found)


def _best(before: Sequence[Tagged], found: Sequence[Tagged], known: str | None) -> int | None:
    """The line that is most likely the title; None if none is likely."""
    weights = _weights()
    ranked = [
        (sum(weights.get(name, 0.0) for name in features(found, i, len(before), known)), -i)
        for i, each in enumerate(before)
        if each.tag in _CANDIDATES and not is_time(bare(each.line.text))
    ]
    if not ranked:
        return None
    score, at = max(ranked)
    return -at if score > 0 else None


def features(found: Sequence[Tagged], i: int, end: int, known: str | None = None) -> Iterator[str]:
    """What speaks for or against line *i* of a head that ends before line *end* being the title."""
    line, text = found[i].line, closed_up(bare(found[i].line.text))
    yield "bias"
    yield f"tag {found[i].tag}"
    yield f"kind {line.kind}"
    yield from _of_form(text)
    yield "dated" if found[i].dated else "undated"
    if _GAP.search(bare(line.text)):
        yield "parted"
    if known and (text in known or known in text):
        yield "known"
    yield from _of_neighbours(found, i, end)


def _of_neighbours(found: Sequence[Tagged], i: int, end: int) -> Iterator[str]:
    yield f"behind {found[i - 1].tag if i else 'nothing'}"
    after = found[i + 1] if i + 1 < len(found) else None
    yield f"before {after.tag if after else 'nothing'}"
    if after and after.line.alone:
        yield "gap behind"
    others = [j for j in range(end) if found[j].tag in ("text", "mast")]
    if others[-1:] == [i]:
        yield "last"
    if others[:1] == [i]:
        yield "first"


def _of_form(text: str) -> Iterator[str]:
    size = len(text)
    yield "length " + (
        "1-3" if size < 4 else "4-6" if size < 7 else "7-9" if size < 10 else "10-42" if size < 43 else "43+"
    )
    for role in ("title", "subject", "mast"):
        if ends(text, role):
            yield f"ends {role}"
            break
    named = gazetteer().mentions(text)
    tests = {
        "place": named,
        "place first": named and named[0].start == 0,
        "year": _YEAR.search(without_dates(text)),
        "organ": institutions(text),
        "figure": _FIGURE.search(text),
        "headline": _VERB.search(text),
        "about": _ABOUT.match(text),
        "open end": text[-1] in "，、；：;:,",
        "bracketed": text[0] in "（(【[" and text[-1] in "）)】]",
        "blanked": re.search(r"[xX*×]{2}|某", text),
        "speech": re.search("讲话|发言|致辞", text),
    }
    yield from (name for name, holds in tests.items() if holds)


def _whole(found: Sequence[Tagged], at: int, end: int) -> tuple[int, ...]:
    """The lines of the title of which line *at* is a part: a long title is set in several."""
    if found[at].tag == "subtitle" and at > 0 and found[at - 1].tag == "text":
        at -= 1
    first = last = at
    while first > 0 and _goes_on(found, first - 1, first):
        first -= 1
    while last + 1 < end and _goes_on(found, last, last + 1):
        last += 1
    return tuple(range(first, last + 1))


def _goes_on(found: Sequence[Tagged], i: int, j: int) -> bool:
    """Whether the title that line *i* begins goes on in line *j*."""
    if (
        found[j].line.alone
        or found[j].tag not in ("text", "mast")
        or found[i].tag not in ("text", "mast", "organ")
    ):
        return False
    above, below = closed_up(bare(found[i].line.text)), closed_up(bare(found[j].line.text))
    if found[i].tag == "organ":
        return (bool(_ABOUT.match(below)) and found[i].dated is None) or bool(_GENERIC.fullmatch(below))
    if found[i].tag != "text" or ends(above, "title"):
        return False
    if _GOES_ON.match(below) or _LEFT_OPEN.search(above) or _OPEN.search(above):
        return True
    if _ABOUT.match(above) and not ends(above, "subject") and ends(below, "title"):
        return True
    return bool(_GENERIC.fullmatch(below)) and not ends(above, "subject")


def _read(found: Sequence[Tagged], titled: tuple[int, ...], *, closed: bool = False) -> Head:
    """The head with the title in the lines *titled*."""
    size = _size(found, titled, closed=closed)
    around = [found[i] for i in range(size) if i not in titled]
    title = "".join(closed_up(bare(found[i].line.text)) for i in titled) or next(
        _labelled(around, "title"), ""
    )
    subtitle = _tagged(around, "subtitle")
    if title and subtitle:
        title += closed_up(subtitle)
    return Head(
        title=title or None,
        subtitle=subtitle,
        size=size,
        date=_date(around),
        organs=_organs(around),
        sources=tuple(_labelled(around, "source")),
        meeting=_tagged(around, "dateline"),
        mast=tuple(each.line.text for each in around if each.tag in ("mast", "crumb", "text")),
        to=_tagged(found[size : size + 1], "salutation"),
        secrecy=_tagged(around, "secret"),
        number=_tagged(around, "number"),
        spans=tuple(each.line.text for each in around if _is_span(each)),
        titled=titled,
    )


def _tagged(lines: Sequence[Tagged], tag: Tag) -> str | None:
    return next((each.line.text for each in lines if each.tag == tag), None)


def _labelled(lines: Sequence[Tagged], role: str) -> Iterator[str]:
    return (label.value for each in lines for label in each.labels if label.role == role)


def _is_span(each: Tagged) -> bool:
    bracketed = bare(each.line.text)[0] in "（(" if each.tag == "text" else each.tag == "organ"
    return bracketed and each.dated is None


def _size(found: Sequence[Tagged], titled: tuple[int, ...], *, closed: bool) -> int:
    """How many lines belong to the head: up to the title, and the dates, organs and labels behind it."""
    if closed and not any(each.tag in _BODY for each in found):
        return len(found)
    if not titled:
        size = 0
        while size < len(found) and found[size].tag in _ABOVE:
            size += 1
        return size if size < len(found) else 0
    size = titled[-1] + 1
    while size < len(found) and (found[size].tag in _MEANWHILE or _repeats(found, size, titled)):
        size += 1
    return size if size < len(found) else titled[-1] + 1


def _repeats(found: Sequence[Tagged], i: int, titled: tuple[int, ...]) -> bool:
    """Whether line *i* says the title again, or only that it is a draft: （呈报稿）."""
    text = bare(found[i].line.text)
    draft = re.fullmatch(r"[（(【].{1,16}(?:稿|摘要|版|年度|年|月|节选|节录|全文)[）)】]", text)
    return bool(draft) or text == "".join(bare(found[n].line.text) for n in titled)


def _date(around: Sequence[Tagged]) -> str | None:
    """The date of the head: of a label first, then of a line of its own, of an organ's, of any."""
    for tags in (("labels",), ("date",), ("organ", "dateline"), ("number", "mast", "text", "page")):
        for each in around:
            if each.tag in tags and each.dated:
                return each.dated
    return None


def _organs(around: Sequence[Tagged]) -> tuple[Institution, ...]:
    """Who issued it: what a label says so, then lines of their own, then the masthead."""
    found: dict[str, Institution] = {}
    for tags in (("labels",), ("organ",), ("mast",)):
        for each in around:
            if each.tag in tags:
                for organ in each.organs:
                    found.setdefault(organ.text, organ)
    return tuple(found.values())


@cache
def _weights() -> dict[str, float]:
    rows = (row.split("\t") for row in WEIGHTS.read_text(encoding="utf-8").splitlines())
    return {row[0]: float(row[1]) for row in rows if not row[0].startswith("#")}
