"""How well the index finds the passage that answers, on any set of questions, beside its peers.

    python -m tests.benchmarks.quality --set DIR [--pool DIR…] [--json]

DIR holds passages.jsonl ({id, title, text}) and questions.jsonl ({id, question, passage_id}). The questions
are those of --set; the passages those of every DIR given.

recall@k  the passage asked about is among the first k
mrr@10    one over its rank, 0 beyond the tenth
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import logging
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from corpus.document import Passage
from retrieval.answering.gathering import sought
from retrieval.language.terms import analyse
from retrieval.question.question import Question
from tests.retrieval.index.indexes import index_over

RANKS = (1, 5, 10, 80)
METRICS = (*(f"recall@{k}" for k in RANKS), "mrr@10")
_WORD = re.compile(r"\w")
_HAN_RUN = re.compile(r"[㐀-鿿豈-﫿]{2,}")
PRODUCT = "the index of the product"
Passages = Sequence[tuple[str, str]]  # (title, text)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the number of the passage that answers it."""

    question: str
    passage: int


@dataclass(frozen=True, slots=True)
class Benchmark:
    """The questions of one set, and the passages of all that are pooled, each (title, text)."""

    passages: tuple[tuple[str, str], ...]
    asked: tuple[Asked, ...]

    @classmethod
    def read(cls, chosen: Path, pool: Iterable[Path] = ()) -> Benchmark:
        """The set in *chosen*, its passages first, then those of *pool*; a text given twice counts once."""
        passages: dict[str, tuple[int, str]] = {}
        numbers: dict[str, int] = {}
        for folder in (chosen, *pool):
            for row in _rows(folder / "passages.jsonl"):
                number, _ = passages.setdefault(row["text"], (len(passages), row["title"]))
                if folder == chosen:
                    numbers[row["id"]] = number
        asked = tuple(
            Asked(row["question"], numbers[row["passage_id"]]) for row in _rows(chosen / "questions.jsonl")
        )
        return cls(tuple((title, text) for text, (_, title) in passages.items()), asked)


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


class System(Protocol):
    """What is measured: built from passages, it ranks their numbers."""

    def search(self, question: str, limit: int) -> Sequence[int]: ...


class Product:
    """The index, asked for the terms that the Finder asks for."""

    def __init__(self, passages: Passages) -> None:
        self._index = index_over(
            (Passage(str(number), 1, None, 0, len(text)), analyse(f"{title}\n{text}"))
            for number, (title, text) in enumerate(passages)
        )

    def search(self, question: str, limit: int) -> Sequence[int]:
        hits = self._index.search(sought(Question.parse(question)), limit=limit)
        return [int(hit.passage.document) for hit in hits]


