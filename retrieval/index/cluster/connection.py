"""Translated: a client whose errors are ClusterErrors of one sentence."""

from __future__ import annotations

from typing import Any

from qdrant_client.common.client_exceptions import QdrantException
from qdrant_client.http.exceptions import ApiException

from corpus.errors import ClusterError
from retrieval.index.cluster.address import Address


class Translated:
    """A client whose errors are ClusterErrors of one sentence."""

    def __init__(self, client: Any, address: Address) -> None:
        self._client, self._where = client, f"{address.host}:{address.port}"

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        def call(*given: Any, **named: Any) -> Any:
            try:
                return method(*given, **named)
            except QdrantException as error:  # a 429 that says when to come again is no ApiException
                raise ClusterError(self._said(429)) from error
            except ApiException as error:
                raise ClusterError(self._said(getattr(error, "status_code", None))) from error

        return call

    def _said(self, status: int | None) -> str:
        if status in (401, 403):
            return f"集群 {self._where} 不接受密钥：请核对 WENJU_INDEX。"
        if status == 404:
            return f"集群 {self._where} 上的索引已经换掉：请重新启动，再问一次。"
        if status is not None:
            return f"集群 {self._where} 出错（{status}）：请查看它的日志，稍后再试。"
        return f"连不上集群 {self._where}：请检查 WENJU_INDEX，确认服务已启动。"
