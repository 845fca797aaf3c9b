"""How far a cluster's answers are the embedded index's, how fast, and how large: Qdrant's engine, in shards.

    python -m tests.benchmarks.cluster [--passages 100000] [--questions 200] [--raw DIR] [--json]

Everything runs in this process: the engine is Qdrant's own (qdrant-edge-py), the network is not there, and
shards are asked one after another. Compared are the best ten of each question:

overlap   the share of the embedded index's ten that are among the ten
first     the share of questions whose first is the same
kendall   tau-b over the passages that both have, 1.0 where the order is the same
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from corpus.document import Passage
from corpus.library.library import Library
from corpus.library.union import Joint
from retrieval.index.build import indexed
from retrieval.index.cluster.cluster import Cluster
from retrieval.index.cluster.points import Summary
from retrieval.index.cluster.search import QdrantIndex
from retrieval.index.search import Hit, Index
from retrieval.language.terms import RECIPE, analyse, words
from tests.benchmarks.engine import drawn
from tests.given import RAW, rows
from tests.retrieval.index.cluster.edge_cluster import EdgeCluster
from tests.retrieval.index.indexes import ADDRESS, in_order, index_over

Entry = tuple[Passage, list[str]]
Documents = dict[str, list[Entry]]
Questions = Sequence[list[str]]
Row = dict[str, Any]

TOP = 10
TOGETHER = 100  # made-up passages a document


def made_up(size: int, asked: int) -> tuple[Documents, Questions]:
    """*size* passages of about 120 words, drawn as for the engine's benchmark, and *asked* questions."""
    ((known, numbers, ends, questions),) = drawn(size, asked)
    documents: Documents = {}
    begin = 0
    for number, end in enumerate(ends.tolist()):
        name = f"{number // TOGETHER:05d}.txt"
        at = number % TOGETHER
        entry = Passage(name, 1, None, at * 300, at * 300 + 299), [known[n] for n in numbers[begin:end]]
        documents.setdefault(name, []).append(entry)
        begin = end
    return documents, questions


def given(folder: Path, asked: Path) -> tuple[Documents, Questions]:
    """The passages of the documents in *folder*, and the terms of the questions in the file *asked*."""
    library = Library.in_memory(words=words, recipe=RECIPE)
    library.ingest([folder])
    documents: Documents = {}
    for entry in indexed(Joint(library)):
        documents.setdefault(entry[0].document, []).append(entry)
    return documents, [analyse(row["question"]) for row in rows(asked)]


def asked(index: Index, questions: Questions) -> tuple[list[list[Hit]], list[float]]:
    """The best of each question, and the milliseconds it took, the second time it was asked."""
    found, taken = [], []
    for terms in questions:
        index.search(terms, limit=TOP)
        began = time.perf_counter()
        found.append(index.search(terms, limit=TOP))
        taken.append((time.perf_counter() - began) * 1000)
    return found, taken


def agreement(found: list[list[Hit]], wanted: list[list[Hit]]) -> Row:
    """overlap, first and kendall, means over the questions that find anything."""
    overlaps, firsts, taus = [], [], []
    for hits, best in zip(found, wanted, strict=True):
        if best:
            mine, theirs = [h.passage for h in hits], [h.passage for h in best]
            overlaps.append(len(set(mine) & set(theirs)) / len(theirs))
            firsts.append(bool(mine) and mine[0] == theirs[0])
            taus.append(kendall([p for p in theirs if p in set(mine)], mine))
    return {
        "overlap": statistics.mean(overlaps),
        "first": statistics.mean(firsts),
        "kendall": statistics.mean(taus),
    }


def kendall(one: list[Passage], other: list[Passage]) -> float:
    """Kendall's tau of the passages of *one*, which are all in *other*: 1.0 for the same order."""
    place = {passage: number for number, passage in enumerate(other)}
    pairs = [place[a] < place[b] for a, b in combinations(one, 2)]
    return 2 * sum(pairs) / len(pairs) - 1 if pairs else 1.0


