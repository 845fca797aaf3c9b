"""What the command line and the terminal chat say."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.wording.answers import BASES, HELP

if TYPE_CHECKING:
    from corpus.articles.doubts import Doubt
    from corpus.document import Article, Document
    from corpus.library.library import Report
    from corpus.library.store import Version
    from retrieval.answering.explanation import Explanation, Ground, Weighed

PROMPT = "问> "
_SHELL = re.compile(r"""[\s|&;<>()$`\\"'*?\[\]{}!~^]|\A#""")  # what a shell reads as its own
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
ASKING = ("ask", "问")  # before a question, as in Telegram
CHAT_HELP = HELP + (
    "\n命令：/来源 列出上一个回答的出处；/原文 1 打开第 1 条引文的上下文；"
    "/新话题 不再接着上一问；/帮助；/退出。"
)
FORGOTTEN = "好，下一问从头开始。"
INTERRUPTED = "已停止。"
NO_CITATIONS = "还没有可以打开的引文，请先提问。"
BUNDLED_IS_FIXED = "随程序附带的资料库不能改动。请用 --library 指定自己的文件夹，或不写 --library。"
ABOUT = "问据：从资料库里摘录原文和数字回答问题，每条都有出处。"
USAGE, ARGUMENTS, OPTIONS, COMMANDS_TITLE, COMMAND = "用法:", "参数", "选项", "命令", "命令"
OPTION_HELP = "显示帮助"
OPTION_VERSION = "显示版本号"
OPTION_CHECK = "只检查设置和连接，说明哪里不对"
OPTION_LIBRARY = "资料库文件夹；bundled 指随程序附带的资料库"
OPTION_DEBUG = "出现内部错误时显示详细信息"
OPTION_EXPLAIN = "说明问题是怎样理解的、哪些句子为什么取或不取"
OPTION_JSON = "输出 JSON"
OPTION_BATCH = "逐行回答 JSONL 文件里的问题（- 为标准输入），每行输出一个 JSON"
OPTION_DRY_RUN = "只说会怎样，不改动资料库"
MOST_JOBS = 64
OPTION_JOBS = f"同时用几个进程（1 至 {MOST_JOBS}；默认与处理器数相同，最多 8 个）"
OPTION_PROBLEMS = "只列需要留意的文章"
ARGUMENT_ARTICLE = "文章，写作 文件名#编号；只有一篇时可只写文件名"
ARGUMENT_PLACE = "地方的正式名称，例如：赣州市"
ARGUMENT_VERSION = "rollback 的版本号（用 wenju library versions 查看），或 backup、restore 的备份文件"
OPTION_LINE = "打开引文所在的第 N 行，连同上下文"
OPTION_AT = "从第 N 个字符处打开，连同上下文"
ARGUMENT_QUESTION = "问题，例如：大理州扫黑除恶成果"
ARGUMENT_ASKED = "问题；不写或写 - 时，从标准输入读"
ARGUMENT_PATHS = "要收入的文件、文件夹或 zip 压缩包"
ARGUMENT_SHOWN = "文件名，或它的开头：大理 即 大理州.md"
ARGUMENT_DOCUMENT = "文件名，用 wenju docs 查看"
BATCH_OR_QUESTION = "--batch 和问题只能写一样：或给文件，或直接提问。"
EXPLAINED_IN_WORDS = "--explain 只用于直接提问，不能同 --json 或 --batch 一起写。请去掉其中一个。"
NO_SUCH_COMMAND = "没有这个命令。输入 /帮助 查看可用的命令。"
WHICH_ARTICLE = "请写明文章，例如：wenju place 汇编.txt#2 赣州市。用 wenju docs 查看编号。"
COMMAND_HELP = {
    "ask": "提一个问题",
    "chat": "连续问答",
    "ingest": "把文件收入自己的资料库",
    "docs": "列出资料库里的文件和文章",
    "figures": "列出资料里的数据：指标、数值、时间、范围和出处",
    "check": "核对一份稿子：数字、荣誉和名称与资料是否一致，出处在哪里",
    "compare": "把几个地方（或一个地方的几年）的数据并排列成表，每格有出处",
    "export": "把一个问题的回答存为 Word（带脚注）、Markdown 或 CSV",
    "show": "打开一个文件",
    "place": "指定一篇文章是哪个地方的",
    "library": "资料库：历次版本 versions，退回某一版本 rollback N，备份 backup FILE，恢复 restore FILE",
    "remove": "从自己的资料库里移出一个文件",
    "doctor": "检查设置、资料库、索引、磁盘和可选组件，说明哪里不对、怎么办",
    "telegram": "作为 Telegram 机器人应答（需要 .env 里的令牌）",
}


EXAMPLES = {
    "ask": ("wenju ask 大理州扫黑除恶成果", "wenju ask --json 宁夏群众安全感"),
    "chat": ("wenju chat", "wenju chat --library 资料库"),
    "ingest": ("wenju ingest 材料文件夹 汇编.zip", "wenju ingest --dry-run 报告.docx"),
    "docs": ("wenju docs", "wenju docs --problems"),
    "figures": ("wenju figures --place 大理州", "wenju figures --topic 满意度 --csv"),
    "check": ("wenju check 稿子.docx", "wenju check 稿子.docx --docx 批注.docx"),
    "compare": ("wenju compare 大理州 宁夏 --topic 满意度", "wenju compare 宁夏 --years 2019-2021"),
    "export": ("wenju export 回答.docx 大理州扫黑除恶成果", "wenju export 回答.csv 宁夏群众安全感"),
    "show": ("wenju show 大理", "wenju show 大理 --line 24"),
    "place": ("wenju place 汇编.txt#2 赣州市", "wenju place 报告.docx 大理州"),
    "remove": ("wenju remove 报告.docx", "wenju remove 汇编.zip/一.txt --library 资料库"),
    "library": ("wenju library rollback 3", "wenju library backup 备份.sqlite"),
    "doctor": ("wenju doctor", "wenju doctor --library 资料库"),
    "telegram": ("wenju telegram --check", "wenju telegram"),
}
EXIT_CODES = "退出码：0 有结果，1 没有找到，2 写法或输入有误，3 程序、资料库或服务出错。"
FIRST_LIBRARY = "这是你自己的资料库，从此提问用它；要问随程序附带的，加 --library bundled。"


def examples(command: str) -> str:
    """What stands below the help of *command*."""
    return "\n".join(["例如:", *(f"  {each}" for each in EXAMPLES[command]), "", EXIT_CODES])


def chat_welcome(documents: int) -> str:
    return f"资料库里有 {documents} 个文件。请直接提问；/帮助 查看命令，/退出 结束。"


WANTS = {
    "figure": "数字",
    "list": "列举",
    "place": "是哪里",
    "comparison": "比较",
    "definition": "是什么",
    "how": "怎么做的",
    "overview": "概况",
}
GROUNDS = {
    "own": "有专门材料",
    "unnamed": "有所辖、地名隐去的材料",
    "mentioned": "只在别处提到",
    "below": "只有所辖地方的材料",
}


def explained_question(explanation: Explanation) -> str:
    """How a question was read, in one line."""
    question = explanation.question
    fields = [
        "地方 " + ("、".join(c[0].full for c in question.places) or "未指明"),
        "时间 " + ("、".join(map(str, question.periods)) or "不限"),
        "要 " + WANTS[question.wants] + (f"（单位 {question.unit}）" if question.unit else ""),
        "词 " + ("、".join(f"{word}({weight:g})" for word, weight in explanation.weights) or "无"),
        f"门槛 {explanation.answers:g}，最接近 {explanation.close:g}",
    ]
    return "怎样理解：" + "；".join(fields)


def explained_ground(ground: Ground) -> str:
    if ground.place is None:
        return f"全库 {ground.articles} 篇文章："
    kind = GROUNDS[ground.kind] if ground.kind else "没有材料"
    return f"{ground.place}：{kind}，{ground.articles} 篇文章"


def explained_sentence(weighed: Weighed) -> str:
    text = weighed.text if len(weighed.text) <= 60 else weighed.text[:60] + "…"
    verdict = "取" if weighed.answers else "不取"
    shares = f"覆盖 {weighed.all:.2f}，本句 {weighed.own:.2f}，数字分句 {weighed.figure:.2f}"
    return f"{verdict}  把握 {weighed.probability:.2f}，{shares}  {text}"


def which_citation(count: int) -> str:
    return f"请写明是第几条，例如：/原文 1（上一个回答有 {count} 条引文）。"


def context_heading(document: str, lines: tuple[int, int], cited: int) -> str:
    """Over a passage that stands in *lines*, its quotation beginning in the line *cited*."""
    first, last = lines
    if first == last:
        return f"《{document}》第 {first} 行："
    return f"《{document}》第 {first}—{last} 行，引文在第 {cited} 行："


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
        f"发文 {each.organ}" if each.organ else None,
        f"单位 {each.institution}" if each.institution not in (None, each.organ) else None,
        f"日期 {each.date}" if each.date else None,
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
    "levels": "像是两级的材料合在一起",
    "provinces": "说到两个省，可能是两篇合在一起",
    "cities": "说到两个市，可能是两篇合在一起",
    "persons": "“我市”“该市”都用，可能是两篇合在一起",
    "restart": "编号中途从头开始，可能是两篇合在一起",
    "opening": "中间像是另一篇的开头，可能是两篇合在一起",
    "parted": "有数字可能在换行处断开或字节已损坏，没有采用，请核对原文件",
}
NO_PROBLEMS = "没有需要留意的文章。"


def problem(document: Document, each: Article, found: list[Doubt]) -> str:
    said = "；".join(
        PROBLEMS[one.kind] + (f"（{'、'.join(one.evidence[:3])}）" if one.evidence else "") for one in found
    )
    fix = ""
    if each.basis in ("undecided", "hint"):
        fix = f"。如知道，可用 wenju place {_typed(f'{document.name}#{each.number}')} 地名 指定"
    return f"{each.number}. {each.title or '（无标题）'}：{said}{fix}。"


def _typed(argument: str) -> str:
    """*argument* as it is typed in a shell: 汇编.txt#1 as it is, '有 空格.txt#1' in quotes."""
    return shlex.quote(argument) if _SHELL.search(argument) else argument


def documents_in_all(count: int) -> str:
    return f"共 {count} 个文件。" if count else "资料库是空的。用 wenju ingest 收入文件。"


READING = "正在读"
SENDING = "正在送往集群"
NO_INDEX_SET = "没有设置集群：请先把 WENJU_INDEX 写进 .env，例如 WENJU_INDEX=qdrant://127.0.0.1:6333/wenju。"


def published(passages: int) -> str:
    return f"集群上的索引已是这个版本，共 {passages} 段。"


def not_published(why: str) -> str:
    return f"{why}资料库已经改好，只是集群还没有跟上：之后请运行 wenju library index。"


TAKEN_IN = "已收入"  # what a reader reports ends so where nothing is lost


def left_out(what: Sequence[str]) -> str:
    """What of a file has no text here: 读取时留意：7 页中 6 页是图片；公式 2 处."""
    return "读取时留意：" + "；".join(what)


def dropped(lines: list[str]) -> str:
    """What was thrown away as advertising or page furniture, the first three lines of it."""
    shown = "；".join(line if len(line) <= 30 else line[:30] + "…" for line in lines[:3])
    return f"略去广告和页面杂项 {len(lines)} 行：{shown}" + ("；……" if len(lines) > 3 else "")


def ingested(report: Report, total: int, *, dry: bool) -> str:
    parts = [("新收入", report.added), ("更新", report.changed), ("未变", report.unchanged)]
    said = "，".join(f"{name} {len(names)} 个" for name, names in parts if names)
    if not said and not report.refused:
        return (
            "没有找到可以收入的文件（支持 txt、md、csv、html、docx、xlsx、pptx、pdf、ofd、epub、eml 和 zip；"
            "装有 LibreOffice 时还有 doc、wps、xls、et、ppt 等）。"
        )
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


WHICH_BACKUP = "请写明备份文件，例如：wenju library backup 资料库备份.sqlite。"


def backed_up(target: Path) -> str:
    return f"已备份到 {target}。恢复用 wenju library restore {_typed(str(target))}。"


def restored(documents: int, aside: Path | None) -> str:
    kept = f"；原来的另存为 {aside}，不需要时可以删去" if aside else ""
    return f"已恢复，资料库现有 {documents} 个文件{kept}。"


def missing(path: Path) -> str:
    return f"找不到 {path}。请检查路径后重试。"


def removed(document: str) -> str:
    return f"已移出《{document}》。"


def outside(document: str, length: int) -> str:
    return f"《{document}》共 {length} 个字符，--at 请写 0 到 {length - 1} 之间的数。"


def outside_lines(document: str, last: int) -> str:
    return f"《{document}》共 {last} 行，--line 请写 1 到 {last} 之间的数。"


def unknown_word(program: str, word: str, near: str | None) -> str:
    """That *program* has no such command, option or argument, and which was meant."""
    if near is None and program == "wenju" and not word.isascii():
        near = f"wenju ask {_typed(word)}"
    meant = f"，是不是 {near}？" if near else "。"
    return f"{program} 后面不认识“{word[:60]}”{meant}用 {program} --help 查看用法。"


def missing_words(program: str, what: str) -> str:
    return f"{program} 后面还缺少 {what}。用 {program} --help 查看用法。"


def no_value(program: str, option: str) -> str:
    return f"{option} 后面还缺少内容。用 {program} --help 查看用法。"


def no_number(written: str) -> str:
    return f"“{written[:60]}”不是整数，请写数字。"


def too_many_jobs(written: str) -> str:
    return f"--jobs 请写 1 到 {MOST_JOBS} 之间的数，不是 {written[:60]}。"


def no_folder(folder: Path) -> str:
    return f"没有文件夹 {folder}。请先建好，或换一个地方。"


def bad_usage(program: str) -> str:
    return f"命令写法不对。用 {program} --help 查看用法。"


def unreadable_batch(file: str) -> str:
    return f"读不了 {file}。请检查路径，文件应为 UTF-8。"


def bad_batch_line(file: str, number: int) -> str:
    return f'{file} 第 {number} 行不是一个问题对象，应形如 {{"id": "1", "question": "……"}}。'


def damaged(why: str) -> str:
    return f"资料库文件已损坏或不是资料库（{why}）。请用备份换回，或删去后重新收入材料。"


def not_written(why: str) -> str:
    return f"系统不让读写（{why}）。请检查磁盘空间、权限和输出的去处，再试一次。"


def changed_but_not_shown(why: str) -> str:
    return f"资料库已经改好，只是结果没能写到输出（{why}）。请用 wenju docs 查看。"


def internal(kind: str, *, changing: bool) -> str:
    """That the program failed; a command that is *changing* the library may have done so before."""
    kept = "资料库完整，但改动可能已经作出，请用 wenju docs 查看" if changing else "资料未受影响"
    return f"程序内部出错（{kind}），{kept}。请加 --debug 重试并把显示的内容发给维护者。"
