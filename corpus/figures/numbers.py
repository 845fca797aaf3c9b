"""Numbers as they are written: digits, 万 and 亿, Chinese numerals, ranges, and how exact they are.

    numbers("约3000余万元") -> 3000余万 = 30,000,000 or more, qualifier 约 余

A number is found by its spelling alone: whether it counts anything is for quantities.py to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.text import masking

SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_DIGITS = {character: at for at, character in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "○": 0, "两": 2, "兩": 2, "半": 5}
_SOME = {"数": 2, "几": 2, "上": 1}  # 数十, 几百, 上千: at least so many
_PAIRS = frozenset(zip("一二两三四五六七八", "二三三四五六七八九", strict=True))  # 三四起: three or four

_ARABIC = r"\d{1,3}(?:[,，]\d{3})+(?!\d)(?:[.．]\d+)?|\d+(?:[.．]\d+)?"
_MORE = "[余餘多几幾]"
_HAN = "一二两兩三四五六七八九十百千万萬亿億零〇"
_SCALE = r"(?:[百千]?[万萬亿億]{1,2}|[百千](?![克米瓦伏字赫卡])(?=[余餘多]?[\u4e00-\u9fff]))"
_SCALED = rf"(?:{_ARABIC})\s?{_MORE}?{_SCALE}{_MORE}?|(?:{_ARABIC}){_MORE}?"
_CHINESE = rf"(?:[数几]|上(?=[百千万]))?[{_HAN}]+{_MORE}?[万亿]?"
_POINT = rf"(?:点[{_HAN}]+)?"
_FRACTION = rf"百分之(?:{_ARABIC}|[{_HAN}]+{_POINT})|[{_HAN}]+分之[{_HAN}]+|一半|半数|过半"
_TO = r"\s*(?:[-—–－~～]{1,2}|至|到)\s*"
_NUMBER = re.compile(
    rf"(?P<fraction>{_FRACTION})|(?:(?<![A-Za-z\d.])|(?<=[xX]{{2}}))(?P<arabic>{_SCALED})(?:{_TO}(?P<last>{_SCALED}))?"
    rf"|(?P<han_first>[{_HAN}]+){_TO}(?P<han_last>[{_HAN}]+)|(?P<chinese>{_CHINESE})"
)
_HIDDEN_SCALE = re.compile(rf"{_MORE}?(?:[百千]?[万亿])?{_MORE}?")  # behind a number that is blanked out
_IS_MORE, _NOT_READ, _DECIMAL = map(re.compile, (_MORE, rf"{_MORE}|[,，\s]", r"[\d.]+"))
_LAST_SCALE, _LARGE = re.compile("[十百千]?[万萬亿億]+$"), re.compile("[万萬亿億]")
_PREFIXES = {
    "below": (
        "不超过",
        "未超过",
        "不到",
        "不足",
        "低于",
        "少于",
        "未满",
        "最多",
        "至多",
        "接近",
        "将近",
        "近",
    ),
    "above": ("不少于", "不低于", "超过", "突破", "高于", "多于", "至少", "起码", "最少", "超", "逾"),
    "about": ("大约", "大概", "约", "約"),
}
_SUFFIXES = {"above": ("以上",), "below": ("以下", "以内", "之内"), "about": ("左右", "上下")}
_PREFIX = re.compile(
    "(?<![民合公条契违履预特签规制])(?:"
    + "|".join(w for words in _PREFIXES.values() for w in words)
    + ")有?为?$"
)
_SUFFIX = re.compile("|".join(word for words in _SUFFIXES.values() for word in words))
_KIND = {word: kind for table in (_PREFIXES, _SUFFIXES) for kind, words in table.items() for word in words}


@dataclass(frozen=True, slots=True)
class Number:
    """A number at text[start:end]: its value, or the bounds between which it lies.

    None stands for a bound that is open, and for all three where the number is blanked out.

    `qualifier` holds the words that say how exact it is, as they stand: 余, 约, 以上.
    """

    start: int
    end: int
    number: float | None
    low: float | None
    high: float | None
    qualifier: str | None = None
    masked: bool = False
    chinese: bool = False

    def plus(self, more: float) -> Number:
        """It and a half, or some tenths: 三成八, 两年半."""
        if self.number is None:
            return self
        number = self.number + more
        high = None if self.high is None else number
        return replace(self, number=number, low=number if self.low is not None else None, high=high)


def numbers(text: str, start: int = 0, end: int | None = None) -> list[Number]:
    """The numbers of text[start:end] from left to right, blanked-out ones too: x个, ***万余名."""
    end = len(text) if end is None else end
    found = [_read(match) for match in _NUMBER.finditer(text, start, end)]
    for match in masking.FIGURE.finditer(text, start, end):
        scale = _HIDDEN_SCALE.match(text, match.end(), end)
        first, last = match.start(), scale.end() if scale else match.end()
        found = [one for one in found if one.end <= first or last <= one.start]
        found.append(Number(first, last, None, None, None, masked=True))
    return sorted(found, key=lambda one: one.start)


def qualified(number: Number, text: str, start: int, end: int) -> Number:
    """*number* with what is said of its exactness before *start* and behind *end*: 约…, …以上."""
    before, after = _PREFIX.search(text, max(0, start - 6), start), _SUFFIX.match(text, end)
    if not (before or after or number.qualifier):
        return number
    words = [number.qualifier] if number.qualifier else []
    low, high, more = number.low, number.high, number.high is None
    if before:
        words.insert(0, next(w for w in _KIND if before.group().startswith(w)))
    if after:
        words.append(after.group())
    for word in words:
        kind = _KIND.get(word)
        if kind == "above":
            low, high = number.number, None
        elif kind == "below":
            low, high = None, number.number
        elif kind == "about" and not more:
            low = high = None
    return replace(number, low=low, high=high, qualifier="".join(words))


def _read(match: re.Match[str]) -> Number:
    written, kind = match.group(), match.lastgroup
    if kind == "arabic" and written.isdecimal():
        whole = int(written)
        return Number(*match.span(), whole, whole, whole)
    if kind == "fraction":
        return _fraction(match)
    if kind == "last":
        return _range(match, match["arabic"], match["last"])
    if kind == "han_last":
        return _range(match, match["han_first"], match["han_last"])
    if (written[0], written[1:2]) in _PAIRS and not written[2:].strip("十百千万亿"):
        scale = written[2:]
        return Number(*match.span(), None, value(written[0] + scale), value(written[1] + scale), chinese=True)
    number = value(written)
    more = _IS_MORE.search(written.lstrip("几数"))
    some = written[0] if written[0] in _SOME else ""
    qualifier = some + (more.group() if more else "")
    high: float | None = None if qualifier else number
    return Number(*match.span(), number, number, high, qualifier or None, chinese=kind == "chinese")


def _range(match: re.Match[str], first: str, last: str) -> Number:
    """500至800, or 3至5万, where both are ten thousands."""
    low, high = value(first), value(last)
    scale = _LAST_SCALE.search(last)
    if scale and not _LARGE.search(first):
        low *= value("1" + scale.group())
    return Number(*match.span(), None, low, high, chinese=not first[0].isdigit())


def _fraction(match: re.Match[str]) -> Number:
    """三分之一, or 一半; 百分之九十五 is 95, as 95% is; of 过半 only the bound is known."""
    written = match.group()
    whole, mark, part = written.partition("分之")
    if whole == "百":
        return Number(*match.span(), share := value(part), share, share, chinese=True)
    share = round(value(part) / value(whole), 4) if mark else 0.5
    if written == "过半":
        return Number(*match.span(), share, share, None, "过", chinese=True)
    return Number(*match.span(), share, share, share, chinese=True)


def value(written: str) -> float:
    """The value of a number as it is written: 3000余万 -> 30000000, 1,286 -> 1286, 一百二十三 -> 123."""
    plain = _NOT_READ.sub("", written).replace("．", ".")
    digits = _DECIMAL.match(plain)
    if digits:
        number = float(digits.group()) if "." in digits.group() else int(digits.group())
        factor = 1
        for scale in plain[digits.end() :]:
            factor *= SCALES[scale]
        return _rounded(number * factor)
    whole, point, tenths = plain.partition("点")
    if point:
        return float(f"{_chinese(whole, some='')}.{''.join(str(_DIGITS[each]) for each in tenths)}")
    return _chinese(plain, some=written[:1])


def _rounded(number: float) -> float:
    """1.37 * 10000 as 13700, not 13700.000000000002."""
    nearest = round(number, 6)
    return int(nearest) if nearest == int(nearest) else nearest


def _chinese(plain: str, *, some: str) -> float:
    """A Chinese numeral: 三千二百 -> 3200, 二十 -> 20, 数十 -> 20, 上千 -> 1000."""
    if len(plain) > 1 and not set(plain) & set(SCALES):
        return int("".join(str(_DIGITS[character]) for character in plain if character in _DIGITS) or 0)
    total = section = digit = 0
    unit = 1
    if some in _SOME:
        digit = _SOME[some]
    for character in plain:
        if character in _DIGITS:
            digit = _DIGITS[character]
            continue
        if character not in SCALES:
            continue
        scale = SCALES[character]
        if scale >= 10_000:
            total += max(1, section + digit) * scale
            section = digit = 0
        else:
            section += max(1, digit) * scale
            digit = 0
        unit = scale
    # 三万五 is 35,000: a digit behind a scale counts its tenths
    if digit and unit > 100 and plain[-1] in _DIGITS and "零" not in plain and "〇" not in plain:
        digit *= unit // 10
    return total + section + digit
