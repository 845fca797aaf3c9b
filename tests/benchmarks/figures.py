"""How fast figures are read, what share of ingest that is, how fast they are found, and what they weigh.

python -m tests.benchmarks.figures [FOLDER] [--reports 1000] [--json]
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from corpus.document import Document
from corpus.figures.figure import Figure, packed
from corpus.figures.rows import Lines, figures
from corpus.library.library import Library
from corpus.library.union import Joint
from corpus.text.period import Period
from retrieval.index.arrays import Arrays
from retrieval.index.figure_columns import PREFIX
from retrieval.index.figures import Figures, Sought
from retrieval.index.files import opened
from retrieval.index.reader import IndexReader
from retrieval.index.schema import contents
from retrieval.language.terms import RECIPE, analyse, words
from tests.benchmarks.synthetic import reports

FOLDER = Path(__file__).parents[1] / "compilations"
ASKED = ("打掉涉黑组织", "群众安全感满意度", "矛盾纠纷化解成功率", "命案发案数", "止付涉案资金", "网格员人数")
TIMES = 5


def reading(folder: Path) -> dict[str, float]:
    """Seconds to read the figures of the documents in *folder*, the share of ingest, bytes a figure."""
    library = Library.in_memory(words=words, recipe=RECIPE)
    words("热身")
    began = time.process_time()
    library.ingest([folder])
    ingesting = time.process_time() - began
    documents = list(library.documents())
    spent = statistics.median(_seconds(lambda: _figures(documents)) for _ in range(TIMES))
    found = _figures(documents)
    many = sum(map(len, found))
    return {
        "figures": many,
        "read_s": round(spent, 3),
        "ingest_s": round(ingesting, 3),
        "on_top_of_ingest": round(spent / (ingesting - spent), 3),
        "bytes_a_figure_stored": round(sum(len(packed(each).encode()) for each in found) / many, 1),
    }


def searching(count: int) -> dict[str, float]:
    """Milliseconds to find figures among those of *count* made-up reports, and their bytes in the index."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in reports(count):
            (Path(folder) / name).write_text(text, encoding="utf-8")
        library = Library.in_memory(words=words, recipe=RECIPE)
        library.ingest([Path(folder)])
    source = Joint(library).again()
    with source.snapshot():
        arrays = opened(source)
    held = contents(arrays)
    found, reader = Figures(arrays, held), IndexReader(arrays, held, source)
    sought = [Sought(terms=tuple(analyse(asked)), period=Period.of(2021)) for asked in ASKED]
    for each in sought:
        found.search(each)  # the postings of its terms are read at the first search
    searches = [_seconds(lambda one=each: found.search(one)) for each in sought for _ in range(9)]  # type: ignore[misc]
    sentences = [sentence for key in held.keys[:20] for sentence in reader.sentences(key)]
    cold = _seconds(lambda: [found.between(each.key, each.start, each.end) for each in sentences])
    warm = _seconds(lambda: [found.between(each.key, each.start, each.end) for each in sentences])
    return {
        "figures_searched": found.size,
        "search_ms_median": round(1000 * statistics.median(searches), 2),
        "search_ms_slowest": round(1000 * max(searches), 2),
        "sentence_us": round(1e6 * cold / len(sentences), 1),
        "sentence_again_us": round(1e6 * warm / len(sentences), 1),
        "bytes_a_figure_indexed": round(_weight(arrays) / found.size, 1),
    }


def _figures(documents: list[Document]) -> list[list[Figure]]:
    return [
        list(figures(article, document.text, Lines(dict(document.kinds), dict(document.places))))
        for document in documents
        for article in document.articles
    ]


def _weight(arrays: Arrays) -> int:
    """The bytes of the arrays of figures."""
    return sum(array.nbytes for name, array in arrays.all().items() if name.startswith(PREFIX))


def _seconds(act: Callable[[], object]) -> float:
    """The CPU seconds that *act* takes."""
    began = time.process_time()
    act()
    return time.process_time() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = reading(options.folder)
    if options.reports:
        found |= searching(options.reports)
    if options.json:
        print(json.dumps(found))  # noqa: T201
    else:
        for name, value in found.items():
            print(f"{name:>22} {value}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