def size_of(folder: Path) -> int:
    """Bytes that the files below *folder* take up on disk."""
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def resident() -> int:
    """Bytes of memory this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def held_by(folder: Path, shards: int, questions: Questions) -> int:
    """Bytes that a process grows by when it opens *folder* and asks all *questions*."""
    before = resident()
    engine = EdgeCluster(folder, shards)
    asked(Cluster(engine, ADDRESS).index("1"), questions)
    grown = resident() - before
    engine.close()
    return grown


class OfShards(Summary):
    """A summary that leaves idf to the shards."""

    def idf(self, held: int) -> float:
        return 1.0


def compared(documents: Documents, questions: Questions) -> Iterator[tuple[str, Row]]:
    """Each index beside the embedded one."""
    count = sum(map(len, documents.values()))
    began = time.perf_counter()
    embedded = index_over(in_order(documents))
    build = time.perf_counter() - began
    wanted, taken = asked(embedded, questions)
    yield "embedded", {**times(taken), "build s": build}
    for shards in (1, 4):
        with tempfile.TemporaryDirectory() as folder:
            engine = EdgeCluster(Path(folder), shards)
            cluster = Cluster(engine, ADDRESS)
            began = time.perf_counter()
            cluster.load("1", lambda: in_order(documents))
            build = time.perf_counter() - began
            engine.optimize("wenju-1")
            optimized = time.perf_counter() - began - build
            found, taken = asked(cluster.index("1"), questions)
            yield (
                f"engine, {shards} shard{'s' * (shards > 1)}",
                {
                    **agreement(found, wanted),
                    **times(taken),
                    "build s": build,
                    "optimized in s": optimized,
                    "bytes a passage on disk": size_of(Path(folder)) / count,
                },
            )
            engine.close()
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
                held = alone.submit(held_by, Path(folder), shards, list(questions)).result()
            yield f"the same, opened anew and asked ({shards})", {"bytes a passage in memory": held / count}
    with tempfile.TemporaryDirectory() as folder:
        engine = EdgeCluster(Path(folder), 4, idf=True)
        cluster = Cluster(engine, ADDRESS)
        cluster.load("1", lambda: in_order(documents))
        found, _ = asked(left_to_shards(cluster.index("1")), questions)
        yield "engine, 4 shards, idf of each shard", agreement(found, wanted)
        engine.close()


def left_to_shards(index: QdrantIndex) -> QdrantIndex:
    summary = index._summary
    fields = {name: getattr(summary, name) for name in summary.__dataclass_fields__}
    return QdrantIndex(index._client, index._name, OfShards(**fields))


def times(taken: Sequence[float]) -> Row:
    ordered = sorted(taken)
    return {"median ms": statistics.median(ordered), "p99 ms": ordered[math.ceil(0.99 * len(ordered)) - 1]}


def grown(documents: Documents, questions: Questions, share: float) -> Row:
    """What is found once the last *share* of the documents has been added in place, beside all loaded anew.

    "fresh": a reader opened afterwards, whose df and N are right and whose mean length is the old one;
    "stale": one that looked its terms up before, and has the old df and N as well.
    """
    names = sorted(documents)
    last = names[-max(1, round(share * len(names))) :]
    first = {name: documents[name] for name in names if name not in set(last)}
    wanted, _ = asked(index_over(in_order(documents)), questions)
    with tempfile.TemporaryDirectory() as folder:
        engine = EdgeCluster(Path(folder), 4)
        cluster = Cluster(engine, ADDRESS)
        cluster.load("1", lambda: in_order(first))
        stale = cluster.index("1")
        asked(stale, questions)
        began = time.perf_counter()
        cluster.update("2", {name: documents[name] for name in last})
        took = time.perf_counter() - began
        row = {
            "fresh": agreement(asked(cluster.index("2"), questions)[0], wanted),
            "stale": agreement(asked(stale, questions)[0], wanted),
            "seconds a document": took / len(last),
        }
        engine.close()
    return row


def main(arguments: Sequence[str] | None = None) -> None:
    about = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.cluster", description=about)
    parser.add_argument("--passages", type=int, default=100_000, help="made-up passages")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--raw", type=Path, default=RAW, metavar="DIR", help="documents, if there are any")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    found: dict[str, Any] = {}
    of_raw = options.raw.parent / "eval" / "questions.jsonl"
    if options.raw.is_dir() and of_raw.is_file():
        documents, questions = given(options.raw, of_raw)
        title = f"{sum(map(len, documents.values()))} passages of documents, {len(questions)} questions"
        found[title] = dict(compared(documents, questions))
    documents, questions = made_up(options.passages, options.questions)
    found[f"{options.passages} made-up passages, {len(questions)} questions"] = dict(
        compared(documents, questions)
    )
    documents, questions = made_up(options.passages // 5, options.questions)
    for share in (0.05, 0.25):
        title = f"{options.passages // 5} made-up passages, the last {share:.0%} added in place"
        found[title] = grown(documents, questions, share)
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=None if options.json else 2) + "\n")


if __name__ == "__main__":
    main()
