"""Isolation: whatever people do, no reply holds a passage, or a file's name, that its reader may not see.

A machine makes up what happens: questions, uploads, buttons pressed by anybody anywhere, links passed on,
inline queries, roles given and taken, groups opened and closed, libraries filled by another process. It
drives the real bot over HTTP. Each document holds a figure and has a name that no other has, and after
each step everything the bot sent is searched for them.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from bot import locations
from bot.telegram import build
from bot.telegram.access.libraries import COMMON, Folder, Libraries
from bot.telegram.access.libraries import identity as file_in
from bot.telegram.memory.reader import Reader
from bot.telegram.running.serving import serve
from retrieval.desk import Desk
from tests.telegram.driving import is_busy, settings_for
from tests.telegram.fake_api import FakeChat, Sent
from tests.telegram.fake_teams import TeamApi, send_file, type_inline
from tests.telegram.team_files import question, report

PLACES = ("昆明市", "赣州市", "濮阳市", "桂林市", "贵阳市")
PEOPLE = ("老板", "小张", "小李", "路人")  # 老板 runs the bot
GROUPS = ("甲群", "乙群", "丙群")
COMMANDS = ("docs", "docs 档案", "sources", "undo", "stats", "unanswered", "audit", "new")
MARK = re.compile(r"5\d{5}件|档案9\d{5}")  # a figure, or a name: neither is in two documents
LINK = re.compile(r"start=([\w-]+)")
CHANGE = re.compile("^群“.+?”的库(?:最近一次改动|后来又改过|：)")
PAGE = re.compile(r"\n第 \d+ 行起：\n")

people, groups, places = st.sampled_from(PEOPLE), st.sampled_from(GROUPS), st.sampled_from(PLACES)
anywhere = st.sampled_from((*GROUPS, "私聊"))
numbers = st.integers(0, 10_000)


class Machine(RuleBasedStateMachine):
    """People around a bot; what each library ever held is looked up in its file."""

    libraries_made: type[Libraries] = Libraries

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp(prefix="isolation-"))
        self.numbers = count(1)
        self.held: defaultdict[int, set[str]] = defaultdict(set)  # marks by library, ever
        self.named: defaultdict[int, set[str]] = defaultdict(set)  # names of files sent, by chat
        self.open_groups: set[int] = set()
        self.pressable: list[tuple[Sent, str]] = []
        self.links: list[str] = []
        self.looked_at = 0
        self.loop.run_until_complete(self._begin())

    async def _begin(self) -> None:
        self.api = await TeamApi().__aenter__()
        self.chats: dict[str, FakeChat] = {name: self.api.private(name) for name in PEOPLE}
        for chat in self.chats.values():
            chat.person(None)
        self.chats |= {name: self.api.group(name) for name in GROUPS}
        self.libraries = self.libraries_made(
            lambda: self.folder / "common", self.folder / "chats", kept=lambda: self.folder / "common"
        )
        boss = self.chats["老板"].id
        given = {"telegram_state": self.folder / "state.sqlite", "telegram_open_groups": False}
        chosen = settings_for(self.api, **given, telegram_admins=(boss,))
        locations.opened(self.folder / "common", create=True).close()
        self.application = build(chosen, self.libraries)
        self.serving = asyncio.create_task(serve(self.application))

    def teardown(self) -> None:
        self.loop.run_until_complete(self._end())
        self.loop.run_until_complete(self.loop.shutdown_default_executor())
        self.loop.close()
        shutil.rmtree(self.folder)

    async def _end(self) -> None:
        self.serving.cancel()
        await asyncio.gather(self.serving, return_exceptions=True)
        self.libraries.close()
        await self.api.__aexit__()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    # what is done

    @initialize()
    def groups_are_opened_and_filled(self) -> None:
        for number, name in enumerate(GROUPS):
            self._settle(name, "allow")
            self.another_process(name, PLACES[number])
        self.another_process("私聊", PLACES[3])

    @rule(where=anywhere, who=people, place=places, follow=st.sampled_from(("", "那群众满意率呢", "它呢")))
    def ask(self, where: str, who: str, place: str, follow: str) -> None:
        self._said(where, who, f"/ask {question(place)}")
        if follow:
            self._said(where, who, f"/ask {follow}")

    @rule(where=anywhere, who=people, one=places, other=places)
    def compare(self, where: str, who: str, one: str, other: str) -> None:
        self._said(where, who, f"/compare {one}和{other}化解矛盾纠纷")

    @rule(
        where=anywhere,
        who=people,
        command=st.sampled_from(COMMANDS),
    )
    def command(self, where: str, who: str, command: str) -> None:
        self._said(where, who, f"/{command}")

    @rule(where=anywhere, who=people, number=numbers)
    def remove(self, where: str, who: str, number: int) -> None:
        names = sorted(mark for mark in set[str]().union(*self.held.values()) if mark.startswith("档案"))
        if names:
            name = names[number % len(names)]
            chat = self._chat(where, who)
            self.named[chat.id].add(name)  # who says a name may read it again
            self._said(where, who, f"/remove {name}.txt")

    @rule(who=people, place=places)
    def inline(self, who: str, place: str) -> None:
        self._do(who, lambda: type_inline(self.api, who, question(place)))

    @rule(where=anywhere, who=people, place=places)
    def upload(self, where: str, who: str, place: str) -> None:
        chat = self._chat(where, who)
        name, text = self._document(place)
        self.named[chat.id].add(name)
        self._do(who, lambda: send_file(chat, f"{name}.txt", text.encode(), by=who, caption="@wenju_bot"))

    @rule(which=numbers, who=people, elsewhere=st.none() | anywhere, forged=st.none() | numbers)
    def press(self, which: int, who: str, elsewhere: str | None, forged: int | None) -> None:
        """A button of the last dozen, pressed where it stands, or its data sent from elsewhere."""
        recent = self.pressable[-12:]
        if recent:
            sent, data = recent[which % len(recent)]
            if forged is not None:
                data = self.pressable[forged % len(self.pressable)][1]
            chat = self.api.chats[sent.params["chat_id"]]
            if elsewhere is not None:
                chat = self._chat(elsewhere, who)
            elif chat.type == "private" and chat.title != who:
                return  # nobody presses in another's private chat
            self._do(who, lambda: chat.press(sent, "", by=who, data=data))

    @rule(which=numbers, who=people)
    def link(self, which: int, who: str) -> None:
        if self.links:
            self._said("私聊", who, f"/start {self.links[which % len(self.links)]}")

    @rule(group=groups, who=people, given=st.booleans())
    def role(self, group: str, who: str, given: bool) -> None:
        keepers = self.api.administrators.setdefault(self.chats[group].id, set())
        keepers.add(who) if given else keepers.discard(who)

    @rule(group=groups, who=people, gone=st.booleans())
    def member(self, group: str, who: str, gone: bool) -> None:
        left = self.api.gone.setdefault(self.chats[group].id, set())
        left.add(who) if gone else left.discard(who)

    @rule(group=groups, done=st.sampled_from(("allow", "allow", "deny")))
    def opened_or_closed(self, group: str, done: str) -> None:
        self._settle(group, done)

    @rule(where=anywhere, place=places)
    def another_process(self, where: str, place: str) -> None:
        """A document put into a library from outside; 私聊 stands for the common one."""
        library = self.chats[where].id if where in GROUPS else COMMON
        name, text = self._document(place)
        file = self.folder / f"{name}.txt"
        file.write_text(text, encoding="utf-8")
        opened = locations.opened(self.libraries.kept(library), create=True)
        opened.ingest([file])
        opened.close()
        self.held[library] |= self._in_library(library)

    # how it is done

    def _document(self, place: str) -> tuple[str, str]:
        """A name and a text; every third has a name that others in other libraries have too."""
        number = next(self.numbers)
        return f"档案{900_000 + number}" if number % 3 else "汇编", report(place, 500_000 + number)

    def _chat(self, where: str, who: str) -> FakeChat:
        return self.chats[who if where == "私聊" else where]

    def _said(self, where: str, who: str, text: str) -> None:
        chat = self._chat(where, who)
        self._do(who, lambda: chat.say(text, by=who))

    def _settle(self, group: str, done: str) -> None:
        chat = self.chats[group]
        (self.open_groups.add if done == "allow" else self.open_groups.discard)(chat.id)
        self._do("老板", lambda: chat.say(f"/{done}", by="老板"))

    def _do(self, who: str, act: Callable[[], object]) -> None:
        """What *who* does, and all the bot does then, held against who may see and change what."""
        self.loop.run_until_complete(self._done(act))
        for library in (COMMON, *(self.chats[name].id for name in GROUPS)):
            new = self._in_library(library) - self.held[library]
            assert not new or self._keeps(who, library), f"{who} put {new} into {library}"
            self.held[library] |= new
        for sent in self.api.requests[self.looked_at :]:
            self._look_at(sent, who)
        self.looked_at = len(self.api.requests)

    async def _done(self, act: Callable[[], object]) -> None:
        """*act*, and wait until the bot has nothing left to do."""
        act()
        async with asyncio.timeout(20):
            quiet = 0
            while quiet < 2:
                quiet = 0 if self.api.updates or is_busy(self.application) else quiet + 1
                await asyncio.sleep(0.002)
        assert self.api.refused == []
        assert not self.serving.done()

    def _look_at(self, sent: Sent, who: str) -> None:
        """No mark in *sent* that whoever reads it may not see; its buttons and links are kept to be used."""
        reader = sent.params.get("chat_id", self.chats[who].id)
        said = json.dumps({k: v for k, v in sent.params.items() if k != "document"}, ensure_ascii=False)
        marks = set(MARK.findall(said))
        allowed = self.held[COMMON] | self.held[reader] | self.named[reader]
        if sent.method == "sendMessage" and said_to_the_boss(sent, self.chats["老板"].id):
            allowed |= {mark for mark in marks if mark.startswith("档案")}  # names, in /audit
        if PAGE.search(sent.params.get("text", "")):  # a passage, which members may read in private
            allowed = allowed.union(*(self.held[group] for group in self._memberships(reader)))
        if reader > 0 and CHANGE.search(sent.params.get("text", "")):  # names, to who keeps the library
            kept = [library for library in self.held if self._keeps(self.api.chats[reader].title, library)]
            allowed |= {m for library in kept for m in self.held[library] if m.startswith("档案")}
        assert marks <= allowed, f"{sent.method} to {reader}: {marks - allowed}"
        if reader < 0 and reader not in self.open_groups and who != "老板":
            assert not marks, f"{reader} is closed and got {marks}"
        if sent.method in ("sendMessage", "editMessageText"):
            self.pressable += [(sent, b["callback_data"]) for b in sent.buttons if "callback_data" in b]
        self.links += LINK.findall(said)

    def _memberships(self, reader: int) -> list[int]:
        """The groups whose library who has the private chat *reader* may read."""
        who = self.api.chats[reader].title
        open_to_all = self.open_groups if who != "老板" else {self.chats[name].id for name in GROUPS}
        return [group for group in open_to_all if reader > 0 and who not in self.api.gone.get(group, set())]

    def _keeps(self, who: str, library: int) -> bool:
        if who == "老板":
            return True
        return library in self.open_groups and who in self.api.administrators.get(library, set())

    def _in_library(self, library: int) -> set[str]:
        folder = self.libraries.kept(library)
        if file_in(folder) is None:
            return set()
        opened = locations.opened(folder)
        marks = {mark for d in opened.documents() for mark in MARK.findall(f"{d.name}\n{d.text}")}
        opened.close()
        return marks


def said_to_the_boss(sent: Sent, boss: int) -> bool:
    """Whether *sent* is the audit log, which names the files of every group to who runs the bot."""
    return bool(sent.params["chat_id"] == boss and sent.text.startswith("最近的记录"))


FEW = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


# It ends with the first leak, which a dozen histories do not always hold.
LONGER: dict[str, Any] = {"max_examples": 100, "phases": [Phase.generate], "database": None}


def test_no_reply_holds_what_its_reader_may_not_see() -> None:
    run_state_machine_as_test(Machine, settings=FEW)


class Leaking(Libraries):
    """Libraries of which every chat reads all."""

    def folders(self, chat: int) -> tuple[Folder, ...]:
        return (self.common(), *sorted(p for p in self._chats.glob("-*")))


class Careless(Libraries):
    """Libraries that forget whose desk it is: a chat gets the one that was asked last."""

    last: Desk | None = None

    def desk(self, reader: Reader) -> Desk:
        mine = super().desk(reader)
        given, self.last = self.last or mine, mine
        return given


@pytest.mark.parametrize("broken", [Leaking, Careless])
def test_the_machine_finds_a_leak(broken: type[Libraries]) -> None:
    class Broken(Machine):
        libraries_made = broken

    with pytest.raises(AssertionError, match=r"to -?[0-9]+: "):
        run_state_machine_as_test(Broken, settings=settings(FEW, **LONGER))
