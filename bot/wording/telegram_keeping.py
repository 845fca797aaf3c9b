"""The Telegram bot on access, quotas, uploads, libraries, votes, inline queries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.wording.commands import left_out
from bot.wording.telegram import Period
from corpus.document import Article
from corpus.library.library import Report
from corpus.places.gazetteer import Place

SHOWN_FILES = 15
SHOWN_ARTICLES = 3
SHOWN_NAMES = 60
SHOWN_PLACES = 80
PERIOD_NAMES: dict[Period, str] = {"hour": "小时", "day": "天"}

# access and quotas


def telegram_not_admitted(person: int) -> str:
    return f"这个机器人只对指定的人开放；请管理员把 {person} 加进允许的用户。"


def telegram_quota_of_user(most: int, per: Period) -> str:
    return f"每人每{PERIOD_NAMES[per]}最多问 {most} 次，你的次数用完了，请过一会儿再问。"


def telegram_quota_of_group(most: int, per: Period) -> str:
    return f"每个群每{PERIOD_NAMES[per]}最多问 {most} 次，本群的次数用完了，请过一会儿再问。"


def not_admin() -> str:
    return "这个命令只有机器人管理员能用。"


def private_only() -> str:
    return "这个命令请在和我的私聊里用，免得群里的人看到。"


def which_group() -> str:
    return "请在要开放或关闭的群里发这个命令，或写明群的编号，例如：/allow -1001234567890。"


def group_settled(chat: int, *, allowed: bool) -> str:
    return f"群 {chat} 已{'开放，群里的人都可以提问' if allowed else '关闭，不再回答群里的提问'}。"


BUTTON_ALLOW = {True: "开放本群", False: "关闭本群"}


def who_settles(*, allowed: bool) -> str:
    """To an anonymous administrator, whose message does not say who it is."""
    done = "开放" if allowed else "关闭"
    return f"匿名发言认不出是谁：请机器人的管理员按下面的按钮，{done}本群。"


def version_not_taken_up(where: str) -> str:
    """For the log: a new version of a library that could not be opened."""
    return f"资料库的新版本用不上，继续用前一版回答：{where}"


def library_not_moved(old: int, new: int, kind: str) -> str:
    """For the log: a group has become a supergroup, and its library could not be renamed."""
    return f"群 {old} 变成了 {new}，它的库没能跟过去（{kind}）：请检查库的文件夹，手工合并或改名。"


# uploads

LIBRARY_COMMON = "公共库"
LIBRARY_OF_GROUP = "本群的库"
UPLOAD_DROP = "放弃"
UPLOAD_UNNAMED = "未命名.txt"


def library_of(title: str) -> str:
    return f"群“{title}”的库"


def upload_take(title: str) -> str:
    """The label of the button, with the library's name."""
    return f"收入{title}"


def upload_how(*, private: bool) -> str:
    if private:
        return "请把要收入的文件直接发给我（一个不超过 20 MiB，可以一次发几个，也可以发 zip）。"
    return "请用 /add 回复一条带文件的消息（一个不超过 20 MiB），或在发文件时写上我的名字。"


def upload_not_yours(*, private: bool) -> str:
    if private:
        return "只有机器人管理员和群的管理员可以收入文件；你想查什么，把问题打成字发来就行。"
    return "只有这个群的管理员可以往本群的库里收入文件。"


def upload_reading(count: int) -> str:
    return f"收到 {count} 个文件，正在读，大文件要一两分钟……"


def upload_too_large(name: str, most: int) -> str:
    return f"{name}：超过 {most} MiB，Telegram 不让机器人下载，请压缩成 zip 或拆分后再发。"


def upload_not_fetched(name: str) -> str:
    return f"{name}：没能从 Telegram 下载，请重新发一次。"


def upload_no_room() -> str:
    return "文件存不下来，没有收入：请告诉机器人的管理员检查磁盘空间，然后再发一次。"


def upload_too_many(most: int) -> str:
    return f"你已有 {most} 次发来的文件还没决定：请先按“收入”或“放弃”再发；一天后没决定的会自动删除。"


class Replaced(NamedTuple):
    """A document of the library *title* that one of the same name would replace; the places of both."""

    title: str
    name: str
    old: tuple[str, ...]
    new: tuple[str, ...]


