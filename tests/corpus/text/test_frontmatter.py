"""Front matter: what a document says of itself, and how little of what it says is believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import UnreadableDocument
from corpus.library.library import Library
from corpus.text import frontmatter
from corpus.text.frontmatter import FrontMatter
from retrieval.language.terms import RECIPE, words

# Eight lines of eight aliases each would make a title of 16 million characters.
_ALIASES = "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 8)}]\n"
    for before, name in zip("abcdefg", "bcdefgh", strict=True)
)
BOMB = f'a: &a "笑笑笑笑笑笑笑笑"\n{_ALIASES}title: *h\n'


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("title: 大理州工作综述\nplace: 大理州", FrontMatter(title="大理州工作综述", place="大理州")),
        ("title: 综述\ndate: 2024-13-45", FrontMatter(title="综述")),
        ("title: 综述\nn: !!int abc", FrontMatter(title="综述")),
        ("title: 综述\nauthor: {name: 王, links: [[a], b]}", FrontMatter(title="综述")),
        ("title: 2023\nperiod: 2023-01-01", FrontMatter(title="2023", period="2023-01-01")),
        ("title: ~\nplace:\norgan: null", FrontMatter()),
        (
            "title: |\n  上半句\n  下半句\nevidence: 洱海",
            FrontMatter(title="上半句 下半句", evidence=("洱海",)),
        ),
        ("evidence: [洱海, '', 苍山]\nmasked: []", FrontMatter(evidence=("洱海", "苍山"))),
        ("links: " + "[" * 9 + "]" * 9, FrontMatter()),
        ("title: " + "长" * 200, FrontMatter(title="长" * 200)),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_what_is_said_is_taken_as_it_is_written(head: str, expected: FrontMatter) -> None:
    matter, body = frontmatter.split(f"---\n{head}\n---\n正文。\n", "a.md")
    assert matter == expected
    assert body.split("\n").index("正文。") == head.count("\n") + 3


NESTED = ("[", "{", "- ", "? ", "{a: ", "[a, ", "[{a: ")  # parsed whole, "[" took 33 s
UNUSABLE = [
    (BOMB, "别名"),
    ("title: &t 综述\nplace: *t", "别名"),
    *((opening * (frontmatter.LONGEST // len(opening)), "嵌套超过 10 层") for opening in NESTED),
    ("title: " + "[" * 10 + "]" * 10, "嵌套超过 10 层"),
    ("title: [", "写法有误"),
    (r'title: "\UFFFFFFFF"', "写法有误"),
    (r'title: "\ud800"', "title 应为一行文字"),
    (r'title: "a\0b"', "title 应为一行文字"),
    ("title: " + "长" * 201, "title 应为一行文字"),
    ("title: [大理州, 玉树州]", "title 应为一行文字"),
    ("place: {省: 云南}", "place 应为一行文字"),
    ("evidence: [[洱海]]", "evidence 应为一行文字"),
    ("masked: [" + "多" * 201 + "]", "masked 应为一行文字"),
    ("# " + "长" * frontmatter.LONGEST, "超过 20000 字"),
    ("- title", "名称: 值"),
]


@pytest.mark.parametrize(("head", "said"), UNUSABLE, ids=[f"{said} {head[:20]}" for head, said in UNUSABLE])
def test_what_is_unusable_is_refused_in_one_sentence(head: str, said: str) -> None:
    with pytest.raises(UnreadableDocument, match=r"^a\.md：开头的.*收入。$") as refusal:
        frontmatter.split(f"---\n{head}\n---\n正文。\n", "a.md")
    assert said in str(refusal.value)
    assert len(str(refusal.value)) < 80


def test_a_document_that_is_refused_keeps_no_other_out(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    for number, (head, _) in enumerate(UNUSABLE):
        (folder / f"{number:02}.md").write_text(f"---\n{head}\n---\n正文。\n", encoding="utf-8")
    (folder / "zz.md").write_text(
        "---\ndate: 2024-13-45\n---\n大理州工作综述\n\n大理州化解矛盾纠纷4321件。\n", encoding="utf-8"
    )
    library = Library.open(tmp_path / "library", words=words, recipe=RECIPE, create=True)
    report = library.ingest([folder])
    assert [reason.partition("：")[0] for reason in report.refused] == [
        f"{number:02}.md" for number in range(len(UNUSABLE))
    ]
    assert (report.added, library.names()) == (["zz.md"], ["zz.md"])
    library.close()
