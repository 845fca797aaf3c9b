"""What every Index keeps, whatever stands behind it: rank_bm25's best passages, in rank_bm25's order.

    WENJU_TEST_QDRANT_URL=qdrant://127.0.0.1:6333/wenju-test pytest tests/retrieval/index/test_search.py

also asks a real server, whose collections wenju-test-1, wenju-test-2, … it makes and leaves.
"""

from __future__ import annotations

import os
import random
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import rank_bm25

from corpus.document import ArticleKey, Passage
from retrieval.index.search import Hit, Index
from tests.retrieval.index.indexes import KINDS, SERVER, Documents, Kept, in_order

WORDS = [a + b for a in "扫黑除恶平安建设" for b in "成果调解普法案件"]
LENGTH = 12  # terms of every passage: so the mean length stays the same when a document is exchanged
OURS = ("embedded", "stored")
EVERY = [pytest.param(k, marks=() if k in (*OURS, "server") else pytest.mark.cluster) for k in KINDS]
LASTING = [kind for kind in EVERY if kind.values[0] not in ("embedded", "local, in memory")]

pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant")


def kept_as(kind: str, folder: Path) -> Iterator[Kept]:
    if kind == "server" and SERVER not in os.environ:
        pytest.skip(f"no server: {SERVER} is not set")
    with KINDS[kind](folder) as kept:
        yield kept


@pytest.fixture(params=EVERY)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Kept]:
    yield from kept_as(request.param, tmp_path)