def replaced(each: Replaced) -> str:
    old, new = ("、".join(places[:SHOWN_ARTICLES]) or "地名不详" for places in (each.old, each.new))
    if set(each.old) & set(each.new) or each.old == each.new:
        return f"{each.title}里已有《{each.name}》，收入后换成这一份。"
    return (
        f"注意：{each.title}里已有《{each.name}》，写的是{old}；收入后换成这一份，写的是{new}。"
        "两份都要留，请改个文件名再发。"
    )


def upload_described(
    report: Report,
    refused: Sequence[str],
    replaces: Sequence[Replaced],
    *,
    choice: bool,
    replaces_bundled: bool = False,
) -> str:
    """The result of a dry run: the files that would be added, their articles, and the files left out.

    Where there is a *choice* of libraries, a file may be new to one and known to another.
    """
    parts = (("新收入", report.added), ("更新", report.changed), ("和库里的一样", report.unchanged))
    if choice:
        parts = (("", report.added), *parts[1:])
    head = "，".join(f"{name} {len(names)} 个文件".strip() for name, names in parts if names)
    if report.documents:
        articles = sum(len(document.articles) for document in report.documents)
        head += f"，得文章 {articles} 篇、{report.passages} 段"
    said = [f"{head}。" if head else "没有可以收入的内容。"]
    for document in report.documents[:SHOWN_FILES]:
        said.append(f"{document.name}：{articles_found(document.articles)}")
        if document.left_out:
            said.append(left_out(document.left_out))
    if len(report.documents) > SHOWN_FILES:
        said.append(f"……还有 {len(report.documents) - SHOWN_FILES} 个文件")
    unread = [*refused, *report.refused, *report.skipped]
    said += unread[:SHOWN_FILES]
    if len(unread) > SHOWN_FILES:
        said.append(f"……还有 {len(unread) - SHOWN_FILES} 个没有读")
    said += map(replaced, replaces[:SHOWN_FILES])
    if replaces_bundled:
        said.append("公共库现在是随程序附带的资料；往里收入第一个文件以后，就只查你们自己的材料。")
    if report.added or report.changed:
        said.append("要收入吗？收入以前，谁也查不到里面的内容。")
    return "\n".join(said)


def articles_found(articles: Sequence[Article]) -> str:
    """The first articles of a file in one line: 平安大理建设综述（大理白族自治州）等 12 篇."""
    shown = "；".join(
        f"{each.title or '（无标题）'}（{each.place.full if each.place else '地名不详'}）"
        for each in articles[:SHOWN_ARTICLES]
    )
    return shown + (f"等 {len(articles)} 篇" if len(articles) > SHOWN_ARTICLES else "")


def upload_taken(title: str, report: Report, total: int) -> str:
    parts = [("收入", report.added), ("更新", report.changed), ("原样未动", report.unchanged)]
    done = "，".join(f"{name} {len(names)} 个文件" for name, names in parts if names)
    names = "、".join([*report.added, *report.changed][:SHOWN_FILES])
    shown = f"：{names}" if names else ""
    return f"{title}：已{done or '没有可收入的内容'}{shown}。库里现有 {total} 个文件，现在就可以提问。"


def upload_dropped() -> str:
    return "没有收入，文件已删除。"


# what a library holds


def library_title(*, common: bool, bundled: bool) -> str:
    """What a library that is read in a chat is called there."""
    return "公共库（随程序附带）" if bundled else LIBRARY_COMMON if common else LIBRARY_OF_GROUP


def documents_listed(title: str, names: Sequence[str]) -> str:
    shown = "\n".join(f"• {name}" for name in names[:SHOWN_NAMES])
    more = f"\n……还有 {len(names) - SHOWN_NAMES} 个；/docs 后面写几个字可以只看名字里有这几个字的。"
    return f"{title}：{len(names)} 个文件\n{shown}{more if len(names) > SHOWN_NAMES else ''}".rstrip()


def no_name_with(title: str, said: str, count: int, alike: Sequence[str]) -> str:
    """What /docs says where no name holds what was asked for."""
    near = f"；名字相近的有：{'、'.join(alike)}" if alike else ""
    return f"{title}：{count} 个文件，名字里都没有“{said}”{near}。"


