"""What is said of the figures of a draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.wording.answers import line, quoted, source

if TYPE_CHECKING:
    from retrieval.checking.claims import Claim, Verdict

ARGUMENT_DRAFT = "要核对的稿子（docx、txt、md 等；- 为标准输入）"
OPTION_COMMENTED = "把带批注的稿子存为这个 Word 文件"
COMMENTER, COMMENTER_SHORT = "问据", "问"
DRAFT = "稿子.txt"  # as a draft from standard input is called
VERDICTS: dict[Verdict, str] = {"same": "一致", "rounded": "取整", "differs": "不一致", "unfounded": "无据"}
_DIFFERENCES = {
    "number": "数字",
    "period": "时间",
    "unit": "单位",
    "direction": "升降方向",
    "place": "地方",
    "owner": "单位或范围",
    "indicator": "说的事",
}


def claim(each: Claim) -> str:
    """One figure of a draft and its verdict in one line."""
    told = checked_note(each)
    return f"第{each.line}行 【{VERDICTS[each.verdict]}】{each.text}" + (f" —— {told}" if told else "")


def checked_note(each: Claim) -> str | None:
    """What a writer should know of a figure: what the library says instead, or what was computed."""
    if each.difference == "sum":
        return f"按稿中数字计算：{each.computed}"
    if each.difference is not None:
        return f"{_DIFFERENCES[each.difference]}与资料不同，资料为{each.should_be}"
    return f"资料里没有这个数，由稿中数字算得：{each.computed}" if each.computed else None


def comment(each: Claim) -> str:
    """What is written beside a figure of a draft: the verdict, what the library says, and where."""
    lines = ["：".join(filter(None, (VERDICTS[each.verdict], checked_note(each))))]
    if each.citation is not None:
        lines += [quoted(each.citation.quote), f"{source(each.citation)} · {line(each.citation.line)}"]
    return "\n".join(lines)


def claims_in_all(claims: Sequence[Claim]) -> str:
    counts = Counter(each.verdict for each in claims)
    if not claims:
        return "稿子里没有找到可以核对的数字、荣誉或名称。"
    return f"共 {len(claims)} 处：" + "、".join(f"{VERDICTS[v]} {counts[v]}" for v in VERDICTS if counts[v])
