"""Figures at line breaks: which of them may be parted, and that those are never stated."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import locations
from bot.conversation import Conversation
from retrieval.desk import Desk
from tests.given import cleaned, rows

SEAMS = rows(Path(__file__).with_name("seams.jsonl"))


@pytest.mark.parametrize("case", SEAMS, ids=[case["what"] for case in SEAMS])
def test_a_figure_that_may_be_parted_is_known(case: dict[str, str]) -> None:
    found = cleaned(case["text"])
    assert [found.text[start:end] for start, end in found.unsure] == case["unsure"]


def test_a_figure_that_may_be_parted_is_not_stated(tmp_path: Path) -> None:
    text = (
        "海屿市平安建设工作总结\n\n2021年，大理州打掉涉黑组织3个。\n"
        "2021年，大理州群众安全感不断增强，破获刑事案件412起，挽回经济损失3000余万元，共打掉恶势力犯罪集团1\n"
        "5个，缴获枪支12支，依法打击，群众满意。\n"
    )
    (tmp_path / "大理州.txt").write_text(text, encoding="utf-8")
    library = locations.open_to_change(str(tmp_path / "library"), None, create=True)
    library.ingest([tmp_path / "大理州.txt"])
    (document,) = library.documents()
    assert [document.text[start:end] for start, end in document.unsure] == ["1\n5个"]
    desk = Desk(library)
    shown = " ".join(s.text for s in Conversation(desk).reply("大理州打掉恶势力犯罪集团多少个").statements)
    assert "集团1" not in shown
    assert "5个" not in shown
    assert "3个" in "".join(s.text for s in Conversation(desk).reply("大理州打掉涉黑组织多少个").statements)
    library.close()
