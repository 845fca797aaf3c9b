"""A library of made-up reports from end to end: kept, opened, added to, asked.

    python -m tests.benchmarks.library --reports 600 [--questions 150] [--keep DIR] [--json]

600 reports of 3,300 characters are about 10,000 passages, 5,750 about 100,000. --keep makes the library in
DIR, or takes the one that is there. Times are wall seconds or milliseconds beside the CPU time of this
process; a cold start is a process of its own, the median of several, beside Python's own start.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.conversation import Conversation
from corpus.library.library import Library
from corpus.places.gazetteer import gazetteer
from retrieval.desk import Desk
from retrieval.index.files import FOLDER, prepare
from retrieval.language.terms import RECIPE, passage_words
from tests.benchmarks.synthetic import reports

TOPICS = (
    "扫黑除恶成果",
    "打掉涉黑组织多少个",
    "群众安全感满意度是多少",
    "网格员有多少",
    "化解矛盾纠纷多少件",
    "怎么做好矛盾纠纷化解",
    "平安建设有哪些做法",
    "刑事案件破获多少起",
)
PLACED = 0.7  # the share of questions that name a city
NEW = "昆明市平安建设综述\n\n2021年，昆明市共调解候鸟纠纷{n}件。\n"
COLD = {
    "answered": "昆明市扫黑除恶成果",
    "the whole library": "化解矛盾纠纷多少件",
    "refused": "昆明市冰川融化",
    "a slip set right": "昆名市扫嘿除恶成果",
}
RANK_BM25 = (
    "import jieba, rank_bm25, sqlite3, sys; db = sqlite3.connect(sys.argv[1]);"
    "rows = db.execute('select words from passages').fetchall();"
    "index = rank_bm25.BM25Okapi([words.split() for words, in rows]);"
    "print(index.get_top_n(jieba.lcut('昆明市扫黑除恶成果'), range(len(rows)), 10))"
)


def timed(act: Callable[[], Any]) -> dict[str, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return {"wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu}


def made(folder: Path, count: int) -> dict[str, Any]:
    """The library of *count* reports in *folder*, made if it is not there."""
    if (folder / "library").is_dir():
        return {}
    (folder / "reports").mkdir(parents=True)
    for name, text in reports(count):
        (folder / "reports" / name).write_text(text, encoding="utf-8")
    library = Library.open(folder / "library", words=passage_words, recipe=RECIPE, create=True)
    found = {"ingest": timed(lambda: library.ingest([folder / "reports"]))}
    library.close()
    return found


def changed(library: Library, folder: Path) -> dict[str, Any]:
    """What it takes until a report added is found, and one that was there from the start no more."""
    path = folder / "new.txt"
    ((_, report),) = reports(1, seed=2)
    new = NEW.format(n=time.time_ns() % 100_000)
    path.write_text(new + report.partition("\n")[2], encoding="utf-8")
    found = {
        "add: library": timed(lambda: library.ingest([path])),
        "add: index": timed(lambda: prepare(library)),
    }
    desk = Desk(library)
    assert desk.answer(desk.read("昆明市调解候鸟纠纷多少件")).status == "answered"
    names = library.names()
    middle = names[len(names) // 2]
    found["remove: library"] = timed(lambda: library.remove(middle))
    found["remove: index"] = timed(lambda: prepare(library))
    assert middle not in Desk(library).catalogue.documents
    library.undo()
    library.remove(next(name for name in names if name.endswith(path.name)))
    prepare(library)
    return found


def asked(desk: Desk, count: int) -> dict[str, Any]:
    """Milliseconds of CPU from a question's text to its answer, asked for the first and the second time."""
    chance = random.Random(3)
    cities = [place.name for place in gazetteer().places if place.level == "市"]
    questions = [
        (chance.choice(cities) if chance.random() < PLACED else "") + chance.choice(TOPICS)
        for _ in range(count)
    ]
    found: dict[str, Any] = {}
    for time_ in ("first", "second"):
        spent, statuses = [], Counter[str]()
        for question in questions:
            began = time.process_time()
            answer = Conversation(desk).reply(question)
            spent.append((time.process_time() - began) * 1000)
            statuses[answer.status] += 1
        spent.sort()
        found[f"questions, {time_} time"] = {
            "p50_ms": spent[len(spent) // 2],
            "p99_ms": spent[int(len(spent) * 0.99)],
            **statuses,
        }
    return found


def cold(*arguments: str, runs: int = 9) -> dict[str, float]:
    """The median of processes from start to end, beside Python's own."""

    def once(given: tuple[str, ...]) -> tuple[float, float]:
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(
            [sys.executable, *given],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            timeout=120,
        )
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    ours, pythons = ([once(given) for _ in range(runs)] for given in (arguments, ("-c", "pass")))
    wall, cpu = (
        statistics.median(one[i] for one in ours) - statistics.median(one[i] for one in pythons)
        for i in range(2)
    )
    return {"wall_s": wall, "cpu_s": cpu}


def measure(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    found = made(folder, options.reports)
    library = Library.open(folder / "library", words=passage_words, recipe=RECIPE)
    shutil.rmtree(folder / "library" / FOLDER, ignore_errors=True)
    found["index made"] = timed(lambda: prepare(library))
    passages = sum(library.passage_counts().values())
    size = sum(path.stat().st_size for path in (folder / "library" / FOLDER).rglob("*") if path.is_file())
    found |= {"passages": passages, "index_bytes_a_passage": size / passages}
    found["index opened"] = timed(lambda: Desk(library))
    found |= changed(library, folder)
    found |= asked(Desk(library), options.questions)
    place = ["--library", str(folder / "library")]
    for name, question in COLD.items():
        found[f"cold: {name}"] = cold("-m", "bot", "ask", *place, question)
    file = str(folder / "library" / "library.sqlite")
    found["cold: rank_bm25 and jieba"] = cold("-W", "ignore", "-c", RANK_BM25, file, runs=3)
    library.close()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=600)
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--keep", type=Path, metavar="DIR")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        found = measure(options.keep or Path(place), options)
    if options.json:
        print(json.dumps(found))  # noqa: T201
        return 0
    print(f"load {os.getloadavg()[0]:.1f}, {time.strftime('%Y-%m-%d')}\n\nwhat | measured\n---|---")  # noqa: T201
    for name, value in found.items():
        values = value if isinstance(value, dict) else {"": value}
        print(name, "|", ", ".join(f"{key} {one:,.3g}".strip() for key, one in values.items()))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
