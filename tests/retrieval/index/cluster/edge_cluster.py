"""A cluster without a server: Qdrant's own engine, one shard a folder, asked and merged as a server does.

It answers the calls of qdrant_client.QdrantClient that retrieval.index.cluster makes. Points go to the shard
their id hashes to; a search asks every shard and keeps the best of all; aliases are one file, replaced
at once. What it cannot show: the network, replicas, and a server's own bookkeeping.
"""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import qdrant_edge as edge
from qdrant_client import models


class EdgeCluster:
    """Collections of *shards* shards each in *folder*; open again on the same folder, all is still there."""

    def __init__(self, folder: Path, shards: int, *, idf: bool = False) -> None:
        self._folder, self._count = folder, shards
        self._modifier = edge.Modifier.Idf if idf else None  # each shard's own idf, to compare with
        self._open: dict[str, list[edge.EdgeShard]] = {}
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(each for each in folder.iterdir() if each.is_dir()):
            self._open[path.name] = [edge.EdgeShard.load(str(p)) for p in sorted(path.iterdir())]

    def close(self) -> None:
        for shards in self._open.values():
            for shard in shards:
                shard.flush()
                shard.close()
        self._open.clear()

    # collections and aliases

    def get_collections(self) -> Any:
        return SimpleNamespace(collections=[SimpleNamespace(name=name) for name in self._open])

    def create_collection(self, name: str, *, sparse_vectors_config: Any, **_: Any) -> None:
        config = edge.EdgeConfig(
            sparse_vectors={
                vector: edge.EdgeSparseVectorParams(modifier=self._modifier)
                for vector in sparse_vectors_config
            }
        )
        folders = [self._folder / name / str(number) for number in range(self._count)]
        for each in folders:
            each.mkdir(parents=True)
        self._open[name] = [edge.EdgeShard.create(str(each), config) for each in folders]

    def delete_collection(self, name: str) -> None:
        for shard in self._open.pop(name):
            shard.close()
        shutil.rmtree(self._folder / name)

    def create_payload_index(self, name: str, key: str, kind: Any) -> None:
        kinds = {"keyword": edge.PayloadSchemaType.Keyword, "integer": edge.PayloadSchemaType.Integer}
        for shard in self._open[name]:
            shard.update(edge.UpdateOperation.create_field_index(key, kinds[kind.value]))

    def get_aliases(self) -> Any:
        pairs = self._aliases().items()
        return SimpleNamespace(aliases=[SimpleNamespace(alias_name=a, collection_name=c) for a, c in pairs])

    def update_collection_aliases(self, steps: Iterable[Any]) -> None:
        aliases = self._aliases()
        for step in steps:
            if isinstance(step, models.DeleteAliasOperation):
                del aliases[step.delete_alias.alias_name]
            else:
                aliases[step.create_alias.alias_name] = step.create_alias.collection_name
        new = self._folder / "aliases.new"
        new.write_text(json.dumps(aliases), encoding="utf-8")
        new.replace(self._folder / "aliases.json")

    def _aliases(self) -> dict[str, str]:
        path = self._folder / "aliases.json"
        return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}

    # points

    def upsert(self, name: str, points: Iterable[Any]) -> None:
        for shard, some in self._spread(name, points, lambda point: point.id):
            shard.update(edge.UpdateOperation.upsert_points([_point(point) for point in some]))

    def delete(self, name: str, selector: Any) -> None:
        for shard, some in self._spread(name, selector.points, lambda key: key):
            shard.update(edge.UpdateOperation.delete_points(some))

    def retrieve(self, name: str, ids: Iterable[str]) -> list[Any]:
        spread = self._spread(name, ids, lambda key: key)
        return [
            p for shard, some in spread for p in shard.retrieve(some, with_payload=True, with_vector=False)
        ]

    def query_points(
        self, name: str, *, query: Any, using: str, query_filter: Any, limit: int, with_payload: bool
    ) -> Any:
        asked = edge.QueryRequest(
            limit=limit,
            query=edge.Query.Nearest(edge.SparseVector(query.indices, query.values), using=using),
            filter=_filter(query_filter),
            with_payload=with_payload,
        )
        found = [point for shard in self._open[name] for point in shard.query(asked)]
        return SimpleNamespace(points=sorted(found, key=lambda point: -point.score)[:limit])

    def scroll(
        self, name: str, some: Any, *, limit: int, offset: Any, with_payload: bool, with_vectors: bool
    ) -> tuple[list[Any], Any]:
        """Shard after shard; an offset is (shard, the shard's own)."""
        number, after = offset or (0, None)
        points, after = self._open[name][number].scroll(
            edge.ScrollRequest(
                offset=after,
                limit=limit,
                filter=_filter(some),
                with_payload=with_payload,
                with_vector=with_vectors,
            )
        )
        if after is None:
            return points, (number + 1, None) if number + 1 < self._count else None
        return points, (number, after)

    # what only tests and benchmarks need

    def optimize(self, name: str) -> None:
        """Build the shards' indexes, as a server does in the background."""
        for shard in self._open[name]:
            while shard.optimize():
                pass
            shard.flush()

    def _spread(self, name: str, items: Iterable[Any], key: Any) -> list[tuple[edge.EdgeShard, list[Any]]]:
        """The items by the shard that their id hashes to."""
        by_shard: dict[int, list[Any]] = {}
        for item in items:
            by_shard.setdefault(zlib.crc32(str(key(item)).encode()) % self._count, []).append(item)
        return [(self._open[name][number], some) for number, some in by_shard.items()]


def _point(point: Any) -> edge.Point:
    vector = {name: edge.SparseVector(v.indices, v.values) for name, v in point.vector.items()}
    return edge.Point(point.id, vector, point.payload)


def _filter(given: Any) -> edge.Filter | None:
    if given is None:
        return None
    return edge.Filter(
        must=[_condition(each) for each in given.must or ()] or None,
        must_not=[_condition(each) for each in given.must_not or ()] or None,
    )


def _condition(given: Any) -> Any:
    if isinstance(given, models.HasIdCondition):
        return edge.HasIdCondition(set(given.has_id))
    if isinstance(given, models.IsEmptyCondition):
        return edge.IsEmptyCondition(given.is_empty.key)
    return edge.FieldCondition(key=given.key, match=edge.MatchAny(given.match.any))
