"""Traditional characters: read as simplified ones, no more and no fewer of them."""

import pytest

from corpus.text.traditional import characters, simplified


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("破獲案件1.2萬起", "破获案件1.2万起"),
        ("去年同期為8個", "去年同期为8个"),
        ("著名的里程碑", "著名的里程碑"),
    ],
)
def test_a_text_is_read_in_simplified_characters(text: str, plain: str) -> None:
    assert simplified(text) == plain


def test_one_character_stands_for_one() -> None:
    assert {len(plain) for plain in characters().values()} == {1}
    assert not {*characters()} & {ord(plain) for plain in characters().values()}
