"""Every Chinese sentence a person reads, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from corpus.document import Article, Document
from corpus.library import Report
from corpus.problems import Problem
from corpus.store import Version
from retrieval.answer import Answer, Citation, Remark

BASES = {"stated": "", "inferred": "（推断）", "hint": "（疑似）", "undecided": "（地名隐去）"}
STATUSES = {
    "answered": "查到",
    "not_found": "没有查到",
    "masked": "原文隐去",
    "clarify": "请说得具体些",
    "help": "使用说明",
}


def notes(answer: Answer) -> tuple[str, ...]:
    """The remarks of *answer* as sentences, each once."""
    said = [remark(each) for each in answer.remarks]
    if answer.read_as.carried_over:
        said.insert(0, carried(answer))
    return tuple(dict.fromkeys(filter(None, said)))


def remark(each: Remark) -> str:
    """One remark as a sentence."""
    return _REMARKS[each.kind](each.values)


def _absent(values: dict[str, Any]) -> str:
    return f"库内没有{values['place']}的材料{_nearest(values)}。"


def _only_mentioned(values: dict[str, Any]) -> str:
    return f"库内没有{values['place']}的专门材料，只在别处提到，且没有说到这一项{_nearest(values)}。"


def _nearest(values: dict[str, Any]) -> str:
    return "；最接近的是" + "、".join(values["nearest"]) + "的材料" if values["nearest"] else ""


def _claims(values: dict[str, Any]) -> str:
    said = []
    for claim, owners in values["owners"].items():
        whose = f"，库内见于{'、'.join(owners)}的材料" if owners else ""
        said.append(f"问题里的“{claim}”在所引原文中没有出现{whose}")
    return "；".join(said) + "。请以原文为准。"


def _hint(values: dict[str, Any]) -> str:
    return f"原文隐去地名，{values['place']}只是据“{'、'.join(values['evidence'])}”的猜测。"


def _inferred(values: dict[str, Any]) -> str:
    evidence = "、".join(values["evidence"])
    why = f"，据文中地名推断（{evidence}）" if evidence else "，系推断"
    return f"原文未写明或隐去地名：{values['place']}{why}。"


_REMARKS: dict[str, Callable[[dict[str, Any]], str]] = {
    "help": lambda v: HELP,
    "out_of_domain": lambda v: "这不是可以从资料库里查的问题。我只摘录库内文件的原文和数字。",
    "unclear": lambda v: "没看懂要查什么。请写出地方和事项，例如：大理州扫黑除恶成果。",
    "nothing": lambda v: "库内没有能回答这个问题的内容。可以换个说法，或写明地方和事项。",
    "nothing_on_topic": lambda v: f"库内{v['place']}的材料没有提到这一项。",
    "only_mentioned": _only_mentioned,
    "place_absent": _absent,
    "year_absent": lambda v: (
        "库内没有这一年份的数据" + (f"，有的是：{v['period']}" if v["period"] else "，原文未注明年份") + "。"
    ),
    "which_place": lambda v: "几个地方都有这一项，请说明要查哪里：" + "、".join(v["places"]) + "。",
    "masked": lambda v: "原文提到了这一项，但数字或名称已被隐去。",
    "this_year": lambda v: "“今年”：原文未注明年份。",
    "inferred": _inferred,
    "hint": _hint,
    "claim_absent": _claims,
    "corrected": lambda v: (
        "已按" + "、".join(f"“{right}”（原写“{wrong}”）" for wrong, right in v["pairs"]) + "理解。"
    ),
    "which_word": lambda v: f"“{v['word']}”可能有几种写法，请选一个。",
}


def carried(answer: Answer) -> str:
    """What a follow-up took from the turn before: 按 大理州·扫黑除恶 理解。"""
    parts = {"place": answer.read_as.place, "period": answer.read_as.period, "topic": answer.read_as.topic}
    return (
        "按“"
        + "·".join(filter(None, (parts[name] for name in answer.read_as.carried_over)))
        + "”接着上一问理解。"
    )


def source(citation: Citation) -> str:
    """Where a citation stands, in one line."""
    place = (citation.place or "地名不详") + (BASES[citation.place_basis] if citation.place else "")
    fields = [citation.document, citation.article, citation.section, place, citation.period]
    return " · ".join(filter(None, fields))


HELP = (
    "我从资料库里摘录原文和数字来回答，每条都注明出处；库里没有的，我会直说。"
    "请写出地方和事项，例如：大理州扫黑除恶成果；也可以接着问：那群众满意率呢。"
)


def quoted(quote: str) -> str:
    return f"“{quote}”" if not quote.startswith(("“", "「")) else quote


def suggestions(answer: Answer) -> str:
    return "可以问：" + "；".join(answer.suggestions)


# The terminal

PROMPT = "问> "
COMMANDS = {
    "来源": "sources",
    "原文": "quote",
    "新话题": "new",
    "帮助": "help",
    "help": "help",
    "退出": "quit",
    "quit": "quit",
    "exit": "quit",
}
CHAT_HELP = HELP + (
    "\n命令：/来源 列出上一个回答的出处；/原文 1 打开第 1 条引文的上下文；"
    "/新话题 不再接着上一问；/帮助；/退出。"
)
FORGOTTEN = "好，下一问从头开始。"
NO_CITATIONS = "还没有可以打开的引文，请先提问。"
BUNDLED_IS_FIXED = "随程序附带的资料库不能改动。请用 --library 指定自己的文件夹，或不写 --library。"
ABOUT = "问据：从资料库里摘录原文和数字回答问题，每条都有出处。"
USAGE, ARGUMENTS, OPTIONS, COMMANDS_TITLE, COMMAND = "用法：", "参数", "选项", "命令", "命令"
OPTION_HELP = "显示帮助"
OPTION_LIBRARY = "资料库文件夹；bundled 指随程序附带的资料库"
OPTION_DEBUG = "出现内部错误时显示详细信息"
OPTION_JSON = "输出 JSON"
OPTION_BATCH = "逐行回答 JSONL 文件里的问题（- 为标准输入），每行输出一个 JSON"
OPTION_DRY_RUN = "只说会怎样，不改动资料库"
OPTION_PROBLEMS = "只列需要留意的文章"
ARGUMENT_ARTICLE = "文章，写作 文件名#编号；只有一篇时可只写文件名"
ARGUMENT_PLACE = "地方的正式名称，例如：赣州市"
ARGUMENT_VERSION = "版本号，用 wenju library versions 查看"
OPTION_AT = "从第 N 个字符处打开，连同上下文"
ARGUMENT_QUESTION = "问题，例如：大理州扫黑除恶成果"
ARGUMENT_PATHS = "要收入的文件或文件夹（.txt、.md）"
ARGUMENT_DOCUMENT = "文件名，用 wenju docs 查看"
COMMAND_HELP = {
    "ask": "提一个问题",
    "chat": "连续问答",
    "ingest": "把文件收入自己的资料库",
    "docs": "列出资料库里的文件和文章",
    "show": "打开一个文件",
    "place": "指定一篇文章是哪个地方的",
    "library": "查看资料库的历次版本（versions），或退回某一版本（rollback N）",
    "remove": "从自己的资料库里移出一个文件",
    "telegram": "作为 Telegram 机器人应答（需要 .env 里的令牌）",
}


def chat_welcome(documents: int) -> str:
    return f"资料库里有 {documents} 个文件。请直接提问；/帮助 查看命令，/退出 结束。"


def which_citation(count: int) -> str:
    return f"请写明是第几条，例如：/原文 1（上一个回答有 {count} 条引文）。"


def context_heading(document: str, line: int) -> str:
    return f"《{document}》第 {line} 行起："


def article(each: Article, first: int, last: int, passages: int | None) -> str:
    """One article of a document in one line, for a listing."""
    place = (each.place.full if each.place else "地名不详") + (BASES[each.basis] if each.place else "")
    evidence = (
        f"据{'、'.join(each.evidence[:4])}" if each.basis in ("inferred", "hint") and each.evidence else None
    )
    fields = [
        f"{each.number}. {each.title or '（无标题）'}",
        f"第 {first}—{last} 行",
        place,
        evidence,
        each.period,
        f"{passages} 段" if passages is not None else None,
        f"隐去 {each.masked:.0%} 数字" if each.masked else None,
        f"同文见《{each.twin_of[0]}》第 {each.twin_of[1]} 篇" if each.twin_of else None,
    ]
    return " · ".join(filter(None, fields))


PROBLEMS = {
    "undecided": "看不出是哪个地方",
    "hint": "地方只有一处线索",
    "masked": "数字多被隐去，又没有完整的同文",
    "long": "没有标题而且很长，可能是几篇合在一起",
}
NO_PROBLEMS = "没有需要留意的文章。"


def problem(document: Document, each: Article, kinds: list[Problem]) -> str:
    said = "；".join(PROBLEMS[kind] for kind in kinds)
    fix = ""
    if each.basis in ("undecided", "hint"):
        fix = f"。如知道，可用 wenju place {document.name}#{each.number} 地名 指定"
    return f"{each.number}. {each.title or '（无标题）'}：{said}{fix}。"


def documents_in_all(count: int) -> str:
    return f"共 {count} 个文件。" if count else "资料库是空的。用 wenju ingest 收入文件。"


READING = "正在读"


def reading(passages: int) -> str:
    return f"正在读（已得 {passages} 段）" if passages else READING


def dropped(lines: list[str]) -> str:
    """What was thrown away as advertising or page furniture, the first three lines of it."""
    shown = "；".join(line if len(line) <= 30 else line[:30] + "…" for line in lines[:3])
    return f"略去广告和页面杂项 {len(lines)} 行：{shown}" + ("；……" if len(lines) > 3 else "")


def ingested(report: Report, total: int, *, dry: bool) -> str:
    parts = [("新收入", report.added), ("更新", report.changed), ("未变", report.unchanged)]
    said = "，".join(f"{name} {len(names)} 个" for name, names in parts if names)
    if not said and not report.refused:
        return "没有找到可以收入的文件（支持 .txt、.md）。"
    refused = f"未能收入 {len(report.refused)} 个" if report.refused else ""
    articles = sum(len(document.articles) for document in report.documents)
    found = f"，得文章 {articles} 篇、{report.passages} 段" if report.documents else ""
    result = "，".join(filter(None, (said, refused))) + found
    if dry:
        return f"试运行：{result}。没有改动资料库。"
    return f"{result}。资料库现有 {total} 个文件。"


def placed(document: str, each: Article) -> str:
    return f"《{document}》第 {each.number} 篇：{each.place.full if each.place else ''}。重新收入时保持不变。"


WHICH_VERSION = "请写明退回哪个版本，例如：wenju library rollback 3。用 wenju library versions 查看。"


def version(each: Version, *, newest: bool) -> str:
    made = datetime.fromtimestamp(each.made).strftime("%Y-%m-%d %H:%M")
    return f"{each.number}  {made}  {each.documents} 个文件  {each.note}" + ("  （现用）" if newest else "")


def rolled_back(number: int, documents: int) -> str:
    return f"已退回版本 {number}，资料库现有 {documents} 个文件。"


def removed(document: str) -> str:
    return f"已移出《{document}》。"


def outside(document: str, length: int) -> str:
    return f"《{document}》共 {length} 个字符，--at 请写 0 到 {length - 1} 之间的数。"


def bad_usage(program: str) -> str:
    return f"命令写法不对。用 {program} --help 查看用法。"


def unreadable_batch(file: str) -> str:
    return f"读不了 {file}。请检查路径，文件应为 UTF-8。"


def bad_batch_line(file: str, number: int) -> str:
    return f'{file} 第 {number} 行不是一个问题对象，应形如 {{"id": "1", "question": "……"}}。'


def internal(kind: str) -> str:
    return f"程序内部出错（{kind}），资料未受影响。请加 --debug 重试并把显示的内容发给维护者。"


# Telegram

TELEGRAM_COMMANDS = {
    "ask": "提问，例如：/ask 大理州扫黑除恶成果",
    "new": "忘掉前面的话，重新开始",
    "help": "怎么提问",
}

CONNECTION_LOST = {
    "unreachable": "连不上 Telegram，会自动重试；如在防火墙后，请设 WENJU_TELEGRAM_PROXY。",
    "conflict": "另一个程序正用同一个令牌收消息，请停掉其中一个；在此之前会不断重试。",
    "limited": "Telegram 要求放慢，稍后自动继续。",
}

SETTING_FORMS = {
    "telegram_api_base": "应是 http:// 或 https:// 开头的地址",
    "telegram_proxy": "应是 http://、https://、socks5:// 或 socks5h:// 开头的地址",
    "telegram_allowed_chats": "应是聊天编号，用逗号隔开，例如 12345,-1001234567890",
    "log_level": "应是 DEBUG、INFO、WARNING、ERROR 之一",
}


def bad_setting(name: str, field: str) -> str:
    """A setting that is malformed; what was typed is not repeated, it may be a secret."""
    return f"设置 {name} 不对：{SETTING_FORMS.get(field, '请对照 .env.example 填写')}。"


def unreadable_settings(path: str) -> str:
    return f"设置文件 {path} 读不出来，请确认它是 UTF-8 文本文件并有读取权限。"


def telegram_no_token() -> str:
    return "没有 Telegram 令牌：请向 @BotFather 申请，写进 .env 的 WENJU_TELEGRAM_TOKEN。"


def telegram_malformed_token() -> str:
    return "WENJU_TELEGRAM_TOKEN 不像令牌：应是 @BotFather 给的“数字:字母数字”，请整行复制。"


def telegram_refused_token() -> str:
    return "Telegram 不认这个令牌：请核对 WENJU_TELEGRAM_TOKEN，或向 @BotFather 重新申请。"


def telegram_no_socks() -> str:
    return '用 SOCKS 代理还要装一个组件：pip install "python-telegram-bot[socks]"。'


def telegram_connected(name: str) -> str:
    return f"已连上 Telegram，机器人是 @{name}；按 Ctrl-C 停止。"


def connection_lost(state: str) -> str:
    return CONNECTION_LOST[state]


def connection_restored() -> str:
    return "又连上 Telegram 了。"


def telegram_unsent(kind: str) -> str:
    """For the log: a reply that Telegram did not take."""
    return f"有一条回复没能发出：{kind}"


def telegram_failed(where: str) -> str:
    """For the log: an error nobody foresaw, without the words of the question."""
    return f"回答时出错：{where}"


def telegram_help(username: str, *, private: bool) -> str:
    how = (
        "直接把问题发给我就行。"
        if private
        else f"在群里，用 /ask@{username} 提问、回复我的消息，或者提到 @{username}，我才会开口。"
    )
    return (
        "我是问据：只从工作报告的原文里找答案，每句都注明出处。\n\n"
        f"{how}例如：大理州扫黑除恶成果。接着可以问：那群众满意率呢？\n\n"
        "答案下面的按钮可以打开原文前后文。\n"
        "/new 忘掉前面的话，重新开始\n"
        "/help 看这段说明"
    )


def telegram_no_question(username: str, *, private: bool) -> str:
    return "请把问题写在后面，例如：" + (
        "大理州扫黑除恶成果" if private else f"/ask@{username} 大理州扫黑除恶成果"
    )


def telegram_text_only() -> str:
    return "我只看得懂文字，请把问题打成字发来。"


def telegram_forgotten() -> str:
    return "好，前面的话都忘掉了，请问新的问题。"


def telegram_apology() -> str:
    return "对不起，回答这个问题时程序出了错，请换个问法或稍后再试。"


def telegram_closed(chat: int) -> str:
    return f"这个机器人没有对这里开放；请管理员把 {chat} 加进允许的聊天。"


def telegram_expired() -> str:
    return "这个按钮已经过期了，请重新提问。"


def telegram_nothing() -> str:
    return "文库里没有找到能回答的内容，请换个问法。"


def telegram_asked(question: str) -> str:
    return f"问：{question}"


def telegram_open(number: int) -> str:
    return f"[{number}] 原文"


def telegram_source(citation: Citation) -> str:
    """The line over a quoted passage: its number and where it stands."""
    return f"[{citation.n}] {source(citation)}"


def telegram_line(line: int) -> str:
    return f"第 {line} 行，前后文："
