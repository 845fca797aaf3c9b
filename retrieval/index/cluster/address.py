"""Address: where an index is on a cluster, as one line."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Address:
    """Where the index is: qdrant://KEY@host:6333/wenju?shards=6&replicas=2, all but host and name optional.

    qdrants:// speaks TLS. The key is a secret and not in the repr.
    """

    host: str
    port: int
    name: str
    secure: bool = False
    key: str | None = field(default=None, repr=False)
    shards: int | None = None
    replicas: int | None = None

    @classmethod
    def parse(cls, text: str) -> Address:
        """*text* as an address. Raises ValueError."""
        url = urlsplit(text.strip())
        name = url.path.strip("/")
        if url.scheme not in ("qdrant", "qdrants") or not url.hostname:
            raise ValueError("not an address of qdrant://")
        if not name or not all(c.isascii() and (c.isalnum() or c in "_-") for c in name):
            raise ValueError("not a collection's name")
        options = parse_qs(url.query, keep_blank_values=True, strict_parsing=bool(url.query))
        if options.keys() - {"shards", "replicas"} or url.fragment:
            raise ValueError("an option that there is not")
        shards, replicas = (int(options[n][0]) if n in options else None for n in ("shards", "replicas"))
        if any(number is not None and number < 1 for number in (shards, replicas)):
            raise ValueError("a number below 1")
        key = unquote(url.password or url.username or "") or None
        return cls(url.hostname, url.port or 6333, name, url.scheme == "qdrants", key, shards, replicas)
