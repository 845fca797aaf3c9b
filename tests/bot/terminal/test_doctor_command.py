"""wenju doctor: each thing that is wrong is named with what to do, and nothing is changed."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from bot import locations
from bot.terminal.doctor_command import Finding, findings
from corpus.library.store import FILE
from retrieval.index.files import FOLDER, prepare


@pytest.fixture
def own(home: Path) -> Path:
    """The user's own library of one document, its index built."""
    (home / "甲.txt").write_text("大理州打掉涉黑组织12个。\n", encoding="utf-8")
    library = locations.open_to_change(None, None, create=True)
    library.ingest([home / "甲.txt"])
    prepare(library)
    library.close()
    return locations.own_folder()


def found(named: str | None = None) -> dict[str, list[str]]:
    """What is said of each kind, without what is installed on this machine."""
    said: dict[str, list[str]] = {"fine": [], "wrong": [], "absent": []}
    for each in list(findings(named))[1:]:
        if not any(word in each.said for word in ("编译", "LibreOffice", "文字识别", "磁盘")):
            said[each.kind].append(each.said)
    return said


def test_a_sound_library_is_said_to_be_sound(own: Path) -> None:
    whole = f"资料库 {own} 完好，有 1 个文件，存下的文字都与收入时一致。"
    assert found() == {"fine": [whole, "索引齐全。"], "wrong": [], "absent": []}


def test_without_a_library_the_bundled_one_is_asked(home: Path) -> None:
    assert found()["fine"] == ["问的是随程序附带的资料库；用 wenju ingest 收入自己的材料。"]
    assert not locations.own_folder().exists()


def test_what_is_wrong_is_named_with_what_to_do(own: Path, home: Path) -> None:
    chat = locations.chats_folder() / "-100"
    shutil.copytree(own, chat)
    with sqlite3.connect(chat / FILE) as db:
        db.execute("update texts set text = replace(text, '12', '72')")
    db.close()
    shutil.rmtree(own / FOLDER)
    own.chmod(0o755)
    (own / FILE).chmod(0o644)
    (home / ".env").write_text("WENJU_TELEGRAM_TOKEN=1:a\n", encoding="utf-8")
    (home / ".env").chmod(0o644)
    wrong = found()["wrong"]
    assert [said.partition("：")[0].partition("（")[0] for said in wrong] == [
        ".env 里可能有令牌，别的用户也能读",
        f"资料库 {own} 别的用户也能读",
        f"资料库 {chat} 已损坏",
    ]
    assert ["请运行 chmod" in said or "wenju library restore" in said for said in wrong] == [True] * 3
    assert found()["absent"] == ["索引还没有或已损坏：下一次提问时自动重建，不用做什么。"]
    assert not (own / FOLDER).exists()


def test_a_setting_that_cannot_be_read_ends_nothing(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENJU_LOG_LEVEL", "loud")
    said = found()
    assert ["WENJU_LOG_LEVEL" in each for each in said["wrong"]] == [True]
    assert len(said["fine"]) == 2


@pytest.mark.parametrize("damage", [b"", b"no library" * 999])
def test_a_damaged_file_is_named(damage: bytes, own: Path) -> None:
    (own / FILE).write_bytes(damage)
    (own / f"{FILE}-wal").unlink(missing_ok=True)
    assert [each.kind for each in findings(None) if f"资料库 {own} 已损坏" in each.said] == ["wrong"]


def test_a_library_that_is_named_and_not_there_is_wrong(home: Path) -> None:
    said = "nowhere 里没有资料库：请用 wenju ingest 收入文件，或改 --library、WENJU_LIBRARY。"
    assert Finding(said, "wrong") in list(findings("nowhere"))
