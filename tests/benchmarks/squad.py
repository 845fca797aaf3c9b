"""Squad: a public set of questions in SQuAD's form as the folder that tests.benchmarks.quality reads.

    python -m tests.benchmarks.squad cmrc2018_dev.json DIR [--without-questions]

DIR gets passages.jsonl and questions.jsonl. --without-questions leaves the questions unread: the passages
of a set whose questions are kept back can still stand in a pool.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def passages(squad: Mapping[str, Any], name: str) -> Iterator[tuple[Row, Sequence[Any]]]:
    """Each paragraph as a passage, and its questions as they stand in *squad*."""
    articles = ((article, paragraph) for article in squad["data"] for paragraph in article["paragraphs"])
    for number, (article, paragraph) in enumerate(articles):
        title = article.get("title", "")
        yield {"id": f"{name}-{number:04}", "title": title, "text": paragraph["context"]}, paragraph["qas"]


def questions(passage: Row, asked: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
    """The questions *asked* about *passage*."""
    for number, each in enumerate(asked):
        yield {
            "id": f"{passage['id']}-{number}",
            "question": each["question"],
            "passage_id": passage["id"],
        }


def write(path: Path, rows: Sequence[Row]) -> None:
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(lines, encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.squad")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--without-questions", action="store_true")
    options = parser.parse_args(arguments)
    squad = json.loads(options.file.read_text(encoding="utf-8-sig"))
    found = list(passages(squad, options.folder.name))
    options.folder.mkdir(parents=True, exist_ok=True)
    write(options.folder / "passages.jsonl", [passage for passage, _ in found])
    rows: list[Row] = []
    if not options.without_questions:
        rows = [row for passage, asked in found for row in questions(passage, asked)]
        write(options.folder / "questions.jsonl", rows)
    sys.stdout.write(f"{len(found)} passages, {len(rows)} questions\n")


if __name__ == "__main__":
    main()
