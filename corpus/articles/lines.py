"""The lines of a text, and what each looks like by itself: a date, an organ, a numbered line, prose.

tagged(line).tag    "labels" for 来源：县司法局　时间：2023-04-12, "prose" for 全县破案12起。
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from corpus.articles.dateline import dates, without_dates
from corpus.articles.issuers import issuers
from corpus.articles.title_words import ending, title_words
from corpus.files.blocks import Kind
from corpus.places.institutions import Institution, institutions
from corpus.text import furniture
from corpus.text.cleaning import NUMBERED
from corpus.text.furniture import Label

Tag = Literal[
    "page", "crumb", "labels", "date", "dateline", "number", "secret", "annex", "rule", "mast", "organ",
    "salutation", "numbered", "prose", "row", "item", "unit", "subtitle", "text",
]  # fmt: skip

_NUMBER = re.compile(
    r"[（(]?(?:\d{4}年)?第?\s*[\d一二三四五六七八九十]{1,4}\s*期.{0,16}|[（(]?总第\s*\d+\s*期.{0,6}"
    r"|.{1,14}[〔\[［（(【]\s*(?:19|20)\d\d\s*[〕\]］）)】]\s*(?:第)?\s*\d+\s*号.{0,14}|第\s*\d+\s*号"
)
_SALUTATION = re.compile(r"[^，。；！？]{2,28}(?:[，、][^，。；！？]{2,20}){0,3}[：:]")
_ADDRESSED = re.compile(
    r"(?:代表|同志|同志们|朋友|朋友们|委员|委员会|领导|来宾|媒体|局|办|委|院|厅|府|部|所|会|组|单位|大队|街道|处|乡镇|党委|市民|群众)[们）)]?[：:]$"
)
_MEETING = re.compile(r"在.{4,40}(?:会议|大会|全会|座谈会|推进会|发布会|会|上)(?:上|第.{1,6}会议上)?[）)]?$")
_BRACKETED = re.compile(r"[（(【\[].*[）)】\]]")
_SPACED = re.compile(r"(?:[\u4e00-\u9fff][ 　]+){2,}[\u4e00-\u9fff]")
_ROW = re.compile(r"[｜|].*[｜|]|\S[｜]\s*[\d.]+\D{0,3}$|\t|\S {3,}\S+ {3,}\S")
_CELL = re.compile(r"[：:].*，.+[：:]")  # of a row that is written with its heads: 县区：临水县，立案：1286
_NEITHER = re.compile(r"[^\u4e00-\u9fff \u3000]")  # letter nor blank
_BLANKS = re.compile(r"[ \u3000]+")
_MARKED = re.compile(r"(?P<mark>[*_]{1,3})(?P<text>[^*_]+)(?P=mark)")
_ITEM = re.compile(r"[●▲■◆★○·•▪▶→◎※☆]|[-–*]\s")
_UNIT = re.compile(r"[（(]?(?:计量)?单位[:：]|表\s*\d")
_APART = re.compile(r"\s{2,}|[\u3000|｜]")
_BESIDE_DATE = re.compile(r"[\W_]|星期[一二三四五六日天]|[上下]午|发布$|第?[A-Za-z]?\d{0,2}版.*$")
_DISPATCH = re.compile(r"[（(]?(?:本报|本网|新华社|中新社)[^，。；]{1,14}(?:电|讯)(?:[（(].{1,8}[）)])?")
_TIME = re.compile(r"[（(【][\d〇一二三四五六七八九十年度月日季上下前半第个全至到、 \-—–~]+[）)】]")
_LONGEST = 60  # characters of a line that may be a title
_WORD = re.compile(r"\w")
_PREFACE = re.compile(
    r"^(?:中国)?[^，。]{0,10}(?:讯|电)[（(　 ]|^本报|^本网|^新华社|^编者按|^摘要|^\[摘要\]|^导语"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text that is not blank, where it begins, and what it is in its file, if that says."""

    text: str
    start: int
    alone: bool  # a blank line, or the text's beginning, stands before it
    kind: Kind = "paragraph"

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Tagged:
    """A line, what it looks like, and what it says where that is a label or an organ."""

    line: Line
    tag: Tag
    labels: tuple[Label, ...] = ()
    organs: tuple[Institution, ...] = ()
    dated: str | None = None


def lines(text: str, kinds: Iterable[tuple[int, Kind]] = ()) -> Iterator[Line]:
    """The lines of *text* that are not blank."""
    known, offset, alone = dict(kinds), 0, True
    for piece in text.split("\n"):
        if piece.strip():
            yield Line(piece, offset, alone, known.get(offset, "paragraph"))
        alone = not piece.strip()
        offset += len(piece) + 1


@lru_cache(maxsize=1024)  # a line may belong to the head or foot of several articles
def tagged(line: Line) -> Tagged:
    """*line* with what it looks like by itself."""
    text = bare(line.text)
    labels = furniture.labels(text) or _behind_date(text)
    dated = next((each.iso for each in dates(text)), None)
    roles = [label.role for label in labels]
    if set(roles) - {"page", "mail"}:
        of_labels = (each.iso for label in labels if label.role == "date" for each in dates(label.value))
        return Tagged(line, "labels", labels, _organs_of(labels), next(of_labels, dated))
    if roles[:1] == ["mail"]:
        return Tagged(line, "labels", labels)
    tag: Tag | None = next((tag for tag, looks in _LOOKS if looks(text, line)), None)
    if tag is not None:
        return Tagged(line, tag, labels, dated=dated)
    organs = issuers(text)
    if organs:
        return Tagged(line, "organ", organs=organs, dated=dated)
    if _is_mast(text):
        return Tagged(line, "mast", organs=_of_mast(text), dated=dated)
    return Tagged(line, "text", dated=dated)