def document(name: str, passages: int, chance: random.Random) -> list[tuple[Passage, list[str]]]:
    """*passages* of LENGTH terms, in articles 1 to 3, common words more common than rare ones."""
    drawn = [[WORDS[int(len(WORDS) * chance.random() ** 2)] for _ in range(LENGTH)] for _ in range(passages)]
    return [
        (Passage(name, 3 * n // passages + 1, "成果" if n % 2 else None, n * 100, n * 100 + 90), terms)
        for n, terms in enumerate(drawn)
    ]


def library(
    seed: int = 1, documents: int = 20, passages: int = 12
) -> dict[str, list[tuple[Passage, list[str]]]]:
    chance = random.Random(seed)
    return {f"{n:02d}.txt": document(f"{n:02d}.txt", passages, chance) for n in range(documents)}


def questions(seed: int = 2, count: int = 25) -> list[list[str]]:
    chance = random.Random(seed)
    return [chance.choices(WORDS, k=chance.randint(1, 6)) for _ in range(count)]


def expected(
    documents: Documents, terms: Sequence[str], limit: int, within: Collection[ArticleKey] | None = None
) -> list[Hit]:
    """The best *limit* that hold a term, by rank_bm25 itself."""
    entries = list(in_order(documents))
    scores = rank_bm25.BM25Okapi([held for _, held in entries]).get_scores(terms)
    found = [
        Hit(passage, float(score))
        for (passage, held), score in zip(entries, scores, strict=True)
        if set(held) & set(terms) and (within is None or (passage.document, passage.article) in within)
    ]
    return sorted(found, key=lambda hit: -hit.score)[:limit]


def assert_answers(index: Index, documents: Documents, asked: list[list[str]]) -> None:
    for terms in asked:
        assert_same(index.search(terms, limit=10), expected(documents, terms, 10))


def assert_same(found: list[Hit], wanted: list[Hit]) -> None:
    assert [hit.passage for hit in found] == [hit.passage for hit in wanted]
    assert [hit.score for hit in found] == pytest.approx([hit.score for hit in wanted], rel=1e-5)


def test_the_best_passages_and_their_scores_are_rank_bm25s(kept: Kept) -> None:
    documents = library()
    kept.publish("1", documents)
    assert kept.index("1").size == 240
    assert_answers(kept.index("1"), documents, questions())


def test_passages_of_uneven_length_too(kept: Kept) -> None:
    documents = {
        name: [(passage, terms[: 1 + n % LENGTH]) for n, (passage, terms) in enumerate(entries)]
        for name, entries in library().items()
    }
    kept.publish("1", documents)
    assert_answers(kept.index("1"), documents, questions())


def test_a_term_said_twice_counts_twice_and_one_in_nearly_all_passages_at_its_floor(kept: Kept) -> None:
    documents = library()
    for entries in documents.values():
        for _, terms in entries[:-1]:
            terms[0] = "全部"
    kept.publish("1", documents)
    assert_answers(kept.index("1"), documents, [["全部"], ["全部", "扫成"], ["扫成", "扫成", "黑果"]])


def test_articles_restrict_what_is_found(kept: Kept) -> None:
    documents = library()
    kept.publish("1", documents)
    index = kept.index("1")
    for n, terms in enumerate(questions()):
        within = {(f"{n % 20:02d}.txt", 1), (f"{(n + 7) % 20:02d}.txt", 2), ("none.txt", 1)}
        assert_same(index.search(terms, within=within, limit=5), expected(documents, terms, 5, within))
    assert index.search(WORDS, within=[], limit=5) == []
    assert index.search(WORDS, within=[("none.txt", 1)], limit=5) == []


def test_unknown_terms_find_nothing_and_change_nothing(kept: Kept) -> None:
    documents = library()
    kept.publish("1", documents)
    index = kept.index("1")
    assert index.search(["没有", "这词"], limit=10) == index.search([], limit=10) == []
    assert_same(index.search(["没有", "扫成", "这词"], limit=10), expected(documents, ["扫成"], 10))


def test_frequency_is_the_share_of_passages_that_hold_any_word(kept: Kept) -> None:
    documents = library()
    kept.publish("1", documents)
    index, held = kept.index("1"), [set(terms) for _, terms in in_order(documents)]
    for words in (["扫成"], ["扫成", "黑果", "没有"], WORDS, ["没有"], []):
        assert index.frequency(words) == pytest.approx(sum(bool(each & set(words)) for each in held) / 240)
    # a word that no segmenter cut out is where all its bigrams are
    uncut = sum({"扫成", "成果"} <= each for each in held) / 240
    assert index.frequency(["扫成果"]) == pytest.approx(uncut)


def test_equal_scores_come_in_order_of_the_library(kept: Kept) -> None:
    entries = [(Passage(f"{n % 7}.txt", 1, None, n, n + 1), ["扫黑", "成果"]) for n in range(140)]
    entries += [(Passage("9.txt", 1, None, n, n + 1), ["普法", "成果"]) for n in range(200)]
    documents = {f"{n}.txt": [e for e in entries if e[0].document == f"{n}.txt"] for n in (*range(7), 9)}
    kept.publish("1", documents)
    for limit in (1, 10, 100):
        found = kept.index("1").search(["扫黑"], limit=limit)
        assert_same(found, expected(documents, ["扫黑"], limit))


def test_what_a_document_holds_now_is_found_and_what_it_held_is_not(kept: Kept) -> None:
    documents = library()
    kept.publish("1", documents)
    changed = {**documents, "03.txt": document("03.txt", 5, random.Random(9))}
    changed["03.txt"][0][1][:2] = ["新词", "新词"]
    kept.publish("2", changed)
    index = kept.index("2")
    assert index.size == 233
    assert [hit.passage for hit in index.search(["新词"], limit=3)] == [changed["03.txt"][0][0]]
    assert_answers(index, changed, questions())
    assert index.frequency(["新词"]) == pytest.approx(1 / 233)


def test_a_new_document_is_found(kept: Kept) -> None:
    documents = library()
    for _, terms in in_order(documents):
        terms[0] = "全部"  # its idf is at the floor, which all terms' idf make
    kept.publish("1", documents)
    more = {**documents, "新.txt": document("新.txt", 6, random.Random(8))}
    kept.publish("2", more)
    assert kept.index("2").size == 246
    assert_answers(kept.index("2"), more, [*questions(), ["全部"]])


def test_a_document_taken_out_is_found_no_more(kept: Kept) -> None:
    documents = library()
    documents["05.txt"][0][1][0] = "只此一处"
    kept.publish("1", documents)
    assert kept.index("1").search(["只此一处"])
    fewer = {name: entries for name, entries in documents.items() if name != "05.txt"}
    kept.publish("2", fewer)
    index = kept.index("2")
    assert index.search(["只此一处"]) == []
    assert index.frequency(["只此一处"]) == 0
    assert_answers(index, fewer, questions())


def test_a_reader_keeps_its_version_when_another_is_put_in_force(kept: Kept) -> None:
    one, two = library(1), library(5)
    kept.publish("1", one)
    reader = kept.index("1")
    kept.publish("2", two)
    assert_answers(reader, one, questions())
    assert_answers(kept.index("2"), two, questions())
    kept.publish("1", one)
    assert_answers(kept.index("1"), one, questions())


def test_many_read_at_once(kept: Kept) -> None:
    documents = library()
    kept.publish("1", documents)
    index = kept.index("1")
    asked = questions(count=40)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda terms: index.search(terms, limit=10), asked * 3))
    for terms, hits in zip(asked * 3, found, strict=True):
        assert_same(hits, expected(documents, terms, 10))


def test_passages_without_a_term_and_a_library_without_passages(kept: Kept) -> None:
    documents = library(documents=2)
    documents["00.txt"][0] = (documents["00.txt"][0][0], [])
    kept.publish("1", documents)
    assert kept.index("1").size == 24
    assert_answers(kept.index("1"), documents, questions(count=5))
    kept.publish("2", {})
    empty = kept.index("2")
    assert (empty.size, empty.search(WORDS), empty.frequency(WORDS)) == (0, [], 0.0)


@pytest.mark.parametrize("kind", LASTING)
def test_all_is_there_after_a_restart(kind: str, tmp_path: Path) -> None:
    documents = library()
    for kept in kept_as(kind, tmp_path):
        kept.publish("1", library(5))
        kept.publish("2", documents)
    for kept in kept_as(kind, tmp_path):
        assert_answers(kept.index("2"), documents, questions())
