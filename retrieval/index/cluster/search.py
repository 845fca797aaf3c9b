"""QdrantIndex: a collection, searched like the stored index."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from qdrant_client import models

from corpus.document import ArticleKey
from retrieval.index.cluster.points import VECTOR, Summary, any_of, article_of, hit_of, id_of
from retrieval.index.search import Hit

SPARE = 16  # hits fetched beyond those asked for, to see where a tie ends
MOST = 10_000  # points fetched at most to settle a tie or to count a union
TIED = 1e-6  # scores are float32: what differs by less is the same
NOTHING = 1e-30  # instead of an idf of 0, whose term Qdrant would ignore
KEPT_TERMS = 100_000


class QdrantIndex:
    """One collection. Caches the terms it has looked up; safe to share between threads."""

    def __init__(self, client: Any, name: str, summary: Summary) -> None:
        self._client, self._name, self._summary = client, name, summary
        self._terms: dict[str, tuple[int, int]] = {}  # see _looked_up

    @property
    def size(self) -> int:
        return self._summary.passages

    def search(
        self, terms: Sequence[str], *, within: Collection[ArticleKey] | None = None, limit: int = 10
    ) -> list[Hit]:
        weights = self._weights(terms)
        if limit < 1 or not weights or (within is not None and not within):
            return []
        some = None if within is None else any_of("article", sorted({article_of(*key) for key in within}))
        fetched = limit + SPARE
        while True:
            hits = [hit_of(point) for point in self._nearest(weights, some, fetched, payload=True)]
            scores = sorted(hit.score for hit in hits)
            if len(hits) < fetched or fetched >= MOST or not _tied(scores[0], scores[-limit]):
                return _ordered(hits)[:limit]
            fetched *= 4

    def _weights(self, terms: Sequence[str]) -> dict[int, float]:
        """What each of the known *terms* counts, by its row, as often as it is asked for."""
        table = self._looked_up(terms)
        weights: defaultdict[int, float] = defaultdict(float)
        for row, held in (table[term] for term in terms):
            if held:
                weights[row] += self._summary.idf(held) or NOTHING
        return weights

    def frequency(self, words: Iterable[str]) -> float:
        """Exact up to MOST passages that hold them; above, as if words fell independently of each other."""
        if not self.size:
            return 0.0
        wanted = list(dict.fromkeys(words))
        self._looked_up(w for word in wanted for w in (word, *_pairs(word)))
        counts = [self._count(word) for word in wanted]
        if sum(1 for count in counts if count) <= 1:
            return max(counts, default=0) / self.size
        if sum(counts) <= MOST:
            return len(set().union(*map(self._holders, wanted))) / self.size
        return 1 - math.prod(1 - count / self.size for count in counts)

    def _count(self, word: str) -> int:
        """How many passages hold *word*; for a word that no segmenter has cut out, all its bigrams."""
        held = self._looked_up([word])[word][1]
        if held or len(word) <= 2:
            return held
        fewest = min(count for _, count in self._looked_up(_pairs(word)).values())
        return fewest if fewest > MOST else len(self._holders(word))

    def _holders(self, word: str) -> set[str]:
        """The ids of the passages that `_count` counts."""
        row, held = self._looked_up([word])[word]
        if held:
            return self._holding(row, held)
        pairs = sorted(self._looked_up(_pairs(word)).values(), key=lambda found: found[1])
        found: set[str] = set()
        for number, (row, held) in enumerate(pairs):
            found = self._holding(row, held, found if number else None) if held else set()
            if not found:
                break
        return found

    def _holding(self, row: int, held: int, among: set[str] | None = None) -> set[str]:
        some = None if among is None else models.Filter(must=[models.HasIdCondition(has_id=sorted(among))])
        most = held + SPARE if among is None else len(among)
        return {str(point.id) for point in self._nearest({row: 1.0}, some, most, payload=False)}

    def _nearest(self, weights: Mapping[int, float], some: Any, limit: int, *, payload: bool) -> list[Any]:
        vector = models.SparseVector(indices=list(weights), values=list(weights.values()))
        found = self._client.query_points(
            self._name, query=vector, using=VECTOR, query_filter=some, limit=limit, with_payload=payload
        )
        return list(found.points)

    def _looked_up(self, terms: Iterable[str]) -> dict[str, tuple[int, int]]:
        """(row, passages that hold it) of each term, (-1, 0) for one that is unknown; asked for once."""
        found = {term: self._terms.get(term) for term in terms}
        ids = {id_of("term", term): term for term, known in found.items() if known is None}
        if ids:
            points = self._client.retrieve(self._name, list(ids))
            stored = {str(point.id): point.payload for point in points}
            if len(self._terms) > KEPT_TERMS:
                self._terms.clear()
            for key, term in ids.items():
                payload = stored.get(key, {"row": -1, "held": 0})
                self._terms[term] = found[term] = (payload["row"], payload["held"])
        return {term: known for term, known in found.items() if known is not None}


def _pairs(word: str) -> list[str]:
    return [word[i : i + 2] for i in range(len(word) - 1)] if len(word) > 2 else []


def _ordered(hits: list[Hit]) -> list[Hit]:
    """Best first; those whose scores are the same in float32, in order of the library."""
    falling = sorted(hits, key=lambda hit: -hit.score)
    highest, level = math.inf, 0
    levels = []
    for hit in falling:
        if not _tied(hit.score, highest):
            highest, level = hit.score, level + 1
        levels.append((level, hit.passage.document, hit.passage.start, hit))
    return [hit for *_, hit in sorted(levels, key=lambda each: each[:3])]


def _tied(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=TIED, abs_tol=NOTHING * 1000)
