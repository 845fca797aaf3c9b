"""Arrays: named arrays in one file, mapped into memory and checked block by block as they are read.

    write(folder, {"ends": ends, "passages": passages}, {"recipe": "…"})
    arrays = Mapped(folder)
    arrays["ends"]                          # checked whole
    arrays.part("passages", 100, 200)       # only the blocks that hold these are read and checked

Processes that map the same file share its pages.
"""

from __future__ import annotations

import json
import mmap
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    # An array, or its parts in order: joining large ones takes time.
    Whole = NDArray[Any] | list[NDArray[Any]]

HEAD, BODY = "head.json", "arrays"
BLOCK = 1 << 18  # bytes checked at once
_ALIGNED = 64  # where an array may begin


class Damaged(Exception):
    """A file that is not what was written."""


def write(folder: Path, arrays: Mapping[str, Whole], about: Mapping[str, Any]) -> None:
    """Write *arrays* of one dimension into *folder*, with *about*, what JSON can hold. Raises OSError."""
    table: dict[str, tuple[str, int, int]] = {}
    with (folder / BODY).open("wb") as body:
        for name, array in arrays.items():
            parts = array if isinstance(array, list) else [array]
            table[name] = parts[0].dtype.str, body.tell(), sum(map(len, parts))
            for part in parts:
                body.write(np.ascontiguousarray(part).data)
            body.write(bytes(-body.tell() % _ALIGNED))
    # Not synced: what is lost when the machine fails is found damaged, and the index is rebuilt.
    written = memoryview(_mapped(folder))
    sums = [zlib.crc32(written[at : at + BLOCK]) for at in range(0, len(written), BLOCK)]
    read = {"about": dict(about), "arrays": table, "sums": sums, "size": len(written)}
    head = json.dumps(read, ensure_ascii=False).encode()
    (folder / HEAD).write_bytes(b"%08x" % zlib.crc32(head) + head)


def _mapped(folder: Path) -> mmap.mmap:
    """What the arrays in *folder* are made of. Raises OSError; ValueError if there is nothing."""
    with (folder / BODY).open("rb") as body:
        return mmap.mmap(body.fileno(), 0, access=mmap.ACCESS_READ)


class Arrays:
    """Named arrays, and what else there is to know *about* them, in memory."""

    def __init__(self, arrays: Mapping[str, Whole], about: Mapping[str, Any]) -> None:
        self._views = {
            name: np.concatenate(array) if isinstance(array, list) else array
            for name, array in arrays.items()
        }
        self.about = dict(about)

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.part(name, 0, len(self._views[name]))

    def part(self, name: str, start: int, stop: int) -> NDArray[Any]:
        """The items *start* to *stop* of an array, as they were written. Raises Damaged."""
        self._check(name, start, stop)
        return self._views[name][start:stop]

    def all(self) -> dict[str, NDArray[Any]]:
        """Every array by name. Raises Damaged."""
        return {name: self[name] for name in self._views}

    def text(self, name: str) -> str:
        """An array of bytes as the text they spell."""
        return self[name].tobytes().decode()

    def _check(self, name: str, start: int, stop: int) -> None:
        """In memory nothing is damaged."""


class Mapped(Arrays):
    """What `write` wrote into *folder*. Raises Damaged, at once or when the damaged part is read."""

    def __init__(self, folder: Path) -> None:
        try:
            head = (folder / HEAD).read_bytes()
            if zlib.crc32(head[8:]) != int(head[:8], 16):
                raise Damaged(folder)
            read = json.loads(head[8:])
            self._bytes = memoryview(_mapped(folder))
            if len(self._bytes) != read["size"]:
                raise Damaged(folder)
            self._sums: list[int] = read["sums"]
            self._checked = bytearray(len(self._sums))
            self._offsets = {name: offset for name, (_, offset, _) in read["arrays"].items()}
            table = read["arrays"].items()
            views = {name: np.frombuffer(self._bytes, kind, length, at) for name, (kind, at, length) in table}
            super().__init__(views, read["about"])
        except (OSError, ValueError, KeyError) as error:  # missing, empty, or of another format
            raise Damaged(folder) from error

    def _check(self, name: str, start: int, stop: int) -> None:
        """Check the blocks that hold the items *start* to *stop*, each once. Raises Damaged."""
        size, offset = self._views[name].itemsize, self._offsets[name]
        first, last = (offset + start * size) // BLOCK, -(-(offset + stop * size) // BLOCK)
        at = self._checked.find(0, first, last)
        while at >= 0:
            if zlib.crc32(self._bytes[at * BLOCK : (at + 1) * BLOCK]) != self._sums[at]:
                raise Damaged(f"block {at}")
            self._checked[at] = 1
            at = self._checked.find(0, at, last)
