"""Marks of blanking: figures and names that a copyist replaced by x, X, ** or 某."""

from __future__ import annotations

import re

UNITS = (
    "%％个起件人名次项所家支场期种类级届年月日时元亩公里吨条处辆台路户岁余多万亿千百"
    "组座张份天位部套例宗团批站点分钟"
)
# x, xx, X, **, ×, but no letter of a word (APP, iPhoneX); ooo, ○○, □□, __, ……, but not 二〇〇〇年.
_MARK = (
    r"(?:(?<![A-Za-z])[xX×＊*]{1,8}(?![A-WYZa-wyz])|(?<![A-Za-z一二三四五六七八九〇○零])(?:[oO]{3,}|[○〇]{2,})"
    r"|[□■▢]{1,8}|[_＿]{2,8}|…{1,4})"
)
_FIRST = "(?=[xX×＊*oO○〇□■▢_＿…某])"  # what every mark begins with: tried first, for speed

# A blanked-out figure: marks where a number would stand (xx.x%, xxxx年, x个, ***万余个, 第x期, 某年某月).
FIGURE = re.compile(
    rf"{_FIRST}(?:{_MARK}(?:[.．]{_MARK})+|{_MARK}(?=\s*[{UNITS}])|(?<=第){_MARK}|(?<=[“（(]){_MARK}\+{_MARK}(?:\+[A-Za-z*])?"
    r"|某(?=[年月日]))"
)
# A blanked-out place or name: marks before 省市县…, or after 平安/法治; 某县, but not 某市民.
NAME = re.compile(
    rf"{_FIRST}(?:{_MARK}(?=[省市州县区镇乡村旗盟])|(?<=平安){_MARK}|(?<=法治){_MARK}|某{{1,2}}(?=[省市州县区镇乡旗盟](?![民域长])))"
)
# A figure that is given: 8个, 7.16亿元, 1.37万, 99.2%.
GIVEN = re.compile(r"\d+(?:[.,]\d+)*")


def masked_figures(text: str) -> int:
    """How many figures of *text* are blanked out: 结案率为xx.xx%，共xx件 -> 2."""
    return len(FIGURE.findall(text))


def masked_share(text: str) -> float:
    """The share of figures that are blanked out, 0.0 to 1.0; 0.0 for a text without figures."""
    hidden, given = masked_figures(text), len(GIVEN.findall(text))
    return hidden / (hidden + given) if hidden else 0.0
