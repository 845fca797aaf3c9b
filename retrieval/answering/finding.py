"""Findings: what one scope has for a question, or why it has nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.answering.answer import Remark
from retrieval.answering.decision import model
from retrieval.answering.evidence import Evidence
from retrieval.answering.scopes import Scope

HIDDEN = 0.58  # the share of the question that a sentence covers whose blanked-out figure is asked for


@dataclass(frozen=True, slots=True)
class Finding:
    """What one scope has for a question: sentences in the order to show, or the reason for none.

    `closest` are the nearest sentences where none answers; `best` is the probability of the first one, for
    a list of measures its score, at most 1.
    """

    scope: Scope | None
    chosen: tuple[Evidence, ...] = ()
    masked: tuple[Evidence, ...] = ()
    closest: tuple[Evidence, ...] = ()
    remarks: tuple[Remark, ...] = ()
    best: float = 0.0


def unclear(good: Sequence[Evidence], found: Sequence[Evidence], scope: Scope | None) -> Finding:
    """What is found where nothing answers: a blanked-out figure, or the nearest sentences."""
    best = found[0].probability if found else 0.0
    hiding = good or [each for each in found if hides_it(each)]
    if hiding:
        return Finding(scope, masked=tuple(hiding[:1]), best=best)
    near = model().thresholds.close
    return Finding(scope, closest=tuple(e for e in found[:2] if e.probability >= near), best=best)


def nothing(findings: Sequence[Finding]) -> Finding:
    """What is said where no article answers."""
    rest = sorted(findings, key=lambda f: (not f.masked, -f.best))
    if rest and rest[0].masked:
        return rest[0]
    dated = next((f.remarks for f in rest if f.remarks), ())
    closest = tuple(each for f in rest[:2] for each in f.closest[:1])
    return Finding(None, closest=closest, remarks=dated or (Remark("nothing"),))


def hidden(finding: Finding) -> Finding:
    """*finding* as one that tells only that the name is blanked out."""
    return Finding(None, masked=finding.chosen[:1], best=finding.best)


def hides_it(each: Evidence) -> bool:
    """Whether a sentence blanks out what is asked for: it covers the question and gives no such figure."""
    return each.sentence.masked and not each.clear and each["all"] >= HIDDEN
