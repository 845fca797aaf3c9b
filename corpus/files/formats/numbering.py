"""The numbers Word puts before paragraphs by itself (一、 （二） 3.): they are in no text of the file."""

from __future__ import annotations

import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable

from corpus.files import archive
from corpus.files.formats import xml
from corpus.files.formats.styles import OFF, Styles, W, value

DIGITS = "零一二三四五六七八九"
LEGAL = "零壹贰叁肆伍陆柒捌玖"
CHINESE = re.compile("(?:chinese|taiwanese|japanese)Counting(?:Thousand)?")
# Forms that are a row of characters, the first for 1.
ROWS = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
}
ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
    (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
LEVEL = re.compile(r"%(\d)")
HIGHEST = 9  # levels of a list


class Numbering:
    """The lists of one document; counts on with every paragraph asked for, so ask in order."""

    def __init__(self, parts: zipfile.ZipFile, styles: Styles, folder: str = "word") -> None:
        self._styles = styles
        self._levels: dict[tuple[str, str], dict[int, xml.Element]] = {}
        self._abstract: dict[str, str] = {}
        self._links: dict[str, str] = {}  # list style -> the abstract list that defines it
        self._restarts: dict[str, dict[int, int]] = {}
        self._begun: set[str] = set()
        self._counts: dict[str, Counter[int]] = {}
        if f"{folder}/numbering.xml" in parts.namelist():
            self._learn(xml.parse(archive.member(parts, f"{folder}/numbering.xml")))

    def label(self, paragraph: xml.Element) -> str:
        """What stands before *paragraph*: "一、", or "" where it is in no list or has a bullet."""
        found = self._list_of(paragraph)
        if found is None:
            return ""
        number, level = found
        levels = self._levels_of(number)
        if level not in levels:
            return ""
        counts = self._counted(number, level, levels)
        if value(levels[level], "numFmt") in ("bullet", "none"):
            return ""
        legal = levels[level].find(f"{W}isLgl")
        plain = legal is not None and legal.get(f"{W}val") not in OFF

        def number_of(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form = value(levels[at], "numFmt") if at in levels and not plain else "decimal"
            return written(counts[at] or _start(levels, at), form or "decimal")

        return LEVEL.sub(number_of, value(levels[level], "lvlText") or "")

    def is_item(self, paragraph: xml.Element) -> bool:
        """Whether *paragraph* is an item of a list, with a number or a bullet."""
        found = self._list_of(paragraph)
        return found is not None and found[1] in self._levels_of(found[0])

    def _counted(self, number: str, level: int, levels: dict[int, xml.Element]) -> Counter[int]:
        """The counts of the list after one more item at *level*; a list that starts anew begins again."""
        counts = self._counts.setdefault(self._abstract.get(number, number), Counter())
        if number not in self._begun:
            self._begun.add(number)
            for at, start in self._restarts.get(number, {}).items():
                counts[at] = start - 1
                for deeper in [other for other in counts if other > at]:
                    del counts[deeper]
        counts[level] = counts[level] + 1 if level in counts else _start(levels, level)
        for deeper in [other for other in counts if other > level]:
            restart = value(levels.get(deeper), "lvlRestart")
            if restart is None or (restart.isdigit() and int(restart) > level):
                del counts[deeper]
        return counts

    def _list_of(self, paragraph: xml.Element) -> tuple[str, int] | None:
        own, styled = paragraph.find(f"{W}pPr/{W}numPr"), self._styles.inherited(paragraph, "numPr")
        number = value(own, "numId") or value(styled, "numId")
        if number is None or number == "0":
            return None
        level = value(own, "ilvl") or value(styled, "ilvl")
        if level is None and value(own, "numId") is None:
            level = self._level_of_style(number, self._styles.of(paragraph))
        return number, int(level) if level is not None and level.isdigit() else 0

    def _level_of_style(self, number: str, style: str) -> str | None:
        """The level whose paragraphs have *style*: a heading's style names its list, not its level."""
        for at, level in self._levels_of(number).items():
            if value(level, "pStyle") == style:
                return str(at)
        return None

    def _levels_of(self, number: str) -> dict[int, xml.Element]:
        shared = self._levels.get(("abstract", self._abstract.get(number, "")), {})
        return shared | self._levels.get(("own", number), {})

    def _learn(self, root: xml.Element) -> None:
        follows: dict[str, str] = {}  # an abstract list -> the list style that it only refers to
        for abstract in root.iter(f"{W}abstractNum"):
            name = abstract.get(f"{W}abstractNumId", "")
            self._levels["abstract", name] = _levels(abstract)
            if (style := value(abstract, "styleLink")) is not None:
                self._links[style] = name
            if (style := value(abstract, "numStyleLink")) is not None:
                follows[name] = style
        for num in root.iter(f"{W}num"):
            number, abstract_id = num.get(f"{W}numId", ""), value(num, "abstractNumId") or ""
            self._abstract[number] = self._links.get(follows.get(abstract_id, ""), abstract_id)
            self._levels["own", number] = _levels(num)
            self._restarts[number] = {
                int(override.get(f"{W}ilvl", "0")): int(start)
                for override in num.iter(f"{W}lvlOverride")
                if (start := value(override, "startOverride")) is not None and start.isdigit()
            }


def _start(levels: dict[int, xml.Element], level: int) -> int:
    start = value(levels.get(level), "start")
    return int(start) if start is not None and start.isdigit() else 1


def written(number: int, form: str) -> str:
    """*number* in one of Word's forms: 12, chineseCounting -> 十二; 2, ideographTraditional -> 乙."""
    row = ROWS.get(form)
    if row is not None:
        return row[number - 1] if 0 < number <= len(row) else str(number)
    counted = (range(1, 10_000), _counted) if CHINESE.fullmatch(form) else (range(0), str)
    known, write = _FORMS.get(form, counted)
    return write(number) if number in known else str(number)


def _counted(number: int) -> str:
    return _chinese(number, DIGITS, "十百千", bare_ten=True)


def _legal(number: int) -> str:
    return _chinese(number, LEGAL, "拾佰仟", bare_ten=False)


def _of_cycle(number: int) -> str:
    return ROWS["ideographTraditional"][(number - 1) % 10] + ROWS["ideographZodiac"][(number - 1) % 12]


def _digit_by_digit(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


def _letters(number: int) -> str:
    """27 -> AA, 28 -> BB."""
    return chr(65 + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _chinese(number: int, digits: str, units: str, *, bare_ten: bool) -> str:
    """*number* in Chinese numerals: 105 -> 一百零五; 12 -> 十二, with *bare_ten* off 壹拾贰."""
    out, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            out += digits[0] * gap + digits[digit] + (units[place - 1] if place else "")
        gap = bool(out) and not digit
    return out[1:] if bare_ten and 10 <= number < 20 else out


def _roman(number: int) -> str:
    out = ""
    for size, letters in ROMAN:
        out += letters * (number // size)
        number %= size
    return out


_FULL = str.maketrans("0123456789", "０１２３４５６７８９")
_POSITIVE = range(1, sys.maxsize)
# Form: the numbers that it writes, and how.
_FORMS: dict[str, tuple[range, Callable[[int], str]]] = {
    "ideographZodiacTraditional": (_POSITIVE, _of_cycle),
    **dict.fromkeys(("chineseLegalSimplified", "ideographLegalTraditional"), (range(1, 10_000), _legal)),
    **dict.fromkeys(
        ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand"), (_POSITIVE, _digit_by_digit)
    ),
    "upperLetter": (_POSITIVE, _letters),
    "lowerLetter": (_POSITIVE, lambda number: _letters(number).lower()),
    "upperRoman": (range(1, 4000), _roman),
    "lowerRoman": (range(1, 4000), lambda number: _roman(number).lower()),
    "decimalZero": (range(10), lambda number: f"0{number}"),
    "decimalFullWidth": (range(sys.maxsize), lambda number: str(number).translate(_FULL)),
}


def _levels(parent: xml.Element) -> dict[int, xml.Element]:
    return {int(level.get(f"{W}ilvl", "0")): level for level in parent.iter(f"{W}lvl")}
