"""What holds of cleaning, cutting and pairing for any text at all."""

from __future__ import annotations

import contextlib
import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.articles import cutting, doubts, headings, splitting
from corpus.document import ArticleKey, Document
from corpus.errors import UnreadableDocument
from corpus.library import copies
from corpus.text import cleaning
from corpus.text.sentences import sentences
from tests.given import cleaned, cut_alone

LONGEST = 300  # characters of a passage, unless it is one sentence
LINES = st.sampled_from(
    [
        *(
            "",
            "",
            "目录",
            "1.道县工作总结",
            "第一篇 平安道县建设综述",
            "道县2019年工作总结",
            "【二】永州市工作汇报",
        ),
        *("一、突出政治引领", "（二）突出专项整治", "基本情况", "A强化系统观念统筹责任", "————————"),
        *("- 3 -", "\f", "12", "13", "14", "##paidbegin##", "加会员群，网盘素材随心下载"),
        "D的十八大以来，全市平安。",
        "近年来，我市共破获案件12起，抓获嫌疑人30人。",
        "全县共化解纠纷xx件",
        "自治区党委高度重视，",
        "聚焦反诈宣传守护平安。全年发案下降，群众满意，社会安定，人人称好。",
        "　　全省上下一体推进平安建设，三台县、祁阳县的做法得到推广，群众的安全感不断增强，社会持续",
    ]
)
MESSY = st.lists(LINES | st.text(max_size=60), max_size=40).map("\n".join)
LONG = 200_000


def document(text: str) -> Document:
    clean, lines, *_ = cleaned(text)
    articles = cut_alone(clean)
    return Document("a.txt", clean, "", lines, tuple(articles))


@given(st.text(max_size=400) | MESSY)
def test_cleaning_takes_whole_lines_markers_and_blanks_only(text: str) -> None:
    """Every line that is kept keeps its characters in order; 党 may stand where D stood."""
    given_lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    clean, lines, *_ = cleaned(text)
    ends = [*(offset for offset, _ in lines[1:]), len(clean)][: len(lines)]
    for (start, number), end in zip(lines, ends, strict=True):
        kept, whole = clean[start:end].strip("\n"), cleaning.MARKER.sub("", given_lines[number - 1])
        assert kept.replace("党", "D") == whole.strip(" \t\v\f　\ufeff\xa0").replace("党", "D")


@given(st.text(max_size=400) | MESSY)
def test_offsets_lead_back_to_the_lines_of_the_file(text: str) -> None:
    found = document(text)
    given_lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert list(found.lines) == sorted(set(found.lines))
    for at, character in enumerate(found.text):
        if not character.isspace():
            assert character.replace("党", "D") in given_lines[found.line(at) - 1].replace("党", "D")


@given(MESSY)
def test_what_is_clean_is_clean(text: str) -> None:
    """Up to line breaks: a joined text may show its layout better than the broken one did."""
    once = cleaned(text)[0]
    twice = cleaned(once)[0]
    thrice = cleaned(twice)[0]
    assert cleaned(thrice)[0].replace("\n", "") == thrice.replace("\n", "")
    assert len(twice) <= len(once)


@given(st.text(max_size=400) | MESSY)
def test_cutting_loses_nothing(text: str) -> None:
    """What no passage holds is blank, a title, a contents list, or a line that is a heading."""
    found = document(text)
    for article in found.articles:
        held = bytearray(len(found.text))
        for passage, _ in cutting.passages("a.txt", found.text, article):
            assert article.start <= passage.start < passage.end <= article.end
            held[passage.start : passage.end] = b"\1" * (passage.end - passage.start)
            single = len(list(sentences(found.text, passage.start, passage.end))) == 1
            assert single or passage.end - passage.start <= LONGEST
        at = article.start
        for line in found.text[article.start : article.end].split("\n"):
            left = "".join(c for i, c in enumerate(line, at) if not held[i]).strip()
            assert not left or headings.heading(line.strip()) is not None
            at += len(line) + 1


@given(st.text(max_size=400) | MESSY)
def test_articles_stand_in_order_and_do_not_overlap(text: str) -> None:
    articles = document(text).articles
    assert [article.number for article in articles] == list(range(1, len(articles) + 1))
    assert all(a.end <= b.start for a, b in pairwise(articles))
    assert all(article.start < article.end for article in articles)


@given(MESSY)
def test_doubts_are_told_of_any_article(text: str) -> None:
    found = document(text)
    assert all(doubt.evidence for article in found.articles for doubt in doubts.doubts(found.text, article))


