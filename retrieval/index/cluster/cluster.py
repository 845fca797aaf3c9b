"""Cluster: the versions of one library's index on Qdrant, and how one becomes the next.

A version is a collection of its own, NAME-1, NAME-2, …; the alias NAME points to the current one.
"""

from __future__ import annotations

import itertools
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from qdrant_client import QdrantClient, models

from corpus.errors import ClusterError
from corpus.library.library import Progress
from retrieval.index.cluster.address import Address
from retrieval.index.cluster.connection import Translated
from retrieval.index.cluster.points import (
    VECTOR,
    Entry,
    Passages,
    Summary,
    any_of,
    batches,
    digests_of,
    id_of,
    of_document,
    of_passage,
    of_summary,
    of_term,
    rows_of,
)
from retrieval.index.cluster.search import QdrantIndex

BATCH = 256  # points a request
LITTLE = 20  # up to 1/20 of the passages are changed in place, more are loaded as a new version


class Cluster:
    """The versions of one library's index on a cluster. One process at a time may change it."""

    def __init__(self, client: Any, address: Address) -> None:
        self._client = Translated(client, address)
        self._address = address

    @classmethod
    def open(cls, address: Address) -> Cluster:
        """Raises ClusterError where no server answers."""
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Api key is used")  # without TLS: the address says so itself
            client = QdrantClient(
                host=address.host,
                port=address.port,
                https=address.secure,
                api_key=address.key,
                timeout=60,
                check_compatibility=False,  # it would warn on standard error where nothing answers
            )
        cluster = cls(client, address)
        cluster._in_force()
        return cluster

    def close(self) -> None:
        self._client.close()

    @property
    def version(self) -> str | None:
        """The current version of the library; None if there is none, or an update was interrupted."""
        name = self._in_force()
        summary = self._summary(name) if name else None
        return summary.version if summary is not None and summary.whole else None

    def index(self, version: str) -> QdrantIndex:
        """The current index. Raises ClusterError if that is not *version*.

        A reader stays with its collection: the one before the newest is kept for such readers.
        """
        name = self._in_force()
        summary = self._summary(name) if name else None
        if name is None or summary is None:
            raise ClusterError("集群上还没有这个库的索引：请先运行 wenju library index。")
        if not summary.whole or summary.version != version:
            raise ClusterError("集群上的索引和这个库不是同一个版本：请运行 wenju library index。")
        return QdrantIndex(self._client, name, summary)

    # updates

    def publish(
        self, version: str, passages: Callable[[], Passages], progress: Progress | None = None
    ) -> None:
        """Make *version* current: by the alias if it is there, in place if little changed, else as a whole.

        *passages* returns all passages with their terms and is called twice or more.
        """
        name = self._in_force()
        if self._switched_back(version, name):
            return
        changed = self._changed(name, passages) if name else None
        if changed is None:
            self.load(version, passages, progress)
        else:
            self.update(version, changed, progress)

    def _changed(self, name: str, passages: Callable[[], Passages]) -> dict[str, list[Entry]] | None:
        """The passages of each document that differs in *name*; None if they are more than a few."""
        summary = self._summary(name)
        if summary is None or not summary.whole:
            return None
        stored, digests = self._digests(name), digests_of(passages())
        differing = [each for each in stored | digests if stored.get(each) != digests.get(each)]
        changed: dict[str, list[Entry]] = {document: [] for document in differing}
        for passage, terms in passages():
            if passage.document in changed:
                changed[passage.document].append((passage, terms))
        little = sum(map(len, changed.values())) * LITTLE <= summary.passages
        return changed if little else None

    def load(self, version: str, passages: Callable[[], Passages], progress: Progress | None = None) -> None:
        """Load a whole version beside the current one, then switch to it in one step.

        *passages* is called twice: idf and mean length are known only after all have been seen.
        """
        held: Counter[str] = Counter()
        count = words = 0
        for _, terms in passages():
            held.update(list(dict.fromkeys(terms)))  # each once, in an order that does not change
            count, words = count + 1, words + len(terms)
        rows = {term: row for row, term in enumerate(held)}
        summary = Summary(version, count, words / count if words else 1.0, len(rows), Counter(held.values()))
        name = self._created()
        digests = digests_of(passages())
        total, sent = count + len(rows) + len(digests), 0
        vectors = (of_passage(each, terms, rows, summary.average) for each, terms in passages())
        table = (of_term(id_of("term", t), rows[t], n) for t, n in held.items())
        listed = (of_document(document, digest) for document, digest in digests.items())
        for points in (vectors, table, listed):
            for batch in batches(points, BATCH):
                self._client.upsert(name, batch)
                sent += len(batch)
                if progress is not None:
                    progress(sent, total)
        self._client.upsert(name, [of_summary(summary)])
        self._switch(name)

    def update(
        self,
        version: str,
        documents: Mapping[str, Sequence[Entry]],
        progress: Progress | None = None,
    ) -> None:
        """Replace the passages of *documents*, with none to remove one, and name the result *version*.

        It happens in place: readers may see a document half changed, and use an idf they cached; the mean
        length stays as it was loaded. If it is interrupted, `version` is None until a version is loaded.
        """
        name = self._in_force()
        summary = self._summary(name) if name else None
        if name is None or summary is None:
            raise ClusterError("集群上还没有这个库的索引：请先运行 wenju library index。")
        self._client.upsert(name, [of_summary(replace(summary, whole=False))])
        for done, (document, passages) in enumerate(documents.items(), 1):
            summary = self._replaced(name, summary, document, passages)
            if progress is not None:
                progress(done, len(documents))
        self._client.upsert(name, [of_summary(replace(summary, version=version))])

    def _replaced(self, name: str, summary: Summary, document: str, passages: Sequence[Entry]) -> Summary:
        """The summary after *document* has been given *passages*."""
        old = list(self._scrolled(name, "document", [document], vectors=True))
        lost = Counter(row for point in old for row in rows_of(point))
        gained = Counter(id_of("term", term) for _, terms in passages for term in set(terms))
        before = self._table(name, gained, lost)
        table = _counted_anew(before, gained, lost, summary.rows)
        changed = [of_term(key, *row) for key, row in table.items()]
        numbers = {term: table[id_of("term", term)][0] for _, terms in passages for term in terms}
        points = [of_passage(each, terms, numbers, summary.average) for each, terms in passages]
        digest = digests_of(passages).get(document)
        listed = of_document(document, digest or "")
        gone = {str(point.id) for point in old} - {point.id for point in points}
        self._change(name, [*points, *changed, listed], [*gone, *([] if digest else [listed.id])])
        passages_now = summary.passages + len(points) - len(old)
        rows = summary.rows + len(table) - len(before)
        return replace(summary, passages=passages_now, rows=rows, spread=_spread(summary, before, table))

    def _change(self, name: str, points: Sequence[Any], gone: Sequence[Any]) -> None:
        for batch in batches(points, BATCH):
            self._client.upsert(name, batch)
        for batch in batches(gone, BATCH):
            self._client.delete(name, models.PointIdsList(points=batch))

    def _table(self, name: str, keys: Iterable[str], rows: Iterable[int]) -> dict[str, tuple[int, int]]:
        """(row, passages that hold it) of the stored terms that have these ids, or these rows."""
        known = (p for batch in batches(keys, BATCH) for p in self._client.retrieve(name, batch))
        found = itertools.chain(known, self._scrolled(name, "row", list(rows)))
        return {str(point.id): (point.payload["row"], point.payload["held"]) for point in found}

    # collections and points

    def _switched_back(self, version: str, in_force: str | None) -> bool:
        """Whether *version* is current, or was the one before and has been made current again."""
        for name in self._collections():
            summary = self._summary(name)
            if summary is not None and summary.whole and summary.version == version:
                if name != in_force:
                    self._switch(name)
                return True
        return False

    def _in_force(self) -> str | None:
        aliases = self._client.get_aliases().aliases
        return next((a.collection_name for a in aliases if a.alias_name == self._address.name), None)

    def _collections(self) -> list[str]:
        """The collections of this library, oldest first."""
        found = (each.name.rpartition("-") for each in self._client.get_collections().collections)
        numbers = sorted(int(n) for name, _, n in found if name == self._address.name and n.isdecimal())
        return [f"{self._address.name}-{number}" for number in numbers]

    def _created(self) -> str:
        """A new collection; all others but the current one are deleted, also those of interrupted loads."""
        there, in_force = self._collections(), self._in_force()
        for name in there:
            if name != in_force:
                self._client.delete_collection(name)
        number = int(there[-1].rpartition("-")[2]) + 1 if there else 1
        name = f"{self._address.name}-{number}"
        self._client.create_collection(
            name,
            vectors_config={},
            sparse_vectors_config={VECTOR: models.SparseVectorParams()},
            shard_number=self._address.shards,
            replication_factor=self._address.replicas,
        )
        kinds = models.PayloadSchemaType
        for key, kind in (("document", kinds.KEYWORD), ("article", kinds.KEYWORD), ("row", kinds.INTEGER)):
            self._client.create_payload_index(name, key, kind)
        self._client.create_payload_index(name, "listed", kinds.KEYWORD)
        return name

    def _switch(self, name: str) -> None:
        """Point the alias to *name*, in one step."""
        gone = models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=self._address.name))
        new = models.CreateAlias(collection_name=name, alias_name=self._address.name)
        steps = [gone] if self._in_force() else []
        self._client.update_collection_aliases([*steps, models.CreateAliasOperation(create_alias=new)])

    def _summary(self, name: str) -> Summary | None:
        found = self._client.retrieve(name, [id_of("summary", "")])
        return Summary.of(found[0].payload) if found else None

    def _digests(self, name: str) -> dict[str, str]:
        """The digest of each document's passages."""
        every = models.Filter(must_not=[models.IsEmptyCondition(is_empty=models.PayloadField(key="listed"))])
        return {p.payload["listed"]: p.payload["digest"] for p in self._pages(name, every, vectors=False)}

    def _scrolled(self, name: str, key: str, values: list[Any], *, vectors: bool = False) -> Iterator[Any]:
        """The points whose *key* is one of *values*."""
        for batch in batches(values, BATCH):
            yield from self._pages(name, any_of(key, batch), vectors=vectors)

    def _pages(self, name: str, some: Any, *, vectors: bool) -> Iterator[Any]:
        after = None
        while True:
            points, after = self._client.scroll(
                name, some, limit=BATCH, offset=after, with_payload=True, with_vectors=vectors
            )
            yield from points
            if after is None:
                return


def _counted_anew(
    before: Mapping[str, tuple[int, int]], gained: Counter[str], lost: Counter[int], rows: int
) -> dict[str, tuple[int, int]]:
    """(row, passages that hold it) by the ids of the terms *before*, and of those *gained*, in new *rows*."""
    new = {key: (row, 0) for row, key in enumerate((key for key in gained if key not in before), rows)}
    known = {**before, **new}
    return {key: (row, held + gained[key] - lost[row]) for key, (row, held) in known.items()}


def _spread(
    summary: Summary, before: Mapping[str, tuple[int, int]], table: Mapping[str, tuple[int, int]]
) -> Counter[int]:
    """How many terms are held by how many passages, after the terms *before* have become *table*."""
    spread = Counter(summary.spread)
    spread.subtract(held for _, held in before.values())
    spread.update(held for _, held in table.values())
    return Counter({held: number for held, number in spread.items() if held and number})
