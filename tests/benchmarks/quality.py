"""How well passages and sentences are found, on any set of questions, ours beside its peers.

    python -m tests.benchmarks.quality --set DIR [--pool DIR…] [--ablation] [--json]

DIR holds passages.jsonl ({id, title, text}) and questions.jsonl ({id, question, passage_id, answers,
spans}). The questions are those of --set; the passages those of every DIR given.

recall@k          the passage asked about is among the first k
mrr@10            one over its rank, 0 beyond the tenth
sentence          the one sentence chosen from the passage ranked first holds a whole span of an answer
sentence_in_gold  the same, chosen from the passage asked about
sentence_says     the one sentence chosen from the passage ranked first says an answer, wherever it stands
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
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from corpus.document import Passage
from corpus.text.sentences import Span, sentences
from retrieval.answering.finder import sought
from retrieval.index.search import EmbeddedIndex
from retrieval.language.terms import analyse
from retrieval.question.question import Question
from tests.benchmarks.chooser import Chooser
from tests.benchmarks.mixture import RECIPE, Mixture, Recipe, Weights

RANKS = (1, 5, 10, 80)
METRICS = (*(f"recall@{k}" for k in RANKS), "mrr@10", "sentence", "sentence_in_gold", "sentence_says")
_WORD = re.compile(r"\w")
_HAN_RUN = re.compile(r"[㐀-鿿豈-﫿]{2,}")
WORDS = Recipe(Weights(1, 0, 0), None, None, again=0)
LEARNED = "ours"  # the sentence by learned weights: of no worth on the sets that they were learned from
RULED = "ours, nothing learned"
PRODUCT = "the index of the product"
ABLATION = {
    "words": WORDS,
    "pairs": Recipe(Weights(0, 1, 0), None, None, again=0),
    "characters": Recipe(Weights(0, 0, 1), None, None, again=0),
    "words + pairs": Recipe(Weights(1, 0.75, 0), None, None, again=0),
    "words + pairs + characters": Recipe(RECIPE.passage, None, None, again=0),
    "… + best sentence": Recipe(RECIPE.passage, RECIPE.sentence, None, again=0),
    "… + best sentence + title": replace(RECIPE, again=0),
    "… + title, no best sentence": Recipe(RECIPE.passage, None, RECIPE.title, again=0),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and where its answer stands: the number of the passage, the spans in it."""

    question: str
    passage: int
    answers: tuple[str, ...]
    spans: tuple[Span, ...]


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
            Asked(row["question"], numbers[row["passage_id"]], tuple(row["answers"]),
                  tuple((start, end) for start, end in row["spans"]))
            for row in _rows(chosen / "questions.jsonl")
        )  # fmt: skip
        return cls(tuple((title, text) for text, (_, title) in passages.items()), asked)


def _rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


class System(Protocol):
    """What is measured: built from passages, it ranks their numbers and chooses a sentence of one."""

    def search(self, question: str, limit: int) -> Sequence[int]: ...

    def best_sentence(self, question: str, number: int) -> Span: ...


class Ours:
    def __init__(
        self, passages: Sequence[tuple[str, str]], recipe: Recipe = RECIPE, chooser: Chooser | None = None
    ) -> None:
        self._mixture = Mixture(passages, recipe, chooser=chooser)

    def search(self, question: str, limit: int) -> Sequence[int]:
        return [number for number, _ in self._mixture.search(question, limit)]

    def best_sentence(self, question: str, number: int) -> Span:
        return self._mixture.best_sentence(question, number)


class Product:
    """What `wenju ask` draws its passages from: the index, asked for the terms that the Finder asks for.

    It takes the first 80, and weighs their sentences by evidence of its own; the sentence here is by rule.
    """

    def __init__(self, passages: Sequence[tuple[str, str]]) -> None:
        self._index = EmbeddedIndex(
            (Passage(str(number), 1, None, 0, len(text)), analyse(f"{title}\n{text}"))
            for number, (title, text) in enumerate(passages)
        )
        self._mixture = Mixture(passages)

    def search(self, question: str, limit: int) -> Sequence[int]:
        hits = self._index.search(sought(Question.parse(question)), limit=limit)
        return [int(hit.passage.document) for hit in hits]

    def best_sentence(self, question: str, number: int) -> Span:
        return self._mixture.best_sentence(question, number)


class Peer:
    """A peer searches texts; its sentence of a passage is the one it ranks first among them.

    Sentences are indexed together, so that idf is that of the whole pool.
    """

    def __init__(self, passages: Sequence[tuple[str, str]], engine: Callable[[list[str]], Engine]) -> None:
        self._passages = engine([text for _, text in passages])
        self._spans: list[Span] = []
        self._owned: list[range] = []
        texts = []
        for _, text in passages:
            found = list(sentences(text)) or [(0, 0)]
            self._owned.append(range(len(self._spans), len(self._spans) + len(found)))
            self._spans += found
            texts += [text[start:end] for start, end in found]
        self._sentences = engine(texts)

    def search(self, question: str, limit: int) -> Sequence[int]:
        scores = self._passages.scores(question, None)
        best = sorted(scores, key=lambda number: (-scores[number], number))
        return [number for number in best[:limit] if scores[number] != 0]

    def best_sentence(self, question: str, number: int) -> Span:
        owned = self._owned[number]
        scores = self._sentences.scores(question, owned)
        return self._spans[max(owned, key=lambda each: (scores.get(each, 0.0), -each))]


