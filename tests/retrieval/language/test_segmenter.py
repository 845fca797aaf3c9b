"""segmenter: what jieba cuts, though the dictionary is read a character at a time."""

from __future__ import annotations

import copy
import functools
import io
import logging
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.language.segmenter import TOTALS, RustSegmenter, Segmenter
from tests.given import DOCUMENTS, ROOT

TERMS = ROOT / "retrieval" / "language" / "terms.txt"
TEXTS = [path.read_text(encoding="utf-8") for path in sorted(DOCUMENTS.glob("*.md"))]
# Characters of two and four bytes, Latin words of the dictionary, a lone surrogate, no words at all.
ODD = [
    "T恤和B超，C#与AT&T",
    "é©α",
    "𠮷野家𠀀𡃁",
    "\ud800扫黑",
    "",
    "\n\t ",
    "AK-130舰炮",
    "扫黑除恶" * 50,
    "十十十0",
    "哈哈哈哈哈",
]
MORE = "云采访\n候鸟式养老 9\n平安大理 20 n\n".encode()


def added() -> list[tuple[str, int, str]]:
    """The project's words."""
    lines = TERMS.read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return [(word, int(frequency), tag) for word, frequency, tag in rows]


@functools.cache
def read_once() -> Any:
    """jieba's own, of which reading the dictionary takes a second."""
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    return tokenizer


def jiebas() -> Any:
    """One that can be changed."""
    tokenizer = copy.copy(read_once())
    tokenizer.FREQ = read_once().FREQ.copy()
    tokenizer.user_word_tag_tab = {}
    return tokenizer


@pytest.fixture(scope="module")
def theirs() -> Any:
    """jieba's own, with the project's words."""
    tokenizer = jiebas()
    for word in added():
        tokenizer.add_word(*word)
    return tokenizer


@pytest.fixture(scope="module")
def ours() -> Segmenter:
    segmenter = Segmenter()
    for word in added():
        segmenter.add_word(*word)
    return segmenter


@pytest.fixture(scope="module")
def rust(ours: Segmenter) -> RustSegmenter:
    pytest.importorskip("rjieba", reason="the extra `fast` is not installed")
    return RustSegmenter(ours, added())


@pytest.mark.parametrize("text", [*TEXTS, *ODD], ids=lambda text: repr(text[:12]))
def test_a_text_is_cut_as_jieba_cuts_it(text: str, ours: Segmenter, theirs: Any) -> None:
    assert ours.lcut(text) == theirs.lcut(text)
    assert ours.lcut(text, HMM=False) == theirs.lcut(text, HMM=False)
    assert ours.lcut(text, cut_all=True) == theirs.lcut(text, cut_all=True)
    assert ours.lcut_for_search(text) == theirs.lcut_for_search(text)


@given(st.text(st.one_of(st.sampled_from("".join(TEXTS)), st.characters(codec="utf-8")), max_size=30))
def test_any_text_is_cut_as_jieba_cuts_it(ours: Segmenter, theirs: Any, text: str) -> None:
    assert ours.lcut(text) == theirs.lcut(text)


# Numbers and Latin words joined in every way, and pieces of texts, whatever they break.
TANGLED = st.lists(
    st.one_of(
        st.sampled_from([*"0123456789.%+-_&#abcxyzAKt一二百〇龥é，。 \n", "c++", "at&t", "t恤", "5g"]),
        st.sampled_from([text[at : at + 4] for text in TEXTS for at in range(0, len(text) - 4, 4)]),
        st.characters(codec="utf-8"),
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize("text", [*TEXTS, *ODD], ids=lambda text: repr(text[:12]))
def test_rjieba_cuts_a_text_as_jieba_does(text: str, rust: RustSegmenter, theirs: Any) -> None:
    assert list(rust.cut(text)) == theirs.lcut(text)


@given(TANGLED)
@settings(max_examples=1000)
def test_rjieba_cuts_any_text_as_jieba_does(rust: RustSegmenter, theirs: Any, text: str) -> None:
    assert list(rust.cut(text)) == theirs.lcut(text)


def test_the_words_with_their_frequencies_are_jiebas(theirs: Any) -> None:
    ours = Segmenter()
    ours.cut_for_search("".join(TEXTS))
    for word in ("扫黑", "成果", "AT&T", "大", "不是词的词"):
        assert ours.frequency(word) == (read_once().FREQ.get(word) or 0)
    assert ours.total in TOTALS.values()
    assert ours.total == read_once().total


CHANGES: dict[str, Callable[[Any], Any]] = {
    "a word added": lambda t: t.add_word("大理云采访", 500, "n"),
    "a word added without frequency": lambda t: t.add_word("打掉涉黑"),
    "a word added twice": lambda t: (t.add_word("理州扫", 9), t.add_word("理州扫", 90_000)),
    "a word added after it was met": lambda t: (t.lcut("大理州扫黑除恶"), t.add_word("州扫黑", 90_000)),
    "a word taken out": lambda t: t.del_word("成果"),
    "a word added and taken out": lambda t: (t.add_word("黑除恶成", 90_000), t.del_word("黑除恶成")),
    "a frequency suggested": lambda t: t.suggest_freq(("大理", "州"), True),
    "a list of words": lambda t: t.load_userdict(io.BytesIO(MORE)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_words_of_ones_own_count_as_in_jieba(name: str) -> None:
    ours, theirs = Segmenter(), jiebas()
    assert [CHANGES[name](ours)] == [CHANGES[name](theirs)]
    assert ours.total == theirs.total
    text = "大理云采访打掉涉黑组织，大理州扫黑除恶成果，候鸟式养老与平安大理"
    assert ours.lcut(text) == theirs.lcut(text)


@pytest.mark.parametrize("end", ["\n", "", "\r\n"], ids=["a line end", "none", "Windows"])
def test_another_dictionary_is_read(end: str, tmp_path: Path) -> None:
    path = tmp_path / "dict.txt"
    path.write_bytes(f"扫黑除恶 5 n{end or chr(10)}成果 3 n{end or chr(10)}成 1{end}".encode())
    ours, theirs = Segmenter(str(path)), jieba.Tokenizer(str(path))
    theirs.cache_file = str(tmp_path / "cache")
    assert ours.lcut("扫黑除恶成果好") == theirs.lcut("扫黑除恶成果好") == ["扫黑除恶", "成果", "好"]
    assert ours.total == theirs.total == 9


def test_threads_that_meet_a_character_at_once_cut_alike() -> None:
    text = "".join(TEXTS)[:3000]
    expected = Segmenter().lcut(text)
    shared = Segmenter()
    cut: list[list[str]] = []
    threads = [threading.Thread(target=lambda: cut.append(shared.lcut(text))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cut == [expected] * 6


def test_pkg_resources_is_not_imported_and_not_hidden() -> None:
    program = "import sys, retrieval.language.segmenter; assert 'pkg_resources' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