@pytest.mark.parametrize("character", [*"xX*.…D一（1-—#“，。、 　\t平省12"])
def test_a_long_run_of_one_character_takes_no_long_time(character: str) -> None:
    began = time.process_time()
    with contextlib.suppress(UnreadableDocument):  # a figure of a thousand digits
        document(character * LONG)
    assert time.process_time() - began < 5


PIECES = "平安 xx. 一是 全市共 近年来， “我市 1. （一） 第1页 某县 2019年 会员 D委"
KINDS = "平安建设综述 目录 1.工作总结 加会员下载素材 -1- A强化系统观念 基本情况 1"


@pytest.mark.parametrize("piece", PIECES.split())
def test_a_line_of_200_kilobytes_takes_no_long_time(piece: str) -> None:
    began = time.process_time()
    with contextlib.suppress(UnreadableDocument):
        document((piece * LONG)[:LONG])
    assert time.process_time() - began < 5


def test_many_lines_take_no_long_time() -> None:
    began = time.process_time()
    for line in KINDS.split():
        document("\n".join([line] * 2_000))
        document("\n\n".join(f"{line}{n}" for n in range(2_000)))
    assert time.process_time() - began < 8


# twins

_LETTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]


def texts(number: int, size: int) -> list[str]:
    """Made-up articles; every fifth is the one before it, a tenth shorter and with figures blanked out."""
    rng = random.Random(number)
    found: list[str] = []
    for n in range(number):
        if n % 5 == 4:
            found.append(found[-1][size // 10 :].replace("8", "x"))
        else:
            words = ["".join(rng.choices(_LETTERS, k=29)) + "8" for _ in range(size // 30)]
            found.append("".join(words))
    return found


def twins_of(many: list[str], masked: list[float]) -> dict[int, int]:
    """For each copy among *many*, by its number, that of the whole version."""
    keys = [("a.txt", number) for number in range(len(many))]
    sketches = dict(zip(keys, map(copies.sketch, many, masked), strict=True))

    def is_copy(copy: ArticleKey, whole: ArticleKey) -> bool:
        pair = (many[copy[1]], many[whole[1]])
        return copies.containment(*map(copies.shingles, pair)) >= copies.CONTAINED

    pairs: dict[ArticleKey, ArticleKey] = {}
    copies.paired(copies.Likely(sketches), pairs, keys, {}, is_copy)
    return {copy: whole for (_, copy), (_, whole) in pairs.items()}


def test_twins_are_found_among_many() -> None:
    many = texts(500, 600)
    masked = [1.0 if n % 5 == 4 else 0.0 for n in range(len(many))]
    assert twins_of(many, masked) == {n: n - 1 for n in range(4, 500, 5)}


@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_twins_do_not_hang_on_the_order_of_articles(rng: random.Random) -> None:
    many = texts(40, 300)
    masked = [1.0 if n % 5 == 4 else 0.0 for n in range(len(many))]
    order = list(range(len(many)))
    rng.shuffle(order)
    found = twins_of([many[i] for i in order], [masked[i] for i in order])
    assert {order[a]: order[b] for a, b in found.items()} == {n: n - 1 for n in range(4, 40, 5)}


@pytest.mark.parametrize("size", [300, 3000])
def test_sketches_leave_open_what_is_alike_and_rule_out_the_rest(size: int) -> None:
    many = [text for n, text in enumerate(texts(100, size)) if n % 5 != 4]
    pairs = list(pairwise(many))
    for a, b in pairs:
        mixed = a[: size * 6 // 10] + b[size * 6 // 10 :]
        hashes = [copies.sketch(text, 0.0).all_hashes() for text in (a, b, mixed)]
        assert copies.may_be_alike(hashes[0], hashes[2])
        assert not copies.may_be_alike(hashes[0], hashes[1])


def test_shingles_are_the_same_in_every_process() -> None:
    assert sorted(copies.shingles("全市共打掉8个")) == sorted(copies.shingles("全市共打掉xx个"))
    assert min(copies.shingles("平安建设综述")) == 93428514


def test_sections_of_any_text_are_in_order() -> None:
    text = "一、甲\n乙。\n二、丙\n丁。"
    assert [(s.heading, text[s.start : s.end].strip()) for s in splitting.sections(text, 0, len(text))] == [
        ("一、甲", "乙。"),
        ("二、丙", "丁。"),
    ]
