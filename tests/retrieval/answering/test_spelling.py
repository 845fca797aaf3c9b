"""Spelling: how words sound, which words are similar, and which typing errors are corrected."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.desk import Desk
from retrieval.index.arrays import Arrays
from retrieval.index.fuzzy import SimilarWords, Used, similar_words
from retrieval.language.pinyin import sound, sounds

WORDS = st.text("大达黑嘿州洲重庆银行", min_size=2, max_size=4)


def similar(used: dict[str, int], quoted: dict[str, int] | None = None) -> SimilarWords:
    return SimilarWords(Arrays(similar_words(used, quoted or {}), {}))


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("大里州", "da li zhou"),
        ("重庆银行", "chong qing yin hang"),
        ("乐亭县乐队", "lao ting xian yue dui"),
        ("绿", "lv"),
        ("a重", "a zhong"),
    ],
)
def test_a_word_is_said_as_its_phrases_are(word: str, said: str) -> None:
    assert sound(word) == said
    assert sounds(word)[0] == said


def test_a_character_may_be_said_in_several_ways() -> None:
    assert sounds("宁厦") == ["ning sha", "ning xia", "zhu sha", "zhu xia"]
    assert len(sounds("重长行乐朝")) == 16  # of more, the first


def test_words_are_found_by_their_sound() -> None:
    found = similar({"调解室": 12, "调节": 3}, {"调解室": 2}).sounding(["条解室", "条解", "跳绳"])
    assert found == {"条解室": [Used("调解室", 14, 2)], "条解": [Used("调节", 3, 0)]}


def test_words_are_found_by_all_characters_but_one() -> None:
    found = similar({"候鸟式": 3, "候鸟": 5}).differing(["候乌式", "后鸟", "候乌是", "候鸟式"])
    assert found == {"候乌式": [Used("候鸟式", 3, 0)]}  # of two characters, one is too little to go by


def test_a_word_whose_checksum_is_the_same_is_not_taken_for_one_that_is_like_it() -> None:
    assert similar({"粕岩砾咬": 1}).differing(["项猿吼毋"]) == {}  # 粕□砾咬 and 项□吼毋 have one checksum


def test_numbers_and_words_in_other_letters_are_nothing_to_go_by_unless_quoted() -> None:
    used = {"二十": 4, "app": 9, "六十": 1}
    assert similar(used).sounding(["儿十", "二拾"]) == {}
    assert similar(used, {"二十": 2}).sounding(["二拾"]) == {"二拾": [Used("二十", 2, 2)]}


def test_in_a_library_without_words_nothing_is_like_anything() -> None:
    assert similar({}).sounding(["大里州"]) == similar({}).differing(["大里州"]) == {}


@given(st.dictionaries(WORDS, st.integers(1, 9), max_size=30), st.lists(WORDS, max_size=10))
def test_what_is_found_is_what_a_look_at_every_word_finds(used: dict[str, int], pieces: list[str]) -> None:
    def those(like: object, piece: str) -> set[Used]:
        return {Used(w, n, 0) for w, n in used.items() if like(w, piece)}  # type: ignore[operator]

    def differs(word: str, piece: str) -> bool:
        differing = sum(a != b for a, b in zip(word, piece, strict=True)) if len(word) == len(piece) else 0
        return len(piece) > 2 and differing == 1

    known = similar(used)
    sounding, differing = known.sounding(pieces), known.differing(dict.fromkeys(pieces))
    for piece in pieces:
        assert set(sounding.get(piece, [])) == those(lambda w, p: sound(w) == sound(p), piece)
        assert set(differing.get(piece, [])) == those(differs, piece)
        assert len(differing.get(piece, [])) == len(set(differing.get(piece, [])))


@pytest.mark.parametrize(
    ("question", "pairs"),
    [
        ("大里州扫黑除恶成果", [("大里州", "大理州")]),
        ("大理州扫嘿除恶成果", [("扫嘿除恶", "扫黑除恶")]),
        ("大李州扫嘿除恶成果", [("大李州", "大理州"), ("扫嘿除恶", "扫黑除恶")]),
        ("大理州冰川融化", []),
        ("冰川融化了多少", []),
    ],
)
def test_slips_are_set_right_and_said(question: str, pairs: list[tuple[str, str]], desk: Desk) -> None:
    answer = desk.answer(desk.read(question))
    said = [remark.values["pairs"] for remark in answer.remarks if remark.kind == "corrected"]
    assert said == ([pairs] if pairs else [])
    assert (answer.status == "answered") == bool(pairs)
