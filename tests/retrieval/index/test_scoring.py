"""scoring: rank_bm25's scores to the last bit, and exactly the best passages, by whichever way."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import rank_bm25
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index import scoring
from retrieval.index.arrays import Arrays
from retrieval.index.postings import Postings, merged

pytestmark = pytest.mark.usefixtures("way")

Constants = tuple[float, float, float]

WORDS = st.sampled_from(["扫黑", "除恶", "成果", "普法", "平安", "的", "了", "案件", "大理州", "2021"])
CORPORA = st.lists(st.lists(WORDS, max_size=12), min_size=1, max_size=40).filter(any)
UNIFORM = st.tuples(st.lists(WORDS, min_size=1, max_size=5), st.integers(1, 12)).map(lambda x: [x[0]] * x[1])
QUERIES = st.lists(st.one_of(WORDS, st.just("无此词")), max_size=8)
K1 = st.one_of(st.sampled_from([0.6, 1, 1.5]), st.floats(0.01, 3))
B = st.one_of(st.sampled_from([0, 0.5, 0.75]), st.floats(0, 0.99, allow_subnormal=False))
EPSILON = st.one_of(st.just(0.25), st.floats(0.01, 2))
CONSTANTS = st.tuples(K1, B, EPSILON)


@pytest.fixture(autouse=True)
def _rank_bm25_divides_by_zero() -> Iterator[None]:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        yield


def over(corpus: list[list[str]]) -> Postings:
    """Our scores over *corpus*."""
    passages = ((number, terms, []) for number, terms in enumerate(corpus))
    return Postings(Arrays(merged(None, np.empty(0, np.int32), passages), {}))


def built(corpus: list[list[str]], constants: Constants = (1.5, 0.75, 0.25)) -> tuple[Postings, Any]:
    """Ours and rank_bm25's over *corpus*, with *constants* as the package's defaults."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rank_bm25.BM25Okapi.__init__, "__defaults__", (None, *constants))
        return over(corpus), rank_bm25.BM25Okapi([sorted(terms) for terms in corpus])


def bits(scores: Any) -> list[int]:
    """Each score as its 64 bits."""
    found: list[int] = np.array(scores, dtype=np.float64).view(np.int64).tolist()
    return found


def best(
    theirs: Any, corpus: list[list[str]], query: list[str], k: int, allowed: set[int]
) -> tuple[list[int], list[int]]:
    """The rule of `top`, read off rank_bm25's scores."""
    scores = theirs.get_scores(query)
    matching = [n for n, terms in enumerate(corpus) if n in allowed and set(terms) & set(query)]
    order = sorted(matching, key=lambda n: (-scores[n], n))[:k]
    return order, bits(scores[order])


def answered(found: tuple[Any, Any]) -> tuple[list[int], list[int]]:
    numbers, scores = found
    return numbers.tolist(), bits(scores)


