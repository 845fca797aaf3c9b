"""What a sheet shows for a number under a format: 0.986 under 0.0% -> 98.6%.

Formats as ECMA-376, part 1, 18.8.31 defines them, with what Excel adds for Chinese: ! before a literal
character (0!.0, shows 12860000 as 1286.0), e and aaaa in dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import takewhile

# Formats that files name by number only, as a Chinese Excel shows them.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0;-#,##0;-", 42: "¥#,##0;¥-#,##0;¥-",
    43: "#,##0.00;-#,##0.00;-", 44: "¥#,##0.00;¥-#,##0.00;¥-", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"', 58: 'm"月"d"日"', 59: "0", 60: "0.00", 61: "#,##0", 62: "#,##0.00", 67: "0%",
    68: "0.00%",
}  # fmt: skip
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>(?i:General|G/通用格式))|(?P<noon>(?i:AM/PM|A/P)|上午/下午)|(?P<exponent>E[+-])"
    r"|(?P<date>(?i:y+|m+|d+|h+|s+|aaa+|e+(?![+-])))|(?P<digit>[0#?])|(?P<mark>[.,%‰/@])|(?P<other>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"([<>]=?|=|<>)(-?\d+(?:\.\d+)?)")
_ELAPSED = re.compile(r"(?i)h+|m+|s+")
_SIGNED = re.compile(r"[-−(（△▲↓▼]|[负降减跌少]")
WEEK = "一二三四五六日"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LATEST = datetime(9999, 12, 31, 23, 59, 59)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Section:
    tokens: tuple[_Token, ...]
    condition: tuple[str, float] | None = None

    def has(self, *kinds: str) -> bool:
        return any(token.kind in kinds for token in self.tokens)

    def marks(self, mark: str) -> int:
        return sum(1 for token in self.tokens if token.kind == "mark" and token.text == mark)


_COMMA, _POINT = _Token("mark", ","), _Token("mark", ".")
_BETWEEN_DATES = (_COMMA, _POINT, _Token("mark", "/"))


def shown(value: float, form: str, *, since_1904: bool = False) -> str:
    """*value* as a cell with the format *form* shows it: 12860000 under 0!.0, -> 1286.0."""
    sections = _sections(form)
    section, bare = _chosen(sections, value)
    if section is None or not section.tokens:
        return "" if section is not None else _general(value)
    if section.has("date", "elapsed", "noon"):
        return _date(value, section, since_1904=since_1904)
    if section.has("general"):
        return _literal(section, _general(abs(value) if bare else value))
    if not section.has("digit"):
        text = _literal(section, _general(value))
        return text
    number = _number(abs(value), section)
    lost = value < 0 and bare and len(sections) > 1 and not _SIGNED.search(_literal(section, ""))
    minus = "-" if (value < 0 and not bare) or lost else ""
    return (minus if re.search(r"[1-9]", number) else "") + number


def text_shown(value: str, form: str) -> str:
    """A text under *form*, which may put words around it: @"县" ."""
    section = next((section for section in _sections(form) if section.marks("@")), None)
    return "".join(_words(section, value)) if section is not None and len(section.tokens) > 1 else value


def is_shown(form: str) -> bool:
    """Whether *form* shows anything at all: ;;; does not."""
    return any(section.tokens for section in _sections(form))


@lru_cache(maxsize=1024)
def _sections(form: str) -> tuple[_Section, ...]:
    parts = [part for part in re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', form)][:4] or ["General"]
    return tuple(map(_section, parts))


def _section(part: str) -> _Section:
    tokens: list[_Token] = []
    condition: tuple[str, float] | None = None
    for match in _TOKEN.finditer(part):
        kind = match.lastgroup
        if kind == "bracket":
            told = _CONDITION.fullmatch(match[kind])
            condition = (told[1], float(told[2])) if told else condition
            tokens += _in_brackets(match[kind])
        elif kind is not None:  # not a width or a filling
            text = match[kind].lower() if kind == "date" else match[kind]
            tokens.append(_Token("other" if kind in ("quoted", "escaped") else kind, text))
    if not any(token.kind == "date" and token.text[0] in "yde" for token in tokens):
        tokens = [_latin(token, tokens) for token in tokens]
    return _Section(tuple(tokens), condition)


def _in_brackets(text: str) -> Iterator[_Token]:
    """The token of a bracket: a duration's unit [h], a currency [$¥-804]; of a colour or condition none."""
    if _ELAPSED.fullmatch(text):
        yield _Token("elapsed", text.lower())
    elif text.startswith("$") and (sign := text[1:].partition("-")[0]):
        yield _Token("other", sign)


