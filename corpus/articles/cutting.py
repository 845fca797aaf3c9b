"""A text into articles, and these into passages.

One document helps another: a titled article shows where the same one begins in a compilation
without titles (an anchor). What else several documents settle among each other: settling.py.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.articles import periods, splitting
from corpus.articles.dateline import standing
from corpus.articles.doubts import doubts
from corpus.articles.head import Head
from corpus.articles.splitting import Part, Parts
from corpus.document import Article, Passage, Section
from corpus.files.blocks import Kinds
from corpus.places.gazetteer import chain_of
from corpus.places.institutions import Institution, institutions
from corpus.places.owners import owners
from corpus.places.verdict import Basis, Clue, Verdict, verdict
from corpus.text import masking
from corpus.text.frontmatter import FrontMatter
from corpus.text.period import Period

_OPENING = 160  # characters of a text in which it says who reports
_REPORTS = re.compile(
    r"(?:的)?工作报告|委托|[，,]?向.{0,6}大会报告|召开|举行|通报|发布|公布|披露|消息|获悉|了解到"
)
_AT_ONCE = 12  # characters: 2023年上半年，
_CALLS_ITSELF = re.compile(r"(?<!自)我([局院所队])")
_ANCHOR = 20  # letters; a shorter first paragraph says too little


def firsts(text: str, parts: Parts) -> frozenset[int]:
    """The anchors that *text* offers to others: the first paragraphs of its titled articles."""
    return frozenset(
        _hashed(paragraph)
        for part in parts
        if part.title is not None
        and len(paragraph := splitting.anchor(_first(text, part.start, part.end))) >= _ANCHOR
    )


def openings(text: str, parts: Parts) -> frozenset[int]:
    """The anchors that *text* could be cut at: its paragraphs, where it has a long untitled stretch."""
    return frozenset(
        _hashed(paragraph)
        for part in parts
        if part.title is None
        for line in text[part.start : part.end].split("\n")
        if len(paragraph := splitting.anchor(line)) >= _ANCHOR
    )


def anchored(text: str, hits: frozenset[int]) -> frozenset[str]:
    """The paragraphs of *text* that hash to *hits*."""
    return frozenset(
        anchor
        for line in text.split("\n")
        if hits and len(anchor := splitting.anchor(line)) >= _ANCHOR and _hashed(anchor) in hits
    )


def cut(text: str, matter: FrontMatter | None, parts: Parts, kinds: Kinds = ()) -> list[Article]:
    """The articles of *text* by itself: its *parts*, or the one that its front matter tells of.

    *kinds* says what its lines are in the file.
    """
    return [_given(text, matter)] if matter is not None else list(_cut(text, parts, kinds))


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


def _cut(text: str, parts: Parts, kinds: Kinds) -> Iterator[Article]:
    end = 0
    for number, part in enumerate(parts, 1):
        title, body = part.title, text[part.start : part.end]
        level = splitting.level(f"{title or ''}\n{body}")
        blanked = bool(masking.NAME.search(f"{title or ''}\n{body}"))
        sections = splitting.sections(text, part.start, part.end, kinds)
        found = _of_sections(sections, verdict(list(_clues(part)), body, level, blanked=blanked))
        organs = (*part.head.organs, *part.foot.organs)
        own = part.head.date or part.foot.date or standing(text[end : part.start], body)
        date, dated = _dated(own, part.document)
        end = part.end
        article = Article(
            number=number,
            title=title,
            start=part.start,
            end=part.end,
            place=found.place,
            basis=found.basis,
            evidence=found.evidence,
            level=found.place.level if found.basis == "stated" and found.place else level,
            period=_written(periods.reported(title, body, dated, part.head.spans, _spans(part.document))),
            masked=masking.masked_share(body),
            sections=sections,
            organ=_organ(title, organs or part.document.organs),
            date=date,
            institution=_institution(title, organs, body),
        )
        yield replace(article, place=None, basis="undecided") if _merged(text, article) else article


def _dated(own: str | None, document: Head) -> tuple[str | None, Period | None]:
    """The date of an article, *own* or its *document*'s, and when it was written as far as either says."""
    date = own or document.date
    if date:
        return date, Period.of_date(date)
    return None, next((said for text in _spans(document) if (said := periods.titled(text, None))), None)


def _spans(document: Head) -> tuple[str, ...]:
    """The lines of a document's head that may say of which time its articles are."""
    return tuple(text for text in (document.title, *document.spans, *document.mast, document.number) if text)