@given(CONSTANTS, st.one_of(CORPORA, UNIFORM), st.lists(QUERIES, min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_every_score_is_rank_bm25s_to_the_last_bit(
    constants: Constants, corpus: list[list[str]], queries: list[list[str]]
) -> None:
    ours, theirs = built(corpus, constants)
    for query in queries:
        assert bits(ours.get_scores(query)) == bits(theirs.get_scores(query))


@given(
    CONSTANTS,
    st.one_of(CORPORA, UNIFORM),
    QUERIES,
    st.one_of(st.integers(0, 50), st.just(300)),
    st.sets(st.integers(0, 39)),
    st.sampled_from([(10**9, 8, 64), (1, 8, 64), (2, 1, 64), (128, 8, 2)]),
)
@settings(max_examples=400, deadline=None)
def test_top_is_the_head_of_the_whole_order_by_every_way(
    constants: Constants,
    corpus: list[list[str]],
    query: list[str],
    k: int,
    some: set[int],
    ways: tuple[int, int, int],
) -> None:
    narrow, common, terms = ways
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring, "NARROW", narrow)
        patch.setattr(scoring, "COMMON", common)
        patch.setattr(scoring, "TERMS", terms)
        ours, theirs = built(corpus, constants)
        everything = set(range(len(corpus)))
        some &= everything
        mask = np.isin(np.arange(len(corpus)), list(some))
        assert answered(ours.top(query, k)) == best(theirs, corpus, query, k, everything)
        for within in (mask, sorted(some), np.array(sorted(some, reverse=True), dtype=np.int32)):
            assert answered(ours.top(query, k, within=within)) == best(theirs, corpus, query, k, some)
        run = range(len(corpus) // 3, len(corpus) * 2 // 3)
        for among in (run, np.array(run, dtype=np.intp)):
            assert answered(ours.top(query, k, within=among)) == best(theirs, corpus, query, k, set(run))


def drawn(seed: int, size: int, vocabulary: int = 3000) -> tuple[list[list[str]], list[list[str]]]:
    """Passages and queries of words as frequent as in speech (Zipf); half the passages twice, to tie."""
    chance = np.random.default_rng(seed)

    def words(count: np.intp | int) -> list[str]:
        return [f"w{n}" for n in (vocabulary ** chance.random(int(count))).astype(int)]

    passages = [words(chance.integers(3, 40)) for _ in range(size // 2)]
    passages += [passages[n] for n in chance.integers(0, size // 2, size - size // 2)]
    return passages, [words(chance.integers(1, 9)) for _ in range(60)]


@given(CORPORA, st.lists(QUERIES, min_size=9, max_size=30), st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_a_long_question_over_passages_that_recur_finds_the_first_of_equals(
    corpus: list[list[str]], queries: list[list[str]], times: int
) -> None:
    recurring = corpus * times
    query = [term for one in queries for term in one]
    ours, theirs = built(recurring)
    everything = set(range(len(recurring)))
    for k in (1, 7, len(recurring)):
        assert answered(ours.top(query, k)) == best(theirs, recurring, query, k, everything)


@pytest.mark.parametrize("size", [1500, 6144, 51_200])
def test_top_agrees_with_every_score_sorted(size: int) -> None:
    passages, queries = drawn(size, size)
    ours = over(passages)
    third = np.arange(0, size, 3)
    middle, run = np.arange(size // 4, size // 2), range(size // 5, size // 2)
    half, few = np.random.default_rng(2).random(size) < 0.5, np.arange(size) % 20 == 0
    for query in queries:
        scores = ours.get_scores(query)
        for within in (None, third, middle, middle[:9], run, half, few):
            numbers = np.arange(size) if within is None else np.arange(size)[within]
            numbers = numbers[scores[numbers] > 0]
            for k in (1, 10, 100):
                order = numbers[np.lexsort((numbers, -scores[numbers]))[:k]]
                assert answered(ours.top(query, k, within=within)) == (order.tolist(), bits(scores[order]))


def test_a_large_corpus_has_rank_bm25s_scores() -> None:
    passages, queries = drawn(11, 3000)
    ours, theirs = built(passages)
    for query in queries:
        assert bits(ours.get_scores(query)) == bits(theirs.get_scores(query))


def test_threads_do_not_disturb_each_other() -> None:
    passages, queries = drawn(5, 4000)
    ours = over(passages)
    alone = [answered(ours.top(query, 10)) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            assert list(pool.map(lambda query: answered(ours.top(query, 10)), queries)) == alone


@pytest.mark.parametrize("within", [[3], [-1], [0, 1, 7], range(1, 4), range(-1, 2), [2**40]], ids=str)
def test_a_passage_that_is_not_there_cannot_be_allowed(within: Any) -> None:
    with pytest.raises(IndexError, match="0 to 2"):
        over([["甲"], ["乙"], ["丙"]]).top(["甲"], 1, within=within)


def test_a_mask_has_one_bool_a_passage() -> None:
    with pytest.raises(ValueError, match="one bool a passage"):
        over([["甲"], ["乙"], ["丙"]]).top(["甲"], 1, within=np.array([True, False]))


def test_many_passages_that_tie_come_in_order_of_number() -> None:
    ours = over([["甲", "乙"], ["丙"], ["丁"]] * 700)
    assert ours.top(["甲"], 100)[0].tolist() == list(range(0, 300, 3))
