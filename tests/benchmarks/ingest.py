"""How fast documents are taken in, against what jieba's segmenting the same text alone costs.

With rjieba, where it is installed (the extra `fast`).

python -m tests.benchmarks.ingest --documents 1000 [--jobs 2] [--json]
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from corpus.library.library import Library
from retrieval.language.terms import RECIPE, passage_words, words
from tests.benchmarks.synthetic import reports


def seconds() -> float:
    """CPU seconds of this process and of the children that have ended."""
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in spent)


def measure(documents: int, jobs: int) -> dict[str, float | str]:
    """Seconds, MB/s and the ratio to segmenting alone; peak memory of this process in MB."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "reports"
        root.mkdir()
        texts = []
        for name, text in reports(documents):
            (root / name).write_text(text, encoding="utf-8")
            texts.append(text)
        megabytes = sum(len(text.encode()) for text in texts) / 1e6
        words("热身")
        passage_words("热身")
        began = time.process_time()
        for text in texts:
            words(text)
        segmenting = time.process_time() - began
        texts.clear()
        library = Library.open(Path(folder) / "library", words=passage_words, recipe=RECIPE, create=True)
        began, here, wall = seconds(), time.process_time(), time.perf_counter()
        report = library.ingest([root], jobs=jobs)
        ingesting, here, waited = seconds() - began, time.process_time() - here, time.perf_counter() - wall
        began = time.perf_counter()
        library.ingest([root])
        again = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "segmented_by": "rjieba" if find_spec("rjieba") else "jieba",
        "jobs": jobs,
        "documents": len(report.added),
        "passages": report.passages,
        "megabytes": round(megabytes, 2),
        "segmenting_cpu_s": round(segmenting, 2),
        "ingest_cpu_s": round(ingesting, 2),
        "of_it_in_one_process_s": round(here, 2),
        "ingest_wall_s": round(waited, 2),
        "ratio_to_segmenting": round(ingesting / segmenting, 2),
        "megabytes_per_cpu_s": round(megabytes / ingesting, 2),
        "megabytes_per_s": round(megabytes / waited, 2),
        "unchanged_again_s": round(again, 2),
        "peak_mb": round(peak),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = measure(options.documents, options.jobs)
    if options.json:
        print(json.dumps(found))  # noqa: T201
    else:
        for name, value in found.items():
            print(f"{name:>22} {value}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
