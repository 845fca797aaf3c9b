"""The nouns of the corpus: frozen values whose offsets point into one stored text.

    Document ─▶ Article ─▶ Section ─▶ Passage

Offsets are in characters (Python string indices), `start` inclusive, `end` exclusive, always into
`Document.text`; nothing below a document holds a copy of its text.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from corpus.files.blocks import Kinds, Offsets, Places, Spans
from corpus.places.gazetteer import chain_of, names_of

if TYPE_CHECKING:
    from corpus.places.gazetteer import Place
    from corpus.places.verdict import Basis

ArticleKey = tuple[str, int]  # document name, article number


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of an article under one heading (None before the first).

    `path` are the headings that its heading stands under, outermost first; `place` is the place that it is
    on, where the heading names one.
    """

    heading: str | None
    start: int
    end: int
    place: Place | None = None
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One report inside a document, and the place and period it speaks of.

    `organ` wrote or issued it, on `date` (ISO 8601, as far as it is known); `institution` is the one whose
    figures it gives, if it is one's. `place` is None where it cannot be decided; `basis` and `evidence` say
    why it is what it is.
    `masked` is the share of sentences with figures whose figures are blanked out (0.0 to 1.0).
    `twin_of` names the whole copy, as (document name, article number), if this one is a
    blanked-out or repeated copy of it.
    """

    number: int
    title: str | None
    start: int
    end: int
    place: Place | None = None
    basis: Basis = "undecided"
    evidence: tuple[str, ...] = ()
    level: str | None = None
    period: str | None = None
    masked: float = 0.0
    twin_of: tuple[str, int] | None = None
    sections: tuple[Section, ...] = ()
    organ: str | None = None
    date: str | None = None
    institution: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """About 100 to 300 characters of one section, cut at sentence ends."""

    document: str
    article: int
    section: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """A file's cleaned text, its articles, and where its lines came from.

    `lines` holds (offset, line) pairs, ascending: the text from that offset on stood in that line
    (counted from 1) of the file as it was given. `kinds` and `places` say what the line at an offset is,
    and where in the file it stands; `left_out` what of the file has no text here. `unsure` are spans of
    figures that a line break may have parted: they are not to be stated.
    """

    name: str
    text: str
    digest: str
    lines: Offsets = ()
    articles: tuple[Article, ...] = field(default=())
    kinds: Kinds = ()
    places: Places = ()
    left_out: tuple[str, ...] = ()
    unsure: Spans = ()

    def line(self, offset: int) -> int:
        """The line of the original file in which the character at *offset* stood."""
        at = bisect_right(self.lines, (offset, 1 << 60)) - 1
        return self.lines[at][1] if at >= 0 else 1

    def is_unsure(self, start: int, end: int) -> bool:
        """Whether a figure in text[start:end] may not be what the file says."""
        return any(first < end and start < last for first, last in self.unsure)

    def where(self, offset: int) -> str:
        """Where in the file the line at *offset* stands (第3页, 工作表1!C5); "" if its reader did not say."""
        begin = self.text.rfind("\n", 0, offset) + 1
        at = bisect_right(self.places, offset, key=lambda place: place[0]) - 1
        return self.places[at][1] if at >= 0 and self.places[at][0] >= begin else ""


def packed(article: Article) -> str:
    """*article* as it is stored: JSON, its place by names."""
    fields: dict[str, Any] = {name: getattr(article, name) for name in Article.__slots__}
    fields["place"] = names_of(article.place) if article.place else None
    fields["sections"] = [
        (s.heading, s.start, s.end, names_of(s.place) if s.place else None, s.path) for s in article.sections
    ]
    return json.dumps(fields, ensure_ascii=False)


def unpacked(packed: str) -> Article:
    """The article that is stored as *packed*."""
    fields = json.loads(packed)
    fields["place"] = chain_of(fields["place"]) if fields["place"] else None
    fields["evidence"] = tuple(fields["evidence"])
    fields["twin_of"] = tuple(fields["twin_of"]) if fields["twin_of"] else None
    fields["sections"] = tuple(
        Section(heading, start, end, chain_of(place) if place else None, tuple(path))
        for heading, start, end, place, path in fields["sections"]
    )
    return Article(**fields)
