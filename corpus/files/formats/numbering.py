"""The numbers Word puts before paragraphs by itself (一、 （二） 3.): they are in no text of the file."""

from __future__ import annotations

import re
import zipfile
from collections import Counter

from corpus.files import archive
from corpus.files.formats import xml

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DIGITS = "零一二三四五六七八九"
CHINESE = re.compile("(?:chinese|taiwanese|japanese)Counting(?:Thousand)?|ideographDigital")
LEVEL = re.compile(r"%(\d)")


class Numbering:
    """The lists of one document; counts on with every paragraph asked for, so ask in order."""

    def __init__(self, parts: zipfile.ZipFile) -> None:
        self._levels: dict[tuple[str, str], dict[int, xml.Element]] = {}
        self._abstract: dict[str, str] = {}
        self._styles: dict[str, tuple[str, str]] = {}
        self._counts: dict[str, Counter[int]] = {}
        names = parts.namelist()
        if "word/numbering.xml" in names:
            self._learn_lists(xml.parse(archive.member(parts, "word/numbering.xml")))
            if "word/styles.xml" in names:
                self._learn_styles(xml.parse(archive.member(parts, "word/styles.xml")))

    def label(self, paragraph: xml.Element) -> str:
        """What stands before *paragraph*: "一、", or "" where it is in no list or has a bullet."""
        found = self._list_of(paragraph)
        if found is None:
            return ""
        number, level = found
        levels = self._levels_of(number)
        if level not in levels:
            return ""
        counts = self._counts.setdefault(self._abstract.get(number, number), Counter())
        start = _value(levels[level], "start")
        counts[level] = counts[level] + 1 if level in counts else int(start or 1)
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if _value(levels[level], "numFmt") in ("bullet", "none"):
            return ""
        shown = _value(levels[level], "lvlText") or ""
        return LEVEL.sub(lambda match: self._number(levels, counts, int(match[1]) - 1), shown)

    def _number(self, levels: dict[int, xml.Element], counts: Counter[int], level: int) -> str:
        form = _value(levels[level], "numFmt") if level in levels else "decimal"
        return written(counts[level] or 1, form or "decimal")

    def _list_of(self, paragraph: xml.Element) -> tuple[str, int] | None:
        own = paragraph.find(f"{W}pPr/{W}numPr")
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        inherited = self._styles.get(style.get(f"{W}val", "")) if style is not None else None
        number = (_value(own, "numId") if own is not None else None) or (inherited[0] if inherited else None)
        level = (_value(own, "ilvl") if own is not None else None) or (inherited[1] if inherited else "0")
        return (number, int(level)) if number and number != "0" else None

    def _levels_of(self, number: str) -> dict[int, xml.Element]:
        shared = self._levels.get(("abstract", self._abstract.get(number, "")), {})
        return shared | self._levels.get(("own", number), {})

    def _learn_lists(self, root: xml.Element) -> None:
        for abstract in root.iter(f"{W}abstractNum"):
            self._levels["abstract", abstract.get(f"{W}abstractNumId", "")] = _levels(abstract)
        for num in root.iter(f"{W}num"):
            number = num.get(f"{W}numId", "")
            self._abstract[number] = _value(num, "abstractNumId") or ""
            self._levels["own", number] = _levels(num)

    def _learn_styles(self, root: xml.Element) -> None:
        for style in root.iter(f"{W}style"):
            numbered = style.find(f"{W}pPr/{W}numPr")
            if numbered is not None and (number := _value(numbered, "numId")):
                self._styles[style.get(f"{W}styleId", "")] = (number, _value(numbered, "ilvl") or "0")


def written(number: int, form: str) -> str:
    """*number* in one of Word's forms: 12, chineseCounting -> 十二."""
    if CHINESE.fullmatch(form) and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else DIGITS[tens]) + "十" * (tens > 0) + DIGITS[ones] * (ones > 0)
    if form == "decimalEnclosedCircle" and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if form in ("upperLetter", "lowerLetter") and 0 < number <= 26:
        return chr((65 if form == "upperLetter" else 97) + number - 1)
    return str(number)


def _levels(parent: xml.Element) -> dict[int, xml.Element]:
    return {int(level.get(f"{W}ilvl", "0")): level for level in parent.iter(f"{W}lvl")}


def _value(parent: xml.Element, tag: str) -> str | None:
    child = parent.find(f"{W}{tag}")
    return child.get(f"{W}val") if child is not None else None
