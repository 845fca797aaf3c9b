"""Whether the row that a question on one figure asks for comes first, by what weighs sentences and rows.

    python -m tests.benchmarks.single_figures QUESTIONS.jsonl [--library DIR] [--failures]

Of a question file in the form of the evaluation those count that can be answered by one figure. Of each
sentence that is shown the row counts that answers best; of a table, the cells.

first, in three  the exact row (value and unit, of the right document) is the first, or among the first three
says_first       the first statement of the answer holds it
of_another_kind  it begins with a figure of the other direction, a change for a level, or a level for a change
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.locations import open_to_ask
from corpus.figures.figure import Figure
from corpus.figures.quantities import quantities
from retrieval.desk import Desk
from retrieval.index.figures import Row
from retrieval.question.question import Question

_SEVERAL = ("list", "comparison", "multi")
_ARTICLE = re.compile(r"(?<=^\d{3})-\d+$|#\d+$")  # 001-4 is the fourth of 001


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on one figure, the figure as it stands, and the documents that it stands in."""

    text: str
    after: str | None
    figure: str
    documents: tuple[str, ...]

    def is_answered_by(self, row: Row) -> bool:
        document, _ = row.article
        value, whole = normal(row.figure.value), _plain(row.figure)
        is_it = self.figure == value or (self.figure.startswith(whole) and len(whole) > len(value))
        return is_it and any(each in document for each in self.documents)


def normal(text: str) -> str:
    return re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", text))


def _told(row: Row) -> str:
    figure = row.figure
    told = figure.indicator, _plain(figure), figure.period, figure.scope, figure.place, figure.topic
    return "｜".join(map(str, told))


def _plain(figure: Figure) -> str:
    return normal(f"{figure.value}{figure.unit or ''}")


def asked(file: Path) -> Iterator[Asked]:
    """The questions of *file* that one figure answers."""
    for line in file.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        is_single = len(row["must_contain"]) == 1 and row["type"] not in _SEVERAL
        wanted = [figure for each in row["must_contain"] for figure in _figures(normal(each))]
        if (
            not (row["answerable"] and is_single and len(wanted) == 1)
            or Question.parse(row["question"]).generic
        ):
            continue
        documents = tuple(_ARTICLE.sub("", each) for each in row["gold_articles"])
        yield Asked(row["question"], row["context"], wanted[0], documents)


def _figures(text: str) -> list[str]:
    """The figures of a short *text*: 涉黑组织8个 -> 8个."""
    found, _ = quantities(text, 0, len(text))
    return [text[each.start : each.end] for each in found if each.unit or "." in text or len(text) < 5]


def ranked(desk: Desk, question: Question) -> list[Row]:
    """The best row of each sentence that is shown for *question*, in the order in which they are shown."""
    composer = desk._composer
    part = composer._with_known_place(composer._resolved(question.parts()[0]))
    found = composer.finder.find(part)
    return [each.counted.row for finding in found for each in finding.chosen if each.counted is not None]


def measure(desk: Desk, file: Path, *, failures: bool = False) -> dict[str, float]:
    """The shares of the questions of *file*; *failures*: print those whose row is not first."""
    first = three = says = other = 0
    questions = list(asked(file))
    for each in questions:
        before = desk.read(each.after) if each.after else None
        question = desk.read(each.text, after=before and desk.grounded(before, desk.answer(before)))
        answer, rows = desk.answer(question), ranked(desk, question)
        exact = [each.is_answered_by(row) for row in rows]
        if answer.table is not None:
            exact = [normal(c.text) == each.figure for line in answer.table.rows for c in line.cells if c]
        at = exact.index(True) if True in exact else None
        first, three = first + (at == 0), three + (at is not None and at < 3)
        says_it = bool(answer.statements) and each.figure in normal(answer.statements[0].text)
        says += says_it
        other += bool(at) and answer.table is None and _differ(rows[0], rows[at or 0])
        if failures and at != 0:
            all_rows = (row for key in desk.catalogue.articles for row in desk._figures.of(key))
            meant = [_told(row) for row in all_rows if each.is_answered_by(row)]
            print(each.text, each.figure, at, answer.status, says_it, *map(_told, rows[:3]), sep="\n  ")  # noqa: T201
            print("  =", *meant, sep="\n  ")  # noqa: T201
    many = max(1, len(questions))
    return {
        "questions": len(questions),
        "first": round(first / many, 3),
        "in_three": round(three / many, 3),
        "says_first": round(says / many, 3),
        "of_another_kind": other,
    }


def _differ(one: Row, other: Row) -> bool:
    """Whether the one is a change and the other none, or both are and in opposite directions."""
    kinds = one.figure.kind == "change", other.figure.kind == "change"
    return kinds[0] != kinds[1] or (all(kinds) and one.figure.direction != other.figure.direction)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--library")
    parser.add_argument("--failures", action="store_true")
    options = parser.parse_args()
    desk = Desk(open_to_ask(options.library, None))
    print(json.dumps(measure(desk, options.questions, failures=options.failures)))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
