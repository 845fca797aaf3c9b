"""How fast the best ten passages are found, beside every BM25 that installs: CPU time a query, one thread.

    python -m tests.benchmarks.engine --sizes 10000,100000 [--set DIR] [--json]

Each engine runs in a process of its own; all are built first, then asked the same questions in turns, round
after round, so that a machine busy with other things slows all alike. Passages are drawn from the segmenter's
word frequencies, each with words of its own that recur; with --set, real passages (passages.jsonl with
{text}) spliced in pairs and real questions (questions.jsonl with {question}).

Lucene (Lucene.java) takes part where there are java, 11 or later, and a jar that WENJU_BENCH_LUCENE names,
such as Debian's /usr/share/java/lucene-core-8.7.0.jar or the fat jar in pyserini's source package.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import gc
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

Ask = Callable[[list[str]], Any]
Passages = list[list[str]]

ASKED = [*"的是在有和年了为中与于被由从对上", "哪些", "什么", "多少", "哪里", "如何"]
LUCENE = Path(__file__).with_name("Lucene.java")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
TOP = 10
WARMED = 2.0  # seconds of CPU that each is asked before it counts
WARMED_UP = 10.0  # of Lucene, which is compiled as it runs
MOST = 200_000  # passages that rank_bm25 is given: a dictionary each, and seconds a question
CHECKED = 20  # questions on which ours must equal rank_bm25 in passages, order and bits


# ---- What is searched


def drawn(size: int, asked: int, seed: int = 1) -> Iterator[tuple[list[str], Any, Any, list[list[str]]]]:
    """(words, word numbers, ends of passages, questions), once: about 120 words a passage."""
    import jieba

    jieba.setLogLevel("WARNING")
    jieba.initialize()
    ranked = sorted(((n, w) for w, n in jieba.dt.FREQ.items() if n and w.isalnum()), reverse=True)
    words = [word for _, word in ranked]
    frequency = np.array([n for n, _ in ranked], dtype=np.float64)
    speech, topics = (np.cumsum(frequency**power) for power in (1.0, 0.5))
    chance = np.random.default_rng(seed)

    def spoken(cumulated: Any, shape: Any) -> Any:
        return np.searchsorted(cumulated, chance.random(shape) * cumulated[-1]).astype(np.int32)

    lengths = np.clip(chance.lognormal(np.log(110), 0.45, size), 12, 400).astype(np.int64)
    own = spoken(topics, (size, 16))
    parts = []
    for start in range(0, size, 50_000):  # in pieces, for memory
        passage = np.repeat(np.arange(start, min(start + 50_000, size)), lengths[start : start + 50_000])
        recurring = own[passage, (16 * chance.random(len(passage)) ** 2).astype(np.int64)]
        parts.append(np.where(chance.random(len(passage)) < 0.35, recurring, spoken(speech, len(passage))))
    questions = []
    for number in chance.integers(0, size, asked):
        told = chance.permutation(own[number])[: chance.integers(3, 6)].tolist()
        told += spoken(speech, chance.integers(2, 6)).tolist()
        question = [words[n] for n in told] + list(chance.choice(ASKED, chance.integers(1, 3)))
        questions.append([str(word) for word in chance.permutation(question)])
    yield words, np.concatenate(parts), np.cumsum(lengths), questions


def spliced(folder: Path, size: int, asked: int, seed: int = 1) -> Iterator[tuple[list[str], Any, Any, Any]]:
    """The same from a set: each passage is a stretch of one of its passages, then of another."""
    from retrieval.language.terms import words as cut

    def texts(name: str, key: str) -> list[list[str]]:
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        return [cut(json.loads(line)[key]) for line in lines]

    rows: dict[str, int] = {}
    passages = [
        np.array([rows.setdefault(word, len(rows)) for word in text], dtype=np.int32)
        for text in texts("passages.jsonl", "text")
    ]
    chance = np.random.default_rng(seed)
    parts, ends, end = [], [], 0
    for pair in chance.integers(0, len(passages), (size, 2)):
        for number in pair:
            start, stop = np.sort(chance.integers(0, len(passages[number]) + 1, 2))
            parts.append(passages[number][start:stop])
            end += stop - start
        ends.append(end)
    questions = texts("questions.jsonl", "question")
    picked = chance.permutation(len(questions))[:asked]
    yield list(rows), np.concatenate(parts), np.array(ends), [questions[n] for n in picked]


# ---- Who searches: each builds and returns how to ask, and the bytes of its index


def ours(passages: Passages, folder: Path, within: Any = None) -> tuple[Ask, int]:
    """As stored: written, mapped, and asked by the compiled loop."""
    from retrieval.index.arrays import BODY, Mapped, write
    from retrieval.index.postings import Postings, merged

    none: list[str] = []
    arrays = merged(None, np.empty(0, np.int32), ((n, words, none) for n, words in enumerate(passages)))
    write(folder, arrays, {})
    index = Postings(Mapped(folder))
    return lambda question: index.top(question, TOP, within=within), (folder / BODY).stat().st_size


def ours_numpy(passages: Passages, folder: Path, within: Any = None) -> tuple[Ask, int]:
    from retrieval.index import scoring

    scoring.KERNEL = None
    return ours(passages, folder, within)


def ours_hundredth(passages: Passages, folder: Path) -> tuple[Ask, int]:
    return ours(passages, folder, np.arange(7, len(passages), 100))


def ours_tenth(passages: Passages, folder: Path) -> tuple[Ask, int]:
    return ours(passages, folder, np.sort(np.random.default_rng(3).permutation(len(passages))[::10]))


def ours_numpy_hundredth(passages: Passages, folder: Path) -> tuple[Ask, int]:
    return ours_numpy(passages, folder, np.arange(7, len(passages), 100))


def ours_numpy_tenth(passages: Passages, folder: Path) -> tuple[Ask, int]:
    within = np.sort(np.random.default_rng(3).permutation(len(passages))[::10])
    return ours_numpy(passages, folder, within)


def ours_collection(passages: Passages, folder: Path) -> tuple[Ask, int]:
    return ours(passages, folder, range(len(passages) // 4, len(passages) * 3 // 4))


def ours_half(passages: Passages, folder: Path) -> tuple[Ask, int]:
    return ours(passages, folder, np.random.default_rng(3).random(len(passages)) < 0.5)


def rank_bm25(passages: Passages, folder: Path) -> tuple[Ask, int | None]:
    from rank_bm25 import BM25Okapi

    def ask(question: list[str], index: Any) -> Any:
        return index.get_top_n(question, numbers, TOP)

    numbers = range(len(passages))
    return functools.partial(ask, index=BM25Okapi(passages)), None


def bm25s_numpy(passages: Passages, folder: Path, backend: str = "numpy") -> tuple[Ask, int]:
    import bm25s  # type: ignore[import-untyped]

    index = bm25s.BM25(k1=1.5, b=0.75, method="robertson", backend=backend)
    index.index(passages, show_progress=False)
    if backend == "numba":
        index.activate_numba_scorer()
    size = sum(np.asarray(part).nbytes for part in index.scores.values())
    return lambda question: index.retrieve([question], k=TOP, show_progress=False, n_threads=0), size


def bm25s_numba(passages: Passages, folder: Path) -> tuple[Ask, int]:
    import numba  # noqa: F401  # bm25s would fall back to numpy without a word

    return bm25s_numpy(passages, folder, "numba")


def tantivy(passages: Passages, folder: Path) -> tuple[Ask, int]:
    import tantivy as engine

    fields = engine.SchemaBuilder()
    fields.add_text_field("text", tokenizer_name="blanks", index_option="freq")
    schema = fields.build()
    index = engine.Index(schema, path=str(folder))
    blanks = engine.TextAnalyzerBuilder(engine.Tokenizer.whitespace()).build()
    index.register_tokenizer("blanks", blanks)
    writer = index.writer(heap_size=1_000_000_000, num_threads=1)  # one segment
    for terms in passages:
        writer.add_document(engine.Document(text=" ".join(terms)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher, query, should = index.searcher(), engine.Query, engine.Occur.Should

    def ask(question: list[str]) -> Any:
        terms = [(should, query.term_query(schema, "text", term, index_option="freq")) for term in question]
        return searcher.search(query.boolean_query(terms), TOP, count=False).hits

    return ask, sum(file.stat().st_size for file in folder.iterdir())


def sqlite_fts5(passages: Passages, folder: Path) -> tuple[Ask, int]:
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table passages using fts5(text, content='', tokenize='unicode61')")
    base.executemany("insert into passages(text) values (?)", ((" ".join(terms),) for terms in passages))
    base.execute("insert into passages(passages) values ('optimize')")
    base.commit()
    select = f"select rowid, rank from passages where passages match ? order by rank limit {TOP}"

    def ask(question: list[str]) -> Any:
        return base.execute(select, (" OR ".join(f'"{term}"' for term in question),)).fetchall()

    pages, page = (base.execute(f"pragma {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return ask, pages * page


ENGINES: dict[str, tuple[Callable[[Passages, Path], tuple[Ask, int | None]], str]] = {
    "ours": (ours, "numpy"),
    "ours, numpy alone": (ours_numpy, "numpy"),
    "rank_bm25": (rank_bm25, "rank-bm25"),
    "bm25s, numpy": (bm25s_numpy, "bm25s"),
    "bm25s, numba": (bm25s_numba, "bm25s"),
    "tantivy": (tantivy, "tantivy"),
    "SQLite FTS5": (sqlite_fts5, ""),
    "ours, 1 % allowed": (ours_hundredth, "numpy"),
    "ours, 10 % scattered": (ours_tenth, "numpy"),
    "ours, 50 % in one run": (ours_collection, "numpy"),
    "ours, 50 % as a mask": (ours_half, "numpy"),
    "ours, numpy alone, 1 % allowed": (ours_numpy_hundredth, "numpy"),
    "ours, numpy alone, 10 % scattered": (ours_numpy_tenth, "numpy"),
}


# ---- One engine's process: builds, then answers a line of commands with a line of JSON


def serve(name: str, folder: Path) -> None:
    def say(value: Any) -> None:
        print(json.dumps(value), flush=True)  # noqa: T201

    with np.load(folder / "passages.npz") as kept:
        numbers, ends = kept["numbers"], kept["ends"].tolist()
    words, questions = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    starts = [0, *ends[:-1]]
    # Sorted, since rank_bm25's mean idf, its last bit, depends on the order of words.
    passages = [sorted(words[n] for n in numbers[a:b].tolist()) for a, b in zip(starts, ends, strict=True)]
    del numbers, words
    build, package = ENGINES[name]
    try:
        found = version(package) if package else sqlite3.sqlite_version
        with tempfile.TemporaryDirectory() as own:
            gc.collect()
            gc.disable()  # it would walk every list of words again and again, in whoever makes objects
            began, held = time.process_time(), resident()
            ask, size = build(passages, Path(own))
            built = time.process_time() - began
            grown = resident() - held
            del passages
            timed(ask, questions, WARMED)
            gc.collect()
            gc.freeze()
            say({"version": found, "build_s": built, "bytes": size, "resident": grown})
            for line in sys.stdin:
                command, argument = line.split()
                checking = command == "check"
                say(checked(name, ask, questions) if checking else timed(ask, questions, float(argument)))
    except (ImportError, PackageNotFoundError, sqlite3.OperationalError) as error:
        say({"missing": str(error)})


def timed(ask: Ask, questions: list[list[str]], seconds: float) -> list[int]:
    """CPU nanoseconds of each question, as many as begin within *seconds*."""
    clock, spent = time.process_time_ns, []
    until = clock() + seconds * 1e9
    for question in questions:
        began = clock()
        ask(question)
        ended = clock()
        spent.append(ended - began)
        if ended > until:
            break
    return spent


def checked(name: str, ask: Ask, questions: list[list[str]]) -> list[list[Any]]:
    """[passage, score's bits] of the best, for ours and rank_bm25; ties by number."""
    found = []
    for question in questions[:CHECKED]:
        if name == "ours":
            numbers, scores = ask(question)
        else:
            every = ask.keywords["index"].get_scores(question)  # type: ignore[attr-defined]
            numbers = np.lexsort((np.arange(len(every)), -every))[:TOP]
            scores = every[numbers]
        found.append([numbers.tolist(), [score.hex() for score in scores.tolist()]])
    return found


def resident() -> int:
    """Bytes of this process in memory; 0 where the system does not say."""
    with contextlib.suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


# ---- The run


def started(name: str, size: int, folder: Path) -> list[str]:
    """The command that starts an engine's process. Raises LookupError, why not."""
    if name == "rank_bm25" and size > MOST:
        raise LookupError(f"over {MOST:,} passages it takes seconds a question")
    if name != "Lucene":
        return [sys.executable, "-m", __spec__.name, "--serve", name, "--folder", str(folder)]
    jar = os.environ.get("WENJU_BENCH_LUCENE", "")
    if not Path(jar).is_file():
        raise LookupError("WENJU_BENCH_LUCENE names no jar")
    if not shutil.which("java"):
        raise LookupError("no java here")
    return ["java", "-Xmx6g", "-cp", jar, str(LUCENE), str(folder), str(TOP), str(WARMED_UP)]


def write_lines(folder: Path, words: list[str], numbers: Any, ends: Any, questions: list[list[str]]) -> None:
    """Passages and questions for Lucene: a line each, terms between blanks."""
    start = 0
    with (folder / "passages.txt").open("w", encoding="utf-8") as file:
        for end in ends.tolist():
            print(*(words[n] for n in numbers[start:end].tolist()), file=file)
            start = end
    with (folder / "questions.txt").open("w", encoding="utf-8") as file:
        for question in questions:
            print(*question, file=file)


def measure(size: int, options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """What each engine took at *size* passages."""
    source = spliced(options.set, size, options.questions) if options.set else drawn(size, options.questions)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for words, numbers, ends, questions in source:
            np.savez(folder / "passages.npz", numbers=numbers, ends=ends)
            (folder / "words.json").write_text(json.dumps([words, questions]), encoding="utf-8")
            if "Lucene" in options.engines:
                write_lines(folder, words, numbers, ends, questions)
        found: dict[str, dict[str, Any]] = {}
        running: dict[str, subprocess.Popen[str]] = {}
        spent: dict[str, list[list[int]]] = {}
        environment = os.environ | dict.fromkeys(THREADS, "1")

        def said(name: str, command: str = "") -> Any:
            process = running[name]
            assert process.stdin
            assert process.stdout
            if command:
                process.stdin.write(command + "\n")
                process.stdin.flush()
            return json.loads(process.stdout.readline() or '{"missing": "ended; see above"}')

        for name in options.engines:
            try:
                command = started(name, size, folder)
            except LookupError as error:
                found[name] = {"missing": str(error)}
                continue
            running[name] = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
            )
            found[name] = said(name)
            if "missing" not in found[name]:
                spent[name] = []
        for _ in range(options.rounds):
            for name, rounds in spent.items():
                rounds.append(said(name, f"round {options.seconds}"))
        if {"ours", "rank_bm25"} <= set(spent):
            found["ours"]["as rank_bm25"] = said("ours", "check 0") == said("rank_bm25", "check 0")
        for process in running.values():
            process.communicate()
    own = _typical(spent["ours"])
    for name, rounds in spent.items():
        typical = _typical(rounds)
        same = own[: len(typical)]
        middle, rare = np.median(typical), np.percentile(typical, 99)
        found[name] |= {
            "questions": len(typical),
            "median_ms": middle / 1e6,
            "p99_ms": rare / 1e6,
            "median_ratio": middle / np.median(same),
            "p99_ratio": rare / np.percentile(same, 99),
        }
    return found


def _typical(rounds: list[list[int]]) -> Any:
    """Each question's median over the rounds that came to it in time."""
    asked = min(map(len, rounds))
    return np.median([one[:asked] for one in rounds], axis=0)


def table(size: int, found: dict[str, dict[str, Any]]) -> str:
    columns = (
        "median ms | p99 ms | median, × ours | p99, × ours | build s | bytes a passage | process grows by"
    )
    lines = [f"{size:,} passages | {columns}", "---|---|---|---|---|---|---|---"]
    for name, one in found.items():
        if "missing" in one:
            lines.append(f"{name} | not run: {one['missing']} |||||||")
            continue
        ratios = f"{one['median_ratio']:.2f} | {one['p99_ratio']:.2f}"
        times = f"{one['median_ms']:.3f} | {one['p99_ms']:.3f} | {ratios}"
        held = "" if one["bytes"] is None else f"{one['bytes'] / size:,.0f}"
        grown = f"{one['resident'] / size:,.0f}"
        named = name if name.startswith("ours") else f"{name} {one['version']}"
        lines.append(f"{named} | {times} | {one['build_s']:.2f} | {held} | {grown}")
        if one["questions"] < max(other.get("questions", 0) for other in found.values()):
            lines[-1] += f" ({one['questions']} questions; ratios over these)"
    same = found["ours"].get("as rank_bm25")
    if same is not None:
        lines.append(f"\nTop {TOP} and score bits equal rank_bm25's on {CHECKED} questions: {same}.")
    return "\n".join(lines)


def main() -> int:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=layout)
    numbers = functools.partial(str.split, sep=",")
    parser.add_argument("--sizes", default=["10000", "100000"], type=numbers, help="of passages: 10000,…")
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10, help="of CPU an engine may take a round")
    parser.add_argument("--set", type=Path, help="a folder with passages.jsonl and questions.jsonl")
    parser.add_argument(
        "--engines", default=[*ENGINES, "Lucene"], type=lambda text: text.split(";"), help="A;B;…"
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", choices=ENGINES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.folder)
        return 0
    if "ours" not in options.engines:
        parser.error("--engines: ours must be among them, the ratios are to it")
    found = {size: measure(size, options) for size in map(int, options.sizes)}
    if options.json:
        print(json.dumps(found))  # noqa: T201
    else:
        print(f"{platform.machine()}, Python {platform.python_version()}, {time.strftime('%Y-%m-%d')}\n")  # noqa: T201
        print("\n\n".join(table(size, one) for size, one in found.items()))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
