"""Writes corpus/places/crossings.tsv: which characters make a common word with the ends of a short name.

python -m tests.benchmarks.crossings > corpus/places/crossings.tsv

迁安 is no name in 搬迁安置, because 搬迁 and 安置 are words. The words are those of two characters in
jieba's dictionary that occur often and are no names themselves.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import jieba

from corpus.places.gazetteer import gazetteer

_COMMON = 40  # times that a word occurs in the texts that jieba's dictionary was counted from
_NAMES = ("nr", "ns", "nt", "nz")
# Words of reports that the dictionary lacks or counts as rare: 征迁|安置, 河长|治水, 网格长|安全员.
_ADDED = (
    *("德治", "自治", "法治", "共治", "善治", "征迁", "动迁", "回迁", "界江", "禁渔", "城门", "城墙"),
    *(f"{each}长" for each in "河湖林田路街巷楼格片链户组站"),
)
_HEAD = """\
# Characters that make a common word with an end of a short place name: character<TAB>before it<TAB>behind it.
# From the words of two characters in jieba 0.42.1's dictionary (MIT), by tests/benchmarks/crossings.py.
"""


def rows() -> list[str]:
    names = {name for place in gazetteer().places for name in (place.name, *place.aliases) if len(name) == 2}
    firsts, lasts = {name[0] for name in names}, {name[1] for name in names}
    before: defaultdict[str, list[str]] = defaultdict(list)
    behind: defaultdict[str, list[str]] = defaultdict(list)
    dictionary = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8")
    lines = [line.split(" ") for line in dictionary.splitlines()]
    words = {w for w, n, kind in lines if len(w) == 2 and int(n) >= _COMMON and not kind.startswith(_NAMES)}
    for word in sorted((words | {*_ADDED}) - names):
        if word[1] in firsts:
            before[word[1]].append(word[0])
        if word[0] in lasts:
            behind[word[0]].append(word[1])
    characters = sorted(before.keys() | behind.keys())
    return [
        f"{each}\t{''.join(sorted(before[each]))}\t{''.join(sorted(behind[each]))}" for each in characters
    ]


def main() -> int:
    sys.stdout.write(_HEAD + "\n".join(rows()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
