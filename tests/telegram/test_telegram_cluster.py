"""The bot over a library whose index is on a cluster: which version answers while one is being sent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from team_files import question, stock

from bot import shelf
from bot.telegram.addressing import Reader
from bot.telegram.libraries import COMMON, Libraries
from corpus.errors import ClusterError
from retrieval.asking import Desk
from retrieval.qdrant import publish
from retrieval.qdrant.cluster import Cluster
from tests.edge_cluster import EdgeCluster
from tests.indexes import ADDRESS

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
    stock(common, "玉林市", 1111)
    libraries = Libraries(
        lambda: common,
        tmp_path / "chats",
        kept=lambda: common,
        index_of=cluster.index,
        send=partial(publish, cluster=cluster),
    )
    with libraries.to_change(COMMON):
        pass
    yield libraries
    libraries.close()


def answer(desk: Desk, place: str) -> str:
    return "".join(c.quote for c in desk.answer(desk.read(question(place))).citations)


def test_the_desk_before_answers_until_the_cluster_has_the_new_version(
    libraries: Libraries, cluster: Cluster, tmp_path: Path
) -> None:
    before = libraries.desk(PERSON)
    assert "1111件" in answer(before, "玉林市")
    stock(tmp_path / "common", "赣州市", 3333)
    assert libraries.desk(PERSON) is before
    library = shelf.opened(tmp_path / "common")
    publish(library, cluster)
    library.close()
    assert "3333件" in answer(libraries.desk(PERSON), "赣州市")


def test_what_is_added_in_telegram_is_sent_to_the_cluster(
    libraries: Libraries, cluster: Cluster, tmp_path: Path
) -> None:
    stock(tmp_path / "common", "赣州市", 3333)
    with libraries.to_change(COMMON) as library:
        version = library.version
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
