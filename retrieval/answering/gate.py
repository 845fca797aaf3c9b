"""The gate: what is not proved by string equality is removed from an answer before it is shown.

answer ─▶ verified(answer, text_of) ─▶ a front end renders it
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from corpus import characters
from retrieval.answering.answer import Answer

FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def figures(text: str) -> set[str]:
    """The Arabic figures of *text*, widths folded: 刑拘１５３５人 -> {'1535'}."""
    return set(FIGURE.findall(characters.folded(text)))


_EDGE = re.compile(r"[\s,，、。；;！!？?：:（()）“”‘’「」『』《》【】—…-]")


def stands(text: str, quote: str) -> bool:
    """Whether *text* is *quote*, or a part that begins and ends where its clauses do.

    打掉8个 does not stand in 打掉18个, nor 发生命案 in 全年未发生命案.
    """
    at = quote.find(text) if text else -1
    while at >= 0:
        end = at + len(text)
        begins = at == 0 or bool(_EDGE.match(quote[at - 1]) or _EDGE.match(text[0]))
        ends = end == len(quote) or bool(_EDGE.match(quote[end]) or _EDGE.match(text[-1]))
        torn = (
            text[0].isdigit() and quote[max(0, at - 2) : at][-2:-1].isdigit() and quote[at - 1] in ",，."
        ) or (
            text[-1].isdigit()
            and quote[end : end + 1] in {",", "，", "."}
            and quote[end + 1 : end + 2].isdigit()
        )
        if begins and ends and not torn:
            return True
        at = quote.find(text, at + 1)
    return False


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
    shown = {n for s in statements for n in s.citations}
    lost = bool(answer.statements) and not statements
    return replace(
        answer,
        statements=statements,
        citations=tuple(c for c in kept.values() if c.n in shown),
        notes=notes,
        suggestions=tuple(each for each in answer.suggestions if figures(each) <= allowed),
        status="not_found" if lost else answer.status,
    )
