"""The format number: the bytes of an index change for the same reports only where FORMAT is raised.

python -m tests.retrieval.index.test_format    # writes format.tsv, after FORMAT or CUTTING was raised
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from corpus.library.library import Library
from corpus.library.union import Joint
from retrieval.index.arrays import Arrays
from retrieval.index.build import index_arrays
from retrieval.index.files import recipe
from retrieval.language.terms import RECIPE, words
from tests.given import table

RECORD = Path(__file__).with_name("format.tsv")
HEAD = (
    "# The recipe of an index, FORMAT first; the SHA-256 of its arrays over the reports of test_format.py\n"
)
REPORTS = {
    "道县.txt": "道县2022年平安建设工作总结\n\n一、扫黑除恶\n\n2022年,全县打掉恶势力团伙8个,比2021年多2个。"
    "月岩街道推行“一码四员”机制。\n\n二、治安防控\n\n今年以来,全县可防性案件下降12.5%,力争明年再下降5%。"
    "全省共破获电信网络诈骗案件3.2万起。\n",
    "同文.txt": "道县2022年平安建设工作总结\n\n一、扫黑除恶\n\nxxxx年,全县打掉恶势力团伙x个,比xxxx年多x个。"
    "月岩街道推行“一码四员”机制。\n\n二、治安防控\n\n今年以来,全县可防性案件下降xx.x%,力争明年再下降x%。"
    "全省共破获电信网络诈骗案件x.x万起。\n",
    "临沂.md": "# 临沂市调解情况\n\n| 区县 | 受理（件） | 成功率 |\n| --- | --- | --- |\n"
    "| 兰山区 | 1200 | 98.1% |\n| 沂水县 | 843 | 97% |\n\n《平安临沂》栏目播出48期。\n",
}  # fmt: skip


def digest(arrays: Mapping[str, Any]) -> str:
    """The SHA-256 of *arrays*: names, types and values, floats to twelve digits."""
    whole = hashlib.sha256()
    for name, array in sorted(Arrays(arrays, {}).all().items()):
        whole.update(f"{name}\0{array.dtype.str}\0{len(array)}\0".encode())
        floats = np.issubdtype(array.dtype, np.floating)
        whole.update(" ".join(f"{each:.12g}" for each in array).encode() if floats else array.tobytes())
    return whole.hexdigest()


def made() -> tuple[str, str]:
    """The recipe of an index over REPORTS, and its digest."""
    library = Library.in_memory(words=words, recipe=RECIPE)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in REPORTS.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        library.ingest([Path(folder)])
    source = Joint(library)
    with source.snapshot():
        found = recipe(source), digest(index_arrays(source, None))
    library.close()
    return found


def test_the_bytes_of_an_index_change_only_with_its_format_number() -> None:
    ((recorded, before),) = table(RECORD)
    now, after = made()
    if now == recorded:
        assert after == before, "raise FORMAT in retrieval/index/files.py: users' indexes must be rebuilt"
    assert after == before, "record what the new recipe gives: python -m tests.retrieval.index.test_format"


if __name__ == "__main__":
    RECORD.write_text(HEAD + "\t".join(made()) + "\n", encoding="utf-8")
    sys.stdout.write(RECORD.read_text(encoding="utf-8"))
