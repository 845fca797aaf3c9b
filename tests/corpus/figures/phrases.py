"""Phrases: what figures() makes of a text, as its tables of cases write it.

Each text is the body of an article 大理州2023年工作总结 on 云南省大理白族自治州. Of a row the table gives the
fields that are not what such an article gives by itself.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.document import Article, Section
from corpus.figures.rows import figures
from corpus.places.gazetteer import chain_of

HOME = "云南省 大理白族自治州"
TITLE = "大理州2023年工作总结"
USUAL = {
    "kind": "count",
    "topic": None,
    "period": "2023年",
    "period_basis": "title",
    "scope": "大理州",
    "place": "云南省大理白族自治州",
    "outside": False,
    "planned": False,
    "masked": False,
}
_UNTOLD = ("family", "start", "end", "value_start", "value_end", "institution", "code")


def read(text: str) -> list[dict[str, Any]]:
    """The rows of *text*, each without what is usual; `of` is the value that it is of."""
    section = Section(None, 0, len(text))
    article = Article(1, TITLE, 0, len(text), chain_of(HOME), "stated", period="2023年", sections=(section,))
    found = list(figures(article, text))
    values = {figure.value_start: figure.value for figure in found}
    rows = []
    for figure in found:
        row = {name: value for name, value in asdict(figure).items() if name not in _UNTOLD}
        row["of"] = values.get(row["of"])
        if row["low"] == row["high"] == row["number"]:
            row["low"] = row["high"] = None
        rows.append(
            {
                name: value
                for name, value in row.items()
                if value != USUAL.get(name) and (value is not None or name in USUAL)
            }
        )
    return rows


def main() -> None:
    """Print what figures() makes of the lines of a file: python -m tests.corpus.figures.phrases FILE."""
    for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        text = line.replace("↵", "\n")
        print(json.dumps({"text": text, "rows": read(text)}, ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
