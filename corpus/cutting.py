"""All documents of a library together into articles: cut, placed, and paired with their twins.

One document helps another: a titled article shows where the same one begins in a compilation
without titles, and a copy whose place is blanked out has its place from the whole one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from corpus import masking, segmenting
from corpus.document import Article, Basis, Passage
from corpus.frontmatter import FrontMatter
from corpus.inference import infer
from corpus.places import chain_of
from corpus.twins import twins

_ANCHOR = 20  # letters; a shorter first paragraph says too little


def articles(texts: dict[str, str], matters: dict[str, FrontMatter | None]) -> dict[str, list[Article]]:
    """The articles of each document in *texts* (name to text), in order of names and offsets."""
    anchors = _anchors(texts, matters)
    found = {
        name: [_given(text, matter)] if matter else list(_cut(text, anchors))
        for name, text in sorted(texts.items())
        for matter in [matters[name]]
    }
    return _with_twins(found, texts)


def passages(name: str, text: str, article: Article) -> Iterator[tuple[Passage, str]]:
    """The passages of *article*, each with the text to be indexed for it.

    That text carries what the article is about: place chain, title, section, period. So 全州共打掉…
    is found for 大理州.
    """
    place = " ".join(p.name for p in article.place.chain) + " " + article.place.short if article.place else ""
    for passage in segmenting.passages(text, name, article):
        carried = (place, article.title, passage.section, article.period)
        yield passage, "\n".join([*filter(None, carried), text[passage.start : passage.end]])


def _anchors(texts: dict[str, str], matters: dict[str, FrontMatter | None]) -> frozenset[str]:
    firsts = (
        segmenting.anchor(text[start:end].split("\n", 1)[0])
        for name, text in texts.items()
        if not matters[name]
        for title, start, end in segmenting.spans(text)
        if title is not None
    )
    return frozenset(first for first in firsts if len(first) >= _ANCHOR)


def _cut(text: str, anchors: frozenset[str]) -> Iterator[Article]:
    for number, (title, start, end) in enumerate(segmenting.spans(text, anchors), 1):
        body = text[start:end]
        level = segmenting.level(f"{title or ''}\n{body}")
        verdict = infer(f"{title or ''}\n{body}", level)
        yield Article(
            number=number,
            title=title,
            start=start,
            end=end,
            place=verdict.place,
            basis=verdict.basis,
            evidence=verdict.evidence,
            level=level,
            period=segmenting.period(body),
            masked=masking.masked_share(body),
            sections=segmenting.sections(text, start, end),
        )


def _given(text: str, matter: FrontMatter) -> Article:
    """The one article of a document that says itself what it is about."""
    bases: dict[str, Basis] = {"inferred": "inferred", "hint": "hint", "undecided": "undecided"}
    start = len(text) - len(text.lstrip())
    return Article(
        number=1,
        title=matter.title,
        start=start,
        end=len(text),
        place=chain_of(matter.place) if matter.place else None,
        basis=bases.get(matter.basis, "stated"),
        evidence=matter.evidence,
        level=matter.level,
        period=matter.period or segmenting.period(text),
        masked=masking.masked_share(text),
        sections=segmenting.sections(text, start, len(text)),
    )


def _with_twins(found: dict[str, list[Article]], texts: dict[str, str]) -> dict[str, list[Article]]:
    """*found* with each copy pointing at its whole version, and both sharing a place."""
    keys = [(name, at) for name, each in found.items() for at in range(len(each))]
    bodies = [texts[name][found[name][at].start : found[name][at].end] for name, at in keys]
    copies = twins(bodies, [found[name][at].masked for name, at in keys])
    for copy, whole in sorted(copies.items()):
        (name, at), (of, whole_at) = keys[copy], keys[whole]
        article, original = found[name][at], found[of][whole_at]
        found[name][at] = replace(_placed(article, original), twin_of=(of, original.number))
        found[of][whole_at] = _placed(original, article)
    return found


def _placed(article: Article, twin: Article) -> Article:
    """*article*, with its twin's place if it has none of its own."""
    if twin.place is None or article.basis in ("stated", "inferred"):
        return article
    basis: Basis = "inferred" if twin.basis in ("stated", "inferred") else twin.basis
    return replace(article, place=twin.place, basis=basis, evidence=twin.evidence)
