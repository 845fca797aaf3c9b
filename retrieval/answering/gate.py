"""The gate: what is not proved by string equality is removed from an answer before it is shown.

answer ─▶ verified(answer, text_of) ─▶ a front end renders it
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from corpus import characters
from retrieval.answering.answer import Answer, Calculation, Citation, Table
from retrieval.answering.calculations import computed

FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def figures(text: str) -> set[str]:
    """The Arabic figures of *text*, widths folded: 刑拘１５３５人 -> {'1535'}."""
    return set(FIGURE.findall(characters.folded(text)))


_EDGE = re.compile(r"[\s,，、。；;！!？?：:（()）“”‘’「」『』《》【】—…-]")


# A number that goes on, or has begun before (\0): 1,286 or 98.6; but not 受理：3011，2022年.
_GOES_ON = re.compile(r"\.\d|[,，]\d{3}(?!\d)")
_TORN = re.compile(r"\d(?:\.\0\d|[,，]\0\d{3}(?!\d))")


def stands(text: str, quote: str) -> bool:
    """Whether *text* is *quote*, or a part that begins and ends where its clauses do.

    打掉8个 does not stand in 打掉18个, nor 发生命案 in 全年未发生命案.
    """
    at = quote.find(text) if text else -1
    while at >= 0:
        end = at + len(text)
        begins = at == 0 or bool(_EDGE.match(quote[at - 1]) or _EDGE.match(text[0]))
        ends = end == len(quote) or bool(_EDGE.match(quote[end]) or _EDGE.match(text[-1]))
        torn = _TORN.search(f"{quote[:at]}\0{text}") or (text[-1].isdigit() and _GOES_ON.match(quote, end))
        if begins and ends and not torn:
            return True
        at = quote.find(text, at + 1)
    return False


def _proved(table: Table | None, kept: Mapping[int, Citation]) -> Table | None:
    """*table* with the cells that stand in what they cite, without lines that have none."""
    if table is None:
        return None
    lines = []
    for line in table.rows:
        cells = tuple(
            cell if cell and _quoted(cell.text, cell.citation, kept) else None for cell in line.cells
        )
        if any(cells):
            lines.append(replace(line, cells=cells))
    return replace(table, rows=tuple(lines)) if lines else None


def _cited(table: Table | None) -> set[int]:
    return {cell.citation for line in table.rows for cell in line.cells if cell} if table else set()


def _recomputed(each: Calculation, kept: Mapping[int, Citation]) -> bool:
    """Whether the operands stand in what they cite, and give that very result again."""
    if not all(_quoted(operand.text, operand.citation, kept) for operand in each.operands):
        return False
    unit = re.sub(r"^[\d.]+[万亿]?", "", each.result)
    return computed(each.kind, each.operands, unit) == each


def _quoted(text: str, n: int, kept: Mapping[int, Citation]) -> bool:
    """Whether the figure *text* stands in citation *n* as a whole: 8个, but not in 18个."""
    return (
        n in kept and re.search(rf"(?<![\d.,，]){re.escape(text)}(?!\d|[.,，]\d)", kept[n].quote) is not None
    )


def verified(
    answer: Answer,
    text_of: Callable[[str], str],
    is_unsure: Callable[[str, int, int], bool] = lambda document, start, end: False,
) -> Answer:
    """*answer* without whatever cannot be proved by string equality.

    A citation stays if its quotation is exactly the stored text at its offsets, and no figure in it may
    have been parted by a line break (*is_unsure* of a document's text[start:end]); a statement stays
    if it cites, and every citation it names stayed and one of them holds it; a note stays if each
    figure in it is the reader's own, a period's or a count of this answer's; so does a suggestion. An
    answer that loses all its statements is `not_found`.
    """
    kept = {
        c.n: c
        for c in answer.citations
        if text_of(c.document)[c.start : c.end] == c.quote and not is_unsure(c.document, c.start, c.end)
    }
    statements = tuple(
        s
        for s in answer.statements
        if s.citations
        and all(n in kept for n in s.citations)
        and any(stands(s.text, kept[n].quote) for n in s.citations)
    )
    allowed = figures(answer.question) | figures(answer.read_as.period or "")
    for citation in kept.values():
        allowed |= figures(citation.period or "") | figures(citation.document) | {str(citation.n)}
    for remark in answer.remarks:
        allowed |= {str(v) for v in remark.values.values() if isinstance(v, int)}
        allowed |= figures(str(remark.values.get("period", "")))
    notes = tuple(note for note in answer.notes if figures(note) <= allowed)
    closest = tuple(c for c in answer.closest if text_of(c.document)[c.start : c.end] == c.quote)
    shown = {n for s in statements for n in s.citations}
    lost = bool(answer.statements) and not statements
    return replace(
        answer,
        statements=statements,
        table=_proved(answer.table, kept),
        calculations=tuple(each for each in answer.calculations if _recomputed(each, kept)),
        citations=tuple(c for c in kept.values() if c.n in shown | _cited(answer.table)),
        closest=closest,
        notes=notes,
        suggestions=tuple(each for each in answer.suggestions if figures(each) <= allowed),
        status="not_found" if lost else answer.status,
    )
