"""postings: rank_bm25's scores from arrays, also after passages have come and gone, from disk and memory."""

from __future__ import annotations

import tempfile
import warnings
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rank_bm25
from hypothesis import given
from hypothesis import strategies as st

from retrieval.index import arrays
from retrieval.index.arrays import Arrays, Damaged, Mapped, write
from retrieval.index.postings import Postings, Vocabulary, merged, used

pytestmark = pytest.mark.usefixtures("way")

Two = tuple[list[str], list[str]]  # a passage's words, and its pairs

WORDS = ["扫黑", "除恶", "成果", "普法", "平安", "的", "大理州", "2021", "𠮷"]
PAIRS = ["扫x", "黑除", "果的", "法平"]
PASSAGES: st.SearchStrategy[Two] = st.tuples(
    st.lists(st.sampled_from(WORDS), max_size=9), st.lists(st.sampled_from(PAIRS), max_size=5)
)
# What becomes of each passage: how many are added before it, and whether it stays.
CHANGES = st.lists(st.tuples(st.lists(PASSAGES, max_size=2), st.booleans()), max_size=12)
QUERIES = st.lists(st.lists(st.sampled_from([*WORDS, *PAIRS, "无此词"]), max_size=6), min_size=1, max_size=4)


@pytest.fixture(autouse=True)
def _rank_bm25_divides_by_zero() -> Iterator[None]:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        yield


def agree(held: Arrays, passages: list[Two], queries: list[list[str]]) -> None:
    """Assert that *held* scores, finds and counts as rank_bm25 over the same passages, terms sorted."""
    ours = Postings(held)
    theirs = rank_bm25.BM25Okapi([sorted([*words, *pairs]) for words, pairs in passages])
    assert dict(used(held)) == Counter(word for words, _ in passages for word in words)
    for query in queries:
        expected = np.asarray(theirs.get_scores(query), dtype=np.float64)
        for _ in range(2):  # as read, and as kept
            assert ours.get_scores(query).tobytes() == expected.tobytes()
        matching = [n for n, (words, pairs) in enumerate(passages) if {*words, *pairs} & set(query)]
        order = sorted(matching, key=lambda n: (-expected[n], n))[:4]
        numbers, scores = ours.top(query, 4)
        assert (numbers.tolist(), scores.tolist()) == (order, expected[order].tolist())
        for term in query:
            holding = [n for n, (words, pairs) in enumerate(passages) if term in words or term in pairs]
            assert ours.holders(term).tolist() == holding


def changed(passages: list[Two], changes: list[tuple[list[Two], bool]]) -> tuple[list[Two], Any, list[Any]]:
    """*passages* after *changes*: all there are then, the new number of each, and those added."""
    now: list[Two] = []
    moved, added = [], []
    for number, passage in enumerate(passages):
        before, stays = changes[number] if number < len(changes) else ([], True)
        added += [(len(now) + at, *each) for at, each in enumerate(before)]
        now += before
        moved.append(len(now) if stays else -1)
        now += [passage] if stays else []
    for before, _ in changes[len(passages) :]:
        added += [(len(now) + at, *each) for at, each in enumerate(before)]
        now += before
    return now, np.array(moved, np.int32), added


@given(st.lists(PASSAGES, min_size=1, max_size=20), st.lists(CHANGES, max_size=3), QUERIES)
def test_scores_are_rank_bm25s_however_passages_came_and_went(
    passages: list[Two], turns: list[list[tuple[list[Two], bool]]], queries: list[list[str]]
) -> None:
    first = [(number, *passage) for number, passage in enumerate(passages)]
    held = Arrays(merged(None, np.empty(0, np.int32), first), {})
    for turn in turns:
        passages, moved, added = changed(passages, turn)
        held = Arrays(merged(held, moved, added), {})
    if not any(words or pairs for words, pairs in passages):
        assert len(held["idf"]) == 0
        return
    agree(held, passages, queries)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), held.all(), {"made": "here"})
        mapped = Mapped(Path(folder))
        assert mapped.about == {"made": "here"}
        agree(mapped, passages, queries)


def test_a_term_held_often_and_many_passages(tmp_path: Path) -> None:
    chance = np.random.default_rng(4)
    passages: list[Two] = [
        ([f"w{n}" for n in (900 ** chance.random(40)).astype(int)], ["对"] * (300 if n == 7 else 1))
        for n in range(700)
    ]
    held = merged(None, np.empty(0, np.int32), [(n, *each) for n, each in enumerate(passages)])
    assert held["times"].dtype == np.int16
    queries = [[f"w{n}" for n in (900 ** chance.random(8)).astype(int)] for _ in range(30)]
    agree(Arrays(held, {}), passages, queries)


def test_the_vocabulary_finds_every_term_and_no_other() -> None:
    held = Arrays(merged(None, np.empty(0, np.int32), [(0, [*WORDS, "\ud800"], PAIRS)]), {})
    terms, expected = Vocabulary(held), sorted([*WORDS, *PAIRS, "\ud800"])
    assert [term.decode("utf-8", "surrogatepass") for term in terms.all()] == expected
    assert [terms.get(term) for term in expected] == list(range(len(expected)))
    assert [terms.get(term) for term in ("", "扫", "扫黑除", "\U0010ffff")] == [None] * 4


def spoilt(folder: Path, name: str, at: int) -> None:
    data = bytearray((folder / name).read_bytes())
    data[at] ^= 1
    (folder / name).write_bytes(data)


def test_a_bit_turned_over_is_found_when_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrays, "BLOCK", 64)
    write(tmp_path, {"one": np.arange(100), "two": np.arange(100.0)}, {})
    spoilt(tmp_path, arrays.BODY, 8 * 50)
    mapped = Mapped(tmp_path)
    assert mapped.part("one", 0, 40).tolist() == list(range(40))
    assert mapped["two"].tolist() == list(range(100))
    for _ in range(2):
        with pytest.raises(Damaged):
            mapped.part("one", 45, 51)


@pytest.mark.parametrize("name", [arrays.HEAD, arrays.BODY])
@pytest.mark.parametrize("size", [0, 20, -300])
def test_a_file_cut_short_is_not_opened(name: str, size: int, tmp_path: Path) -> None:
    write(tmp_path, {"one": np.arange(100_000)}, {})
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[:size] if size >= 0 else data[: len(data) + 300 * size])
    with pytest.raises(Damaged):
        Mapped(tmp_path)


def test_a_head_of_another_format_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"one": np.arange(3)}, {})
    head = b'{"about": {}, "arrays": {}}'
    (tmp_path / arrays.HEAD).write_bytes(b"%08x" % zlib.crc32(head) + head)
    with pytest.raises(Damaged):
        Mapped(tmp_path)
