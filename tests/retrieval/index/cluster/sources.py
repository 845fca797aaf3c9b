"""The sources that the cluster cases test, and their digest at the last run in which those cases passed.

The cases take longer than all others together and change with few files. They are skipped while the digest of
these files is the one in `passed.sha256`; `python -m tests` writes it there after a run in which they passed.
"""

from __future__ import annotations

import hashlib

from tests.given import ROOT

RECORD = ROOT / "tests/retrieval/index/cluster/passed.sha256"
SKIPPED = "the cluster's code and the contract of the index have not changed: python -m tests --all"
PATTERNS = (
    "retrieval/index/cluster/*.py",
    "retrieval/index/search.py",
    "tests/retrieval/index/cluster/*.py",
    "tests/retrieval/index/indexes.py",
    "tests/retrieval/index/test_search.py",
    "tests/telegram/**/test_*cluster.py",
)


def digest() -> str:
    """The SHA-256 of the sources: their paths and contents.

    FileNotFoundError: a pattern matches no file any more.
    """
    whole = hashlib.sha256()
    for pattern in PATTERNS:
        paths = sorted(ROOT.glob(pattern))
        if not paths:
            raise FileNotFoundError(pattern)
        for path in paths:
            whole.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def changed() -> bool:
    """Whether the sources differ from those with which the cluster cases last passed."""
    return not RECORD.exists() or RECORD.read_text(encoding="ascii").strip() != digest()


def record() -> None:
    """Write down that the cluster cases passed with the sources as they are."""
    RECORD.write_text(digest() + "\n", encoding="ascii")
