"""Files sent to the bot: who may, what is said before, and that the answers change at once."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import locations, wording
from bot.telegram import build
from bot.telegram.access.libraries import Libraries
from bot.telegram.keeping.uploads import MOST_PENDING, free_name
from tests.telegram.driving import answering, begin, settings_for
from tests.telegram.fake_api import FakeChat, Sent
from tests.telegram.fake_teams import LARGEST, TeamApi, send_file
from tests.telegram.team_files import question, report, stock
from tests.telegram.teams import Team, known, team

KUNMING = question("昆明市")


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Team]:
    async with team(tmp_path) as made:
        yield made


def text(figure: int, place: str = "昆明市") -> bytes:
    return report(place, figure).encode()


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"{name}.txt", data)
    return packed.getvalue()


async def taken(
    here: Team, chat: FakeChat, summary: Sent, *, by: str | None = None, label: str = "收入"
) -> str:
    """What stands in the place of *summary* once its button is pressed."""
    before = len(here.api.sent("editMessageText"))
    chat.press(summary, label, by=by)
    return (await here.edited(before + 1)).text


async def test_a_file_in_the_group_is_described_taken_in_and_answered_from_at_once(here: Team) -> None:
    group = here.group
    assert "2222件" not in (await here.answer_to(group, f"/ask {KUNMING}")).text
    file = send_file(group, "昆明.txt", text(2222), by="小张", caption="@wenju_bot 请收入", topic=7)
    summary = await here.api.next_sent()
    assert summary.text == (
        "新收入 1 个文件，得文章 1 篇、1 段。\n"
        "昆明.txt：昆明市平安建设综述（云南省昆明市）\n"
        "要收入吗？收入以前，谁也查不到里面的内容。"
    )
    assert [b["text"] for b in summary.buttons] == ["收入本群的库", "放弃"]
    assert summary.reply_to == file["message_id"]
    assert summary.params["message_thread_id"] == 7
    assert "2222件" not in (await here.answer_to(group, f"/ask {KUNMING}")).text
    assert await taken(here, group, summary, by="小张") == (
        "本群的库：已收入 1 个文件：昆明.txt。库里现有 1 个文件，现在就可以提问。"
    )
    assert "2222件" in (await here.answer_to(group, f"/ask {KUNMING}")).text
    assert "1111件" in (await here.answer_to(group, f"/ask {question('玉林市')}")).text
    for elsewhere in (here.other, here.member, here.boss):
        assert "2222件" not in (await here.answer_to(elsewhere, f"/ask {KUNMING}")).text


async def test_a_file_let_go_leaves_nothing(here: Team) -> None:
    send_file(here.group, "昆明.txt", text(2222), by="小张", caption="@wenju_bot")
    summary = await here.api.next_sent()
    assert await taken(here, here.group, summary, by="小张", label="放弃") == wording.upload_dropped()
    assert not here.library(here.group).exists()
    assert list((here.folder / "chats" / "incoming").iterdir()) == []
    here.group.press(summary, "收入", by="小张")
    await here.api.until(lambda: len(here.api.sent("answerCallbackQuery")) == 2)
    assert here.api.sent("answerCallbackQuery")[-1].params["text"] == wording.telegram_expired()


async def test_before_its_button_is_pressed_nothing_is_in_the_library(here: Team) -> None:
    stock(here.library(here.group), "赣州市", 3333)
    send_file(here.group, "昆明.txt", text(2222), by="小张", caption="@wenju_bot")
    summary = await here.api.next_sent()
    assert "昆明" not in (await here.answer_to(here.group, "/docs")).text
    assert "2222件" not in (await here.answer_to(here.group, f"/ask {KUNMING}")).text
    await taken(here, here.group, summary, by="小张", label="放弃")
    assert "昆明" not in (await here.answer_to(here.group, "/docs")).text


async def test_a_file_in_the_group_is_taken_up_by_a_reply_to_it(here: Team) -> None:
    file = send_file(here.group, "昆明.txt", text(2222), by="小李")
    assert await here.api.quiet()
    assert here.api.downloads == []
    summary = await here.answer_to(here.group, "/add", by="小张", reply_to=file)
    assert summary.text.startswith("新收入 1 个文件")
    (told,) = [await here.answer_to(here.group, "/add", by="小张")]
    assert told.text == wording.upload_how(private=False)


async def test_who_may_not_ask_may_not_send_either(here: Team) -> None:
    await here.answer_to(here.boss, f"/deny {here.group.id}")
    send_file(here.group, "昆明.txt", text(2222), by="小张", caption="@wenju_bot")
    assert (await here.api.next_sent()).text == wording.telegram_closed(here.group.id)
    assert here.api.downloads == []


@pytest.mark.parametrize("who", ["小李", "路人"])
async def test_who_does_not_keep_the_group_cannot_add_to_it(here: Team, who: str) -> None:
    send_file(here.group, "昆明.txt", text(2222), by=who, caption="@wenju_bot")
    assert (await here.api.next_sent()).text == wording.upload_not_yours(private=False)
    assert here.api.downloads == []


async def test_who_is_no_administrator_any_more_cannot_press(here: Team) -> None:
    send_file(here.group, "昆明.txt", text(2222), by="小张", caption="@wenju_bot")
    summary = await here.api.next_sent()
    here.api.administrators[here.group.id] = set()
    assert await taken(here, here.group, summary, by="小张") == wording.upload_not_yours(private=False)
    assert not here.library(here.group).exists()


async def test_a_button_for_the_library_of_a_group_that_has_become_another_has_expired(here: Team) -> None:
    send_file(here.boss, "昆明.txt", text(2222))
    summary = await here.api.next_sent()
    here.group.upgrade()
    await here.answer_to(here.boss, KUNMING)
    here.boss.press(summary, "收入群“平安工作群”的库")
    await here.api.until(lambda: bool(here.api.sent("answerCallbackQuery")))
    assert here.api.sent("answerCallbackQuery")[0].params["text"] == wording.telegram_expired()
    assert not here.library(here.group).exists()


async def test_an_anonymous_administrator_adds_and_only_an_administrator_presses(here: Team) -> None:
    group = here.group
    behind = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
    sent = {"sender_chat": group.as_json, "from": behind}
    not_yours = wording.upload_not_yours(private=False)
    for presser, expected in (("小李", not_yours), ("小张", "本群的库：已收入 1 个文件")):
        send_file(group, "昆明.txt", text(2222), caption="@wenju_bot", **sent)
        summary = await here.api.next_sent()
        assert (await taken(here, group, summary, by=presser)).startswith(expected)


async def test_nobody_elses_button_works(here: Team) -> None:
    send_file(here.group, "昆明.txt", text(2222), by="小张", caption="@wenju_bot")
    summary = await here.api.next_sent()
    here.group.press(summary, "收入", by="小李")
    here.other.press(summary, "收入", by="小张")
    await here.api.until(lambda: len(here.api.sent("answerCallbackQuery")) == 2)
    said = {answer.params["text"] for answer in here.api.sent("answerCallbackQuery")}
    assert said == {wording.telegram_anothers_button(), wording.telegram_expired()}
    assert await here.api.quiet()
    assert here.api.sent("editMessageText") == []


async def test_in_private_who_runs_the_bot_adds_to_the_common_library(here: Team) -> None:
    send_file(here.boss, "昆明.txt", text(2222))
    summary = await here.api.next_sent()
    labels = [b["text"] for b in summary.buttons]
    assert labels == ["收入公共库", "收入群“别的群”的库", "收入群“平安工作群”的库", "放弃"]
    assert (await taken(here, here.boss, summary, label="收入公共库")).startswith("公共库：已收入 1 个文件")
    for chat in (here.group, here.other, here.member):
        assert "2222件" in (await here.answer_to(chat, f"/ask {KUNMING}")).text


async def test_who_adds_to_the_bundled_library_is_told_that_it_gives_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    async with TeamApi() as api:
        boss = known(api, "老板")
        libraries = Libraries(lambda: locations.folder_to_ask(None, None), tmp_path / "chats")
        chosen = settings_for(api, telegram_admins=(boss.id,))
        async with answering(build(chosen, libraries)):
            send_file(boss, "昆明.txt", text(2222))
            summary = await api.next_sent()
            assert "公共库现在是随程序附带的资料；" in summary.text
            boss.press(summary, "收入")
            await api.until(lambda: bool(api.sent("editMessageText")))
            boss.say(KUNMING)
            assert "2222件" in (await api.next_sent()).text
            send_file(boss, "昆明.txt", text(3333))
            assert "随程序附带" not in (await api.next_sent()).text
        libraries.close()


async def test_in_private_an_administrator_adds_to_the_own_group(here: Team) -> None:
    send_file(here.keeper, "昆明.txt", text(2222))
    summary = await here.api.next_sent()
    assert [b["text"] for b in summary.buttons] == ["收入群“平安工作群”的库", "放弃"]
    assert (await taken(here, here.keeper, summary)).startswith("群“平安工作群”的库：已收入 1 个文件")
    assert "2222件" in (await here.answer_to(here.group, f"/ask {KUNMING}")).text
    assert "2222件" not in (await here.answer_to(here.keeper, KUNMING)).text


async def test_a_group_closed_meanwhile_takes_nothing_in(here: Team) -> None:
    send_file(here.keeper, "昆明.txt", text(2222))
    summary = await here.api.next_sent()
    await here.answer_to(here.boss, f"/deny {here.group.id}")
    assert await taken(here, here.keeper, summary) == wording.upload_not_yours(private=True)
    assert not here.library(here.group).exists()


async def test_in_private_others_cannot_add(here: Team) -> None:
    send_file(here.member, "昆明.txt", text(2222))
    assert (await here.api.next_sent()).text == wording.upload_not_yours(private=True)
    assert (await here.answer_to(here.member, "/add")).text == wording.upload_how(private=True)


async def test_a_file_sent_again_takes_the_place_of_the_one_before(here: Team) -> None:
    for figure, said in ((2222, "新收入 1 个文件"), (3333, "更新 1 个文件")):
        send_file(here.group, "昆明.txt", text(figure), by="小张", caption="@wenju_bot")
        summary = await here.api.next_sent()
        assert summary.text.startswith(said)
        assert ("本群的库里已有《昆明.txt》，收入后换成这一份。" in summary.text) == (figure == 3333)
        await taken(here, here.group, summary, by="小张")
        assert f"{figure}件" in (await here.answer_to(here.group, f"/ask {KUNMING}")).text
    send_file(here.group, "昆明.txt", text(3333), by="小张", caption="@wenju_bot")
    same = await here.api.next_sent()
    assert same.text == "和库里的一样 1 个文件。"
    assert same.buttons == []


async def test_a_file_on_another_place_of_the_same_name_is_warned_of(here: Team) -> None:
    stock(here.folder / "common", "昆明市", 2222, name="报告.txt")
    send_file(here.boss, "报告.txt", text(3333, "赣州市"))
    summary = await here.api.next_sent()
    assert (
        "注意：公共库里已有《报告.txt》，写的是云南省昆明市；收入后换成这一份，写的是江西省赣州市。"
        "两份都要留，请改个文件名再发。"
    ) in summary.text
    assert "群“平安工作群”的库里已有" not in summary.text


async def test_a_file_that_only_updates_is_not_called_new_where_there_is_a_choice(here: Team) -> None:
    send_file(here.boss, "昆明.txt", text(2222))
    await taken(here, here.boss, await here.api.next_sent(), label="收入群“平安工作群”的库")
    send_file(here.boss, "昆明.txt", text(3333))
    summary = await here.api.next_sent()
    assert summary.text.startswith("1 个文件，")
    assert "群“平安工作群”的库里已有《昆明.txt》，收入后换成这一份。" in summary.text


async def test_undo_is_bound_to_the_library_and_the_version_it_stands_under(here: Team) -> None:
    stock(here.folder / "common", "赣州市", 3333)  # the newest change of the common library
    send_file(here.boss, "昆明.txt", text(2222))
    summary = await here.api.next_sent()
    here.boss.press(summary, "收入群“平安工作群”的库")
    done = await here.edited()
    asked = f"/ask {KUNMING}"
    assert "2222件" in (await here.answer_to(here.group, asked)).text
    offered = await here.answer_to(here.boss, "/undo")
    assert offered.text.startswith("群“平安工作群”的库最近一次改动：收入 1 个，更新 0 个（")
    here.boss.press(done, "撤销")
    undone = await here.edited(2)
    assert undone.text == "群“平安工作群”的库：昆明.txt 又移出了。库里现有 0 个文件。"
    assert "2222件" not in (await here.answer_to(here.group, asked)).text
    assert "3333件" in (await here.answer_to(here.boss, question("赣州市"))).text
    here.boss.press(offered, "撤销")
    late = await here.edited(3)
    assert late.text.startswith("群“平安工作群”的库后来又改过（撤销：收入 1 个，更新 0 个）")
    here.boss.press(undone, "恢复")
    assert (await here.edited(4)).text == "群“平安工作群”的库：昆明.txt 又回来了。库里现有 1 个文件。"
    assert "2222件" in (await here.answer_to(here.group, asked)).text


async def test_who_may_not_change_the_library_any_more_cannot_undo(here: Team) -> None:
    send_file(here.group, "昆明.txt", text(2222), by="小张", caption="@wenju_bot")
    here.group.press(await here.api.next_sent(), "收入", by="小张")
    done = await here.edited()
    here.api.administrators[here.group.id] = set()
    here.group.press(done, "撤销", by="小张")
    assert (await here.edited(2)).text == wording.library_not_yours(private=False)
    assert "2222件" in (await here.answer_to(here.group, f"/ask {KUNMING}")).text


async def test_an_album_is_one_summary(here: Team) -> None:
    album = {"by": "小张", "media_group_id": "77"}
    send_file(here.group, "甲.txt", text(2222), caption="@wenju_bot", **album)
    send_file(here.group, "乙.txt", text(3333, "赣州市"), **album)
    send_file(here.group, "甲.txt", text(4444, "濮阳市"), **album)
    summary = await here.api.next_sent()
    assert summary.text.startswith("新收入 3 个文件，得文章 3 篇")
    assert "甲（2）.txt" in summary.text
    await taken(here, here.group, summary, by="小张")
    assert await here.api.quiet()
    assert "3333件" in (await here.answer_to(here.group, f"/ask {question('赣州市')}")).text


async def test_an_archive_is_unpacked(here: Team) -> None:
    send_file(here.boss, "材料.zip", zipped(昆明=text(2222), 赣州=text(3333, "赣州市")))
    summary = await here.api.next_sent()
    assert summary.text.startswith("新收入 2 个文件，得文章 2 篇")
    assert "材料" not in summary.text


async def test_a_file_over_the_limit_is_refused_before_it_is_downloaded(here: Team) -> None:
    send_file(here.boss, "大.pdf", b"%PDF", size=LARGEST + 1)
    said = await here.api.next_sent()
    assert said.text == f"没有可以收入的内容。\n{wording.upload_too_large('大.pdf', 20)}"
    assert said.buttons == []
    assert here.api.downloads == []


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("空.txt", b"", "空.txt：里面没有正文，请检查文件内容。"),
        ("坏.docx", b"PK\x03\x04 not a zip", "坏.docx：文件已损坏，请用原来的程序打开后重新保存。"),
        ("程序.exe", b"MZ", "程序.exe：暂不支持这种格式，请另存为 .docx、.pdf 或 .txt 后再收入。"),
        ("图.gif", b"GIF8", "图.gif：暂不支持这种格式，请转成 .jpg 或 .png，再用文字识别收入。"),
        (None, text(2222), "要收入吗？"),
        ("../../../昆明.txt", text(2222), "昆明.txt：昆明市"),
    ],
    ids=["empty", "broken", "program", "picture", "no name", "a path"],
)
async def test_whatever_is_sent_is_one_sentence_or_a_summary(
    here: Team, name: str | None, data: bytes, said: str
) -> None:
    send_file(here.boss, name, data)
    assert said in (await here.api.next_sent()).text
    assert "1111件" in (await here.answer_to(here.boss, question("玉林市"))).text
    assert {p.name.partition(".")[0] for p in here.folder.iterdir()} == {
        "common", "files-common", "chats", "state",
    }  # fmt: skip


async def test_a_file_that_telegram_does_not_hand_out_is_one_sentence(here: Team) -> None:
    here.api.fail("getFile", 502, "Bad Gateway")
    send_file(here.boss, "昆明.txt", text(2222))
    assert wording.upload_not_fetched("昆明.txt") in (await here.api.next_sent()).text


async def test_a_version_made_by_another_process_answers_the_next_question(here: Team) -> None:
    assert "2222件" not in (await here.answer_to(here.member, KUNMING)).text
    stock(here.folder / "common", "昆明市", 2222)
    assert "2222件" in (await here.answer_to(here.member, KUNMING)).text


async def test_who_leaves_too_many_uploads_undecided_is_told(here: Team) -> None:
    for _ in range(MOST_PENDING):
        send_file(here.boss, "昆明.txt", text(2222))
        last = await here.api.next_sent()
    send_file(here.boss, "昆明.txt", text(2222))
    assert (await here.api.next_sent()).text == wording.upload_too_many(MOST_PENDING)
    assert len(list((here.folder / "chats" / "incoming").iterdir())) == MOST_PENDING
    await taken(here, here.boss, last, label="放弃")
    send_file(here.boss, "昆明.txt", text(2222))
    assert (await here.api.next_sent()).buttons


async def test_a_file_that_has_no_folder_to_lie_in_is_one_sentence(here: Team) -> None:
    incoming = here.folder / "chats" / "incoming"
    incoming.parent.mkdir(exist_ok=True)
    incoming.touch()
    send_file(here.boss, "昆明.txt", text(2222))
    assert (await here.api.next_sent()).text == wording.upload_no_room()


async def test_a_file_that_cannot_be_noted_is_one_sentence(tmp_path: Path) -> None:
    libraries = Libraries(lambda: tmp_path / "common", tmp_path / "chats", kept=lambda: tmp_path / "common")
    async with TeamApi() as api:
        boss = known(api, "老板")
        chosen = settings_for(api, telegram_admins=(boss.id,), telegram_state=tmp_path / "state.sqlite")
        async with answering(build(chosen, libraries)) as application:
            assert await api.quiet()  # it has started
            application.state.execute("PRAGMA query_only = ON")
            send_file(boss, "昆明.txt", text(2222))
            assert (await api.next_sent()).text == wording.upload_no_room()
            application.state.execute("PRAGMA query_only = OFF")
            send_file(boss, "昆明.txt", text(2222))
            summary = await api.next_sent()
            application.state.execute("PRAGMA query_only = ON")
            boss.press(summary, "收入")
            await api.until(lambda: bool(api.sent("editMessageText")))
            assert api.sent("editMessageText")[0].text.startswith("公共库：已收入 1 个文件")
    libraries.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a limit on the size of a file is POSIX")
async def test_a_file_that_cannot_be_written_is_one_sentence_and_leaves_nothing(here: Team) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, before[1]))
    try:
        send_file(here.boss, "昆明.txt", b"x" * 2_500_000)
        said = (await here.edited()).text
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert said == wording.upload_no_room()
    assert list((here.folder / "chats" / "incoming").iterdir()) == []


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\报告.docx", "报告.docx"),
        ("a!b:c\n.txt", "abc.txt"),
        (".bashrc", "bashrc"),
        ("...", "未命名.txt"),
        ("", "未命名.txt"),
        (None, "未命名.txt"),
        ("长" * 300 + ".txt", "长" * 60 + ".txt"),
        ("𠮷" * 300 + "." + "𠮷" * 9, "𠮷" * 45 + "." + "𠮷" * 8),
        ("长" * 300, "长" * 60),
    ],
)
def test_a_name_never_leads_out_of_the_folder(given: str | None, name: str, tmp_path: Path) -> None:
    assert free_name(given, tmp_path) == name
    (tmp_path / name).touch()
    assert free_name(given, tmp_path).endswith("（2）" + Path(name).suffix)


async def test_the_command_takes_a_file_in_and_another_command_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of it in processes of their own, in a home of their own."""
    async with TeamApi() as api:
        boss = known(api, "老板")
        monkeypatch.setenv("WENJU_TELEGRAM_ADMINS", str(boss.id))
        process = await begin(api, tmp_path, "-m", "bot", "telegram")
        send_file(boss, "昆明.txt", text(2222))
        summary = await api.next_sent(within=25)
        boss.press(summary, "收入")
        await api.until(lambda: bool(api.sent("editMessageText")))
        boss.say(KUNMING)
        assert "2222件" in (await api.next_sent()).text
        asked = await begin(api, tmp_path, "-m", "bot", "ask", KUNMING)
        out, _ = await asked.communicate()
        assert "2222件" in out.decode()
        process.terminate()
        _, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        assert "昆明" not in err.decode()
        assert api.refused == []


