"""A text into articles, and these into passages.

One document helps another: a titled article shows where the same one begins in a compilation
without titles (an anchor). What else several documents settle among each other: settling.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from corpus.articles import periods, splitting
from corpus.articles.doubts import doubts
from corpus.document import Article, Passage
from corpus.files.blocks import Kinds
from corpus.places.gazetteer import Place, chain_of, related
from corpus.places.inference import Basis, Inference, infer, titled
from corpus.text import masking
from corpus.text.frontmatter import FrontMatter
from corpus.text.period import Period

_ANCHOR = 20  # letters; a shorter first paragraph says too little


def firsts(text: str, kinds: Kinds = ()) -> frozenset[int]:
    """The anchors that *text* offers to others: the first paragraphs of its titled articles."""
    return frozenset(
        _hashed(paragraph)
        for title, start, end in splitting.spans(text)
        if title is not None and len(paragraph := splitting.anchor(_first(text, start, end))) >= _ANCHOR
    )


def openings(text: str, kinds: Kinds = ()) -> frozenset[int]:
    """The anchors that *text* could be cut at: its paragraphs, where it has a long untitled stretch."""
    return frozenset(
        _hashed(paragraph)
        for title, start, end in splitting.spans(text)
        if title is None
        for line in text[start:end].split("\n")
        if len(paragraph := splitting.anchor(line)) >= _ANCHOR
    )


def cut(text: str, matter: FrontMatter | None, anchors: frozenset[int], kinds: Kinds = ()) -> list[Article]:
    """The articles of *text* by itself, cut also at the paragraphs that hash to *anchors*.

    *kinds* says which of its lines are titles, headings, items, rows or notes in the file.
    """
    if matter is not None:
        return [_given(text, matter)]
    begins = {
        anchor
        for line in text.split("\n")
        if anchors and len(anchor := splitting.anchor(line)) >= _ANCHOR and _hashed(anchor) in anchors
    }
    return list(_cut(text, frozenset(begins)))


def identity(text: str, article: Article) -> str:
    """What an article is known by though its document is cut or numbered anew: its first letters."""
    return splitting.anchor(_first(text, article.start, article.end))[:30]


def _first(text: str, start: int, end: int) -> str:
    return text[start:end].lstrip().split("\n", 1)[0]


def _hashed(anchor: str) -> int:
    return int.from_bytes(hashlib.blake2b(anchor.encode(), digest_size=6).digest())


def passages(name: str, text: str, article: Article) -> Iterator[tuple[Passage, str]]:
    """The passages of *article*, each with what is indexed beside its own text.

    That is what the article is about: place chain, title, section, period. So 全州共打掉… is found
    for 大理州.
    """
    place = " ".join(p.name for p in article.place.chain) + " " + article.place.short if article.place else ""
    for passage in splitting.passages(text, name, article):
        carried = (place, article.title, passage.section, article.period)
        yield passage, "\n".join(filter(None, carried))


def _cut(text: str, anchors: frozenset[str]) -> Iterator[Article]:
    before = 0
    for number, (title, start, end) in enumerate(splitting.spans(text, anchors), 1):
        body = text[start:end]
        own = titled(title) if title else None
        level = splitting.level(f"{title or ''}\n{body}")
        level = own.level if own and level else level
        verdict = infer(f"{title or ''}\n{body}", level)
        if own is not None and verdict.place != own:
            # 筑牢武陵屏障 over a report that names 利川、来凤、巴东: the title only sounds like a place
            if verdict.basis == "inferred" and verdict.place and not related(own, verdict.place):
                own = None
            else:
                verdict = Inference(own, "stated", (own.name,), 0.0)
        dated = periods.written(text[before:start], body)
        before = end
        article = Article(
            number=number,
            title=title,
            start=start,
            end=end,
            place=verdict.place,
            basis=verdict.basis,
            evidence=verdict.evidence,
            level=level,
            period=_written(periods.reported(title, body, dated)),
            masked=masking.masked_share(body),
            sections=splitting.sections(text, start, end),
        )
        own = own or (verdict.place if verdict.basis == "stated" else None)
        yield article if not _merged(text, article, own) else replace(article, place=None, basis="undecided")


def _written(period: Period | None) -> str | None:
    return str(period) if period is not None else None


def _merged(text: str, article: Article, own: Place | None) -> bool:
    """Whether two places' reports seem to stand in *article*: then neither's figures get the other's name.

    Where it states its *own* place, the other may be a neighbour often spoken of, unless the headings
    count anew.
    """
    kinds = {doubt.kind for doubt in doubts(text, article)}
    return bool(kinds & {"provinces", "cities"}) and (own is None or "restart" in kinds)


def _given(text: str, matter: FrontMatter) -> Article:
    """The one article of a document that says itself what it is about."""
    bases: dict[str, Basis] = {b: b for b in ("stated", "inferred", "hint", "undecided")}
    start = len(text) - len(text.lstrip())
    return Article(
        number=1,
        title=matter.title,
        start=start,
        end=len(text),
        place=chain_of(matter.place) if matter.place else None,
        basis=bases[matter.basis],
        evidence=matter.evidence,
        level=matter.level,
        period=matter.period or _written(periods.reported(matter.title, text, None)),
        masked=masking.masked_share(text),
        sections=splitting.sections(text, start, len(text)),
    )