class Engine(Protocol):
    def scores(self, question: str, within: range | None) -> dict[int, float]:
        """number → score of the texts that match, of those *within* at least."""
        ...


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
    def __init__(self, texts: list[str], cut: Callable[[str], list[str]]) -> None:
        from rank_bm25 import BM25Okapi

        self._cut, self._bm25 = cut, BM25Okapi([cut(text) for text in texts])

    def scores(self, question: str, within: range | None) -> dict[int, float]:
        asked = self._cut(question)
        if within is None:
            return dict(enumerate(self._bm25.get_scores(asked).tolist()))
        return dict(zip(within, self._bm25.get_batch_scores(asked, list(within)), strict=True))


class Bm25s:
    def __init__(self, texts: list[str]) -> None:
        self._bm25: Any = importlib.import_module("bm25s").BM25()
        self._bm25.index([no_punctuation(text) for text in texts], show_progress=False)

    def scores(self, question: str, within: range | None) -> dict[int, float]:
        known = [word for word in no_punctuation(question) if word in self._bm25.vocab_dict]
        if not known:
            return {}
        scores = self._bm25.get_scores(known).tolist()
        return {number: scores[number] for number in (within or range(len(scores)))}


class Tantivy:
    """Words in one field, bigrams in another, any of them."""

    def __init__(self, texts: list[str]) -> None:
        tantivy: Any = importlib.import_module("tantivy")
        builder = tantivy.SchemaBuilder()
        for field in ("words", "bigrams"):
            builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
        builder.add_integer_field("number", stored=True, indexed=True, fast=True)
        self._library, self._schema = tantivy, builder.build()
        index = tantivy.Index(self._schema)
        writer = index.writer(num_threads=1)
        for number, text in enumerate(texts):
            document = tantivy.Document(
                words=" ".join(no_punctuation(text)), bigrams=" ".join(bigrams(text)), number=number
            )
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def scores(self, question: str, within: range | None) -> dict[int, float]:
        query, occur = self._library.Query, self._library.Occur
        named = [("words", word) for word in no_punctuation(question)]
        named += [("bigrams", pair) for pair in bigrams(question)]
        asked = query.boolean_query(
            [(occur.Should, query.term_query(self._schema, field, term)) for field, term in named]
        )
        if within is not None:
            owned = query.range_query(
                self._schema, "number", self._library.FieldType.Integer, within.start, within.stop - 1
            )
            unscored = query.const_score_query(owned, 0.0)
            asked = query.boolean_query([(occur.Must, asked), (occur.Must, unscored)])
        hits = self._searcher.search(asked, limit=RANKS[-1] if within is None else len(within)).hits
        return {self._searcher.doc(address)["number"][0]: score for score, address in hits}


Build = Callable[[Sequence[tuple[str, str]]], System]
PEERS: dict[str, tuple[str, Build]] = {  # name → the package it needs, how it is built
    "rank_bm25 + jieba": ("rank_bm25", lambda pool: Peer(pool, lambda t: RankBM25(t, jieba_words))),
    "… punctuation dropped": ("rank_bm25", lambda pool: Peer(pool, lambda t: RankBM25(t, no_punctuation))),
    "bm25s + jieba": ("bm25s", lambda pool: Peer(pool, Bm25s)),
    "tantivy words + bigrams": ("tantivy", lambda pool: Peer(pool, Tantivy)),
}


def measure(system: System, benchmark: Benchmark) -> dict[str, float]:
    """The METRICS of *system*, in per cent."""
    totals = dict.fromkeys(METRICS, 0.0)
    for asked in benchmark.asked:
        found = list(system.search(asked.question, RANKS[-1]))
        rank = found.index(asked.passage) + 1 if asked.passage in found else None
        for k in RANKS:
            totals[f"recall@{k}"] += rank is not None and rank <= k
        totals["mrr@10"] += 1 / rank if rank and rank <= 10 else 0
        start, end = system.best_sentence(asked.question, asked.passage)
        inside = any(start <= first and last <= end for first, last in asked.spans)
        totals["sentence_in_gold"] += inside
        totals["sentence"] += inside and rank == 1
        if found:
            start, end = system.best_sentence(asked.question, found[0])
            said = benchmark.passages[found[0]][1][start:end]
            totals["sentence_says"] += any(answer in said for answer in asked.answers)
    return {name: 100 * total / len(benchmark.asked) for name, total in totals.items()}


def report(benchmark: Benchmark, *, peers: bool = True, ablation: bool = False) -> dict[str, Any]:
    """What is measured, by system; a peer that is not installed stands under "missing"."""
    systems: dict[str, dict[str, float]] = {
        LEARNED: measure(Ours(benchmark.passages, chooser=Chooser.shipped()), benchmark),
        RULED: measure(Ours(benchmark.passages), benchmark),
        PRODUCT: measure(Product(benchmark.passages), benchmark),
    }
    missing: dict[str, str] = {}
    if ablation:
        for name, recipe in ABLATION.items():
            systems[f"ours: {name}"] = measure(Ours(benchmark.passages, recipe), benchmark)
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
    parser.add_argument("--ablation", action="store_true", help="ours with parts left out as well")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    options = parser.parse_args(arguments)
    found = report(Benchmark.read(options.set, options.pool), ablation=options.ablation)
    found = {"set": options.set.name, "pool": [path.name for path in options.pool], **found}
    sys.stdout.write((json.dumps(found, ensure_ascii=False) if options.json else table(found)) + "\n")


if __name__ == "__main__":
    main()
