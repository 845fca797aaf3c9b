"""Points: what a collection holds, and the BM25 in it.

A score is a sum over terms of idf * tf (k1 + 1) / (tf + norm). The second factor depends on the passage alone
and is its vector; the idf of the whole library is the query's. So the dot product is the score, to float32,
however many shards the passages lie on: an idf that each shard counts for itself is another in each.

    a point a passage    its vector; document, article, section, start, end
    a point a term       no vector; its dimension (row) and the number of passages that hold it (held)
    a point a document   no vector; a digest of its passages
    one summary          the version, N, the mean length, how many terms are held by how many passages
"""

from __future__ import annotations

import hashlib
import math
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

from qdrant_client import models

from corpus.document import Passage
from retrieval.index.okapi import EPSILON, K1, B
from retrieval.index.search import Hit

Terms = list[str]
Entry = tuple[Passage, Terms]
Passages = Iterable[Entry]
Item = TypeVar("Item")

VECTOR = "words"


@dataclass(frozen=True)
class Summary:
    """The statistics of a collection, by which its passages are scored.

    `average` is the mean number of terms when it was loaded, and part of every vector; `rows` the number of
    dimensions; `spread` how many terms are in 1, 2, … passages; `whole` is False during an update.
    """

    version: str
    passages: int
    average: float
    rows: int
    spread: Mapping[int, int]
    whole: bool = True

    def idf(self, held: int) -> float:
        """The idf of a term that *held* passages contain, with rank_bm25's floor."""
        own = self._plain(held)
        return own if own >= 0 else EPSILON * self._mean

    def _plain(self, held: int) -> float:
        return math.log(self.passages - held + 0.5) - math.log(held + 0.5)

    @cached_property
    def _mean(self) -> float:
        total = sum(number * self._plain(held) for held, number in self.spread.items())
        return total / max(1, sum(self.spread.values()))

    def payload(self) -> dict[str, Any]:
        fields = {name: getattr(self, name) for name in ("version", "passages", "average", "rows", "whole")}
        return {**fields, "spread": [[held, number] for held, number in sorted(self.spread.items())]}

    @classmethod
    def of(cls, payload: Mapping[str, Any]) -> Summary:
        return cls(**{**payload, "spread": dict(payload["spread"])})


def id_of(kind: str, name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{kind}\0{name}"))


def article_of(document: str, number: int) -> str:
    return f"{document}#{number}"


def of_passage(passage: Passage, terms: Terms, rows: Mapping[str, int], average: float) -> Any:
    norm = K1 * (1 - B + B * len(terms) / average)
    counts = Counter(terms)
    vector = models.SparseVector(
        indices=[rows[term] for term in counts],
        values=[n * (K1 + 1) / (n + norm) for n in counts.values()],
    )
    payload = {
        "document": passage.document,
        "article": article_of(passage.document, passage.article),
        "section": passage.section,
        "start": passage.start,
        "end": passage.end,
    }
    key = id_of("passage", f"{passage.document}\0{passage.start}")
    return models.PointStruct(id=key, vector={VECTOR: vector} if counts else {}, payload=payload)


def of_term(key: str, row: int, held: int) -> Any:
    return _plain(key, {"row": row, "held": held})


def of_document(document: str, digest: str) -> Any:
    return _plain(id_of("listed", document), {"listed": document, "digest": digest})


def of_summary(summary: Summary) -> Any:
    return _plain(id_of("summary", ""), summary.payload())


def _plain(key: str, payload: dict[str, Any]) -> Any:
    return models.PointStruct(id=key, vector={}, payload=payload)


def rows_of(point: Any) -> list[int]:
    """The dimensions of a passage's vector."""
    return list(point.vector[VECTOR].indices) if point.vector else []


def hit_of(point: Any) -> Hit:
    found = point.payload
    number = int(found["article"].rpartition("#")[2])
    return Hit(
        Passage(found["document"], number, found["section"], found["start"], found["end"]), point.score
    )


def any_of(key: str, values: list[Any]) -> Any:
    return models.Filter(must=[models.FieldCondition(key=key, match=models.MatchAny(any=values))])


def digests_of(passages: Passages) -> dict[str, str]:
    """A digest of each document's passages and their terms."""
    found: dict[str, Any] = {}
    for passage, terms in passages:
        state = found.setdefault(passage.document, hashlib.blake2b(digest_size=12))
        state.update(f"{passage}\0{' '.join(terms)}\n".encode())
    return {document: state.hexdigest() for document, state in found.items()}


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