ASKED = "玉林市化解矛盾纠纷多少件？"


@pytest.mark.parametrize("who", ["小李", "小张"])
async def test_a_question_under_a_file_is_answered(here: Team, who: str) -> None:
    send_file(here.group, "昆明.txt", text(2222), by=who, caption=f"@wenju_bot {ASKED}")
    assert "1111件" in (await here.api.next_sent()).text
    if who == "小张":  # who may add it
        assert (await here.api.next_sent()).text.startswith("新收入 1 个文件")
    assert await here.api.quiet()


async def test_a_question_under_a_picture_is_answered(here: Team) -> None:
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    here.member.say(None, photo=photo, caption=ASKED)
    assert "1111件" in (await here.api.next_sent()).text
    mention = [{"type": "mention", "offset": 0, "length": 10}]
    here.group.say(None, photo=photo, caption=f"@wenju_bot {ASKED}", caption_entities=mention)
    assert "1111件" in (await here.api.next_sent()).text
    here.group.say(None, photo=photo, caption=ASKED)
    assert await here.api.quiet()


async def test_a_large_file_is_announced_before_it_is_read(here: Team) -> None:
    send_file(here.boss, "昆明.txt", text(2222), size=3 * 1024 * 1024)
    assert (await here.api.next_sent()).text == wording.upload_reading(1)
    described = await here.edited()
    assert described.text.startswith("新收入 1 个文件")
    assert (await taken(here, here.boss, described, label="收入公共库")).startswith("公共库：已收入")
