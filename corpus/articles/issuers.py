"""Who issued a text, by a line that says little else: 临水县扫黑办编印　2022年7月20日.

issuers("（县委禁毒工作领导小组办公室　二〇一〇年十二月）")   县委禁毒工作领导小组办公室

Bodies that no list names are known by how they end (office.. in title_words.tsv), where their line begins
with a place or a level, or dates or serves the text.
"""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.articles.dateline import without_dates
from corpus.articles.title_words import title_words
from corpus.places.gazetteer import gazetteer
from corpus.places.institutions import Institution, institutions
from corpus.text import furniture

_LONGEST = 40  # characters of such a line, without its date
_JOINT = "平安办"  # the kind of offices of several bodies: their figures are their whole place's
_ISSUE = re.compile(r"(?:(?:19|20)\d\d年)?第?\s*\d+\s*期.*$")
_YEAR = re.compile(r"(?:19|20)\d\d年度?(?:[1-9]—1?\d月)?$|第[一二三四]季度$|[上下]半年$")
_DAY = re.compile(r"(?<![\d年])(?:1[0-2]|[1-9])月(?:[12]\d|3[01]|[1-9])日$")
_GAP = re.compile(r"\s{2,}|[\u3000|｜·]|\s(?=\d)")
_LEVEL = re.compile(r"(?:中共)?[省市县区州盟旗镇乡](?:委|级)?|平安(?!建设)|某|[xX*×]{1,3}[省市县区州]")
_PARTY = re.compile("(?:中国共产党|中共)?")
_LETTERS = re.compile(r"[\u4e00-\u9fff“”（）()]+")
_BETWEEN = re.compile(r"[、，,\s]+")


def issuers(text: str, *, served: bool = False) -> tuple[Institution, ...]:
    """The institutions that *text* is made of, with a date or 编印 beside them; () if it says more.

    *served* says that a label stands before it: 报送单位：.
    """
    undated = _DAY.sub("", without_dates(re.sub(r"^[（(—－-]+|[）)]+$", "", text))).strip()
    served = served or undated != text.strip()
    rest = " ".join(filter(None, map(_own, _GAP.split(_ISSUE.sub("", undated)))))
    bare = _served().sub("", rest.rstrip("：: ")).strip()
    if not bare or len(bare) > _LONGEST:
        return ()
    served = served or bare != rest
    return _known(bare, served=served) or _unlisted(bare, served=served)


def _own(part: str) -> str:
    """*part* of a line, or nothing where it is furniture, says who may read it, or only a year."""
    part = _YEAR.sub("", part.strip())
    secret = any(word in part for word in title_words()["secret"])
    return "" if secret or furniture.is_page(part) else part


def _known(text: str, *, served: bool) -> tuple[Institution, ...]:
    """The institutions of *text*, if they are all of it; a town's mere name says that where it is dated."""
    found = tuple(institutions(text))
    if not served and all(each.local and each.text == each.name for each in found):
        return ()
    covered = sum(each.end - each.start for each in found)
    return found if found and len(re.sub(r"[\s　、，,·]", "", text)) - covered <= 1 else ()


def _unlisted(text: str, *, served: bool) -> tuple[Institution, ...]:
    """The bodies of *text* that no list names, parted by marks; () if one of them is none."""
    found, at = [], 0
    for part in filter(None, _BETWEEN.split(text)):
        body = _body(part, served=served)
        if body is None:
            return ()
        at = text.index(part, at)
        found.append(replace(body, start=at, end=at + len(part)))
    return tuple(found)


def _body(text: str, *, served: bool) -> Institution | None:
    """The body that *text* is: one that is known, a unit of one, or an office that several bodies keep."""
    first = next((each for each in institutions(text) if each.start == 0), None)
    if first is not None and first.end == len(text):
        return first if served or not first.local or first.text != first.name else None
    if not _LETTERS.fullmatch(text):
        return None
    if first is not None and not first.local and text.endswith(title_words()["unit"]):
        unit = text[first.end :]
        return replace(first, text=text, name=first.name + unit, unit=first.unit + unit)
    party = len(_PARTY.match(text).group())  # type: ignore[union-attr]
    place = next((m for m in gazetteer().chains(text) if m.start == party), None)
    owned = place is not None or _LEVEL.match(text) is not None
    if not _is_body(text, owned=owned, served=served):
        return None
    return Institution(0, len(text), text, _JOINT, places=place.places if place else (), name=text)


def _is_body(text: str, *, owned: bool, served: bool) -> bool:
    """Whether *text* ends as the name of a body does that no list names: 护路领导小组办公室, 县护路办."""
    if text.endswith(title_words()["office"]):
        return text not in title_words()["office"] and (owned or served)
    return owned and served and text.endswith(title_words()["body"])


def _served() -> re.Pattern[str]:
    return re.compile(rf"(?:联合)?(?:{'|'.join(title_words()['served'])})$|（章）$|\(章\)$")
