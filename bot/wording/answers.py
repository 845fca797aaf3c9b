"""What answers say: notes, sources, suggestions, and the help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from retrieval.answering.answer import Answer, Citation, Line, Remark

TABLE_LINES = 10  # lines of a table that are shown
BASES = {"stated": "", "inferred": "（推断）", "hint": "（疑似）", "undecided": "（地名隐去）"}


def notes(answer: Answer) -> tuple[str, ...]:
    """The remarks of *answer* as sentences, each once."""
    said = [remark(each) for each in answer.remarks]
    if answer.read_as.carried_over:
        said.insert(0, carried(answer))
    return tuple(dict.fromkeys(filter(None, said)))


def remark(each: Remark) -> str:
    """One remark as a sentence."""
    return _REMARKS[each.kind](each.values)


def _absent(values: dict[str, Any]) -> str:
    within = [place for place in values["nearest"] if place.startswith(values["place"])]
    if within:
        return f"库内没有{values['place']}总的材料，有其中{'、'.join(within)}的材料。"
    return f"库内没有{values['place']}的材料{_nearest(values)}。"


def _only_mentioned(values: dict[str, Any]) -> str:
    return f"库内没有{values['place']}的专门材料，只在别处提到，且没有说到这一项{_nearest(values)}。"


def _nearest(values: dict[str, Any]) -> str:
    return "；最接近的是" + "、".join(values["nearest"]) + "的材料" if values["nearest"] else ""


def _claims(values: dict[str, Any]) -> str:
    said = []
    for claim, owners in values["owners"].items():
        whose = f"，库内见于{'、'.join(owners)}的材料" if owners else ""
        said.append(f"问题里的“{claim}”在所引原文中没有出现{whose}")
    return "；".join(said) + "。请以原文为准。"


def _of_periods(values: dict[str, Any]) -> str:
    return f"；说到这一项的是{values['period']}的材料" if values["period"] else ""


def _hint(values: dict[str, Any]) -> str:
    return "原文没有写明是哪里，以下只是猜测：" + "；".join(map(_grounds, values["places"].items())) + "。"


def _inferred(values: dict[str, Any]) -> str:
    return (
        "原文未写明或隐去地名，据文中地名推断：" + "；".join(map(_grounds, values["places"].items())) + "。"
    )


def _grounds(inferred: tuple[str, list[str]]) -> str:
    place, evidence = inferred
    return f"{place}（据{'、'.join(evidence)}）" if evidence else place


_REMARKS: dict[str, Callable[[dict[str, Any]], str]] = {
    "help": lambda v: HELP,
    "holdings": lambda v: (
        "库内有这些地方的材料：" + "、".join(v["places"]) + "。可以接着问：其中一处的某件事。"
    ),
    "task": lambda v: "我只摘录库内文件的原文和数字，不代写、不翻译。请直接问要查的地方和事项。",
    "unclear": lambda v: "没看懂要查什么。请写出地方和事项，例如：大理州扫黑除恶成果。",
    "nothing": lambda v: "库内没有能回答这个问题的内容。可以换个说法，或写明地方和事项。",
    "nothing_on_topic": lambda v: f"在库内{v['place']}的材料里没有找到这一项。可以换个说法再问。",
    "part_absent": lambda v: f"没有找到“{v['topic']}”这一项。",
    "figure_nowhere": lambda v: f"库内原文里没有“{'、'.join(v['figures'])}”这个数字。",
    "part_masked": lambda v: f"“{v['topic']}”的数字或名称在原文中已被隐去。",
    "more": lambda v: "这一项在库内还有别的数字没有列出，写明年份或对象可以再问。",
    "not_alike": lambda v: "各处的统计口径或时段不同，未排序，请谨慎比较。",
    "compare_lacks": lambda v: f"库内没有{v['place']}的可比数据。",
    "compare_nothing": lambda v: "库内没有可以并排的数据。可以换个主题或年份再试。",
    "compare_unlike": lambda v: "几处没有同一口径的数据，以下各列出各的，请勿直接比较。",
    "parts": lambda v: f"库内没有{v['place']}的合计数，以下是其中各处的数字。",
    "not_ranked": lambda v: "以上是库内找到的几处，未必齐全，也没有排序，请自行比较。",
    "inside": lambda v: f"库内没有{v['place']}自己的材料，以下出自其中各地。",
    "only_mentioned": _only_mentioned,
    "mentioned": lambda v: f"库内没有{v['place']}的专门材料，以下是别处提到它的话。",
    "place_absent": _absent,
    "year_absent": lambda v: (
        "库内没有这一年份的数据" + (f"，有的是：{v['period']}" if v["period"] else "，原文未注明年份") + "。"
    ),
    "period_lacks": lambda v: f"库内有{v['asked']}的材料，但没有说到这一项{_of_periods(v)}。",
    "span": lambda v: f"原文是{v['period']}合计的数字，没有单列这一年。",
    "part": lambda v: f"原文是{v['period']}的数字，没有全年的。",
    "period_unmet": lambda v: f"没有找到{v['period']}的这一项。",
    "understood": lambda v: f"“{v['word']}”按{v['period']}理解。",
    "which_place": lambda v: "几个地方都有这一项，请说明要查哪里：" + "、".join(v["places"]) + "。",
    "masked": lambda v: "原文提到了这一项，但数字或名称已被隐去。",
    "contradicts_itself": lambda v: "原文自相矛盾：总数、完成数与比率对不上，照录原文，请核对原件。",
    "relative_year": lambda v: f"“{v['word']}”没有换算成年份，请看所引原文是哪一年的。",
    "this_year": lambda v: (
        f"“今年”：按文章日期理解为{v['period']}。" if v["period"] else "“今年”：原文未注明年份。"
    ),
    "inferred": _inferred,
    "hint": _hint,
    "claim_absent": _claims,
    "corrected": lambda v: (
        "已按" + "、".join(f"“{right}”（原写“{wrong}”）" for wrong, right in v["pairs"]) + "理解。"
    ),
    "which_word": lambda v: f"“{v['word']}”可能有几种写法，请选一个。",
}


def carried(answer: Answer) -> str:
    """What a follow-up took from the turn before: 按 大理州·扫黑除恶 理解。"""
    parts = {"place": answer.read_as.place, "period": answer.read_as.period, "topic": answer.read_as.topic}
    return (
        "按“"
        + "·".join(filter(None, (parts[name] for name in answer.read_as.carried_over)))
        + "”接着上一问理解。"
    )


def source(citation: Citation) -> str:
    """Where a citation stands, in one line."""
    place = (citation.place or "地名不详") + (BASES[citation.place_basis] if citation.place else "")
    period = (citation.period or "") + ("（推算）" if citation.period_basis == "relative" else "")
    fields = [citation.document, citation.article, citation.section, place, period]
    return " · ".join(filter(None, fields))


def table(answer: Answer) -> tuple[str, ...]:
    """The figures of a comparison, a line each, and what was computed of them."""
    lines: list[str] = []
    if answer.table is not None:
        shown = answer.table.rows[:TABLE_LINES]
        lines.append(f"【{'、'.join(answer.table.columns)}】")
        lines += map(_line, shown)
        if len(answer.table.rows) > len(shown):
            lines.append(f"共{len(answer.table.rows)}处，显示{len(shown)}处。")
    return (*lines, *calculations(answer))


def calculations(answer: Answer) -> Iterator[str]:
    """What was computed, and of which citations' figures."""
    for each in answer.calculations:
        cited = "".join(f"[{operand.citation}]" for operand in each.operands)
        yield f"计算（原文没有）：{each.text} {cited}"


def _line(line: Line) -> str:
    cells = (f"{cell.text} [{cell.citation}]" for cell in line.cells if cell is not None)
    whose = dict.fromkeys(filter(None, (line.place, line.period)))
    return f"{'，'.join(whose)}：{'、'.join(cells)}"


CLOSEST = "没有直接说到；最接近的原句："

HELP = (
    "我从资料库里摘录原文和数字来回答，每条都注明出处；库里没有的，我会直说。"
    "请写出地方和事项，例如：大理州扫黑除恶成果；也可以接着问：那群众满意率呢。"
)


def line(number: int) -> str:
    """The line of the file in which a quotation begins."""
    return f"第{number}行"


def quoted(quote: str) -> str:
    return f"“{quote}”" if not quote.startswith(("“", "「")) else quote


def suggestions(answer: Answer) -> str:
    return "可以问：" + "；".join(answer.suggestions)
