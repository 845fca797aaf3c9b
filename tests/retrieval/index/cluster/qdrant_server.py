"""A Qdrant server on loopback: the engine of edge_cluster behind the cluster's REST calls."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from qdrant_client import models

from tests.retrieval.index.cluster.edge_cluster import EdgeCluster

Call = Callable[[EdgeCluster, str, Any], Any]


def _records(points: list[Any]) -> list[dict[str, Any]]:
    return [{"id": str(p.id), "payload": p.payload, "vector": _vector(p.vector)} for p in points]


def _vector(given: Any) -> Any:
    return {name: {"indices": v.indices, "values": v.values} for name, v in (given or {}).items()}


def _aliases(engine: EdgeCluster, _name: str, _body: Any) -> Any:
    return {"aliases": [vars(alias) for alias in engine.get_aliases().aliases]}


def _collections(engine: EdgeCluster, _name: str, _body: Any) -> Any:
    return {"collections": [vars(each) for each in engine.get_collections().collections]}


def _create(engine: EdgeCluster, name: str, body: Any) -> Any:
    engine.create_collection(name, sparse_vectors_config=body["sparse_vectors"])
    return True


def _index(engine: EdgeCluster, name: str, body: Any) -> Any:
    engine.create_payload_index(name, body["field_name"], models.PayloadSchemaType(body["field_schema"]))
    return {"status": "completed", "operation_id": 0}


def _drop(engine: EdgeCluster, name: str, _body: Any) -> Any:
    engine.delete_collection(name)
    return True


def _switch(engine: EdgeCluster, _name: str, body: Any) -> Any:
    engine.update_collection_aliases(models.ChangeAliasesOperation(**body).actions)
    return True


def _upsert(engine: EdgeCluster, name: str, body: Any) -> Any:
    engine.upsert(name, models.PointsList(**body).points)
    return {"status": "completed", "operation_id": 0}


def _delete(engine: EdgeCluster, name: str, body: Any) -> Any:
    engine.delete(name, models.PointIdsList(**body))
    return {"status": "completed", "operation_id": 0}


def _retrieve(engine: EdgeCluster, name: str, body: Any) -> Any:
    return _records(engine.retrieve(name, body["ids"]))


def _query(engine: EdgeCluster, name: str, body: Any) -> Any:
    found = engine.query_points(
        name,
        query=models.SparseVector(**(body["query"].get("nearest") or body["query"])),
        using=body["using"],
        query_filter=models.Filter(**body["filter"]) if body.get("filter") else None,
        limit=body["limit"],
        with_payload=body["with_payload"],
    )
    return {
        "points": [
            {"id": str(p.id), "version": 0, "score": p.score, "payload": p.payload} for p in found.points
        ]
    }


def _scroll(engine: EdgeCluster, name: str, body: Any) -> Any:
    """An offset is "shard id": a server's is the id alone, and a client hands back what it was given."""
    shard, _, after = (body.get("offset") or "").partition(" ")
    points, following = engine.scroll(
        name,
        models.Filter(**body["filter"]),
        limit=body["limit"],
        offset=(int(shard), after or None) if shard else None,
        with_payload=body["with_payload"],
        with_vectors=body["with_vector"],
    )
    offset = f"{following[0]} {following[1] or ''}" if following else None
    return {"points": _records(points), "next_page_offset": offset}


CALLS: list[tuple[str, re.Pattern[str], Call]] = [
    ("GET", re.compile(r"/aliases"), _aliases),
    ("GET", re.compile(r"/collections"), _collections),
    ("POST", re.compile(r"/collections/aliases"), _switch),
    ("PUT", re.compile(r"/collections/([^/]+)/index"), _index),
    ("PUT", re.compile(r"/collections/([^/]+)/points"), _upsert),
    ("POST", re.compile(r"/collections/([^/]+)/points/delete"), _delete),
    ("POST", re.compile(r"/collections/([^/]+)/points/query"), _query),
    ("POST", re.compile(r"/collections/([^/]+)/points/scroll"), _scroll),
    ("POST", re.compile(r"/collections/([^/]+)/points"), _retrieve),
    ("PUT", re.compile(r"/collections/([^/]+)"), _create),
    ("DELETE", re.compile(r"/collections/([^/]+)"), _drop),
]


@contextmanager
def serving(
    folder: Path, shards: int = 1, key: str | None = None, retry_after: str | None = None
) -> Iterator[int]:
    """The port of a server over *folder*, which stops at the end; *key* is the one it asks for, if any.

    One with *retry_after* has too much to do: every call is to come again later.
    """
    engine = EdgeCluster(folder, shards)
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            status, said = self._said(body)
            sent = json.dumps(said).encode()
            self.send_response(status)
            if retry_after is not None:
                self.send_header("Retry-After", retry_after)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PUT = do_DELETE = _answer

        def _said(self, body: Any) -> tuple[int, Any]:
            if key is not None and self.headers.get("api-key") != key:
                return 401, {"status": {"error": "Must provide an API key"}}
            if retry_after is not None:
                return 429, {"status": {"error": "Too many requests"}}
            path = self.path.partition("?")[0]
            for method, pattern, call in CALLS:
                if method == self.command and (match := pattern.fullmatch(path)):
                    try:
                        with lock:
                            result = call(engine, *(match.groups() or ("",)), body)
                    except KeyError as error:
                        return 404, {"status": {"error": f"Not found: {error}"}}
                    return 200, {"result": result, "status": "ok", "time": 0.0}
            return 404, {"status": {"error": f"no such call: {self.command} {path}"}}

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        engine.close()