def sources(
    documents: int, articles: int, places: Sequence[tuple[Place, int]], periods: Iterable[str]
) -> str:
    """The places by province, with the number of articles on each."""
    if not documents:
        return "这里还没有材料可查。"
    lines = [f"这里可以查 {documents} 个文件、{articles} 篇文章，写的是："]
    by_province: dict[str, list[str]] = {}
    for place, count in places[:SHOWN_PLACES]:
        named = place.short + (f"（{count} 篇）" if count > 1 else "")
        by_province.setdefault(place.chain[0].short, []).append(named)
    lines += [f"{province}：{'、'.join(named)}" for province, named in by_province.items()]
    if len(places) > SHOWN_PLACES:
        lines.append(f"……还有 {len(places) - SHOWN_PLACES} 个地方")
    common = [period for period, _ in Counter(periods).most_common(5)]
    if common:
        lines.append(f"时间多为：{'、'.join(common)}。")
    return "\n".join(lines)


def comparison(text: str) -> str:
    """The question of /compare."""
    return text if text.startswith(("比较", "对比")) else f"比较{text}"


def compare_how() -> str:
    return "请写明几个地方和要比的事项，例如：/compare 大理州和玉林市的扫黑除恶成果。"


def library_not_yours(*, private: bool) -> str:
    if private:
        return "公共库只有机器人管理员可以改动；群的库请在那个群里改动。"
    return "只有这个群的管理员可以改动本群的库。"


def remove_how() -> str:
    return "请写明文件名，例如：/remove 汇编.txt；/docs 列出文件。"


def no_such_document(title: str, name: str, alike: bool) -> str:
    if alike:
        return f"{title}里没有《{name}》。要移出的是下面哪一个？"
    return f"{title}里没有《{name}》；/docs 列出文件。群里只能移出本群的库里的文件。"


def nothing_kept(title: str) -> str:
    return f"{title}还是空的，没有可以改动的。"


BUTTON_UNDO, BUTTON_REDO = "撤销", "恢复"


def document_removed(title: str, name: str, left: int) -> str:
    return f"已从{title}移出《{name}》，还有 {left} 个文件。"


def nothing_to_undo(title: str) -> str:
    return f"{title}没有可以撤销的改动。"


def last_change(title: str, note: str, made: float) -> str:
    return f"{title}最近一次改动：{note}（{moment(made)}）。按“{BUTTON_UNDO}”换回改动以前的内容。"


def changed_since(title: str, note: str) -> str:
    return f"{title}后来又改过（{note}），这一次不能单独撤销了；/undo 看最近一次改动。"


def change_undone(*, gone: Sequence[str], back: Sequence[str], other: Sequence[str]) -> str:
    """What undoing a change has done: 昆明.txt 又移出了."""
    parts = [("又移出了", gone), ("又回来了", back), ("换回了原来的内容", other)]
    said = [f"{named(names)} {what}" for what, names in parts if names]
    return "，".join(said) or "文件没有变，地名的指定换回了原来的"


def named(names: Sequence[str]) -> str:
    """The first names, and how many there are in all."""
    more = f" 等 {len(names)} 个文件" if len(names) > SHOWN_ARTICLES else ""
    return "、".join(names[:SHOWN_ARTICLES]) + more


def undone(title: str, done: str, left: int) -> str:
    return f"{title}：{done}。库里现有 {left} 个文件。"


# feedback

OPINIONS = {True: "👍", False: "👎"}


def thanks(*, good: bool) -> str:
    return "谢谢！" if good else "记下了，会用来改进，谢谢！"


# inline; a button there holds 64 characters

INLINE_HOW = "输入地方和事项，例如：大理州 扫黑除恶"
INLINE_NOTHING = "没有查到，换个说法试试"
INLINE_NOT_ADMITTED = "你还没有使用这个机器人的权限"
INLINE_QUOTA = "你的提问次数用完了，请过一会儿再查"


def inline_whole(count: int) -> str:
    return f"全部 {count} 条"


def moment(at: float) -> str:
    return datetime.fromtimestamp(at).strftime("%m-%d %H:%M")
