"""What a chat's libraries hold, and what their keepers take out and take back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import wording
from tests.telegram.team_files import question, stock
from tests.telegram.teams import Team, team


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Team]:
    async with team(tmp_path) as made:
        stock(made.library(made.group), "昆明市", 2222)
        stock(made.library(made.group), "赣州市", 3333)
        yield made


async def test_docs_lists_what_may_be_read_here_and_nothing_else(here: Team) -> None:
    listed = await here.answer_to(here.group, "/docs@wenju_bot", by="小李")
    assert listed.text == "公共库：1 个文件\n• 玉林市.txt\n\n本群的库：2 个文件\n• 昆明市.txt\n• 赣州市.txt"
    some = await here.answer_to(here.group, "/docs 昆明", by="小李")
    assert some.text == "公共库：1 个文件，名字里都没有“昆明”。\n\n本群的库：1 个文件\n• 昆明市.txt"
    for elsewhere in (here.other, here.member, here.boss):
        assert (await here.answer_to(elsewhere, "/docs")).text == "公共库：1 个文件\n• 玉林市.txt"


async def test_sources_says_which_places_may_be_asked_about_here(here: Team) -> None:
    told = await here.answer_to(here.group, "/sources", by="小李")
    assert told.text == (
        "这里可以查 3 个文件、3 篇文章，写的是：\n"
        "江西：赣州市\n广西：玉林市\n云南：昆明市\n时间多为：2021年。"
    )
    assert "昆明" not in (await here.answer_to(here.member, "/sources")).text


async def test_compare_asks_for_several_places(here: Team) -> None:
    answer = await here.answer_to(here.group, "/compare 玉林市和昆明市的化解矛盾纠纷", by="小李")
    assert "1111件" in answer.text
    assert "2222件" in answer.text
    assert (await here.answer_to(here.group, "/compare")).text == wording.compare_how()


async def test_docs_says_where_no_name_holds_what_was_asked_for(here: Team) -> None:
    told = await here.answer_to(here.group, "/docs 没有这个", by="小李")
    assert told.text == (
        "公共库：1 个文件，名字里都没有“没有这个”。\n\n本群的库：2 个文件，名字里都没有“没有这个”。"
    )
    told = await here.answer_to(here.group, "/docs 昆明是.txt", by="小李")
    assert told.text.endswith("本群的库：2 个文件，名字里都没有“昆明是.txt”；名字相近的有：昆明市.txt。")


async def test_a_keeper_removes_and_takes_it_back(here: Team) -> None:
    kunming = f"/ask {question('昆明市')}"
    removed = await here.answer_to(here.group, "/remove 昆明市.txt", by="小张")
    assert removed.text == "已从本群的库移出《昆明市.txt》，还有 1 个文件。"
    assert "2222件" not in (await here.answer_to(here.group, kunming)).text
    here.group.press(removed, "撤销", by="小张")
    undone = await here.edited()
    assert undone.text == "本群的库：昆明市.txt 又回来了。库里现有 2 个文件。"
    assert "2222件" in (await here.answer_to(here.group, kunming)).text
    here.group.press(undone, "恢复", by="小张")
    assert (await here.edited(2)).text == "本群的库：昆明市.txt 又移出了。库里现有 1 个文件。"
    assert "2222件" not in (await here.answer_to(here.group, kunming)).text


async def test_part_of_a_name_suggests_the_names_to_remove(here: Team) -> None:
    told = await here.answer_to(here.group, "/remove 昆明", by="小张")
    assert told.text == "本群的库里没有《昆明》。要移出的是下面哪一个？"
    assert told.labels == ["昆明市.txt"]
    here.group.press(told, "昆明市.txt", by="小张")
    assert (await here.edited()).text == "已从本群的库移出《昆明市.txt》，还有 1 个文件。"


@pytest.mark.parametrize("command", ["/remove 昆明市.txt", "/undo"])
async def test_others_change_nothing(here: Team, command: str) -> None:
    not_yours = wording.library_not_yours(private=False)
    assert (await here.answer_to(here.group, command, by="小李")).text == not_yours
    for chat in (here.member, here.keeper):
        assert (await here.answer_to(chat, command)).text == wording.library_not_yours(private=True)
    assert "2222件" in (await here.answer_to(here.group, f"/ask {question('昆明市')}")).text


async def test_undo_offers_the_last_change_also_one_of_another_process(here: Team) -> None:
    stock(here.library(here.group), "昆明市", 4444)
    offered = await here.answer_to(here.group, "/undo", by="小张")
    assert offered.text.startswith("本群的库最近一次改动：收入 0 个，更新 1 个（")
    assert "4444件" in (await here.answer_to(here.group, f"/ask {question('昆明市')}")).text
    here.group.press(offered, "撤销", by="小张")
    assert (await here.edited()).text == "本群的库：昆明市.txt 换回了原来的内容。库里现有 2 个文件。"
    assert "2222件" in (await here.answer_to(here.group, f"/ask {question('昆明市')}")).text
    assert wording.change_undone(gone=list("甲乙丙丁"), back=["戊"], other=[]) == (
        "甲、乙、丙 等 4 个文件 又移出了，戊 又回来了"
    )


async def test_a_group_removes_from_its_own_library_only(here: Team) -> None:
    told = await here.answer_to(here.group, "/remove 玉林市.txt", by="小张")
    assert told.text == wording.no_such_document("本群的库", "玉林市.txt", False)
    assert (await here.answer_to(here.group, "/remove", by="小张")).text == wording.remove_how()
    assert (await here.answer_to(here.other, "/undo", by="老板")).text == wording.nothing_kept("本群的库")
    told = await here.answer_to(here.boss, "/remove 昆明市.txt")
    assert told.text == wording.no_such_document("公共库", "昆明市.txt", False)


async def test_in_private_who_runs_the_bot_keeps_the_common_library(here: Team) -> None:
    removed = await here.answer_to(here.boss, "/remove 《玉林市.txt》")
    assert removed.text == "已从公共库移出《玉林市.txt》，还有 0 个文件。"
    assert "1111件" not in (await here.answer_to(here.group, f"/ask {question('玉林市')}")).text
    here.boss.press(await here.answer_to(here.boss, "/undo"), "撤销")
    await here.edited()
    assert "1111件" in (await here.answer_to(here.group, f"/ask {question('玉林市')}")).text


async def test_everybody_is_shown_the_commands_they_may_use(here: Team) -> None:
    await here.answer_to(here.member, "/help")
    shown = {
        (menu.params.get("scope", {}).get("type", "default"), menu.params.get("scope", {}).get("chat_id")): [
            command["command"] for command in menu.params["commands"]
        ]
        for menu in here.api.sent("setMyCommands")
        if "language_code" not in menu.params
    }
    everybody = ["ask", "compare", "sources", "docs", "new", "help"]
    keepers = [*everybody, "add", "remove", "undo"]
    admins = [*keepers, "stats", "unanswered", "cases", "audit", "groups", "allow", "deny"]
    assert shown == {
        ("default", None): everybody,
        ("all_chat_administrators", None): keepers,
        ("chat", here.boss.id): admins,
    }


async def test_long_lists_are_cut(here: Team) -> None:
    names = [f"材料{n:03}.txt" for n in range(100)]
    listed = wording.documents_listed("公共库", names)
    assert listed.count("•") == 60
    assert "还有 40 个" in listed


async def test_members_of_the_group_open_its_citations_in_private(here: Team) -> None:
    answer = await here.answer_to(here.group, f"/ask {question('昆明市')}", by="小张")
    here.group.press(answer, "[1] 原文", by="小李")
    await here.api.until(lambda: bool(here.api.sent("answerCallbackQuery")))
    link = here.api.sent("answerCallbackQuery")[0].params["url"].partition("?start=")[2]
    passage = await here.answer_to(here.member, f"/start {link}")
    assert "2222件" in passage.text
    here.api.gone[here.group.id] = {"小李"}
    assert (await here.answer_to(here.member, f"/start {link}")).text == wording.telegram_no_passage()
    await here.answer_to(here.boss, f"/deny {here.group.id}")
    assert (await here.answer_to(here.keeper, f"/start {link}")).text == wording.telegram_no_passage()
