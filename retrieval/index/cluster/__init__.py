"""The same index on a cluster: passages in Qdrant as sparse vectors, scored as BM25Okapi scores them.

cluster = opened(Address.parse("qdrant://127.0.0.1:6333/wenju"))
cluster.publish(library.version, passages)   # all of them, or what changed
index = cluster.index(library.version)       # an Index, like the stored one
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.errors import BadSetting
from corpus.library.library import Library, Progress
from corpus.library.union import Joint
from retrieval.index.cluster.address import Address

__all__ = ["Address", "opened", "publish"]

if TYPE_CHECKING:
    from retrieval.index.cluster.cluster import Cluster


def opened(address: Address) -> Cluster:
    """The cluster at *address*. Raises BadSetting without qdrant-client, ClusterError if none answers."""
    try:
        from retrieval.index.cluster.cluster import Cluster
    except ImportError as error:
        raise BadSetting("用集群要先装 qdrant-client：请运行 pip install qdrant-client。") from error
    return Cluster.open(address)


def publish(library: Library, cluster: Cluster, progress: Progress | None = None) -> None:
    """Bring *cluster* to the version of *library*. Raises ClusterError."""
    from retrieval.index.build import indexed

    with library.snapshot():
        cluster.publish(library.version, lambda: indexed(Joint(library)), progress)
