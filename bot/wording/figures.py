"""What the tables of figures say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from bot.wording.answers import BASES

if TYPE_CHECKING:
    from corpus.document import Article
    from corpus.figures.figure import Figure

OPTION_PLACE = "只列这个地方（和它下面各地）的数据"
OPTION_TOPIC = "只列这个主题的数据，例如：扫黑除恶"
OPTION_PERIOD = "只列这个时段的数据，例如：2021、2022年上半年"
OPTION_CSV = "输出 CSV，可用表格软件打开"
OPTION_LEFT_OUT = "改为列出没有收作数据的数字和原因"
# 大理州有哪些数据, 玉林市扫黑除恶有什么数据: the place and the topic are what stands before.
FIGURES_ASKED = re.compile(
    r"(?P<about>\S{2,30}?)(?:都|共|到底)?有(?:哪些|什么|哪几个|些什么)(?:统计)?(?:数据|数字|指标)[吗呢]?[？?。]?"
)
FIGURE_COLUMNS = {
    "indicator": "指标",
    "value": "数值",
    "unit": "单位",
    "number": "数",
    "qualifier": "约数",
    "kind": "类别",
    "direction": "方向",
    "base": "与何相比",
    "period": "时间",
    "scope": "范围",
    "place": "地方",
    "institution": "单位名称",
    "planned": "计划",
    "masked": "隐去",
    "document": "文件",
    "article": "文章",
    "line": "行",
    "quote": "原文",
}
_RATES = ("同比", "环比", "同期比")  # as the change of an indicator is called
_KINDS = {
    "count": "数量",
    "share": "比率",
    "money": "金额",
    "duration": "时长",
    "rank": "位次",
    "change": "变化",
    "other": "其他",
}
_DIRECTIONS = {"up": "上升", "down": "下降"}
_ARROWS = {"up": "↑", "down": "↓"}
_REASONS = {
    "law": "法条",
    "number": "编号",
    "session": "会议届次",
    "clock": "时刻",
    "term": "期限",
    "ratio": "比例写法",
    "name": "名称里的数字",
    "item": "序号",
    "age": "年龄",
    "date": "日期",
    "article": "叙述用的数词",
    "unit": "没有计量单位",
    "unnamed": "没有说明是什么",
    "head": "表头",
    "heading": "标题",
}


def figures_heading(document: str, article: Article) -> str:
    """Whose figures follow: the document, the article's title and place."""
    title = article.title or "（无标题）"
    place = f" · {article.place.full}{BASES[article.basis]}" if article.place else ""
    return f"{document} · {title}{place}"


def indicator(figure: Figure) -> str:
    """What a figure is of; of a change with the words for what it is compared with: 火灾起数同比."""
    base = figure.base if figure.kind == "change" and figure.base in _RATES else ""
    return f"{figure.indicator}{base}"


def figure(figure: Figure, line: int) -> str:
    """One figure in a line: 打掉涉黑组织 8个 · 2018—2020年 · 全州 · 第3行."""
    value = f"{figure.value}{figure.unit or ''}"
    if figure.qualifier and figure.qualifier not in figure.value:
        value += f"（{figure.qualifier}）"
    if figure.kind == "change":
        value = f"{_DIRECTIONS.get(figure.direction or '', '')}{value}"
        value += f"（{figure.base}）" if figure.base else ""
    elif figure.direction:
        value += _ARROWS[figure.direction]
    said = [f"{figure.indicator} {value}", figure.period, figure.scope]
    said += ["计划" if figure.planned else None, "原文隐去" if figure.masked else None, f"第{line}行"]
    return " · ".join(filter(None, said))


def figure_cell(name: str, value: Any) -> Any:
    """A field of a figure as a cell of a table says it."""
    if name == "kind":
        return _KINDS[value]
    if name == "direction":
        return _DIRECTIONS.get(value, "")
    if isinstance(value, bool):
        return "是" if value else ""
    return "" if value is None else value


def figures_in_all(count: int) -> str:
    return f"共 {count} 条数据。" if count else "没有符合的数据。用 wenju docs 查看库内有哪些地方和文章。"


def left_out_number(document: str, line: int, before: str, number: str, after: str, reason: str) -> str:
    return f"{document} 第{line}行：{before}【{number}】{after} —— {_REASONS[reason]}"


def left_out_in_all(counts: Mapping[str, int]) -> str:
    """How many numbers are no figures, by reason, most first."""
    several = sorted(counts.items(), key=lambda each: -each[1])
    told = "、".join(f"{_REASONS[reason]} {count}" for reason, count in several)
    return f"共 {sum(counts.values())} 个数字没有收作数据：{told}。" if counts else "每个数字都收作了数据。"
