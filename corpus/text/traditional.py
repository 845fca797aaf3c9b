"""Traditional characters as simplified ones, one for one, so that offsets stay.

simplified("破獲案件1.2萬起") -> 破获案件1.2万起
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


def simplified(text: str) -> str:
    """*text* with the traditional characters of the lexicons as simplified ones, none more or less."""
    return text.translate(characters())


@cache
def characters() -> dict[int, str]:
    """Each traditional character of traditional.tsv with its simplified one, for str.translate."""
    lines = Path(__file__).with_name("traditional.tsv").read_text(encoding="utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return {ord(each): plain for plain, others in pairs for each in others.split()}
