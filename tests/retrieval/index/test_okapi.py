"""okapi: the package rank_bm25 defines the score; what an index holds changes with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import rank_bm25

from retrieval.index.okapi import Okapi
from retrieval.index.postings import merged

CORPUS = [["扫黑", "成果"], ["成果", "成果", "普法"], ["成果"], []]
IDF = rank_bm25.BM25Okapi._calc_idf


def weighed() -> dict[str, list[float]]:
    """What the index of CORPUS holds from the package."""
    passages = ((number, terms, []) for number, terms in enumerate(CORPUS))
    arrays = merged(None, np.empty(0, np.int32), passages)
    return {name: arrays[name].tolist() for name in ("idf", "okapi")}


def test_an_index_holds_what_the_package_computes_over_the_texts() -> None:
    theirs = rank_bm25.BM25Okapi([sorted(terms) for terms in CORPUS])
    terms = sorted(theirs.idf, key=str.encode)
    assert weighed() == {
        "idf": [theirs.idf[term] for term in terms],
        "okapi": [theirs.k1, theirs.b, theirs.avgdl],
    }


def test_counts_give_what_the_texts_give() -> None:
    theirs = rank_bm25.BM25Okapi(CORPUS)
    ours = Okapi({"扫黑": 1, "成果": 3, "普法": 1}, [2, 3, 1, 0])
    names = ("k1", "b", "epsilon", "avgdl", "corpus_size", "average_idf", "idf", "doc_len")
    assert {name: getattr(ours, name) for name in names} == {name: getattr(theirs, name) for name in names}


def doubled(self: Any, held: dict[Any, int]) -> None:
    IDF(self, held)
    self.idf = {term: 2 * idf for term, idf in self.idf.items()}


def longer(self: Any, corpus: Any, initialize: Callable[..., Any] = rank_bm25.BM25._initialize) -> Any:
    found = initialize(self, corpus)
    self.avgdl += 1
    return found


@pytest.mark.parametrize(
    ("target", "name", "value", "changed"),
    [
        (rank_bm25.BM25Okapi.__init__, "__defaults__", (None, 2.0, 0.75, 0.25), "okapi"),  # k1
        (rank_bm25.BM25Okapi.__init__, "__defaults__", (None, 1.5, 0.5, 0.25), "okapi"),  # b
        (rank_bm25.BM25Okapi.__init__, "__defaults__", (None, 1.5, 0.75, 0.5), "idf"),  # epsilon
        (rank_bm25.BM25Okapi, "_calc_idf", doubled, "idf"),
        (rank_bm25.BM25, "_initialize", longer, "okapi"),  # the mean length
    ],
    ids=["k1", "b", "epsilon", "idf", "mean length"],
)
def test_an_index_changes_with_the_package(
    target: Any, name: str, value: Any, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = weighed()
    monkeypatch.setattr(target, name, value)
    after = weighed()
    assert [each for each in before if before[each] != after[each]] == [changed]