def _latin(token: _Token, tokens: Sequence[_Token]) -> _Token:
    """A letter that is no part of a date: the 元/m of a unit that is not in quotation marks."""
    times = any(
        other.kind in ("elapsed", "noon") or (other.kind == "date" and other.text[0] in "hs")
        for other in tokens
    )
    digits = any(other.kind == "digit" for other in tokens)
    return _Token("other", token.text) if token.kind == "date" and digits and not times else token


def _chosen(sections: tuple[_Section, ...], value: float) -> tuple[_Section | None, bool]:
    """The section for *value*, and whether it shows the number without its sign."""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or _holds(value, *section.condition):
                return section, False
        return None, False
    if len(sections) >= 3 and value == 0:
        return sections[2], True
    if len(sections) >= 2 and value < 0:
        return sections[1], True
    return sections[0], False


def _holds(value: float, sign: str, bound: float) -> bool:
    return {"<": value < bound, ">": value > bound, "<=": value <= bound, ">=": value >= bound,
            "=": value == bound, "<>": value != bound}[sign]  # fmt: skip


def _general(value: float) -> str:
    """As many digits as a sheet would show, the whole of an integer: 0.30000000000000004 -> 0.3."""
    text = f"{value:.10g}"
    if "e" in text:
        return str(int(value)) if value == int(value) else f"{Decimal(repr(value)):f}"
    return text


def _literal(section: _Section, number: str) -> str:
    return "".join(
        number if token.kind == "general" or (token.kind == "mark" and token.text == "@") else token.text
        for token in section.tokens
        if token.kind in ("other", "general") or (token.kind == "mark" and token.text in "@/%.,")
    )


def _words(section: _Section, value: str) -> Iterator[str]:
    for token in section.tokens:
        if token.kind == "mark" and token.text == "@":
            yield value
        elif token.kind == "other":
            yield token.text


def _number(value: float, section: _Section) -> str:
    number = Decimal(repr(value)) * 100 ** section.marks("%") * 1000 ** section.marks("‰")
    if section.marks("/"):
        return _fraction(number, section)
    number = number.scaleb(-3 * _thousands(section.tokens))
    return _scientific(number, section) if section.has("exponent") else _decimal(number, section.tokens)


def _thousands(tokens: Sequence[_Token]) -> int:
    """How many commas stand right behind the last digit; each divides by a thousand: 0, -> 1."""
    last = max(at for at, token in enumerate(tokens) if token.kind == "digit")
    return sum(1 for _ in takewhile(lambda token: token == _COMMA, tokens[last + 1 :]))


def _decimal(number: Decimal, tokens: Sequence[_Token]) -> str:
    point = tokens.index(_POINT) if _POINT in tokens else len(tokens)
    digits = [at for at, token in enumerate(tokens) if token.kind == "digit"]
    before, behind = [at for at in digits if at < point], [at for at in digits if at > point]
    rounded = number.quantize(Decimal(1).scaleb(-len(behind)), ROUND_HALF_UP)
    whole, _, fraction = f"{rounded:f}".partition(".")
    comma = bool(before) and _COMMA in tokens[before[0] : before[-1]]
    slots = _whole(whole.lstrip("0"), [(at, tokens[at].text) for at in before], comma=comma)
    decimals = _decimals(fraction, [(at, tokens[at].text) for at in behind])
    slots |= decimals
    text = "".join(slots.get(at, _beside_digits(token)) for at, token in enumerate(tokens))
    return text if any(decimals.values()) or not decimals else re.sub(r"\.(?!\d)", "", text, count=1)


def _beside_digits(token: _Token) -> str:
    shown = token.kind == "other" or (token.kind == "mark" and token.text in ".%‰")
    return token.text if shown else ""


def _whole(digits: str, slots: Sequence[tuple[int, str]], *, comma: bool) -> dict[int, str]:
    """The digits before the point in their slots, from the right; what is over stands in the first."""
    if not slots:
        return {}
    out: dict[int, str] = {}
    rest = digits
    place = 0
    for at, form in reversed(slots):
        first = at == slots[0][0]
        taken = rest if first else rest[-1:]
        rest = rest[: len(rest) - len(taken)]
        taken = taken or ("0" if form == "0" else "")
        written = ""
        for digit in reversed(taken):
            written = digit + ("," if comma and place and place % 3 == 0 else "") + written
            place += 1
        out[at] = written
    return out


