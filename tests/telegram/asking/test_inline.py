"""Inline queries: what is offered to whom."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import wording
from tests.telegram.fake_api import Sent
from tests.telegram.fake_teams import type_inline
from tests.telegram.team_files import question, stock
from tests.telegram.teams import Team, team


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Team]:
    async with team(tmp_path) as made:
        stock(made.library(made.group), "昆明市", 2222)
        yield made


async def offered(here: Team, person: str, text: str) -> Sent:
    before = len(here.api.sent("answerInlineQuery"))
    type_inline(here.api, person, text)
    await here.api.until(lambda: len(here.api.sent("answerInlineQuery")) > before)
    return here.api.sent("answerInlineQuery")[-1]


async def test_cited_statements_are_offered_to_send(here: Team) -> None:
    answer = await offered(here, "小李", question("玉林市"))
    (result,) = answer.params["results"]
    assert result["title"] == "玉林市.txt · 玉林市平安建设综述 · 广西壮族自治区玉林市 · 2021年"
    assert result["description"] == "2021年，玉林市共化解矛盾纠纷1111件，群众安全感满意度达98.6%。"
    content = result["input_message_content"]
    said = f"{result['description']} [1]\n\n[1] 玉林市 · 2021年 · 玉林市.txt"
    assert content["message_text"] == said
    assert content["link_preview_options"] == {"is_disabled": True}
    assert (answer.params["is_personal"], answer.params["cache_time"]) == (True, 0)
    assert "button" not in answer.params


async def test_of_several_statements_the_whole_is_offered_first(here: Team) -> None:
    stock(here.folder / "common", "赣州市", 3333)
    answer = await offered(here, "小李", "比较玉林市和赣州市化解矛盾纠纷")
    assert [(result["id"], result["title"]) for result in answer.params["results"]] == [
        ("all", wording.inline_whole(2)),
        ("1", "玉林市.txt · 玉林市平安建设综述 · 广西壮族自治区玉林市 · 2021年"),
        ("2", "赣州市.txt · 赣州市平安建设综述 · 江西省赣州市 · 2021年"),
    ]
    whole, one, other = (r["input_message_content"]["message_text"] for r in answer.params["results"])
    assert all(figure in whole for figure in ("1111件", "3333件"))
    assert "3333件" not in one
    assert "1111件" not in other


@pytest.mark.parametrize("person", ["小张", "小李", "老板", "路人"])
async def test_a_groups_own_documents_are_offered_to_nobody(here: Team, person: str) -> None:
    answer = await offered(here, person, question("昆明市"))
    assert answer.params["results"] == []
    assert answer.params["button"] == {"text": wording.INLINE_NOTHING, "start_parameter": "inline"}
    assert "2222" not in str(answer.params)


@pytest.mark.parametrize("text", ["", "  ", "长" * 2001, "👍", "你好"])
async def test_whatever_is_typed_there_is_an_answer(here: Team, text: str) -> None:
    answer = await offered(here, "小李", text)
    assert answer.params["results"] == []
    assert answer.params["button"]["text"] == (wording.INLINE_NOTHING if text.strip() else wording.INLINE_HOW)
