"""Checker: a verdict on each figure, honour and named mechanism of a draft.

Checker(figures, catalogue).check(Path("draft.docx"))     # the draft, and its claims in order
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.document import Article, Document
from corpus.figures.figure import Figure
from retrieval.answering.citing import cited, quoted
from retrieval.answering.scopes import Catalogue
from retrieval.checking.claims import Checked, Claim
from retrieval.checking.confirming import Confirming, Told
from retrieval.checking.drafts import Draft
from retrieval.checking.naming import NamedThing, named_things, namings
from retrieval.checking.recomputing import Recomputed, recomputed
from retrieval.index.figures import Figures


class Checker:
    """Holds drafts against a library."""

    def __init__(self, figures: Figures, catalogue: Catalogue) -> None:
        self._confirming, self._catalogue = Confirming(figures, catalogue), catalogue

    def check(self, file: Path) -> Checked:
        """The draft in *file* with a verdict on each of its figures and names. Raises InputError."""
        draft = Draft.read(file, frozenset(filter(None, self._catalogue.homes.values())))
        claims: list[Claim] = []
        for article, figures in draft.figures:
            found = [
                self._checked(figure, article, draft.document)
                for figure in _undirected(figures)
                if not figure.masked and figure.kind != "other"
            ]
            found = list(_computed(found, recomputed(figures, draft.document.text)))
            claims += sorted([*found, *self._named(article, draft.document, found)], key=_order)
        return Checked(draft, tuple(claims))

    def _checked(self, figure: Figure, article: Article, draft: Document) -> Claim:
        start, end, at = figure.start, figure.end, figure.value_start
        text = draft.text[start:end]
        claim = Claim(text, start, end, at, figure.value_end, draft.line(at), "unfounded")
        best = self._confirming.best(Told.of(figure, article, draft.text))
        if best is None:
            return claim
        claim = replace(claim, citation=cited(best.row, self._catalogue))
        if not best.differences:
            return replace(claim, verdict="rounded" if best.rounded else "same")
        return replace(claim, verdict="differs", should_be=best.should_be, difference=best.differences[0])

    def _named(self, article: Article, draft: Document, figures: Sequence[Claim]) -> Iterator[Claim]:
        """The claims of the names of *article*.

        A name in quotation marks that the library does not have is a claim only where no figure is
        beside it: people put much in quotation marks.
        """
        for thing in named_things(draft, article):
            claim = self._name(thing, draft)
            beside = any(thing.first <= each.value_start < thing.last for each in figures)
            if claim.verdict != "unfounded" or thing.is_honour or not beside:
                yield claim

    def _name(self, thing: NamedThing, draft: Document) -> Claim:
        text = draft.text[thing.first : thing.last]
        line = draft.line(thing.start)
        claim = Claim(text, thing.first, thing.last, thing.start, thing.end, line, "unfounded")
        found = namings(thing, self._catalogue)
        if not found:
            return claim
        best = found[0]
        place = best.holder.place.full if best.holder.place is not None else None
        claim = replace(claim, citation=replace(quoted(best.sentence, self._catalogue), place=place))
        if not best.differences:
            return replace(claim, verdict="same")
        moved = best.differences[0] != "period"
        told = len(best.differences) == 1 and (
            thing.is_of_one_other(found) if moved else best.sentence.period
        )
        if not told:
            return claim
        return replace(claim, verdict="differs", difference=best.differences[0], should_be=best.should_be)


def _order(claim: Claim) -> int:
    return claim.value_start


def _computed(claims: Sequence[Claim], sums: Mapping[int, Recomputed]) -> Iterator[Claim]:
    """*claims*, those that the library does not confirm by what the draft's own figures make."""
    known = {claim.value_start: claim for claim in claims}
    for claim in claims:
        told = sums.get(claim.value_start)
        confirmed = claim.verdict in ("same", "rounded")
        yield claim if told is None or confirmed else _recounted(claim, told, known)


def _recounted(claim: Claim, told: Recomputed, known: Mapping[int, Claim]) -> Claim:
    """*claim* on a sum or share: confirmed by figures that are confirmed themselves."""
    if not told.agrees:
        return replace(claim, verdict="differs", should_be=told.result, difference="sum", computed=told.text)
    operands = [known[at] for at in told.operands if at in known]
    if len(operands) < len(told.operands) or any(each.verdict != "same" for each in operands):
        return replace(claim, computed=told.text)
    bare = replace(claim, should_be=None, difference=None, computed=told.text)
    return replace(bare, verdict="same", citation=operands[0].citation)


def _undirected(figures: Sequence[Figure]) -> Iterator[Figure]:
    """*figures*, without the direction of those that have a change of their own: the change carries it."""
    changed = {figure.of for figure in figures if figure.relation == "change"}
    for figure in figures:
        yield replace(figure, direction=None) if figure.value_start in changed else figure