def _of_mast(text: str) -> tuple[Institution, ...]:
    """Whose paper it is: 临水县禁毒委员会办公室文件, 平安临水｜临水县公安局主办."""
    return issuers(ending("mast").sub("", closed_up(text))) or tuple(institutions(text))


def _behind_date(text: str) -> tuple[Label, ...]:
    """The labels behind the date that *text* begins with: 2024-02-02 10:22　来源：临水县司法局."""
    begins = next(dates(text), None)
    return furniture.labels(without_dates(text).lstrip()) if begins is not None and not begins.start else ()


def bare(text: str) -> str:
    """*text* without the marks of a markdown heading, quotation or emphasis around it."""
    text = re.sub(r"^(?:[#>]+\s*)+", "", text.strip())
    marked = _MARKED.fullmatch(text)
    return (marked["text"] if marked else text).strip()


@lru_cache(maxsize=1024)
def closed_up(text: str) -> str:
    """*text* with letters that are spaced out put together: 工 作 报 告 -> 工作报告."""
    spaced = _SPACED.fullmatch(_NEITHER.sub("", text).strip())
    return _BLANKS.sub("", text) if spaced else _BLANKS.sub(" ", text).strip()


def ends(text: str, role: str) -> bool:
    """Whether *text* ends as a line of that role does: (临水县工作总结（摘要）, title) -> True."""
    return ending(role).search(closed_up(text)) is not None


def _is_number(text: str, line: Line) -> bool:
    return _NUMBER.fullmatch(closed_up(text)) is not None


def _is_secret(text: str, line: Line) -> bool:
    return len(text) <= 24 and any(word in text for word in title_words()["secret"])


def _is_annex(text: str, line: Line) -> bool:
    return _annex().fullmatch(text) is not None


def _is_rule(text: str, line: Line) -> bool:
    return not _WORD.search(text)


def _is_date(text: str, line: Line) -> bool:
    return any(dates(text)) and len(_BESIDE_DATE.sub("", without_dates(text))) <= 1


def _is_dateline(text: str, line: Line) -> bool:
    begins = text.startswith(("（", "(", "——", "—", "－－")) or next(dates(text), None) is not None
    if not begins or len(text) > 60:
        return False
    said = text.strip("（）()—－ ")
    return (
        bool(any(dates(text)) and _MEETING.search(said))
        or bool(_BRACKETED.fullmatch(text) and _MEETING.search(said))
        or bool(_BRACKETED.fullmatch(text) and re.search("会议）?$", said) and len(said) > 8)
    )


def _is_salutation(text: str, line: Line) -> bool:
    return len(text) <= 60 and bool(_SALUTATION.fullmatch(text)) and bool(_ADDRESSED.search(text))


def _is_numbered(text: str, line: Line) -> bool:
    return NUMBERED.match(text) is not None


def _is_row(text: str, line: Line) -> bool:
    if line.kind == "row" and _CELL.search(text):
        return True
    return _ROW.search(text) is not None and not any(map(furniture.is_page, _APART.split(text)))


def _is_item(text: str, line: Line) -> bool:
    return line.kind == "item" or _ITEM.match(text) is not None


def _is_unit(text: str, line: Line) -> bool:
    return _UNIT.match(text) is not None


def _is_prose(text: str, line: Line) -> bool:
    ended = text[-1] in "。！？；;!?" and len(text) > 12
    return ended or len(text) > _LONGEST or "。" in text[:-1] or bool(_PREFACE.match(text) and len(text) > 12)


def _is_subtitle(text: str, line: Line) -> bool:
    return is_time(text) or (text.startswith(("——", "--", "－－")) and bool(_WORD.search(text)))


def is_time(text: str) -> bool:
    """Whether *text* is a time in brackets: （2019年度）, （2021年1月—12月）."""
    return _TIME.fullmatch(text) is not None and bool(re.search(r"年|季度|月|\d{4}[-—–~至到]+\d{4}", text))


def _is_dispatch(text: str, line: Line) -> bool:
    """Whence a report was sent, on a line of its own: 本报临水5月16日电."""
    return len(text) <= 24 and _DISPATCH.fullmatch(text) is not None


_LOOKS: tuple[tuple[Tag, Callable[[str, Line], bool]], ...] = (
    ("crumb", lambda text, line: line.kind != "row" and furniture.is_crumb(text)),
    ("page", lambda text, line: furniture.is_page(text)),
    ("rule", _is_rule),
    ("row", _is_row),
    ("number", _is_number),
    ("annex", _is_annex),
    ("date", _is_date),
    ("dateline", _is_dateline),
    ("dateline", _is_dispatch),
    ("secret", _is_secret),
    ("unit", _is_unit),
    ("item", _is_item),
    ("numbered", _is_numbered),
    ("salutation", _is_salutation),
    ("subtitle", _is_subtitle),
    ("prose", _is_prose),
)  # fmt: skip


def _organs_of(labels: tuple[Label, ...]) -> tuple[Institution, ...]:
    values = (label.value for label in labels if label.role in ("organ", "source"))
    return tuple(each for value in values for each in (issuers(value, served=True) or institutions(value)))


def _is_mast(text: str) -> bool:
    return len(text) <= 30 and ends(text, "mast") and not ends(text, "title")


@cache
def _annex() -> re.Pattern[str]:
    words = "|".join(title_words()["annex"])
    return re.compile(rf"(?:{words})\s*[\d一二三四五六七八九十]{{0,2}}\s*[：:]?")
