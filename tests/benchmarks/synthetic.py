"""Made-up reports of any number, from the bundled documents' sentences: other places, other figures."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

from corpus.places.gazetteer import gazetteer
from corpus.text.sentences import sentences

DOCUMENTS = Path(__file__).parents[2] / "corpus" / "library" / "documents"


def reports(count: int, size: int = 3300, seed: int = 1) -> Iterator[tuple[str, str]]:
    """(file name, text) of *count* reports of about *size* characters each, the same for the same seed."""
    chance = random.Random(seed)
    pool = []
    for path in sorted(DOCUMENTS.glob("*.md")):
        text = path.read_text(encoding="utf-8").split("---", 2)[-1]
        pool += [text[a:b] for a, b in sentences(text) if "#" not in text[a:b]]
    cities = [place for place in gazetteer().places if place.level == "市"]
    named = re.compile("大理州|宁夏|云南省|玉林市|庆阳市|赣州市|陇南市|濮阳市|黄冈市|沁阳市|青海省")
    for number in range(count):
        city = chance.choice(cities)
        lines, held = [f"{city.name}平安建设工作综述", ""], 0
        while held < size:
            paragraph = "".join(chance.sample(pool, 4))
            paragraph = named.sub(city.name, re.sub(r"\d", lambda _: str(chance.randrange(10)), paragraph))
            lines.append(paragraph)
            held += len(paragraph)
        yield f"{number:05d}.txt", "\n".join(lines) + "\n"
