"""A library with random damage, its index gone: answers are as before, or one sentence says what is wrong."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from bot import locations
from bot.__main__ import main
from corpus.library.store import FILE
from tests.given import DOCUMENTS

CALLS = (["ask", "大理州扫黑除恶成果"], ["figures", "--place", "大理州"], ["show", "大理", "--line", "24"])
PAGE = 4096


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of an undamaged library."""
    folder = tmp_path_factory.mktemp("whole")
    library = locations.opened(folder, create=True)
    library.ingest([DOCUMENTS])
    library.close()
    with sqlite3.connect(folder / FILE) as db:
        db.execute("pragma wal_checkpoint(truncate)")
    db.close()
    return (folder / FILE).read_bytes()


def damaged(data: bytes, chance: random.Random) -> bytes:
    """*data* with flipped bits, other digits, a page of zeros, or its end cut off."""
    found = bytearray(data)
    at = chance.randrange(PAGE, len(found))
    match chance.choice(("bits", "digits", "page", "cut")):
        case "bits":
            for _ in range(chance.choice((1, 5, 50))):
                found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
        case "digits":
            for digit in chance.sample([at for at, byte in enumerate(found) if 48 <= byte < 58], 5):
                found[digit] = chance.randrange(48, 58)
        case "page":
            found[at : at + PAGE] = bytes(len(found[at : at + PAGE]))
        case "cut":
            del found[at:]
    return bytes(found)


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_library_gives_no_other_answer(
    seed: int, whole: bytes, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = []
    for name, data in (("whole", whole), ("damaged", damaged(whole, random.Random(seed)))):
        (home / name).mkdir()
        (home / name / FILE).write_bytes(data)
        for call in CALLS:
            code = main([*call, "--library", name])
            shown.append((code, *capsys.readouterr()))
    for (_, before, _), (code, after, errors) in zip(shown[: len(CALLS)], shown[len(CALLS) :], strict=True):
        assert (code, errors) == (0, "") or (code, errors.count("\n")) == (3, 1), errors
        assert after in ("", before)
        assert "程序内部出错" not in errors
