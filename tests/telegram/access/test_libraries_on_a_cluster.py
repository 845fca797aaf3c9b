"""The bot over a library whose index is on a cluster: which version answers while one is being sent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot import locations, wording
from bot.telegram import build
from bot.telegram.access.libraries import COMMON, Libraries
from bot.telegram.memory.reader import Reader
from corpus.errors import ClusterError
from corpus.library.library import Library
from retrieval.desk import Desk
from retrieval.index.cluster import publish
from retrieval.index.cluster.cluster import Cluster
from tests.retrieval.index.cluster.edge_cluster import EdgeCluster
from tests.retrieval.index.indexes import ADDRESS
from tests.telegram.driving import answering, settings_for
from tests.telegram.fake_teams import TeamApi, send_file
from tests.telegram.team_files import question, report, stock
from tests.telegram.teams import known

pytestmark = pytest.mark.cluster
TEAM, PERSON = Reader(-1001, 7), Reader(7, 7)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    engine = EdgeCluster(tmp_path / "engine", shards=2)
    yield Cluster(engine, ADDRESS)
    engine.close()


@pytest.fixture
def libraries(tmp_path: Path, cluster: Cluster) -> Iterator[Libraries]:
    """A common library on 玉林市, which the cluster has."""
    common = tmp_path / "common"
    libraries = Libraries(
        lambda: common,
        tmp_path / "chats",
        kept=lambda: common,
        index_of=cluster.index,
        send=partial(publish, cluster=cluster),
    )
    add(libraries, tmp_path, "玉林市", 1111)
    yield libraries
    libraries.close()


def add(libraries: Libraries, folder: Path, place: str, figure: int) -> str:
    """Take a report on *place* into the common library; the version it then has."""
    file = folder / f"{place}.txt"
    file.write_text(report(place, figure), encoding="utf-8")
    with libraries.to_change(COMMON) as library:
        library.ingest([file])
        return library.version


def answer(desk: Desk, place: str) -> str:
    return "".join(c.quote for c in desk.answer(desk.read(question(place))).citations)


def test_the_desk_before_answers_until_the_cluster_has_the_new_version(
    libraries: Libraries, cluster: Cluster, tmp_path: Path
) -> None:
    before = libraries.desk(PERSON)
    assert "1111件" in answer(before, "玉林市")
    stock(tmp_path / "common", "赣州市", 3333)
    assert libraries.desk(PERSON) is before
    library = locations.opened(tmp_path / "common")
    publish(library, cluster)
    library.close()
    assert "3333件" in answer(libraries.desk(PERSON), "赣州市")


def test_what_is_added_in_telegram_is_sent_to_the_cluster(
    libraries: Libraries, cluster: Cluster, tmp_path: Path
) -> None:
    version = add(libraries, tmp_path, "赣州市", 3333)
    assert cluster.version == version
    assert "3333件" in answer(libraries.desk(PERSON), "赣州市")


def test_a_first_desk_that_the_cluster_has_not_is_refused(libraries: Libraries, tmp_path: Path) -> None:
    stock(tmp_path / "common", "赣州市", 3333)
    with pytest.raises(ClusterError, match="wenju library index"):
        libraries.desk(PERSON)


def test_a_chats_own_library_is_searched_beside_the_common_one(libraries: Libraries, tmp_path: Path) -> None:
    stock(tmp_path / "chats" / str(TEAM.chat), "昆明市", 2222)
    desk = libraries.desk(TEAM)
    assert "1111件" in answer(desk, "玉林市")
    assert "2222件" in answer(desk, "昆明市")
    assert answer(libraries.desk(PERSON), "昆明市") == ""


def test_a_dry_run_and_a_change_that_changes_nothing_send_nothing(tmp_path: Path) -> None:
    common, sent = tmp_path / "common", []
    stock(common, "玉林市", 1111)
    libraries = Libraries(lambda: common, tmp_path, kept=lambda: common, send=sent.append)
    with libraries.to_try(COMMON) as library:
        assert library.names() == ["玉林市.txt"]
    with libraries.to_change(COMMON):
        pass
    assert sent == []


async def test_a_file_taken_in_and_not_sent_is_on_record_and_said_to_be_in(tmp_path: Path) -> None:
    async def said(text: str) -> str:
        boss.say(text)
        return (await api.next_sent()).text

    def send(library: Library) -> None:
        raise ClusterError("连不上集群。")

    common = tmp_path / "common"
    stock(common, "玉林市", 1111)
    libraries = Libraries(lambda: common, tmp_path / "chats", kept=lambda: common, send=send)
    async with TeamApi() as api:
        boss = known(api, "老板")
        chosen = settings_for(api, telegram_admins=(boss.id,), telegram_state=tmp_path / "state.sqlite")
        async with answering(build(chosen, libraries)) as application:
            not_sent = wording.not_published("连不上集群。")
            send_file(boss, "昆明.txt", report("昆明市", 2222).encode())
            boss.press(await api.next_sent(), "收入")
            await api.until(lambda: bool(api.sent("editMessageText")))
            assert api.sent("editMessageText")[0].text == not_sent
            assert "2222件" in await said(question("昆明市"))
            assert await said("/remove 玉林市.txt") == not_sent
            boss.say("/undo")
            boss.press(await api.next_sent(), "撤销")
            await api.until(lambda: len(api.sent("editMessageText")) == 2)
            assert api.sent("editMessageText")[1].text == not_sent
            changes = application.state.execute("SELECT what FROM changes ORDER BY id")
            assert changes == [("added",), ("removed",), ("undone",)]
    libraries.close()
