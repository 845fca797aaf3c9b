"""The foot of an article: who signed it and when, to whom it is sent, and what the page adds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.articles.dateline import dates
from corpus.articles.issuers import issuers
from corpus.articles.lines import Line, Tagged, bare, tagged
from corpus.places.institutions import Institution, institutions

_MOST = 10  # lines looked at
_AROUND = frozenset({"page", "crumb", "labels", "organ", "date", "rule", "secret", "number"})
_NOTE = re.compile(
    r"[（(【\[](?:根据录音整理|未经.{0,6}审阅|原载|据.{2,12}(?:报道|整理)|.{2,16}(?:供稿|投稿|来稿)|完|全文完|此件|共印"
    r"|作者|记者|摄影|文/).{0,40}[）)】\]]?"
)
_REMARK = re.compile(r"(?:备注|说明|注)[:：]")
_PIECES = re.compile(r"[；。]|(?<=注)[：:]")
_SIGNED = 3  # lines from a signature's organ to its date


@dataclass(frozen=True, slots=True)
class Foot:
    """How many lines belong to the foot, who signed, when, and where the text is said to come from."""

    size: int = 0
    organs: tuple[Institution, ...] = ()
    sources: tuple[str, ...] = ()
    date: str | None = None


def foot(lines: Sequence[Line]) -> Foot:
    """The foot of the article whose text, without its head, stands in *lines*."""
    found = [tagged(line) for line in lines[-_MOST:]]
    size = 0
    while size < len(found) - 1 and _is_around(found[-1 - size]):
        size += 1
    last = found[len(found) - size :] or []
    signed = _signature(found)
    sources = tuple(label.value for each in last for label in each.labels if label.role == "source")
    noted = list(_in_notes(lines))
    organs = tuple(organ for each in (*signed, *noted) for organ in (each.organs or _noted(each)))
    date = next((each.dated for each in (*reversed(signed), *noted) if each.dated), None)
    return Foot(size, organs, sources, date)


def _in_notes(lines: Sequence[Line]) -> Iterator[Tagged]:
    """The labels in notes of tables: 注：……。填报单位：临水县司法局；填报时间：2024年1月8日."""
    for line in lines:
        if line.kind == "note" or _REMARK.match(line.text):
            pieces = (piece for piece in _PIECES.split(line.text) if piece.strip())
            found = (tagged(replace(line, text=piece.strip(), kind="paragraph")) for piece in pieces)
            yield from (each for each in found if each.tag == "labels")


def _is_around(each: Tagged) -> bool:
    text = bare(each.line.text)
    signed = each.tag == "subtitle" and bool(issuers(text))
    return signed or each.tag in _AROUND or _NOTE.fullmatch(text) is not None


def _noted(each: Tagged) -> tuple[Institution, ...]:
    """Who a note says wrote it: （临水县公安局供稿）."""
    text = bare(each.line.text)
    return issuers(text) or (tuple(institutions(text)) if _NOTE.fullmatch(text) else ())


def _signature(found: Sequence[Tagged]) -> list[Tagged]:
    """The lines that say who wrote it and when: organs with a date in their line or below, labels, notes."""
    return [each for i, each in enumerate(found) if _signs(found, i)]


def _signs(found: Sequence[Tagged], i: int) -> bool:
    each = found[i]
    if each.tag == "organ":
        below = found[i + 1 : i + 1 + _SIGNED]
        return bool(each.dated or any(line.tag == "date" for line in below) or i + 1 == len(found))
    if each.tag == "date":
        return i > 0 and (found[i - 1].tag in ("organ", "text") or all(map(_is_around, found[i:])))
    if each.tag == "labels":
        return any(label.role in ("organ", "date") for label in each.labels)
    text = bare(each.line.text)
    if each.tag == "subtitle":
        return bool(issuers(text))
    return _NOTE.fullmatch(text) is not None and bool(institutions(text) or any(dates(text)))
