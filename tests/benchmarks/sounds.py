"""Makes retrieval/language/sounds.tsv from the data of pypinyin, which must be installed:

python -m tests.benchmarks.sounds > retrieval/language/sounds.tsv
"""

from __future__ import annotations

import sys
from collections import defaultdict

from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.constants import PHRASES_DICT

from corpus.places.gazetteer import gazetteer
from retrieval.language.pinyin import Table, cut
from retrieval.language.terms import is_word, simplified

HEAD = """\
# How characters sound, without tones (lü is lv): sound<TAB>characters<TAB>characters that sound so too, but
# less often; then the phrases in which a character sounds otherwise than alone: sounds<TAB>phrases.
# Made by tests/benchmarks/sounds.py from the data of pypinyin 0.55.0 (MIT, Copyright (c) 2016 mozillazg,
# 闲耘): simplified characters of GB 2312 and jieba's dictionary, and the gazetteer's. Phrases that come out
# right by shorter ones are left out.
"""


def characters() -> dict[str, list[str]]:
    """The sounds of each character that a folded text may hold, the usual one first."""
    names = {character for place in gazetteer().places for character in place.name}
    found = {}
    for character in map(chr, range(ord("一"), ord("鿿") + 1)):
        each = pinyin(character, style=Style.NORMAL, heteronym=True, errors="ignore")
        known = is_word(character) or character.encode("gb2312", "ignore")
        if each and (character in names or (known and simplified(character) == character)):
            found[character] = [sound for sound in dict.fromkeys(each[0]) if sound.isascii()]
    return found


def phrases(alone: dict[str, str]) -> dict[str, str]:
    """The sounds of the phrases that do not come out right by what is shorter."""
    known, found = Table(dict(alone), set(), {}), {}
    for phrase in sorted(PHRASES_DICT, key=lambda phrase: (len(phrase), phrase)):
        sounds = " ".join(lazy_pinyin(phrase))
        if (
            alone.keys() >= set(phrase)
            and " ".join(known.usual[piece] for piece in cut(phrase, known)) != sounds
        ):
            known.usual[phrase] = found[phrase] = sounds
            known.begins.add(phrase[:2])
    return found


def main() -> int:
    usual, also, together = defaultdict(str), defaultdict(str), defaultdict(list)
    found = characters()
    for character, (first, *others) in found.items():
        usual[first] += character
        for sound in others:
            also[sound] += character
    for phrase, sounds in phrases({character: sounds[0] for character, sounds in found.items()}).items():
        together[sounds].append(phrase)
    sys.stdout.write(HEAD)
    for sound in sorted({*usual, *also}):
        sys.stdout.write(f"{sound}\t{usual[sound]}\t{also[sound]}\n")
    for sounds in sorted(together):
        sys.stdout.write(f"{sounds}\t{' '.join(together[sounds])}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