def jieba_words(text: str) -> list[str]:
    """*text* as jieba cuts it."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    return list(jieba.cut(text))


def no_punctuation(text: str) -> list[str]:
    """*text* as jieba cuts it, punctuation and blanks dropped."""
    return [word for word in jieba_words(text) if _WORD.search(word)]


def bigrams(text: str) -> list[str]:
    return [run[i : i + 2] for run in _HAN_RUN.findall(text) for i in range(len(run) - 1)]


class RankBM25:
    def __init__(self, passages: Passages, cut: Callable[[str], list[str]]) -> None:
        from rank_bm25 import BM25Okapi

        self._cut, self._bm25 = cut, BM25Okapi([cut(text) for _, text in passages])

    def search(self, question: str, limit: int) -> Sequence[int]:
        return first(self._bm25.get_scores(self._cut(question)).tolist(), limit)


class Bm25s:
    def __init__(self, passages: Passages) -> None:
        self._bm25: Any = importlib.import_module("bm25s").BM25()
        self._bm25.index([no_punctuation(text) for _, text in passages], show_progress=False)

    def search(self, question: str, limit: int) -> Sequence[int]:
        known = [word for word in no_punctuation(question) if word in self._bm25.vocab_dict]
        return first(self._bm25.get_scores(known).tolist(), limit) if known else []


def first(scores: Sequence[float], limit: int) -> list[int]:
    """The numbers of the *limit* highest *scores*; passages without a score are left out."""
    best = sorted(range(len(scores)), key=lambda number: (-scores[number], number))
    return [number for number in best[:limit] if scores[number] != 0]


class Tantivy:
    """Words in one field, bigrams in another, any of them."""

    def __init__(self, passages: Passages) -> None:
        tantivy: Any = importlib.import_module("tantivy")
        builder = tantivy.SchemaBuilder()
        for field in ("words", "bigrams"):
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
        builder.add_integer_field("number", stored=True, indexed=True, fast=True)
        self._library, self._schema = tantivy, builder.build()
        index = tantivy.Index(self._schema)
        writer = index.writer(num_threads=1)
        for number, (_, text) in enumerate(passages):
            document = tantivy.Document(
                words=" ".join(no_punctuation(text)), bigrams=" ".join(bigrams(text)), number=number
            )
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def search(self, question: str, limit: int) -> Sequence[int]:
        query, occur = self._library.Query, self._library.Occur
        named = [("words", word) for word in no_punctuation(question)]
        named += [("bigrams", pair) for pair in bigrams(question)]
        asked = query.boolean_query(
            [(occur.Should, query.term_query(self._schema, field, term)) for field, term in named]
        )
        hits = self._searcher.search(asked, limit=limit).hits
        return [self._searcher.doc(address)["number"][0] for _, address in hits]


Build = Callable[[Passages], System]
PEERS: dict[str, tuple[str, Build]] = {  # name → the package it needs, how it is built
    "rank_bm25 + jieba": ("rank_bm25", lambda pool: RankBM25(pool, jieba_words)),
    "… punctuation dropped": ("rank_bm25", lambda pool: RankBM25(pool, no_punctuation)),
    "bm25s + jieba": ("bm25s", Bm25s),
    "tantivy words + bigrams": ("tantivy", Tantivy),
}


def measure(system: System, benchmark: Benchmark) -> dict[str, float]:
    """The METRICS of *system*, in per cent."""
    totals = dict.fromkeys(METRICS, 0.0)
    for asked in benchmark.asked:
        hits = list(system.search(asked.question, RANKS[-1]))
        rank = hits.index(asked.passage) + 1 if asked.passage in hits else None
        for k in RANKS:
            totals[f"recall@{k}"] += rank is not None and rank <= k
        totals["mrr@10"] += 1 / rank if rank and rank <= 10 else 0
    return {name: 100 * total / len(benchmark.asked) for name, total in totals.items()}


def report(benchmark: Benchmark, *, peers: bool = True) -> dict[str, Any]:
    """What is measured, by system; a peer that is not installed stands under "missing"."""
    systems = {PRODUCT: measure(Product(benchmark.passages), benchmark)}
    missing: dict[str, str] = {}
    for name, (package, build) in PEERS.items() if peers else ():
        if importlib.util.find_spec(package) and importlib.util.find_spec("jieba"):
            systems[name] = measure(build(benchmark.passages), benchmark)
        else:
            missing[name] = f"pip install {package}"
    return {
        "passages": len(benchmark.passages),
        "questions": len(benchmark.asked),
        "systems": systems,
        "missing": missing,
    }


def table(found: dict[str, Any]) -> str:
    """*found* as a Markdown table, and a line for each peer that is missing."""
    lines = ["| | " + " | ".join(METRICS) + " |", "|---" * (len(METRICS) + 1) + "|"]
    for name, values in found["systems"].items():
        lines.append(f"| {name} | " + " | ".join(f"{values[metric]:.1f}" for metric in METRICS) + " |")
    lines += [f"not installed: {name} ({how})" for name, how in found["missing"].items()]
    return "\n".join([f"{found['questions']} questions, {found['passages']} passages", "", *lines])


def main(arguments: Sequence[str] | None = None) -> None:
    about = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.quality", description=about)
    parser.add_argument("--set", type=Path, required=True, metavar="DIR", help="questions and their passages")
    parser.add_argument("--pool", type=Path, nargs="*", default=[], metavar="DIR", help="further passages")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    options = parser.parse_args(arguments)
    found = report(Benchmark.read(options.set, options.pool))
    found = {"set": options.set.name, "pool": [path.name for path in options.pool], **found}
    sys.stdout.write((json.dumps(found, ensure_ascii=False) if options.json else table(found)) + "\n")


if __name__ == "__main__":
    main()