def _decimals(fraction: str, slots: Sequence[tuple[int, str]]) -> dict[int, str]:
    """The digits behind the point in their slots; # and ? show no zeros at the end."""
    out: dict[int, str] = {}
    needed = max((number for number, (_, form) in enumerate(slots) if form == "0"), default=-1)
    kept = max(needed + 1, len(fraction.rstrip("0")))
    for number, (at, _) in enumerate(slots):
        out[at] = fraction[number] if number < kept and number < len(fraction) else ""
    return out


def _scientific(number: Decimal, section: _Section) -> str:
    power_at = next(at for at, token in enumerate(section.tokens) if token.kind == "exponent")
    mantissa = "".join(token.text for token in section.tokens[:power_at] if token.kind in ("digit", "mark"))
    places = len(mantissa.partition(".")[2])
    text = f"{number:.{places}E}"
    base, _, power = text.partition("E")
    return f"{base}E{power[0]}{power[1:].zfill(2)}"


def _fraction(number: Decimal, section: _Section) -> str:
    """# ?/? -> 1/2; # ??/100 -> 50/100; a whole part stands before it."""
    slash = next(at for at, token in enumerate(section.tokens) if token.text == "/")
    behind = "".join(token.text for token in section.tokens[slash + 1 :] if token.kind in ("digit", "other"))
    before = [token for token in section.tokens[:slash] if token.kind == "digit"]
    has_whole = len(before) > 1 and " " in [token.text for token in section.tokens[:slash]]
    whole = int(number) if has_whole else 0
    top, bottom = _ratio(number - whole, behind)
    over, top = divmod(top, bottom) if has_whole else (0, top)
    whole += over
    part = f"{top}/{bottom}"
    if not has_whole:
        return part
    return f"{whole} {part}" if whole and top else str(whole) if whole or not top else part


def _ratio(number: Decimal, form: str) -> tuple[int, int]:
    """*number* over the denominator in *form*, else over the best of as many digits: 0.5, ?? -> 1, 2."""
    fixed = re.match(r"\s*(\d+)", form)
    if fixed and int(fixed[1]) > 0:
        return int((number * int(fixed[1])).to_integral_value(ROUND_HALF_UP)), int(fixed[1])
    width = max(1, len(re.findall(r"[#?]", form)))
    nearest = Fraction(number).limit_denominator(10**width - 1)
    return nearest.numerator, nearest.denominator


def _date(value: float, section: _Section, *, since_1904: bool) -> str:
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 31 if value < 60 else 30)
    seconds = round(value * 86_400)
    if not 0 <= seconds <= (LATEST - start).total_seconds():
        return _general(value)
    moment = start + timedelta(seconds=seconds)
    return "".join(_date_parts(value, moment, section)).strip()


def _date_parts(value: float, moment: datetime, section: _Section) -> Iterator[str]:
    timed = ""  # the last part of a time, which tells minutes from months
    noon = section.has("noon")
    for at, token in enumerate(section.tokens):
        if token.kind == "elapsed":
            yield _elapsed(value, token.text)
            timed = token.text[0]
        elif token.kind == "date":
            following = next(
                (other.text[0] for other in section.tokens[at + 1 :] if other.kind == "date"), ""
            )
            minutes = token.text in ("m", "mm") and (timed == "h" or following == "s")
            yield _part(moment, token.text, minutes=minutes, noon=noon)
            timed = token.text[0] if token.text[0] in "hs" else ""
        elif token.kind == "noon":
            yield token.text.split("/")[moment.hour >= 12]
        elif token.kind == "other" or token in _BETWEEN_DATES:
            yield token.text


def _elapsed(value: float, form: str) -> str:
    """All hours, minutes or seconds of a duration: [h]."""
    number = int(round(value * 86_400) // {"h": 3600, "m": 60, "s": 1}[form[0]])
    return str(number).zfill(len(form))


def _part(moment: datetime, form: str, *, minutes: bool, noon: bool) -> str:
    width = len(form)
    if minutes:
        return str(moment.minute).zfill(width)
    hour = moment.hour % 12 or 12 if noon else moment.hour
    match form[0]:
        case "y" if width < 3:
            return f"{moment.year % 100:02}"
        case "y" | "e":
            return f"{moment.year:04}"
        case "m" if width > 2:
            return MONTHS[moment.month - 1] if width == 3 else moment.strftime("%B")
        case "d" if width > 2:
            return moment.strftime("%a" if width == 3 else "%A")
        case "a":
            return ("周" if width == 3 else "星期") + WEEK[moment.weekday()]
        case letter:
            return str({"m": moment.month, "d": moment.day, "h": hour, "s": moment.second}[letter]).zfill(
                min(width, 2)
            )
