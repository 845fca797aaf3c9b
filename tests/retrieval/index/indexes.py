"""Every Index that there is, behind the few calls that the contract and the benchmark make of each."""

from __future__ import annotations

import itertools
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from qdrant_client import QdrantClient

from corpus.document import Passage
from retrieval.index.arrays import Arrays, Mapped, write
from retrieval.index.cluster import Address
from retrieval.index.cluster.cluster import Cluster
from retrieval.index.postings import merged
from retrieval.index.schema import ArticleEntry, DocumentEntry, contents
from retrieval.index.search import Index, StoredIndex
from tests.retrieval.index.cluster.edge_cluster import EdgeCluster
from tests.retrieval.index.cluster.qdrant_server import serving

Entry = tuple[Passage, list[str]]  # a passage and its terms
Documents = Mapping[str, list[Entry]]
SERVER = "WENJU_TEST_QDRANT_URL"  # such as qdrant://127.0.0.1:6333/wenju-test?shards=6&replicas=2
ADDRESS = Address.parse("qdrant://127.0.0.1/wenju")


class Kept(Protocol):
    """An index with versions, one of which is in force."""

    def publish(self, version: str, documents: Documents) -> None: ...

    def index(self, version: str) -> Index: ...


def arrays_of(entries: Iterable[Entry]) -> dict[str, Any]:
    """What the index files of a library hold of the passages *entries*, in its order."""
    entries = list(entries)
    keys = list(dict.fromkeys((p.document, p.article) for p, _ in entries))
    sections = list(dict.fromkeys(p.section for p, _ in entries))
    numbers, rows = ({each: n for n, each in enumerate(some)} for some in (keys, sections))
    counts = Counter(name for name, _ in keys)
    documents = [DocumentEntry(name, 0, name, "", 0, count) for name, count in counts.items()]
    articles = [ArticleEntry(number, None, "undecided", None, "", None) for _, number in keys]
    columns = {
        "article": [numbers[p.document, p.article] for p, _ in entries],
        "start": [p.start for p, _ in entries],
        "stop": [p.end for p, _ in entries],
        "section": [rows[p.section] for p, _ in entries],
    }
    texts = {"documents": documents, "articles": articles, "sections": sections}
    arrays = merged(None, np.empty(0, np.int32), ((n, held, []) for n, (_, held) in enumerate(entries)))
    arrays |= {name: np.array(column, np.int32) for name, column in columns.items()}
    return arrays | {name: np.frombuffer(json.dumps(text).encode(), np.uint8) for name, text in texts.items()}


def index_over(entries: Iterable[Entry]) -> StoredIndex:
    """The index of the passages *entries*, in memory, as where no folder can be written."""
    arrays = Arrays(arrays_of(entries), {})
    return StoredIndex(arrays, contents(arrays))


class Embedded:
    """The index that is built in memory, of each version."""

    def __init__(self) -> None:
        self._versions: dict[str, StoredIndex] = {}

    def publish(self, version: str, documents: Documents) -> None:
        self._versions[version] = index_over(in_order(documents))

    def index(self, version: str) -> Index:
        return self._versions[version]


class Stored:
    """The index that stands beside a library: a folder a version, mapped."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def publish(self, version: str, documents: Documents) -> None:
        folder = self._folder / version
        folder.mkdir(exist_ok=True)
        write(folder, arrays_of(in_order(documents)), {})

    def index(self, version: str) -> Index:
        arrays = Mapped(self._folder / version)
        return StoredIndex(arrays, contents(arrays))


class Clustered:
    """The index on a cluster, whichever *client* speaks to it."""

    def __init__(self, client: Any, address: Address = ADDRESS) -> None:
        self.cluster = Cluster(client, address)

    def publish(self, version: str, documents: Documents) -> None:
        self.cluster.publish(version, lambda: in_order(documents))

    def index(self, version: str) -> Index:
        return self.cluster.index(version)


def in_order(documents: Documents) -> Iterator[Entry]:
    """The passages in order of the library."""
    return itertools.chain.from_iterable(documents[name] for name in sorted(documents))


Opened = Callable[[Path], AbstractContextManager[Kept]]  # in a folder; again in the same: after a restart


@contextmanager
def embedded(folder: Path) -> Iterator[Kept]:
    yield Embedded()


@contextmanager
def stored(folder: Path) -> Iterator[Kept]:
    yield Stored(folder)


@contextmanager
def local_in_memory(folder: Path) -> Iterator[Kept]:
    client = QdrantClient(":memory:")
    yield Clustered(client)
    client.close()


@contextmanager
def local_on_disk(folder: Path) -> Iterator[Kept]:
    client = QdrantClient(path=str(folder), force_disable_check_same_thread=True)
    yield Clustered(client)
    client.close()


def edge(shards: int) -> Opened:
    @contextmanager
    def opened(folder: Path) -> Iterator[Kept]:
        client = EdgeCluster(folder, shards)
        yield Clustered(client)
        client.close()

    return opened


@contextmanager
def over_http(folder: Path) -> Iterator[Kept]:
    """The engine in two shards behind the REST API, asked as a server is."""
    with serving(folder, shards=2) as port:
        cluster = Cluster.open(Address.parse(f"qdrant://127.0.0.1:{port}/wenju"))
        kept = Clustered.__new__(Clustered)
        kept.cluster = cluster
        yield kept
        cluster.close()


@contextmanager
def server(folder: Path) -> Iterator[Kept]:
    """A real one; what the tests put there goes again."""
    address = Address.parse(os.environ[SERVER])
    cluster = Cluster.open(address)
    kept = Clustered.__new__(Clustered)
    kept.cluster = cluster
    yield kept
    cluster.close()


KINDS: dict[str, Opened] = {
    "embedded": embedded,
    "stored": stored,
    "local, in memory": local_in_memory,
    "local, on disk": local_on_disk,
    "engine, 1 shard": edge(1),
    "engine, 4 shards": edge(4),
    "engine over HTTP": over_http,
    "server": server,
}