def _organ(title: str | None, organs: Sequence[Institution]) -> str | None:
    """Who issued an article: as its head or foot says, in full if its title does; or whose report it is."""
    titled = next((e for e in institutions(title or "") if e.start == 0 and not e.local), None)
    if not organs or (titled and titled.kind == organs[0].kind and len(titled.text) > len(organs[0].text)):
        return titled.text if titled else None
    return organs[0].text


def _institution(title: str | None, organs: Sequence[Institution], body: str) -> str | None:
    """The institution whose figures an article gives: of its title, its organ, or that which it opens with.

    That one reports, or is reported on: 会议听取了市中级人民法院工作报告; 我受市人民检察院委托.
    """
    titled = [each for each in institutions(title or "") if each.start == 0]
    opening = body.lstrip()[:_OPENING].split("\n\n")[0]
    reporting = [each for each in institutions(opening) if _REPORTS.match(opening, each.end)]
    first = _opens(opening.split("。")[0])
    for each in (*titled[:1], *organs, *reporting, *first[:1], *_speaking(body)):
        if not each.speaks_for_place:
            return each.body
    return None


def _opens(sentence: str) -> list[Institution]:
    """The institution that *sentence* begins with: not one that it addresses, nor several together."""
    named = [each for each in owners(sentence) if each.start <= _AT_ONCE]
    listed = len(named) > 1 and sentence[named[0].end : named[1].start] in "、和与及"
    addressed = bool(named) and sentence[named[0].end :][:1] in ("：", ":")
    return [] if listed or addressed else named


def _speaking(body: str) -> list[Institution]:
    """The institution that calls itself 我局 or 我院: the one of such a name that is named most often."""
    calls = _CALLS_ITSELF.search(body)
    named = [each for each in institutions(body) if each.body.endswith(calls[1])] if calls else []
    most = Counter(each.body for each in named).most_common(1)
    return [each for each in named if most and each.body == most[0][0]][:1]


def _of_sections(sections: Sequence[Section], found: Verdict) -> Verdict:
    """*found*, or none where the sections are on several places that have nothing to do with each other."""
    places = {section.place: None for section in sections if section.place is not None}
    apart = [p for p in places if found.place is None or not (p.within(found.place) or found.place.within(p))]
    if len(places) < 2 or not apart or (found.place is not None and found.place not in places):
        return found
    return Verdict(None, "undecided", tuple(place.name for place in places), 0.0)


def _written(period: Period | None) -> str | None:
    return str(period) if period is not None else None


def _clues(part: Part) -> Iterator[Clue]:
    """What the head and foot of *part* say of its place."""
    head, foot = part.head, part.foot
    title, _, subtitle = (head.title or "").partition("——")
    subtitle = subtitle or head.subtitle or ""
    known = ("title", title), ("subtitle", subtitle), ("meeting", head.meeting), ("addressee", head.to)
    yield from (Clue(kind, text) for kind, text in known if text)
    yield from (Clue("organ", organ.text) for organ in (*head.organs, *foot.organs))
    yield from (Clue("issued", organ.text) for organ in part.document.organs)
    yield from (Clue("source", source) for source in (*head.sources, *foot.sources))
    yield from (Clue("mast", line) for line in head.mast)


def _merged(text: str, article: Article) -> bool:
    """Whether two places' reports seem to stand in *article*: then neither's figures get the other's name.

    Where it states its own place, the other may be a neighbour often spoken of, unless the headings
    count anew.
    """
    kinds = {doubt.kind for doubt in doubts(text, article)}
    return bool(kinds & {"provinces", "cities"}) and (article.basis != "stated" or "restart" in kinds)


def _given(text: str, matter: FrontMatter) -> Article:
    """The one article of a document that says itself what it is about."""
    bases: dict[str, Basis] = {b: b for b in ("stated", "inferred", "hint", "undecided")}
    start = len(text) - len(text.lstrip())
    date = standing("", text)
    dated = Period.of_date(date) if date else None
    return Article(
        number=1,
        title=matter.title,
        start=start,
        end=len(text),
        place=chain_of(matter.place) if matter.place else None,
        basis=bases[matter.basis],
        evidence=matter.evidence,
        level=matter.level,
        period=matter.period or _written(periods.reported(matter.title, text, dated)),
        masked=masking.masked_share(text),
        sections=splitting.sections(text, start, len(text)),
        organ=matter.organ,
        date=date,
        institution=_institution(matter.title, institutions(matter.organ or ""), text),
    )
