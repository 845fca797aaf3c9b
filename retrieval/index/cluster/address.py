"""Address: where an index is on a cluster, as one line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

_NAME = re.compile(r"[A-Za-z0-9_-]+")


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
        if not _NAME.fullmatch(name):
            raise ValueError("not a collection's name")
        numbers = _numbers(url)
        key = unquote(url.password or url.username or "") or None
        return cls(url.hostname, url.port or 6333, name, url.scheme == "qdrants", key, **numbers)


def _numbers(url: SplitResult) -> dict[str, int]:
    """The options of an address, each at least 1. Raises ValueError."""
    options = parse_qs(url.query, keep_blank_values=True, strict_parsing=bool(url.query))
    if options.keys() - {"shards", "replicas"} or url.fragment:
        raise ValueError("an option that there is not")
    numbers = {option: int(values[0]) for option, values in options.items()}
    if min(numbers.values(), default=1) < 1:
        raise ValueError("a number below 1")
    return numbers
